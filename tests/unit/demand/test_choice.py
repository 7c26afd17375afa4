"""Nested logit: hand-made nests, a plain implementation beside it, and what must always hold."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_choice import nested_logit

from sim.demand.choice import available_to, choose, nests, pivot
from sim.demand.choice_kernels import exponential
from sim.demand.model import Alternative
from sim.errors import DataError

NESTS = np.array([0, 0, 1, 2, 2])
THETA = np.array([0.8, 1.0, 0.7])
STEADY = settings(max_examples=60, deadline=None, derandomize=True)


def chosen(minutes: Any, money: Any = 0.0, **changes: Any) -> tuple[Any, Any]:
    minutes = np.asarray(minutes, dtype=np.float32)
    money = np.broadcast_to(np.asarray(money, dtype=np.float32), minutes.shape)
    setting: dict[str, Any] = {
        "nest_of": NESTS,
        "theta": THETA,
        "values_of_time_yuan_per_h": np.array([15.0, 30.0, 60.0]),
        "class_shares": np.array([0.5, 0.3, 0.2]),
        "scale_per_min": 0.045,
        "available": np.ones(minutes.shape[0], dtype=bool),
        "threads": 1,
    }
    return choose(minutes, money, **(setting | changes))


def alternative(
    name: str, kind: Any, nest: str, *, car: bool = False, ridden: bool = False
) -> Alternative:
    return Alternative(name, "中", name, kind, nest, True, ridden, car, 1.0, "#000000")


def random_pairs(n: int, seed: int = 3) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    minutes = rng.uniform(2, 150, (5, n)).astype(np.float32)
    money = rng.uniform(0, 60, (5, n)).astype(np.float32)
    minutes[rng.random((5, n)) < 0.15] = np.inf
    money[rng.random((5, n)) < 0.05] = np.inf
    return minutes, money


def test_a_nest_by_hand() -> None:
    # V = (0, 0, ln 3 / 2), the last two in a nest with theta 1/2: in it exp(V / theta) = 1 and 3,
    # I = ln 4, V of the nest = ln 4 / 2 = ln 2. So P(a) = 1 / (1 + 2), of the nest's 2/3 the
    # second gets 1/4 and the third 3/4. Composite: 20 min less ln 3 / scale.
    scale = 0.05
    minutes = [[20.0], [20.0], [20.0 - math.log(3) / 2 / scale]]
    shares, composite = chosen(
        minutes,
        nest_of=np.array([0, 1, 1]),
        theta=np.array([1.0, 0.5]),
        scale_per_min=scale,
    )
    assert shares[:, 0] == pytest.approx([1 / 3, 1 / 6, 1 / 2], rel=1e-6)
    assert composite[0] == pytest.approx(20 - math.log(3) / scale, rel=1e-6)


def test_equal_alternatives_in_a_nest_count_less_than_two() -> None:
    # The red bus: three alternatives alike, two of them in a nest with theta -> 0 count as one.
    shares, _ = chosen([[30.0]] * 3, nest_of=np.array([0, 1, 1]), theta=np.array([1.0, 1e-6]))
    assert shares[:, 0] == pytest.approx([0.5, 0.25, 0.25], rel=1e-5)
    shares, _ = chosen([[30.0]] * 3, nest_of=np.array([0, 1, 1]), theta=np.ones(2))
    assert shares[:, 0] == pytest.approx([1 / 3] * 3, rel=1e-6)


def test_money_counts_by_the_value_of_time() -> None:
    # 10 yuan are 40 min at 15 yuan/h and 10 min at 60 yuan/h: against 30 min without money
    # V = -0.1 x (20 + 40 - 30) = -3 and -0.1 x (20 + 10 - 30) = 0.
    shares, _ = chosen(
        [[20.0], [30.0]],
        [[10.0], [0.0]],
        nest_of=np.array([0, 1]),
        theta=np.ones(2),
        values_of_time_yuan_per_h=np.array([15.0, 60.0]),
        class_shares=np.array([0.75, 0.25]),
        scale_per_min=0.1,
    )
    expected = 0.75 * math.exp(-3) / (math.exp(-3) + 1) + 0.25 * 0.5
    assert shares[0, 0] == pytest.approx(expected, rel=1e-6)


def test_equals_a_plain_implementation() -> None:
    minutes, money = random_pairs(700)  # more than ten blocks, and a part of one
    available = np.array([True, True, True, False, True])
    shares, composite = chosen(minutes, money, available=available)
    for pair in range(minutes.shape[1]):
        expected, cost = nested_logit(
            minutes[:, pair].tolist(),
            money[:, pair].tolist(),
            nest_of=NESTS.tolist(),
            theta=THETA.tolist(),
            worth=[15.0, 30.0, 60.0],
            shares=[0.5, 0.3, 0.2],
            scale=0.045,
            available=available.tolist(),
        )
        assert shares[:, pair] == pytest.approx(expected, rel=2e-6, abs=1e-30)
        assert composite[pair] == pytest.approx(cost, rel=1e-6, abs=1e-5)


def test_theta_of_one_is_multinomial() -> None:
    minutes, _ = random_pairs(200)
    shares, composite = chosen(minutes, theta=np.ones(3))
    with np.errstate(invalid="ignore", divide="ignore"):
        weights = np.exp(-0.045 * minutes.astype(np.float64))
        expected = np.nan_to_num(weights / weights.sum(axis=0))
        cost = -np.log(weights.sum(axis=0)) / 0.045
    np.testing.assert_allclose(shares, expected, rtol=1e-6, atol=1e-30)
    np.testing.assert_allclose(composite, cost, rtol=1e-6, atol=1e-5)


def test_inside_a_nest_others_change_nothing() -> None:
    # Independence of irrelevant alternatives: P(walk) / P(cycle) = exp((V_w - V_c) / theta).
    one = {"values_of_time_yuan_per_h": np.array([30.0]), "class_shares": np.ones(1)}
    ratios = []
    for other_min in (5.0, 50.0, np.inf):
        shares, _ = chosen([[20.0], [26.0], [other_min], [other_min], [40.0]], **one)
        ratios.append(shares[0, 0] / shares[1, 0])
    assert ratios == pytest.approx([math.exp(0.045 * 6 / 0.8)] * 3, rel=1e-6)


def test_closer_substitutes_lose_more() -> None:
    # A dearer car sends relatively more people to the taxi in its nest than to anything else.
    minutes = np.array([[30.0], [25.0], [35.0], [25.0], [30.0]])
    before, _ = chosen(minutes)
    minutes[3] += 10
    after, _ = chosen(minutes)
    gained = (after / before)[:, 0]
    assert gained[4] > gained[0] > 1
    assert gained[0] == pytest.approx(gained[1], rel=1e-5) == pytest.approx(gained[2], rel=1e-5)


def test_slope_of_the_composite_cost_is_the_probability() -> None:
    # d composite / d minutes_m = P(m), class by class and so on average: central differences.
    minutes = np.array([[30.0], [25.0], [35.0], [22.0], [30.0]])
    money = np.array([[0.0], [0.0], [2.0], [9.0], [20.0]])
    shares, _ = chosen(minutes, money)
    for m in range(5):
        step = np.zeros((5, 1))
        step[m] = 1.0
        _, more = chosen(minutes + step, money)
        _, less = chosen(minutes - step, money)
        assert (more[0] - less[0]) / 2 == pytest.approx(shares[m, 0], rel=2e-3)


times = st.lists(st.floats(0, 300, width=32), min_size=5, max_size=5)


@STEADY
@given(times, times, st.integers(0, 4), st.floats(0.5, 60, width=32))
def test_dearer_is_chosen_less_and_all_are_worse_off(
    minutes: list[float], money: list[float], row: int, more_yuan: float
) -> None:
    before, cost_before = chosen(np.array(minutes)[:, None], np.array(money)[:, None])
    money[row] += more_yuan
    after, cost_after = chosen(np.array(minutes)[:, None], np.array(money)[:, None])
    assert after[row, 0] <= before[row, 0]
    others = np.arange(5) != row
    assert (after[others, 0] >= before[others, 0] * (1 - 1e-6)).all()
    assert cost_after[0] >= cost_before[0] - 1e-4
    assert after.sum() == pytest.approx(1, abs=1e-6)


@STEADY
@given(times, st.lists(st.booleans(), min_size=5, max_size=5))
def test_probabilities_add_up_or_there_is_no_way(minutes: list[float], on: list[bool]) -> None:
    shares, composite = chosen(np.array(minutes)[:, None], available=np.array(on))
    assert shares.sum() == pytest.approx(1.0 if any(on) else 0.0, abs=1e-6)
    assert (shares[~np.array(on)] == 0).all()
    assert (shares >= 0).all()
    assert np.isfinite(composite[0]) == any(on)
    if any(on):  # choice is worth something: never above the best; and at most all alike
        best = min(t for t, there in zip(minutes, on, strict=True) if there)
        assert best - math.log(5) / 0.045 - 1e-3 <= composite[0] <= best + 1e-3


def test_without_any_way_nothing_is_chosen() -> None:
    minutes = np.full((5, 3), np.inf)
    minutes[2, 1] = 30
    shares, composite = chosen(minutes)
    assert shares[:, [0, 2]].sum() == 0
    assert shares[2, 1] == 1
    assert composite.tolist() == [np.inf, 30, np.inf]


def test_what_money_cannot_buy_is_not_there() -> None:
    shares, _ = chosen([[10.0], [10.0]], [[np.inf], [1.0]], nest_of=np.array([0, 1]))
    assert shares[:, 0].tolist() == [0, 1]


def test_extremes_do_not_overflow() -> None:
    shares, composite = chosen([[1e30, 0, -1e6], [1e30, 1e30, 1e6]], nest_of=np.array([0, 1]))
    assert shares[:, 0] == pytest.approx([0.5, 0.5])
    assert shares[:, 1].tolist() == [1, 0]
    assert shares[:, 2].tolist() == [1, 0]
    assert np.isfinite(composite).all()


def test_no_pairs() -> None:
    shares, composite = chosen(np.zeros((5, 0)))
    assert shares.shape == (5, 0)
    assert composite.shape == (0,)


def test_threads_and_layout_change_no_digit() -> None:
    minutes, money = random_pairs(40_000)  # three pieces
    alone, cost = chosen(minutes, money)
    for threads in (2, 5):
        shares, composite = chosen(
            np.asfortranarray(minutes), money.astype(np.float64), threads=threads
        )
        assert shares.tobytes() == alone.tobytes()
        assert composite.tobytes() == cost.tobytes()
    part, _ = chosen(minutes[:, 77:200], money[:, 77:200])
    assert part.tobytes() == np.ascontiguousarray(alone[:, 77:200]).tobytes()


def test_inputs_are_not_changed() -> None:
    minutes, money = random_pairs(100)
    kept = minutes.copy(), money.copy()
    chosen(minutes, money)
    assert (minutes.tobytes(), money.tobytes()) == (kept[0].tobytes(), kept[1].tobytes())


def test_own_exponential() -> None:
    for x in (-0.0, -1e-9, -0.3, -1.0, -17.5, -123.0, -699.0):
        assert exponential(x) == pytest.approx(math.exp(x), rel=2e-13)
    assert exponential(-701.0) == 0
    assert exponential(-math.inf) == 0
    assert exponential(math.nan) == 0


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"theta": np.array([0.8, 0.0, 1.0])}, "theta is 0; it must be above 0 and at most 1"),
        ({"theta": np.array([1.5, 1.0, 1.0])}, "theta is 1.5; it must be above 0 and at most 1"),
        ({"theta": np.ones(2)}, "an alternative lies outside the 2 nests"),
        (
            {"values_of_time_yuan_per_h": np.array([15.0, -2.0, 60.0])},
            "a value of time is -2 yuan/h; all must be above 0",
        ),
        ({"scale_per_min": 0.0}, "parameter 'scale_per_min' is 0; it must be above 0"),
        ({"class_shares": np.array([0.5, 0.3, 0.1])}, "travellers add up to 0.9, not 1"),
        ({"class_shares": np.array([1.0, 0.2, -0.2])}, "class of travellers has the share -0.2"),
    ],
)
def test_what_no_kernel_may_see(changes: dict[str, Any], text: str) -> None:
    with pytest.raises(DataError, match=text):
        chosen(np.ones((5, 2)), **changes)


def test_sizes_must_fit() -> None:
    text = r"minutes \(5, 2\) and yuan \(5, 2\) must have one row for each of the 4 alternatives"
    with pytest.raises(DataError, match=text):
        chosen(np.ones((5, 2)), available=np.ones(4, dtype=bool))
    with pytest.raises(DataError, match="5 alternatives, and 3 of them have a nest"):
        chosen(np.ones((5, 2)), nest_of=np.array([0, 1, 2]))


def test_costs_that_are_no_numbers() -> None:
    minutes = np.ones((5, 2))
    minutes[1, 0], minutes[2, 1] = np.nan, -np.inf
    with pytest.raises(DataError, match="2 costs of alternatives are not numbers or minus inf"):
        chosen(minutes)


def test_nests_come_from_the_table() -> None:
    table = [
        alternative("a", "walk", "slow"),
        alternative("b", "transit", "ridden"),
        alternative("c", "cycle", "slow"),
    ]
    found = nests(table, {"theta_slow": 0.8, "theta_ridden": 1.0, "theta_other": 7.0})
    assert found.nest_of.tolist() == [0, 1, 0]
    assert found.theta.tolist() == [0.8, 1.0]


def test_all_odd_thetas_are_named_at_once() -> None:
    table = [alternative("a", "walk", "x"), alternative("b", "walk", "y")]
    table.append(alternative("c", "walk", "z"))
    with pytest.raises(DataError) as caught:
        nests(table, {"theta_x": 0.0, "theta_z": 1.5})
    assert [issue.what for issue in caught.value.issues] == [
        "parameter 'theta_x' is 0",
        "parameter 'theta_y' is missing",
        "parameter 'theta_z' is 1.5",
    ]
    assert "above 0 and at most 1" in str(caught.value)


def test_a_car_is_needed_or_not() -> None:
    table = [alternative("a", "walk", "x"), alternative("b", "drive", "y", car=True)]
    assert available_to(table, car_available=False).tolist() == [True, False]
    assert available_to(table, car_available=True).tolist() == [True, True]


def test_pivot_by_hand() -> None:
    # 0.2 e^0 : 0.3 e^(ln 2) : 0.5 e^0 = 0.2 : 0.6 : 0.5, sum 1.3
    found = pivot(np.array([[0.2], [0.3], [0.5]]), np.array([[0.0], [math.log(2)], [0.0]]))
    assert found[:, 0] == pytest.approx([0.2 / 1.3, 0.6 / 1.3, 0.5 / 1.3])


def test_pivot_agrees_with_the_logit_it_starts_from() -> None:
    v = np.array([[-1.0], [-2.0], [-0.5]])
    change = np.array([[0.3], [-0.7], [0.1]])
    before = np.exp(v) / np.exp(v).sum()
    after = np.exp(v + change) / np.exp(v + change).sum()
    np.testing.assert_allclose(pivot(before, change), after, rtol=1e-14)


def test_pivot_at_the_edges() -> None:
    shares = np.array([[0.4, 1.0, 0.0], [0.6, 0.0, 0.0]])
    change = np.array([[-np.inf, -np.inf, 5.0], [900.0, np.inf, np.nan]])
    assert pivot(shares, change).tolist() == [[0, 0, 0], [1, 0, 0]]
    with pytest.raises(DataError, match="not a number or plus infinity"):
        pivot(np.array([[0.4], [0.6]]), np.array([[np.nan], [0.0]]))
