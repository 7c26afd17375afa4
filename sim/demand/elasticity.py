"""How strongly public transport answers to its time, fare and headway, beside what is accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log, nan

import numpy as np

from sim.demand.choice import available_to, choose, nests
from sim.demand.costs import PairService, Prices, pair_costs
from sim.demand.model import Alternative, Floats32, Floats64, TransitSkims
from sim.demand.parameters import Parameters
from sim.demand.value_of_time import TimeValues

__all__ = ["QUANTITIES", "Check", "Quantity", "Travellers", "elasticities", "weighted_parts"]

_STEP = 0.1


@dataclass(frozen=True, slots=True)
class Check:
    """A number of the model beside the range it should lie in (a row of ``demand_checks``)."""

    check_id: str
    title_zh: str
    title_en: str
    value: float
    unit: str
    low: float
    high: float
    ok: bool
    note: str


@dataclass(frozen=True, slots=True)
class Travellers:
    """Trips that choose alike: one purpose and period, with or without a car at hand.

    ``ride_min`` and ``wait_min`` are the weighted minutes of riding and waiting within
    ``pairs.transit_min`` (`weighted_parts`), ``trips`` the trips of each pair, all [n].
    """

    pairs: PairService
    ride_min: Floats32
    wait_min: Floats32
    trips: Floats64
    car_available: bool
    time_values: TimeValues


def _ride_scaled(one: Travellers, factor: float) -> PairService:
    return _minutes_scaled(one.pairs, one.ride_min, factor)


def _wait_scaled(one: Travellers, factor: float) -> PairService:
    return _minutes_scaled(one.pairs, one.wait_min, factor)


def _minutes_scaled(pairs: PairService, part_min: Floats32, factor: float) -> PairService:
    """A part of the minutes becomes ``factor`` times as long; no way stays no way."""
    part_min = np.where(np.isinf(pairs.transit_min), np.float32(0), part_min)
    return pairs._replace(transit_min=pairs.transit_min + np.float32(factor - 1) * part_min)


def _fare_scaled(one: Travellers, factor: float) -> PairService:
    return one.pairs._replace(
        transit_fare_yuan=np.float32(factor) * one.pairs.transit_fare_yuan,
    )


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something about public transport that is made dearer, with the accepted elasticity."""

    quantity_id: str
    title_zh: str
    title_en: str
    low: float
    high: float
    scaled: Callable[[Travellers, float], PairService]
    source: str


QUANTITIES = (
    Quantity(
        "ride_time",
        "公共交通对乘车时间的弹性",
        "Elasticity of public transport with its time in the vehicle",
        -0.7,
        -0.3,
        _ride_scaled,
        "-0.3 to -0.7; Balcombe et al. 2004 (TRL 593), Paulley et al. 2006 (general knowledge)",
    ),
    Quantity(
        "fare",
        "公共交通对票价的弹性",
        "Elasticity of public transport with its fare",
        -0.4,
        -0.2,
        _fare_scaled,
        "-0.2 to -0.4, short run; Balcombe et al. 2004 (TRL 593) (general knowledge)",
    ),
    Quantity(
        "headway",
        "公共交通对发车间隔的弹性",
        "Elasticity of public transport with its headway",
        -0.6,
        -0.2,
        _wait_scaled,
        "-0.2 to -0.6, by way of waiting; Balcombe et al. 2004 (TRL 593) (general knowledge)",
    ),
)
"""What is reported, in order. Ranges are of demand in Britain and elsewhere, none of Hangzhou."""


def weighted_parts(transit: TransitSkims, parameters: Parameters) -> tuple[Floats32, Floats32]:
    """Weighted minutes of riding, with crowding, and of waiting within ``cost_min`` [P, Z, Z].

    Waiting is ``wait_weight x wait_min``; riding is what is left of ``cost_min`` after waiting,
    walking and the penalties of boardings after the first (so it counts what is felt of new
    stations). Where there is no way both are 0.

    Examples
    --------
    >>> one = np.ones((1, 1, 1), np.float32)
    >>> skims = TransitSkims(40 * one, 5 * one, 4 * one, 0 * one, {}, {}, {"x": 2 * one}, {})
    >>> parameters = {"walk_weight": 2.0, "wait_weight": 2.0, "transfer_penalty_min": 6.0}
    >>> [part.item() for part in weighted_parts(skims, parameters)]  # 40 - 2 x 5 - 2 x 4 - 6
    [16.0, 8.0]
    """
    there = np.isfinite(transit.cost_min)
    boardings = sum(transit.boardings.values(), start=np.zeros_like(transit.cost_min))
    wait = np.where(there, np.float32(parameters["wait_weight"]) * transit.wait_min, 0)
    walk = np.where(there, np.float32(parameters["walk_weight"]) * transit.walk_min, 0)
    penalty = np.float32(parameters["transfer_penalty_min"]) * np.maximum(boardings - 1, 0)
    ride = np.where(there, transit.cost_min, 0) - walk - wait - penalty
    return np.maximum(ride, 0).astype(np.float32), wait.astype(np.float32)


def elasticities(
    travellers: Sequence[Travellers],
    alternatives: Sequence[Alternative],
    prices: Prices,
    parameters: Parameters,
) -> tuple[Check, ...]:
    """Arc elasticities of trips by public transport over 10 % less and 10 % more.

    ``ln(T(1.1) / T(0.9)) / ln(1.1 / 0.9)``, where ``T`` are the trips by public transport of all
    travellers: choice of mode alone, with trips, places, paths and crowding as they are, so the
    answer is that of the short run. As all trips stay, it is the elasticity of the share too.
    Without such trips the value is missing (nan) and the check fails.

    Parameters
    ----------
    travellers
        Samples, or all pairs, of every purpose and period, with and without a car.
    alternatives, prices, parameters
        As `sim.demand.costs.pair_costs` takes them.

    Returns
    -------
    tuple
        One check for each of `QUANTITIES`; outside its range is a warning, not a fault.

    Examples
    --------
    >>> [check.note for check in elasticities([], [], {}, {"scale_per_min": 0.05})][0]
    'no trips by public transport'
    """
    return tuple(
        _check(
            quantity,
            [
                _transit_trips(travellers, quantity, factor, (alternatives, prices, parameters))
                for factor in (1 - _STEP, 1 + _STEP)
            ],
        )
        for quantity in QUANTITIES
    )


def _check(quantity: Quantity, trips: list[float]) -> Check:
    """Elasticity from the trips at less and at more."""
    less, more = trips
    known = less > 0 and more > 0
    value = log(more / less) / log((1 + _STEP) / (1 - _STEP)) if known else nan
    return Check(
        check_id=f"elasticity_{quantity.quantity_id}",
        title_zh=quantity.title_zh,
        title_en=quantity.title_en,
        value=value,
        unit="1",
        low=quantity.low,
        high=quantity.high,
        ok=quantity.low <= value <= quantity.high,
        note=quantity.source if known else "no trips by public transport",
    )


def _transit_trips(
    travellers: Sequence[Travellers],
    quantity: Quantity,
    factor: float,
    setting: tuple[Sequence[Alternative], Prices, Parameters],
) -> float:
    """Trips by public transport when the quantity is ``factor`` times as much."""
    alternatives, prices, parameters = setting
    ridden = np.array([one.is_public_transport for one in alternatives], dtype=np.bool_)
    nest = nests(alternatives, parameters)
    total = 0.0
    for one in travellers:
        pairs = quantity.scaled(one, factor)
        minutes, money_yuan = pair_costs(pairs, alternatives, prices, parameters)
        probabilities, _ = choose(
            minutes,
            money_yuan,
            nest_of=nest.nest_of,
            theta=nest.theta,
            values_of_time_yuan_per_h=one.time_values.yuan_per_h,
            class_shares=one.time_values.shares,
            scale_per_min=parameters["scale_per_min"],
            available=available_to(alternatives, car_available=one.car_available),
        )
        share = probabilities[ridden].sum(axis=0, dtype=np.float64)
        total += float((one.trips * share).sum())
    return total
