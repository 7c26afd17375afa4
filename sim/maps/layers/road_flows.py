"""Roads by volume against capacity, both directions side by side, by period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.geometry import Floats
from sim.maps.demand_data import DAY, DemandTables
from sim.maps.demand_style import SATURATION
from sim.maps.flow_states import flow_column
from sim.maps.flows import Flows, FlowState, FlowTitle, nice_full, numbered
from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.layers.link_loads import GROUP
from sim.maps.marks import Drawing, LayerSpec, Pane
from sim.maps.style import NO_WORDS, Words

__all__ = ["LAYER"]

_PER_HOUR = Words("标准车/小时", "cars an hour")
_COLUMNS = (
    ("volume_per_h", "流量", "Volume", NO_WORDS, 1.0),
    ("capacity_per_h", "通行能力", "Capacity", NO_WORDS, 1.0),
    ("ratio", "饱和度", "Volume / capacity", Words("%", "%"), 100.0),
    ("seconds", "行驶时间", "Driving time", Words("秒", "s"), 1.0),
    ("delay", "比畅通慢", "Longer than free flow", Words("%", "%"), 100.0),
)
_SATURATION = 2


def _draw(inputs: MapInputs, frame: Frame) -> Drawing:
    demand = inputs.demand
    table = pd.DataFrame() if demand is None else demand.table("road_flows")
    if demand is None or table.empty:
        return Drawing()
    table = table[table["period"] != DAY].assign(link_id=table["link_id"].astype(str))
    used = table.groupby("link_id", sort=True)["volume_per_h"].max()
    links = used[used > 0].index
    if not len(links):
        return Drawing()
    table = table.assign(
        seconds=60 * table["minutes"],
        delay=table["minutes"] / table["free_min"].where(table["free_min"] > 0) - 1,
    )
    states = _states(demand, table)
    by_state = [
        table[table["period"] == state.key].drop_duplicates("link_id").set_index("link_id")
        for state in states
    ]
    first = table.drop_duplicates("link_id").set_index("link_id").loc[links]
    words = [_road_words(name) for name in first["name_zh"].fillna("").astype(str)]
    names = numbered(words)
    return Drawing(
        flows=Flows(
            form="beside",
            paths=tuple(frame.path(_points(text)) for text in first["geometry"].astype(str)),
            names=tuple(names),
            titles=tuple(FlowTitle(names[one]) for one in words),
            states=states,
            columns=tuple(
                flow_column(zh, en, [factor * rows[name].reindex(links) for rows in by_state], unit)
                for name, zh, en, unit, factor in _COLUMNS
            ),
            colour=_SATURATION,
            full_px=7.0,
            least_px=0.8,
        )
    )


def _states(demand: DemandTables, table: pd.DataFrame) -> tuple[FlowState, ...]:
    full = nice_full(table["volume_per_h"].to_numpy())
    present = set(table["period"])
    return tuple(
        FlowState(one.period_id, one.name_zh, one.name_en, _PER_HOUR, full)
        for one in demand.periods
        if one.period_id in present
    )


def _road_words(name_zh: str) -> Words:
    return Words(name_zh, name_zh) if name_zh else Words("道路", "Road")


def _points(text: str) -> Floats:
    """Longitude and latitude of ``lon lat;lon lat``."""
    return np.array([point.split() for point in text.split(";")], dtype=np.float64)


LAYER = LayerSpec(
    layer_id="road_flows",
    zh="道路饱和度",
    en="Roads: volume / capacity",
    kind="flow",
    pane=Pane.FLOWS,
    draw=_draw,
    shown=False,
    scale=SATURATION,
    group=GROUP,
    source=Words(
        "均衡分配，各时段平均小时；宽度为流量",
        "equilibrium, mean hour of each period; width is volume",
    ),
    measured=NO_WORDS,
    instead_of=("lines", "pending_lines"),
)
