"""What a map is made from: a network, finished results and the base layers. Nothing is computed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd

from sim.errors import DataError
from sim.indicators.board import BoardRow
from sim.network.model import Network

__all__ = ["CELL_COLUMNS", "BaseLayers", "MapInputs"]

CELL_COLUMNS = (
    "zone_id",
    "minutes_from_hub",
    "minutes_from_airport",
    "population_60min",
    "population",
)


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
    cells
        One row per zone with `CELL_COLUMNS`; minutes and people, NaN = unreachable.
    base
        The base map, see `sim.maps.read_base_layers`.
    board
        The target board; the headline row of each target is shown, with the verdict of the target.
    notes
        Assumptions a reader of the map must know.
    hub_zh, hub_en
        Names of the place ``minutes_from_hub`` starts from.
    layers
        Ids of the layers to draw; empty means all.
    date_made
        Date to print; ``None`` prints none, so that equal inputs give equal bytes on any day.
    """

    network: Network
    title_zh: str
    title_en: str
    subtitle: str
    scenario: str
    baseline: Network | None
    cells: pd.DataFrame
    base: BaseLayers
    board: tuple[BoardRow, ...] = ()
    notes: tuple[str, ...] = ()
    hub_zh: str = "杭州东站"
    hub_en: str = "Hangzhou East"
    date_made: date | None = None
    layers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        missing = [column for column in CELL_COLUMNS if column not in self.cells.columns]
        if missing:
            raise DataError(
                f"the map's table of cells lacks the columns {', '.join(missing)}; "
                f"it needs {', '.join(CELL_COLUMNS)}"
            )
