"""The Palma ratio by another variable, and by access itself."""

from __future__ import annotations

import math

import pytest
from equity_samples import SETTINGS, columns, places, plain_palma
from hypothesis import given
from hypothesis import strategies as st

from sim.equity import access_palma, palma

whole_places = st.lists(
    st.tuples(st.integers(1, 50).map(float), st.integers(1, 5)), min_size=1, max_size=8
)


@SETTINGS
@given(whole_places, st.randoms(use_true_random=False))
def test_palma_is_that_of_people_standing_in_line(rows, random) -> None:
    values, people = columns(rows)
    ranks = [float(number) for number in range(len(rows))]
    random.shuffle(ranks)
    expected = plain_palma(values, people, ranks)
    assert palma(values, people, ranks) == pytest.approx(expected)


@SETTINGS
@given(whole_places)
def test_by_access_itself_people_stand_in_the_order_of_values(rows) -> None:
    values, people = columns(rows)
    assert access_palma(values, people) == pytest.approx(plain_palma(values, people, values))


@SETTINGS
@given(places(positive=True), st.floats(0.001, 1000))
def test_it_is_one_or_more_both_ways_and_has_no_unit(rows, factor) -> None:
    values, people = columns(rows)
    scaled = [value * factor for value in values]
    for better in ("higher", "lower"):
        ratio = access_palma(values, people, better=better)
        assert ratio >= 1 - 1e-9
        assert access_palma(scaled, people, better=better) == pytest.approx(ratio)


def test_minutes_are_read_the_other_way_up() -> None:
    # Best-off tenth of ten people: 10 min. Worst-off four: 20, 30, 40, 50, mean 35.
    minutes = [10.0, 20.0, 30.0, 40.0, 50.0]
    assert access_palma(minutes, [6.0, 1.0, 1.0, 1.0, 1.0], better="lower") == pytest.approx(3.5)


def test_places_that_stand_level_share_the_split() -> None:
    # Half of the people are level at the bottom with 2 and 4, whatever their order: mean 3.
    # The top tenth has 9.
    for values in ([2.0, 4.0, 9.0], [4.0, 2.0, 9.0]):
        assert palma(values, [1.0, 1.0, 2.0], [0.0, 0.0, 1.0]) == pytest.approx(3.0)


def test_what_is_not_defined() -> None:
    assert math.isnan(palma([0.0, 1.0], [1.0, 1.0], [1.0, 2.0]))
    assert math.isnan(access_palma([], []))
    assert math.isnan(access_palma([0.0], [1.0]))
    assert access_palma([5.0], [1.0]) == pytest.approx(1.0)


def test_without_ranks_there_is_no_palma() -> None:
    from sim.equity import distribution
    from sim.equity.palma import palma_of_draws

    found = distribution([1.0], [1.0])
    with pytest.raises(ValueError, match="needs ranks; without them use access_palma"):
        palma_of_draws(found, found.weights[None, :])
