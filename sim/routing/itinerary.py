"""One fastest itinerary, leg by leg, from the same compiled rounds as the matrix.

The labels of every round are kept and followed backwards: each one is the sum of an earlier label
and one leg, so the legs add up to the matrix' value by construction. Labels carry their parts
(`sim.routing.parts`), so the itinerary is the very one whose parts the matrix of parts reports.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.clock import clock_text
from sim.errors import RoutingError
from sim.routing import raptor
from sim.routing.arrays import LinkArrays, LinkData, TimetableArrays, locked
from sim.routing.compiled import NEVER
from sim.routing.parts import LONGEST_S, PARTS, RIDES_ONLY, Packing
from sim.routing.settings import Query
from sim.routing.task import NO_LIMIT

__all__ = ["Itinerary", "Leg", "fastest_itinerary"]

Int64Array = npt.NDArray[np.int64]

_NEVER = PARTS.never

LegKind = Literal["walk", "wait", "ride", "alight", "transfer"]


@dataclass(frozen=True, slots=True)
class Leg:
    """One piece of an itinerary, seconds from the start of the service day.

    ``walk`` is access, egress or the direct walk; ``wait`` includes the boarding slack; ``alight``
    is what the mode takes between the vehicle's arrival and standing outside; ``transfer`` a walk
    between stops. Ids of route, mode and trip are those of a ``ride``; a ride on a headway
    service has no trip.
    """

    kind: LegKind
    from_id: str
    to_id: str
    start_s: int
    end_s: int
    route_id: str = ""
    mode_id: str = ""
    trip_id: str = ""

    @property
    def duration_s(self) -> int:
        """Seconds from the leg's start to its end."""
        return self.end_s - self.start_s

    def text(self) -> str:
        """Write the leg in one line: ``08:04-08:09 wait A``."""
        way = self.from_id if self.from_id == self.to_id else f"{self.from_id} → {self.to_id}"
        name = f" {self.route_id} {self.trip_id}".rstrip()
        return f"{clock_text(self.start_s)}-{clock_text(self.end_s)} {self.kind}{name} {way}"


@dataclass(frozen=True, slots=True)
class Itinerary:
    """The legs from an origin to a destination, without a gap in time."""

    origin_id: str
    destination_id: str
    departure_s: int
    legs: tuple[Leg, ...]

    @property
    def travel_time_s(self) -> int:
        """Door-to-door seconds: the sum of the legs."""
        return sum(leg.duration_s for leg in self.legs)

    @property
    def n_rides(self) -> int:
        """Number of vehicles boarded."""
        return sum(leg.kind == "ride" for leg in self.legs)

    def text(self) -> str:
        """Write one line per leg."""
        return "\n".join(leg.text() for leg in self.legs)


def fastest_itinerary(
    arrays: TimetableArrays,
    access: LinkArrays,
    egress: LinkArrays,
    direct: LinkArrays | None,
    query: Query,
    *,
    origin_id: str,
    destination_id: str,
    departure_s: int,
) -> Itinerary | None:
    """Legs of an earliest arrival; ``None`` where the destination cannot be reached.

    Of several, one with the fewest rides; among these always the same one. The query gives the
    limits; its departures and percentiles are not used.

    Examples
    --------
    >>> from sim import toy
    >>> from sim.network.patterns import patterns
    >>> from sim.routing.compile import compile_links, compile_timetable
    >>> town = toy.build('''
    ... mode tram: slack 60, alight 0
    ... line red tram every 10 06:00-22:00: A +0, B +5
    ... point home: A 4
    ... point work: B 2
    ... ''')
    >>> timetable = compile_timetable(
    ...     patterns(town.network), town.transfers, stop_ids=town.stop_ids, modes=town.network.modes
    ... )
    >>> links = compile_links(town.access, town.point_ids, town.stop_ids)
    >>> found = fastest_itinerary(
    ...     timetable, links, links, None, Query((0,)),
    ...     origin_id="home", destination_id="work", departure_s=28800,
    ... )
    >>> print(found.text())
    08:00-08:04 walk home → A
    08:04-08:10 wait A
    08:10-08:15 ride red A → B
    08:15-08:17 walk B → work
    """
    origin, destination = _place(access, origin_id), _place(egress, destination_id)
    rounds = _searched(arrays, access, origin, query, departure_s)
    walks = [] if direct is None else _links_of(direct.forward, origin)
    walked_s = min((time_s for place, time_s in walks if place == destination), default=NEVER)
    label, stop, walk_s = min(_ends(rounds, egress.forward, destination), default=(_NEVER, 0, 0))
    ridden_s = label >> rounds.packing.shift
    if min(walked_s, ridden_s) > query.max_time_s:
        return None
    legs: list[Leg] = []
    if walked_s <= ridden_s:
        legs.append(Leg("walk", origin_id, destination_id, departure_s, departure_s + walked_s))
    else:
        end_s, stop_id = departure_s + ridden_s, arrays.stop_ids[stop]
        legs.append(Leg("walk", stop_id, destination_id, end_s - walk_s, end_s))
        legs.extend(_backwards(rounds, stop))
    # To stay where one is for no time is not a leg.
    told = tuple(leg for leg in reversed(legs) if leg.duration_s or leg.from_id != leg.to_id)
    return Itinerary(origin_id, destination_id, departure_s, told)


@dataclass(frozen=True, slots=True)
class _Rounds:
    """Labels after each round (round 0: the access walk), and what they were computed from."""

    timetable: TimetableArrays
    origin_id: str
    departure_s: int
    packing: Packing
    ride: tuple[Int64Array, ...]
    ready: tuple[Int64Array, ...]


def _place(links: LinkArrays, point_id: str) -> int:
    if point_id not in links.from_ids:
        raise RoutingError(f"point '{point_id}' is not among the query's points")
    return links.from_ids.index(point_id)


def _searched(
    timetable: TimetableArrays, access: LinkArrays, origin: int, query: Query, departure_s: int
) -> _Rounds:
    data = timetable.data
    max_rides = NO_LIMIT if query.max_rides is None else query.max_rides
    packing = PARTS if query.max_time_s <= LONGEST_S else RIDES_ONLY
    limits = raptor.Limits(locked([departure_s]), query.max_time_s, max_rides, packing)
    labels = raptor.empty_labels(data, 1, np.empty(0, np.int64))
    n_changed = raptor.start(access.forward, origin, limits, labels)
    ride, ready = [labels.ride[:, 0].copy()], [labels.ready[:, 0].copy()]
    while n_changed and len(ride) <= max_rides:
        n_ridden = raptor.board_and_ride(data, n_changed, limits, labels)
        n_changed = raptor.walk(data.transfers, n_ridden, limits, labels)
        ride.append(labels.ride[:, 0].copy())
        ready.append(labels.ready[:, 0].copy())
    origin_id = access.from_ids[origin]
    return _Rounds(timetable, origin_id, departure_s, packing, tuple(ride), tuple(ready))


def _links_of(links: LinkData, origin: int) -> Iterator[tuple[int, int]]:
    group = slice(links.first[origin], links.first[origin + 1])
    return zip(links.target[group].tolist(), links.time_s[group].tolist(), strict=True)


def _ends(rounds: _Rounds, egress: LinkData, destination: int) -> Iterator[tuple[int, int, int]]:
    """Label at the destination, last stop and egress seconds of every way to end."""
    for stop, walk_s in _links_of(egress, destination):
        label = int(rounds.ride[-1][stop])
        if label < _NEVER:
            yield label + (walk_s << rounds.packing.shift), stop, walk_s


def _backwards(rounds: _Rounds, stop: int) -> Iterator[Leg]:
    """Legs from a stop ridden to back to the origin, the last leg first."""
    stop_ids, start_s = rounds.timetable.stop_ids, rounds.departure_s
    packing = rounds.packing
    label = int(rounds.ride[-1][stop])
    while True:
        number = label // packing.rides % 32
        ride, boarded, alighting_s = _ride_to(rounds, number, stop, label)
        ready = int(rounds.ready[number - 1][boarded])
        ready_s, boarded_id = start_s + (ready >> packing.shift), stop_ids[boarded]
        yield Leg("alight", stop_ids[stop], stop_ids[stop], ride.end_s, ride.end_s + alighting_s)
        yield ride
        yield Leg("wait", boarded_id, boarded_id, ready_s, ride.start_s)
        if number == 1:
            yield Leg("walk", rounds.origin_id, boarded_id, start_s, ready_s)
            return
        stop = _walked_from(rounds, number - 1, boarded, ready)
        label = int(rounds.ride[number - 1][stop])
        left_s = start_s + (label >> packing.shift)
        yield Leg("transfer", stop_ids[stop], boarded_id, left_s, ready_s)


def _walked_from(rounds: _Rounds, number: int, boarded: int, ready: int) -> int:
    """Stop of the `number`-th ride's end from which a ``ready`` label was reached."""
    transfers, ride = rounds.timetable.data.transfers, rounds.ride[number]
    packing = rounds.packing
    links = np.flatnonzero(transfers.target == boarded)
    stops = np.searchsorted(transfers.first, links, side="right") - 1
    walk_s = transfers.time_s[links].astype(np.int64)
    labels = ride[stops] + (walk_s << packing.shift) + walk_s * packing.transfer
    return int(stops[labels == ready][0])


def _ride_to(rounds: _Rounds, number: int, stop: int, label: int) -> tuple[Leg, int, int]:
    """Find the ride that set a label: the leg, the stop of boarding, the alighting seconds."""
    data, ready, packing = rounds.timetable.data, rounds.ready[number - 1], rounds.packing
    for event in np.flatnonzero(data.pattern_stop == stop).tolist():
        if not data.can_alight[event]:
            continue
        pattern = int(np.searchsorted(data.pattern_first, event, side="right")) - 1
        alighting_s = int(data.alighting_s[pattern])
        for boarding in range(int(data.pattern_first[pattern]), event):
            boarded = int(data.pattern_stop[boarding])
            before = int(ready[boarded])
            if before >= _NEVER or not data.can_board[boarding]:
                continue
            ready_s = rounds.departure_s + (before >> packing.shift)
            leg = _vehicle(rounds.timetable, pattern, boarding, event, ready_s)
            if leg is None:
                continue
            standing_s = leg.end_s + alighting_s
            parts = (before & packing.mask) + packing.rides
            parts += (standing_s - leg.start_s) * packing.ride
            if ((standing_s - rounds.departure_s) << packing.shift) + parts == label:
                return leg, boarded, alighting_s
    raise AssertionError(f"no ride ends at stop {stop} with label {label}")


def _vehicle(
    timetable: TimetableArrays, pattern: int, boarding: int, event: int, ready_s: int
) -> Leg | None:
    """Ride from one event of a pattern to a later one on the first vehicle that can be caught."""
    data = timetable.data
    ready_s += int(data.boarding_slack_s[pattern])
    first = int(data.pattern_first[pattern])
    on, off = (int(data.time_first[pattern]) + position - first for position in (boarding, event))
    later_s, trip_id = 0, ""
    n_trips = int(data.trip_first[pattern + 1] - data.trip_first[pattern])
    if n_trips:
        n_positions = int(data.pattern_first[pattern + 1]) - first
        vehicle = raptor.first_trip(data.departure_s, on, n_positions, n_trips, ready_s)
        on, off = on + vehicle * n_positions, off + vehicle * n_positions
    else:
        low, high = int(data.band_first[pattern]), int(data.band_first[pattern + 1])
        offset_s = int(data.departure_s[on])
        vehicle = later_s = raptor.first_departure(data.bands, low, high, ready_s - offset_s)
    if vehicle == NEVER:
        return None
    if n_trips:
        trip_id = timetable.trip_ids[int(data.trip_first[pattern]) + vehicle]
    start_s, end_s = int(data.departure_s[on]) + later_s, int(data.arrival_s[off]) + later_s
    return Leg(
        kind="ride",
        from_id=timetable.stop_ids[data.pattern_stop[boarding]],
        to_id=timetable.stop_ids[data.pattern_stop[event]],
        start_s=start_s,
        end_s=end_s,
        route_id=timetable.route_ids[pattern],
        mode_id=timetable.mode_ids[pattern],
        trip_id=trip_id,
    )
