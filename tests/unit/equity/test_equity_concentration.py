"""Concentration by another variable: standard, corrected and absolute."""

from __future__ import annotations

import math

import numpy as np
import pytest
from equity_samples import SETTINGS, columns, mean_of, places, plain_concentration
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.equity import (
    absolute_concentration_index,
    concentration_curve,
    concentration_index,
    erreygers_index,
    gini,
)
from sim.errors import DataError


@st.composite
def ranked(draw):
    rows = draw(places())
    by = st.integers(0, 4).map(float)
    ranks = draw(st.lists(by, min_size=len(rows), max_size=len(rows)))
    values, people = columns(rows)
    assume(max(values) > 0)
    return values, people, ranks


@SETTINGS
@given(ranked())
def test_it_is_that_of_the_definition(sample) -> None:
    expected = plain_concentration(*sample)
    assert concentration_index(*sample) == pytest.approx(expected, abs=1e-9)


@SETTINGS
@given(places())
def test_ranked_by_the_value_itself_it_is_the_gini(rows) -> None:
    values, people = columns(rows)
    assume(max(values) > 0)
    expected = gini(values, people)
    assert concentration_index(values, people, values) == pytest.approx(expected, abs=1e-9)


@SETTINGS
@given(ranked())
def test_it_is_never_beyond_the_gini(sample) -> None:
    values, people, _ = sample
    assert abs(concentration_index(*sample)) <= gini(values, people) + 1e-9


@SETTINGS
@given(ranked())
def test_turning_the_ranks_round_turns_the_sign(sample) -> None:
    values, people, ranks = sample
    turned = concentration_index(values, people, [-rank for rank in ranks])
    assert turned == pytest.approx(-concentration_index(*sample), abs=1e-9)


@SETTINGS
@given(ranked(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(sample, random) -> None:
    rows = list(zip(*sample, strict=True))
    random.shuffle(rows)
    assert concentration_index(*columns(rows)) == pytest.approx(
        concentration_index(*sample), abs=1e-9
    )


@SETTINGS
@given(ranked())
def test_the_area_under_the_curve_gives_it(sample) -> None:
    curve = concentration_curve(*sample)
    assert 1 - 2 * curve.area == pytest.approx(concentration_index(*sample), abs=1e-9)


@SETTINGS
@given(ranked())
def test_erreygers_is_bounded_and_mirrors(sample) -> None:
    values, people, ranks = sample
    upper = max(values)
    index = erreygers_index(values, people, ranks, upper=upper)
    assert -1 - 1e-9 <= index <= 1 + 1e-9
    mirrored = [upper - value for value in values]
    assert erreygers_index(mirrored, people, ranks, upper=upper) == pytest.approx(-index, abs=1e-9)
    # E = 4 ā / (upper − lower) · C
    expected = 4 * mean_of(values, people) / upper * plain_concentration(*sample)
    assert index == pytest.approx(expected, abs=1e-9)


@SETTINGS
@given(ranked(), st.floats(-100, 100))
def test_the_absolute_index_ignores_what_everybody_gets(sample, gift) -> None:
    values, people, ranks = sample
    index = absolute_concentration_index(values, people, ranks)
    moved = absolute_concentration_index(np.array(values) + gift, people, ranks)
    assert moved == pytest.approx(index, abs=1e-9 * (max(values) + 100))


def test_erreygers_reaches_its_ends() -> None:
    # The upper half has all that can be had, the lower half nothing.
    assert erreygers_index([0.0, 1.0], [3.0, 3.0], [1.0, 2.0], upper=1.0) == 1.0
    assert erreygers_index([1.0, 0.0], [3.0, 3.0], [1.0, 2.0], upper=1.0) == -1.0
    assert erreygers_index([0.0, 0.0], [1.0, 1.0], [1.0, 2.0], upper=1.0) == 0.0


def test_all_on_one_level_is_no_relation() -> None:
    assert concentration_index([1.0, 9.0], [1.0, 5.0], [2.0, 2.0]) == pytest.approx(0.0)


def test_what_is_not_defined() -> None:
    assert math.isnan(concentration_index([0.0, 0.0], [1.0, 1.0], [1.0, 2.0]))
    assert math.isnan(concentration_index([], [], []))
    assert math.isnan(erreygers_index([], [], [], upper=1.0))
    assert concentration_index([3.0], [2.0], [1.0]) == 0.0


def test_limits_that_cannot_be() -> None:
    ranked = ([1.0, 5.0], [1.0, 1.0], [1.0, 2.0])
    with pytest.raises(DataError, match="1 of 2 places have a value outside the limits 0 to 4"):
        erreygers_index(*ranked, upper=4.0)
    with pytest.raises(DataError, match=r"limits 5.0 to 5.0 cannot be used: give the least"):
        erreygers_index(*ranked, upper=5.0, lower=5.0)


def test_a_missing_rank() -> None:
    nan = float("nan")
    with pytest.raises(DataError, match="no value or rank"):
        concentration_index([1.0, 2.0], [1.0, 1.0], [1.0, nan])
    assert concentration_index([1.0, 2.0], [1.0, 1.0], [1.0, nan], missing="drop") == 0.0
