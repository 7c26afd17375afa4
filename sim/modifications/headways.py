"""Headways by time of day: made from what a planner writes, laid over what runs already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from sim.clock import clock_text
from sim.modifications.base import Problem, error, warning
from sim.modifications.values import ALL_DAY, headway_windows_s
from sim.network.model import HeadwayBand, Mode, Quality, Route

__all__ = [
    "bands_of",
    "gap_warnings",
    "headway_problems",
    "laid_over",
    "one_band_per_branch",
    "scaled",
    "with_hours",
]


def bands_of(
    headway_min: float | Mapping[str, float], *, start_s: int, end_s: int, branch_id: str = ""
) -> tuple[HeadwayBand, ...]:
    """Bands for a service from `start_s` to `end_s`; periods are cut to that span.

    Examples
    --------
    >>> [(band.start_s // 3600, band.end_s // 3600, band.headway_s)
    ...  for band in bands_of({"all_day": 6, "07:00-09:00": 3}, start_s=6 * 3600, end_s=22 * 3600)]
    [(6, 7, 360), (7, 9, 180), (9, 22, 360)]
    """
    periods = headway_min if isinstance(headway_min, Mapping) else {ALL_DAY: headway_min}
    span = HeadwayBand(branch_id, start_s, end_s, 0, Quality.SCENARIO, "scenario")
    laid = laid_over((span,), periods, branch_id)
    return tuple(band for band in laid if band.headway_s)


def laid_over(
    bands: tuple[HeadwayBand, ...], periods: Mapping[str, float], branch_id: str
) -> tuple[HeadwayBand, ...]:
    """Lay headways by period (minutes) over the bands of a branch; service hours stay.

    ``all_day`` comes first, the other periods override it. Bands of other branches stay.
    """
    result = bands
    for period in sorted(periods, key=lambda name: (name != ALL_DAY, name)):
        headway_s = round(periods[period] * 60)
        for start_s, end_s in headway_windows_s(period):
            result = tuple(
                piece
                for band in result
                for piece in _cut(band, branch_id, (start_s, end_s), headway_s)
            )
    return result


def _cut(
    band: HeadwayBand, branch_id: str, window: tuple[int, int], headway_s: int
) -> Iterator[HeadwayBand]:
    """Cut the band at the window, if it is of the branch, and change what lies inside."""
    low, high = max(band.start_s, window[0]), min(band.end_s, window[1])
    if band.branch_id != branch_id or low >= high or band.headway_s == headway_s:
        yield band
        return
    if band.start_s < low:
        yield replace(band, end_s=low)
    yield replace(
        band,
        start_s=low,
        end_s=high,
        headway_s=headway_s,
        quality=Quality.SCENARIO,
        source="scenario",
    )
    if high < band.end_s:
        yield replace(band, start_s=high)


def scaled(band: HeadwayBand, factor: float) -> HeadwayBand:
    """Return the band with its headway times `factor`.

    Examples
    --------
    >>> scaled(HeadwayBand("", 0, 3600, 300, Quality.ESTIMATE, "x"), 0.5).headway_s
    150
    """
    headway_s = max(1, round(band.headway_s * factor))
    if headway_s == band.headway_s:
        return band
    return replace(band, headway_s=headway_s, quality=Quality.SCENARIO, source="scenario")


def with_hours(
    bands: tuple[HeadwayBand, ...], *, first_s: int | None, last_s: int | None
) -> tuple[HeadwayBand, ...]:
    """Cut or extend the bands of one branch to new hours; None keeps an end as it is.

    `bands` are those that count for the branch (`bands_of_branch`): sorted, without overlap. Beyond
    the old hours the headway of the nearest band continues; gaps inside them stay. No bands give
    none.

    Examples
    --------
    >>> day = HeadwayBand("", 7 * 3600, 21 * 3600, 480, Quality.ESTIMATE, "x")
    >>> [(one.start_s // 3600, one.end_s // 3600, str(one.quality))
    ...  for one in with_hours((day,), first_s=6 * 3600, last_s=20 * 3600)]
    [(6, 7, 'scenario'), (7, 20, 'estimate')]
    """
    if not bands:
        return ()
    start_s = bands[0].start_s if first_s is None else first_s
    end_s = bands[-1].end_s if last_s is None else last_s
    pieces = (
        _made(bands[0], start_s, min(end_s, bands[0].start_s)),
        *(
            replace(band, start_s=max(band.start_s, start_s), end_s=min(band.end_s, end_s))
            for band in bands
        ),
        _made(bands[-1], max(start_s, bands[-1].end_s), end_s),
    )
    kept = tuple(piece for piece in pieces if piece.start_s < piece.end_s)
    return kept or (_made(_nearest(bands, start_s), start_s, end_s),)


def _made(band: HeadwayBand, start_s: int, end_s: int) -> HeadwayBand:
    """Headway of a band at other hours: the scenario's word, not the band's source."""
    return replace(band, start_s=start_s, end_s=end_s, quality=Quality.SCENARIO, source="scenario")


def _nearest(bands: tuple[HeadwayBand, ...], time_s: int) -> HeadwayBand:
    """Band that ends or begins closest to a time of a gap."""
    return min(bands, key=lambda one: min(abs(one.end_s - time_s), abs(one.start_s - time_s)))


def one_band_per_branch(route: Route) -> tuple[HeadwayBand, ...]:
    """Bands of a route with those for "every branch" written out branch by branch.

    They come first: a branch's own bands, which follow, count before them.
    """
    general = tuple(
        replace(band, branch_id=branch.branch_id)
        for band in route.headways
        for branch in route.branches
        if not band.branch_id
    )
    return general + tuple(band for band in route.headways if band.branch_id)


def headway_problems(
    headway_min: float | Mapping[str, float], mode: Mode, *, sharing: int = 1
) -> Iterator[Problem]:
    """Headways shorter than the mode can run, on the track that `sharing` branches use."""
    periods = headway_min if isinstance(headway_min, Mapping) else {"": headway_min}
    for period, minutes in periods.items():
        path = ("headway_min", period) if period else ("headway_min",)
        track_s = minutes * 60 / sharing
        if track_s < mode.min_headway_s:
            on_trunk = f" on each of {sharing} branches is {track_s:.0f} s where they share track"
            yield error(
                "headway-too-short",
                f"{minutes:g} min{on_trunk if sharing > 1 else ''}: {mode.label_en.lower()} "
                f"vehicles cannot follow each other within {mode.min_headway_s} s",
                f"give at least {mode.min_headway_s * sharing / 60:g} min",
                *path,
            )


def gap_warnings(bands: tuple[HeadwayBand, ...]) -> Iterator[Problem]:
    """Hours between the first and the last departure for which no headway is given."""
    ordered = sorted(bands, key=lambda band: band.start_s)
    for before, after in pairwise(ordered):
        if before.end_s < after.start_s:
            hours = f"{clock_text(before.end_s)}-{clock_text(after.start_s)}"
            yield warning(
                "period-gap",
                f"no headway is given for {hours}: nothing runs then",
                "add the period, or all_day for every other hour",
                "headway_min",
            )
