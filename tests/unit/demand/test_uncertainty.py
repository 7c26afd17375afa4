"""Draws: strata, distributions, what a table of draws gives back, intervals and probabilities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_calibration_targets import target

from sim.demand.parameters import Parameter
from sim.demand.uncertainty import (
    Draw,
    draw_values,
    drawn_names,
    draws_of,
    draws_table,
    interval_tables,
    latin_hypercube,
    probability_met,
    quantile,
)
from sim.errors import DataError

PARAMETERS = {
    one.parameter_id: one
    for one in (
        Parameter("wait_weight", 2.0, 1.5, 3.0, "", "fixed"),
        Parameter("walk_weight", 2.0, 1.75, 2.4, "", "fixed"),
        Parameter("constant_transit_min", 3.0, -60, 80, "min", "calibrated"),
        Parameter("theta_transit", 1.0, 1.0, 1.0, "", "fixed"),
        Parameter("peak_hour_factor", 1.1, 1.0, 1.2, "", "fixed"),
    )
}
TARGETS = (
    target("motorised_share", target_id="share", value=48.0, sd=1.5),
    target("noted", target_id="noted", kind="check"),
)


@given(st.integers(1, 60), st.integers(1, 8), st.integers(0, 2**31))
@settings(deadline=None, max_examples=30)
def test_each_slice_of_each_column_is_used_once(rows: int, columns: int, seed: int) -> None:
    cube = latin_hypercube(rows, columns, seed=seed)
    for column in cube.T:
        assert sorted(np.floor(column * rows).astype(int)) == list(range(rows))


def test_the_same_seed_draws_the_same() -> None:
    assert np.array_equal(latin_hypercube(20, 3), latin_hypercube(20, 3))
    assert not np.array_equal(latin_hypercube(20, 3, seed=1), latin_hypercube(20, 3, seed=2))


def test_nothing_cannot_be_drawn() -> None:
    with pytest.raises(DataError, match="0 draws of 3 values"):
        latin_hypercube(0, 3)
    with pytest.raises(DataError, match=r"nothing in demand/parameters .* is uncertain"):
        draw_values({}, (), 5)


def test_bounds_are_passed_five_times_in_a_hundred_each() -> None:
    values = np.array(
        [quantile(PARAMETERS["wait_weight"], u) for u in (np.arange(1000) + 0.5) / 1000]
    )
    assert (values < 1.5).mean() == pytest.approx(0.05, abs=0.002)
    assert (values > 3.0).mean() == pytest.approx(0.05, abs=0.002)
    assert (np.diff(values) >= 0).all()


def test_values_keep_their_nature() -> None:
    share = Parameter("background_share", 0.15, 0.05, 0.25, "", "fixed")
    theta = Parameter("theta_active", 0.8, 0.6, 1.0, "", "fixed")
    zero = Parameter("drive_other", 0.1, 0.0, 0.3, "yuan/km", "fixed")
    error = Parameter("error_pct", 0.0, -2.0, 2.0, "%/year", "fixed")
    assert quantile(share, 1e-6) > 0  # a share never becomes negative
    assert quantile(theta, 1 - 1e-6) == 1.0  # nor theta more than 1
    assert quantile(zero, 1e-6) == 0.0
    assert quantile(error, 1e-6) < -2.0  # but an error may


def test_only_what_is_uncertain_and_felt_is_drawn() -> None:
    assert drawn_names(PARAMETERS) == ("wait_weight", "walk_weight")


def test_draws_centre_on_the_values_and_keep_the_rest() -> None:
    draws = draw_values(PARAMETERS, TARGETS, 200)
    assert [one.number for one in draws] == list(range(1, 201))
    waits = [one.parameters["wait_weight"] for one in draws]
    shares = [one.targets["share"] for one in draws]
    assert np.median(waits) == pytest.approx(2.0, abs=0.02)
    assert np.mean(shares) == pytest.approx(48.0, abs=0.05)
    assert np.std(shares) == pytest.approx(1.5, rel=0.05)
    assert {one.parameters["constant_transit_min"] for one in draws} == {3.0}
    assert "noted" not in draws[0].targets


def test_draws_come_back_from_their_table() -> None:
    draws = draw_values(PARAMETERS, TARGETS, 5)
    table = draws_table(draws, ("wait_weight", "constant_transit_min"))
    centre = {name: one.value for name, one in PARAMETERS.items()}
    back = draws_of(table, centre, 3, fixed={"walk_weight": 2.2})
    assert [one.number for one in back] == [1, 2, 3]
    for before, after in zip(draws, back, strict=False):
        assert after.parameters["wait_weight"] == pytest.approx(
            before.parameters["wait_weight"], rel=1e-5
        )
        assert after.parameters["walk_weight"] == 2.2  # set by the scenario: holds in every draw
        assert after.parameters["theta_transit"] == 1.0
        assert after.targets["share"] == pytest.approx(before.targets["share"], rel=1e-5)
    assert draws_of(table, centre, 0) == ()


def test_more_draws_than_there_are_and_unknown_names_are_told() -> None:
    table = draws_table(draw_values(PARAMETERS, TARGETS, 5), ("wait_weight",))
    centre = {name: one.value for name, one in PARAMETERS.items()}
    with pytest.raises(DataError, match="500 draws are wanted and demand/draws has 5: ask for few"):
        draws_of(table, centre, 500)
    with pytest.raises(DataError, match="demand/draws names 'wait_weight', which demand/param"):
        draws_of(table, {"walk_weight": 2.0}, 2)


@given(
    st.lists(st.floats(0, 100), min_size=1, max_size=40),
    st.floats(0, 100),
    st.floats(0, 100),
)
def test_a_probability_lies_between_0_and_1_and_falls_with_the_threshold(
    values: list[float], one: float, other: float
) -> None:
    low, high = sorted((one, other))
    easy, hard = (probability_met(np.array(values), at) for at in (low, high))
    assert 0 <= hard <= easy <= 1


def draws(*waits: float) -> list[Draw]:
    return [Draw(n + 1, {"wait_weight": wait}, {"share": 48.0}) for n, wait in enumerate(waits)]


def test_intervals_take_the_whole_model_and_the_differences_of_the_sample() -> None:
    # The sample is 3 points too low everywhere: that must not show.
    tables = interval_tables(
        {"headline": 58.0},
        lambda at: {"headline": 55.0 + 10 * (2 - at["wait_weight"])},
        {"wait_weight": 2.0},
        draws(1.7, 1.9, 2.0, 2.1, 2.3),
        threshold=60.0,
        drawn=("wait_weight",),
    )
    values = tables["pt_share_draws"]["value"].tolist()
    assert values == pytest.approx([61, 59, 58, 57, 55])
    row = tables["pt_share_intervals"].iloc[0]
    assert (row["value"], row["median"], row["probability"], row["draws"]) == (58, 58, 0.2, 5)
    # 5 and 95 % of five values: 0.2 of the way from the end to the next.
    assert row["low"] == pytest.approx(55 + 0.2 * 2)
    assert row["high"] == pytest.approx(61 - 0.2 * 2)
    drawn = tables["pt_share_drawn"]
    assert drawn[drawn["parameter_id"] == "wait_weight"]["value"].tolist() == [
        1.7, 1.9, 2.0, 2.1, 2.3,
    ]  # fmt: skip
    assert set(drawn["parameter_id"]) == {"wait_weight", "target_share"}


def test_no_share_leaves_0_to_100() -> None:
    tables = interval_tables(
        {"headline": 99.0}, lambda at: {"headline": 50 * at["wait_weight"]},
        {"wait_weight": 1.0}, draws(0.0, 5.0), threshold=60.0,
    )  # fmt: skip
    assert tables["pt_share_draws"]["value"].tolist() == [49.0, 100.0]


def test_without_draws_there_is_a_value_and_no_interval() -> None:
    tables = interval_tables({"headline": 58.0}, lambda _: {"headline": 55.0}, {}, (), threshold=60)
    row = tables["pt_share_intervals"].iloc[0]
    assert row["value"] == 58
    assert row["draws"] == 0
    assert np.isnan([row["low"], row["median"], row["high"], row["probability"]]).all()
    assert list(tables["pt_share_draws"]) == ["draw", "definition", "value"]
    assert list(tables["pt_share_drawn"]) == ["draw", "parameter_id", "value"]
