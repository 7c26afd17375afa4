"""A small city of two main stations on a straight railway, and its towns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from sim.clock import parse_clock
from sim.gateway.stations.overview import RailFacts
from sim.network.examples import empty, hub, stop
from sim.network.model import (
    Call,
    ModeId,
    Network,
    Quality,
    StopId,
    Train,
    Zone,
    ZoneId,
)

PLACES_M = {"B": -60_000.0, "W": -10_000.0, "E": 0.0, "S": 5_000.0, "A": 50_000.0, "C": 80_000.0}
"""Metres east of the middle; S is a main station closed for rebuilding."""

TRAINS = {
    "G1": "E 08:00, A 08:30",
    "G2": "A 09:00, E 09:30/09:35, B 10:20",
    "G3": "W 08:10, B 09:20",
    "G4": "B 12:00, W 13:10",
    "G5": "E 08:20, A 09:25",
    "G6": "W 10:00, E 10:15/10:20, C 11:00",
}


def train(number: str, text: str) -> Train:
    calls = []
    for part in text.split(","):
        name, times = part.split()
        arrival, _, departure = times.partition("/")
        calls.append(Call(StopId(name), parse_clock(arrival), parse_clock(departure or arrival)))
    return Train(number, ModeId("rail"), number, "G", tuple(calls), Quality.PUBLISHED, "by hand")


def town(name: str, prefecture: str, people: float) -> Zone:
    return Zone(
        ZoneId(f"Z_{name}"), "county", name, name, 120.0, 30.0, name, prefecture, people, 0.0
    )


def city(trains: dict[str, str] | None = None) -> Network:
    """Main stations E and W open, S closed; cities Alpha (A), Beta (B), Gamma (C)."""
    county = {"B": "Beta", "A": "Alpha", "C": "Gamma"}
    stops = {
        StopId(name): replace(stop(name, x_m, mode_id="rail"), county_id=county.get(name, "Home"))
        for name, x_m in PLACES_M.items()
    }
    hubs = [
        hub("east", "E"),
        hub("west", "W"),
        hub("south", "S", closed_from=date(2013, 7, 1)),
        replace(hub("never", ""), open_date=None),
    ]
    zones = [
        town("Home", "Home", 500.0),
        town("Alpha", "Alpha", 300.0),
        town("Beta", "Beta", 100.0),
        town("Gamma", "Gamma", 50.0),
        town("Island", "Island", 50.0),
    ]
    made = TRAINS if trains is None else trains
    return replace(
        empty(),
        stops=stops,
        trains={number: train(number, text) for number, text in made.items()},
        hubs={one.hub_id: one for one in hubs},
        zones={one.zone_id: one for one in zones},
    )


def access(rows: Sequence[tuple[str, str, float, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["zone_id", "hub_id", "median_min", "population"])


def facts() -> RailFacts:
    """Lines E-A and B-W open, E-C only in 2030; what East takes is known since 2013."""
    lines = pd.DataFrame(
        [
            ("ea", "东线", "East line", "2010-01-01"),
            ("ec", "远线", "Far line", "2030-01-01"),
            ("wb", "西线", "West line", "2010-01-01"),
        ],
        columns=["line_id", "name_zh", "name_en", "open_date"],
    )
    lines["open_date"] = pd.to_datetime(lines["open_date"])
    line_stops = pd.DataFrame(
        [
            ("ea", 1, "E"),
            ("ea", 2, "A"),
            ("ec", 1, "E"),
            ("ec", 2, "C"),
            ("wb", 1, "B"),
            ("wb", 2, "W"),
        ],
        columns=["line_id", "seq", "stop_id"],
    )
    return RailFacts(lines, line_stops, capacity(("east", "2013-07-01", None)))


def capacity(*rows: tuple[str, str | None, str | None]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["hub_id", "valid_from", "valid_until"])
    for name in ("valid_from", "valid_until"):
        table[name] = pd.to_datetime(table[name])
    return table.assign(
        platform_edges=4,
        occupancy_min=12.0,
        approach_tracks=2,
        headway_min=6.0,
        usable_share=0.75,
        quality="estimate",
        source="by hand",
    )
