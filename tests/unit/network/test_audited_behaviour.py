"""Behaviour that an independent reading of the results asked for, on the real tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.geometry import to_metres
from sim.network import load_network
from sim.network.connectors import Point, WalkSettings, direct_links, point_links, stop_order
from sim.network.model import Network
from sim.network.patterns import patterns
from sim.network.runs import stop_is_open

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def plan_time() -> Network:
    """July 2016 with the trains of 2019-10: the timetable is later than the network."""
    return load_network(
        ROOT / "network_data",
        date(2016, 7, 1),
        horizon_year=2020,
        rail_timetable="2019-10",
        zones=(),
    )


def test_trains_call_wherever_their_timetable_says(plan_time: Network) -> None:
    """Trains of the Huangshan line stop at Tonglu though it opened after the network's date."""
    shut = {
        call.stop_id
        for train in plan_time.trains.values()
        for call in train.calls
        if not stop_is_open(plan_time, call.stop_id)
    }
    assert shut == set()
    called = {
        stop_id
        for pattern in patterns(plan_time)
        if pattern.trip_ids
        for stop_id in pattern.stop_ids
    }
    assert {"R_tonglu", "R_jiande", "R_fuyang"} <= called


def test_run_times_are_those_of_the_year_people_travel_in(plan_time: Network) -> None:
    """0.012 a year before 2025: 6 % in 2020, whatever the date of the network."""
    assert plan_time.run_time_factor
    assert all(f == pytest.approx(1.06) for f in plan_time.run_time_factor.values())


def test_feeders_cross_the_river_by_bridge_or_tunnel_only(plan_time: Network) -> None:
    """From Xiaoshan to Hangzhou East over the Qingchun tunnel or a bridge; without them not."""
    home = Point("Xiaoshan", 120.262, 30.184, feeder_speed_kmh=18.0)
    walk = WalkSettings()
    order = stop_order(plan_time)

    def reached(network: Network) -> dict[str, int]:
        links = point_links([home], network, walk)
        return {
            order[row]: time_s for row, time_s in zip(links.to_index, links.time_s, strict=True)
        }

    with_bridges, without = reached(plan_time), reached(replace(plan_time, crossings={}))
    assert "R_hangzhou_east" in with_bridges
    assert "R_hangzhou_east" not in without
    assert "R_hangzhou" not in without
    station = plan_time.stops["R_hangzhou_east"]  # type: ignore[index]
    straight_m = float(
        np.hypot(*(to_metres([home.lon], [home.lat]) - to_metres([station.lon], [station.lat]))[0])
    )
    fastest_s = walk.feeder_fixed_s + straight_m * walk.feeder_detour / (18.0 / 3.6)
    assert fastest_s < with_bridges["R_hangzhou_east"] < 2 * fastest_s


def test_feeders_follow_the_bends_of_a_bank(plan_time: Network) -> None:
    """From the Xiasha bend to Hangzhou East a straight line gets wet, the road does not."""
    home = Point("Xiasha", 120.330, 30.265, feeder_speed_kmh=18.0)
    island = replace(plan_time, crossings={})
    order = stop_order(island)
    reached = {order[row] for row in point_links([home], island, WalkSettings()).to_index}
    assert "R_hangzhou_east" in reached


def test_feeders_go_straight_to_a_main_station(plan_time: Network) -> None:
    """10 min and 1.3 x 5.0 km at 18 km/h: about 32 min, not a train away and back."""
    hub = plan_time.hubs["hangzhou_east"]  # type: ignore[index]
    station = Point("hub", hub.lon, hub.lat, is_station=True)
    village = Point("village", hub.lon + 0.052, hub.lat, feeder_speed_kmh=18.0)
    forth = direct_links([station], [village], plan_time, WalkSettings())
    back = direct_links([village], [station], plan_time, WalkSettings())
    assert forth.time_s.tolist() == back.time_s.tolist()
    assert forth.time_s[0] / 60 == pytest.approx(10 + 1.3 * 5.0 / 18 * 60, abs=0.5)


def test_a_network_cannot_be_written_into(plan_time: Network) -> None:
    with pytest.raises(AttributeError):
        plan_time.stops.pop("R_hangzhou")  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        plan_time.routes["metro_1"] = None  # type: ignore[index]
