"""Order statistics of travel times over the departures, for many destinations at once.

Times lie in a table [departure, destination]. A merge-exchange network (Batcher 1968) sorts all
columns of a tile together: its comparisons do not depend on the values, so each is one instruction
for many columns. Comparisons that lead to none of the wanted ranks are left out beforehand.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.routing.arrays import locked
from sim.routing.compiled import UNREACHABLE, compiled

__all__ = [
    "TILE",
    "Finish",
    "Network",
    "know_timetable",
    "pick_percentiles",
    "sorting_network",
    "weighted_sums",
]

Int32Array = npt.NDArray[np.int32]
Times = npt.NDArray[Any]

TILE = 128


class Network(NamedTuple):
    """Comparisons of a sorting network, in order: the lesser of two rows goes to ``low``."""

    low: Int32Array
    high: Int32Array
    ranks: Int32Array


@lru_cache(maxsize=64)
def sorting_network(size: int, ranks: tuple[int, ...]) -> Network:
    """Build the comparisons that bring the `ranks`-th smallest of `size` values to their place.

    Examples
    --------
    >>> network = sorting_network(4, (0,))
    >>> list(zip(network.low.tolist(), network.high.tolist()))
    [(0, 2), (1, 3), (0, 1)]
    """
    pairs = []
    block = 1 << max(size - 1, 0).bit_length() >> 1
    step = block
    while step:
        reach, offset, distance = block, 0, step
        while True:
            pairs += [
                (low, low + distance) for low in range(size - distance) if low & step == offset
            ]
            if reach == step:
                break
            distance, reach, offset = reach - step, reach >> 1, step
        step >>= 1
    needed, kept = set(ranks), []
    for low, high in reversed(pairs):
        if low in needed or high in needed:
            kept.append((low, high))
            needed |= {low, high}
    kept.reverse()
    return Network(
        locked([low for low, _ in kept]), locked([high for _, high in kept]), locked(ranks)
    )


class Finish(NamedTuple):
    """What is made of the travel times of one origin.

    The first ``n_departures`` rows are counted. ``allowance_s`` is the wait that remains for
    travellers who know the timetable; -1 stands for travellers who do not.
    """

    network: Network
    departures_s: Int32Array
    n_departures: int
    max_time_s: int
    allowance_s: int


@compiled
def pick_percentiles(times_s: Times, finish: Finish, tile: Times, picked: Int32Array) -> None:
    """Fill `picked` [destination, rank] with the wanted order statistics of each column.

    `times_s` is [departure, destination]; times over the longest one count as equal and as
    `UNREACHABLE`. `tile` is working memory [departure, 128] of a type that holds the longest time
    and one second.
    """
    n_columns, limit = times_s.shape[1], np.int32(finish.max_time_s + 1)
    network, n_rows = finish.network, finish.n_departures
    for begin in range(0, n_columns, TILE):
        width = min(TILE, n_columns - begin)
        for row in range(n_rows):
            for column in range(width):
                tile[row, column] = min(np.int32(times_s[row, begin + column]), limit)
        for index in range(network.low.size):
            low, high = np.uint32(network.low[index]), np.uint32(network.high[index])
            for column in range(TILE):
                one, other = tile[low, column], tile[high, column]
                tile[low, column] = min(one, other)
                tile[high, column] = max(one, other)
        for index in range(network.ranks.size):
            for column in range(width):
                time_s = tile[network.ranks[index], column]
                picked[begin + column, index] = UNREACHABLE if time_s >= limit else time_s


@compiled
def know_timetable(times_s: Times, finish: Finish) -> None:
    """Let travellers leave as late as they can without arriving later, in place.

    Whoever means to leave at ``t`` arrives when the random traveller does, but leaves with the last
    of the searched departures that arrives then, so that only ``allowance_s`` of the wait is left:
    ``min(arrival - t, arrival - latest + allowance_s)``. Departures are sorted, earliest first.
    """
    departures_s, allowance_s = finish.departures_s, finish.allowance_s
    for column in range(times_s.shape[1]):
        arrival_s = saved_s = 0
        for row in range(times_s.shape[0] - 1, -1, -1):
            time_s = np.int64(times_s[row, column])
            if time_s > finish.max_time_s:
                continue
            if row + 1 == times_s.shape[0] or departures_s[row] + time_s != arrival_s:
                arrival_s, saved_s = departures_s[row] + time_s, departures_s[row]
            waited_s = max(saved_s - departures_s[row] - allowance_s, 0)
            times_s[row, column] = time_s - waited_s


@compiled
def weighted_sums(
    travel_time_s: Int32Array,
    weights: npt.NDArray[np.float64],
    cutoffs_s: Int32Array,
    sums: npt.NDArray[np.float64],
) -> None:
    """Add up, by origin and cut-off, the weights of the destinations reached in time.

    `travel_time_s` is [origin, destination], `weights` [destination, kind], `sums`
    [origin, cutoff, kind]. Destinations are added in order, so the sum has one value.
    """
    for origin in range(travel_time_s.shape[0]):
        for place in range(travel_time_s.shape[1]):
            time_s = travel_time_s[origin, place]
            if time_s != UNREACHABLE:
                for cutoff in range(cutoffs_s.size):
                    if time_s <= cutoffs_s[cutoff]:
                        for kind in range(weights.shape[1]):
                            sums[origin, cutoff, kind] += weights[place, kind]
