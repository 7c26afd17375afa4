"""Choice and consumer surplus come to worked examples."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.demand.choice import choose
from sim.demand.welfare import half_rule, logsum_yuan

BEFORE = (-2.0, -1.5)
AFTER = (-1.6, -1.5)
YUAN_UTILITY = -0.05


def test_consumer_surplus_of_a_multinomial_logit() -> None:
    # ln(e^-1.6 + e^-1.5) - ln(e^-2 + e^-1.5) = 0.170320, over 0.05 per yuan
    before, after = logsum_yuan(np.array([BEFORE, AFTER]).T, YUAN_UTILITY)
    assert after - before == pytest.approx(3.4064, abs=5e-5)
    by_hand = math.log(math.exp(-1.6) + math.exp(-1.5)) - math.log(math.exp(-2) + math.exp(-1.5))
    assert after - before == pytest.approx(by_hand / 0.05, rel=1e-13)


def test_the_same_surplus_by_way_of_minutes() -> None:
    # At 60 yuan/h a minute is a yuan; V = -0.05 x minutes, so 40 and 30 min before, 32 and 30 after.
    minutes = -np.array([BEFORE, AFTER], dtype=np.float32).T / 0.05
    shares, composite_min = choose(
        minutes,
        np.zeros_like(minutes),
        nest_of=np.array([0, 1]),
        theta=np.ones(2),
        values_of_time_yuan_per_h=np.array([60.0]),
        class_shares=np.ones(1),
        scale_per_min=0.05,
        available=np.ones(2, dtype=np.bool_),
    )
    # P = 1 / (1 + e^0.5) and 1 / (1 + e^0.1)
    assert shares[0] == pytest.approx([0.377541, 0.475021], abs=1e-6)
    gain = half_rule(np.ones(1), np.ones(1), composite_min[:1], composite_min[1:], yuan_per_h=60.0)
    assert gain.yuan[0] == pytest.approx(3.4064, abs=5e-5)
    # By halves: (0.377541 + 0.475021) / 2 x 8 yuan, close although the change is large
    halves = half_rule(
        shares[0, :1], shares[0, 1:], minutes[0, :1], minutes[0, 1:], yuan_per_h=60.0
    )
    assert halves.yuan[0] == pytest.approx(3.41025, abs=1e-4)


def test_nested_logit() -> None:
    """Four ways in two nests, at V = (0, ln 2, 0, ln 3) / 2 and thetas of 1/2 and 1.

    First nest: exp(V / theta) = 1, 2; I = ln 3, V_n = ln 3 / 2, exp = sqrt 3.
    Second nest: exp(V) = 1, sqrt 3; I = V_n = ln(1 + sqrt 3), exp = 1 + sqrt 3.
    """
    v = np.array([0, math.log(2), 0, math.log(3)]) / 2
    shares, composite_min = choose(
        (-v / 0.04).astype(np.float32)[:, None],
        np.zeros((4, 1), dtype=np.float32),
        nest_of=np.array([0, 0, 1, 1]),
        theta=np.array([0.5, 1.0]),
        values_of_time_yuan_per_h=np.array([30.0]),
        class_shares=np.ones(1),
        scale_per_min=0.04,
        available=np.ones(4, dtype=np.bool_),
    )
    root = math.sqrt(3)
    whole = 1 + 2 * root
    expected = [root / 3 / whole, 2 * root / 3 / whole, 1 / whole, root / whole]
    assert shares[:, 0] == pytest.approx(expected, rel=1e-6)
    assert shares[:, 0] == pytest.approx([0.129331, 0.258662, 0.224010, 0.387997], abs=1e-5)
    assert composite_min[0] == pytest.approx(-math.log(whole) / 0.04, rel=1e-6)
