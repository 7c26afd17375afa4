"""Zones of demand: groups of cells that keep people, counties and banks apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import h3
import numpy as np
import pandas as pd
import pytest
import shapely

from sim.demand.model import DemandZones
from sim.demand.segments import SEGMENT_TABLES, read_segments
from sim.demand.trip_ends import TRIP_END_TABLES, trip_ends
from sim.demand.zone_cars import car_share, city_cars_per_1000, zone_cars_per_1000
from sim.demand.zone_groups import CellGroups, cell_groups, parent_cell, split_at_water
from sim.demand.zone_names import zone_names
from sim.demand.zone_parking import parking_of_groups, parking_rows
from sim.demand.zones import ZONE_TABLES, demand_zones, with_cars
from sim.errors import DataError
from sim.geometry import merged_polygon, segments_blocked, to_metres
from sim.network import Network, load_network
from sim.network.opportunities import opportunity_layers
from sim.tables import read_table

DATA = Path(__file__).parents[3] / "network_data"
PARAMETERS = {"car_access_per_car": 2.0}


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network(DATA, date(2015, 12, 31))


@pytest.fixture(scope="module")
def tables() -> Mapping[str, pd.DataFrame]:
    return {name: read_table(DATA, name) for name in ZONE_TABLES}


@pytest.fixture(scope="module")
def zones(network: Network, tables: Mapping[str, pd.DataFrame]) -> DemandZones:
    return demand_zones(network, tables, PARAMETERS)


def _cells(network: Network) -> list:
    return [zone for zone in network.zones.values() if zone.kind == "cell"]


def test_nobody_is_lost(network: Network, zones: DemandZones) -> None:
    cells = _cells(network)
    assert zones.population.sum() == pytest.approx(sum(c.population for c in cells), rel=1e-12)
    assert zones.jobs.sum() == pytest.approx(sum(c.jobs for c in cells), rel=1e-12)
    assert zones.cell_ids == tuple(c.zone_id for c in cells)
    for county in sorted(set(zones.county_ids)):
        inside = np.array(zones.county_ids) == county
        people = sum(c.population for c in cells if c.county_id == county)
        assert zones.population[inside].sum() == pytest.approx(people, rel=1e-12)


def test_there_are_about_as_many_zones_as_wanted(zones: DemandZones) -> None:
    areas = zones.kind.count("area")
    assert 600 <= areas <= 620
    assert zones.kind[areas:] == ("station",) * 5 + ("airport",)
    assert len(zones) == areas + 6 == len(zones.names_zh) == len(zones.special_stop_ids)


def test_ids_and_names_are_unique_in_both_languages(zones: DemandZones) -> None:
    for names in (zones.zone_ids, zones.names_zh, zones.names_en):
        assert len(set(names)) == len(zones)
        assert all(names)


def test_cells_of_a_zone_lie_in_one_county_on_one_bank(
    network: Network, zones: DemandZones
) -> None:
    cells = _cells(network)
    counties = np.array([cell.county_id for cell in cells])
    assert (np.array(zones.county_ids)[zones.cell_row] == counties).all()
    water = merged_polygon(barrier.rings for barrier in network.barriers).buffer(-10)
    xy = to_metres([c.lon for c in cells], [c.lat for c in cells])
    size = np.array([c.population + c.jobs for c in cells])
    largest = np.zeros(len(zones), dtype=int)
    for row in range(len(zones)):
        members = np.flatnonzero(zones.cell_row == row)
        largest[row] = members[np.argmax(size[members])] if len(members) else 0
    assert not segments_blocked(xy, xy[largest[zones.cell_row]], water).any()


def test_zones_lie_on_land(network: Network, zones: DemandZones) -> None:
    water = merged_polygon(barrier.rings for barrier in network.barriers)
    xy = to_metres(zones.lon, zones.lat)
    wet = [zones.zone_ids[row] for row in np.flatnonzero(shapely.contains_xy(water, xy))]
    assert wet == []


def test_same_inputs_give_same_zones_whatever_the_order_of_cells(
    network: Network, tables: Mapping[str, pd.DataFrame], zones: DemandZones
) -> None:
    shuffled = replace(network, zones=dict(reversed(network.zones.items())))
    again = demand_zones(shuffled, tables, PARAMETERS)
    assert again.zone_ids == zones.zone_ids
    assert again.names_en == zones.names_en
    assert np.allclose(again.population, zones.population, rtol=1e-12)
    assert np.array_equal(again.lon, zones.lon)
    assert demand_zones(network, tables, PARAMETERS).lon.tobytes() == zones.lon.tobytes()


def test_fewer_zones_where_fewer_are_wanted(
    network: Network, tables: Mapping[str, pd.DataFrame]
) -> None:
    few = demand_zones(network, tables, PARAMETERS, target_count=150)
    assert 150 <= few.kind.count("area") < 180
    assert few.population.sum() == pytest.approx(10_318_191.5)


def test_special_zones_know_their_stops(zones: DemandZones) -> None:
    east = zones.zone_ids.index("station:hangzhou_east")
    assert {"R_hangzhou_east", "M_east_railway_station"} <= set(zones.special_stop_ids[east])
    airport = zones.zone_ids.index("airport:HGH")
    assert "A_HGH" in zones.special_stop_ids[airport]
    assert zones.population[east] == zones.jobs[airport] == 0
    assert not any(zones.special_stop_ids[:east][row] for row in range(600))


def test_areas_count_the_districts_they_name(zones: DemandZones) -> None:
    # People of the model in 2015: all 13 units, the eight and nine urban districts, the first six.
    people = {name: float(zones.population[mask].sum()) for name, mask in zones.areas.items()}
    assert people == {
        "city": pytest.approx(10.32e6, rel=0.001),
        "urban": pytest.approx(7.743e6, rel=0.001),
        "urban_nine": pytest.approx(8.518e6, rel=0.001),  # with Fuyang
        "main_city": pytest.approx(4.072e6, rel=0.001),
    }


def test_parking_is_dearest_in_the_middle(zones: DemandZones) -> None:
    where = dict(zip(zones.names_zh, zones.parking_id, strict=True))
    assert {where[name] for name in where if name.startswith("龙翔桥")} == {"core"}
    assert where["杭州萧山国际机场"] == "elsewhere"
    jobs = {
        key: sum(j for j, p in zip(zones.jobs, zones.parking_id, strict=True) if p == key)
        for key in ("core", "zone_1", "zone_2", "elsewhere")
    }
    assert all(amount > 0 for amount in jobs.values())
    assert sum(jobs.values()) == pytest.approx(float(zones.jobs.sum()))


def test_cars_add_up_to_the_mean_of_the_city(
    network: Network, zones: DemandZones, tables: Mapping[str, pd.DataFrame]
) -> None:
    more = with_cars(zones, tables["demand/car_ownership"], PARAMETERS, cars_per_1000=250.0)
    assert (more.car_share > zones.car_share).all()
    # share = 1 - exp(-2 cars), so cars = -ln(1 - share) / 2 per person
    cars = -np.log(1 - more.car_share) / 2
    mean = (cars * more.population).sum() / more.population.sum()
    assert mean == pytest.approx(0.250, rel=1e-12)
    given = demand_zones(network, tables, PARAMETERS, cars_per_1000=250.0)
    assert np.array_equal(given.car_share, more.car_share)


def test_cars_of_a_year_lie_between_those_of_the_table() -> None:
    table = read_table(DATA, "demand/car_ownership")
    assert city_cars_per_1000(table, 2015) == 178
    # From 178 in 2015 to 197 in 2018: two thirds of the way.
    assert city_cars_per_1000(table, 2017) == pytest.approx(178 + 19 * 2 / 3)
    with pytest.raises(DataError, match="add a row with an empty county_id for the city"):
        city_cars_per_1000(table[table["county_id"] != ""], 2015)


def test_cars_need_a_number_that_is_not_negative() -> None:
    table = pd.DataFrame({"county_id": ["1"], "year": [2015], "cars_per_1000": [100.0]})
    with pytest.raises(DataError, match="must be a number of at least 0, not -1"):
        zone_cars_per_1000(table, ["1"], np.array([5.0]), city_mean=-1.0)
    assert zone_cars_per_1000(table, ["1"], np.array([0.0]), city_mean=7.0).tolist() == [7.0]
    assert car_share(np.array([1e9]), access_per_car=2.0).tolist() == [1.0]


def test_a_network_without_cells_is_told(
    network: Network, tables: Mapping[str, pd.DataFrame]
) -> None:
    with pytest.raises(DataError, match="the network has no cells"):
        demand_zones(replace(network, zones={}), tables, PARAMETERS)


def test_trip_ends_of_the_city(network: Network, zones: DemandZones) -> None:
    names = (*SEGMENT_TABLES, *TRIP_END_TABLES)
    known = {name: read_table(DATA, name) for name in names}
    ends = trip_ends(
        network,
        zones,
        read_segments(known).purposes,
        tables=known,
        layers=opportunity_layers(DATA, network),
        parameters={"trip_rate_per_person_day": 2.3},
    )
    assert ends.productions[:4].sum() == pytest.approx(2.3 * 10_318_191.5)
    assert ends.productions.sum(axis=1) == pytest.approx(ends.attractions.sum(axis=1), rel=1e-12)
    # Of the main stations Hangzhou and Hangzhou East are open: 260,000 passengers a day, 85 % of
    # them from or to the city; the South is being rebuilt, the other two do not exist.
    open_ones = np.array(zones.zone_ids)[ends.attractions[4] > 0].tolist()
    assert open_ones == ["station:hangzhou", "station:hangzhou_east"]
    assert ends.attractions[4].sum() == pytest.approx(0.85 * 260_000)
    # 77,700 passengers of the airport, 60 % of them from or to the city.
    assert ends.attractions[5].sum() == pytest.approx(0.6 * 77_700)


def test_parents_are_those_of_h3() -> None:
    cell = h3.latlng_to_cell(30.2731, 120.1589, 8)
    for resolution in range(9):
        assert parent_cell(cell, resolution) == h3.cell_to_parent(cell, resolution)


def test_the_largest_group_is_split_first() -> None:
    parent = h3.latlng_to_cell(30.27, 120.16, 5)
    children = sorted(h3.cell_to_children(parent, 8))
    size = np.ones(len(children))
    size[0] = 1000.0
    groups = cell_groups(children, ["1"] * len(children), size, target_count=8)
    assert 8 <= len(groups.group_ids) <= 14
    # The heavy cell ends up in a group of the finest grain made, the others stay coarse.
    counts = np.bincount(groups.row)
    assert counts[groups.row[0]] == counts.min()


def test_single_cells_are_not_split_and_no_zone_is_refused() -> None:
    cell = h3.latlng_to_cell(30.27, 120.16, 8)
    assert len(cell_groups([cell], ["1"], np.ones(1), target_count=50).group_ids) == 1
    with pytest.raises(DataError, match="at least one zone, not 0"):
        cell_groups([cell], ["1"], np.ones(1), target_count=0)
    with pytest.raises(DataError, match="'home' is no H3 index"):
        cell_groups(["home"], ["1"], np.ones(1), target_count=1)


def test_water_splits_again_until_each_side_holds_together() -> None:
    # Three banks: 0 and 1 | 2 | 3, two walls between them.
    xy = np.array([[0.0, 0.0], [1.0, 0.0], [10.0, 0.0], [20.0, 0.0]])
    walls = shapely.union_all([shapely.box(4, -9, 5, 9), shapely.box(14, -9, 15, 9)])
    one = CellGroups(("g",), np.zeros(4, dtype=np.int64))
    split = split_at_water(one, xy, np.array([1.0, 4.0, 3.0, 2.0]), walls)
    assert split.group_ids == ("g", "g.b", "g.c")
    assert split.row.tolist() == [0, 0, 1, 2]


def test_names_are_numbered_where_places_share_one() -> None:
    rows = {"name_zh": ["甲", "甲", "乙"], "name_en": ["Jia", "Jia B", "Yi"]}
    at = {"lon": [120.0, 120.2, 120.4], "lat": [30.0, 30.0, 30.0]}
    empty = pd.DataFrame({**{k: [] for k in (*rows, *at)}, "category": []})
    tables = {
        "land/settlements": pd.DataFrame({**rows, **at}),
        "land/places": empty,
        "metro/stations": empty,
    }
    lon = np.array([120.0, 120.2, 120.4])
    zh, en = zone_names(tables, lon, np.full(3, 30.0), [("", "")] * 3)
    # One Chinese name has one English name, so the numbers of both languages agree.
    assert (zh, en) == (("甲 1", "甲 2", "乙"), ("Jia 1", "Jia 2", "Yi"))


def test_parking_of_a_zone_is_where_most_of_it_lies() -> None:
    rows = np.array([1, 0, 0])
    assert parking_of_groups(rows, np.zeros(3, dtype=int), np.array([5.0, 2.0, 2.0]), 1) == [1]


def test_parking_zones_must_end_with_everywhere_else() -> None:
    one = np.array([120.0])
    ring = "120 30;121 30;121 31"
    table = pd.DataFrame({"parking_id": ["a", "b"], "ring": [ring, ring]})
    with pytest.raises(DataError, match="end the table with one row whose ring is empty"):
        parking_rows(table, one, one)
    bow = pd.DataFrame({"parking_id": ["a", "b"], "ring": ["0 0;1 1;1 0;0 1", ""]})
    with pytest.raises(DataError, match="the ring of 'a' in row 1 crosses itself"):
        parking_rows(bow, one, one)
