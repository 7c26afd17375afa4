"""The demand side: at a given level of service, who goes where, when and by what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.demand.case import DemandCase
from sim.demand.choice import Nests, available_to, choose, nests
from sim.demand.costs import (
    PairService,
    pair_costs,
    pairs_from_home,
    parking_yuan,
    road_charge_yuan,
)
from sim.demand.distribution import gravity, mean_length_km, purpose_car_share
from sim.demand.fares import transit_fare_yuan
from sim.demand.model import Floats32, Floats64, LevelOfService, Purpose
from sim.demand.value_of_time import time_values_of

__all__ = ["Travel", "travel"]


@dataclass(frozen=True)
class Travel:
    """Trips [U, P, A, Z, Z] by origin and destination, and what they are worth.

    ``logsum_min`` and ``logsum_trips`` [U, C, Z]: mean composite cost of the trips from each home
    zone, and their number. ``unconnected`` [U] trips have no way at all. ``home_trips``
    [U, C, Z, Z] are the day's from the home end to the other end. ``factor_logs`` start the next
    distribution.
    """

    trips: Floats32
    unconnected: Floats64
    logsum_min: Floats64
    logsum_trips: Floats64
    mean_km: Floats64
    home_trips: Floats32
    factor_logs: Mapping[str, Floats64] = field(default_factory=dict)


def travel(case: DemandCase, service: LevelOfService, *, start: Travel | None = None) -> Travel:
    """Distribute and divide the trips of every purpose at a level of service.

    For each purpose and period, costs are the mean of the way out and the way back by the shares of
    the purpose; mode choice (`choose`) is made once for both, with and without a car at hand. The
    day's composite cost is the mean over periods by their trips; it distributes the trips
    (`gravity`). Origins and destinations follow: out as they are, back turned round.

    Parameters
    ----------
    start
        An earlier solution that the distribution starts from; saves time only.
    """
    size, segments = len(case.zones), case.segments
    shape = (len(segments.purposes), len(segments.periods), len(segments.alternatives))
    trips = np.zeros((*shape, size, size), dtype=np.float32)
    home_trips = np.zeros((shape[0], 2, size, size), dtype=np.float32)
    logsum_min = np.full((shape[0], 2, size), np.inf)
    logsum_trips = np.zeros((shape[0], 2, size))
    unconnected, mean_km = np.zeros(shape[0]), np.zeros(shape[0])
    fares = transit_fare_yuan(service.transit, case.prices, case.bands)
    charge = road_charge_yuan(case.zones.parking_id, case.prices)
    tree = nests(segments.alternatives, case.parameters)
    factors: dict[str, Floats64] = {}
    for row, purpose in enumerate(segments.purposes):
        columns = np.flatnonzero(case.ends.attractions[row] > 0)
        found = _choices(case, service, purpose, columns, fares=fares, charge=charge, tree=tree)
        spread = gravity(
            _whole(found.composite_min, columns, size),
            case.ends.productions[row],
            case.ends.attractions[row],
            car_share=purpose_car_share(case.zones, purpose),
            decay_per_min=case.parameters[f"decay_{purpose.purpose_id}"],
            start=start.factor_logs.get(purpose.purpose_id) if start else None,
            zone_ids=case.zones.zone_ids,
        )
        factors[purpose.purpose_id] = spread.factor_log
        unconnected[row] = spread.unconnected.sum()
        mean_km[row] = mean_length_km(spread.trips.sum(axis=0), case.slow.km)
        home_trips[row] = spread.trips
        going = spread.trips[:, :, columns]
        logsum_trips[row] = going.sum(axis=2)
        logsum_min[row] = _mean_cost(going, found.composite_min)
        for period in range(shape[1]):
            shares = found.probabilities[period]
            if shares is not None:
                ways = purpose.out_share[period], purpose.back_share[period]
                _by_origin(trips[row, period], going, shares, columns, ways)
    return Travel(trips, unconnected, logsum_min, logsum_trips, mean_km, home_trips, factors)


@dataclass(frozen=True)
class _Choices:
    """Shares of the alternatives by period [C, A, Z, columns] and the day's cost [C, Z, columns].

    A period in which nobody travels has ``None``.
    """

    probabilities: tuple[Floats32 | None, ...]
    composite_min: Floats64


def _choices(
    case: DemandCase,
    service: LevelOfService,
    purpose: Purpose,
    columns: npt.NDArray[np.int64],
    *,
    fares: Floats32,
    charge: Floats32,
    tree: Nests,
) -> _Choices:
    """Mode choice of one purpose in every period, towards the zones that attract anything."""
    size, alternatives = len(case.zones), case.segments.alternatives
    parking = parking_yuan(
        case.zones.parking_id,
        case.prices,
        purpose.parking_h,
        at_both_ends=purpose.kind == "non_home",
    )
    values = time_values_of(case.parameters, year=case.year, factor=purpose.value_of_time_factor)
    probabilities: list[Floats32 | None] = []
    composite = np.zeros((2, size * len(columns)))
    for period in range(len(case.segments.periods)):
        weight = purpose.out_share[period] + purpose.back_share[period]
        if weight == 0:
            probabilities.append(None)
            continue
        pairs = pairs_from_home(
            service, period, purpose, transit_fare_yuan=fares, parking=parking, road_charge=charge
        )
        chosen = PairService(*(_of_columns(one, columns, size) for one in pairs))
        minutes, money = pair_costs(chosen, alternatives, case.prices, case.parameters)
        shares = np.empty((2, len(alternatives), size, len(columns)), dtype=np.float32)
        for with_car in (0, 1):
            found, cost = choose(
                minutes,
                money,
                nest_of=tree.nest_of,
                theta=tree.theta,
                values_of_time_yuan_per_h=values.yuan_per_h,
                class_shares=values.shares,
                scale_per_min=case.parameters["scale_per_min"],
                available=available_to(alternatives, car_available=bool(with_car)),
            )
            shares[with_car] = found.reshape(shares.shape[1:])
            composite[with_car] += weight * cost
        probabilities.append(shares)
    return _Choices(tuple(probabilities), composite.reshape(2, size, len(columns)))


def _of_columns(flat: Floats32, columns: npt.NDArray[np.int64], size: int) -> Floats32:
    if len(columns) == size:
        return flat
    return np.ascontiguousarray(flat.reshape(size, size)[:, columns]).ravel()


def _whole(cost: Floats64, columns: npt.NDArray[np.int64], size: int) -> Floats64:
    """Costs towards all zones: those that attract nothing cannot be chosen."""
    if len(columns) == size:
        return cost
    whole = np.full((2, size, size), np.inf)
    whole[:, :, columns] = cost
    return whole


def _mean_cost(trips: Floats64, cost_min: Floats64) -> Floats64:
    """Mean cost of the trips from each zone [C, Z]; inf where there are none."""
    total = trips.sum(axis=2)
    spent = (trips * np.where(trips > 0, cost_min, 0.0)).sum(axis=2)
    return np.asarray(np.divide(spent, total, out=np.full_like(total, np.inf), where=total > 0))


def _by_origin(
    trips: Floats32,
    going: Floats64,
    shares: Floats32,
    columns: npt.NDArray[np.int64],
    ways: tuple[float, float],
) -> None:
    """Add a purpose's trips of a period to `trips` [A, Z, Z]: out by row, back by column."""
    out, back = ways
    for row in range(trips.shape[0]):
        made = going[0] * shares[0, row] + going[1] * shares[1, row]
        trips[row][:, columns] += (out * made).astype(np.float32)
        trips[row][columns, :] += (back * made.T).astype(np.float32)
