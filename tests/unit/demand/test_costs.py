"""Costs of every kind by hand, both directions of a trip, parking and charges."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

import numpy as np
import pytest

from sim.demand.costs import (
    KINDS,
    PairService,
    pair_costs,
    pairs_from_home,
    parking_yuan,
    road_charge_yuan,
    seen_from_home,
)
from sim.demand.model import (
    Alternative,
    LevelOfService,
    Purpose,
    RoadSkims,
    SlowSkims,
    TransitSkims,
)
from sim.errors import DataError

PARAMETERS = {
    "walk_speed_kmh": 5.0,
    "walk_trip_weight": 1.5,
    "cycle_speed_kmh": 15.0,
    "cycle_access_min": 2.0,
    "cycle_max_km": 100.0,
    "walk_max_km": 100.0,
    "hire_empty_share": 0.25,
    "cycle_weight": 1.25,
    "drive_access_min": 6.0,
    "drive_other_yuan_per_km": 0.1,
    "fuel_l_per_100km": 10.0,
    "parking_paid_share": 0.5,
    "hire_wait_min": 5.0,
    "wait_weight": 2.0,
    "constant_walk_min": 0.0,
    "constant_cycle_min": 3.0,
    "constant_transit_min": -4.0,
    "constant_drive_min": 7.0,
    "constant_hire_min": 20.0,
}
PRICES = {"fuel": 6.0, "hire_flag_fall": 11.0, "hire_included_km": 3.0, "hire_per_km": 2.5}
PAIR = PairService(
    *(np.float32([one]) for one in (40.0, 3.0, 24.0, 13.0, 10.0, 8.0, 15.0)),
)


def alternative(kind: Any, *, persons: float = 1.0) -> Alternative:
    return Alternative(kind, "中", kind, kind, "n", True, False, False, persons, "#000000")


def costs(one: Alternative, pairs: PairService = PAIR, **prices: float) -> tuple[float, float]:
    minutes, money = pair_costs(pairs, [one], PRICES | prices, PARAMETERS)
    assert minutes.dtype == money.dtype == np.float32
    return float(minutes[0, 0]), float(money[0, 0])


def test_on_foot() -> None:
    # 10 km at 5 km/h are 120 min, weighted by 1.5
    assert costs(alternative("walk")) == pytest.approx((180.0, 0.0))


def test_by_cycle() -> None:
    # (10 km at 15 km/h = 40 min, 2 min for the cycle) x 1.25 + 3
    assert costs(alternative("cycle")) == pytest.approx((55.5, 0.0))


def test_by_public_transport() -> None:
    assert costs(alternative("transit")) == pytest.approx((36.0, 3.0))


def test_by_car() -> None:
    # 24 + 6 + 7 min. 13 km x (0.1 l x 6 yuan + 0.1 yuan) = 9.1, half of 8 for parking, 15 charge:
    # 28.1 yuan for the car, two people in it
    assert costs(alternative("drive", persons=2.0)) == pytest.approx((37.0, 14.05))


def test_by_taxi() -> None:
    # 24 min, 5 min of waiting twice, 20; 11 yuan and 10 km at 2.5 for two; no parking, no charge
    assert costs(alternative("hire", persons=2.0)) == pytest.approx((54.0, 18.0))


def test_every_kind_of_the_model_has_a_cost() -> None:
    assert set(KINDS) == set(get_args(get_type_hints(Alternative)["kind"]))


def test_no_way_is_infinite_also_where_kilometres_are_free() -> None:
    nowhere = PairService(
        *(np.float32([np.inf]) for _ in range(5)), PAIR.parking_yuan, PAIR.road_charge_yuan
    )
    for kind in KINDS:
        minutes, money = costs(alternative(kind), nowhere)
        assert minutes == np.inf
        assert not np.isnan(money)
    free = {"fuel": 0.0, "hire_per_km": 0.0}
    parameters = PARAMETERS | {"drive_other_yuan_per_km": 0.0}
    table = [alternative("drive"), alternative("hire")]
    minutes, money = pair_costs(nowhere, table, PRICES | free, parameters)
    assert np.isinf(minutes).all()
    assert not np.isnan(money).any()


def test_rows_follow_the_alternatives() -> None:
    table = [alternative("transit"), alternative("walk")]
    minutes, _ = pair_costs(PAIR, table, PRICES, PARAMETERS)
    assert minutes[:, 0].tolist() == [36, 180]


def test_what_a_planner_can_get_wrong() -> None:
    with pytest.raises(DataError, match="'drive' has 0 persons per vehicle; give a number above 0"):
        costs(alternative("drive", persons=0.0))
    with pytest.raises(DataError, match="price 'fuel' is -1"):
        costs(alternative("drive"), fuel=-1.0)


def test_both_directions_by_their_trips() -> None:
    there = np.float32([[5, 10], [30, 7]])
    assert seen_from_home(there, 0.2, 0.0).tolist() == there.tolist()
    assert seen_from_home(there, 0.0, 0.2).tolist() == there.T.tolist()
    # 0.25 x 10 + 0.75 x 30 from the first to the second
    assert seen_from_home(there, 0.1, 0.3).tolist() == [[5, 25], [15, 7]]
    assert seen_from_home(there, 0.0, 0.0).tolist() == [[5, 20], [20, 7]]


def test_a_direction_nobody_takes_may_be_closed() -> None:
    there = np.float32([[5, 10], [np.inf, 7]])
    assert seen_from_home(there, 0.2, 0.0)[0, 1] == 10
    assert seen_from_home(there, 0.0, 0.2)[0, 1] == np.inf
    assert seen_from_home(there, 0.1, 0.1)[0, 1] == np.inf
    assert not np.isnan(seen_from_home(there, 0.1, 0.1)).any()
    with pytest.raises(DataError, match=r"out -0.1 and back 0.3 must not be below 0"):
        seen_from_home(there, -0.1, 0.3)


def test_half_a_stay_for_each_trip() -> None:
    prices = {"parking_in": 10.0, "parking_out": 2.0}
    # Work: 8 h at the other end, half of them: 40 and 8 yuan, wherever one lives
    work = parking_yuan(["in", "out"], prices, 8.0, at_both_ends=False)
    assert work.tolist() == [[40, 8], [40, 8]]
    # Errands of 2 h from one place to the next: an hour of each
    errand = parking_yuan(["in", "out"], prices, 2.0, at_both_ends=True)
    assert errand.tolist() == [[20, 12], [12, 4]]


def test_parking_that_cannot_be() -> None:
    with pytest.raises(DataError) as caught:
        parking_yuan(["in", "out"], {"parking_in": -1.0}, 1.0, at_both_ends=False)
    assert [issue.what for issue in caught.value.issues] == [
        "price 'parking_in' is -1",
        "price 'parking_out' is missing",
    ]
    with pytest.raises(DataError, match="parking_h is -2; the least is 0"):
        parking_yuan(["in"], {"parking_in": 1.0}, -2.0, at_both_ends=False)


def test_a_charge_is_for_crossing_the_line() -> None:
    prices = {"road_charge_in": 10.0, "road_charge_ring": 3.0, "road_charge_out": 0.0}
    found = road_charge_yuan(["in", "in", "ring", "out"], prices)
    assert found.tolist() == [[0, 0, 13, 10], [0, 0, 13, 10], [13, 13, 0, 3], [10, 10, 3, 0]]


def test_level_of_service_from_home() -> None:
    rng = np.random.default_rng(5)
    cube = [rng.uniform(1, 99, (2, 3, 3)).astype(np.float32) for _ in range(4)]
    cost, fare, minutes, km = cube
    slow = rng.uniform(1, 9, (3, 3)).astype(np.float32)
    service = LevelOfService(
        TransitSkims(cost, cost, cost, cost, {}, {}, {}, {}),
        RoadSkims(minutes, km),
        SlowSkims(slow),
    )
    work = Purpose("w", "工", "W", "home", True, 1.0, (0.4, 0.06), (0.0, 0.18), 1.0, 8.0)
    parking, charge = slow + 1, slow + 2
    found = pairs_from_home(
        service, 1, work, transit_fare_yuan=fare, parking=parking, road_charge=charge
    )
    for name, matrix in (
        ("transit_min", cost),
        ("transit_fare_yuan", fare),
        ("drive_min", minutes),
        ("drive_km", km),
    ):
        expected = 0.25 * matrix[1] + 0.75 * matrix[1].T
        np.testing.assert_allclose(getattr(found, name).reshape(3, 3), expected, rtol=1e-6)
    assert found.slow_km.tolist() == slow.ravel().tolist()
    assert found.parking_yuan.tolist() == parking.ravel().tolist()
    assert found.road_charge_yuan.tolist() == charge.ravel().tolist()
    assert all(one.dtype == np.float32 and one.flags.c_contiguous for one in found)
