"""Shipped scenarios come to the numbers that were reviewed, and to those of the sources."""

from __future__ import annotations

import pandas as pd
import pytest
from golden_values import GOLDEN, ROOT, judged, scenario_names, table

KEYS = ["scenario", "target_id", "definition", "place_id"]

# Fastest direct trains from Hangzhou's main stations, in whole minutes: worked out by hand from the
# two timetables, apart from this package.
TIMETABLE_2016_03 = {
    "jiaxing": 23,
    "huzhou": 21,
    "shaoxing": 18,
    "ningbo": 45,
    "jinhua": 43,
    "quzhou": 66,
    "taizhou": 103,
    "lishui": 88,
    "wenzhou": 130,
    "huangshan": 218,
}
TIMETABLE_2019_10 = {
    "jiaxing": 23,
    "huzhou": 21,
    "shaoxing": 18,
    "ningbo": 48,
    "jinhua": 43,
    "quzhou": 66,
    "taizhou": 111,
    "lishui": 84,
    "wenzhou": 125,
    "huangshan": 80,
}


@pytest.fixture(scope="module")
def golden() -> pd.DataFrame:
    return pd.read_csv(GOLDEN, dtype={"place_id": str}, keep_default_na=True).fillna(
        {"place_id": "", "verdict": "", "status": ""}
    )


def headline(scenario: str, target_id: str) -> float | None:
    return next(
        row.value for row in judged(scenario).board if row.target_id == target_id and row.headline
    )


def definition(scenario: str, definition_id: str) -> pd.DataFrame:
    values = judged(scenario).indicators
    return next(one.detail for one in values if one.definition_id == definition_id)


def test_every_shipped_scenario_is_in_the_file(golden: pd.DataFrame) -> None:
    assert sorted(golden["scenario"].unique()) == scenario_names()


@pytest.mark.parametrize("scenario", scenario_names())
def test_scenario_comes_to_the_reviewed_numbers(scenario: str, golden: pd.DataFrame) -> None:
    expected = golden[golden["scenario"] == scenario].set_index(KEYS)
    found = table(scenario).set_index(KEYS)
    assert found.index.tolist() == expected.index.tolist()
    assert found["unit"].tolist() == expected["unit"].tolist()
    assert found["verdict"].tolist() == expected["verdict"].tolist()
    assert found["status"].tolist() == expected["status"].tolist()
    missing = expected["value"].isna()
    assert found["value"].isna().tolist() == missing.tolist()
    apart = (found["value"] - expected["value"]).abs()[~missing]
    moved = apart[apart > expected["tolerance"][~missing] + 1e-9]
    assert moved.empty, moved.to_string()


@pytest.mark.parametrize(
    ("scenario", "length_km", "published_km"),
    [
        # Sums of the sections' lengths by hand; the published totals are of the checkpoint table.
        ("base-2015", 81.57, 81.5),
        ("as-built-2018", 117.77, 117.6),
        ("as-built-2020", 307.81, 306.0),
    ],
)
def test_operating_length_of_what_was_built(
    scenario: str, length_km: float, published_km: float
) -> None:
    found = headline(scenario, "urban_rail_km")
    assert found == pytest.approx(length_km, abs=0.005)
    # The published total at the end of 2020 is a round one, 0.6 % below the sum.
    assert found == pytest.approx(published_km, rel=0.006)


def test_the_plan_has_257_km_and_one_late_line_decides() -> None:
    assert headline("plan-2020", "urban_rail_km") == pytest.approx(257.31, abs=0.005)
    late = headline("line-5-late", "urban_rail_km")
    assert late == pytest.approx(257.31 - 36.16, abs=0.005)


def test_checkpoints_of_the_metro(golden: pd.DataFrame) -> None:
    checkpoints = pd.read_csv(ROOT / "network_data" / "metro" / "checkpoints.csv")
    published = checkpoints.set_index("date")["length_km_published"]
    for scenario, day in (("base-2015", "2015-12-31"), ("as-built-2018", "2018-12-31")):
        found = headline(scenario, "urban_rail_km")
        assert found == pytest.approx(float(published[day]), rel=0.005)


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [("base-2015", TIMETABLE_2016_03), ("as-built-2018", TIMETABLE_2019_10)],
)
def test_fastest_trains_exactly_as_in_the_timetable(
    scenario: str, expected: dict[str, int]
) -> None:
    rows = definition(scenario, "station_fastest").set_index("place_id")
    assert rows["minutes"].dropna().to_dict() == expected
    assert rows.loc["zhoushan", "status"] == "no railway"


def test_trains_a_scenario_left_alone_keep_their_times() -> None:
    rows = definition("as-built-2020", "station_fastest").set_index("place_id")
    assert rows["minutes"].dropna().to_dict() == TIMETABLE_2019_10


def test_counties_without_a_railway_are_shown_as_such() -> None:
    rows = definition("as-built-2018", "county_fastest").set_index("name_en")
    for island in ("Dinghai", "Putuo", "Daishan", "Shengsi"):
        assert rows.loc[island, "status"] == "no railway"
    assert rows.loc["Yiwu", "minutes"] == 32.0


def test_official_count_of_2014_is_told_where_the_list_is_short() -> None:
    value = next(one for one in judged("base-2015").indicators if one.definition_id == "airports")
    assert value.value is not None
    assert value.value < 34
    assert "the official count of 2014 is 34, so the list is incomplete" in value.caveats


def test_parts_of_the_document_are_in_the_tables() -> None:
    network = judged("plan-2020").network
    lines = pd.read_csv(ROOT / "network_data" / "rail" / "lines.csv")["line_id"]
    targets = {row.target_id for row in judged("plan-2020").board}
    assert "one_hour_circle" in targets
    known = {
        "one_hour_circle": set(network.stops),
        "five_stations": set(network.hubs),
        "hsr_lines": set(lines),
        "airport_corridors": set(network.places) | set(network.hubs),
    }
    from sim.indicators import read_targets

    for target in read_targets(ROOT / "network_data" / "policy" / "targets.yaml"):
        for item in target.items:
            assert set(item.parts) <= known[target.id], (target.id, item.id)
