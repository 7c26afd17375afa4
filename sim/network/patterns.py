"""Patterns: every sequence of stops that a vehicle serves, at headways or by timetable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import cast

from sim.network.bands import bands_of_branch, shifted, summed
from sim.network.model import (
    Call,
    HeadwayBand,
    Mode,
    ModeId,
    Network,
    Route,
    StopId,
    Train,
)
from sim.network.runs import Trunk, open_runs, stop_is_open, trunks

__all__ = ["Pattern", "patterns", "served_stops"]

_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Pattern:
    """A stop sequence in one direction with its service; times in seconds.

    Headway patterns have `bands` (departures from the first stop, sorted, without overlap) and
    offsets after the departure at the first stop, both ``[0] == 0``. Timetable patterns have
    trips instead, sorted, none overtaking another, and empty offsets. `is_sum`: a shared trunk, on
    which the services of several patterns are counted together; each also runs by itself.
    """

    pattern_id: str
    route_id: str
    mode_id: ModeId
    direction: int
    stop_ids: tuple[StopId, ...]
    arrival_offset_s: tuple[int, ...]
    departure_offset_s: tuple[int, ...]
    bands: tuple[HeadwayBand, ...]
    trip_ids: tuple[str, ...]
    trip_arrival_s: tuple[tuple[int, ...], ...]
    trip_departure_s: tuple[tuple[int, ...], ...]
    is_sum: bool = False


def patterns(network: Network) -> tuple[Pattern, ...]:
    """All patterns of the network on its date, sorted by id.

    A route gives one pattern per run of a branch, direction and run-time factor of its bands,
    and one per trunk that several runs share, with their frequencies summed: a passenger on the
    trunk takes whichever comes first. Trains lose calls at stops that are not open; a train that
    runs past midnight is also there as yesterday's train (``trip_id@-1``), from its first call
    after the start of the day. Runs without any headway and sequences of one stop are left out.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> [(p.pattern_id, p.stop_ids, p.arrival_offset_s) for p in patterns(line("A B C"))]
    [('L:main:0', ('A', 'B', 'C'), (0, 80, 180)), ('L:main:1', ('C', 'B', 'A'), (0, 80, 180))]
    """
    known = network.derived.get(patterns)
    if known is None:
        known = network.derived[patterns] = _patterns(network)
    return cast("tuple[Pattern, ...]", known)


def _patterns(network: Network) -> tuple[Pattern, ...]:
    found = [
        pattern
        for route_id in sorted(network.routes)
        for pattern in _route_patterns(network, network.routes[route_id])
    ]
    found.extend(_timetable_patterns(network))
    return tuple(sorted(found, key=lambda pattern: pattern.pattern_id))


def served_stops(found: Iterable[Pattern]) -> frozenset[StopId]:
    """Collect the stops that at least one pattern serves.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> sorted(served_stops(patterns(line("A B C"))))
    ['A', 'B', 'C']
    """
    return frozenset(stop_id for pattern in found for stop_id in pattern.stop_ids)


@dataclass(frozen=True, slots=True)
class _Way:
    name: str
    direction: int
    stop_ids: tuple[StopId, ...]
    hop_s: tuple[float, ...]


def _route_patterns(network: Network, route: Route) -> Iterator[Pattern]:
    runs = open_runs(network, route)
    if not runs:
        return
    mode = network.modes[route.mode_id]
    bands = {run.branch_id: bands_of_branch(route.headways, run.branch_id) for run in runs}
    for run in runs:
        suffix = f".{run.number}" if run.number else ""
        name = f"{route.route_id}:{run.branch_id}{suffix}:{run.direction}"
        way = _Way(name, run.direction, run.stop_ids, run.hop_s)
        yield from _headway_patterns(route, mode, way, bands[run.branch_id])
    count: dict[int, int] = defaultdict(int)
    for trunk in trunks(runs):
        direction = trunk.members[0].direction
        name = f"{route.route_id}:trunk{count[direction]}:{direction}"
        count[direction] += 1
        way = _Way(name, direction, trunk.stop_ids, _mean_hops(trunk))
        for pattern in _headway_patterns(route, mode, way, _trunk_bands(trunk, bands)):
            yield replace(pattern, is_sum=True)


def _trunk_bands(
    trunk: Trunk, bands: dict[str, tuple[HeadwayBand, ...]]
) -> tuple[HeadwayBand, ...]:
    """Sum, factor by factor, what the members bring to the trunk's first stop."""
    reached = [
        (run, shifted(bands[run.branch_id], run.reach_s(start)))
        for run, start in zip(trunk.members, trunk.starts, strict=True)
    ]
    factors = sorted({band.run_time_factor for _, group in reached for band in group})
    label = "+".join(run.branch_id for run in trunk.members)
    return tuple(
        band
        for factor in factors
        for band in summed(
            [[b for b in group if b.run_time_factor == factor] for _, group in reached], label
        )
    )


def _mean_hops(trunk: Trunk) -> tuple[float, ...]:
    rows = [
        (0.0, *run.hop_s[start + 1 : start + len(trunk.stop_ids)])
        for run, start in zip(trunk.members, trunk.starts, strict=True)
    ]
    return tuple(sum(column) / len(rows) for column in zip(*rows, strict=True))


def _headway_patterns(
    route: Route, mode: Mode, way: _Way, bands: Sequence[HeadwayBand]
) -> Iterator[Pattern]:
    for factor in sorted({band.run_time_factor for band in bands}):
        arrival_s, departure_s = _offsets([hop * factor for hop in way.hop_s], mode.dwell_s)
        yield Pattern(
            pattern_id=way.name if factor == 1.0 else f"{way.name}@{factor:g}",
            route_id=route.route_id,
            mode_id=route.mode_id,
            direction=way.direction,
            stop_ids=way.stop_ids,
            arrival_offset_s=arrival_s,
            departure_offset_s=departure_s,
            bands=tuple(band for band in bands if band.run_time_factor == factor),
            trip_ids=(),
            trip_arrival_s=(),
            trip_departure_s=(),
        )


def _offsets(hop_s: Sequence[float], dwell_s: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Round the running total, not the hops, so that a long line keeps its end-to-end time."""
    departure_s = tuple(round(total) for total in accumulate(hop_s))
    arrival_s = tuple(
        departure - min(dwell_s, int(hop // 2)) if position else 0
        for position, (departure, hop) in enumerate(zip(departure_s, hop_s, strict=True))
    )
    return arrival_s, departure_s


def _timetable_patterns(network: Network) -> Iterator[Pattern]:
    is_open = {stop_id: stop_is_open(network, stop_id) for stop_id in network.stops}
    groups: dict[tuple[str, ModeId, tuple[StopId, ...]], list[_Trip]] = defaultdict(list)
    for trip_id in sorted(network.trains):
        train = network.trains[trip_id]
        calls = [call for call in train.calls if is_open.get(call.stop_id, False)]
        for trip in _days(train, calls):
            key = (f"{train.mode_id}:{train.train_class}", train.mode_id, trip.stop_ids)
            groups[key].append(trip)
    numbers: dict[str, int] = defaultdict(int)
    for (route_id, mode_id, stop_ids), trips in sorted(groups.items()):
        for chain in _without_overtaking(trips):
            numbers[route_id] += 1
            yield Pattern(
                pattern_id=f"{route_id}:{numbers[route_id]:05d}",
                route_id=route_id,
                mode_id=mode_id,
                direction=0,
                stop_ids=stop_ids,
                arrival_offset_s=(),
                departure_offset_s=(),
                bands=(),
                trip_ids=tuple(trip.trip_id for trip in chain),
                trip_arrival_s=tuple(trip.arrival_s for trip in chain),
                trip_departure_s=tuple(trip.departure_s for trip in chain),
            )


@dataclass(frozen=True, slots=True)
class _Trip:
    trip_id: str
    stop_ids: tuple[StopId, ...]
    arrival_s: tuple[int, ...]
    departure_s: tuple[int, ...]


def _days(train: Train, calls: Sequence[Call]) -> Iterator[_Trip]:
    """Today's train, and those that left on earlier days and still run after midnight."""
    last_s = max((call.arrival_s for call in calls), default=0)
    for days in range(last_s // _DAY_S + 1):
        shift_s = days * _DAY_S
        left = [call for call in calls if call.departure_s >= shift_s]
        if len(left) < 2:
            continue
        yield _Trip(
            trip_id=train.trip_id if days == 0 else f"{train.trip_id}@-{days}",
            stop_ids=tuple(call.stop_id for call in left),
            arrival_s=tuple(max(0, call.arrival_s - shift_s) for call in left),
            departure_s=tuple(call.departure_s - shift_s for call in left),
        )


def _without_overtaking(trips: Sequence[_Trip]) -> list[list[_Trip]]:
    chains: list[list[_Trip]] = []
    for trip in sorted(trips, key=lambda t: (t.departure_s, t.arrival_s, t.trip_id)):
        chain = next((c for c in chains if _follows(c[-1], trip)), None)
        if chain is None:
            chains.append([trip])
        else:
            chain.append(trip)
    return chains


def _follows(earlier: _Trip, later: _Trip) -> bool:
    return all(
        a <= b
        for a, b in zip(
            earlier.arrival_s + earlier.departure_s,
            later.arrival_s + later.departure_s,
            strict=True,
        )
    )
