"""Flights of a scenario's day at the home airport: its routes, the year's movements, its planes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from sim.errors import DataError
from sim.gateway.corridors.peak import PEAK_TABLES, peak_hour
from sim.geometry import geodesic_m
from sim.hub.terminal.flight_day import AircraftShare, Bank, FlightRoute, modelled_flights
from sim.hub.terminal.flights import Flights
from sim.hub.terminal.own_schedule import own_schedule
from sim.network.flight_assumptions import JourneyRules, assumed_weekly, journey_rules
from sim.network.model import Network
from sim.tables import read_table

__all__ = [
    "FLIGHT_FACTS",
    "check_schedule",
    "day_passengers",
    "flights_of_day",
    "known_airports",
    "passengers_of_day",
]

_GENERATORS = "demand/special_generators"
_AIRCRAFT, _PARAMETERS = "operations/terminal_aircraft", "operations/terminal_parameters"
_THROUGHPUT, _BANK, _WORLD = "air/throughput", "air/flight_bank", "air/world_airports"
_RULES = "air/journey_rules"

FLIGHT_FACTS = (*PEAK_TABLES, _GENERATORS, _AIRCRAFT, _PARAMETERS, _WORLD, _RULES)
"""Tables of facts that `flights_of_day` reads."""

Tables = Mapping[str, pd.DataFrame]


def passengers_of_day(network: Network, tables: Tables) -> int:
    """Passengers of the home airport on an average day of the horizon year, as demand has them.

    On a straight line between the years of ``demand/special_generators``, outside them those of the
    first or last (`sim.demand.special`), rounded to a whole person.

    Raises
    ------
    DataError
        If the table does not have the airport.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.network.examples import empty
    >>> table = pd.DataFrame({"generator_id": ["HGH", "HGH"], "year": [2015, 2025],
    ...                       "passengers_per_day": [100.0, 300.0]})
    >>> network = replace(empty(), home_airport="HGH", horizon_year=2020)
    >>> passengers_of_day(network, {"demand/special_generators": table})
    200
    """
    rows = tables[_GENERATORS]
    own = rows[rows["generator_id"] == network.home_airport].sort_values("year", kind="stable")
    if own.empty:
        raise DataError(
            f"{_GENERATORS} has no passengers of {network.home_airport}; add them for a day in its "
            "terminal, or leave the terminal out"
        )
    years, people = own["year"].to_numpy(np.float64), own["passengers_per_day"].to_numpy(np.float64)
    return round(float(np.interp(network.horizon_year, years, people)))


def flights_of_day(
    network: Network, tables: Tables, parameters: Mapping[str, float], *, own: Path | None = None
) -> Flights:
    """Flights of the day: those of a planner's own file, else a modelled list.

    The modelled list has the passengers of `passengers_of_day` and so many movements as these need
    at the people of a movement in the busiest year until the horizon (the pandemic years do not
    stand for what is needed; see `sim.gateway.corridors.peak`), less the movements without
    passengers. Routes abroad are the network's, at their own frequency or, where no list gives one,
    at the one of ``air/journey_rules`` that journeys and connectivity have too
    (`sim.network.flight_assumptions`); everything else is domestic.

    Raises
    ------
    DataError
        With all faults of the own file, or if the airport has no traffic or hours on record.
    """
    if own is not None:
        return own_schedule(own, known_airports(network, tables[_WORLD]))
    passengers = passengers_of_day(network, tables)
    return modelled_flights(
        _routes(network, journey_rules(tables[_RULES])),
        _aircraft(tables[_AIRCRAFT]),
        _bank(tables[_BANK], network.home_airport),
        movements=_movements(network, tables, passengers, parameters["passenger_movement_share"]),
        passengers=passengers,
    )


def day_passengers(flights: Flights) -> int:
    """Passengers of a list of flights, landing and leaving.

    Examples
    --------
    >>> from sim.hub.terminal.examples import small_case
    >>> day_passengers(small_case().flights)
    5
    """
    return int(flights.passengers.sum())


def _movements(network: Network, tables: Tables, passengers: int, share: float) -> int:
    home = network.home_airport
    peak = peak_hour(tables, home, horizon_year=network.horizon_year, as_of=network.as_of)
    rows = tables[_THROUGHPUT]
    year = rows[(rows["iata"] == home) & (rows["year"] == peak["year"].min())]
    if year.empty or not float(year["movements"].iloc[0]) > 0:
        raise DataError(f"{_THROUGHPUT} has no passengers and movements of {home}; add a year")
    per_passenger = float(year["movements"].iloc[0]) / float(year["passengers"].iloc[0])
    return max(2, round(passengers * per_passenger * share))


def _routes(network: Network, rules: JourneyRules) -> tuple[FlightRoute, ...]:
    home = network.airports.get(network.home_airport)
    found = []
    for code, route in sorted(network.air_routes.items()):
        airport = network.airports.get(code)
        if airport is None or home is None:
            continue
        listed = route.weekly_frequency
        known = listed is not None and not math.isnan(listed)
        km = geodesic_m((home.lon, home.lat), (airport.lon, airport.lat)) / 1000.0
        abroad = airport.kind in {"international", "regional"}
        assumed = float(assumed_weekly(rules, abroad))
        frequency = float(listed) if known and listed is not None else assumed
        found.append(FlightRoute(code, abroad, frequency, km))
    return tuple(found)


def _aircraft(table: pd.DataFrame) -> tuple[AircraftShare, ...]:
    return tuple(
        AircraftShare(
            str(row["flight_kind"]) == "international",
            float(row["from_km"]),
            int(row["seats"]),
            float(row["share"]),
            float(row["load_factor"]),
        )
        for row in table.to_dict("records")
    )


def _bank(table: pd.DataFrame, home: str) -> Bank:
    own = table[table["iata"] == home].set_index("hour").reindex(range(24))
    if own["departures_share"].sum() <= 0 or own["arrivals_share"].sum() <= 0:
        raise DataError(f"{_BANK} has no hours of {home}; add the shares of its departures by hour")
    filled = own.fillna({"departures_share": 0.0, "arrivals_share": 0.0})
    return Bank(
        tuple(float(one) for one in filled["departures_share"]),
        tuple(float(one) for one in filled["arrivals_share"]),
    )


def known_airports(network: Network, world: pd.DataFrame) -> frozenset[str]:
    """Codes that an own schedule of flights may have: airports of the network and of the world.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> "PEK" in known_airports(two_line_network(), pd.DataFrame({"iata": ["PEK"]}))
    True
    """
    return frozenset({*network.airports, *world["iata"].astype(str)})


def check_schedule(path: Path, network: Network, data_dir: Path) -> None:
    """Read a planner's flights early, before minutes of work, for the faults they may have.

    Raises
    ------
    DataError
        With every fault of the file, as `own_schedule` tells them.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> try:
    ...     check_schedule(Path("no.csv"), two_line_network(), Path("network_data"))
    ... except DataError as fault:
    ...     print(fault.issues[0].what)
    there is no such file
    """
    own_schedule(path, known_airports(network, read_table(data_dir, _WORLD)))
