"""Kernels: people who wait in order of arrival, board while there is room, ride and get off.

A rider is in one list at a time, linked by ``link``: walking to a platform (``incoming``), waiting
on it (``head`` to ``tail``, by arrival) or aboard, by the stop to get off at (``aboard``). Riders
who have not appeared yet stand in ``starters``, by platform and time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled

__all__ = [
    "ENDED",
    "INSIDE",
    "PUT_OUT",
    "Crowd",
    "Floats64",
    "Ints32",
    "Ints64",
    "Rule",
    "Stop",
    "Train",
    "alight",
    "board",
    "open_doors",
    "set_down",
]

Floats64 = npt.NDArray[np.float64]
Ints64 = npt.NDArray[np.int64]
Ints32 = npt.NDArray[np.int32]
Ints8 = npt.NDArray[np.int8]

INSIDE, ENDED, PUT_OUT = 0, 1, 2
"""Where a rider is when the last train has run: still on a platform or on the way to one, arrived,
or put out at another station because theirs was closed."""


class Crowd(NamedTuple):
    """Everybody's state. ``leg`` is the leg a rider is on; the other names as in `Riders`."""

    leg: Ints64
    end_leg: Ints64
    link: Ints64
    status: Ints8
    end_s: Floats64
    platform: Ints32
    alight_at: Ints32
    walk_s: Floats64
    arrive_s: Floats64
    board_s: Floats64
    alight_s: Floats64
    run: Ints32
    passed_up: Ints32
    head: Ints64
    tail: Ints64
    queued: Ints64
    incoming: Ints64
    starters: Ints64
    start_next: Ints64
    start_end: Ints64
    aboard: Ints64
    load: Ints64
    serves: Ints64
    shut: Ints64
    set_row: Ints64
    set_board_s: Floats64


class Train(NamedTuple):
    """A train at a platform: its run, where the lists of its riders begin, what it serves.

    ``first`` is the first platform of its service group, ``position`` that of the stop among the
    group's stops, ``bit`` its pattern's in ``serves``, ``reach`` the last position it goes to.
    """

    run: int
    aboard: int
    first: int
    position: int
    bit: int
    reach: int
    places: int


class Rule(NamedTuple):
    """How long doors stay open (see `sim.hub.metro.services.Operation`)."""

    min_dwell_s: float
    doors_s: float
    alight_s: float
    board_s: float
    crowded_from: float
    crowded_slower: float
    latecomers_s: float


class Stop(NamedTuple):
    """A train at its stop: arrived, not to leave before, random factor of the time people need.

    ``after`` is the position of its last call before; -1 at the first.
    """

    at_s: float
    earliest_s: float
    factor: float
    after: int


@compiled
def alight(crowd: Crowd, train: Train, after: int, at_s: float, called: bool) -> int:
    """Let off who wants off at this stop; who wanted off since position ``after`` is put out.

    Where the train does not call (`called` false) everybody up to this stop is put out. Returns
    the number of people who got off.
    """
    count = 0
    for position in range(after + 1, train.position + 1):
        rider = crowd.aboard[train.aboard + position]
        crowd.aboard[train.aboard + position] = -1
        while rider >= 0:
            following = crowd.link[rider]
            leg = crowd.leg[rider]
            crowd.alight_s[leg] = at_s
            crowd.load[train.run] -= 1
            count += 1
            if position < train.position or not called:
                crowd.status[rider] = PUT_OUT
                crowd.end_s[rider] = at_s
            elif leg + 1 < crowd.end_leg[rider]:
                crowd.leg[rider] = leg + 1
                crowd.arrive_s[leg + 1] = at_s + crowd.walk_s[leg]
                platform = crowd.platform[leg + 1]
                crowd.link[rider] = crowd.incoming[platform]
                crowd.incoming[platform] = rider
            else:
                crowd.status[rider] = ENDED
                crowd.end_s[rider] = at_s + crowd.walk_s[leg]
            rider = following
    return count


@compiled
def _can_board(crowd: Crowd, train: Train, rider: int) -> bool:
    """Whether the train calls where the rider gets off, and gets there."""
    position = crowd.alight_at[crowd.leg[rider]]
    platform = train.first + position
    reached = train.position < position <= train.reach
    served = (crowd.serves[platform] & train.bit) != 0 and crowd.shut[platform] == 0
    return bool(reached and served)


@compiled
def _append(crowd: Crowd, platform: int, rider: int) -> None:
    crowd.link[rider] = -1
    if crowd.head[platform] < 0:
        crowd.head[platform] = rider
    else:
        crowd.link[crowd.tail[platform]] = rider
    crowd.tail[platform] = rider
    crowd.queued[platform] += 1


@compiled
def _walked_in(crowd: Crowd, platform: int, until_s: float) -> Ints64:
    """Take those who have walked to the platform by now out of the list, by time and row."""
    count = 0
    rider = crowd.incoming[platform]
    while rider >= 0:
        count += crowd.arrive_s[crowd.leg[rider]] <= until_s
        rider = crowd.link[rider]
    found = np.empty(count, np.int64)
    if count == 0:
        return found
    kept, at = -1, 0
    rider = crowd.incoming[platform]
    while rider >= 0:
        following = crowd.link[rider]
        if crowd.arrive_s[crowd.leg[rider]] <= until_s:
            found[at] = rider
            at += 1
        else:
            crowd.link[rider] = kept
            kept = rider
        rider = following
    crowd.incoming[platform] = kept
    found.sort()
    times = np.empty(count, np.float64)
    for at in range(count):
        times[at] = crowd.arrive_s[crowd.leg[found[at]]]
    return found[np.argsort(times, kind="mergesort")]


@compiled
def _gather(crowd: Crowd, platform: int, until_s: float) -> None:
    """Put everybody who is on the platform by now into its queue, in order of arrival."""
    walked = _walked_in(crowd, platform, until_s)
    for rider in walked:
        arrive_s = crowd.arrive_s[crowd.leg[rider]]
        _start(crowd, platform, arrive_s)
        _append(crowd, platform, rider)
    _start(crowd, platform, until_s)


@compiled
def _start(crowd: Crowd, platform: int, until_s: float) -> None:
    at = crowd.start_next[platform]
    while at < crowd.start_end[platform]:
        rider = crowd.starters[at]
        if crowd.arrive_s[crowd.leg[rider]] > until_s:
            break
        _append(crowd, platform, rider)
        at += 1
    crowd.start_next[platform] = at


@compiled
def _boarders(crowd: Crowd, train: Train, after_s: float, until_s: float) -> int:
    """How many come to the platform after one moment and until another and can board."""
    platform = train.first + train.position
    count = 0
    for at in range(crowd.start_next[platform], crowd.start_end[platform]):
        rider = crowd.starters[at]
        arrive_s = crowd.arrive_s[crowd.leg[rider]]
        if arrive_s > until_s:
            break
        count += arrive_s > after_s and _can_board(crowd, train, rider)
    rider = crowd.incoming[platform]
    while rider >= 0:
        arrive_s = crowd.arrive_s[crowd.leg[rider]]
        count += after_s < arrive_s <= until_s and _can_board(crowd, train, rider)
        rider = crowd.link[rider]
    return count


@compiled
def open_doors(crowd: Crowd, train: Train, rule: Rule, stop: Stop) -> tuple[int, float]:
    """Let people off; returns how many they are and when the doors close.

    Doors are open for as long as those need who are there when the train arrives, and for those who
    come after them until ``latecomers_s``; how long, and who comes in that time, is found together,
    from below.
    """
    off = alight(crowd, train, stop.after, stop.at_s, True)
    return off, _closing_s(crowd, train, rule, stop, off)


@compiled
def _closing_s(crowd: Crowd, train: Train, rule: Rule, stop: Stop, off: int) -> float:
    at_s, factor = stop.at_s, stop.factor
    _gather(crowd, train.first + train.position, at_s)
    free = train.places - crowd.load[train.run]
    waiting = 0
    rider = crowd.head[train.first + train.position]
    while rider >= 0 and waiting < free:
        waiting += _can_board(crowd, train, rider)
        rider = crowd.link[rider]
    close_s = max(at_s + rule.min_dwell_s, stop.earliest_s)
    close_s = max(close_s, at_s + factor * _needed_s(crowd, train, rule, off, waiting))
    limit_s = max(close_s, at_s + rule.latecomers_s)
    while close_s < limit_s and waiting < free:
        on = min(free, waiting + _boarders(crowd, train, at_s, close_s))
        later_s = at_s + factor * _needed_s(crowd, train, rule, off, on)
        if later_s <= close_s:
            break
        close_s = min(later_s, limit_s)
    return float(close_s)


@compiled
def _needed_s(crowd: Crowd, train: Train, rule: Rule, off: int, on: int) -> float:
    full = (crowd.load[train.run] + on) / train.places
    slow = 1.0
    if full > rule.crowded_from and rule.crowded_from < 1.0:
        slow += rule.crowded_slower * (full - rule.crowded_from) / (1.0 - rule.crowded_from)
    return float(rule.doors_s + rule.alight_s * off + slow * rule.board_s * on)


@compiled
def board(crowd: Crowd, train: Train, at_s: float) -> tuple[int, int, int]:
    """Let on who is there and can ride, first come first served, up to the places.

    Returns the people waiting before, those who boarded, and those who found no room.
    """
    platform = train.first + train.position
    _gather(crowd, platform, at_s)
    waiting = crowd.queued[platform]
    boarded, left, before = 0, 0, -1
    rider = crowd.head[platform]
    while rider >= 0:
        following = crowd.link[rider]
        leg = crowd.leg[rider]
        if not _can_board(crowd, train, rider):
            before = rider
        elif crowd.load[train.run] >= train.places:
            crowd.passed_up[leg] += 1
            left += 1
            before = rider
        else:
            _leave_queue(crowd, platform, before, rider)
            place = train.aboard + crowd.alight_at[leg]
            crowd.link[rider] = crowd.aboard[place]
            crowd.aboard[place] = rider
            crowd.load[train.run] += 1
            boarded += 1
            if crowd.set_row[rider] < 0:
                crowd.board_s[leg] = at_s
                crowd.run[leg] = train.run
            else:
                crowd.set_board_s[crowd.set_row[rider]] = at_s
                crowd.set_row[rider] = -1
        rider = following
    return waiting, boarded, left


@compiled
def _leave_queue(crowd: Crowd, platform: int, before: int, rider: int) -> None:
    following = crowd.link[rider]
    if before < 0:
        crowd.head[platform] = following
    else:
        crowd.link[before] = following
    if following < 0:
        crowd.tail[platform] = before
    crowd.queued[platform] -= 1


@compiled
def set_down(crowd: Crowd, train: Train, positions: int, at_s: float, row: int) -> Ints64:
    """Everybody still aboard gets off to wait on this platform; their rows begin at `row`.

    `positions` is the number of stops of the service group. Returns who was set down, in order.
    """
    platform = train.first + train.position
    _gather(crowd, platform, at_s)
    found = np.empty(crowd.load[train.run], np.int64)
    count = 0
    for position in range(train.position + 1, positions):
        rider = crowd.aboard[train.aboard + position]
        crowd.aboard[train.aboard + position] = -1
        while rider >= 0:
            following = crowd.link[rider]
            _append(crowd, platform, rider)
            crowd.set_row[rider] = row + count
            crowd.set_board_s[row + count] = np.nan
            found[count] = rider
            count += 1
            rider = following
    crowd.load[train.run] = 0
    return found
