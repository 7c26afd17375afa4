"""The quick sketch of the network says the same as the whole network."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from sim.errors import DataError
from sim.network import load_network
from sim.network.runs import stop_is_open
from sim.scenario import check_file, sketch_network

DATA = Path(__file__).parents[3] / "network_data"


@pytest.mark.parametrize(
    ("as_of", "rail"),
    [
        (date(2015, 12, 31), None),
        (date(2016, 7, 1), "2019-10"),
        (date(2018, 12, 31), "2019-10"),
        (date(2020, 12, 31), None),
        (date(2022, 12, 31), None),
        (date(2013, 1, 1), None),
    ],
)
def test_sketch_agrees_with_the_network(as_of, rail):
    sketch = sketch_network(DATA, as_of, rail_timetable=rail)
    whole = load_network(DATA, as_of, rail_timetable=rail, zones=())
    assert sketch.stops.keys() == whole.stops.keys()
    assert sketch.routes.keys() == whole.routes.keys()
    assert sketch.hubs == whole.hubs
    assert sketch.airports == whole.airports
    assert sketch.air_routes.keys() == whole.air_routes.keys()
    assert sketch.modes == whole.modes
    assert sketch.prices == whole.prices
    assert sketch.prices.keys() > {"parking_core", "fuel", "cars_per_1000"}
    assert (sketch.rail_timetable, sketch.air_vintage, sketch.home_airport) == (
        whole.rail_timetable,
        whole.air_vintage,
        whole.home_airport,
    )
    assert any(sketch.is_open(s) for s in sketch.sections.values())
    assert [s.section_id for s in sketch.sections.values() if sketch.is_open(s)] == [
        s.section_id for s in whole.sections.values() if whole.is_open(s)
    ]
    for route_id, route in whole.routes.items():
        drawn = {b.branch_id: b for b in sketch.routes[route_id].branches}
        for branch in route.branches:
            if branch.branch_id in drawn and any(stop.section_id for stop in branch.stops):
                assert drawn[branch.branch_id].stops == branch.stops
    differing = [
        stop_id
        for stop_id in whole.stops
        if stop_is_open(sketch, stop_id) != stop_is_open(whole, stop_id)
    ]
    assert differing == []


def test_missing_table_is_told_with_its_name(tmp_path):
    with pytest.raises(DataError) as caught:
        sketch_network(tmp_path, date(2015, 12, 31))
    assert "rail/trains" in str(caught.value)


@pytest.mark.parametrize(
    ("table", "damage"),
    [
        ("metro/sections.csv", lambda text: text[: text.index("\n5a,") + 12]),
        ("metro/sections.csv", lambda text: text.replace("section_id", "id", 1)),
        ("metro/stations.csv", lambda text: text.replace("2012-11-24", "2012-11-42", 1)),
        ("bus/route_stops.csv", lambda text: text + "bus_001\n"),
        ("air/airports.csv", lambda _: ""),
    ],
)
def test_damaged_tables_end_in_a_data_error(tmp_path, table, damage):
    copytree(DATA, tmp_path / "data", ignore=ignore_patterns("land", "base", "road", "policy"))
    path = tmp_path / "data" / table
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        sketch_network(tmp_path / "data", date(2015, 12, 31))
    assert "sim data" in str(caught.value)


@pytest.mark.parametrize(
    ("table", "row", "named_in"),
    [
        ("metro/stations.csv", "M_jiangling_road,", "metro/line_stops.csv"),
        ("metro/sections.csv", "5a,", "metro/line_stops.csv"),
        ("bus/airport_stops.csv", "K_wulinmen,", "bus/airport_routes.csv"),
    ],
)
def test_a_row_that_others_name_is_missed_with_file_line_and_advice(tmp_path, table, row, named_in):
    data = tmp_path / "data"
    copytree(DATA, data)
    path = data / table
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(one for one in lines if not one.startswith(row)), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        check_file("plan-2020", data, DATA.parent / "scenarios")
    found = [issue for issue in caught.value.issues if issue.code == "broken-reference"]
    assert found
    assert all(issue.line and issue.fix and row[:-1] in issue.what for issue in found)
    assert data / named_in in {issue.file for issue in found}
    assert not any("KeyError" in issue.what for issue in caught.value.issues)
