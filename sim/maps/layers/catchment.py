"""Catchment of the home airport: who chooses it alone, who has a choice, who goes elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from sim.maps.choropleth import column_values, shortened
from sim.maps.frame import Frame
from sim.maps.gateway_data import GatewayTables
from sim.maps.gateway_style import CATCHMENT_CLASSES, kinds_scale
from sim.maps.inputs import MapInputs
from sim.maps.marks import CellRow, CellValues, Drawing, LayerSpec, Pane, draw_nothing
from sim.maps.style import NO_WORDS, Words

__all__ = ["LAYER"]

_GROUP = Words("机场腹地", "Airport catchment")
_HUFF_MEASURED = Words(
    "Huff模型：按小汽车时间与机场规模分配人口",
    "Huff model: people by minutes by car and size of airport",
)
_REACH_MEASURED = Words(
    "小汽车90分钟内可到的机场；不计选择", "airports within 90 minutes by car; reach, not choice"
)
_CAR = Words("小汽车时间由直线距离推算", "minutes by car modelled from straight distances")
_Told = Callable[[pd.Series], tuple[float | None, ...]]
_KINDS = tuple(CATCHMENT_CLASSES.values())
_PLACES = {name: float(place) for place, name in enumerate(CATCHMENT_CLASSES)}


def _family(inputs: MapInputs) -> tuple[LayerSpec, ...]:
    gateway = inputs.gateway
    if gateway is None or gateway.table("catchment_zones").empty:
        return ()
    specs = (
        _spec(
            "catchment_choice", Words("按选择（Huff）", "By choice (Huff)"), "zone_class",
            _HUFF_MEASURED, _people(gateway),
        ),
        _spec(
            "catchment_reach", Words("按90分钟可达", "By reach, 90 min"), "class_90",
            _REACH_MEASURED, NO_WORDS,
        ),
    )  # fmt: skip
    table = gateway.table("catchment_zones")
    shown = (
        (spec, table[column])
        for spec, column in zip(specs, ("zone_class", "class_90"), strict=True)
    )
    return tuple(spec for spec, classes in shown if classes.astype(str).isin(_PLACES).any())


def _spec(layer_id: str, name: Words, column: str, measured: Words, note: Words) -> LayerSpec:
    return LayerSpec(
        layer_id=layer_id,
        zh=name.zh,
        en=name.en,
        kind="choropleth",
        pane=Pane.CELLS,
        draw=partial(_draw, column),
        shown=False,
        scale=kinds_scale(
            _GROUP, _KINDS, missing=Words("无机场可达", "no airport in reach"), note=note
        ),
        group=_GROUP,
        source=_CAR,
        measured=measured,
        view="province",
    )


def _people(gateway: GatewayTables) -> Words:
    """How many people the airport wins by the Huff model, with the range of its parameters."""
    totals = gateway.table("catchment")
    row = totals[totals["model"] == "Huff"] if not totals.empty else totals
    if row.empty:
        return NO_WORDS
    captured, low, high, people = (
        float(row[name].iloc[0]) for name in ("captured", "low", "high", "people")
    )
    span = Words("", "")
    if not pd.isna(low) and not pd.isna(high):
        span = Words(
            f"（参数范围{low / 1e4:,.0f}–{high / 1e4:,.0f}万）",
            f" ({low / 1e6:.1f}-{high / 1e6:.1f} over the range of parameters)",
        )
    return Words(
        f"{people / 1e4:,.0f}万人中选择本机场{captured / 1e4:,.0f}万{span.zh}",
        f"wins {captured / 1e6:.1f} of {people / 1e6:.1f} million people{span.en}",
    )


def _draw(column: str, inputs: MapInputs, _frame: Frame) -> Drawing:
    if inputs.gateway is None:
        return Drawing()
    zones = inputs.gateway.table("catchment_zones")
    zones = zones.set_index(zones["zone_id"].astype(str))

    def told(values: pd.Series) -> tuple[float | None, ...]:
        return column_values(inputs, values.astype("float64").round()).values  # noqa: PD011

    classes = told(zones[column].astype(str).map(_PLACES))
    # What does not differ between the two layers is told by the first alone: it weighs on the page.
    rows = _rows(zones, inputs.gateway, told) if column == "zone_class" else ()
    return Drawing(cells=shortened(CellValues(classes, rows)))


def _rows(zones: pd.DataFrame, gateway: GatewayTables, told: _Told) -> tuple[CellRow, ...]:
    rivals = zones["rival"].astype(object).fillna("").astype(str)
    codes = sorted(set(rivals) - {""})
    names = tuple(gateway.airport(code) for code in codes)
    place = rivals.map({code: float(at) for at, code in enumerate(codes)})
    return (
        CellRow("选择本机场", "Choose it", told(100 * zones["huff_share"]), Words("%", "%")),
        CellRow("至本机场（小汽车）", "To it by car", told(zones["home_min"]), Words("分", "min")),
        CellRow("最强对手", "Strongest rival", told(place), names=names),
    )


LAYER = LayerSpec(
    layer_id="catchment",
    zh=_GROUP.zh,
    en=_GROUP.en,
    kind="choropleth",
    pane=Pane.CELLS,
    draw=draw_nothing,
    shown=False,
    scale=kinds_scale(_GROUP, _KINDS, missing=NO_WORDS),
    family=_family,
)
