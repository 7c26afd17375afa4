"""Ways of the city's people to its stations: to main ones by anything, to others without a train."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim import toy
from sim.clock import Window
from sim.gateway.circle.small_province import on_the_map
from sim.network.connectors import WalkSettings
from sim.network.examples import hub
from sim.network.model import HubId, Network, StopId, Zone, ZoneId
from sim.study.gateway_province import _unit_cells, _ways
from sim.study.settings import SearchSettings
from sim.study.world import build_world

NOON = Window.parse("12:00-13:00", step_min=10)
SETTINGS = SearchSettings(
    WalkSettings(), NOON, NOON, NOON, NOON, 2, 50, (60,), max_time_s=4 * 3600, max_rides=None
)


def _cell(name: str, county_id: str, lon: float) -> Zone:
    return Zone(ZoneId(name), "cell", name, name, lon, 30.0, county_id, "Hub", 100.0, 0.0, 30.0)


@pytest.fixture(scope="module")
def town() -> Network:
    """Main station H; T of the outer county 39 km west, 20 min by train every ten minutes."""
    lines = ["mode rail: slack 900, alight 240"]
    for number, minute in enumerate(range(11 * 60, 16 * 60, 10)):
        at = f"{minute // 60:02d}:{minute % 60:02d}"
        end = f"{(minute + 20) // 60:02d}:{(minute + 20) % 60:02d}"
        lines += [
            f"train A{number} rail: H {at}, T {end}",
            f"train B{number} rail: T {at}, H {end}",
        ]
    network = on_the_map(
        toy.build("\n".join(lines)).network, {"H": (120.0, 30.0), "T": (119.6, 30.0)}
    )
    modes = {name: replace(mode, system="regional") for name, mode in network.modes.items()}
    stops = {
        stop_id: replace(stop, county_id={"H": "330102", "T": "330122"}[stop_id])
        for stop_id, stop in network.stops.items()
    }
    zones = (_cell("core", "330102", 120.0), _cell("outer", "330122", 119.6))
    main = replace(hub("hub", "H"), lon=120.0, lat=30.0)
    return replace(
        network,
        modes=modes,
        stops=stops,
        hubs={HubId("hub"): main},
        zones={zone.zone_id: zone for zone in zones},
    )


def test_people_board_at_their_own_station_and_reach_no_other_by_train(town: Network) -> None:
    ways = _ways(build_world(town, SETTINGS.walk), tuple(town.zones.values()), SETTINGS)
    assert ways.point_ids == ("core", "outer")
    assert ways.stop_ids == (StopId("H"), StopId("T"))
    assert ways.weight.tolist() == [1.0, 1.0]
    core, outer = ways.minutes
    # Both live at their station. From T to H by train: a second of walk and 15 min to board, then 5
    # of wait (trains and travellers leave at tens), 20 on the train, 4 to leave it.
    assert core[0] <= 1.0
    assert outer[1] <= 1.0
    assert outer[0] == pytest.approx(15 + 5 + 20 + 4, abs=1.0)
    # From the core to T nobody comes by train to take a train: 10 min and 1.3 * 38.6 km at 30 km/h.
    assert core[1] == pytest.approx(10 + 1.3 * 38.6 / 30 * 60, abs=2.0)


def test_without_another_station_only_main_ones_are_there(town: Network) -> None:
    shut = replace(
        town, stops={**town.stops, StopId("T"): replace(town.stops[StopId("T")], open_date=None)}
    )
    ways = _ways(build_world(shut, SETTINGS.walk), tuple(shut.zones.values()), SETTINGS)
    assert ways.stop_ids == ()  # a train that calls at one open station runs nowhere
    assert ways.minutes.shape == (2, 0)
    assert not np.isnan(ways.weight).any()


def test_units_stand_at_their_most_populous_cell(town: Network) -> None:
    zones = (
        _cell("a", "330102", 120.0),
        replace(_cell("b", "330102", 120.1), population=101.0),
        _cell("c", "330122", 119.6),
        replace(_cell("d", "330482", 119.0), kind="county"),
    )
    more = replace(town, zones={zone.zone_id: zone for zone in zones})
    cells = _unit_cells(build_world(more, SETTINGS.walk))
    assert [zone.zone_id for zone in cells] == ["b", "c"]
