"""What a map shows of the gateway: tables of a run, with the names of airports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import pandas as pd

from sim.errors import DataError
from sim.maps.style import Words

__all__ = ["SHOWN_TABLES", "GatewayTables", "NamedAirport", "gateway_names", "grades_text"]

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "circle_parts": (
            "place_id", "kind", "name_zh", "name_en", "direction", "definition", "family",
            "status", "access_min", "station_min", "wait_min", "ride_min", "change_min",
            "egress_min", "total_min", "limit_min", "within", "change_zh", "change_en",
        ),
        "county_times": (
            "county_id", "name_zh", "name_en", "direction", "mode", "definition", "status",
            "total_min", "quality",
        ),
        "door_to_world": (
            "cell_id", "destination", "gateway", "hours", "flight_min", "connection_min", "stops",
            "via", "ground_by", "quality",
        ),
        "gateway_ground": ("gateway", "name_zh", "name_en"),
        "hub_stations": (
            "hub_id", "name_zh", "name_en", "open", "trains_per_day", "directions", "peak_hour",
            "peak_trains", "load_ratio", "capacity_quality", "people_30min", "people_45min",
            "people_60min", "right_station_share_pct",
        ),
        "hub_transfers": ("from_hub", "to_hub", "median_min", "p90_min", "direct_lines"),
        "airport_corridors": (
            "place_id", "name_zh", "name_en", "group", "median_min", "p95_min", "status",
        ),
        "airport_corridor_times": (
            "place_id", "mode_zh", "mode_en", "measure", "median_min", "p95_min", "transfers",
            "status",
        ),
        "corridor_capacity": ("layer", "corridors", "passengers_per_h"),
        "flights_in_time": ("place_id", "direction", "lead_min", "flights_share"),
        "catchment": ("model", "people", "captured", "low", "high"),
        "catchment_zones": (
            "zone_id", "home_min", "huff_share", "rival", "zone_class", "class_90",
        ),
    }
)  # fmt: skip


SHOWN_TABLES: Final = tuple(_COLUMNS)
"""Tables of a run that maps show."""


@dataclass(frozen=True, slots=True)
class NamedAirport:
    """An airport that a table has the code of."""

    name: Words
    lon: float
    lat: float


@dataclass(frozen=True)
class GatewayTables:
    """Tables of one run's stations, trains and flights.

    Parameters
    ----------
    tables
        Those of the run by name (`SHOWN_TABLES`); what a missing one would show is left out.
    airports
        Names and places of airports by their code; one without a name is called by its code.

    Raises
    ------
    DataError
        With every column that a table lacks.
    """

    tables: Mapping[str, pd.DataFrame]
    airports: Mapping[str, NamedAirport] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        problems = list(_problems(self.tables))
        if problems:
            raise DataError(
                f"the gateway of a run cannot be shown: {'; '.join(problems)}; run the scenario "
                "again with this version"
            )

    def table(self, name: str) -> pd.DataFrame:
        """A table of the run; empty where it has none.

        Examples
        --------
        >>> GatewayTables({}).table("catchment").empty
        True
        """
        return self.tables.get(name, pd.DataFrame())

    def airport(self, iata: str) -> Words:
        """Name of an airport, or its code.

        Examples
        --------
        >>> GatewayTables({}).airport("AAA")
        Words(zh='AAA', en='AAA')
        """
        known = self.airports.get(iata)
        return Words(iata, iata) if known is None else known.name


def _problems(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    for name, columns in _COLUMNS.items():
        table = tables.get(name)
        if table is None or table.empty:
            continue
        missing = [column for column in columns if column not in table.columns]
        if missing:
            yield f"{name} lacks the columns {', '.join(missing)}"


def gateway_names(gateway: GatewayTables) -> dict[str, Words]:
    """Names of the gateways by code, in the order of their table; the same order in every run.

    Examples
    --------
    >>> from sim.maps.gateway_examples import line_gateway
    >>> {code: name.en for code, name in gateway_names(line_gateway()).items()}
    {'AAA': 'Home', 'BBB': 'Beyond'}
    """
    table = gateway.table("gateway_ground")
    if table.empty:
        return {}
    columns = (table[name].astype(str) for name in ("gateway", "name_zh", "name_en"))
    return {code: Words(zh, en) for code, zh, en in zip(*columns, strict=True)}


def grades_text(grades: Mapping[str, Words], named: Mapping[str, Words]) -> Words:
    """Say what things are graded, in the order given: ``name grade; name grade``.

    Examples
    --------
    >>> grades_text({"a": Words("估计", "estimate")}, {"a": Words("甲", "first")})
    Words(zh='甲 估计', en='first estimate')
    """
    pairs = [(named.get(key, Words(key, key)), grade) for key, grade in grades.items()]
    return Words(
        "、".join(f"{name.zh} {grade.zh}" for name, grade in pairs),
        "; ".join(f"{name.en} {grade.en}" for name, grade in pairs),
    )
