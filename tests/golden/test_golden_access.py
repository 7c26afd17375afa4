"""Measures of access come to the published numbers of a worked example.

The example of Soukhov et al. (2023): three places, the first two close together, the third far off;
people 50 000, 150 000, 10 000; jobs 100 000, 100 000, 10 000; decay ``exp(-0.1 t)``.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.accessibility import (
    Decay,
    balanced_floating_catchment,
    enhanced_two_step_floating_catchment,
    exponential_from_rate,
    gravity,
    shen,
    spatial_availability,
    step,
    three_step_floating_catchment,
    two_step_floating_catchment,
)

TIMES_MIN = np.array([[15.0, 30.0, 100.0], [30.0, 15.0, 100.0], [100.0, 100.0, 15.0]])
PEOPLE = [50_000, 150_000, 10_000]
JOBS = [100_000, 100_000, 10_000]


@pytest.fixture
def decay() -> Decay:
    return exponential_from_rate(0.1)


def test_spatial_availability(decay: Decay) -> None:
    found = spatial_availability(TIMES_MIN, JOBS, people=PEOPLE, decay=decay)
    assert found.round(2).tolist() == [66_833.47, 133_203.36, 9_963.17]
    assert found.sum() == pytest.approx(210_000, rel=1e-14)


def test_hansen(decay: Decay) -> None:
    found = gravity(TIMES_MIN, JOBS, decay=decay)
    assert found.round(2).tolist() == [27_292.18, 27_292.18, 2_240.38]
    # by hand: 100 000 e^-1.5 + 100 000 e^-3 + 10 000 e^-10
    by_hand = 100_000 * (math.exp(-1.5) + math.exp(-3)) + 10_000 * math.exp(-10)
    assert found[0] == pytest.approx(by_hand, rel=1e-14)


def test_two_step_floating_catchment() -> None:
    # Places 1 and 2 are within 30 min of each other: 100 000 / 200 000 at each, and both in reach.
    found = two_step_floating_catchment(TIMES_MIN, JOBS, people=PEOPLE, cutoff_min=30)
    assert found.tolist() == [1.0, 1.0, 1.0]


def test_shen_is_availability_by_head(decay: Decay) -> None:
    by_head = shen(TIMES_MIN, JOBS, people=PEOPLE, decay=decay)
    assert by_head.round(6).tolist() == [
        round(66_833.4712 / 50_000, 6),
        round(133_203.3601 / 150_000, 6),
        round(9_963.1687 / 10_000, 6),
    ]


def test_the_catchment_family_on_the_same_town() -> None:
    """With a step of 30 min the town is two islands: {1, 2}, which share everything, and {3}."""
    inside = step(30)
    # Step weights: E2SFCA is 2SFCA.
    enhanced = enhanced_two_step_floating_catchment(TIMES_MIN, JOBS, people=PEOPLE, decay=inside)
    assert enhanced.tolist() == [1.0, 1.0, 1.0]
    # 3SFCA: everybody halves between two places, R = 100 000 / 100 000; A = (1 + 1) / 2.
    chosen = three_step_floating_catchment(TIMES_MIN, JOBS, people=PEOPLE, decay=inside)
    assert chosen.tolist() == [1.0, 1.0, 1.0]
    # BFCA: L = 100 000 / 100 000 at both places, each level shared by two origins: 1/2 + 1/2.
    balanced = balanced_floating_catchment(TIMES_MIN, JOBS, people=PEOPLE, decay=inside)
    assert balanced.tolist() == [1.0, 1.0, 1.0]
