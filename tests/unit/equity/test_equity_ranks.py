"""Ranks and bands of people on the line from the lowest to the highest."""

from __future__ import annotations

import math

import numpy as np
import pytest
from equity_samples import SETTINGS, columns, places, plain_ranks
from hypothesis import given

from sim.equity import fractional_ranks
from sim.equity.ranks import band_shares, levels_of


@SETTINGS
@given(places())
def test_ranks_are_those_of_counting(rows) -> None:
    by, people = columns(rows)
    assert fractional_ranks(by, people) == pytest.approx(plain_ranks(by, people))


@SETTINGS
@given(places())
def test_the_mean_rank_of_a_person_is_one_half(rows) -> None:
    by, people = columns(rows)
    assert np.average(fractional_ranks(by, people), weights=people) == pytest.approx(0.5)


def test_places_without_people_or_variable_have_no_rank() -> None:
    ranks = fractional_ranks([1.0, 2.0, float("nan")], [1.0, 0.0, 1.0])
    assert ranks[0] == 0.5
    assert math.isnan(ranks[1])
    assert math.isnan(ranks[2])


@SETTINGS
@given(places())
def test_five_bands_hold_a_fifth_each(rows) -> None:
    by, people = (np.array(column) for column in columns(rows))
    of_place = levels_of(by).of_place
    for k in range(5):
        shares = band_shares(by, people[None, :], k / 5, (k + 1) / 5)[0][of_place]
        assert shares @ people == pytest.approx(people.sum() / 5)


def test_those_who_stand_level_are_split_alike() -> None:
    # 4 people level at 7, 4 above: half of the people are the four; a quarter are half of each.
    by, people = np.array([7.0, 9.0, 7.0]), np.array([[1.0, 4.0, 3.0]])
    assert band_shares(by, people, 0.0, 0.25).tolist() == [[0.5, 0.0]]
