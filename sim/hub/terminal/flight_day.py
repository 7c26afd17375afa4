"""The modelled list of flights of a day: known routes abroad, the rest of the movements at home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sim.errors import DataError
from sim.hub.flow.draws import keys, uniforms
from sim.hub.flow.whole_people import largest_remainder
from sim.hub.terminal.flights import DAY_START_S, Flights, filled

__all__ = ["AircraftShare", "Bank", "FlightRoute", "modelled_flights"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_SLOT_S = 300
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class FlightRoute:
    """One destination: flights a week each way, and how far it is (NaN: not known)."""

    other_end: str
    international: bool
    weekly_frequency: float
    distance_km: float


@dataclass(frozen=True, slots=True)
class AircraftShare:
    """Seats of a class of aircraft and its share of the flights from a distance on."""

    international: bool
    from_km: float
    seats: int
    share: float
    load_factor: float


@dataclass(frozen=True, slots=True)
class Bank:
    """Share of the day's departures and arrivals by clock hour, 24 each."""

    departures: tuple[float, ...]
    arrivals: tuple[float, ...]


def modelled_flights(
    routes: Sequence[FlightRoute],
    aircraft: Sequence[AircraftShare],
    bank: Bank,
    *,
    movements: int,
    passengers: int,
) -> Flights:
    """Flights of a day, with their passengers: exactly so many movements and so many people.

    Half of the movements depart. Flights abroad of a route are its weekly frequency over 7; which
    routes fly on the day is settled by largest remainder, so the sum is right to a flight. All
    other movements are domestic, spread over the domestic routes alike (without one, their other
    end is not known). Each hour has its share by the bank; flights are spread evenly within it, on
    whole five minutes, those abroad evenly through the day. Seats follow the shares of the
    aircraft. Half of the passengers depart (of an odd number one more).

    Nothing is drawn except the order of the routes, by the hash of their names: the list is the
    same whenever it is made.

    Raises
    ------
    DataError
        If there are more flights abroad than movements, or an hour's share is negative.

    Examples
    --------
    >>> bank = Bank((0.0,) * 8 + (1.0,) + (0.0,) * 15, (0.0,) * 9 + (1.0,) + (0.0,) * 14)
    >>> plane = AircraftShare(False, 0.0, 100, 1.0, 0.8)
    >>> found = modelled_flights((), (plane,), bank, movements=4, passengers=301)
    >>> found.flight_id, found.passengers.tolist(), found.time_s.tolist()
    (('D0001', 'D0002', 'A0001', 'A0002'), [76, 75, 75, 75], [29700.0, 31500.0, 33300.0, 35100.0])
    """
    departing = movements - movements // 2
    parts = [
        _direction(routes, aircraft, bank.departures, departing, departs=True),
        _direction(routes, aircraft, bank.arrivals, movements // 2, departs=False),
    ]
    flights = _joined(parts)
    return filled(flights, passengers - passengers // 2, passengers // 2)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """One direction of the day."""

    departs: bool
    time_s: Floats
    international: Flags
    other_end: list[str]
    distance_km: Floats
    seats: Ints
    load_factor: Floats


def _direction(
    routes: Sequence[FlightRoute],
    aircraft: Sequence[AircraftShare],
    shares: tuple[float, ...],
    flights: int,
    *,
    departs: bool,
) -> _Part:
    abroad = _flights_abroad([one for one in routes if one.international])
    if len(abroad) > flights:
        raise DataError(
            f"{len(abroad)} flights abroad a day each way, but only {flights} movements each way; "
            "check the weekly frequencies or the movements"
        )
    home = sorted((one for one in routes if not one.international), key=lambda one: one.other_end)
    time_s = _times(shares, flights)
    place = _spread(len(abroad), flights)
    ends, far = [""] * flights, np.full(flights, np.nan)
    international = np.zeros(flights, dtype=np.bool_)
    international[place] = True
    for row, route in zip(place.tolist(), abroad, strict=True):
        ends[row], far[row] = route.other_end, route.distance_km
    for number, row in enumerate(np.flatnonzero(~international).tolist() if home else ()):
        route = home[number % len(home)]
        ends[row], far[row] = route.other_end, route.distance_km
    seats, load_factor = _seats(aircraft, international, far)
    return _Part(departs, time_s, international, ends, far, seats, load_factor)


def _flights_abroad(routes: list[FlightRoute]) -> list[FlightRoute]:
    """Flights of a day, mixed by the hash of their names so that a route's own lie apart."""
    if not routes:
        return []
    each = np.array([one.weekly_frequency for one in routes]) / 7.0
    counts = largest_remainder(each, round(float(each.sum())))
    found = [
        (route, number)
        for route, count in zip(routes, counts.tolist(), strict=True)
        for number in range(count)
    ]
    names = [f"{route.other_end}/{number}" for route, number in found]
    if not names:
        return []
    order = np.argsort(uniforms(0, 0, "routes", keys(names)), kind="stable")
    return [found[place][0] for place in order.tolist()]


def _times(shares: tuple[float, ...], flights: int) -> Floats:
    """Times of the flights: each hour's number by largest remainder, evenly within it."""
    counts = largest_remainder(shares, flights)
    hours = [(hour + 4) % 24 for hour in range(24)]
    found: list[float] = []
    for hour in hours:
        start = (hour * 3600 - DAY_START_S) % _DAY_S + DAY_START_S
        count = int(counts[hour])
        within = (np.arange(count) + 0.5) * 3600.0 / max(count, 1)
        found += (start + np.floor(within / _SLOT_S) * _SLOT_S).tolist()
    return np.asarray(found, dtype=np.float64)


def _spread(few: int, many: int) -> Ints:
    """`few` positions spread evenly over `many`."""
    return ((np.arange(few) + 0.5) * many / max(few, 1)).astype(np.int64)


def _seats(
    aircraft: Sequence[AircraftShare], international: Flags, distance_km: Floats
) -> tuple[Ints, Floats]:
    """Seats and load factor of each flight: the largest `from_km` within reach counts."""
    seats, load = np.zeros(len(international), np.int64), np.zeros(len(international))
    far = np.nan_to_num(distance_km)
    for abroad in (False, True):
        kinds = [one for one in aircraft if one.international == abroad]
        steps = sorted({one.from_km for one in kinds})
        for start, end in pairwise([*steps, np.inf]):
            rows = np.flatnonzero((international == abroad) & (far >= start) & (far < end))
            classes = sorted(
                (one for one in kinds if one.from_km == start), key=lambda one: one.seats
            )
            counts = largest_remainder([one.share for one in classes], len(rows))
            which = np.repeat(np.arange(len(classes)), counts)
            # mixed, so that the large aircraft do not all fly in the evening
            mixed = which[np.argsort(uniforms(0, 0, "aircraft", np.arange(len(rows))))]
            seats[rows] = np.array([one.seats for one in classes], np.int64)[mixed]
            load[rows] = np.array([one.load_factor for one in classes])[mixed]
    return seats, load


def _joined(parts: list[_Part]) -> Flights:
    """Both directions in the order of time."""
    time_s = np.concatenate([part.time_s for part in parts])
    order = np.argsort(time_s, kind="stable")
    names = [
        f"{'D' if part.departs else 'A'}{number + 1:04d}"
        for part in parts
        for number in range(len(part.time_s))
    ]
    ends = [end for part in parts for end in part.other_end]
    departs = np.concatenate([np.full(len(part.time_s), part.departs) for part in parts])
    return Flights(
        tuple(names[row] for row in order),
        departs[order],
        np.concatenate([part.international for part in parts])[order],
        time_s[order],
        np.concatenate([part.seats for part in parts])[order],
        np.concatenate([part.load_factor for part in parts])[order],
        np.zeros(len(order), dtype=np.int64),
        tuple(ends[row] for row in order),
        np.full(len(order), -1, dtype=np.int64),
    )
