"""The shipped tables: no errors, and the numbers that everything else stands on."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from table_samples import DATA

from sim.errors import Severity
from sim.tables.checking import check_package, checked_table
from sim.tables.contracts import CATALOGUE
from sim.tables.provenance import GRADES, provenance
from sim.tables.publishing import package_document
from sim.tables.reading import TablePackage, read_package


def test_no_errors_and_only_warnings_that_are_true() -> None:
    found = check_package(DATA)
    assert [issue.text() for issue in found if issue.severity is Severity.ERROR] == []
    # The airport express runs 9.7 km without a stop; the published 516 km of September 2022 count
    # the whole of Line 19, of which 4.14 km had not opened.
    assert sorted(issue.code for issue in found) == ["network-length", "station-spacing"]


def test_reading_takes_no_contract_and_little_time() -> None:
    start = time.perf_counter()
    read_package(DATA)
    assert time.perf_counter() - start < 5  # 2 s where others work, not the minute of the contracts


@pytest.mark.parametrize("name", [name for name, spec in CATALOGUE.items() if spec.model])
def test_fast_and_checked_reading_give_the_same(package: TablePackage, name: str) -> None:
    table, issues = checked_table(DATA, CATALOGUE[name])
    assert issues == ()
    assert table is not None
    pd.testing.assert_frame_equal(package[name], table.frame)


def test_package_file_is_up_to_date() -> None:
    import json

    stored = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert stored == package_document(DATA)


def test_every_column_says_what_it_is() -> None:
    for resource in package_document(DATA)["resources"]:
        for field in resource.get("schema", {}).get("fields", []):
            assert field["description"], (resource["name"], field["name"])
            if field["type"] in {"number", "integer"}:
                assert field["unit"], (resource["name"], field["name"])


def test_folder_is_small() -> None:
    sizes = [path.stat().st_size for path in DATA.rglob("*") if path.is_file()]
    assert max(sizes) <= 5_000_000
    assert sum(sizes) <= 12_000_000


def test_provenance_adds_up(package: TablePackage) -> None:
    grades = provenance(package).set_index("table")
    counts = list(GRADES)
    assert (grades[counts].sum(axis=1) + grades["ungraded"] == grades["rows"]).all()
    # drawn targets have no row of their own among the parameters; all else is graded
    assert (grades["ungraded"].drop(["demand/draws", "all tables"]) == 0).all()
    assert grades[[f"{name}_share" for name in counts]].sum(axis=1).tolist() == pytest.approx(
        [1.0] * len(grades)
    )
    assert grades.loc["all tables", "rows"] == sum(len(t) for t in package.tables.values())
    # calls count with their train
    assert grades.loc["rail/calls", "published"] == 14010


# --- metro -------------------------------------------------------------------------------------


def open_km(package: TablePackage, day: str) -> float:
    sections = package["metro/sections"]
    is_open = (sections["open_date"] <= day) & ~(sections["close_date"] <= day)
    counted = sections[is_open & sections["in_city_total"]]
    return float(counted.drop_duplicates("track_id")["length_km"].sum())


@pytest.mark.parametrize(
    ("day", "length_km"),
    [
        ("2015-12-31", 81.57),
        ("2016-07-01", 81.57),
        ("2018-12-31", 117.77),
        ("2019-12-31", 135.53),
        ("2020-12-31", 307.81),
    ],
)
def test_operating_length(package: TablePackage, day: str, length_km: float) -> None:
    assert open_km(package, day) == pytest.approx(length_km, abs=0.005)


def test_plan_of_2016(package: TablePackage) -> None:
    sections = package["metro/sections"]
    planned = sections[
        sections["status_2016_07"].isin(["operating", "under_construction"])
        & sections["in_city_total"]
    ]
    assert planned.drop_duplicates("track_id")["length_km"].sum() == pytest.approx(257.3, abs=0.05)


def test_track_of_the_linping_branch_counts_once(package: TablePackage) -> None:
    sections = package["metro/sections"].set_index("section_id")
    assert sections.loc["9m", "track_id"] == sections.loc["1b", "track_id"] == "1b"
    assert sections.loc["1b", "close_date"] == sections.loc["9m", "open_date"]


def test_stations_at_the_end_of_2020(package: TablePackage) -> None:
    """167 as published, an interchange once.

    The second station at the East Station (东广场) opened with Line 6 in November 2021, so only one
    of the two counts; stations passed without stopping (丰北, 亚运村, 宝善桥 …) opened later.
    """
    stations = package["metro/stations"]
    assert (stations["open_date"] <= "2020-12-31").sum() == 167
    served = package["metro/line_stops"]
    served = served[served["open_date"] <= "2020-12-31"]["stop_id"]
    assert served.nunique() == 167
    east = stations.set_index("stop_id").loc["M_east_railway_station_east_square", "open_date"]
    assert east.date() == date(2021, 11, 6)


def test_every_hop_lies_on_a_section_of_its_line(package: TablePackage) -> None:
    lines = package["metro/sections"].set_index("section_id")["route_id"]
    stops = package["metro/line_stops"]
    assert (stops["section_id"].map(lines) == stops["route_id"]).all()
    # the branches of lines 1, 3 and 6 share their trunk: the longest of a section's branches counts
    length_km = (
        stops.groupby(["section_id", "branch_id"])["distance_from_prev_m"]
        .sum()
        .groupby(level=0)
        .max()
        / 1000
    )
    published_km = package["metro/sections"].set_index("section_id")["length_km"]
    ratio = (length_km / published_km).dropna()
    assert set(published_km.index) - set(ratio.index) == {"19b"}
    # Distances are from station to station, operating lengths go on behind the terminus; the short
    # ends of Lines 5, 7 and 10 are derived from line totals.
    whole = ratio.drop(["5c", "7b", "7c", "10b", "10c"])
    assert whole.between(0.84, 1.06).all(), whole[~whole.between(0.84, 1.06)]


def test_stop_that_opened_late_or_never(package: TablePackage) -> None:
    stops = package["metro/line_stops"].set_index(["route_id", "stop_id"])["open_date"]
    assert stops["metro_1", "M_east_railway_station"].iloc[0].date() == date(2013, 6, 30)
    assert stops["metro_2", "M_qianjiang_century_city"].date() == date(2016, 4, 28)
    assert stops["metro_6", "M_zhijiang_cultural_center"].isna().all()


def test_headways_have_a_label(package: TablePackage) -> None:
    headways = package["metro/headways"]
    guessed = headways[headways["quality"] == "estimate"]
    assert (guessed["note"] != "").all()
    # no document for any year of lines 3, 6, 10 and Shaoxing Line 1
    missing = set(package["metro/lines"]["route_id"]) - set(headways["route_id"])
    assert missing == {"metro_3", "metro_6", "metro_10", "shaoxing_1"}


# --- rail --------------------------------------------------------------------------------------

FASTEST_MIN = {
    "R_jiaxing_south": (23, 23),
    "R_huzhou": (21, 21),
    "R_shaoxing_north": (18, 18),
    "R_ningbo": (45, 48),
    "R_jinhua": (43, 43),
    "R_quzhou": (66, 66),
    "R_taizhou_west": (103, 111),
    "R_lishui": (88, 84),
    "R_wenzhou_south": (130, 125),
    "R_huangshan_north": (218, 80),
}


@pytest.fixture(scope="module")
def fastest(package: TablePackage) -> Mapping[str, Mapping[str, int]]:
    """Minutes in the train from any of the four stations of Hangzhou, by timetable and station."""
    trains = package["rail/trains"]
    trains = trains[trains["runs_ref_day"]]
    calls = package["rail/calls"].merge(trains[["trip_id", "vintage"]], on="trip_id")
    hangzhou = ["R_hangzhou", "R_hangzhou_east", "R_hangzhou_west", "R_hangzhou_south"]
    start = calls[calls["stop_id"].isin(hangzhou)]
    pairs = start.merge(calls, on=["trip_id", "vintage"], suffixes=("", "_to"))
    pairs = pairs[pairs["seq_to"] > pairs["seq"]]
    ride = pairs["arrival_min_to"] - pairs["departure_min"]
    return {
        vintage: rides.groupby(pairs["stop_id_to"]).min().to_dict()
        for vintage, rides in ride.groupby(pairs["vintage"])
    }


@pytest.mark.parametrize("stop_id", FASTEST_MIN)
def test_fastest_train(fastest: Mapping[str, Mapping[str, int]], stop_id: str) -> None:
    found = (fastest["2016-03"][stop_id], fastest["2019-10"][stop_id])
    assert found == FASTEST_MIN[stop_id]


def test_name_that_changed_its_meaning(package: TablePackage) -> None:
    """台州 of 2016 and 2019 is today's 台州西; today's 台州 has no call in either timetable."""
    stations = package["rail/stations"].set_index("stop_id")
    assert stations.loc["R_taizhou_west", "former_names_zh"] == "台州"
    called = set(package["rail/calls"]["stop_id"])
    assert "R_taizhou_west" in called
    assert "R_taizhou" not in called
    renamed = {"R_linping_south": "余杭", "R_wenzhou_north": "永嘉", "R_pingyang": "鳌江"}
    assert stations.loc[list(renamed), "former_names_zh"].to_dict() == renamed


def test_trains_and_calls(package: TablePackage) -> None:
    trains = package["rail/trains"]
    assert trains["vintage"].value_counts().to_dict() == {"2019-10": 790, "2016-03": 519}
    assert trains.query("vintage == '2016-03'")["runs_ref_day"].sum() == 436
    assert len(package["rail/calls"]) == 14010


def test_hubs(package: TablePackage) -> None:
    hubs = package["rail/hubs"].set_index("hub_id")
    assert set(hubs.index) == {
        "hangzhou",
        "hangzhou_east",
        "hangzhou_west",
        "hangzhou_south",
        "jiangdong",
    }
    assert hubs["planned_by_2016"].all()
    assert pd.isna(hubs.loc["jiangdong", "open_date"])


def test_closures(package: TablePackage) -> None:
    closures = package["rail/closures"].set_index("stop_id")
    south = closures.loc["R_hangzhou_south"]
    assert (south["closed_from"].year, south["closed_until"].date()) == (2013, date(2020, 7, 1))
    north = closures.loc["R_wenzhou_north"]  # Yongjia then
    assert (north["closed_from"].date(), north["closed_until"].date()) == (
        date(2021, 9, 15),
        date(2024, 9, 6),
    )


# --- air ---------------------------------------------------------------------------------------


def test_air_lists_say_how_far_they_go(package: TablePackage) -> None:
    kinds = package["air/airports"].set_index("iata")["kind"]
    routes = package["air/routes"]
    abroad = routes[routes["destination"].map(kinds).isin(["international", "regional"])]
    counts = package["air/counts"].set_index(["period", "measure"])["value"]
    # official: 27 international and 7 regional at the end of 2014; 23 of them are documented
    assert counts["2014-12", "intl_regional_points"] == 34
    listed_2014 = abroad[(abroad["vintage"] == "2014") & abroad["nonstop"]]
    assert len(listed_2014) == counts["2014", "documented_points"] == 23
    # 2019: 49 points, most of them recalled
    listed_2019 = abroad[abroad["vintage"] == "2019"]
    assert len(listed_2019) == 49
    assert (listed_2019["quality"] == "unverified").sum() == 33


def test_routes_that_were_not_nonstop(package: TablePackage) -> None:
    routes = package["air/routes"]
    via = routes[~routes["nonstop"]]
    assert set(via["destination"]) == {"CDG", "YVR"}
    evidence = package["air/evidence"]
    assert set(evidence[evidence["nonstop"] == "no"]["destination"]) == {"CDG", "LIS", "YVR"}


def test_home_airport(package: TablePackage) -> None:
    airports = package["air/airports"]
    assert airports[airports["kind"] == "home"]["iata"].tolist() == ["HGH"]


def test_nothing_names_a_machine(package: TablePackage) -> None:
    for path in Path(DATA).rglob("*"):
        if path.suffix in {".csv", ".yaml", ".json", ".md"}:
            text = path.read_text(encoding="utf-8")
            folders = (f"/{name}/" for name in ("work", "tmp", "home"))
            for word in (*folders, "hgh_routes.csv"):
                assert word not in text, (path, word)
