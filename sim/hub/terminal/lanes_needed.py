"""Fewest lanes that keep waits at the standard: halving under common random numbers.

Who comes first is served first, and nobody waits for who comes later. With the same people, at the
same moments, needing the same time, no wait rises when a lane is added. So the standard is met from
one number of lanes on, and halving finds it. A place is tried alone on those who reach it, which is
exact: nothing downstream changes it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.hub.flow.facility import Facility, People, Route, Vehicles, simulate
from sim.hub.flow.places import Lanes, LaneSchedule
from sim.hub.flow.theory import servers_for_wait
from sim.hub.terminal.day import TerminalDay, lanes_places, with_other_lanes

__all__ = ["Visitors", "lanes_for_standards", "lanes_needed", "peak_wait_s", "visitors", "waits_s"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_HOUR_S = 3600.0
_FEW = 20
_SHARE_PCT = 95.0
_MOST_LANES = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Visitors:
    """Who reaches a place, and when."""

    arrive_s: Floats
    key: Ints


def visitors(day: TerminalDay, place: int) -> Visitors:
    """Everybody who reached a place on a day, by its number in the log.

    Examples
    --------
    >>> from sim.hub.terminal.day import terminal_day
    >>> from sim.hub.terminal.examples import small_case
    >>> visitors(terminal_day(small_case(), seed=1, replication=0), 1).arrive_s.tolist()
    [32430.0, 32430.0, 32430.0]
    """
    rows = day.log.visits.place == place
    return Visitors(day.log.visits.arrive_s[rows], day.who.people.key[day.log.visits.person[rows]])


def waits_s(place: Lanes, lanes: int, who: Visitors, *, seed: int, replication: int) -> Floats:
    """Waits at a place with so many lanes all day, as in the whole simulation.

    Examples
    --------
    >>> from sim.hub.flow.places import Service
    >>> check = Lanes("check", "安检", "Check", Service(60.0), LaneSchedule.always(1))
    >>> who = Visitors(np.zeros(3), np.arange(3))
    >>> waits_s(check, 2, who, seed=1, replication=0).tolist()
    [0.0, 0.0, 60.0]
    """
    alone = replace(place, schedule=LaneSchedule.always(lanes), rule=None)
    facility = Facility("alone", "", "", (alone,), (Route("in", (alone.place_id,)),))
    log = simulate(
        facility,
        People.walking(who.arrive_s, key=who.key),
        Vehicles(),
        seed=seed,
        replication=replication,
        tick_s=math.inf,
    )
    return log.visits.wait_s


def peak_wait_s(arrive_s: Floats, wait_s: Floats) -> float:
    """Wait that 95 of 100 people do not exceed in the worst clock hour of their arrival.

    Hours of fewer than 20 people are left out while any hour has more. Nobody: NaN.

    Examples
    --------
    >>> peak_wait_s(np.array([0.0, 3600.0]), np.array([0.0, 60.0]))
    60.0
    """
    if not arrive_s.size:
        return math.nan
    hour = np.floor(arrive_s / _HOUR_S).astype(np.int64)
    hours, count = np.unique(hour, return_counts=True)
    busy = hours[count >= min(_FEW, int(count.max()))]
    return max(float(np.percentile(wait_s[hour == one], _SHARE_PCT)) for one in busy)


def lanes_needed(
    place: Lanes, who: Visitors, standard_s: float, *, seed: int, replication: int
) -> int:
    """Fewest lanes all day with which `peak_wait_s` is at most the standard; 0 for nobody.

    The search begins with what queueing theory gives for the busiest hour (M/M/c), doubles or
    halves until the answer lies between two numbers, and halves the rest.

    Examples
    --------
    >>> from sim.hub.flow.places import Service
    >>> check = Lanes("check", "安检", "Check", Service(60.0), LaneSchedule.always(1))
    >>> who = Visitors(np.zeros(30), np.arange(30))
    >>> lanes_needed(check, who, 60.0, seed=1, replication=0)  # 15 at once, the rest after them
    15
    """
    if not who.arrive_s.size:
        return 0

    def enough(lanes: int) -> bool:
        waits = waits_s(place, lanes, who, seed=seed, replication=replication)
        return peak_wait_s(who.arrive_s, waits) <= standard_s + 1e-9

    low, high = 0, _first_guess(place, who, standard_s)
    while not enough(high):
        if high >= _MOST_LANES:
            return high
        low, high = high, min(2 * high, _MOST_LANES)
    step = 1
    while high - step > low:  # from an enough number down, in growing steps
        if not enough(high - step):
            low = high - step
            break
        high, step = high - step, 2 * step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def lanes_for_standards(
    day: TerminalDay, standards_s: Mapping[str, float]
) -> tuple[dict[str, int], TerminalDay]:
    """Fewest lanes at all places together, each with what the places before it then let through.

    Places are taken from the doors on: those of a stage are searched on the people who reach them,
    then the day is simulated anew with their numbers, which moves who reaches the next stage.

    Parameters
    ----------
    standards_s
        Longest wait by place; places without one keep their lanes.

    Returns
    -------
    tuple
        Lanes by place, and the day with them.

    Examples
    --------
    >>> from sim.hub.terminal.day import terminal_day
    >>> from sim.hub.terminal.examples import small_case
    >>> today = terminal_day(small_case(), seed=1, replication=0)
    >>> found, then = lanes_for_standards(today, {"check": 60.0})
    >>> found, then.log.visits.wait_s[then.log.visits.place == 1].max()
    ({'check': 2}, np.float64(60.0))
    """
    found: dict[str, int] = {}
    for stage in _stages(day):
        for number, place in stage:
            if place.place_id not in standards_s:
                continue
            needed = lanes_needed(
                place,
                visitors(day, number),
                standards_s[place.place_id],
                seed=day.seed,
                replication=day.replication,
            )
            found[place.place_id] = needed
        # nobody comes to a place without lanes needed: it keeps what it has
        lanes = {name: count for name, count in found.items() if count}
        day = with_other_lanes(day, lanes)
    return found, day


def _first_guess(place: Lanes, who: Visitors, standard_s: float) -> int:
    hour = np.floor(who.arrive_s / _HOUR_S).astype(np.int64)
    busiest = int(np.bincount(hour - hour.min()).max())
    guess = servers_for_wait(busiest / _HOUR_S, place.service.mean_s, max(standard_s, 1.0))
    return min(max(guess, 1), _MOST_LANES)


def _stages(day: TerminalDay) -> list[list[tuple[int, Lanes]]]:
    """Places with lanes by how many others at most lie before them on any way."""
    lanes = dict(lanes_places(day))
    index = day.who.facility.index
    depth = dict.fromkeys(lanes, 0)
    for _ in lanes:
        for route in day.who.facility.routes:
            before = -1
            for place_id in route.places:
                number = index[place_id]
                if number in depth:
                    depth[number] = max(depth[number], before + 1)
                    before = depth[number]
    most = max(depth.values(), default=-1)
    return [
        [(number, lanes[number]) for number in sorted(lanes) if depth[number] == stage]
        for stage in range(most + 1)
    ]
