"""``sim matrix`` on São Paulo, where everything runs by frequencies, to the second.

In expectation: 12 origins x 323 hexagons x 60 departures, 08:30-09:29, across the minute at 08:59
that belongs to no band of the feed. Sampled: `drawn` is the brute force for phases given per row of
frequencies.txt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from bench_rules import UNREACHABLE, Town, expected_matrix, matrix, percentiles, town
from cities import City, Question, compare, points_of, prepare, sample, source
from plain_gtfs import read_day, running
from plain_search import Plain

from sim.routing import Draws, Query, sampled_travel_times
from sim.routing.draws import phases_s, share
from sim.study.city import CityFiles, Walking, build_city

MONDAY = date(2019, 5, 13)
DEPARTURES_S = [(8 * 60 + 30) * 60 + 60 * minute for minute in range(60)]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    folder = tmp_path_factory.mktemp("sao_paulo")
    return prepare("sao_paulo", folder, ("spo_gtfs.zip",), "spo_osm.pbf", fill=False)


@pytest.fixture(scope="module")
def points() -> pd.DataFrame:
    return points_of(source("sao_paulo", "spo_hexgrid.csv"))


@pytest.fixture(scope="module")
def world(city: City, points: pd.DataFrame) -> Town:
    return town(read_day(city.feeds, MONDAY), city.graph, sample(points, 12), points)


def test_the_gap_between_bands_is_there(world: Town) -> None:
    bands = world.day.frequencies
    assert not world.day.runs.any()
    assert (bands.end_s % 3600 == 59 * 60).sum() > 600


def test_brute_force_equals_trying_everything(world: Town) -> None:
    plain = Plain(world, slack_s=60, max_time_s=1800, max_rides=2)
    found = expected_matrix(world, DEPARTURES_S[20:21], max_time_s=1800, max_rides=2)
    for origin in range(2):
        assert found[origin, 0].tolist() == plain.times_s(origin, DEPARTURES_S[20])


def drawn(world: Town, phases_s: Sequence[int]) -> Town:
    """The town with vehicles at ``start + phase + i * headway < end`` in each band."""
    return replace(world, day=running(world.day, phases_s))


def test_sampled_brute_force_equals_trying_everything(world: Town) -> None:
    rng = np.random.default_rng(20_190_513)
    headways_s = world.day.frequencies.headway_s.to_numpy(np.int64)
    place = drawn(world, rng.integers(0, headways_s))
    plain = Plain(place, slack_s=60, max_time_s=1800, max_rides=None)
    found = matrix(place, DEPARTURES_S[20:21], max_time_s=1800)
    for origin in range(4):
        assert found[origin, 0].tolist() == plain.times_s(origin, DEPARTURES_S[20])


def test_the_first_vehicle_of_a_band_leaves_with_its_phase(world: Town) -> None:
    # First row: CPTM L07-0 from 04:00, every 720 s until 04:59. Phase 100: 14500, 15220, 15940,
    # 16660, 17380 (17940 is the end). With phase 300 the fifth would leave at 17580, the last one
    # as well; with phase 660 at 17940: excluded, so four.
    for phase_s, count in ((100, 5), (300, 5), (659, 5), (660, 4)):
        phases_s = [phase_s, *[0] * (len(world.day.frequencies) - 1)]
        day = running(world.day, phases_s)
        first = [t for t in day.trip_ids if t.startswith("0:CPTM L07-0")]
        leave_s = sorted(day.departure_s[day.first[day.trip_ids.index(t)]] for t in first)
        assert [t for t in leave_s if t < 18_000] == [
            14_400 + phase_s + 720 * i for i in range(count)
        ]


def test_every_cell_in_expectation(
    city: City, world: Town, points: pd.DataFrame, tmp_path: Path
) -> None:
    expected_s = expected_matrix(world, DEPARTURES_S)
    assert (expected_s != UNREACHABLE).mean() > 0.5
    compare(
        city, Question(MONDAY, "08:30-09:30", DEPARTURES_S), expected_s,
        origins=sample(points, 12), destinations=points, folder=tmp_path,
    )  # fmt: skip


def test_every_cell_of_draws(city: City, world: Town, points: pd.DataFrame, tmp_path: Path) -> None:
    """Two draws together: the brute force runs vehicles with the engine's own phases."""
    froms, tos = tmp_path / "from.csv", tmp_path / "to.csv"
    sample(points, 12).to_csv(froms, index=False)
    points.to_csv(tos, index=False)
    files = CityFiles(city.feeds, MONDAY, froms, tos, walk_nodes=city.nodes, walk_edges=city.edges)
    ours = build_city(files, Walking(), max_time_s=7200)
    query = Query(tuple(DEPARTURES_S), (5, 50, 95), 7200)
    found = sampled_travel_times(
        ours.timetable, ours.access, ours.egress, ours.direct, query, draws=Draws(2, seed=5)
    )
    names = {name.split(":", 1)[1]: name for name in ours.timetable.pattern_ids}
    profiles = []
    for draw in range(2):
        phases = np.zeros(len(world.day.frequencies), np.int64)
        for trip, unsorted in world.day.frequencies.groupby("trip"):
            u = share(names[world.day.trip_ids[trip].removeprefix("0:")], draw, 5)
            rows = unsorted.sort_values("start_s")
            bands = rows[["start_s", "end_s", "headway_s"]].to_numpy(int).tolist()
            phases[rows.index.to_numpy()] = phases_s([tuple(band) for band in bands], u)
        profiles.append(matrix(drawn(world, phases.tolist()), DEPARTURES_S))
    expected_s = percentiles(np.concatenate(profiles, axis=1), [5, 50, 95])
    assert (found.times_s == expected_s).all()
    assert np.nanmax(found.standard_error_s) > 0
