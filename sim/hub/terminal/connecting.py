"""Passengers who change planes: from which flight to which, never below the shortest connection."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hub.flow.draws import keys, uniforms
from sim.hub.flow.whole_people import largest_remainder
from sim.hub.terminal.case import Habits
from sim.hub.terminal.flights import Flights

__all__ = ["Connections", "connections", "shortest_connection_s"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Connections:
    """One row per passenger who changes: the flights (rows of `Flights`) in and out."""

    flight_in: Ints
    flight_out: Ints

    def __len__(self) -> int:
        """Return the number of connecting passengers."""
        return len(self.flight_in)


def shortest_connection_s(flights: Flights, habits: Habits, flight_in: Ints, out: Ints) -> Floats:
    """Shortest connection between two flights, by their kinds.

    Examples
    --------
    >>> from sim.hub.terminal.examples import two_flights
    >>> shortest_connection_s(two_flights(), Habits(), np.array([0]), np.array([1])).tolist()
    [3600.0]
    """
    table = np.asarray(habits.minimum_connection_min, dtype=np.float64) * 60.0
    kind_in = flights.international[flight_in].astype(np.int64)
    found: Floats = table[kind_in, flights.international[out].astype(np.int64)]
    return found


def connections(flights: Flights, habits: Habits) -> Connections:
    """Who changes planes, the same in every replication.

    A share of all passengers changes; each counts twice, landing and leaving. Arriving flights give
    connecting passengers in proportion to their people; each takes a departure between the shortest
    connection and `longest_connection_min` later, with odds by its people, not back to where they
    come from, while less than `most_connecting_share` of it connects. Where no flight fits the
    passengers end here: the number of connecting passengers falls, that of all passengers does not.

    Examples
    --------
    >>> from sim.hub.terminal.examples import two_flights
    >>> from sim.hub.terminal.flights import filled
    >>> habits = Habits(connecting_share=0.4, most_connecting_share=1.0)
    >>> found = connections(filled(two_flights(), departing=3, arriving=2), habits)
    >>> found.flight_in.tolist(), found.flight_out.tolist()
    ([0], [1])
    """
    landing, leaving = np.flatnonzero(~flights.departs), np.flatnonzero(flights.departs)
    people = flights.passengers
    wanted = round(habits.connecting_share * float(people.sum()) / 2.0)
    wanted = min(wanted, int(people[landing].sum()), int(people[leaving].sum()))
    each = largest_remainder(people[landing], wanted) if wanted else np.zeros(len(landing))
    most = np.floor(habits.most_connecting_share * people).astype(np.int64)
    ends = np.array(flights.other_end)
    found_in: list[int] = []
    found_out: list[int] = []
    for row, count in zip(landing.tolist(), np.minimum(each, most[landing]).tolist(), strict=True):
        wait_s = flights.time_s[leaving] - flights.time_s[row]
        least_s = shortest_connection_s(flights, habits, np.full(len(leaving), row), leaving)
        fits = (wait_s >= least_s) & (wait_s <= least_s + habits.longest_connection_min * 60.0)
        fits &= (ends[leaving] != ends[row]) | (ends[row] == "")
        candidates = leaving[fits]
        draws = uniforms(0, 0, "connections", keys(flights.flight_id[row], np.arange(int(count))))
        for draw in draws.tolist():
            odds = np.where(most[candidates] > 0, people[candidates], 0).cumsum()
            if not len(odds) or odds[-1] == 0:
                break
            out = int(candidates[np.searchsorted(odds, draw * odds[-1], side="right")])
            most[out] -= 1
            found_in.append(row)
            found_out.append(out)
    return Connections(np.array(found_in, np.int64), np.array(found_out, np.int64))
