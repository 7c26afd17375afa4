"""What the shape of the network alone says of its sections: betweenness and lost efficiency."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from sim.hub.riders.lines import RailLines

__all__ = ["global_efficiency", "rank_correlation", "sections_of", "topology"]

Floats = npt.NDArray[np.float64]


def sections_of(lines: RailLines, routes: Sequence[str]) -> pd.DataFrame:
    """Sections between neighbouring stations of each line, both directions together.

    Columns route_id, start, end (rows of `RailLines.station_ids`, start before end), minutes (the
    quickest train's, from departure to arrival); sorted.

    Parameters
    ----------
    routes
        Line of each group.

    Examples
    --------
    >>> from sim.hub.riders.examples import line_of
    >>> sections_of(line_of("A B C"), ["L1", "L1"]).values.tolist()
    [['L1', 0, 1, 2.0], ['L1', 1, 2, 2.0]]
    """
    found: dict[tuple[str, int, int], float] = {}
    for pattern in lines.patterns:
        run_s = pattern.arrive_s[1:] - pattern.leave_s[:-1]
        for a, b, seconds in zip(pattern.stops[:-1], pattern.stops[1:], run_s, strict=True):
            key = (routes[pattern.group], int(min(a, b)), int(max(a, b)))
            found[key] = min(found.get(key, np.inf), float(seconds) / 60)
    rows = [(*key, minutes) for key, minutes in sorted(found.items())]
    return pd.DataFrame(rows, columns=["route_id", "start", "end", "minutes"])


def topology(sections: pd.DataFrame, n_stations: int) -> pd.DataFrame:
    """Betweenness and loss of global efficiency of every section, in the order of the rows.

    ``betweenness``: share of all pairs of stations whose quickest way (ride minutes only) leads
    over the section (Freeman 1977; Brandes 2001); sections of several lines between the same
    stations have the same. ``efficiency_loss_pct``: by how much the global efficiency falls
    without it (`global_efficiency`); 0 where another line runs between the two stations.
    ``rank_topology``: 1 is the largest betweenness, then the largest loss.

    Examples
    --------
    >>> rows = [("L", 0, 1, 2.0), ("L", 1, 2, 2.0), ("M", 0, 2, 2.0), ("N", 2, 3, 2.0)]
    >>> table = topology(pd.DataFrame(rows, columns=["route_id", "start", "end", "minutes"]), 4)
    >>> table["betweenness"].round(3).tolist()  # the bridge to 3: 3 of 6 pairs; 0-1: its own
    [0.167, 0.333, 0.333, 0.5]
    >>> table["rank_topology"].tolist()
    [4, 2, 3, 1]
    """
    import networkx as nx  # noqa: PLC0415 - heavy, and only here

    least = sections.groupby(["start", "end"])["minutes"].min().reset_index()
    graph = nx.Graph()
    graph.add_nodes_from(range(n_stations))
    for row in least.to_dict("records"):
        graph.add_edge(row["start"], row["end"], minutes=row["minutes"])
    between = nx.edge_betweenness_centrality(graph, weight="minutes")
    pairs = list(zip(sections["start"].tolist(), sections["end"].tolist(), strict=True))
    value = [float(between.get(pair, between.get(pair[::-1], 0.0))) for pair in pairs]
    whole = global_efficiency(sections, n_stations)
    loss = [
        100 * (1 - global_efficiency(sections.drop(index=row), n_stations) / whole)
        if whole
        else 0.0
        for row in sections.index
    ]
    table = pd.DataFrame({"betweenness": value, "efficiency_loss_pct": loss}, index=sections.index)
    order = np.lexsort(
        (np.arange(len(table)), -table["efficiency_loss_pct"], -table["betweenness"])
    )
    rank = np.empty(len(table), dtype=np.int64)
    rank[order] = np.arange(1, len(table) + 1)
    return table.assign(rank_topology=rank)


def global_efficiency(sections: pd.DataFrame, n_stations: int) -> float:
    """``E = 1 / (N (N - 1)) sum 1 / d_ij`` over pairs of stations, d in minutes (Latora 2001).

    Pairs without a way add nothing.

    Examples
    --------
    >>> one = pd.DataFrame([("L", 0, 1, 2.0)], columns=["route_id", "start", "end", "minutes"])
    >>> global_efficiency(one, 2)  # both pairs 1/2
    0.5
    """
    if n_stations < 2 or sections.empty:
        return 0.0
    least = sections.groupby(["start", "end"])["minutes"].min().reset_index()
    shape = (n_stations, n_stations)
    graph = csr_matrix((least["minutes"], (least["start"], least["end"])), shape=shape)
    minutes = dijkstra(graph, directed=False)
    np.fill_diagonal(minutes, np.inf)
    with np.errstate(divide="ignore"):
        return float((1.0 / minutes).sum() / (n_stations * (n_stations - 1)))


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's rank correlation, equal values at their mean rank; NaN with fewer than three.

    Examples
    --------
    >>> rank_correlation(np.array([1.0, 2.0, 3.0]), np.array([9.0, 5.0, 1.0]))
    -1.0
    """
    if len(one) < 3:
        return float("nan")
    first, second = (np.asarray(pd.Series(values).rank(), np.float64) for values in (one, other))
    if first.std() == 0 or second.std() == 0:
        return float("nan")
    return float(np.round(np.corrcoef(first, second)[0, 1], 12))
