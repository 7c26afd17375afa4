"""The access tables of a run and of `measure_access`, on the real network with few departures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.errors import DataError, OutputError, ScenarioError
from sim.network.opportunities import opportunity_layers
from sim.routing.matrix import travel_times
from sim.routing.settings import Query
from sim.routing.warm import compile_kernels
from sim.study.access import measure_access
from sim.study.access_places import destinations
from sim.study.access_summary import access_summary
from sim.study.access_tables import ACCESS_TABLES, access_tables
from sim.study.prepare import prepare
from sim.study.skims import zone_access
from sim.study.world import build_world

ROOT = Path(__file__).parents[2]
DATA = ROOT / "network_data"

SMALL = """\
scenario: small
title: The network of 2015, two departures
as_of: 2015-12-31
accessibility:
  cutoffs_min: [20, 40]
  departures: "08:00-08:02"
  step_min: 1
  sums_step_min: 1
  equity_draws: 20
  measures:
    - {measure: cumulative, layers: [jobs, hospitals]}
    - {measure: time_to_closest, layers: [hospitals, hub_stations]}
    - measure: gravity
      layers: [jobs]
      decay: {exponential: {half_life_min: 10}}
one_hour_circle: {window: "08:00-10:00", step_min: 60, sample: 2}
"""


@pytest.fixture(scope="module")
def small_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("access") / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    return tmp_path_factory.mktemp("outputs")


@pytest.fixture(scope="module")
def prepared(small_file, networks):
    compile_kernels(lambda _: None)
    found = prepare(str(small_file), DATA, ROOT / "scenarios")
    return found.with_network(networks)


@pytest.fixture(scope="module")
def world(prepared):
    return build_world(prepared.network, prepared.settings.walk)


@pytest.fixture(scope="module")
def layers(prepared):
    return opportunity_layers(DATA, prepared.network)


@pytest.fixture(scope="module")
def tables(prepared, world, layers):
    return run_tables(prepared, world, layers)


def run_tables(prepared, world, layers):
    return access_tables(
        world,
        prepared.settings,
        lambda _: None,
        layers=layers,
        asked=prepared.scenario.document.accessibility,
        seed=prepared.seed,
    )


@pytest.fixture(scope="module")
def measure(small_file, outputs):
    def ask(name: str = "cumulative", **options) -> pd.DataFrame:
        folders = {"data_dir": DATA, "outputs_dir": outputs, "scenarios_dir": ROOT / "scenarios"}
        return measure_access(small_file, name, **folders, **options)

    return ask


def rows(table: pd.DataFrame, measure: str, layer: str, parameter: str = "") -> np.ndarray:
    chosen = (table["measure"] == measure) & (table["layer"] == layer)
    return table.loc[chosen & (table["parameter"] == parameter), "value"].to_numpy()


def test_the_table_of_zones_is_the_one_reach_makes_to_the_last_digit(tables, prepared, world):
    alone = zone_access(world, prepared.settings, lambda _: None)
    pd.testing.assert_frame_equal(tables["zone_access"], alone)


def test_jobs_within_a_cutoff_are_those_of_the_table_of_zones(tables):
    zones = tables["zone_access"]
    for cutoff in (20, 40):
        found = rows(tables["access"], "cumulative", "jobs", f"{cutoff} min")
        wanted = zones[f"jobs_{cutoff}min"].to_numpy()
        # The table of zones is rounded to whole jobs, access to six digits.
        assert np.abs(found - wanted).max() <= max(0.5 + 1e-9, 1e-5 * wanted.max())


def test_a_place_is_reached_as_a_search_to_it_alone_says(tables, world, layers, prepared):
    """Median of two departures is the smaller; minutes to each hospital, one by one."""
    hospitals = next(layer for layer in layers if layer.layer_id == "hospitals")
    query = Query((8 * 3600, 8 * 3600 + 60), max_time_s=40 * 60, max_rides=6)
    closest = np.full(len(world.zones), np.inf)
    within_20 = np.zeros(len(world.zones))
    for place in hospitals.places[:13]:
        point = (world.point(place.place_id, place.lon, place.lat),)
        times = travel_times(
            world.timetable,
            world.zone_links,
            world.links(point),
            world.walks(world.zone_points, point),
            query,
        ).at(50)[:, 0]
        minutes = np.where(times < 0, np.inf, times / 60)
        closest = np.minimum(closest, minutes)
        within_20 += minutes <= 20
    found = rows(tables["access"], "time_to_closest", "hospitals")
    np.testing.assert_allclose(np.where(np.isnan(found), np.inf, found), closest, rtol=1e-5)
    assert np.array_equal(rows(tables["access"], "cumulative", "hospitals", "20 min"), within_20)
    assert prepared.settings.max_rides == 6


def test_the_search_ends_at_the_longest_cutoff_and_the_table_says_so(tables):
    access = tables["access"]
    assert set(access["searched_to_min"]) == {40.0}
    assert set(access["statistic"]) == {"p50"}
    assert np.nanmax(rows(access, "time_to_closest", "hub_stations")) <= 40
    assert len(access) == len(tables["zone_access"]) * 7


def test_a_longer_search_finds_what_is_farther_and_changes_nothing_nearer(
    tables, prepared, world, layers
):
    asked = prepared.scenario.document.accessibility.model_copy(update={"sums_max_min": 60})
    longer = access_tables(
        world, prepared.settings, lambda _: None, layers=layers, asked=asked, seed=prepared.seed
    )
    pd.testing.assert_frame_equal(longer["zone_access"], tables["zone_access"])
    assert set(longer["access"]["searched_to_min"]) == {60.0}
    near = rows(tables["access"], "time_to_closest", "hospitals")
    far = rows(longer["access"], "time_to_closest", "hospitals")
    reached = ~np.isnan(near)
    assert np.array_equal(near[reached], far[reached])
    assert np.nanmin(far[~reached]) > 40
    assert np.isnan(near).sum() > np.isnan(far).sum()
    more = rows(longer["access"], "gravity", "jobs", "exponential half-life 10 min")
    less = rows(tables["access"], "gravity", "jobs", "exponential half-life 10 min")
    assert (more >= less).all()
    assert (more > less).any()


def test_places_have_the_links_they_would_have_if_they_were_asked_for_with_the_zones(world, layers):
    """Links of zones and of places are joined instead of searched for again."""
    to = destinations(world, layers)
    places = tuple(
        world.point(place.place_id, place.lon, place.lat, is_station=place.is_station)
        for place in to.places
    )
    together = (*world.zone_points, *places)
    for joined, searched in (
        (to.egress, world.links(together)),
        (to.direct, world.walks(world.zone_points, together)),
    ):
        assert joined.from_ids == searched.from_ids
        assert joined.to_ids == searched.to_ids
        for side in ("forward", "backward"):
            for part in ("first", "target", "time_s"):
                one, other = getattr(joined, side), getattr(searched, side)
                assert np.array_equal(getattr(one, part), getattr(other, part))


def test_every_layer_is_told_with_its_total(tables, layers):
    told = tables["opportunity_layers"].set_index("layer")
    assert list(told.index) == [layer.layer_id for layer in layers]
    zones = tables["zone_access"]
    assert told.loc["jobs", "total"] == pytest.approx(zones["jobs"].sum(), rel=1e-4)
    assert told.loc["hospitals", "total"] == 13
    listed = tables["opportunities"].groupby("layer")["amount"].sum()
    for layer, total in told["total"].items():
        assert listed.get(layer, 0.0) == pytest.approx(total, rel=1e-4)
    assert set(tables["opportunities"]["zone_id"]) <= set(zones["zone_id"])


def test_equity_is_that_of_the_cells_of_the_city(tables):
    """Gini by the double sum over all pairs of cells, as it is defined."""
    zones = tables["zone_access"]
    city = (zones["kind"] == "cell").to_numpy()
    jobs = rows(tables["access"], "cumulative", "jobs", "40 min")[city]
    share = zones["population"].to_numpy()[city] / zones["population"].to_numpy()[city].sum()
    mean = (share * jobs).sum()
    pairs = share @ np.abs(jobs[:, None] - jobs[None, :]) @ share
    equity = tables["equity"]
    of_city = equity[(equity["group_type"] == "city") & (equity["layer"] == "jobs")]
    gini = of_city[of_city["statistic"] == "gini"].iloc[0]
    assert gini["value"] == pytest.approx(pairs / (2 * mean), abs=2e-5)
    assert gini["low"] < gini["value"] < gini["high"]
    assert gini["parameter"] == "40 min"
    poor = of_city[of_city["statistic"] == "fgt0"].iloc[0]
    line = 0.1 * zones["jobs"].to_numpy()[city].sum()
    assert poor["line"] == pytest.approx(line, abs=1)
    assert poor["value"] == pytest.approx(share[jobs < poor["line"]].sum(), abs=1e-5)


def test_equity_has_city_districts_rings_and_all_headlines(tables):
    equity = tables["equity"]
    assert {(one.measure, one.layer) for one in equity.itertuples()} == {
        ("cumulative", "jobs"), ("cumulative", "hospitals"), ("minutes_from_hub", ""),
        ("minutes_from_airport", ""),
    }  # fmt: skip
    groups = equity.groupby("group_type")["group_id"].nunique().to_dict()
    assert groups == {"city": 1, "district": 13, "ring": 5}
    assert not {"palma", "concentration"} & set(equity["statistic"])  # no incomes are known


def test_the_same_again_is_the_same_to_the_byte(tables, prepared, world, layers, tmp_path):
    again = run_tables(prepared, world, layers)
    assert set(again) == set(tables) == set(ACCESS_TABLES)
    for name, table in tables.items():
        pd.testing.assert_frame_equal(again[name], table)
        for copy, frame in enumerate((table, again[name])):
            frame.to_parquet(tmp_path / f"{name}{copy}.parquet", index=False)
        assert (tmp_path / f"{name}0.parquet").read_bytes() == (
            tmp_path / f"{name}1.parquet"
        ).read_bytes()


def test_measure_access_gives_the_numbers_of_the_run(measure, tables):
    found = measure(layers=["jobs", "hospitals"])
    for layer in ("jobs", "hospitals"):
        for parameter in ("20 min", "40 min"):
            np.testing.assert_array_equal(
                rows(found, "cumulative", layer, parameter),
                rows(tables["access"], "cumulative", layer, parameter),
            )
    assert {"zone_id", "name_zh", "population", "lon", "searched_to_min"} <= set(found)


def test_percentile_of_access_is_taken_after_the_access_of_each_departure(measure, world, layers):
    """Two departures: the median is the better of the two counts."""
    found = measure(layers=["hospitals"], cutoffs_min=[20], percentile_of="access")
    assert set(found["statistic"]) == {"p50 of access"}
    hospitals = next(layer for layer in layers if layer.layer_id == "hospitals")
    points = tuple(world.point(p.place_id, p.lon, p.lat) for p in hospitals.places)
    counts = []
    for departure_s in (8 * 3600, 8 * 3600 + 60):
        times = travel_times(
            world.timetable,
            world.zone_links,
            world.links(points),
            world.walks(world.zone_points, points),
            Query((departure_s,), max_time_s=1200, max_rides=6),
        ).at(50)
        counts.append((times >= 0).sum(axis=1))
    assert np.array_equal(found["value"].to_numpy(), np.maximum(*counts))


def test_a_measure_without_an_edge_searches_as_far_as_the_scenario(measure):
    found = measure("time_to_closest", layers=["hospitals"], search_min=50)
    assert set(found["searched_to_min"]) == {50.0}
    assert 40 < np.nanmax(found["value"]) <= 50


def test_an_own_layer_is_measured_under_its_name(measure, tmp_path):
    path = tmp_path / "clinics.csv"
    path.write_text("id,lon,lat,amount\nwulin,120.1589,30.2731,40\n", encoding="utf-8")
    found = measure(cutoffs_min=[30], opportunities=path)
    assert set(found["layer"]) == {"clinics"}
    assert set(found["value"]) == {0.0, 40.0}


def test_the_summary_weighs_by_people(measure):
    found = measure(layers=["jobs"], cutoffs_min=[20])
    cells = found[(found["kind"] == "cell") & (found["population"] > 0)]
    summary = access_summary(found)
    city = summary[summary["place"] == "city"].iloc[0]
    assert city["value"] == pytest.approx(np.average(cells["value"], weights=cells["population"]))
    assert (summary["place"] == "district").sum() == 13
    best = summary[summary["place"] == "best"].iloc[0]
    assert best["value"] == cells["value"].max()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"layers": ["jobz"]}, "there is no layer of opportunities 'jobz'; did you mean 'jobs'"),
        ({"cutoffs_min": [300]}, "looks 300 min far, beyond the scenario's search of 240 min"),
        ({"percentile": 0}, "0 is no percentile; give a whole number from 1 to 99"),
        ({"percentile_of": "both"}, "percentile_of is 'time' or 'access', not 'both'"),
        ({"cutoffs_min": [60], "search_min": 30}, "must reach the longest cutoff (60 min)"),
        ({"name": "gravity", "decay": "exponental 20"}, "did you mean 'exponential'"),
    ],
)
def test_what_cannot_be_measured_is_refused_with_advice(measure, options, words):
    with pytest.raises(DataError) as refused:
        measure(**options)
    assert words in str(refused.value)


def test_an_unknown_scenario_is_refused(outputs):
    with pytest.raises(ScenarioError) as refused:
        measure_access("plan-2021", data_dir=DATA, outputs_dir=outputs)
    assert "did you mean 'plan-2020'" in refused.value.issues[0].fix


def test_a_finished_run_is_measured_as_its_scenario_was(quick_run, outputs):
    """The run has a modification and departures of its own: both are taken from its manifest."""
    jobs = quick_run.table("zone_access")["jobs_60min"].to_numpy()
    for of in (quick_run, str(quick_run.folder)):
        found = measure_access(of, layers=["jobs"], data_dir=DATA, outputs_dir=outputs)
        assert np.abs(found["value"].to_numpy() - jobs).max() <= 1e-5 * jobs.max()
        assert set(found["parameter"]) == {"60 min"}


def test_a_run_of_other_tables_is_refused(quick_run, outputs):
    identity = {**quick_run.manifest.identity, "data": {"land/places.csv": "0"}}
    other = replace(quick_run, manifest=replace(quick_run.manifest, identity=identity))
    with pytest.raises(
        OutputError, match=r"the tables have changed since .* run the scenario again"
    ):
        measure_access(other, data_dir=DATA, outputs_dir=outputs)
