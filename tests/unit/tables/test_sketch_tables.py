"""Sketched lines that no train could run on: told with file, line and advice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from table_samples import DATA, edit

from sim.errors import Issue, Severity
from sim.network.rail_sketch import sketch
from sim.tables import plausible_sketches
from sim.tables.checking import checked_table
from sim.tables.contracts import CATALOGUE
from sim.tables.plausible_sketches import SKETCHES, sketch_issues

# what is replaced by what in rail/sketch_stops; code; what is wrong; line
DAMAGE = [
    (
        ("hangtai,3,R_shaoxing_north,43.1,", "hangtai,3,R_shaoxing_north,10.1,"),
        "stop-order",
        "lies no further than the one before it: R_shaoxing_north km 10.1 in line 4",
    ),
    (
        ("hangtai,3,R_shaoxing_north,", "hangtai,3,R_hangzhou_east,"),
        "stop-order",
        "a station stands in a sketched line twice: R_hangzhou_east in line 4",
    ),
    (
        ("R_shaoxing_north,43.1,300,", "R_shaoxing_north,43.1,390,"),
        "sketch-too-fast",
        "R_shaoxing_north 390 over 350 km/h in line 4",
    ),
    (
        ("R_shaoxing_north,43.1,300,", "R_shaoxing_north,43.1,0,"),
        "sketch-no-speed",
        "a track of a sketched line has no speed: R_shaoxing_north in line 4",
    ),
    (  # 24.8 km by the straight line, 0.98 of that 24.3; 40.5 - 16.5 = 24
        ("R_shaoxing_north,43.1,300,", "R_shaoxing_north,40.5,300,"),
        "sketch-too-short",
        "than the straight line between its stations: R_shaoxing_north 24 of 24.8",
    ),
]


def issues_of(folder: Path) -> tuple[Issue, ...]:
    tables = {name: checked_table(folder, CATALOGUE[name])[0] for name in SKETCHES}
    assert all(table is not None for table in tables.values())
    return sketch_issues({name: table for name, table in tables.items() if table is not None})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rail").mkdir()
    for name in SKETCHES:
        shutil.copy(DATA / f"{name}.csv", tmp_path / f"{name}.csv")
    return tmp_path


def test_shipped_sketches_are_possible(folder: Path) -> None:
    assert issues_of(folder) == ()


@pytest.mark.parametrize(("change", "code", "what"), DAMAGE)
def test_damage_is_told(folder: Path, change: tuple[str, str], code: str, what: str) -> None:
    edit(folder / "rail/sketch_stops.csv", *change)
    issue = next(issue for issue in issues_of(folder) if issue.code == code)
    assert what in issue.what
    assert issue.severity is Severity.ERROR
    assert issue.fix
    assert (issue.file, issue.line) == (folder / "rail/sketch_stops.csv", 4)


def test_tables_and_scenarios_have_the_same_tolerance() -> None:
    assert plausible_sketches.STRAIGHT_SHARE == sketch.STRAIGHT_SHARE


def test_a_station_that_is_nowhere_is_left_to_the_contract(folder: Path) -> None:
    edit(folder / "rail/sketch_stops.csv", "hangtai,3,R_shaoxing_north,", "hangtai,3,R_atlantis,")
    edit(folder / "rail/sketch_stops.csv", "shangha_s,2,", "line_of_nowhere,2,")
    assert issues_of(folder) == ()
