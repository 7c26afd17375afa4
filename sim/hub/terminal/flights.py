"""Flights of a day as a terminal sees them: when, whence or whither, how many people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hub.flow.whole_people import largest_remainder

__all__ = ["DAY_START_S", "Flights", "clock", "filled", "loads_pct"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

DAY_START_S = 4 * 3600
"""The day of a terminal runs from 04:00 to 04:00: flights after midnight end the day before."""


@dataclass(frozen=True, slots=True, eq=False)
class Flights:
    """Arrays with a row per flight, in the order of their times.

    ``departs`` tells departures from arrivals, ``time_s`` is when the doors close at the stand or,
    of an arrival, when it lands (seconds of the day, 04:00 to 28:00). ``other_end`` is the airport
    at the other end, empty where it is not known. ``turns_from`` is the row of the landing whose
    aircraft leaves with this flight, -1 where it is not known.
    """

    flight_id: tuple[str, ...]
    departs: Flags
    international: Flags
    time_s: Floats
    seats: Ints
    load_factor: Floats
    passengers: Ints
    other_end: tuple[str, ...]
    turns_from: Ints

    def __len__(self) -> int:
        """Return the number of flights."""
        return len(self.flight_id)


def filled(flights: Flights, departing: int, arriving: int) -> Flights:
    """The same flights with so many people in all, in proportion to seats x load factor.

    Each direction is rounded by largest remainder, so the sums are exact. A direction without
    flights takes nobody only.

    Raises
    ------
    DataError
        If there are passengers in a direction without flights or seats.

    Examples
    --------
    >>> from sim.hub.terminal.examples import two_flights
    >>> filled(two_flights(), departing=3, arriving=2).passengers.tolist()
    [2, 3]
    """
    weight = flights.seats * flights.load_factor
    people = np.zeros(len(flights), dtype=np.int64)
    for direction, total in ((flights.departs, departing), (~flights.departs, arriving)):
        people[direction] = largest_remainder(weight[direction], total)
    return Flights(
        flights.flight_id,
        flights.departs,
        flights.international,
        flights.time_s,
        flights.seats,
        flights.load_factor,
        people,
        flights.other_end,
        flights.turns_from,
    )


def loads_pct(flights: Flights) -> Floats:
    """People over seats of each flight, per cent; no seats: NaN.

    Examples
    --------
    >>> from sim.hub.terminal.examples import two_flights
    >>> loads_pct(filled(two_flights(), departing=3, arriving=2)).tolist()
    [50.0, 75.0]
    """
    seats = np.where(flights.seats > 0, flights.seats, np.nan)
    return np.asarray(100.0 * flights.passengers / seats, dtype=np.float64)


def clock(time_s: float) -> str:
    """Time of the day as ``"HH:MM"``; past midnight the clock begins again.

    Examples
    --------
    >>> clock(25 * 3600 + 125)
    '01:02'
    """
    minutes = int(time_s // 60) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
