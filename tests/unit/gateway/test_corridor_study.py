"""The tables of a small town's corridors, made from the run's own tables; numbers by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.gateway.corridors.examples import peak_tables
from sim.gateway.corridors.peak import peak_hour
from sim.indicators import Item
from sim.network.examples import hub, line
from sim.network.model import Airport, Network, Place, Quality
from sim.study.gateway_corridors import CORRIDOR_FACTS, CORRIDOR_FRAMES, corridor_tables
from sim.study.gateway_ground import corridor_ends, corridor_points
from sim.tables import read_table

DATA = Path(__file__).parents[3] / "network_data"
KM = 1000 / 96_486  # degrees of longitude along 30 N
PARAMETERS = {"drive_access_min": 6.0, "hire_wait_min": 4.0}
ITEMS = tuple(
    Item(id=name, title_zh=name, title_en=name, group=group, source="by hand")
    for name, group in (("wulin", "centre"), ("old", "hub"), ("never", "hub"))
)


@pytest.fixture(scope="module")
def town() -> Network:
    """A line of seven stops, 1 km apart: the airport at its first, the centre at its last."""
    made = line("A B C D E F G")
    here = Place("wulin", "w", "w", "centre", 120.0 + 6 * KM, 30.0, Quality.SCENARIO, "by hand")
    old = replace(hub("old", "G"), lon=120.0 + 6 * KM)
    never = replace(hub("never", ""), open_date=None)
    port = Airport("HGH", "h", "h", "h", "CN", 120.0, 30.0, "home", "by hand")
    return replace(
        made,
        home_airport="HGH",
        airports={"HGH": port},
        places={"wulin": here, "old": replace(here, place_id="old", lon=121.0)},
        hubs={one.hub_id: one for one in (old, never)},
    )


def facts() -> dict[str, pd.DataFrame]:
    """Real periods and ways to travel; one road of 6 km at 60 km/h, both ways."""
    found = {name: read_table(DATA, name) for name in CORRIDOR_FACTS if name.startswith("demand/")}
    found["air/catchment_parameters"] = read_table(DATA, "air/catchment_parameters")
    found["air/corridor_parameters"] = peak_tables()["air/corridor_parameters"]
    found["road/drive_nodes"] = pd.DataFrame(
        {"node_id": ["n1", "n2"], "lon": [120.0, 120.0 + 6 * KM], "lat": [30.0, 30.0]}
    )
    found["road/drive_links"] = pd.DataFrame(
        {
            "link_id": ["r1"],
            "from_node_id": ["n1"],
            "to_node_id": ["n2"],
            "length_km": [6.0],
            "road_class": ["street"],
            "lanes": [1],
            "speed_kmh": [60.0],
            "oneway": [False],
            "crossing_id": [""],
            "open_date": [pd.NaT],
            "name_zh": [""],
            "geometry": ["120.0 30.0;120.06 30.0"],
            "quality": ["estimate"],
            "source": ["by hand"],
        }
    )
    found["road/drive_classes"] = pd.DataFrame(
        {
            "road_class": ["street"],
            "name_zh": [""],
            "name_en": [""],
            "capacity_per_lane_h": [500.0],
            "signal_factor": [0.5],
            "alpha": [0.15],
            "beta": [4.0],
            "local_access": [True],
            "note": [""],
            "quality": ["estimate"],
            "source": ["by hand"],
        }
    )
    return found


def frames() -> dict[str, pd.DataFrame]:
    moments = range(36_000, 37_200, 60)
    times = [(place, moment, 1500.0) for place in ("wulin", "old", "never") for moment in moments]
    return {
        "corridor_times": pd.DataFrame(times, columns=["destination_id", "departure_s", "time_s"]),
        "airport_peak_hour": peak_hour(
            peak_tables(), "HGH", horizon_year=2020, as_of=date(2020, 12, 31)
        ),
        "corridor_capacity": pd.DataFrame({"layer": ["fast road"], "passengers_per_h": [9000.0]}),
    }


def flows(minutes: Mapping[str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (link_id, period, value)
            for period, value in minutes.items()
            for link_id in ("r1", "-r1")
        ],
        columns=["link_id", "period", "minutes"],
    )


def made(network: Network, **more: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return corridor_tables(
        network, facts(), {**frames(), **more}, items=ITEMS, parameters=PARAMETERS
    )


def by_way(table: pd.DataFrame, place: str) -> pd.DataFrame:
    own = table[table["place_id"] == place]
    return own.assign(way=own["mode"] + ", " + own["measure"]).set_index("way")


def test_a_main_station_is_meant_where_a_city_has_the_same_id(town: Network) -> None:
    assert corridor_points(town, ["old", "wulin", "unknown"]) == {
        "old": (120.0 + 6 * KM, 30.0),
        "wulin": (120.0 + 6 * KM, 30.0),
    }
    assert corridor_ends(town).airport == (120.0, 30.0)


def test_ways_without_the_demand_model(town: Network) -> None:
    table = made(town)["airport_corridor_times"]
    rows = by_way(table, "wulin")
    assert list(rows.index) == [
        "car, door to door",
        "taxi, door to door",
        "transit, door to door",
        "train, stop to stop",
    ]
    # By road 6 km at 60 x 0.5 km/h, 12 min, and 6 or 4 min beside.
    assert rows["median_min"].round(1).tolist()[:3] == [18.0, 16.0, 25.0]
    assert rows["p95_min"].isna().tolist() == [True, True, False, False]
    assert rows["status"].tolist() == ["free road", "free road", "reached", "reached"]
    # Trains leave A and B every ten minutes and take 100 s a stop less dwell: from B to F four
    # hops. Whoever comes at any minute waits up to ten.
    ride = rows.loc["train, stop to stop"]
    assert 6.0 < ride["median_min"] < 17.0
    assert ride["p95_min"] - ride["median_min"] == pytest.approx(5.0, abs=1.0)
    assert rows["transfers"].tolist()[2:] == [0, 0]
    assert rows["transfers"].isna().tolist()[:2] == [True, True]
    assert set(table["kind"]) == {"centre", "station"}


def test_a_station_that_is_not_open_has_no_minutes(town: Network) -> None:
    rows = by_way(made(town)["airport_corridor_times"], "never")
    assert rows["status"].tolist() == ["not open"]
    assert rows["median_min"].isna().all()
    assert rows["reached_share"].tolist() == [0.0]


def test_traffic_of_the_day_gives_percentiles_with_a_range(town: Network) -> None:
    minutes = {"am_peak": 24.0, "midday": 12.0, "pm_peak": 24.0, "rest": 12.0}
    row = by_way(made(town, road_flows=flows(minutes))["airport_corridor_times"], "wulin").loc[
        "car, door to door"
    ]
    # 13 of 17 hours are free: the median is that of a free road. The peaks have twice the free
    # minutes, so their days are longer than 12 x 2 x 0.8 at least in half of the cases.
    assert row["median_min"] == pytest.approx(18.0, abs=0.1)
    assert row["p95_low_min"] < row["p95_min"] < row["p95_high_min"]
    assert row["p95_min"] > 6 + 20
    assert row["buffer_index"] == pytest.approx(row["p95_min"] / row["median_min"] - 1)
    assert row["status"] == "reached"


def test_load_follows_the_ways_that_people_take(town: Network) -> None:
    shares = pd.DataFrame(
        {
            "area_id": "city",
            "travellers": "everybody",
            "purpose": "airport",
            "period": "day",
            "alternative": ["transit", "car", "taxi", "walk"],
            "is_motorised": [True, True, True, False],
            "is_public_transport": [True, False, False, False],
            "trips": [30.0, 20.0, 50.0, 7.0],
        }
    )
    assert made(town)["corridor_capacity"]["taken_share"].tolist() == [1.0]
    row = made(town, mode_shares=shares)["corridor_capacity"].iloc[0]
    # 3,240 one way (see test_corridor_peak), 0.7 of them on the road, 9,000 places.
    assert (row["taken_share"], row["share_from"]) == (0.7, "demand")
    assert row["load_ratio"] == pytest.approx(3240 * 0.7 / 9000)


def test_people_within_reach(town: Network) -> None:
    access = pd.DataFrame(
        {
            "kind": ["cell", "cell", "cell", "county"],
            "population": [10.0, 30.0, 60.0, 999.0],
            "minutes_from_airport": [30.0, 50.0, np.nan, 10.0],
        }
    )
    found = made(town, zone_access=access)
    assert set(found) == set(CORRIDOR_FRAMES)
    table = found["airport_reach"].set_index("cutoff_min")
    assert table["people"].to_dict() == {30: 10.0, 45: 10.0, 60: 40.0, 90: 40.0}
    assert table.loc[60, "people_share"] == 0.4


def test_a_city_that_no_road_of_the_tables_leads_to_has_a_straight_line(town: Network) -> None:
    far = replace(town.places["wulin"], place_id="far", lon=121.0)
    wider = replace(town, places={**town.places, "far": far})
    item = Item(id="far", title_zh="f", title_en="f", group="metropolitan", source="by hand")
    table = corridor_tables(
        wider,
        facts(),
        {**frames(), "road_flows": flows({"am_peak": 24.0, "midday": 12.0})},
        items=(*ITEMS, item),
        parameters=PARAMETERS,
    )["airport_corridor_times"]
    row = by_way(table, "far").loc["car, door to door"]
    # A degree is 96.5 km; 15 min, and 96.5 x 1.3 km at 70 km/h.
    assert row["median_min"] == pytest.approx(15 + 96.486 * 1.3 / 70 * 60, rel=1e-3)
    assert (row["kind"], row["status"], row["reached_share"]) == ("city", "straight line", 1.0)
    assert np.isnan(row["p95_min"])
