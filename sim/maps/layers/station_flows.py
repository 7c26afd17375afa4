"""Stations as circles: the area follows how many people come in, by day or by hour."""

from __future__ import annotations

import pandas as pd

from sim.maps.demand_data import DAY, DemandTables, period_values
from sim.maps.flow_states import day_and_hours, flow_column, time_states
from sim.maps.flows import Flows, FlowTitle
from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.layers.link_loads import GROUP, PER_DAY, PER_HOUR
from sim.maps.marks import Drawing, LayerSpec, Pane
from sim.maps.style import NO_WORDS, Words
from sim.maps.tracks import sectioned_modes
from sim.network.model import StopId

__all__ = ["LAYER"]

_COLUMNS = (
    ("entries", "进站", "Entries"),
    ("exits", "出站", "Exits"),
    ("transfers", "换乘", "Transfers"),
    ("boardings", "上客", "Boardings"),
    ("denied", "因满员候下一班", "Left behind once"),
)
_COLOUR = "#14606b"


def _draw(inputs: MapInputs, frame: Frame) -> Drawing:
    demand = inputs.demand
    table = pd.DataFrame() if demand is None else _of_stations(inputs, demand)
    if demand is None or table.empty:
        return Drawing()
    entries = period_values(demand, table, ["station_id"], "entries")
    whole = entries.sum(axis="columns").sort_values(ascending=False, kind="stable")
    chosen = whole[whole > 0].index
    if not len(chosen):
        return Drawing()
    columns = [
        flow_column(
            zh,
            en,
            day_and_hours(demand, period_values(demand, table, ["station_id"], name).loc[chosen]),
        )
        for name, zh, en in _COLUMNS
        if name in table.columns
    ]
    named = table.drop_duplicates("station_id").set_index("station_id").loc[chosen]
    stops = [inputs.network.stops[StopId(key)] for key in chosen]
    return Drawing(
        flows=Flows(
            form="circle",
            paths=tuple(frame.path([(stop.lon, stop.lat)]) for stop in stops),
            names=_names(named),
            titles=tuple(FlowTitle(place) for place in range(len(chosen))),
            states=time_states(demand, entries.loc[chosen], day=PER_DAY, hour=PER_HOUR),
            columns=tuple(columns),
            palette=(_COLOUR,),
            colours=(0,) * len(chosen),
            full_px=36.0,
            least_px=2.5,
        )
    )


def _of_stations(inputs: MapInputs, demand: DemandTables) -> pd.DataFrame:
    """Periods of the stations of the strong lines; stops in the street would hide them.

    The table's own rows of the day are the sum of the periods: they would count twice.
    """
    table = demand.table("station_flows")
    if table.empty:
        return table
    strong = sectioned_modes(inputs.network)
    stations = {key for key, stop in inputs.network.stops.items() if stop.mode_id in strong}
    table = table.assign(station_id=table["station_id"].astype(str))
    return table[(table["period"] != DAY) & table["station_id"].isin(stations)]


def _names(named: pd.DataFrame) -> tuple[Words, ...]:
    pairs = zip(named["name_zh"].astype(str), named["name_en"].astype(str), strict=True)
    return tuple(Words(zh, en) for zh, en in pairs)


LAYER = LayerSpec(
    layer_id="station_flows",
    zh="车站进站客流",
    en="Passengers entering stations",
    kind="flow",
    pane=Pane.CIRCLES,
    draw=_draw,
    shown=False,
    group=GROUP,
    source=Words("模型分配客流，非观测值", "assigned by the model, not observed"),
    measured=NO_WORDS,
    instead_of=("stations",),
)
