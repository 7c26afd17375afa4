"""A street network made ready for searches: chains, hierarchy, and where points enter them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.errors import RoutingError
from sim.network.streets.graph import StreetGraph
from sim.routing.streets.contract import Chains, contract
from sim.routing.streets.hierarchy import Hierarchy, hierarchy
from sim.routing.streets.join import Along, Ends
from sim.routing.streets.labels import Entrances
from sim.routing.streets.snap import Snapped

__all__ = ["StreetIndex", "WalkIndex", "ends_of", "entrances", "street_index", "walk_index"]

Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class StreetIndex:
    """Chains and hierarchy for one cost of the links of `graph`."""

    graph: StreetGraph
    cost: Floats
    chains: Chains
    hierarchy: Hierarchy

    @cached_property
    def chain_ends(self) -> tuple[Int32s, Int32s]:
        """Junctions at the beginning and end of each chain."""
        return self.chains.ends

    @property
    def along(self) -> Along:
        """Costs of the hops on the chains."""
        return Along(self.chains.forward, self.chains.backward, self.chains.chain)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} {self.graph.n_nodes} nodes · "
            f"{self.chains.n_junctions} junctions · {len(self.chains.first) - 1} chains · "
            f"{self.hierarchy.up.head.size} links up · {self.hierarchy.down.head.size} down>"
        )


@dataclass(frozen=True, eq=False, repr=False)
class WalkIndex(StreetIndex):
    """A street index whose cost is metres on foot."""


def street_index(graph: StreetGraph, cost: Floats) -> StreetIndex:
    """Chains and hierarchy for a cost of each link (infinite: not allowed; never negative).

    Examples
    --------
    >>> from sim.network.streets.graph import street_graph
    >>> graph = street_graph(([1, 2, 3], [0.0] * 3, [0.0, 0.1, 0.2]), ([0, 1], [1, 2]))
    >>> street_index(graph, graph.length_m)
    <StreetIndex 3 nodes · 2 junctions · 1 chains · 1 links up · 1 down>
    """
    cost = np.ascontiguousarray(cost, dtype=np.float64)
    if len(cost) != graph.n_links or not (cost >= 0).all():
        raise RoutingError("every link of the street network needs a cost of 0 or more")
    chains = contract(graph.n_nodes, graph.from_node, graph.to_node, cost)
    last = chains.first[1:] - 1
    built = hierarchy(chains.n_junctions, chains.ends, chains.from_a[last], chains.to_a[last])
    return StreetIndex(graph, cost, chains, built)


def walk_index(graph: StreetGraph) -> WalkIndex:
    """Index the links of a graph that can be walked, by length.

    Examples
    --------
    >>> from sim.network.streets.graph import street_graph
    >>> walk_index(street_graph(([1, 2], [0.0] * 2, [0.0, 0.1]), ([0], [1]))).cost.round().tolist()
    [11120.0, 11120.0]
    """
    built = street_index(graph, np.where(graph.walk, graph.length_m, np.inf))
    return WalkIndex(built.graph, built.cost, built.chains, built.hierarchy)


def ends_of(
    index: StreetIndex, snapped: Snapped, snap_cost: Floats, *, by_chain: bool = True
) -> Ends:
    """Positions of points on the chains, and the points sorted by chain (where that is used)."""
    chains = index.chains
    linked = snapped.link >= 0
    link, node = np.where(linked, snapped.link, 0), np.maximum(snapped.node, 0)
    known = snapped.network in {"", index.graph.fingerprint}
    if (
        not known
        or link.max(initial=0) > max(index.graph.n_links - 1, 0)
        or node.max(initial=0) > max(index.graph.n_nodes - 1, 0)
    ):
        raise RoutingError(
            "the points were linked to another street network than the one searched; snap them to "
            "the same part (walk_part or drive_part) that the index was made of"
        )
    at_node = np.where(snapped.node >= 0, chains.position_of[node], -1)
    if not linked.any():
        position, fraction = at_node, np.zeros(len(snapped))
    else:
        position = np.where(linked, chains.link_position[link], at_node)
        along = np.where(chains.link_forward[link], snapped.fraction, 1.0 - snapped.fraction)
        fraction = np.where(linked, along, 0.0)
    n_chains = len(chains.first) - 1
    if not by_chain:
        nobody = np.empty(0, np.int32)
        return Ends(position.astype(np.int32), fraction, snap_cost, nobody, nobody)
    chain = np.where(position >= 0, chains.chain[position], n_chains) if n_chains else position
    order = np.argsort(chain, kind="stable").astype(np.int32)
    first = np.searchsorted(chain[order], np.arange(n_chains + 1)).astype(np.int32)
    return Ends(position.astype(np.int32), fraction, snap_cost, first, order)


def entrances(index: StreetIndex, snapped: Snapped, ends: Ends, *, outwards: bool) -> Entrances:
    """Two ways from each point into the hierarchy (`outwards`), or from it to the point."""
    chains, rank = index.chains, index.hierarchy.rank
    n_points = len(snapped)
    ranks, cost = np.full((n_points, 2), -1, np.int32), np.full((n_points, 2), np.inf)
    node = np.maximum(snapped.node, 0)
    at = np.flatnonzero((snapped.node >= 0) & (chains.junction_of[node] >= 0))
    ranks[at, 0] = rank[chains.junction_of[node[at]]]
    cost[at, 0] = ends.snap[at]
    on = np.flatnonzero(ends.position >= 0)
    here = ends.position[on]
    # At a node the rest of the hop does not matter; the last position of a chain is a junction.
    then, part = here + 1, ends.fraction[on]
    for side, junction in enumerate(index.chain_ends):
        ranks[on, side] = rank[junction[chains.chain[here]]]
    if outwards:
        sides = (
            (part, chains.backward[here], chains.to_a[here]),
            (1.0 - part, chains.forward[here], chains.to_b[then]),
        )
    else:
        sides = (
            (part, chains.forward[here], chains.from_a[here]),
            (1.0 - part, chains.backward[here], chains.from_b[then]),
        )
    for side, (share, hop, rest) in enumerate(sides):
        paid = np.where(share > 0.0, np.maximum(share, 1e-300) * hop, 0.0)
        cost[on, side] = ends.snap[on] + (paid + rest)
    return Entrances(ranks, cost)
