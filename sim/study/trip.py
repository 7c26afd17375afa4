"""One trip in one network: searched, split into components and spread over a window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.clock import Window, clock_text
from sim.errors import RoutingError
from sim.routing.arrays import LinkArrays
from sim.routing.components import COMPONENTS, components
from sim.routing.itinerary import Itinerary, fastest_itinerary
from sim.routing.matrix import travel_time_profile, travel_times
from sim.routing.settings import Query
from sim.study.trip_ends import TripEnd, end_point
from sim.study.trip_legs import Spot, TripLeg, length_text, length_words, named_legs
from sim.study.trip_question import TripQuestion
from sim.study.world import World

__all__ = ["PERCENTILES", "Spread", "Trip", "trip_in"]

PERCENTILES = (5, 25, 50, 75, 95)
"""Percentiles of the travel time over a window."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Travel time over a window: seconds at each percentile, ``None`` where unreachable."""

    window: Window
    percentiles: tuple[int, ...]
    times_s: tuple[int | None, ...]
    n_reached: int

    @property
    def heading(self) -> str:
        """What the percentiles are of."""
        never = len(self.window) - self.n_reached
        lost = f", {never} never arrive" if never else ""
        return (
            f"of the {len(self.window)} departures {self.window.text()} so many take at most "
            f"(min:s){lost}"
        )

    def text(self) -> str:
        """Heading and percentiles in one line."""
        told = (
            f"{p} % {'none' if time_s is None else length_text(time_s)}"
            for p, time_s in zip(self.percentiles, self.times_s, strict=True)
        )
        return f"{self.heading}: {' · '.join(told)}"


@dataclass(frozen=True, slots=True)
class Trip:
    """The fastest itinerary in one scenario; no legs and no sums where there is no way.

    `sums` has the columns of `sim.routing.components`: ``access_s, wait_s, ride_s, transfer_s,
    egress_s, rides`` and ``time_s``, the total. `why_not` says why there is no way.
    """

    scenario: str
    title: str
    title_zh: str
    departure_s: int | None
    legs: tuple[TripLeg, ...]
    sums: Mapping[str, int]
    why_not: str = ""
    spread: Spread | None = None

    @property
    def is_found(self) -> bool:
        """Whether there is a way."""
        return bool(self.sums)

    @property
    def arrival_s(self) -> int | None:
        """Clock time of the arrival."""
        return None if self.departure_s is None else self.departure_s + self.sums["time_s"]

    def summary(self) -> str:
        """``leave 08:00 · arrive 08:31:20 · 31 min 20 s · 1 ride``."""
        if self.departure_s is None or self.arrival_s is None:
            return self.why_not
        rides = "1 ride" if self.sums["rides"] == 1 else f"{self.sums['rides']} rides"
        return (
            f"leave {clock_text(self.departure_s)} · arrive {clock_text(self.arrival_s)} · "
            f"{length_words(self.sums['time_s'])} · {rides}"
        )

    def text(self) -> str:
        """Summary, legs, components and the window, one line each."""
        lines = [f"{self.scenario}: {self.summary()}", *(f"  {leg.text()}" for leg in self.legs)]
        if self.is_found:
            parts = (
                f"{one.label_en} {length_text(self.sums[one.column])}"
                for one in COMPONENTS
                if one.unit == "s" and one.name != "total"
            )
            lines.append(f"  {' + '.join(parts)} = {length_text(self.sums['time_s'])}")
        if self.spread is not None:
            lines.append(f"  {self.spread.text()}")
        return "\n".join(lines)


def trip_in(
    world: World,
    origin: TripEnd,
    destination: TripEnd,
    question: TripQuestion,
    limits: Query,
    *,
    titles: tuple[str, str, str],
) -> Trip:
    """Search one trip in one world; of `limits` the longest time and the number of rides count."""
    points = end_point(origin, world), end_point(destination, world)
    links, walks = world.links(points), world.walks(points, points)
    ids = points[0].point_id, points[1].point_id
    found = _fastest(world, (links, walks), ids, question, limits)
    spread = None
    if question.window is not None:
        spread = _spread(world, (links, walks), question.window, limits)
    if found is None:
        why = _why_not(links, (origin, destination), world, limits)
        return Trip(*titles, None, (), {}, why, spread)
    names = {
        point_id: Spot(point_id, end.name_zh, end.name_en or end.name)
        for point_id, end in zip(ids, (origin, destination), strict=True)
    }
    legs = named_legs(found, world, names, points)
    sums = {**components(found), "time_s": found.travel_time_s}
    return Trip(*titles, found.departure_s, legs, sums, "", spread)


def _fastest(
    world: World,
    links: tuple[LinkArrays, LinkArrays],
    ids: tuple[str, str],
    question: TripQuestion,
    limits: Query,
) -> Itinerary | None:
    """Itinerary of the departure; for an arrival, of the latest departure that is in time."""
    to_stops, walks = links
    departure_s, latest_s = question.depart_s, None
    if question.arrive_by_s is not None:
        query = Query(
            (question.arrive_by_s,),
            max_time_s=limits.max_time_s,
            max_rides=limits.max_rides,
            arrive_by=True,
            buffer_s=question.buffer_s,
        )
        times_s = travel_time_profile(world.timetable, to_stops, to_stops, walks, query)
        if times_s[0, 1, 0] < 0:
            return None
        latest_s = question.arrive_by_s - question.buffer_s
        departure_s = latest_s - int(times_s[0, 1, 0])
        if departure_s < 0:
            return None
    if departure_s is None:
        raise RoutingError("a trip needs a departure or a time to arrive by")
    found = fastest_itinerary(
        world.timetable,
        to_stops,
        to_stops,
        walks,
        limits,
        origin_id=ids[0],
        destination_id=ids[1],
        departure_s=departure_s,
    )
    if latest_s is not None and (found is None or departure_s + found.travel_time_s > latest_s):
        raise AssertionError(f"the latest departure at {clock_text(departure_s)} is not in time")
    return found


def _spread(
    world: World, links: tuple[LinkArrays, LinkArrays], window: Window, limits: Query
) -> Spread:
    """Percentiles of the travel time of every departure of a window."""
    to_stops, walks = links
    query = Query.over(
        window,
        percentiles=PERCENTILES,
        max_time_s=limits.max_time_s,
        max_rides=limits.max_rides,
    )
    times_s = travel_times(world.timetable, to_stops, to_stops, walks, query).times_s[0, 1]
    every_s = travel_time_profile(world.timetable, to_stops, to_stops, walks, query)[0, 1]
    told = tuple(None if time_s < 0 else time_s for time_s in times_s.tolist())
    return Spread(window, PERCENTILES, told, int((every_s >= 0).sum()))


def _why_not(links: LinkArrays, ends: tuple[TripEnd, TripEnd], world: World, limits: Query) -> str:
    """Say why there is no way: an end without stops in reach, or none in time."""
    first = links.forward.first
    lonely = [end.name for row, end in enumerate(ends) if first[row] == first[row + 1]]
    if lonely:
        return (
            f"no way: no stop within {world.walk.max_access_m:,.0f} m on foot of "
            f"{' or '.join(lonely)}, and no feeder"
        )
    rides = "" if limits.max_rides is None else f" and {limits.max_rides} rides"
    return f"no way within {limits.max_time_s // 60} min{rides} on this service day"
