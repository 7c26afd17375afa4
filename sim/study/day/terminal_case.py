"""The home airport's terminal on a scenario's day: from the tables to a case of the simulation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from sim.errors import DataError
from sim.hub.terminal.case import Habits, ServiceLevel, ShowUp, TerminalCase
from sim.hub.terminal.template import (
    LaneHours,
    Terminal,
    terminal_of,
    with_lane_hours,
    with_service_mean_s,
)
from sim.network.model import Network
from sim.study.day.terminal_flights import (
    FLIGHT_FACTS,
    day_passengers,
    flights_of_day,
    passengers_of_day,
)
from sim.study.day.terminal_ground import GROUND_FACTS, city_trips, ground_ways
from sim.study.gateway_ground import corridor_ends

__all__ = ["TERMINAL_FACTS", "parameters_of", "terminal_case", "terminal_on"]

_PLACES, _LEGS = "operations/terminal_places", "operations/terminal_legs"
_ROUTES, _LANES = "operations/terminal_routes", "operations/terminal_facilities"
_SHOW_UP, _LEVELS = "operations/show_up", "operations/service_levels"
_PARAMETERS, _CHANGES = "operations/terminal_parameters", "air/connection_times"
_AIR, _CORRIDOR, _PERIODS = "air/terminals", "air/corridor_parameters", "demand/periods"

TERMINAL_FACTS = tuple(
    dict.fromkeys(
        (
            *FLIGHT_FACTS,
            *GROUND_FACTS,
            *(_PLACES, _LEGS, _ROUTES, _LANES, _SHOW_UP, _LEVELS, _PARAMETERS),
            *(_CHANGES, _AIR, _CORRIDOR),
        )
    )
)
"""Tables of facts that a day in the terminal reads."""

Tables = Mapping[str, pd.DataFrame]


def terminal_case(
    network: Network, tables: Tables, trips: pd.DataFrame, *, own: Path | None = None
) -> TerminalCase:
    """The average day as a case of `sim.hub.terminal`: see `terminal_inputs`."""
    parameters = parameters_of(tables[_PARAMETERS])
    missing = [name for name in _WANTED if name not in parameters]
    if missing:
        raise DataError(f"{_PARAMETERS} has no {', '.join(missing)}; add them")
    ways, alternative = ground_ways(network, tables, corridor_ends(network).airport)
    flights = flights_of_day(network, tables, parameters, own=own)
    city = city_trips(trips, tables[_PERIODS], ways, alternative, generator_id=network.home_airport)
    if own is not None:
        share = day_passengers(flights) / passengers_of_day(network, tables)
        city = replace(
            city, to_airport=city.to_airport * share, from_airport=city.from_airport * share
        )
    return TerminalCase(
        terminal=_as_set(network, terminal_on(network, tables)),
        flights=flights,
        ground=ways,
        city=city,
        show_up=_show_up(tables[_SHOW_UP]),
        habits=_habits(network, tables, parameters),
        levels=_levels(tables[_LEVELS]),
    )


def _as_set(network: Network, terminal: Terminal) -> Terminal:
    """The terminal with lanes and service times that the scenario sets (``HGH/place``)."""
    home = f"{network.home_airport}/"
    hours = [
        LaneHours(one.place.removeprefix(home), one.lanes, one.from_s, one.until_s)
        for one in network.operations.lanes
        if one.place.startswith(home)
    ]
    means = {
        one.place.removeprefix(home): one.mean_s
        for one in network.operations.service_times
        if one.place.startswith(home)
    }
    return with_service_mean_s(with_lane_hours(terminal, hours), means)


def parameters_of(table: pd.DataFrame) -> dict[str, float]:
    """Values of a table of parameters by name.

    Examples
    --------
    >>> parameters_of(pd.DataFrame({"parameter": ["taxi_in_min"], "value": [8]}))
    {'taxi_in_min': 8.0}
    """
    return {
        str(name): float(value)
        for name, value in zip(table["parameter"], table["value"], strict=True)
    }


def terminal_on(network: Network, tables: Tables) -> Terminal:
    """The terminal as it is on the network's date.

    Raises
    ------
    DataError
        If no lanes of the home airport are on record for the date.
    """
    home = network.home_airport
    rows = tables[_LANES]
    day = pd.Timestamp(network.as_of)
    begun = pd.to_datetime(rows["valid_from"]) <= day
    going = rows["valid_to"].isna() | (pd.to_datetime(rows["valid_to"]) >= day)
    own = rows[(rows["facility_id"] == home) & begun & going]
    if own.empty:
        raise DataError(f"{_LANES} has no lanes of {home} on {network.as_of}; add them")
    bounds = own["low"].astype(str) + " and " + own["high"].astype(str)
    own = own.assign(source=own["source"] + "; lanes between " + bounds)
    airport = network.airports.get(home)
    return terminal_of(
        tables[_PLACES],
        tables[_LEGS],
        tables[_ROUTES],
        own,
        facility_id=home,
        title_zh=airport.name_zh if airport else home,
        title_en=airport.name_en if airport else home,
    )


def _show_up(table: pd.DataFrame) -> dict[str, ShowUp]:
    found = {}
    for kind, rows in table.groupby("flight_kind"):
        ordered = rows.sort_values("come_share", kind="stable")
        found[str(kind)] = ShowUp(
            ordered["minutes_before"].to_numpy("float64"), ordered["come_share"].to_numpy("float64")
        )
    return found


def _habits(network: Network, tables: Tables, parameters: Mapping[str, float]) -> Habits:
    rows = tables[_CHANGES]
    own = rows[(rows["airport_kind"] == "home") & (rows["item"] == "minimum_connection")]
    change = dict(zip(own["flights"], own["value_min"].astype(float), strict=True))
    corridor = parameters_of(tables[_CORRIDOR])
    air = tables[_AIR]
    home = air[air["iata"] == network.home_airport]
    egress = dict(zip(home["item"], home["value"].astype(float), strict=True))
    return Habits(
        connecting_share=corridor["transfer_share"],
        minimum_connection_min=(
            (change["domestic_domestic"], change["domestic_international"]),
            (change["international_domestic"], change["international_international"]),
        ),
        longest_connection_min=parameters["longest_connection_min"],
        most_connecting_share=parameters["most_connecting_share"],
        taxi_in_min=parameters["taxi_in_min"],
        first_out_min=parameters["first_out_min"],
        out_per_min=parameters["out_per_min"],
        first_bag_min=(
            parameters["first_bag_domestic_min"],
            parameters["first_bag_international_min"],
        ),
        last_bag_min=(
            parameters["last_bag_domestic_min"],
            parameters["last_bag_international_min"],
        ),
        egress_min=(egress["egress_domestic"], egress["egress_international"]),
        walking_speed_m_s=parameters["walking_speed_m_s"],
        walking_speed_cv=parameters["walking_speed_cv"],
    )


_WANTED = (
    "day_factor",
    "missed_connection_min",
    "passenger_movement_share",
    "recovery_rate_factor",
    "longest_connection_min",
    "most_connecting_share",
    "taxi_in_min",
    "first_out_min",
    "out_per_min",
    "first_bag_domestic_min",
    "first_bag_international_min",
    "last_bag_domestic_min",
    "last_bag_international_min",
    "walking_speed_m_s",
    "walking_speed_cv",
)


def _levels(table: pd.DataFrame) -> dict[str, ServiceLevel]:
    return {
        str(row["process_id"]): ServiceLevel(
            str(row["process_id"]),
            str(row["title_zh"]),
            str(row["title_en"]),
            float(row["standard_low_min"]),
            float(row["standard_high_min"]),
            float(row["space_low_m2"]),
            float(row["space_high_m2"]),
            str(row["quality"]),
            str(row["source"]),
        )
        for row in table.to_dict("records")
    }
