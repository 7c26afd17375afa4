"""Chains: streets without a junction become one link, and nothing is lost.

A node with two neighbours is no place to choose at, so a search need not stop there. Such nodes
are strung into chains between *junctions* (nodes with another number of neighbours; a ring without
any gets one). For every node on a chain the cost to and from both ends is kept, so points anywhere
on a chain stay reachable: their shortest paths leave over one of the two ends, or along the chain.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled

__all__ = ["Chains", "contract"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]


class Chains(NamedTuple):
    """Junctions and the chains between them.

    The *positions* of chain ``c`` are ``first[c]:first[c + 1]``, its two ends included. Position
    ``p`` is at `node`, and the hop to ``p + 1`` costs ``forward[p]``, back ``backward[p]``
    (infinite: not allowed). `to_a`, `to_b`, `from_a`, `from_b` are costs along the chain to and
    from its ends. `junction_of` numbers the junctions (-1: inside a chain), `position_of` has
    the position of every other node; `link_position` the hop each link of the graph lies on and
    `link_forward` whether it goes along it (position -1: the link is not used).
    """

    first: Int32s
    node: Int32s
    forward: Floats
    backward: Floats
    from_a: Floats
    to_a: Floats
    from_b: Floats
    to_b: Floats
    chain: Int32s
    junction_of: Int32s
    position_of: Int32s
    link_position: Int32s
    link_forward: Bools
    n_junctions: int

    @property
    def ends(self) -> tuple[Int32s, Int32s]:
        """Junctions at the beginning and end of each chain."""
        a, b = self.node[self.first[:-1]], self.node[self.first[1:] - 1]
        return self.junction_of[a], self.junction_of[b]


class _Sides(NamedTuple):
    """Neighbours by node: node ``u`` owns the rows ``first[u]:first[u + 1]``."""

    first: Int32s
    neighbour: Int32s
    twin: Int32s
    out: Floats
    back: Floats


def contract(n_nodes: int, from_node: Int32s, to_node: Int32s, cost: Floats) -> Chains:
    """String nodes with two neighbours into chains; links of infinite cost are left out.

    Examples
    --------
    >>> ends = np.array([0, 1, 1, 2], np.int32), np.array([1, 0, 2, 1], np.int32)
    >>> chains = contract(3, *ends, np.array([5.0, 5.0, 7.0, 7.0]))
    >>> chains.node.tolist(), chains.from_a.tolist(), chains.n_junctions
    ([0, 1, 2], [0.0, 5.0, 12.0], 2)
    """
    used = np.flatnonzero(np.isfinite(cost) & (from_node != to_node))
    sides = _sides(n_nodes, from_node[used], to_node[used], cost[used])
    first, node, forward, backward, position_of_side = _chains(sides)
    from_a, to_a, from_b, to_b = _from_ends(first, forward, backward)
    chain = np.repeat(np.arange(len(first) - 1, dtype=np.int32), np.diff(first))
    degree = np.diff(sides.first)
    ends = np.unique(np.concatenate([node[first[:-1]], node[first[1:] - 1]]))
    is_junction = degree == 0
    is_junction[ends] = True
    junction_of = np.where(is_junction, np.cumsum(is_junction) - 1, -1).astype(np.int32)
    position_of = np.full(n_nodes, -1, np.int32)
    position_of[node] = np.arange(len(node))
    position_of[is_junction] = -1
    link_position = np.full(len(from_node), -1, np.int32)
    link_forward = np.zeros(len(from_node), np.bool_)
    side = _side_of(sides, n_nodes, from_node[used], to_node[used])
    link_position[used] = position_of_side[side]
    link_forward[used] = node[link_position[used]] == from_node[used]
    return Chains(
        first, node, forward, backward, from_a, to_a, from_b, to_b, chain,
        junction_of, position_of, link_position, link_forward, int(is_junction.sum()),
    )  # fmt: skip


def _sides(n_nodes: int, from_node: Int32s, to_node: Int32s, cost: Floats) -> _Sides:
    there = from_node.astype(np.int64) * n_nodes + to_node
    back = to_node.astype(np.int64) * n_nodes + from_node
    keys = np.unique(np.concatenate([there, back]))
    out = np.full(len(keys), np.inf)
    np.minimum.at(out, np.searchsorted(keys, there), cost)
    u, v = np.divmod(keys, max(n_nodes, 1))
    twin = np.searchsorted(keys, v * n_nodes + u).astype(np.int32)
    first = np.zeros(n_nodes + 1, np.int32)
    np.cumsum(np.bincount(u, minlength=n_nodes), out=first[1:])
    return _Sides(first, v.astype(np.int32), twin, out, out[twin])


def _side_of(sides: _Sides, n_nodes: int, from_node: Int32s, to_node: Int32s) -> Ints:
    owner = np.repeat(np.arange(n_nodes, dtype=np.int64), np.diff(sides.first))
    keys = owner * n_nodes + sides.neighbour
    return np.searchsorted(keys, from_node.astype(np.int64) * n_nodes + to_node)


@compiled
def _chains(sides: _Sides) -> tuple[Int32s, Int32s, Floats, Floats, Int32s]:
    """Walk along every chain once: from the junctions first, then round what is left."""
    side_first, neighbour, twin, out, back = sides
    n_nodes, n_sides = side_first.size - 1, neighbour.size
    first = np.empty(n_sides // 2 + 1, np.int32)
    # Every undirected link is one hop, and every chain has one position more than hops.
    node = np.empty(n_sides, np.int32)
    forward, backward = np.full(n_sides, np.inf), np.full(n_sides, np.inf)
    position_of_side = np.full(n_sides, -1, np.int32)
    n_chains = n_positions = 0
    for rings in range(2):
        for start in range(n_nodes):
            if rings == 0 and side_first[start + 1] - side_first[start] == 2:
                continue
            for begin in range(side_first[start], side_first[start + 1]):
                if position_of_side[begin] >= 0:
                    continue
                first[n_chains] = n_positions
                n_chains += 1
                side, here = begin, start
                while True:
                    node[n_positions] = here
                    forward[n_positions], backward[n_positions] = out[side], back[side]
                    position_of_side[side] = position_of_side[twin[side]] = n_positions
                    n_positions += 1
                    here = neighbour[side]
                    low, high = side_first[here], side_first[here + 1]
                    if high - low != 2 or here == start:
                        break
                    side = low + high - 1 - twin[side]
                node[n_positions] = here
                n_positions += 1
    first[n_chains] = n_positions
    return (
        first[: n_chains + 1].copy(),
        node[:n_positions].copy(),
        forward[:n_positions].copy(),
        backward[:n_positions].copy(),
        position_of_side,
    )


@compiled
def _from_ends(
    first: Int32s, forward: Floats, backward: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Costs along the chains from and to both ends."""
    from_a, to_a = np.zeros(forward.size), np.zeros(forward.size)
    from_b, to_b = np.zeros(forward.size), np.zeros(forward.size)
    for chain in range(first.size - 1):
        low, high = first[chain], first[chain + 1]
        for position in range(low + 1, high):
            from_a[position] = from_a[position - 1] + forward[position - 1]
            to_a[position] = to_a[position - 1] + backward[position - 1]
        for position in range(high - 2, low - 1, -1):
            from_b[position] = from_b[position + 1] + backward[position]
            to_b[position] = to_b[position + 1] + forward[position]
    return from_a, to_a, from_b, to_b
