"""Driving times: one-way streets, periods, the way to the street."""

import numpy as np
import pytest
from street_samples import block

from sim.errors import RoutingError
from sim.network.streets.speeds import SpeedFactors
from sim.routing.streets import drive_index, drive_times, snap_to_edges, snap_to_nodes


def matrix(index, a, b, limit_s: int = 3600, **options) -> list[list[int]]:
    times = drive_times(index, a, b, limit_s=limit_s, **options)
    rows = np.full((len(a), len(b)), -1)
    rows[times.from_index, times.to_index] = times.time_s
    return rows.tolist()


def test_round_a_one_way_block() -> None:
    # 0 > 1 > 2 > 3 > 0, 10 s a side: back to the corner before takes three sides
    corners = snap_to_nodes(block(), block().lon, block().lat)
    assert matrix(drive_index(block()), corners, corners) == [
        [0, 10, 20, 30],
        [30, 0, 10, 20],
        [20, 30, 0, 10],
        [10, 20, 30, 0],
    ]
    assert matrix(drive_index(block()), corners, corners, limit_s=19)[0] == [0, 10, -1, -1]


def test_backwards_on_the_same_one_way_link_is_once_round_the_block() -> None:
    at = snap_to_edges(block(), [0.0005, 0.00025], [0.0, 0.0], use="drive")
    # half way to a quarter: 5 s to corner 1, three sides, 2.5 s: 37.5; the other way 2.5 s
    other = snap_to_edges(block(), [0.0005, 0.00025], [0.0, 0.0], use="drive")
    assert matrix(drive_index(block()), at, other) == [[0, 38], [3, 0]]


def test_a_period_of_half_the_speed_takes_twice_the_time() -> None:
    factors = SpeedFactors({("primary", "am_peak"): 0.5})
    corners = snap_to_nodes(block(), block().lon, block().lat)
    index = drive_index(block(), factors=factors, period="am_peak")
    assert matrix(index, corners, corners)[0] == [0, 20, 40, 60]


def test_the_way_to_the_street_is_walked() -> None:
    # 0.0001 degrees (11.12 m) at 4.5 km/h are 8.896 s, at either end; the side 10 s: 27.79
    at = snap_to_nodes(block(), [-0.0001, 0.0011], [0.0, 0.0])
    other = snap_to_nodes(block(), [-0.0001, 0.0011], [0.0, 0.0])
    assert matrix(drive_index(block()), at, other)[0][1] == 28
    # at 9 km/h half of that: 4.448 + 10 + 4.448 = 18.896
    assert matrix(drive_index(block()), at, other, access_kmh=9.0)[0][1] == 19


def test_questions_without_sense_are_refused() -> None:
    at = snap_to_nodes(block(), [0.0], [0.0])
    with pytest.raises(RoutingError, match=r"driving -1 s with 4\.5 km/h to the street"):
        drive_times(drive_index(block()), at, at, limit_s=-1)
