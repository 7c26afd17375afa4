"""Plausibility of positions: in the region, inside Zhejiang where a row says so, seats there."""

from __future__ import annotations

from collections.abc import Mapping

import shapely

from sim.errors import Issue, Severity
from sim.geometry import to_metres
from sim.tables.contracts import CATALOGUE
from sim.tables.typed_rows import CheckedTable, rows_issue

__all__ = ["county_seats", "position_issues"]

REGION = (117.5, 26.5, 123.5, 32.0)
"""West, south, east, north: Zhejiang and the towns around it."""

ELSEWHERE = frozenset({"air/airports"})
"""Tables whose rows lie all over the world."""

BORDER_KM = 1.0
"""How far the simplified border of the province may be wrong."""


def position_issues(tables: Mapping[str, CheckedTable]) -> tuple[Issue, ...]:
    """Rows of point tables outside the region, or outside the province they name.

    Rows with a ``province`` are held to Zhejiang's border, less the expected error of the position,
    where they name it, and to nothing where they name none or another.
    """
    found: list[Issue] = []
    for name, table in tables.items():
        if CATALOGUE[name].geometry != "point" or name in ELSEWHERE:
            continue
        if not {"lon", "lat"} <= set(table.frame.columns):
            continue
        rows = table.frame
        if "province" in rows.columns:
            rows = rows[rows["province"] == "浙江"]
            found += _outside_province(table, tables)
        west, south, east, north = REGION
        inside = rows["lon"].between(west, east) & rows["lat"].between(south, north)
        key = CATALOGUE[name].primary_key[0]
        outside = rows[~inside & rows["lon"].notna()]
        found += rows_issue(
            table,
            [
                (int(i), f"{stop} ({lon:g}, {lat:g})")
                for i, stop, lon, lat in zip(
                    outside.index, outside[key], outside["lon"], outside["lat"], strict=True
                )
            ],
            (
                Severity.ERROR,
                "position",
                "a place is far outside Zhejiang",
                "check that lon and lat are not exchanged, and the digits",
            ),
        )
    return tuple(found)


def county_seats(tables: Mapping[str, CheckedTable]) -> tuple[Issue, ...]:
    """Every county-level unit has a seat, in the region; a part of another unit needs none.

    The people of a county set out at its seat: without one it would be nowhere.
    """
    table = tables["land/counties"]
    units = table.frame[table.frame["valid"] != "part"]
    has_seat = units["seat_lon"].notna() & units["seat_lat"].notna()
    west, south, east, north = REGION
    inside = units["seat_lon"].between(west, east) & units["seat_lat"].between(south, north)
    found: list[Issue] = []
    for wrong, code, what, fix in (
        (
            ~has_seat,
            "missing-seat",
            "a county-level unit has no seat",
            "give seat_lon and seat_lat of its seat of government, or mark it as part of a unit",
        ),
        (
            has_seat & ~inside,
            "position",
            "a county's seat is far outside Zhejiang",
            "check that seat_lon and seat_lat are not exchanged, and the digits",
        ),
    ):
        rows = [
            (int(i), f"{county_id} {name}")
            for i, county_id, name in units.loc[wrong, ["county_id", "name_zh"]].itertuples()
        ]
        found += rows_issue(table, rows, (Severity.ERROR, code, what, fix))
    return tuple(found)


def _outside_province(table: CheckedTable, tables: Mapping[str, CheckedTable]) -> tuple[Issue, ...]:
    if "land/province" not in tables:
        return ()
    shapes = [shapely.geometry.shape(shape) for shape in tables["land/province"].frame["geometry"]]
    border = shapely.transform(shapely.union_all(shapes), lambda xy: to_metres(xy[:, 0], xy[:, 1]))
    rows = table.frame[table.frame["province"] == "浙江"]
    points = shapely.points(to_metres(rows["lon"], rows["lat"]))
    off_km = shapely.distance(border, points) / 1000
    allowed_km = rows["coord_accuracy_km"].to_numpy() + BORDER_KM
    named = [
        (int(index), f"{stop} by {km:.1f} km")
        for index, stop, km in rows.assign(off_km=off_km)[off_km > allowed_km][
            ["stop_id", "off_km"]
        ].itertuples()
    ]
    return rows_issue(
        table,
        named,
        (
            Severity.WARNING,
            "position",
            "a station of Zhejiang is outside the province",
            "check the position, or the province",
        ),
    )
