"""Checks find what is wrong; the multigraph holds what runs, what is closed and how one walks."""

from dataclasses import replace
from datetime import date

import networkx as nx
import pytest

from sim.errors import Severity
from sim.network.build import build_network
from sim.network.checks import check_network
from sim.network.examples import empty, hub, line, section, stop, with_route
from sim.network.export import to_networkx
from sim.network.model import (
    Airport,
    AirRoute,
    Barrier,
    Place,
    Quality,
    StopId,
    Zone,
    ZoneId,
)


def codes(network):
    return {issue.code for issue in check_network(network)}


def with_rows(network, **changes):
    (branch,) = network.routes["L"].branches
    rows = tuple(
        replace(row, **changes) if place else row for place, row in enumerate(branch.stops)
    )
    route = replace(network.routes["L"], branches=(replace(branch, stops=rows),))
    return replace(network, routes={"L": route})


def test_a_sound_network_has_no_issues():
    assert codes(line("A B C")) == set()


def test_names_that_lead_nowhere():
    network = with_rows(line("A B"), section_id="nowhere")
    assert "unknown-section" in codes(network)
    gone = {key: value for key, value in line("A B").stops.items() if key != "B"}
    assert "unknown-stop" in codes(replace(line("A B"), stops=gone))
    assert "unknown-mode" in codes(
        replace(line("A B"), stops={**line("A B").stops, "X": stop("X", 0, mode_id="rocket")})
    )


def test_a_hop_of_a_kilometre_in_ten_seconds():
    (issue,) = check_network(with_rows(line("A B"), run_time_s=10))
    assert (issue.severity, issue.code) == (Severity.ERROR, "impossible-speed")
    assert "A-B 360 km/h" in issue.what


def test_a_headway_below_the_limit_and_none_at_all():
    network = with_route(empty(), "L", {"main": "A B"}, headways_s={"": 30})
    assert "short-headway" in codes(network)
    silent = replace(line("A B").routes["L"], headways=())
    assert {"no-headway", "unserved-stop"} <= codes(replace(line("A B"), routes={"L": silent}))


def test_a_hub_that_is_open_without_trains_and_one_that_is_being_rebuilt():
    network = replace(line("A B"), hubs={"h": hub("h", "A")})
    assert "hub-without-trains" in codes(network)
    closed = hub("h", "A", closed_from=date(2013, 7, 1), closed_until=date(2021, 7, 1))
    assert "hub-without-trains" not in codes(replace(network, hubs={"h": closed}))


def test_rail_in_two_pieces_is_told():
    network = with_route(
        empty(),
        "L",
        {"main": "A B C D"},
        sections=[section("s", "L", open_date=None)],
        hop_sections={("B", "C"): "s"},
    )
    assert "split-network" in codes(network)


def test_a_stop_in_the_water_is_told():
    ring = ((119.99, 29.99), (120.005, 29.99), (120.005, 30.01), (119.99, 30.01))
    network = replace(line("A B C"), barriers=(Barrier("lake", (ring,)),))
    (issue,) = [i for i in check_network(network) if i.code == "stop-in-water"]
    assert "A" in issue.what


def test_at_most_five_names_are_shown():
    network = line("A B C D E F G H")
    route = replace(network.routes["L"], headways=())
    (issue,) = [
        i for i in check_network(replace(network, routes={"L": route})) if i.code == "unserved-stop"
    ]
    assert "and 3 more" in issue.what


@pytest.fixture
def small():
    network = with_route(
        empty(),
        "L",
        {"main": "A B C"},
        sections=[section("later", "L", open_date=None)],
        hop_sections={("B", "C"): "later"},
    )
    zone = Zone(ZoneId("z"), "cell", "区", "Zone", 120.0, 30.001, "1", "Hangzhou", 100.0, 50.0)
    place = Place("p", "地", "Place", "x", 120.0, 30.0, Quality.OFFICIAL, "x")
    home = Airport("HOM", "家", "Home", "Home", "CN", 120.0, 30.0, "home", "x")
    away = Airport("AWY", "远", "Away", "Away", "XX", 121.0, 31.0, "international", "x")
    return replace(
        network,
        stops={**network.stops, "A_HOM": stop("A_HOM", 0.0)},
        zones={"z": zone},
        places={"p": place},
        hubs={"h": hub("h", "A")},
        airports={"HOM": home, "AWY": away},
        home_airport="HOM",
        air_routes={"AWY": AirRoute("AWY", "XX", 7.0, True, Quality.PUBLISHED, "x")},
    )


def test_nodes_are_typed(small):
    graph = to_networkx(small)
    kinds = nx.get_node_attributes(graph, "kind")
    assert kinds["A"] == "stop"
    assert kinds["z"] == "zone"
    assert kinds["place:p"] == "place"
    assert kinds["hub:h"] == "hub"
    assert kinds["airport:AWY"] == "airport"
    assert graph.nodes["z"]["population"] == 100.0
    assert graph.nodes["A"]["mode"] == "train"


def test_edges_are_typed_and_closed_hops_are_kept(small):
    graph = to_networkx(small)
    (ride,) = graph["A"]["B"].values()
    assert (ride["kind"], ride["route_id"], ride["headway_s"], ride["open"]) == (
        "ride",
        "L",
        600,
        True,
    )
    (closed,) = graph["B"]["C"].values()
    assert (closed["open"], closed["time_s"]) == (False, 100)
    (flight,) = graph["airport:HOM"]["airport:AWY"].values()
    assert (flight["kind"], flight["headway_s"]) == ("flight", 86_400)
    assert graph["z"]["A"][0]["kind"] == "access"
    assert graph["A"]["z"][0]["kind"] == "access"
    assert graph["airport:HOM"]["A_HOM"][0]["kind"] == "access"


def test_the_real_network_can_be_analysed(package):
    graph = to_networkx(build_network(package, date(2020, 12, 31), zones=()))
    rail = nx.Graph(
        (u, v)
        for u, v, data in graph.edges(data=True)
        if data["kind"] == "ride" and data["mode_id"] == "metro" and data["open"]
    )
    assert nx.is_connected(rail)
    assert StopId("M_east_railway_station") in rail
    planned = [d for *_, d in graph.edges(data=True) if d["kind"] == "ride" and not d["open"]]
    assert planned
    flights = [d for *_, d in graph.edges(data=True) if d["kind"] == "flight"]
    assert len(flights) == 2 * 49
