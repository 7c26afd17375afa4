"""What people do at a closure: ride other lines, take the shuttle, wait, or leave the railway."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hub.disruption.closing import Closed
from sim.hub.disruption.meeting import Meeting
from sim.hub.riders.lines import Rides, rides_between
from sim.hub.riders.ways import Ways, WaySettings, ride_graph, ways

__all__ = [
    "GIVES_UP",
    "REROUTES",
    "RIDES_SHUTTLE",
    "UNTOUCHED",
    "WAITS",
    "ChoiceSettings",
    "Options",
    "decide",
    "options_of",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

UNTOUCHED, WAITS, REROUTES, RIDES_SHUTTLE, GIVES_UP = 0, 1, 2, 3, 4
"""What somebody does; untouched are all whose journey does not meet the closure."""

_LEAST_S = 3600.0
"""Departures are counted over at least so long, so that every line has some."""


@dataclass(frozen=True, slots=True)
class ChoiceSettings:
    """What people bear.

    Whoever would lose more than ``patience_s`` leaves the railway, and counts as having lost just
    that (assumed; range 30 to 90 minutes).
    """

    patience_s: float = 3600.0


@dataclass(frozen=True, eq=False)
class Options:
    """Ways from every station during the closure: as usual, by open lines, with the shuttle too."""

    usual: Ways
    rail: Ways
    bus: Ways
    usual_rides: Rides
    rail_rides: Rides
    bus_rides: Rides
    first_bus_group: Ints
    """Service group of the first shuttle on a pair's way [from, to]; -1: none."""


def options_of(closed: Closed, way: WaySettings) -> Options:
    """Ways of every pair with and without what is closed, by the trains of these hours.

    Examples
    --------
    >>> from sim.hub.disruption.closing import ClosureRequest, close
    >>> from sim.hub.disruption.examples import small_town
    >>> closed = close(ClosureRequest("x", "section", ("B", "C"), 3600, 7200), *small_town())
    >>> found = options_of(closed, WaySettings())
    >>> found.rail.seconds[0].tolist(), found.first_bus_group[0].tolist()  # no train to C
    ([inf, 270.0, inf], [-1, -1, 2])
    """
    window = ((closed.from_s, max(closed.until_s, closed.from_s + _LEAST_S)),)
    own = closed.n_own
    all_rides = rides_between(closed.lines, window)
    usual_rides = _only(all_rides, all_rides.group < own)
    bus_rides = rides_between(
        closed.lines, window, closed=closed.sections, closed_stations=closed.stations
    )
    rail_rides = _only(bus_rides, bus_rides.group < own)
    usual, rail, bus = (
        ways(ride_graph(closed.lines, rides, way)) for rides in (usual_rides, rail_rides, bus_rides)
    )
    size = len(closed.lines.station_ids)
    first = np.full(size * size, -1, dtype=np.int64)
    pair = np.repeat(np.arange(size * size), np.diff(bus.first_leg))
    group = bus_rides.group[bus.ride]
    on_bus = np.flatnonzero(group >= own)[::-1]  # the first one is written last
    first[pair[on_bus]] = group[on_bus]
    return Options(usual, rail, bus, usual_rides, rail_rides, bus_rides, first.reshape(size, size))


def _only(rides: Rides, rows: Bools) -> Rides:
    return Rides(
        rides.group[rows],
        rides.board[rows],
        rides.alight[rows],
        rides.ride_s[rows],
        rides.headway_s[rows],
        rides.first_s[rows],
        rides.last_s[rows],
    )


def decide(
    closed: Closed,
    options: Options,
    meeting: Meeting,
    destination: Ints,
    settings: ChoiceSettings,
) -> Ints:
    """What each person does, in the order of the moments at which they decide.

    Minutes more than usual of each way to go on, from where they stand::

        other lines   rail - usual
        shuttle       bus - usual + the queue for it, as far as it is told
        wait          reopening - now

    They take the least, unless it is more than their patience. The queue is what those who decided
    before have filled: each takes ``headway / places`` of the buses' time from the first bus on.
    The penalty of a change counts on all ways. Equal ones: wait before lines before shuttle.

    Parameters
    ----------
    destination
        Station of each person of the meeting.

    Examples
    --------
    >>> from sim.hub.disruption.examples import small_closure
    >>> from sim.hub.disruption.meeting import meets_closure
    >>> closed, day, destination = small_closure()
    >>> meeting, options = meets_closure(closed, day), options_of(closed, WaySettings())
    >>> decide(closed, options, meeting, destination[meeting.rider], ChoiceSettings()).tolist()
    [3, 1]
    """
    here, there = meeting.station, destination
    same = here == there
    usual = np.where(same, 0.0, options.usual.choice_s[here, there])
    rail = np.where(same, 0.0, options.rail.choice_s[here, there]) - usual
    bus = np.where(same, 0.0, options.bus.choice_s[here, there]) - usual
    wait = np.maximum(closed.until_s - meeting.time_s, 0.0)
    group = np.where(same, -1, options.first_bus_group[here, there])
    first_s = closed.from_s + closed.shuttle.first_after_s
    each_s = 1.0 / closed.shuttle.places_per_s
    clear_s: dict[int, float] = {}
    chosen = np.zeros(len(meeting), dtype=np.int64)
    for row in np.lexsort((meeting.rider, meeting.time_s)).tolist():
        now_s, own = float(meeting.time_s[row]), int(group[row])
        queue_s = max(0.0, clear_s.get(own, first_s) - now_s) if own >= 0 else 0.0
        least = float(wait[row])
        what = WAITS
        if rail[row] < least:
            least, what = float(rail[row]), REROUTES
        if own >= 0 and bus[row] + queue_s < least:
            least, what = float(bus[row]) + queue_s, RIDES_SHUTTLE
        if least > settings.patience_s:
            what = GIVES_UP
        if what == RIDES_SHUTTLE:
            clear_s[own] = max(clear_s.get(own, first_s), now_s) + each_s
        chosen[row] = what
    return chosen
