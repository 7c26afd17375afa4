"""The real network of 2015: plausible, and fast enough for a loop around it."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.demand.parameters import parameters_of, with_values
from sim.demand.segments import read_segments
from sim.demand.transit.assign import load_transit, solve_transit
from sim.demand.transit.crowding import crowding_curve
from sim.demand.transit.examples import zones_at
from sim.demand.transit.fleet import fleet_of
from sim.demand.transit.graph import build_transit
from sim.demand.zones import demand_zones
from sim.network.build import load_network
from sim.tables.reading import read_package

DATA = Path(__file__).parents[4] / "network_data"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def parts():
    tables = read_package(DATA).tables
    network = load_network(DATA, date(2015, 12, 31))
    parameters = with_values(parameters_of(tables["demand/parameters"]), {})
    return network, tables, parameters


def test_line_1_takes_as_long_as_published(parts) -> None:
    """Xianghu to Wenze Road: 28 min to Wulin Square and 37 from there, published in 2012."""
    network, tables, parameters = parts
    zones = zones_at(network, "M_xianghu M_wulin_square M_wenze_road M_chaoyang")
    segments = read_segments(tables)
    fleet = fleet_of(tables["demand/vehicles"])
    parameters = {**parameters, "local_bus_max_km": 0.0}
    graphs = build_transit(network, zones, segments.periods[:1], parameters, fleet)
    skims = solve_transit(graphs, parameters).skims
    ride = skims.ride_min["metro"][0]
    assert ride[0, 1] == pytest.approx(28, rel=0.1)
    assert ride[1, 2] == pytest.approx(37, rel=0.1)
    assert ride[0, 2] == pytest.approx(ride[0, 1] + ride[1, 2], abs=2)
    # 34.7 km along the line; one gate although Chaoyang needs a change or two
    assert skims.ride_km["metro"][0, 0, 2] == pytest.approx(34.7, abs=1)
    assert skims.entries["metro"][0, 0, 3] == pytest.approx(1, abs=1e-3)
    assert skims.boardings["metro"][0, 0, 3] >= 2
    # half of 7 min between trains to Wenze Road, none shared with those to Linping; a minute slack
    assert skims.wait_min[0, 0, 2] == pytest.approx(3.5 + 1, abs=0.1)


def test_four_periods_of_the_city_are_fast(parts) -> None:
    """Skims and loads of all periods within 10 s on two processors; here with room for a busy one."""
    network, tables, parameters = parts
    zones = demand_zones(network, tables, parameters)
    periods = read_segments(tables).periods
    graphs = build_transit(network, zones, periods, parameters, fleet_of(tables["demand/vehicles"]))
    solve_transit(graphs[:1], parameters)  # compile
    curve = crowding_curve(tables["demand/crowding"])
    people = np.outer(zones.population, zones.jobs)
    od = np.broadcast_to(people * 1e6 / people.sum(), (len(periods), len(zones), len(zones)))
    used_s = time.process_time()
    service = solve_transit(graphs, parameters)
    found = load_transit(graphs, service, od, curve)
    assert time.process_time() - used_s < 20
    for loads in found.loads:
        assert loads.trips + loads.unassigned == pytest.approx(1e6)
        local = loads.board[-1]
        assert loads.boardings.sum() + local >= loads.trips - 1e-6
    reached = np.isfinite(service.skims.cost_min[0])
    assert 0.3 < reached.mean() < 0.7  # outer counties have only what runs inside them
