"""From every cell to the world: what the router is asked for it, and the tables a run writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time

import numpy as np
import pandas as pd

from sim.errors import DataError
from sim.gateway.rail.train_calls import hub_stations
from sim.gateway.world.doorsteps import DoorToWorld, door_to_world
from sim.gateway.world.flights import GRADES
from sim.gateway.world.gateways import GroundAccess
from sim.gateway.world.people import destination_hours, gateway_shares
from sim.gateway.world.places import landings, usual_ways
from sim.gateway.world.road import journeys_by_ground, road_shares, with_road_hours
from sim.gateway.world.search import (
    WAY_TABLES,
    WORLD_TABLES,
    WorldSearch,
    search_world,
    under_rules,
    ways_to_gateways,
)
from sim.geometry import Floats, projected_epsg, to_metres
from sim.indicators.weighted import weighted_quantile
from sim.network.connectors import Point
from sim.network.flight_assumptions import UNKNOWN_FREQUENCIES, journey_rules
from sim.network.model import Network, Place, StopId, Zone
from sim.routing.arrays import LinkArrays
from sim.routing.matrix import travel_times
from sim.routing.settings import Query
from sim.study.gateway_road import ROAD_FACTS, road_ways
from sim.study.settings import CITY_CENTRE
from sim.study.skims import airport_point
from sim.study.world import World

__all__ = [
    "WAY_FACTS",
    "WAY_FRAMES",
    "WORLD_FACTS",
    "WORLD_FRAMES",
    "access_frame",
    "station_minutes",
    "way_frames",
    "world_frames",
]

WAY_FRAMES = ("gateway_ground",)
"""Tables of the ways on the ground, which no flight changes."""

WORLD_FRAMES = ("door_to_world", "world_destinations", "world_gateways")
"""Tables of journeys to the world that every run writes."""

_PARAMETERS = "air/netscan_parameters"
WAY_FACTS = (*WAY_TABLES, *ROAD_FACTS)
"""Tables of facts that `way_frames` reads."""

WORLD_FACTS = (*WORLD_TABLES, *ROAD_FACTS, _PARAMETERS)
"""Tables of facts that `world_frames` reads."""

SHOWN = ("FRA", "LAX", "SYD", "SIN", "LHR", "JFK", "NRT", "ICN", "BKK", "DXB", "HKG", "TPE")
"""Airports that the table by cell is written for; the others are in the tables over all people."""

_ARRIVALS_S = tuple(hour * 3600 for hour in (9, 12, 15, 18))
_MAX_S = 3 * 3600
_MEDIAN = 50
_LEAVES = time(8)

Tables = Mapping[str, pd.DataFrame]


def access_frame(world: World) -> pd.DataFrame:
    """Median minutes by the router from every cell to the main stations and the home airport.

    Columns cell_id, station_id (empty: the airport's terminals), minutes (NaN: not reached). The
    main stations stand among the cells under their own ids, with their way to the airport.
    """
    stations = hub_stations(world.network)
    halls = tuple(
        world.point(one, *_position(world.network, one), is_station=True) for one in stations
    )
    airport = airport_point(world)
    ids = _cell_ids(world)
    zones = _minutes(world, world.zone_points, (*halls, airport), links=world.zone_links)
    minutes = zones[_cells(world)]
    between = _minutes(world, halls, (airport,), links=world.links(halls))
    names = np.array([*stations, ""], dtype=object)
    return pd.DataFrame(
        {
            "cell_id": [*np.repeat(ids, len(names)), *stations],
            "station_id": [*np.tile(names, len(ids)), *[""] * len(stations)],
            "minutes": np.concatenate([minutes.ravel(), between.ravel()]),
        }
    )


def station_minutes(world: World, access: pd.DataFrame) -> dict[str, float]:
    """Minutes from each main station to the terminals, of `access_frame`; NaN: not reached."""
    own = access[(access["station_id"] == "") & access["cell_id"].isin(hub_stations(world.network))]
    return dict(zip(own["cell_id"], own["minutes"], strict=True))


def _position(network: Network, stop_id: StopId) -> tuple[float, float]:
    stop = network.stops[stop_id]
    return stop.lon, stop.lat


def _minutes(
    world: World, origins: tuple[Point, ...], ends: tuple[Point, ...], *, links: LinkArrays
) -> Floats:
    query = Query(_ARRIVALS_S, (_MEDIAN,), _MAX_S, None, arrive_by=True)
    found = travel_times(
        world.timetable, links, world.links(ends), world.walks(origins, ends), query
    )
    times = found.at(_MEDIAN)
    return np.where(times < 0, np.nan, times / 60)


def way_frames(world: World, access: pd.DataFrame, tables: Tables) -> dict[str, pd.DataFrame]:
    """Minutes on the ground to each gateway (`WAY_FRAMES`), by public transport and by road.

    `access` comes from `access_frame`.
    """
    ground = ways_to_gateways(
        world.network,
        tables,
        cell_ids=_cell_ids(world),
        direct=_direct(world, access),
        to_stations=access[access["station_id"] != ""],
    )
    centre = _nearest_cell(world, world.network.places[CITY_CENTRE])
    road = road_ways(world.network, _zones(world), tables)
    return {"gateway_ground": _ground(ground, road, _people(world), centre)}


def world_frames(world: World, access: pd.DataFrame, tables: Tables) -> dict[str, pd.DataFrame]:
    """Hours from every cell to chosen airports, and to all of them over the people.

    `access` comes from `access_frame`; the tables are `WORLD_FRAMES`. Numbers over the people are
    of public transport, but those ``with_road``: there, and in the table by cell, the road stands
    in where public transport does not lead to the destination (`sim.gateway.world.road`).
    """
    search = search_world(
        world.network,
        tables,
        cell_ids=_cell_ids(world),
        direct=_direct(world, access),
        to_stations=access[access["station_id"] != ""],
    )
    found, people = search.found, _people(world)
    road = door_to_world(road_ways(world.network, _zones(world), tables), found.air)
    shown = [one for one in SHOWN if one in set(found.destinations)]
    table = journeys_by_ground(found, road, shown)
    minutes = [column for column in table if str(column).endswith("_min")]
    return {
        "door_to_world": table.round({"hours": 2, **dict.fromkeys(minutes, 1)}),
        "world_destinations": _destinations(
            search, road, people, tables, network=world.network
        ).round(3),
        "world_gateways": gateway_shares(found, people).round({"people": 0, "share": 4}),
    }


def _destinations(
    search: WorldSearch, road: DoorToWorld, people: Floats, tables: Tables, *, network: Network
) -> pd.DataFrame:
    """Destinations by name: hours, their range, the way most people go, and the clock there."""
    airports, rules = tables["air/world_airports"], tables["air/journey_rules"]
    hours = destination_hours(search.found, people)
    often, rarely = (
        destination_hours(under_rules(search, journey_rules(rules, bounds)), people)
        for bounds in (UNKNOWN_FREQUENCIES["high"], UNKNOWN_FREQUENCIES["low"])
    )
    fast, slow = _by_flight_time(search, people, tables)
    both = replace(search.found, minutes=with_road_hours(search.found, road) * 60.0)
    with_road = destination_hours(both, people)
    zones = airports.set_index("iata")["timezone"]
    clocks = landings(
        hours,
        airports,
        datetime.combine(network.as_of, _LEAVES),
        home_zone=zones[network.home_airport],
    )
    names = airports[["iata", "name_zh", "name_en", "country"]]
    named = hours[["destination"]].merge(
        names.rename(columns={"iata": "destination"}), on="destination", how="left"
    )
    return pd.concat(
        [
            named,
            hours.drop(columns="destination"),
            often["median_hours"].rename("median_often_hours"),
            rarely["median_hours"].rename("median_rarely_hours"),
            fast.rename("median_fast_hours"),
            slow.rename("median_slow_hours"),
            road_shares(search.found, road, people)["road_share"],
            with_road["median_hours"].rename("median_with_road_hours"),
            with_road["p90_hours"].rename("p90_with_road_hours"),
            usual_ways(search.found, people).drop(columns="destination"),
            clocks.drop(columns="destination"),
        ],
        axis=1,
    )


def _by_flight_time(search: WorldSearch, people: Floats, tables: Tables) -> list[pd.Series]:
    """Median hours where every flight is shorter, or longer, by the error of modelled flights."""
    parameters, legs = tables[_PARAMETERS], search.flown.legs
    own = parameters[(parameters["set_id"] == "block_time")].set_index("parameter")["value"]
    if "error_share" not in own:
        raise DataError(f"{_PARAMETERS} has no 'error_share' in the set 'block_time'; add the row")
    error, rules = float(own["error_share"]), journey_rules(tables["air/journey_rules"])
    found = []
    for factor in (1.0 - error, 1.0 + error):
        flown = replace(search.flown, legs=legs.assign(flight_min=legs["flight_min"] * factor))
        other = under_rules(replace(search, flown=flown), rules)
        found.append(destination_hours(other, people)["median_hours"])
    return found


def _zones(world: World) -> list[Zone]:
    return [world.zones[row] for row in _cells(world)]


def _cells(world: World) -> list[int]:
    return [row for row, zone in enumerate(world.zones) if zone.kind == "cell"]


def _cell_ids(world: World) -> list[str]:
    return [str(world.zones[row].zone_id) for row in _cells(world)]


def _people(world: World) -> Floats:
    return np.array([world.zones[row].population for row in _cells(world)], dtype=np.float64)


def _direct(world: World, access: pd.DataFrame) -> pd.DataFrame:
    """The ways without a train: only the home airport has any."""
    own = access.loc[access["station_id"] == "", ["cell_id", "minutes"]]
    return own.assign(gateway=world.network.home_airport)


def _nearest_cell(world: World, place: Place) -> int:
    """Which of the cells lies nearest to a place, counted among them."""
    zones = [world.zones[row] for row in _cells(world)]
    epsg = projected_epsg(place.lon, place.lat)
    xy = to_metres([z.lon for z in zones], [z.lat for z in zones], epsg=epsg)
    here = to_metres([place.lon], [place.lat], epsg=epsg)
    return int(np.argmin(((xy - here) ** 2).sum(axis=1)))


def _ground(ground: GroundAccess, road: GroundAccess, people: Floats, centre: int) -> pd.DataFrame:
    """Minutes on the ground to each gateway: from the centre, and over the people.

    Those of public transport, and beside them those by car or taxi (to the terminal or to a train);
    ``road_share`` of the people have only these. ``quality`` is the worst grade of what the way
    from the centre rests on beside the router.
    """
    total = ground.total_min
    rows = []
    for column, gateway in enumerate(ground.gateways):
        minutes = np.where(np.isnan(total[:, column]), np.inf, total[:, column])
        within = [weighted_quantile(minutes, people, share) for share in (0.5, 0.9)]
        reached = people[np.isfinite(minutes)].sum() / people.sum()
        by_road = road.total_min[:, column]
        lost = people[~np.isfinite(minutes) & ~np.isnan(by_road)].sum() / people.sum()
        median_road = weighted_quantile(by_road, people, 0.5)
        numbers = (total[centre, column], *(m if np.isfinite(m) else np.nan for m in within))
        rows.append(
            (
                gateway.iata,
                gateway.name_zh,
                gateway.name_en,
                *(round(float(one), 1) for one in numbers),
                round(float(reached), 4),
                round(float(by_road[centre]), 1),
                round(median_road, 1) if np.isfinite(median_road) else np.nan,
                round(float(lost), 4),
                max(GRADES[int(ground.grade[centre, column])], gateway.quality, key=GRADES.index),
            )
        )
    columns = ["gateway", "name_zh", "name_en", "centre_min", "median_min", "p90_min", "reached"]
    by_road_columns = ["centre_road_min", "median_road_min", "road_share"]
    return pd.DataFrame(rows, columns=[*columns, *by_road_columns, "quality"])
