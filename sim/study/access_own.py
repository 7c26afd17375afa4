"""A planner's own layer of opportunities, from a CSV file with columns ``id, lon, lat, amount``."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from sim.errors import DataError, Issue, Severity
from sim.geometry import geodesic_m, to_metres
from sim.network.model import Quality, Zone
from sim.network.opportunities import OpportunityLayer, OpportunityPlace
from sim.study.points import PointTable, read_points

__all__ = ["own_layer"]

_FARTHEST_KM = 60.0
"""A place farther from the point of any zone lies outside: the widest county is about as wide."""

_SHOWN = 5


def own_layer(path: Path, zones: Sequence[Zone]) -> OpportunityLayer:
    r"""Read a layer named after its file, in which each row holds an amount of something.

    A file without the column ``amount`` counts one per row. A hole is an error, not a zero: nobody
    can tell what it should be.

    Raises
    ------
    DataError
        With every bad row: what `sim.study.points.read_points` finds, amounts that are missing, no
        number or below zero, places outside the zones.

    Examples
    --------
    >>> import tempfile
    >>> from sim.network.model import ZoneId
    >>> zone = Zone(ZoneId("a"), "cell", "", "", 120.1, 30.2, "", "", 1.0, 1.0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "clinics.csv"
    ...     _ = path.write_text("id,lon,lat,amount\nnorth,120.1,30.2,40\n")
    ...     own_layer(path, [zone])
    <OpportunityLayer clinics · 1 places · clinics · unverified>
    """
    issues: list[Issue] = []
    points = PointTable((), (), ())
    try:
        points = read_points(path)
    except DataError as wrong:
        issues += wrong.issues
        if any(issue.code.startswith("points-") for issue in issues):
            raise DataError(f"{path} cannot be used as opportunities", issues) from wrong
    rows = _rows(path)
    issues += _bad_amounts(path, rows)
    issues += _outside(path, points, zones)
    if issues:
        raise DataError(f"{path} cannot be used as opportunities", _few_of_each(path, issues))
    places = tuple(
        OpportunityPlace(
            f"{path.stem}:{name}", "", name, lon, lat, float(amount), Quality.UNVERIFIED
        )
        for name, lon, lat, (_, amount) in zip(
            points.ids, points.lon, points.lat, rows, strict=True
        )
    )
    return OpportunityLayer(
        layer_id=path.stem,
        title_zh=path.stem,
        title_en=path.stem,
        unit=path.stem,
        zone_amount=None,
        places=places,
        quality=Quality.UNVERIFIED,
        source=path.name,
    )


def _rows(path: Path) -> list[tuple[int, str]]:
    """Line and amount of each row that is not blank."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, skipinitialspace=True)
        reader.fieldnames = [name.strip() for name in reader.fieldnames or ()]
        return [
            (reader.line_num, (row.get("amount", "1") or "").strip())
            for row in reader
            if any((value or "").strip() for key, value in row.items() if key is not None)
        ]


def _bad_amounts(path: Path, rows: Sequence[tuple[int, str]]) -> Iterator[Issue]:
    for line, text in rows:
        amount = _number(text)
        if not text:
            what, fix = "the row has no amount", "write 0 where there is nothing, or the amount"
            yield Issue(Severity.ERROR, "opportunity-hole", what, fix, path, line)
        elif not math.isfinite(amount):
            what, fix = f"amount '{text}' is no number", "write digits, such as 120 or 0.5"
            yield Issue(Severity.ERROR, "opportunity-no-number", what, fix, path, line)
        elif amount < 0:
            what, fix = f"amount {text} is below 0", "an amount is 0 or more"
            yield Issue(Severity.ERROR, "negative-opportunity", what, fix, path, line)


def _outside(path: Path, points: PointTable, zones: Sequence[Zone]) -> Iterator[Issue]:
    if not points:
        return
    around = to_metres([zone.lon for zone in zones], [zone.lat for zone in zones])
    here = to_metres(points.lon, points.lat)
    lines = [line for line, _ in _rows(path)]
    positions = zip(points.lon, points.lat, strict=True)
    for line, name, one, at in zip(lines, points.ids, here, positions, strict=True):
        near = zones[int(np.hypot(*(around - one).T).argmin())]
        km = geodesic_m(at, (near.lon, near.lat)) / 1000
        if not km <= _FARTHEST_KM:
            what = f"'{name}' lies {km:,.0f} km from the nearest zone, outside the study area"
            fix = "check lon and lat (degrees, WGS84), or leave the place out"
            yield Issue(Severity.ERROR, "opportunity-outside", what, fix, path, line)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _few_of_each(path: Path, issues: Sequence[Issue]) -> list[Issue]:
    told: list[Issue] = []
    for code in dict.fromkeys(issue.code for issue in issues):
        same = [issue for issue in issues if issue.code == code]
        told += same[:_SHOWN]
        if len(same) > _SHOWN:
            what = f"{len(same)} rows in all; the first {_SHOWN} are shown"
            told.append(Issue(Severity.ERROR, code, what, same[0].fix, path))
    return told
