"""Main roads, and the streets buses ran on in 2015, heavier where more lines run."""

from __future__ import annotations

import shapely

from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.marks import Drawing, LayerSpec, Pane, PathStyle, Shape

__all__ = ["LAYER"]

_BUS_LINE_BREAKS = (1, 4, 12)
_STREETS = (
    PathStyle(colour="#8f8a82", width_px=0.5, opacity=0.35),
    PathStyle(colour="#8f8a82", width_px=0.8, opacity=0.42),
    PathStyle(colour="#8f8a82", width_px=1.2, opacity=0.5),
)
_MAIN_ROADS = {"motorway": PathStyle(colour="#c49a62", width_px=1.8, opacity=0.6)}
_OTHER_ROADS = PathStyle(colour="#c49a62", width_px=1.1, opacity=0.5)


def _draw(inputs: MapInputs, frame: Frame) -> Drawing:
    streets = inputs.base.streets
    lines = streets["n_bus_lines"].astype(float)
    shapes = []
    for low, high, style in zip(
        _BUS_LINE_BREAKS, (*_BUS_LINE_BREAKS[1:], float("inf")), _STREETS, strict=True
    ):
        chosen = streets.geometry[(lines >= low) & (lines < high)]
        if len(chosen):
            merged = shapely.line_merge(shapely.union_all(chosen.to_numpy()))
            shapes.append(Shape(style, lines=frame.lines(merged.simplify(0.00003))))
    roads = inputs.base.main_roads
    for kind, geometries in roads.geometry.groupby(roads["kind"]):
        parts = tuple(path for geometry in geometries for path in frame.lines(geometry))
        shapes.append(Shape(_MAIN_ROADS.get(str(kind), _OTHER_ROADS), lines=parts))
    return Drawing(shapes=tuple(shapes))


LAYER = LayerSpec(
    layer_id="streets",
    zh="道路",
    en="Roads and streets",
    kind="overlay",
    pane=Pane.GROUND,
    draw=_draw,
    shown_over_tiles=False,
)
