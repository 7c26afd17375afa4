"""Costs of all pairs of places in reach: hubs in common, and ways along a chain both lie on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled
from sim.routing.streets.labels import COUNTERS, Buckets, Labels

__all__ = ["Along", "Ends", "Pace", "join"]

_COMPARED = COUNTERS.index("pairs_compared")

_TOLERANCE_S = 1e-9
"""Far below a second, far above what adding in another order changes: 33.3 + 66.7 is 100."""

Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]


class Along(NamedTuple):
    """Costs of the hops between positions on chains, and the chain of each position."""

    forward: Floats
    backward: Floats
    chain: Int32s


class Ends(NamedTuple):
    """Where the places lie: position (-1: at a junction), fraction of the hop after it, and snap.

    `order` sorts places by chain; those of chain ``c`` are ``order[first[c]:first[c + 1]]``.
    """

    position: Int32s
    fraction: Floats
    snap: Floats
    first: Int32s
    order: Int32s


class Pace(NamedTuple):
    """Cost covered in a second, most seconds allowed, and whether both sets are the same."""

    per_s: float
    limit_s: int
    same: bool


@compiled
def _share(fraction: float, cost: float) -> float:
    """Part of a hop; none of a forbidden hop is no hop."""
    return 0.0 if fraction <= 0.0 else fraction * cost


@compiled
def _along(along: Along, one: tuple[int, float], other: tuple[int, float]) -> float:
    """Cost along the chain from one place on it to another."""
    (here, part), (there, other_part) = one, other
    if here == there:
        if part <= other_part:
            return _share(other_part - part, along.forward[here])
        return _share(part - other_part, along.backward[here])
    if here < there:
        total = _share(1.0 - part, along.forward[here])
        for position in range(here + 1, there):
            total += along.forward[position]
        return total + _share(other_part, along.forward[there])
    total = _share(part, along.backward[here])
    for position in range(here - 1, there, -1):
        total += along.backward[position]
    return total + _share(1.0 - other_part, along.backward[there])


@compiled
def join(
    labels: Labels,
    known: Buckets,
    along: Along,
    ends: tuple[Ends, Ends],
    work: tuple[Pace, int],
) -> tuple[Ints, Int32s, Int32s, Ints]:
    """Targets in reach of each place of `labels`: how many, which, seconds; operation counts.

    Places of `labels` are rows of the sources from ``work[1]`` on.
    """
    pace, first_row = work
    n_targets, n_sources = ends[1].position.size, labels.first.size - 1
    counts = np.zeros(len(COUNTERS), np.int64)
    reach = np.zeros(n_sources, np.int64)
    to_index, time_s = np.empty(n_targets + 64, np.int32), np.empty(n_targets + 64, np.int32)
    row = np.full(n_targets, np.inf)
    end = 0
    for index in range(n_sources):
        for entry in range(labels.first[index], labels.first[index + 1]):
            hub, so_far = labels.hub[entry], labels.cost[entry]
            counts[_COMPARED] += known.first[hub + 1] - known.first[hub]
            for slot in range(known.first[hub], known.first[hub + 1]):
                place = known.place[slot]
                row[place] = min(row[place], so_far + known.cost[slot])
        _same_chain(along, ends, first_row + index, row)
        if pace.same:
            row[first_row + index] = 0.0
        if end + n_targets > to_index.size:
            # Room for the rows to come, judged by those that are done.
            size = end + n_targets + (end // (index + 1) + 1) * (n_sources - index)
            to_index, time_s = _longer(to_index, end, size), _longer(time_s, end, size)
        reach[index] = _whole_seconds(row, pace, to_index[end:], time_s[end:])
        end += reach[index]
    return reach, to_index[:end].copy(), time_s[:end].copy(), counts


@compiled
def _same_chain(along: Along, ends: tuple[Ends, Ends], source: int, row: Floats) -> None:
    """Shorten costs to the targets on the source's own chain: they need not leave it."""
    sources, targets = ends
    position = sources.position[source]
    if position < 0:
        return
    here = (position, sources.fraction[source])
    chain = along.chain[position]
    for slot in range(targets.first[chain], targets.first[chain + 1]):
        place = targets.order[slot]
        there = (targets.position[place], targets.fraction[place])
        cost = _along(along, here, there) + (sources.snap[source] + targets.snap[place])
        row[place] = min(row[place], cost)


@compiled
def _whole_seconds(row: Floats, pace: Pace, to_index: Int32s, time_s: Int32s) -> int:
    """Write down the targets within the limit and clear the row; how many there are."""
    limit = (pace.limit_s + 1) * pace.per_s
    found = 0
    for place in range(row.size):
        if row[place] < limit:
            seconds = np.ceil(row[place] / pace.per_s - _TOLERANCE_S)
            if seconds <= pace.limit_s:
                to_index[found], time_s[found] = place, max(0, int(seconds))
                found += 1
        row[place] = np.inf
    return found


@compiled
def _longer(values: Int32s, used: int, size: int) -> Int32s:
    longer = np.empty(size, np.int32)
    longer[:used] = values[:used]
    return longer
