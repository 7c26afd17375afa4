"""A county-level unit without a seat, or with one on the other side of the world, is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from table_samples import DATA, edit

from sim.errors import Issue, NetworkError, Severity
from sim.network.landuse import LANDUSE_TABLES, model_zones
from sim.tables.checking import checked_table
from sim.tables.contracts import CATALOGUE
from sim.tables.plausible_places import county_seats
from sim.tables.reading import read_table

COUNTIES = "land/counties"


@pytest.fixture
def counties(tmp_path: Path) -> Path:
    (tmp_path / "land").mkdir()
    shutil.copy(DATA / "land" / "counties.csv", tmp_path / "land" / "counties.csv")
    return tmp_path


def issues(root: Path) -> tuple[Issue, ...]:
    table, _ = checked_table(root, CATALOGUE[COUNTIES])
    assert table is not None
    return county_seats({COUNTIES: table})


def test_shipped_units_have_their_seats(counties: Path) -> None:
    assert issues(counties) == ()


@pytest.mark.parametrize("seat", [",,,", ",120.688,,", ",,28.1569,"])
def test_a_missing_seat_is_told_with_its_line(counties: Path, seat: str) -> None:
    line = edit(counties / "land" / "counties.csv", ",120.688,28.1569,", seat)
    (issue,) = issues(counties)
    assert (issue.code, issue.severity, issue.line) == ("missing-seat", Severity.ERROR, line)
    assert issue.what == f"a county-level unit has no seat: 330324 永嘉县 in line {line}"
    assert issue.fix.startswith("give seat_lon and seat_lat of its seat of government")


def test_a_seat_with_its_numbers_exchanged_is_told(counties: Path) -> None:
    line = edit(counties / "land" / "counties.csv", ",120.688,28.1569,", ",12.0688,28.1569,")
    (issue,) = issues(counties)
    assert (issue.code, issue.line) == ("position", line)
    assert "330324 永嘉县" in issue.what


def test_no_zone_is_made_of_a_unit_without_a_seat() -> None:
    tables = {name: read_table(DATA, name) for name in LANDUSE_TABLES}
    rows = tables[COUNTIES]
    is_yongjia = rows["county_id"] == "330324"
    tables[COUNTIES] = rows.assign(seat_lon=rows["seat_lon"].mask(is_yongjia))
    with pytest.raises(NetworkError, match=r"永嘉县 \(330324\) has no seat.*give seat_lon"):
        model_zones(tables, 2020)
