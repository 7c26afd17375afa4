"""Draws by name: uniform, independent of each other, and the same in every process."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from sim.hub.flow.draws import (
    erlang,
    exponential,
    keys,
    lognormal,
    normal,
    poisson_arrivals,
    service_times,
    uniforms,
)
from sim.hub.flow.places import Service

SIZE = 200_000
NEIGHBOURS = np.arange(SIZE)


def test_draws_are_uniform() -> None:
    drawn = uniforms(1, 0, "check", NEIGHBOURS)
    assert 0.0 < drawn.min() < drawn.max() < 1.0
    # standard error of the mean 1/sqrt(12 n) = 0.00065, of the variance 1/sqrt(180 n) = 0.00017
    assert abs(drawn.mean() - 0.5) < 4 * 0.00065
    assert abs(drawn.var() - 1 / 12) < 4 * 0.00017
    # chi-square over 100 bins: 99 degrees of freedom, 0.1 % and 99.9 % points 60.6 and 148.2
    counts = np.bincount((100 * drawn).astype(int), minlength=100)
    assert 60.6 < ((counts - SIZE / 100) ** 2 / (SIZE / 100)).sum() < 148.2


@pytest.mark.parametrize(
    "other",
    [
        lambda: uniforms(1, 0, "check", NEIGHBOURS + 1),
        lambda: uniforms(1, 0, "check", NEIGHBOURS + 2**32),
        lambda: uniforms(1, 0, "chedk", NEIGHBOURS),
        lambda: uniforms(1, 1, "check", NEIGHBOURS),
        lambda: uniforms(2, 0, "check", NEIGHBOURS),
        lambda: uniforms(0, 1, "check", NEIGHBOURS),
    ],
)
def test_neighbouring_keys_streams_replications_and_seeds_are_not_correlated(other) -> None:
    drawn, neighbour = uniforms(1, 0, "check", NEIGHBOURS), other()
    # the correlation of independent draws has standard deviation 1/sqrt(n) = 0.0022
    assert abs(np.corrcoef(drawn, neighbour)[0, 1]) < 4 * 0.0022
    # pairs fill the square evenly: 15 x 15 cells, 224 degrees of freedom, 0.1 % points
    cells = (15 * drawn).astype(int) * 15 + (15 * neighbour).astype(int)
    expected = SIZE / 225
    chi = ((np.bincount(cells, minlength=225) - expected) ** 2 / expected).sum()
    assert 163.0 < chi < 294.0


def test_a_draw_depends_on_who_draws_and_not_on_the_others() -> None:
    whole = uniforms(1, 0, "check", keys("G1", np.arange(100)))
    assert uniforms(1, 0, "check", keys("G1", np.arange(40, 60))).tolist() == whole[40:60].tolist()
    assert uniforms(1, 0, "check", np.empty(0, dtype=np.int64)).size == 0


def test_keys_are_the_same_in_every_process() -> None:
    code = "import numpy as np; from sim.hub.flow.draws import *; k = keys('G1', ['a', 'b'], 3);"
    code += "print(k.tolist(), uniforms(5, 2, '安检', k).tolist())"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"PYTHONHASHSEED": "1", "PATH": ""},
    ).stdout  # fmt: skip
    here = keys("G1", ["a", "b"], 3)
    assert told.split() == f"{here.tolist()} {uniforms(5, 2, '安检', here).tolist()}".split()


def test_keys_are_all_different_and_told_apart_by_each_part() -> None:
    trains = [f"G{number}" for number in range(100) for _ in range(700)]
    seats = np.tile(np.arange(700), 100)
    assert np.unique(keys(trains, seats)).size == 70_000
    assert keys("ab", "c", [""])[0] != keys("a", "bc", [""])[0]


def test_a_key_of_numbers_with_fractions_is_refused() -> None:
    with pytest.raises(TypeError, match="whole numbers and texts, not of float64"):
        keys("G1", np.array([1.5]))


def test_inverse_transforms_have_the_moments_they_are_asked_for() -> None:
    drawn = uniforms(1, 0, "service", NEIGHBOURS)
    for values, mean, deviation in (
        (exponential(drawn, 20.0), 20.0, 20.0),
        (lognormal(drawn, 40.0, 0.5), 40.0, 20.0),
        (erlang(drawn, 30.0, 4), 30.0, 15.0),  # 30 / sqrt(4)
        (normal(drawn, 5.0, 2.0), 5.0, 2.0),
        (service_times(Service(20.0, 0.5, "erlang"), drawn), 20.0, 10.0),
        (service_times(Service(20.0, 0.5, "lognormal"), drawn), 20.0, 10.0),
        (service_times(Service(20.0, 0.5, "exponential"), drawn), 20.0, 20.0),
        (service_times(Service(20.0), drawn), 20.0, 0.0),
    ):
        assert abs(values.mean() - mean) < 4 * deviation / np.sqrt(SIZE) + 1e-9
        assert abs(values.std() - deviation) < 0.02 * deviation + 1e-9


def test_erlang_of_one_stage_is_exponential() -> None:
    drawn = uniforms(1, 0, "service", np.arange(1000))
    assert np.abs(erlang(drawn, 20.0, 1) - exponential(drawn, 20.0)).max() < 1e-9


def test_poisson_streams_have_the_expected_people_and_keep_those_that_came_before() -> None:
    expected = np.array([0.0, 3.0, 40.0, 0.0, 900.0] * 40)
    arrive = poisson_arrivals(expected, seed=1, replication=0, stream="kerb", from_s=600.0)
    assert (np.diff(arrive) >= 0).all()
    counts = np.bincount(((arrive - 600.0) // 60).astype(int), minlength=200)
    assert counts[expected == 0].sum() == 0
    for mean in (3.0, 40.0, 900.0):
        mine = counts[expected == mean]
        assert abs(mine.mean() - mean) < 4 * np.sqrt(mean / 40)
        assert 0.4 < mine.var(ddof=1) / mean < 1.9  # variance = mean; chi-square(39)/39 at 0.1 %
    more = poisson_arrivals(1.2 * expected, seed=1, replication=0, stream="kerb", from_s=600.0)
    assert set(arrive) <= set(more)
