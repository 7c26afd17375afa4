"""Connected parts of a directed graph: which nodes can reach each other.

Method: Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1(2), 1972, with
a stack of its own in place of recursion. Weak components are the strong ones of the graph with
every link in both directions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled

__all__ = ["largest", "strong_components", "weak_components"]

Int32s = npt.NDArray[np.int32]


class _Search(NamedTuple):
    """Working memory: numbers in order of discovery, least number in reach, open nodes."""

    number: Int32s
    low: Int32s
    open_nodes: Int32s
    component: Int32s


def strong_components(n_nodes: int, from_node: Int32s, to_node: Int32s) -> Int32s:
    """Number of the strongly connected part of each node.

    Examples
    --------
    >>> ends = np.array([0, 1, 1], np.int32), np.array([1, 0, 2], np.int32)
    >>> found = strong_components(3, *ends)
    >>> bool(found[0] == found[1]), bool(found[0] == found[2])
    (True, False)
    """
    order = np.lexsort((to_node, from_node))
    first = np.zeros(n_nodes + 1, dtype=np.int32)
    np.cumsum(np.bincount(from_node, minlength=n_nodes), out=first[1:])
    return _tarjan(first, np.ascontiguousarray(to_node[order], dtype=np.int32))


def weak_components(n_nodes: int, from_node: Int32s, to_node: Int32s) -> Int32s:
    """Number of the connected part of each node, whatever the direction of the links.

    Examples
    --------
    >>> found = weak_components(4, np.array([0, 2], np.int32), np.array([1, 1], np.int32))
    >>> bool(found[0] == found[2]), bool(found[0] == found[3])
    (True, False)
    """
    both = np.concatenate([from_node, to_node]), np.concatenate([to_node, from_node])
    return strong_components(n_nodes, *both)


def largest(component: Int32s) -> npt.NDArray[np.bool_]:
    """Mark the nodes of the component with most nodes; of equals, that of the first node.

    Examples
    --------
    >>> largest(np.array([7, 3, 3], np.int32)).tolist()
    [False, True, True]
    """
    if len(component) == 0:
        return np.empty(0, dtype=np.bool_)
    names, where, sizes = np.unique(component, return_index=True, return_counts=True)
    best = min(range(len(names)), key=lambda row: (-sizes[row], where[row]))
    return np.asarray(component == names[best], dtype=np.bool_)


@compiled
def _tarjan(first: Int32s, head: Int32s) -> Int32s:
    n_nodes = first.size - 1
    search = _Search(
        np.full(n_nodes, -1, np.int32),
        np.zeros(n_nodes, np.int32),
        np.empty(n_nodes, np.int32),
        np.full(n_nodes, -1, np.int32),
    )
    number, low = search.number, search.low
    following, path = first[:n_nodes].copy(), np.empty(n_nodes, np.int32)
    n_seen = n_found = n_open = 0
    for root in range(n_nodes):
        depth, path[0] = int(number[root] < 0), root
        while depth > 0:
            node = path[depth - 1]
            if number[node] < 0:
                number[node] = low[node] = n_seen
                n_seen += 1
                search.open_nodes[n_open] = node
                n_open += 1
            if following[node] < first[node + 1]:
                other = head[following[node]]
                following[node] += 1
                if number[other] < 0:
                    path[depth] = other
                    depth += 1
                elif search.component[other] < 0:
                    low[node] = min(low[node], number[other])
                continue
            depth -= 1
            if depth > 0:
                low[path[depth - 1]] = min(low[path[depth - 1]], low[node])
            if low[node] == number[node]:
                n_open = _close(search, n_open, node, n_found)
                n_found += 1
    return search.component


@compiled
def _close(search: _Search, n_open: int, node: int, name: int) -> int:
    """Name the component that `node` was the first of; how many nodes stay open."""
    while True:
        n_open -= 1
        search.component[search.open_nodes[n_open]] = name
        if search.open_nodes[n_open] == node:
            return n_open
