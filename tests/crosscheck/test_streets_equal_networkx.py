"""Street times against networkx on 1,200 random networks, walking and driving, nodes and links.

The reference puts every point into the graph as a node of its own, between its neighbours on the
link it lies on, and runs Dijkstra's algorithm.
"""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from sim.network.streets.graph import StreetGraph, street_graph
from sim.routing.streets import (
    Snapped,
    drive_index,
    drive_times,
    snap_to_edges,
    snap_to_nodes,
    walk_index,
    walk_times,
)

NETWORKS_PER_SEED = 100
SPEED_M_PER_S = 1.25
SNAP_S_PER_M = 3.6 / 4.5


def random_graph(random: np.random.Generator) -> StreetGraph:
    """Streets between random places: chains, rings, dead ends and islands among them."""
    n = int(random.integers(2, 30))
    lon, lat = random.uniform(0.0, 0.01, n), random.uniform(0.0, 0.01, n)
    shape = random.integers(4)
    order = random.permutation(n)
    u, v = order[:-1], order[1:]  # one long chain
    if shape == 1:
        u, v = order, np.roll(order, 1)  # a ring
    elif shape == 2:
        chosen = random.random(n - 1) < 0.7
        u, v = u[chosen], v[chosen]
    if shape >= 2:
        extra = int(random.integers(0, n))
        u = np.concatenate([u, random.integers(0, n, extra)])
        v = np.concatenate([v, random.integers(0, n, extra)])
    length_m = random.integers(1, 300, len(u)) / random.choice([1.0, 3.0])
    ways = random.integers(0, 4, len(u))
    back = ways != 1
    return street_graph(
        (np.arange(n), lon, lat),
        (np.concatenate([u, v[back]]), np.concatenate([v, u[back]])),
        length_m=np.concatenate([length_m, length_m[back]]),
        walk=np.concatenate([ways != 2, np.zeros(back.sum(), dtype=bool)]),
        drive=True,
        free_speed_kmh=np.concatenate([20.0 + 10 * ways, 30.0 + 10 * ways[back]]),
    )


def random_points(graph: StreetGraph, random: np.random.Generator, use: str) -> Snapped:
    at = random.uniform(-0.001, 0.011, (int(random.integers(1, 8)), 2)).T
    if random.random() < 0.3:
        return snap_to_nodes(graph, *at, max_m=300.0)
    return snap_to_edges(graph, *at, use=use, max_m=300.0)


def reference(
    graph: StreetGraph, cost: np.ndarray, sets: tuple[Snapped, Snapped], snap_cost: float
) -> np.ndarray:
    """Cost of every pair, infinite where there is no way."""
    ways = nx.MultiDiGraph()
    ways.add_nodes_from(range(graph.n_nodes))
    cost_of = {
        (int(u), int(v)): float(c)
        for u, v, c in zip(graph.from_node, graph.to_node, cost, strict=True)
        if c < math.inf
    }
    ways.add_weighted_edges_from((u, v, c) for (u, v), c in cost_of.items())
    on_link = defaultdict(list)
    for name, points in zip("ab", sets, strict=True):
        for row in range(len(points)):
            ways.add_nodes_from([(name, row), (name, row, "street")])
            if points.is_linked[row]:
                both_ways(
                    ways, (name, row), (name, row, "street"), points.distance_m[row] * snap_cost
                )
            if points.node[row] >= 0:
                both_ways(ways, (name, row, "street"), int(points.node[row]), 0.0)
            if points.link[row] >= 0:
                u = int(graph.from_node[points.link[row]])
                v = int(graph.to_node[points.link[row]])
                share = float(points.fraction[row])
                key, share = ((u, v), share) if u < v else ((v, u), 1.0 - share)
                on_link[key].append((share, (name, row, "street")))
    for (u, v), places in on_link.items():
        stops = [(0.0, u), *sorted(places, key=lambda one: one[0]), (1.0, v)]
        for (share, here), (later, there) in pairwise(stops):
            for ends, way in (((u, v), (here, there)), ((v, u), (there, here))):
                if ends in cost_of:
                    ways.add_edge(*way, weight=(later - share) * cost_of[ends])
    found = [nx.single_source_dijkstra_path_length(ways, ("a", row)) for row in range(len(sets[0]))]
    return np.array(
        [
            [reached.get(("b", column), math.inf) for column in range(len(sets[1]))]
            for reached in found
        ]
    )


def both_ways(ways: nx.MultiDiGraph, one: object, other: object, cost: float) -> None:
    ways.add_edge(one, other, weight=float(cost))
    ways.add_edge(other, one, weight=float(cost))


def whole_seconds(costs: np.ndarray, limit_s: float) -> np.ndarray:
    seconds = np.ceil(costs - 1e-9)  # sums in another order differ by 1e-13
    return np.where(seconds <= limit_s, seconds, -1)


def as_matrix(times, shape: tuple[int, int]) -> np.ndarray:
    found = np.full(shape, -1.0)
    found[times.from_index, times.to_index] = times.time_s
    return found


@pytest.mark.parametrize("seed", range(6))
def test_walking(seed: int) -> None:
    random = np.random.default_rng(seed)
    reached = 0
    for _ in range(NETWORKS_PER_SEED):
        graph = random_graph(random)
        a, b = (random_points(graph, random, "walk") for _ in range(2))
        cost = np.where(graph.walk, graph.length_m, np.inf)
        costs = reference(graph, cost, (a, b), 1.0) / SPEED_M_PER_S
        index = walk_index(graph)
        for limit_m in (150.0, 600.0, 1e5):
            times = walk_times(index, a, b, limit_m=limit_m, speed_m_per_s=SPEED_M_PER_S)
            expected = whole_seconds(costs, limit_m / SPEED_M_PER_S)
            assert np.array_equal(as_matrix(times, costs.shape), expected)
            reached += len(times.time_s)
    assert reached > 500


@pytest.mark.parametrize("seed", range(6))
def test_driving(seed: int) -> None:
    random = np.random.default_rng(100 + seed)
    reached = 0
    for _ in range(NETWORKS_PER_SEED):
        graph = random_graph(random)
        a, b = (random_points(graph, random, "drive") for _ in range(2))
        cost = np.where(graph.drive, graph.length_m / graph.free_speed_kmh * 3.6, np.inf)
        costs = reference(graph, cost, (a, b), SNAP_S_PER_M)
        index = drive_index(graph)
        for limit_s in (60, 300, 100_000):
            times = drive_times(index, a, b, limit_s=limit_s)
            assert np.array_equal(as_matrix(times, costs.shape), whole_seconds(costs, limit_s))
            reached += len(times.time_s)
    assert reached > 500
