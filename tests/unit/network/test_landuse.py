"""Population and jobs: the counts of every district survive being spread over cells."""

from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

from sim.geometry import cells
from sim.network.landuse import LANDUSE_TABLES, model_zones
from sim.network.population import between, county_jobs, county_population


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
    # census 2010 and 2020 of the province; survey 2016 of Hangzhou
    assert sum(county_population(tables, 2010).values()) == 54_426_891
    assert sum(county_population(tables, 2020).values()) == 64_567_588
    hangzhou = {k: v for k, v in county_population(tables, 2016).items() if k.startswith("3301")}
    assert sum(hangzhou.values()) == pytest.approx(9_188_000, abs=1000)
    # Jianggan with the development zone tabulated apart
    assert hangzhou["330104"] == 741_000 + 320_500


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
