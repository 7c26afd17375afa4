"""The whole search from a network and the tables: what a run or a what-if has to call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from sim.errors import DataError, Issue
from sim.gateway.rail.legs import rail_legs
from sim.gateway.world.air_journeys import air_journeys
from sim.gateway.world.doorsteps import DoorToWorld, door_to_world
from sim.gateway.world.flights import Flights, world_flights
from sim.gateway.world.gateways import GroundAccess, gateways, ground_access, station_transfers
from sim.network.block_time import block_bands
from sim.network.flight_assumptions import JourneyRules, journey_rules, shortest_connections
from sim.network.model import Network

__all__ = [
    "WAY_TABLES",
    "WORLD_TABLES",
    "WorldSearch",
    "search_world",
    "under_rules",
    "ways_to_gateways",
    "world_destinations",
]

WAY_TABLES = ("air/gateways", "air/gateway_access")
"""Tables that `ways_to_gateways` reads."""

WORLD_TABLES = (
    *WAY_TABLES,
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
    """Journeys of one network, the flights they rest on, and what could not be used for them.

    ``connection_min`` has the shortest connection by airport.
    """

    found: DoorToWorld
    flown: Flights = field(repr=False)
    connection_min: Mapping[str, float] = field(repr=False)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Airports whose position is not known: their routes are left out."""
        return self.flown.issues


def world_destinations(network: Network, world_airports: pd.DataFrame) -> tuple[str, ...]:
    """Airports of the table outside the home airport's country, by code.

    Examples
    --------
    >>> from sim.gateway.world.examples import flying_town
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
        As in `sim.gateway.world.gateways.ground_access`: minutes by the router from the cells to
        the terminals they reach without a train, and to the main stations.
    destinations
        Airport codes; by default those of `world_destinations`.
    rules
        By default the values of ``air/journey_rules``; their bounds show what rests on them.

    Examples
    --------
    A town an hour from its airport, which flies to Frankfurt; the rest are the real tables.

    >>> from pathlib import Path
    >>> from sim.gateway.world.examples import flying_town
    >>> from sim.tables import read_table
    >>> data = Path(__file__).parents[3] / "network_data"
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
    airports = tables["air/world_airports"]
    ground = ways_to_gateways(
        network, tables, cell_ids=cell_ids, direct=direct, to_stations=to_stations
    )
    flown = world_flights(
        network,
        gateway_flights=tables["air/gateway_flights"],
        world_routes=tables["air/world_routes"],
        world_airports=airports,
        bands=block_bands(tables["air/block_time"]),
    )
    shortest = shortest_connections(
        tables["air/connection_times"],
        airports,
        tables["air/gateways"],
        home_country=_home_country(network),
    )
    air = air_journeys(
        flown,
        ground.gateways,
        tuple(destinations) or world_destinations(network, airports),
        rules=rules or journey_rules(tables["air/journey_rules"]),
        connection_min=shortest,
    )
    return WorldSearch(door_to_world(ground, air), flown, shortest)


def ways_to_gateways(
    network: Network,
    tables: Mapping[str, pd.DataFrame],
    *,
    cell_ids: Sequence[str],
    direct: pd.DataFrame,
    to_stations: pd.DataFrame,
) -> GroundAccess:
    """Ways on the ground from every cell to every gateway; no flight changes them.

    `tables` are ``air/gateways`` and ``air/gateway_access``; the rest as in `search_world`.

    Examples
    --------
    >>> from sim.gateway.world.examples import flying_town
    >>> gate = {"iata": "HGH", "name_zh": "杭州", "name_en": "Hangzhou", "lon": 120.4, "lat": 30.2,
    ...     "check_in_cut_off_min": 50, "formalities_min": 45, "connection_min": 90,
    ...     "quality": "published"}
    >>> ways = pd.DataFrame(columns=["gateway", "stop_id", "way_zh", "way_en", "transfer_min",
    ...     "valid_from", "valid_to", "quality"]).astype({"valid_from": "datetime64[s]"})
    >>> found = ways_to_gateways(
    ...     flying_town(), {"air/gateways": pd.DataFrame([gate]), "air/gateway_access": ways},
    ...     cell_ids=["a"],
    ...     direct=pd.DataFrame({"cell_id": ["a"], "gateway": ["HGH"], "minutes": [60.0]}),
    ...     to_stations=pd.DataFrame(columns=["cell_id", "station_id", "minutes"]))
    >>> found.total_min.tolist()
    [[60.0]]
    """
    transfers = station_transfers(tables["air/gateway_access"], network.as_of)
    return ground_access(
        cell_ids,
        gateways(tables["air/gateways"]),
        direct=direct,
        to_stations=to_stations,
        rail=rail_legs(network, set(transfers["stop_id"])),
        transfers=transfers,
    )


def under_rules(search: WorldSearch, rules: JourneyRules) -> DoorToWorld:
    """Journeys of the same network, ways and flights under other rules of flying.

    What is assumed of flights has bounds (`sim.network.flight_assumptions.journey_rules`): this
    shows what rests on it, without asking the router again. Unreachable stays NaN.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.gateway.world.examples import RULES, two_gateways
    >>> ground, air = two_gateways()
    >>> flown = Flights(pd.DataFrame({"origin": ["HGH"], "destination": ["SIN"],
    ...     "weekly_frequency": [7.0], "nonstop": True, "distance_km": [3800.0],
    ...     "flight_min": [120.0], "quality": "published"}),
    ...     {"HGH": (120.4, 30.2), "PVG": (121.8, 31.1), "FRA": (8.5, 50.0), "SIN": (104.0, 1.4)})
    >>> search = WorldSearch(door_to_world(ground, air), flown, {})
    >>> under_rules(search, replace(RULES, schedule_delay_weight=1.0)).hours[:, 1].tolist()
    [16.0, 15.5]
    """
    found = search.found
    air = air_journeys(
        search.flown,
        found.ground.gateways,
        found.destinations,
        rules=rules,
        connection_min=search.connection_min,
    )
    return door_to_world(found.ground, air)


def _home_country(network: Network) -> str:
    home = network.airports.get(network.home_airport)
    if home is None:
        raise DataError(
            f"the home airport {network.home_airport} is not in air/airports.csv; add its row"
        )
    return home.country
