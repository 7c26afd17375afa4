"""Tables of flights that cannot be: told with file, line and advice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from table_samples import DATA, edit

from sim.errors import Issue, Severity
from sim.tables.checking import checked_table
from sim.tables.contracts import CATALOGUE
from sim.tables.plausible_flights import flight_issues

# table, what is replaced by what, code, words of what is wrong, words of the advice
DAMAGE = [
    (
        "air/world_routes",
        ("2017-10,HGH,AMS,", "2017-10,HGH,HGH,"),
        "route-to-itself",
        "a route ends where it begins: HGH in line",
        "correct one of its ends, or remove the row",
    ),
    (
        "air/gateway_flights",
        ("NGB,2019,BKK,", "NGB,2019,NGB,"),
        "route-to-itself",
        "a route ends where it begins: NGB in line",
        "correct one of its ends, or remove the row",
    ),
    (
        "air/world_airports",
        ("Africa/Accra", "Africa/Akkra"),
        "time-zone",
        "a time zone is not known: 'Africa/Akkra' in line",
        "use a name of the IANA database such as Asia/Shanghai",
    ),
    (
        "air/journey_rules",
        ("longest_detour,1.5,1.3,1.6", "longest_detour,1.7,1.3,1.6"),
        "bounds-order",
        "'value' lies outside 'low' to 'high': 1.3 to 1.6 with 1.7 in line",
        "correct the value or a bound",
    ),
    (
        "air/connection_times",
        ("120,90,180", "60,90,180"),
        "bounds-order",
        "'value_min' lies outside 'low_min' to 'high_min': 90 to 180 with 60 in line",
        "correct the value or a bound",
    ),
    (
        "air/block_time",
        ("0,30,850", "100,30,850"),
        "flight-time",
        "the first band begins farther out: 100 km in line",
        "let one band begin at 0 km",
    ),
    (
        "air/block_time",
        ("1500,40,850", "1500,20,850"),
        "flight-time",
        "a longer flight takes less time than one just shorter: from 1500 km in line",
        "raise fixed_min or lower speed_kmh of the longer band",
    ),
]


def issues(root: Path, name: str) -> tuple[Issue, ...]:
    table, _ = checked_table(root, CATALOGUE[name])
    assert table is not None
    return flight_issues({name: table})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(DATA / "air", tmp_path / "air")
    return tmp_path


@pytest.mark.parametrize("case", DAMAGE, ids=lambda case: f"{case[0]} {case[2]} {case[1][1]}")
def test_what_cannot_be_is_told(
    root: Path, case: tuple[str, tuple[str, str], str, str, str]
) -> None:
    name, (old, new), code, what, fix = case
    assert issues(root, name) == ()
    line = edit(root / f"{name}.csv", old, new)
    (issue,) = issues(root, name)
    assert (issue.code, issue.severity, issue.line) == (code, Severity.ERROR, line)
    assert what in issue.what
    assert issue.fix == fix


def test_a_rule_with_a_slip_in_its_name_is_told(root: Path) -> None:
    line = edit(root / "air" / "journey_rules.csv", "longest_detour,", "longest_detuor,")
    _, found = checked_table(root, CATALOGUE["air/journey_rules"])
    (issue,) = found
    assert (issue.code, issue.line) == ("bad-value", line)
    assert "'longest_detuor'" in issue.what
    assert "longest_detour" in issue.fix


def test_a_route_that_never_flies_is_told(root: Path) -> None:
    line = edit(root / "air" / "world_routes.csv", "2017-10,HGH,AMS,,", "2017-10,HGH,AMS,0,")
    _, found = checked_table(root, CATALOGUE["air/world_routes"])
    (issue,) = found
    assert (issue.code, issue.line) == ("bad-value", line)
    assert issue.fix.startswith("it has to be a number from 0.1 to 1000 (1/week), or empty")
