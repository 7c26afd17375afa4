"""Ways between the main stations: passengers who come at random wait up to a headway."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim import toy
from sim.clock import Window
from sim.gateway.circle.small_province import on_the_map
from sim.gateway.stations.transfers import hub_transfers
from sim.network.connectors import WalkSettings
from sim.network.examples import hub
from sim.network.model import HubId, Network, Zone, ZoneId
from sim.study.gateway_stations import _transfers
from sim.study.settings import SearchSettings
from sim.study.world import build_world

DAY = Window.parse("07:00-21:00", step_min=1)
SETTINGS = SearchSettings(
    WalkSettings(), DAY, DAY, DAY, DAY, 2, 50, (60,), max_time_s=4 * 3600, max_rides=None
)


@pytest.fixture(scope="module")
def town() -> Network:
    """Main stations W and E, 20 min apart on a line that runs every 20 min."""
    network = toy.build("line red tram every 20 05:00-23:00: W +0, E +20").network
    network = on_the_map(network, {"W": (120.0, 30.0), "E": (120.2, 30.0)})
    hubs = {
        HubId(name): replace(hub(name, name), lon=lon, lat=30.0)
        for name, lon in (("W", 120.0), ("E", 120.2))
    }
    cell = Zone(ZoneId("c"), "cell", "c", "c", 120.1, 30.0, "330102", "Hub", 100.0, 0.0, 30.0)
    return replace(network, hubs=hubs, zones={cell.zone_id: cell})


def test_p90_is_that_of_a_wait_uniform_up_to_the_headway(town: Network) -> None:
    # Wait uniform on 0 to 20 min, then the ride: median 10 min, P90 18 min; 840 departures in 29
    # drawn timetables are within a minute of it. With expected waits both would be 10 min.
    times = _transfers(build_world(town, SETTINGS.walk), SETTINGS)
    found = hub_transfers(town, times).set_index(["from_hub", "to_hub"]).loc[("W", "E")]
    assert found["n_departures"] == 840
    assert found["p90_min"] - found["median_min"] == pytest.approx(8.0, abs=1.0)
    own = times[(times["from_hub"] == "W") & (times["to_hub"] == "E")]["time_s"]
    assert own.max() - own.min() == pytest.approx(20 * 60, abs=120)
    assert own.mean() - own.min() == pytest.approx(10 * 60, abs=60)


def test_same_draws_every_time(town: Network) -> None:
    world = build_world(town, SETTINGS.walk)
    assert _transfers(world, SETTINGS).equals(_transfers(world, SETTINGS))
