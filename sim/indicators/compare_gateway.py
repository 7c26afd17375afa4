"""The gateway as numbers of a comparison: rail, airport and world, with what a run lacks told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import pandas as pd

from sim.indicators.compare_gateway_air import (
    destination_numbers,
    transit_numbers,
    world_numbers,
)
from sim.indicators.compare_gateway_airport import airport_numbers
from sim.indicators.compare_gateway_number import GATEWAY, GatewayNumber, Tables
from sim.indicators.compare_gateway_rail import (
    circle_numbers,
    interchange_numbers,
    station_numbers,
)
from sim.indicators.compare_values import VALUE_COLUMNS

__all__ = ["GROUPS", "HEADLINES", "READ_TABLES", "gateway_values", "group_of"]

GROUPS = MappingProxyType(
    {
        "circle": ("一小时交通圈", "One-hour circle"),
        "stations": ("铁路枢纽", "Main stations"),
        "transfer": ("换乘", "Interchanges"),
        "air": ("航空", "Air"),
        "world": ("从家门到世界", "From the doorstep to the world"),
        "corridor": ("机场集疏运", "The airport on the ground"),
        "visa": ("过境免签", "Visa-free transit"),
    }
)
"""Groups of these indicators, by what stands before the colon of their ids."""

HEADLINES = (
    ("circle:cities_fastest_60", "count"),
    ("circle:cities_effective_60", "count"),
    ("circle:cities_door_to_door_90", "count"),
    ("circle:median_door_to_door", "median"),
    ("circle:people_60", "share"),
    ("stations:with_trains", "count"),
    ("stations:transfer_median", "median"),
    ("transfer:people_5", "share"),
    ("air:destinations", "count"),
    ("world:hours_FRA", "median"),
    ("world:hours_LAX", "median"),
    ("world:hours_SIN", "median"),
    ("world:hours_SYD", "median"),
    ("corridor:capacity_own_track_and_fast_road", "sum"),
    ("visa:pairs_144", "expected"),
)
"""Indicators and statistics that a screen shows: those of the whole city that say most."""

READ_TABLES = (
    "air_connectivity",
    "air_destination_list",
    "air_diversity",
    "air_journeys",
    "air_rail",
    "airport_corridors",
    "airport_reach",
    "catchment",
    "circle_parts",
    "corridor_capacity",
    "flights_in_time",
    "gateway_ground",
    "hub_stations",
    "hub_transfers",
    "interchanges",
    "one_hour_circle_population_60",
    "transit_visa",
    "world_destinations",
    "world_gateways",
)
"""Tables of a run that the numbers are read from; each may be missing."""

_PARTS: tuple[Callable[[Tables], Iterator[GatewayNumber]], ...] = (
    circle_numbers,
    station_numbers,
    interchange_numbers,
    destination_numbers,
    world_numbers,
    airport_numbers,
    transit_numbers,
)
_KEYS = ["indicator", "statistic", "place_type", "place_id"]
_WORDS = ["title_zh", "title_en", "name_zh", "name_en", "unit", "better"]


def group_of(indicator: str) -> str:
    """Group of an indicator among `GROUPS`; empty for one that is not of the gateway.

    Examples
    --------
    >>> group_of("world:hours_FRA"), group_of("time_to_closest:hospitals"), group_of("pt_share")
    ('world', '', '')
    """
    group = indicator.partition(":")[0]
    return group if ":" in indicator and group in GROUPS else ""


def gateway_values(tables: Mapping[str, Tables]) -> pd.DataFrame:
    """Numbers of the gateway of every alternative, by place.

    What any alternative has, every alternative has a row of; where a run lacks the table, the
    station or the destination, or nobody gets there, the value is missing (NaN), never zero.
    Gateways that nobody takes in any alternative are left out.

    Parameters
    ----------
    tables
        For each alternative its tables of `READ_TABLES`, as far as its run has them.

    Returns
    -------
    DataFrame
        Long, as `sim.indicators.compare_values.compared_values` gives it; without rows where no
        run has any of the tables.

    Examples
    --------
    >>> hours = pd.DataFrame({"destination": ["FRA"], "median_hours": [15.97]})
    >>> found = gateway_values({"plan": {"world_destinations": hours}, "quick": {}})
    >>> found.loc[found.indicator == "world:hours_FRA", ["alternative", "value"]].values.tolist()
    [['plan', 15.97], ['quick', nan]]
    """
    rows = [
        number.row(name) for name, own in tables.items() for part in _PARTS for number in part(own)
    ]
    values = pd.DataFrame(rows, columns=list(VALUE_COLUMNS)).astype({"value": "float64"})
    if values.empty:
        return values
    taken = values.groupby(_KEYS)["value"].transform("max") > 0
    values = values[taken | (values["place_type"] != GATEWAY)]
    order = {name: place for place, name in enumerate(dict.fromkeys(values["indicator"]))}
    keys = values.drop_duplicates(_KEYS)[[*_KEYS, *_WORDS]]
    keys = keys.sort_values("indicator", key=lambda ids: ids.map(order), kind="stable")
    every = keys.merge(pd.DataFrame({"alternative": list(tables)}), how="cross")
    own = values[["alternative", *_KEYS, "value"]]
    every = every.merge(own, on=["alternative", *_KEYS], how="left", validate="1:1")
    place = {name: number for number, name in enumerate(tables)}
    every = every.sort_values("alternative", key=lambda names: names.map(place), kind="stable")
    return every[list(VALUE_COLUMNS)].reset_index(drop=True)
