"""Minutes between two trains at the station of change, of journeys with one change."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.gateway.rail.connections import Connections
from sim.gateway.rail.train_calls import RailCalls
from sim.network.model import StopId

__all__ = ["change_minutes"]

_DAY_S = 86_400


def change_minutes(trains: Connections, labels: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Minutes from leaving the first train to the departure of the second, journey by journey.

    ``change = arrival at the end - ride of the second train - arrival of the first``. Of several
    second trains that arrive at the same time the quickest counts, which leaves last. 0 for direct
    rides and for labels below 0, which are of no train of the timetable.

    Parameters
    ----------
    labels
        Those of `Connections.between`.

    Examples
    --------
    At X 07:30 (the train of 07:00) or 08:40, and on at 09:10: 100 and 30 min.

    >>> from sim.gateway.rail.connections import connections
    >>> from sim.gateway.circle.small_province import hub_town
    >>> trains = connections(hub_town())
    >>> change_minutes(trains, trains.between(("H",), ("Z",), days=1).label).tolist()
    [100.0, 30.0]
    """
    rides: dict[tuple[StopId, StopId], dict[int, int]] = {}
    known: dict[int, float] = {}
    marks = np.asarray(labels, dtype=np.int64)
    for label in np.unique(marks[marks >= 0]).tolist():
        _, end, via = trains.ends_of(label)
        if via is None:
            continue
        if (via, end) not in rides:
            rides[via, end] = _quickest_s(trains.calls, via, end)
        call, station = divmod(label, len(trains.calls.stop_ids))
        arrive_s = int(trains.arrival_s[call, station])
        left_s = _arrival_s(trains.calls, call, via)
        known[label] = (arrive_s - rides[via, end][arrive_s % _DAY_S] - left_s) / 60.0
    return np.array([known.get(label, 0.0) for label in marks.tolist()], dtype=np.float64)


def _arrival_s(calls: RailCalls, call: int, stop_id: StopId) -> int:
    """When the run of a call arrives at one of its later stations, for the first time."""
    row = calls.stop_ids.index(stop_id)
    run = int(calls.run[call])
    later = call + 1
    while calls.run[later] == run and calls.stop[later] != row:
        later += 1
    return int(calls.arrival_s[later])


def _quickest_s(calls: RailCalls, start: StopId, end: StopId) -> dict[int, int]:
    """Shortest direct ride between two stations by its time of arrival, a second of the day."""
    first, last = (np.flatnonzero(calls.stop == row) for row in calls.rows_of((start, end)))
    found: dict[int, int] = {}
    for call in first.tolist():
        for there in last[calls.run[last] == calls.run[call]].tolist():
            if there > call:
                ride_s = int(calls.arrival_s[there] - calls.departure_s[call])
                clock_s = int(calls.arrival_s[there]) % _DAY_S
                found[clock_s] = min(ride_s, found.get(clock_s, ride_s))
    return found
