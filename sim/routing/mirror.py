"""A timetable run backwards in time, so that one search answers "arrive by" as well.

Every time is negated and every pattern turned round. A traveller who boards in the mirror alights
in the world, so boarding slack and alighting time change places, as do the ends of every walk. The
earliest arrival in the mirror is the latest departure in the world.

A headway service in expectation lets a traveller ready at pattern time ``x`` inside a band leave
at ``x + wait``. Turned round: who has to be on a vehicle of pattern time ``v`` or earlier is ready
at ``min(v - wait, end - 1)`` at the latest, if that is not before the band's start. With ``y = -v``
this is the forward rule for a band from ``1 - end - wait`` to ``1 - start - wait``.
"""

from __future__ import annotations

import numpy as np

from sim.routing.arrays import Bands, BoolArray, Int32Array, LinkArrays, LinkData, TimetableData
from sim.routing.compiled import compiled

__all__ = ["mirrored", "turned"]


def turned(links: LinkArrays) -> LinkArrays:
    """Walk the links the other way round.

    Examples
    --------
    >>> from sim.routing.arrays import locked
    >>> one = LinkData(locked([0, 1]), locked([0]), locked([5]))
    >>> turned(LinkArrays(("a",), ("b",), one, one)).from_ids
    ('b',)
    """
    return LinkArrays(links.to_ids, links.from_ids, links.backward, links.forward)


@compiled
def mirrored(data: TimetableData) -> TimetableData:
    """Turn a timetable round in time; the mirror of the mirror gives the same travel times."""
    n_events = data.pattern_stop.size
    pattern_stop = np.empty_like(data.pattern_stop)
    can_board, can_alight = np.empty(n_events, np.bool_), np.empty(n_events, np.bool_)
    arrival_s, departure_s = np.empty_like(data.arrival_s), np.empty_like(data.departure_s)
    for pattern in range(data.pattern_first.size - 1):
        first, end = data.pattern_first[pattern], data.pattern_first[pattern + 1]
        step = end - first
        for position in range(step):
            pattern_stop[first + position] = data.pattern_stop[end - 1 - position]
            can_board[first + position] = data.can_alight[end - 1 - position]
            can_alight[first + position] = data.can_board[end - 1 - position]
        begin, stop = data.time_first[pattern], data.time_first[pattern + 1]
        for offset in range(stop - begin):
            arrival_s[begin + offset] = -data.departure_s[stop - 1 - offset]
            departure_s[begin + offset] = -data.arrival_s[stop - 1 - offset]
    start_s, end_s, wait_s, headway_s = data.bands
    bands = Bands(1 - end_s - wait_s, 1 - start_s - wait_s, wait_s, headway_s)
    boarding_first, boarding_pattern, boarding_position = _boardings(
        data.pattern_first, pattern_stop, can_board, data.boarding_first.size - 1
    )
    return TimetableData(
        data.pattern_first,
        pattern_stop,
        can_board,
        can_alight,
        data.time_first,
        arrival_s,
        departure_s,
        data.trip_first,
        data.band_first,
        Bands(bands.start_s.astype(np.int32), bands.end_s.astype(np.int32), wait_s, headway_s),
        data.alighting_s,
        data.boarding_slack_s,
        boarding_first,
        boarding_pattern,
        boarding_position,
        _grouped_back(data.transfers, data.boarding_first.size - 1),
    )


@compiled
def _boardings(
    pattern_first: Int32Array, pattern_stop: Int32Array, can_board: BoolArray, n_stops: int
) -> tuple[Int32Array, Int32Array, Int32Array]:
    """Where one can board, stop by stop: every position that lets people on, but the last."""
    first = np.zeros(n_stops + 1, np.int32)
    for pattern in range(pattern_first.size - 1):
        for event in range(pattern_first[pattern], pattern_first[pattern + 1] - 1):
            first[pattern_stop[event] + 1] += can_board[event]
    for stop in range(n_stops):
        first[stop + 1] += first[stop]
    fill = first[:-1].copy()
    patterns, positions = np.empty(first[-1], np.int32), np.empty(first[-1], np.int32)
    for pattern in range(pattern_first.size - 1):
        for event in range(pattern_first[pattern], pattern_first[pattern + 1] - 1):
            if can_board[event]:
                entry = fill[pattern_stop[event]]
                patterns[entry], positions[entry] = pattern, event - pattern_first[pattern]
                fill[pattern_stop[event]] += 1
    return first, patterns, positions


@compiled
def _grouped_back(links: LinkData, n_places: int) -> LinkData:
    """Group walks between stops by where they lead."""
    first = np.zeros(n_places + 1, np.int32)
    for link in range(links.target.size):
        first[links.target[link] + 1] += 1
    for place in range(n_places):
        first[place + 1] += first[place]
    fill = first[:-1].copy()
    target, time_s = np.empty_like(links.target), np.empty_like(links.time_s)
    for origin in range(n_places):
        for link in range(links.first[origin], links.first[origin + 1]):
            entry = fill[links.target[link]]
            target[entry], time_s[entry] = origin, links.time_s[link]
            fill[links.target[link]] += 1
    return LinkData(first, target, time_s)
