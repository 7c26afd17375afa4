"""What makes a pattern unfit for the search: each rule is one the compiled rounds rely on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from sim.network.model import Mode, ModeId, StopId
from sim.network.patterns import Pattern

__all__ = ["LATEST_S", "pattern_problem"]

LATEST_S = 20 * 24 * 3600
"""No time lies beyond this many seconds, so that sums stay within 32 bits."""


def pattern_problem(
    pattern: Pattern, index: Mapping[StopId, int], modes: Mapping[ModeId, Mode]
) -> str | None:
    """Name the first reason why a pattern cannot be searched, or ``None``.

    Examples
    --------
    >>> from sim import toy
    >>> from sim.network.patterns import patterns
    >>> town = toy.build("train T1 rail: A 07:10, B 07:40")
    >>> pattern_problem(patterns(town.network)[0], {"A": 0}, town.network.modes)
    'stop B is not among the stops of the network'
    """
    unknown = [stop_id for stop_id in pattern.stop_ids if stop_id not in index]
    if unknown:
        return f"stop {unknown[0]} is not among the stops of the network"
    if pattern.mode_id not in modes:
        return f"mode {pattern.mode_id} is not known"
    if pattern.bands and pattern.trip_ids:
        return "has headways and a timetable; make two patterns of it"
    if pattern.bands:
        return _offset_problem(pattern) or _band_problem(pattern)
    return _trip_problem(pattern)


def _backwards(arrival_s: Sequence[int], departure_s: Sequence[int]) -> bool:
    times = [time_s for pair in zip(arrival_s, departure_s, strict=True) for time_s in pair]
    return any(later < earlier for earlier, later in pairwise(times))


def _offset_problem(pattern: Pattern) -> str | None:
    arrival, departure = pattern.arrival_offset_s, pattern.departure_offset_s
    if not len(arrival) == len(departure) == len(pattern.stop_ids):
        return "needs one arrival and one departure offset per stop"
    if departure[0] != 0:
        return f"offsets count from the departure at the first stop, which is not {departure[0]} s"
    if _backwards(arrival, departure):
        return "its offsets go backwards in time"
    return None


def _band_problem(pattern: Pattern) -> str | None:
    for band in pattern.bands:
        if band.headway_s <= 0 or not 0 <= band.start_s < band.end_s <= LATEST_S:
            return f"band {band.start_s}-{band.end_s} s every {band.headway_s} s is not possible"
    for earlier, later in pairwise(pattern.bands):
        if later.start_s < earlier.end_s:
            return f"its headway bands overlap or are not in order at {later.start_s} s"
    return None


def _trip_problem(pattern: Pattern) -> str | None:
    arrivals, departures = pattern.trip_arrival_s, pattern.trip_departure_s
    if not len(pattern.trip_ids) == len(arrivals) == len(departures):
        return "needs one row of arrivals and of departures per trip"
    for trip_id, arrival, departure in zip(pattern.trip_ids, arrivals, departures, strict=True):
        if not len(arrival) == len(departure) == len(pattern.stop_ids):
            return f"trip {trip_id} needs one arrival and one departure per stop"
        if _backwards(arrival, departure):
            return f"trip {trip_id} goes backwards in time"
        if not -LATEST_S <= arrival[0] <= departure[-1] <= LATEST_S:
            return f"trip {trip_id} lies outside the days that can be searched"
    for rows in (arrivals, departures):
        for (_, earlier), (trip_id, later) in pairwise(zip(pattern.trip_ids, rows, strict=True)):
            if any(b < a for a, b in zip(earlier, later, strict=True)):
                return f"trip {trip_id} overtakes the trip before it; put it in its own pattern"
    return None
