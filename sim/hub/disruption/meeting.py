"""Who meets a closure, and where and when they have to decide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hub.disruption.closing import Closed
from sim.hub.metro.day import MetroDay

__all__ = ["AS_PLANNED", "NOT_BOARDED", "Meeting", "meets_closure", "uses_closed"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

AS_PLANNED, NOT_BOARDED = -1, -2
"""Instead of a position to get off at: no leg is cut; or the one ridden is taken back whole."""


@dataclass(frozen=True, eq=False)
class Meeting:
    """People whose journey meets the closure, one row each, by rider.

    They keep their first ``legs_kept`` legs, the last of them as far as position ``alight`` of its
    group (`AS_PLANNED`: not cut), and stand at ``station`` from ``time_s`` on. Who is on the way to
    a closed terminus, past the last open stop, rides back to that: they count as never having
    boarded (`NOT_BOARDED`) and stand there when the train is back.
    """

    rider: Ints
    legs_kept: Ints
    alight: Ints
    station: Ints
    time_s: Floats

    def __len__(self) -> int:
        """Return the number of people."""
        return len(self.rider)


def meets_closure(closed: Closed, day: MetroDay) -> Meeting:
    """Whoever would ride over, get off at or board at what is closed while it is closed.

    Everybody hears of it when it begins. Who comes later decides where they come in; who waits or
    is on another line then, on that platform or at the next change; who is on a train that leads
    there, at the last open stop before it (or, boarded right before a closed station, at the next
    one after). The moments are those of the day without the closure: up to its beginning both days
    are the same.

    Parameters
    ----------
    day
        The day without it. Services beyond its own (the shuttle) are not met.

    Examples
    --------
    >>> from sim.hub.disruption.examples import small_closure
    >>> closed, day, _ = small_closure()
    >>> found = meets_closure(closed, day)
    >>> found.station.tolist(), found.legs_kept.tolist()  # one decides at B, one at A
    ([1, 0], [1, 0])
    """
    leg, at, time_s = _blocked(closed, day, (closed.from_s, closed.until_s))
    rider, once = np.unique(day.riders.rider_of_leg[leg], return_index=True)
    leg, at, time_s = leg[once], at[once], time_s[once]
    begin = day.riders.first_leg[rider]
    aboard = day.board_s[leg] < closed.from_s
    boarded = np.concatenate([[0], np.cumsum(day.board_s < closed.from_s)])
    decides = np.minimum(begin + boarded[day.riders.first_leg[rider + 1]] - boarded[begin], leg)
    back = aboard & (at <= NOT_BOARDED)
    position = np.where(aboard, np.where(back, NOT_BOARDED - at, at), day.riders.board[decides])
    group = day.riders.group[np.where(aboard, leg, decides)]
    station = _stations(closed)[group, position]
    here_s = np.where(aboard, time_s, day.arrive_s[decides])
    return Meeting(
        rider=rider.astype(np.int64),
        legs_kept=np.where(aboard & ~back, leg + 1, decides) - begin,
        alight=np.where(aboard, np.maximum(at, NOT_BOARDED), AS_PLANNED).astype(np.int64),
        station=station,
        time_s=np.maximum(here_s, closed.from_s),
    )


def uses_closed(closed: Closed, day: MetroDay) -> Bools:
    """Whose journey leads over what is closed, gets off or boards there, at any time of the day.

    Parameters
    ----------
    day
        The day without the closure.

    Examples
    --------
    >>> from sim.hub.disruption.examples import small_closure
    >>> uses_closed(*small_closure()[:2]).tolist()
    [True, True]
    """
    leg, _, _ = _blocked(closed, day, (-np.inf, np.inf))
    found = np.zeros(len(day.riders), dtype=np.bool_)
    found[day.riders.rider_of_leg[leg]] = True
    return found


def _stations(closed: Closed) -> Ints:
    """Station of each position of each group."""
    stops = closed.lines.group_stops
    table = np.full((len(stops), max(len(one) for one in stops)), -1, dtype=np.int64)
    for group, own in enumerate(stops):
        table[group, : len(own)] = own
    return table


def _blocked(
    closed: Closed, day: MetroDay, window_s: tuple[float, float]
) -> tuple[Ints, Ints, Floats]:
    """Legs that meet the closure, where whoever is aboard gets off, when; by leg, then by time.

    The place is a position of the group; `NOT_BOARDED` less the position: they ride back to it.
    """
    found: list[tuple[Ints, Ints, Floats]] = []
    pattern, departs_s = _pattern_of_leg(day), _departures_s(day)
    for one in closed.trains:
        for group, start, end in one.hops:
            own = np.flatnonzero(
                (day.riders.group == group)
                & (day.riders.board <= start)
                & (day.riders.alight >= end)
                & (pattern >= 0)
            )
            hop = (group, start, end)
            found += _over_hop(closed, day, (own, pattern[own], departs_s), hop, window_s)
        for group, place in one.stops:
            own = np.flatnonzero((day.riders.group == group) & (pattern >= 0))
            legs = (own, pattern[own], departs_s)
            found += _at_stop(closed, day, legs, (group, place), window_s)
    if not found:
        none = np.zeros(0, dtype=np.int64)
        return none, none, np.zeros(0)
    leg, at, time_s = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((time_s, leg))
    return leg[order], at[order], time_s[order]


def _pattern_of_leg(day: MetroDay) -> Ints:
    """Pattern of the train that each leg boarded; -1: never boarded."""
    pattern = np.full(int(day.runs["run"].max()) + 2 if len(day.runs) else 1, -1, dtype=np.int64)
    pattern[day.runs["run"].to_numpy()] = day.runs["pattern"].to_numpy()
    return np.where(np.isnan(day.board_s), -1, pattern[day.run])


def _departures_s(day: MetroDay) -> Floats:
    """When each train [run] left each position of its group; NaN where it did not call."""
    run, position = (day.calls[name].to_numpy(np.int64) for name in ("run", "position"))
    shape = (int(run.max(initial=-1)) + 2, max(len(one.stop_ids) for one in day.services))
    found = np.full(shape, np.nan)
    found[run, position] = day.calls["depart_s"].to_numpy(np.float64)
    return found


def _over_hop(
    closed: Closed,
    day: MetroDay,
    legs: tuple[Ints, Ints, Floats],
    hop: tuple[int, int, int],
    window_s: tuple[float, float],
) -> list[tuple[Ints, Ints, Floats]]:
    """Legs over a closed hop, by the pattern of their train; they get off where it begins."""
    (leg, pattern, departs_s), (group, start, end) = legs, hop
    found = []
    for number, one in enumerate(closed.services[group].patterns):
        if (start, end) not in zip(one.stops[:-1], one.stops[1:], strict=True):
            continue
        own = leg[pattern == number]
        time_s = departs_s[day.run[own], start]
        met = (time_s >= window_s[0]) & (time_s < window_s[1])
        found.append((own[met], np.full(int(met.sum()), start, dtype=np.int64), time_s[met]))
    return found


def _at_stop(
    closed: Closed,
    day: MetroDay,
    legs: tuple[Ints, Ints, Floats],
    stop: tuple[int, int],
    window_s: tuple[float, float],
) -> list[tuple[Ints, Ints, Floats]]:
    """Legs that end or begin at a closed stop."""
    (leg, pattern, departs_s), (group, place) = legs, stop
    found = []
    for number, one in enumerate(closed.services[group].patterns):
        if place not in one.stops:
            continue
        at = one.stops.index(place)
        own = leg[pattern == number]
        ends = own[day.riders.alight[own] == place]
        ends = ends[(day.alight_s[ends] >= window_s[0]) & (day.alight_s[ends] < window_s[1])]
        if at and len(ends):
            found.append(_next_to(day, ends, one.stops[at - 1 : at + 2], departs_s, window_s[0]))
        begins = own[day.riders.board[own] == place]
        left_s = day.board_s[begins]
        met = (left_s >= window_s[0]) & (day.arrive_s[begins] < window_s[1])
        found.append((begins[met], np.full(int(met.sum()), place, dtype=np.int64), left_s[met]))
    return found


def _next_to(
    day: MetroDay, leg: Ints, stops: tuple[int, ...], departs_s: Floats, from_s: float
) -> tuple[Ints, Ints, Floats]:
    """Where those get off whose leg ends at the closed one of the stops before, at and after it.

    At the stop before; who boarded there, or has left it when it closes, at the one after; where
    there is none they ride back to the stop before, which takes as long as the way there did.
    """
    left_s, time_s = departs_s[day.run[leg], stops[0]], day.alight_s[leg]
    passed = (day.riders.board[leg] >= stops[0]) | (left_s <= from_s)
    if len(stops) > 2:
        return leg, np.where(passed, stops[2], stops[0]).astype(np.int64), time_s
    at = np.where(passed, NOT_BOARDED - stops[0], stops[0]).astype(np.int64)
    return leg, at, np.where(passed, 2 * time_s - left_s, time_s)
