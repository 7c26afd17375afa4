"""Layers of opportunities: what counts, from when, how far it is to be trusted."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from sim.network import load_network
from sim.network.model import Quality
from sim.network.opportunities import layer_ids, opportunity_layers, worst_grade

DATA = Path(__file__).parents[3] / "network_data"


def layers_of(as_of: date, horizon_year: int | None = None):
    network = load_network(DATA, as_of, horizon_year=horizon_year, zones={})
    return {layer.layer_id: layer for layer in opportunity_layers(DATA, network)}


@pytest.fixture(scope="module")
def in_2015():
    return layers_of(date(2015, 12, 31))


@pytest.fixture(scope="module")
def in_2020():
    return layers_of(date(2020, 12, 31))


def rows_of_places() -> list[dict[str, str]]:
    with (DATA / "land" / "places.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_layers_are_those_of_the_table_in_its_order(in_2015):
    assert tuple(in_2015) == layer_ids(DATA)
    assert {"people", "jobs", "hospitals", "universities", "business_districts"} <= set(in_2015)
    assert {"qianjiang_new_city", "century_city", "expo_centre", "hub_stations"} <= set(in_2015)


def test_places_of_a_category_are_the_rows_of_the_table_that_are_open_by_the_horizon(in_2015):
    expected = [
        row["place_id"]
        for row in rows_of_places()
        if row["category"] == "venue" and (not row["open_year"] or int(row["open_year"]) <= 2015)
    ]
    found = in_2015["asian_games_venues"]
    assert [place.place_id for place in found.places] == expected
    assert all(place.amount == 1.0 for place in found.places)
    # Opened in 2016, 2018 (stadium, tennis), 2021 (aquatics, gymnasium) and 2022 (village).
    assert set(found.not_open) == {
        "asian_games_village", "expo_centre", "olympic_sports_centre_aquatics_centre",
        "olympic_sports_centre_gymnasium", "olympic_sports_centre_tennis_centre",
        "olympic_stadium",
    }  # fmt: skip


def test_a_place_opens_with_the_horizon_not_with_the_day_of_the_network(in_2015):
    """The Expo Centre opened in 2016: a plan of 2015 for 2016 has it, the base of 2015 has not."""
    assert in_2015["expo_centre"].places == ()
    assert in_2015["expo_centre"].not_open == ("expo_centre",)
    planned = layers_of(date(2015, 12, 31), 2016)["expo_centre"]
    assert [place.place_id for place in planned.places] == ["expo_centre"]


def test_a_place_of_unknown_year_counts(in_2015):
    hospitals = in_2015["hospitals"]
    assert len(hospitals.places) == 13  # grep -c ,hospital, network_data/land/places.csv
    assert all(place.open_year is None for place in hospitals.places)


def test_main_stations_are_those_open_on_the_day(in_2015, in_2020):
    """South was closed from July 2013 to July 2020; West opened in 2022, Jiangdong never did."""
    assert [p.place_id for p in in_2015["hub_stations"].places] == [
        "hub:hangzhou",
        "hub:hangzhou_east",
    ]
    assert [p.place_id for p in in_2020["hub_stations"].places] == [
        "hub:hangzhou",
        "hub:hangzhou_east",
        "hub:hangzhou_south",
    ]
    assert all(place.is_station for place in in_2020["hub_stations"].places)


def test_the_airport_is_where_its_terminals_are(in_2020):
    (airport,) = in_2020["airport"].places
    assert (airport.place_id, airport.is_station) == ("airport:HGH", True)
    assert airport.lon == pytest.approx(120.430, abs=0.01)
    assert airport.lat == pytest.approx(30.239, abs=0.01)


def test_a_layer_is_as_good_as_its_worst_row(in_2015):
    """Six hospitals have a position from general knowledge; people are modelled."""
    assert in_2015["hospitals"].quality is Quality.UNVERIFIED
    assert in_2015["xixi_wetland"].quality is Quality.DERIVED
    assert in_2015["people"].quality is Quality.MODELLED
    assert worst_grade([]) is Quality.OFFICIAL


def test_people_and_jobs_lie_in_zones_everything_else_in_places(in_2015):
    in_zones = {name for name, layer in in_2015.items() if layer.zone_amount is not None}
    assert in_zones == {"people", "jobs"}
    assert all(not in_2015[name].places for name in in_zones)
    assert all(layer.unit and layer.source and layer.note for layer in in_2015.values())
