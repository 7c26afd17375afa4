"""A day's gains between two situations: every purpose and period chosen anew in both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.demand.choice import available_to, choose, nests
from sim.demand.costs import Prices, pair_costs, pairs_from_home, parking_yuan, road_charge_yuan
from sim.demand.model import Alternative, Floats32, Floats64, LevelOfService, Purpose
from sim.demand.parameters import Parameters
from sim.demand.value_of_time import TimeValues, time_values_of
from sim.demand.welfare import ZoneWelfare, by_zone, half_rule

__all__ = ["DayWelfare", "Situation", "Tastes", "day_welfare"]


class Situation(NamedTuple):
    """What differs between the two: service, fares [P, Z, Z], prices, and trips.

    ``trips`` [U, C, Z, Z] are a day's, from home end to other end, without and with a car.
    """

    service: LevelOfService
    fare_yuan: Floats32
    prices: Prices
    trips: Floats64


class Tastes(NamedTuple):
    """What is the same in both: how people choose. Changed tastes would be no gain or loss.

    ``parking_id`` is by zone; ``year`` that of the value of time.
    """

    purposes: Sequence[Purpose]
    alternatives: Sequence[Alternative]
    parking_id: Sequence[str]
    parameters: Parameters
    year: int


class DayWelfare(NamedTuple):
    """Gains by car availability and zone of the home end, and trips that none could be told for."""

    gains: ZoneWelfare
    trips_left_out: float


class _Chosen(NamedTuple):
    """A purpose in a period, without (0) or with (1) a car: shares and costs, flat [A, n], [n]."""

    shares: Floats32
    cost_min: Floats32
    composite_min: Floats32


def day_welfare(before: Situation, after: Situation, tastes: Tastes) -> DayWelfare:
    """Consumer surplus of a day by `sim.demand.welfare.half_rule`, in both its measures.

    For each purpose, period and car availability both situations are chosen anew at the same
    tastes. *Logsum* takes the composite cost of each pair of zones and all its trips; *rule of
    half* the generalised minutes and the trips of each alternative. Minutes become yuan at the
    exchange rate of the purpose's values of time, the same for all its travellers.

    Parameters
    ----------
    before, after
        The situations, with the same zones and periods.
    tastes
        Purposes, alternatives and parameters for both; take those of the baseline.

    Returns
    -------
    DayWelfare
        Pairs without any way in one of the situations gain nothing; their trips are left out and
        counted. Alternatives that exist in one situation only are left out of the rule of half
        without further notice: the logsum has them.

    Examples
    --------
    >>> from sim.demand.model import RoadSkims, SlowSkims, TransitSkims
    >>> day = np.full((1, 1, 1), 30, np.float32)
    >>> transit = TransitSkims(day, day, day, day, {}, {}, {}, {})
    >>> service = LevelOfService(transit, RoadSkims(day, day), SlowSkims(day[0]))
    >>> bus = Alternative("b", "公交", "Bus", "transit", "t", True, True, False, 1, "#000000")
    >>> work = Purpose("w", "上班", "Work", "home", True, 1, (0.5,), (0.5,), 1, 8)
    >>> parameters = {"constant_transit_min": 0.0, "theta_t": 1.0, "scale_per_min": 0.05,
    ...     "value_of_time_yuan_per_h": 30.0, "value_of_time_growth_pct": 4.0,
    ...     "value_of_time_sd_log": 0.6}
    >>> tastes = Tastes([work], [bus], ["p"], parameters, 2015)
    >>> before = Situation(service, day / 10, {"parking_p": 0, "road_charge_p": 0},
    ...                    np.ones((1, 2, 1, 1)))
    >>> after = before._replace(fare_yuan=day / 30)
    >>> day_welfare(before, after, tastes).gains.logsum_yuan.round(3).tolist()  # 3 yuan, then 1
    [[2.0], [2.0]]
    """
    size = len(tastes.parking_id)
    gains = np.zeros((3, 2, size))
    left_out = 0.0
    for row, purpose in enumerate(tastes.purposes):
        for period in range(len(purpose.out_share)):
            for car in range(2):
                trips = before.trips[row, car].ravel(), after.trips[row, car].ravel()
                flat, missed = _gain(before, after, tastes, (purpose, period, car), trips)
                gains[:, car] += by_zone(flat.reshape(3, size, size), from_home=True)
                left_out += missed
    return DayWelfare(ZoneWelfare(*gains), left_out)


def _gain(
    before: Situation,
    after: Situation,
    tastes: Tastes,
    segment: tuple[Purpose, int, int],
    trips: tuple[Floats64, Floats64],
) -> tuple[Floats64, float]:
    """Logsum, rule of half and mean trips of each pair [3, n], and the trips left out."""
    purpose, period, car = segment
    share = purpose.out_share[period] + purpose.back_share[period]
    if share == 0:
        return np.zeros((3, trips[0].size)), 0.0
    worth = time_values_of(tastes.parameters, year=tastes.year, factor=purpose.value_of_time_factor)
    rate = worth.exchange_yuan_per_h
    old, new = (
        _chosen(one, tastes, purpose, period, worth=worth, car_available=car == 1)
        for one in (before, after)
    )
    made, made_then = (share * one for one in trips)
    whole = half_rule(made, made_then, old.composite_min, new.composite_min, yuan_per_h=rate)
    parts = half_rule(
        old.shares * made, new.shares * made_then, old.cost_min, new.cost_min, yuan_per_h=rate
    )
    flat = np.stack([whole.yuan, parts.yuan.sum(axis=0), (made + made_then) / 2])
    return flat, whole.trips_left_out


def _chosen(
    one: Situation,
    tastes: Tastes,
    purpose: Purpose,
    period: int,
    *,
    worth: TimeValues,
    car_available: bool,
) -> _Chosen:
    """Choice of a purpose in a period of one situation."""
    pairs = pairs_from_home(
        one.service,
        period,
        purpose,
        transit_fare_yuan=one.fare_yuan,
        parking=parking_yuan(
            tastes.parking_id,
            one.prices,
            purpose.parking_h,
            at_both_ends=purpose.kind == "non_home",
        ),
        road_charge=road_charge_yuan(tastes.parking_id, one.prices),
    )
    minutes, money_yuan = pair_costs(pairs, tastes.alternatives, one.prices, tastes.parameters)
    nest = nests(tastes.alternatives, tastes.parameters)
    shares, composite_min = choose(
        minutes,
        money_yuan,
        nest_of=nest.nest_of,
        theta=nest.theta,
        values_of_time_yuan_per_h=worth.yuan_per_h,
        class_shares=worth.shares,
        scale_per_min=tastes.parameters["scale_per_min"],
        available=available_to(tastes.alternatives, car_available=car_available),
    )
    cost_min = minutes + np.float32(60 / worth.exchange_yuan_per_h) * money_yuan
    return _Chosen(shares, cost_min, composite_min)
