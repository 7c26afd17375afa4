"""Centrality of the main stations in the graph of direct trains and ways between stations."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.gateway.stations.trains import open_hubs, train_calls
from sim.network.model import Network

__all__ = ["hub_centrality", "ride_graph_edges"]

Floats = npt.NDArray[np.float64]


def ride_graph_edges(network: Network, transfers: pd.DataFrame | None = None) -> pd.DataFrame:
    """Edges of the graph of direct trains: one from each station to each that a train reaches.

    A main station is one node, by its hub id; other stations are nodes by stop id. The weight of a
    ride is the fastest train's time and the boarding and alighting times of its mode, so that a
    change of trains costs them again; waiting is not in it. Ways between main stations weigh their
    median time.

    Parameters
    ----------
    transfers
        from_hub, to_hub, median_min, as from `sim.gateway.stations.transfers.hub_transfers`. Pairs
        without a time have no edge. Where a train is faster the train counts.

    Returns
    -------
    DataFrame
        from_node, to_node, time_s (whole seconds, at least 1); sorted.

    Examples
    --------
    >>> from sim import toy
    >>> town = toy.build("train T rail: D 07:10, E 07:40/07:42, F 08:30").network
    >>> ride_graph_edges(town).values.tolist()
    [['D', 'E', 1800], ['D', 'F', 4800], ['E', 'F', 2880]]
    """
    calls = train_calls(network)
    node = calls["hub_id"].where(calls["hub_id"] != "", calls["stop_id"])
    extra = {
        stop_id: mode.boarding_slack_s + mode.alighting_s
        for stop_id in calls["stop_id"].unique()
        for mode in [network.modes[network.stops[stop_id].mode_id]]
    }
    legs = calls.assign(node=node, extra_s=calls["stop_id"].map(extra)).drop(
        columns=["stop_id", "hub_id"]
    )
    pairs = legs.merge(legs.drop(columns="extra_s"), on="service", suffixes=("", "_to"))
    later = (pairs["seq_to"] > pairs["seq"]) & (pairs["node_to"] != pairs["node"])
    rides = pairs.loc[later]
    time_s = rides["arrival_s_to"] - rides["departure_s"] + rides["extra_s"]
    edges = pd.DataFrame(
        {"from_node": rides["node"], "to_node": rides["node_to"], "time_s": time_s}
    )
    if transfers is not None:
        known = transfers.loc[transfers["median_min"].notna()]
        ways = pd.DataFrame(
            {
                "from_node": known["from_hub"],
                "to_node": known["to_hub"],
                "time_s": (known["median_min"] * 60.0).round(),
            }
        )
        edges = pd.concat([edges, ways], ignore_index=True)
    best = edges.groupby(["from_node", "to_node"], as_index=False).agg(time_s=("time_s", "min"))
    best["time_s"] = best["time_s"].astype(np.int64).clip(lower=1)
    return best


def hub_centrality(network: Network, transfers: pd.DataFrame | None = None) -> pd.DataFrame:
    """Betweenness and closeness of each open main station among all stations.

    Betweenness: share of the pairs of other stations whose fastest way by train leads through the
    hub, ways of equal time counted by their number (Freeman 1977; Brandes 2001), divided by
    ``(n - 1)(n - 2)``. A train that passes through the hub without a change does not count: there
    the direct ride is one edge. So it measures changing, and is lower the more direct trains there
    are. Closeness: 1 / mean time in hours from the hub to the stations it reaches, times the share
    of stations it reaches (Wasserman and Faust 1994).

    Returns
    -------
    DataFrame
        hub_id, betweenness (0 to 1), closeness_per_h, stations_reached, stations (in the graph,
        itself included). A hub without a train or link has zeros.

    Examples
    --------
    Both trains meet at the hub, so the one pair without a direct train goes through it: 1 of 2
    ordered pairs.

    >>> from dataclasses import replace
    >>> from sim import toy
    >>> from sim.network.examples import hub
    >>> town = toy.build('''train T rail: D 07:10, E 07:40
    ... train U rail: E 08:00, F 08:30''').network
    >>> hub_centrality(replace(town, hubs={"H": hub("H", "E")})).values.tolist()
    [['H', 0.5, 1.0, 1, 3]]
    """
    edges = ride_graph_edges(network, transfers)
    hub_ids = [hub.hub_id for hub in open_hubs(network)]
    nodes = sorted({*edges["from_node"], *edges["to_node"], *hub_ids})
    place = {node: row for row, node in enumerate(nodes)}
    weight = np.full((len(nodes), len(nodes)), np.inf)
    ends = edges["from_node"].map(place).to_numpy(int), edges["to_node"].map(place).to_numpy(int)
    weight[ends] = edges["time_s"]
    length = _shortest_s(weight)
    ways = _shortest_ways(weight, length) if hub_ids else weight
    rows = []
    for hub_id in hub_ids:
        row = place[hub_id]
        reached = np.isfinite(length[row]) & (np.arange(len(nodes)) != row)
        n_reached, total_s = int(reached.sum()), float(length[row][reached].sum())
        share = n_reached / max(len(nodes) - 1, 1)
        closeness = 3600.0 * n_reached / total_s * share if total_s > 0 else 0.0
        between = _betweenness(length, ways, row)
        rows.append((hub_id, round(between, 5), round(closeness, 4), n_reached, len(nodes)))
    names = ["hub_id", "betweenness", "closeness_per_h", "stations_reached", "stations"]
    return pd.DataFrame(rows, columns=names)


def _shortest_s(weight_s: Floats) -> Floats:
    """Shortest lengths between all nodes (Floyd 1962; Warshall 1962), infinite without a way."""
    length = weight_s.copy()
    np.fill_diagonal(length, 0.0)
    for node in range(len(length)):
        np.minimum(length, length[:, node, None] + length[None, node], out=length)
    return length


def _shortest_ways(weight_s: Floats, length_s: Floats) -> Floats:
    """Number of shortest ways between all nodes. Weights are whole numbers above zero."""
    ways = np.eye(len(length_s))
    for start, (own, count) in enumerate(zip(length_s, ways, strict=True)):
        for end in np.argsort(own, kind="stable"):
            if end != start and np.isfinite(own[end]):
                count[end] = count[own + weight_s[:, end] == own[end]].sum()
    return ways


def _betweenness(length_s: Floats, ways: Floats, node: int) -> float:
    """Share of the pairs of other nodes whose shortest way leads through the node."""
    through = length_s[:, node, None] + length_s[None, node]
    on_way = np.isfinite(length_s) & (through == length_s)
    on_way[node], on_way[:, node] = False, False
    np.fill_diagonal(on_way, val=False)
    starts, ends = np.nonzero(on_way)
    shares = ways[starts, node] * ways[node, ends] / ways[starts, ends]
    pairs = (len(length_s) - 1) * (len(length_s) - 2)
    return float(shares.sum()) / pairs if pairs > 0 else 0.0
