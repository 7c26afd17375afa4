"""The airport on the ground and the interchanges of a run: tables of the network alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

import pandas as pd

from sim.air.catchment_tables import catchment_of
from sim.air.transit_chance import Terms
from sim.air.transit_visa import TransitData
from sim.gateway.corridors.peak import PEAK_TABLES, peak_hour, with_load
from sim.gateway.corridors.tables import (
    CAPACITY_TABLES,
    Ends,
    corridor_capacity,
    flights_by_hour,
    flights_in_time,
)
from sim.gateway.interchanges.facts import FACT_TABLE
from sim.gateway.interchanges.service import vehicle_places
from sim.gateway.interchanges.table import interchanges
from sim.network.model import Network
from sim.study.settings import CITY_CENTRE

__all__ = [
    "GROUND_FACTS",
    "GROUND_FRAMES",
    "TRANSIT_FACTS",
    "corridor_ends",
    "corridor_points",
    "ground_frames",
    "interchange_frame",
    "transit_data",
]

GROUND_FRAMES = (
    "airport_peak_hour",
    "catchment",
    "catchment_zones",
    "corridor_capacity",
    "flights_by_hour",
    "flights_in_time",
)
"""Tables of the airport's corridors and catchment that every run writes."""

_BANK, _AIRPORTS = "air/flight_bank", "air/catchment_airports"
GROUND_FACTS = (*CAPACITY_TABLES, *PEAK_TABLES, _AIRPORTS, "air/catchment_parameters")
"""Tables of facts that `ground_frames` reads."""

TRANSIT_FACTS = (
    "air/transit_rules",
    "air/transit_nationalities",
    _BANK,
    "air/world_routes",
    "air/world_airports",
    "air/terminals",
)
"""Tables of facts that `transit_data` reads."""

_PORTS = ("PVG", "SHA", "NGB", "NKG")
"""Other ports of the transit area whose flights are in the tables of the world's routes."""

Tables = Mapping[str, pd.DataFrame]


def ground_frames(
    network: Network, tables: Tables, places: Collection[str]
) -> dict[str, pd.DataFrame]:
    """Corridors, flights in reach, and who the airport serves (`GROUND_FRAMES`).

    `places` are the ids of where the corridors lead (see `corridor_points`); the airports of the
    catchment are those of the latest year that is not after the network's horizon, or of the
    first. Corridors are loaded with everybody who uses the airport: how many take which is not
    known without the demand model.
    """
    ends = corridor_ends(network)
    airports = tables[_AIRPORTS]
    past = airports.loc[airports["year"] <= network.horizon_year, "year"]
    year = past.max() if len(past) else airports["year"].min()
    bank = tables[_BANK]
    bank = bank[bank["iata"] == network.home_airport]
    points = corridor_points(network, places)
    found = catchment_of(
        network, airports[airports["year"] == year], tables["air/catchment_parameters"]
    )
    peak = peak_hour(
        tables, network.home_airport, horizon_year=network.horizon_year, as_of=network.as_of
    )
    return {
        "airport_peak_hour": peak,
        "catchment": found.totals,
        "catchment_zones": found.zones,
        "corridor_capacity": with_load(corridor_capacity(network, tables, ends), peak, None),
        "flights_by_hour": flights_by_hour(network, bank, points, ends),
        "flights_in_time": flights_in_time(network, bank, points, ends),
    }


def corridor_ends(network: Network) -> Ends:
    """Where corridors begin and end: the terminals of the home airport and the city's centre."""
    airport = network.airports[network.home_airport]
    terminal = network.stops.get(f"A_{network.home_airport}")  # type: ignore[call-overload]
    at = (terminal.lon, terminal.lat) if terminal else (airport.lon, airport.lat)
    centre = network.places[CITY_CENTRE]
    return Ends(at, (centre.lon, centre.lat))


def corridor_points(network: Network, places: Collection[str]) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of main stations and places by id, in the order given.

    A main station is meant where both have the id (the city of Hangzhou and its station). Ids that
    the network does not know are left out.
    """
    found = {}
    for place in places:
        thing = network.hubs.get(place) or network.places.get(place)  # type: ignore[call-overload]
        if thing is not None:
            found[place] = (thing.lon, thing.lat)
    return found


def interchange_frame(network: Network, tables: Tables) -> pd.DataFrame:
    """Every interchange with its minutes, without people."""
    return interchanges(
        network,
        facts=tables[FACT_TABLE],
        places_per_vehicle=vehicle_places(tables["demand/vehicles"]),
    )


def transit_data(tables: Tables, ground: pd.DataFrame | None, network: Network) -> TransitData:
    """What the rules of visa-free transit are applied to.

    `ground` is ``gateway_ground``: minutes from the city's centre to each port; without it only the
    home airport can be entered and left.
    """
    known: dict[str, float] = {}
    if ground is not None:
        reached = ground.dropna(subset=["centre_min"])
        known = dict(zip(reached["gateway"], reached["centre_min"].astype(float), strict=True))
    terminals = tables["air/terminals"]
    own = terminals[terminals["iata"] == network.home_airport].set_index("item")["value"]
    terms = Terms(
        arrival_min=float(own.get("egress_international", Terms().arrival_min)),
        connect_min=float(own.get("mct_international_international", Terms().connect_min)),
        access_min=MappingProxyType(known),
    )
    return TransitData(
        tables["air/transit_rules"],
        tables["air/transit_nationalities"],
        tables[_BANK],
        port_flights=None if ground is None else _port_flights(tables, known),
        terms=terms,
    )


def _port_flights(tables: Tables, ports: Mapping[str, float]) -> pd.DataFrame:
    """Flights of the other ports abroad: port, destination, country, frequency, quality."""
    routes, airports = tables["air/world_routes"], tables["air/world_airports"]
    countries = airports.set_index("iata")["country"]
    own = routes[routes["origin"].isin([one for one in _PORTS if one in ports])]
    own = own.assign(country=own["destination"].map(countries))
    abroad = own[own["country"].notna() & (own["country"] != countries["PVG"])]
    latest = abroad.sort_values("vintage", kind="stable").drop_duplicates(
        ["origin", "destination"], keep="last"
    )
    columns = ["port", "destination", "country", "weekly_frequency", "quality"]
    return pd.DataFrame(latest.rename(columns={"origin": "port"})[columns]).reset_index(drop=True)
