"""The Gini coefficient and the Lorenz curve."""

from __future__ import annotations

import math

import numpy as np
import pytest
from equity_samples import SETTINGS, columns, places, plain_gini
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.equity import gini, lorenz_curve


@SETTINGS
@given(places())
def test_gini_is_that_of_all_pairs(rows) -> None:
    values, people = columns(rows)
    assume(max(values) > 0)
    assert gini(values, people) == pytest.approx(plain_gini(values, people), abs=1e-9)


@SETTINGS
@given(places())
def test_gini_lies_between_zero_and_one(rows) -> None:
    values, people = columns(rows)
    assume(max(values) > 0)
    assert 0.0 <= gini(values, people) < 1.0


@SETTINGS
@given(places(), st.floats(0.001, 1000))
def test_neither_the_unit_nor_the_number_of_people_matters(rows, factor) -> None:
    values, people = columns(rows)
    assume(max(values) > 0)
    expected = gini(values, people)
    assert gini(np.array(values) * factor, people) == pytest.approx(expected, abs=1e-9)
    assert gini(values, np.array(people) * factor) == pytest.approx(expected, abs=1e-9)


@SETTINGS
@given(places(), st.integers(2, 4))
def test_a_city_repeated_is_as_unequal(rows, times) -> None:
    values, people = columns(rows)
    assume(max(values) > 0)
    assert gini(values * times, people * times) == pytest.approx(gini(values, people), abs=1e-9)


@SETTINGS
@given(places())
def test_a_place_cut_in_two_changes_nothing(rows) -> None:
    values, people = columns(rows)
    assume(max(values) > 0)
    halves = [people[0] / 2, *people[1:], people[0] / 2]
    assert gini([*values, values[0]], halves) == pytest.approx(gini(values, people), abs=1e-9)


@SETTINGS
@given(places(least=2, positive=True), st.floats(0.01, 0.5))
def test_taking_from_the_better_off_lowers_it(rows, share) -> None:
    values, people = columns(rows)
    low, high = int(np.argmin(values)), int(np.argmax(values))
    assume(values[high] > 1.01 * values[low])
    # The two may come closer, up to the mean of both, but not change places.
    both = people[low] + people[high]
    middle = (values[low] * people[low] + values[high] * people[high]) / both
    moved = list(values)
    moved[low] += share * (middle - values[low])
    moved[high] -= share * (values[high] - middle)
    assert gini(moved, people) <= gini(values, people) + 1e-12
    weight = people[low] * people[high] / sum(people) ** 2
    if weight > 1e-3 and values[high] - values[low] > 1e-3 * max(values):
        assert gini(moved, people) < gini(values, people)


@SETTINGS
@given(places())
def test_the_area_under_the_lorenz_curve_gives_it(rows) -> None:
    values, people = columns(rows)
    assume(max(values) > 0)
    curve = lorenz_curve(values, people)
    assert 1 - 2 * curve.area == pytest.approx(gini(values, people), abs=1e-9)
    assert curve.value_share[0] == curve.people_share[0] == 0.0
    assert curve.value_share[-1] == curve.people_share[-1] == 1.0
    assert np.all(curve.value_share <= curve.people_share + 1e-9)
    slopes = np.diff(curve.value_share) / np.diff(curve.people_share)
    assert np.all(np.diff(slopes) >= -1e-6 * slopes.max())


def test_one_place_is_even_within_itself() -> None:
    assert gini([7.0], [3.0]) == 0.0
    assert lorenz_curve([7.0], [3.0]).value_share.tolist() == [0.0, 1.0]


def test_all_the_same_is_zero() -> None:
    assert gini([0.1, 0.1, 0.1], [1.0, 7.0, 0.3]) == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize(("values", "people"), [([0.0, 0.0], [1, 1]), ([], []), ([5.0], [0.0])])
def test_shares_of_nothing_are_not_defined(values, people) -> None:
    assert math.isnan(gini(values, people))
    assert np.isnan(lorenz_curve(values, people).value_share[-1])


def test_the_curve_between_its_points() -> None:
    # Up to half of the people the curve rises from 0 to 0.25: at a quarter it is at 0.125.
    curve = lorenz_curve([3.0, 1.0], [1.0, 1.0])
    assert curve.at([0.25, 0.5, 1.0]).tolist() == [0.125, 0.25, 1.0]


def test_dropping_leaves_the_others() -> None:
    values = [10.0, 20.0, float("nan"), 30.0, 40.0]
    assert gini(values, [1, 1, 9, 1, 1], missing="drop") == 0.25
