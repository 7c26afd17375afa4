"""The benchmark's rules as plain searches, one per origin and departure; nothing is shared.

Read beside ``../shared/bench/README.md``. Two labels per stop: when a vehicle sets the traveller
down there, and when the traveller stands there after exactly one walk, ready to board.

* Timetables: a connection scan. Every hop of every trip, in order of departure; a hop is ridden by
  who is on the trip already or who has been ready for the boarding slack.
* Headways in expectation: the stop that is ready first comes next (Dijkstra without a heap). Who is
  ready (slack included) at ``t`` leaves position ``k`` at ``D_k(t)``, the smallest
  ``t' + ceil(headway / 2)`` of all whole seconds ``t' >= t`` inside a band as it passes ``k``.

Neither knows routes, patterns or rounds. With ``max_rides`` each label is kept per number of rides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numba import njit
from plain_gtfs import Day
from plain_streets import Graph, snap, walks

__all__ = ["Town", "Walks", "expected_matrix", "latest_departures", "matrix", "percentiles", "town"]

NEVER = 1 << 30
UNREACHABLE = -1


class Walks(NamedTuple):
    """Walks by where they start: those of ``i`` are ``first[i]:first[i + 1]``."""

    first: np.ndarray
    target: np.ndarray
    time_s: np.ndarray


class Hops(NamedTuple):
    """One row per hop of a trip from a call to the next, in the order of departure."""

    leave: np.ndarray
    reach: np.ndarray
    start: np.ndarray
    end: np.ndarray
    trip: np.ndarray
    may_board: np.ndarray
    may_alight: np.ndarray


class Calls(NamedTuple):
    """Calls of headway services; ``table`` has ``D_0`` of each trip, second by second."""

    first: np.ndarray
    stop: np.ndarray
    reach: np.ndarray
    leave: np.ndarray
    may_board: np.ndarray
    may_alight: np.ndarray
    trip: np.ndarray
    at_stop_first: np.ndarray
    at_stop: np.ndarray
    table_start_s: np.ndarray
    table_first: np.ndarray
    table: np.ndarray


class Boarding(NamedTuple):
    """Slack; how many labels a stop has, how many of them may board, what a ride adds."""

    slack_s: int
    layers: int
    boardable: int
    gain: int


class Labels(NamedTuple):
    """First hop ridden [rides, trip]; set down and ready to board [rides, stop]."""

    aboard: np.ndarray
    arrived: np.ndarray
    ready: np.ndarray


@dataclass(frozen=True)
class Town:
    """A timetable with all its walks; ``direct_s`` [origin, destination], `NEVER` where none."""

    day: Day
    access: Walks
    transfers: Walks
    egress: Walks
    direct_s: np.ndarray


def town(
    day: Day,
    graph: Graph,
    origins: pd.DataFrame,
    destinations: pd.DataFrame,
    *,
    access_m: float = 2000.0,
    egress_m: float = 2000.0,
    transfer_m: float = 1000.0,
    max_time_s: int = 7200,
    walk_kmh: float = 3.6,
) -> Town:
    """Rules 2 to 5: every walk, from tables of places with columns id, lon, lat."""
    speed = walk_kmh / 3.6
    stops, froms, tos = (snap(graph, places) for places in (day.stops, origins, destinations))
    access = walks(graph, froms, stops, limit_s=access_m / speed, m_per_s=speed)
    transfers = walks(graph, stops, stops, limit_s=transfer_m / speed, m_per_s=speed)
    egress = walks(graph, tos, stops, limit_s=egress_m / speed, m_per_s=speed)
    egress = egress.rename(columns={"source": "target", "target": "source"})
    direct = walks(graph, froms, tos, limit_s=max_time_s, m_per_s=speed)
    direct_s = np.full((len(origins), len(destinations)), NEVER, np.int32)
    direct_s[direct.source, direct.target] = direct.time_s
    return Town(
        day,
        by_start(access, len(origins)),
        by_start(transfers, len(day.stops)),
        by_start(egress, len(day.stops)),
        direct_s,
    )


def by_start(table: pd.DataFrame, count: int) -> Walks:
    """Group walks (source, target, time_s) by where they start."""
    rows = table.sort_values(["source", "target"])
    first = np.searchsorted(rows.source, np.arange(count + 1)).astype(np.int64)
    return Walks(first, rows.target.to_numpy(np.int64), rows.time_s.to_numpy(np.int64))


def matrix(
    place: Town,
    departures_s: list[int],
    *,
    boarding_slack_s: int = 60,
    max_time_s: int = 7200,
    max_rides: int | None = None,
) -> np.ndarray:
    """Travel seconds [origin, departure, destination] on trips; -1 is unreachable."""
    hops, rule = _hops(place.day), _boarding(boarding_slack_s, max_rides)

    def search(labels: Labels, departure_s: int) -> None:
        span = np.searchsorted(hops.leave, [departure_s, departure_s + max_time_s + 1])
        _scan(hops, (int(span[0]), int(span[1])), place.transfers, rule, labels)

    return _every(place, departures_s, search, layers=rule.layers, max_time_s=max_time_s)


def expected_matrix(
    place: Town,
    departures_s: list[int],
    *,
    boarding_slack_s: int = 60,
    max_time_s: int = 7200,
    max_rides: int | None = None,
) -> np.ndarray:
    """Travel seconds [origin, departure, destination] on headway services, in expectation."""
    day = place.day
    if day.runs.any() or day.frequencies.exact.any():
        raise ValueError("only for days on which everything runs by headways")
    calls, rule = _calls(day), _boarding(boarding_slack_s, max_rides)

    def search(labels: Labels, departure_s: int) -> None:
        _settle(calls, departure_s + max_time_s, place.transfers, rule, labels)

    return _every(place, departures_s, search, layers=rule.layers, max_time_s=max_time_s)


def latest_departures(
    place: Town, deadlines_s: list[int], *, boarding_slack_s: int = 60, max_time_s: int = 7200
) -> np.ndarray:
    """Arrive-by: the last whole second to leave [origin, deadline, destination], -1 if none.

    By its definition: of all seconds within ``max_time_s`` before the deadline, the last one from
    which the earliest arrival is not after the deadline. Every one of those seconds is searched.
    """
    seconds = np.arange(max(0, min(deadlines_s) - max_time_s), max(deadlines_s) + 1)
    times_s = matrix(
        place, seconds.tolist(), boarding_slack_s=boarding_slack_s, max_time_s=max_time_s
    )
    arrivals_s = np.where(times_s == UNREACHABLE, NEVER, times_s + seconds[:, np.newaxis])
    latest = np.full((len(times_s), len(deadlines_s), times_s.shape[2]), UNREACHABLE, np.int32)
    for number, deadline_s in enumerate(deadlines_s):
        early = (deadline_s - max_time_s <= seconds) & (seconds <= deadline_s)
        in_time = (arrivals_s <= deadline_s) & early[:, np.newaxis]
        latest[:, number] = np.where(in_time, seconds[:, np.newaxis], UNREACHABLE).max(axis=1)
    return latest


def percentiles(times_s: np.ndarray, wanted: list[int]) -> np.ndarray:
    """Rule 10, [origin, destination, percentile] of [origin, departure, destination]."""
    ordered = np.sort(np.where(times_s == UNREACHABLE, NEVER, times_s), axis=1)
    count = times_s.shape[1]
    ranks = [-(-p * count // 100) - 1 for p in wanted]
    chosen = np.moveaxis(ordered[:, ranks], 1, 2)
    return np.where(chosen == NEVER, UNREACHABLE, chosen)


def _every(
    place: Town,
    departures_s: list[int],
    search: Callable[[Labels, int], None],
    *,
    layers: int,
    max_time_s: int,
) -> np.ndarray:
    """One search per origin and departure, each from nothing."""
    n_origins, n_destinations = place.direct_s.shape
    n_stops, n_trips = len(place.day.stops), len(place.day.trip_ids)
    times_s = np.empty((n_origins, len(departures_s), n_destinations), np.int32)
    for origin in range(n_origins):
        here = slice(place.access.first[origin], place.access.first[origin + 1])
        for number, departure_s in enumerate(departures_s):
            labels = Labels(
                aboard=np.full((layers, n_trips), NEVER, np.int64),
                arrived=np.full((layers, n_stops), NEVER, np.int64),
                ready=np.full((layers, n_stops), NEVER, np.int64),
            )
            labels.ready[0, place.access.target[here]] = departure_s + place.access.time_s[here]
            search(labels, departure_s)
            earliest = place.direct_s[origin].astype(np.int64) + departure_s
            _leave(place.egress, labels.arrived, earliest)
            taken_s = earliest - departure_s
            times_s[origin, number] = np.where(taken_s <= max_time_s, taken_s, UNREACHABLE)
    return times_s


def _boarding(slack_s: int, max_rides: int | None) -> Boarding:
    """Without a limit the number of rides is not counted: one layer that feeds itself."""
    if max_rides is None:
        return Boarding(slack_s, layers=1, boardable=1, gain=0)
    return Boarding(slack_s, layers=max_rides + 1, boardable=max_rides, gain=1)


def _hops(day: Day) -> Hops:
    """Every hop of every trip by departure, trip and position."""
    if not day.runs.all() or len(day.frequencies):
        raise ValueError("turn the frequencies into trips first")
    last = np.zeros(len(day.stop), bool)
    last[day.first[1:] - 1] = True
    here = np.flatnonzero(~last)
    trip = np.repeat(np.arange(len(day.trip_ids)), np.diff(day.first))
    here = here[np.lexsort((here, trip[here], day.departure_s[here]))]
    return Hops(
        leave=day.departure_s[here],
        reach=day.arrival_s[here + 1],
        start=day.stop[here],
        end=day.stop[here + 1],
        trip=trip[here],
        may_board=day.may_board[here],
        may_alight=day.may_alight[here + 1],
    )


def _calls(day: Day) -> Calls:
    """The calls of headway services, by trip and by stop, with ``D_0`` of each trip."""
    starts, tables = [], []
    for trip in range(len(day.trip_ids)):
        bands = day.frequencies[day.frequencies.trip == trip]
        start_s = int(bands.start_s.min())
        leaving = np.full(int(bands.end_s.max()) - start_s, NEVER, np.int64)
        for band in bands.itertuples():
            inside = np.arange(band.start_s, band.end_s)
            half_s = (band.headway_s + 1) // 2
            leaving[inside - start_s] = np.minimum(leaving[inside - start_s], inside + half_s)
        starts.append(start_s)
        tables.append(np.minimum.accumulate(leaving[::-1])[::-1])
    at_stop = np.argsort(day.stop, kind="stable")
    return Calls(
        first=day.first,
        stop=day.stop,
        reach=day.arrival_s,
        leave=day.departure_s,
        may_board=day.may_board,
        may_alight=day.may_alight,
        trip=np.repeat(np.arange(len(day.trip_ids)), np.diff(day.first)),
        at_stop_first=np.searchsorted(day.stop[at_stop], np.arange(len(day.stops) + 1)),
        at_stop=at_stop,
        table_start_s=np.array(starts),
        table_first=np.concatenate([[0], np.cumsum([len(table) for table in tables])]),
        table=np.concatenate(tables),
    )


@njit(cache=True)
def _leave(egress, arrived, earliest):
    """Walk from wherever a vehicle sets the traveller down to the destinations."""
    for stop in range(arrived.shape[1]):
        at = arrived[:, stop].min()
        if at < NEVER:
            for w in range(egress.first[stop], egress.first[stop + 1]):
                place = egress.target[w]
                earliest[place] = min(earliest[place], at + egress.time_s[w])


@njit(cache=True)
def _walk(transfers, stop, now, ready):
    """Be ready wherever one walk leads; the first second at which that is news."""
    news = NEVER
    for w in range(transfers.first[stop], transfers.first[stop + 1]):
        at = now + transfers.time_s[w]
        if at < ready[transfers.target[w]]:
            ready[transfers.target[w]] = at
            news = min(news, at)
    return news


@njit(cache=True)
def _scan(hops, span, transfers, rule, labels):
    """Ride the hops of a span; who is on trip ``t`` with ``n`` rides got on at ``aboard[n, t]``."""
    leave, reach, start, end, trip, may_board, may_alight = hops
    aboard, arrived, ready = labels
    hop, last_hop = span
    while hop < last_hop:
        second = leave[hop]
        end_of_second = hop
        while end_of_second < last_hop and leave[end_of_second] == second:
            end_of_second += 1
        again = True
        while again:  # only where somebody got ready for this same second
            again = False
            for c in range(hop, end_of_second):
                n = rule.gain
                while n < rule.boardable + rule.gain and aboard[n, trip[c]] > c:
                    if may_board[c] and ready[n - rule.gain, start[c]] + rule.slack_s <= second:
                        aboard[n, trip[c]] = c
                    else:
                        n += 1
                if n == rule.boardable + rule.gain or not may_alight[c]:
                    continue
                if reach[c] < arrived[n, end[c]]:
                    arrived[n, end[c]] = reach[c]
                    news_s = _walk(transfers, end[c], reach[c], ready[n])
                    again |= news_s + rule.slack_s <= second
        hop = end_of_second


@njit(cache=True)
def _settle(calls, last_s, transfers, rule, labels):
    """Settle the stop that is ready first until none is left in time."""
    settled = np.zeros(labels.ready.shape, np.bool_)
    while True:
        level, here = _first_ready(settled, labels.ready)
        if level < 0 or labels.ready[level, here] > last_s:
            return
        settled[level, here] = True
        if level >= rule.boardable:
            continue
        rides = level + rule.gain
        for i in range(calls.at_stop_first[here], calls.at_stop_first[here + 1]):
            k = calls.at_stop[i]
            left = _expected_s(calls, k, labels.ready[level, here] + rule.slack_s)
            if left == NEVER:
                continue
            for m in range(k + 1, calls.first[calls.trip[k] + 1]):
                at = left + calls.reach[m] - calls.leave[k]
                if calls.may_alight[m] and at < labels.arrived[rides, calls.stop[m]]:
                    labels.arrived[rides, calls.stop[m]] = at
                    _walk(transfers, calls.stop[m], at, labels.ready[rides])


@njit(cache=True)
def _first_ready(settled, ready):
    level, here, now = -1, -1, NEVER
    for n in range(ready.shape[0]):
        for s in range(ready.shape[1]):
            if not settled[n, s] and ready[n, s] < now:
                level, here, now = n, s, ready[n, s]
    return level, here


@njit(cache=True)
def _expected_s(calls, k, ready_s):
    """``D_k(ready_s)``, `NEVER` where one may not board or no band is left."""
    trip = calls.trip[k]
    since_start = calls.leave[k] - calls.leave[calls.first[trip]]
    row = max(ready_s - since_start - calls.table_start_s[trip], 0)
    if not calls.may_board[k] or row >= calls.table_first[trip + 1] - calls.table_first[trip]:
        return NEVER
    return calls.table[calls.table_first[trip] + row] + since_start
