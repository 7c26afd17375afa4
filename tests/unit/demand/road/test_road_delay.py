"""The Bureau of Public Roads function and the area under it."""

import numpy as np
import pytest

from sim.demand.road.delay import beckmann, bpr_minutes


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        (0.0, 10.0),  # an empty road
        (1000.0, 11.5),  # at capacity 15 % slower: 10 x 1.15
        (2000.0, 34.0),  # at twice the capacity: 10 x (1 + 0.15 x 16)
    ],
)
def test_minutes_follow_the_formula(volume: float, expected: float) -> None:
    one = np.ones(1)
    found = bpr_minutes(10 * one, volume * one, 1000 * one, 0.15 * one, 4 * one)
    assert found[0] == pytest.approx(expected, abs=1e-12)


def test_the_area_is_the_integral() -> None:
    """Ten thousand slices of the curve, middle of each, against the formula."""
    edges = np.linspace(0.0, 1700.0, 10_001)
    middle = (edges[1:] + edges[:-1]) / 2
    n = np.ones(len(middle))
    slices = bpr_minutes(3 * n, middle, 1000 * n, 0.56 * n, 3.6 * n) * np.diff(edges)
    one = np.ones(1)
    area = beckmann(3 * one, 1700 * one, 1000 * one, 0.56 * one, 3.6 * one)
    assert area == pytest.approx(slices.sum(), rel=1e-7)
