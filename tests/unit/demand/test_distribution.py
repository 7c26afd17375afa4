"""Distribution: margins met, a golden example by hand, lost zones told, decay calibrated."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.demand.distribution import calibrate_decay, gravity, purpose_car_share
from sim.demand.margins import column_factors
from sim.demand.model import Floats64
from sim.demand.trip_lengths import mean_length_km
from sim.demand.zone_examples import purpose_of, zones_of
from sim.errors import DataError


def _both(cost: Floats64) -> Floats64:
    """Same costs with and without a car."""
    return np.broadcast_to(cost, (2, *cost.shape))


def _line(count: int, seed: int = 1) -> tuple[Floats64, Floats64, Floats64]:
    """Costs along a line, productions and attractions at random."""
    rng = np.random.default_rng(seed)
    at = np.sort(rng.uniform(0, 120, count))
    cost = np.abs(at[:, None] - at[None, :]) + 5.0
    made, drawn = rng.uniform(1, 100, count), rng.uniform(1, 100, count)
    return cost, made, drawn * made.sum() / drawn.sum()


def test_two_zones_by_hand() -> None:
    # Rows 30 and 60, columns 50 and 40: T11 = a, T12 = 30 - a, T21 = 50 - a, T22 = 10 + a. The
    # cross ratio T11 T22 / (T12 T21) is that of exp(-c): 1 x 1 / (1/2 x 1) = 2, met by a = 20:
    # 20 x 30 / (10 x 30) = 2.
    cost = np.log(np.array([[1.0, 2.0], [1.0, 1.0]]))
    fit = gravity(
        _both(cost), np.array([30.0, 60.0]), np.array([50.0, 40.0]),
        car_share=np.zeros(2), decay_per_min=1.0,
    )  # fmt: skip
    assert fit.trips[0] == pytest.approx(np.array([[20.0, 10.0], [30.0, 30.0]]), rel=1e-6)
    assert fit.trips[1].sum() == 0


def test_people_with_and_without_a_car_share_the_attractions() -> None:
    # One zone of 90 trips, a third with a car; two places of 45. Without a car the far place costs
    # ln 2 more, with one nothing. Rows (60, 30): T_n1 = a, T_c1 = 45 - a; cross ratio
    # a (a - 15) / ((60 - a)(45 - a)) = 2, or a^2 - 195 a + 5400 = 0: a = (195 - sqrt(16425)) / 2.
    cost = np.full((2, 3, 3), np.inf)
    cost[0, 0, 1:] = 0.0, np.log(2.0)
    cost[1, 0, 1:] = 0.0, 0.0
    made, drawn = np.array([90.0, 0.0, 0.0]), np.array([0.0, 45.0, 45.0])
    fit = gravity(cost, made, drawn, car_share=np.full(3, 1 / 3), decay_per_min=1.0)
    a = (195 - np.sqrt(16425)) / 2
    assert fit.trips[0, 0] == pytest.approx([0, a, 60 - a], rel=1e-6)
    assert fit.trips[1, 0] == pytest.approx([0, 45 - a, a - 15], rel=1e-6)


def test_margins_are_met_to_a_millionth() -> None:
    cost, made, drawn = _line(80)
    share = np.linspace(0, 1, 80)
    fit = gravity(_both(cost), made, drawn, car_share=share, decay_per_min=0.2)
    assert fit.error <= 1e-6
    assert fit.trips.sum(axis=(0, 2)) == pytest.approx(made, rel=1e-6)
    assert fit.trips.sum(axis=(0, 1)) == pytest.approx(drawn, rel=1e-6)
    assert fit.trips[1].sum(axis=1) == pytest.approx(made * share, rel=1e-6, abs=1e-12)
    assert (fit.trips >= 0).all()
    assert fit.unconnected.sum() == fit.unreached.sum() == 0


def test_plain_iterative_fitting_gives_the_same() -> None:
    cost, made, drawn = _line(12, seed=3)
    fit = gravity(_both(cost), made, drawn, car_share=np.full(12, 0.4), decay_per_min=0.05)
    plain = np.exp(-0.05 * np.concatenate([cost, cost]))
    rows = np.concatenate([0.6 * made, 0.4 * made])
    for _ in range(3000):
        plain *= (rows / plain.sum(axis=1))[:, None]
        plain *= drawn / plain.sum(axis=0)
    assert fit.trips.reshape(24, 12) == pytest.approx(plain, rel=1e-5)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 9), st.integers(0, 10_000), st.floats(0.0, 0.6))
def test_trips_are_conserved_whatever_the_costs(count: int, seed: int, decay: float) -> None:
    cost, made, drawn = _line(count, seed)
    fit = gravity(_both(cost), made, drawn, car_share=np.full(count, 0.3), decay_per_min=decay)
    assert fit.trips.sum() == pytest.approx(made.sum(), rel=1e-9)
    assert fit.trips.sum(axis=(0, 1)) == pytest.approx(drawn, rel=1e-5)


def test_trips_stay_inside_a_zone_where_that_is_cheap() -> None:
    cost = np.array([[1.0, 100.0], [100.0, 1.0]])
    ends = np.array([10.0, 10.0])
    fit = gravity(_both(cost), ends, ends, car_share=np.zeros(2), decay_per_min=0.1)
    # exp(-0.1 x 99) = 5.02e-5 of the trips inside go out.
    assert fit.trips[0, 0, 1] / fit.trips[0, 0, 0] == pytest.approx(np.exp(-9.9), rel=1e-5)


def test_zones_that_reach_nothing_are_kept_apart_and_none_is_lost() -> None:
    cost, made, drawn = _line(10)
    cost = _both(cost).copy()
    cost[:, 3, :] = np.inf
    cost[0, 7, :] = np.inf
    share = np.full(10, 0.25)
    fit = gravity(cost, made, drawn, car_share=share, decay_per_min=0.1)
    assert fit.unconnected[:, 3] == pytest.approx([0.75 * made[3], 0.25 * made[3]])
    assert fit.unconnected[:, 7] == pytest.approx([0.75 * made[7], 0])
    assert fit.trips.sum() + fit.unconnected.sum() == pytest.approx(made.sum(), rel=1e-12)
    # The others fill the attractions in the same proportion.
    assert fit.trips.sum(axis=(0, 1)) == pytest.approx(drawn * fit.trips.sum() / drawn.sum())


def test_attractions_nobody_reaches_are_told_and_the_rest_takes_their_trips() -> None:
    cost = np.array([[1.0, 2.0, np.inf], [2.0, 1.0, np.inf], [np.inf, np.inf, np.inf]])
    made, drawn = np.array([6.0, 4.0, 0.0]), np.array([3.0, 5.0, 2.0])
    fit = gravity(_both(cost), made, drawn, car_share=np.zeros(3), decay_per_min=0.5)
    assert fit.unreached.tolist() == [0, 0, 2]
    assert fit.trips.sum(axis=(0, 1)) == pytest.approx([10 * 3 / 8, 10 * 5 / 8, 0], rel=1e-6)


def test_nobody_can_travel_at_all() -> None:
    made = np.array([6.0, 4.0])
    cost = np.full((2, 2, 2), np.inf)
    fit = gravity(cost, made, made, car_share=np.zeros(2), decay_per_min=0.5)
    assert fit.trips.sum() == 0
    assert fit.unconnected[0].tolist() == [6, 4]
    assert fit.unreached.tolist() == [6, 4]


def test_no_trips_make_no_trips() -> None:
    none = np.zeros(2)
    fit = gravity(np.ones((2, 2, 2)), none, none, car_share=none, decay_per_min=0.5)
    assert fit.trips.sum() == fit.unconnected.sum() == 0


def test_margins_that_cannot_be_met_are_told_with_the_zones() -> None:
    # The first zone reaches the first place only: 80 trips, 10 attractions.
    cost = np.array([[1.0, np.inf], [1.0, 1.0]])
    with pytest.raises(DataError) as told:
        gravity(
            _both(cost), np.array([80.0, 20.0]), np.array([10.0, 90.0]),
            car_share=np.zeros(2), decay_per_min=0.1, zone_ids=("far", "near"),
        )  # fmt: skip
    issue = told.value.issues[0]
    assert issue.code == "infeasible-demand"
    assert "some zones reach too few attractions for their trips" in issue.what
    assert "far" in issue.what
    assert issue.fix.startswith("connect these zones")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"productions": np.array([-1.0, 2.0])}, "productions must be numbers of at least 0"),
        ({"attractions": np.array([np.nan, 2.0])}, "attractions must be numbers of at least 0"),
        ({"attractions": np.zeros(2)}, "demand cannot be balanced: 2 trips and nothing attracts"),
        ({"decay_per_min": -0.1}, "the decay must be a number of at least 0, not -0.1"),
        ({"cost_min": np.full((2, 2, 2), np.nan)}, "costs of travel must be numbers"),
    ],
)
def test_what_is_no_number_is_refused(change: dict, message: str) -> None:
    plain = {
        "cost_min": np.ones((2, 2, 2)), "productions": np.ones(2), "attractions": np.ones(2),
        "car_share": np.zeros(2), "decay_per_min": 0.1,
    }  # fmt: skip
    with pytest.raises(DataError, match=message):
        gravity(**{**plain, **change})


def test_a_start_changes_nothing_but_the_time() -> None:
    cost, made, drawn = _line(40)
    share = np.full(40, 0.3)
    cold = gravity(_both(cost), made, drawn, car_share=share, decay_per_min=0.15)
    warm = gravity(
        _both(cost), made, drawn, car_share=share, decay_per_min=0.15, start=cold.factor_log
    )
    assert warm.trips == pytest.approx(cold.trips, rel=1e-5, abs=1e-9)


def test_same_inputs_give_the_same_bytes() -> None:
    cost, made, drawn = _line(60)
    runs = [
        gravity(_both(cost), made, drawn, car_share=np.full(60, 0.3), decay_per_min=0.1)
        for _ in range(2)
    ]
    assert runs[0].trips.tobytes() == runs[1].trips.tobytes()


def test_sharp_decay_and_distant_towns_still_meet_the_margins() -> None:
    # Two towns 600 minutes apart, one short of attractions: exp(-0.5 x 600) is 1e-130.
    at = np.array([0.0, 3.0, 7.0, 600.0, 604.0])
    cost = np.abs(at[:, None] - at[None, :]) + 2.0
    made, drawn = np.array([10.0, 20, 30, 25, 15]), np.array([30.0, 30, 10, 5, 25])
    fit = gravity(_both(cost), made, drawn, car_share=np.full(5, 0.5), decay_per_min=0.5)
    assert fit.trips.sum(axis=(0, 2)) == pytest.approx(made, rel=1e-5)
    assert fit.trips.sum(axis=(0, 1)) == pytest.approx(drawn, rel=1e-5)
    # The near towns have 60 trips for 70 attractions: 10 come from afar.
    assert fit.trips[:, 3:, :3].sum() == pytest.approx(10, rel=1e-5)


def test_factors_alone_meet_the_rows() -> None:
    cost, made, drawn = _line(15)
    _, trips = column_factors(-0.1 * cost, made, drawn, start_log=np.zeros(15), tolerance=1e-10)
    assert trips.sum(axis=1) == pytest.approx(made, rel=1e-12)
    assert trips.sum(axis=0) == pytest.approx(drawn, rel=1e-9)


def _at(cost: Floats64, made: Floats64, drawn: Floats64):
    return lambda decay, start: gravity(
        _both(cost), made, drawn, car_share=np.full(len(made), 0.3), decay_per_min=decay,
        start=start,
    )  # fmt: skip


@pytest.mark.parametrize("target", [6.0, 9.0, 13.0])
def test_calibrated_decay_hits_the_mean_length(target: float) -> None:
    cost, made, drawn = _line(50)
    km = cost / 3
    fit = _at(cost, made, drawn)
    decay = calibrate_decay(fit, km, target, low=0.001, high=2.0)
    assert mean_length_km(fit(decay, None).trips, km) == pytest.approx(target, rel=2e-4)


def test_shorter_trips_need_a_sharper_decay() -> None:
    cost, made, drawn = _line(50)
    fit = _at(cost, made, drawn)
    found = [calibrate_decay(fit, cost / 3, km, low=0.001, high=2.0) for km in (12.0, 9.0, 6.0)]
    assert all(a < b for a, b in itertools.pairwise(found))


def test_a_length_out_of_reach_is_told() -> None:
    cost, made, drawn = _line(20)
    with pytest.raises(DataError, match=r"no decay between 0\.01 and 0\.5 per minute gives"):
        calibrate_decay(_at(cost, made, drawn), cost / 3, 500.0, low=0.01, high=0.5)
    with pytest.raises(DataError, match=r"gives trips of 0\.1 km on average: at 0\.5 they are"):
        calibrate_decay(_at(cost, made, drawn), cost / 3, 0.1, low=0.01, high=0.5)


def test_mean_length_takes_trips_with_or_without_car_axis() -> None:
    trips, km = np.array([[1.0, 3.0], [0.0, 0.0]]), np.array([[2.0, 6.0], [6.0, 2.0]])
    assert mean_length_km(trips, km) == mean_length_km(trips[None], km) == 5.0
    assert np.isnan(mean_length_km(0 * trips, km))


def test_visitors_have_no_car_at_hand() -> None:
    zones = zones_of(people=[1.0, 1.0], jobs=[0.0, 0.0], car_share=0.4)
    flight = purpose_of("flight", kind="special", resident_share=0.25)
    assert purpose_car_share(zones, flight) == pytest.approx([0.1, 0.1])
