"""The compiled search for the quickest ways from zones, and the vehicles loaded on to them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled

__all__ = ["Arcs", "Found", "Joins", "load_ways"]

_Ints = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]


class Arcs(NamedTuple):
    """Links by the node they begin at: ``first`` [N + 1] is where each node's begin."""

    first: _Ints
    end: _Ints
    minutes: _Floats
    km: _Floats


class Joins(NamedTuple):
    """Ways between zones and nodes by zone: ``first`` [Z + 1] is where each zone's begin."""

    first: _Ints
    node: _Ints
    minutes: _Floats
    km: _Floats


class Found(NamedTuple):
    """What the search writes: rows of minutes and km [Z, Z], loads of links, minutes on joins [Z].

    The rows of an origin and its minutes on joins belong to that origin alone; loads are added to.
    """

    minutes: _Floats
    km: _Floats
    loads: _Floats
    join_min: _Floats


class _Tree(NamedTuple):
    """Quickest ways from one zone, by node; ``order`` lists nodes as they were reached."""

    reached: _Floats
    along: _Floats
    start_min: _Floats
    by_arc: _Ints
    by_node: _Ints
    order: _Ints
    carried: _Floats
    keys: _Floats
    heap: _Ints


@compiled
def _push(keys: _Floats, heap: _Ints, size: int, key: float, node: int) -> int:
    """Put a node into the heap; how many it holds then."""
    child = size
    while child > 0:
        parent = (child - 1) // 2
        if keys[parent] <= key:
            break
        keys[child], heap[child] = keys[parent], heap[parent]
        child = parent
    keys[child], heap[child] = key, node
    return size + 1


@compiled
def _pop(keys: _Floats, heap: _Ints, size: int) -> int:
    """Take the first node out of the heap; how many it holds then."""
    size -= 1
    key, node = keys[size], heap[size]
    parent = 0
    while True:
        child = 2 * parent + 1
        if child >= size:
            break
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if key <= keys[child]:
            break
        keys[parent], heap[parent] = keys[child], heap[child]
        parent = child
    keys[parent], heap[parent] = key, node
    return size


@compiled
def _grow(origin: int, arcs: Arcs, joins: Joins, tree: _Tree) -> int:
    """Dijkstra's search from a zone; how many nodes it reached."""
    tree.reached[:] = np.inf
    tree.by_arc[:] = -1
    size, settled = 0, 0
    for join in range(joins.first[origin], joins.first[origin + 1]):
        node = joins.node[join]
        if joins.minutes[join] < tree.reached[node]:
            tree.reached[node] = joins.minutes[join]
            tree.start_min[node] = joins.minutes[join]
            tree.along[node] = joins.km[join]
            size = _push(tree.keys, tree.heap, size, joins.minutes[join], node)
    while size > 0:
        key, node = tree.keys[0], tree.heap[0]
        size = _pop(tree.keys, tree.heap, size)
        if key > tree.reached[node]:
            continue
        tree.order[settled] = node
        settled += 1
        for arc in range(arcs.first[node], arcs.first[node + 1]):
            end, later = arcs.end[arc], key + arcs.minutes[arc]
            if later < tree.reached[end]:
                tree.reached[end] = later
                tree.along[end] = tree.along[node] + arcs.km[arc]
                tree.start_min[end] = tree.start_min[node]
                tree.by_arc[end], tree.by_node[end] = arc, node
                size = _push(tree.keys, tree.heap, size, later, end)
    return settled


@compiled
def _arrive(origin: int, joins: Joins, trips: _Floats, tree: _Tree, found: Found) -> None:
    """Leave the roads at every zone: minutes and km there, and who goes there."""
    spent = 0.0
    tree.carried[:] = 0.0
    for zone in range(len(joins.first) - 1):
        best, last = np.inf, -1
        for join in range(joins.first[zone], joins.first[zone + 1]):
            total = tree.reached[joins.node[join]] + joins.minutes[join]
            if total < best:
                best, last = total, join
        found.minutes[origin, zone] = best
        found.km[origin, zone] = np.inf
        if last >= 0:
            node = joins.node[last]
            found.km[origin, zone] = tree.along[node] + joins.km[last]
            if zone != origin:
                tree.carried[node] += trips[origin, zone]
                spent += trips[origin, zone] * (tree.start_min[node] + joins.minutes[last])
    found.join_min[origin] = spent


@compiled
def load_ways(origins: _Ints, arcs: Arcs, joins: Joins, trips: _Floats, found: Found) -> None:
    """Search from these origins and load their trips [Z, Z]; trips without a way are not loaded.

    Where no way leads, minutes and km are infinite. ``join_min`` takes the vehicle minutes of each
    origin on its ways on to and off the roads.
    """
    n = len(arcs.first) - 1
    room = len(arcs.end) + len(joins.node) + 1
    tree = _Tree(
        np.empty(n),
        np.empty(n),
        np.empty(n),
        np.empty(n, np.int64),
        np.empty(n, np.int64),
        np.empty(n, np.int64),
        np.empty(n),
        np.empty(room),
        np.empty(room, np.int64),
    )
    for origin in origins:
        settled = _grow(origin, arcs, joins, tree)
        _arrive(origin, joins, trips, tree, found)
        for position in range(settled - 1, -1, -1):
            node = tree.order[position]
            arc, carried = tree.by_arc[node], tree.carried[node]
            if arc >= 0 and carried != 0.0:
                found.loads[arc] += carried
                tree.carried[tree.by_node[node]] += carried
