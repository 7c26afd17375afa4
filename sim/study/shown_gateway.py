"""The gateway of a run as maps show it: its tables, with the names of airports."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from sim.maps.gateway_data import SHOWN_TABLES, GatewayTables, NamedAirport
from sim.maps.style import Words
from sim.results import RunResults
from sim.tables import read_table

__all__ = ["airports_of", "gateway_tables_of_run", "shown_gateway"]

_AIRPORT_TABLES = ("air/airports", "air/world_airports")
_LEAST = "gateway_ground"
"""A run without this table has no gateway."""


def airports_of(data_dir: Path) -> dict[str, NamedAirport]:
    """Names and places of the airports of a data folder, by code.

    In English an airport is called by its city. A code that both tables have is as the last says.

    Raises
    ------
    DataError
        With every problem of the tables.

    Examples
    --------
    >>> airports_of(Path("network_data"))["FRA"].name
    Words(zh='法兰克福', en='Frankfurt')
    """
    tables = [read_table(data_dir, name) for name in _AIRPORT_TABLES]
    return {
        str(row["iata"]): NamedAirport(
            Words(str(row["name_zh"]) or str(row["iata"]), str(row["city"]) or str(row["iata"])),
            float(row["lon"]),
            float(row["lat"]),
        )
        for table in tables
        for row in table.to_dict("records")
    }


def shown_gateway(tables: Mapping[str, pd.DataFrame], data_dir: Path) -> GatewayTables | None:
    """Tables of a run's gateway for its map; ``None`` where the run has none.

    Raises
    ------
    DataError
        If the tables are of another version and cannot be shown.

    Examples
    --------
    >>> shown_gateway({"zone_access": pd.DataFrame()}, Path("network_data")) is None
    True
    """
    if _LEAST not in tables:
        return None
    shown = {name: tables[name] for name in SHOWN_TABLES if name in tables}
    return GatewayTables(shown, airports_of(data_dir))


def gateway_tables_of_run(results: RunResults) -> dict[str, pd.DataFrame]:
    """Read those tables of a finished run that `shown_gateway` takes."""
    return {name: results.table(name) for name in SHOWN_TABLES if name in results.tables}
