"""Files as rows of text, each with the line it stands on; damage becomes issues."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

from sim.errors import Issue, Severity

__all__ = ["RawTable", "read_csv", "read_geojson"]

_MAX_SHOWN = 5
_RESTORE = "restore the file from the repository, or complete the row"


@dataclass(frozen=True, slots=True)
class RawTable:
    """A file as it stands: cells are text, nothing is converted.

    ``lines`` holds the line each row starts on; it is empty for GeoJSON, whose features have no
    lines worth naming. ``geometry`` holds one GeoJSON geometry per row, or nothing.
    """

    path: Path
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...] = ()
    geometry: tuple[Any, ...] = ()

    def line(self, row: int) -> int | None:
        """Line of a row, where rows have lines."""
        return self.lines[row] if self.lines else None

    def cells(self, column: str) -> set[str]:
        """Return the different cells of a column, also of rows that break the contract."""
        place = self.header.index(column)
        return {row[place] for row in self.rows}


def read_csv(path: Path) -> tuple[RawTable | None, tuple[Issue, ...]]:
    """Rows of a CSV file (UTF-8, comma, header); ragged and truncated rows become issues.

    Returns nothing where not even a header can be read. A row with too few or too many cells is
    left out of the table.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "t.csv")
    ...     _ = path.write_text(chr(10).join(["a,b", "1,2", "3", ""]), encoding="utf-8")
    ...     table, issues = read_csv(path)
    >>> table.rows, [(issue.code, issue.line) for issue in issues]
    ((('1', '2'),), [('bad-csv', 3)])
    """
    content, issues = _text(path)
    if content is None:
        return None, issues
    if not content.strip():
        return None, (_bad(path, 1, "the file is empty", _RESTORE),)
    problems: list[Issue] = []
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    header = tuple(next(reader))
    line = reader.line_num + 1
    try:
        for row in reader:
            if len(row) == len(header):
                rows.append(tuple(row))
                lines.append(line)
            elif row:
                what = f"the row has {len(row)} cells, the header {len(header)}"
                problems.append(_bad(path, line, what, _RESTORE))
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(_bad(path, line, f"the row cannot be read ({error})", _RESTORE))
    if not content.endswith("\n"):
        last = content.count("\n") + 1
        problems.append(_bad(path, last, "the file ends in the middle of a line", _RESTORE))
    if not rows and not problems:
        problems.append(_bad(path, 1, "the table has no rows", _RESTORE))
    more = len(problems) - _MAX_SHOWN
    if more > 0:
        problems[_MAX_SHOWN:] = [_bad(path, None, f"{more} more damaged rows", _RESTORE)]
    return RawTable(path, header, tuple(rows), tuple(lines)), tuple(problems)


def read_geojson(path: Path) -> tuple[RawTable | None, tuple[Issue, ...]]:
    """Features of a GeoJSON FeatureCollection: properties as text cells, geometries beside them."""
    content, issues = _text(path)
    if content is None:
        return None, issues
    try:
        features = json.loads(content)["features"]
        properties = [dict(feature["properties"]) for feature in features]
        geometry = tuple(feature["geometry"] for feature in features)
    except json.JSONDecodeError as error:
        return None, (_bad(path, error.lineno, f"not valid JSON ({error.msg})", _RESTORE),)
    except (KeyError, TypeError, ValueError):
        return None, (_bad(path, None, "not a GeoJSON FeatureCollection", _RESTORE),)
    broken = [n for n, outline in enumerate(geometry, start=1) if not _is_geometry(outline)]
    if broken:
        what = f"feature {broken[0]} has no usable geometry ({len(broken)} of {len(geometry)})"
        return None, (_bad(path, None, what, _RESTORE),)
    header = tuple(dict.fromkeys(name for entry in properties for name in entry))
    rows = tuple(tuple(_cell(entry.get(name)) for name in header) for entry in properties)
    return RawTable(path, header, rows, geometry=geometry), ()


def _is_geometry(outline: Any) -> bool:
    try:
        return bool(shapely.is_valid_input(shape(outline)))
    except (
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
        IndexError,
        shapely.errors.ShapelyError,
    ):
        return False


def _text(path: Path) -> tuple[str | None, tuple[Issue, ...]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return file.read(), ()
    except UnicodeDecodeError:
        return None, (_bad(path, None, "the file is not UTF-8 text", "save it as UTF-8"),)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return str(value)


def _bad(path: Path, line: int | None, what: str, fix: str) -> Issue:
    return Issue(
        Severity.ERROR, "bad-csv" if path.suffix == ".csv" else "bad-file", what, fix, path, line
    )
