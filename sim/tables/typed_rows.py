"""Text cells into a typed frame, checked against the contract; what does not fit becomes issues."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

from sim.errors import Issue, Severity
from sim.tables.columns import Column, columns_of
from sim.tables.parsing import RawTable
from sim.tables.spec import TableSpec

__all__ = ["CheckedTable", "header_issues", "rows_issue", "typed_frame"]

MAX_ROWS_SHOWN = 5

_DATE = re.compile(r"^(1[89]|2[01])\d{2}-\d{2}-\d{2}$")
_WHOLE = re.compile(r"^-?\d{1,15}$")


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """A typed frame and the text it was made from; the frame's index leads to the lines."""

    frame: pd.DataFrame
    raw: RawTable


def rows_issue(
    table: CheckedTable, rows: Sequence[tuple[int, str]], issue: tuple[Severity, str, str, str]
) -> tuple[Issue, ...]:
    """One issue for all the rows with the same problem, or none where there are no rows.

    Parameters
    ----------
    rows
        Index of the row and what is the matter with it; five are shown, all are counted.
    issue
        Severity, code, what is wrong, what to do.
    """
    if not rows:
        return ()
    severity, code, what, fix = issue
    named = shown([f"{text} in {_place(table.raw, index)}" for index, text in rows])
    count = f" ({len(rows)} of {len(table.raw.rows)} rows)" if len(rows) > 1 else ""
    return (
        Issue(
            severity,
            code,
            f"{what}: {named}{count}",
            fix,
            table.raw.path,
            table.raw.line(rows[0][0]),
        ),
    )


def header_issues(raw: RawTable, spec: TableSpec) -> tuple[Issue, ...]:
    """Columns that are missing, unknown (with the likeliest meaning) or there twice."""
    wanted = [column.name for column in columns_of(_model(spec))]
    line = 1 if raw.lines else None
    issues = [
        Issue(
            Severity.ERROR,
            "missing-column",
            f"column '{name}' is missing",
            "add it to the header and to every row",
            raw.path,
            line,
        )
        for name in wanted
        if name not in raw.header
    ]
    for name in dict.fromkeys(raw.header):
        if name in wanted and raw.header.count(name) == 1:
            continue
        if name in wanted:
            issues.append(
                Issue(
                    Severity.ERROR,
                    "unknown-column",
                    f"column '{name}' is there twice",
                    "remove one of the two",
                    raw.path,
                    line,
                )
            )
            continue
        close = difflib.get_close_matches(name, wanted, 1)
        fix = f"did you mean '{close[0]}'?" if close else f"known columns: {', '.join(wanted)}"
        issues.append(
            Issue(
                Severity.ERROR,
                "unknown-column",
                f"column '{name}' is not known",
                fix,
                raw.path,
                line,
            )
        )
    return tuple(issues)


def typed_frame(raw: RawTable, spec: TableSpec) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """Frame with the contract's types, and one issue for each column with cells that do not fit.

    Rows with a bad cell are left out of the frame. The index is the row's place in the file, so
    that ``raw.line(index)`` finds the line.
    """
    columns = {column.name: column for column in columns_of(_model(spec))}
    texts = list(zip(*raw.rows, strict=True)) or [() for _ in raw.header]
    values: dict[str, list[Any]] = {}
    bad: dict[str, set[int]] = {}
    for name, cells in zip(raw.header, texts, strict=True):
        values[name], bad[name] = _converted(cells, columns[name])
    good = sorted(set(range(len(raw.rows))) - set().union(*bad.values()))
    frame = pd.DataFrame(
        {
            name: _series([cells[row] for row in good], columns[name], good)
            for name, cells in values.items()
        }
    )
    for name, rows in _contract_failures(frame, spec).items():
        bad[name] |= rows
    frame = frame.loc[sorted(set(good) - set().union(*bad.values()))]
    if raw.geometry:
        frame["geometry"] = pd.Series(
            [raw.geometry[row] for row in frame.index], frame.index, dtype=object
        )
    issues = [
        _bad_value(raw, columns[name], texts[raw.header.index(name)], sorted(rows))
        for name, rows in bad.items()
        if rows
    ]
    return frame, tuple(issues)


def shown(parts: Sequence[str]) -> str:
    """At most five of them and how many more there are.

    Examples
    --------
    >>> shown(["line 2", "line 5"])
    'line 2, line 5'
    >>> shown([f"line {n}" for n in range(1, 8)])
    'line 1, line 2, line 3, line 4, line 5 and 2 more'
    """
    text = ", ".join(parts[:MAX_ROWS_SHOWN])
    more = len(parts) - MAX_ROWS_SHOWN
    return f"{text} and {more} more" if more > 0 else text


def _place(raw: RawTable, index: int) -> str:
    return f"line {raw.line(index)}" if raw.lines else f"feature {index + 1}"


def _model(spec: TableSpec) -> type[pa.DataFrameModel]:
    if spec.model is None:
        raise TypeError(f"{spec.name} is a document without a contract")
    return spec.model


def _converted(cells: Iterable[str], column: Column) -> tuple[list[Any], set[int]]:
    missing: Any = "" if column.kind == "string" else None
    values: list[Any] = []
    bad: set[int] = set()
    for row, cell in enumerate(cells):
        value = missing if cell == "" else _value(cell, column)
        if (cell == "" and column.required) or (cell != "" and value is None):
            bad.add(row)
        values.append(value)
    return values, bad


def _value(cell: str, column: Column) -> Any:
    """Value of a filled cell, or None where it is not of the column's kind."""
    return _READERS[column.kind](cell)


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _day(cell: str) -> np.datetime64 | None:
    try:
        return np.datetime64(cell, "D") if _DATE.match(cell) else None
    except ValueError:
        return None


_READERS: Mapping[str, Callable[[str], Any]] = {
    "string": str,
    "boolean": {"0": False, "1": True}.get,
    "integer": lambda cell: int(cell) if _WHOLE.match(cell) else None,
    "number": _number,
    "date": _day,
}


def _series(values: list[Any], column: Column, index: list[int]) -> pd.Series:
    if column.kind == "date":
        days = np.array(
            [np.datetime64("NaT") if day is None else day for day in values], dtype="datetime64[ns]"
        )
        return pd.Series(days, index)
    dtype = {
        "string": "str",
        "boolean": "bool",
        "number": "float64",
        "integer": "int64" if column.required else "Int64",
    }[column.kind]
    return pd.Series(values, index, dtype=dtype)


def _contract_failures(frame: pd.DataFrame, spec: TableSpec) -> dict[str, set[int]]:
    try:
        _model(spec).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        failures: dict[str, set[int]] = {}
        for case in errors.failure_cases.itertuples():
            if pd.isna(case.index):
                raise TypeError(f"{spec.name}: {case.check}: {case.failure_case}") from errors
            failures.setdefault(str(case.column), set()).add(int(case.index))
        return failures
    return {}


def _bad_value(raw: RawTable, column: Column, cells: Sequence[str], rows: list[int]) -> Issue:
    table = CheckedTable(pd.DataFrame(), raw)
    return rows_issue(
        table,
        [(row, repr(cells[row])) for row in rows],
        (
            Severity.ERROR,
            "bad-value",
            f"column '{column.name}'",
            f"it has to be {column.expectation()}: {column.description}",
        ),
    )[0]
