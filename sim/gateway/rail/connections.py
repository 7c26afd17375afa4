"""Earliest arrivals by train from every departure, with not more than one change of trains.

For a departure ``i`` from station ``o`` and a station ``d``, the earliest arrival is the least of

- the arrival of the same train at ``d``, and
- over its later calls ``j`` at stations ``s``: the earliest arrival at ``d`` of any train that
  leaves ``s`` not before ``arrival(j) + change``.

The timetable repeats every day, so an evening train may be changed for one of the next morning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.gateway.rail.departures import Departures, departures
from sim.gateway.rail.train_calls import RailCalls, rail_calls
from sim.network.model import Network, StopId

__all__ = ["DIRECT", "NEVER_S", "Connections", "change_s", "connections"]

Ints = npt.NDArray[np.int64]

DIRECT: Final = -1
"""What stands for the station of change where there is none."""

_DAY_S = 86_400

NEVER_S: Final = int(np.iinfo(np.int32).max // 2)
"""Arrival where no train goes: later than any other."""


@dataclass(frozen=True)
class Connections:
    """Earliest arrivals [call, station] and the station of change (or `DIRECT`).

    Seconds count as the departures of `calls` do; ``arrival_s`` is `NEVER_S` where no train goes.
    """

    calls: RailCalls
    arrival_s: npt.NDArray[np.int32]
    via: npt.NDArray[np.int16]

    def between(
        self,
        from_ids: tuple[StopId, ...],
        to_ids: tuple[StopId, ...],
        *,
        direct_only: bool = False,
        as_timetabled: bool = False,
        days: int = 3,
    ) -> Departures:
        """Departures from any of some stations to any of others, each labelled; see `ends_of`.

        With `as_timetabled` trains to which a scenario added calls do not count as the first train
        of a ride. `days` is that of `departures`.
        """
        rows = np.flatnonzero(np.isin(self.calls.stop, self.calls.rows_of(from_ids)))
        if as_timetabled:
            rows = rows[~self.calls.assumed[self.calls.run[rows]]]
        columns = self.calls.rows_of(to_ids)
        found = self.arrival_s[np.ix_(rows, columns)].astype(np.int64)
        if direct_only:
            found[self.via[np.ix_(rows, columns)] != DIRECT] = NEVER_S
        there = found < NEVER_S
        call, place = np.nonzero(there)
        return departures(
            self.calls.departure_s[rows[call]],
            found[there],
            rows[call] * len(self.calls.stop_ids) + columns[place],
            days=days,
        )

    def ends_of(self, label: int) -> tuple[StopId, StopId, StopId | None]:
        """Station of departure, of arrival and of change (``None``: direct) of a labelled ride."""
        call, station = divmod(label, len(self.calls.stop_ids))
        via = int(self.via[call, station])
        return (
            self.calls.stop_ids[int(self.calls.stop[call])],
            self.calls.stop_ids[station],
            None if via == DIRECT else self.calls.stop_ids[via],
        )


def change_s(network: Network) -> int:
    """Seconds a change of trains takes at least: leaving one and boarding another, as data say.

    ``max over railway modes of alighting_s + boarding_slack_s`` of ``modes.yaml``, which is the
    rule of the router too. No train: 0.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import hub_town
    >>> change_s(hub_town())
    1140
    """
    modes = {network.stops[stop_id].mode_id for stop_id in rail_calls(network).stop_ids}
    times = [network.modes[m].alighting_s + network.modes[m].boarding_slack_s for m in modes]
    return max(times, default=0)


def connections(network: Network, *, min_change_s: int | None = None) -> Connections:
    """Earliest arrival at every station from every departure, directly or with one change.

    Parameters
    ----------
    min_change_s
        Shortest time between arrival and the next departure at the station of change; by default
        that of `change_s`. Changes are made at one station; ways between the stations of a city
        are not taken.

    Examples
    --------
    From H at 07:00 or 08:00 to X, and on at 09:10 to Z at 09:40.

    >>> from sim.gateway.circle.small_province import hub_town
    >>> found = connections(hub_town())
    >>> rides = found.between(("H",), ("Z",), days=1)
    >>> (rides.departure_s // 60).tolist(), (rides.arrival_s // 60).tolist()
    ([420, 480], [580, 580])
    >>> found.ends_of(int(rides.label[1]))
    ('H', 'Z', 'X')
    """
    change = change_s(network) if min_change_s is None else min_change_s
    key = (connections, change)
    known = network.derived.get(key)
    if not isinstance(known, Connections):
        calls = rail_calls(network)
        known = network.derived[key] = Connections(calls, *_searched(calls, change))
    return known


def _searched(calls: RailCalls, change: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int16]]:
    direct = _direct_arrivals(calls)
    best, via = direct.copy(), np.full(direct.shape, DIRECT, dtype=np.int16)
    board = _Boardings.of(calls, direct)
    offset = 1
    while True:
        here = np.flatnonzero(calls.run[:-offset] == calls.run[offset:])
        if not len(here):
            return best, via
        there = here + offset
        onward = board.arrivals(calls.stop[there], calls.arrival_s[there] + change)
        better = onward < best[here]
        via_here = np.broadcast_to(calls.stop[there, None].astype(np.int16), better.shape)
        best[here] = np.where(better, onward, best[here])
        via[here] = np.where(better, via_here, via[here])
        offset += 1


def _direct_arrivals(calls: RailCalls) -> npt.NDArray[np.int32]:
    found = np.full((len(calls.run), len(calls.stop_ids)), NEVER_S, dtype=np.int32)
    offset = 1
    while True:
        here = np.flatnonzero(calls.run[:-offset] == calls.run[offset:])
        if not len(here):
            return found
        stop = calls.stop[here + offset]
        found[here, stop] = np.minimum(found[here, stop], calls.arrival_s[here + offset])
        offset += 1


@dataclass(frozen=True, slots=True)
class _Boardings:
    """For every boarding of two days, by station and time: the best arrivals from then on."""

    key: Ints
    stop: Ints
    best_s: npt.NDArray[np.int32]

    @classmethod
    def of(cls, calls: RailCalls, direct: npt.NDArray[np.int32]) -> _Boardings:
        days = calls.departure_s // _DAY_S * _DAY_S
        first = np.where(direct < NEVER_S, direct - days[:, None].astype(np.int32), NEVER_S)
        second = np.where(direct < NEVER_S, first + _DAY_S, NEVER_S)
        stop = np.tile(calls.stop, 2)
        leave = calls.departure_s - days
        key = stop * (4 * _DAY_S) + np.concatenate([leave, leave + _DAY_S])
        order = np.argsort(key, kind="stable")
        best = np.concatenate([first, second]).astype(np.int32)[order]
        stop = stop[order]
        for place in np.unique(stop):
            rows = slice(*np.searchsorted(stop, [place, place + 1]))
            best[rows] = np.minimum.accumulate(best[rows][::-1], axis=0)[::-1]
        return cls(key[order], stop, best)

    def arrivals(self, stop: Ints, ready_s: Ints) -> npt.NDArray[np.int32]:
        """Best arrivals [moment, station] of who is ready at a station from a moment on."""
        whole = ready_s // _DAY_S * _DAY_S
        row = np.searchsorted(self.key, stop * (4 * _DAY_S) + ready_s - whole, side="left")
        row = np.minimum(row, len(self.key) - 1)
        found = self.best_s[row]
        found = np.where(found < NEVER_S, found + whole[:, None].astype(np.int32), NEVER_S)
        return np.where((self.stop[row] == stop)[:, None], found, NEVER_S).astype(np.int32)
