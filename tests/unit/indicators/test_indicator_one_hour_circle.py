"""The one-hour circle by its definitions, on trains and times made by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from indicator_samples import county, train

from sim.clock import Window
from sim.errors import DataError
from sim.indicators import Evidence, IndicatorValue, Target
from sim.indicators.one_hour_circle import TARGET_ID, compute
from sim.network.examples import empty, stop
from sim.network.model import Network, Quality, StopId
from sim.network.runs import ADDED_CALLS

CITIES = [
    "Jiaxing",
    "Huzhou",
    "Shaoxing",
    "Ningbo",
    "Zhoushan",
    "Jinhua",
    "Quzhou",
    "Taizhou",
    "Lishui",
    "Wenzhou",
]


def by_id(evidence: Evidence) -> dict[str, IndicatorValue]:
    return {value.definition_id: value for value in compute(evidence)}


@pytest.fixture
def network(rail: Callable[..., Network]) -> Network:
    """Huzhou 21 min (60 exactly the slow way), Ningbo 61 min, Huangshan 30 min; nothing else."""
    return rail(
        train("G1", "R_hangzhou_east 08:00", "R_huzhou 08:21"),
        train("K1", "R_hangzhou 09:00", "R_huzhou 10:00"),
        train("G2", "R_hangzhou_east 08:00", "R_ningbo 09:01"),
        train("G3", "R_ningbo 08:00", "R_hangzhou_east 09:00"),
        train("G4", "R_hangzhou_east 08:00", "R_huangshan_north 08:30"),
    )


def test_fastest_counts_cities_of_the_province_within_the_hour(
    network: Network, evidence_of: Callable[..., Evidence]
) -> None:
    value = by_id(evidence_of(network))["station_fastest"]
    assert value.value == 1.0  # Huzhou; Ningbo takes 61 min; Huangshan is outside the province
    rows = value.detail.set_index("place_id")
    assert rows.loc["huzhou", ["minutes", "service", "rides_per_day"]].tolist() == [21.0, "G1", 2]
    assert rows.loc["ningbo", "minutes"] == 61.0
    assert rows.loc["huangshan", ["kind", "minutes"]].tolist() == ["reference", 30.0]
    assert rows.loc["zhoushan", "status"] == "no railway"
    assert rows.loc["wenzhou", "status"] == "no direct train"
    assert "Zhoushan no railway" in value.caveats[0]
    assert "Ningbo 61 min" in value.caveats[0]


def test_a_time_that_only_added_calls_make_is_told_beside_the_timetable(
    network: Network, evidence_of: Callable[..., Evidence]
) -> None:
    quick = train("G9", "R_hangzhou 12:00", "R_huzhou 12:15")
    quick = replace(quick, quality=Quality.SCENARIO, source=ADDED_CALLS)
    changed = replace(network, trains={**network.trains, quick.trip_id: quick})
    value = by_id(evidence_of(changed))["station_fastest"]
    huzhou = value.detail.set_index("place_id").loc["huzhou"]
    assert huzhou[["minutes", "with_assumed_min"]].tolist() == [21.0, 15.0]
    assert huzhou["quality"] != "scenario"
    assert value.caveats[1] == (
        "with calls that the scenario assumes: Huzhou 15.0 min (timetable 21)"
    )


def test_the_other_direction_has_its_own_minutes(
    network: Network, evidence_of: Callable[..., Evidence]
) -> None:
    value = by_id(evidence_of(network))["station_fastest_to"]
    assert value.value == 1.0  # exactly 60 min from Ningbo is within the hour
    assert value.detail.set_index("place_id").loc["ningbo", "minutes"] == 60.0


def test_waiting_ends_the_circle(network: Network, evidence_of: Callable[..., Evidence]) -> None:
    value = by_id(evidence_of(network))["station_effective"]
    assert value.value == 0.0  # two trains a day to Huzhou are no hour
    huzhou = value.detail.set_index("place_id").loc["huzhou"]
    # Window 06-22, trains 08:00 (21 min) and 09:00 (60 min). 2 h wait for 08:00: 1 h mean;
    # 1 h for 09:00: 0.5 h mean; 13 h for 08:00 of the next morning: from 23 h to 10 h, 16.5 h mean.
    # wait = (2 * 1 + 1 * 0.5 + 13 * 16.5) / 16; ride = (15 * 21 min + 1 * 60 min) / 16.
    assert huzhou["wait_min"] == pytest.approx((2 + 0.5 + 13 * 16.5) / 16 * 60)
    assert huzhou["ride_min"] == pytest.approx((15 * 21 + 60) / 16)
    assert huzhou["minutes"] == pytest.approx(huzhou["wait_min"] + huzhou["ride_min"])


def test_until_the_last_train_the_mean_is_shorter(
    network: Network, evidence_of: Callable[..., Evidence]
) -> None:
    value = by_id(evidence_of(network))["station_effective_day"]
    huzhou = value.detail.set_index("place_id").loc["huzhou"]
    # Window 06-09: 2 h wait 1 h on average for 08:00 (21 min), 1 h waits 0.5 h for 09:00 (60 min).
    assert huzhou["minutes"] == pytest.approx((2 * (60 + 21) + (30 + 60)) / 3)
    # One train to Ningbo, at 08:00: 60 min of waiting and 61 on the way.
    assert value.detail.set_index("place_id").loc["ningbo", "minutes"] == pytest.approx(121)


def test_a_scenario_may_name_the_stations_and_the_window(
    network: Network, evidence_of: Callable[..., Evidence]
) -> None:
    only = by_id(evidence_of(network, circle_hubs=("hangzhou",)))["station_fastest"]
    assert only.detail.set_index("place_id").loc["huzhou", "minutes"] == 60.0
    short = by_id(evidence_of(network, circle_window=Window.parse("07:00-08:00")))
    # An hour of waiting for 08:00: 30 min on average, and 21 min on the train.
    huzhou = short["station_effective"].detail.set_index("place_id").loc["huzhou"]
    assert huzhou["minutes"] == pytest.approx(51.0)


def test_counties_without_a_station_are_shown_as_such(
    network: Network, evidence_of: Callable[..., Evidence]
) -> None:
    stops = dict(network.stops)
    stops[StopId("R_huzhou")] = replace(stops[StopId("R_huzhou")], county_id="330502")
    stops[StopId("R_ningbo")] = replace(stops[StopId("R_ningbo")], county_id="330203")
    later = stop("R_changshan", 0.0, mode_id="rail", open_date=date(2021, 12, 28))
    stops[later.stop_id] = replace(later, county_id="330822")
    zones = [
        county("330502", "湖州市"),
        county("330203", "Ningbo"),
        county("330902", "舟山"),
        county("330122", "杭州市"),  # Hangzhou's own counties are not asked for
        county("330822", "衢州"),  # its station opens later
    ]
    value = by_id(
        evidence_of(replace(network, stops=stops, zones={zone.zone_id: zone for zone in zones}))
    )["county_fastest"]
    assert value.value == 25.0
    assert value.detail[["place_id", "status", "within"]].to_numpy().tolist() == [
        ["330203", "reached", False],
        ["330502", "reached", True],
        ["330822", "no railway", False],
        ["330902", "no railway", False],
    ]


def test_door_to_door_is_a_weighted_median_in_which_never_is_longest(
    network: Network, evidence_of: Callable[..., Evidence]
) -> None:
    rows = [(city, 3000.0, 1.0) for city in CITIES if city not in {"Huzhou", "Lishui"}]
    # Huzhou: weight 2 at 90 min against 1 at 10 min: median 90. Lishui: mostly unreachable.
    rows += [("Huzhou", 600.0, 1.0), ("Huzhou", 5400.0, 2.0)]
    rows += [("Lishui", 600.0, 1.0), ("Lishui", float("nan"), 2.0)]
    frame = pd.DataFrame(rows, columns=["prefecture", "time_s", "weight"])
    frame["zone_id"], frame["departure_s"] = "z", 28_800
    values = by_id(evidence_of(network, door_to_door=frame))
    assert values["door_to_door_60"].value == 8.0
    assert values["door_to_door_90"].value == 9.0
    detail = values["door_to_door_60"].detail.set_index("place_id")
    assert detail.loc["huzhou", "minutes"] == 90.0
    assert detail.loc["lishui", "status"] == "not reached"
    assert values["door_to_door_60"].quality.text() == "modelled"


def test_a_median_beyond_the_search_is_told_by_its_limit(
    network: Network, evidence_of: Callable[..., Evidence], targets: tuple[Target, ...]
) -> None:
    """Two thirds of Quzhou's people arrive later than any trip found; nobody reaches Zhoushan."""
    (target,) = [one for one in targets if one.id == TARGET_ID]
    rows = []
    for item in target.items:
        times = {"quzhou": [100.0, math.nan, math.nan], "zhoushan": [math.nan] * 3}
        own = times.get(item.id, [3000.0, 3000.0, 14_399.0])
        rows += [(item.title_en, "z", 0, time_s, 1.0) for time_s in own]
    frame = pd.DataFrame(rows, columns=["prefecture", "zone_id", "departure_s", "time_s", "weight"])
    value = by_id(evidence_of(network, door_to_door=frame))["door_to_door_60"]
    assert value.caveats[0] == "not within: Zhoushan not reached, Quzhou over 240 min"
    assert value.detail.set_index("place_id").loc["quzhou", "status"] == "not reached"
    assert "有时限" in value.caveats[-1]
    assert (
        "the table circle_parts adds up the parts of the way without a limit" in value.caveats[-1]
    )


def test_door_to_door_takes_the_prefecture_from_the_zones(
    network: Network, evidence_of: Callable[..., Evidence]
) -> None:
    zones = [county(str(number), f"{city}") for number, city in enumerate(CITIES)]
    frame = pd.DataFrame(
        {
            "zone_id": [zone.zone_id for zone in zones],
            "departure_s": 28_800,
            "time_s": 1800.0,
            "weight": 1.0,
        }
    )
    known = replace(network, zones={zone.zone_id: zone for zone in zones})
    assert by_id(evidence_of(known, door_to_door=frame))["door_to_door_60"].value == 10.0


def test_share_of_the_people(network: Network, evidence_of: Callable[..., Evidence]) -> None:
    frame = pd.DataFrame(
        {
            "zone_id": ["a", "b", "c", "d"],
            "population": [50.0, 30.0, 15.0, 5.0],
            "median_s": [600.0, 3600.0, 3601.0, float("nan")],
        }
    )
    value = by_id(evidence_of(network, centre_times=frame))["population_60"]
    assert value.value == 80.0  # 50 + 30 of 100; never reached stays in the denominator
    assert value.detail["share_pct"].is_monotonic_increasing
    assert value.detail["share_pct"].iloc[-1] == 95.0


def test_without_evidence_there_is_a_reason_and_no_number(
    network: Network, evidence_of: Callable[..., Evidence]
) -> None:
    values = by_id(evidence_of(network))
    assert values["door_to_door_60"].value is None
    assert values["population_60"].caveats == (
        "not computed: no travel times to the centre at hand",
    )
    assert values["county_fastest"].value is None
    none = by_id(evidence_of(empty()))
    assert {value.value for value in none.values()} == {None}


def test_a_city_without_times_is_not_counted_as_missed(
    network: Network, evidence_of: Callable[..., Evidence]
) -> None:
    frame = pd.DataFrame(
        {"prefecture": ["Huzhou"], "zone_id": "z", "departure_s": 0, "time_s": 60.0, "weight": 1.0}
    )
    value = by_id(evidence_of(network, door_to_door=frame))["door_to_door_60"]
    assert value.value is None
    assert "Jiaxing" in value.caveats[0]


def test_a_table_of_the_wrong_form_is_refused(
    network: Network, evidence_of: Callable[..., Evidence]
) -> None:
    with pytest.raises(DataError, match="'centre_times' has no column 'median_s'"):
        compute(evidence_of(network, centre_times=pd.DataFrame({"zone_id": [], "population": []})))
