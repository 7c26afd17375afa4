"""Access to opportunities: one layer for each measure, kind of opportunity and parameter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

import pandas as pd

from sim.accessibility import MEASURES
from sim.maps.access_scale import access_scale
from sim.maps.choropleth import column_values
from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.marks import Drawing, LayerSpec, Pane, draw_nothing
from sim.maps.style import NO_WORDS, Words

__all__ = ["LAYER"]

_MEASURES = {measure.id: Words(measure.title_zh, measure.title_en) for measure in MEASURES}
_KEYS = ["measure", "layer", "parameter", "statistic"]
_SEARCHED = "searched_to_min"


@dataclass(frozen=True, slots=True)
class _Subject:
    """A kind of opportunity: its names, and where its facts come from."""

    title: Words
    source: str


def _family(inputs: MapInputs) -> tuple[LayerSpec, ...]:
    if inputs.access is None or inputs.access.empty:
        return ()
    subjects = _subjects(inputs.opportunity_layers)
    groups = inputs.access.groupby(_KEYS, sort=False, observed=True, dropna=False)
    several = len(inputs.access["statistic"].unique()) > 1
    return tuple(
        _spec(tuple(map(str, key)), rows, subjects, with_statistic=several) for key, rows in groups
    )


def _spec(
    key: tuple[str, ...],
    rows: pd.DataFrame,
    subjects: dict[str, _Subject],
    *,
    with_statistic: bool,
) -> LayerSpec:
    measure, layer, parameter, statistic = key
    subject = subjects.get(layer, _Subject(Words(layer, layer), ""))
    details = [text for text in (parameter, statistic if with_statistic else "") if text]
    values = pd.Series(
        rows["value"].to_numpy(dtype=float), index=rows["zone_id"].astype(str).to_numpy()
    )
    source = Words(f"资料：{subject.source}", f"Facts: {subject.source}")
    return LayerSpec(
        layer_id="access_" + re.sub(r"[^a-z0-9]+", "_", " ".join(key).lower()).strip("_"),
        zh=" · ".join((subject.title.zh, *details)),
        en=", ".join((subject.title.en, *details)),
        kind="choropleth",
        pane=Pane.CELLS,
        draw=partial(_draw, values),
        shown=False,
        scale=access_scale(values, str(rows["unit"].iloc[0]), searched_min=_searched(rows)),
        group=_MEASURES.get(measure, Words(measure, measure)),
        source=source if subject.source else NO_WORDS,
    )


def _searched(rows: pd.DataFrame) -> float | None:
    return float(rows[_SEARCHED].iloc[0]) if _SEARCHED in rows.columns else None


def _subjects(table: pd.DataFrame | None) -> dict[str, _Subject]:
    if table is None:
        return {}
    columns = ("layer", "title_zh", "title_en", "source")
    rows = zip(*(table[column].astype(str) for column in columns), strict=True)
    return {layer: _Subject(Words(zh, en), source) for layer, zh, en, source in rows}


def _draw(values: pd.Series, inputs: MapInputs, _frame: Frame) -> Drawing:
    return Drawing(cells=column_values(inputs, values))


LAYER = LayerSpec(
    layer_id="access",
    zh="机会可达性",
    en="Access to opportunities",
    kind="choropleth",
    pane=Pane.CELLS,
    draw=draw_nothing,
    shown=False,
    family=_family,
)
