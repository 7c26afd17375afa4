"""The same expected costs and loads as AequilibraE's own optimal strategies, on random networks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from transit_towns import graph_of, towns

from sim.demand.transit.assign import load_transit, solve_transit
from sim.demand.transit.costs import costs_of
from sim.demand.transit.graph import TransitGraph


def edges_of(graph: TransitGraph, weights: dict[str, float]) -> pd.DataFrame:
    """The graph as plain links: stops arrived, stops waiting, vehicles, origins, destinations."""
    net, costs = graph.structure, costs_of(graph, weights)
    n_stops, n_hops, n_zones = graph.n_nodes, len(net.hop_tail), len(graph.direct_km)
    hop = np.arange(n_hops) + 2 * n_stops
    origin = np.arange(n_zones) + 2 * n_stops + n_hops
    last = origin + n_zones
    zone = np.repeat(np.arange(n_zones), np.diff(net.access_first))
    stays = net.hop_before >= 0
    before = net.hop_before[stays]
    always = np.inf
    rows = [
        (n_stops + net.hop_tail, hop, costs.board, costs.frequency / costs.wait_weight[0]),
        (hop, net.hop_head, costs.ride + costs.alight, always),
        (hop[before], hop[stays], (costs.ride + costs.dwell)[before], always),
        (net.walk_from, n_stops + net.walk_to, costs.walk, always),
        (net.access_stop, last[zone], costs.access, always),
        (origin[zone], n_stops + net.access_stop, costs.access, always),
    ]
    return pd.concat(
        [
            pd.DataFrame({"tail": a, "head": b, "trav_time": c, "freq": f})
            for a, b, c, f in rows
            if len(a)
        ],
        ignore_index=True,
    ).astype({"tail": np.int64, "head": np.int64})


@settings(max_examples=25, deadline=None, derandomize=True)
@given(towns())
def test_costs_are_those_of_aequilibrae(town) -> None:
    from aequilibrae.paths import HyperpathGenerating

    network, zones, weights, fleet = town
    graph = graph_of(network, zones, weights, fleet=fleet, walk_min=2.0)
    n_zones = len(graph.direct_km)
    mine = solve_transit([graph], weights)
    edges = edges_of(graph, weights)
    first = 2 * graph.n_nodes + len(graph.hops.pattern)
    nodes = np.arange(first + 2 * n_zones)
    for start in range(n_zones):
        for end in range(n_zones):
            if start == end or not np.isfinite(mine.skims.cost_min[0, start, end]):
                continue
            other = HyperpathGenerating(
                edges,
                o_vert_ids=np.array([first + start]),
                d_vert_ids=np.array([first + n_zones + end]),
                nodes_to_indices=nodes,
            )
            other.run(first + start, first + n_zones + end, 100.0)
            theirs = other.u_i_vec[first + start] - weights["transfer_penalty_min"]
            assert mine.skims.cost_min[0, start, end] == pytest.approx(theirs, rel=1e-4)
            od = np.zeros((1, n_zones, n_zones))
            od[0, start, end] = 100.0
            flows = load_transit([graph], mine, od, None).crowding.flows[0]
            boards = other._edges["volume"].to_numpy()[: len(graph.hops.pattern)]
            # a tie may be broken differently: then the cost of the flows is still the same
            if not np.allclose(flows.board, boards, atol=0.1):
                spent = (other._edges["volume"] * other._edges["trav_time"]).sum()
                assert spent <= 100 * other.u_i_vec[first + start] * (1 + 1e-4)
