"""Trips, kilometres, minutes and boardings by zone: one pass over the matrices of a result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.demand.model import (
    Alternative,
    DemandResult,
    Floats32,
    Floats64,
    LevelOfService,
)
from sim.demand.parameters import Parameters

__all__ = ["ZoneSums", "trip_km", "trip_minutes", "zone_sums"]


@dataclass(frozen=True)
class ZoneSums:
    """What begins and ends in each zone, half of either: [U, P, A, Z] by purpose and period.

    Every trip counts half in the zone it begins in and half in the one it ends in, so sums over
    zones are those of the city. ``km`` and ``minutes`` are totals of these trips, ``boardings``
    those of public transport. ``day`` and ``residents`` are the day's trips by origin and
    destination, [A, Z, Z]: everybody's, and those of residents.
    """

    trips: Floats64
    km: Floats64
    minutes: Floats64
    boardings: Floats64
    day: Floats64
    residents: Floats64


def trip_km(alternative: Alternative, service: LevelOfService, period: int) -> Floats64:
    """Kilometres of a trip [Z, Z]: along the street, the road, or in vehicles without the walks.

    What cannot be reached has zero, as nobody travels there.

    Examples
    --------
    >>> from sim.study.demand_examples import small_result
    >>> result = small_result()
    >>> by_public_transport = result.alternatives[2]
    >>> trip_km(by_public_transport, result.service, 0)[0, 2].round(2)
    np.float64(4.0)
    """
    if alternative.kind in _SLOW:
        return _known(service.slow.km)
    if alternative.kind == "transit":
        return _total(service.transit.ride_km, period)
    return _known(service.road.km[period])


def trip_minutes(
    alternative: Alternative, service: LevelOfService, period: int, *, parameters: Parameters
) -> Floats64:
    """Minutes of a trip from door to door [Z, Z], unweighted: walks, waits and rides as they last.

    By kind: distance over ``walk_speed_kmh``; distance over ``cycle_speed_kmh`` plus
    ``cycle_access_min``; walks, waits and rides of public transport; minutes on the road plus
    ``drive_access_min`` or ``hire_wait_min``. What cannot be reached has zero.

    Examples
    --------
    >>> from sim.study.demand_examples import PARAMETERS, small_result
    >>> result = small_result()
    >>> on_foot = result.alternatives[0]
    >>> trip_minutes(on_foot, result.service, 0, parameters=PARAMETERS)[0, 1].round(1)  # 2 km
    np.float64(26.7)
    """
    if alternative.kind == "transit":
        transit = service.transit
        outside = _known(transit.walk_min[period]) + _known(transit.wait_min[period])
        return outside + _total(transit.ride_min, period)
    if alternative.kind in _SLOW:
        speed, fixed = _SLOW[alternative.kind]
        minutes = _known(service.slow.km) * (60 / parameters[speed])
    else:
        fixed = _ON_ROAD[alternative.kind]
        minutes = _known(service.road.minutes[period])
    return minutes + (parameters[fixed] if fixed else 0.0)


_SLOW = {"walk": ("walk_speed_kmh", ""), "cycle": ("cycle_speed_kmh", "cycle_access_min")}
_ON_ROAD = {"drive": "drive_access_min", "hire": "hire_wait_min"}


def zone_sums(result: DemandResult, *, parameters: Parameters) -> ZoneSums:
    """Add up the trips of a result by zone.

    Parameters
    ----------
    result
        Demand in balance with supply.
    parameters
        Speeds and fixed minutes (see `trip_minutes`).

    Examples
    --------
    >>> from sim.study.demand_examples import PARAMETERS, small_result
    >>> result = small_result()
    >>> sums = zone_sums(result, parameters=PARAMETERS)
    >>> bool(np.isclose(sums.trips.sum(), result.trips.sum(dtype=float)))
    True
    """
    shape = result.trips.shape[:4]
    trips, km, minutes, boardings = (np.zeros(shape) for _ in range(4))
    zones = len(result.zones)
    day, residents = (np.zeros((len(result.alternatives), zones, zones)) for _ in range(2))
    for column, alternative in enumerate(result.alternatives):
        for period in range(len(result.periods)):
            each_km = trip_km(alternative, result.service, period)
            each_min = trip_minutes(alternative, result.service, period, parameters=parameters)
            rides = (
                _total(result.service.transit.boardings, period)
                if alternative.kind == "transit"
                else None
            )
            for row, purpose in enumerate(result.purposes):
                own = result.trips[row, period, column].astype(np.float64)
                place = (row, period, column)
                trips[place] = _both_ends(own)
                km[place] = _both_ends(own * each_km)
                minutes[place] = _both_ends(own * each_min)
                if rides is not None:
                    boardings[place] = _both_ends(own * rides)
                day[column] += own
                residents[column] += purpose.resident_share * own
    return ZoneSums(trips, km, minutes, boardings, day, residents)


def _both_ends(matrix: Floats64) -> Floats64:
    """Half of what begins and half of what ends in each zone."""
    both: Floats64 = 0.5 * (matrix.sum(axis=1) + matrix.sum(axis=0))
    return both


def _total(by_mode: Mapping[str, Floats32], period: int) -> Floats64:
    """Sum over modes, in the order of their ids, zero where there is no way."""
    first, *others = (by_mode[mode_id][period] for mode_id in sorted(by_mode))
    total = first.astype(np.float64)
    for one in others:
        total += one
    return _known(total)


def _known(matrix: Floats32 | Floats64) -> Floats64:
    return np.where(np.isfinite(matrix), matrix, 0.0).astype(np.float64)
