"""Walking times on hand-made streets, to the second."""

import zipfile

import numpy as np
import pandas as pd
import pytest
from street_samples import city, grid

from sim.errors import RoutingError
from sim.network.streets.graph import street_graph, walk_part
from sim.network.streets.readers.osm import read_osm
from sim.routing.streets import (
    Snapped,
    StreetCounts,
    snap_to_edges,
    snap_to_nodes,
    walk_index,
    walk_targets,
    walk_times,
    walk_times_to,
)


def at_nodes(*nodes: int, snap_m: float = 0.0) -> Snapped:
    node = np.array(nodes, dtype=np.int32)
    off = np.full(len(node), -1, dtype=np.int32)
    return Snapped(node, off, np.zeros(len(node)), np.full(len(node), snap_m))


def on_link(graph, u: int, v: int, fraction: float, snap_m: float = 0.0) -> Snapped:
    (link,) = np.flatnonzero((graph.from_node == u) & (graph.to_node == v))
    one = np.array([-1], dtype=np.int32)
    return Snapped(one, one + 1 + link, np.array([fraction]), np.array([snap_m]))


def matrix(graph, a: Snapped, b: Snapped, limit_m: float = 1e6, speed: float = 1.0):
    times = walk_times(walk_index(graph), a, b, limit_m=limit_m, speed_m_per_s=speed)
    rows = np.full((len(a), len(b)), -1)
    rows[times.from_index, times.to_index] = times.time_s
    return rows


def test_a_grid_is_walked_along_its_streets() -> None:
    # from corner 0 every 100 m step right or up is 100 s at 1 m/s
    everywhere = at_nodes(*range(9))
    steps = [0, 1, 2, 1, 2, 3, 2, 3, 4]
    assert matrix(grid(), at_nodes(0), everywhere)[0].tolist() == [100 * k for k in steps]


def test_snaps_are_walked_too_and_seconds_are_rounded_up() -> None:
    # 10.2 + 200 + 10.2 = 220.4 m, at 1.2 m/s 183.67 s
    far = matrix(grid(), at_nodes(0, snap_m=10.2), at_nodes(2, snap_m=10.2), speed=1.2)
    assert far.tolist() == [[184]]


def test_whole_seconds_do_not_depend_on_the_order_of_adding() -> None:
    # 33.3 + 66.7 is 100 m, though not in floating point numbers of every order
    graph = grid()
    here, there = on_link(graph, 0, 1, 0.333), on_link(graph, 1, 2, 0.333)
    assert matrix(graph, here, there).tolist() == [[100]]
    assert matrix(graph, there, here).tolist() == [[100]]


def test_the_limit_holds_for_the_whole_seconds() -> None:
    # 200 m + 0.5 m are 201 s: out of a limit of 200.9 m, inside one of 201 m
    a, b = at_nodes(0), at_nodes(2, snap_m=0.5)
    assert matrix(grid(), a, b, limit_m=200.9).tolist() == [[-1]]
    assert matrix(grid(), a, b, limit_m=201.0).tolist() == [[201]]


def test_a_river_is_crossed_by_its_bridge() -> None:
    # west bank 0-1-2, east bank 3-4-5, 100 m a piece; the only bridge joins 1 and 4, 150 m:
    # 0 to 3, 100 m apart over the water, is 100 + 150 + 100
    graph = street_graph(
        (range(6), [0.0] * 3 + [0.001] * 3, [0.0, 0.001, 0.002] * 2),
        ([0, 1, 3, 4, 1], [1, 2, 4, 5, 4]),
        length_m=[100.0, 100.0, 100.0, 100.0, 150.0],
    )
    assert matrix(graph, at_nodes(0), at_nodes(3, 4, 5)).tolist() == [[350, 250, 350]]
    banks = street_graph(
        (range(6), [0.0] * 3 + [0.001] * 3, [0.0, 0.001, 0.002] * 2),
        ([0, 1, 3, 4], [1, 2, 4, 5]),
    )
    assert matrix(banks, at_nodes(0), at_nodes(3)).tolist() == [[-1]]


def test_two_points_on_one_link_walk_along_it() -> None:
    graph = grid()
    a, b = on_link(graph, 0, 1, 0.25, 3.0), on_link(graph, 1, 0, 0.25, 4.0)
    # 25 m and 75 m from node 0: 50 m apart, and 7 m of snaps
    assert matrix(graph, a, b).tolist() == [[57]]
    # two streets further: 25 m back to node 0, 100 m up, 40 m along the next street
    assert matrix(graph, a, on_link(graph, 3, 4, 0.4)).tolist() == [[168]]


def test_on_a_loop_the_shorter_way_round() -> None:
    # a lollipop: stick 9-0, loop 0-1-2-3-0 of 100 m pieces. 10 m out of 0 on either side of the
    # loop: 20 m over 0, not 380 m round; at 180 and 220 m: 40 m along the loop
    graph = street_graph(
        (range(5), [0.0, 0.001, 0.002, 0.001, -0.001], [0.0, 0.001, 0.0, -0.001, 0.0]),
        ([0, 1, 2, 3, 0], [1, 2, 3, 0, 4]),
        length_m=100.0,
    )
    assert matrix(graph, on_link(graph, 0, 1, 0.1), on_link(graph, 3, 0, 0.9)).tolist() == [[20]]
    assert matrix(graph, on_link(graph, 1, 2, 0.8), on_link(graph, 2, 3, 0.2)).tolist() == [[40]]


def test_a_ring_without_any_junction() -> None:
    # six pieces of 100 m in a ring: 0 to 3 is 300 m either way, 0 to 5 is 100 m
    angle = np.arange(6)
    graph = street_graph(
        (angle, np.cos(angle) / 1000, np.sin(angle) / 1000),
        (angle, (angle + 1) % 6),
        length_m=100.0,
    )
    assert matrix(graph, at_nodes(0, 4), at_nodes(3, 5, 2)).tolist() == [
        [300, 100, 200],
        [100] * 2 + [200],
    ]
    assert matrix(graph, on_link(graph, 0, 1, 0.5), on_link(graph, 5, 0, 0.5)).tolist() == [[100]]


def test_points_reach_themselves_even_when_nothing_else_does() -> None:
    points = Snapped(
        np.array([0, -1], dtype=np.int32),
        np.full(2, -1, dtype=np.int32),
        np.zeros(2),
        np.array([5.0, 9000.0]),
    )
    times = walk_times(walk_index(grid()), points, points, limit_m=0.0, speed_m_per_s=1.0)
    assert times.from_index.tolist() == [0, 1]
    assert times.time_s.tolist() == [0, 0]
    # two sets of points: the one off the network is left out, the other walks out and back
    other = Snapped(points.node, points.link, points.fraction, points.distance_m)
    assert matrix(grid(), points, other).tolist() == [[10, -1], [-1, -1]]


def test_nothing_to_walk_to() -> None:
    nobody = at_nodes()
    assert matrix(grid(), nobody, at_nodes(0)).shape == (0, 1)
    assert matrix(grid(), at_nodes(0), nobody).shape == (1, 0)
    lonely = street_graph(([1], [0.0], [0.0]), ([], []))
    assert matrix(lonely, at_nodes(0), at_nodes(0)).tolist() == [[0]]


def test_questions_without_sense_are_refused() -> None:
    index = walk_index(grid())
    with pytest.raises(RoutingError, match="walking 100 m at 0 m/s"):
        walk_times(index, at_nodes(0), at_nodes(0), limit_m=100, speed_m_per_s=0)
    with pytest.raises(RoutingError, match="another street network"):
        walk_times(index, at_nodes(9), at_nodes(0), limit_m=100, speed_m_per_s=1)
    other = snap_to_nodes(grid(length_m=101.0), [0.0], [0.0])
    with pytest.raises(RoutingError, match="snap them to the same part"):
        walk_times(index, other, at_nodes(0), limit_m=100, speed_m_per_s=1)


def test_threads_change_no_digit() -> None:
    side = 24
    index = walk_index(grid(side, length_m=83.7))
    points = at_nodes(*range(side * side))
    one, two = (
        walk_times(index, points, points, limit_m=900.0, speed_m_per_s=1.1, threads=threads)
        for threads in (1, 2)
    )
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))
    order = one.from_index.astype(np.int64) * len(points) + one.to_index
    assert (np.diff(order) > 0).all()


def test_operations_are_counted() -> None:
    # 576 sources and as many targets; a change of order or pruning shows here on any machine
    side = 24
    index = walk_index(grid(side))
    points = at_nodes(*range(side * side))
    pinned = walk_targets(index, points, limit_m=1e6, speed_m_per_s=1.0)
    _, counts = walk_times_to(pinned, points)
    assert counts == pinned.counts + StreetCounts(pairs_compared=counts.pairs_compared)
    assert counts == StreetCounts(576, 31_798, 555_622, 13_390, 2_541_980)


def test_porto_alegre_equals_dijkstra() -> None:
    csgraph = pytest.importorskip("scipy.sparse.csgraph")
    sparse = pytest.importorskip("scipy.sparse")
    graph = walk_part(read_osm(city("porto_alegre/poa_osm.pbf")).graph)
    random = np.random.default_rng(5)
    low, high = (graph.lon.min(), graph.lat.min()), (graph.lon.max(), graph.lat.max())
    at = random.uniform(low, high, (220, 2)).T
    points = snap_to_nodes(graph, *at)
    assert points.is_linked.sum() > 150
    links = sparse.csr_matrix(
        (graph.length_m, (graph.from_node, graph.to_node)), (graph.n_nodes, graph.n_nodes)
    )
    sources = np.flatnonzero(points.is_linked)[:40]
    path_m = csgraph.dijkstra(links, indices=points.node[sources])[:, np.maximum(points.node, 0)]
    metres = points.distance_m[sources, None] + path_m + points.distance_m
    metres[:, ~points.is_linked] = np.inf
    metres[np.arange(len(sources)), sources] = 0.0
    index = walk_index(graph)
    for limit_m in (1000.0, 2000.0, 7200.0, 1e6):
        times = walk_times(index, points, points, limit_m=limit_m, speed_m_per_s=1.0)
        found = np.full((len(points), len(points)), -1)
        found[times.from_index, times.to_index] = times.time_s
        expected = np.where(np.ceil(metres) <= limit_m, np.ceil(metres), -1)
        assert np.array_equal(found[sources], expected)


def test_porto_alegre_has_the_pairs_of_the_benchmark() -> None:
    # its README: 161,611 (stop, point) pairs within egress reach; no point reaches 1,289 of 4,010
    # stops
    graph = walk_part(read_osm(city("porto_alegre/poa_osm.pbf")).graph)
    points = pd.read_csv(city("porto_alegre/poa_hexgrid.csv"))
    stops = []
    for feed in ("poa_eptc", "poa_trensurb"):
        with zipfile.ZipFile(city(f"porto_alegre/{feed}.zip")) as tables:
            stops.append(pd.read_csv(tables.open("stops.txt")))
    stops = pd.concat(stops)
    a = snap_to_nodes(graph, points["lon"], points["lat"])
    b = snap_to_nodes(graph, stops["stop_lon"], stops["stop_lat"])
    index = walk_index(graph)
    one, two = (
        walk_times(index, a, b, limit_m=2000.0, speed_m_per_s=1.0, threads=threads)
        for threads in (1, 2)
    )
    assert (len(a), len(b), len(one.time_s)) == (1227, 4010, 161_611)
    assert len(b) - len(np.unique(one.to_index)) == 1289
    assert all(np.array_equal(x, y) for x, y in zip(one, two, strict=True))


def test_porto_alegre_work_is_pinned() -> None:
    graph = walk_part(read_osm(city("porto_alegre/poa_osm.pbf")).graph)
    index = walk_index(graph)
    nodes = np.random.default_rng(0).choice(graph.n_nodes, 1200)
    targets, sources = at_nodes(*nodes[:200].tolist()), at_nodes(*nodes[200:].tolist())
    pinned = walk_targets(index, targets, limit_m=1e6, speed_m_per_s=1.0)
    _, counts = walk_times_to(pinned, sources)
    per_source = counts.nodes_settled / 1000, counts.hubs_kept / 1000
    # a Dijkstra search settles 37,329 nodes for each source
    assert per_source < (170, 100)
    assert counts.pairs_compared / 1000 < 7000


def test_edge_snapping_in_porto_alegre_is_never_longer_than_to_both_ends() -> None:
    graph = walk_part(read_osm(city("porto_alegre/poa_osm.pbf")).graph)
    at = np.column_stack([graph.lon[::300], graph.lat[::300]]) + 0.0002
    edges, nodes = snap_to_edges(graph, *at.T), snap_to_nodes(graph, *at.T)
    assert (edges.distance_m <= nodes.distance_m + 1e-9).all()
    assert edges.is_linked.all()
