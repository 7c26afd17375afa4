"""The gateway's part of a run: main stations, interchanges, trains, flights and the way to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from sim.fingerprint import fingerprint
from sim.indicators import Target
from sim.network.model import Network
from sim.study.cache import code_fingerprint
from sim.study.gateway_names import GATEWAY_TABLES, INTERCHANGES, RAIL_TIMES
from sim.study.prepare import Prepared
from sim.study.world import World
from sim.tables import read_table

if TYPE_CHECKING:
    from sim.air.transit_visa import TransitData

__all__ = [
    "gateway_frames",
    "gateway_key",
    "interchange_frames",
    "rail_time_frames",
    "transit_of",
    "with_transfers",
]

_DATA = ("air/", "demand/vehicles", "metro/interchanges", "rail/", "road/")
_GATEWAYS = ("HGH", "PVG", "SHA", "NGB", "WNZ", "YIW")
_INTERCHANGES = "metro/interchanges"
_CIRCLE, _CORRIDORS = "one_hour_circle", "airport_corridors"


def gateway_key(prepared: Prepared, network: Network) -> str:
    """Fingerprint of what these tables depend on beside what the router is given."""
    data = {
        name: digest for name, digest in prepared.identity["data"].items() if name.startswith(_DATA)
    }
    targets = {one.id: one.items for one in prepared.targets if one.id in {_CIRCLE, _CORRIDORS}}
    return fingerprint(
        data,
        targets,
        network.part_fingerprint("air_routes"),
        network.part_fingerprint("airports"),
        network.horizon_year,
        prepared.rail_lines.to_csv(index=False),
        code_fingerprint("air", "gateway", "indicators", "network", "routing", "study"),
    )


def _facts(prepared: Prepared, names: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """Tables of facts by name."""
    return {name: read_table(prepared.data_dir, name) for name in dict.fromkeys(names)}


def interchange_frames(prepared: Prepared, network: Network) -> dict[str, pd.DataFrame]:
    """Every interchange, without the people who change there."""
    from sim.study.gateway_ground import interchange_frame  # noqa: PLC0415 - heavy, where wanted

    facts = _facts(prepared, (_INTERCHANGES, "demand/vehicles"))
    return {INTERCHANGES: interchange_frame(network, facts)}


def rail_time_frames(prepared: Prepared, network: Network) -> dict[str, pd.DataFrame]:
    """Direct trains between the main stations and all others."""
    from sim.gateway.rail_times import rail_times  # noqa: PLC0415 - heavy, where wanted

    names = read_table(prepared.data_dir, "rail/former_names")
    return {RAIL_TIMES: rail_times(network, former_names=names)}


def gateway_frames(prepared: Prepared, world: World) -> dict[str, pd.DataFrame]:
    """All tables of `GATEWAY_TABLES`."""
    from sim.air.overview import AIR_FACTS, air_facts, air_tables  # noqa: PLC0415 - heavy
    from sim.gateway.world_search import WORLD_TABLES  # noqa: PLC0415
    from sim.study.gateway_ground import GROUND_FACTS, ground_frames  # noqa: PLC0415
    from sim.study.gateway_world import world_frames  # noqa: PLC0415

    network = world.network
    places = {
        item: (network.places[item].lon, network.places[item].lat)
        for item in prepared.corridor_ids
        if item in network.places
    }
    found: dict[str, pd.DataFrame] = {
        **_stations(prepared, world),
        **_province(prepared, world),
        **ground_frames(network, _facts(prepared, GROUND_FACTS), places),
        **world_frames(world, _facts(prepared, WORLD_TABLES)),
        **air_tables(network, air_facts(_facts(prepared, AIR_FACTS)), gateways=_GATEWAYS),
    }
    return {name: found.get(name, pd.DataFrame()) for name in GATEWAY_TABLES}


def _stations(prepared: Prepared, world: World) -> Mapping[str, pd.DataFrame]:
    """Tables of the main stations."""
    from sim.gateway.stations import RailFacts  # noqa: PLC0415 - heavy, where wanted
    from sim.study.gateway_stations import station_frames  # noqa: PLC0415

    facts = _facts(prepared, ("rail/line_stops", "rail/hub_capacity"))
    circle = _target(prepared, _CIRCLE)
    return station_frames(
        world,
        prepared.settings,
        RailFacts(prepared.rail_lines, facts["rail/line_stops"], facts["rail/hub_capacity"]),
        {} if circle is None else {item.title_en: tuple(item.parts) for item in circle.items},
    )


def _province(prepared: Prepared, world: World) -> Mapping[str, pd.DataFrame]:
    """Tables of trains and counties."""
    from sim.study.gateway_province import PROVINCE_FACTS, province_frames  # noqa: PLC0415

    return province_frames(
        world,
        prepared.settings,
        _facts(prepared, PROVINCE_FACTS),
        circle=_target(prepared, _CIRCLE),
        hub_ids=prepared.circle_hubs,
    )


def _target(prepared: Prepared, target_id: str) -> Target | None:
    return next((one for one in prepared.targets if one.id == target_id), None)


def with_transfers(interchanges: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """Interchanges with the people of the demand model who change at each."""
    from sim.gateway.interchange_index import station_transfers, with_people  # noqa: PLC0415

    return with_people(interchanges, station_transfers(interchanges, flows, period="day"))


def transit_of(prepared: Prepared, network: Network, ground: pd.DataFrame | None) -> TransitData:
    """Rules of visa-free transit, and what they are applied to."""
    from sim.study.gateway_ground import TRANSIT_FACTS, transit_data  # noqa: PLC0415

    return transit_data(_facts(prepared, TRANSIT_FACTS), ground, network)
