"""What must hold on every network: nothing is lost, costs add up, threads change nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transit_towns import graph_of, towns, trips_between

from sim.demand.transit.assign import assign_transit, load_transit, solve_transit
from sim.demand.transit.crowding import CrowdingCurve
from sim.demand.transit.loads import cost_of_flows

CURVE = CrowdingCurve(np.array([0.0, 1.0, 5.0, 9.0]), np.array([1.0, 1.16, 1.4, 1.8]))

few = settings(max_examples=60, deadline=None, derandomize=True)


@few
@given(towns(), st.integers(0, 99))
def test_people_are_neither_lost_nor_made(town, seed: int) -> None:
    network, zones, weights, fleet = town
    graph = graph_of(network, zones, weights, fleet=fleet, walk_min=2.0)
    od = trips_between(len(graph.direct_km), seed)
    found = assign_transit([graph], od, weights, CURVE, max_iterations=3)
    loads, flows, net = found.loads[0], found.crowding.flows[0], graph.structure
    assert loads.trips + loads.unassigned == pytest.approx(od.sum())
    for values in (flows.load, flows.board, flows.alight, flows.walked, flows.access, flows.egress):
        assert (values >= 0).all()
    # a vehicle: who is on board after a stop was before, and did not leave, or boarded
    stayed = np.where(net.hop_before >= 0, (flows.load - flows.alight)[net.hop_before], 0.0)
    assert flows.load == pytest.approx(stayed + flows.board)
    # a stop, waiting: who comes from zones and from walks boards
    comes = np.bincount(net.access_stop, flows.access, graph.n_nodes)
    comes += np.bincount(net.walk_to, flows.walked, graph.n_nodes)
    boards = np.bincount(net.hop_tail, flows.board, graph.n_nodes)
    assert boards == pytest.approx(comes)
    # a stop, arrived: who alights goes to zones or walks
    alights = np.bincount(net.hop_head, flows.alight, graph.n_nodes)
    goes = np.bincount(net.access_stop, flows.egress, graph.n_nodes)
    goes += np.bincount(net.walk_from, flows.walked, graph.n_nodes)
    assert alights == pytest.approx(goes)
    assert loads.boardings.sum() - flows.walked.sum() == pytest.approx(loads.trips)
    assert loads.entries.sum() == pytest.approx(loads.exits.sum())
    assert loads.entries + loads.transfers == pytest.approx(loads.boardings)
    assert (loads.entries >= -1e-9).all()
    assert (loads.denied >= 0).all()


@few
@given(towns(), st.integers(0, 99))
def test_skims_and_loads_tell_the_same(town, seed: int) -> None:
    """Boardings and km of the loads are those of the skims times the trips, mode by mode."""
    network, zones, weights, fleet = town
    graph = graph_of(network, zones, weights, fleet=fleet, walk_min=2.0)
    od = trips_between(len(graph.direct_km), seed)
    found = load_transit([graph], solve_transit([graph], weights), od, None)
    loads, skims = found.loads[0], found.skims
    mode = np.array([loads.mode_ids[row] for row in loads.hop_pattern])
    for name in skims.boardings:
        mine = mode == name
        assert (od * skims.boardings[name]).sum() == pytest.approx(
            loads.board[mine].sum(), rel=1e-4
        )
        ridden = (loads.load * loads.km)[mine].sum()
        assert (od * skims.ride_km[name]).sum() == pytest.approx(ridden, rel=1e-4)
    entered = sum((od * skims.entries[name]).sum() for name in skims.entries)
    assert entered == pytest.approx(loads.entries.sum(), rel=1e-4, abs=1e-3)


@few
@given(towns(), st.integers(0, 99))
def test_costs_add_up(town, seed: int) -> None:
    """The cost is its parts weighted; flows cost what the strategies promise (duality)."""
    network, zones, weights, fleet = town
    graph = graph_of(network, zones, weights, fleet=fleet, walk_min=2.0)
    od = trips_between(len(graph.direct_km), seed)
    crowded = assign_transit([graph], od, weights, CURVE, max_iterations=2).crowding
    service = solve_transit([graph], weights, crowded)
    skims = service.skims
    boardings = sum(skims.boardings.values())
    ride = sum(
        minutes * (1.0 if name == "rail" else weights["street_ride_weight"])
        for name, minutes in skims.ride_min.items()
    )
    reached = np.isfinite(skims.cost_min)
    parts = (
        weights["walk_weight"] * skims.walk_min
        + weights["wait_weight"] * skims.wait_min
        + ride
        + skims.crowd_min
        + weights["transfer_penalty_min"] * (boardings - 1)
    )
    assert skims.cost_min[reached] == pytest.approx(parts[reached], rel=1e-4)
    flows = load_transit([graph], service, od, CURVE, share=1.0).crowding.flows[0]
    promised = (od * np.where(reached, skims.cost_min, 0.0)).sum()
    spent = cost_of_flows(service.costs[0], flows)
    assert spent == pytest.approx(promised, rel=1e-4, abs=1e-3)


@few
@given(towns(), st.integers(0, 99))
def test_threads_change_no_digit(town, seed: int) -> None:
    network, zones, weights, fleet = town
    graph = graph_of(network, zones, weights, fleet=fleet)
    od = trips_between(len(graph.direct_km), seed)
    one, two = (
        assign_transit([graph], od, weights, CURVE, max_iterations=3, threads=threads)
        for threads in (1, 2)
    )
    assert np.array_equal(one.loads[0].load, two.loads[0].load)
    assert np.array_equal(one.skims.cost_min, two.skims.cost_min)


@few
@given(towns())
def test_more_vehicles_never_cost_more(town) -> None:
    """Without crowding: all frequencies doubled."""
    network, zones, weights, fleet = town
    graph = graph_of(network, zones, weights, fleet=fleet)
    before = solve_transit([graph], weights).skims.cost_min
    after = solve_transit([graph], {**weights, "wait_factor": 0.25}).skims.cost_min
    assert (after[np.isfinite(before)] <= before[np.isfinite(before)] + 1e-4).all()
