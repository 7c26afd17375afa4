"""Percentile of the times, or of the access: both, and how they differ."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.accessibility import (
    access_at_percentile_time,
    cumulative,
    exponential,
    gravity,
    percentile_of_access,
    percentile_over_departures,
    percentile_time,
    time_to_closest,
    time_to_nth,
)
from sim.errors import DataError
from sim.routing import Query

WITHIN_30 = partial(cumulative, cutoff_min=30)
# three departures, three jobs: each job is 20 min away on two departures and 40 on the third
ROUND_ROBIN = np.array([[[20.0, 20.0, 40.0], [20.0, 40.0, 20.0], [40.0, 20.0, 20.0]]])

minutes = st.one_of(st.integers(0, 90).map(float), st.just(math.nan))
cubes = st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 7)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=minutes)
)
percentiles = st.integers(1, 100)


def test_more_at_the_median_time_than_any_departure_reaches() -> None:
    both = {"measure": WITHIN_30, "percentile": 50}
    assert access_at_percentile_time(ROUND_ROBIN, [1, 1, 1], **both).tolist() == [3.0]
    assert percentile_of_access(ROUND_ROBIN, [1, 1, 1], **both).tolist() == [2.0]


def test_less_at_the_median_time_than_every_departure_reaches() -> None:
    """The mirror image: every job is near on one departure of three, so each reaches one."""
    mirrored = 60 - ROUND_ROBIN
    both = {"measure": WITHIN_30, "percentile": 50}
    assert access_at_percentile_time(mirrored, [1, 1, 1], **both).tolist() == [0.0]
    assert percentile_of_access(mirrored, [1, 1, 1], **both).tolist() == [1.0]


def test_higher_percentile_is_more_cautious_in_both() -> None:
    """Access 3, 2, 1, 0 on four departures: 25 % reach 3, half reach 2, 75 % reach 1."""
    times = np.array(
        [[[10.0, 10.0, 10.0, 50.0], [10.0, 10.0, 50.0, 50.0], [10.0, 50.0, 50.0, 50.0]]]
    )
    found = [
        percentile_of_access(times, [1, 1, 1], measure=WITHIN_30, percentile=p).item()
        for p in (1, 25, 26, 50, 51, 75, 76, 100)
    ]
    assert found == [3, 3, 2, 2, 1, 1, 0, 0]


def test_of_minutes_the_less_the_better() -> None:
    times = np.array([[[10.0, 30.0, math.nan]]])
    found = [
        percentile_of_access(
            times, [1], measure=time_to_closest, percentile=p, better="lower"
        ).item()
        for p in (33, 66, 67)
    ]
    assert found[:2] == [10.0, 30.0]
    assert math.isnan(found[2])


@given(cubes, percentiles)
def test_rank_is_that_of_the_router(cube: np.ndarray, percentile: int) -> None:
    """Sorted by hand, the unreachable last, and taken at the rank the router would take."""
    n = cube.shape[2]
    rank = Query(tuple(range(n)), percentiles=(percentile,)).ranks()[0]
    assert rank == math.ceil(percentile * n / 100) - 1
    found = percentile_time(cube, percentile=percentile)
    for origin in range(cube.shape[0]):
        for place in range(cube.shape[1]):
            row = sorted(math.inf if math.isnan(t) else t for t in cube[origin, place].tolist())
            wanted = math.nan if row[rank] == math.inf else row[rank]
            np.testing.assert_equal(found[origin, place], wanted)


@given(cubes, percentiles)
def test_with_one_destination_the_two_agree(cube: np.ndarray, percentile: int) -> None:
    single = np.ascontiguousarray(cube[:, :1])
    for measure in (WITHIN_30, partial(gravity, decay=exponential(20))):
        both = {"measure": measure, "percentile": percentile}
        one = access_at_percentile_time(single, [3], **both)
        other = percentile_of_access(single, [3], **both)
        assert one.tolist() == other.tolist()
    lower = {"measure": time_to_closest, "percentile": percentile}
    one = access_at_percentile_time(single, [3], **lower)
    other = percentile_of_access(single, [3], **lower, better="lower")
    np.testing.assert_array_equal(one, other)


@given(cubes)
def test_with_one_departure_the_two_agree(cube: np.ndarray) -> None:
    first, amounts = cube[:, :, :1], np.ones((cube.shape[1], 2))
    both = {"measure": WITHIN_30, "percentile": 50}
    one = access_at_percentile_time(first, amounts, **both)
    assert one.tolist() == percentile_of_access(first, amounts, **both).tolist()
    assert one.shape == (cube.shape[0], 2)


@given(cubes, percentiles, percentiles)
def test_neither_rises_with_the_percentile(cube: np.ndarray, one: int, other: int) -> None:
    low, high = sorted((one, other))
    amounts = np.ones(cube.shape[1])
    for taken in (access_at_percentile_time, percentile_of_access):
        good = taken(cube, amounts, measure=WITHIN_30, percentile=low)
        cautious = taken(cube, amounts, measure=WITHIN_30, percentile=high)
        assert (good >= cautious).all()


@given(cubes, percentiles)
def test_percentile_of_access_is_a_sort_of_the_departures(
    cube: np.ndarray, percentile: int
) -> None:
    n = cube.shape[2]
    amounts = np.arange(1.0, cube.shape[1] + 1)
    every = [cumulative(cube[:, :, k], amounts, cutoff_min=30).tolist() for k in range(n)]
    rank = math.ceil(percentile * n / 100) - 1
    wanted = [sorted(one, reverse=True)[rank] for one in zip(*every, strict=True)]
    found = percentile_of_access(cube, amounts, measure=WITHIN_30, percentile=percentile)
    assert found.tolist() == wanted


def test_single_precision_is_kept() -> None:
    found = percentile_time(ROUND_ROBIN.astype(np.float32), percentile=50)
    assert found.dtype == np.float32


@pytest.mark.parametrize(
    ("times", "settings", "message"),
    [
        (
            [[1.0]],
            {"percentile": 50},
            "[origin, destination, departure] with at least one departure, not shape (1, 1)",
        ),
        (
            np.zeros((1, 1, 0)),
            {"percentile": 50},
            "with at least one departure, not shape (1, 1, 0)",
        ),
        ([[[1.0]]], {"percentile": 0}, "percentile must be a whole number from 1 to 100, not 0"),
        (
            [[[1.0]]],
            {"percentile": 101},
            "percentile must be a whole number from 1 to 100, not 101",
        ),
        (
            [[[1.0]]],
            {"percentile": 0.5},
            "percentile must be a whole number from 1 to 100, not 0.5",
        ),
        ([[[-1.0]]], {"percentile": 50}, "times_min holds numbers below 0"),
    ],
)
def test_bad_questions(times: object, settings: dict[str, object], message: str) -> None:
    for taken in (access_at_percentile_time, percentile_of_access):
        with pytest.raises(DataError) as caught:
            taken(times, [1], measure=WITHIN_30, **settings)
        assert message in str(caught.value)


def test_better_is_one_of_two() -> None:
    with pytest.raises(DataError, match="better must be 'higher' or 'lower', not 'more'"):
        percentile_of_access(
            ROUND_ROBIN, [1, 1, 1], measure=partial(time_to_nth, n=1), percentile=50, better="more"
        )


def test_access_that_is_there_already() -> None:
    """The best of four departures, by layer; access that is not defined is the worst."""
    access = [[[4, 1]], [[2, math.nan]], [[3, 8]], [[1, 2]]]
    best = percentile_over_departures(access, percentile=25)
    assert best.tolist() == [[4.0, 8.0]]
    assert percentile_over_departures(access, percentile=75).tolist() == [[2.0, 1.0]]
    worst = percentile_over_departures(access, percentile=100)
    assert worst[0, 0] == 1.0
    assert math.isnan(worst[0, 1])
    least = percentile_over_departures(access, percentile=25, better="lower")
    assert least.tolist() == [[1.0, 1.0]]
    for bad in ([1, 2], np.zeros((0, 3))):
        with pytest.raises(DataError, match="with at least one departure, not shape"):
            percentile_over_departures(bad, percentile=50)
