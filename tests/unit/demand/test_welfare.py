"""Consumer surplus: both measures by hand, beside each other, and by group of people."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.demand.choice import choose
from sim.demand.model import DemandZones
from sim.demand.value_of_time import TimeValues, time_values
from sim.demand.welfare import ZoneWelfare, by_zone, half_rule, logsum_yuan, welfare_table
from sim.errors import DataError

NESTS = np.array([0, 0, 1, 2, 2])


def situation(minutes: Any, money: Any, worth: TimeValues) -> tuple[Any, Any, Any]:
    """Shares, composite cost and generalised minutes of an average traveller."""
    minutes, money = (np.asarray(one, dtype=np.float32) for one in (minutes, money))
    shares, composite = choose(
        minutes,
        money,
        nest_of=NESTS,
        theta=np.array([0.8, 1.0, 0.7]),
        values_of_time_yuan_per_h=worth.yuan_per_h,
        class_shares=worth.shares,
        scale_per_min=0.045,
        available=np.ones(5, dtype=np.bool_),
        threads=1,
    )
    return shares, composite, minutes + 60 * money / worth.exchange_yuan_per_h


def both_measures(
    change_min: float, change_yuan: float, row: int, worth: TimeValues
) -> tuple[float, float]:
    """Yuan of 1000 trips when one alternative changes: logsum, rule of half."""
    minutes = np.array([[60.0], [40.0], [45.0], [30.0], [35.0]])
    money = np.array([[0.0], [0.0], [3.0], [8.0], [20.0]])
    shares, composite, cost = situation(minutes, money, worth)
    minutes[row] += change_min
    money[row] += change_yuan
    shares_after, composite_after, cost_after = situation(minutes, money, worth)
    rate = worth.exchange_yuan_per_h
    trips = np.full(1, 1000.0)
    logsum = half_rule(trips, trips, composite, composite_after, yuan_per_h=rate)
    half = half_rule(1000 * shares, 1000 * shares_after, cost, cost_after, yuan_per_h=rate)
    return float(logsum.yuan.sum()), float(half.yuan.sum())


@pytest.mark.parametrize("row", range(5))
@pytest.mark.parametrize(("change_min", "change_yuan"), [(-1.0, 0.0), (1.0, 0.0), (0.0, -0.5)])
def test_measures_agree_for_small_changes(row: int, change_min: float, change_yuan: float) -> None:
    alike = time_values(30.0, 0.0, classes=1)
    if row < 2 and change_yuan:
        change_yuan = 0.5  # cannot be cheaper than free
    logsum, half = both_measures(change_min, change_yuan, row, alike)
    assert logsum == pytest.approx(half, rel=1e-3)
    assert (logsum > 0) == (change_min + change_yuan < 0)


def test_measures_with_several_values_of_time() -> None:
    # A minute is worth the same to all in both measures: they agree. A yuan is not: who drives has
    # a higher value of time than the mean, so a yuan off is fewer minutes in the composite cost
    # than the rule of half has, which takes everybody for an average traveller.
    mixed = time_values(30.0, 0.6)
    logsum, half = both_measures(-1.0, 0.0, 3, mixed)
    assert logsum == pytest.approx(half, rel=1e-3)
    logsum, half = both_measures(0.0, -0.5, 3, mixed)
    assert 0.75 * half < logsum < 0.95 * half


def test_half_overstates_large_gains() -> None:
    # The curve of demand is bent: for large changes the straight line is above or below it.
    alike = time_values(30.0, 0.0, classes=1)
    logsum, half = both_measures(-30.0, 0.0, 2, alike)
    assert logsum != pytest.approx(half, rel=0.02)
    assert logsum == pytest.approx(half, rel=0.3)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.floats(0.5, 40), st.integers(0, 4))
def test_better_service_is_never_worth_less(saved_min: float, row: int) -> None:
    logsum, half = both_measures(-saved_min, 0.0, row, time_values(30.0, 0.6))
    assert logsum >= 0
    assert half >= 0
    # and never more than everybody saving all of it, at the rate of exchange
    assert logsum <= 1000 * saved_min * time_values(30.0, 0.6).exchange_yuan_per_h / 60 * (1 + 1e-5)


def test_a_new_alternative_is_seen_by_the_logsum_only() -> None:
    # V = -0.05 x 30 alone, then two alike: ln 2 / 0.05 min = 13.86 min better, at 1 yuan a minute.
    alone, two = logsum_yuan(np.array([[-1.5, -1.5], [-np.inf, -1.5]]), -0.05)
    assert two - alone == pytest.approx(math.log(2) / 0.05)
    new = half_rule(
        np.array([0.0]), np.array([50.0]), np.array([np.inf]), np.array([30.0]), yuan_per_h=60.0
    )
    assert new.yuan.tolist() == [0]
    assert new.trips_left_out == 25


def test_half_rule_by_hand() -> None:
    # (100 + 140) / 2 x (40 - 34) min x 20 yuan/h = 120 x 6 / 3 = 240; (10 + 8) / 2 x -3 / 3 = -9
    found = half_rule(
        np.array([100.0, 10.0]),
        np.array([140.0, 8.0]),
        np.array([40.0, 20.0]),
        np.array([34.0, 23.0]),
        yuan_per_h=20.0,
    )
    assert found.yuan.tolist() == pytest.approx([240, -9])
    assert found.trips_left_out == 0


def test_back_is_the_negative_of_there() -> None:
    rng = np.random.default_rng(7)
    t0, t1, c0, c1 = rng.uniform(0, 90, (4, 3, 6, 6))
    there = half_rule(t0, t1, c0, c1, yuan_per_h=25.0)
    back = half_rule(t1, t0, c1, c0, yuan_per_h=25.0)
    np.testing.assert_allclose(there.yuan, -back.yuan, rtol=1e-12)
    same = half_rule(t0, t0, c0, c0, yuan_per_h=25.0)
    assert not same.yuan.any()


def test_yuan_per_hour_by_purpose() -> None:
    trips, before, after = np.ones((2, 1)), np.full((2, 1), 12.0), np.full((2, 1), 6.0)
    found = half_rule(trips, trips, before, after, yuan_per_h=np.array([[30.0], [60.0]]))
    assert found.yuan.ravel().tolist() == [3, 6]


def test_pairs_without_a_way_are_counted_not_lost() -> None:
    inf = np.inf
    found = half_rule(
        np.array([0.0, 4.0, 0.0, 2.0]),
        np.array([6.0, 0.0, 0.0, 2.0]),
        np.array([inf, 10.0, inf, 20.0]),
        np.array([10.0, inf, inf, 10.0]),
        yuan_per_h=60.0,
    )
    assert found.yuan.tolist() == [0, 0, 0, 20]
    assert found.trips_left_out == 3 + 2


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"yuan_per_h": 0.0}, "yuan per hour must be above 0"),
        ({"trips_after": np.array([-1.0])}, "negative or not numbers"),
        ({"trips_before": np.array([np.nan])}, "negative or not numbers"),
        ({"cost_after_min": np.array([np.nan])}, "are not numbers; no way must cost infinity"),
    ],
)
def test_what_cannot_be_compared(changes: dict[str, Any], text: str) -> None:
    setting: dict[str, Any] = {
        name: np.ones(1)
        for name in ("trips_before", "trips_after", "cost_before_min", "cost_after_min")
    }
    with pytest.raises(DataError, match=text):
        half_rule(**({"yuan_per_h": 1.0} | setting | changes))


def test_a_yuan_must_hurt() -> None:
    with pytest.raises(DataError, match=r"utility of paying a yuan is 0.05; it must be below 0"):
        logsum_yuan(np.zeros((2, 1)), 0.05)


def test_logsum_at_the_edges() -> None:
    found = logsum_yuan(np.array([[-np.inf, -2000.0, 3000.0], [-np.inf, -2000.0, 0.0]]), -1.0)
    assert found.tolist() == pytest.approx([-np.inf, -2000 + math.log(2), 3000])


def test_by_zone() -> None:
    pairs = np.arange(12.0).reshape(3, 2, 2)
    assert by_zone(pairs, from_home=True).tolist() == [[1, 5], [9, 13], [17, 21]]
    halves = by_zone(pairs, from_home=False)
    assert halves.tolist() == [[1.5, 4.5], [9.5, 12.5], [17.5, 20.5]]
    assert halves.sum() == pairs.sum()


def three_zones() -> DemandZones:
    """Two zones in one county, one in another, and one outside the city."""
    count = 4
    return DemandZones(
        zone_ids=("a", "b", "c", "d"),
        names_zh=("甲", "乙", "丙", "丁"),
        names_en=("A", "B", "C", "D"),
        county_ids=("x", "x", "y", "z"),
        kind=("area",) * count,
        lon=np.zeros(count),
        lat=np.zeros(count),
        population=np.array([100.0, 200.0, 400.0, 800.0]),
        jobs=np.zeros(count),
        car_share=np.array([0.2, 0.5, 0.0, 0.5]),
        parking_id=("p",) * count,
        areas={"whole": np.array([True, True, True, False])},
        cell_ids=(),
        cell_row=np.zeros(0, dtype=np.int64),
        special_stop_ids=((),) * count,
    )


def test_table_by_group() -> None:
    gains = ZoneWelfare(
        logsum_yuan=np.array([[10.0, 20.0, 40.0, 80.0], [1.0, 2.0, 0.0, 8.0]]),
        half_rule_yuan=np.array([[9.0, 19.0, 39.0, 79.0], [1.0, 2.0, 0.0, 8.0]]),
        trips=np.array([[5.0, 10.0, 20.0, 40.0], [1.0, 1.0, 0.0, 1.0]]),
    )
    names = {"whole": ("全市", "City"), "x": ("甲区", "X"), "y": ("乙区", "Y")}
    table = welfare_table("plan", three_zones(), gains, names=names, city_id="whole")
    assert table.columns.tolist() == [
        "alternative",
        "group_type",
        "group_id",
        "name_zh",
        "name_en",
        "car_available",
        "people",
        "trips",
        "logsum_yuan_per_day",
        "rule_of_half_yuan_per_day",
        "logsum_yuan_per_trip",
    ]
    rows = {(row.group_id, row.car_available): row for row in table.itertuples()}
    assert [row.group_type for row in table.itertuples()] == ["city"] * 3 + ["district"] * 6
    whole = rows["whole", "all"]
    assert (whole.people, whole.trips, whole.logsum_yuan_per_day) == (700, 37, 73)
    assert whole.rule_of_half_yuan_per_day == 70
    # With a car: 20 of 100 and 100 of 200 people
    assert rows["x", "yes"].people == 120
    assert rows["x", "yes"].logsum_yuan_per_trip == 3 / 2
    assert rows["x", "no"].logsum_yuan_per_day == 30
    assert math.isnan(rows["y", "yes"].logsum_yuan_per_trip)
    assert rows["y", "yes"].people == 0
    parts = table[table["car_available"] != "all"].groupby("group_id").sum(numeric_only=True)
    every = table[table["car_available"] == "all"].set_index("group_id")
    for column in ("people", "trips", "logsum_yuan_per_day", "rule_of_half_yuan_per_day"):
        assert parts[column].sort_index().tolist() == every[column].sort_index().tolist()
        assert every.loc["whole", column] == every.loc[["x", "y"], column].sum()
