"""The graph of one period that strategies are sought in, before anything is weighted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from sim.demand.model import DemandZones, Floats64, Ints, Period
from sim.demand.parameters import Parameters
from sim.demand.transit.access import (
    AccessLinks,
    AccessSettings,
    access_parts,
    direct_km,
    nearest_links,
)
from sim.demand.transit.arrays import Structure
from sim.demand.transit.fleet import Fleet
from sim.demand.transit.hops import Hops, hops_of
from sim.network.connectors import WalkSettings, stop_order, transfer_links
from sim.network.model import Mode, Network, StopId
from sim.network.records import ALWAYS

__all__ = [
    "GATED_ROUTE_TYPES",
    "LOCAL_BUS",
    "RAIL_ROUTE_TYPES",
    "TransitGraph",
    "build_transit",
    "is_gated",
    "is_rail",
]

LOCAL_BUS = "local_bus"
"""Mode id of the service without lines in skims and loads; its parameters begin with it."""

RAIL_ROUTE_TYPES = frozenset({0, 1, 2, 5, 7, 12, *range(100, 118), *range(400, 406), 900})
"""GTFS route types (basic and extended) of vehicles on rails: a minute in them weighs 1."""

GATED_ROUTE_TYPES = frozenset({1, 2, 12, *range(100, 118), *range(400, 406)})
"""GTFS route types whose stations have gates: changing inside is no new entry."""

_DAYS_OF_YEAR = 365.25


def is_rail(mode: Mode) -> bool:
    """Whether a mode runs on rails.

    Examples
    --------
    >>> from sim.network.examples import mode
    >>> is_rail(mode())
    True
    """
    return mode.gtfs_route_type in RAIL_ROUTE_TYPES


def is_gated(mode: Mode) -> bool:
    """Whether a mode's stations have gates.

    Examples
    --------
    >>> from sim.network.examples import mode
    >>> is_gated(mode())
    True
    """
    return mode.gtfs_route_type in GATED_ROUTE_TYPES


@dataclass(frozen=True)
class TransitGraph:
    """What runs in one period and how zones reach it; minutes and km, nothing weighted.

    ``modes`` are those of the patterns in their order of name, and the service without lines last.
    A node is a stop, once for each gated mode that calls there and once for all others:
    ``node_stop`` counts along ``stop_ids``, ``node_gate`` is the mode or -1, ``open_years`` how
    long a gated station has been open (inf where no day is known). ``slack_min`` and ``alight_min``
    are by mode, ``on_rails`` too; ``minutes_per_km`` is the pace of the service without lines.
    Zones without any link and any direct way are ``unconnected``.
    """

    period: Period
    modes: tuple[str, ...]
    on_rails: tuple[bool, ...]
    slack_min: Floats64
    alight_min: Floats64
    stop_ids: tuple[str, ...]
    node_stop: Ints
    node_gate: Ints
    open_years: Floats64
    hops: Hops
    structure: Structure
    walk_min: Floats64
    access: AccessLinks
    direct_km: Floats64
    minutes_per_km: float

    @property
    def n_nodes(self) -> int:
        """Number of stops as the strategies see them."""
        return len(self.node_stop)

    @property
    def unconnected(self) -> Ints:
        """Rows of zones that no public transport leads out of; some have a service within."""
        linked = np.isin(np.arange(len(self.direct_km)), self.access.zone)
        apart = self.direct_km.copy()
        np.fill_diagonal(apart, np.inf)
        direct = np.isfinite(apart).any(axis=1) | np.isfinite(apart).any(axis=0)
        return np.flatnonzero(~linked & ~direct)

    def __repr__(self) -> str:
        return (
            f"<TransitGraph {self.period.period_id} · {len(self.direct_km)} zones · "
            f"{len(self.stop_ids)} stops · {len(self.hops.patterns)} patterns · "
            f"{len(self.hops.pattern)} hops · {len(self.walk_min)} walks · "
            f"{len(self.access.zone)} links>"
        )


def build_transit(
    network: Network,
    zones: DemandZones,
    periods: Sequence[Period],
    parameters: Parameters,
    fleet: Fleet,
    *,
    walk: WalkSettings | None = None,
    settings: AccessSettings | None = None,
) -> tuple[TransitGraph, ...]:
    """Graphs of all periods.

    Of the parameters, ``local_bus_*`` shape the graph; the weights only decide which cells walk to
    a stop and which ride there. Other parameters count when costs are made of the graph, so one
    graph serves for many of them.

    Examples
    --------
    >>> from sim.demand.transit.examples import PARAMETERS, PEAK, zones_at
    >>> from sim.network.examples import line
    >>> network = line("A B C")
    >>> build_transit(network, zones_at(network, "A C"), [PEAK], PARAMETERS, Fleet({}, {}))
    (<TransitGraph peak · 2 zones · 3 stops · 2 patterns · 4 hops · 3 walks · 4 links>,)
    """
    walking, chosen = walk or WalkSettings(), settings or AccessSettings()
    direct = direct_km(network, zones, parameters, walking)
    running = [hops_of(network, period, fleet) for period in periods]
    served = sorted({s for hops in running for s in (*hops.from_stop_ids, *hops.to_stop_ids)})
    lines = _lines(running, served)
    parts = access_parts(network, zones, served, lines, parameters, walk=walking, settings=chosen)
    rails = np.isin(served, sorted(_rail_stops(network, running)))
    pace = 60 / parameters["local_bus_speed_kmh"]
    built = []
    for period, hops in zip(periods, running, strict=True):
        here = np.isin(served, [*hops.from_stop_ids, *hops.to_stop_ids])
        links = nearest_links(parts, here, rails, chosen)
        mine = AccessLinks(links.zone, (np.cumsum(here) - 1)[links.stop], links.parts)
        stop_ids = tuple(stop for stop, known in zip(served, here, strict=True) if known)
        ways = _Ways(mine, direct, pace, walking)
        built.append(_graph(network, period, hops, stop_ids, ways))
    return tuple(built)


def _lines(running: Sequence[Hops], stop_ids: Sequence[str]) -> list[Ints]:
    """Stops of every line that runs in some period, as places in `stop_ids`."""
    place = {stop_id: number for number, stop_id in enumerate(stop_ids)}
    found: dict[str, set[int]] = {}
    for hops in running:
        for pattern in hops.patterns:
            found.setdefault(pattern.route_id, set()).update(place[s] for s in pattern.stop_ids)
    return [np.array(sorted(found[name]), dtype=np.int64) for name in sorted(found)]


def _rail_stops(network: Network, running: Sequence[Hops]) -> set[str]:
    return {
        stop_id
        for hops in running
        for pattern in hops.patterns
        if is_rail(network.modes[pattern.mode_id])
        for stop_id in pattern.stop_ids
    }


class _Ways(NamedTuple):
    """How zones reach stops and each other."""

    links: AccessLinks
    direct_km: Floats64
    minutes_per_km: float
    walk: WalkSettings


def _graph(
    network: Network,
    period: Period,
    hops: Hops,
    stop_ids: tuple[str, ...],
    ways: _Ways,
) -> TransitGraph:
    names = sorted({pattern.mode_id for pattern in hops.patterns})
    modes = [network.modes[name] for name in names]
    gated = np.array([is_gated(mode) for mode in modes], dtype=np.bool_)
    row = {name: number for number, name in enumerate(names)}
    hop_mode = np.array([row[p.mode_id] for p in hops.patterns], dtype=np.int64)[hops.pattern]
    hop_gate = np.where(gated[hop_mode], hop_mode, -1) if len(hop_mode) else hop_mode
    place = {stop_id: number for number, stop_id in enumerate(stop_ids)}
    tails = np.array([place[s] for s in hops.from_stop_ids], dtype=np.int64)
    heads = np.array([place[s] for s in hops.to_stop_ids], dtype=np.int64)
    size = len(modes) + 1
    keys, nodes = np.unique(
        np.concatenate([tails, heads]) * size + np.concatenate([hop_gate, hop_gate]) + 1,
        return_inverse=True,
    )
    node_stop, node_gate = keys // size, keys % size - 1
    walks = _walks(network, ways.walk, place, node_stop)
    access = _by_node(ways.links, node_stop, len(stop_ids))
    tail, head = nodes[: len(tails)], nodes[len(tails) :]
    return TransitGraph(
        period=period,
        modes=(*names, LOCAL_BUS),
        on_rails=(*(is_rail(mode) for mode in modes), False),
        slack_min=np.array([mode.boarding_slack_s / 60 for mode in modes], dtype=np.float64),
        alight_min=np.array([mode.alighting_s / 60 for mode in modes], dtype=np.float64),
        stop_ids=stop_ids,
        node_stop=node_stop,
        node_gate=node_gate,
        open_years=_open_years(network, stop_ids, node_stop, node_gate),
        hops=hops,
        structure=_structure(
            (tail, head, hop_mode),
            hops,
            walks,
            access,
            node_gate=node_gate,
            n_zones=len(ways.direct_km),
        ),
        walk_min=walks[2],
        access=access,
        direct_km=ways.direct_km,
        minutes_per_km=ways.minutes_per_km,
    )


def _open_years(
    network: Network, stop_ids: tuple[str, ...], node_stop: Ints, node_gate: Ints
) -> Floats64:
    """Years from the opening of each gated node to the middle of the horizon year, at least 0.

    Counts are means of years, so is the demand model. A station that a scenario opens before its
    own day has no age: a plan is looked at as people use it once they are used to it.
    """
    ages = np.full(len(node_stop), np.inf)
    middle = date(network.horizon_year, 7, 1)
    for node in np.flatnonzero(node_gate >= 0).tolist():
        opened = network.stops[StopId(stop_ids[node_stop[node]])].open_date
        if opened is not None and ALWAYS < opened <= network.as_of:
            ages[node] = max((middle - opened).days, 0) / _DAYS_OF_YEAR
    return ages


def _walks(
    network: Network,
    walk: WalkSettings,
    place: dict[str, int],
    node_stop: Ints,
) -> tuple[Ints, Ints, Floats64]:
    """Walks from node to node with their minutes, sorted by where they lead."""
    column = np.array([place.get(s, -1) for s in stop_order(network)], dtype=np.int64)
    links = transfer_links(network, walk)
    one, other = column[links.from_index], column[links.to_index]
    known = (one >= 0) & (other >= 0)
    minutes = dict(
        zip(
            zip(one[known].tolist(), other[known].tolist(), strict=True),
            (links.time_s[known] / 60).tolist(),
            strict=True,
        )
    )
    for stop in range(len(place)):
        minutes.setdefault((stop, stop), 0.0)
    at: dict[int, list[int]] = {}
    for node, stop in enumerate(node_stop.tolist()):
        at.setdefault(stop, []).append(node)
    rows = sorted(
        (end, start, time)
        for (one_stop, other_stop), time in minutes.items()
        for start in at[one_stop]
        for end in at[other_stop]
    )
    ends, starts, times = zip(*rows, strict=True) if rows else ((), (), ())
    return (
        np.array(starts, dtype=np.int64),
        np.array(ends, dtype=np.int64),
        np.array(times, dtype=np.float64),
    )


def _by_node(links: AccessLinks, node_stop: Ints, n_stops: int) -> AccessLinks:
    """Links to each node of the stop they lead to."""
    first = np.searchsorted(node_stop, np.arange(n_stops + 1))
    count = np.diff(first)[links.stop]
    row = np.repeat(np.arange(len(links.stop)), count)
    start = np.repeat(np.cumsum(count) - count, count)
    node = first[links.stop][row] + np.arange(len(row)) - start
    return AccessLinks(links.zone[row], node, np.ascontiguousarray(links.parts[row]))


def _structure(
    hop_nodes: tuple[Ints, Ints, Ints],
    hops: Hops,
    walks: tuple[Ints, Ints, Floats64],
    access: AccessLinks,
    *,
    node_gate: Ints,
    n_zones: int,
) -> Structure:
    tail, head, hop_mode = hop_nodes
    n_nodes = len(node_gate)
    number = np.arange(len(tail))
    starts, ends, _ = walks
    inside = (starts == ends) & (node_gate[starts] >= 0)
    columns = {
        "hop_tail": tail,
        "hop_head": head,
        "hop_before": np.where(hops.position > 0, number - 1, -1),
        "hop_mode": hop_mode,
        "tail_first": _first(np.sort(tail), n_nodes),
        "tail_hops": np.argsort(tail, kind="stable"),
        "head_first": _first(np.sort(head), n_nodes),
        "head_hops": np.argsort(head, kind="stable"),
        "walk_first": _first(ends, n_nodes),
        "walk_from": starts,
        "walk_to": ends,
        "walk_gate": np.where(inside, node_gate[starts], -1),
        "access_first": _first(access.zone, n_zones),
        "access_stop": access.stop,
    }
    return Structure(**{k: np.ascontiguousarray(v, dtype=np.int32) for k, v in columns.items()})


def _first(sorted_rows: Ints, size: int) -> Ints:
    return np.searchsorted(sorted_rows, np.arange(size + 1)).astype(np.int64)
