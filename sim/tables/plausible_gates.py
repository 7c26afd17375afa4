"""Plausibility of gates: none closes before it opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sim.errors import Issue, Severity
from sim.tables.typed_rows import CheckedTable, rows_issue

__all__ = ["gate_issues"]

_OPENS: Final = "opens_before_min"
_CLOSES: Final = "closes_before_min"


def gate_issues(tables: Mapping[str, CheckedTable]) -> tuple[Issue, ...]:
    """Gates that close before they open, in every table that has both times (code ``gate-order``).

    Both are minutes before the departure, so that a gate opens with the larger one.

    Examples
    --------
    >>> gate_issues({})
    ()
    """
    return tuple(
        issue
        for table in tables.values()
        if {_OPENS, _CLOSES} <= set(table.frame.columns)
        for issue in _of(table)
    )


def _of(table: CheckedTable) -> tuple[Issue, ...]:
    wrong = table.frame[table.frame[_OPENS] < table.frame[_CLOSES]]
    times = zip(wrong.index, wrong[_OPENS], wrong[_CLOSES], strict=True)
    return rows_issue(
        table,
        [
            (int(index), f"opens {opens:g} min and closes {closes:g} min before the departure")
            for index, opens, closes in times
        ],
        (
            Severity.ERROR,
            "gate-order",
            "a gate closes before it opens",
            f"give '{_OPENS}' at least as many minutes as '{_CLOSES}'",
        ),
    )
