"""From every doorstep to the world: hours to chosen airports, and the gateway that is best."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from sim.geometry import geodesic_m
from sim.maps.choropleth import column_values, part_values, shortened
from sim.maps.frame import Frame
from sim.maps.gateway_data import GatewayTables, gateway_names, grades_text
from sim.maps.gateway_style import GATEWAY_COLOURS, QUALITY_ORDER, hours_scale, kinds_scale
from sim.maps.inputs import MapInputs
from sim.maps.marks import CellRow, Drawing, LayerSpec, Pane, draw_nothing
from sim.maps.style import QUALITY_WORDS, Scale, Words
from sim.maps.world_ways import best_gateways, ways

__all__ = ["LAYER"]

_GROUP = Words("从家门到世界", "Door to world")
_MOST_DESTINATIONS = 4
_CRUISE_KMH = 850.0
_TAXI_H = 0.5
_MEASURED = Words(
    "最快一程：到航站楼、值机、飞行、中转，至降落；白天出发的中位时间",
    "quickest journey: to the terminal, check-in, flights, change, to landing; median of the day",
)
_BEST_MEASURED = Words(
    "到最多目的地为最快的机场", "airport that is quickest to the most destinations"
)


def _family(inputs: MapInputs) -> tuple[LayerSpec, ...]:
    """The best gateway, then the first destinations of the table, which is in order of weight."""
    gateway = inputs.gateway
    if gateway is None or gateway.table("door_to_world").empty:
        return ()
    table = gateway.table("door_to_world")
    table = table.assign(destination=table["destination"].astype(str))
    shown = list(dict.fromkeys(table["destination"]))[:_MOST_DESTINATIONS]
    hours = (
        _hours_spec(code, table[table["destination"] == code], gateway, inputs) for code in shown
    )
    found = [_best_spec(table, gateway), *hours]
    return tuple(spec for spec in found if spec is not None)


def _hours_spec(
    code: str, rows: pd.DataFrame, gateway: GatewayTables, inputs: MapInputs
) -> LayerSpec | None:
    scale = _scale(code, gateway, inputs)
    if scale is None or rows["hours"].isna().all():
        return None
    name = gateway.airport(code)
    grades = _grades(rows, gateway)
    return LayerSpec(
        layer_id=f"hours_to_{code.lower()}",
        zh=f"到{name.zh}",
        en=f"Hours to {name.en}",
        kind="choropleth",
        pane=Pane.CELLS,
        draw=partial(_draw_hours, rows),
        shown=False,
        scale=scale,
        group=_GROUP,
        source=_source(grades),
        measured=_MEASURED,
    )


def _source(grades: Words) -> Words:
    return Words(
        f"航班资料（最差等级）：{grades.zh}；时间由模型计算",
        f"Flights, worst grade: {grades.en}; hours modelled",
    )


def _scale(code: str, gateway: GatewayTables, inputs: MapInputs) -> Scale | None:
    """Classes of a destination from how far it is; none where no table has its place."""
    end = gateway.airports.get(code)
    home = inputs.network.airports.get(inputs.network.home_airport)
    if end is None or home is None:
        return None
    km = geodesic_m((home.lon, home.lat), (end.lon, end.lat)) / 1000
    return hours_scale(round(km / _CRUISE_KMH + _TAXI_H))


def _grades(rows: pd.DataFrame, gateway: GatewayTables) -> Words:
    """Grades of what the journeys through each gateway rest on, the worst where they differ."""
    known = rows.dropna(subset=["gateway"])
    worst: dict[str, Words] = {}
    for code in gateway_names(gateway):
        grades = set(known.loc[known["gateway"].astype(str) == code, "quality"].astype(str))
        found = [grade for grade in QUALITY_ORDER if grade.value in grades]
        if found:
            worst[code] = QUALITY_WORDS[found[-1]]
    return grades_text(worst, gateway_names(gateway))


def _draw_hours(rows: pd.DataFrame, inputs: MapInputs, _frame: Frame) -> Drawing:
    gateway = inputs.gateway
    if gateway is None:
        return Drawing()
    cells = rows["cell_id"].astype(str).to_numpy()
    hours = pd.Series(rows["hours"].to_numpy(dtype="float64").round(1), index=cells)
    texts, of_cell = ways(rows, gateway)
    way = CellRow("走法", "Way", column_values(inputs, of_cell).values, names=texts)
    return Drawing(cells=shortened(replace(part_values(inputs, hours), rows=(way,))))


def _best_spec(table: pd.DataFrame, gateway: GatewayTables) -> LayerSpec | None:
    names = gateway_names(gateway)
    best = best_gateways(table, gateway)
    if best is None:
        return None
    coloured = list(zip(names.values(), GATEWAY_COLOURS, strict=False))
    kinds = [coloured[place] for place in _used(best[0])]
    count = table["destination"].nunique()
    grades = _grades(table, gateway)
    return LayerSpec(
        layer_id="best_gateway",
        zh="最佳门户机场",
        en="Best gateway airport",
        kind="choropleth",
        pane=Pane.CELLS,
        draw=partial(_draw_best, table),
        shown=False,
        scale=kinds_scale(
            Words("最佳门户机场", "Best gateway airport"),
            kinds,
            missing=Words("搜索时限内到不了任何机场", "no airport in the time searched"),
            note=Words(f"按表中{count}个目的地计", f"counted over {count} destinations"),
        ),
        group=_GROUP,
        source=_source(grades),
        measured=_BEST_MEASURED,
    )


def _draw_best(table: pd.DataFrame, inputs: MapInputs, _frame: Frame) -> Drawing:
    gateway = inputs.gateway
    found = best_gateways(table, gateway) if gateway is not None else None
    if found is None:
        return Drawing()
    place, texts, of_cell = found
    ranks = {used: float(rank) for rank, used in enumerate(_used(place))}
    every = dict.fromkeys(table["cell_id"].astype(str))
    kinds = place.map(ranks).reindex(list(every))
    row = CellRow("最快", "Quickest", column_values(inputs, of_cell).values, names=texts)
    return Drawing(cells=shortened(replace(part_values(inputs, kinds), rows=(row,))))


def _used(place: pd.Series) -> list[int]:
    """Gateways that are the best somewhere, in the order of their table."""
    return sorted({int(one) for one in place})


LAYER = LayerSpec(
    layer_id="door_to_world",
    zh=_GROUP.zh,
    en=_GROUP.en,
    kind="choropleth",
    pane=Pane.CELLS,
    draw=draw_nothing,
    shown=False,
    scale=hours_scale(0),
    family=_family,
)
