"""Who tests what, and in which order, where several processes share the work.

Tests that share something dear (a module's fixture, kernels to be compiled, runs that are kept on
disk) stay together in one unit. The first two units compile nearly all kernels there are, one half
each, so that no process waits for or repeats the other's work. Then come the long ones, so that
none of them is begun last.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

__all__ = ["ByWork", "in_order", "unit_of"]

_FIRST = (
    ("routing", ("tests/toy/", "tests/unit/routing/", "sim/routing/")),
    ("demand", ("tests/unit/demand/", "sim/demand/")),
    ("runs", ("tests/notebooks/", "tests/cli/test_readme.py")),
)
"""Units by the beginnings of their tests' names, in the order in which they are begun."""

_LONG = (
    "tests/study/test_compare.py",
    "tests/study/test_access_run.py",
    "tests/crosscheck/",
    "tests/cli/test_commands.py",
    "tests/browser/",
    "tests/study/",
    "tests/cli/",
    "tests/properties/",
    "tests/benchmarks/",
)
"""Beginnings of the names of units that take long, the longest first."""


def unit_of(nodeid: str) -> str:
    """Name of the unit a test belongs to.

    A file of its own, but for unit tests and examples in the docs, which go by folder.

    Examples
    --------
    >>> unit_of("tests/toy/test_headways.py::test_means")
    'routing'
    >>> unit_of("tests/study/test_run.py::test_board[x::y]")
    'tests/study/test_run.py'
    >>> unit_of("tests/unit/network/test_build.py::test_a")
    'tests/unit/network'
    >>> unit_of("sim/tables/reading.py::sim.tables.reading.read_table")
    'sim/tables'
    """
    for name, beginnings in _FIRST:
        if nodeid.startswith(beginnings):
            return name
    path = nodeid.split("::", 1)[0]
    depth = 3 if path.startswith("tests/unit/") else 2
    if path.startswith(("tests/unit/", "sim/")):
        return "/".join(path.split("/")[:depth])
    return path


def in_order(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Tests of a unit together, units in the order in which they are to be begun."""
    met = {
        unit: number for number, unit in enumerate(dict.fromkeys(unit_of(i.nodeid) for i in items))
    }
    return sorted(items, key=lambda item: (_place(unit_of(item.nodeid)), met[unit_of(item.nodeid)]))


def _place(unit: str) -> int:
    first = [name for name, _ in _FIRST]
    if unit in first:
        return first.index(unit)
    long = [len(first) + n for n, beginning in enumerate(_LONG) if unit.startswith(beginning)]
    return min(long, default=len(first) + len(_LONG))


class ByWork(LoadScopeScheduling):
    """Gives out whole units, in the order of the tests (`in_order`)."""

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)
