"""The runway as a queue: first come, first served, so many movements an hour, closed at times."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.errors import DataError
from sim.hub.terminal.flights import Flights

__all__ = ["RunwayClosure", "delays_s", "runway_times_s"]

Floats = npt.NDArray[np.float64]

_HOUR_S = 3600.0
_TURN_S = 40 * 60.0


@dataclass(frozen=True, slots=True)
class RunwayClosure:
    """From when until when, and the movements an hour that are left meanwhile (0: none)."""

    from_s: float
    until_s: float
    left_per_h: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not self.from_s < self.until_s or not self.left_per_h >= 0:
            raise DataError(
                f"a runway cannot be closed from {self.from_s:g} s until {self.until_s:g} s with "
                f"{self.left_per_h:g} movements an hour left; let it end after it begins"
            )


def runway_times_s(
    flights: Flights, per_h: float, closures: Sequence[RunwayClosure] = ()
) -> Floats:
    """When each flight has the runway: never before its time, in the order of being ready.

    A movement holds the runway for ``3600 / per_h`` seconds, during a closure with movements left
    for ``3600 / left_per_h``; while nothing is left nobody begins. An aircraft that comes late
    leaves late: a departure with a known landing is ready 40 min after it, or as long after it as
    planned where that is shorter. Nothing is cancelled.

    Raises
    ------
    DataError
        If there are no movements an hour.

    Examples
    --------
    Thirty an hour: 2 min each. Closed until 10:05, the departure of 10:00 goes then.

    >>> from sim.hub.terminal.examples import two_flights
    >>> runway_times_s(two_flights(), 30.0, [RunwayClosure(32_000, 36_300)]).tolist()
    [36300.0, 38700.0]
    """
    if not per_h > 0:
        raise DataError(f"a runway takes {per_h:g} movements an hour; give more than 0")
    planned = flights.time_s
    turn_s = _turns_s(flights)
    after: dict[int, list[int]] = {}
    for row in np.flatnonzero(flights.turns_from >= 0).tolist():
        after.setdefault(int(flights.turns_from[row]), []).append(row)
    ready = [(float(planned[row]), row) for row in range(len(flights)) if math.isnan(turn_s[row])]
    heapq.heapify(ready)
    found = np.empty(len(flights))
    free_s = -math.inf
    while ready:
        ready_s, row = heapq.heappop(ready)
        begin_s = _opening_s(max(ready_s, free_s), closures)
        found[row] = begin_s
        free_s = begin_s + _HOUR_S / _rate(begin_s, per_h, closures)
        for leaving in after.get(row, ()):
            heapq.heappush(ready, (max(planned[leaving], begin_s + turn_s[leaving]), leaving))
    return found


def delays_s(flights: Flights, per_h: float, closures: Sequence[RunwayClosure]) -> Floats:
    """How much later each flight has the runway for the closures: with them less without.

    Examples
    --------
    >>> from sim.hub.terminal.examples import two_flights
    >>> delays_s(two_flights(), 30.0, [RunwayClosure(32_000, 36_300)]).tolist()
    [3900.0, 2700.0]
    """
    late: Floats = runway_times_s(flights, per_h, closures) - runway_times_s(flights, per_h)
    return late


def _turns_s(flights: Flights) -> Floats:
    """Time between a landing and the departure of the same aircraft at least; NaN: not known."""
    found = np.full(len(flights), np.nan)
    rows = np.flatnonzero(flights.turns_from >= 0)
    planned = flights.time_s[rows] - flights.time_s[flights.turns_from[rows]]
    found[rows] = np.minimum(planned, _TURN_S)
    return found


def _opening_s(time_s: float, closures: Sequence[RunwayClosure]) -> float:
    """The time itself, or when the runway opens again."""
    for one in sorted(closures, key=lambda closure: closure.from_s):
        if one.left_per_h == 0 and one.from_s <= time_s < one.until_s:
            time_s = one.until_s
    return time_s


def _rate(time_s: float, per_h: float, closures: Sequence[RunwayClosure]) -> float:
    left = [one.left_per_h for one in closures if one.from_s <= time_s < one.until_s]
    return min([per_h, *(one for one in left if one > 0)])
