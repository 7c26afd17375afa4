"""The province of a run: station pairs, counties, the one-hour circle taken apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from sim.gateway.circle.city_stations import city_stations
from sim.gateway.circle.county_times import county_times, road_minutes
from sim.gateway.circle.parts import circle_parts
from sim.gateway.circle.performance import rail_performance
from sim.gateway.circle.place_times import county_places, own_places
from sim.gateway.circle.province import Province, made_ready, province_times, province_units
from sim.gateway.rail.station_names import names_on
from sim.gateway.rail.train_calls import rail_calls, rail_stations
from sim.gateway.rail.ways import Ways, joined_ways, ways_by_router
from sim.indicators import Target
from sim.indicators.circle_places import circle_cities, circle_definitions
from sim.network.connectors import Point, stop_order, transfer_links
from sim.network.model import HubId, StopId, Zone, ZoneId
from sim.routing.arrays import TimetableArrays
from sim.routing.compile import compile_timetable
from sim.routing.settings import Query
from sim.study.settings import CITY_CENTRE, SearchSettings
from sim.study.skims import sampled_zones
from sim.study.world import World

__all__ = ["PROVINCE_FACTS", "PROVINCE_FRAMES", "province_frames"]

PROVINCE_FRAMES = (
    "circle_parts",
    "county_times",
    "province_times",
    "rail_performance",
)
"""Tables of trains and counties."""

_ROADS, _FERRIES, _NAMES = "road/intercity", "road/ferries", "rail/former_names"
PROVINCE_FACTS = (_ROADS, _FERRIES, _NAMES)
"""Tables of facts that `province_frames` reads."""

_MEDIAN = 50


def province_frames(
    world: World,
    settings: SearchSettings,
    tables: Mapping[str, pd.DataFrame],
    *,
    circle: Target | None,
    hub_ids: Sequence[str],
) -> dict[str, pd.DataFrame]:
    """Trains between stations, times to every county, and what each is made of.

    `circle` is the target ``one_hour_circle``; `hub_ids` are the main stations that count for it,
    none for all.
    """
    network = world.network
    ways = _ways(world, _unit_cells(world), settings)
    found = {
        "rail_performance": rail_performance(network, city_ways=ways),
        "province_times": province_times(network),
    }
    if circle is None:
        return found
    province = _province(world, settings, hub_ids)
    roads = tables[_ROADS]
    places = (
        *circle_cities(circle, network),
        *county_places(province),
        *own_places(province),
    )
    parts = circle_parts(
        province,
        places,
        circle_definitions(circle),
        road_min=road_minutes(roads, places),
        names=names_on(network, tables[_NAMES]),
    )
    found["circle_parts"] = parts
    found["county_times"] = county_times(province, parts, roads, ferries=tables[_FERRIES])
    return found


def _province(world: World, settings: SearchSettings, hub_ids: Sequence[str]) -> Province:
    network = world.network
    place = network.places[CITY_CENTRE]
    point = world.point(CITY_CENTRE, place.lon, place.lat)
    centre = Zone(
        ZoneId(CITY_CENTRE),
        "cell",
        place.name_zh,
        place.name_en,
        place.lon,
        place.lat,
        "",
        "",
        1.0,
        0.0,
        point.feeder_speed_kmh,
    )
    called = set(rail_calls(network).stop_ids)
    chosen = [network.hubs[HubId(one)] for one in hub_ids if HubId(one) in network.hubs]
    stops = [stop_id for hub in chosen for stop_id in hub.stop_ids if stop_id in called]
    return made_ready(
        network,
        _ways(world, sampled_zones(world.zones, settings.circle_origins), settings),
        _ways(world, (centre,), settings),
        hub_ids=stops,
        window=settings.circle_window,
        walk=world.walk,
    )


def _unit_cells(world: World) -> tuple[Zone, ...]:
    """Most populous cell of every unit made of cells: where the unit stands (`province_units`)."""
    found: dict[str, Zone] = {}
    for _, zone in sorted(world.network.zones.items()):
        known = found.get(zone.county_id)
        if zone.kind == "cell" and (known is None or zone.population > known.population):
            found[zone.county_id] = zone
    return tuple(found.values())


def _ways(world: World, zones: Sequence[Zone], settings: SearchSettings) -> Ways:
    """Minutes between zones and the city's railway stops by the router, both directions.

    To main stations people come by whatever the router finds, to the others without a train: they
    board there because they live near.
    """
    network = world.network
    called = set(rail_calls(network).stop_ids)
    main = [
        (stop_id, world.point(f"hub:{hub.hub_id}", hub.lon, hub.lat, is_station=True))
        for hub in network.hubs.values()
        for stop_id in hub.stop_ids
        if stop_id in called
    ]
    others = [
        (stop_id, world.point(stop_id, stop.lon, stop.lat, is_station=True))
        for stop_id in city_stations(network, province_units(network))
        if (stop := network.stops[stop_id])
    ]
    count = Counter(zone.zone_id for zone in zones)
    origins = tuple(
        Point(zone.zone_id, zone.lon, zone.lat, zone.feeder_speed_kmh)
        for zone in dict.fromkeys(zones)
    )
    weight = [float(count[ZoneId(point.point_id)]) for point in origins]
    return joined_ways(
        [
            _searched(world, timetable, origins, halls, (settings, weight))
            for timetable, halls in ((world.timetable, main), (_without_trains(world), others))
            if halls
        ],
        tuple(point.point_id for point in origins),
        weight=weight,
    )


def _searched(
    world: World,
    timetable: TimetableArrays,
    origins: tuple[Point, ...],
    halls: Sequence[tuple[StopId, Point]],
    how: tuple[SearchSettings, Sequence[float]],
) -> Ways:
    settings, weight = how
    ends = tuple(point for _, point in halls)
    query = Query.over(
        settings.circle_window, percentiles=(_MEDIAN,), max_time_s=settings.max_time_s
    )
    return ways_by_router(
        timetable,
        (world.links(origins), world.links(ends), world.walks(origins, ends)),
        query,
        stop_ids=tuple(stop_id for stop_id, _ in halls),
        weight=weight,
    )


def _without_trains(world: World) -> TimetableArrays:
    """Timetable of the city's own lines, stops in the order of the world's; computed once."""
    known = world.network.derived.get((_without_trains, world.walk))
    if isinstance(known, TimetableArrays):
        return known
    network = world.network
    rail = rail_stations(network)
    found = compile_timetable(
        [pattern for pattern in world.patterns if rail.isdisjoint(pattern.stop_ids)],
        transfer_links(network, world.walk),
        stop_ids=stop_order(network),
        modes=network.modes,
    )
    network.derived[_without_trains, world.walk] = found
    return found
