"""Demand and supply in balance: trips make traffic and crowds, which make trips."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.demand.case import DemandCase, LoopSettings
from sim.demand.model import (
    DemandResult,
    Floats32,
    Floats64,
    Iteration,
    LevelOfService,
    RoadSkims,
    TransitLoads,
)
from sim.demand.road.equilibrium import RoadEquilibrium, free_flow_skims, road_equilibrium
from sim.demand.transit.assign import (
    Crowding,
    TransitService,
    load_transit,
    solve_transit,
)
from sim.demand.travel import Travel, travel

__all__ = ["Solved", "Standing", "solve_demand"]

_FIRST_TRAFFIC = 1.4
"""Minutes of the first round over those of empty roads: saves a round, leaves no trace."""

_COARSE_GAP = 1e-2
"""Relative gap of the road equilibrium while trips still move much."""

_FINER = 10
"""Roads need not be solved finer than this part of the trips that moved."""

_LEAST_STEP, _TRIP_STEP = 0.2, 0.6
"""Weight of a new round in the mean of loads, at least, and in that of trips. People answer to full
streets about as strongly as streets to people: nearly the whole of a new round would swing (0.9
took 11 rounds for 2020, 0.6 takes 5), and little of it would stop the loop too early."""

_TRIP_STEP_AFTER = 0.8
"""The same where a loop goes on from another: most streets are as they were."""

Share = Callable[[float], None]


@dataclass(frozen=True)
class Standing:
    """Traffic on roads, crowding in vehicles, factors of the distribution: another loop's start.

    ``prices`` are those at which it was solved.
    """

    traffic: tuple[RoadEquilibrium, ...]
    crowding: Crowding
    factor_logs: Mapping[str, Floats64]
    prices: Mapping[str, float]


@dataclass(frozen=True)
class Solved:
    """A result, and where its loop stood at the end."""

    result: DemandResult
    standing: Standing


@dataclass
class _State:
    """Where the loop stands: mean trips and what they do to streets and vehicles."""

    trips: Floats32
    road: RoadSkims
    traffic: tuple[RoadEquilibrium, ...] = ()
    crowding: Crowding | None = None
    loads: tuple[TransitLoads, ...] = ()
    transit_gap: float = float("nan")


def solve_demand(
    case: DemandCase,
    settings: LoopSettings,
    share: Share | None = None,
    *,
    start: Standing | None = None,
) -> Solved:
    """Trips by mode, flows and loads of a case in balance.

    In every round people choose at the service they met (`travel`); their trips are averaged with
    those of earlier rounds (weight 0.6; 0.8 after another loop), put on roads (user equilibrium)
    and vehicles (optimal strategies; crowding by successive averages, weight ``1 / n`` but at least
    0.2), and change the service. It ends when at most ``tolerance`` of the trips of a round differ
    from the mean before it, but not before the second.

    Parameters
    ----------
    share
        Called with the share of the rounds that is done.
    start
        Where the loop of nearly the same case stood. What people chose there is found again at its
        prices, and rounds are averaged from the first on: most changes need two.

    Returns
    -------
    Solved
        ``result.converged`` tells whether the tolerance was met; ``iterations`` how it went.
    """
    tell = share or (lambda _share: None)
    state = _first_state(case, start)
    factors = start.factor_logs if start else None
    served = None if start is None else _chosen_before(case, state, start)
    done: list[Iteration] = []
    converged = False
    while not converged and len(done) < settings.max_iterations:
        number = len(done) + 1
        served = solve_transit(case.graphs, case.parameters, state.crowding, kept=served)
        service = LevelOfService(served.skims, state.road, case.slow)
        found = travel(case, service, factor_logs=factors)
        factors = found.factor_logs
        change = _averaged(state, found, _TRIP_STEP if start is None else _TRIP_STEP_AFTER)
        # the smallest change is answered by streets and vehicles, too
        converged = change <= settings.tolerance and number > 1
        last = converged or number == settings.max_iterations
        tell((number - 0.5) / settings.max_iterations)
        before = state.road.minutes
        gap = 0.0 if last else min(_COARSE_GAP, change / _FINER)
        _drive(case, state, gap=max(settings.road_gap, gap))
        assigned = load_transit(
            case.graphs,
            served,
            _of_kind(case, state.trips, "transit"),
            case.curve,
            state.crowding,
            share=_load_step(state.crowding),
        )
        state.crowding, state.loads = assigned.crowding, assigned.loads
        state.transit_gap = assigned.gap
        done.append(
            Iteration(
                number=number,
                change=change,
                time_change=_time_change(case, state, before),
                road_gap=max(one.flows.gap for one in state.traffic),
                transit_gap=state.transit_gap,
            )
        )
        tell(number / settings.max_iterations)
    assert state.crowding is not None
    result = _result(case, state, found, service, tuple(done), converged=converged)
    standing = Standing(state.traffic, state.crowding, found.factor_logs, case.prices)
    return Solved(result, standing)


def _first_state(case: DemandCase, start: Standing | None) -> _State:
    """Roads a little slower than empty and nobody standing; or as another loop left them."""
    nobody = np.empty(0, dtype=np.float32)
    if start is not None:
        return _State(nobody, _skims(start.traffic), start.traffic, start.crowding)
    minutes, km = free_flow_skims(case.road)
    periods = len(case.segments.periods)
    road = RoadSkims(
        np.broadcast_to(minutes * np.float32(_FIRST_TRAFFIC), (periods, *minutes.shape)),
        np.broadcast_to(km, (periods, *km.shape)),
    )
    return _State(nobody, road)


def _chosen_before(case: DemandCase, state: _State, start: Standing) -> TransitService:
    """Take the trips at the old prices into the state; the service that was met."""
    served = solve_transit(case.graphs, case.parameters, start.crowding)
    service = LevelOfService(served.skims, state.road, case.slow)
    before = replace(case, prices=start.prices)
    state.trips = travel(before, service, factor_logs=start.factor_logs).trips
    return served


def _load_step(crowding: Crowding | None) -> float:
    """Weight of the loads of a round in their mean."""
    if crowding is None:
        return 1.0
    return max(1 / (crowding.rounds + 1), _LEAST_STEP)


def _skims(traffic: tuple[RoadEquilibrium, ...]) -> RoadSkims:
    return RoadSkims(
        np.stack([one.minutes for one in traffic]), np.stack([one.km for one in traffic])
    )


def _result(
    case: DemandCase,
    state: _State,
    found: Travel,
    service: LevelOfService,
    iterations: tuple[Iteration, ...],
    *,
    converged: bool,
) -> DemandResult:
    return DemandResult(
        zones=case.zones,
        periods=case.segments.periods,
        purposes=case.segments.purposes,
        alternatives=case.segments.alternatives,
        trips=state.trips,
        unconnected=found.unconnected,
        logsum_min=found.logsum_min,
        logsum_trips=found.logsum_trips,
        service=service,
        transit=state.loads,
        road=tuple(one.flows for one in state.traffic),
        iterations=iterations,
        converged=converged,
        mean_km=found.mean_km,
        home_trips=found.home_trips,
    )


def _averaged(state: _State, found: Travel, step: float) -> float:
    """Take new trips into the mean; the share of them that differs from the mean before."""
    if not state.trips.size:
        state.trips = found.trips
        return 1.0
    weight = np.float32(step)
    moved = 0.0
    for row in range(len(found.trips)):
        difference = found.trips[row] - state.trips[row]
        moved += float(np.abs(difference).sum(dtype=np.float64))
        state.trips[row] += weight * difference
    return moved / 2 / max(float(found.trips.sum(dtype=np.float64)), 1e-12)


def _drive(case: DemandCase, state: _State, *, gap: float) -> None:
    """Put cars on the roads of every period; after the first round from where they are."""
    found = []
    for row, period in enumerate(case.segments.periods):
        vehicles = _vehicles(case, state.trips[:, row])
        per_h = vehicles / period.hours * (1 + case.parameters["background_vehicle_share"])
        per_h *= case.parameters["peak_hour_factor"]
        start = state.traffic[row] if state.traffic else None
        found.append(road_equilibrium(case.road, per_h, start=start, gap=gap))
    state.traffic = tuple(found)
    state.road = _skims(state.traffic)


def _vehicles(case: DemandCase, trips: Floats32) -> Floats64:
    """Cars of a period [Z, Z] from its trips [U, A, Z, Z]."""
    total = np.zeros(trips.shape[-2:])
    for row, one in enumerate(case.segments.alternatives):
        if one.kind in {"drive", "hire"}:
            # who drives for others is empty for a part of the way
            full = 1 - (case.parameters["hire_empty_share"] if one.kind == "hire" else 0.0)
            total += trips[:, row].sum(axis=0, dtype=np.float64) / (one.persons_per_vehicle * full)
    return total


def _of_kind(case: DemandCase, trips: Floats32, *kinds: str) -> Floats64:
    """Trips of some kinds [P, Z, Z]."""
    rows = [row for row, one in enumerate(case.segments.alternatives) if one.kind in kinds]
    return np.asarray(trips[:, :, rows].sum(axis=(0, 2), dtype=np.float64))


def _time_change(case: DemandCase, state: _State, before: Floats32) -> float:
    """Mean relative change of driving times, weighted by the trips on the road."""
    driven = _of_kind(case, state.trips, "drive", "hire")
    known = np.isfinite(before) & np.isfinite(state.road.minutes) & (driven > 0)
    moved = np.abs(state.road.minutes[known] / before[known] - 1)
    return float((driven[known] * moved).sum() / max(float(driven[known].sum()), 1e-12))
