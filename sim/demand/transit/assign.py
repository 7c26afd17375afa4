"""Public transport for the demand model: level of service, loads, and crowding between them.

`solve_transit` finds strategies and skims at given crowding; `load_transit` puts trips on those
same strategies and averages the crowding that follows (method of successive averages).
`assign_transit` repeats the two for fixed trips.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from sim.demand.model import Floats32, Floats64, TransitLoads, TransitSkims
from sim.demand.parameters import Parameters
from sim.demand.transit.arrays import DIRECT, Costs, Measures, Strategies, Sums
from sim.demand.transit.costs import costs_of, measures_of
from sim.demand.transit.crowding import CrowdingCurve, boarding_shares, multipliers
from sim.demand.transit.flows import FIRST_BY_MODE, load_zones, skim_zones
from sim.demand.transit.graph import TransitGraph
from sim.demand.transit.loads import TransitFlows, cost_of_flows, mixed, transit_loads
from sim.demand.transit.search import search_zones
from sim.routing.chunks import spread

__all__ = [
    "Assignment",
    "Crowding",
    "TransitService",
    "assign_transit",
    "load_transit",
    "solve_transit",
    "transit_skims",
]

_BLOCK = 32
"""Destinations of a piece of work; sums go block by block, whatever the number of threads."""

_SAME_CROWDING = 2e-3
"""Share of riding time that crowding may change by before strategies are sought anew."""


@dataclass(frozen=True)
class Crowding:
    """Where the loads stand after some rounds, and what they do; one entry per period.

    ``flows`` is the mean over ``rounds`` loads and ``trips`` [P, Z, Z] that of what was loaded;
    ``multiplier`` of ride time and ``boarding_share`` are by hop.
    """

    flows: tuple[TransitFlows, ...]
    trips: Floats64
    multiplier: tuple[Floats64, ...]
    boarding_share: tuple[Floats64, ...]
    rounds: int


class _Felt(NamedTuple):
    """Crowding of a period as travellers feel it, by hop."""

    multiplier: Floats64
    boarding_share: Floats64


@dataclass(frozen=True)
class TransitService:
    """Strategies of all periods with their costs and skims, and the crowding they were found at."""

    felt: tuple[_Felt, ...]
    costs: tuple[Costs, ...]
    strategies: tuple[Strategies, ...]
    skims: TransitSkims
    values: Floats32
    """What `skims` are made of [skim, P, Z, Z]."""


@dataclass(frozen=True)
class Assignment:
    """Loads of all periods, the crowding that follows from them, and how well they agree.

    ``gap`` is ``(cost of the mean flows - cost of the best strategies) / cost of the mean flows``,
    both for the mean trips of the rounds before and at the costs the strategies were found for,
    summed over periods; nan before there is a mean. ``skims`` are those of the strategies.
    ``converged`` is told by `assign_transit`; after one load it only says that crowding is off.
    """

    loads: tuple[TransitLoads, ...]
    skims: TransitSkims
    crowding: Crowding
    gap: float
    iterations: int
    converged: bool


def solve_transit(
    graphs: Sequence[TransitGraph],
    parameters: Parameters,
    crowding: Crowding | None = None,
    *,
    kept: TransitService | None = None,
    threads: int | None = None,
) -> TransitService:
    """Strategies and skims of all periods.

    Optimal strategies of Spiess and Florian (1989, Transportation Research B 23) towards every
    zone: at a stop people wait for a set of lines and take the one that comes first. Inside a zone
    only the service without lines counts. Not reached: inf in ``cost_min``, ``walk_min``,
    ``wait_min`` and ``crowd_min``, zero in the rest.

    Parameters
    ----------
    crowding
        From `load_transit`; none: everybody sits and finds room.
    kept
        An earlier solution for the same graphs and parameters: a period in which crowding has since
        changed less than 0.2 % of the minutes is taken from there.
    threads
        As many as the processors by default; results do not depend on it.

    Examples
    --------
    >>> from sim.demand.transit.examples import PARAMETERS, PEAK, zones_at
    >>> from sim.demand.transit.fleet import Fleet
    >>> from sim.demand.transit.graph import build_transit
    >>> from sim.network.examples import line
    >>> network = line("A B C")
    >>> graphs = build_transit(network, zones_at(network, "A C"), [PEAK], PARAMETERS, Fleet({}, {}))
    >>> skims = solve_transit(graphs, PARAMETERS).skims
    >>> [[round(float(x), 1) for x in row] for row in skims.wait_min[0]]  # 5 min and 1 min slack
    [[inf, 6.0], [6.0, inf]]
    """
    modes = sorted({mode for graph in graphs for mode in graph.modes})
    out = _empty_skims(len(modes), len(graphs), len(graphs[0].direct_km))
    found_felt, found_costs, found = [], [], []
    for row, graph in enumerate(graphs):
        felt = _felt(graph, crowding, row)
        if kept and crowding and _hardly_changed(graph, crowding.flows[row], kept.felt[row], felt):
            found_felt.append(kept.felt[row])
            found_costs.append(kept.costs[row])
            found.append(kept.strategies[row])
            out[:, row] = kept.values[:, row]
            continue
        costs = costs_of(
            graph, parameters, multiplier=felt.multiplier, boarding_share=felt.boarding_share
        )
        measures = measures_of(graph, parameters, costs)
        values = _empty_skims(len(graph.modes), 1, len(graph.direct_km))[:, 0]
        found.append(_search(graph, costs, measures, values, threads))
        found_costs.append(costs)
        found_felt.append(felt)
        out[:FIRST_BY_MODE, row] = values[:FIRST_BY_MODE]
        for part in range(4):
            for number, mode in enumerate(graph.modes):
                place = FIRST_BY_MODE + part * len(modes) + modes.index(mode)
                out[place, row] = values[FIRST_BY_MODE + part * len(graph.modes) + number]
    return TransitService(
        tuple(found_felt), tuple(found_costs), tuple(found), _skims(out, modes), out
    )


def _felt(graph: TransitGraph, crowding: Crowding | None, row: int) -> _Felt:
    if crowding is None:
        ones = np.ones(len(graph.hops.pattern))
        return _Felt(ones, ones)
    return _Felt(crowding.multiplier[row], crowding.boarding_share[row])


def transit_skims(
    graphs: Sequence[TransitGraph], parameters: Parameters, crowding: Crowding | None = None
) -> TransitSkims:
    """Skims alone, as `solve_transit` finds them."""
    return solve_transit(graphs, parameters, crowding).skims


def load_transit(
    graphs: Sequence[TransitGraph],
    service: TransitService,
    od: Floats64,
    curve: CrowdingCurve | None,
    crowding: Crowding | None = None,
    *,
    share: float | None = None,
    threads: int | None = None,
) -> Assignment:
    """Load trips [P, Z, Z] on the strategies found, and average with the loads of earlier rounds.

    Parameters
    ----------
    service
        From `solve_transit` at `crowding`, which has the mean of earlier rounds; none: the first.
    curve
        Multipliers of ride time; none switches crowding off, and nobody is left behind.
    share
        Weight of the new load in the mean, ``1 / (rounds + 1)`` by default. In a loop around this
        one, where the trips change too, a constant such as 0.5 forgets the early rounds sooner.

    Returns
    -------
    Assignment
        Loads are those of the mean. Trips without a way are counted in ``unassigned`` of each
        period's loads, none is lost.
    """
    flows: list[TransitFlows] = []
    trips = np.array(od, dtype=np.float64)
    weight = 1.0
    if crowding is not None:
        weight = 1 / (crowding.rounds + 1) if share is None else share
        trips = (1 - weight) * crowding.trips + weight * trips
    spent = least = 0.0
    for row, graph in enumerate(graphs):
        costs, strategies = service.costs[row], service.strategies[row]
        new = _load(graph, costs, strategies, od[row], threads)
        mean = new if crowding is None else crowding.flows[row]
        spent += cost_of_flows(costs, mean)
        least += _least_cost(strategies, od[row] if crowding is None else crowding.trips[row])
        flows.append(mixed(mean, new, weight))
    rounds = 1 if crowding is None else crowding.rounds + 1
    state = _crowding(graphs, flows, trips, curve, rounds)
    gap = float("nan") if crowding is None and curve else (spent - least) / max(spent, 1e-12)
    loads = [
        transit_loads(graph, one, shares)
        for graph, one, shares in zip(graphs, flows, state.boarding_share, strict=True)
    ]
    return Assignment(
        tuple(loads), service.skims, state, gap, state.rounds, converged=curve is None
    )


def assign_transit(
    graphs: Sequence[TransitGraph],
    od: Floats64,
    parameters: Parameters,
    curve: CrowdingCurve | None,
    *,
    max_iterations: int = 30,
    gap: float = 1e-3,
    threads: int | None = None,
) -> Assignment:
    """Loads of fixed trips in balance with crowding, by successive averages.

    Without a curve one round is exact. With one, rounds go on until the relative gap is reached;
    ``converged`` tells whether it was. Skims are those of the last round.
    """
    crowding: Crowding | None = None
    while True:
        service = solve_transit(graphs, parameters, crowding, threads=threads)
        found = load_transit(graphs, service, od, curve, crowding, threads=threads)
        crowding = found.crowding
        done = curve is None or abs(found.gap) <= gap
        if done or found.iterations >= max_iterations:
            return Assignment(
                found.loads, found.skims, crowding, found.gap, found.iterations, converged=done
            )


def _hardly_changed(graph: TransitGraph, flows: TransitFlows, before: _Felt, after: _Felt) -> bool:
    """Whether another crowding changes little of the passengers' minutes.

    ``sum load x ride x |change of multiplier| + sum wait x |change of 1 / boarding share|`` over
    ``sum load x ride``.
    """
    ridden = flows.load * graph.hops.ride_min
    waited = flows.waited / graph.hops.per_min
    moved = ridden @ np.abs(after.multiplier - before.multiplier)
    moved += waited @ np.abs(1 / after.boarding_share - 1 / before.boarding_share)
    return bool(moved <= _SAME_CROWDING * ridden.sum())


def _crowding(
    graphs: Sequence[TransitGraph],
    flows: Sequence[TransitFlows],
    trips: Floats64,
    curve: CrowdingCurve | None,
    rounds: int,
) -> Crowding:
    if curve is None:
        ones = tuple(np.ones(len(one.load)) for one in flows)
        return Crowding(tuple(flows), trips, ones, ones, rounds)
    pairs = list(zip(graphs, flows, strict=True))
    return Crowding(
        tuple(flows),
        trips,
        tuple(multipliers(curve, f.load, g.hops.seats, g.hops.places) for g, f in pairs),
        tuple(boarding_shares(f.load, f.board, g.hops.places) for g, f in pairs),
        rounds,
    )


def _least_cost(strategies: Strategies, od: Floats64) -> float:
    """Weighted minutes of all trips if each followed an optimal strategy."""
    trips = od.T
    going = (trips > 0) & np.isfinite(strategies.cost)
    return float((trips[going] * strategies.cost[going]).sum())


def _empty_skims(n_modes: int, n_periods: int, n_zones: int) -> Floats32:
    out = np.zeros((FIRST_BY_MODE + 4 * n_modes, n_periods, n_zones, n_zones), dtype=np.float32)
    out[:FIRST_BY_MODE] = np.inf
    return out


def _skims(out: Floats32, modes: Sequence[str]) -> TransitSkims:
    def by_mode(part: int) -> Mapping[str, Floats32]:
        first = FIRST_BY_MODE + part * len(modes)
        return MappingProxyType({mode: out[first + row] for row, mode in enumerate(modes)})

    return TransitSkims(
        cost_min=out[0],
        walk_min=out[1],
        wait_min=out[2],
        crowd_min=out[3],
        ride_min=by_mode(0),
        ride_km=by_mode(1),
        boardings=by_mode(2),
        entries=by_mode(3),
    )


def _search(
    graph: TransitGraph,
    costs: Costs,
    measures: Measures,
    values: Floats32,
    threads: int | None,
) -> Strategies:
    """Strategies to every zone; their skims are written into `values` [place, Z, Z]."""
    net = graph.structure
    n_zones, n_stops, n_hops = len(graph.direct_km), graph.n_nodes, len(graph.hops.pattern)
    found = Strategies(
        order=np.empty((n_zones, 2 * n_stops + n_hops), dtype=np.int32),
        size=np.zeros(n_zones, dtype=np.int32),
        choice=np.zeros((n_zones, n_stops), dtype=np.int32),
        flags=np.zeros((n_zones, n_hops), dtype=np.uint8),
        first_link=np.zeros((n_zones, n_zones), dtype=np.int32),
        cost=np.empty((n_zones, n_zones), dtype=np.float64),
    )

    def block(first: int) -> None:
        rows = _rows(found, first)
        search_zones(net, costs, first, rows)
        skim_zones(net, measures, first, rows, values)

    spread([partial(block, first) for first in range(0, n_zones, _BLOCK)], threads=threads)
    return found


def _load(
    graph: TransitGraph,
    costs: Costs,
    strategies: Strategies,
    od: Floats64,
    threads: int | None,
) -> TransitFlows:
    """Flows of the trips of one period."""
    net = graph.structure
    trips = np.ascontiguousarray(od.T, dtype=np.float64)

    def block(first: int) -> Sums:
        sums = _no_sums(graph)
        rows = _rows(strategies, first)
        load_zones(net, costs.frequency, rows, trips[first : first + _BLOCK], sums)
        return sums

    work: list[Callable[[], Sums]] = [
        partial(block, first) for first in range(0, len(trips), _BLOCK)
    ]
    total = _no_sums(graph)
    for sums in spread(work, threads=threads):
        for whole, part in zip(total, sums, strict=True):
            np.add(whole, part, out=whole)
    direct = (strategies.first_link == DIRECT) & (trips > 0)  # by zone, then origin
    return TransitFlows(
        *total[:7],
        direct=float(total.direct[0]),
        direct_cost=float((trips[direct] * costs.direct.T[direct]).sum()),
        direct_km=float((trips[direct] * graph.direct_km.T[direct]).sum()),
        unassigned=float(total.unassigned[0]),
    )


def _rows(strategies: Strategies, first: int) -> Strategies:
    """Rows of one piece of work."""
    rows = slice(first, first + _BLOCK)
    return Strategies(
        order=strategies.order[rows],
        size=strategies.size[rows],
        choice=strategies.choice[rows],
        flags=strategies.flags[rows],
        first_link=strategies.first_link[rows],
        cost=strategies.cost[rows],
    )


def _no_sums(graph: TransitGraph) -> Sums:
    n_hops, n_links = len(graph.hops.pattern), len(graph.access.zone)
    sizes = (n_hops, n_hops, n_hops, n_hops, len(graph.walk_min), n_links, n_links, 1, 1)
    return Sums(*(np.zeros(size, dtype=np.float64) for size in sizes))
