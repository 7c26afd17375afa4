"""Links stand once for each direction; the largest parts are weak on foot, strong by car."""

import numpy as np
import pytest
from street_samples import block, grid

from sim.errors import NetworkError
from sim.network.streets.graph import (
    drive_part,
    haversine_m,
    part,
    street_graph,
    walk_part,
)
from sim.network.streets.speeds import SpeedFactors, link_time_s

LINE = ([7, 8, 9], [0.0, 0.0, 0.0], [0.0, 0.001, 0.002])


def test_a_degree_of_the_equator() -> None:
    # 6371008.8 m x pi / 180 = 111195.08 m
    zero, one = np.zeros(1), np.ones(1)
    assert haversine_m(zero, zero, one, zero)[0] == pytest.approx(111195.08, abs=0.01)


def test_walking_goes_both_ways_driving_does_not() -> None:
    graph = street_graph(LINE, ([0, 1], [1, 2]), drive=[True, False], free_speed_kmh=30.0)
    rows = list(zip(graph.from_node.tolist(), graph.to_node.tolist(), strict=True))
    assert rows == [(0, 1), (1, 0), (1, 2), (2, 1)]
    assert graph.walk.all()
    assert graph.drive.tolist() == [True, False, False, False]
    assert np.isnan(graph.free_speed_kmh).tolist() == [False, True, True, True]


def test_of_equal_links_the_fastest_to_drive_and_the_shortest_to_walk_stay() -> None:
    graph = street_graph(
        LINE,
        ([0, 0, 0], [1, 1, 1]),
        length_m=[120.0, 110.0, 130.0],
        walk=[False, True, False],
        drive=[True, False, True],
        free_speed_kmh=[30.0, np.nan, 60.0],
        road_class=[0, 1, 2],
        class_names=("residential", "footway", "primary"),
    )
    forward = 0
    assert graph.length_m.tolist() == [110.0, 110.0]
    assert graph.road_class[forward] == 2
    assert graph.free_speed_kmh[forward] == 60.0
    assert graph.drive.tolist() == [True, False]


def test_loops_are_left_out_and_arrays_are_locked() -> None:
    graph = street_graph(LINE, ([0, 1], [0, 2]))
    assert graph.n_links == 2
    with pytest.raises(ValueError, match="read-only"):
        graph.length_m[0] = 1.0


def test_a_link_needs_its_nodes() -> None:
    with pytest.raises(NetworkError, match="not among the 3 nodes"):
        street_graph(LINE, ([0], [3]))


def test_who_drives_needs_a_speed() -> None:
    for speed in (np.nan, 0.0):
        with pytest.raises(NetworkError, match="needs a free-flow speed above 0 km/h"):
            street_graph(LINE, ([0], [1]), drive=True, free_speed_kmh=speed)


def test_the_source_does_not_change_the_fingerprint_but_a_length_does() -> None:
    one, two, three = (
        street_graph(LINE, ([0], [1]), length_m=length_m, source=source)
        for length_m, source in ((5.0, "a"), (5.0, "b"), (6.0, "a"))
    )
    assert one.fingerprint == two.fingerprint
    assert one.fingerprint != three.fingerprint


def test_the_largest_part_of_equals_is_the_one_of_the_first_node() -> None:
    nodes = ([1, 2, 3, 4], [0.0] * 4, [0.0, 0.1, 0.2, 0.3])
    assert walk_part(street_graph(nodes, ([0, 2], [1, 3]))).node_id.tolist() == [1, 2]


def test_driving_parts_are_strong() -> None:
    # the block can be driven round; the spur 0 > 4 leads out and never back
    ring = block()
    graph = street_graph(
        ([*ring.node_id, 4], [*ring.lon, -0.001], [*ring.lat, 0.0]),
        ([*ring.from_node, 0], [*ring.to_node, 4]),
        walk=False,
        drive=True,
        free_speed_kmh=36.0,
    )
    assert drive_part(graph).node_id.tolist() == [0, 1, 2, 3]
    assert drive_part(graph).n_links == 4
    assert walk_part(graph).n_links == 0


def test_a_part_keeps_order_and_inner_links() -> None:
    inner = part(grid(), np.array([True, True, False, True, True, False, False, False, False]))
    assert inner.node_id.tolist() == [0, 1, 3, 4]
    assert inner.n_links == 8


def test_periods_slow_classes_down() -> None:
    # 100 m at 36 km/h are 10 s; at half the speed 20 s
    factors = SpeedFactors({("primary", "am_peak"): 0.5})
    assert link_time_s(block()).tolist() == [10.0] * 4
    assert link_time_s(block(), factors=factors, period="am_peak").tolist() == [20.0] * 4
    assert link_time_s(block(), factors=factors, period="night").tolist() == [10.0] * 4


def test_a_factor_of_nothing_is_refused() -> None:
    with pytest.raises(NetworkError, match=r"speed factor 0\.0 of class 'primary' in period 'x'"):
        SpeedFactors({("primary", "x"): 0.0})
