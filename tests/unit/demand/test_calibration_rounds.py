"""Rounds of the calibration against a small city whose whole model answers to every parameter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from test_calibration_base_year import ROWS
from test_calibration_targets import target

from sim.demand.base_year import TOTAL, measures_of
from sim.demand.base_year_rounds import SPLIT, Round, fit_base_year, largest_miss
from sim.demand.calibration_targets import Target
from sim.demand.counts import counts_of
from sim.demand.model import DemandResult
from sim.demand.parameters import Parameter
from sim.demand.sample_examples import (
    PARAMETERS,
    home_ends,
    pricing,
    service,
    small_result,
    with_values,
)

ALL_ROWS = ROWS | {
    SPLIT: Parameter(SPLIT, 1.2, 0.8, 2.5, "", "calibrated"),
    "decay_work": Parameter("decay_work", 0.1, 0.01, 0.5, "1/min", "calibrated"),
    "decay_train": Parameter("decay_train", 0.1, 0.01, 0.5, "1/min", "fixed"),
}


def solved(values) -> DemandResult:
    """The whole small city: rate, decay of all but "train", and weight of the street count."""
    level = service()
    skims = level.transit
    more = (values[SPLIT] - 1.2) * (skims.ride_min["street"] + skims.ride_min["near"])
    level = replace(level, transit=replace(skims, cost_min=(skims.cost_min + more).astype("f4")))
    trips = home_ends() * np.exp(-(values["decay_work"] - 0.1) * level.slow.km)
    trips *= home_ends().sum(axis=(1, 2), keepdims=True) / trips.sum(axis=(1, 2), keepdims=True)
    trips[:3] *= values["trip_rate_per_person_day"] / 2.3
    return small_result(with_values(**values), at=level, trips=trips)


@pytest.fixture(scope="module")
def targets() -> tuple[Target, ...]:
    """What the city says at other values than those the calibration starts from."""
    truth = PARAMETERS | {
        SPLIT: 1.5, "decay_work": 0.12, "trip_rate_per_person_day": 2.5, "constant_drive_min": -4.0,
        "constant_cycle_min": 9.0, "constant_transit_min": -6.0, "constant_hire_min": 25.0,
    }  # fmt: skip
    plain = (
        target("motorised_share", target_id="share", sd=1.5),
        target("boardings", "rail", target_id="rail", unit="million/day"),
        target("boardings", "street;near", target_id="bus", unit="million/day"),
        target("alternative_share", "walk", target_id="walk", kind="prior", sd=4.0),
        target("alternative_share", "cycle", target_id="cycle", kind="prior", sd=4.0),
        target("alternative_trips", "taxi", target_id="taxi", kind="prior", sd=0.01),
        target("trips_per_person", target_id="rate", kind="prior", sd=0.15),
        target("mean_km", target_id="km", kind="prior", sd=0.8),
    )
    told = measures_of(plain, counts_of(solved(truth)))
    return tuple(replace(one, value=told[one.target_id]) for one in plain)


@pytest.fixture(scope="module")
def fitted(targets):
    seen: list[Round] = []

    def solve(values):
        return solved(values), pricing(dict(values))

    return fit_base_year(solve, ALL_ROWS, targets, max_rounds=8, told=seen.append), seen


def test_every_round_is_told_and_the_first_misses(fitted) -> None:
    base, seen = fitted
    assert base.rounds == tuple(seen)
    assert [one.number for one in seen] == list(range(1, len(seen) + 1))
    assert seen[0].miss > 0.05


def test_the_whole_model_meets_strong_targets_after_a_few_rounds(fitted, targets) -> None:
    base, _ = fitted
    assert base.rounds[-1].miss < 0.005
    said = measures_of(targets, base.counts)
    for one in targets:
        if one.kind == "strong":
            assert said[one.target_id] == pytest.approx(one.value, rel=0.005)
    assert said[TOTAL] == pytest.approx(said["rail"] + said["bus"])


def test_priors_and_lengths_come_near(fitted, targets) -> None:
    said = measures_of(targets, fitted[0].counts)
    for one in targets:
        if one.kind == "prior":
            assert abs(said[one.target_id] - one.value) < one.sd


def test_what_divides_rail_and_street_is_found(fitted) -> None:
    assert fitted[0].parameters[SPLIT] == pytest.approx(1.5, abs=0.1)


def test_what_is_not_calibrated_stays(fitted) -> None:
    values = fitted[0].parameters
    assert values["decay_train"] == 0.1
    assert values["wait_weight"] == 2.0
    assert values["decay_work"] != 0.1


def test_the_best_round_is_kept_when_none_is_good_enough(targets) -> None:
    def solve(values):
        return solved(values), pricing(dict(values))

    base = fit_base_year(solve, ALL_ROWS, targets, max_rounds=2, enough=0.0)
    least = min(base.rounds, key=lambda one: one.miss)
    assert base.parameters == least.parameters
    assert largest_miss(targets, measures_of(targets, base.counts)) == pytest.approx(least.miss)


def test_a_weight_that_is_given_is_not_touched(targets) -> None:
    def solve(values):
        return solved(values), pricing(dict(values))

    rows = ALL_ROWS | {SPLIT: Parameter(SPLIT, 1.2, 1.2, 1.2, "", "fixed")}
    base = fit_base_year(solve, rows, targets, max_rounds=2)
    assert {one.parameters[SPLIT] for one in base.rounds} == {1.2}
