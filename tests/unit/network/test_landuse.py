"""Population and jobs: the counts of every district survive being spread over cells."""

from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from sim.geometry import cells
from sim.network.landuse import (
    LANDUSE_ASSUMPTIONS,
    LANDUSE_TABLES,
    _dry_means,
    _near_a_bus_stop,
    model_zones,
)
from sim.network.population import between, county_jobs, county_population
from sim.network.weights import HOME_POI, in_water


@pytest.fixture(scope="module")
def tables(package):
    return {name: package[name] for name in LANDUSE_TABLES}


@pytest.fixture(scope="module")
def zones_of(tables):
    built = {}

    def zones(year):
        return built.setdefault(year, model_zones(tables, year))

    return zones


def by_county(zones, attribute):
    sums = defaultdict(float)
    for zone in zones:
        sums[zone.county_id] += getattr(zone, attribute)
    return sums


@pytest.mark.parametrize("year", [2010, 2015, 2016, 2020, 2025])
def test_every_county_keeps_its_people_and_jobs(zones_of, tables, year):
    people = county_population(tables, year)
    jobs = county_jobs(tables, people, county_population(tables, 2020))
    assert by_county(zones_of(year), "population") == pytest.approx(people, rel=1e-9)
    assert by_county(zones_of(year), "jobs") == pytest.approx(jobs, rel=1e-9)


def test_published_totals(tables):
    # census 2010 and 2020 of the province
    assert sum(county_population(tables, 2010).values()) == 54_426_891
    assert sum(county_population(tables, 2020).values()) == 64_567_588


def test_years_between_the_censuses_are_on_a_straight_line(tables):
    first, middle, last = (county_population(tables, year) for year in (2010, 2015, 2020))
    assert middle == pytest.approx({key: (first[key] + last[key]) / 2 for key in first})
    hangzhou = sum(people for key, people in middle.items() if key.startswith("3301"))
    assert hangzhou == pytest.approx((8_700_373 + 11_936_010) / 2)
    assert any("Hangzhou 2015: 10.3 million" in text for text in LANDUSE_ASSUMPTIONS)


def test_a_county_founded_between_the_censuses_is_split_off_its_mother(tables):
    people = county_population(tables, 2015)
    # Cangnan and Longgang together: from 1,184,643 half way to 843,962 + 464,732
    assert people["330327"] + people["330383"] == pytest.approx((1_184_643 + 1_308_694) / 2)
    assert people["330383"] / people["330327"] == pytest.approx(464_732 / 843_962)


def test_lines_through_the_known_years():
    knots = {2010: 100.0, 2016: 160.0, 2020: 200.0}
    assert between(knots, 2013) == 130.0
    assert between(knots, 2030) == 300.0
    assert between(knots, 1900) == 0.0
    assert between({2020: 5.0}, 2030) == 5.0


def test_new_districts_of_2021_have_their_people_where_the_census_found_them(zones_of, package):
    """Part of Jianggan, Xiaoshan and Yuhang that the reform of 2021 made districts of their own."""
    from shapely import STRtree, points
    from shapely.geometry import shape

    rows = [r for r in package["land/boundaries"].to_dict("records") if r["valid"] == "from2021"]
    tree = STRtree([shape(row["geometry"]) for row in rows])
    people = defaultdict(float)
    for zone in zones_of(2020):
        found = tree.query(points(zone.lon, zone.lat), predicate="intersects")
        if zone.kind == "cell" and len(found):
            people[rows[int(found[0])]["county_id"]] += zone.population
    published = {"330110_2021": 1_226_673, "330113_2021": 1_175_841, "330114_2021": 769_150}
    for county_id, count in published.items():
        assert people[county_id] == pytest.approx(count, rel=0.03)


def test_cells_hold_their_own_position_and_few_are_needed(zones_of):
    zones = [zone for zone in zones_of(2020) if zone.kind == "cell"]
    assert 2500 <= len(zones) <= 5000
    assert min(zone.population for zone in zones) >= 20 or min(z.jobs for z in zones) >= 100
    found = cells([zone.lon for zone in zones], [zone.lat for zone in zones])
    same = sum(cell == zone.zone_id for cell, zone in zip(found, zones, strict=True))
    assert same / len(zones) > 0.98  # the mean of the grid points of a cell can lie beside it


@pytest.mark.parametrize("year", [2015, 2020])
def test_nobody_lives_in_drawn_water(zones_of, tables, year):
    zones = zones_of(year)
    wet = in_water(
        tables["land/water"],
        np.array([zone.lon for zone in zones]),
        np.array([zone.lat for zone in zones]),
    )
    people = np.array([zone.population for zone in zones])
    assert people[wet].sum() < 0.001 * people.sum()


def test_grid_cells_without_homes_hold_few_people(zones_of, tables):
    """The base of the weights stands for villages only: less than 4 % of the city."""
    grid = tables["land/poi_grid"]
    homes = grid[list(HOME_POI)].sum(axis=1).groupby(cells(grid["lon"], grid["lat"])).sum()
    without = set(homes.index[homes == 0])
    zones = [zone for zone in zones_of(2020) if zone.kind == "cell"]
    people = sum(zone.population for zone in zones if zone.zone_id in without)
    assert people < 0.04 * sum(zone.population for zone in zones)


def test_the_mean_of_a_cell_around_water_is_moved_to_the_nearest_people():
    pond = {"type": "Polygon", "coordinates": [[[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]]}
    water = pd.DataFrame({"kind": ["lake"], "geometry": [pond]})
    points = [("a", -2.0, 0.0, 5.0), ("a", 3.0, 0.0, 3.0), ("b", 4.0, 0.0, 1.0), ("b", 6.0, 0, 1.0)]
    frame = pd.DataFrame(points, columns=["cell", "lon", "lat", "people"]).assign(jobs=0.0)
    lon, lat = _dry_means(frame, water)
    assert lon.tolist() == [-2.0, 5.0]
    assert lat.tolist() == [0.0, 0.0]


def test_a_bus_stop_on_the_other_bank_is_out_of_reach():
    river = shapely.box(120.004, 29.9, 120.006, 30.1).__geo_interface__
    rows = {"name_en": ["River"], "kind": ["river"], "geometry": [river]}
    stops = pd.DataFrame({"lon": [120.008], "lat": [30.0]})
    lon, lat = np.array([120.002, 120.010]), np.array([30.0, 30.0])
    for barrier, expected in ((False, [True, True]), (True, [False, True])):
        water = pd.DataFrame({**rows, "barrier": [barrier]})
        near = _near_a_bus_stop({"bus/stops": stops, "land/water": water}, lon, lat)
        assert near.tolist() == expected


def test_zones_are_named_sorted_and_know_how_they_reach_stops(zones_of):
    zones = zones_of(2020)
    assert [zone.zone_id for zone in zones] == sorted(zone.zone_id for zone in zones)
    assert len({zone.zone_id for zone in zones}) == len(zones)
    assert {zone.name_en for zone in zones if zone.county_id == "330102"} == {"Shangcheng"}
    counties = [zone for zone in zones if zone.kind == "county"]
    assert len(counties) == 77
    assert all(zone.feeder_speed_kmh > 0 for zone in counties)
    centre = [zone for zone in zones if zone.county_id == "330103"]
    assert all(zone.feeder_speed_kmh == 0 for zone in centre)
    lin_an = [zone for zone in zones if zone.county_id == "330112"]
    assert all(zone.feeder_speed_kmh > 0 for zone in lin_an)


def test_under_a_third_of_the_people_of_the_city_live_near_a_station_in_2020(zones_of, package):
    """Published: under a third of residents within 800 m of a metro entrance in 2020."""
    from sim.geometry import pairs_within, to_metres

    stations = package["metro/stations"]
    stations = stations[stations["open_date"] <= pd.Timestamp("2020-12-31")]
    zones = [zone for zone in zones_of(2020) if zone.kind == "cell"]
    near, _, _ = pairs_within(
        to_metres([z.lon for z in zones], [z.lat for z in zones]),
        to_metres(stations["lon"].to_numpy(), stations["lat"].to_numpy()),
        800.0,
    )
    people = sum(zones[row].population for row in set(near.tolist()))
    share = people / sum(zone.population for zone in zones)
    assert 0.2 < share < 1 / 3


def test_zones_are_a_pure_function_of_tables_and_year(tables, zones_of):
    before = {name: table.copy() for name, table in tables.items()}
    assert model_zones(tables, 2020) == zones_of(2020)
    for name, table in tables.items():
        pd.testing.assert_frame_equal(table, before[name])


def test_no_module_of_the_network_reads_a_path_outside_its_argument():
    folder = Path(__file__).parents[3] / "sim" / "network"
    for path in folder.glob("*.py"):
        assert "../" not in path.read_text(encoding="utf-8"), path
