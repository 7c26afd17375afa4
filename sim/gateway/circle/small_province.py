"""A hub, a few stations and counties made by hand, for examples and tests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim import toy
from sim.gateway.circle.province import Province, made_ready
from sim.gateway.rail.ways import Ways
from sim.network.examples import hub
from sim.network.model import HubId, Network, StopId, Zone, ZoneId

__all__ = ["county", "hub_town", "on_the_map", "ready"]

_TRAINS = """
mode rail: slack 900, alight 240
train T1 rail: H 07:00, X 07:30/07:32, Y 08:30
train T2 rail: H 08:00, X 08:40
train T3 rail: X 09:00, H 09:35
train T4 rail: X 09:10, Z 09:40
"""


def hub_town(trains: str = _TRAINS, hub_stops: str = "H") -> Network:
    """Regional trains between a main station ``H`` and others, in the grammar of `sim.toy`.

    Examples
    --------
    >>> sorted(hub_town().trains)
    ['T1', 'T2', 'T3', 'T4']
    """
    network = toy.build(trains).network
    modes = {
        mode_id: replace(mode, system="regional", max_speed_kmh=350.0, min_headway_s=180)
        for mode_id, mode in network.modes.items()
    }
    return replace(network, modes=modes, hubs={HubId("hub"): hub("hub", hub_stops)})


def on_the_map(network: Network, places: dict[str, tuple[float, float]]) -> Network:
    """Put stops of a network at given longitudes and latitudes.

    Examples
    --------
    >>> on_the_map(hub_town(), {"X": (120.5, 30.0)}).stops[StopId("X")].lon
    120.5
    """
    stops = dict(network.stops)
    for stop_id, (lon, lat) in places.items():
        stops[StopId(stop_id)] = replace(stops[StopId(stop_id)], lon=lon, lat=lat)
    return replace(network, stops=stops)


def county(
    county_id: str, lon: float, lat: float, *, people: float = 100.0, prefecture: str = "P"
) -> Zone:
    """Make a county whose feeders run at 30 km/h.

    Examples
    --------
    >>> county("330482", 121.0, 30.7).zone_id
    'C_330482'
    """
    return Zone(
        ZoneId(f"C_{county_id}"),
        "county",
        county_id,
        county_id,
        lon,
        lat,
        county_id,
        prefecture,
        people,
        0.0,
        30.0,
    )


def ready() -> Province:
    """A hub ``H``, the county of station ``X`` 48 km east of it and one without a station.

    Who sets out in the city is 10 min from ``H``; the seat of 330001 lies 4.8 km beyond ``X``, that
    of 330002 far away.

    Examples
    --------
    >>> ready().hub_ids
    ('H',)
    """
    network = on_the_map(
        hub_town(),
        {"H": (120.0, 30.0), "X": (120.5, 30.0), "Y": (121.5, 30.0), "Z": (120.5, 31.0)},
    )
    stops = dict(network.stops)
    stops[StopId("X")] = replace(stops[StopId("X")], county_id="330001")
    zones = (county("330001", 120.55, 30.0), county("330002", 118.0, 28.0))
    network = replace(network, stops=stops, zones={zone.zone_id: zone for zone in zones})
    ways = Ways(("home",), (StopId("H"),), np.array([[10.0]]), np.ones(1))
    return made_ready(network, ways, ways)
