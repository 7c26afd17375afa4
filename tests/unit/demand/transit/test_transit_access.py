"""How zones reach stops and each other, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from transit_towns import network_of

from sim.demand.model import DemandZones
from sim.demand.transit.access import AccessSettings
from sim.demand.transit.assign import load_transit, solve_transit
from sim.demand.transit.examples import PARAMETERS, PEAK, zones_at
from sim.demand.transit.fleet import Fleet
from sim.demand.transit.graph import TransitGraph, build_transit
from sim.network.examples import hub, line, stop, with_route
from sim.network.model import Network, Zone, ZoneId

LOCAL = dict(PARAMETERS, local_bus_max_km=12.0)


def cell(name: str, x_m: float, population: float) -> Zone:
    at = stop("x", x_m)
    return Zone(ZoneId(name), "cell", name, name, at.lon, at.lat, "c", "p", population, 0.0)


def town(*cells: Zone) -> Network:
    return replace(line("A B C D E"), zones={one.zone_id: one for one in cells})


def zones_of(groups: list[list[Zone]]) -> DemandZones:
    size = len(groups)
    people = np.array([sum(one.population for one in group) for group in groups])
    lon = [sum(c.lon * c.population for c in g) / sum(c.population for c in g) for g in groups]
    names = tuple(f"z{number}" for number in range(size))
    return replace(
        zones_at(line("A"), ""),
        zone_ids=names,
        names_zh=names,
        names_en=names,
        county_ids=("c",) * size,
        kind=("area",) * size,
        lon=np.array(lon),
        lat=np.full(size, 30.0),
        population=people,
        jobs=np.zeros(size),
        car_share=np.zeros(size),
        parking_id=("elsewhere",) * size,
        cell_ids=tuple(one.zone_id for group in groups for one in group),
        cell_row=np.array([row for row, group in enumerate(groups) for _ in group]),
        special_stop_ids=((),) * size,
    )


def graph_of(network: Network, zones: DemandZones, parameters: dict[str, float]) -> TransitGraph:
    return build_transit(network, zones, [PEAK], parameters, Fleet({}, {}))[0]


def links(graph: TransitGraph, zone: int) -> dict[str, list[float]]:
    mine = graph.access.zone == zone
    stops = [graph.stop_ids[graph.node_stop[node]] for node in graph.access.stop[mine]]
    return dict(zip(stops, graph.access.parts[mine].round(2).tolist(), strict=True))


def test_people_walk_to_the_line_where_it_stops_nearest() -> None:
    cells = [cell("near", 0.0, 1.0), cell("far", 1000.0, 3.0)]
    found = links(graph_of(town(*cells), zones_of([cells]), dict(PARAMETERS)), 0)
    # both live beside a stop of the line; a walk takes a second (0.02 min) at least
    assert found == {"A": [0.02, 0, 0, 0, 0], "B": [0.02, 0, 0, 0, 0]}


def test_a_zone_walks_as_its_people_do_on_average() -> None:
    """A second line stops at A only: for it the farther cell walks 1.3 km of street, 17.33 min."""
    cells = [cell("near", 0.0, 1.0), cell("far", 1000.0, 3.0)]
    network = with_route(town(*cells), "M", {"main": "A Z"})
    found = links(graph_of(network, zones_of([cells]), dict(PARAMETERS)), 0)
    # A: the mean of both lines, of 0.02 and of 3/4 of 17.33
    assert found["A"] == pytest.approx([0.5 * 0.75 * 17.33, 0, 0, 0, 0], abs=0.02)
    assert found["B"] == pytest.approx([0, 0, 0, 0, 0], abs=0.02)
    assert sorted(found) == ["A", "B"]


def test_a_line_that_a_cell_cannot_reach_is_not_the_zones() -> None:
    cells = [cell("near", 0.0, 1.0), cell("far", -3000.0, 1.0)]
    assert links(graph_of(town(*cells), zones_of([cells]), dict(PARAMETERS)), 0) == {}


def test_cells_far_from_a_line_ride_to_it() -> None:
    cells = [cell("near", 0.0, 1.0), cell("far", -3000.0, 1.0)]
    graph = graph_of(town(*cells), zones_of([cells]), LOCAL)
    # A from 3 km away: 3.9 km of street at 13 km/h are 18 min; half the walk of 9, a wait of 8
    assert links(graph, 0)["A"] == pytest.approx([4.5 / 2, 8 / 2, 18 / 2, 3.9 / 2, 0.5], abs=0.02)


def test_nobody_rides_where_walking_is_lighter() -> None:
    """800 m: 13.9 min on foot weigh 27.7; the bus 9 + 16 + 1.2 x 4.8 + 6 = 36.8."""
    cells = [cell("one", -800.0, 1.0)]
    found = links(graph_of(town(*cells), zones_of([cells]), LOCAL), 0)
    assert found["A"] == pytest.approx([13.87, 0, 0, 0, 0], abs=0.02)


def test_between_zones_without_lines() -> None:
    """4 km: 5.2 km of street, 24 min; the whole walk of 9 min, a wait of 8, no second boarding."""
    cells = [cell("one", 30_000.0, 1.0), cell("two", 34_000.0, 1.0)]
    graph = graph_of(town(*cells), zones_of([[one] for one in cells]), LOCAL)
    service = solve_transit([graph], LOCAL)
    skims = service.skims
    assert skims.cost_min[0, 0, 1] == pytest.approx(2 * 9 + 2 * 8 + 1.2 * 24, rel=1e-3)
    assert skims.ride_km["local_bus"][0, 0, 1] == pytest.approx(5.2, rel=1e-3)
    assert skims.ride_min["local_bus"][0, 0, 1] == pytest.approx(24, rel=1e-3)
    assert skims.boardings["local_bus"][0, 0, 1] == skims.entries["local_bus"][0, 0, 1] == 1
    loads = load_transit([graph], service, np.array([[[0.0, 50.0], [0.0, 0.0]]]), None).loads[0]
    assert (loads.mode_ids[-1], loads.route_ids[-1]) == ("local_bus", "local_bus")
    assert (loads.board[-1], loads.load[-1], loads.trips) == (50, 50, 50)
    assert loads.km[-1] == pytest.approx(5.2, rel=1e-3)
    assert loads.ride_s[-1] == pytest.approx(24 * 60, rel=1e-3)


def test_the_service_without_lines_runs_where_nothing_else_does() -> None:
    """A network without any line: the graph has no stop, yet trips find their way."""
    cells = [cell("one", 0.0, 1.0), cell("two", 4000.0, 1.0)]
    network = replace(town(*cells), routes={})
    graph = graph_of(network, zones_of([[one] for one in cells]), LOCAL)
    assert (graph.n_nodes, graph.modes) == (0, ("local_bus",))
    service = solve_transit([graph], LOCAL)
    assert service.skims.ride_min["local_bus"][0, 1, 0] == pytest.approx(24, rel=1e-3)
    loads = load_transit([graph], service, np.array([[[0.0, 5.0], [0.0, 0.0]]]), None).loads[0]
    assert (loads.stop_ids, loads.board.tolist(), loads.trips) == ((), [5.0], 5.0)


def test_inside_a_zone_only_between_its_cells() -> None:
    """Two cells 2 km apart: half of the pairs 2 km, half within a cell (0.44 km), times 1.3."""
    cells = [cell("one", 30_000.0, 1.0), cell("two", 32_000.0, 1.0)]
    graph = graph_of(town(*cells), zones_of([cells]), LOCAL)
    assert graph.direct_km[0, 0] == pytest.approx(1.3 * (0.5 * 2 + 0.5 * 0.44), rel=1e-3)
    assert graph.unconnected.tolist() == [0]  # nowhere else


def test_no_service_without_lines_beyond_its_distance_or_in_a_special_place() -> None:
    cells = [cell("one", 30_000.0, 1.0), cell("two", 40_000.0, 1.0)]
    graph = graph_of(town(*cells), zones_of([[one] for one in cells]), LOCAL)
    assert np.isinf(graph.direct_km[0, 1])  # 13 km of street
    network = line("A B")
    assert np.isinf(np.diag(graph_of(network, zones_at(network, "A B"), LOCAL).direct_km)).all()


def test_special_places_reach_their_stops_from_the_platforms() -> None:
    """A hub's stops are four minutes apart at least; without platforms the default is four too."""
    network = line("A B C")
    stops = {**network.stops, "R": stop("R", 0.0, mode_id="rail")}
    network = replace(network, stops=stops, hubs={"H": hub("H", "A R")})
    zones = replace(zones_at(network, "A C"), special_stop_ids=(("A", "R"), ("C",)))
    graph = graph_of(network, zones, dict(PARAMETERS))
    assert links(graph, 0)["A"][0] == 4.0
    # B lies 1 km away: it is reached on foot from the place itself
    assert links(graph, 0)["B"][0] == pytest.approx(17.33, abs=0.02)


def test_stations_on_rails_are_linked_however_many_stops_are_nearer() -> None:
    network = network_of(
        """
    line b bus every 10 06:00-10:00: A +0, B +1, C +2
    line t rail every 10 06:00-10:00: D +0, E +5
    """,
        rail="rail",
    )
    near = {s: replace(network.stops[s], lon=110.0 + 0.0001 * n) for n, s in enumerate("ABCD")}
    network = replace(network, stops={**network.stops, **near})
    zones = replace(zones_at(network, "A"), special_stop_ids=(("A",),))
    few = AccessSettings(n_stops=1, station_walk_min=0.0)
    graph = build_transit(network, zones, [PEAK], dict(PARAMETERS), Fleet({}, {}), settings=few)[0]
    assert sorted(links(graph, 0)) == ["A", "D"]
