"""Departures at the same minutes of every hour, laid into the gaps of the trains that run."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["ClockFace", "clock_face", "departures_s"]

_MINUTE_S = 60
_FREE_GAP_S = 180
"""Two trains of one direction follow each other in three minutes at the least."""


@dataclass(frozen=True, slots=True)
class ClockFace:
    """Departures of a day and how they lie between the trains that run already.

    ``close`` counts those nearer to another train than the line allows.
    """

    departures_s: tuple[int, ...]
    close: int


def departures_s(
    bands: Sequence[tuple[int, int, int]], *, first_s: int, last_s: int, offset_s: int
) -> tuple[int, ...]:
    """Every moment of the window that lies a whole number of headways after the offset.

    Parameters
    ----------
    bands
        start, end and headway (s) of the periods; where they overlap the later in the list counts.
        A moment in none of them has no departure.
    first_s, last_s
        The first and the last possible departure, both included.
    offset_s
        A departure would be at this moment, and at all that differ by whole headways.

    Examples
    --------
    Hourly at 7 minutes past, half-hourly from 7:00 to 8:00.

    >>> day = departures_s([(0, 108_000, 3_600), (25_200, 28_800, 1_800)],
    ...     first_s=21_600, last_s=32_400, offset_s=420)
    >>> [f"{s // 3600}:{s % 3600 // 60:02}" for s in day]
    ['6:07', '7:07', '7:37', '8:07']
    """
    found: list[int] = []
    for place, (start, end, headway) in enumerate(bands):
        begin = max(start, first_s)
        begin += (offset_s - begin) % headway
        found += [
            moment
            for moment in range(begin, min(end, last_s + 1), headway)
            if not any(later <= moment < until for later, until, _ in bands[place + 1 :])
        ]
    return tuple(sorted(found))


def clock_face(
    bands: Sequence[tuple[int, int, int]],
    taken_s: Sequence[int],
    *,
    first_s: int,
    last_s: int,
    free_gap_s: int = _FREE_GAP_S,
) -> ClockFace:
    """Departures at regular minutes, with the offset that fits best between those taken.

    Of all minutes the offset is taken with the smallest share of departures nearer than
    `free_gap_s` to a taken one, then with the largest mean distance from the nearest taken one (of
    which half a headway counts at the most), then the earliest. With nothing taken the first
    departure is the first of the window. No band, no departures.

    Examples
    --------
    Trains leave at 6:00, 6:20, 7:00 and 7:20: the middle of the larger gap is minute 40.

    >>> clock_face([(0, 108_000, 3_600)], [21_600, 22_800, 25_200, 26_400], first_s=21_600,
    ...     last_s=28_740)
    ClockFace(departures_s=(24000, 27600), close=0)
    """
    taken = sorted(taken_s)
    longest = max((headway for _, _, headway in bands), default=0)
    best: tuple[tuple[float, float, int], ClockFace] | None = None
    for offset in range(first_s, first_s + longest, _MINUTE_S):
        day = departures_s(bands, first_s=first_s, last_s=last_s, offset_s=offset)
        gaps = [_gap_s(taken, moment, longest // 2) for moment in day]
        close = sum(gap < min(free_gap_s, longest // 2) for gap in gaps)
        score = (close / max(len(day), 1), -sum(gaps) / max(len(day), 1), offset)
        if day and (best is None or score < best[0]):
            best = score, ClockFace(day, close)
    return best[1] if best else ClockFace((), 0)


def _gap_s(taken: Sequence[int], moment: int, most: int) -> int:
    """Distance to the nearest taken moment, at most `most`."""
    place = bisect_left(taken, moment)
    near = taken[max(place - 1, 0) : place + 1]
    return min([most, *(abs(moment - other) for other in near)])
