"""The people of a terminal's day: each with a flight, a way through it, and a time to appear."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hub.flow.draws import keys, lognormal, uniforms
from sim.hub.flow.facility import Facility, People, Vehicles
from sim.hub.terminal.case import FLIGHT_KINDS, TerminalCase, flight_kind
from sim.hub.terminal.connecting import connections
from sim.hub.terminal.ground import ByGround, set_down_s, ways_on_the_ground
from sim.hub.terminal.template import Leg

__all__ = ["ARRIVING", "CONNECTING", "DEPARTING", "Passengers", "passengers"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

DEPARTING, ARRIVING, CONNECTING = 0, 1, 2
"""What a passenger does here."""

_BAG_S = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class Passengers:
    """One row per person: what they do, their flights (-1: none), ground and way, and the day.

    `ground` is -1 of connecting passengers. `of_city`: counted by the demand model. `wanted_s` is
    when they would reach the airport, or when their aircraft is at the stand.
    """

    role: Ints
    flight_in: Ints
    flight_out: Ints
    ground: Ints
    of_city: Flags
    wanted_s: Floats
    facility: Facility
    people: People
    vehicles: Vehicles

    def __len__(self) -> int:
        """Return the number of people; who connects is one."""
        return len(self.role)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """People of one role, before they are put together."""

    role: int
    flight_in: Ints
    flight_out: Ints
    key: Ints
    wanted_s: Floats
    appear_s: Floats
    by_ground: ByGround
    way: list[tuple[str, ...]]
    way_of: Ints


def passengers(case: TerminalCase, *, seed: int, replication: int) -> Passengers:
    """Everybody of the day, from the passengers of the flights.

    - Who changes planes is the same in every replication (`sim.hub.terminal.connecting`).
    - Departing: minutes before departure from the show-up curve of the kind of flight; the way on
      the ground from the demand model (`sim.hub.terminal.ground`); who uses a vehicle comes with
      the last one that is in time. People keep to the planned departure: they do not know of a
      delay.
    - Arriving: the aircraft is at the stand `taxi_in_min` after it lands; passengers leave it one
      by one at `out_per_min`. A bag reaches the belt between the first and the last of its flight.
    - Way through the terminal by the shares of the template. Everything is drawn by the key of the
      person, flight and number in it: common random numbers.

    Examples
    --------
    >>> from sim.hub.terminal.examples import small_case
    >>> day = passengers(small_case(), seed=1, replication=0)
    >>> day.role.tolist(), day.flight_out.tolist(), day.people.appear_s[3:].tolist()
    ([0, 0, 0, 1, 1], [1, 1, 1, -1, -1], [32400.0, 32460.0])
    """
    draw = _Draws(seed, replication)
    changing = connections(case.flights, case.habits)
    parts = [
        _departing(case, changing.flight_out, draw),
        _arriving(case, changing.flight_in, draw),
        _connecting(case, changing.flight_in, changing.flight_out, draw),
    ]
    ways = list(dict.fromkeys(way for part in parts for way in part.way))
    calls = {one.ground_id: one.calls for one in case.ground if one.calls is not None}
    facility = case.terminal.facility(calls, ways)
    number = {way: place for place, way in enumerate(ways)}
    route = np.concatenate(
        [np.array([number[way] for way in part.way], np.int64)[part.way_of] for part in parts]
    )
    role = np.concatenate([np.full(len(part.key), part.role) for part in parts])
    flight_in = np.concatenate([part.flight_in for part in parts])
    flight_out = np.concatenate([part.flight_out for part in parts])
    key = np.concatenate([part.key for part in parts])
    vehicles, vehicle = _vehicles(case, facility, route, (flight_in, flight_out, key), draw)
    speed = lognormal(
        draw("speed", key), case.habits.walking_speed_m_s, case.habits.walking_speed_cv
    )
    people = People(
        np.concatenate([part.appear_s for part in parts]), route, vehicle, speed, key, role
    )
    return Passengers(
        role,
        flight_in,
        flight_out,
        np.concatenate([part.by_ground.ground for part in parts]),
        np.concatenate([part.by_ground.of_city for part in parts]),
        np.concatenate([part.wanted_s for part in parts]),
        facility,
        people,
        vehicles,
    )


@dataclass(frozen=True, slots=True)
class _Draws:
    seed: int
    replication: int

    def __call__(self, stream: str, key: Ints) -> Floats:
        """One number for each key of a stream."""
        return uniforms(self.seed, self.replication, stream, key)


def _rows(case: TerminalCase, changing: Ints, *, departs: bool) -> tuple[Ints, Ints, Ints]:
    """Flight of each person who does not change here, their number on it and their key."""
    flights = case.flights
    own = np.where(flights.departs == departs, flights.passengers, 0)
    own = own - np.bincount(changing, minlength=len(flights)) * (flights.departs == departs)
    flight = np.repeat(np.arange(len(flights)), own)
    number = np.arange(len(flight)) - np.repeat(np.cumsum(own) - own, own)
    return flight, number, _keys(case, flight, number, "out" if departs else "in")


def _keys(case: TerminalCase, flight: Ints, number: Ints, what: str) -> Ints:
    names = keys(list(case.flights.flight_id), what) if len(case.flights) else flight
    return keys(names[flight], number)


def _departing(case: TerminalCase, changing: Ints, draw: _Draws) -> _Part:
    flight, _, key = _rows(case, changing, departs=True)
    abroad = case.flights.international[flight]
    early = draw("show_up", key)
    minutes = np.zeros(len(flight))
    for kind, rows in ((kind, abroad == bool(place)) for place, kind in enumerate(FLIGHT_KINDS)):
        if rows.any():
            minutes[rows] = case.show_up[kind].minutes(early[rows])
    wanted = case.flights.time_s[flight] - 60.0 * minutes
    by_ground = ways_on_the_ground(
        wanted, draw("ground", key), case.ground, case.city, to_airport=True
    )
    appear = set_down_s(wanted, by_ground.ground, case.ground)
    way, way_of = _ways(case, ("access", "departure"), by_ground.ground, abroad, draw("way", key))
    none = np.full(len(flight), -1)
    return _Part(DEPARTING, none, flight, key, wanted, appear, by_ground, way, way_of)


def _arriving(case: TerminalCase, changing: Ints, draw: _Draws) -> _Part:
    flight, number, key = _rows(case, changing, departs=False)
    abroad = case.flights.international[flight]
    stand, door = _out_of_aircraft(case, flight, number)
    egress = 60.0 * np.asarray(case.habits.egress_min)[abroad.astype(np.int64)]
    # by the plan: a delay changes nobody's way on the ground
    planned = case.flights.time_s[flight] + 60.0 * case.habits.taxi_in_min + egress
    by_ground = ways_on_the_ground(
        planned, draw("ground", key), case.ground, case.city, to_airport=False
    )
    way, way_of = _ways(case, ("arrival", "onward"), by_ground.ground, abroad, draw("way", key))
    none = np.full(len(flight), -1)
    return _Part(ARRIVING, flight, none, key, stand, door, by_ground, way, way_of)


def _connecting(case: TerminalCase, flight_in: Ints, flight_out: Ints, draw: _Draws) -> _Part:
    flights = case.flights
    order = np.argsort(flight_in, kind="stable")
    number = np.empty(len(flight_in), dtype=np.int64)
    number[order] = np.arange(len(order)) - np.searchsorted(flight_in[order], flight_in[order])
    key = _keys(case, flight_in, number, "change")
    # they sit anywhere in the aircraft: places by the draw, not after everybody else
    seat = np.floor(draw("seat", key) * flights.passengers[flight_in])
    stand, door = _out_of_aircraft(case, flight_in, seat)
    kinds = [
        f"{flight_kind(bool(a))}_{flight_kind(bool(b))}"
        for a, b in zip(
            flights.international[flight_in], flights.international[flight_out], strict=True
        )
    ]
    way: list[tuple[str, ...]] = [
        (leg.leg_id,)
        for kind in dict.fromkeys(kinds)
        for leg in case.terminal.legs_of("connection", flight_kind=kind)[:1]
    ]
    place = {kind: row for row, kind in enumerate(dict.fromkeys(kinds))}
    way_of = np.array([place[kind] for kind in kinds], dtype=np.int64)
    nowhere = ByGround(np.full(len(key), -1), np.zeros(len(key), dtype=np.bool_))
    return _Part(CONNECTING, flight_in, flight_out, key, stand, door, nowhere, way, way_of)


def _out_of_aircraft(
    case: TerminalCase, flight: Ints, number: Ints | Floats
) -> tuple[Floats, Floats]:
    """When the aircraft is at the stand, and when each person leaves it."""
    stand = case.times_s[flight] + 60.0 * case.habits.taxi_in_min
    after = case.habits.first_out_min + number / case.habits.out_per_min
    return stand, stand + 60.0 * after


def _ways(
    case: TerminalCase, stages: tuple[str, str], ground: Ints, abroad: Flags, draw: Floats
) -> tuple[list[tuple[str, ...]], Ints]:
    """Chains of two legs, one of the ground and one of the flight, and the chain of each person."""
    on_ground, by_flight = stages if stages[0] == "access" else (stages[1], stages[0])
    found: list[tuple[str, ...]] = []
    way_of = np.full(len(ground), -1, dtype=np.int64)
    for number, one in enumerate(case.ground):
        outside = case.terminal.legs_of(on_ground, ground_id=one.ground_id)
        for place, kind in enumerate(FLIGHT_KINDS):
            rows = np.flatnonzero((ground == number) & (abroad == bool(place)))
            if not len(rows):
                continue
            inside = case.terminal.legs_of(by_flight, flight_kind=kind)
            first = len(found)
            found += [
                tuple(leg.leg_id for leg in _in_order(stages, outside[0], leg)) for leg in inside
            ]
            share = np.cumsum([leg.share for leg in inside])
            chosen = np.searchsorted(share / share[-1], draw[rows], side="right")
            way_of[rows] = first + np.minimum(chosen, len(inside) - 1)
    return found, way_of


def _in_order(stages: tuple[str, str], outside: Leg, inside: Leg) -> tuple[Leg, Leg]:
    return (outside, inside) if stages[0] == "access" else (inside, outside)


def _vehicles(
    case: TerminalCase,
    facility: Facility,
    route: Ints,
    who: tuple[Ints, Ints, Ints],
    draw: _Draws,
) -> tuple[Vehicles, Ints]:
    """Flights that gates look at, then one "vehicle" for the bags of a flight of each half minute.

    A belt is a gate that opens when the own bag comes; its owner has no other gate to pass.
    """
    flight_in, flight_out, key = who
    leaving = np.flatnonzero(case.flights.departs)
    row_of = np.full(len(case.flights) + 1, -1)
    row_of[leaving] = np.arange(len(leaving))
    vehicle = row_of[flight_out]
    belts = {
        place.place_id for place in facility.places if getattr(place, "closes_before_s", 0.0) < 0
    }
    with_belt = np.array([bool(belts & set(one.places)) for one in facility.routes], np.bool_)
    bag = np.flatnonzero(with_belt[route]) if len(route) else route
    flight = flight_in[bag]
    abroad = case.flights.international[flight].astype(np.int64)
    first = np.asarray(case.habits.first_bag_min)[abroad]
    last = np.asarray(case.habits.last_bag_min)[abroad]
    minutes = first + draw("bag", key[bag]) * (last - first) + case.habits.taxi_in_min
    slot = np.ceil((case.times_s[flight] + 60.0 * minutes) / _BAG_S).astype(np.int64)
    pairs, which = np.unique(np.stack([flight, slot], axis=1), axis=0, return_inverse=True)
    vehicle[bag] = len(leaving) + which.reshape(-1)
    names = [case.flights.flight_id[row] for row in leaving.tolist()]
    names += [f"{case.flights.flight_id[row]}/{at}" for row, at in pairs.tolist()]
    depart = np.concatenate([case.times_s[leaving], pairs[:, 1] * _BAG_S])
    return Vehicles(tuple(names), depart), vehicle
