"""Points of interest for a matrix, read from a CSV file with columns ``id, lon, lat``."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from sim.errors import DataError, Issue, Severity

__all__ = ["PointTable", "read_points"]

_COLUMNS = ("id", "lon", "lat")
_SHOWN = 5
_MEANT = {
    "longitude": "lon", "long": "lon", "lng": "lon", "x": "lon",
    "latitude": "lat", "y": "lat", "name": "id", "geoid": "id", "point_id": "id",
}  # fmt: skip
_OTHER_COMMAS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")

_Rows = list[tuple[int, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class PointTable:
    """Points in the order of their file: id, longitude and latitude (WGS84)."""

    ids: tuple[str, ...]
    lon: tuple[float, ...]
    lat: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.ids)


def read_points(path: Path) -> PointTable:
    r"""Read points; other columns are ignored.

    Raises
    ------
    DataError
        With every bad row: a missing or repeated id, a coordinate that is no number or not on
        earth, columns that are not there, a file that cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "points.csv"
    ...     _ = path.write_text("id,lon,lat\nhome,120.1,30.2\n")
    ...     read_points(path)
    PointTable(ids=('home',), lon=(120.1,), lat=(30.2,))
    """
    rows = _rows(path, _text(path))
    issues = list(_faults(path, rows))
    if not rows:
        what, fix = "the file has no point", "write one row per point"
        issues.append(_fault(path, 1, "points-none", what, fix))
    if issues:
        _refuse(path, issues)
    return PointTable(
        tuple(row["id"] for _, row in rows),
        tuple(float(row["lon"]) for _, row in rows),
        tuple(float(row["lat"]) for _, row in rows),
    )


def _text(path: Path) -> str:
    fix = "save it as CSV in UTF-8 (in Excel: 'CSV UTF-8')"
    try:
        data = path.read_bytes()
    except OSError as error:
        what = f"the file cannot be read: {(error.strerror or str(error)).lower()}"
        fix = "give a CSV file with the columns id, lon, lat"
        _refuse(path, [Issue(Severity.ERROR, "points-unreadable", what, fix, path)])
    if data.startswith(_WIDE_TEXT):
        _refuse(path, [_fault(path, 1, "points-not-utf8", "the file is UTF-16, not UTF-8", fix)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        what = f"the file is not UTF-8: byte {error.object[error.start]:#04x} in this line"
        _refuse(path, [_fault(path, line, "points-not-utf8", what, fix)])


def _rows(path: Path, text: str) -> _Rows:
    """Rows that are not blank, each with the line it ends on."""
    reader = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True)
    try:
        values = [
            (reader.line_num, [value.strip() for value in row])
            for row in reader
            if any(value.strip() for value in row)
        ]
    except csv.Error as error:
        what, fix = f"the file is no CSV: {error}", "look for a quotation mark that is never closed"
        _refuse(path, [_fault(path, reader.line_num, "points-unreadable", what, fix)])
    line, names = values[0] if values else (1, [])
    fault = _header_fault(path, line, names)
    if fault is not None:
        _refuse(path, [fault])
    width = len(names)
    return [
        (line, dict(zip(names, [*row, *[""] * (width - len(row))], strict=False)))
        for line, row in values[1:]
    ]


def _header_fault(path: Path, line: int, names: Sequence[str]) -> Issue | None:
    missing = [name for name in _COLUMNS if name not in names]
    twice = [name for name in _COLUMNS if names.count(name) > 1]
    if twice:
        what = f"column {', '.join(twice)} is there twice"
        return _fault(path, line, "points-columns", what, "keep one of them")
    if not missing:
        return None
    columns = "column" if len(missing) == 1 else "columns"
    is_are = "is" if len(missing) == 1 else "are"
    what = (
        f"{columns} {', '.join(missing)} {is_are} missing; the file has "
        f"{', '.join(names) or 'no line at all'}"
    )
    for mark, word in _OTHER_COMMAS.items():
        if len(names) == 1 and mark in names[0]:
            fix = f"separate columns by commas, not {word}, and write decimals with a point"
            return _fault(path, line, "points-columns", what, fix)
    meant = [
        f"{name} to {_MEANT.get(name.lower(), name.lower())}"
        for name in names
        if _MEANT.get(name.lower(), name.lower()) in missing
    ]
    fix = "name the columns id, lon and lat (degrees, WGS84)"
    more = f"; perhaps rename {', '.join(meant)}" if meant else ""
    return _fault(path, line, "points-columns", what, fix + more)


def _faults(path: Path, rows: _Rows) -> Iterator[Issue]:
    first: dict[str, int] = {}
    for line, row in rows:
        if not row["id"]:
            what, fix = "the point has no id", "give each point an id"
            yield _fault(path, line, "point-without-id", what, fix)
        elif first.setdefault(row["id"], line) != line:
            what = f"id '{row['id']}' is also in line {first[row['id']]}"
            yield _fault(path, line, "point-repeated", what, "give each point an id of its own")
        for name, most in (("lon", 180.0), ("lat", 90.0)):
            degrees = _degrees(row[name])
            if not math.isfinite(degrees):
                what = f"{name} '{row[name]}' is no number"
                yield _fault(path, line, "point-no-number", what, "write degrees, such as 120.1589")
            elif not -most <= degrees <= most:
                what = f"{name} {row[name]} is not on earth"
                fix = f"degrees lie between -{most:.0f} and {most:.0f}; are lon and lat exchanged?"
                yield _fault(path, line, "point-off-earth", what, fix)


def _degrees(text: str) -> float:
    """The number, or not a number."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def _fault(path: Path, line: int, code: str, what: str, fix: str) -> Issue:
    return Issue(Severity.ERROR, code, what, fix, path, line)


def _refuse(path: Path, issues: Sequence[Issue]) -> NoReturn:
    by_code: dict[str, list[Issue]] = {}
    for issue in issues:
        by_code.setdefault(issue.code, []).append(issue)
    told: list[Issue] = []
    for code, same in by_code.items():
        told += same[:_SHOWN]
        if len(same) > _SHOWN:
            what = f"{len(same)} rows in all; the first {_SHOWN} are shown"
            told.append(Issue(Severity.ERROR, code, what, same[0].fix, path))
    raise DataError(f"{path} cannot be used as points", told)
