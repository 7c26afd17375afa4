"""Compiled walks along the strategies: skims nearest node first, loads the other way round."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled
from sim.demand.transit.arrays import Measures, Strategies, Structure, Sums

__all__ = ["FIRST_BY_MODE", "load_zones", "skim_zones"]

Floats = npt.NDArray[np.float64]
Floats32 = npt.NDArray[np.float32]
Flags = npt.NDArray[np.uint8]

_ALIGHTS, _BOARDED = 1, 2
_DIRECT = -1

_WALK, _WAIT, _CROWD = 1, 2, 3  # place 0 is the cost
FIRST_BY_MODE = 4
"""Places of a skim vector before those by mode: cost, walk, wait, crowding.

By mode follow minutes, then km, boardings and entries, each for all modes; the last mode is the
service without lines.
"""


@compiled
def skim_zones(
    net: Structure, measures: Measures, first_zone: int, rows: Strategies, out: Floats32
) -> None:
    """Fill ``out[place, origin, zone]`` for as many zones as there are rows, from `first_zone` on.

    Expected values: those of a waiting stop are the mean over its lines by their frequency. What
    cannot be reached keeps the values that `out` had.
    """
    n_stops = net.walk_first.size - 1
    values = np.zeros((2 * n_stops + net.hop_tail.size, out.shape[0]), np.float32)
    mine = np.zeros(out.shape[0], np.float32)
    for row in range(rows.size.size):
        for rank in range(rows.size[row]):
            node = rows.order[row, rank]
            if node >= 2 * n_stops:
                _ride(net, measures, rows.flags[row], values, node - 2 * n_stops)
            elif node >= n_stops:
                _wait(net, measures, rows.flags[row], values, node - n_stops)
            else:
                _leave(net, measures, rows.choice[row, node], values, node)
        for origin in range(rows.first_link.shape[1]):
            link = rows.first_link[row, origin]
            if link >= _DIRECT:
                if link == _DIRECT:
                    _go_directly(measures, mine, measures.direct[origin, first_zone + row])
                else:
                    _copy(mine, values[n_stops + net.access_stop[link]])
                    _add_link(mine, measures, link)
                mine[0] = rows.cost[row, origin]
                for place in range(out.shape[0]):
                    out[place, origin, first_zone + row] = mine[place]


@compiled
def _copy(mine: Floats32, other: Floats32) -> None:
    for place in range(mine.size):
        mine[place] = other[place]


@compiled
def _go_directly(measures: Measures, mine: Floats32, km: float) -> None:
    """Write what a trip with the service without lines takes."""
    n_modes = (mine.size - FIRST_BY_MODE) // 4
    last = FIRST_BY_MODE + n_modes - 1
    mine[:] = 0.0
    mine[_WALK] = measures.direct_parts[0]
    mine[_WAIT] = measures.direct_parts[1]
    mine[last] = measures.direct_parts[2] * km
    mine[last + n_modes] = km
    mine[last + 2 * n_modes] = 1.0
    mine[last + 3 * n_modes] = 1.0


@compiled
def _add_link(mine: Floats32, measures: Measures, link: int) -> None:
    """Add what a zone's link to a stop takes."""
    n_modes = (mine.size - FIRST_BY_MODE) // 4
    last = FIRST_BY_MODE + n_modes - 1
    mine[_WALK] += measures.access[link, 0]
    mine[_WAIT] += measures.access[link, 1]
    mine[last] += measures.access[link, 2]
    mine[last + n_modes] += measures.access[link, 3]
    mine[last + 2 * n_modes] += measures.access[link, 4]
    mine[last + 3 * n_modes] += measures.access[link, 4]


@compiled
def _ride(net: Structure, measures: Measures, flags: Flags, values: Floats32, hop: int) -> None:
    """Ride a hop, then leave the vehicle or stay for the next."""
    n_modes = (values.shape[1] - FIRST_BY_MODE) // 4
    node = values.shape[0] - net.hop_tail.size + hop
    mine = values[node]
    minutes = measures.ride[hop]
    crowd = measures.crowd[hop, 0]
    if flags[hop] & _ALIGHTS:
        _copy(mine, values[net.hop_head[hop]])
        mine[_WALK] += measures.alight[hop]
    else:
        _copy(mine, values[node + 1])
        minutes += measures.dwell[hop]
        crowd += measures.crowd[hop, 1]
    mine[_CROWD] += crowd
    mine[FIRST_BY_MODE + net.hop_mode[hop]] += minutes
    mine[FIRST_BY_MODE + n_modes + net.hop_mode[hop]] += measures.km[hop]


@compiled
def _leave(net: Structure, measures: Measures, walk: int, values: Floats32, stop: int) -> None:
    """Go from where one alighted to the zone, or walk to where one waits again."""
    n_modes = (values.shape[1] - FIRST_BY_MODE) // 4
    mine = values[stop]
    if walk < 0:
        mine[:] = 0.0
        _add_link(mine, measures, -1 - walk)
        return
    _copy(mine, values[net.walk_first.size - 1 + net.walk_to[walk]])
    mine[_WALK] += measures.walk[walk]
    if net.walk_gate[walk] >= 0:
        mine[FIRST_BY_MODE + 3 * n_modes + net.walk_gate[walk]] -= 1.0


@compiled
def _frequency(net: Structure, frequency: Floats, flags: Flags, stop: int) -> float:
    """Frequency of all lines that are waited for at a stop."""
    together = 0.0
    for place in range(net.tail_first[stop], net.tail_first[stop + 1]):
        hop = net.tail_hops[place]
        if flags[hop] & _BOARDED:
            together += frequency[hop]
    return together


@compiled
def _wait(net: Structure, measures: Measures, flags: Flags, values: Floats32, stop: int) -> None:
    """Mean over the lines that are boarded at a stop, by frequency, with the wait for them."""
    n_stops = net.walk_first.size - 1
    n_modes = (values.shape[1] - FIRST_BY_MODE) // 4
    boardings = FIRST_BY_MODE + 2 * n_modes
    together = _frequency(net, measures.frequency, flags, stop)
    mine = values[n_stops + stop]
    mine[:] = 0.0
    mine[_WAIT] = measures.wait_factor[0] / together
    for place in range(net.tail_first[stop], net.tail_first[stop + 1]):
        hop = net.tail_hops[place]
        if flags[hop] & _BOARDED:
            share = np.float32(measures.frequency[hop] / together)
            other = values[2 * n_stops + hop]
            for one in range(1, mine.size):
                mine[one] += share * other[one]
            mine[_WAIT] += share * measures.slack[hop]
            mine[boardings + net.hop_mode[hop]] += share
            mine[boardings + n_modes + net.hop_mode[hop]] += share


@compiled
def load_zones(
    net: Structure, frequency: Floats, rows: Strategies, trips: Floats, sums: Sums
) -> None:
    """Add the trips ``[zone, origin]`` to a few zones to the sums."""
    n_stops = net.walk_first.size - 1
    volume = np.zeros(2 * n_stops + net.hop_tail.size, np.float64)
    for row in range(rows.size.size):
        for origin in range(trips.shape[1]):
            link = rows.first_link[row, origin]
            if link >= 0:
                sums.access[link] += trips[row, origin]
                volume[n_stops + net.access_stop[link]] += trips[row, origin]
            elif link == _DIRECT:
                sums.direct[0] += trips[row, origin]
            else:
                sums.unassigned[0] += trips[row, origin]
        for rank in range(rows.size[row] - 1, -1, -1):
            node = rows.order[row, rank]
            people = volume[node]
            if people == 0.0:
                continue
            volume[node] = 0.0
            if node >= 2 * n_stops:
                _load_hop(net, rows.flags[row], volume, people, node, sums)
            elif node >= n_stops:
                _load_stop(net, frequency, rows.flags[row], volume, people, node - n_stops, sums)
            else:
                walk = rows.choice[row, node]
                if walk < 0:
                    sums.egress[-1 - walk] += people
                else:
                    sums.walked[walk] += people
                    volume[n_stops + net.walk_to[walk]] += people


@compiled
def _load_hop(  # noqa: PLR0917
    net: Structure, flags: Flags, volume: Floats, people: float, node: int, sums: Sums
) -> None:
    hop = node - volume.size + net.hop_tail.size
    sums.load[hop] += people
    if flags[hop] & _ALIGHTS:
        sums.alight[hop] += people
        volume[net.hop_head[hop]] += people
    else:
        volume[node + 1] += people


@compiled
def _load_stop(  # noqa: PLR0917
    net: Structure,
    frequency: Floats,
    flags: Flags,
    volume: Floats,
    people: float,
    stop: int,
    sums: Sums,
) -> None:
    """Share the people who wait at a stop among their lines, by frequency."""
    first = volume.size - net.hop_tail.size
    together = _frequency(net, frequency, flags, stop)
    for place in range(net.tail_first[stop], net.tail_first[stop + 1]):
        hop = net.tail_hops[place]
        if flags[hop] & _BOARDED:
            share = frequency[hop] / together
            sums.board[hop] += people * share
            sums.waited[hop] += people * share * share
            volume[first + hop] += people * share
