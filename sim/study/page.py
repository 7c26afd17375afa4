"""Hand a finished run to the map."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.indicators import BoardRow
from sim.maps import Lang, MapInputs, Reach, Tiles, draw_map, read_base_layers
from sim.maps.demand_data import DemandTables
from sim.maps.gateway_data import GatewayTables
from sim.maps.notes import bilingual_note
from sim.maps.style import Words
from sim.modifications import apply_modifications
from sim.network.model import Network
from sim.scenario import ScenarioDocument

__all__ = ["map_inputs", "map_page", "measured_words"]

_MEDIAN = 50


def map_page(
    document: ScenarioDocument,
    network: Network,
    baseline: Network | None,
    cells: pd.DataFrame,
    *,
    board: tuple[BoardRow, ...],
    data_dir: Path,
    tiles: Tiles = "none",
    lang: Lang = "both",
    inherited: int | None = None,
    access: pd.DataFrame | None = None,
    opportunity_layers: pd.DataFrame | None = None,
    demand: DemandTables | None = None,
    gateway: GatewayTables | None = None,
    reach: Reach | None = None,
    day_name: str = "",
) -> str:
    """The page of a run: its network, its cells, its board; see `sim.maps.draw_map`.

    Parameters
    ----------
    inherited
        How many of the modifications, from the first, are those of the scenario's parents (see
        `inherited_modifications` in ``prepare``); ``None`` = not known, and the map says so.
    access, opportunity_layers
        Tables of the run, where it has them.
    demand
        Those of its demand (see `sim.study.shown_demand`); without it the map has no such layers.
    gateway
        Those of its stations, trains and flights (see `sim.study.shown_gateway`); the same.
    day_name
        Name of the page of its simulated day, where one lies beside the map: the map links it.
    """
    inputs = map_inputs(
        document,
        network,
        baseline,
        cells,
        board=board,
        data_dir=data_dir,
        inherited=inherited,
        access=access,
        opportunity_layers=opportunity_layers,
        demand=demand,
        gateway=gateway,
        day_name=day_name,
    )
    return draw_map(inputs, tiles=tiles, lang=lang, reach=reach)


def map_inputs(
    document: ScenarioDocument,
    network: Network,
    baseline: Network | None,
    cells: pd.DataFrame,
    *,
    board: tuple[BoardRow, ...],
    data_dir: Path,
    inherited: int | None = None,
    access: pd.DataFrame | None = None,
    opportunity_layers: pd.DataFrame | None = None,
    demand: DemandTables | None = None,
    gateway: GatewayTables | None = None,
    day_name: str = "",
) -> MapInputs:
    """Everything a map of a run is drawn from."""
    parent = None
    if baseline is not None and inherited:
        parent, _ = apply_modifications(baseline, document.modifications[:inherited])
    return MapInputs(
        network=network,
        title_zh=document.title_zh or document.title,
        title_en=document.title,
        subtitle=Words(
            f"人口 {network.horizon_year} · 列车 {network.rail_timetable} · "
            f"航线 {network.air_vintage}",
            f"people of {network.horizon_year} · trains of {network.rail_timetable} · "
            f"flights of {network.air_vintage}",
        ),
        scenario=document.scenario,
        baseline=baseline,
        parent=parent,
        own_is_known=inherited is not None or document.extends is None,
        cells=cells,
        base=read_base_layers(data_dir),
        board=board,
        notes=tuple(bilingual_note(note) for note in network.assumptions),
        layers=() if isinstance(document.map.layers, str) else document.map.layers,
        access=access,
        opportunity_layers=opportunity_layers,
        measured=measured_words(document),
        demand=demand,
        gateway=gateway,
        day_name=day_name,
    )


def measured_words(document: ScenarioDocument) -> Words:
    """Say how the minutes of a run were measured: door to door, which departures, which share."""
    settings = document.accessibility
    share = settings.percentile
    which = Words(f"第{share}百分位", f"percentile {share}")
    if share == _MEDIAN:
        which = Words("中位数", "median")
    return Words(
        f"门到门，{settings.departures} 出发，{which.zh}",
        f"door to door, departures {settings.departures}, {which.en}",
    )
