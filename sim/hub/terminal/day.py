"""One day of a terminal simulated: its people, the log of their visits, and times between doors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.hub.flow.facility import DayLog, simulate
from sim.hub.flow.places import Gate, Lanes, Place, Rank
from sim.hub.terminal.case import TerminalCase
from sim.hub.terminal.passengers import Passengers, passengers
from sim.hub.terminal.template import with_lanes

__all__ = [
    "TerminalDay",
    "door_to_door_s",
    "is_belt",
    "lanes_places",
    "terminal_day",
    "with_other_lanes",
]

Floats = npt.NDArray[np.float64]

_TICK_S = 900.0
"""Times are the same at any tick; nothing here looks at the clock more often."""


@dataclass(frozen=True, slots=True, eq=False)
class TerminalDay:
    """What was simulated, with whom, and what happened."""

    case: TerminalCase
    who: Passengers
    log: DayLog
    seed: int
    replication: int


def terminal_day(case: TerminalCase, *, seed: int, replication: int) -> TerminalDay:
    """Simulate a day: the same case, seed and replication give the same day to the last bit.

    Examples
    --------
    Three reach the check at 09:00:30 and are served one after another, one minute each; the gate
    opens at 09:20. Two land at 09:00 and 09:01, walk 2 min, wait for their bags until 09:10, walk
    half a minute and take the cab of 09:15.

    >>> from sim.hub.terminal.examples import small_case
    >>> day = terminal_day(small_case(), seed=1, replication=0)
    >>> day.log.end_s.tolist()
    [33600.0, 33600.0, 33600.0, 33300.0, 33300.0]
    """
    who = passengers(case, seed=seed, replication=replication)
    return _simulated(case, who, seed, replication)


def with_other_lanes(day: TerminalDay, lanes: Mapping[str, int]) -> TerminalDay:
    """The same day, people and draws with other numbers of lanes at some places.

    Examples
    --------
    >>> from sim.hub.terminal.examples import small_case
    >>> day = terminal_day(small_case(), seed=1, replication=0)
    >>> with_other_lanes(day, {"check": 3}).log.visits.wait_s[:2].tolist()  # kerb and check
    [0.0, 0.0]
    """
    case = replace(day.case, terminal=with_lanes(day.case.terminal, lanes))
    changed = {place.place_id: place for place in case.terminal.places}
    places = tuple(
        changed[place.place_id] if place.place_id in lanes else place
        for place in day.who.facility.places
    )
    who = replace(day.who, facility=replace(day.who.facility, places=places))
    return _simulated(case, who, day.seed, day.replication)


def _simulated(case: TerminalCase, who: Passengers, seed: int, replication: int) -> TerminalDay:
    log = simulate(
        who.facility,
        who.people,
        who.vehicles,
        seed=seed,
        replication=replication,
        tick_s=_TICK_S,
    )
    return TerminalDay(case, who, log, seed, replication)


def is_belt(place: Place) -> bool:
    """Whether a place is a belt of bags: the gate that never closes.

    Examples
    --------
    >>> from sim.hub.terminal.examples import small_terminal
    >>> [place.place_id for place in small_terminal().places if is_belt(place)]
    ['belt']
    """
    return isinstance(place, Gate) and place.closes_before_s < 0


def lanes_places(day: TerminalDay) -> tuple[tuple[int, Lanes], ...]:
    """Number in the log and record of every place with lanes.

    Examples
    --------
    >>> from sim.hub.terminal.examples import small_case
    >>> [number for number, _ in lanes_places(terminal_day(small_case(), seed=1, replication=0))]
    [1]
    """
    places = enumerate(day.who.facility.places)
    return tuple((number, place) for number, place in places if isinstance(place, Lanes))


def door_to_door_s(day: TerminalDay) -> tuple[Floats, Floats]:
    """Seconds of everybody through the terminal: without and with the wait for what leaves.

    From the kerb or the door of the aircraft to the gate, the vehicle or the next gate. The first
    leaves out the wait for boarding to begin and that for a vehicle on the ground (people choose
    how early they come); waiting for bags is in both. NaN for who missed it.

    Examples
    --------
    >>> from sim.hub.terminal.examples import small_case
    >>> way_s, whole_s = door_to_door_s(terminal_day(small_case(), seed=1, replication=0))
    >>> sorted(way_s[:3].tolist()), way_s[3:].tolist(), whole_s[3:].tolist()
    ([90.0, 150.0, 210.0], [630.0, 570.0], [900.0, 840.0])
    """
    places, visits = day.who.facility.places, day.log.visits
    leaves = np.array(
        [isinstance(one, Rank) or (isinstance(one, Gate) and not is_belt(one)) for one in places],
        dtype=np.bool_,
    )
    there = leaves[visits.place]
    waited = np.bincount(visits.person[there], weights=visits.wait_s[there], minlength=len(day.who))
    whole = np.where(day.log.missed, np.nan, day.log.end_s - day.who.people.appear_s)
    return whole - waited, whole
