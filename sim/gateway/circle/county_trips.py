"""Door-to-door trips between the city's people and one county, by whatever stations are best."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sim.gateway.circle.door_to_door import Leg, Trips, trips
from sim.gateway.circle.place_model import NO_LEVER, CirclePlace, Family, Lever
from sim.gateway.circle.province import Direction, Pair, Province
from sim.gateway.rail.departures import Departures, clock_face
from sim.gateway.rail.ways import Ways
from sim.network.model import ZoneId

__all__ = ["city_ways", "county_legs", "county_people", "county_trips", "trip_weight"]

Floats = npt.NDArray[np.float64]


def county_people(province: Province, place: CirclePlace) -> list[tuple[str, float]]:
    """Counties of a place with their people; who is not known counts nothing.

    Examples
    --------
    >>> from sim.gateway.circle.place_times import county_places
    >>> from sim.gateway.circle.small_province import ready
    >>> province = ready()
    >>> county_people(province, county_places(province)[0])
    [('330001', 100.0)]
    """
    return [(county_id, province.people.get(county_id, 0.0)) for county_id in place.county_ids]


def city_ways(province: Province, family: Family) -> Ways:
    """Ways of the city's end: from its centre for ``people``, else from a sample of its people.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import ready
    >>> city_ways(ready(), "people").stop_ids
    ('H',)
    """
    return province.centre_ways if family == "people" else province.city_ways


def trip_weight(province: Province, family: Family, county_id: str) -> Floats:
    """Weight of every place of the city's end for trips to or from a county.

    Places in the county itself, one of the city's own, weigh nothing.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import ready
    >>> trip_weight(ready(), "door_to_door", "330001").tolist()
    [1.0]
    """
    ways, zones = city_ways(province, family), province.network.zones
    own = [
        ZoneId(point) in zones and zones[ZoneId(point)].county_id == county_id
        for point in ways.point_ids
    ]
    return np.where(own, 0.0, ways.weight)


def county_legs(
    province: Province, family: Family, county_id: str, direction: Direction, lever: Lever
) -> tuple[Leg, Leg, Mapping[Pair, Departures]]:
    """Ways to the train and from it, and the trains, with the lever pulled.

    In ``to_hangzhou`` the first leg is that in the county. Minutes off the way in the city leave it
    at 0 or more.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import ready
    >>> first, last, _ = county_legs(ready(), "people", "330001", "to_hangzhou", NO_LEVER)
    >>> first.stop_ids, last.minutes.tolist()
    (('X',), [[10.0]])
    """
    city, county = city_ways(province, family), province.county_ways.row(county_id)
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
    if clock is not None:
        services = {**services, clock.pair: clock_face(clock.trains_per_hour, clock.ride_min)}
    (first_ids, first_min), (last_ids, last_min) = ends
    return Leg(first_ids, first_min, board), Leg(last_ids, last_min, alight), services


def county_trips(
    province: Province,
    family: Family,
    county_id: str,
    direction: Direction,
    lever: Lever = NO_LEVER,
) -> Trips:
    """Trips between the city's people and one county; without a lever they are computed once.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import ready
    >>> found = county_trips(ready(), "people", "330001", "from_hangzhou")
    >>> found.total_min.shape
    (1, 96)
    """
    key = (county_trips, family, county_id, direction)
    known = province.derived.get(key) if lever == NO_LEVER else None
    if isinstance(known, Trips):
        return known
    first, last, services = county_legs(province, family, county_id, direction, lever)
    found = trips(
        first,
        last,
        services,
        province.window.departures_s(),
        weight=trip_weight(province, family, county_id),
        ride_cut_min=lever.ride_cut_min,
        least_ride_min=province.least_ride_min,
    )
    if lever == NO_LEVER:
        province.derived[key] = found
    return found
