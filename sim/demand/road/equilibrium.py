"""Cars on the roads so that nobody gains by another way, and the minutes and km that follow.

From empty roads AequilibraE finds the equilibrium; from the equilibrium of the round before, a few
bi-conjugate steps of `sim.demand.road.conjugate` do, and they also close what the library leaves
open. The gap is always that of the flows returned.

Results are the same whatever the number of threads: vehicles are rounded to 2**-16 an hour, so
that sums of them are exact in any order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.demand.model import Floats32, Floats64, RoadFlows
from sim.demand.road.conjugate import Equilibrium, to_equilibrium
from sim.demand.road.delay import bpr_minutes
from sim.demand.road.library import library_equilibrium
from sim.demand.road.loading import Loading, Ways, loaded, quickest_ways
from sim.demand.road.network import RoadNetwork
from sim.demand.road.warm import carried_over

__all__ = ["RoadEquilibrium", "assign_road", "free_flow_skims", "road_equilibrium"]

GAP = 1e-4
"""Relative gap at which flows count as in equilibrium (Boyce, Ralevic-Dekic and Bar-Gera 2004)."""

MAX_ITERATIONS = 200

_GRAIN = 2.0**16


@dataclass(frozen=True, eq=False)
class RoadEquilibrium:
    """Flows, minutes and km [Z, Z], and what the next round can start from.

    ``trips`` [Z, Z] are the vehicles per hour between zones, ``own_volume`` [L] they on the links
    without background, ``access_min`` their minutes on connectors, summed.
    """

    flows: RoadFlows
    minutes: Floats32
    km: Floats32
    trips: Floats64
    own_volume: Floats64
    access_min: float


def assign_road(
    road: RoadNetwork,
    vehicles_per_h: Floats64,
    *,
    gap: float = GAP,
    max_iterations: int = MAX_ITERATIONS,
    cores: int = 0,
    background_per_h: Floats64 | None = None,
) -> tuple[RoadFlows, Floats32, Floats32]:
    """Flows in user equilibrium, and minutes and km [Z, Z]: `road_equilibrium` from empty roads.

    Examples
    --------
    >>> from sim.demand.road.examples import toy_roads
    >>> roads = toy_roads({"a b": (10.0, 100.0, 0.15, 4.0)}, {"A": "a", "B": "b"})
    >>> flows, minutes, _ = assign_road(roads, np.array([[0.0, 100.0], [0.0, 0.0]]))
    >>> flows.volume_per_h.tolist(), round(float(minutes[0, 1]), 3), flows.converged
    ([100.0], 11.5, True)
    """
    found = road_equilibrium(
        road,
        vehicles_per_h,
        gap=gap,
        max_iterations=max_iterations,
        cores=cores,
        background_per_h=background_per_h,
    )
    return found.flows, found.minutes, found.km


def road_equilibrium(
    road: RoadNetwork,
    vehicles_per_h: Floats64,
    *,
    start: RoadEquilibrium | None = None,
    gap: float = GAP,
    max_iterations: int = MAX_ITERATIONS,
    cores: int = 0,
    background_per_h: Floats64 | None = None,
    library: bool = True,
) -> RoadEquilibrium:
    """Flows in user equilibrium (Wardrop 1952) with minutes by `bpr_minutes`.

    `vehicles_per_h` [Z, Z] are passenger cars per hour from row to column; `background_per_h` [L]
    is on the links already and stays (it counts in the flows). Connectors never get slow. `start`
    is an equilibrium of similar trips on the same roads; without it AequilibraE begins, or, where
    `library` is false, the same steps as from a start, which are faster. It ends when the relative
    gap ``(sum t v - sum t_min v) / sum t v`` of our vehicles, connectors included, is at most
    `gap`, else after `max_iterations` with ``converged=False``. `cores` 0 takes all.

    Trips within a zone use no link; they take ``inside_min`` and ``inside_km`` (the diagonal).
    Where no way leads, minutes and km are ``inf``, and the vehicles count as ``unassigned``.
    Without vehicles the minutes are those of empty roads.

    Examples
    --------
    >>> from sim.demand.road.examples import toy_roads
    >>> roads = toy_roads({"a b": (10.0, 100.0, 0.15, 4.0)}, {"A": "a", "B": "b"})
    >>> trips = np.array([[0.0, 100.0], [0.0, 0.0]])
    >>> first = road_equilibrium(roads, trips)
    >>> road_equilibrium(roads, trips / 2, start=first).flows.volume_per_h.tolist()
    [50.0]
    """
    ways = quickest_ways(road)
    wanted = np.round(np.asarray(vehicles_per_h, dtype=np.float64) * _GRAIN) / _GRAIN
    np.fill_diagonal(wanted, 0.0)
    background = np.zeros(len(road.link_ids)) if background_per_h is None else background_per_h
    begun, rounds = None, 0
    if start is not None:
        before = (start.own_volume, start.access_min, start.trips)
        begun = carried_over(ways, before, wanted, start.flows.minutes, cores=cores)
    elif library and wanted.any():
        volume, access_min, rounds = library_equilibrium(
            road, wanted, background, gap=gap, max_iterations=max_iterations, cores=cores
        )
        begun = (volume, access_min)
    found = to_equilibrium(
        ways,
        wanted,
        background,
        start=begun,
        gap=gap,
        max_iterations=max(max_iterations - rounds, 0),
        cores=cores,
    )
    minutes, km = _whole(ways, found.quickest)
    flows = _flows(ways, wanted, background, found, gap)
    flows = replace(flows, iterations=rounds + found.iterations)
    return RoadEquilibrium(flows, minutes, km, wanted, found.volume, found.access_min)


def free_flow_skims(road: RoadNetwork, *, cores: int = 0) -> tuple[Floats32, Floats32]:
    """Minutes and km [Z, Z] on empty roads, along the quickest way; ``inf`` where there is none.

    Examples
    --------
    >>> from sim.demand.road.examples import toy_roads
    >>> roads = toy_roads({"a b": (10.0, 100.0, 0.15, 4.0)}, {"A": "a", "B": "b"})
    >>> minutes, km = free_flow_skims(roads)
    >>> minutes.tolist(), km.tolist()
    ([[2.0, 10.0], [inf, 2.0]], [[0.5, 1.0], [inf, 0.5]])
    """
    ways = quickest_ways(road)
    nobody = np.zeros((len(road.zone_ids), len(road.zone_ids)))
    return _whole(ways, loaded(ways, road.free_min, nobody, cores=cores))


def _flows(
    ways: Ways, wanted: Floats64, background: Floats64, found: Equilibrium, gap: float
) -> RoadFlows:
    road, total = ways.road, found.volume + background
    return RoadFlows(
        link_ids=road.link_ids,
        volume_per_h=total,
        capacity_per_h=road.capacity_per_h,
        free_min=road.free_min,
        minutes=bpr_minutes(road.free_min, total, road.capacity_per_h, road.alpha, road.beta),
        gap=found.gap,
        iterations=found.iterations,
        converged=found.gap <= gap,
        unassigned=float(wanted[np.isinf(found.quickest.minutes)].sum()),
    )


def _whole(ways: Ways, found: Loading) -> tuple[Floats32, Floats32]:
    """Minutes and km with trips inside zones on the diagonal."""
    minutes, km = found.minutes.copy(), found.km.copy()
    np.fill_diagonal(minutes, ways.road.inside_min)
    np.fill_diagonal(km, ways.road.inside_km)
    return minutes.astype(np.float32), km.astype(np.float32)
