"""Segments of demand: periods of the day, purposes of trips and alternatives, read from the tables.

The order of the rows is the order of the axes everywhere in `sim.demand`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from sim.clock import parse_clock
from sim.demand.model import Alternative, Floats64, Period, Purpose
from sim.errors import DataError, Issue, Severity

__all__ = ["SEGMENT_TABLES", "QuarterHour", "Segments", "read_segments"]

SEGMENT_TABLES: tuple[str, ...] = (
    "demand/periods",
    "demand/purposes",
    "demand/departures",
    "demand/quarter_hours",
    "demand/alternatives",
)
"""What the segments are read from, and nothing else."""

_QUARTER_S = 900
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class QuarterHour:
    """A quarter of an hour that lies in a period. ``share_of_period`` sums to 1 in each period."""

    start_s: int
    period_id: str
    share_of_day: float
    share_of_period: float


@dataclass(frozen=True, slots=True)
class Segments:
    """The axes of the demand model, and the quarters of an hour that the periods consist of."""

    periods: tuple[Period, ...]
    purposes: tuple[Purpose, ...]
    alternatives: tuple[Alternative, ...]
    quarter_hours: tuple[QuarterHour, ...]


def read_segments(tables: Mapping[str, pd.DataFrame]) -> Segments:
    """Read periods, purposes, alternatives and quarters of an hour from `SEGMENT_TABLES`.

    Departures of a purpose sum to 1 over periods and directions; periods do not overlap; every
    quarter of an hour lies in one period, and all of them together cover every period.

    Raises
    ------
    DataError
        With every problem of the tables at once: shares that do not sum to 1, purposes or periods
        without departures, windows that overlap or end before they begin, quarters outside.

    Examples
    --------
    >>> from sim.tables import read_table
    >>> tables = {name: read_table(Path("network_data"), name) for name in SEGMENT_TABLES}
    >>> segments = read_segments(tables)
    >>> [period.period_id for period in segments.periods]
    ['am_peak', 'midday', 'pm_peak', 'rest']
    >>> segments.periods[3].windows_s
    ((21600, 25200), (68400, 82800))
    >>> round(sum(segments.purposes[0].out_share + segments.purposes[0].back_share), 9)
    1.0
    """
    periods = _periods(tables["demand/periods"])
    issues = [
        *_window_issues(periods),
        *_departure_issues(tables, periods),
        *_quarter_issues(tables["demand/quarter_hours"], periods),
    ]
    if issues:
        raise DataError("the segments of demand cannot be used", issues)
    return Segments(
        periods,
        _purposes(tables),
        _alternatives(tables["demand/alternatives"]),
        _quarter_hours(tables["demand/quarter_hours"], periods),
    )


def _periods(table: pd.DataFrame) -> tuple[Period, ...]:
    return tuple(
        Period(
            period_id=str(row["period_id"]),
            name_zh=str(row["name_zh"]),
            name_en=str(row["name_en"]),
            windows_s=tuple(_window(window) for window in str(row["windows"]).split(";")),
        )
        for row in table.to_dict("records")
    )


def _window(text: str) -> tuple[int, int]:
    start, end = text.split("-")
    return parse_clock(start), parse_clock(end)


def _shares(tables: Mapping[str, pd.DataFrame], direction: str) -> pd.DataFrame:
    """Shares of one direction, purposes down and periods across, in the order of the tables."""
    rows = tables["demand/departures"]
    wide = rows[rows["direction"] == direction].pivot_table(
        index="purpose_id", columns="period_id", values="share", aggfunc="sum"
    )
    return wide.reindex(
        index=list(tables["demand/purposes"]["purpose_id"]),
        columns=list(tables["demand/periods"]["period_id"]),
    )


def _purposes(tables: Mapping[str, pd.DataFrame]) -> tuple[Purpose, ...]:
    out, back = _shares(tables, "out"), _shares(tables, "back")
    return tuple(
        Purpose(
            purpose_id=str(row["purpose_id"]),
            name_zh=str(row["name_zh"]),
            name_en=str(row["name_en"]),
            kind=row["kind"],
            is_commuting=bool(row["is_commuting"]),
            resident_share=float(row["resident_share"]),
            out_share=_row(out, str(row["purpose_id"])),
            back_share=_row(back, str(row["purpose_id"])),
            value_of_time_factor=float(row["value_of_time_factor"]),
            parking_h=float(row["parking_h"]),
        )
        for row in tables["demand/purposes"].to_dict("records")
    )


def _row(shares: pd.DataFrame, purpose_id: str) -> tuple[float, ...]:
    return tuple(float(share) for share in shares.loc[purpose_id].to_numpy(dtype=np.float64))


def _alternatives(table: pd.DataFrame) -> tuple[Alternative, ...]:
    return tuple(
        Alternative(
            alternative_id=str(row["alternative_id"]),
            name_zh=str(row["name_zh"]),
            name_en=str(row["name_en"]),
            kind=row["kind"],
            nest=str(row["nest"]),
            is_motorised=bool(row["is_motorised"]),
            is_public_transport=bool(row["is_public_transport"]),
            needs_car=bool(row["needs_car"]),
            persons_per_vehicle=float(row["persons_per_vehicle"]),
            colour=str(row["colour"]),
        )
        for row in table.to_dict("records")
    )


def _quarter_hours(table: pd.DataFrame, periods: tuple[Period, ...]) -> tuple[QuarterHour, ...]:
    starts = [parse_clock(str(start)) for start in table["start"]]
    shares = table["share_of_day"].to_numpy(dtype=np.float64)
    named = [_period_of(start, periods) for start in starts]
    of_period: dict[str, float] = defaultdict(float)
    for name, share in zip(named, shares, strict=True):
        of_period[name] += float(share)
    return tuple(
        QuarterHour(start, name, float(share), float(share) / of_period[name])
        for start, name, share in zip(starts, named, shares, strict=True)
    )


def _period_of(start_s: int, periods: Iterable[Period]) -> str:
    """Period that holds the whole quarter of an hour; empty where none does."""
    for period in periods:
        if any(begin <= start_s <= end - _QUARTER_S for begin, end in period.windows_s):
            return period.period_id
    return ""


def _window_issues(periods: tuple[Period, ...]) -> list[Issue]:
    windows = sorted((*window, one.period_id) for one in periods for window in one.windows_s)
    issues = [
        _issue("periods", "bad-window", f"period '{name}' has a window that ends before it begins")
        for begin, end, name in windows
        if end <= begin
    ]
    return issues + [
        _issue("periods", "overlapping-periods", f"'{first[2]}' and '{second[2]}' overlap")
        for first, second in pairwise(windows)
        if second[0] < first[1]
    ]


def _departure_issues(
    tables: Mapping[str, pd.DataFrame], periods: tuple[Period, ...]
) -> list[Issue]:
    out, back = _shares(tables, "out"), _shares(tables, "back")
    issues = []
    for purpose_id in out.index:
        cells = np.concatenate([out.loc[purpose_id], back.loc[purpose_id]]).astype(np.float64)
        missing = int(np.isnan(cells).sum())
        if missing:
            what = (
                f"purpose '{purpose_id}' lacks {missing} of its {2 * len(periods)} shares "
                "(one per period and direction)"
            )
            issues.append(_issue("departures", "missing-departures", what))
        elif abs(float(cells.sum()) - 1) > _TOLERANCE:
            what = f"the shares of purpose '{purpose_id}' sum to {cells.sum():.4f}, not to 1"
            issues.append(_issue("departures", "shares-not-one", what))
    return issues


def _quarter_issues(table: pd.DataFrame, periods: tuple[Period, ...]) -> list[Issue]:
    starts = [parse_clock(str(start)) for start in table["start"]]
    shares: Floats64 = table["share_of_day"].to_numpy(dtype=np.float64)
    issues = []
    outside = [
        str(text)
        for text, start in zip(table["start"], starts, strict=True)
        if not _period_of(start, periods)
    ]
    if outside:
        what = f"quarters of an hour outside every period: {', '.join(outside[:5])}"
        issues.append(_issue("quarter_hours", "quarter-outside", what))
    wanted = {
        begin
        for period in periods
        for start, end in period.windows_s
        for begin in range(start, end, _QUARTER_S)
    }
    absent = sorted(wanted - set(starts))
    if absent:
        what = f"{len(absent)} quarters of an hour of the periods are missing"
        issues.append(_issue("quarter_hours", "quarter-missing", what))
    if abs(float(shares.sum()) - 1) > _TOLERANCE:
        what = f"the shares sum to {shares.sum():.5f}, not to 1"
        issues.append(_issue("quarter_hours", "shares-not-one", what))
    empty = [
        period.period_id
        for period in periods
        if not any(
            share > 0
            for share, start in zip(shares, starts, strict=True)
            if _period_of(start, (period,))
        )
    ]
    if empty and not absent:
        what = f"period '{empty[0]}' has no trips in any quarter of an hour"
        issues.append(_issue("quarter_hours", "empty-period", what))
    return issues


def _issue(table: str, code: str, what: str) -> Issue:
    fix = {
        "bad-window": "write windows as from-to, in order, such as 19:00-23:00",
        "overlapping-periods": "let each window end where the next begins",
        "missing-departures": "add a row for every period and direction, 0 where nobody leaves",
        "shares-not-one": "correct the shares so that they sum to 1",
        "quarter-outside": "remove the rows, or widen a period",
        "quarter-missing": "add a row for every quarter of an hour of the periods",
        "empty-period": "give one of its quarters a share above 0",
    }[code]
    return Issue(Severity.ERROR, code, what, fix, Path(f"demand/{table}.csv"))
