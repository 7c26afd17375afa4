"""The demand side: at a given level of service, who goes where, when and by what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

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
from sim.routing.chunks import spread

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


def travel(
    case: DemandCase,
    service: LevelOfService,
    *,
    factor_logs: Mapping[str, Floats64] | None = None,
) -> Travel:
    """Distribute and divide the trips of every purpose at a level of service.

    For each purpose and period, costs are the mean of the way out and the way back by the shares of
    the purpose; mode choice (`choose`) is made once for both, with and without a car at hand. The
    day's composite cost is the mean over periods by their trips; it distributes the trips
    (`gravity`). Origins and destinations follow: out as they are, back turned round.

    Parameters
    ----------
    factor_logs
        Of an earlier solution, for the distribution to start from; saves time only.
    """
    size, segments = len(case.zones), case.segments
    shape = (len(segments.purposes), len(segments.periods), len(segments.alternatives))
    found = Travel(
        trips=np.zeros((*shape, size, size), dtype=np.float32),
        unconnected=np.zeros(shape[0]),
        logsum_min=np.full((shape[0], 2, size), np.inf),
        logsum_trips=np.zeros((shape[0], 2, size)),
        mean_km=np.zeros(shape[0]),
        home_trips=np.zeros((shape[0], 2, size, size), dtype=np.float32),
    )
    met = _Met(
        service,
        fares=transit_fare_yuan(service.transit, case.prices, case.bands),
        charge=road_charge_yuan(case.zones.parking_id, case.prices),
        tree=nests(segments.alternatives, case.parameters),
    )
    begun = factor_logs or {}
    purposes = range(shape[0])
    factors = spread(
        [partial(_travel, case, met, row, begun, found) for row in purposes], threads=None
    )
    names = (purpose.purpose_id for purpose in segments.purposes)
    return replace(found, factor_logs=dict(zip(names, factors, strict=True)))


class _Met(NamedTuple):
    """The service that travellers meet, with fares and charges [Z, Z] and the tree of choices."""

    service: LevelOfService
    fares: Floats32
    charge: Floats32
    tree: Nests


def _travel(
    case: DemandCase, met: _Met, row: int, begun: Mapping[str, Floats64], found: Travel
) -> Floats64:
    """Write the trips of one purpose into its rows of `found`; the factors of its distribution."""
    from sim.demand.trip_kernels import by_origin  # noqa: PLC0415 - numba is slow to load

    purpose, size = case.segments.purposes[row], len(case.zones)
    columns = np.flatnonzero(case.ends.attractions[row] > 0)
    choices = _choices(case, met, purpose, columns)
    given = gravity(
        _whole(choices.composite_min, columns, size),
        case.ends.productions[row],
        case.ends.attractions[row],
        car_share=purpose_car_share(case.zones, purpose),
        decay_per_min=case.parameters[f"decay_{purpose.purpose_id}"],
        start=begun.get(purpose.purpose_id),
        zone_ids=case.zones.zone_ids,
    )
    found.unconnected[row] = given.unconnected.sum()
    found.mean_km[row] = mean_length_km(given.trips.sum(axis=0), case.slow.km)
    found.home_trips[row] = given.trips
    going = given.trips[:, :, columns]
    found.logsum_trips[row] = going.sum(axis=2)
    found.logsum_min[row] = _mean_cost(going, choices.composite_min)
    for period, shares in enumerate(choices.probabilities):
        if shares is not None:
            ways = purpose.out_share[period], purpose.back_share[period]
            by_origin(found.trips[row, period], going, shares, columns, *ways)
    return given.factor_log


@dataclass(frozen=True)
class _Choices:
    """Shares of the alternatives by period [C, A, Z, columns] and the day's cost [C, Z, columns].

    A period in which nobody travels has ``None``.
    """

    probabilities: tuple[Floats32 | None, ...]
    composite_min: Floats64


def _choices(
    case: DemandCase, met: _Met, purpose: Purpose, columns: npt.NDArray[np.int64]
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
            met.service,
            period,
            purpose,
            transit_fare_yuan=met.fares,
            parking=parking,
            road_charge=met.charge,
        )
        chosen = PairService(*(_of_columns(one, columns, size) for one in pairs))
        minutes, money = pair_costs(chosen, alternatives, case.prices, case.parameters)
        shares = np.empty((2, len(alternatives), size, len(columns)), dtype=np.float32)
        for with_car in (0, 1):
            found, cost = choose(
                minutes,
                money,
                nest_of=met.tree.nest_of,
                theta=met.tree.theta,
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
