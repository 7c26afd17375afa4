"""The whole search from a network and the tables: what a run or a what-if has to call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sim.errors import DataError, Issue
from sim.gateway.air_journeys import JourneyRules, air_journeys, journey_rules, shortest_connections
from sim.gateway.flights import block_bands, world_flights
from sim.gateway.gateways import gateways, ground_access, station_transfers
from sim.gateway.rail_legs import rail_legs
from sim.gateway.world import DoorToWorld, door_to_world
from sim.network.model import Network

__all__ = ["WORLD_TABLES", "WorldSearch", "search_world", "world_destinations"]

WORLD_TABLES = (
    "air/gateways",
    "air/gateway_access",
    "air/gateway_flights",
    "air/block_time",
    "air/journey_rules",
    "air/connection_times",
    "air/world_airports",
    "air/world_routes",
)
"""Tables the search reads."""


@dataclass(frozen=True)
class WorldSearch:
    """Journeys of one network, and what could not be used for them."""

    found: DoorToWorld
    issues: tuple[Issue, ...]


def world_destinations(network: Network, world_airports: pd.DataFrame) -> tuple[str, ...]:
    """Airports of the table outside the home airport's country, by code.

    Examples
    --------
    >>> from sim.gateway.examples import flying_town
    >>> table = pd.DataFrame({"iata": ["PEK", "FRA"], "country": ["CN", "DE"]})
    >>> world_destinations(flying_town("FRA"), table)
    ('FRA',)
    """
    abroad = world_airports[world_airports["country"] != _home_country(network)]
    return tuple(sorted(str(code) for code in abroad["iata"]))


def search_world(
    network: Network,
    tables: Mapping[str, pd.DataFrame],
    *,
    cell_ids: Sequence[str],
    direct: pd.DataFrame,
    to_stations: pd.DataFrame,
    destinations: Sequence[str] = (),
    rules: JourneyRules | None = None,
) -> WorldSearch:
    """Journeys from every cell to every destination in one network.

    Trains, the routes of the home airport and the day are the network's; everything else is in the
    `WORLD_TABLES`. Nothing is kept between calls: a what-if is a call with the changed network, and
    with `direct` and `to_stations` searched again only where its local transport differs.

    Parameters
    ----------
    direct, to_stations
        As in `sim.gateway.gateways.ground_access`: minutes by the router from the cells to the
        terminals they reach without a train, and to the main stations.
    destinations
        Airport codes; by default those of `world_destinations`.
    rules
        By default the values of ``air/journey_rules``; their bounds show what rests on them.

    Examples
    --------
    A town an hour from its airport, which flies to Frankfurt; the rest are the real tables.

    >>> from pathlib import Path
    >>> from sim.gateway.examples import flying_town
    >>> from sim.tables import read_table
    >>> data = Path(__file__).parents[2] / "network_data"
    >>> tables = {name: read_table(data, name) for name in WORLD_TABLES}
    >>> search = search_world(
    ...     flying_town("FRA"), tables, cell_ids=["a"], destinations=["FRA"],
    ...     direct=pd.DataFrame({"cell_id": ["a"], "gateway": ["HGH"], "minutes": [60.0]}),
    ...     to_stations=pd.DataFrame({"cell_id": ["a"], "station_id": ["H"], "minutes": [9.0]}))
    >>> search.found.hours.round(1).item()  # 60 + 50 + 677 min
    13.1
    """
    lacking = [name for name in WORLD_TABLES if name not in tables]
    if lacking:
        raise DataError(f"the search of the world lacks the tables {', '.join(lacking)}")
    gates = gateways(tables["air/gateways"])
    airports = tables["air/world_airports"]
    transfers = station_transfers(tables["air/gateway_access"], network.as_of)
    flown = world_flights(
        network,
        gateway_flights=tables["air/gateway_flights"],
        world_routes=tables["air/world_routes"],
        world_airports=airports,
        bands=block_bands(tables["air/block_time"]),
    )
    air = air_journeys(
        flown,
        gates,
        tuple(destinations) or world_destinations(network, airports),
        rules=rules or journey_rules(tables["air/journey_rules"]),
        connection_min=shortest_connections(
            tables["air/connection_times"], airports, _home_country(network)
        ),
    )
    ground = ground_access(
        cell_ids,
        gates,
        direct=direct,
        to_stations=to_stations,
        rail=rail_legs(network, set(transfers["stop_id"])),
        transfers=transfers,
    )
    return WorldSearch(door_to_world(ground, air), flown.issues)


def _home_country(network: Network) -> str:
    home = network.airports.get(network.home_airport)
    if home is None:
        raise DataError(
            f"the home airport {network.home_airport} is not in air/airports.csv; add its row"
        )
    return home.country
