"""Hand a finished run to the map."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.indicators import BoardRow
from sim.maps import MapInputs, Tiles, draw_map, read_base_layers
from sim.network.model import Network
from sim.scenario import ScenarioDocument

__all__ = ["map_page"]


def map_page(
    document: ScenarioDocument,
    network: Network,
    baseline: Network | None,
    cells: pd.DataFrame,
    *,
    board: tuple[BoardRow, ...],
    data_dir: Path,
    tiles: Tiles = "none",
) -> str:
    """The page of a run: its network, its cells, its board."""
    inputs = MapInputs(
        network=network,
        title_zh=document.title_zh or document.title,
        title_en=document.title,
        subtitle=(
            f"人口 people of {network.horizon_year} · 列车 trains of {network.rail_timetable} · "
            f"航线 flights of {network.air_vintage}"
        ),
        scenario=document.scenario,
        baseline=baseline,
        cells=cells,
        base=read_base_layers(data_dir),
        board=board,
        notes=tuple(network.assumptions),
        layers=() if isinstance(document.map.layers, str) else document.map.layers,
    )
    return draw_map(inputs, tiles=tiles)
