"""Points of interest for a matrix, read from a CSV file with columns ``id, lon, lat``."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import DataError, Issue, Severity

__all__ = ["PointTable", "read_points"]

_COLUMNS = ("id", "lon", "lat")
_SHOWN = 5


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
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        fix = "give a CSV file in UTF-8 with the columns id, lon, lat"
        _refuse(path, [Issue(Severity.ERROR, "points-unreadable", f"{error}", fix, path)])
    reader = csv.DictReader(text.splitlines())
    names = [name.strip() for name in reader.fieldnames or ()]
    missing = [name for name in _COLUMNS if name not in names]
    if missing:
        what = f"column {', '.join(missing)} is missing; the file has {', '.join(names) or 'none'}"
        fix = "name the columns id, lon and lat (degrees, WGS84)"
        _refuse(path, [Issue(Severity.ERROR, "points-columns", what, fix, path, 1)])
    rows = [
        (number, {(k or "").strip(): (v or "").strip() for k, v in row.items() if k})
        for number, row in enumerate(reader, start=2)
    ]
    issues = list(_faults(path, rows))
    if not rows:
        what, fix = "the file has no point", "write one row per point"
        issues.append(Issue(Severity.ERROR, "points-none", what, fix, path, 1))
    if issues:
        _refuse(path, issues)
    return PointTable(
        tuple(row["id"] for _, row in rows),
        tuple(float(row["lon"]) for _, row in rows),
        tuple(float(row["lat"]) for _, row in rows),
    )


def _faults(path: Path, rows: Sequence[tuple[int, dict[str, str]]]) -> Iterator[Issue]:
    first: dict[str, int] = {}
    for line, row in rows:
        if not row.get("id"):
            yield _fault(path, line, "point-without-id", "has no id", "give each point an id")
        elif first.setdefault(row["id"], line) != line:
            what = f"id '{row['id']}' is also in line {first[row['id']]}"
            yield _fault(path, line, "point-repeated", what, "give each point an id of its own")
        for name, most in (("lon", 180.0), ("lat", 90.0)):
            value = row.get(name, "")
            try:
                degrees = float(value)
            except ValueError:
                what = f"{name} '{value}' is no number"
                yield _fault(path, line, "point-no-number", what, "write degrees, such as 120.1589")
                continue
            if not -most <= degrees <= most:
                what = f"{name} {value} is not on earth"
                fix = f"degrees lie between -{most:.0f} and {most:.0f}; are lon and lat exchanged?"
                yield _fault(path, line, "point-off-earth", what, fix)


def _fault(path: Path, line: int, code: str, what: str, fix: str) -> Issue:
    return Issue(Severity.ERROR, code, what, fix, path, line)


def _refuse(path: Path, issues: Sequence[Issue]) -> None:
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
