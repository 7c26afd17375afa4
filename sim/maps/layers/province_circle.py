"""The province by minutes from Hangzhou, county by county, for each definition of the circle.

Counties are filled as wholes. No line is drawn between stations: where no train calls nothing is
known, and a hull would claim land that no train reaches.
"""

from __future__ import annotations

import re
from functools import partial

import numpy as np
import pandas as pd

from sim.maps.choropleth import column_values
from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.marks import Drawing, Label, LayerSpec, Pane
from sim.maps.style import MINUTES, NO_WORDS, Scale, Words
from sim.network.model import ZoneId

__all__ = ["CIRCLE", "LAYER"]

_COLUMN = re.compile(r"^circle_(?P<definition>[a-z0-9_]+)_min$")
_LABEL_ZOOM = 7.5
_LABEL_RANK = 2

CIRCLE = Scale(
    title=Words("省域一小时交通圈", "One-hour circle"),
    unit=MINUTES.unit,
    breaks=MINUTES.breaks,
    colours=MINUTES.colours,
    missing=Words("无列车可达，或为杭州本市", "no train reaches it, or Hangzhou itself"),
)
"""Colours of the other maps of minutes, so that one hour looks the same on each."""

_NAMES = {
    "station_fastest": Words("最快列车", "fastest train"),
    "station_effective": Words("候车加乘车", "wait + ride"),
    "station_effective_day": Words("候车加乘车（至末班）", "wait + ride to last train"),
    "door_to_door_90": Words("门到门", "door to door"),
    "population_60": Words("自市中心门到门", "door to door from the centre"),
}
"""Definitions that are drawn; what differs by its limit only is drawn once."""

_SOURCE = Words(
    "县级单位整体着色；时间至其车站或驻地，模型计算",
    "counties as wholes; minutes to their station or seat; modelled",
)


def _family(inputs: MapInputs) -> tuple[LayerSpec, ...]:
    """One layer per definition among the cells' columns ``circle_<definition>_min``."""
    cells = inputs.cells.set_index("zone_id")
    found = []
    for column in sorted(str(name) for name in cells.columns):
        match = _COLUMN.match(column)
        name = _NAMES.get(match["definition"]) if match else None
        if name is not None and cells[column].notna().any():
            found.append(_spec(column, name, cells[column].astype("float64")))
    return tuple(found)


def _spec(column: str, name: Words, minutes: pd.Series) -> LayerSpec:
    return LayerSpec(
        layer_id=column.removesuffix("_min"),
        zh=f"省域圈：{name.zh}",
        en=f"Circle: {name.en}",
        kind="choropleth",
        pane=Pane.CELLS,
        draw=partial(_draw, minutes),
        shown=False,
        scale=CIRCLE,
        source=_SOURCE,
        measured=NO_WORDS,
    )


def _draw(minutes: pd.Series, inputs: MapInputs, frame: Frame) -> Drawing:
    return Drawing(cells=column_values(inputs, minutes), labels=_labels(minutes, inputs, frame))


def _labels(minutes: pd.Series, inputs: MapInputs, frame: Frame) -> tuple[Label, ...]:
    """The minutes at the seat of each county, in place of its name."""
    labels = []
    for zone_id, value in sorted(minutes.dropna().items(), key=lambda item: str(item[0])):
        zone = inputs.network.zones.get(ZoneId(str(zone_id)))
        if zone is None or not np.isfinite(value):
            continue
        labels.append(
            Label(
                frame.point(zone.lon, zone.lat), f"{zone.name_zh} {value:.0f}分",
                f"{zone.name_en} {value:.0f} min", _LABEL_RANK, _LABEL_ZOOM, "share",
                instead_of=zone.name_zh,
            )
        )  # fmt: skip
    return tuple(labels)


def _draw_nothing(_inputs: MapInputs, _frame: Frame) -> Drawing:
    return Drawing()


LAYER = LayerSpec(
    layer_id="province_circle",
    zh="省域一小时交通圈",
    en="One-hour circle",
    kind="choropleth",
    pane=Pane.CELLS,
    draw=_draw_nothing,
    shown=False,
    scale=CIRCLE,
    family=_family,
)
