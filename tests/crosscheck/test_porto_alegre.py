"""``sim matrix`` on Porto Alegre under the benchmark's rules: every cell, to the second.

20 origins x 1,227 points x 60 departures, Monday 2019-05-13, 14:00-14:59.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from bench_rules import UNREACHABLE, Town, matrix, town
from cities import City, Question, compare, points_of, prepare, sample, source
from plain_gtfs import read_day
from plain_search import Plain
from plain_streets import snap

MONDAY = date(2019, 5, 13)
FEEDS = ("poa_eptc.zip", "poa_trensurb.zip")
DEPARTURES_S = [14 * 3600 + 60 * minute for minute in range(60)]
HOUR = Question(MONDAY, "14:00-15:00", DEPARTURES_S)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    folder = tmp_path_factory.mktemp("porto_alegre")
    return prepare("porto_alegre", folder, FEEDS, "poa_osm.pbf", fill=True)


@pytest.fixture(scope="module")
def points() -> pd.DataFrame:
    return points_of(source("porto_alegre", "poa_hexgrid.csv"))


@pytest.fixture(scope="module")
def origins(points: pd.DataFrame) -> pd.DataFrame:
    return sample(points, 20)


@pytest.fixture(scope="module")
def world(city: City, origins: pd.DataFrame, points: pd.DataFrame) -> Town:
    return town(read_day(city.feeds, MONDAY), city.graph, origins, points)


def test_the_data_are_those_of_the_benchmark(city: City, world: Town) -> None:
    # The numbers the benchmark's README states.
    assert len(city.graph.nodes) == 37_329
    assert len(city.graph.edges) == 44_444
    assert len(world.day.stops) == 4_010
    assert len(world.day.stop) - len(world.day.trip_ids) == 133_463
    assert len(world.egress.target) == 161_611
    # 1,289 stops have no point within egress reach; 1,180 of them are over 1,600 m from a street.
    assert int((np.diff(world.egress.first) == 0).sum()) == 1_289
    assert int((snap(city.graph, world.day.stops).node < 0).sum()) == 1_180


def test_filling_blank_times_before_or_while_reading_is_the_same(world: Town) -> None:
    raw = read_day([source("porto_alegre", name) for name in FEEDS], MONDAY)
    assert raw.arrival_s.tolist() == world.day.arrival_s.tolist()
    assert raw.departure_s.tolist() == world.day.departure_s.tolist()


def test_brute_force_equals_trying_everything(world: Town) -> None:
    """Every state in time, for two origins near the centre and 25 minutes."""
    plain = Plain(world, slack_s=60, max_time_s=1500, max_rides=None)
    found = matrix(world, DEPARTURES_S[:1], max_time_s=1500)
    for origin in np.argsort((found[:, 0] == UNREACHABLE).sum(axis=1))[:2]:
        assert found[origin, 0].tolist() == plain.times_s(int(origin), DEPARTURES_S[0])


def test_every_cell_of_the_sample(
    city: City, world: Town, origins: pd.DataFrame, points: pd.DataFrame, tmp_path: Path
) -> None:
    expected_s = matrix(world, DEPARTURES_S)
    # 1.5 % of 1,472,400 cells are unreachable, 22,000: both answers are common.
    assert 0.01 < (expected_s == UNREACHABLE).mean() < 0.5
    compare(city, HOUR, expected_s, origins=origins, destinations=points, folder=tmp_path)


def test_raw_feeds_and_other_limits(
    city: City, origins: pd.DataFrame, points: pd.DataFrame, tmp_path: Path
) -> None:
    """Blank times filled by the reader; 4.5 km/h, 800 m and 400 m, two minutes' slack, one hour."""
    raw = replace(city, feeds=tuple(source("porto_alegre", name) for name in FEEDS))
    few, some = sample(origins, 4), sample(points, 300)
    place = town(
        read_day(raw.feeds, MONDAY), city.graph, few, some,
        access_m=800, egress_m=800, transfer_m=400, max_time_s=3600, walk_kmh=4.5,
    )  # fmt: skip
    departures_s = [15 * 3600 + 60 * minute for minute in range(20)]
    options = ("--walk-kmh", "4.5", "--max-access-m", "800", "--max-transfer-m", "400",
               "--boarding-slack-s", "120", "--max-minutes", "60", "--threads", "1")  # fmt: skip
    question = Question(MONDAY, "15:00-15:20", departures_s, (1, 50, 99), options)
    expected_s = matrix(place, departures_s, boarding_slack_s=120, max_time_s=3600)
    compare(raw, question, expected_s, origins=few, destinations=some, folder=tmp_path)
