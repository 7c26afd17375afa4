"""The published example values of the equity measures, and the same figures worked out by hand."""

from __future__ import annotations

import math

import pytest

from sim.equity import (
    access_palma,
    concentration_index,
    erreygers_index,
    fgt,
    gini,
    lorenz_curve,
    palma,
    theil,
    theil_split,
)

VALUES = [10.0, 20.0, 30.0, 40.0]
PEOPLE = [1.0, 1.0, 1.0, 1.0]


def test_gini_of_the_four_values() -> None:
    # Ordered pairs: 6 with difference 10, 4 with 20, 2 with 30: 60 + 80 + 60 = 200.
    # 200 / 16 pairs = 12.5; divided by twice the mean, 50: 0.25.
    assert gini(VALUES, PEOPLE) == 0.25


def test_theil_of_the_four_values() -> None:
    # (0.4 ln 0.4 + 0.8 ln 0.8 + 1.2 ln 1.2 + 1.6 ln 1.6) / 4
    # = (−0.366516 − 0.178515 + 0.218786 + 0.752006) / 4 = 0.425761 / 4
    assert theil(VALUES, PEOPLE) == pytest.approx(0.10644, abs=5e-6)


def test_theil_between_and_within_two_pairs() -> None:
    # Pairs have means 15 and 35 of 25 and hold 0.3 and 0.7 of the whole.
    # Between: 0.3 ln 0.6 + 0.7 ln 1.4 = 0.082283.
    # Within the first: (2/3 ln 2/3 + 4/3 ln 4/3) / 2 = 0.056633; the second, with 6/7 and 8/7:
    # 0.010239. Within: 0.3 · 0.056633 + 0.7 · 0.010239 = 0.024157.
    split = theil_split(VALUES, PEOPLE, ["a", "a", "b", "b"])
    assert split.between == pytest.approx(0.082283, abs=5e-7)
    assert split.within == pytest.approx(0.024157, abs=5e-7)
    assert split.share_between == pytest.approx(0.082283 / 0.10644, abs=1e-4)


def test_lorenz_curve_of_the_four_values() -> None:
    # 10, 30, 60 and 100 of 100
    assert lorenz_curve(VALUES, PEOPLE).value_share.tolist() == pytest.approx(
        [0.0, 0.1, 0.3, 0.6, 1.0]
    )


def test_palma_splits_the_place_on_the_limit() -> None:
    # The poorest 40 % of four people: one with 10 and 0.6 with 20, mean (10 + 12) / 1.6 = 13.75.
    # The richest 10 %: 0.4 of the one with 40. 40 / 13.75 = 32/11.
    assert palma(VALUES, PEOPLE, [1.0, 2.0, 3.0, 4.0]) == pytest.approx(32 / 11)
    assert access_palma(VALUES, PEOPLE) == pytest.approx(32 / 11)


def test_concentration_of_the_four_values() -> None:
    # Ranks 1/8, 3/8, 5/8, 7/8; covariance Σ (a − 25)(R − 1/2) / 4
    # = (15·3/8 + 5·1/8 + 5·1/8 + 15·3/8) / 4 = 3.125; 2 · 3.125 / 25 = 0.25.
    ranks = [1.0, 2.0, 3.0, 4.0]
    assert concentration_index(VALUES, PEOPLE, ranks) == pytest.approx(0.25)
    # 8 · 3.125 / 40 = 0.625, for a quantity that could be 0 to 40
    assert erreygers_index(VALUES, PEOPLE, ranks, upper=40.0) == pytest.approx(0.625)


@pytest.mark.parametrize(
    ("alpha", "expected"),
    [
        (0, 0.5),  # 10 and 20 are below 25
        (1, 0.2),  # gaps 0.6 and 0.2: 0.8 / 4
        (2, 0.1),  # 0.36 + 0.04: 0.4 / 4
    ],
)
def test_poverty_of_the_four_values(alpha: int, expected: float) -> None:
    assert fgt(VALUES, PEOPLE, 25.0, alpha=alpha) == pytest.approx(expected)


def test_the_most_unequal_place_of_four() -> None:
    # One of four has all: G = 1 − 1/4, T = ln 4.
    assert gini([0.0, 0.0, 0.0, 8.0], PEOPLE) == 0.75
    assert theil([0.0, 0.0, 0.0, 8.0], PEOPLE) == pytest.approx(math.log(4))
