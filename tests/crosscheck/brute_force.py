"""Travel times by trying everything: shares no code and no idea with the router.

The state graph is expanded in time: a state is (stop, second, number of rides), and every vehicle
that a traveller could board is boarded, not only the first. Nothing is pruned but what lies beyond
the longest time. Slow, plain, and meant to be read beside the rules:

* a traveller who stands at a stop at ``t`` can board what leaves at ``t + slack`` or later;
* a headway service leaves position ``k`` at ``D(t) = min over t' >= t of t' + ceil(h(t') / 2)``,
  ``t'`` taken second by second from the bands as they pass ``k``, end of band excluded;
* after the ride, ``alighting`` seconds pass, then comes exactly one walk: to a stop (to stay is a
  walk of 0 s unless given otherwise) or to the destination.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sim.network.model import Mode, ModeId, StopId
from sim.network.patterns import Pattern

Walks = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Town:
    """What a search needs, as plain dictionaries."""

    stop_ids: tuple[StopId, ...]
    point_ids: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    modes: Mapping[ModeId, Mode]
    transfers: Walks
    access: Walks
    direct: Walks
    expected: dict[tuple[str, int], dict[int, int]] = field(default_factory=dict)


def arrivals_s(
    town: Town, origin: str, departure_s: int, *, max_time_s: int, max_rides: int | None
) -> dict[str, int]:
    """Earliest arrival at every point that can be reached in time."""
    deadline_s = departure_s + max_time_s
    found = [
        (destination, departure_s + walk_s)
        for (start, destination), walk_s in town.direct.items()
        if start == origin
    ]
    ready = {
        (stop, departure_s + walk_s)
        for (point, stop), walk_s in town.access.items()
        if point == origin
    }
    seen = set(ready)
    rides = 0
    while ready and (max_rides is None or rides < max_rides):
        rides += 1
        standing = {
            state
            for stop, time_s in ready
            for state in _rides(town, stop, time_s)
            if state[1] <= deadline_s
        }
        found += [
            (point, time_s + town.access[point, stop])
            for stop, time_s in standing
            for point in town.point_ids
            if (point, stop) in town.access
        ]
        ready = {state for stop, time_s in standing for state in _walks(town, stop, time_s)} - seen
        seen |= ready
    earliest: dict[str, int] = {}
    for point, time_s in found:
        if time_s <= deadline_s:
            earliest[point] = min(time_s, earliest.get(point, time_s))
    return earliest


def _walks(town: Town, stop: str, time_s: int) -> Iterator[tuple[str, int]]:
    for other in town.stop_ids:
        stay = 0 if other == stop else None
        walk_s = town.transfers.get((stop, other), stay)
        if walk_s is not None:
            yield other, time_s + walk_s


def _rides(town: Town, stop: str, time_s: int) -> Iterator[tuple[str, int]]:
    """Every stop and second at which somebody now at a stop could stand after one ride."""
    for pattern in town.patterns:
        mode = town.modes[pattern.mode_id]
        for k, boarding in enumerate(pattern.stop_ids):
            if boarding != stop:
                continue
            for departed_s, offsets in _vehicles(town, pattern, k, time_s + mode.boarding_slack_s):
                for m in range(k + 1, len(pattern.stop_ids)):
                    ride_s = offsets[m]
                    yield pattern.stop_ids[m], departed_s + ride_s + mode.alighting_s


def _vehicles(
    town: Town, pattern: Pattern, k: int, ready_s: int
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Departures from position `k` not before `ready_s`, each with arrivals relative to it."""
    for arrivals, departures in zip(pattern.trip_arrival_s, pattern.trip_departure_s, strict=True):
        if departures[k] >= ready_s:
            yield departures[k], tuple(time_s - departures[k] for time_s in arrivals)
    if pattern.bands:
        expected = _expected_departures(town, pattern, k)
        if ready_s <= max(expected):
            departed_s = expected[max(ready_s, min(expected))]
            offset_s = pattern.departure_offset_s[k]
            yield departed_s, tuple(time_s - offset_s for time_s in pattern.arrival_offset_s)


def _expected_departures(town: Town, pattern: Pattern, k: int) -> dict[int, int]:
    """``D(t)`` for every second from the first band's start to the last one's end."""
    key = (pattern.pattern_id, k)
    if key not in town.expected:
        offset_s = pattern.departure_offset_s[k]
        half_s = {
            second + offset_s: (band.headway_s // 2) + (band.headway_s % 2)
            for band in pattern.bands
            for second in range(band.start_s, band.end_s)
        }
        table: dict[int, int] = {}
        best_s: int | None = None
        for second in range(max(half_s), min(half_s) - 1, -1):
            if second in half_s:
                here_s = second + half_s[second]
                best_s = here_s if best_s is None else min(best_s, here_s)
            assert best_s is not None
            table[second] = best_s
        town.expected[key] = table
    return town.expected[key]
