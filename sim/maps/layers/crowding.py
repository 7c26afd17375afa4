"""Sections by load factor: load against capacity on each hop of the strong lines."""

from __future__ import annotations

import pandas as pd

from sim.maps.demand_data import DemandTables, period_values
from sim.maps.demand_style import CROWDING
from sim.maps.flow_states import day_and_hours, flow_column, time_states
from sim.maps.flows import FlowColumn, Flows, FlowTitle, numbered
from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.layers.link_loads import (
    GROUP,
    PER_DAY,
    PER_HOUR,
    hop_paths,
    on_tracks,
    whole_periods,
)
from sim.maps.marks import Drawing, LayerSpec, Pane
from sim.maps.style import NO_WORDS, Words

__all__ = ["LAYER"]

_KEYS = ["route_id", "from_stop_id", "to_stop_id"]


def _draw(inputs: MapInputs, frame: Frame) -> Drawing:
    if inputs.demand is None:
        return Drawing()
    loads = whole_periods(inputs.demand)
    if loads.empty:
        return Drawing()
    paths = hop_paths(inputs)
    own = loads[on_tracks(inputs, loads)]
    drawn = [key in paths for key in zip(*(own[key] for key in _KEYS), strict=True)]
    own = own[drawn]
    load = period_values(inputs.demand, own, _KEYS, "load")
    if load.empty:
        return Drawing()
    capacity = period_values(inputs.demand, own, _KEYS, "capacity")
    # Crowding is a matter of hours: the day as a whole is left out.
    flows = day_and_hours(inputs.demand, load)[1:]
    room = day_and_hours(inputs.demand, capacity)[1:]
    factor = [100 * flow / place.where(place > 0) for flow, place in zip(flows, room, strict=True)]
    columns = [
        flow_column("断面客流", "Load", flows),
        flow_column("运能", "Capacity", room),
        flow_column("满载率", "Load factor", factor, Words("%", "%")),
        *_worst_quarter(inputs.demand, load),
    ]
    titles = _titles(inputs, own, load)
    names = numbered(words for title in titles for words in title)
    return Drawing(
        flows=Flows(
            form="beside",
            paths=tuple(frame.path(paths[key]) for key in load.index),
            names=tuple(names),
            titles=tuple(FlowTitle(*(names[words] for words in title)) for title in titles),
            states=time_states(inputs.demand, load, day=PER_DAY, hour=PER_HOUR)[1:],
            columns=tuple(columns),
            colour=2,
            full_px=5.0,
            same_width=True,
        )
    )


def _worst_quarter(demand: DemandTables, load: pd.DataFrame) -> list[FlowColumn]:
    """Highest load factor of a quarter of an hour, where the table has quarters."""
    table = demand.table("line_loads")
    own = table[table["quarter_start"].fillna("") != ""]
    if own.empty:
        return []
    place = own["capacity"].where(own["capacity"] > 0)
    wide = own.assign(factor=100 * own["load"] / place).pivot_table(
        index=_KEYS, columns="period", values="factor", aggfunc="max"
    )
    wide = wide.reindex(index=load.index, columns=load.columns)
    quarters = [wide[key] for key in load.columns]
    return [flow_column("最挤一刻钟", "Worst 15 minutes", quarters, Words("%", "%"))]


def _titles(
    inputs: MapInputs, own: pd.DataFrame, load: pd.DataFrame
) -> list[tuple[Words, Words, Words]]:
    stops = {str(key): Words(one.name_zh, one.name_en) for key, one in inputs.network.stops.items()}
    lines = own.drop_duplicates("route_id").set_index("route_id")
    return [
        (
            Words(str(lines.loc[route_id, "name_zh"]), str(lines.loc[route_id, "name_en"])),
            stops[start],
            stops[end],
        )
        for route_id, start, end in load.index
    ]


LAYER = LayerSpec(
    layer_id="crowding",
    zh="拥挤区段",
    en="Crowded sections",
    kind="flow",
    pane=Pane.FLOWS,
    draw=_draw,
    shown=False,
    scale=CROWDING,
    group=GROUP,
    source=Words("各时段平均小时；模型分配客流", "mean hour of each period; assigned by the model"),
    measured=NO_WORDS,
    instead_of=("lines", "pending_lines"),
)
