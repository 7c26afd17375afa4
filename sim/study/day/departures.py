"""Planned departures of the stop patterns of a line from their headways, branches alternating."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from sim.network.model import HeadwayBand, StopId
from sim.network.patterns import Pattern

__all__ = ["departures_of", "planned_departures_s"]

_COUNT_TOLERANCE = 1e-9


def planned_departures_s(bands: Sequence[HeadwayBand], phase: float = 0.0) -> tuple[float, ...]:
    """Departures, in whole seconds, by the count of services since the first band began.

    The count grows by one in every headway; a train leaves when it passes a whole number plus the
    phase (0 to 1). So a change of headway is gradual, and there are as many departures as the
    headways say. Without bands there is no departure.

    Examples
    --------
    >>> from sim.network.quality import Quality
    >>> bands = [HeadwayBand("", 0, 600, 300, Quality.ESTIMATE, "x"),
    ...          HeadwayBand("", 600, 1200, 200, Quality.ESTIMATE, "x")]
    >>> planned_departures_s(bands)
    (0.0, 300.0, 600.0, 800.0, 1000.0)
    >>> planned_departures_s(bands, 0.5)
    (150.0, 450.0, 700.0, 900.0, 1100.0)
    """
    found: list[float] = []
    before = 0.0
    for band in sorted(bands, key=lambda one: one.start_s):
        after = before + (band.end_s - band.start_s) / band.headway_s
        number = ceil(before - phase - _COUNT_TOLERANCE)
        while number + phase < after - _COUNT_TOLERANCE:
            found.append(float(round(band.start_s + (number + phase - before) * band.headway_s)))
            number += 1
        before = after
    return tuple(found)


def departures_of(patterns: Sequence[Pattern]) -> list[tuple[float, ...]]:
    """Departures of patterns of one line and direction, alternating where they first meet.

    The first pattern leaves by `planned_departures_s`. In every band that another shares with it,
    the other's trains come to the first common stop a part of the headway after its trains (half of
    it, of two patterns). Where the headway changes a train less than half a headway behind the one
    before is left out. Patterns that share no stop or no band with the first go by their own.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> from sim.network.patterns import patterns
    >>> [len(times) for times in departures_of(patterns(line("A B C"))[:1])]
    [96]
    """
    first = patterns[0]
    shared = set(first.stop_ids).intersection(*(one.stop_ids for one in patterns))
    base = planned_departures_s(first.bands)
    found = [base]
    for at, pattern in enumerate(patterns[1:], start=1):
        share = at / len(patterns)
        if not shared:
            found.append(planned_departures_s(pattern.bands, share))
            continue
        anchor = min(shared, key=first.stop_ids.index)
        later_s = _reach_s(first, anchor) - _reach_s(pattern, anchor)
        found.append(_between(first.bands, base, pattern.bands, (later_s, share)))
    return found


def _reach_s(pattern: Pattern, stop_id: StopId) -> int:
    return pattern.departure_offset_s[pattern.stop_ids.index(stop_id)]


def _between(
    base_bands: Sequence[HeadwayBand],
    base_s: Sequence[float],
    bands: Sequence[HeadwayBand],
    place: tuple[int, float],
) -> tuple[float, ...]:
    """Departures so many seconds and a share of the headway after those of the base."""
    later_s, share = place
    found: list[float] = []
    for band in sorted(bands, key=lambda one: one.start_s):
        same = [one for one in base_bands if _times(one) == _times(band)]
        led = [time_s for time_s in base_s if band.start_s <= time_s < band.end_s]
        start_s = led[0] if same and led else float(band.start_s)
        time_s = start_s + later_s + share * band.headway_s
        time_s = band.start_s + (time_s - band.start_s) % band.headway_s
        while time_s < band.end_s - _COUNT_TOLERANCE:
            if not found or time_s - found[-1] >= band.headway_s / 2:
                found.append(float(round(time_s)))
            time_s += band.headway_s
    return tuple(found)


def _times(band: HeadwayBand) -> tuple[int, int, int]:
    return band.start_s, band.end_s, band.headway_s
