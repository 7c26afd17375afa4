"""What a sample says at other parameters, prices or services: the fast path of the model.

Paths, destinations and traffic stay as the whole model left them. Costs of public transport move by
what their components weigh anew; by the envelope theorem that is right to the first order, because
nobody gains by another path from a small change. Choice is worked out again in full.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.demand.choice import available_to, choose, nests
from sim.demand.costs import PairService, pair_costs
from sim.demand.counts import Counts
from sim.demand.model import Floats32, Floats64
from sim.demand.parameters import Parameters
from sim.demand.sample import PurposeSample, Sample
from sim.demand.value_of_time import FIRST_YEAR, time_values_of

__all__ = ["OUTER_AREA", "Shift", "counts_at", "transit_min_at"]

OUTER_AREA = "main_city"
"""Zones outside this area are the ones that `Shift.outer_trips` multiplies."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Factors on what people meet; 1 leaves it as it is.

    ``wait``, ``ride`` and ``fare`` of public transport, ``drive`` minutes, ``parking`` and ``fuel``
    prices, ``cars`` per person, and trips whose home end lies outside the main city.
    """

    wait: float = 1.0
    ride: float = 1.0
    fare: float = 1.0
    drive: float = 1.0
    parking: float = 1.0
    fuel: float = 1.0
    cars: float = 1.0
    outer_trips: float = 1.0


def counts_at(
    sample: Sample,
    parameters: Parameters,
    shift: Shift | None = None,
    *,
    threads: int | None = None,
) -> Counts:
    """Counts of the sample's trips at other parameters.

    Trips per person scale the trips of residents' purposes. Errors of growth
    (``cars_growth_error_pct``, ``outer_growth_error_pct``, per year after 2015) act on the cars at
    hand and on trips from outside the main city; in the base year they do nothing.

    Parameters
    ----------
    sample
        Of one result.
    parameters
        Values to use; those the sample was made with give its own centre.
    shift
        Further factors, for levers.
    threads
        Threads of the choice kernel; the result is the same.

    Examples
    --------
    >>> from sim.demand.sample_examples import PARAMETERS, small_sample
    >>> sample = small_sample()
    >>> now, dear = (counts_at(sample, PARAMETERS, Shift(parking=n)).trips for n in (1, 2))
    >>> bool(dear[..., 3].sum() < now[..., 3].sum())  # fewer go by car
    True
    """
    shift = _with_growth(shift or Shift(), parameters, sample.year)
    areas, periods, modes = len(sample.area_ids), len(sample.periods), len(sample.mode_ids)
    trips = np.zeros((areas, len(sample.purposes), periods, len(sample.alternatives)))
    km = np.zeros((areas, len(sample.purposes)))
    rides = np.zeros((areas, 2, modes))
    for row, part in enumerate(sample.purposes):
        if not part.trips.size:
            continue
        made = part.trips * _trip_factor(sample, part, parameters, shift)
        shares = _shares(sample, part, parameters, shift, threads)
        each = shares.reshape(shares.shape[0], periods, -1) * (part.period_share[:, None] * made)
        mask = sample.masks[:, part.home]
        trips[:, row] = np.einsum("apn,rn->rpa", each, mask)
        km[:, row] = mask @ (made * part.km)
        rides += _rides(sample, part, each, mask)
    return Counts(
        area_ids=sample.area_ids,
        purposes=tuple(part.purpose for part in sample.purposes),
        periods=sample.periods,
        alternatives=sample.alternatives,
        mode_ids=sample.mode_ids,
        trips=trips,
        km=km,
        boardings=rides[:, 0],
        entries=rides[:, 1],
        population=sample.population,
    )


def _rides(sample: Sample, part: PurposeSample, trips: Floats64, mask: Floats64) -> Floats64:
    """Boardings and entries [R, 2, M] of trips [A, P, n]."""
    modes = len(sample.mode_ids)
    riders = sum(trips[row] for row, one in enumerate(sample.alternatives) if one.kind == "transit")
    found = np.zeros((mask.shape[0], 2, modes))
    for n, done in enumerate((part.parts.boardings, part.parts.entries)):
        by_pair = np.einsum("pn,mpn->mn", riders, done.reshape(modes, len(sample.periods), -1))
        found[:, n] = mask @ by_pair.T
    return found


def _with_growth(shift: Shift, parameters: Parameters, year: int) -> Shift:
    """Errors of growth since the base year, as factors."""
    years = year - FIRST_YEAR
    cars = (1 + parameters.get("cars_growth_error_pct", 0.0) / 100) ** years
    outer = (1 + parameters.get("outer_growth_error_pct", 0.0) / 100) ** years
    return replace(shift, cars=shift.cars * cars, outer_trips=shift.outer_trips * outer)


def _trip_factor(
    sample: Sample, part: PurposeSample, parameters: Parameters, shift: Shift
) -> Floats64:
    """Factor on the trips of each pair."""
    rate = "trip_rate_per_person_day"
    all_of_them = (
        1.0
        if part.purpose.kind == "special"
        else parameters.get(rate, 1.0) / sample.parameters.get(rate, 1.0)
    )
    if shift.outer_trips == 1 or OUTER_AREA not in sample.area_ids:
        return np.full(part.trips.size, all_of_them)
    inside = sample.masks[sample.area_ids.index(OUTER_AREA), part.home] > 0
    return np.where(inside, 1.0, shift.outer_trips) * all_of_them


def _shares(
    sample: Sample,
    part: PurposeSample,
    parameters: Parameters,
    shift: Shift,
    threads: int | None,
) -> Floats32:
    """Probability of every alternative [A, P n], over people with and without a car at hand."""
    service = part.service
    prices = dict(sample.prices) | {"fuel": sample.prices["fuel"] * shift.fuel}
    asked = PairService(
        transit_min=transit_min_at(part, sample.parameters, parameters, shift),
        transit_fare_yuan=service.transit_fare_yuan * np.float32(shift.fare),
        drive_min=service.drive_min * np.float32(shift.drive),
        drive_km=service.drive_km,
        slow_km=service.slow_km,
        parking_yuan=service.parking_yuan * np.float32(shift.parking),
        road_charge_yuan=service.road_charge_yuan,
    )
    minutes, money_yuan = pair_costs(asked, sample.alternatives, prices, parameters)
    nest = nests(sample.alternatives, parameters)
    worth = time_values_of(parameters, year=sample.year, factor=part.purpose.value_of_time_factor)
    without, with_car = (
        choose(
            minutes,
            money_yuan,
            nest_of=nest.nest_of,
            theta=nest.theta,
            values_of_time_yuan_per_h=worth.yuan_per_h,
            class_shares=worth.shares,
            scale_per_min=parameters["scale_per_min"],
            available=available_to(sample.alternatives, car_available=car),
            threads=threads,
        )[0]
        for car in (False, True)
    )
    owned = _cars_at_hand(part, sample.parameters, parameters, shift)
    car_share = np.tile(owned.astype(np.float32), len(sample.periods))
    return without + car_share * (with_car - without)


def _cars_at_hand(
    part: PurposeSample, before: Parameters, now: Parameters, shift: Shift
) -> Floats64:
    """Share with a car at hand ``1 - exp(-access cars)`` where access or cars have changed.

    That is ``1 - (1 - share)^f`` with both changes as one factor ``f``; see `zone_cars.car_share`.
    Visitors have none.
    """
    access = "car_access_per_car"
    factor = shift.cars * now.get(access, 1.0) / before.get(access, 1.0)
    residents = part.purpose.resident_share
    if residents <= 0 or factor == 1:
        return part.car_share
    without = np.maximum(1 - part.car_share / residents, 0)
    return np.asarray(part.car_share + residents * (without - without**factor))


def transit_min_at(
    part: PurposeSample, before: Parameters, now: Parameters, shift: Shift
) -> Floats32:
    """Weighted minutes of public transport at other weights, along the same paths [P n].

    The cost of the whole model plus what each component weighs more or less. Crowding's share of
    the ride stays as it was, in minutes. ``inf`` stays ``inf``; nothing falls below zero.

    Parameters
    ----------
    part
        Drawn pairs of a purpose.
    before, now
        Parameters the paths were found with, and those asked for.
    shift
        Factors on waiting and riding.

    Examples
    --------
    >>> from sim.demand.sample_examples import PARAMETERS, small_sample
    >>> part = small_sample().purposes[0]
    >>> same = transit_min_at(part, PARAMETERS, PARAMETERS, Shift())
    >>> bool(np.allclose(same, part.service.transit_min))
    True
    """
    one, local = part.parts, part.parts.local_boardings
    walk_min = one.walk_min + (now["local_bus_walk_min"] - before["local_bus_walk_min"]) * local
    change = now["walk_weight"] * walk_min - before["walk_weight"] * one.walk_min
    local_wait_min = local * before["local_bus_wait_min"]
    by_headway = now.get("wait_factor", 0.5) / before.get("wait_factor", 0.5)
    wait_min = np.maximum(one.wait_min - local_wait_min, 0) * by_headway
    wait_min += local * now["local_bus_wait_min"]
    change += now["wait_weight"] * shift.wait * wait_min - before["wait_weight"] * one.wait_min
    change += (now["transfer_penalty_min"] - before["transfer_penalty_min"]) * one.transfers
    street, street_before = now["street_ride_weight"], before["street_ride_weight"]
    street *= 1 + now.get("street_ride_error", 0.0)
    street_before *= 1 + before.get("street_ride_error", 0.0)
    change += (street * shift.ride - street_before) * one.street_min + (
        shift.ride - 1
    ) * one.rail_min
    slower = before["local_bus_speed_kmh"] / now["local_bus_speed_kmh"] - 1
    change += slower * street * shift.ride * one.local_min
    moved = part.service.transit_min + change.astype(np.float32)
    return np.maximum(moved, np.float32(0))
