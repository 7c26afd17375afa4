"""The airport on the ground and the interchanges of a run: tables of the network alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from sim.air.catchment_tables import catchment_of
from sim.air.transit_chance import Terms
from sim.air.transit_visa import TransitData
from sim.gateway.corridor_tables import CAPACITY_TABLES, Ends, corridor_capacity, flights_in_time
from sim.gateway.interchange import interchanges
from sim.gateway.interchange_facts import FACT_TABLE
from sim.gateway.interchange_service import vehicle_places
from sim.network.model import Network
from sim.study.settings import CITY_CENTRE

__all__ = [
    "GROUND_FACTS",
    "GROUND_FRAMES",
    "TRANSIT_FACTS",
    "ground_frames",
    "interchange_frame",
    "transit_data",
]

GROUND_FRAMES = ("catchment", "catchment_zones", "corridor_capacity", "flights_in_time")
"""Tables of the airport's corridors and catchment that every run writes."""

_BANK, _AIRPORTS = "air/flight_bank", "air/catchment_airports"
GROUND_FACTS = (*CAPACITY_TABLES, _BANK, _AIRPORTS, "air/catchment_parameters")
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
    network: Network, tables: Tables, places: Mapping[str, tuple[float, float]]
) -> dict[str, pd.DataFrame]:
    """Corridors, flights in reach, and who the airport serves (`GROUND_FRAMES`).

    `places` are where the corridors lead, by id; the airports of the catchment are those of the
    latest year that is not after the network's horizon, or of the first.
    """
    airport = network.airports[network.home_airport]
    terminal = network.stops.get(f"A_{network.home_airport}")  # type: ignore[call-overload]
    at = (terminal.lon, terminal.lat) if terminal else (airport.lon, airport.lat)
    centre = network.places[CITY_CENTRE]
    ends = Ends(at, (centre.lon, centre.lat))
    airports = tables[_AIRPORTS]
    past = airports.loc[airports["year"] <= network.horizon_year, "year"]
    year = past.max() if len(past) else airports["year"].min()
    bank = tables[_BANK]
    found = catchment_of(
        network, airports[airports["year"] == year], tables["air/catchment_parameters"]
    )
    return {
        "catchment": found.totals,
        "catchment_zones": found.zones,
        "corridor_capacity": corridor_capacity(network, tables, ends),
        "flights_in_time": flights_in_time(
            network, bank[bank["iata"] == network.home_airport], places, ends
        ),
    }


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
