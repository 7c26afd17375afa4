"""Faulty rows as issues: at most five of a kind are shown, and all of them are counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from sim.errors import Issue, Severity
from sim.network.gtfs.csv_table import Table, row_lines
from sim.network.gtfs.service import Bools

__all__ = ["SHOWN", "Check", "any_of", "check_issues", "ragged_check"]

SHOWN = 5
"""How many faults of one kind are shown one by one."""

_LONGEST_VALUE = 60


@dataclass(frozen=True)
class Check:
    """A rule, the rows that break it, and how to tell a planner.

    ``what`` may name columns in braces. ``owner`` is the column of the things that suffer, such
    as ``trip_id``; the summary counts them.
    """

    code: str
    mask: Bools
    what: str
    fix: str
    owner: str = ""
    severity: Severity = Severity.WARNING


def ragged_check(table: Table) -> Check:
    r"""Check that every row has as many values as the header.

    Examples
    --------
    >>> from sim.network.gtfs.csv_table import table_of
    >>> ragged_check(table_of("a,b\n1\n")).mask.tolist()
    [True]
    """
    what = "the row has not as many values as the header has columns"
    return Check("wrong-width", table.ragged, what, "give every column a value, empty if need be")


def any_of(table: Table, checks: Iterable[Check]) -> Bools:
    r"""Rows that break any of the rules.

    Examples
    --------
    >>> from sim.network.gtfs.csv_table import table_of
    >>> table = table_of("a,b\n1\n2,3\n")
    >>> any_of(table, [ragged_check(table)]).tolist()
    [True, False]
    """
    bad = np.zeros(len(table), dtype=np.bool_)
    for check in checks:
        bad |= check.mask
    return bad


def check_issues(table: Table, checks: Iterable[Check]) -> tuple[Issue, ...]:
    r"""Issues of all rules, each with file and line, and a count where not all are shown.

    Examples
    --------
    >>> from sim.network.gtfs.csv_table import table_of
    >>> table = table_of("a,b\n1\n" * 1, "x.txt")
    >>> [issue.where for issue in check_issues(table, [ragged_check(table)])]
    ['x.txt:2']
    """
    found: list[Issue] = []
    for check in checks:
        rows = np.flatnonzero(check.mask)
        if len(rows) == 0:
            continue
        found.extend(_shown(table, check, rows[:SHOWN].tolist()))
        if len(rows) > SHOWN:
            found.append(_summary(table, check, rows.tolist()))
    return tuple(found)


def _shown(table: Table, check: Check, rows: Sequence[int]) -> list[Issue]:
    values = [
        {name: _short(column[row].as_py()) for name, column in table.columns.items()}
        for row in rows
    ]
    return [
        Issue(check.severity, check.code, _filled(check.what, row), check.fix, table.path, line)
        for row, line in zip(values, row_lines(table, rows), strict=True)
    ]


def _filled(what: str, values: dict[str, str]) -> str:
    return what.format_map(values)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_VALUE else f"{flat[: _LONGEST_VALUE - 1]}…"


def _summary(table: Table, check: Check, rows: Sequence[int]) -> Issue:
    owners = ""
    if check.owner:
        count = len(pc.unique(table.text(check.owner).take(rows)))
        owners = f" in {count:,} {check.owner.removesuffix('_id')}s"
    what = f"{table.path.name}: {len(rows):,} rows{owners} have this fault; {SHOWN} are shown"
    return Issue(check.severity, check.code, what, check.fix, table.path)
