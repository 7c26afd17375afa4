"""One fastest itinerary, leg by leg, from the same compiled rounds as the matrix.

The labels of every round are kept and followed backwards: each one is the sum of an earlier label
and one leg, so the legs add up to the matrix' value by construction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.clock import clock_text
from sim.errors import RoutingError
from sim.routing import raptor
from sim.routing.arrays import Int32Array, LinkArrays, LinkData, TimetableArrays
from sim.routing.chunks import Task
from sim.routing.settings import Query

__all__ = ["Itinerary", "Leg", "fastest_itinerary"]

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


@dataclass(frozen=True, slots=True)
class _Rounds:
    """Labels after each round (round 0: the access walk), and what they were computed from."""

    task: Task
    origin: int
    departure_s: int
    ride: tuple[Int32Array, ...]
    ready: tuple[Int32Array, ...]


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
    task = Task.checked(arrays, access, egress, direct, query)
    for point_id, links in ((origin_id, access), (destination_id, egress)):
        if point_id not in links.from_ids:
            raise RoutingError(f"point '{point_id}' is not among the query's points")
    origin = access.from_ids.index(origin_id)
    destination = egress.from_ids.index(destination_id)
    rounds = _searched(task, origin, departure_s)
    walked_s = min(_times(task.direct, origin, destination), default=raptor.NEVER)
    best = min(_ends(rounds, destination), default=(raptor.NEVER, 0, 0, 0))
    if min(walked_s + departure_s, best[0]) > departure_s + query.max_time_s:
        return None
    legs: list[Leg] = []
    if walked_s + departure_s <= best[0]:
        legs.append(Leg("walk", origin_id, destination_id, departure_s, departure_s + walked_s))
    else:
        end_s, number, stop, walk_s = best
        stop_id = arrays.stop_ids[stop]
        legs.append(Leg("walk", stop_id, destination_id, end_s - walk_s, end_s))
        legs.extend(_backwards(rounds, number, stop))
    # To stay where one is for no time is not a leg.
    told = tuple(leg for leg in reversed(legs) if leg.duration_s or leg.from_id != leg.to_id)
    return Itinerary(origin_id, destination_id, departure_s, told)


def _searched(task: Task, origin: int, departure_s: int) -> _Rounds:
    data, limit = task.timetable.data, task.query.max_rides
    deadline_s = departure_s + task.query.max_time_s
    labels = raptor.empty_labels(data)
    n_changed = raptor.start(task.access.forward, origin, departure_s, deadline_s, labels)
    ride, ready = [labels.ride.copy()], [labels.ready.copy()]
    while n_changed and (limit is None or len(ride) <= limit):
        n_queued = raptor.board(data, n_changed, labels)
        n_ridden = raptor.ride(data, n_queued, deadline_s, labels)
        n_changed = raptor.walk(data.transfers, n_ridden, deadline_s, labels)
        ride.append(labels.ride.copy())
        ready.append(labels.ready.copy())
    return _Rounds(task, origin, departure_s, tuple(ride), tuple(ready))


def _times(links: LinkData, origin: int, target: int) -> list[int]:
    return [time_s for other, time_s in _links_of(links, origin) if other == target]


def _links_of(links: LinkData, origin: int) -> Iterator[tuple[int, int]]:
    group = slice(links.first[origin], links.first[origin + 1])
    return zip(links.target[group].tolist(), links.time_s[group].tolist(), strict=True)


def _ends(rounds: _Rounds, destination: int) -> Iterator[tuple[int, int, int, int]]:
    """Arrival at the destination, rides, last stop and egress seconds of every way to end."""
    for stop, walk_s in _links_of(rounds.task.egress.forward, destination):
        for number, ride in enumerate(rounds.ride):
            if ride[stop] < raptor.NEVER:
                yield int(ride[stop]) + walk_s, number, stop, walk_s


def _backwards(rounds: _Rounds, number: int, stop: int) -> Iterator[Leg]:
    """Legs from a stop reached by the `number`-th ride back to the origin, last leg first."""
    stop_ids = rounds.task.timetable.stop_ids
    while True:
        ride, boarded, alighting_s = _ride_to(rounds, number, stop)
        standing_s = ride.end_s + alighting_s
        ready_s = int(rounds.ready[number - 1][boarded])
        boarded_id = stop_ids[boarded]
        yield Leg("alight", stop_ids[stop], stop_ids[stop], ride.end_s, standing_s)
        yield ride
        yield Leg("wait", boarded_id, boarded_id, ready_s, ride.start_s)
        number -= 1
        if number == 0:
            origin_id = rounds.task.access.from_ids[rounds.origin]
            yield Leg("walk", origin_id, boarded_id, rounds.departure_s, ready_s)
            return
        stop = _walked_from(rounds, number, boarded)
        left_s = int(rounds.ride[number][stop])
        yield Leg("transfer", stop_ids[stop], boarded_id, left_s, ready_s)


def _walked_from(rounds: _Rounds, number: int, boarded: int) -> int:
    """Stop of the `number`-th ride's end from which the ``ready`` label was reached."""
    ready_s, ride = int(rounds.ready[number][boarded]), rounds.ride[number]
    transfers = rounds.task.timetable.data.transfers
    links = np.flatnonzero(transfers.target == boarded)
    stops = np.searchsorted(transfers.first, links, side="right") - 1
    return int(stops[ride[stops] + transfers.time_s[links] == ready_s][0])


def _ride_to(rounds: _Rounds, number: int, stop: int) -> tuple[Leg, int, int]:
    """Find the ride that set a label: the leg, the stop of boarding, the alighting seconds."""
    data, label_s = rounds.task.timetable.data, int(rounds.ride[number][stop])
    ready = rounds.ready[number - 1]
    for event in np.flatnonzero(data.pattern_stop == stop).tolist():
        pattern = int(np.searchsorted(data.pattern_first, event, side="right")) - 1
        alighting_s = int(data.alighting_s[pattern])
        for boarding in range(int(data.pattern_first[pattern]), event):
            boarded = int(data.pattern_stop[boarding])
            if ready[boarded] == raptor.NEVER:
                continue
            leg = _vehicle(rounds.task.timetable, pattern, boarding, event, int(ready[boarded]))
            if leg is not None and leg.end_s + alighting_s == label_s:
                return leg, boarded, alighting_s
    raise AssertionError(f"no ride ends at stop {stop} at {label_s} s")


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
    if vehicle == raptor.NEVER:
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
