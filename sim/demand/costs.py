"""What each way of travelling costs between two places: weighted minutes, and yuan.

What an alternative costs follows from its ``kind`` alone: `KINDS` has one function for each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

import numpy as np

from sim.demand.fares import distance_yuan, hire_fare_yuan, price_values
from sim.demand.model import (
    Alternative,
    Floats32,
    LevelOfService,
    Purpose,
)
from sim.demand.parameters import Parameters
from sim.errors import DataError

__all__ = [
    "KINDS",
    "PairService",
    "pair_costs",
    "pairs_from_home",
    "parking_yuan",
    "road_charge_yuan",
    "seen_from_home",
]

Prices: TypeAlias = Mapping[str, float]
Costs: TypeAlias = tuple[Floats32, Floats32]
"""Weighted minutes and yuan of a person."""


class PairService(NamedTuple):
    """What choice looks at for ``n`` pairs of places in one period: flat float32 arrays [n].

    ``transit_min`` is weighted and has no fare in it; ``drive_min`` is in traffic;
    ``parking_yuan`` is the part of the stay that one trip bears, as posted, ``road_charge_yuan``
    likewise, both for the whole car. ``inf`` where there is no way.
    """

    transit_min: Floats32
    transit_fare_yuan: Floats32
    drive_min: Floats32
    drive_km: Floats32
    slow_km: Floats32
    parking_yuan: Floats32
    road_charge_yuan: Floats32


def pair_costs(
    pairs: PairService,
    alternatives: Sequence[Alternative],
    prices: Prices,
    parameters: Parameters,
) -> Costs:
    """Weighted minutes with constants [A, n], and yuan of each person [A, n].

    Together they are the generalised cost ``minutes + 60 yuan / value of time`` that
    `sim.demand.choice.choose` works with; the value of time differs between travellers, so the two
    stay apart. ``constant_<kind>_min`` is added to the minutes. ``inf`` where there is no way.

    Raises
    ------
    DataError
        If a price is missing or negative, or a vehicle has nobody in it.

    Examples
    --------
    >>> far = PairService(*(np.float32([value]) for value in (30, 2, 20, 10, 8, 0, 0)))
    >>> bus = Alternative("b", "公交", "Bus", "transit", "t", True, True, False, 1, "#000000")
    >>> pair_costs(far, [bus], {}, {"constant_transit_min": 5.0})
    (array([[35.]], dtype=float32), array([[2.]], dtype=float32))
    """
    size = pairs.transit_min.size
    minutes = np.empty((len(alternatives), size), dtype=np.float32)
    money_yuan = np.empty((len(alternatives), size), dtype=np.float32)
    for row, one in enumerate(alternatives):
        if not one.persons_per_vehicle > 0:
            raise DataError(
                f"demand/alternatives: '{one.alternative_id}' has {one.persons_per_vehicle:g} "
                "persons per vehicle; give a number above 0"
            )
        taken_min, paid_yuan = KINDS[one.kind](pairs, prices, parameters)
        minutes[row] = taken_min + np.float32(parameters[f"constant_{one.kind}_min"])
        money_yuan[row] = paid_yuan / np.float32(one.persons_per_vehicle)
    return minutes, money_yuan


def _walk(pairs: PairService, prices: Prices, parameters: Parameters) -> Costs:
    """On foot all the way, at walking speed and its weight; nobody walks farther than the most."""
    del prices
    weight = 60 / parameters["walk_speed_kmh"] * parameters["walk_trip_weight"]
    km = _within(pairs.slow_km, parameters["walk_max_km"])
    return km * np.float32(weight), np.zeros_like(km)


def _within(km: Floats32, most_km: float) -> Floats32:
    """Distances up to the longest anybody goes this way; ``inf`` beyond."""
    return np.where(km <= np.float32(most_km), km, np.float32(np.inf))


def _cycle(pairs: PairService, prices: Prices, parameters: Parameters) -> Costs:
    """By cycle: fetching and leaving it, then riding, all at the weight of cycling."""
    del prices
    weight = np.float32(parameters["cycle_weight"])
    km = _within(pairs.slow_km, parameters["cycle_max_km"])
    ride_min = km * np.float32(60 / parameters["cycle_speed_kmh"])
    return weight * (ride_min + np.float32(parameters["cycle_access_min"])), np.zeros_like(ride_min)


def _transit(pairs: PairService, prices: Prices, parameters: Parameters) -> Costs:
    """By public transport: weights and fares are in the level of service."""
    del prices, parameters
    return pairs.transit_min, pairs.transit_fare_yuan


def _drive(pairs: PairService, prices: Prices, parameters: Parameters) -> Costs:
    """By own car: the way to it and from it, fuel and wear, parking where it is paid, charges."""
    (fuel_yuan_per_l,) = price_values(prices, ["fuel"])
    yuan_per_km = (
        parameters["fuel_l_per_100km"] / 100 * fuel_yuan_per_l
        + parameters["drive_other_yuan_per_km"]
    )
    parking = np.float32(parameters["parking_paid_share"]) * pairs.parking_yuan
    running = distance_yuan(pairs.drive_km, yuan_per_km)
    minutes = pairs.drive_min + np.float32(parameters["drive_access_min"])
    return minutes, running + parking + pairs.road_charge_yuan


def _hire(pairs: PairService, prices: Prices, parameters: Parameters) -> Costs:
    """By taxi: waiting at its weight, the ride, the fare. Taxis pay no road charge."""
    wait_min = parameters["hire_wait_min"] * parameters["wait_weight"]
    return pairs.drive_min + np.float32(wait_min), hire_fare_yuan(pairs.drive_km, prices)


KINDS: Mapping[str, Callable[[PairService, Prices, Parameters], Costs]] = MappingProxyType(
    {"walk": _walk, "cycle": _cycle, "transit": _transit, "drive": _drive, "hire": _hire}
)
"""Cost of one vehicle (or person on foot) by the kind of an alternative."""


def seen_from_home(matrix: Floats32, out_share: float, back_share: float) -> Floats32:
    """Mean over the trips out (row to column) and back (column to row) of a period [Z, Z].

    ``(o M + b M') / (o + b)``. A direction that nobody takes is not looked at, so its ``inf`` does
    no harm; where one that is taken is ``inf`` the mean is. With no trips both count alike.

    Raises
    ------
    DataError
        If a share is negative or not a number.

    Examples
    --------
    >>> seen_from_home(np.float32([[1, 10], [20, 2]]), 0.3, 0.1).tolist()  # 3/4 of 10, 1/4 of 20
    [[1.0, 12.5], [17.5, 2.0]]
    """
    if not (out_share >= 0 and back_share >= 0):
        raise DataError(f"shares out {out_share:g} and back {back_share:g} must not be below 0")
    total = out_share + back_share
    out = out_share / total if total > 0 else 0.5
    if out == 1:
        return matrix
    if out == 0:
        return np.ascontiguousarray(matrix.T)
    return np.float32(out) * matrix + np.float32(1 - out) * matrix.T


def parking_yuan(
    parking_id: Sequence[str], prices: Prices, parking_h: float, *, at_both_ends: bool
) -> Floats32:
    """Price of parking that one car trip bears [Z, Z] (yuan), from home to the other end.

    Every stay has a trip before and a trip after it; each bears half, ``parking_h`` times
    ``parking_<parking_id>`` of the place. Parking at home costs nothing per trip. Trips that begin
    and end away from home (``at_both_ends``) bear half a stay at both.

    Raises
    ------
    DataError
        If a price is missing or negative, or the stay is negative; named.

    Examples
    --------
    >>> parking_yuan(["far", "core"], {"parking_far": 0, "parking_core": 8}, 2, at_both_ends=False)
    array([[0., 8.],
           [0., 8.]], dtype=float32)
    """
    if not 0 <= parking_h < float("inf"):
        raise DataError(f"demand/purposes: parking_h is {parking_h:g}; the least is 0")
    yuan_per_h = price_values(prices, [f"parking_{one}" for one in parking_id])
    half = np.asarray(yuan_per_h, dtype=np.float32) * np.float32(parking_h / 2)
    begins = half if at_both_ends else np.zeros_like(half)
    return begins[:, None] + half[None, :]


def road_charge_yuan(parking_id: Sequence[str], prices: Prices) -> Floats32:
    """Charge of a car trip [Z, Z] (yuan): it ends or begins in a charged area, from outside it.

    ``road_charge_<parking_id>`` of the area left and of the area entered; nothing inside one.

    Raises
    ------
    DataError
        If a price is missing or negative; named.

    Examples
    --------
    >>> road_charge_yuan(["far", "core"], {"road_charge_far": 0, "road_charge_core": 10}).tolist()
    [[0.0, 10.0], [10.0, 0.0]]
    """
    charges = price_values(prices, [f"road_charge_{one}" for one in parking_id])
    charge = np.asarray(charges, dtype=np.float32)
    names = np.asarray(parking_id)
    across = names[:, None] != names[None, :]
    return np.where(across, charge[:, None] + charge[None, :], np.float32(0))


def pairs_from_home(
    service: LevelOfService,
    period: int,
    purpose: Purpose,
    *,
    transit_fare_yuan: Floats32,
    parking: Floats32,
    road_charge: Floats32,
) -> PairService:
    """Level of service of all zones for a purpose in a period, from home to the other end [Z Z].

    Parameters
    ----------
    service, period
        Level of service and the row of the period.
    purpose
        Its shares out and back in the period weigh the two directions (`seen_from_home`).
    transit_fare_yuan
        [P, Z, Z] fares (`sim.demand.fares.transit_fare_yuan`).
    parking, road_charge
        [Z, Z] as `parking_yuan` and `road_charge_yuan` give them: both are by home end already.

    Examples
    --------
    >>> from sim.demand.model import RoadSkims, SlowSkims, TransitSkims
    >>> day = np.float32([[[1, 30], [50, 1]]])
    >>> service = LevelOfService(TransitSkims(day, day, day, day, {}, {}, {}, {}),
    ...                          RoadSkims(day, day), SlowSkims(day[0]))
    >>> work = Purpose("w", "上班", "Work", "home", True, 1, (0.3,), (0.1,), 1, 8)
    >>> pairs = pairs_from_home(service, 0, work, transit_fare_yuan=day, parking=day[0],
    ...                         road_charge=day[0])
    >>> pairs.transit_min.tolist()  # three quarters there, one quarter back
    [1.0, 35.0, 45.0, 1.0]
    """
    out, back = purpose.out_share[period], purpose.back_share[period]

    def flat(matrix: Floats32) -> Floats32:
        return np.ravel(seen_from_home(matrix, out, back))

    return PairService(
        transit_min=flat(service.transit.cost_min[period]),
        transit_fare_yuan=flat(transit_fare_yuan[period]),
        drive_min=flat(service.road.minutes[period]),
        drive_km=flat(service.road.km[period]),
        slow_km=np.ravel(service.slow.km),
        parking_yuan=np.ravel(parking),
        road_charge_yuan=np.ravel(road_charge),
    )
