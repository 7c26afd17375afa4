"""Headways of metro-like lines on a date: evidence first, an explicit model for the rest."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from statistics import median
from typing import Any

import pandas as pd

from sim.clock import parse_clock
from sim.network.bands import bands_of_branch
from sim.network.model import HeadwayBand, Quality

__all__ = [
    "HEADWAY_ASSUMPTIONS",
    "PEAKS_S",
    "RUN_TIME_ASSUMPTION",
    "line_bands",
    "run_time_factor",
]

PEAKS_S: tuple[tuple[int, int], ...] = ((7 * 3600, 9 * 3600), (17 * 3600, 19 * 3600))
"""Morning and evening peak of a workday, as Line 2 states them for itself."""

MODEL_PEAK_S = 360
MODEL_OFFPEAK_S = 480
_OFFPEAK_RATIO = MODEL_OFFPEAK_S / MODEL_PEAK_S
_FIRST_TRAIN_S, _LAST_TRAIN_S = 6 * 3600, 22 * 3600 + 1800

_REFERENCE_YEAR = 2025
_SLOWER_PER_YEAR = 0.012

HEADWAY_ASSUMPTIONS: tuple[str, ...] = (
    (
        "Peak and off-peak count from the departure at a line's first station, so the peak reaches "
        "the far end of a long line later; lengthening a line can move it past a place."
    ),
    (
        "Headways are those of a workday; where the evidence of a line has run out on the date, "
        "the last earlier one is carried forward as an estimate."
    ),
    (
        f"Lines without any evidence run every {MODEL_PEAK_S // 60} minutes in the peaks "
        f"(07:00-09:00, 17:00-19:00) and every {MODEL_OFFPEAK_S // 60} minutes else, from the "
        "first to the last train of 2025; each of several branches gets its part of these trains."
    ),
)

RUN_TIME_ASSUMPTION = (
    "Metro run times are of 2025, whole minutes at stations; earlier years are slower by "
    f"{_SLOWER_PER_YEAR:.1%} of them per year (one rule for all lines, within 10 % of the "
    "published times of 2012-2022)."
)


def run_time_factor(year: int) -> float:
    """Run times of a year relative to those of 2025, for every metro-like line.

    Examples
    --------
    >>> run_time_factor(2015), run_time_factor(2025), run_time_factor(2030)
    (1.12, 1.0, 1.0)
    """
    return round(1.0 + _SLOWER_PER_YEAR * max(0, _REFERENCE_YEAR - year), 6)


def line_bands(
    evidence: pd.DataFrame,
    line: Mapping[Hashable, Any],
    branch_ids: Sequence[str],
    as_of: date,
) -> tuple[HeadwayBand, ...]:
    """Headway bands of each branch of a line on a workday.

    `evidence` holds the rows of ``metro/headways`` of this line, `line` its row of
    ``metro/lines``, `branch_ids` the branches that run on the date. Gaps of the service day are
    filled: with the line's own headway of the same part of the day; else its other headway times
    4/3 or 3/4; else the model, times the number of branches.

    Examples
    --------
    >>> nothing = pd.DataFrame(columns=["branch_id", "day_type", "valid_from", "valid_to"])
    >>> line = {"route_id": "x", "first_train": "06:00", "last_train": "22:30"}
    >>> bands = line_bands(nothing, line, ["main"], date(2020, 12, 31))
    >>> [(band.start_s // 3600, band.headway_s, band.quality.value) for band in bands[:3]]
    [(6, 480, 'modelled'), (7, 360, 'modelled'), (9, 480, 'modelled')]
    """
    first_s = parse_clock(line["first_train"]) if line["first_train"] else _FIRST_TRAIN_S
    last_s = parse_clock(line["last_train"]) if line["last_train"] else _LAST_TRAIN_S
    rows = evidence[evidence["day_type"].isin(["daily", "workday"])].to_dict("records")
    bands: list[HeadwayBand] = []
    for branch_id in branch_ids:
        known = _known_bands(
            [row for row in rows if row["branch_id"] in {"", branch_id}], branch_id, as_of
        )
        whole_day = any(not _in_peak(band) for band in known)
        day = (
            (min(b.start_s for b in known), max(b.end_s for b in known))
            if whole_day
            else (first_s, last_s)
        )
        filled = [*_fill(known, branch_id, day, len(branch_ids)), *known]
        bands.extend(bands_of_branch(filled, branch_id))
    return tuple(bands)


def _known_bands(
    rows: Iterable[Mapping[Hashable, Any]], branch_id: str, as_of: date
) -> list[HeadwayBand]:
    dated = [(_day(row["valid_from"]), _day(row["valid_to"]), row) for row in rows]
    valid = [
        row
        for start, end, row in dated
        if (start is None or start <= as_of) and (end is None or as_of <= end)
    ]
    if valid:
        return [_band(row, branch_id) for row in valid]
    if not dated:
        return []
    earlier = [start for start, _, _ in dated if start is not None and start <= as_of]
    later = [start for start, _, _ in dated if start is not None]
    nearest = max(earlier) if earlier else min(later)
    return [
        replace(
            _band(row, branch_id),
            quality=Quality.ESTIMATE,
            source=f"carried over from {nearest.isoformat()}: {row['source']}",
        )
        for start, _, row in dated
        if start == nearest
    ]


def _fill(
    known: Sequence[HeadwayBand], branch_id: str, day: tuple[int, int], branches: int
) -> list[HeadwayBand]:
    """Bands for the whole service day, to be overlaid by what is known."""
    in_peak = [band.headway_s for band in known if _in_peak(band)]
    off_peak = [band.headway_s for band in known if not _in_peak(band)]
    if in_peak:
        peak_s = median(in_peak)
        offpeak_s = median(off_peak) if off_peak else peak_s * _OFFPEAK_RATIO
    elif off_peak:
        offpeak_s = median(off_peak)
        peak_s = offpeak_s / _OFFPEAK_RATIO
    else:
        peak_s, offpeak_s = MODEL_PEAK_S * branches, MODEL_OFFPEAK_S * branches
    source = "model: headways of the line's other hours" if known else "model: no evidence"
    spans = [(day, offpeak_s), *((span, peak_s) for span in PEAKS_S)]
    return [
        HeadwayBand(
            branch_id=branch_id,
            start_s=max(start_s, day[0]),
            end_s=min(end_s, day[1]),
            headway_s=round(headway_s),
            quality=Quality.MODELLED,
            source=source,
        )
        for (start_s, end_s), headway_s in spans
        if max(start_s, day[0]) < min(end_s, day[1])
    ]


def _in_peak(band: HeadwayBand) -> bool:
    return any(start <= band.start_s and band.end_s <= end for start, end in PEAKS_S)


def _band(row: Mapping[Hashable, Any], branch_id: str) -> HeadwayBand:
    return HeadwayBand(
        branch_id=branch_id,
        start_s=parse_clock(row["start"]),
        end_s=parse_clock(row["end"]),
        headway_s=int(row["headway_s"]),
        quality=Quality(row["quality"]),
        source=row["source"],
    )


def _day(value: Any) -> date | None:
    return None if pd.isna(value) or value == "" else pd.Timestamp(value).date()
