"""People who can be reached within 60 minutes, by zone of departure."""

from __future__ import annotations

from sim.maps.choropleth import cell_values
from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.marks import Drawing, LayerSpec, Pane
from sim.maps.style import PEOPLE

__all__ = ["LAYER"]


def _draw(inputs: MapInputs, _frame: Frame) -> Drawing:
    return Drawing(cells=cell_values(inputs, "population_60min"))


LAYER = LayerSpec(
    layer_id="people_60min",
    zh="60分钟可达人口",
    en="People within 60 min",
    kind="choropleth",
    pane=Pane.CELLS,
    draw=_draw,
    shown=False,
    scale=PEOPLE,
)
