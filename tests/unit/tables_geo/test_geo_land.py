"""People, counties and borders: official totals, units that meet, stops on land."""

import numpy as np
import pandas as pd
import pytest
import shapely


def _people(table, year, kind="census"):
    people = table("land/population")
    return people[(people["year"] == year) & (people["kind"] == kind)]


@pytest.mark.parametrize(("source", "total"), [("C2010", 54_426_891), ("C2020", 64_567_588)])
def test_census_adds_up_to_the_province(table, source, total):
    people = table("land/population")
    assert people.loc[people["source"] == source, "population"].sum() == total


def test_hangzhou_2016_adds_up_with_the_parts_listed_apart(table):
    people = _people(table, 2016, "sample_survey")
    assert people["population"].sum() == 9_188_000
    assert {"JKQ", "XHFJ", "DJD"} < set(people["county_id"])


def test_hangzhou_2020_is_the_same_in_both_divisions(table):
    people = _people(table, 2020)
    new = people.loc[people["source"] == "HZ2020", "population"].sum()
    census = people[people["source"] == "C2020"]
    old = census.loc[census["county_id"].str.startswith("3301"), "population"].sum()
    assert old == new == 11_936_010


def test_totals_of_the_statistics_stand_in_the_facts(table):
    facts = table("land/facts")
    rows = facts[(facts["indicator"] == "resident_population") & (facts["area"] == "浙江省")]
    assert rows.set_index("year")["value"].to_dict() == {2010: 54_426_891, 2020: 64_567_588}


def test_ninety_units_at_any_time(table):
    counties = table("land/counties")
    counts = counties["valid"].value_counts().to_dict()
    assert counts == {"always": 77, "pre2021": 13, "from2021": 13, "part": 5}
    parts = counties[counties["valid"] == "part"]
    assert parts["part_of"].isin(counties["county_id"]).all()
    assert not parts["has_boundary"].any()


def test_every_unit_before_2021_has_people_of_2020_and_workers(table):
    counties = table("land/counties")
    before = set(counties.loc[counties["valid"].isin(["always", "pre2021"]), "county_id"])
    census = _people(table, 2020)
    assert before <= set(census.loc[census["source"] == "C2020", "county_id"])
    assert before == set(table("land/employed_residents")["county_id"])


def test_workers_add_up_over_industries(table):
    workers = table("land/employed_residents")
    industries = workers.columns[3:-2]
    assert len(industries) == 20
    assert (workers[industries].sum(axis=1) == workers["employed_sample"]).all()
    assert workers["employed_sample"].sum() == 3_624_377


def test_points_of_interest_add_up(table):
    grid = table("land/poi_grid")
    assert len(grid) == 6741
    assert grid.iloc[:, 4:-2].to_numpy().sum() == 264_340
    assert grid["lon"].between(119.98, 120.50).all()
    assert grid["lat"].between(29.99, 30.51).all()


@pytest.mark.parametrize("other", ["from2021", "pre2021"])
def test_borders_are_valid_and_meet_without_gap_or_overlap(table, metric_shapes, other):
    borders = table("land/boundaries")
    units = metric_shapes(borders[borders["valid"] != other])
    assert len(units) == 90
    assert shapely.is_valid(units).all()
    assert shapely.coverage_is_valid(units)
    assert shapely.area(units).sum() / 1e6 == pytest.approx(107_180, rel=0.001)


def test_hangzhou_has_the_same_outline_before_and_since_2021(table, metric_shapes):
    borders = table("land/boundaries")
    before, since = (
        shapely.union_all(metric_shapes(borders[borders["valid"] == when]))
        for when in ("pre2021", "from2021")
    )
    assert before.symmetric_difference(since).area < 1.0


def test_areas_agree_with_the_borders(table, metric_shapes):
    counties = table("land/counties").set_index("county_id")
    borders = table("land/boundaries")
    areas = pd.Series(shapely.area(metric_shapes(borders)) / 1e6, borders["county_id"])
    # islands under 1 km² are left out of the borders
    stated = counties.loc[areas.index, "area_km2"]
    assert (np.abs(areas / stated - 1) < 0.02)[stated > 200].mean() > 0.95
    assert areas.sum() == pytest.approx(stated.sum(), rel=0.002)


def test_seats_lie_in_their_units(table, metric_shapes, metric_points):
    borders = table("land/boundaries").reset_index(drop=True)
    counties = table("land/counties").set_index("county_id").loc[borders["county_id"]]
    seats = metric_points(counties.rename(columns={"seat_lon": "lon", "seat_lat": "lat"}))
    assert shapely.contains(metric_shapes(borders), seats).all()


def test_bus_stops_lie_in_hangzhou(table, metric_shapes, metric_points):
    borders = table("land/boundaries")
    city = shapely.union_all(metric_shapes(borders[borders["valid"] == "pre2021"]))
    away = shapely.distance(city, metric_points(table("bus/stops")))
    assert (away > 0).sum() <= 4  # line 523 ends in Haining
    assert away.max() < 1500


@pytest.mark.parametrize("name", ["bus/stops", "metro/stations", "bus/airport_stops"])
def test_no_stop_lies_deep_in_the_water(table, metric_shapes, metric_points, name):
    water = table("land/water")
    banks = shapely.union_all(
        metric_shapes(water[water["kind"].isin(["sea", "river", "lake", "reservoir"])])
    )
    points = metric_points(table(name))
    wet = points[shapely.contains(banks, points)]
    assert (shapely.distance(wet, banks.boundary) < 60).all()


def test_the_river_is_a_barrier_and_lakes_are_not(table):
    water = table("land/water")
    assert set(water.loc[water["barrier"], "name_zh"]) == {"钱塘江", "富春江"}
    assert set(water.loc[water["barrier"], "kind"]) == {"river"}
    assert set(water.loc[water["method"] == "modelled", "quality"]) == {"estimate", "unverified"}


def test_places_that_other_modules_name(table):
    places = table("land/places").set_index("place_id")
    wanted = ["wulin", "qianjiang_new_city", "hgh_airport", "huzhou", "jiaxing", "shaoxing"]
    assert places.index.is_unique
    assert set(wanted) <= set(places.index)
    assert places.loc["wulin", ["lon", "lat"]].tolist() == [120.1589, 30.2731]


def test_the_false_city_is_gone(table):
    settlements = table("land/settlements")
    assert len(settlements) == 1008
    assert "G1798425" not in set(settlements["settlement_id"])
    assert settlements["population"].max() < 10_000_000


def test_the_province_holds_its_counties(table, metric_shapes):
    province = metric_shapes(table("land/province"))[0]
    assert province.is_valid
    borders = table("land/boundaries")
    units = shapely.union_all(metric_shapes(borders[borders["valid"] != "from2021"]))
    assert units.intersection(province).area / units.area > 0.99
