"""The road in the place of public transport: where it counts, what it takes, and what is told."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pandas as pd
import pytest

from sim.air.catchment_parameters import CatchmentParameters
from sim.errors import DataError
from sim.gateway.circle.small_province import county, on_the_map
from sim.gateway.world.doorsteps import DoorToWorld, door_to_world, journeys
from sim.gateway.world.examples import flying_town, two_gateways
from sim.gateway.world.road import at_best, journeys_by_ground, road_shares, with_road_hours
from sim.study.gateway import transit_of
from sim.study.gateway_road import road_ways
from sim.study.prepare import Prepared
from sim.tables import read_table

DATA = Path(__file__).parents[3] / "network_data"


def searched() -> tuple[DoorToWorld, DoorToWorld]:
    """Cell ``b`` has no public transport; by road both cells take half as long to the terminal."""
    ground, air = two_gateways()
    lost = ground.access_min.copy()
    lost[1] = np.nan
    public = door_to_world(replace(ground, access_min=lost), air)
    by_car = at_best(replace(ground, access_min=ground.access_min / 2), "estimate")
    return public, door_to_world(by_car, air)


def test_public_transport_counts_wherever_it_leads_even_if_the_road_is_quicker() -> None:
    public, road = searched()
    found = journeys_by_ground(public, road, ["SIN"])
    # a: 70 min to the terminal, 50 there, 120 of flight. b: 40 / 2 by road, 50 and 120.
    assert found["hours"].tolist() == pytest.approx([240 / 60, 190 / 60])
    assert found["ground_by"].tolist() == ["transit", "road"]
    assert found["quality"].tolist() == ["published", "estimate"]
    assert found["access_min"].tolist() == [70.0, 20.0]


def test_the_columns_are_those_of_the_journeys_and_one_more() -> None:
    public, road = searched()
    columns = journeys(public).columns.tolist()
    columns.insert(columns.index("gateway") + 1, "ground_by")
    found = journeys_by_ground(public, road)
    assert found.columns.tolist() == columns
    assert found[["cell_id", "destination"]].to_numpy().tolist() == [
        ["a", "FRA"], ["a", "SIN"], ["b", "FRA"], ["b", "SIN"]
    ]  # fmt: skip


def test_where_neither_leads_nothing_is_told() -> None:
    public, _ = searched()
    found = journeys_by_ground(public, public, ["SIN"])
    assert found["ground_by"].isna().tolist() == [False, True]
    assert math.isnan(found["hours"].iloc[1])
    assert np.isnan(with_road_hours(public, public)).tolist() == [[False, False], [True, True]]


def test_shares_of_those_who_have_only_the_road() -> None:
    public, road = searched()
    assert road_shares(public, road, [300.0, 100.0])["road_share"].tolist() == [0.25, 0.25]
    assert with_road_hours(public, road)[0].tolist() == public.hours[0].tolist()
    with pytest.raises(DataError, match="people must be 2 numbers, one per cell"):
        road_shares(public, road, [1.0])


def test_journeys_of_other_flights_do_not_go_together() -> None:
    public, _ = searched()
    with pytest.raises(DataError, match="of other cells or flights; search both with the same"):
        journeys_by_ground(public, searched()[1])
    with pytest.raises(DataError, match="'good' is no grade of quality; use one of official"):
        at_best(public.ground, "good")


def test_ways_by_road_go_to_the_terminal_or_to_a_train() -> None:
    """On the equator a degree is 111.195 km (mean sphere): 144.55 km by road, 123.9 min at 70."""
    network = on_the_map(
        flying_town(), {"H": (0.1, 0.0), "X": (0.5, 0.0), "Y": (0.6, 0.0), "Z": (0.7, 0.0)}
    )
    here = county("1", 0.0, 0.0)
    gate = {
        "iata": "HGH", "name_zh": "甲", "name_en": "A", "lon": 1.0, "lat": 0.0,
        "check_in_cut_off_min": 50, "formalities_min": 45, "connection_min": 90,
        "quality": "published",
    }  # fmt: skip
    far = {**gate, "iata": "PVG", "lon": 9.0}
    names = list(CatchmentParameters.__dataclass_fields__)
    parameters = pd.DataFrame({"parameter": names, "quality": "estimate"}).assign(
        value=[getattr(CatchmentParameters(), name) for name in names]
    )
    transfer = {
        "gateway": ["PVG"], "stop_id": ["X"], "way_zh": ["地铁"], "way_en": ["Metro"],
        "transfer_min": [20.0], "quality": ["published"], "valid_to": [pd.NaT],
        "valid_from": [pd.Timestamp("2010-01-01")],
    }  # fmt: skip
    found = road_ways(
        network,
        [here],
        {
            "air/catchment_parameters": parameters,
            "air/gateways": pd.DataFrame([gate, far]),
            "air/gateway_access": pd.DataFrame(transfer),
        },
    )
    assert found.total_min[0, 0] == pytest.approx(15 + 111.195 * 1.3 / 70 * 60, abs=0.01)
    assert found.station.tolist() == [[-1, 0]]  # 9 degrees by road are 18 hours: the train
    to_hall = 15 + 11.1195 * 1.3 / 70 * 60  # and 15 min before the train (toy: slack 900 s)
    assert found.access_min[0, 1] == pytest.approx(to_hall + 15, abs=0.01)
    assert found.airport_min[0, 1] == pytest.approx(4 + 20)
    assert found.grade.tolist() == [[3, 3]]  # estimate: what the road's minutes are


def test_a_transit_takes_the_minutes_and_the_list_of_routes_of_the_tables() -> None:
    prepared = cast("Prepared", SimpleNamespace(data_dir=DATA))
    terminals = read_table(DATA, "air/terminals").set_index("item")["value"]
    # Only Pudong has two lists: in the older one are fewer places abroad than in the newer one.
    ground = pd.DataFrame({"gateway": ["HGH", "PVG"], "centre_min": [50.0, 180.0]})
    port = {}
    for year in (2016, 2022):
        network = replace(flying_town("FRA"), as_of=date(year, 12, 31))
        data = transit_of(prepared, network, ground)
        expected = terminals["terminal_before_departure_international"]
        assert data.terms.departure_min == expected
        assert data.port_flights is not None
        port[year] = set(data.port_flights.query("port == 'PVG'")["destination"])
    routes = read_table(DATA, "air/world_routes").query("origin == 'PVG'")
    countries = read_table(DATA, "air/world_airports").set_index("iata")["country"]
    for year, vintage in ((2016, "2017-10"), (2022, "2021-08")):
        listed = routes[routes["vintage"] == vintage]["destination"]
        assert port[year] == {code for code in listed if countries.get(code, "CN") != "CN"}
    assert port[2016] != port[2022]
