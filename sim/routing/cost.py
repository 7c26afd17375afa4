"""Compiled search for the cheapest ways where waiting, walking and riding differ in weight.

On the graph of departure events (`sim.routing.events`) all costs add up, so one sweep from the last
event to the first finds the cheapest way on from every event, lane by destination, as
`sim.routing.sweep` finds the earliest arrival. Two rows per event: on board (kept per trip) and at
the stop, from which one boards the event or waits for a later one. A later vehicle can be cheaper.

A value is ``cost << CLOCK_BITS | arrival``: the least is the cheapest, and of equally cheap ones
the earliest. Costs are hundredths of weighted seconds. To make every step along a trip, along a
stop's events and from one departure to the next a plain minimum, rows hold the cost of what is
*ahead* plus what the time since `Rates.base_s` would cost: at the ride's weight on board, at the
weight of waiting at a stop. The difference is added where a traveller boards or alights.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.routing.arrays import BoolArray, Int32Array, LinkData
from sim.routing.compiled import UNREACHABLE, compiled
from sim.routing.cost_links import CLOCK_BITS, CostLinks, Rates
from sim.routing.events import EventData
from sim.routing.percentiles import Network

__all__ = [
    "CLOCK_MASK",
    "FAR",
    "LATE",
    "NOWHERE",
    "Lanes",
    "Starts",
    "events_between",
    "join_lanes",
    "lane_egress",
    "pick_costs",
    "same_rows",
    "starts",
    "sweep_costs",
]

Int64Array = npt.NDArray[np.int64]

CLOCK_MASK = (1 << CLOCK_BITS) - 1
"""Takes the arrival, or the time by the clock, out of a value."""

NOWHERE = 1 << 62
"""The value of a place from which the destination is not reached."""

FAR = 1 << 61
"""Values from here on are `NOWHERE` plus or minus something."""

LATE = NOWHERE + 1
"""The value of a place whose cheapest way takes too long."""


class Lanes(NamedTuple):
    """Walks from stops to the destinations of the lanes, and the last arrival in each lane."""

    egress: LinkData
    last_s: Int32Array


class Starts(NamedTuple):
    """Events that come into reach of each origin from one departure to the one before.

    Group ``i * n + k`` is origin ``i`` of a slice and the ``k``-th latest of ``n`` departures.
    """

    first: Int32Array
    event: Int32Array
    add: Int64Array


@compiled
def lane_egress(egress: LinkData, places: Int32Array, n_stops: int) -> LinkData:
    """Walks to a destination per lane, by stop; targets are lanes."""
    first = np.zeros(n_stops + 1, np.int32)
    for place in places:
        for link in range(egress.first[place], egress.first[place + 1]):
            first[egress.target[link] + 1] += 1
    for stop in range(n_stops):
        first[stop + 1] += first[stop]
    fill = first[:-1].copy()
    lanes, walk_s = np.empty(first[-1], np.int32), np.empty(first[-1], np.int32)
    for lane in range(places.size):
        for link in range(egress.first[places[lane]], egress.first[places[lane] + 1]):
            entry = fill[egress.target[link]]
            lanes[entry], walk_s[entry] = lane, egress.time_s[link]
            fill[egress.target[link]] += 1
    return LinkData(first, lanes, walk_s)


@compiled
def events_between(day: EventData, first_s: int, last_s: int) -> tuple[int, int]:
    """Where, in the order, events begin that can arrive by `last_s`, and end for the ready."""
    begin = until = 0
    for entry in range(day.stop_event.size):
        after = day.stop_event[entry] + 1
        if day.stop_ready_by_s[entry] > last_s:
            begin = max(begin, after)
        if day.stop_ready_by_s[entry] >= first_s:
            until = max(until, after)
    return begin, until


@compiled
def _one(
    event: int, day: EventData, links: CostLinks, lanes: Lanes, rates: Rates,
    before: Int64Array, at_stop: Int64Array, on_board: Int64Array,
) -> None:  # fmt: skip
    """Cheapest ways of whoever boards at one event, and of whoever stands at its stop."""
    trip, stop = np.uint32(day.trip[event]), day.arrival_stop[event]
    n_lanes = on_board.shape[1]
    if stop >= 0:
        egress, arrival_s = lanes.egress, np.int64(day.arrival_s[event])
        for link in range(egress.first[stop], egress.first[stop + 1]):
            walk_s, lane = egress.time_s[link], egress.target[link]
            if arrival_s + walk_s <= lanes.last_s[lane]:
                value = (links.left[event] + rates.walk * walk_s) << CLOCK_BITS
                value += arrival_s + walk_s - rates.base_s
                on_board[trip, lane] = min(on_board[trip, lane], value)
        for index in range(links.first[event], links.first[event + 1]):
            target, add = np.uint32(links.target[index]), links.add[index]
            for lane in range(n_lanes):
                on_board[trip, lane] = min(on_board[trip, lane], before[target, lane] + add)
    here, later, add = np.uint32(event), np.uint32(day.next_at_stop[event]), links.board[event]
    for lane in range(n_lanes):
        at_stop[here, lane] = min(on_board[trip, lane] + add, at_stop[later, lane])


@compiled
def sweep_costs(
    day: EventData, links: CostLinks, lanes: Lanes, rates: Rates, reach: tuple[int, int],
    before: Int64Array, at_stop: Int64Array, on_board: Int64Array,
) -> int:  # fmt: skip
    """Fill `at_stop` [event + 1, lane] with the cheapest ways on; the number of rows joined.

    Only the events of `reach` (begin and end in the order) are swept; `at_stop` comes in as
    `NOWHERE`. `before` is what the next ride after a walk leads to: `at_stop` itself for any number
    of rides, or the result for one ride fewer. `on_board` is working memory [trip, lane].
    """
    repeats, run = links.repeats, 0
    done, until = reach
    while run < repeats.size and repeats[run + 1] <= done:
        run += 2
    if run < repeats.size:
        done = min(done, repeats[run])
    first = done
    on_board[:] = NOWHERE
    while done < until:
        if run < repeats.size and repeats[run] == done:
            end = repeats[run + 1]
            _again(day, links, lanes, rates, before, at_stop, on_board, done, end)
            done = end
            run += 2
        else:
            _one(done, day, links, lanes, rates, before, at_stop, on_board)
            done += 1
    return int(links.first[done] - links.first[first] + done - first)


@compiled
def _again(
    day: EventData, links: CostLinks, lanes: Lanes, rates: Rates,
    before: Int64Array, at_stop: Int64Array, on_board: Int64Array, begin: int, end: int,
) -> None:  # fmt: skip
    """Sweep a run of events until nothing improves, each time from the rows on board before it."""
    kept = np.empty((end - begin, on_board.shape[1]), np.int64)
    for event in range(begin, end):
        kept[event - begin] = on_board[day.trip[event]]
    changed = True
    while changed:
        changed = False
        for event in range(begin, end):
            on_board[day.trip[event]] = kept[event - begin]
        for event in range(begin, end):
            last = at_stop[event].copy()
            _one(event, day, links, lanes, rates, before, at_stop, on_board)
            for lane in range(last.size):
                changed |= at_stop[event, lane] != last[lane]


@compiled
def same_rows(one: Int64Array, other: Int64Array) -> bool:
    """Whether two sets of rows hold the same ways."""
    for row in range(one.shape[0]):
        for lane in range(one.shape[1]):
            if min(one[row, lane], FAR) != min(other[row, lane], FAR):
                return False
    return True


@compiled
def starts(
    day: EventData, access: LinkData, departures_s: Int32Array, origins: Int32Array, rates: Rates
) -> Starts:
    """Events that come into reach of the origins, departure by departure, the latest first.

    Only the earliest new event of a stop counts: the stop's row includes the later ones.
    """
    n_departures = departures_s.size
    first = np.zeros(origins.size * n_departures + 1, np.int32)
    found, add = np.empty(256 * origins.size, np.int32), np.empty(256 * origins.size, np.int64)
    n_found = group = 0
    for origin in origins:
        begin, end = access.first[origin], access.first[origin + 1]
        known = np.empty(end - begin, np.int32)
        for link in range(begin, end):
            known[link - begin] = day.stop_first[access.target[link] + 1]
        for number in range(n_departures - 1, -1, -1):
            for link in range(begin, end):
                low, walk_s = day.stop_first[access.target[link]], np.int64(access.time_s[link])
                entry, ready_s = known[link - begin], departures_s[number] + walk_s
                while entry > low and day.stop_ready_by_s[entry - 1] >= ready_s:
                    entry -= 1
                if entry == known[link - begin]:
                    continue
                known[link - begin] = entry
                if n_found == found.size:
                    found = np.concatenate((found, np.empty(n_found, np.int32)))
                    add = np.concatenate((add, np.empty(n_found, np.int64)))
                found[n_found] = day.stop_event[entry]
                add[n_found] = ((rates.walk - rates.wait) * walk_s) << CLOCK_BITS
                n_found += 1
            group += 1
            first[group] = n_found
    return Starts(first, found[:n_found].copy(), add[:n_found].copy())


@compiled
def _lane_walks(
    direct: LinkData, origin: int, places: Int32Array, rates: Rates, max_time_s: int
) -> Int64Array:
    """Values of the walks all the way from an origin to the lanes' destinations."""
    walks = np.full(places.size, NOWHERE, np.int64)
    for link in range(direct.first[origin], direct.first[origin + 1]):
        walk_s = np.int64(direct.time_s[link])
        if walk_s > max_time_s:
            continue
        value = ((rates.walk * walk_s) << CLOCK_BITS) + walk_s
        low = np.searchsorted(places, direct.target[link])
        while low < places.size and places[low] == direct.target[link]:
            walks[low] = min(walks[low], value)
            low += 1
    return walks


@compiled
def join_lanes(
    reached: Starts, origins: Int32Array, at_stop: Int64Array, rates: Rates, direct: LinkData,
    departures_s: Int32Array, max_time_s: int, places: Int32Array, columns: Int32Array,
    wanted: BoolArray, earliest: Int32Array, found: Int64Array,
) -> int:  # fmt: skip
    """Fill `found` [origin, departure, column] where it is `LATE`; the number of rows joined.

    A lane fills the departures for which it is `wanted` [departure, lane]. `places`, sorted, are
    the lanes' destinations, `earliest` the first departure that each origin needs. Ways over
    `max_time_s` are `LATE`.
    """
    n_departures, n_joined = departures_s.size, 0
    best = np.empty(places.size, np.int64)
    for index in range(origins.size):
        values, least = found[origins[index]], earliest[origins[index]]
        if least == n_departures:
            continue
        walks = _lane_walks(direct, origins[index], places, rates, max_time_s)
        best[:] = NOWHERE
        group = index * n_departures
        for number in range(n_departures - 1, least - 1, -1):
            n_joined += reached.first[group + 1] - reached.first[group]
            for entry in range(reached.first[group], reached.first[group + 1]):
                event, add = np.uint32(reached.event[entry]), reached.add[entry]
                for lane in range(best.size):
                    best[lane] = min(best[lane], at_stop[event, lane] + add)
            group += 1
            left_s = np.int64(departures_s[number] - rates.base_s)
            left = ((rates.wait * left_s) << CLOCK_BITS) + left_s
            for lane in range(best.size):
                if wanted[number, lane] and values[number, columns[lane]] == LATE:
                    value = NOWHERE if best[lane] >= FAR else best[lane] - left
                    too_long = value < FAR and value & CLOCK_MASK > max_time_s
                    is_walk = walks[lane] <= value
                    ridden = LATE if too_long else value
                    values[number, columns[lane]] = walks[lane] if is_walk else ridden
    return n_joined


@compiled
def pick_costs(
    found: Int64Array, network: Network, is_mirrored: bool, costs: Int32Array, times_s: Int32Array
) -> None:
    """Fill costs and times [origin, lane, rank] from values [origin, departure, lane].

    The time is that of the first departure with the cost of the rank. Costs become whole seconds,
    halves rounded up.
    """
    n_origins, n_rows, n_lanes = found.shape
    for origin in range(n_origins):
        tile = found[origin] >> CLOCK_BITS
        for index in range(network.low.size):
            low, high = np.uint32(network.low[index]), np.uint32(network.high[index])
            for lane in range(n_lanes):
                one, other = tile[low, lane], tile[high, lane]
                tile[low, lane] = min(one, other)
                tile[high, lane] = max(one, other)
        for index in range(network.ranks.size):
            for lane in range(n_lanes):
                least = tile[network.ranks[index], lane]
                if least >= FAR >> CLOCK_BITS:
                    costs[origin, lane, index] = times_s[origin, lane, index] = UNREACHABLE
                    continue
                row = n_rows - 1 if is_mirrored else 0
                while found[origin, row, lane] >> CLOCK_BITS != least:
                    row += -1 if is_mirrored else 1
                costs[origin, lane, index] = (least + 50) // 100
                times_s[origin, lane, index] = found[origin, row, lane] & CLOCK_MASK
