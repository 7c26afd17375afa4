"""A day's gains: against plain loops, at rest, and where they must have a sign."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from plain_choice import nested_logit

from sim.demand.model import (
    Alternative,
    LevelOfService,
    Purpose,
    RoadSkims,
    SlowSkims,
    TransitSkims,
)
from sim.demand.value_of_time import time_values
from sim.demand.welfare_day import Situation, Tastes, day_welfare

PARAMETERS = {
    "walk_speed_kmh": 4.5,
    "walk_trip_weight": 1.6,
    "walk_max_km": 100.0,
    "cycle_max_km": 100.0,
    "drive_access_min": 6.0,
    "drive_other_yuan_per_km": 0.1,
    "fuel_l_per_100km": 9.0,
    "parking_paid_share": 0.5,
    "constant_walk_min": 0.0,
    "constant_transit_min": 4.0,
    "constant_drive_min": 5.0,
    "scale_per_min": 0.04,
    "theta_own": 0.9,
    "theta_shared": 1.0,
    "value_of_time_yuan_per_h": 30.0,
    "value_of_time_growth_pct": 0.0,
    "value_of_time_sd_log": 0.6,
}
PRICES = {
    "fuel": 6.5,
    "parking_in": 6.0,
    "parking_out": 0.0,
    "road_charge_in": 0.0,
    "road_charge_out": 0.0,
}
ALTERNATIVES = (
    Alternative("w", "步", "W", "walk", "own", False, False, False, 1.0, "#000000"),
    Alternative("p", "公", "P", "transit", "shared", True, True, False, 1.0, "#000000"),
    Alternative("c", "车", "C", "drive", "own", True, False, True, 1.5, "#000000"),
)
PURPOSES = (
    Purpose("work", "工", "Work", "home", True, 1.0, (0.4, 0.1), (0.1, 0.4), 1.0, 8.0),
    Purpose("visit", "访", "Visit", "non_home", False, 1.0, (1.0, 0.0), (0.0, 0.0), 1.2, 1.0),
)
TASTES = Tastes(PURPOSES, ALTERNATIVES, ("in", "out", "out"), PARAMETERS, 2015)


def situation(*, seed: int = 1, **changes: Any) -> Situation:
    """Three places, two periods, random distances and trips."""
    rng = np.random.default_rng(seed)
    km = rng.uniform(1, 12, (2, 3, 3)).astype(np.float32)
    cost = 12 + 3 * km
    setting: dict[str, Any] = {
        "service": LevelOfService(
            TransitSkims(cost, cost, cost, cost, {}, {}, {}, {}),
            RoadSkims(5 + 2 * km, km),
            SlowSkims(km[0]),
        ),
        "fare_yuan": np.full((2, 3, 3), 2, dtype=np.float32),
        "prices": PRICES,
        "trips": rng.uniform(1, 50, (2, 2, 3, 3)),
    }
    return Situation(**(setting | changes))


def with_transit(one: Situation, change_min: float) -> Situation:
    cost = one.service.transit.cost_min + np.float32(change_min)
    transit = TransitSkims(cost, cost, cost, cost, {}, {}, {}, {})
    service = LevelOfService(transit, one.service.road, one.service.slow)
    return one._replace(service=service)


def composite_min(
    one: Situation, purpose: int, period: int, car: bool, pair: tuple[int, int]
) -> float:
    """Composite cost of one pair from the formulas, number by number."""
    what = PURPOSES[purpose]
    i, j = pair
    out, back = what.out_share[period], what.back_share[period]

    def both(matrix: np.ndarray) -> float:
        there, here = float(matrix[period, i, j]), float(matrix[period, j, i])
        return (out * there + back * here) / (out + back)

    km = both(one.service.road.km)
    price = {0: one.prices["parking_in"], 1: 0.0, 2: 0.0}
    stay_yuan = price[j] + (price[i] if what.kind == "non_home" else 0.0)
    drive_yuan = km * (0.09 * 6.5 + 0.1) + 0.5 * stay_yuan * what.parking_h / 2
    worth = time_values(30.0 * what.value_of_time_factor, 0.6)
    _, cost = nested_logit(
        [
            float(one.service.slow.km[i, j]) / 4.5 * 60 * 1.6,
            both(one.service.transit.cost_min) + 4,
            both(one.service.road.minutes) + 6 + 5,
        ],
        [0.0, both(one.fare_yuan), drive_yuan / 1.5],
        nest_of=[0, 1, 0],
        theta=[0.9, 1.0],
        worth=worth.yuan_per_h.tolist(),
        shares=[1 / 3] * 3,
        scale=0.04,
        available=[True, True, car],
    )
    return cost


def test_logsum_from_the_formulas() -> None:
    before = situation()
    after = with_transit(before, -8.0)._replace(
        prices=PRICES | {"parking_in": 12.0}, trips=before.trips * 1.1
    )
    expected = np.zeros((2, 3))
    for u, what in enumerate(PURPOSES):
        rate = time_values(30.0 * what.value_of_time_factor, 0.6).exchange_yuan_per_h
        for p in range(2):
            share = what.out_share[p] + what.back_share[p]
            if not share:
                continue
            for c, i, j in np.ndindex(2, 3, 3):
                trips = share * (before.trips[u, c, i, j] + after.trips[u, c, i, j]) / 2
                saved = composite_min(before, u, p, bool(c), (i, j))
                saved -= composite_min(after, u, p, bool(c), (i, j))
                expected[c, i] += trips * saved * rate / 60
    found = day_welfare(before, after, TASTES)
    np.testing.assert_allclose(found.gains.logsum_yuan, expected, rtol=1e-4)
    assert found.trips_left_out == 0


def test_without_a_change_nobody_gains() -> None:
    found = day_welfare(situation(), situation(), TASTES)
    assert not found.gains.logsum_yuan.any()
    assert not found.gains.half_rule_yuan.any()


def test_all_trips_of_the_day_are_there() -> None:
    one = situation()
    found = day_welfare(one, one, TASTES)
    np.testing.assert_allclose(found.gains.trips, one.trips.sum(axis=(0, 3)), rtol=1e-12)


def test_measures_agree_for_a_small_change_of_time() -> None:
    one = situation()
    found = day_welfare(one, with_transit(one, -0.5), TASTES).gains
    np.testing.assert_allclose(found.logsum_yuan, found.half_rule_yuan, rtol=2e-3)
    assert (found.logsum_yuan > 0).all()


def test_dearer_parking_hurts_only_who_has_a_car() -> None:
    one = situation()
    found = day_welfare(one, one._replace(prices=PRICES | {"parking_in": 20.0}), TASTES).gains
    assert (found.logsum_yuan[1] < 0).all()
    assert (found.half_rule_yuan[1] < 0).all()
    assert not found.logsum_yuan[0].any()


def test_pairs_cut_off_are_counted() -> None:
    one = situation()
    transit = one.service.transit.cost_min.copy()
    slow, minutes = one.service.slow.km.copy(), one.service.road.minutes.copy()
    transit[:, 0, 1] = slow[0, 1] = minutes[:, 0, 1] = np.inf
    cut = one._replace(
        service=LevelOfService(
            TransitSkims(transit, transit, transit, transit, {}, {}, {}, {}),
            RoadSkims(minutes, one.service.road.km),
            SlowSkims(slow),
        )
    )
    found = day_welfare(one, cut, TASTES)
    # All trips from the first to the second. Those whose home is at the second can still walk.
    assert found.trips_left_out == pytest.approx(one.trips[:, :, 0, 1].sum())
    assert np.isfinite(found.gains.logsum_yuan).all()
