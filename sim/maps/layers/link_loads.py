"""Passengers between stops as bands, both directions side by side, by day or by hour."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import numpy as np
import pandas as pd

from sim.geometry import Floats
from sim.maps.demand_data import DemandTables, period_values
from sim.maps.flow_states import day_and_hours, flow_column, time_states
from sim.maps.flows import Flows, FlowTitle, numbered
from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.layers.lines import networks_of
from sim.maps.marks import Chip, Drawing, LayerSpec, Pane, draw_nothing
from sim.maps.style import NO_WORDS, Words
from sim.maps.tracks import Tracks, every_hop, sectioned_modes

__all__ = ["GROUP", "LAYER", "hop_paths", "on_tracks", "whole_periods"]

GROUP: Final = Words("出行需求", "Travel demand")

PER_DAY: Final = Words("人次/日", "passengers a day")
PER_HOUR: Final = Words("人次/小时", "passengers an hour")
_SOURCE: Final = Words("模型分配客流，非观测值", "assigned by the model, not observed")

Ends = tuple[str, str, str]


def whole_periods(demand: DemandTables) -> pd.DataFrame:
    """Loads of whole periods (no quarter hours), ids as text.

    Examples
    --------
    >>> from sim.maps.demand_examples import line_demand
    >>> len(whole_periods(line_demand()))
    4
    """
    table = demand.table("line_loads")
    if table.empty:
        return table
    own = table[table["quarter_start"].fillna("") == ""]
    keys = ("route_id", "mode_id", "from_stop_id", "to_stop_id")
    return own.assign(**{key: own[key].astype(str) for key in keys})


def on_tracks(inputs: MapInputs, loads: pd.DataFrame) -> pd.Series:
    """Which loads are of the modes whose lines are built in sections (the strong lines).

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.maps.demand_examples import line_demand
    >>> from sim.maps.examples import line_inputs
    >>> inputs = replace(line_inputs(), demand=line_demand())
    >>> on_tracks(inputs, whole_periods(line_demand())).tolist()
    [True, True, True, True]
    """
    return loads["mode_id"].isin(sectioned_modes(inputs.network))


def hop_paths(inputs: MapInputs) -> Mapping[Ends, Floats]:
    """Geometry of every hop of the strong lines in both directions, by route and stops.

    Examples
    --------
    >>> from sim.maps.examples import line_inputs
    >>> sorted(hop_paths(line_inputs()))
    [('L', 'A', 'B'), ('L', 'B', 'A'), ('L', 'B', 'C'), ('L', 'C', 'B')]
    """
    tracks = Tracks(inputs.base.metro, networks_of(inputs))
    paths: dict[Ends, Floats] = {}
    for hop in every_hop(inputs.network):
        route, start, end = str(hop.route.route_id), str(hop.from_stop_id), str(hop.to_stop_id)
        if (route, start, end) in paths:
            continue
        path = tracks.between(hop)
        paths[route, start, end] = path
        paths[route, end, start] = path[::-1]
    return paths


def _family(inputs: MapInputs) -> tuple[LayerSpec, ...]:
    if inputs.demand is None:
        return ()
    loads = whole_periods(inputs.demand)
    if loads.empty:
        return ()
    strong = on_tracks(inputs, loads)
    drawn = loads["from_stop_id"].isin(inputs.network.stops) & loads["to_stop_id"].isin(
        inputs.network.stops
    )
    return (
        _spec("link_loads", "轨道断面客流", "Passengers on rail lines", loads[strong & drawn]),
        _spec(
            "link_loads_street", "地面公交断面客流", "Passengers on surface lines",
            loads[~strong & drawn],
        ),
    )  # fmt: skip


def _spec(layer_id: str, zh: str, en: str, loads: pd.DataFrame) -> LayerSpec:
    return LayerSpec(
        layer_id=layer_id,
        zh=zh,
        en=en,
        kind="flow",
        pane=Pane.FLOWS,
        draw=partial(_draw, loads),
        shown=False,
        group=GROUP,
        source=_SOURCE,
        measured=NO_WORDS,
        instead_of=("lines", "pending_lines"),
    )


def _draw(loads: pd.DataFrame, inputs: MapInputs, frame: Frame) -> Drawing:
    demand = inputs.demand
    if demand is None or loads.empty:
        return Drawing()
    by_line = bool(on_tracks(inputs, loads).all())
    keys = ["route_id", "from_stop_id", "to_stop_id"] if by_line else ["from_stop_id", "to_stop_id"]
    load = period_values(demand, loads, keys, "load")
    load = load[load.sum(axis="columns") > 0]
    if load.empty:
        return Drawing()
    place = period_values(demand, loads, keys, "capacity").loc[load.index]
    rows = loads.drop_duplicates(keys).set_index(keys).loc[load.index].reset_index()
    flows = day_and_hours(demand, load)
    room = day_and_hours(demand, place)
    columns = [
        flow_column("断面客流", "Load", flows),
        flow_column("运能", "Capacity", room),
        flow_column("满载率", "Load factor", _percent(flows, room), Words("%", "%")),
    ]
    if not by_line:
        counts = loads.groupby(keys)["route_id"].nunique().loc[load.index].astype("float64")
        columns.append(flow_column("线路数", "Lines", [counts] * len(flows), Words("条", "lines")))
    titles = _titles(inputs, rows, by_line=by_line)
    names = numbered(words for title in titles for words in title)
    palette = numbered(Words(colour, colour) for colour in _colours(inputs, rows))
    return Drawing(
        flows=Flows(
            form="beside",
            paths=_paths(inputs, frame, rows, by_line=by_line),
            names=tuple(names),
            titles=tuple(FlowTitle(*(names[words] for words in title)) for title in titles),
            states=time_states(demand, load, day=PER_DAY, hour=PER_HOUR),
            columns=tuple(columns),
            palette=tuple(colour.zh for colour in palette),
            colours=tuple(palette[Words(colour, colour)] for colour in _colours(inputs, rows)),
            full_px=14.0 if by_line else 8.0,
        ),
        chips=_chips(inputs, rows) if by_line else (),
    )


def _percent(flows: tuple[pd.Series, ...], room: tuple[pd.Series, ...]) -> tuple[pd.Series, ...]:
    return tuple(
        100 * flow / place.where(place > 0) for flow, place in zip(flows, room, strict=True)
    )


def _titles(
    inputs: MapInputs, rows: pd.DataFrame, *, by_line: bool
) -> list[tuple[Words, Words, Words]]:
    stops = {str(key): Words(one.name_zh, one.name_en) for key, one in inputs.network.stops.items()}
    several = Words("各线合计", "All lines together")
    columns = ("name_zh", "name_en", "from_stop_id", "to_stop_id")
    return [
        (Words(zh, en) if by_line else several, stops[start], stops[end])
        for zh, en, start, end in zip(
            *(rows[column].astype(str).tolist() for column in columns), strict=True
        )
    ]


def _colours(inputs: MapInputs, rows: pd.DataFrame) -> list[str]:
    """Colour of the line, or of the mode where its network has no such line."""
    modes = {str(key): mode.colour for key, mode in inputs.network.modes.items()}
    lines = {str(key): route.colour for key, route in inputs.network.routes.items()}
    return [
        lines.get(route_id) or modes.get(mode_id, "#5b6167")
        for route_id, mode_id in zip(rows["route_id"], rows["mode_id"], strict=True)
    ]


def _chips(inputs: MapInputs, rows: pd.DataFrame) -> tuple[Chip, ...]:
    known = [
        inputs.network.routes[route_id]
        for route_id in inputs.network.routes
        if route_id in set(rows["route_id"])
    ]
    return tuple(Chip(route.name_zh, route.name_en, route.colour) for route in known)


def _paths(
    inputs: MapInputs, frame: Frame, rows: pd.DataFrame, *, by_line: bool
) -> tuple[str, ...]:
    drawn = hop_paths(inputs) if by_line else {}
    at = {str(key): (stop.lon, stop.lat) for key, stop in inputs.network.stops.items()}
    ends = zip(*(rows[key] for key in ("route_id", "from_stop_id", "to_stop_id")), strict=True)
    return tuple(
        frame.path(drawn[key] if key in drawn else np.array([at[key[1]], at[key[2]]]))
        for key in ends
    )


LAYER = LayerSpec(
    layer_id="link_loads",
    zh="断面客流",
    en="Passengers on lines",
    kind="flow",
    pane=Pane.FLOWS,
    draw=draw_nothing,
    shown=False,
    family=_family,
)
