"""Points to the nearest node or the nearest place on a link."""

import numpy as np
import pytest
from street_samples import block, grid

from sim.errors import RoutingError
from sim.network.streets.graph import street_graph
from sim.routing.streets import snap_to_edges, snap_to_nodes, unlinked_issues

METRES_PER_DEGREE = 6371008.8 * np.pi / 180  # 111195.08


def test_nearest_node_of_a_grid() -> None:
    # 0.0001 degrees beside node 4 (0.001, 0.001): 11.12 m
    found = snap_to_nodes(grid(), [0.001, 0.0016], [0.0011, 0.0])
    assert found.node.tolist() == [4, 2]
    assert found.distance_m == pytest.approx([11.1195, 44.478], abs=0.001)
    assert found.link.tolist() == [-1, -1]


def test_of_two_nodes_equally_near_the_first() -> None:
    graph = street_graph(([1, 2, 3], [0.0, 0.002, 0.002], [0.0, 0.0, 0.0]), ([0], [1]))
    assert snap_to_nodes(graph, [0.001, 0.002], [0.0, 0.0]).node.tolist() == [0, 1]


def test_degrees_of_longitude_shrink_with_the_mean_latitude() -> None:
    # at 60 degrees a degree of longitude is half as long: 0.001 degrees are 55.6 m
    graph = street_graph(([1, 2], [0.0, 0.0], [59.0, 61.0]), ([0], [1]))
    found = snap_to_nodes(graph, [0.001], [61.0])
    assert found.distance_m == pytest.approx([0.0005 * METRES_PER_DEGREE])


def test_too_far_is_not_linked_but_measured() -> None:
    # one degree of the equator away from node 2 (0.002, 0)
    found = snap_to_nodes(grid(), [1.002], [0.0], max_m=1600.0)
    assert not found.is_linked.any()
    assert found.distance_m == pytest.approx([METRES_PER_DEGREE])
    (issue,) = unlinked_issues(found, ["hut"], max_m=1600.0)
    assert issue.code == "point-off-network"
    assert issue.what == "1 of 1 points lie more than 1,600 m from any street: hut (111,195 m)"
    assert unlinked_issues(snap_to_nodes(grid(), [0.0], [0.0]), ["a"], max_m=1600.0) == ()


def test_nearest_place_on_a_link() -> None:
    # 0.00025 along the link from node 0 to node 1, 0.0001 beside it
    graph = grid()
    found = snap_to_edges(graph, [0.00025, 0.001, -0.001], [0.0001, 0.0, -0.001])
    link = found.link[0]
    assert {int(graph.from_node[link]), int(graph.to_node[link])} == {0, 1}
    assert found.fraction[0] == pytest.approx(0.25 if graph.from_node[link] == 0 else 0.75)
    # the second stands on node 1, the third is nearest to the corner
    assert found.node.tolist() == [-1, 1, 0]
    assert found.distance_m == pytest.approx([11.1195, 0.0, 157.2536], abs=0.001)


def test_only_links_of_the_kind_count() -> None:
    assert not snap_to_edges(block(), [0.0], [0.0], use="walk").is_linked.any()
    assert snap_to_edges(block(), [0.0], [0.0], use="drive").is_linked.all()


@pytest.mark.parametrize("seed", range(8))
def test_snapping_equals_trying_everything(seed: int) -> None:
    random = np.random.default_rng(seed)
    n = 60
    spread = (0.001, 0.01, 0.3, 2.0)[seed % 4]
    lon, lat = random.uniform(0, spread, n), random.uniform(40, 40 + spread, n)
    u, v = random.integers(0, n, 80), random.integers(0, n, 80)
    graph = street_graph((np.arange(n), lon, lat), (u, v))
    at = random.uniform(-0.5, 1.5, (40, 2)) * spread + [0, 40]
    shrink = np.cos(np.radians(lat.mean()))
    xy = np.column_stack([lon * shrink, lat]) * METRES_PER_DEGREE
    points = at * [shrink, 1] * METRES_PER_DEGREE

    nodes = snap_to_nodes(graph, *at.T, max_m=np.inf)
    apart = np.hypot(*(points[:, None] - xy[None]).transpose(2, 0, 1))
    assert nodes.node.tolist() == apart.argmin(axis=1).tolist()
    assert nodes.distance_m == pytest.approx(apart.min(axis=1), abs=1e-6)

    edges = snap_to_edges(graph, *at.T, max_m=np.inf)
    a, b = xy[graph.from_node], xy[graph.to_node]
    along = ((points[:, None] - a) * (b - a)).sum(2) / ((b - a) ** 2).sum(1)
    feet = a + np.clip(along, 0, 1)[:, :, None] * (b - a)
    gaps = np.hypot(*(points[:, None] - feet).transpose(2, 0, 1))
    assert edges.distance_m == pytest.approx(gaps.min(axis=1), abs=1e-6)
    on = np.flatnonzero(edges.link >= 0)
    foot = feet[on, edges.link[on]]
    told = a[edges.link[on]] + edges.fraction[on, None] * (b - a)[edges.link[on]]
    assert told == pytest.approx(foot, abs=1e-6)


def test_a_point_without_a_position_is_refused() -> None:
    with pytest.raises(RoutingError, match="1 points have no position, the first is number 1"):
        snap_to_nodes(grid(), [0.0, np.nan], [0.0, 0.0])
    nothing = street_graph(([], [], []), ([], []))
    with pytest.raises(RoutingError, match="has no nodes"):
        snap_to_nodes(nothing, [0.0], [0.0])
    assert len(snap_to_nodes(grid(), [], [])) == 0
