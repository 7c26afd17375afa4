"""Whole people from shares: sums are exact, nobody moves by a person, nonsense is refused."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import DataError
from sim.hub.flow.whole_people import largest_remainder

RANDOM = np.random.default_rng(7)


@pytest.mark.parametrize("total", [0, 1, 7, 1000, 99_999])
def test_largest_remainders_sum_to_the_total_and_stay_within_one(total: int) -> None:
    weights = RANDOM.random(50)
    counts = largest_remainder(weights, total)
    assert counts.sum() == total
    assert np.abs(counts - weights * total / weights.sum()).max() < 1


def test_largest_remainder_by_hand() -> None:
    # 2.6 + 1.6 + 0.8 = 5: whole parts 2, 1, 0, two left; remainders 0.6, 0.6, 0.8:
    # the last and, of the equal ones, the first
    assert largest_remainder(np.array([2.6, 1.6, 0.8]), 5).tolist() == [3, 1, 1]


def test_largest_remainder_scales_to_the_total() -> None:
    assert largest_remainder(np.array([1.0, 1.0]), 10).tolist() == [5, 5]
    assert largest_remainder(np.zeros(3), 0).tolist() == [0, 0, 0]


def test_shares_a_hair_below_whole_numbers_are_these() -> None:
    # 3 shares of 1 - 1e-12 of 3: all whole, none left; as exact thirds of 10 they are 4, 3, 3
    assert largest_remainder(np.full(3, 1 - 1e-12), 3).tolist() == [1, 1, 1]
    assert largest_remainder(np.full(3, 1 / 3), 10).tolist() == [4, 3, 3]


def test_people_cannot_be_negative_or_come_from_nothing() -> None:
    with pytest.raises(DataError, match="finite and not below zero"):
        largest_remainder(np.array([1.0, -0.1]), 1)
    with pytest.raises(DataError, match="3 people cannot be spread over parts that are all zero"):
        largest_remainder(np.zeros(2), 3)
