"""How many trains between one pair of stations bring a place in from door to door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.gateway.circle.county_trips import county_legs, county_people, county_trips
from sim.gateway.circle.direct_pairs import pair_rides, usual_ride_min
from sim.gateway.circle.door_to_door import Leg, Parts, middle, trips
from sim.gateway.circle.levers_by_train import added_trains, least, most_trains
from sim.gateway.circle.place_model import NO_LEVER, CircleDefinition, CirclePlace, ClockFace
from sim.gateway.circle.province import Direction, Pair, Province
from sim.gateway.rail.departures import Departures, clock_face
from sim.network.model import StopId

__all__ = ["fewest_door_trains", "usual_door_ride_min"]

Floats = npt.NDArray[np.float64]


def fewest_door_trains(
    province: Province,
    place: CirclePlace,
    definition: CircleDefinition,
    direction: Direction,
    parts: Parts,
) -> ClockFace | None:
    """Trains an hour between one pair of stations with which the median is in the limit.

    Tried are the pairs that direct trains join today, of a station of the city and one in reach of
    the place's counties, and the pair of the trip in the middle (`parts`). The trains run at equal
    gaps with the pair's median ride, in place of today's. Of the pairs that which needs fewest more
    than today is taken (`added_trains`). ``None`` where no number that the least headway allows is
    enough.

    Examples
    --------
    10 min to the station, 19 for checks, 35 on the train and 22 to the seat: 86 and the wait.

    >>> from sim.gateway.circle.place_times import county_places, place_parts
    >>> from sim.gateway.circle.small_province import ready
    >>> province, door = ready(), CircleDefinition("door", "door_to_door", 100.0)
    >>> place = county_places(province)[0]
    >>> today = place_parts(province, place, door, "from_hangzhou")
    >>> fewest_door_trains(province, place, door, "from_hangzhou", today).trains_per_hour
    3
    """
    counties = [
        _County.of(province, definition, county_id, direction, people)
        for county_id, people in county_people(province, place)
    ]
    found = []
    for pair in _pairs(province, counties, parts):
        ride_min = usual_door_ride_min(province, pair)
        rest = [county.without(province, pair) for county in counties]

        def is_enough(
            trains_per_hour: int,
            pair: Pair = pair,
            ride_min: float = ride_min,
            rest: list[Floats] = rest,
        ) -> bool:
            clock = ClockFace(trains_per_hour, ride_min, pair)
            totals = [
                np.fmin(other, county.by_clock(province, clock))
                for county, other in zip(counties, rest, strict=True)
            ]
            return _median(totals, counties) <= definition.limit_min + 1e-9

        trains_per_hour = least(is_enough, most_trains(province, pair))
        if trains_per_hour is not None:
            found.append(ClockFace(trains_per_hour, ride_min, pair))
    return min(found, key=lambda clock: (added_trains(province, clock), clock.pair), default=None)


@dataclass(frozen=True)
class _County:
    """Trips of today to or from one county: minutes and weight by place and departure."""

    first: Leg
    last: Leg
    total_min: Floats
    weight: Floats
    used: frozenset[Pair]

    @classmethod
    def of(
        cls,
        province: Province,
        definition: CircleDefinition,
        county_id: str,
        direction: Direction,
        people: float,
    ) -> _County:
        first, last, _ = county_legs(province, definition.family, county_id, direction, NO_LEVER)
        found = county_trips(province, definition.family, county_id, direction)
        used = np.unique(found.pair[found.pair >= 0])
        return cls(
            first,
            last,
            found.total_min,
            found.weight * people,
            frozenset(found.pairs[int(place)] for place in used),
        )

    def without(self, province: Province, pair: Pair) -> Floats:
        """Minutes if no train ran between the two stations."""
        if pair not in self.used:
            return self.total_min
        services = {other: rides for other, rides in province.services.items() if other != pair}
        return self._minutes(province, services)

    def by_clock(self, province: Province, clock: ClockFace) -> Floats:
        """Minutes over the clock face alone."""
        rides = clock_face(clock.trains_per_hour, clock.ride_min)
        return self._minutes(province, {clock.pair: rides})

    def _minutes(self, province: Province, services: Mapping[Pair, Departures]) -> Floats:
        return trips(
            self.first,
            self.last,
            services,
            province.window.departures_s(),
            weight=self.weight[:, 0],
        ).total_min


def _pairs(province: Province, counties: list[_County], parts: Parts) -> list[Pair]:
    middle_pair = (StopId(parts.from_stop_id), StopId(parts.to_stop_id))
    found = {middle_pair}
    for county in counties:
        for start in county.first.stop_ids:
            for end in county.last.stop_ids:
                if (start, end) in province.services and len(pair_rides(province, (start, end))):
                    found.add((start, end))
    return sorted(found)


def usual_door_ride_min(province: Province, pair: Pair) -> float:
    """Median direct ride; where there is none, the median journey with a change.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import ready
    >>> usual_door_ride_min(ready(), ("H", "X"))
    35.0
    """
    usual_min = usual_ride_min(province, pair)
    if not np.isnan(usual_min):
        return usual_min
    rides = province.services[pair]
    own = rides.departure_s < 86_400
    return float(np.median(rides.arrival_s[own] - rides.departure_s[own])) / 60.0


def _median(totals: list[Floats], counties: list[_County]) -> float:
    total = np.concatenate([one.ravel() for one in totals])
    place = middle(total, np.concatenate([county.weight.ravel() for county in counties]))
    return np.inf if place is None or np.isnan(total[place]) else float(total[place])
