"""Fares: bands of the table, expected fares by hand, and prices that cannot be."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.demand.fares import (
    FareBands,
    distance_yuan,
    fare_bands_of,
    hire_fare_yuan,
    price_values,
    transit_fare_yuan,
)
from sim.demand.model import TransitSkims
from sim.errors import DataError

ROOT = Path(__file__).parents[3]
BANDS = FareBands(
    np.array([4.0, 8.0, 12.0, 18.0, 24.0, 32.0]), np.array([2.0, 3.0, 4.0, 5.0, 6.0, 7.0])
)


def bands_table(*rows: tuple[float, float, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["from_km", "to_km", "value"])
    return table.assign(item="single_fare", scope="adult")


def skims(entries: dict[str, Any], km: dict[str, Any], cost_min: Any = 30.0) -> TransitSkims:
    """Ways between pairs of zones that lie side by side: [1, 1, n]."""

    def grid(values: Any) -> np.ndarray:
        return np.asarray(values, dtype=np.float32).reshape(1, 1, -1)

    size = grid(next(iter(entries.values()))).shape
    cost = np.broadcast_to(grid(cost_min), size).copy()
    boarded = {mode: grid(value) for mode, value in entries.items()}
    ridden = {mode: grid(value) for mode, value in km.items()}
    return TransitSkims(cost, cost, cost, cost, ridden, ridden, boarded, boarded)


def fares(transit: TransitSkims, **prices: float) -> list[float]:
    whole = {"transfer_discount_yuan": 0.0} | prices
    return [float(one) for one in transit_fare_yuan(transit, whole, BANDS)[0, 0]]


def test_bands_of_the_shipped_table() -> None:
    found = fare_bands_of(pd.read_csv(ROOT / "network_data/metro/fares.csv"))
    # 2 yuan to 4 km, 1 yuan more per 4 km to 12, per 6 to 24, per 8 beyond
    assert found.to_km.tolist() == [4, 8, 12, 18, 24, 32, 40, 48, 56]
    assert found.yuan.tolist() == [2, 3, 4, 5, 6, 7, 8, 9, 10]


def test_bands_of_a_day() -> None:
    table = bands_table((0, 4, 2), (0, 5, 3)).assign(
        valid_from=["2012-11-24", "2020-01-01"], valid_to=["2019-12-31", None]
    )
    assert fare_bands_of(table, on=date(2019, 12, 31)).to_km.tolist() == [4]
    assert fare_bands_of(table, on=date(2020, 1, 1)).to_km.tolist() == [5]
    with pytest.raises(DataError, match="metro/fares has no single_fare for 'adult'"):
        fare_bands_of(table, on=date(2012, 11, 23))


def test_fare_at_middles_ends_and_beyond() -> None:
    km = np.float32([0, 1, 2, 4, 6, 8, 10, 15, 18, 21, 28, 32, 36, 52])
    # At a middle the band's own fare; at an end half way; at 32 km 7.5; then 1 yuan per 8 km.
    assert BANDS.yuan_at(km).tolist() == pytest.approx(
        [2, 2, 2, 2.5, 3, 3.5, 4, 5, 5.5, 6, 7, 7.5, 8, 10], rel=1e-6
    )


def test_expected_fare_is_near_the_fare_of_the_table() -> None:
    # Over bands of equal width the straight lines keep the mean of the steps.
    km = np.linspace(2, 10, 8001, dtype=np.float32)
    steps = np.select([km <= 4, km <= 8], [2, 3], 4)
    assert BANDS.yuan_at(km).mean() == pytest.approx(steps.mean(), abs=1e-3)


def test_one_band_is_a_flat_fare() -> None:
    flat = FareBands(np.array([100.0]), np.array([2.0]))
    assert flat.yuan_at(np.float32([0, 50, 500])).tolist() == [2, 2, 2]


def test_flat_fare_by_entry() -> None:
    # On average 0.5 of one bus and 1.2 of another: 0.5 x 2 + 1.2 x 1.5
    transit = skims({"a": [0.5], "b": [1.2]}, {})
    assert fares(transit, fare_a=2.0, fare_b=1.5) == pytest.approx([2.8])


def test_one_gate_for_all_distance_modes() -> None:
    # 6 km of one and 4 km of the other behind one gate: 10 km are 4 yuan; factors 0.9 and 0.8 by
    # km are (6 x 0.9 + 4 x 0.8) / 10 = 0.86.
    transit = skims({"a": [1.0], "b": [0.0]}, {"a": [6.0], "b": [4.0]})
    assert fares(transit, fare_factor_a=0.9, fare_factor_b=0.8) == pytest.approx([3.44])


def test_share_of_use_times_fare() -> None:
    # A quarter of the people go 10 km by it, the others do not use it: 1/4 x 4 yuan.
    transit = skims({"a": [0.25]}, {"a": [2.5]})
    assert fares(transit, fare_factor_a=1.0) == pytest.approx([1.0])


def test_hardly_used_costs_hardly_anything() -> None:
    transit = skims({"a": [0.0, 1e-9, 1e-4]}, {"a": [0.0, 1e-3, 1e-3]})
    found = fares(transit, fare_factor_a=1.0)
    assert found[0] == 0
    assert found[1] == 0
    assert found[2] == pytest.approx(4e-4, rel=1e-5)  # 10 km an entry, 4 yuan


def test_discount_from_the_second_entry_on() -> None:
    transit = skims({"a": [0.6, 1.0, 2.0, 3.0], "b": [0, 0.5, 0, 0]}, {})
    # 0.6 x 2; 1 x 2 + 0.5 x 1 - 0.5; 2 x 2 - 1; 3 x 2 - 2
    assert fares(transit, fare_a=2.0, fare_b=1.0, transfer_discount_yuan=1.0) == pytest.approx(
        [1.2, 2.0, 3.0, 4.0]
    )


def test_discount_never_pays_out() -> None:
    transit = skims({"a": [3.0]}, {})
    assert fares(transit, fare_a=0.2, transfer_discount_yuan=5.0) == [0]


def test_no_way_has_no_fare_and_a_walk_is_free() -> None:
    transit = skims({"a": [0.0, 0.0]}, {}, cost_min=[np.inf, 12.0])
    assert fares(transit, fare_a=2.0) == [np.inf, 0]


def test_fare_rises_smoothly_with_distance() -> None:
    km = np.arange(0.5, 60, 0.05, dtype=np.float32)
    found = np.array(fares(skims({"a": np.ones_like(km)}, {"a": km}), fare_factor_a=1.0))
    rise = np.diff(found)
    assert (rise >= -1e-6).all()
    assert rise.max() < 0.25 * 0.05 + 1e-5  # at most 1 yuan in 4 km


def test_modes_without_or_with_two_fares_are_named_together() -> None:
    transit = skims({"a": [1.0], "b": [1.0], "c": [1.0]}, {})
    with pytest.raises(DataError) as caught:
        fares(transit, fare_b=1.0, fare_factor_b=1.0, fare_c=1.0)
    assert [issue.what for issue in caught.value.issues] == [
        "mode 'a' has no fare",
        "mode 'b' has two kinds of fare",
    ]
    assert "either 'fare_a' or 'fare_factor_a'" in str(caught.value)


def test_negative_prices_are_named_together() -> None:
    transit = skims({"a": [1.0], "b": [1.0]}, {"b": [5.0]})
    with pytest.raises(DataError) as caught:
        fares(transit, fare_a=-1.0, fare_factor_b=-0.5)
    assert [issue.what for issue in caught.value.issues] == [
        "price 'fare_a' is -1",
        "price 'fare_factor_b' is -0.5",
    ]
    assert {issue.code for issue in caught.value.issues} == {"negative-price"}
    with pytest.raises(DataError, match="price 'transfer_discount_yuan' is -2"):
        fares(transit, fare_a=1.0, fare_factor_b=1.0, transfer_discount_yuan=-2.0)


def test_prices_that_are_missing_or_no_numbers() -> None:
    with pytest.raises(DataError) as caught:
        price_values({"a": float("nan"), "b": float("inf"), "d": 0.0}, ["a", "b", "c", "c", "d"])
    assert [issue.what for issue in caught.value.issues] == [
        "price 'a' is nan",
        "price 'b' is inf",
        "price 'c' is missing",
    ]


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([(1, 4, 2)], "the band 1 to 4 km follows one that ends at 0 km"),
        ([(0, 4, 2), (5, 8, 3)], "the band 5 to 8 km follows one that ends at 4 km"),
        ([(0, 4, 2), (3, 8, 3)], "the band 3 to 8 km follows one that ends at 4 km"),
        ([(0, 4, -2)], "the fare from 0 km is -2 yuan"),
        ([(0, 4, 2), (4, 8, 1)], "the fare from 4 km is 1 yuan, below 2 yuan before it"),
        ([(0, 0, 2)], "the band 0 to 0 km"),
    ],
)
def test_bands_that_cannot_be(rows: list[tuple[float, float, float]], text: str) -> None:
    with pytest.raises(DataError, match=text):
        fare_bands_of(bands_table(*rows))


def test_no_band_at_all() -> None:
    with pytest.raises(DataError, match="metro/fares has no single_fare for 'child'"):
        fare_bands_of(bands_table((0, 4, 2)), scope="child")


def test_order_of_rows_does_not_matter() -> None:
    found = fare_bands_of(bands_table((4, 8, 3), (0, 4, 2)))
    assert found.yuan.tolist() == [2, 3]


def test_taxi_by_hand() -> None:
    prices = {"hire_flag_fall": 11.0, "hire_included_km": 3.0, "hire_per_km": 2.5}
    found = hire_fare_yuan(np.float32([0, 3, 3.4, 13, np.inf]), prices)
    assert found.tolist() == pytest.approx([11, 11, 12, 36, np.inf])
    free = hire_fare_yuan(np.float32([20, np.inf]), prices | {"hire_per_km": 0.0})
    assert free.tolist() == [11, np.inf]
    with pytest.raises(DataError, match="price 'hire_flag_fall' is -11"):
        hire_fare_yuan(np.float32([1]), prices | {"hire_flag_fall": -11.0})


def test_free_kilometres_do_not_reach_farther() -> None:
    assert distance_yuan(np.float32([3, np.inf]), 0.0).tolist() == [0, np.inf]
    assert distance_yuan(np.float32([3, np.inf]), 0.5).tolist() == [1.5, np.inf]
