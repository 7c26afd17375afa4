"""Paired differences of a simulated day as ``sim compare`` prints them."""

from __future__ import annotations

import io

import pandas as pd
from rich.console import Console

from sim.cli.compare_operations import print_operations
from sim.indicators.compare_operations import operations_differences
from sim.reports.operations_examples import day_tables


def printed(differences: pd.DataFrame, *, all_measures: bool = False) -> str:
    console = Console(file=io.StringIO(), width=110, color_system=None)
    print_operations(differences, ["new"], console=console, all_measures=all_measures)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def differences() -> pd.DataFrame:
    return operations_differences({"old": day_tables(), "new": day_tables(later=True)}, "old")


def test_certain_differences_come_first_with_their_interval() -> None:
    lines = printed(differences()).splitlines()
    first = next(line for line in lines if "平均候车" in line)
    # noise differs by a tenth: sd 0.2372, t(4) = 2.776: 20 ± 0.294
    assert "-20 [-20.3, -19.7]" in first
    assert "确定" in first
    assert "Urban rail: Mean wait, s" in lines[lines.index(first) + 1]
    assert lines[-1].strip().startswith("1 of 2 differences are certain · common draws take")


def test_what_is_not_shown_is_counted() -> None:
    many = pd.concat([differences()] * 10, ignore_index=True)
    assert "6 more in the table operations" in printed(many)
    assert "more in the table" not in printed(many, all_measures=True)


def test_nothing_without_two_days() -> None:
    assert printed(differences().head(0)) == ""
