"""Intervals over resampled places."""

from __future__ import annotations

import math
from time import perf_counter

import numpy as np
import pytest

from sim.equity import difference_interval, distribution, gini, interval, resamples, square_blocks
from sim.equity.bootstrap import Resamples
from sim.equity.gini import gini_of_draws
from sim.equity.palma import access_palma_of_draws
from sim.equity.theil import theil_of_draws
from sim.errors import DataError


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def sample(size: int) -> tuple[np.ndarray, np.ndarray]:
    source = rng(5)
    return source.lognormal(3, 0.6, size), source.integers(1, 3000, size).astype(float)


def test_places_are_drawn_whole_and_as_many_as_there_are() -> None:
    people = np.array([5.0, 0.0, 7.0, 11.0])
    drawn = resamples(people, rng(), replications=50)
    assert drawn.units == 3
    assert drawn.weights.shape == (50, 4)
    assert np.all(drawn.weights[:, 1] == 0)
    times = drawn.weights[:, [0, 2, 3]] / people[[0, 2, 3]]
    assert np.all(times == np.round(times))
    assert np.all(times.sum(axis=1) == 3)


def test_every_place_is_drawn_once_on_average() -> None:
    drawn = resamples(np.ones(20), rng(), replications=4000)
    # The standard error of a mean count is √(0.95 / 4000) = 0.015.
    assert drawn.weights.mean(axis=0) == pytest.approx(np.ones(20), abs=0.06)
    # Counts of 20 draws from 20: variance 20 · 1/20 · 19/20.
    assert drawn.weights.var(axis=0).mean() == pytest.approx(0.95, abs=0.05)


def test_the_same_seed_gives_the_same_interval() -> None:
    values, people = sample(300)
    found = distribution(values, people)
    one, two = (interval(found, gini_of_draws, resamples(people, rng())) for _ in range(2))
    assert one == two
    assert one.value == gini(values, people)
    assert one.low < one.value < one.high


def test_rows_are_measured_as_one_by_one() -> None:
    values, people = sample(40)
    found = distribution(values, people)
    drawn = resamples(people, rng(), replications=30)
    plain = [gini(values, row) for row in drawn.weights]
    shown = interval(found, gini_of_draws, drawn, level=0.8)
    assert shown.low == pytest.approx(np.quantile(plain, 0.1))
    assert shown.high == pytest.approx(np.quantile(plain, 0.9))


def test_the_interval_of_a_mean_is_that_of_theory() -> None:
    # Equal people: the mean of n draws has the standard error s / √n.
    values = rng(3).normal(100, 10, 2000)
    found = distribution(values, np.ones(2000))

    def mean(found, weights):
        return (weights @ found.amounts) / weights.sum(axis=1)

    shown = interval(found, mean, resamples(np.ones(2000), rng(), replications=2000))
    error = values.std() / math.sqrt(2000)
    assert shown.high - shown.low == pytest.approx(2 * 1.96 * error, rel=0.08)


def test_neighbours_drawn_together_make_it_wider() -> None:
    values = np.repeat(rng(3).lognormal(3, 0.6, 50), 20)
    people = np.ones(1000)
    found = distribution(values, people)
    blocks = np.repeat(np.arange(50), 20)
    alone = interval(found, gini_of_draws, resamples(people, rng()))
    together = interval(found, gini_of_draws, resamples(people, rng(), blocks=blocks))
    # 20 copies of everything: the interval is √20 = 4.5 times as wide.
    assert (together.high - together.low) / (alone.high - alone.low) == pytest.approx(4.5, rel=0.15)


def test_all_places_of_a_block_come_equally_often() -> None:
    blocks = ["a", "b", "a", "b"]
    drawn = resamples([1.0, 1.0, 1.0, 0.0], rng(), replications=20, blocks=blocks)
    assert drawn.units == 2
    assert np.all(drawn.weights[:, 0] == drawn.weights[:, 2])
    assert np.all(drawn.weights[:, 3] == 0)


def test_places_left_out_stay_out() -> None:
    values, people = sample(50)
    values[:10] = np.nan
    found = distribution(values, people, missing="drop")
    drawn = resamples(people, rng())
    shown = interval(found, gini_of_draws, drawn)
    kept = Resamples(drawn.weights[:, 10:], drawn.units)
    again = interval(distribution(values[10:], people[10:]), gini_of_draws, kept)
    assert shown == again


def test_a_change_is_known_better_than_its_ends() -> None:
    values, people = sample(400)
    before, after = distribution(values, people), distribution(values + 5, people)
    drawn = resamples(people, rng())
    change = difference_interval(before, after, gini_of_draws, drawn)
    assert change.value == pytest.approx(gini(values + 5, people) - gini(values, people))
    assert change.low < change.value < change.high < 0
    own = interval(before, gini_of_draws, drawn)
    assert change.high - change.low < (own.high - own.low) / 2


def test_no_limits_from_fewer_than_ten_places() -> None:
    for size, known in ((1, False), (9, False), (10, True)):
        people = np.ones(size)
        found = distribution(np.arange(1.0, size + 1), people)
        shown = interval(found, gini_of_draws, resamples(people, rng()))
        assert math.isfinite(shown.value)
        assert math.isfinite(shown.low) is math.isfinite(shown.high) is known


def test_no_limits_where_a_resample_is_not_defined() -> None:
    # One place of ten has all; it is missing in 0.9¹⁰ = 35 % of the resamples.
    people = np.ones(10)
    found = distribution([0.0] * 9 + [3.0], people)
    shown = interval(found, gini_of_draws, resamples(people, rng()))
    assert shown.value == pytest.approx(0.9)
    assert math.isnan(shown.low)
    assert math.isnan(shown.high)


def test_nobody_has_no_interval() -> None:
    none = interval(distribution([], []), gini_of_draws, resamples([], rng(), replications=3))
    assert math.isnan(none.value)
    assert math.isnan(none.low)


def test_squares_of_a_grid() -> None:
    x, y = [0.0, 4999.0, 5000.0, -1.0], [0.0, 10.0, 10.0, 0.0]
    labels = square_blocks(x, y, 5000.0)
    assert labels[0] == labels[1]
    assert len(set(labels.tolist())) == 3


def test_four_thousand_places_five_hundred_times() -> None:
    values, people = sample(4169)
    begun = perf_counter()
    found, drawn = distribution(values, people), resamples(people, rng(), replications=500)
    for measured in (gini_of_draws, theil_of_draws, access_palma_of_draws):
        interval(found, measured, drawn)
    assert perf_counter() - begun < 2.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: resamples([1.0, -1.0], rng()), "weights must be numbers of people from 0 up"),
        (lambda: resamples([1.0], rng(), replications=0), "replications=0 cannot be used"),
        (lambda: resamples([1.0], rng(), blocks=[1, 2]), "one label for each of the 1 places"),
        (lambda: square_blocks([0.0], [0.0], 0.0), "side_m=0.0 cannot be used"),
        (lambda: square_blocks([0.0], [math.nan], 1.0), "must be known for every place"),
        (
            lambda: interval(distribution([1.0], [1.0]), gini_of_draws, resamples([1, 2], rng())),
            "the resamples hold 2 places, the values 1: draw from the weights of the same places",
        ),
        (
            lambda: interval(
                distribution([1.0], [1.0]), gini_of_draws, resamples([1.0], rng()), level=95
            ),
            "level=95 cannot be used: give a share such as 0.95",
        ),
    ],
)
def test_what_cannot_be_drawn(call, message) -> None:
    with pytest.raises(DataError, match=message):
        call()
