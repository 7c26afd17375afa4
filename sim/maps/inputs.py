"""What a map is made from: a network, finished results and the base layers. Nothing is computed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd

from sim.errors import DataError
from sim.indicators.board import BoardRow
from sim.maps.demand_data import DemandTables
from sim.maps.gateway_data import GatewayTables
from sim.maps.style import NO_WORDS, Words
from sim.network.model import Network

__all__ = ["ACCESS_COLUMNS", "CELL_COLUMNS", "OPPORTUNITY_COLUMNS", "BaseLayers", "MapInputs"]

CELL_COLUMNS = (
    "zone_id",
    "minutes_from_hub",
    "minutes_from_airport",
    "population_60min",
    "population",
)

ACCESS_COLUMNS = ("zone_id", "measure", "layer", "parameter", "statistic", "value", "unit")
OPPORTUNITY_COLUMNS = ("layer", "title_zh", "title_en", "unit", "source")


@dataclass(frozen=True)
class BaseLayers:
    """The project's own base map, WGS84.

    Columns — ``districts``: county_id, name_zh, name_en, valid; ``water``: name_zh, name_en, kind;
    ``streets``: n_bus_lines; ``main_roads``: kind; ``railways``: name_zh, name_en, open_date,
    method; ``metro``: route_id, branch_id; ``places``: place_id, name_zh, name_en,
    category, rank. All with ``geometry``.
    """

    province: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    water: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame
    main_roads: gpd.GeoDataFrame
    railways: gpd.GeoDataFrame
    metro: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    attribution: tuple[str, ...] = (
        "© OpenStreetMap contributors (ODbL)",
        "GSHHG (Wessel & Smith, LGPL)",
        "metro map data: Amap",
        "metro track: Agent-HLE benchmark (CC BY 4.0)",
        "GeoNames (CC BY 4.0)",
    )


@dataclass(frozen=True)
class MapInputs:
    """Everything on one map page.

    Parameters
    ----------
    network
        The network of the scenario, on its date.
    baseline
        The network before the scenario's modifications, on the same date: what is open in
        `network` but not here is shown as opened by the scenario. ``None``: nothing to compare.
    parent
        The network with the modifications of the scenario's parents only: tells the scenario's own
        from theirs. ``None`` where the parents change nothing, or it is not known.
    own_is_known
        Whether it is known which modifications are the scenario's own; else what opened is said to
        be opened by the scenario or its parents.
    cells
        One row per zone with `CELL_COLUMNS`, and ``jobs_60min`` where it is known; minutes, people
        and jobs, NaN = unreachable.
    access
        Access values, long: ``zone_id, measure, layer, parameter, statistic, value, unit``. One
        layer is drawn for each measure, layer and parameter. ``None``: no such layers.
    opportunity_layers
        Names of the opportunities: ``layer, title_zh, title_en, unit, source, quality, total``.
    base
        The base map, see `sim.maps.read_base_layers`.
    board
        The target board; the headline row of each target is shown, with the verdict of the target.
    notes
        Assumptions a reader of the map must know; plain text is shown as it is in any language.
    measured
        How the minutes were measured: the statistic and the departures.
    demand
        Demand of the run; ``None``: no such layers.
    gateway
        Stations, trains and flights of the run; ``None``: no such layers.
    hub_zh, hub_en
        Names of the place ``minutes_from_hub`` starts from.
    layers
        Ids of the layers to draw; empty means all.
    day_name
        Name of the page of the simulated day that lies beside the map, to link it; empty: none.
    date_made
        Date to print; ``None`` prints none, so that equal inputs give equal bytes on any day.
    """

    network: Network
    title_zh: str
    title_en: str
    subtitle: str | Words
    scenario: str
    baseline: Network | None
    cells: pd.DataFrame
    base: BaseLayers
    board: tuple[BoardRow, ...] = ()
    notes: tuple[str | Words, ...] = ()
    hub_zh: str = "杭州东站"
    hub_en: str = "Hangzhou East"
    date_made: date | None = None
    layers: tuple[str, ...] = ()
    parent: Network | None = None
    own_is_known: bool = True
    access: pd.DataFrame | None = None
    opportunity_layers: pd.DataFrame | None = None
    measured: Words = NO_WORDS
    demand: DemandTables | None = None
    gateway: GatewayTables | None = None
    day_name: str = ""

    def __post_init__(self) -> None:
        _require("table of cells", self.cells, CELL_COLUMNS)
        _require("table of access values", self.access, ACCESS_COLUMNS)
        _require("table of opportunity layers", self.opportunity_layers, OPPORTUNITY_COLUMNS)


def _require(what: str, table: pd.DataFrame | None, columns: tuple[str, ...]) -> None:
    missing = [] if table is None else [name for name in columns if name not in table.columns]
    if missing:
        raise DataError(
            f"the map's {what} lacks the columns {', '.join(missing)}; "
            f"it needs {', '.join(columns)}"
        )
