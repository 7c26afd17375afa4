"""Jobs that can be reached within 60 minutes, by zone of departure."""

from __future__ import annotations

from sim.maps.choropleth import cell_values
from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.marks import Drawing, LayerSpec, Pane
from sim.maps.style import JOBS

__all__ = ["LAYER"]

_COLUMN = "jobs_60min"


def _draw(inputs: MapInputs, _frame: Frame) -> Drawing:
    if _COLUMN not in inputs.cells.columns:
        return Drawing()
    return Drawing(cells=cell_values(inputs, _COLUMN))


LAYER = LayerSpec(
    layer_id="jobs_60min",
    zh="60分钟可达岗位",
    en="Jobs within 60 min",
    kind="choropleth",
    pane=Pane.CELLS,
    draw=_draw,
    shown=False,
    scale=JOBS,
)
