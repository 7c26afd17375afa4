"""Rows of the tables as text, read in a moment; whoever needs their types reads `sim.tables`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import TypeAlias

from sim.errors import DataError, Issue, Severity

__all__ = ["Row", "columns", "day", "rows", "unsound"]

Row: TypeAlias = dict[str, str]


def rows(data_dir: Path, table: str) -> Iterator[Row]:
    """Rows of a table, cells by column.

    Raises
    ------
    DataError
        If the file cannot be read.

    Examples
    --------
    >>> next(rows(Path("network_data"), "metro/lines"))["name_zh"]
    '1号线'
    """
    lines = _lines(data_dir, table)
    header = next(lines, None)
    if header is None:
        raise ValueError(f"{table} is empty")
    for line in lines:
        yield dict(zip(header, line, strict=True))


def columns(data_dir: Path, table: str, *names: str) -> Iterator[tuple[str, ...]]:
    """Cells of two columns or more, row by row: quicker for a long table.

    Examples
    --------
    >>> next(columns(Path("network_data"), "metro/lines", "route_id", "name_zh"))
    ('metro_1', '1号线')
    """
    lines = _lines(data_dir, table)
    header = next(lines, [])
    cells = itemgetter(*(header.index(name) for name in names))
    for line in lines:
        yield cells(line)


def _lines(data_dir: Path, table: str) -> Iterator[list[str]]:
    path = data_dir / f"{table}.csv"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file, strict=True)
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise DataError(
            "a table cannot be read",
            [
                Issue(
                    Severity.ERROR,
                    "missing-table",
                    f"{table}: {problem}",
                    "restore it from the repository, then run `sim data`",
                    path,
                ),
            ],
        ) from problem


def day(text: str) -> date | None:
    """Date of a cell; None if the cell is empty.

    Examples
    --------
    >>> day("2016-07-01"), day("")
    (datetime.date(2016, 7, 1), None)
    """
    return date.fromisoformat(text) if text else None


def unsound(data_dir: Path, why: str) -> DataError:
    """Error with what `sim data` says of the tables; with `why` only if that finds nothing.

    Examples
    --------
    >>> unsound(Path("network_data"), "no row for M_x").issues[0].what
    'no row for M_x'
    """
    from sim.tables.checking import content_issues  # noqa: PLC0415  slow, and rarely needed

    errors = [issue for issue in content_issues(data_dir) if issue.severity is Severity.ERROR]
    return DataError(
        "the data tables cannot be used; `sim data` says the same and more",
        errors
        or [Issue(Severity.ERROR, "bad-tables", why, "run `sim data` to see more", data_dir)],
    )
