"""Compiled search of optimal strategies towards one zone (Spiess and Florian 1989).

Labels are set in increasing order of expected cost. A stop's waiting label combines the lines that
are worth taking: ``u <- (f u + f_a (u_a + c_a)) / (f + f_a)``, ``f <- f + f_a``, beginning with
``f u = wait_weight``. All other nodes take the cheapest way on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled
from sim.demand.transit.arrays import Costs, Ints32, Strategies, Structure

__all__ = ["search_zones"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.uint8]

_ALIGHTS, _BOARDED = np.uint8(1), np.uint8(2)
_STAYS = np.uint8(255 - 1)
_DIRECT, _NOWHERE = -1, -2


class _Work(NamedTuple):
    """Working memory of a search: the heap's keys and items, labels, who is done.

    ``together`` is the frequency of the lines that a stop waits for.
    """

    keys: Floats
    items: Ints32
    label: Floats
    closed: npt.NDArray[np.bool_]
    together: Floats


@compiled
def _push(keys: Floats, items: Ints32, size: int, key: float, item: int) -> int:
    """Put an item on the heap, four children to a parent; returns the new size."""
    place = size
    while place > 0:
        parent = (place - 1) >> 2
        if keys[parent] <= key:
            break
        keys[place] = keys[parent]
        items[place] = items[parent]
        place = parent
    keys[place] = key
    items[place] = item
    return size + 1


@compiled
def _drop(keys: Floats, items: Ints32, size: int) -> int:
    """Take the first item off the heap (read it before); returns the new size."""
    size -= 1
    key, item = keys[size], items[size]
    place = 0
    while True:
        child = 4 * place + 1
        if child >= size:
            break
        best = child
        for other in range(child + 1, min(child + 4, size)):
            if keys[other] < keys[best]:
                best = other
        if keys[best] >= key:
            break
        keys[place] = keys[best]
        items[place] = items[best]
        place = best
    keys[place] = key
    items[place] = item
    return size


@compiled
def search_zones(net: Structure, costs: Costs, first_zone: int, rows: Strategies) -> None:
    """Fill the rows of strategies for as many zones as there are, from `first_zone` on."""
    n_stops = net.walk_first.size - 1
    n_hops = net.hop_tail.size
    n_nodes = 2 * n_stops + n_hops
    room = 4 * n_hops + net.walk_from.size + net.access_stop.size + 16
    work = _Work(
        np.empty(room, np.float64),
        np.empty(room, np.int32),
        np.empty(n_nodes, np.float64),
        np.empty(n_nodes, np.bool_),
        np.empty(n_stops, np.float64),
    )
    for row in range(rows.size.size):
        zone = first_zone + row
        work.label[:] = np.inf
        work.closed[:] = False
        work.together[:] = 0.0
        rows.flags[row] = 0
        heap = 0
        for link in range(net.access_first[zone], net.access_first[zone + 1]):
            stop = net.access_stop[link]
            if costs.access[link] < work.label[stop]:
                work.label[stop] = costs.access[link]
                rows.choice[row, stop] = -1 - link
                heap = _push(work.keys, work.items, heap, work.label[stop], stop)
        rows.size[row] = _settle(net, costs, work, heap, rows, row)
        _choose(net, costs, work.label, zone, rows, row)


@compiled
def _settle(  # noqa: PLR0917
    net: Structure, costs: Costs, work: _Work, heap: int, rows: Strategies, row: int
) -> int:
    """Set all labels; returns how many nodes got one."""
    n_stops = work.together.size
    n_nodes = work.label.size
    flags, choice, order = rows.flags[row], rows.choice[row], rows.order[row]
    count = 0
    while heap > 0:
        key, node = work.keys[0], work.items[0]
        heap = _drop(work.keys, work.items, heap)
        if node >= n_nodes:  # a boarding dearer than others at its stop, in its turn
            heap = _board(net, costs, work, heap, flags, node - n_nodes)
            continue
        if work.closed[node]:
            continue
        work.closed[node] = True
        order[count] = node
        count += 1
        if node < n_stops:
            heap = _arrive(net, costs, work, heap, flags, node)
        elif node < 2 * n_stops:
            heap = _walk(net, costs, work, heap, choice, node - n_stops)
        else:
            hop = node - 2 * n_stops
            before = net.hop_before[hop]
            if before >= 0:
                reached = key + costs.dwell[before] + costs.ride[before]
                if reached < work.label[2 * n_stops + before]:
                    work.label[2 * n_stops + before] = reached
                    flags[before] &= _STAYS
                    heap = _push(work.keys, work.items, heap, reached, 2 * n_stops + before)
            stop = net.hop_tail[hop]
            if costs.board[hop] <= costs.least_board[stop]:
                heap = _board(net, costs, work, heap, flags, hop)
            elif key + costs.board[hop] < work.label[n_stops + stop]:
                # its turn comes as if the least boarding were free, as that of the others does
                turn = key + costs.board[hop] - costs.least_board[stop]
                heap = _push(work.keys, work.items, heap, turn, n_nodes + hop)
    return count


@compiled
def _arrive(net: Structure, costs: Costs, work: _Work, heap: int, flags: Flags, stop: int) -> int:  # noqa: PLR0917
    """Tell the hops that lead to a stop what it costs from there; returns the heap's size."""
    first = 2 * work.together.size
    for place in range(net.head_first[stop], net.head_first[stop + 1]):
        hop = net.head_hops[place]
        reached = work.label[stop] + costs.alight[hop] + costs.ride[hop]
        if reached < work.label[first + hop]:
            work.label[first + hop] = reached
            flags[hop] |= _ALIGHTS
            heap = _push(work.keys, work.items, heap, reached, first + hop)
    return heap


@compiled
def _walk(net: Structure, costs: Costs, work: _Work, heap: int, choice: Ints32, stop: int) -> int:  # noqa: PLR0917
    """Tell the stops from which one walks to a waiting stop; returns the heap's size."""
    here = work.label[work.together.size + stop]
    for walk in range(net.walk_first[stop], net.walk_first[stop + 1]):
        before = net.walk_from[walk]
        reached = here + costs.walk[walk]
        if reached < work.label[before]:
            work.label[before] = reached
            choice[before] = walk
            heap = _push(work.keys, work.items, heap, reached, before)
    return heap


@compiled
def _board(net: Structure, costs: Costs, work: _Work, heap: int, flags: Flags, hop: int) -> int:  # noqa: PLR0917
    """Add a hop to the lines its stop waits for, if that is worth it; returns the heap's size."""
    n_stops = work.together.size
    stop = net.hop_tail[hop]
    waiting = n_stops + stop
    aboard = work.label[2 * n_stops + hop] + costs.board[hop]
    frequency = costs.frequency[hop]
    if work.closed[waiting] or aboard >= work.label[waiting] or frequency <= 0.0:
        return heap
    before = work.together[stop]
    if before == 0.0:
        work.label[waiting] = costs.wait_weight[0] / frequency + aboard
    else:
        combined = before * work.label[waiting] + frequency * aboard
        work.label[waiting] = combined / (before + frequency)
    work.together[stop] = before + frequency
    flags[hop] |= _BOARDED
    return _push(work.keys, work.items, heap, work.label[waiting], waiting)


@compiled
def _choose(  # noqa: PLR0917
    net: Structure, costs: Costs, label: Floats, zone: int, rows: Strategies, row: int
) -> None:
    """Pick the best way to begin a trip to `zone` from every zone; inside it only the direct."""
    n_stops = net.walk_first.size - 1
    for origin in range(rows.first_link.shape[1]):
        best, least = _NOWHERE, np.inf
        if origin != zone:
            for link in range(net.access_first[origin], net.access_first[origin + 1]):
                whole = costs.access[link] + label[n_stops + net.access_stop[link]]
                if whole - costs.discount[0] < least:
                    least = whole - costs.discount[0]
                    best = link
        if costs.direct[origin, zone] < least:
            least = costs.direct[origin, zone]
            best = _DIRECT
        rows.first_link[row, origin] = best
        rows.cost[row, origin] = least
