"""Plausibility of sketched railway lines: kilometres, speeds, and what their services call at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from sim.errors import Issue, Severity
from sim.geometry import distances_m, to_metres
from sim.tables.typed_rows import CheckedTable, rows_issue

__all__ = ["SKETCHES", "STRAIGHT_SHARE", "sketch_issues"]

SKETCHES: Final = ("rail/sketch_stops", "rail/lines", "rail/stations")
"""Tables that `sketch_issues` needs."""

STRAIGHT_SHARE: Final = 0.98
"""Least length of a track over the straight line between its stations: positions may be off."""


def sketch_issues(tables: Mapping[str, CheckedTable]) -> tuple[Issue, ...]:
    """Sketched lines that no train could run on.

    Codes: ``stop-order`` (a station twice on a line, kilometres that do not rise),
    ``sketch-too-fast`` (faster than the design speed), ``sketch-no-speed`` (a track of 0 km/h),
    ``sketch-too-short`` (a track of less than 98 % of the straight line between its stations).
    Stations without a position, and lines that ``rail/lines`` does not have, are passed: the
    contracts speak of them.

    Examples
    --------
    >>> from pathlib import Path
    >>> from sim.tables.contracts import CATALOGUE
    >>> sorted(set(SKETCHES) - set(CATALOGUE))
    []
    """
    table = tables["rail/sketch_stops"]
    rows = _tracks(tables)
    rising = rows["track_km"] > 0
    checks = (
        (
            rows.duplicated(["line_id", "stop_id"]),
            rows["stop_id"],
            "stop-order",
            "a station stands in a sketched line twice",
            "name each station once",
        ),
        (
            rows["later"] & ~rising,
            rows["stop_id"] + " km " + _figure(rows["distance_from_start_km"]),
            "stop-order",
            "a station of a sketched line lies no further than the one before it",
            "number the stations in their order, with kilometres that rise",
        ),
        (
            rows["later"] & (rows["operating_speed_kmh"] > rows["design_speed_kmh"]),
            rows["stop_id"]
            + " "
            + _figure(rows["operating_speed_kmh"])
            + " over "
            + _figure(rows["design_speed_kmh"])
            + " km/h",
            "sketch-too-fast",
            "trains of a sketch would run faster than the line is designed for",
            "give an operating speed up to design_speed_kmh of the line in rail/lines",
        ),
        (
            rows["later"] & (rows["operating_speed_kmh"] <= 0),
            rows["stop_id"],
            "sketch-no-speed",
            "a track of a sketched line has no speed",
            "give the speed of the track from the station before, more than 0 km/h",
        ),
        (
            rows["later"] & rising & (rows["track_km"] < STRAIGHT_SHARE * rows["straight_km"]),
            rows["stop_id"]
            + " "
            + _figure(rows["track_km"])
            + " of "
            + _figure(rows["straight_km"])
            + " km",
            "sketch-too-short",
            "a track of a sketched line is shorter than the straight line between its stations",
            "correct the kilometres, or the positions in rail/stations",
        ),
    )
    return tuple(
        issue
        for wrong, said, code, what, fix in checks
        for issue in rows_issue(
            table,
            [(int(str(i)), str(text)) for i, text in said[wrong].items()],
            (Severity.ERROR, code, what, fix),
        )
    )


def _tracks(tables: Mapping[str, CheckedTable]) -> pd.DataFrame:
    """Stations along each line with the track from the one before; index as in the table."""
    stations = tables["rail/stations"].frame.drop_duplicates("stop_id").set_index("stop_id")
    lines = tables["rail/lines"].frame.drop_duplicates("line_id").set_index("line_id")
    rows = tables["rail/sketch_stops"].frame.sort_values(["line_id", "seq"])
    lon, lat = (rows["stop_id"].map(stations[key]).to_numpy(float) for key in ("lon", "lat"))
    line = rows["line_id"].to_numpy()
    later = np.zeros(len(rows), dtype=np.bool_)
    later[1:] = line[1:] == line[:-1]
    straight_km = np.full(len(rows), np.nan)
    points = to_metres(lon, lat)
    straight_km[1:] = distances_m(points[:-1], points[1:]) / 1000
    return rows.assign(
        later=later,
        track_km=rows.groupby("line_id")["distance_from_start_km"].diff(),
        straight_km=np.where(later, straight_km, np.nan),
        design_speed_kmh=rows["line_id"].map(lines["design_speed_kmh"]).astype(float),
    )


def _figure(numbers: pd.Series) -> pd.Series:
    return numbers.map("{:.4g}".format)
