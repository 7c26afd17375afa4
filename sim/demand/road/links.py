"""Which roads are open on a date, direction by direction."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.geometry import Bools
from sim.network.model import Network

__all__ = ["open_links"]


def open_links(links: pd.DataFrame, classes: pd.DataFrame, network: Network) -> pd.DataFrame:
    """Directed links of the largest part of the network in which every node reaches every other.

    A link of a crossing is open when the crossing is, another from its ``open_date`` (always,
    where that is empty). Links driven both ways become two rows, the way back with ``-`` before
    its id. The columns of the classes are joined to each row. Empty where nothing is open.

    Examples
    --------
    >>> from sim.demand.road.examples import two_roads
    >>> tables, network, _ = two_roads()
    >>> found = open_links(tables["road/drive_links"], tables["road/drive_classes"], network)
    >>> found["link_id"].tolist()
    ['drive_0001', 'drive_0002', '-drive_0001', '-drive_0002']
    """
    opened = links[_is_open(links, network)]
    back = opened[~opened["oneway"].astype(bool)]
    back = back.assign(
        link_id="-" + back["link_id"],
        from_node_id=back["to_node_id"],
        to_node_id=back["from_node_id"],
        geometry=[";".join(reversed(line.split(";"))) for line in back["geometry"]],
    )
    both = pd.concat([opened, back], ignore_index=True)
    of_class = classes.drop(columns=["quality", "source", "note", "name_zh", "name_en"])
    return _largest_part(both).merge(of_class, on="road_class", how="left")


def _is_open(links: pd.DataFrame, network: Network) -> Bools:
    """Whether each link may be driven on the network's date."""
    begun = {
        crossing_id
        for crossing_id, crossing in network.crossings.items()
        if crossing.open_date is not None and crossing.open_date <= network.as_of
    }
    on_land = links["crossing_id"] == ""
    dated = links["open_date"].isna() | (links["open_date"] <= pd.Timestamp(network.as_of))
    usable = (on_land | links["crossing_id"].isin(begun)) & dated
    return np.asarray(usable, dtype=np.bool_)


def _largest_part(links: pd.DataFrame) -> pd.DataFrame:
    if links.empty:
        return links
    from scipy.sparse import coo_array  # noqa: PLC0415 - slow to load
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    node_ids = pd.Index(sorted(set(links["from_node_id"]) | set(links["to_node_id"])))
    start = node_ids.get_indexer(links["from_node_id"])
    end = node_ids.get_indexer(links["to_node_id"])
    size = (len(node_ids), len(node_ids))
    graph = coo_array((np.ones(len(links)), (start, end)), shape=size).tocsr()
    _, part = connected_components(graph, connection="strong")
    largest = np.argmax(np.bincount(part))
    kept = (part[start] == largest) & (part[end] == largest)
    chosen: pd.DataFrame = links.loc[kept].reset_index(drop=True)
    return chosen
