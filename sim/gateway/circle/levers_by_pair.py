"""Two levers together, door to door: the least pull that is enough, or what is still missing.

Trains are those between the stations of the trip in the middle, at the pair's usual ride. Limits
are those of the single levers: the least headway of the mode, the straight line at top speed, the
median way between doors and stations in the city.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

import numpy as np

from sim.gateway.circle.county_trips import city_ways
from sim.gateway.circle.door_to_door import Parts, middle
from sim.gateway.circle.levers_by_door import usual_door_ride_min
from sim.gateway.circle.levers_by_train import RideCut, least, most_trains
from sim.gateway.circle.place_model import CircleDefinition, CirclePlace, ClockFace, Family, Lever
from sim.gateway.circle.place_times import least_total_min, place_parts
from sim.gateway.circle.province import Direction, Pair, Province
from sim.gateway.rail.least_ride import least_ride_min
from sim.network.model import StopId

__all__ = ["DoorCase", "Levers", "Limits", "Shortfall", "lever_limits", "lever_pairs", "shortfall"]

_TOLERANCE_MIN: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Levers:
    """Levers pulled together, ``None``: not this one. The cut holds for every ride."""

    clock_face: ClockFace | None = None
    ride_cut: RideCut | None = None
    access_cut_min: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How far each lever can go for the trip in the middle, and between which stations."""

    pair: Pair
    ride_today_min: float
    ride_cut_min: int
    access_cut_min: int
    trains_per_hour: int
    usual_ride_min: float

    def pulled(self, trains: int = 0, ride_cut: int = 0, access_cut: int = 0) -> Levers:
        """Levers as far as told; 0: not this one."""
        clock = ClockFace(trains, self.usual_ride_min, self.pair) if trains else None
        cut = RideCut(float(ride_cut), self.ride_today_min, self.pair) if ride_cut else None
        return Levers(clock, cut, access_cut or None)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Minutes at least missing if nobody waited, with levers at their limits; 0: none need be.

    With the fastest possible ride, with the shortest way in the city, and with both.
    """

    ride_min: float
    way_min: float
    both_min: float


@dataclass(frozen=True)
class DoorCase:
    """A place, definition and direction, in which levers are tried; what is tried is kept."""

    province: Province
    place: CirclePlace
    definition: CircleDefinition
    direction: Direction

    def is_enough(self, lever: Lever) -> bool:
        """Whether the median is within the limit with the lever pulled."""
        limit_min = self.definition.limit_min + _TOLERANCE_MIN
        if self.least_min(lever) > limit_min:
            return False  # not even without waiting
        return (
            self._kept("total", lever, lambda *a, **k: place_parts(*a, **k).total_min) <= limit_min
        )

    def least_min(self, lever: Lever) -> float:
        """Door-to-door median without waiting, see `least_total_min`."""
        return self._kept("least", lever, least_total_min)

    def _kept(self, name: str, lever: Lever, minutes: Callable[..., float]) -> float:
        """Minutes with the lever pulled, which are the same for every limit of a family."""
        case = (self.province, self.place, self.definition, self.direction)
        family = self.definition.family
        key = (DoorCase, name, self.place.county_ids, family, self.direction, lever)
        known = self.province.derived.get(key)
        if not isinstance(known, float):
            known = self.province.derived[key] = minutes(*case, lever=lever)
        return known


def lever_limits(province: Province, definition: CircleDefinition, parts: Parts) -> Limits:
    """How far trains, rides and the way in the city can go for a trip of today.

    No ride goes below the straight line at top speed, no way in the city is cut by more than the
    median of its people's ways to their nearest station, trains keep the least headway.

    Examples
    --------
    10 min to the station; 30 min of ride against the 11.5 of the line.

    >>> from sim.gateway.circle.place_times import county_places
    >>> from sim.gateway.circle.small_province import ready
    >>> province, door = ready(), CircleDefinition("door", "door_to_door", 60.0)
    >>> today = place_parts(province, county_places(province)[0], door, "from_hangzhou")
    >>> limits = lever_limits(province, door, today)
    >>> limits.ride_today_min, limits.ride_cut_min
    (30.0, 18)
    >>> limits.access_cut_min, limits.trains_per_hour
    (10, 20)
    """
    pair = StopId(parts.from_stop_id), StopId(parts.to_stop_id)
    return Limits(
        pair,
        parts.on_rails_min,
        max(0, floor(parts.on_rails_min - least_ride_min(province.network, pair))),
        _usual_way_min(province, definition.family),
        most_trains(province, pair),
        usual_door_ride_min(province, pair),
    )


def _usual_way_min(province: Province, family: Family) -> int:
    """Median of the ways of the city's people to their nearest station, whole minutes; else 0."""
    key = (lever_limits, family)
    known = province.derived.get(key)
    if not isinstance(known, int):
        ways = city_ways(province, family)
        there = np.where(np.isnan(ways.minutes), np.inf, ways.minutes)
        nearest = there.min(axis=1, initial=np.inf)
        usual = middle(nearest, ways.weight)
        reached = usual is not None and np.isfinite(nearest[usual])
        known = province.derived[key] = floor(nearest[usual]) if reached else 0
    return known


def lever_pairs(case: DoorCase, limits: Limits, left: Shortfall) -> tuple[Levers, ...]:
    """Two levers that are enough together, for each two that can be; empty where none can.

    - *ride and way in the city*: the same whole minutes off both as far as each can go, the fewest.
    - *trains and another*: the fewest trains with which the other is enough at its limit, then the
      fewest minutes of the other with these trains.

    Two that not even without waiting are enough (`left`, of `shortfall`) are not tried.

    Examples
    --------
    10 min to the station, 19 for checks, 35 of usual ride and 22 to the seat: 86 and the wait. With
    3 trains an hour the wait is 0 to 20 min, the median of ten-minute departures 5 or less.

    >>> from sim.gateway.circle.place_times import county_places
    >>> from sim.gateway.circle.small_province import ready
    >>> province, door = ready(), CircleDefinition("door", "door_to_door", 82.0)
    >>> place = county_places(province)[0]
    >>> today = place_parts(province, place, door, "from_hangzhou")
    >>> limits = lever_limits(province, door, today)
    >>> case = DoorCase(province, place, door, "from_hangzhou")
    >>> for found in lever_pairs(case, limits, shortfall(case, limits)):
    ...     cut = found.access_cut_min or found.ride_cut.cut_min
    ...     print(found.clock_face.trains_per_hour, cut)
    3 5
    3 10.0
    """
    most_ride, most_way = limits.ride_cut_min, limits.access_cut_min

    def split(cut_min: int) -> Levers:
        off_ride = min(most_ride, max(ceil(cut_min / 2), cut_min - most_way))
        return limits.pulled(0, off_ride, cut_min - off_ride)

    found = []
    if most_ride and most_way and not left.both_min:
        cut = least(lambda cut_min: case.is_enough(_lever(split(cut_min))), most_ride + most_way)
        found.append(None if cut is None else split(cut))
    if most_way and not left.way_min:
        found.append(_with_trains(case, limits, most_way, lambda n, cut: limits.pulled(n, 0, cut)))
    if most_ride and not left.ride_min:
        found.append(_with_trains(case, limits, most_ride, limits.pulled))
    return tuple(one for one in found if one is not None)


def _with_trains(
    case: DoorCase, limits: Limits, most_min: int, pulled: Callable[[int, int], Levers]
) -> Levers | None:
    trains = least(
        lambda number: case.is_enough(_lever(pulled(number, most_min))), limits.trains_per_hour
    )
    if trains is None:
        return None
    cut = least(lambda cut_min: case.is_enough(_lever(pulled(trains, cut_min))), most_min)
    return None if cut is None else pulled(trains, cut)


def shortfall(case: DoorCase, limits: Limits) -> Shortfall:
    """What is still missing with levers at their limits and no waiting, as with endless trains.

    ``max(0, least_total_min - limit)``: a lower bound, as nobody can do without any waiting.

    Examples
    --------
    10 min to the station, 19 for checks, 30 of ride (12 at the least) and 22 to the seat.

    >>> from sim.gateway.circle.place_times import county_places
    >>> from sim.gateway.circle.small_province import ready
    >>> province, door = ready(), CircleDefinition("door", "door_to_door", 40.0)
    >>> place = county_places(province)[0]
    >>> today = place_parts(province, place, door, "from_hangzhou")
    >>> found = shortfall(
    ...     DoorCase(province, place, door, "from_hangzhou"), lever_limits(province, door, today)
    ... )
    >>> round(found.ride_min), round(found.way_min), round(found.both_min)
    (24, 32, 14)
    """
    ride, way = limits.ride_cut_min, limits.access_cut_min
    missing = [
        case.least_min(_lever(one)) - case.definition.limit_min
        for one in (limits.pulled(0, ride), limits.pulled(0, 0, way), limits.pulled(0, ride, way))
    ]
    return Shortfall(*(one if one > _TOLERANCE_MIN else 0.0 for one in missing))


def _lever(levers: Levers) -> Lever:
    return Lever(
        ride_cut_min=0.0 if levers.ride_cut is None else levers.ride_cut.cut_min,
        access_cut_min=float(levers.access_cut_min or 0),
        clock_face=levers.clock_face,
    )
