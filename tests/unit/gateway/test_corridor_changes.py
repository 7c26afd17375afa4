"""Fewest changes between the airport and places."""

from __future__ import annotations

from dataclasses import replace

from sim.gateway.corridors.changes import fewest_changes
from sim.network.examples import line, with_route
from sim.network.model import Network, StopId


def stops(*names: str) -> list[StopId]:
    return [StopId(name) for name in names]


def test_rides_less_one() -> None:
    network = line("A B C D")
    goals = {"on it": stops("D"), "at the start": stops("A"), "nowhere": stops()}
    assert fewest_changes(network, stops("A"), goals, change_m=1.0) == {
        "on it": 0,
        "at the start": 0,
        "nowhere": None,
    }


def test_a_line_that_does_not_run_in_the_window_is_none() -> None:
    # The line runs in the day only, so nothing leaves after 47:00.
    late = (47 * 3600, 48 * 3600)
    found = fewest_changes(line("A B"), stops("A"), {"b": stops("B")}, window_s=late)
    assert found == {"b": None}


def two_lines() -> Network:
    """L runs A-B-C; M runs from X, 300 m from C, to Y and Z."""
    network = with_route(line("A B C"), "M", {"main": "X Y Z"})
    near = network.stops[StopId("C")]
    moved = replace(network.stops[StopId("X")], lon=near.lon, lat=near.lat + 300 / 111_000)
    return replace(network, stops={**network.stops, StopId("X"): moved})


def test_a_change_on_foot() -> None:
    goals = {"z": stops("Z")}
    network = two_lines()
    assert fewest_changes(network, stops("A"), goals, change_m=400.0) == {"z": 1}
    assert fewest_changes(network, stops("A"), goals, change_m=100.0) == {"z": None}
    assert fewest_changes(network, stops("A"), goals, most_rides=1) == {"z": None}
