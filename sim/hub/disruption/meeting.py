"""Who meets a closure, and where and when they have to decide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hub.disruption.closing import Closed
from sim.hub.metro.day import MetroDay
from sim.hub.metro.services import StopPattern

__all__ = ["Meeting", "meets_closure", "uses_closed"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Meeting:
    """People whose journey meets the closure, one row each, by rider.

    They keep their first ``legs_kept`` legs, the last of them as far as position ``alight`` of its
    group (-1: as planned), and stand at ``station`` from ``time_s`` on.
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
    position = np.where(aboard, at, day.riders.board[decides])
    group = day.riders.group[np.where(aboard, leg, decides)]
    station = _stations(closed)[group, position]
    here_s = np.where(aboard, time_s, day.arrive_s[decides])
    return Meeting(
        rider=rider.astype(np.int64),
        legs_kept=np.where(aboard, leg + 1, decides) - begin,
        alight=np.where(aboard, at, -1).astype(np.int64),
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
    """Legs that meet the closure, where whoever is aboard gets off, when; by leg, then by time."""
    found: list[tuple[Ints, Ints, Floats]] = []
    pattern = _pattern_of_leg(day)
    for one in closed.trains:
        for group, start, end in one.hops:
            own = np.flatnonzero(
                (day.riders.group == group)
                & (day.riders.board <= start)
                & (day.riders.alight >= end)
                & (pattern >= 0)
            )
            found += _over_hop(closed, day, (own, pattern[own]), (group, start, end), window_s)
        for group, place in one.stops:
            own = np.flatnonzero((day.riders.group == group) & (pattern >= 0))
            found += _at_stop(closed, day, (own, pattern[own]), (group, place), window_s)
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


def _over_hop(
    closed: Closed,
    day: MetroDay,
    legs: tuple[Ints, Ints],
    hop: tuple[int, int, int],
    window_s: tuple[float, float],
) -> list[tuple[Ints, Ints, Floats]]:
    """Legs over a closed hop, by the pattern of their train; they get off where it begins."""
    (leg, pattern), (group, start, end) = legs, hop
    found = []
    for number, one in enumerate(closed.services[group].patterns):
        if (start, end) not in zip(one.stops[:-1], one.stops[1:], strict=True):
            continue
        own = leg[pattern == number]
        offset_s = _offsets_s(one, len(closed.services[group].stop_ids))
        board, alight = day.riders.board[own], day.riders.alight[own]
        share = (offset_s[start] - offset_s[board]) / (offset_s[alight] - offset_s[board])
        time_s = day.board_s[own] + share * (day.alight_s[own] - day.board_s[own])
        met = (time_s >= window_s[0]) & (time_s < window_s[1])
        found.append((own[met], np.full(int(met.sum()), start, dtype=np.int64), time_s[met]))
    return found


def _offsets_s(pattern: StopPattern, positions: int) -> Floats:
    found = np.full(positions, np.nan)
    found[list(pattern.stops)] = pattern.offsets_s()
    return found


def _at_stop(
    closed: Closed,
    day: MetroDay,
    legs: tuple[Ints, Ints],
    stop: tuple[int, int],
    window_s: tuple[float, float],
) -> list[tuple[Ints, Ints, Floats]]:
    """Legs that end or begin at a closed stop."""
    (leg, pattern), (group, place) = legs, stop
    found = []
    for number, one in enumerate(closed.services[group].patterns):
        if place not in one.stops:
            continue
        at = one.stops.index(place)
        own = leg[pattern == number]
        ends = own[day.riders.alight[own] == place]
        time_s = day.alight_s[ends]
        met = (time_s >= window_s[0]) & (time_s < window_s[1])
        before = one.stops[at - 1] if at else place
        after = one.stops[at + 1] if at + 1 < len(one.stops) else place
        off = np.where(day.riders.board[ends] < before, before, after)
        found.append((ends[met], off[met].astype(np.int64), time_s[met]))
        begins = own[day.riders.board[own] == place]
        left_s = day.board_s[begins]
        met = (left_s >= window_s[0]) & (day.arrive_s[begins] < window_s[1])
        found.append((begins[met], np.full(int(met.sum()), place, dtype=np.int64), left_s[met]))
    return found
