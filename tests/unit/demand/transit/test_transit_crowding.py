"""Crowding by hand: multipliers, who is left behind, and the balance of two lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from transit_towns import PLAIN, graph_of, network_of

from sim.demand.transit.assign import assign_transit, load_transit, solve_transit
from sim.demand.transit.crowding import (
    CrowdingCurve,
    boarding_shares,
    crowding_curve,
    multipliers,
)
from sim.demand.transit.fleet import Fleet, Vehicle, fleet_of
from sim.demand.transit.graph import TransitGraph
from sim.errors import DataError
from sim.tables import read_table

ROOT = Path(__file__).parents[4]
CURVE = CrowdingCurve(np.array([0.0, 1.0, 5.0]), np.array([1.0, 1.16, 1.4]))
COLUMNS = ["seats_taken", "standing_per_m2", "multiplier"]


def test_multiplier_by_seats_then_by_people_standing() -> None:
    # 256 seats and room for 1204 standing at 6 on a square metre: 200.67 m2
    load = np.array([0.0, 128.0, 256.0, 256 + 2 * 1204 / 6, 1460.0, 5000.0])
    found = multipliers(CURVE, load, np.full(6, 256.0), np.full(6, 1460.0))
    # half the seats 1.08; 2 standing half way from 1.16 to 1.40; at 6 the curve has ended
    assert found == pytest.approx([1.0, 1.08, 1.16, 1.28, 1.4, 1.4])


def test_unknown_capacity_is_never_crowded() -> None:
    nan = np.array([np.nan])
    assert multipliers(CURVE, np.array([1e6]), nan, nan).tolist() == [1.0]
    assert boarding_shares(np.array([1e6]), np.array([10.0]), nan).tolist() == [1.0]


def test_coach_without_standing_room_counts_a_tenth_of_its_seats() -> None:
    # 45 seats: 4.5 places = 0.75 m2; 3 people too many are 4 on a square metre
    found = multipliers(CURVE, np.array([48.0]), np.array([45.0]), np.array([45.0]))
    assert found == pytest.approx([1.4])


def test_who_finds_room() -> None:
    load, board = np.array([50.0, 70.0, 70.0, 90.0, 90.0]), np.array([40.0, 40.0, 70.0, 10.0, 0.0])
    # room for all; 20 of 40; 50 of 70; full before: one in five at least, also if nobody boards
    assert boarding_shares(load, board, np.full(5, 50.0)) == pytest.approx(
        [1, 0.5, 5 / 7, 0.2, 0.2]
    )


# a peak of two hours: 12 departures at 10 min; 24 at 5 min
TWO_LINES = """
line fast tram every 10 06:00-10:00 oneway: A +0, B +20
line slow bus every 10 06:00-10:00 oneway: A +0, B +24
"""


def two_lines_od(people: float) -> np.ndarray:
    od = np.zeros((1, 2, 2))
    od[0, 0, 1] = people
    return od


def test_without_a_curve_everybody_shares_by_frequency() -> None:
    fleet = Fleet({}, {"tram": Vehicle(10, 20), "bus": Vehicle(10, 20)})
    graph = graph_of(network_of(TWO_LINES), "A B", fleet=fleet)
    found = assign_transit([graph], two_lines_od(1000), PLAIN, None)
    assert (found.converged, found.iterations) == (True, 1)
    # the slow line's 24 min are less than 5 + 20 of waiting on for the fast one
    assert found.loads[0].load.tolist() == [500, 500, 0]
    assert found.loads[0].capacity.tolist()[:2] == [240, 240]  # 12 departures of 20 places
    assert (found.skims.crowd_min[np.isfinite(found.skims.crowd_min)] == 0).all()
    assert found.loads[0].denied.sum() == 0


def slow_bus() -> TransitGraph:
    town = network_of("""
    line fast tram every 10 06:00-10:00 oneway: A +0, B +20
    line slow bus every 10 06:00-10:00 oneway: A +0, B +26
    """)
    return graph_of(
        town, "A B", fleet=Fleet({}, {"tram": Vehicle(10, 50), "bus": Vehicle(100, 500)})
    )


def test_crowding_sends_people_to_the_line_that_is_not_crowded() -> None:
    """Left behind at the full tram, people take the bus that would not be worth it else."""
    graph = slow_bus()
    empty = assign_transit([graph], two_lines_od(1), PLAIN, CURVE, gap=1e-4)
    assert empty.loads[0].load[1] == 0  # 5 + 20 < 26
    full = assign_transit([graph], two_lines_od(900), PLAIN, CURVE, gap=1e-3, max_iterations=200)
    assert full.converged
    assert 0 <= full.gap <= 1e-3
    tram, bus = full.loads[0].load[:2]
    assert bus > 100
    assert tram + bus == pytest.approx(900)
    assert full.skims.cost_min[0, 0, 1] > empty.skims.cost_min[0, 0, 1]


def test_crowded_minutes_are_told() -> None:
    """600 on 12 trams of 10 seats and 50 places: 40 stand on 40 / 6 m2, 6 a square metre."""
    graph = graph_of(
        network_of("line one tram every 10 06:00-10:00 oneway: A +0, B +20"),
        "A B",
        fleet=Fleet({}, {"tram": Vehicle(10, 50)}),
    )
    found = assign_transit([graph], two_lines_od(600), PLAIN, CURVE, max_iterations=5)
    assert found.converged
    assert found.gap == pytest.approx(0, abs=1e-9)
    assert found.skims.crowd_min[0, 0, 1] == pytest.approx(0.4 * 20, rel=1e-5)


def test_those_turned_away_are_counted_and_wait_longer() -> None:
    """1200 want 600 places: half are turned away at first, vehicles count half as often."""
    graph = graph_of(
        network_of("line one tram every 10 06:00-10:00 oneway: A +0, B +20"),
        "A B",
        fleet=Fleet({}, {"tram": Vehicle(10, 50)}),
    )
    found = assign_transit([graph], two_lines_od(1200), PLAIN, CURVE, max_iterations=5)
    assert found.loads[0].denied.tolist() == [600, 0]
    assert found.skims.wait_min[0, 0, 1] == pytest.approx(10)
    assert found.loads[0].trips == 1200


def test_a_loop_that_was_stopped_says_so() -> None:
    found = assign_transit([slow_bus()], two_lines_od(900), PLAIN, CURVE, gap=0.0, max_iterations=2)
    assert (found.converged, found.iterations) == (False, 2)
    assert found.gap > 0


def test_rounds_by_hand_are_those_of_the_loop() -> None:
    fleet = Fleet({}, {"tram": Vehicle(10, 50), "bus": Vehicle(10, 50)})
    graph = graph_of(network_of(TWO_LINES), "A B", fleet=fleet)
    od, state = two_lines_od(2000), None
    for _ in range(3):
        service = solve_transit([graph], PLAIN, state)
        found = load_transit([graph], service, od, CURVE, state)
        state = found.crowding
    loop = assign_transit([graph], od, PLAIN, CURVE, max_iterations=3, gap=0.0)
    assert np.array_equal(found.loads[0].load, loop.loads[0].load)
    assert found.gap == loop.gap


def test_gap_is_about_the_mean_trips_where_trips_change() -> None:
    """Nothing is crowded, so whatever is loaded is at its best: no gap, though trips double."""
    graph = graph_of(network_of(TWO_LINES), "A B")
    service = solve_transit([graph], PLAIN)
    state = load_transit([graph], service, two_lines_od(100), CURVE).crowding
    found = load_transit([graph], service, two_lines_od(200), CURVE, state, share=0.25)
    assert found.gap == pytest.approx(0, abs=1e-12)
    assert found.loads[0].trips == pytest.approx(125)  # 3/4 of 100 and 1/4 of 200


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([(0, 0, 1.0), (0.5, 2, 1.3)], "people stand while seats are free"),
        ([(0.5, 0, 1.1)], "an empty vehicle has no multiplier of 1"),
        ([(0, 0, 1.0), (1, 0, 1.2), (1, 3, 1.1)], "the multiplier falls"),
        ([(0, 0, 1.0), (0, 0, 1.2)], "a point is there twice"),
        ([], "an empty vehicle has no multiplier of 1"),
    ],
)
def test_a_bad_curve_is_refused(rows: list[tuple[float, ...]], what: str) -> None:
    with pytest.raises(DataError) as refused:
        crowding_curve(pd.DataFrame(rows, columns=COLUMNS))
    assert any(what in issue.what for issue in refused.value.issues)


def test_every_vehicle_with_more_seats_than_places_is_named() -> None:
    table = pd.DataFrame(
        [("tram", "", 60, 50), ("tram", "T1", 70, 60), ("bus", "", 30, 80)],
        columns=["mode_id", "route_id", "seats", "places"],
    )
    with pytest.raises(DataError) as refused:
        fleet_of(table)
    assert [issue.what for issue in refused.value.issues] == [
        "tram: 60 seats, but 50 places",
        "T1: 70 seats, but 60 places",
    ]


def test_shipped_tables_can_be_used() -> None:
    data = ROOT / "network_data"
    curve = crowding_curve(read_table(data, "demand/crowding"))
    fleet = fleet_of(read_table(data, "demand/vehicles"))
    # all seats taken 1.16, four standing on a square metre 1.40 (domain D8)
    assert np.interp([1.0, 5.0], curve.fullness, curve.multiplier).tolist() == [1.16, 1.4]
    lines = read_table(data, "metro/lines")
    for row in lines.to_dict("records"):
        vehicle = fleet.vehicle(row["route_id"], row["mode_id"])
        assert vehicle is not None
        assert vehicle.places == row["nominal_capacity"]


def test_periods_as_crowded_as_before_keep_their_strategies() -> None:
    graph = slow_bus()
    empty = solve_transit([graph], PLAIN)
    few = load_transit([graph], empty, two_lines_od(1), CURVE).crowding
    many = load_transit([graph], empty, two_lines_od(900), CURVE).crowding
    at_few = solve_transit([graph], PLAIN, few, kept=empty)
    assert at_few.strategies[0] is empty.strategies[0]
    np.testing.assert_array_equal(at_few.skims.cost_min, empty.skims.cost_min)
    at_many = solve_transit([graph], PLAIN, many, kept=empty)
    assert at_many.strategies[0] is not empty.strategies[0]
    np.testing.assert_array_equal(
        at_many.skims.cost_min, solve_transit([graph], PLAIN, many).skims.cost_min
    )
