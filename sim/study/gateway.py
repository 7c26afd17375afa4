"""The gateway's part of a run: main stations, interchanges, trains, flights and the way to them.

Each part has a key of its own: what its tables depend on beside what the router searches. A new
flight leaves stations, province and the airport's corridors as they are, and the ways that the
router finds to stations and airport are kept by what it searches alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from sim.fingerprint import fingerprint
from sim.indicators import Target
from sim.network.model import Network
from sim.study.cache import StageCache, code_fingerprint, library_versions
from sim.study.demand_vehicles import VEHICLES, with_vehicles
from sim.study.gateway_names import INTERCHANGES, RAIL_TIMES
from sim.study.prepare import Prepared
from sim.study.world import World
from sim.tables import read_table

if TYPE_CHECKING:
    from sim.air.transit_visa import TransitData

__all__ = ["GatewayPart", "gateway_parts", "transit_of", "with_transfers"]

Tables = Mapping[str, pd.DataFrame]

AIR_FRAMES = (
    "air_connectivity",
    "air_countries",
    "air_destination_counts",
    "air_destination_list",
    "air_diversity",
    "air_growth",
    "air_journeys",
    "air_regions",
)
"""Tables of destinations and connectivity; those of destinations are empty without air routes."""

_GATEWAYS = ("HGH", "PVG", "SHA", "NGB", "WNZ", "YIW")
_CIRCLE, _CORRIDORS = "one_hour_circle", "airport_corridors"
_ROUTES = "air/world_routes"
_BEFORE_DEPARTURE = "terminal_before_departure_international"
_ACCESS, AIR_RAIL = "gateway_access", "air_rail"
_CODE = ("air", "gateway", "indicators", "network", "routing", "study", "geometry.py")
_GROUND_DATA = ("air/", "bus/", "demand/", "land/", "metro/", "rail/", "road/")


@dataclass(frozen=True)
class GatewayPart:
    """Tables that are made together; ``key`` is what they depend on beside what is searched."""

    title: str
    tables: tuple[str, ...]
    key: str
    compute: Callable[[World], Tables]


def gateway_parts(
    prepared: Prepared, network: Network, cache: StageCache, *, searched: str
) -> tuple[GatewayPart, ...]:
    """Parts of the gateway's tables, each with its key.

    `searched` is the fingerprint of what the router is given: most of these tables also tell
    names, openings and main stations, which do not change a search.
    """
    return (
        *_rail_parts(prepared, network, searched),
        *_flight_parts(prepared, network, cache, searched),
    )


def _rail_parts(prepared: Prepared, network: Network, searched: str) -> tuple[GatewayPart, ...]:
    """Interchanges, trains, main stations, province: no flight changes them."""
    from sim.study.gateway_province import PROVINCE_FRAMES  # noqa: PLC0415 - heavy, where wanted
    from sim.study.gateway_stations import STATION_TABLES  # noqa: PLC0415

    airports = network.part_fingerprint("airports")
    lines = prepared.rail_lines.to_csv(index=False)
    circle = _text(_target(prepared, _CIRCLE))
    return (
        GatewayPart(
            "interchanges",
            (INTERCHANGES,),
            _key(
                prepared,
                ("metro/interchanges", VEHICLES),
                searched,
                airports,
                network.operations.vehicles,
            ),
            lambda world: _interchanges(prepared, world.network),
        ),
        GatewayPart(
            "trains between stations",
            (RAIL_TIMES,),
            _key(prepared, ("rail/",), searched),
            lambda world: _rail_times(prepared, world.network),
        ),
        GatewayPart(
            "main stations",
            STATION_TABLES,
            _key(prepared, ("rail/",), searched, lines, circle),
            lambda world: _stations(prepared, world),
        ),
        GatewayPart(
            "one-hour circle and counties",
            PROVINCE_FRAMES,
            _key(prepared, ("rail/", "road/"), searched, lines, circle, prepared.circle_hubs),
            lambda world: _filled(PROVINCE_FRAMES, _province(prepared, world)),
        ),
    )


def _flight_parts(
    prepared: Prepared, network: Network, cache: StageCache, searched: str
) -> tuple[GatewayPart, ...]:
    """The airport on the ground, the ways to all gateways, and the flights."""
    from sim.study.gateway_ground import GROUND_FRAMES  # noqa: PLC0415 - heavy, where wanted
    from sim.study.gateway_world import WAY_FRAMES, WORLD_FRAMES  # noqa: PLC0415

    airports = network.part_fingerprint("airports")
    corridors = _text(_target(prepared, _CORRIDORS))
    circle = _text(_target(prepared, _CIRCLE))
    year = network.horizon_year
    day = network.as_of.isoformat()
    flights = (airports, day, network.air_vintage, network.part_fingerprint("air_routes"))
    before = prepared.baseline or prepared.network
    by_air = _key(
        prepared,
        ("air/",),
        network.home_airport,
        *flights,
        before.part_fingerprint("air_routes"),
        before.part_fingerprint("airports"),
    )
    return (
        GatewayPart(
            "airport on the ground",
            GROUND_FRAMES,
            _key(
                prepared,
                _GROUND_DATA,
                searched,
                airports,
                corridors,
                year,
                network.operations.vehicles,
            ),
            lambda world: _filled(GROUND_FRAMES, _ground(prepared, world.network)),
        ),
        GatewayPart(
            "ways to the gateway airports",
            (*WAY_FRAMES, AIR_RAIL),
            _key(prepared, ("air/",), searched, airports, day, circle),
            lambda world: _ways(prepared, world, cache),
        ),
        GatewayPart(
            "from every doorstep to the world",
            WORLD_FRAMES,
            _key(prepared, ("air/",), searched, *flights),
            lambda world: _world(prepared, world, cache),
        ),
        GatewayPart(
            "destinations and connectivity",
            AIR_FRAMES,
            by_air,
            lambda world: _kept(cache, AIR_FRAMES, by_air, lambda: _air(prepared, world.network)),
        ),
    )


def _key(prepared: Prepared, data: tuple[str, ...], *more: object) -> str:
    """Fingerprint of tables of facts (by the beginnings of their names), of code, and of more."""
    own = {name: one for name, one in prepared.identity["data"].items() if name.startswith(data)}
    return fingerprint(own, code_fingerprint(*_CODE), *more)


def _kept(
    cache: StageCache, names: tuple[str, ...], key: str, make: Callable[[], Tables]
) -> Tables:
    """Tables kept under a key of their own, else made now and kept."""
    found = {name: cache.read(name, key) for name in names}
    known = {name: frame for name, frame in found.items() if frame is not None}
    if len(known) == len(names):
        return known
    made = make()
    for name in names:
        cache.write(name, key, made[name])
    return made


def _filled(names: tuple[str, ...], found: Tables) -> Tables:
    """The tables by name; one that could not be made is empty."""
    return {name: found.get(name, pd.DataFrame()) for name in names}


def _facts(prepared: Prepared, names: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """Tables of facts by name."""
    return {name: read_table(prepared.data_dir, name) for name in dict.fromkeys(names)}


def _interchanges(prepared: Prepared, network: Network) -> Tables:
    """Every interchange, without the people who change there."""
    from sim.study.gateway_ground import interchange_frame  # noqa: PLC0415 - heavy, where wanted

    facts = _facts(prepared, ("metro/interchanges", VEHICLES))
    facts[VEHICLES] = with_vehicles(facts[VEHICLES], network)
    return {INTERCHANGES: interchange_frame(network, facts)}


def _rail_times(prepared: Prepared, network: Network) -> Tables:
    """Direct trains between the main stations and all others."""
    from sim.gateway.rail.times import rail_times  # noqa: PLC0415 - heavy, where wanted

    names = read_table(prepared.data_dir, "rail/former_names")
    return {RAIL_TIMES: rail_times(network, former_names=names)}


def _stations(prepared: Prepared, world: World) -> Tables:
    """Tables of the main stations."""
    from sim.gateway.stations.overview import RailFacts  # noqa: PLC0415 - heavy, where wanted
    from sim.study.gateway_stations import station_frames  # noqa: PLC0415

    facts = _facts(prepared, ("rail/line_stops", "rail/hub_capacity"))
    circle = _target(prepared, _CIRCLE)
    return station_frames(
        world,
        prepared.settings,
        RailFacts(prepared.rail_lines, facts["rail/line_stops"], facts["rail/hub_capacity"]),
        {} if circle is None else {item.title_en: tuple(item.parts) for item in circle.items},
    )


def _province(prepared: Prepared, world: World) -> Tables:
    """Tables of trains and counties."""
    from sim.study.gateway_province import PROVINCE_FACTS, province_frames  # noqa: PLC0415

    return province_frames(
        world,
        prepared.settings,
        _facts(prepared, PROVINCE_FACTS),
        circle=_target(prepared, _CIRCLE),
        hub_ids=prepared.circle_hubs,
    )


def _ground(prepared: Prepared, network: Network) -> Tables:
    """Corridors and catchment of the home airport."""
    from sim.study.gateway_ground import GROUND_FACTS, ground_frames  # noqa: PLC0415

    facts = _facts(prepared, GROUND_FACTS)
    facts[VEHICLES] = with_vehicles(facts[VEHICLES], network)
    return ground_frames(network, facts, prepared.corridor_ids)


def _access(world: World, cache: StageCache) -> pd.DataFrame:
    """Minutes from every cell to stations and airport, kept by what the router searches."""
    from sim.gateway.rail.train_calls import hub_stations  # noqa: PLC0415 - heavy, where wanted
    from sim.study.gateway_world import access_frame  # noqa: PLC0415

    key = fingerprint(
        world.content,
        hub_stations(world.network),
        world.network.home_airport,
        code_fingerprint("network", "routing", "study", "geometry.py"),
        library_versions(),
    )
    return _kept(cache, (_ACCESS,), key, lambda: {_ACCESS: access_frame(world)})[_ACCESS]


def _ways(prepared: Prepared, world: World, cache: StageCache) -> Tables:
    """Ways on the ground to every gateway, and the trains that meet flights."""
    from sim.study.gateway_air_rail import (  # noqa: PLC0415 - heavy, where wanted
        AIR_RAIL_FACTS,
        air_rail_frame,
    )
    from sim.study.gateway_world import (  # noqa: PLC0415 - heavy, where wanted
        WAY_FACTS,
        station_minutes,
        way_frames,
    )

    access = _access(world, cache)
    trains = air_rail_frame(
        world.network,
        station_minutes(world, access),
        _facts(prepared, AIR_RAIL_FACTS),
        _target(prepared, _CIRCLE),
    )
    return {**way_frames(world, access, _facts(prepared, WAY_FACTS)), AIR_RAIL: trains}


def _world(prepared: Prepared, world: World, cache: StageCache) -> Tables:
    """Journeys from every cell to the world."""
    from sim.study.gateway_world import (  # noqa: PLC0415 - heavy, where wanted
        WORLD_FACTS,
        world_frames,
    )

    return world_frames(world, _access(world, cache), _facts(prepared, WORLD_FACTS))


def _air(prepared: Prepared, network: Network) -> Tables:
    """Destinations, connectivity and journeys by air."""
    from sim.air.overview import (  # noqa: PLC0415 - heavy, where wanted
        AIR_FACTS,
        air_facts,
        air_growth,
        air_tables,
    )

    facts = air_facts(_facts(prepared, AIR_FACTS))
    tables = air_tables(network, facts, gateways=_GATEWAYS)
    before = prepared.baseline or prepared.network
    tables["air_growth"] = air_growth(before, network, facts.regions)
    return _filled(AIR_FRAMES, tables)


def _target(prepared: Prepared, target_id: str) -> Target | None:
    return next((one for one in prepared.targets if one.id == target_id), None)


def _text(target: Target | None) -> str:
    return "" if target is None else target.model_dump_json()


def with_transfers(interchanges: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """Interchanges with the people of the demand model who change at each."""
    from sim.gateway.interchanges.index import station_transfers, with_people  # noqa: PLC0415

    return with_people(interchanges, station_transfers(interchanges, flows, period="day"))


def transit_of(prepared: Prepared, network: Network, ground: pd.DataFrame | None) -> TransitData:
    """Rules of visa-free transit, and what they are applied to.

    Of several lists of routes the one that counts on the network's day is used; the minutes at the
    terminal before take-off are those of ``air/terminals``.
    """
    from sim.network.air_vintages import routes_on  # noqa: PLC0415 - heavy, where wanted
    from sim.study.gateway_ground import TRANSIT_FACTS, transit_data  # noqa: PLC0415

    facts = _facts(prepared, TRANSIT_FACTS)
    facts[_ROUTES] = routes_on(facts[_ROUTES], network.as_of)
    data = transit_data(facts, ground, network)
    terminals = facts["air/terminals"]
    own = terminals[terminals["iata"] == network.home_airport].set_index("item")["value"]
    departure_min = float(own.get(_BEFORE_DEPARTURE, data.terms.departure_min))
    return replace(data, terms=replace(data.terms, departure_min=departure_min))
