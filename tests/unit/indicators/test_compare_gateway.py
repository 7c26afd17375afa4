"""Numbers of the gateway in a comparison: counts, medians and shares by hand, and what is missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.indicators.compare_gateway import GROUPS, HEADLINES, READ_TABLES, gateway_values, group_of
from sim.indicators.compare_values import INDICATOR_COLUMNS, VALUE_COLUMNS, ranked_values

NO = float("nan")
DEFINITIONS = {"fast": "fastest", "mean": "effective", "door_60": "door_to_door"}


def circle(minutes: dict[str, dict[str, float]]) -> pd.DataFrame:
    """Parts of the circle with minutes by definition and city, the other way an hour slower."""
    rows = []
    for definition, by_city in minutes.items():
        for city, total in by_city.items():
            row = {
                "place_id": city, "kind": "city", "direction": "from_hangzhou",
                "definition": definition, "family": DEFINITIONS.get(definition, "door_to_door"),
                "total_min": total,
            }  # fmt: skip
            rows += [row, {**row, "direction": "to_hangzhou", "total_min": total + 60}]
    county = {**rows[0], "place_id": "330402", "kind": "county", "total_min": 1.0}
    return pd.DataFrame([*rows, county])


def tables() -> dict[str, pd.DataFrame]:
    """One run with everything that is read, small enough to count."""
    hours = circle(
        {
            "fast": {"a": 23.0, "b": 60.0, "c": 61.0, "d": NO},
            "mean": {"a": 40.0, "b": 90.0, "c": 100.0, "d": NO},
            "door_60": {"a": 80.0, "b": 150.0, "c": 170.0, "d": NO},
            "door_90": {"a": 1.0, "b": 1.0, "c": 1.0, "d": 1.0},
        }
    )
    return {
        "circle_parts": hours,
        "one_hour_circle_population_60": pd.DataFrame(
            {"cutoff_min": [45, 60, 90], "share_pct": [4.0, 6.974, 13.406]}
        ),
        "hub_stations": pd.DataFrame(
            {
                "hub_id": ["east", "west"], "name_zh": ["东站", "西站"], "name_en": ["East", "West"],
                "trains_per_day": [605, 0], "people_60min": [5_377_361.0, NO],
            }
        ),
        "hub_transfers": pd.DataFrame(
            {
                "from_hub": ["east", "west", "east"], "to_hub": ["west", "east", "far"],
                "median_min": [30.0, 40.0, NO],
            }
        ),
        "interchanges": pd.DataFrame(
            {
                "people": [60.0, 30.0, 10.0, 0.0], "service": 1.0, "walk_min": 1.0, "level_min": 0.0,
                "transfer_min": [3.0, 5.0, 8.5, NO],
            }
        ),
        "air_destination_list": pd.DataFrame(
            {"kind": ["international"] * 3 + ["regional"], "country": ["JP", "JP", "DE", "HK"]}
        ),
        "air_diversity": pd.DataFrame(
            {"group": ["region", "country"], "effective_groups": [1.755, 2.83]}
        ),
        "air_connectivity": pd.DataFrame(
            {
                "airport": ["HGH", "HGH", "PVG"], "measure": ["direct", "hub", "direct"],
                "cnu": [359.0, 326.43, 924.0], "parameters": "set_a",
            }
        ),
        "air_journeys": pd.DataFrame(
            {"destination": ["FRA"], "name_zh": ["法兰克福"], "city": ["Frankfurt"]}
        ),
        "world_destinations": pd.DataFrame(
            {
                "destination": ["FRA", "LAX", "SIN", "SYD", "NRT"],
                "median_hours": [15.966, 16.14, NO, 12.0, 5.8],
            }
        ),
        "world_gateways": pd.DataFrame(
            {
                "destination": ["FRA", "FRA", "FRA", "NRT", "NRT", "NRT"],
                "gateway": ["HGH", "PVG", "YIW"] * 2, "share": [0.0, 1.0, 0.0, 0.9, 0.1, 0.0],
            }
        ),
        "gateway_ground": pd.DataFrame(
            {"gateway": ["HGH"], "name_zh": ["杭州萧山"], "name_en": ["Hangzhou Xiaoshan"]}
        ),
        "corridor_capacity": pd.DataFrame(
            {
                "layer": ["own track", "own track and fast road"], "corridors": [0, 1],
                "passengers_per_h": [0.0, 6000.0], "load_ratio": [NO, 0.5236],
            }
        ),
        "airport_reach": pd.DataFrame({"cutoff_min": [30, 60], "people": [1000.0, 812_345.0]}),
        "air_rail": pd.DataFrame(
            {
                "direction": ["to_flight", "to_flight", "from_flight"],
                "synchronised_share": [0.5, 0.8, 0.1],
            }
        ),
        "airport_corridors": pd.DataFrame(
            {"place_id": ["wulin"], "name_zh": ["武林广场"], "name_en": ["Wulin Square"]}
        ),
        "flights_in_time": pd.DataFrame(
            {
                "place_id": ["wulin", "huzhou", "wulin"], "direction": ["to", "to", "from"],
                "lead_min": [120.0, 120.0, 45.0], "flights_share": [0.8792, 0.5407, 0.59375],
            }
        ),
        "catchment": pd.DataFrame(
            {"model": ["within 60 min", "Huff"], "captured": [11e6, 23_016_053.4]}
        ),
        "transit_visa": pd.DataFrame(
            {
                "definition": ["pairs_144", "pairs_144", "open_jaw"], "chance": [1.0, 0.906, 0.5],
                "certain": [True, False, False],
            }
        ),
    }  # fmt: skip


@pytest.fixture(scope="module")
def values() -> pd.DataFrame:
    return gateway_values({"plan": tables()})


def number(values: pd.DataFrame, indicator: str, statistic: str, place: str = "city") -> float:
    rows = values[
        (values["indicator"] == indicator)
        & (values["statistic"] == statistic)
        & (values["place_id"] == place)
    ]
    assert len(rows) == 1, indicator
    return float(rows["value"].iloc[0])


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        ("circle:cities_fastest_60", 2),  # 23 and 60; 61 is beyond, the fourth has no train
        ("circle:cities_fastest_90", 3),
        ("circle:cities_effective_60", 1),
        ("circle:cities_effective_90", 2),
        ("circle:cities_door_to_door_60", 0),  # by the first definition, not by the second's 1 min
        ("circle:cities_door_to_door_90", 1),
    ],
)
def test_cities_within_a_limit(values: pd.DataFrame, indicator: str, expected: int) -> None:
    assert number(values, indicator, "count") == expected


def test_a_city_without_a_trip_is_as_far_as_can_be(values: pd.DataFrame) -> None:
    """80, 150, 170 and without end: between 150 and 170."""
    assert number(values, "circle:median_door_to_door", "median") == 160.0
    parts = circle({"door_60": {"a": 80.0, "b": NO, "c": NO}})
    far = gateway_values({"plan": {"circle_parts": parts}})
    assert np.isnan(number(far, "circle:median_door_to_door", "median"))


def test_people_of_the_province_are_those_of_the_target_s_table(values: pd.DataFrame) -> None:
    assert number(values, "circle:people_60", "share") == 6.97
    assert number(values, "circle:people_90", "share") == 13.41


def test_stations_and_the_ways_between_them(values: pd.DataFrame) -> None:
    """Of 30, 40 and out of reach the middle is 40; the pair out of reach has no value."""
    assert number(values, "stations:with_trains", "count") == 1
    assert number(values, "stations:trains", "sum", "east") == 605
    assert number(values, "stations:trains", "sum", "west") == 0
    assert np.isnan(number(values, "stations:people_60", "sum", "west"))
    assert number(values, "stations:transfer_median", "median") == 40.0
    assert number(values, "stations:transfer", "median", "east>west") == 30.0
    assert np.isnan(number(values, "stations:transfer", "median", "east>far"))
    pair = values[values["place_id"] == "east>west"].iloc[0]
    assert (pair["name_zh"], pair["name_en"]) == ("东站→西站", "East to West")


def test_people_and_places_that_change_in_time(values: pd.DataFrame) -> None:
    """60, 90 and 90 of 100 people; 1, 2 and 2 of 4 interchanges, the unknown one within none."""
    people = [number(values, f"transfer:people_{limit}", "share") for limit in (3, 5, 8)]
    assert people == [60.0, 90.0, 90.0]
    places = [number(values, f"transfer:interchanges_{limit}", "share") for limit in (3, 5, 8)]
    assert places == [25.0, 50.0, 50.0]


def test_destinations_and_connectivity_of_the_home_airport(values: pd.DataFrame) -> None:
    ids = ("air:destinations", "air:international", "air:regional", "air:countries")
    assert [number(values, one, "count") for one in ids] == [4, 3, 1, 3]
    assert number(values, "air:effective_regions", "count") == pytest.approx(1.75, abs=0.01)
    assert number(values, "air:connectivity_direct_set_a", "sum") == 359.0  # not Pudong's 924
    assert number(values, "air:connectivity_hub_set_a", "sum") == 326.4
    assert number(values, "air:rail_to_flight", "share") == 65.0  # 50 and 80 %


def test_hours_to_the_world(values: pd.DataFrame) -> None:
    assert number(values, "world:hours_FRA", "median") == 15.97
    assert np.isnan(number(values, "world:hours_SIN", "median"))  # fewer than half get there
    assert number(values, "world:airports_12h", "count") == 2  # Sydney at 12.0, Tokyo
    assert number(values, "world:airports_18h", "count") == 4
    assert values.loc[values["indicator"] == "world:hours_FRA", "title_zh"].iloc[0] == (
        "到法兰克福的时间（中位）"
    )


def test_gateways_that_nobody_takes_are_left_out(values: pd.DataFrame) -> None:
    assert number(values, "world:gateway_share", "share", "HGH") == 45.0  # 0 and 90 %
    assert number(values, "world:gateway_share_FRA", "share", "PVG") == 100.0
    assert "YIW" not in set(values["place_id"])
    other = tables() | {
        "world_gateways": pd.DataFrame(
            {"destination": "FRA", "gateway": ["HGH", "PVG"], "share": [1.0, 0.0]}
        )
    }
    both = gateway_values({"now": tables(), "plan": other})
    own = both[(both["indicator"] == "world:gateway_share_FRA") & (both["place_id"] == "HGH")]
    assert own["value"].tolist() == [0.0, 100.0], "zero is not missing"


def test_the_airport_on_the_ground(values: pd.DataFrame) -> None:
    assert number(values, "corridor:independent_own_track", "count") == 0
    assert number(values, "corridor:capacity_own_track_and_fast_road", "sum") == 6000
    assert number(values, "corridor:load_own_track_and_fast_road", "share") == 52.4
    assert np.isnan(number(values, "corridor:load_own_track", "share"))  # no room, no load
    assert number(values, "corridor:people_60", "sum") == 812_345
    assert number(values, "corridor:flights_to_120", "max") == 87.9  # from the best-served place
    assert number(values, "corridor:flights_to_120", "share", "huzhou") == 54.1
    assert number(values, "corridor:flights_from_45", "share", "wulin") == 59.4
    assert number(values, "corridor:catchment", "sum") == 23_016_053


def test_a_kind_of_corridor_that_is_not_there_is_zero() -> None:
    """With one of two kinds their sum is that one's, with neither nothing."""
    road = pd.DataFrame({"layer": ["fast road"], "corridors": [2], "passengers_per_h": [9000.0]})
    bus = road.assign(layer="on the road")
    found = gateway_values({"a": {"corridor_capacity": road}, "b": {"corridor_capacity": bus}})
    rooms = found.set_index(["alternative", "indicator"])["value"]
    assert rooms["a", "corridor:capacity_own_track"] == 0
    assert rooms["a", "corridor:capacity_own_track_and_fast_road"] == 9000
    assert rooms["b", "corridor:capacity_own_track_and_fast_road"] == 0
    assert rooms["b", "corridor:independent_on_the_road"] == 2


def test_pairs_of_visa_free_transit(values: pd.DataFrame) -> None:
    assert number(values, "visa:pairs_144", "expected") == 1.9
    assert number(values, "visa:pairs_144", "sure") == 1.0
    assert number(values, "visa:open_jaw", "expected") == 0.5
    assert number(values, "visa:pairs_any_rule", "expected") == 0.0, "no pair is zero, not missing"


def test_every_indicator_has_a_group_and_every_headline_is_there(values: pd.DataFrame) -> None:
    assert set(values["indicator"].map(group_of)) == set(GROUPS)
    city = values[values["place_type"] == "city"]
    assert set(HEADLINES) <= set(zip(city["indicator"], city["statistic"], strict=True))
    assert set(tables()) == set(READ_TABLES)
    assert set(values["better"]) == {"higher", "lower", "none"}


def test_what_a_run_lacks_is_missing_and_has_no_difference() -> None:
    found = gateway_values({"now": {}, "plan": tables()})
    assert list(found.columns) == list(VALUE_COLUMNS)
    counts = found["alternative"].value_counts()
    assert counts["now"] == counts["plan"]
    assert found.loc[found["alternative"] == "now", "value"].isna().all()
    ranked = ranked_values(found, "now")
    assert list(ranked.columns) == list(INDICATOR_COLUMNS)
    assert ranked["difference"].isna().all()


def test_a_station_of_one_alternative_stands_beside_the_others() -> None:
    """What comes later keeps the order of the indicators."""
    stations = tables()["hub_stations"]
    now = {"hub_stations": stations.head(1)}
    found = gateway_values({"now": now, "plan": {"hub_stations": stations}})
    own = found[found["alternative"] == "now"]
    assert own["place_id"].tolist() == ["city", "east", "west", "east", "west"]
    assert np.isnan(number(own, "stations:trains", "sum", "west"))


def test_nothing_at_all() -> None:
    assert gateway_values({"now": {}, "plan": {}}).empty
    assert gateway_values({"now": {"circle_parts": pd.DataFrame({"odd": [1]})}}).empty
