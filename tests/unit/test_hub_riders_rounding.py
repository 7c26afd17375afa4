"""Whole people: margins are exact, nobody appears where nobody was, no pair moves by a person."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import DataError
from sim.hub.riders.balancing import balanced, fitted_to_counts, gravity_seed
from sim.hub.riders.rounding import whole_margins, whole_matrix


def test_margins_that_do_not_balance_are_told() -> None:
    with pytest.raises(DataError, match=r"90 people enter the stations of a period and 100 leave"):
        whole_margins(np.array([90.0]), np.array([100.0]))


def test_an_augmenting_path_is_needed() -> None:
    # Largest remainders first: (3,1) 0.6, (0,2) 0.5 (before (0,3) and (1,0), equal), (1,0) 0.5;
    # row 2 is left with columns 0 to 2, all taken, and column 3 is free: somebody has to move.
    tenths = np.array([[0, 0, 5, 5], [5, 0, 2, 3], [3, 4, 3, 0], [2, 6, 0, 2]])
    ones = np.ones(4, dtype=np.int64)
    whole = whole_matrix(tenths / 10, ones, ones)
    assert whole.sum(axis=0).tolist() == whole.sum(axis=1).tolist() == [1, 1, 1, 1]
    assert (whole[tenths == 0] == 0).all()


@pytest.mark.parametrize("number", range(25))
def test_both_margins_hold_exactly(number: int) -> None:
    draw = np.random.default_rng(number)
    size = int(draw.integers(3, 30))
    people = draw.gamma(0.3, draw.choice([0.3, 3.0, 40.0]), (size, size))
    people[draw.random((size, size)) < 0.3] = 0.0
    np.fill_diagonal(people, 0.0)
    people[0, 1] += 1.0
    rows, columns = whole_margins(people.sum(axis=1), people.sum(axis=0))
    try:
        fitted = balanced(people, rows, columns)
    except DataError:
        return  # rounded margins that this pattern of zeros cannot take are refused, not bent
    whole = whole_matrix(fitted, rows, columns)
    assert (whole.sum(axis=1) == rows).all()
    assert (whole.sum(axis=0) == columns).all()
    assert (np.abs(whole - fitted) < 1.0).all()
    assert (whole[people == 0] == 0).all()


def test_a_matrix_off_its_margins_is_refused() -> None:
    with pytest.raises(DataError, match=r"misses its margins by 1\.00: balance it"):
        whole_matrix(np.ones((2, 2)), np.array([3, 2]), np.array([3, 2]))


def test_balancing_by_hand() -> None:
    # rows 3 and 1, columns 2 and 2, seed of ones: independence, 3 * 2 / 4 = 1.5
    found = balanced(np.ones((2, 2)), np.array([3, 1]), np.array([2, 2]))
    assert found.tolist() == [[1.5, 1.5], [0.5, 0.5]]


def test_a_station_that_nobody_can_reach_is_named() -> None:
    seed = np.array([[0.0, 1.0], [0.0, 0.0]])
    with pytest.raises(DataError, match="origin 2 of 2 has 4 people"):
        balanced(seed, np.array([4, 4]), np.array([4, 4]))


def test_gravity_has_its_top_at_the_mean() -> None:
    minutes = np.array([[0.0, 5.0, 10.0], [20.0, 0.0, np.inf], [10.0, 10.0, 0.0]])
    seed = gravity_seed(minutes, 10.0)
    assert seed[0, 2] == 1.0  # (10/10) exp(0)
    assert seed[1, 2] == 0.0
    assert seed.max() == 1.0


def test_counts_pull_people_onto_their_way() -> None:
    # One pair, two ways of equal seed; the model counts 30 on the first and 10 on the second.
    from scipy.sparse import csr_matrix

    seed = np.zeros((2, 2, 2))
    seed[:, 0, 1] = 1.0
    uses = csr_matrix(np.array([[0, 0], [1, 0], [0, 0], [0, 0], [0, 0], [0, 1], [0, 0], [0, 0.0]]))
    found = fitted_to_counts(
        seed, np.array([40, 0]), np.array([0, 40]), uses=uses, counts=np.array([30.0, 10.0])
    )
    assert found.people[:, 0, 1].round(6).tolist() == [30.0, 10.0]
