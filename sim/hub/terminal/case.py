"""What a terminal's day is made of: one frozen record of flights, habits and the ground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.hub.flow.places import VehicleCalls
from sim.hub.terminal.flights import Flights
from sim.hub.terminal.template import Terminal

__all__ = [
    "FLIGHT_KINDS",
    "CityTrips",
    "GroundWay",
    "Habits",
    "ServiceLevel",
    "ShowUp",
    "TerminalCase",
    "flight_kind",
]

Floats = npt.NDArray[np.float64]

FLIGHT_KINDS = ("domestic", "international")
"""Kinds of flights: passengers abroad pass the border, those of domestic flights do not."""


def flight_kind(international: bool) -> str:
    """Kind of a flight, and of the halls its passengers use.

    Examples
    --------
    >>> flight_kind(True)
    'international'
    """
    return FLIGHT_KINDS[int(international)]


@dataclass(frozen=True, slots=True, eq=False)
class ShowUp:
    """Share of the passengers who have come by so many minutes before departure, latest last."""

    minutes_before: Floats
    come_share: Floats

    def minutes(self, uniform: Floats) -> Floats:
        """Minutes before departure of each draw: the share curve read backwards, straight between.

        Examples
        --------
        >>> profile = ShowUp(np.array([120.0, 60.0]), np.array([0.0, 1.0]))
        >>> profile.minutes(np.array([0.25])).tolist()
        [105.0]
        """
        return np.asarray(np.interp(uniform, self.come_share, self.minutes_before), np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class GroundWay:
    """One way to and from the airport on the ground.

    ``arrive_s`` are the times at which its vehicles set people down (empty: everybody comes by
    themselves), ``calls`` the vehicles that take people up. ``elsewhere_share`` is its share among
    travellers of other cities.
    """

    ground_id: str
    title_zh: str
    title_en: str
    elsewhere_share: float
    arrive_s: Floats = field(default_factory=lambda: np.empty(0))
    calls: VehicleCalls | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CityTrips:
    """Trips of the demand model to and from the airport: by period (rows) and way on the ground.

    ``windows`` has the periods as (from second, until second, row). Columns are in the order of
    the ways on the ground.
    """

    windows: tuple[tuple[int, int, int], ...]
    to_airport: Floats
    from_airport: Floats

    def period(self, time_s: Floats) -> npt.NDArray[np.int64]:
        """Row of the period of each time; -1 in the hours of none.

        Examples
        --------
        >>> trips = CityTrips(((0, 3600, 0),), np.ones((1, 1)), np.ones((1, 1)))
        >>> trips.period(np.array([60.0, 7200.0, 86_460.0])).tolist()
        [0, -1, 0]
        """
        clock = np.asarray(time_s) % 86_400
        found = np.full(len(clock), -1, dtype=np.int64)
        for start, end, row in self.windows:
            found[(clock >= start) & (clock < end)] = row
        return found


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """What is asked of a process: waits between the two bounds, space of a waiting person."""

    process_id: str
    title_zh: str
    title_en: str
    standard_low_min: float
    standard_high_min: float
    space_low_m2: float
    space_high_m2: float
    quality: str
    source: str


@dataclass(frozen=True, slots=True)
class Habits:
    """Times and shares of a day: minutes unless the name says otherwise; see the table's notes.

    Pairs are for domestic and international flights.
    """

    connecting_share: float = 0.05
    minimum_connection_min: tuple[tuple[float, float], tuple[float, float]] = ((60, 90), (90, 90))
    longest_connection_min: float = 240.0
    most_connecting_share: float = 0.3
    taxi_in_min: float = 8.0
    first_out_min: float = 3.0
    out_per_min: float = 18.0
    first_bag_min: tuple[float, float] = (14.0, 18.0)
    last_bag_min: tuple[float, float] = (28.0, 40.0)
    egress_min: tuple[float, float] = (25.0, 45.0)
    walking_speed_m_s: float = 1.1
    walking_speed_cv: float = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class TerminalCase:
    """One terminal and one day: all that a replication needs besides its draws.

    ``minimum_connection_min`` of the habits is by kind of the arriving and of the departing flight.
    ``actual_s`` are the times of the flights as they really run (disturbed days), in their order;
    ``None``: as planned.
    """

    terminal: Terminal
    flights: Flights
    ground: tuple[GroundWay, ...]
    city: CityTrips
    show_up: Mapping[str, ShowUp]
    habits: Habits
    levels: Mapping[str, ServiceLevel]
    actual_s: Floats | None = None

    @property
    def times_s(self) -> Floats:
        """When the flights really leave and land."""
        return self.flights.time_s if self.actual_s is None else self.actual_s
