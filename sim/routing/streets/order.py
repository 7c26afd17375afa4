"""The order in which junctions leave the graph: those that cost least first.

Whoever leaves ties its remaining neighbours to each other, so that paths through it stay known.
Few neighbours are cheap; places far from all that left before make a flat hierarchy. The next to
leave is the one with the least ``neighbours x 2 + level`` (level: one more than that of any
neighbour that left before).
Compare: Dibbelt, Strasser, Wagner, "Customizable contraction hierarchies", ACM JEA 21, 2016; the
levels follow Geisberger, Sanders, Schultes, Vetter, Transportation Science 46(3), 2012.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled

__all__ = ["Elimination", "eliminate"]

Int32s = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]


class Elimination(NamedTuple):
    """Ranks (0 leaves first) and, by rank, the higher ranks tied to it, in rising order."""

    rank: Int32s
    first: Int32s
    upper: Int32s


class _Queue(NamedTuple):
    """Nodes in doubly linked lists by priority; -1 ends a list."""

    head: Int32s
    after: Int32s
    before: Int32s
    key: Int32s


def eliminate(n_nodes: int, a: Int32s, b: Int32s) -> Elimination:
    """Take the nodes out of the undirected graph with links `a` - `b`, one after the other.

    Examples
    --------
    >>> path = eliminate(3, np.array([0, 1], np.int32), np.array([1, 2], np.int32))
    >>> len(path.rank), path.upper.size  # the ends leave first, nothing has to be tied
    (3, 2)
    """
    u, v = np.concatenate([a, b]).astype(np.int64), np.concatenate([b, a]).astype(np.int64)
    keys = np.unique((u * n_nodes + v)[u != v])
    u, v = np.divmod(keys, max(n_nodes, 1))
    first = np.zeros(n_nodes + 1, np.int32)
    np.cumsum(np.bincount(u, minlength=n_nodes), out=first[1:])
    rank, tied_first, tied = _eliminate(first, v.astype(np.int32))
    by_rank = np.argsort(rank).astype(np.int32)
    sizes = (tied_first[1:] - tied_first[:-1])[by_rank]
    upper_first = np.zeros(n_nodes + 1, np.int32)
    np.cumsum(sizes, out=upper_first[1:])
    owner = np.repeat(np.arange(n_nodes), np.diff(tied_first))
    upper = rank[tied]
    return Elimination(rank, upper_first, upper[np.lexsort((upper, rank[owner]))])


@compiled
def _put(queue: _Queue, node: int, key: int) -> None:
    following = queue.head[key]
    queue.key[node], queue.after[node], queue.before[node] = key, following, -1
    if following >= 0:
        queue.before[following] = node
    queue.head[key] = node


@compiled
def _take(queue: _Queue, node: int) -> None:
    following, previous = queue.after[node], queue.before[node]
    if following >= 0:
        queue.before[following] = previous
    if previous >= 0:
        queue.after[previous] = following
    else:
        queue.head[queue.key[node]] = following


class _Lists(NamedTuple):
    """Lists of neighbours in one pool: where each begins, its length and its room."""

    pool: Int32s
    begin: Ints
    size: Int32s
    room: Int32s
    mark: Int32s


@compiled
def _eliminate(first: Int32s, neighbour: Int32s) -> tuple[Int32s, Int32s, Int32s]:
    """Ranks, and the neighbours each node had when it left, by node."""
    n_nodes = first.size - 1
    size = first[1:] - first[:-1]
    pool = np.empty(max(4 * neighbour.size, 1024), np.int32)
    pool[: neighbour.size] = neighbour
    lists = _Lists(
        pool, first[:n_nodes].astype(np.int64), size, size.copy(), np.full(n_nodes, -1, np.int32)
    )
    end = neighbour.size
    n_keys = 8 * n_nodes + 8
    queue = _Queue(
        np.full(n_keys, -1, np.int32),
        np.full(n_nodes, -1, np.int32),
        np.full(n_nodes, -1, np.int32),
        np.zeros(n_nodes, np.int32),
    )
    for node in range(n_nodes - 1, -1, -1):
        _put(queue, node, 2 * size[node])
    rank, level = np.empty(n_nodes, np.int32), np.zeros(n_nodes, np.int32)
    lowest = 0
    for position in range(n_nodes):
        while queue.head[lowest] < 0:
            lowest += 1
        node = queue.head[lowest]
        _take(queue, node)
        rank[node] = position
        for index in range(size[node]):
            other = lists.pool[lists.begin[node] + index]
            lists, end = _tie(lists, end, node, other)
            level[other] = max(level[other], level[node] + 1)
            key = min(n_keys - 1, 2 * size[other] + level[other])
            _take(queue, other)
            _put(queue, other, key)
            lowest = min(lowest, key)
    return rank, *_gathered(lists)


@compiled
def _tie(lists: _Lists, end: int, node: int, other: int) -> tuple[_Lists, int]:
    """Take `node` out of the list of its neighbour `other` and put all its others in."""
    pool, begin, size, room, mark = lists
    needed = size[other] + size[node]
    if needed > room[other]:
        if end + 2 * needed > pool.size:
            larger = np.empty(2 * pool.size + 2 * needed, np.int32)
            larger[:end] = pool[:end]
            pool = larger
        pool[end : end + size[other]] = pool[begin[other] : begin[other] + size[other]]
        begin[other], room[other] = end, 2 * needed
        end += 2 * needed
    mark[other] = other
    kept = begin[other]
    for slot in range(begin[other], begin[other] + size[other]):
        if pool[slot] != node:
            mark[pool[slot]] = other
            pool[kept] = pool[slot]
            kept += 1
    for slot in range(begin[node], begin[node] + size[node]):
        if mark[pool[slot]] != other:
            mark[pool[slot]] = other
            pool[kept] = pool[slot]
            kept += 1
    size[other] = kept - begin[other]
    return _Lists(pool, begin, size, room, mark), end


@compiled
def _gathered(lists: _Lists) -> tuple[Int32s, Int32s]:
    """All lists, one after the other."""
    first = np.zeros(lists.size.size + 1, np.int32)
    first[1:] = np.cumsum(lists.size)
    gathered = np.empty(first[-1], np.int32)
    for node in range(lists.size.size):
        begin = lists.begin[node]
        gathered[first[node] : first[node + 1]] = lists.pool[begin : begin + lists.size[node]]
    return first, gathered
