"""Labels: from each place, the hubs in the hierarchy on its shortest paths, and their cost.

Every shortest path climbs to one highest junction and descends from it. What climbs from a place
is one short walk up the line of parents; a hub that can be reached as quickly from a higher one is
not needed beside it and is dropped. Two places' cost is the least sum over the hubs both have
(compare Abraham, Delling, Goldberg, Werneck, "A hub-based labeling algorithm", SEA 2011).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled
from sim.routing.streets.hierarchy import Upward

__all__ = ["COUNTERS", "Buckets", "Entrances", "Labels", "buckets", "climb"]

COUNTERS = ("places", "nodes_settled", "links_relaxed", "hubs_kept", "pairs_compared")
_PLACES, _SETTLED, _RELAXED, _KEPT, _COMPARED = range(len(COUNTERS))

Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]


class Entrances(NamedTuple):
    """Two ways into the hierarchy for each place: ranks (-1: none) and costs."""

    rank: Int32s
    cost: Floats


class Labels(NamedTuple):
    """Hubs by place: place ``i`` has ``hub[first[i]:first[i + 1]]`` at `cost`."""

    first: Ints
    hub: Int32s
    cost: Floats


class Buckets(NamedTuple):
    """The same by hub: hub ``h`` is known to ``place[first[h]:first[h + 1]]``."""

    first: Ints
    place: Int32s
    cost: Floats


@compiled
def climb(
    parent: Int32s,
    links: tuple[Upward, Upward],
    entrances: Entrances,
    rows: tuple[int, int],
    limit: float,
) -> tuple[Labels, Ints]:
    """Labels of the places in `rows` (from, to), and the operation counts.

    `links` are the ones to climb and the ones that lead back down; hubs that cost more than
    `limit` are left out.
    """
    up, down = links
    n_places = rows[1] - rows[0]
    counts = np.zeros(len(COUNTERS), np.int64)
    first = np.zeros(n_places + 1, np.int64)
    hub, cost = np.empty(64 * n_places + 64, np.int32), np.empty(64 * n_places + 64)
    reached, line = np.full(parent.size, np.inf), np.empty(parent.size, np.int32)
    end = 0
    for index in range(n_places):
        one, two = entrances.rank[rows[0] + index]
        for side in range(2):
            rank = entrances.rank[rows[0] + index, side]
            if rank >= 0:
                reached[rank] = min(reached[rank], entrances.cost[rows[0] + index, side])
        length = _climb_lines(parent, up, (one, two), limit, (reached, line))
        if end + length > hub.size:
            hub, cost = _longer(hub, cost, end, 2 * (end + length))
        for step in range(length):
            here = line[step]
            counts[_RELAXED] += up.first[here + 1] - up.first[here]
            if _is_needed(down, here, reached):
                hub[end], cost[end] = here, reached[here]
                end += 1
        for step in range(length):
            reached[line[step]] = np.inf
        first[index + 1] = end
        counts[_SETTLED] += length
    counts[_PLACES], counts[_KEPT] = n_places, end
    return Labels(first, hub[:end].copy(), cost[:end].copy()), counts


@compiled
def _climb_lines(
    parent: Int32s,
    up: Upward,
    entrance: tuple[int, int],
    limit: float,
    memory: tuple[Floats, Int32s],
) -> int:
    """Go up two lines of parents, merged in rising order; how many ranks are within the limit."""
    reached, line = memory
    one, two = entrance
    length = 0
    while one >= 0 or two >= 0:
        if one < 0 or 0 <= two < one:
            one, two = two, one  # the lower one is next
        here = one
        if one == two:
            two = parent[two]
        one = parent[one]
        so_far = reached[here]
        if so_far > limit:
            reached[here] = np.inf
            continue
        line[length] = here
        length += 1
        for link in range(up.first[here], up.first[here + 1]):
            head = up.head[link]
            reached[head] = min(reached[head], so_far + up.cost[link])
    return length


@compiled
def _is_needed(down: Upward, here: int, reached: Floats) -> bool:
    """Whether no higher hub leads to this one at the same cost or less."""
    for link in range(down.first[here], down.first[here + 1]):
        if reached[down.head[link]] + down.cost[link] <= reached[here]:
            return False
    return True


@compiled
def _longer(hub: Int32s, cost: Floats, used: int, size: int) -> tuple[Int32s, Floats]:
    longer_hub, longer_cost = np.empty(size, np.int32), np.empty(size)
    longer_hub[:used], longer_cost[:used] = hub[:used], cost[:used]
    return longer_hub, longer_cost


@compiled
def buckets(labels: Labels, n_hubs: int) -> Buckets:
    """Labels turned round: by hub, places in rising order."""
    first = np.zeros(n_hubs + 1, np.int64)
    for entry in range(labels.hub.size):
        first[labels.hub[entry] + 1] += 1
    for hub in range(n_hubs):
        first[hub + 1] += first[hub]
    filled = first[:n_hubs].copy()
    place, cost = np.empty(labels.hub.size, np.int32), np.empty(labels.hub.size)
    for index in range(labels.first.size - 1):
        for entry in range(labels.first[index], labels.first[index + 1]):
            slot = filled[labels.hub[entry]]
            filled[labels.hub[entry]] = slot + 1
            place[slot], cost[slot] = index, labels.cost[entry]
    return Buckets(first, place, cost)
