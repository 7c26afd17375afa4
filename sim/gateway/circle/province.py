"""The province made ready for its circle: units with people, ways to stations, rides to the hub."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import pandas as pd

from sim.clock import Window
from sim.gateway.circle.city_stations import outer_units
from sim.gateway.rail.change_times import change_minutes
from sim.gateway.rail.connections import Connections, connections
from sim.gateway.rail.departures import Departures, mean_of, mean_ride
from sim.gateway.rail.least_ride import least_ride_min
from sim.gateway.rail.train_calls import hub_stations, rail_calls
from sim.gateway.rail.ways import Ways, ways_by_feeder
from sim.network.connectors import Point, WalkSettings
from sim.network.landuse import COUNTY_FEEDER_KMH, LOCAL_FEEDER_KMH
from sim.network.model import Network, StopId, Zone

__all__ = [
    "DAY",
    "DIRECTIONS",
    "Direction",
    "Province",
    "hub_departures",
    "made_ready",
    "province_times",
    "province_units",
]

Direction = Literal["from_hangzhou", "to_hangzhou"]
Pair = tuple[StopId, StopId]

DIRECTIONS: Final[tuple[Direction, ...]] = ("from_hangzhou", "to_hangzhou")
DAY: Final = Window.parse("06:00-22:00", step_min=10)
"""Departures of the circle's day, every ten minutes: as the scenario's own window."""

_UNIT_COLUMNS: Final = (
    "county_id", "name_zh", "name_en", "prefecture", "lon", "lat", "population", "feeder_kmh",
    "in_city",
)  # fmt: skip
_TIMES_COLUMNS: Final = (
    "station_id", "name_zh", "name_en", "county_id", "direction", "fastest_min", "effective_min",
    "wait_min", "ride_min", "change_min", "rides_per_day", "change_share", "via",
)  # fmt: skip


@dataclass(frozen=True)
class Province:
    """What the circle is computed from.

    ``city_ways`` lead from a sample of the city's people to its stations, ``centre_ways`` from its
    centre, ``county_ways`` from the seats of the counties to the stations in reach: those outside
    the city, and its own outer ones. ``hub_ids`` are the main stations that count, ``city_ids`` all
    stations where the city's people board. ``people`` are those of the units. ``services`` has the
    rides between stations of the city and others, both ways, one change allowed, and
    ``least_ride_min`` the minutes no ride between them can beat.
    """

    network: Network
    trains: Connections
    hub_ids: tuple[StopId, ...]
    city_ids: tuple[StopId, ...]
    units: pd.DataFrame
    people: Mapping[str, float]
    city_ways: Ways
    centre_ways: Ways
    county_ways: Ways
    services: Mapping[Pair, Departures]
    least_ride_min: Mapping[Pair, float]
    window: Window
    derived: dict[object, object] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """Room for what is computed from this record once; it belongs to who makes the key."""


def made_ready(
    network: Network,
    city_ways: Ways,
    centre_ways: Ways,
    *,
    hub_ids: Sequence[StopId] = (),
    window: Window = DAY,
    walk: WalkSettings | None = None,
    min_change_s: int | None = None,
) -> Province:
    """Prepare the province for `county_times` and `circle_parts`.

    Parameters
    ----------
    city_ways, centre_ways
        Minutes to the railway stops of main stations and whatever other stations of the city its
        people may board at, from whatever measures them.
    hub_ids
        Railway stops of the main stations that count; empty: of all. At one that does not count
        nobody boards.
    window
        Departures from door to door, and the hours over which waiting is averaged.
    walk
        How feeders and walks of the counties run.
    min_change_s
        See `connections`.
    """
    found = connections(network, min_change_s=min_change_s)
    main = hub_stations(network)
    hubs = tuple(s for s in main if s in found.calls.stop_ids)
    if hub_ids:
        hubs = tuple(s for s in hubs if s in set(hub_ids))
    reached = {*city_ways.stop_ids, *centre_ways.stop_ids} - set(main)
    city_ids = (*hubs, *(s for s in found.calls.stop_ids if s in reached))
    units = province_units(network)
    outer = units["county_id"].isin(outer_units(network, units))
    outside = units[~units["in_city"] | outer].copy()
    outside.loc[outside["in_city"], "feeder_kmh"] = COUNTY_FEEDER_KMH  # as in other counties
    points = [_point(row) for row in outside.to_dict("records")]
    ways = ways_by_feeder(
        network, points, found.calls.stop_ids, weight=outside["population"], walk=walk
    )
    near = [s for i, s in enumerate(ways.stop_ids) if not np.isnan(ways.minutes[:, i]).all()]
    services: dict[Pair, Departures] = {}
    for station in city_ids:
        for stop_id in near:
            for pair in ((station, stop_id), (stop_id, station)):
                if station != stop_id and pair not in services:
                    services[pair] = found.between((pair[0],), (pair[1],))
    return Province(
        network=network,
        trains=found,
        hub_ids=hubs,
        city_ids=city_ids,
        units=units,
        people=dict(zip(units["county_id"], units["population"], strict=True)),
        city_ways=city_ways,
        centre_ways=centre_ways,
        county_ways=ways,
        services=services,
        least_ride_min={pair: least_ride_min(network, pair) for pair in services},
        window=window,
    )


def province_units(network: Network, *, feeder_kmh: float = LOCAL_FEEDER_KMH) -> pd.DataFrame:
    """Every county-level unit of the network with its people and a place that stands for it.

    A county zone stands at its seat. A unit made of cells (`in_city`) is the sum of their people
    and stands at its most populous cell, with feeders at `feeder_kmh`.

    Returns
    -------
    DataFrame
        county_id, name_zh, name_en, prefecture, lon, lat, population, feeder_kmh, in_city; sorted
        by county_id. No zone: empty.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.gateway.circle.small_province import county, hub_town
    >>> town = replace(hub_town(), zones={"C_330482": county("330482", 121.0, 30.7, people=9.0)})
    >>> province_units(town).loc[:, ["county_id", "population", "in_city"]].values.tolist()
    [['330482', 9.0, False]]
    """
    groups: dict[str, list[Zone]] = {}
    for zone_id in sorted(network.zones):
        zone = network.zones[zone_id]
        groups.setdefault(zone.county_id, []).append(zone)
    rows = []
    for county_id, zones in sorted(groups.items()):
        seat = max(zones, key=lambda zone: zone.population)
        in_city = seat.kind == "cell"
        rows.append(
            (
                county_id,
                seat.name_zh,
                seat.name_en,
                seat.prefecture,
                seat.lon,
                seat.lat,
                sum(zone.population for zone in zones),
                feeder_kmh if in_city else seat.feeder_speed_kmh,
                in_city,
            )
        )
    return pd.DataFrame(rows, columns=list(_UNIT_COLUMNS)).astype(
        {"in_city": bool, "population": float}
    )


def _point(unit: Mapping[object, object]) -> Point:
    lon, lat, speed = (float(str(unit[name])) for name in ("lon", "lat", "feeder_kmh"))
    return Point(str(unit["county_id"]), lon, lat, speed)


def hub_departures(
    trains: Connections,
    hub_ids: Sequence[StopId],
    stop_ids: Sequence[StopId],
    direction: Direction,
    *,
    direct_only: bool = True,
    as_timetabled: bool = False,
    days: int = 3,
) -> Departures:
    """Rides between any of the main stations and any of some others, in one direction."""
    ends = tuple(hub_ids), tuple(stop_ids)
    here, there = ends if direction == "from_hangzhou" else ends[::-1]
    return trains.between(
        here, there, direct_only=direct_only, as_timetabled=as_timetabled, days=days
    )


def province_times(
    network: Network, *, window: Window = DAY, min_change_s: int | None = None
) -> pd.DataFrame:
    """Times by train between the main stations together and every other station, change allowed.

    The traveller takes whichever main station has the train that arrives first; a change of trains
    takes `min_change_s` at least (default: `change_s`). ``fastest_min`` is the shortest journey of
    the day, ``effective_min`` the mean of waiting and riding over the window (`mean_ride`), and
    ``rides_per_day`` the number of journeys of which no later one arrives as early.
    ``change_share`` of them need a change, ``via`` is where the fastest one has it (empty:
    direct); ``change_min`` is the mean of the minutes between the two trains, which are not in
    ``ride_min``: ``effective = wait + ride + change``. Stations that cannot be reached with one
    change have no row.

    Returns
    -------
    DataFrame
        station_id, name_zh, name_en, county_id, direction, fastest_min, effective_min, wait_min,
        ride_min, change_min, rides_per_day, change_share, via; sorted by station and direction.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import hub_town
    >>> table = province_times(hub_town())
    >>> row = table[table["station_id"] == "Z"].iloc[0]
    >>> float(row["fastest_min"]), row["via"], int(row["rides_per_day"])
    (100.0, 'X', 1)
    """
    trains = connections(network, min_change_s=min_change_s)
    hubs = set(hub_stations(network))
    rows = []
    for stop_id in rail_calls(network).stop_ids:
        if stop_id in hubs:
            continue
        for direction in DIRECTIONS:
            rides = hub_departures(trains, sorted(hubs), (stop_id,), direction, direct_only=False)
            row = _times_row(trains, rides, window)
            if row is not None:
                stop = network.stops[stop_id]
                rows.append((stop_id, stop.name_zh, stop.name_en, stop.county_id, direction, *row))
    return pd.DataFrame(rows, columns=list(_TIMES_COLUMNS))


def _times_row(
    trains: Connections, rides: Departures, window: Window
) -> tuple[float, float, float, float, float, int, float, str] | None:
    mean = mean_ride(rides, start_s=window.start_s, end_s=window.end_s)
    if mean is None:
        return None
    changes = change_minutes(trains, rides.label)
    change_min = mean_of(rides, changes, start_s=window.start_s, end_s=window.end_s) or 0.0
    in_time = np.append(rides.arrival_s[:-1] < rides.arrival_s[1:], True)
    own = np.flatnonzero(in_time & (rides.departure_s < 86_400))
    labels = rides.label[own].tolist()
    vias = [trains.ends_of(label)[2] for label in labels]
    minutes = (rides.arrival_s[own] - rides.departure_s[own]) / 60.0
    fastest = int(np.argmin(minutes))
    return (
        float(minutes[fastest]),
        mean.total_min,
        mean.wait_min,
        mean.ride_min - change_min,
        change_min,
        len(own),
        float(np.mean([via is not None for via in vias])),
        vias[fastest] or "",
    )
