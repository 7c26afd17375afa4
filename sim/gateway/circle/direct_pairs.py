"""Direct trains of a day between single stations, and what a lever makes of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.gateway.circle.place_model import NO_LEVER, Lever
from sim.gateway.circle.province import Direction, Pair, Province
from sim.gateway.rail.departures import Departures, clock_face, departures
from sim.network.model import StopId

__all__ = ["changed_rides", "direct_pairs", "pair_rides", "usual_ride_min"]


def direct_pairs(
    province: Province, station_ids: Sequence[StopId], direction: Direction
) -> tuple[Pair, ...]:
    """Pairs of a main station that counts and one of some stations with a direct train, sorted.

    The first of a pair is where one boards.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import ready
    >>> direct_pairs(ready(), ("X", "Z"), "to_hangzhou")
    (('X', 'H'),)
    """
    pairs = [
        (hub, stop_id) if direction == "from_hangzhou" else (stop_id, hub)
        for hub in province.hub_ids
        for stop_id in station_ids
    ]
    return tuple(pair for pair in sorted(pairs) if len(pair_rides(province, pair)))


def pair_rides(province: Province, pair: Pair, *, as_timetabled: bool = False) -> Departures:
    """Direct trains of one day between two stations, see `Connections.between`.

    Computed once for a province.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import ready
    >>> (pair_rides(ready(), ("H", "X")).departure_s // 60).tolist()
    [420, 480]
    """
    key = (pair_rides, pair, as_timetabled)
    known = province.derived.get(key)
    if not isinstance(known, Departures):
        start, end = pair
        known = province.derived[key] = province.trains.between(
            (start,), (end,), direct_only=True, as_timetabled=as_timetabled, days=1
        )
    return known


def usual_ride_min(province: Province, pair: Pair) -> float:
    """Median minutes of the day's direct trains between two stations; NaN where there is none.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import ready
    >>> usual_ride_min(ready(), ("H", "X"))
    35.0
    """
    rides = pair_rides(province, pair)
    if not len(rides):
        return np.nan
    return float(np.median(rides.arrival_s - rides.departure_s)) / 60.0


def changed_rides(
    province: Province,
    pairs: Sequence[Pair],
    lever: Lever = NO_LEVER,
    *,
    as_timetabled: bool = False,
    days: int = 3,
) -> Departures:
    """Direct trains between any of some pairs, with the lever pulled.

    A clock face replaces the trains of its pair and leaves the others; minutes are taken off the
    rides of the lever's pair, or of all. A ride of the clock face has the label -1.
    `as_timetabled` is that of `Connections.between`, `days` that of `departures`.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import ready
    >>> cut = changed_rides(ready(), [("H", "X")], Lever(ride_cut_min=5.0), days=1)
    >>> ((cut.arrival_s - cut.departure_s) // 60).tolist()
    [25, 35]
    """
    parts = []
    clock = lever.clock_face
    for pair in pairs:
        rides = pair_rides(province, pair, as_timetabled=as_timetabled)
        if clock is not None and clock.pair == pair:
            day = clock_face(clock.trains_per_hour, clock.ride_min, days=1)
            parts.append((day.departure_s, day.arrival_s, day.label))
            continue
        is_cut = lever.ride_pair is None or lever.ride_pair == pair
        cut_s = round(60.0 * lever.ride_cut_min) if is_cut else 0
        parts.append((rides.departure_s, rides.arrival_s - cut_s, rides.label))
    if not parts:
        return departures([], [])
    leave, arrive, label = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return departures(leave, arrive, label, days=days)
