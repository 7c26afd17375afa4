"""A text file of a feed as columns of trimmed text, and the line that each row stands on."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from sim.errors import Issue, Severity
from sim.network.gtfs.service import Bools

__all__ = ["Table", "parse_table", "row_lines", "table_of"]

_BOM = b"\xef\xbb\xbf"
_SPACE_BEFORE_QUOTE = re.compile(rb',[ \t]+"')


@dataclass(frozen=True)
class Table:
    """Columns of text without surrounding spaces; a column that the file lacks is not there.

    ``ragged`` marks rows that have not as many values as the header. ``data`` is the file itself,
    kept so that lines can be counted when something must be reported.
    """

    path: Path
    data: bytes
    columns: Mapping[str, pa.Array]
    ragged: Bools

    def __len__(self) -> int:
        return len(self.ragged)

    def text(self, name: str) -> pa.Array:
        """Values of a column; empty text where the file does not have it."""
        if name in self.columns:
            return self.columns[name]
        return pa.repeat("", len(self))


def table_of(text: str, name: str = "table.txt") -> Table:
    r"""Parse a text, for examples and tests; every column is wanted.

    Examples
    --------
    >>> table_of("a, b\n1 ,2\n").text("b").to_pylist()
    ['2']
    """
    names = [part.strip() for part in text.partition("\n")[0].split(",")]
    table, issues = parse_table(Path(name), text.encode(), wanted=names)
    if table is None:
        raise ValueError(issues[0].text())
    return table


def parse_table(
    path: Path, data: bytes, wanted: Sequence[str]
) -> tuple[Table | None, tuple[Issue, ...]]:
    r"""Read the wanted columns of a file; nothing where it cannot be told apart at all.

    A byte order mark is dropped. A file that is not UTF-8 is read as Windows-1252, with a
    warning. Rows that are too short are filled with empty text, rows that are too long are cut;
    both are marked in ``ragged``.

    Examples
    --------
    >>> table, issues = parse_table(Path("stops.txt"), b"stop_id,x\nA,1\nB\n", ["stop_id"])
    >>> table.text("stop_id").to_pylist(), table.ragged.tolist(), issues
    (['A', 'B'], [False, True], ())
    """
    data, issues = _as_utf8(path, data.removeprefix(_BOM))
    if any(issue.severity is Severity.ERROR for issue in issues):
        return None, issues
    header = _header(data)
    twice = sorted({name for name in wanted if header.count(name) > 1})
    if twice:
        what = f"the header has the column '{twice[0]}' twice"
        fix = "remove or rename one of the two columns"
        return None, (*issues, Issue(Severity.ERROR, "duplicate-column", what, fix, path, 1))
    places = {name: header.index(name) for name in wanted if name in header}
    if not places:
        return Table(path, data, {}, np.zeros(0, dtype=np.bool_)), issues
    try:
        columns = _fast_columns(data, len(header), places)
        ragged = np.zeros(len(next(iter(columns.values()))), dtype=np.bool_)
    except pa.ArrowInvalid:
        try:
            columns, ragged = _patient_columns(data, len(header), places)
        except csv.Error as error:
            what = f"the file cannot be read as CSV ({error})"
            fix = "look for a quotation mark that is never closed"
            return None, (*issues, Issue(Severity.ERROR, "bad-csv", what, fix, path))
    if data.count(b'"') % 2:
        issues = (*issues, _odd_quotes(path))
    trimmed = {name: pc.utf8_trim_whitespace(column) for name, column in columns.items()}
    return Table(path, data, trimmed, ragged), issues


def row_lines(table: Table, rows: Sequence[int]) -> list[int]:
    r"""Line of the file (the header is line 1) on which each row begins.

    Examples
    --------
    >>> row_lines(table_of('id,name\n1,"two\nlines"\n\n2,b\n'), [0, 1])
    [2, 5]
    """
    wanted = set(rows)
    found: dict[int, int] = {}
    reader = csv.reader(io.StringIO(table.data.decode("utf-8"), newline=""), skipinitialspace=True)
    row, start = -1, 1
    for values in reader:
        if _is_blank(values):
            start = reader.line_num + 1
            continue
        if row in wanted:
            found[row] = start
            if len(found) == len(wanted):
                break
        row, start = row + 1, reader.line_num + 1
    return [found[one] for one in rows]


def _as_utf8(path: Path, data: bytes) -> tuple[bytes, tuple[Issue, ...]]:
    if b"\0" in data:
        what = "the file is not UTF-8 text (it holds zero bytes; perhaps UTF-16)"
        return data, (
            Issue(Severity.ERROR, "bad-encoding", what, "save the file as UTF-8", path, 1),
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        what = "the file is not UTF-8 from this line on; it was read as Windows-1252"
        fix = "save the file as UTF-8, else names may be spelt wrongly"
        text = data.decode("cp1252", errors="replace")
        return text.encode(), (Issue(Severity.WARNING, "not-utf8", what, fix, path, line),)
    return data, ()


def _odd_quotes(path: Path) -> Issue:
    what = "the file has an odd number of quotation marks: one row may have swallowed the next ones"
    fix = 'close every quotation mark; write one inside a text twice ("")'
    return Issue(Severity.WARNING, "odd-quotes", what, fix, path)


def _header(data: bytes) -> list[str]:
    first = data.lstrip(b"\r\n").partition(b"\n")[0].partition(b"\r")[0].decode("utf-8")
    return [name.strip() for row in csv.reader([first], skipinitialspace=True) for name in row]


def _fast_columns(data: bytes, width: int, places: Mapping[str, int]) -> dict[str, pa.Array]:
    """Every row must have `width` values; raises ``ArrowInvalid`` where one has not."""
    if _SPACE_BEFORE_QUOTE.search(data):
        raise pa.ArrowInvalid("spaces before quotation marks")
    fields = [f"f{place}" for place in range(width)]
    parsed = pacsv.read_csv(
        pa.BufferReader(data),
        read_options=pacsv.ReadOptions(column_names=fields, block_size=max(1 << 20, len(data))),
        parse_options=pacsv.ParseOptions(newlines_in_values=b'"' in data),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(fields, pa.string()),
            include_columns=[fields[place] for place in places.values()],
        ),
    )
    flat = parsed.slice(1).combine_chunks()
    return {name: _one_array(flat.column(index)) for index, name in enumerate(places)}


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.array([], pa.string())


def _patient_columns(
    data: bytes, width: int, places: Mapping[str, int]
) -> tuple[dict[str, pa.Array], Bools]:
    """Row by row, for damaged files only: Arrow refuses a file with one bad row altogether."""
    reader = csv.reader(io.StringIO(data.decode("utf-8"), newline=""), skipinitialspace=True)
    rows = [values for values in reader if not _is_blank(values)][1:]
    # A comma too many at the end of a row carries no value and harms nothing.
    ragged = [len(row) < width or any(value.strip() for value in row[width:]) for row in rows]
    columns = {
        name: pa.array([row[place] if place < len(row) else "" for row in rows], pa.string())
        for name, place in places.items()
    }
    return columns, np.array(ragged, dtype=np.bool_)


def _is_blank(values: Sequence[str]) -> bool:
    return not values or (len(values) == 1 and not values[0].strip())
