"""A sample of pairs: what is drawn, what it keeps, and that it answers like the whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.demand.counts import counts_of
from sim.demand.sample import draw_pairs, draw_sample, home_trips, same_pairs
from sim.demand.sample_counts import Shift, counts_at, transit_min_at
from sim.demand.sample_examples import (
    PARAMETERS,
    PURPOSES,
    ZONES,
    home_ends,
    pricing,
    small_result,
    with_values,
)
from sim.demand.share_definitions import DEFINITIONS, share_pct, shares_pct
from sim.errors import DataError

HEADLINE = DEFINITIONS[0]


def headline(counts) -> float:
    return share_pct(counts, HEADLINE, ebike_share=0.65)


def test_each_step_takes_the_cell_its_running_sum_lies_in() -> None:
    # Running sums 2 2 5 10; five steps of 2 at 1 3 5 7 9. The step at 5 lies on the edge of the
    # third cell and belongs to the next.
    rows, columns, weights = draw_pairs(np.array([[2.0, 0.0], [3.0, 5.0]]), 5)
    assert list(zip(rows, columns, weights, strict=True)) == [(0, 0, 2), (1, 0, 2), (1, 1, 6)]


@given(
    trips=st.lists(st.floats(0, 1e4), min_size=4, max_size=4).filter(lambda x: sum(x) > 1e-3),
    count=st.integers(1, 50),
)
@settings(deadline=None)
def test_weights_add_up_and_empty_cells_are_never_drawn(trips: list[float], count: int) -> None:
    matrix = np.array(trips).reshape(2, 2)
    rows, columns, weights = draw_pairs(matrix, count)
    assert weights.sum() == pytest.approx(matrix.sum())
    assert (matrix[rows, columns] > 0).all()
    # Nobody is more than one step away from the share of the trips that is due.
    found = np.zeros((2, 2))
    found[rows, columns] = weights
    assert np.abs(found - matrix).max() <= matrix.sum() / count * (1 + 1e-9)


def test_nothing_is_drawn_without_trips() -> None:
    rows, columns, weights = draw_pairs(np.zeros((2, 2)), 10)
    assert (rows.size, columns.size, weights.size) == (0, 0, 0)


def test_draws_need_a_count_and_trips_that_are_numbers() -> None:
    with pytest.raises(DataError, match="a sample of 0 pairs cannot be drawn; ask for at least 1"):
        draw_pairs(np.ones((2, 2)), 0)
    with pytest.raises(DataError, match="negative or not numbers"):
        draw_pairs(np.array([[-1.0, 2.0]]), 3)


def test_trips_by_home_end_are_told_from_origins() -> None:
    wanted = home_ends()
    # Of "errand", out and back are the same in both periods: only the sum of both ways is known.
    wanted[1] = (wanted[1] + wanted[1].T) / 2
    assert np.allclose(home_trips(small_result()), wanted, rtol=1e-4, atol=0.05)


def test_other_departures_than_those_of_the_result_are_told() -> None:
    result = small_result()
    back = tuple(replace(one, out_share=(0.3, 0.2), back_share=(0.2, 0.3)) for one in PURPOSES)
    with pytest.raises(DataError, match="trips of 'work' by home end come out negative"):
        home_trips(replace(result, purposes=back))


@pytest.fixture(scope="module")
def whole():
    return small_result()


@pytest.fixture(scope="module")
def sample(whole):
    return draw_sample(whole, pricing(), trips=home_ends(), pairs=60)


def test_a_sample_of_everything_is_the_whole(whole) -> None:
    # A million steps give every pair its share of the trips to a millionth of all.
    sample = draw_sample(whole, pricing(), trips=home_ends(), pairs=1_000_000)
    found, wanted = counts_at(sample, PARAMETERS), counts_of(whole)
    row = wanted.area_row("city")
    assert np.allclose(found.trips[row], wanted.trips[row], rtol=1e-3, atol=1)
    assert np.allclose(found.boardings[row], wanted.boardings[row], rtol=1e-3)
    assert np.allclose(found.entries[row], wanted.entries[row], rtol=1e-3)
    assert np.allclose(found.km[row], wanted.km[row], rtol=1e-3)
    assert found.population.tolist() == wanted.population.tolist()


def test_modes_without_gates_have_no_entries(whole) -> None:
    counts = counts_of(whole)
    by_mode = dict(zip(counts.mode_ids, counts.entries.sum(axis=0), strict=True))
    assert by_mode["rail"] > 0
    assert by_mode["street"] == by_mode["near"] == 0


def test_trips_are_kept_at_any_parameters(sample) -> None:
    for values in (PARAMETERS, with_values(wait_weight=4.0, theta_private=0.5)):
        counts = counts_at(sample, values)
        total = counts.trips[counts.area_row("city")].sum()
        assert total == pytest.approx(home_ends().sum(), rel=1e-6)


def test_the_control_variate_comes_near_the_whole_model(whole, sample) -> None:
    # Car constants 10 minutes down: the whole model is worked out again. Sixty draws a purpose
    # are 2 points off by themselves at most; their difference tells the change to 0.3 points.
    values = with_values(constant_drive_min=-5.0)
    wanted = headline(counts_of(small_result(values)))
    before, after = headline(counts_at(sample, PARAMETERS)), headline(counts_at(sample, values))
    control = headline(counts_of(whole)) + after - before
    assert abs(wanted - headline(counts_of(whole))) > 3
    assert control == pytest.approx(wanted, abs=0.3)


def test_the_sample_is_the_same_every_time_and_with_any_threads(whole, sample) -> None:
    again = draw_sample(whole, pricing(), trips=home_ends(), pairs=60)
    one, other = counts_at(sample, PARAMETERS, threads=1), counts_at(again, PARAMETERS, threads=2)
    assert one.trips.tobytes() == other.trips.tobytes()
    assert one.boardings.tobytes() == other.boardings.tobytes()


@pytest.mark.parametrize(
    ("shift", "rises"),
    [
        (Shift(parking=2.0), True),
        (Shift(fuel=1.5), True),
        (Shift(cars=0.8), True),
        (Shift(drive=1.1), True),
        (Shift(wait=0.8), True),
        (Shift(fare=1.5), False),
        (Shift(ride=1.1), False),
        (Shift(cars=1.2), False),
        (Shift(wait=1.2), False),
    ],
    ids=str,
)
def test_levers_push_the_right_way(sample, shift: Shift, rises: bool) -> None:
    change = headline(counts_at(sample, PARAMETERS, shift)) - headline(
        counts_at(sample, PARAMETERS)
    )
    assert change > 0.01 if rises else change < -0.01


def test_weights_move_the_cost_by_their_component(sample) -> None:
    part = sample.purposes[0]
    now = with_values(
        walk_weight=2.5, wait_weight=1.5, transfer_penalty_min=10.0, street_ride_weight=1.5,
        local_bus_wait_min=10.0, local_bus_walk_min=12.0, local_bus_speed_kmh=6.5,
    )  # fmt: skip
    found = transit_min_at(part, PARAMETERS, now, Shift())
    one = part.parts
    # By hand: walking +0.5, waiting -0.5, +4 a transfer, +0.3 of riding on the street; the near
    # bus waits 2 min more at 1.5, walks 3 min more at 2.5, and at half the speed rides twice as
    # long, at 1.5.
    wanted = (
        part.service.transit_min
        + 0.5 * one.walk_min
        - 0.5 * one.wait_min
        + 4 * one.transfers
        + 0.3 * one.street_min
        + (2 * 1.5 + 3 * 2.5) * one.local_boardings
        + 1.5 * one.local_min
    )
    known = np.isfinite(wanted)
    assert np.allclose(found[known], wanted[known], rtol=1e-5)
    assert np.isinf(found[~known]).all()


def test_riding_faster_shortens_rail_and_street_alike(sample) -> None:
    part = sample.purposes[0]
    found = transit_min_at(part, PARAMETERS, PARAMETERS, Shift(ride=0.5))
    less = 0.5 * (part.parts.rail_min + 1.2 * part.parts.street_min)
    known = np.isfinite(part.service.transit_min)
    assert np.allclose(found[known], (part.service.transit_min - less)[known], rtol=1e-5)


def test_no_weight_makes_a_trip_cost_less_than_nothing(sample) -> None:
    part = sample.purposes[0]
    free = with_values(walk_weight=-50.0)
    assert transit_min_at(part, PARAMETERS, free, Shift()).min() == 0.0


def test_more_trips_a_person_mean_more_trips_but_not_of_visitors(sample) -> None:
    before, after = (
        counts_at(sample, with_values(trip_rate_per_person_day=rate)) for rate in (2.3, 4.6)
    )
    row = before.area_row("city")
    factor = after.trips[row].sum(axis=(1, 2)) / before.trips[row].sum(axis=(1, 2))
    assert factor.round(9).tolist() == [2, 2, 2, 1]  # "train" is a special generator


def test_errors_of_growth_start_after_the_base_year(whole) -> None:
    values = with_values(cars_growth_error_pct=2.0, outer_growth_error_pct=1.0)
    for year, same in ((2015, True), (2020, False)):
        sample = draw_sample(whole, pricing(year=year), trips=home_ends(), pairs=60)
        one, other = counts_at(sample, PARAMETERS), counts_at(sample, values)
        assert np.array_equal(one.trips, other.trips) is same
        # 1.01 to the power of five more trips begin outside the main city.
        outside = [
            counts.trips[counts.area_row("city")].sum()
            - counts.trips[counts.area_row("main_city")].sum()
            for counts in (one, other)
        ]
        assert outside[1] / outside[0] == pytest.approx(1.01 ** (year - 2015))


def test_waits_follow_the_factor_of_headways_but_not_those_of_the_near_bus(sample) -> None:
    part = sample.purposes[0]
    found = transit_min_at(
        part, with_values(wait_factor=0.5), with_values(wait_factor=0.6), Shift()
    )
    # A fifth more of waiting for lines, at weight 2; the near bus waits 8 min each time as before.
    by_line = np.maximum(part.parts.wait_min - 8 * part.parts.local_boardings, 0)
    wanted = part.service.transit_min + 2 * 0.2 * by_line
    known = np.isfinite(wanted)
    assert np.allclose(found[known], wanted[known], rtol=1e-5)


def test_cars_at_hand_follow_the_formula_of_the_zones(whole) -> None:
    # Shares are 1 - exp(-2 cars): with 1.5 people a car instead, and 20 % more cars, they are
    # 1 - exp(-1.8 cars).
    result = replace(whole, zones=replace(whole.zones, car_share=1 - np.exp(-2 * np.full(12, 0.2))))
    less = replace(whole, zones=replace(whole.zones, car_share=1 - np.exp(-1.8 * np.full(12, 0.2))))
    before = with_values(car_access_per_car=2.0)
    sample, other = (
        draw_sample(one, pricing(before), trips=home_ends(), pairs=60) for one in (result, less)
    )
    found = counts_at(sample, with_values(car_access_per_car=1.5), Shift(cars=1.2))
    assert np.allclose(found.trips, counts_at(other, before).trips, rtol=1e-5)


def test_trips_by_home_end_of_the_result_are_used_with_their_cars(whole) -> None:
    demand = home_ends()
    cars = np.linspace(0.1, 0.4, ZONES)[None, None, :]  # by the other end, to tell it from the zone
    held = replace(whole, home_trips=np.stack([demand * (1 - cars), demand * cars], 1).astype("f4"))
    assert np.allclose(home_trips(held), demand, rtol=1e-5)
    part = draw_sample(held, pricing(), pairs=60).purposes[0]
    assert np.allclose(part.car_share, cars[0, 0, part.away], rtol=1e-4)
    assert part.trips.sum() == pytest.approx(demand[0].sum(), rel=1e-6)


def test_growth_of_cars_is_a_factor_on_cars_at_hand(whole) -> None:
    sample = draw_sample(whole, pricing(year=2020), trips=home_ends(), pairs=60)
    drawn = counts_at(sample, with_values(cars_growth_error_pct=2.0))
    turned = counts_at(sample, PARAMETERS, Shift(cars=1.02**5))
    assert np.allclose(drawn.trips, turned.trips)


def test_pairs_of_a_sample_can_be_asked_of_another_result(whole, sample) -> None:
    other = same_pairs(sample, small_result(with_values(wait_weight=3.0)), pricing())
    for one, two in zip(sample.purposes, other.purposes, strict=True):
        assert np.array_equal(one.home, two.home)
        assert np.array_equal(one.trips, two.trips)
    with pytest.raises(DataError, match="different zones or purposes"):
        same_pairs(replace(sample, purposes=sample.purposes[:2]), whole, pricing())


def test_a_purpose_without_trips_counts_nothing(whole) -> None:
    trips = home_ends()
    trips[3] = 0.0
    counts = counts_at(draw_sample(whole, pricing(), trips=trips, pairs=60), PARAMETERS)
    assert counts.trips[:, 3].sum() == 0


def test_definitions_differ_as_they_say(whole) -> None:
    counts = counts_of(whole)
    shares = shares_pct(counts, ebike_share=0.65)
    assert list(shares) == [one.definition_id for one in DEFINITIONS]
    row = counts.area_row("urban")
    # By hand from trips by purpose and alternative: of "train" only half are residents'.
    day = counts.trips[row].sum(axis=1)
    residents = day[0] + day[1] + day[2] + day[3] / 2
    assert shares["motorised_residents"] == pytest.approx(100 * residents[2] / residents[2:].sum())
    ebikes = residents[2:].sum() + 0.65 * residents[1]
    assert shares["ebikes_motorised"] == pytest.approx(100 * residents[2] / ebikes)
    everybody = day.sum(axis=0)
    assert shares["everybody"] == pytest.approx(100 * everybody[2] / everybody[2:].sum())
    assert shares["commuting"] == pytest.approx(100 * day[0][2] / day[0][2:].sum())
    rides = counts.boardings[row].sum()
    assert shares["boardings"] == pytest.approx(100 * rides / (rides + everybody[3:].sum()))
    peak = counts.trips[row][:, 0]
    peak_residents = peak[0] + peak[1] + peak[2] + peak[3] / 2
    assert shares["morning_peak"] == pytest.approx(
        100 * peak_residents[2] / peak_residents[2:].sum()
    )


def test_an_unknown_area_is_named(whole) -> None:
    counts = counts_of(whole)
    with pytest.raises(DataError, match="no area 'suburbs' in demand/areas; it has city, main"):
        counts.area_row("suburbs")


def test_the_zones_of_the_sample_are_rows_of_the_result(sample) -> None:
    for part in sample.purposes:
        assert 0 <= part.home.min() <= part.home.max() < ZONES
        assert part.trips.sum() > 0
