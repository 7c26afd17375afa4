"""Plausibility of flights: routes that lead somewhere, time zones, flight times, bounds."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from sim.errors import Issue, Severity
from sim.tables.typed_rows import CheckedTable, rows_issue

__all__ = ["flight_issues"]

Tables = Mapping[str, CheckedTable]

_ROUTES = {"air/world_routes": "origin", "air/gateway_flights": "gateway"}
_BOUNDS = (("low", "value", "high"), ("low_min", "value_min", "high_min"))


def flight_issues(tables: Tables) -> tuple[Issue, ...]:
    """Problems of the tables of ``air/``; tables that are not there are passed.

    Codes: ``route-to-itself``, ``time-zone``, ``bounds-order`` (the value lies outside its own
    bounds), ``flight-time`` (no band from 0 km, or a longer flight that takes less time).

    Examples
    --------
    >>> flight_issues({})
    ()
    """
    own = {name: table for name, table in tables.items() if name.startswith("air/")}
    found: list[Issue] = []
    for name, start in _ROUTES.items():
        if name in own:
            found += _loops(own[name], start)
    if "air/world_airports" in own:
        found += _zones(own["air/world_airports"])
    for table in own.values():
        for bounds in _BOUNDS:
            if set(bounds) <= set(table.frame.columns):
                found += _outside(table, bounds)
    if "air/block_time" in own:
        found += _bands(own["air/block_time"])
    return tuple(found)


def _loops(table: CheckedTable, start: str) -> tuple[Issue, ...]:
    rows = table.frame[table.frame[start] == table.frame["destination"]]
    return rows_issue(
        table,
        [(int(i), str(code)) for i, code in rows[["destination"]].itertuples()],
        (
            Severity.ERROR,
            "route-to-itself",
            "a route ends where it begins",
            "correct one of its ends, or remove the row",
        ),
    )


def _zones(table: CheckedTable) -> tuple[Issue, ...]:
    unknown = {name for name in set(table.frame["timezone"]) if not _is_zone(str(name))}
    rows = table.frame.loc[table.frame["timezone"].isin(unknown), ["timezone"]]
    return rows_issue(
        table,
        [(int(i), f"'{name}'") for i, name in rows.itertuples()],
        (
            Severity.ERROR,
            "time-zone",
            "a time zone is not known",
            "use a name of the IANA database such as Asia/Shanghai",
        ),
    )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _outside(table: CheckedTable, bounds: tuple[str, str, str]) -> tuple[Issue, ...]:
    low, value, high = (table.frame[name] for name in bounds)
    rows = table.frame[(low > value) | (value > high)]
    return rows_issue(
        table,
        [(int(i), f"{a:g} to {c:g} with {b:g}") for i, a, b, c in rows[list(bounds)].itertuples()],
        (
            Severity.ERROR,
            "bounds-order",
            f"'{bounds[1]}' lies outside '{bounds[0]}' to '{bounds[2]}'",
            "correct the value or a bound",
        ),
    )


def _bands(table: CheckedTable) -> tuple[Issue, ...]:
    bands = table.frame.sort_values("from_km")
    first = bands.iloc[:1]
    found = rows_issue(
        table,
        [
            (int(i), f"{km:g} km")
            for i, km in first.loc[first["from_km"] > 0, ["from_km"]].itertuples()
        ],
        (
            Severity.ERROR,
            "flight-time",
            "the shortest flights have no time: the first band begins farther out",
            "let one band begin at 0 km",
        ),
    )
    before = bands.shift(1)
    at_limit = bands["from_km"] * 60
    drop = _minutes(bands, at_limit) < _minutes(before, at_limit)
    return (
        *found,
        *rows_issue(
            table,
            [(int(i), f"from {km:g} km") for i, km in bands.loc[drop, ["from_km"]].itertuples()],
            (
                Severity.ERROR,
                "flight-time",
                "a longer flight takes less time than one just shorter",
                "raise fixed_min or lower speed_kmh of the longer band",
            ),
        ),
    )


def _minutes(bands: pd.DataFrame, km_60: pd.Series) -> pd.Series:
    return bands["fixed_min"] + km_60 / bands["speed_kmh"]
