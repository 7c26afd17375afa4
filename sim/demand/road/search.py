"""The compiled search for the quickest ways from zones, and the vehicles loaded on to them.

Minutes change little from one search to the next, and so do the quickest ways: a search begins with
the ways of the last one, looks where a link is a shorter cut now, and mends what lies behind it.
That takes some two fifths of the time of a search from nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled

__all__ = ["Arcs", "Found", "Joins", "Trees", "load_ways"]

_Ints = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]
_Ints32 = npt.NDArray[np.int32]


class Arcs(NamedTuple):
    """Links by the node they begin at: ``first`` [N + 1] is where each node's begin."""

    first: _Ints
    start: _Ints
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


class Trees(NamedTuple):
    """Quickest ways found last from every zone, a row each; searches begin there and write there.

    ``by_arc`` is the link by which a node is reached, -1 where that is a join or nothing;
    ``order`` lists the ``settled`` nodes that are reached, nearest first (links take some time, so
    each comes behind the one before it).
    """

    by_arc: _Ints32
    order: _Ints32
    settled: _Ints


class _Room(NamedTuple):
    """Scratch of one search, by node; ``waiting`` are those whose turn is still to come."""

    reached: _Floats
    along: _Floats
    start_min: _Floats
    carried: _Floats
    waiting: npt.NDArray[np.bool_]
    boxes: _Ints
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
def _relax(node: int, size: int, arcs: Arcs, by_arc: _Ints32, room: _Room) -> int:
    """Try all links from a node; how many nodes the heap holds then.

    A node that is still to be looked at in its turn need not go on the heap.
    """
    reached = room.reached[node]
    for arc in range(arcs.first[node], arcs.first[node + 1]):
        end, later = arcs.end[arc], reached + arcs.minutes[arc]
        if later < room.reached[end]:
            room.reached[end] = later
            by_arc[end] = arc
            if not room.waiting[end]:
                size = _push(room.keys, room.heap, size, later, end)
    return size


@compiled
def _start(origin: int, joins: Joins, by_arc: _Ints32, room: _Room) -> int:
    """Reach nodes from the zone itself where that is quicker; how many nodes the heap holds."""
    size = 0
    for join in range(joins.first[origin], joins.first[origin + 1]):
        node = joins.node[join]
        if joins.minutes[join] < room.reached[node]:
            room.reached[node] = joins.minutes[join]
            by_arc[node] = -1
            if not room.waiting[node]:
                size = _push(room.keys, room.heap, size, joins.minutes[join], node)
    return size


@compiled
def _along_old_ways(  # noqa: PLR0917 - compiled code takes its arguments in order
    origin: int, arcs: Arcs, joins: Joins, by_arc: _Ints32, order: _Ints32, room: _Room
) -> int:
    """Reach nodes by the ways of the last search, and links that are shorter cuts now."""
    for join in range(joins.first[origin], joins.first[origin + 1]):
        node = joins.node[join]
        if by_arc[node] < 0:
            room.reached[node] = min(room.reached[node], joins.minutes[join])
    for node in order:
        arc = by_arc[node]
        if arc >= 0:
            room.reached[node] = room.reached[arcs.start[arc]] + arcs.minutes[arc]
        room.waiting[node] = True
    size = _start(origin, joins, by_arc, room)
    for node in order:
        room.waiting[node] = False
        size = _relax(node, size, arcs, by_arc, room)
    return size


@compiled
def _by_minutes(order: _Ints32, room: _Room) -> int:
    """Write the nodes that are reached into ``order``, nearest first; how many they are.

    Sorted into boxes of equal width, then each into its place: nearly one step a node.
    """
    count, farthest = 0, 0.0
    for minutes in room.reached:
        if minutes < np.inf:
            count += 1
            farthest = max(farthest, minutes)
    boxes, last = room.boxes, len(room.boxes) - 2
    per_min = last / farthest if farthest > 0 else 0.0
    boxes[:] = 0
    for minutes in room.reached:
        if minutes < np.inf:
            boxes[int(minutes * per_min) + 1] += 1
    for box in range(last):
        boxes[box + 1] += boxes[box]
    for node in range(len(room.reached)):
        minutes = room.reached[node]
        if minutes < np.inf:
            box = int(minutes * per_min)
            order[boxes[box]] = node
            boxes[box] += 1
    for place in range(1, count):
        node, at = order[place], place
        while at > 0 and room.reached[order[at - 1]] > room.reached[node]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = node
    return count


@compiled
def _grow(origin: int, arcs: Arcs, joins: Joins, trees: Trees, room: _Room) -> None:
    """Quickest ways from a zone, from those of the last search if there was one (Dijkstra)."""
    by_arc, order = trees.by_arc[origin], trees.order[origin]
    settled = trees.settled[origin]
    room.reached[:] = np.inf
    if settled > 0:
        size = _along_old_ways(origin, arcs, joins, by_arc, order[:settled], room)
    else:
        size = _start(origin, joins, by_arc, room)
    changed = settled == 0 or size > 0
    while size > 0:
        key, node = room.keys[0], room.heap[0]
        size = _pop(room.keys, room.heap, size)
        if key <= room.reached[node]:
            size = _relax(node, size, arcs, by_arc, room)
    if changed:
        trees.settled[origin] = settled = _by_minutes(order, room)


@compiled
def _measure(origin: int, arcs: Arcs, joins: Joins, trees: Trees, room: _Room) -> None:
    """Fill km from the zone, and the minutes of the join that the way began with."""
    by_arc = trees.by_arc[origin]
    for join in range(joins.first[origin + 1] - 1, joins.first[origin] - 1, -1):
        node = joins.node[join]
        if by_arc[node] < 0 and room.reached[node] == joins.minutes[join]:
            room.along[node], room.start_min[node] = joins.km[join], joins.minutes[join]
    for node in trees.order[origin, : trees.settled[origin]]:
        arc = by_arc[node]
        if arc >= 0:
            before = arcs.start[arc]
            room.along[node] = room.along[before] + arcs.km[arc]
            room.start_min[node] = room.start_min[before]


@compiled
def _arrive(origin: int, joins: Joins, trips: _Floats, room: _Room, found: Found) -> None:
    """Leave the roads at every zone: minutes and km there, and who goes there."""
    spent = 0.0
    room.carried[:] = 0.0
    for zone in range(len(joins.first) - 1):
        best, last = np.inf, -1
        for join in range(joins.first[zone], joins.first[zone + 1]):
            total = room.reached[joins.node[join]] + joins.minutes[join]
            if total < best:
                best, last = total, join
        found.minutes[origin, zone] = best
        found.km[origin, zone] = np.inf
        if last >= 0:
            node = joins.node[last]
            found.km[origin, zone] = room.along[node] + joins.km[last]
            if zone != origin:
                room.carried[node] += trips[origin, zone]
                spent += trips[origin, zone] * (room.start_min[node] + joins.minutes[last])
    found.join_min[origin] = spent


@compiled
def load_ways(  # noqa: PLR0917 - compiled code takes its arguments in order
    origins: _Ints, arcs: Arcs, joins: Joins, trips: _Floats, trees: Trees, found: Found
) -> None:
    """Search from these origins and load their trips [Z, Z]; trips without a way are not loaded.

    Where no way leads, minutes and km are infinite. ``join_min`` takes the vehicle minutes of each
    origin on its ways on to and off the roads. `trees` are where the searches begin, and hold what
    they found when they end.
    """
    n = len(arcs.first) - 1
    most = 2 * len(arcs.end) + len(joins.node) + n + 1
    room = _Room(
        np.empty(n),
        np.empty(n),
        np.empty(n),
        np.empty(n),
        np.zeros(n, np.bool_),
        np.empty(n + 2, np.int64),
        np.empty(most),
        np.empty(most, np.int64),
    )
    for origin in origins:
        _grow(origin, arcs, joins, trees, room)
        _measure(origin, arcs, joins, trees, room)
        _arrive(origin, joins, trips, room, found)
        by_arc, order = trees.by_arc[origin], trees.order[origin]
        for position in range(trees.settled[origin] - 1, -1, -1):
            node = order[position]
            arc, carried = by_arc[node], room.carried[node]
            if arc >= 0 and carried != 0.0:
                found.loads[arc] += carried
                room.carried[arcs.start[arc]] += carried
