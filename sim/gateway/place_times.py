"""Time to or from one place of the circle by each family of definitions, taken apart.

- ``fastest``: the shortest ride of a direct train; nothing but the ride.
- ``effective``: mean of waiting and riding over the hours of the window, direct trains.
- ``door_to_door``: median over a sample of the city's people, the place's people and departures.
- ``people``: the same from the city's centre, which decides whether the place's people are within.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from sim.gateway.departures import Departures, clock_face, mean_ride
from sim.gateway.door_to_door import Leg, Parts, Trips, median_parts, middle, quickest_min, trips
from sim.gateway.province import Direction, Pair, Province, hub_departures
from sim.gateway.ways import Ways
from sim.network.model import StopId

__all__ = [
    "NO_LEVER",
    "CircleDefinition",
    "CirclePlace",
    "ClockFace",
    "Family",
    "Lever",
    "county_places",
    "least_total_min",
    "place_parts",
]

Family = Literal["fastest", "effective", "door_to_door", "people"]


@dataclass(frozen=True, slots=True)
class CirclePlace:
    """A city or county of the circle.

    Trains count at ``station_ids`` (fastest, effective); door to door the people of ``county_ids``
    travel, over whatever stations are in their reach.
    """

    place_id: str
    kind: Literal["city", "county"]
    name_zh: str
    name_en: str
    prefecture: str
    station_ids: tuple[StopId, ...]
    county_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CircleDefinition:
    """A definition of the circle: its family and its limit. `overnight` as in `mean_ride`."""

    definition_id: str
    family: Family
    limit_min: float
    overnight: bool = True


@dataclass(frozen=True, slots=True)
class ClockFace:
    """Trains at equal gaps in place of those of today: between `pair`, or all where it is None."""

    trains_per_hour: int
    ride_min: float
    pair: Pair | None = None


@dataclass(frozen=True, slots=True)
class Lever:
    """A change to try: minutes off every ride, off the way in the city, or another timetable."""

    ride_cut_min: float = 0.0
    access_cut_min: float = 0.0
    clock_face: ClockFace | None = None


NO_LEVER: Final = Lever()
"""Everything as it is."""


def county_places(province: Province) -> tuple[CirclePlace, ...]:
    """Every county-level unit outside the hub's city, with the open stations that carry its id.

    Examples
    --------
    >>> from sim.gateway.small_province import ready
    >>> [(place.place_id, place.station_ids) for place in county_places(ready())]
    [('330001', ('X',)), ('330002', ())]
    """
    stops = province.network.stops
    stations: dict[str, list[StopId]] = {}
    for stop_id in province.trains.calls.stop_ids:
        stations.setdefault(stops[stop_id].county_id, []).append(stop_id)
    outside = province.units[~province.units["in_city"]]
    return tuple(
        CirclePlace(
            row["county_id"],
            "county",
            row["name_zh"],
            row["name_en"],
            row["prefecture"],
            tuple(stations.get(row["county_id"], ())),
            (row["county_id"],),
        )
        for row in outside.to_dict("records")
    )


def place_parts(
    province: Province,
    place: CirclePlace,
    definition: CircleDefinition,
    direction: Direction,
    *,
    lever: Lever = NO_LEVER,
) -> Parts:
    """Minutes between Hangzhou and a place by one definition, by part; NaN where there is no trip.

    Door to door the parts are those of the trip in the middle (`median_parts`), so they sum to the
    total, which is the median. Of ``effective`` the stations are those most journeys use.

    Examples
    --------
    >>> from sim.gateway.small_province import ready
    >>> province = ready()
    >>> hour = CircleDefinition("hour", "fastest", 60.0)
    >>> place_parts(province, county_places(province)[0], hour, "from_hangzhou").total_min
    30.0
    """
    return _FAMILIES[definition.family](province, place, definition, direction, lever)


def _fastest(
    province: Province,
    place: CirclePlace,
    _: CircleDefinition,
    direction: Direction,
    lever: Lever,
) -> Parts:
    ends = (province.trains, province.hub_ids, place.station_ids, direction)
    rides = hub_departures(*ends, as_timetabled=True, days=1)
    if not len(rides):
        rides = hub_departures(*ends, days=1)
    if not len(rides):
        return Parts()
    first = int(np.argmin(rides.arrival_s - rides.departure_s))
    minutes = (int(rides.arrival_s[first]) - int(rides.departure_s[first])) / 60.0
    minutes -= lever.ride_cut_min
    start, end, _via = province.trains.ends_of(int(rides.label[first]))
    return Parts(0.0, 0.0, 0.0, minutes, 0.0, minutes, start, end, int(rides.label[first]))


def _effective(
    province: Province,
    place: CirclePlace,
    definition: CircleDefinition,
    direction: Direction,
    lever: Lever,
) -> Parts:
    rides = hub_departures(
        province.trains,
        province.hub_ids,
        place.station_ids,
        direction,
        days=3 if definition.overnight else 1,
    )
    if not len(rides):
        return Parts()
    start, end = _usual_pair(province, rides)
    if lever.clock_face is not None:
        rides = clock_face(lever.clock_face.trains_per_hour, lever.clock_face.ride_min)
    cut_s = round(60.0 * lever.ride_cut_min)
    window = province.window
    mean = mean_ride(
        replace(rides, arrival_s=rides.arrival_s - cut_s),
        start_s=window.start_s,
        end_s=window.end_s,
        overnight=definition.overnight,
    )
    if mean is None:
        return Parts()
    return Parts(0.0, 0.0, mean.wait_min, mean.ride_min, 0.0, mean.total_min, start, end)


def _usual_pair(province: Province, rides: Departures) -> Pair:
    own = rides.label[rides.departure_s < 86_400].tolist()
    pairs = Counter(province.trains.ends_of(label)[:2] for label in own)
    return min(pairs, key=lambda pair: (-pairs[pair], pair))


def _door_to_door(
    province: Province,
    place: CirclePlace,
    definition: CircleDefinition,
    direction: Direction,
    lever: Lever,
) -> Parts:
    found = []
    for county_id, people in _counties(province, place):
        one = _county_trips(province, definition.family, county_id, direction, lever)
        found.append(replace(one, weight=one.weight * people))
    return median_parts(tuple(found))


def least_total_min(
    province: Province,
    place: CirclePlace,
    definition: CircleDefinition,
    direction: Direction,
    *,
    lever: Lever = NO_LEVER,
) -> float:
    """Door-to-door median if nobody had to wait: what `place_parts` gives is never less.

    Infinite where half of the people have no trip. It costs next to nothing, so that places far
    from the limit need no search.

    Examples
    --------
    >>> from sim.gateway.small_province import ready
    >>> province, door = ready(), CircleDefinition("door", "door_to_door", 90.0)
    >>> county = county_places(province)[0]
    >>> least = least_total_min(province, county, door, "from_hangzhou")
    >>> least < place_parts(province, county, door, "from_hangzhou").total_min
    True
    """
    totals, weights = [np.empty(0)], [np.empty(0)]
    for county_id, people in _counties(province, place):
        first, last, services = _legs(province, definition.family, county_id, direction, lever)
        totals.append(
            quickest_min(
                first,
                last,
                services,
                ride_cut_min=lever.ride_cut_min,
                least_ride_min=province.least_ride_min,
            )
        )
        weights.append(_city_ways(province, definition.family).weight * people)
    total = np.concatenate(totals)
    row = middle(total, np.concatenate(weights))
    return np.inf if row is None else float(total[row])


def _counties(province: Province, place: CirclePlace) -> list[tuple[str, float]]:
    return [(county_id, province.people.get(county_id, 0.0)) for county_id in place.county_ids]


def _city_ways(province: Province, family: Family) -> Ways:
    return province.centre_ways if family == "people" else province.city_ways


def _county_trips(
    province: Province, family: Family, county_id: str, direction: Direction, lever: Lever
) -> Trips:
    """Trips of one county; without a lever they are computed once."""
    key = (_county_trips, family, county_id, direction)
    known = province.derived.get(key) if lever == NO_LEVER else None
    if isinstance(known, Trips):
        return known
    first, last, services = _legs(province, family, county_id, direction, lever)
    found = trips(
        first,
        last,
        services,
        province.window.departures_s(),
        weight=_city_ways(province, family).weight,
        ride_cut_min=lever.ride_cut_min,
        least_ride_min=province.least_ride_min,
    )
    if lever == NO_LEVER:
        province.derived[key] = found
    return found


def _legs(
    province: Province, family: Family, county_id: str, direction: Direction, lever: Lever
) -> tuple[Leg, Leg, Mapping[Pair, Departures]]:
    city, county = _city_ways(province, family), province.county_ways.row(county_id)
    ends = [
        (city.stop_ids, np.maximum(0.0, city.minutes - lever.access_cut_min)),
        (county.stop_ids, county.minutes),
    ]
    if direction == "to_hangzhou":
        ends.reverse()
    modes, stops = province.network.modes, province.network.stops
    board, alight = (
        np.array([getattr(modes[stops[s].mode_id], name) / 60.0 for s in stop_ids])
        for (stop_ids, _), name in zip(ends, ("boarding_slack_s", "alighting_s"), strict=True)
    )
    services = province.services
    clock = lever.clock_face
    if clock is not None and clock.pair is not None:
        services = {**services, clock.pair: clock_face(clock.trains_per_hour, clock.ride_min)}
    (first_ids, first_min), (last_ids, last_min) = ends
    return Leg(first_ids, first_min, board), Leg(last_ids, last_min, alight), services


_FAMILIES: Mapping[
    Family,
    Callable[[Province, CirclePlace, CircleDefinition, Direction, Lever], Parts],
] = MappingProxyType(
    {
        "fastest": _fastest,
        "effective": _effective,
        "door_to_door": _door_to_door,
        "people": _door_to_door,
    }
)
