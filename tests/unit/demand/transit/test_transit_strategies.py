"""Strategies by hand: what they cost, how they split, what they count."""

from __future__ import annotations

import numpy as np
import pytest
from transit_towns import PLAIN, graph_of, network_of

from sim.demand.transit.assign import Assignment, load_transit, solve_transit
from sim.demand.transit.graph import TransitGraph
from sim.network.examples import line

# Spiess and Florian 1989: mean waits of 6, 6, 15 and 3 min are headways of 12, 12, 30 and 6 min
FOUR_LINES = """
line l1 tram every 12 06:00-10:00 oneway: A +0, B +25
line l2 tram every 12 06:00-10:00 oneway: A +0, X +7, Y +13
line l3 tram every 30 06:00-10:00 oneway: X +0, Y +4, B +8
line l4 tram every 6 06:00-10:00 oneway: Y +0, B +10
"""
ZONE_WALK_MIN = 2 / 60  # a walk takes a second at least, at either end


def loaded(graph: TransitGraph, trips: dict[tuple[int, int], float]) -> Assignment:
    size = len(graph.direct_km)
    od = np.zeros((1, size, size))
    for pair, people in trips.items():
        od[0][pair] = people
    return load_transit([graph], solve_transit([graph], PLAIN), od, None)


def on_board(found: Assignment) -> dict[tuple[str, str, str], float]:
    loads = found.loads[0]
    return {
        (loads.route_ids[p], a, b): float(load)
        for p, a, b, load in zip(
            loads.hop_pattern, loads.from_stop_ids, loads.to_stop_ids, loads.load, strict=True
        )
    }


def test_the_four_lines_of_spiess_and_florian() -> None:
    graph = graph_of(network_of(FOUR_LINES), "A B")
    skims = solve_transit([graph], PLAIN).skims
    assert skims.cost_min[0, 0, 1] == pytest.approx(27.75 + ZONE_WALK_MIN, abs=1e-4)
    assert np.isinf(skims.cost_min[0, 1, 0])  # all four run one way
    # A: lines 1 and 2 within 3 min; those of line 2 (half) wait for 3 and 4 at Y, 2.5 min
    assert skims.wait_min[0, 0, 1] == pytest.approx(3 + 0.5 * 2.5, abs=1e-4)
    # 0.5 x 25 + 0.5 x (13 + (10 x 5 + 4 x 1) / 6)
    assert skims.ride_min["tram"][0, 0, 1] == pytest.approx(12.5 + 0.5 * (13 + 9), abs=1e-4)
    assert skims.boardings["tram"][0, 0, 1] == pytest.approx(1.5)


def test_their_flows() -> None:
    found = loaded(graph_of(network_of(FOUR_LINES), "A B"), {(0, 1): 100})
    assert on_board(found) == pytest.approx(
        {
            ("l1", "A", "B"): 50.0,
            ("l2", "A", "X"): 50.0,
            ("l2", "X", "Y"): 50.0,
            ("l3", "X", "Y"): 0.0,
            ("l3", "Y", "B"): 100 * 0.5 / 6,  # 8.33: 2 of 12 vehicles an hour
            ("l4", "Y", "B"): 100 * 0.5 * 5 / 6,  # 41.67
            ("local_bus", "", ""): 0.0,
        }
    )
    assert found.gap == pytest.approx(0, abs=1e-9)


def test_a_slow_line_is_let_pass() -> None:
    # waiting 2.5 for the fast lines and riding 20 beats getting into one that takes 23
    town = network_of("""
    line fast1 tram every 10 06:00-10:00: A +0, B +20
    line fast2 tram every 10 06:00-10:00: A +0, B +20
    line slow tram every 5 06:00-10:00: A +0, B +23
    """)
    skims = solve_transit([graph_of(town, "A B")], PLAIN).skims
    assert skims.cost_min[0, 0, 1] == pytest.approx(22.5 + ZONE_WALK_MIN, abs=1e-4)


def test_penalty_counts_for_boardings_after_the_first() -> None:
    town = network_of("""
    line one bus every 10 06:00-10:00: A +0, B +10
    line two bus every 10 06:00-10:00: B +0, C +10
    """)
    weights = PLAIN | {"transfer_penalty_min": 6.0, "wait_weight": 2.0, "street_ride_weight": 1.5}
    skims = solve_transit([graph_of(town, "A B C", weights)], weights).skims
    # half of 10 min, twice as heavy; 10 min on the street at 1.5
    assert skims.cost_min[0, 0, 1] == pytest.approx(2 * 5 + 15 + ZONE_WALK_MIN, abs=1e-4)
    assert skims.cost_min[0, 0, 2] == pytest.approx(2 * (10 + 15) + 6 + ZONE_WALK_MIN, abs=1e-4)


CHANGE = """
mode rail: slack 60, alight 30
line one rail every 10 06:00-10:00: A +0, B +10
line two rail every 10 06:00-10:00: B +0, C +10
"""


def test_changing_behind_gates_is_no_new_entry() -> None:
    found = loaded(graph_of(network_of(CHANGE, rail="rail"), "A C"), {(0, 1): 60, (1, 0): 10})
    skims, loads = found.skims, found.loads[0]
    assert skims.boardings["rail"][0, 0, 1] == pytest.approx(2)
    assert skims.entries["rail"][0, 0, 1] == pytest.approx(1)
    assert skims.wait_min[0, 0, 1] == pytest.approx(2 * (5 + 1))  # slack of a minute is waited
    assert skims.walk_min[0, 0, 1] == pytest.approx(2 * 0.5 + ZONE_WALK_MIN, abs=1e-4)
    assert loads.stop_ids == ("A", "B", "C")
    assert loads.entries.tolist() == [60, 0, 10]
    assert loads.exits.tolist() == [10, 0, 60]
    assert loads.boardings.tolist() == [60, 70, 10]
    assert loads.transfers.tolist() == [0, 70, 0]


def test_without_gates_every_boarding_is_an_entry() -> None:
    found = loaded(graph_of(network_of(CHANGE), "A C"), {(0, 1): 60})
    assert found.skims.entries["rail"][0, 0, 1] == pytest.approx(2)
    assert found.loads[0].entries.tolist() == [60, 60, 0]
    assert found.loads[0].transfers.tolist() == [0, 0, 0]


def test_leaving_one_station_for_another_is_a_new_entry() -> None:
    town = network_of(
        """
    line one rail every 10 06:00-10:00: A +0, B +10
    line two rail every 10 06:00-10:00: C +0, D +10
    walk B C 3
    """,
        rail="rail",
    )
    found = loaded(graph_of(town, "A D"), {(0, 1): 10})
    assert found.skims.entries["rail"][0, 0, 1] == pytest.approx(2)
    assert found.skims.walk_min[0, 0, 1] == pytest.approx(3 + ZONE_WALK_MIN, abs=1e-4)
    assert found.loads[0].entries.tolist() == [10, 0, 10, 0]


def test_a_shared_stop_has_gates_for_one_mode_only() -> None:
    """From the train to a bus at its door one leaves the gates, and comes back through them."""
    town = network_of(
        """
    line one rail every 10 06:00-10:00: A +0, B +10
    line two bus every 10 06:00-10:00: B +0, C +10
    """,
        rail="rail",
    )
    found = loaded(graph_of(town, "A C"), {(0, 1): 10})
    assert found.skims.entries["rail"][0, 0, 1] == pytest.approx(1)
    assert found.skims.entries["bus"][0, 0, 1] == pytest.approx(1)
    assert found.loads[0].entries.tolist() == [10, 10, 0]
    assert found.loads[0].exits.tolist() == [0, 10, 10]


def test_nobody_walks_through_a_stop_or_boards_to_stand() -> None:
    """Two zones at one stop: no ride joins them, so public transport does not."""
    town = network_of("line one tram every 3 06:00-10:00 oneway: A +0, B +10")
    graph = graph_of(town, "A A B")
    skims = solve_transit([graph], PLAIN).skims
    assert np.isinf(skims.cost_min[0, 0, 1])
    assert np.isfinite(skims.cost_min[0, 0, 2])


def test_trips_without_a_way_are_counted() -> None:
    town = network_of("""
    line one tram every 10 06:00-10:00: A +0, B +10
    line far tram every 10 06:00-10:00: C +0, D +10
    """)
    found = loaded(graph_of(town, "A B C"), {(0, 1): 5, (0, 2): 7, (1, 1): 2})
    assert (found.loads[0].trips, found.loads[0].unassigned) == (5, 9)
    skims = found.skims
    assert np.isinf(
        [skims.cost_min[0, 0, 2], skims.walk_min[0, 0, 2], skims.wait_min[0, 0, 2]]
    ).all()
    assert skims.ride_min["tram"][0, 0, 2] == skims.boardings["tram"][0, 0, 2] == 0


def test_nothing_runs_out_of_hours() -> None:
    town = network_of("line late tram every 10 10:00-12:00: A +0, B +10")
    graph = graph_of(town, "A B")
    assert len(graph.hops.pattern) == 0
    assert graph.unconnected.tolist() == [0, 1]
    found = loaded(graph, {(0, 1): 3})
    assert (found.loads[0].trips, found.loads[0].unassigned) == (0, 3)


def test_half_a_period_is_half_the_frequency() -> None:
    """From 07:00 to 08:00 every 10 min, nothing until 09:00: 6 in 120 min, as good as every 20."""
    town = network_of("line early tram every 10 07:00-08:00: A +0, B +10")
    skims = solve_transit([graph_of(town, "A B")], PLAIN).skims
    assert skims.wait_min[0, 0, 1] == pytest.approx(10)


def test_distances_follow_the_table_in_both_directions() -> None:
    """Stops of `line` are 1 km apart along the line."""
    skims = solve_transit([graph_of(line("A B C"), "A C")], PLAIN).skims
    assert skims.ride_km["train"][0].tolist() == [[0, 2], [2, 0]]
    # 200 s from the departure at A to that at C, less 20 s of dwell at C
    assert skims.ride_min["train"][0, 0, 1] == pytest.approx(180 / 60)


def test_the_dearer_boarding_at_a_stop_waits_its_turn() -> None:
    """Luggage makes boarding the coach 10 min dearer, so its shorter ride is not what counts.

    To B the tram alone: 5 min of wait and 30. The coach takes 10 + 25 after its wait, as long as
    the tram with the tram's wait: taking it when it comes first would gain nothing.
    """
    town = network_of("""
    mode coach: slack 600, alight 0
    line t tram every 10 06:00-10:00: A +0, B +30
    line c coach every 10 06:00-10:00: A +0, B +25
    line d coach every 10 06:00-10:00: A +0, C +20
    line e tram every 10 06:00-10:00: A +0, C +32
    """)
    skims = solve_transit([graph_of(town, "A B C")], PLAIN).skims
    assert skims.cost_min[0, 0, 1] == pytest.approx(35 + ZONE_WALK_MIN, abs=1e-4)
    # to C both: 2.5 min of wait, then half the people 30 (10 before, 20 riding), half 32
    assert skims.cost_min[0, 0, 2] == pytest.approx(2.5 + 31 + ZONE_WALK_MIN, abs=1e-4)
