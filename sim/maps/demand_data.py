"""What a map shows of demand: tables of a run, with the names of its periods and alternatives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pandas as pd

from sim.demand.model import Alternative, Period
from sim.errors import DataError

__all__ = [
    "ALL",
    "DAY",
    "HEADLINE_AREA",
    "RESIDENTS",
    "SHOWN_TABLES",
    "DemandTables",
    "period_values",
    "public_share_pct",
]

DAY: Final = "day"
"""Period id of the whole day in tables that have one."""

HEADLINE_AREA: Final = "urban"
"""Area (``demand/areas``) the target is measured in."""

RESIDENTS: Final = "residents"
"""Travellers the target counts."""

ALL: Final = "all"
"""All purposes, or all alternatives together."""


_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "mode_shares": (
            "area_id", "name_zh", "name_en", "travellers", "purpose", "period", "alternative",
            "trips", "share_pct", "share_motorised_pct",
        ),
        "station_flows": (
            "station_id", "name_zh", "name_en", "period", "entries", "exits", "boardings",
            "alightings", "transfers",
        ),
        "line_loads": (
            "route_id", "name_zh", "name_en", "mode_id", "from_stop_id", "to_stop_id", "period",
            "quarter_start", "load", "capacity", "boardings",
        ),
        "road_flows": (
            "link_id", "name_zh", "period", "volume_per_h", "capacity_per_h", "ratio", "free_min",
            "minutes", "geometry",
        ),
        "demand_zones": (
            "zone_id", "name_zh", "name_en", "county_id", "kind", "lon", "lat", "population",
            "pt_share_pct",
        ),
        "demand_cells": ("cell_id", "zone_id"),
        "desire_lines": (
            "level", "from_id", "from_zh", "from_en", "from_lon", "from_lat", "to_id", "to_zh",
            "to_en", "to_lon", "to_lat", "alternative", "trips",
        ),
        "line_boardings": ("route_id", "name_zh", "name_en", "period", "boardings"),
        "pt_share_intervals": ("definition", "value", "low", "high", "probability", "threshold"),
    }
)  # fmt: skip


SHOWN_TABLES: Final = tuple(_COLUMNS)
"""Tables of a run that pages show."""


@dataclass(frozen=True)
class DemandTables:
    """Tables of one run with demand.

    Parameters
    ----------
    tables
        Those of the run by name; any of those that are shown may be missing, and what shows them
        then is: ``mode_shares``, ``station_flows``, ``line_loads``, ``road_flows``,
        ``demand_zones``, ``demand_cells``, ``desire_lines`` on a map, ``line_boardings`` and
        ``pt_share_intervals`` on the page of a comparison.
    periods
        Periods of the day in their order.
    alternatives
        Ways to travel in their order, with names and colours.

    Raises
    ------
    DataError
        With every problem: a table lacks columns, or has a period or an alternative without a name.
    """

    tables: Mapping[str, pd.DataFrame]
    periods: tuple[Period, ...]
    alternatives: tuple[Alternative, ...]

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise DataError(
                f"the demand of a run cannot be shown: {'; '.join(problems)}; run the scenario "
                "again with this version"
            )

    def table(self, name: str) -> pd.DataFrame:
        """A table of the run; empty where it has none.

        Examples
        --------
        >>> DemandTables({}, (), ()).table("road_flows").empty
        True
        """
        return self.tables.get(name, pd.DataFrame())


def _problems(demand: DemandTables) -> Iterator[str]:
    periods = {period.period_id for period in demand.periods} | {DAY}
    alternatives = {one.alternative_id for one in demand.alternatives} | {ALL}
    known = {"period": periods, "alternative": alternatives}
    for name, columns in _COLUMNS.items():
        table = demand.tables.get(name)
        if table is None or table.empty:
            continue
        missing = [column for column in columns if column not in table.columns]
        if missing:
            yield f"{name} lacks the columns {', '.join(missing)}"
        for column, names in known.items():
            if column not in table.columns or column in missing:
                continue
            strange = sorted(set(table[column].astype(str)) - names)
            if strange:
                yield f"{name} has the {column} {', '.join(strange[:5])}, which has no name"


def period_values(
    demand: DemandTables, table: pd.DataFrame, keys: list[str], column: str
) -> pd.DataFrame:
    """Sums of a column by `keys`, one column for each period of the table, in the day's order.

    Missing where nothing is known: a sum of missing values is missing, not zero.

    Examples
    --------
    >>> from sim.maps.demand_examples import line_demand
    >>> demand = line_demand()
    >>> loads = period_values(demand, demand.table("line_loads"), ["from_stop_id"], "load")
    >>> loads.loc["B"].tolist()
    [1200.0, 800.0]
    """
    sums = table.groupby([*keys, "period"], observed=True, sort=False)[column].sum(min_count=1)
    wide = sums.unstack("period")  # noqa: PD010 - a missing sum stays missing
    order = [one.period_id for one in demand.periods if one.period_id in wide.columns]
    return wide[order].astype("float64").sort_index()


def public_share_pct(demand: DemandTables, area_id: str) -> float:
    """Share of public transport in the day's motorised trips of an area's residents (%).

    NaN where the area has no motorised trips in the table.

    Examples
    --------
    >>> from sim.maps.demand_examples import line_demand
    >>> public_share_pct(line_demand(), "330100")
    60.0
    """
    shares = demand.table("mode_shares")
    if shares.empty:
        return float("nan")
    public = {one.alternative_id for one in demand.alternatives if one.is_public_transport}
    own = shares[
        (shares["area_id"].astype(str) == area_id)
        & (shares["travellers"] == RESIDENTS)
        & (shares["purpose"] == ALL)
        & (shares["period"] == DAY)
        & shares["alternative"].isin(public)
    ]
    return float(own["share_motorised_pct"].sum(min_count=1))
