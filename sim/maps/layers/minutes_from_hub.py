"""Median door-to-door minutes from the main station, by zone."""

from __future__ import annotations

from sim.maps.choropleth import cell_values
from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.marks import Drawing, LayerSpec, Pane
from sim.maps.style import MINUTES

__all__ = ["LAYER"]


def _draw(inputs: MapInputs, _frame: Frame) -> Drawing:
    return Drawing(cells=cell_values(inputs, "minutes_from_hub"))


LAYER = LayerSpec(
    layer_id="minutes_from_hub",
    zh="距{hub}时间",
    en="From {hub}",
    kind="choropleth",
    pane=Pane.CELLS,
    draw=_draw,
    shown=True,
    scale=MINUTES,
)
