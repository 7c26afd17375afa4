"""Elasticities: against the formula of the logit, their signs, and their accepted ranges."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim.demand.costs import PairService
from sim.demand.elasticity import QUANTITIES, Travellers, elasticities, weighted_parts
from sim.demand.model import Alternative, TransitSkims
from sim.demand.value_of_time import time_values

PARAMETERS = {
    "walk_speed_kmh": 4.5,
    "walk_trip_weight": 1.6,
    "walk_max_km": 100.0,
    "cycle_max_km": 100.0,
    "drive_access_min": 6.0,
    "drive_other_yuan_per_km": 0.1,
    "fuel_l_per_100km": 9.0,
    "parking_paid_share": 0.35,
    "constant_walk_min": 0.0,
    "constant_transit_min": 0.0,
    "constant_drive_min": 5.0,
    "scale_per_min": 0.02,
    "theta_a": 1.0,
    "theta_b": 1.0,
    "theta_c": 1.0,
}
PRICES = {"fuel": 6.5}
WALK = Alternative("w", "步", "W", "walk", "a", False, False, False, 1.0, "#000000")
RIDE = Alternative("p", "公", "P", "transit", "b", True, True, False, 1.0, "#000000")
CAR = Alternative("c", "车", "C", "drive", "c", True, False, True, 1.0, "#000000")


def travellers(**changes: Any) -> Travellers:
    """Two pairs 6 km apart: 40 weighted minutes, 15 of them riding, 12 waiting; 2 yuan."""

    def both(value: float) -> np.ndarray:
        return np.full(2, value, dtype=np.float32)

    setting: dict[str, Any] = {
        "pairs": PairService(*(both(one) for one in (40, 2, 22, 7, 6, 0, 0))),
        "ride_min": both(15),
        "wait_min": both(12),
        "trips": np.array([100.0, 50.0]),
        "car_available": True,
        "time_values": time_values(30.0, 0.0, classes=1),
    }
    return Travellers(**(setting | changes))


def found(*groups: Travellers) -> dict[str, float]:
    checks = elasticities(groups, [WALK, RIDE, CAR], PRICES, PARAMETERS)
    return {one.check_id: one.value for one in checks}


def test_point_elasticity_of_the_logit() -> None:
    # Without nests and with one value of time, d ln P / d ln x = -scale x weighted x (1 - P),
    # x being 15 min of riding, 12 of waiting, or 2 yuan = 4 min. The arc comes close to it.
    v = [-0.02 * t for t in (6 / 4.5 * 60 * 1.6, 40 + 4, 22 + 6 + 5 + 2 * 7 * (0.585 + 0.1))]
    share = math.exp(v[1]) / sum(math.exp(one) for one in v)
    values = found(travellers())
    for quantity, minutes in (("ride_time", 15), ("headway", 12), ("fare", 4)):
        expected = -0.02 * minutes * (1 - share)
        assert values[f"elasticity_{quantity}"] == pytest.approx(expected, rel=5e-3)


def test_arc_by_hand() -> None:
    # Public transport against walking only (no car): shares at 0.9 and 1.1 times the fare.
    others = 6 / 4.5 * 60 * 1.6

    def share(fare_yuan: float) -> float:
        return 1 / (1 + math.exp(-0.02 * (others - 40 - 2 * fare_yuan)))

    expected = math.log(share(2.2) / share(1.8)) / math.log(1.1 / 0.9)
    assert found(travellers(car_available=False))["elasticity_fare"] == pytest.approx(
        expected, rel=1e-4
    )


def test_groups_add_up_before_they_are_compared() -> None:
    few = travellers(trips=np.array([1e-3, 0.0]), car_available=False)
    assert found(travellers(), few)["elasticity_fare"] == pytest.approx(
        found(travellers())["elasticity_fare"], rel=1e-4
    )


def test_dearer_is_less() -> None:
    assert all(value < 0 for value in found(travellers()).values())


def test_pairs_without_a_way_do_no_harm() -> None:
    pairs = travellers().pairs
    transit, fare = pairs.transit_min.copy(), pairs.transit_fare_yuan.copy()
    transit[1] = fare[1] = np.inf
    ride = np.array([15, np.inf], dtype=np.float32)
    cut = travellers(
        pairs=pairs._replace(transit_min=transit, transit_fare_yuan=fare),
        ride_min=ride,
        wait_min=ride,
    )
    only = travellers(trips=np.array([100.0, 0.0]))
    assert found(cut)["elasticity_ride_time"] == pytest.approx(
        found(only)["elasticity_ride_time"], rel=1e-6
    )


def test_ranges_are_told_and_judged() -> None:
    checks = {
        c.check_id: c for c in elasticities([travellers()], [WALK, RIDE, CAR], PRICES, PARAMETERS)
    }
    assert [(c.low, c.high) for c in checks.values()] == [(-0.7, -0.3), (-0.4, -0.2), (-0.6, -0.2)]
    for check in checks.values():
        assert check.ok == (check.low <= check.value <= check.high)
        assert check.unit == "1"
        assert check.title_zh
        assert "Balcombe et al. 2004" in check.note
    assert not checks["elasticity_fare"].ok  # 2 yuan are 4 of 44 min: too little to react to


def test_no_public_transport_at_all() -> None:
    checks = elasticities([travellers()], [WALK], PRICES, PARAMETERS)
    assert len(checks) == len(QUANTITIES)
    assert all(math.isnan(one.value) and not one.ok for one in checks)
    assert {one.note for one in checks} == {"no trips by public transport"}


def test_parts_of_the_weighted_minutes() -> None:
    def grid(*values: float) -> np.ndarray:
        return np.array(values, dtype=np.float32).reshape(1, 1, -1)

    transit = TransitSkims(
        cost_min=grid(60, np.inf, 10),
        walk_min=grid(6, np.inf, 5),
        wait_min=grid(5, np.inf, 0),
        crowd_min=grid(3, 0, 0),
        ride_min={},
        ride_km={},
        boardings={"a": grid(1, 0, 0), "b": grid(0.5, 0, 0)},
        entries={},
    )
    parameters = {"walk_weight": 2.0, "wait_weight": 1.5, "transfer_penalty_min": 8.0}
    ride, wait = weighted_parts(transit, parameters)
    # 60 - 2 x 6 - 1.5 x 5 - 8 x 0.5 = 36.5 with crowding; no way: 0; a walk alone: 0
    assert ride.ravel().tolist() == [36.5, 0, 0]
    assert wait.ravel().tolist() == [7.5, 0, 0]
    assert ride.dtype == wait.dtype == np.float32
