"""Parking zones: which price of parking holds where."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from sim.demand.model import Floats64, Ints
from sim.errors import DataError, Issue, Severity

__all__ = ["PARKING_TABLE", "parking_of_groups", "parking_rows"]

PARKING_TABLE = "demand/parking_zones"


def parking_rows(table: pd.DataFrame, lon: Floats64, lat: Floats64) -> Ints:
    """Row of the parking zone that holds each place: the first whose ring does, else the last.

    The last row has no ring and stands for everywhere else.

    Raises
    ------
    DataError
        If a ring crosses itself, or the row without a ring is missing or not the last.

    Examples
    --------
    >>> ring = "120 30;121 30;121 31;120 31"
    >>> table = pd.DataFrame({"parking_id": ["core", "elsewhere"], "ring": [ring, ""]})
    >>> parking_rows(table, np.array([120.5, 122.0]), np.array([30.5, 30.5])).tolist()
    [0, 1]
    """
    rings = [str(ring) for ring in table["ring"]]
    polygons = [_polygon(ring) for ring in rings if ring]
    bad = [row for row, polygon in enumerate(polygons) if not polygon.is_valid]
    if not rings or rings[-1] or len(polygons) != len(rings) - 1 or bad:
        raise DataError("parking zones cannot be used", [_issue(table, bad)])
    row = np.full(len(lon), len(rings) - 1, dtype=np.int64)
    points = shapely.points(lon, lat)
    for number in reversed(range(len(polygons))):
        row[shapely.covers(polygons[number], points)] = number
    return row


def parking_of_groups(rows: Ints, group: Ints, size: Floats64, count: int) -> Ints:
    """Row of the parking zone of each group of places: where most of its size lies.

    Equal sizes go to the earlier row.

    Examples
    --------
    >>> parking_of_groups(np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([5.0, 3.0, 1.0]), 2)
    array([0, 1])
    """
    width = int(rows.max(initial=0)) + 1
    sums = np.bincount(group * width + rows, weights=size, minlength=count * width)
    return np.asarray(sums.reshape(count, width).argmax(axis=1), dtype=np.int64)


def _polygon(ring: str) -> shapely.Polygon:
    return shapely.Polygon([tuple(map(float, corner.split())) for corner in ring.split(";")])


def _issue(table: pd.DataFrame, bad: list[int]) -> Issue:
    if bad:
        what = (
            f"the ring of '{table['parking_id'].iloc[bad[0]]}' in row {bad[0] + 1} crosses itself"
        )
        return Issue(
            Severity.ERROR,
            "bad-ring",
            what,
            "list the corners in the order in which one walks round",
            Path(f"{PARKING_TABLE}.csv"),
        )
    return Issue(
        Severity.ERROR,
        "no-elsewhere",
        "the row for everywhere else is missing or not the last",
        "end the table with one row whose ring is empty, and give every other row a ring",
        Path(f"{PARKING_TABLE}.csv"),
    )
