"""Time to the n-th opportunity against its definition, place by place."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import RoutingError
from sim.routing.opportunities import time_to_nth


def by_definition(times_s: np.ndarray, weights: np.ndarray, n: list[float]) -> list:
    """Try every second that occurs as a cut-off, smallest first."""
    found = []
    for row in times_s.tolist():
        by_n = []
        for wanted in n:
            by_kind = []
            for kind in range(weights.shape[1]):
                enough = [
                    cutoff
                    for cutoff in sorted({time for time in row if time >= 0})
                    if sum(weights[d, kind] for d, time in enumerate(row) if 0 <= time <= cutoff)
                    >= wanted
                ]
                by_kind.append(enough[0] if enough else -1)
            by_n.append(by_kind)
        found.append(by_n)
    return found


def test_equals_the_definition_on_random_matrices() -> None:
    random = np.random.default_rng(7)
    for _ in range(200):
        n_origins, n_places, n_kinds = random.integers(1, 6, 3)
        # Few different times, so that ties are common; -1 is unreachable.
        times_s = random.integers(-1, 5, (n_origins, n_places)).astype(np.int32) * 60
        times_s[times_s < 0] = -1
        weights = random.integers(0, 4, (n_places, n_kinds)).astype(float)
        n = [1.0, 2.0, 5.0, 100.0]
        assert time_to_nth(times_s, weights, n).tolist() == by_definition(times_s, weights, n)


def test_several_layers_and_thresholds_in_one_run() -> None:
    # Places at 5, 10 and 15 min with 1, 2 and 4 schools and 10, 0 and 90 jobs.
    times_s = np.array([[300, 600, 900]])
    found = time_to_nth(times_s, [[1, 10], [2, 0], [4, 90]], [1, 3, 4, 8])
    assert found.dtype == np.int32
    # Schools come to 1, 3, 7; jobs to 10, 10, 100; an eighth school does not exist.
    assert found[0].tolist() == [[300, 300], [600, 300], [900, 300], [-1, 300]]


def test_places_at_the_same_time_come_into_reach_together() -> None:
    assert time_to_nth(np.array([[600, 600, 900]]), [1, 1, 1], 2).tolist() == [[[600]]]


def test_nothing_to_find_where_weights_are_zero() -> None:
    # The place at 60 s has none, so the first is found at 120 s.
    assert time_to_nth(np.array([[60, 120]]), [0, 3], [1, 4]).tolist() == [[[120], [-1]]]


def test_here_and_unreachable() -> None:
    assert time_to_nth(np.array([[0, -1], [-1, -1]]), [1, 5], 1).tolist() == [[[0]], [[-1]]]


def test_no_destinations() -> None:
    assert time_to_nth(np.empty((2, 0), np.int32), np.empty(0), 1).tolist() == [[[-1]], [[-1]]]


@pytest.mark.parametrize(
    ("times_s", "weights", "n", "told"),
    [
        ([[1, 2]], [1, 2, 3], 1, "weights have 3 rows for 2 destinations"),
        ([[1, 2]], [1, -1], 1, "weights must be numbers of 0 or more"),
        ([[1, 2]], [1, float("nan")], 1, "weights must be numbers of 0 or more"),
        ([[1, 2]], [1, 1], 0, "n must be more than 0, not [0.0]"),
        ([1, 2], [1, 1], 1, "take one percentile: TravelTimes.at(50)"),
        ([[1.5, 2.0]], [1, 1], 1, "not an array of float64"),
    ],
)
def test_a_bad_call_is_told(times_s: list, weights: list, n: float, told: str) -> None:
    with pytest.raises(RoutingError) as caught:
        time_to_nth(np.array(times_s), weights, n)
    assert told in str(caught.value)
