"""The smallest single change that brings a place into the circle, or why none can.

Three levers are tried, each by itself, and each result is computed again with the lever pulled:

- *trains an hour* at today's ride: with ``n`` trains at equal gaps the mean wait is ``30 / n``
  minutes, so ``n >= 30 / (limit - ride)``; door to door ``n`` is searched. Never more than the
  least headway of the trains' mode allows.
- *ride*: the same minutes off every ride, departures as they are: ``today's ride - minutes
  missing`` in whole seconds; door to door whole minutes, searched, and what is named is the ride
  of the trip in the middle. No ride goes below what physics allows (`least_ride_min`).
- *way in the city* (door to door only): whole minutes off the way between doors and main stations
  in Hangzhou, searched, for everyone (not below 0). Never more than the median of these ways.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, floor

import numpy as np

from sim.gateway.door_to_door import Parts, middle
from sim.gateway.least_ride import least_ride_min
from sim.gateway.place_times import (
    CircleDefinition,
    CirclePlace,
    ClockFace,
    Lever,
    least_total_min,
    place_parts,
)
from sim.gateway.province import Direction, Pair, Province
from sim.network.model import StopId

__all__ = ["Change", "smallest_change"]

Recompute = Callable[[Lever], Parts]


@dataclass(frozen=True, slots=True)
class Change:
    """What would bring a place in: each lever by itself, ``None`` where it cannot.

    Where no lever can, the reason says why. ``lever`` is the first that can, ready to be applied.
    """

    trains_per_hour: int | None = None
    ride_needed_min: float | None = None
    access_cut_min: int | None = None
    reason_zh: str = ""
    reason_en: str = ""
    lever: Lever | None = None


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
    >>> from sim.gateway.place_times import county_places
    >>> from sim.gateway.small_province import ready
    >>> province = ready()
    >>> place, strict = county_places(province)[0], CircleDefinition("f", "fastest", 25.0)
    >>> today = place_parts(province, place, strict, "from_hangzhou")
    >>> smallest_change(province, place, strict, "from_hangzhou", today).ride_needed_min
    25.0
    """
    if _is_within(parts, definition):
        return Change()
    if np.isnan(parts.total_min):
        return _without_trip(province, place, definition)
    by_train = definition.family in _BY_TRAIN

    def recompute(lever: Lever) -> Parts:
        case = (province, place, definition, direction)
        if not by_train and least_total_min(*case, lever=lever) > definition.limit_min:
            return Parts()  # not even without waiting
        return place_parts(*case, lever=lever)

    cut_min = _ride_cut(province, parts, definition, recompute)
    found = Change(ride_needed_min=None if cut_min is None else parts.ride_min - cut_min)
    if definition.family in _WITH_WAIT:
        search = _effective_trains if by_train else _searched_trains
        found = replace(found, trains_per_hour=search(province, parts, definition, recompute))
    if not by_train:
        found = replace(found, access_cut_min=_access_cut(province, definition, recompute))
    found = replace(found, lever=_lever(province, found, parts, definition))
    if found.lever is not None:
        return found
    if by_train:
        return _trains_too_slow(province, parts, definition)
    least_min = least_total_min(province, place, definition, direction)
    return _too_far(province, parts, definition, least_min)


_BY_TRAIN = ("fastest", "effective")
_WITH_WAIT = ("effective", "door_to_door", "people")


def _pair(parts: Parts) -> Pair:
    return StopId(parts.from_stop_id), StopId(parts.to_stop_id)


def _ride_cut(
    province: Province, parts: Parts, definition: CircleDefinition, recompute: Recompute
) -> float | None:
    """Minutes to take off every ride; ``None`` where the fastest train cannot be so fast."""
    if definition.family in _BY_TRAIN:
        cut_min = _missing_min(parts, definition.limit_min)
        fastest, least_min = _fastest_ride(province, parts)
        return cut_min if fastest - cut_min >= least_min else None

    def is_enough(cut_min: int) -> bool:
        return _is_within(recompute(Lever(ride_cut_min=float(cut_min))), definition)

    most = floor(parts.ride_min - least_ride_min(province.network, _pair(parts)))
    cut = _least(is_enough, most)
    return None if cut is None else float(cut)


def _fastest_ride(province: Province, parts: Parts) -> tuple[float, float]:
    """Shortest direct ride of the day between the stations, and the least that physics allows."""
    start, end = _pair(parts)
    rides = province.trains.between((start,), (end,), direct_only=True, days=1)
    minutes = int((rides.arrival_s - rides.departure_s).min()) / 60.0
    return minutes, least_ride_min(province.network, (start, end))


def _missing_min(parts: Parts, limit_min: float) -> float:
    """Minutes missing, in whole seconds as timetables count."""
    return ceil(60.0 * (parts.total_min - limit_min) - 1e-6) / 60.0


def _most_trains(province: Province, parts: Parts) -> int:
    network = province.network
    mode = network.modes[network.stops[StopId(parts.to_stop_id)].mode_id]
    return 3_600 // mode.min_headway_s


def _effective_trains(
    province: Province, parts: Parts, definition: CircleDefinition, recompute: Recompute
) -> int | None:
    spare_min = definition.limit_min - parts.ride_min
    if spare_min <= 0:
        return None
    first = ceil(30.0 / spare_min - 1e-9)
    for trains_per_hour in range(first, _most_trains(province, parts) + 1):
        tried = recompute(Lever(clock_face=ClockFace(trains_per_hour, parts.ride_min)))
        if _is_within(tried, definition):
            return trains_per_hour
    return None


def _searched_trains(
    province: Province, parts: Parts, definition: CircleDefinition, recompute: Recompute
) -> int | None:
    ride_min = _usual_ride_min(province, parts)

    def is_enough(trains_per_hour: int) -> bool:
        clock = ClockFace(trains_per_hour, ride_min, _pair(parts))
        return _is_within(recompute(Lever(clock_face=clock)), definition)

    return _least(is_enough, _most_trains(province, parts))


def _usual_ride_min(province: Province, parts: Parts) -> float:
    """Median of the day's journeys between the two stations of the trip in the middle."""
    rides = province.services[_pair(parts)]
    own = rides.departure_s < 86_400
    return float(np.median(rides.arrival_s[own] - rides.departure_s[own])) / 60.0


def _access_cut(
    province: Province, definition: CircleDefinition, recompute: Recompute
) -> int | None:
    ways = province.city_ways if definition.family == "door_to_door" else province.centre_ways
    nearest = np.where(np.isnan(ways.minutes), np.inf, ways.minutes).min(axis=1, initial=np.inf)
    usual = middle(nearest, ways.weight)
    if usual is None or not np.isfinite(nearest[usual]):
        return None
    most = floor(float(nearest[usual]))

    def is_enough(cut_min: int) -> bool:
        return _is_within(recompute(Lever(access_cut_min=float(cut_min))), definition)

    return _least(is_enough, most)


def _least(is_enough: Callable[[int], bool], most: int) -> int | None:
    """Least whole number from 1 that is enough, as far as more is never worse; else ``None``."""
    if most < 1 or not is_enough(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        if is_enough(middle):
            high = middle
        else:
            low = middle
    return high


def _is_within(parts: Parts, definition: CircleDefinition) -> bool:
    return parts.total_min <= definition.limit_min + 1e-9


def _lever(
    province: Province, found: Change, parts: Parts, definition: CircleDefinition
) -> Lever | None:
    by_train = definition.family in _BY_TRAIN
    if found.trains_per_hour is not None:
        ride_min = parts.ride_min if by_train else _usual_ride_min(province, parts)
        pair = None if by_train else _pair(parts)
        return Lever(clock_face=ClockFace(found.trains_per_hour, ride_min, pair))
    if found.ride_needed_min is not None:
        return Lever(ride_cut_min=parts.ride_min - found.ride_needed_min)
    if found.access_cut_min is not None:
        return Lever(access_cut_min=float(found.access_cut_min))
    return None


def _trains_too_slow(province: Province, parts: Parts, definition: CircleDefinition) -> Change:
    least_min = least_ride_min(province.network, _pair(parts))
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


def _too_far(
    province: Province, parts: Parts, definition: CircleDefinition, without_wait_min: float
) -> Change:
    least_min = least_ride_min(province.network, _pair(parts))
    rest_min = parts.total_min - parts.ride_min
    limit_min = definition.limit_min
    return Change(
        reason_zh=(
            f"单项措施均不够：按最高速度直线行驶需{least_min:.0f}分钟，"
            f"其余环节{rest_min:.0f}分钟，限{limit_min:.0f}分钟；"
            f"不候车、乘最快列车需{without_wait_min:.0f}分钟"
        ),
        reason_en=(
            f"no single change is enough: the straight line at top speed takes {least_min:.0f} min "
            f"and the rest of the trip {rest_min:.0f}, against {limit_min:.0f}; "
            f"without waiting and by the fastest train {without_wait_min:.0f} min"
        ),
    )


def _without_trip(province: Province, place: CirclePlace, definition: CircleDefinition) -> Change:
    if definition.family not in _BY_TRAIN:
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
