"""A gate that closes before it opens is told with file, line and advice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from table_samples import DATA

from sim.errors import Severity
from sim.tables.checking import checked_table
from sim.tables.contracts import CATALOGUE
from sim.tables.plausible_gates import gate_issues

STATION, TERMINAL = "operations/station_places", "operations/terminal_places"


@pytest.mark.parametrize("name", [STATION, TERMINAL])
def test_a_gate_that_closes_first_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.csv"
    path.parent.mkdir()
    shutil.copy(DATA / f"{name}.csv", path)
    table, _ = checked_table(tmp_path, CATALOGUE[name])
    assert table is not None
    assert gate_issues({name: table}) == ()
    gates = table.frame[table.frame["closes_before_min"].notna()]
    row = int(gates.index[0])
    table.frame.loc[row, "opens_before_min"] = gates.loc[row, "closes_before_min"] - 1
    (issue,) = gate_issues({name: table})
    assert issue.severity is Severity.ERROR
    assert issue.code == "gate-order"
    assert issue.line == row + 2  # the header is line 1
    assert "a gate closes before it opens: opens " in str(issue)
    assert "give 'opens_before_min'" in str(issue)
