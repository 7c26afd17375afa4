"""The smallest change that brings a place into the circle: one lever, else two, or why none can.

Three levers are tried, each by itself, and each result is computed again with the lever pulled. The
first two are tried at every pair of stations with trains between the city and the place; the pair
that needs least more than it has today is named.

- *trains an hour* at today's ride: with ``n`` trains at equal gaps the mean wait is ``30 / n``
  minutes, so ``n >= 30 / (limit - ride)`` are enough without the trains of the other pairs; with
  them ``n`` is searched. Never more than the least headway of the trains' mode allows.
- *ride*: minutes off the rides, departures as they are. Station to station it is the rides of one
  pair, in whole seconds; door to door the same whole minutes off every ride, and what is named is
  the ride of the trip in the middle. No ride goes below what physics allows (`least_ride_min`).
- *way in the city* (door to door only): whole minutes off the way between doors and stations in
  Hangzhou, searched, for everyone (not below 0). Never more than the median of these ways.

Where no single lever is enough from door to door, two are tried together (`lever_pairs`); where
these are not enough either, what is still missing at their limits is told (`shortfall`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.gateway.circle.door_to_door import Parts
from sim.gateway.circle.levers_by_door import fewest_door_trains
from sim.gateway.circle.levers_by_pair import (
    DoorCase,
    Levers,
    Limits,
    Shortfall,
    lever_limits,
    lever_pairs,
    shortfall,
)
from sim.gateway.circle.levers_by_train import RideCut, fewest_trains, least, least_ride_cut
from sim.gateway.circle.place_model import (
    BY_TRAIN,
    NO_LEVER,
    CircleDefinition,
    CirclePlace,
    ClockFace,
    Lever,
)
from sim.gateway.circle.province import Direction, Province
from sim.gateway.rail.least_ride import least_ride_min
from sim.network.model import StopId

__all__ = ["Change", "smallest_change"]


@dataclass(frozen=True, slots=True)
class Change:
    """What would bring a place in: each lever by itself, ``None`` where it cannot.

    ``together`` are two levers that are enough, where no single one is. Where these are not either,
    the reason says why.
    """

    clock_face: ClockFace | None = None
    ride_cut: RideCut | None = None
    access_cut_min: int | None = None
    together: tuple[Levers, ...] = ()
    reason_zh: str = ""
    reason_en: str = ""

    @property
    def levers_needed(self) -> int | None:
        """1 or 2; ``None`` where nothing is needed or not even two are enough."""
        if self.together:
            return 2
        single = (self.clock_face, self.ride_cut, self.access_cut_min)
        return None if single == (None, None, None) else 1

    @property
    def ride_needed_min(self) -> float | None:
        """Ride that would be enough between the stations of the cut."""
        return None if self.ride_cut is None else self.ride_cut.today_min - self.ride_cut.cut_min


def smallest_change(
    province: Province,
    place: CirclePlace,
    definition: CircleDefinition,
    direction: Direction,
    parts: Parts,
) -> Change:
    """Find for each lever how far it must be pulled until the place is within the limit.

    `parts` are those of `place_parts` today. A place that is within gives an empty change. A place
    without a station or a trip gives a reason only.

    Examples
    --------
    >>> from sim.gateway.circle.place_times import county_places, place_parts
    >>> from sim.gateway.circle.small_province import ready
    >>> province = ready()
    >>> place, strict = county_places(province)[0], CircleDefinition("f", "fastest", 25.0)
    >>> today = place_parts(province, place, strict, "from_hangzhou")
    >>> smallest_change(province, place, strict, "from_hangzhou", today).ride_needed_min
    25.0
    """
    if parts.total_min <= definition.limit_min + 1e-9:
        return Change()
    if np.isnan(parts.total_min):
        return _without_trip(province, place, definition)
    if definition.family in BY_TRAIN:
        found = _by_train(province, place, definition, direction)
        return _trains_too_slow(province, parts, definition) if found == Change() else found
    return _by_door(DoorCase(province, place, definition, direction), parts)


def _by_train(
    province: Province, place: CirclePlace, definition: CircleDefinition, direction: Direction
) -> Change:
    case = (province, place, definition, direction)
    waits = definition.family == "effective"
    return Change(
        clock_face=fewest_trains(*case) if waits else None, ride_cut=least_ride_cut(*case)
    )


def _by_door(case: DoorCase, parts: Parts) -> Change:
    limits = lever_limits(case.province, case.definition, parts)
    # With the median ride between two stations no trip is shorter than with the fastest train.
    far = case.least_min(NO_LEVER) > case.definition.limit_min + 1e-9
    cut = least(
        lambda cut_min: case.is_enough(Lever(ride_cut_min=float(cut_min))), limits.ride_cut_min
    )
    found = Change(
        clock_face=None if far else _door_trains(case, parts),
        ride_cut=None if cut is None else limits.pulled(0, cut).ride_cut,
        access_cut_min=least(
            lambda cut_min: case.is_enough(Lever(access_cut_min=float(cut_min))),
            limits.access_cut_min,
        ),
    )
    if found != Change():
        return found
    left = shortfall(case, limits)
    together = lever_pairs(case, limits, left)
    return Change(together=together) if together else _too_far(limits, left)


def _door_trains(case: DoorCase, parts: Parts) -> ClockFace | None:
    return fewest_door_trains(case.province, case.place, case.definition, case.direction, parts)


def _trains_too_slow(province: Province, parts: Parts, definition: CircleDefinition) -> Change:
    least_min = least_ride_min(
        province.network, (StopId(parts.from_stop_id), StopId(parts.to_stop_id))
    )
    wait, ride, limit = parts.wait_min, parts.ride_min, definition.limit_min
    return Change(
        reason_zh=(
            f"单项措施均不够：候车{wait:.0f}、乘车{ride:.0f}分钟，限{limit:.0f}分钟；"
            f"按最高速度直线行驶需{least_min:.0f}分钟"
        ),
        reason_en=(
            f"no single change is enough: wait {wait:.0f} and ride {ride:.0f} min "
            f"against {limit:.0f}; the straight line at top speed takes {least_min:.0f}"
        ),
    )


def _too_far(limits: Limits, left: Shortfall) -> Change:
    fastest_min = limits.ride_today_min - limits.ride_cut_min
    way = limits.access_cut_min
    return Change(
        reason_zh=(
            f"单项、两项措施均不够：即使不候车，按可能最快的乘车（{fastest_min:.0f}分钟）"
            f"仍差{left.ride_min:.0f}分钟，杭州端接驳缩短{way}分钟仍差{left.way_min:.0f}分钟，"
            f"两者并用仍差{left.both_min:.0f}分钟"
        ),
        reason_en=(
            "neither one change is enough nor two: even without waiting, "
            f"{left.ride_min:.0f} min are still missing with the fastest possible ride "
            f"({fastest_min:.0f} min), {left.way_min:.0f} with {way} min off the way in Hangzhou, "
            f"{left.both_min:.0f} with both"
        ),
    )


def _without_trip(province: Province, place: CirclePlace, definition: CircleDefinition) -> Change:
    if definition.family not in BY_TRAIN:
        in_reach = any(len(province.county_ways.row(c).stop_ids) for c in place.county_ids)
        if not in_reach:
            return Change(reason_zh="无可达车站", reason_en="no station in reach of its seat")
        return Change(
            reason_zh="半数人口无列车可达", reason_en="no trip by train for half of its people"
        )
    if not place.station_ids:
        return Change(reason_zh="无铁路车站", reason_en="no railway station")
    pairs = [(hub, station) for hub in province.hub_ids for station in place.station_ids]
    if not pairs:
        return Change(reason_zh="无直达列车", reason_en="no direct train")
    least_min = min(least_ride_min(province.network, pair) for pair in pairs)
    return Change(
        reason_zh=f"无直达列车；直达车按最高速度直线行驶需{least_min:.0f}分钟",
        reason_en=(
            f"no direct train; one along the straight line at top speed would take "
            f"{least_min:.0f} min"
        ),
    )
