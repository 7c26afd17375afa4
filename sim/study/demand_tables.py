"""Every table that a run writes of its demand."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.demand.elasticity import Check
from sim.demand.model import DemandResult, TripEnds
from sim.demand.parameters import Parameters
from sim.demand.segments import QuarterHour
from sim.demand.transit.crowding import CrowdingCurve
from sim.network.model import Network
from sim.study.demand_checks import demand_checks, demand_convergence
from sim.study.demand_generators import generator_trips
from sim.study.demand_lines import line_boardings, line_hops, line_loads
from sim.study.demand_places import (
    county_names,
    demand_cell_table,
    demand_zone_table,
    desire_lines,
    unconnected_zones,
)
from sim.study.demand_roads import road_flows
from sim.study.demand_shares import area_names, mode_share_bands, mode_shares
from sim.study.demand_stations import station_flows
from sim.study.demand_sums import zone_sums

__all__ = ["demand_tables"]


def demand_tables(
    result: DemandResult,
    network: Network,
    *,
    ends: TripEnds,
    parameters: Parameters,
    areas: pd.DataFrame,
    road_links: pd.DataFrame,
    quarter_hours: Sequence[QuarterHour] = (),
    crowding: CrowdingCurve | None = None,
    checks: Sequence[Check] = (),
) -> dict[str, pd.DataFrame]:
    """Tables of a result, by the names of `sim.study.demand_names.DEMAND_TABLES`.

    Numbers are rounded to what can be told apart.

    Parameters
    ----------
    result
        Demand in balance with supply.
    network
        The network it was computed on: names of lines, stops and counties.
    ends
        The trip ends the result began with.
    parameters
        Speeds and fixed minutes of the alternatives.
    areas
        ``demand/areas``: names of the areas shares are told for, beside the counties.
    road_links
        ``road/drive_links``: name, class and line of each road link.
    quarter_hours
        Shares of the quarters of an hour; none gives loads of whole periods only.
    crowding
        Curve of the multiplier of ride time; none leaves the column empty.
    checks
        More rows of ``demand_checks``, such as elasticities.

    Raises
    ------
    DataError
        If a road link of the result is not in `road_links`.

    Examples
    --------
    >>> from sim.study.demand_examples import AREAS, PARAMETERS, ROAD_LINKS
    >>> from sim.study.demand_names import DEMAND_TABLES
    >>> from sim.study.demand_examples import small_ends, small_network, small_result
    >>> tables = demand_tables(
    ...     small_result(), small_network(), ends=small_ends(), parameters=PARAMETERS,
    ...     areas=AREAS, road_links=ROAD_LINKS)
    >>> tuple(tables) == DEMAND_TABLES
    True
    """
    sums = zone_sums(result, parameters=parameters)
    counties = county_names(network)
    names = area_names(areas, counties)
    hops = line_hops(result, network)
    tables = {
        "demand_cells": demand_cell_table(result),
        "demand_checks": demand_checks(result, sums, ends, more=checks),
        "demand_convergence": demand_convergence(result),
        "demand_zones": demand_zone_table(result, sums, ends),
        "desire_lines": desire_lines(result, sums, counties),
        "generator_trips": generator_trips(result),
        "line_boardings": line_boardings(result, hops),
        "line_loads": line_loads(
            result, hops, network, quarter_hours=quarter_hours, crowding=crowding
        ),
        "mode_share_bands": mode_share_bands(result, sums, names),
        "mode_shares": mode_shares(result, sums, names),
        "road_flows": road_flows(result, road_links),
        "station_flows": station_flows(result, network),
        "unconnected_zones": unconnected_zones(result, ends),
    }
    return {name: _rounded(table) for name, table in tables.items()}


_DECIMALS = 6


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    """A millionth is below what the model can tell; minus zero is zero."""
    floats = table.select_dtypes("float64").columns
    return table.assign(**{name: table[name].round(_DECIMALS) + 0.0 for name in floats})
