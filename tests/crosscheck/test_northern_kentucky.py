"""``sim matrix`` on Northern Kentucky: another country, calendar and street network, to the second.

12 origins x 400 census units x 60 departures on a Tuesday morning; and Thanksgiving, a Thursday on
which the exceptions of the calendar put the Sunday service in place of the weekday's.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from bench_rules import UNREACHABLE, Town, matrix, town
from cities import City, Question, compare, prepare, sample, source
from plain_gtfs import read_day
from plain_search import Plain

TUESDAY, THANKSGIVING = date(2019, 12, 3), date(2019, 11, 28)
MORNING_S = [7 * 3600 + 60 * minute for minute in range(60)]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    folder = tmp_path_factory.mktemp("northern_kentucky")
    return prepare("northern_kentucky", folder, ("TANK-GTFS.zip",), "streets.osm.pbf", fill=False)


@pytest.fixture(scope="module")
def points() -> pd.DataFrame:
    """A point inside each census unit."""
    geopandas = pytest.importorskip("geopandas", reason="geopandas reads the census units")
    units = geopandas.read_file(source("northern_kentucky", "block_groups.gpkg"))
    inside = units.geometry.representative_point()
    ids = [f"unit-{number:04d}" for number in range(len(units))]
    return pd.DataFrame({"id": ids, "lon": inside.x, "lat": inside.y})


@pytest.fixture(scope="module")
def world(city: City, points: pd.DataFrame) -> Town:
    return town(read_day(city.feeds, TUESDAY), city.graph, sample(points, 12), sample(points, 400))


def test_brute_force_equals_trying_everything(world: Town) -> None:
    plain = Plain(world, slack_s=60, max_time_s=2700, max_rides=2)
    found = matrix(world, MORNING_S[:1], max_time_s=2700, max_rides=2)
    for origin in range(0, len(found), 4):
        assert found[origin, 0].tolist() == plain.times_s(origin, MORNING_S[0])


def test_every_cell_of_the_sample(
    city: City, world: Town, points: pd.DataFrame, tmp_path: Path
) -> None:
    expected_s = matrix(world, MORNING_S)
    assert 0.1 < (expected_s != UNREACHABLE).mean() < 0.9
    compare(
        city, Question(TUESDAY, "07:00-08:00", MORNING_S), expected_s,
        origins=sample(points, 12), destinations=sample(points, 400), folder=tmp_path,
    )  # fmt: skip


def test_a_holiday(city: City, points: pd.DataFrame, tmp_path: Path) -> None:
    few, some = sample(points, 4), sample(points, 200)
    holiday, weekday = (
        town(read_day(city.feeds, day), city.graph, few, some) for day in (THANKSGIVING, TUESDAY)
    )
    departures_s = [10 * 3600 + 60 * minute for minute in range(20)]
    expected_s = matrix(holiday, departures_s)
    # The Sunday service must make a difference, else the exception is not tested.
    assert (expected_s != matrix(weekday, departures_s)).mean() > 0.1
    question = Question(THANKSGIVING, "10:00-10:20", departures_s, (50,))
    compare(city, question, expected_s, origins=few, destinations=some, folder=tmp_path)
