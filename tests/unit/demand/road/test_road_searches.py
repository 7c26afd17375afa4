"""Searches that begin with the ways of the last one find what a search from nothing finds."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from road_city import City

from sim.demand.model import Floats64
from sim.demand.road.examples import toy_roads
from sim.demand.road.loading import Ways, loaded, quickest_ways

PLACES = "abcdefgh"


def _minutes_by_networkx(ways: Ways, link_min: Floats64) -> Floats64:
    road = ways.road
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(len(road.node_ids)))
    for start, end, minutes in zip(road.from_node, road.to_node, link_min, strict=True):
        graph.add_edge(int(start), int(end), minutes=float(minutes))
    size = len(road.zone_ids)
    found = np.full((size, size), np.inf)
    joins = list(zip(road.connector_zone, road.connector_node, road.connector_min, strict=True))
    for zone, node, first in joins:
        away = nx.single_source_dijkstra_path_length(graph, int(node), weight="minutes")
        for other, last_node, last in joins:
            if int(last_node) in away:
                whole = first + away[int(last_node)] + last
                found[zone, other] = min(found[zone, other], whole)
    np.fill_diagonal(found, 0.0)
    return found


@settings(deadline=None)  # the first search compiles
@given(
    links=st.lists(st.permutations(PLACES).map(lambda p: p[:2]), min_size=1, max_size=24),
    seed=st.integers(0, 2**32 - 1),
)
def test_minutes_of_search_after_search(links: list[list[str]], seed: int) -> None:
    random = np.random.default_rng(seed)
    named = {f"{a} {b} {n}": (1.0 + n, 100.0, 0.15, 4.0) for n, (a, b) in enumerate(links)}
    known = sorted({place for link in links for place in link})
    ways = quickest_ways(toy_roads(named, {place.upper(): place for place in known}))
    trips = random.integers(0, 9, (len(known),) * 2).astype(np.float64)
    for _ in range(4):
        link_min = random.uniform(0.5, 9.0, len(links))
        found = loaded(ways, link_min, trips)
        wanted = _minutes_by_networkx(ways, link_min)
        np.testing.assert_allclose(found.minutes, wanted, rtol=1e-12)
        # what is on the links takes as long as all trips together
        there = np.isfinite(wanted)
        spent = float(link_min @ found.loads) + found.access_min
        np.testing.assert_allclose(spent, float((trips * np.where(there, wanted, 0)).sum()))


def test_searches_of_the_city_go_on_from_each_other(city: City) -> None:
    random = np.random.default_rng(5)
    size = len(city.road.zone_ids)
    trips = random.integers(0, 9, (size, size)).astype(np.float64)
    ways, link_min = quickest_ways(city.road), city.road.free_min
    for _ in range(3):
        link_min = link_min * random.uniform(0.8, 1.5, len(link_min))
        again, anew = (
            loaded(ways, link_min, trips),
            loaded(quickest_ways(city.road), link_min, trips),
        )
        np.testing.assert_array_equal(again.minutes, anew.minutes)
        np.testing.assert_array_equal(again.km, anew.km)
        np.testing.assert_array_equal(again.loads, anew.loads)


def test_threads_do_not_matter_to_searches_that_go_on(city: City) -> None:
    random = np.random.default_rng(6)
    size = len(city.road.zone_ids)
    trips = random.integers(0, 9, (size, size)).astype(np.float64)
    one, three = quickest_ways(city.road), quickest_ways(city.road)
    link_min = city.road.free_min
    for _ in range(2):
        link_min = link_min * random.uniform(0.8, 1.5, len(link_min))
        first, other = (
            loaded(one, link_min, trips, cores=1),
            loaded(three, link_min, trips, cores=3),
        )
        np.testing.assert_array_equal(first.loads, other.loads)
        assert first.access_min == other.access_min
