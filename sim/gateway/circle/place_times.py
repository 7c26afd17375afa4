"""Time to or from one place of the circle by each family of definitions, taken apart.

- ``fastest``: the shortest ride of a direct train; nothing but the ride.
- ``effective``: mean of waiting and riding over the hours of the window, direct trains.
- ``door_to_door``: median over a sample of the city's people, the place's people and departures.
- ``people``: the same from the city's centre, which decides whether the place's people are within.

The first two count trains at the main stations, as the target says. From door to door people board
at whatever station of the city is best for them: those of an outer county at their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from sim.gateway.circle.city_stations import outer_units
from sim.gateway.circle.county_trips import county_legs, county_people, county_trips, trip_weight
from sim.gateway.circle.direct_pairs import changed_rides, direct_pairs
from sim.gateway.circle.door_to_door import Parts, median_parts, middle, quickest_min
from sim.gateway.circle.place_model import (
    NO_LEVER,
    CircleDefinition,
    CirclePlace,
    Family,
    Lever,
    PlaceKind,
)
from sim.gateway.circle.province import Direction, Pair, Province
from sim.gateway.rail.change_times import change_minutes
from sim.gateway.rail.departures import Departures, mean_ride
from sim.gateway.rail.train_calls import hub_stations
from sim.network.model import StopId

__all__ = ["county_places", "least_total_min", "own_places", "place_parts"]

_DAY_S = 86_400


def county_places(province: Province) -> tuple[CirclePlace, ...]:
    """Every county-level unit outside the hub's city, with the open stations that carry its id.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import ready
    >>> [(place.place_id, place.station_ids) for place in county_places(ready())]
    [('330001', ('X',)), ('330002', ())]
    """
    outside = province.units[~province.units["in_city"]]
    return _places(province, "county", outside, province.trains.calls.stop_ids)


def own_places(province: Province) -> tuple[CirclePlace, ...]:
    """Units of the hub's own city that lie at other stations than the main ones (`outer_units`).

    Main stations are not among their stations: the trains between the two are looked for.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import ready
    >>> own_places(ready())
    ()
    """
    hubs = set(hub_stations(province.network))
    stations = [s for s in province.trains.calls.stop_ids if s not in hubs]
    outer = province.units["county_id"].isin(outer_units(province.network, province.units))
    return _places(province, "own_county", province.units[outer], stations)


def _places(
    province: Province, kind: PlaceKind, units: pd.DataFrame, stop_ids: Iterable[StopId]
) -> tuple[CirclePlace, ...]:
    stations: dict[str, list[StopId]] = {}
    for stop_id in stop_ids:
        stations.setdefault(province.network.stops[stop_id].county_id, []).append(stop_id)
    return tuple(
        CirclePlace(
            row["county_id"],
            kind,
            row["name_zh"],
            row["name_en"],
            row["prefecture"],
            tuple(stations.get(row["county_id"], ())),
            (row["county_id"],),
        )
        for row in units.to_dict("records")
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
    total, which is the median; what a lever takes off a journey comes off its rides first. Of
    ``effective`` the stations are those most journeys use.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import ready
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
    pairs = direct_pairs(province, place.station_ids, direction)
    rides = changed_rides(province, pairs, lever, as_timetabled=True, days=1)
    if not len(rides):
        rides = changed_rides(province, pairs, lever, days=1)
    if not len(rides):
        return Parts()
    first = int(np.argmin(rides.arrival_s - rides.departure_s))
    minutes = (int(rides.arrival_s[first]) - int(rides.departure_s[first])) / 60.0
    label = int(rides.label[first])
    start, end = _ends(province, label, lever)
    return Parts(0.0, 0.0, 0.0, minutes, 0.0, 0.0, minutes, start, end, label)


def _effective(
    province: Province,
    place: CirclePlace,
    definition: CircleDefinition,
    direction: Direction,
    lever: Lever,
) -> Parts:
    pairs = direct_pairs(province, place.station_ids, direction)
    days = 3 if definition.overnight else 1
    rides = changed_rides(province, pairs, lever, days=days)
    window = province.window
    mean = mean_ride(
        rides, start_s=window.start_s, end_s=window.end_s, overnight=definition.overnight
    )
    if mean is None:
        return Parts()
    start, end = _usual_pair(province, rides, lever)
    return Parts(0.0, 0.0, mean.wait_min, mean.ride_min, 0.0, 0.0, mean.total_min, start, end)


def _usual_pair(province: Province, rides: Departures, lever: Lever) -> Pair:
    """Between which stations most departures of the day go."""
    own = rides.label[rides.departure_s < _DAY_S].tolist()
    pairs = Counter(_ends(province, label, lever) for label in own)
    return min(pairs, key=lambda pair: (-pairs[pair], pair))


def _ends(province: Province, label: int, lever: Lever) -> Pair:
    """Stations of a ride of `changed_rides`."""
    if label < 0 and lever.clock_face is not None:
        return lever.clock_face.pair
    return province.trains.ends_of(label)[:2]


def _door_to_door(
    province: Province,
    place: CirclePlace,
    definition: CircleDefinition,
    direction: Direction,
    lever: Lever,
) -> Parts:
    found = []
    for county_id, people in county_people(province, place):
        one = county_trips(province, definition.family, county_id, direction, lever)
        found.append(replace(one, weight=one.weight * people))
    parts = median_parts(tuple(found))
    if parts.label < 0:
        return parts
    change_min = min(float(change_minutes(province.trains, [parts.label])[0]), parts.ride_min)
    return replace(parts, ride_min=parts.ride_min - change_min, change_min=change_min)


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
    >>> from sim.gateway.circle.small_province import ready
    >>> province, door = ready(), CircleDefinition("door", "door_to_door", 90.0)
    >>> county = county_places(province)[0]
    >>> least = least_total_min(province, county, door, "from_hangzhou")
    >>> least < place_parts(province, county, door, "from_hangzhou").total_min
    True
    """
    totals, weights = [np.empty(0)], [np.empty(0)]
    for county_id, people in county_people(province, place):
        first, last, services = county_legs(
            province, definition.family, county_id, direction, lever
        )
        totals.append(
            quickest_min(
                first,
                last,
                services,
                ride_cut_min=lever.ride_cut_min,
                least_ride_min=province.least_ride_min,
            )
        )
        weights.append(trip_weight(province, definition.family, county_id) * people)
    total = np.concatenate(totals)
    row = middle(total, np.concatenate(weights))
    return np.inf if row is None else float(total[row])


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
