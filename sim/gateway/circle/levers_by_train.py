"""How far a lever must be pulled between stations: each pair with trains tried, the least taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from sim.gateway.circle.direct_pairs import changed_rides, direct_pairs, pair_rides, usual_ride_min
from sim.gateway.circle.place_model import CircleDefinition, CirclePlace, ClockFace, Lever
from sim.gateway.circle.province import Direction, Pair, Province
from sim.gateway.rail.departures import mean_ride
from sim.gateway.rail.least_ride import least_ride_min

__all__ = ["RideCut", "added_trains", "fewest_trains", "least", "least_ride_cut", "most_trains"]


@dataclass(frozen=True, slots=True)
class RideCut:
    """Minutes off the rides between two stations, and their ride today."""

    cut_min: float
    today_min: float
    pair: Pair


def most_trains(province: Province, pair: Pair) -> int:
    """Trains an hour that the least headway of their mode allows.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import ready
    >>> most_trains(ready(), ("H", "X"))
    20
    """
    network = province.network
    return 3_600 // network.modes[network.stops[pair[1]].mode_id].min_headway_s


def least(is_enough: Callable[[int], bool], most: int) -> int | None:
    """Least whole number from 1 that is enough, as far as more is never worse; else ``None``.

    Examples
    --------
    >>> least(lambda number: number >= 7, 20), least(lambda number: number >= 7, 6)
    (7, None)
    """
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


def least_ride_cut(
    province: Province, place: CirclePlace, definition: CircleDefinition, direction: Direction
) -> RideCut | None:
    """Fewest minutes off the rides of one pair of stations that bring a place within the limit.

    ``fastest``: the fastest train of the pair in the limit; where trains of the timetable go to the
    place, pairs that have none but those to which the scenario added calls are not tried, as they
    do not count. ``effective``: the same minutes off every direct ride of the pair, departures and
    the trains of the other pairs as they are, in whole seconds. No fastest ride goes below
    `least_ride_min`. ``None`` where no pair can, or where there is no direct train. Of two pairs
    the first by id.

    Examples
    --------
    >>> from sim.gateway.circle.place_times import county_places
    >>> from sim.gateway.circle.small_province import ready
    >>> province, strict = ready(), CircleDefinition("strict", "fastest", 25.0)
    >>> found = least_ride_cut(province, county_places(province)[0], strict, "from_hangzhou")
    >>> found.cut_min, found.pair
    (5.0, ('H', 'X'))
    """
    pairs = direct_pairs(province, place.station_ids, direction)
    find = _fastest_cut if definition.family == "fastest" else _effective_cut
    best: RideCut | None = None
    for pair in _counted(province, pairs, definition):
        found = find(province, pairs, definition, pair, None if best is None else best.cut_min)
        best = best if found is None else found
    return best


def _counted(
    province: Province, pairs: tuple[Pair, ...], definition: CircleDefinition
) -> tuple[Pair, ...]:
    if definition.family != "fastest":
        return pairs
    solid = tuple(pair for pair in pairs if len(pair_rides(province, pair, as_timetabled=True)))
    return solid or pairs


def _spare_s(province: Province, pair: Pair, below_min: float | None) -> int:
    """Seconds that the fastest train could save, and less than another pair needs."""
    spare_min = _fastest_min(province, pair) - least_ride_min(province.network, pair)
    most_s = floor(60.0 * spare_min + 1e-6)
    return most_s if below_min is None else min(most_s, round(60.0 * below_min) - 1)


def _fastest_cut(
    province: Province,
    _: tuple[Pair, ...],
    definition: CircleDefinition,
    pair: Pair,
    below_min: float | None,
) -> RideCut | None:
    today_min = _fastest_min(province, pair)
    cut_s = ceil(60.0 * (today_min - definition.limit_min) - 1e-6)
    if cut_s > _spare_s(province, pair, below_min):
        return None
    return RideCut(cut_s / 60.0, today_min, pair)


def _effective_cut(
    province: Province,
    pairs: tuple[Pair, ...],
    definition: CircleDefinition,
    pair: Pair,
    below_min: float | None,
) -> RideCut | None:
    def is_enough(cut_s: int) -> bool:
        lever = Lever(ride_cut_min=cut_s / 60.0, ride_pair=pair)
        return _mean_min(province, pairs, definition, lever) <= definition.limit_min + 1e-9

    cut_s = least(is_enough, _spare_s(province, pair, below_min))
    return None if cut_s is None else RideCut(cut_s / 60.0, usual_ride_min(province, pair), pair)


def fewest_trains(
    province: Province, place: CirclePlace, definition: CircleDefinition, direction: Direction
) -> ClockFace | None:
    """Trains an hour between one pair of stations that bring a place within the limit.

    They run at equal gaps with the median ride of the pair's direct trains, in place of these; the
    trains of the other pairs stay. With them alone the mean wait is ``30 / n`` minutes, so that
    ``30 / (limit - ride)`` are enough, rounded up. Of the pairs that which needs fewest more than
    today is taken (`added_trains`). ``None`` where the ride of every pair takes the limit or
    longer, or the least headway forbids it.

    Examples
    --------
    >>> from sim.gateway.circle.place_times import county_places
    >>> from sim.gateway.circle.small_province import ready
    >>> province, hour = ready(), CircleDefinition("hour", "effective", 60.0)
    >>> found = fewest_trains(province, county_places(province)[0], hour, "from_hangzhou")
    >>> found.trains_per_hour, found.ride_min
    (2, 35.0)
    """
    pairs = direct_pairs(province, place.station_ids, direction)
    found = []
    for pair in pairs:
        ride_min = usual_ride_min(province, pair)
        spare_min = definition.limit_min - ride_min
        if spare_min <= 0:
            continue
        most = min(most_trains(province, pair), ceil(30.0 / spare_min - 1e-9) + 1)
        for trains_per_hour in range(1, most + 1):
            clock = ClockFace(trains_per_hour, ride_min, pair)
            tried_min = _mean_min(province, pairs, definition, Lever(clock_face=clock))
            if tried_min <= definition.limit_min + 1e-9:
                found.append(clock)
                break
    return min(found, key=lambda clock: (added_trains(province, clock), clock.pair), default=None)


def added_trains(province: Province, clock: ClockFace) -> float:
    """Trains an hour that a clock face has more than today between its stations.

    Today's are the direct trains of the window that no later one overtakes, by hour. Less than 0
    where fewer trains do at equal gaps.

    Examples
    --------
    Two trains from H to X in 16 hours.

    >>> from sim.gateway.circle.small_province import ready
    >>> added_trains(ready(), ClockFace(2, 35.0, ("H", "X")))
    1.875
    """
    leave = pair_rides(province, clock.pair).departure_s
    window = province.window
    today = int(((leave >= window.start_s) & (leave < window.end_s)).sum())
    return clock.trains_per_hour - today / ((window.end_s - window.start_s) / 3_600)


def _fastest_min(province: Province, pair: Pair) -> float:
    """Shortest direct ride of the day: that of the timetable where there is one."""
    rides = pair_rides(province, pair, as_timetabled=True)
    if not len(rides):
        rides = pair_rides(province, pair)
    return int((rides.arrival_s - rides.departure_s).min()) / 60.0


def _mean_min(
    province: Province, pairs: tuple[Pair, ...], definition: CircleDefinition, lever: Lever
) -> float:
    rides = changed_rides(province, pairs, lever, days=3 if definition.overnight else 1)
    mean = mean_ride(
        rides,
        start_s=province.window.start_s,
        end_s=province.window.end_s,
        overnight=definition.overnight,
    )
    return np.inf if mean is None else mean.total_min
