"""The main stations of a run: what the router is asked for them, and the tables they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.gateway.stations.overview import RailFacts, station_tables
from sim.gateway.stations.trains import open_hubs
from sim.network.connectors import Point, stop_order, transfer_links
from sim.network.model import Hub
from sim.routing.compile import compile_timetable
from sim.routing.draws import drawn
from sim.routing.matrix import travel_time_profile, travel_times
from sim.routing.settings import Query
from sim.study.settings import SearchSettings
from sim.study.world import World

__all__ = ["STATION_TABLES", "station_frames"]

STATION_TABLES = (
    "hub_stations",
    "hub_lines",
    "hub_hours",
    "hub_transfers",
    "hub_closures",
    "right_station_people",
)
"""Tables of the main stations that every run writes."""

_MEDIAN = 50
_DRAWS = 29
"""Drawn timetables of the ways between main stations. A prime number: minutes between departures in
one timetable are then seldom a multiple of a headway, which would meet one phase only."""


def station_frames(
    world: World,
    settings: SearchSettings,
    facts: RailFacts,
    main_stations: Mapping[str, tuple[str, ...]],
) -> dict[str, pd.DataFrame]:
    """Trains, reach, transfers and closures of the main stations (`STATION_TABLES`).

    Parameters
    ----------
    facts
        Lines, their stops, and what a station can take.
    main_stations
        Stop ids of each city's main stations, as the one-hour circle counts them.
    """
    found = station_tables(
        world.network,
        facts,
        access=_access(world, settings),
        transfer_times=_transfers(world, settings),
        main_stations=main_stations,
    )
    return {
        "hub_stations": found.stations,
        "hub_lines": found.lines,
        "hub_hours": found.hours,
        "hub_transfers": found.transfers,
        "hub_closures": found.closures,
        "right_station_people": found.right_station_people,
    }


def _points(world: World, hubs: Sequence[Hub]) -> tuple[Point, ...]:
    return tuple(world.point(hub.hub_id, hub.lon, hub.lat, is_station=True) for hub in hubs)


def _seconds(times_s: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    return np.where(times_s < 0, np.nan, times_s.astype(np.float64))


def _access(world: World, settings: SearchSettings) -> pd.DataFrame:
    """Median minutes between main stations and zones, searched outwards from the stations."""
    network = world.network
    hubs = _points(world, [hub for _, hub in sorted(network.hubs.items())])
    query = Query.over(
        settings.access_window,
        percentiles=(_MEDIAN,),
        max_time_s=settings.max_time_s,
        max_rides=settings.max_rides,
    )
    walks = world.walks(hubs, world.zone_points)
    found = travel_times(world.timetable, world.links(hubs), world.zone_links, walks, query)
    minutes = (_seconds(found.at(_MEDIAN)).T / 60).round(1)
    return pd.DataFrame(
        {
            "zone_id": np.repeat([zone.zone_id for zone in world.zones], len(hubs)),
            "hub_id": np.tile([hub.point_id for hub in hubs], len(world.zones)),
            "median_min": minutes.reshape(-1),
            "population": np.repeat([zone.population for zone in world.zones], len(hubs)),
        }
    )


def _transfers(world: World, settings: SearchSettings) -> pd.DataFrame:
    """Seconds between open main stations by departure, without the trains of the timetable.

    Services known by headway run in `_DRAWS` drawn timetables. Each departure is searched in one of
    them, in turn, so that all together are passengers who come at random: a wait may be as long as
    a headway, which half of one for everybody would not tell.
    """
    network = world.network
    urban = compile_timetable(
        tuple(pattern for pattern in world.patterns if pattern.bands),
        transfer_links(network, world.walk),
        stop_ids=stop_order(network),
        modes=network.modes,
    )
    hubs = _points(world, open_hubs(network))
    query = Query.over(
        settings.corridor_window,
        percentiles=(_MEDIAN,),
        max_time_s=settings.max_time_s,
        max_rides=settings.max_rides,
    )
    links, walks = world.links(hubs), world.walks(hubs, hubs)
    times = np.empty((len(hubs), len(hubs), len(query.departures_s)), np.int32)
    for draw in range(min(_DRAWS, len(query.departures_s))):
        own = replace(query, departures_s=query.departures_s[draw::_DRAWS])
        timetable = drawn(urban, draw)
        times[:, :, draw::_DRAWS] = travel_time_profile(timetable, links, links, walks, own)
    names, count = [hub.point_id for hub in hubs], len(query.departures_s)
    return pd.DataFrame(
        {
            "from_hub": np.repeat(names, len(names) * count),
            "to_hub": np.tile(np.repeat(names, count), len(names)),
            "departure_s": np.tile(query.departures_s, len(names) ** 2),
            "time_s": _seconds(times.reshape(-1)),
        }
    )
