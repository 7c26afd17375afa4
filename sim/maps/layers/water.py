"""Land and water: the province, the Qiantang, lakes, rivers and the sea."""

from __future__ import annotations

import itertools

import shapely
from shapely.geometry.base import BaseGeometry

from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.marks import Drawing, LayerSpec, Pane, PathStyle, Shape

__all__ = ["LAYER"]

_WATER = PathStyle(colour="#b4cbd9", width_px=0.6, fill="#cfdfe8")
_OPEN_SEA = PathStyle(fill="#cfdfe8")
_REACH = 1.5  # degrees
_WETLAND = PathStyle(fill="#dcebe4")
_STREAM = PathStyle(colour="#c3d6e1", width_px=1.4)
_CAUSEWAY = PathStyle(colour="#f4f2ec", width_px=1.6)
_LINE_STYLES = {"causeway": _CAUSEWAY}
_POLYGON_STYLES = {"wetland": _WETLAND, "sea": _OPEN_SEA}


def _draw(inputs: MapInputs, frame: Frame) -> Drawing:
    """Polygons first, then lines: causeways lie on top of their lake."""
    water = inputs.base.water
    polygons = []
    lines = []
    for sea in water.geometry[water["kind"] == "sea"]:
        open_sea = Shape(_OPEN_SEA, polygons=frame.polygons(_beyond(sea)), pane=Pane.LAND)
        polygons.append(open_sea)
    for kind, geometry in zip(water["kind"], water.geometry, strict=True):
        if "Polygon" in geometry.geom_type:
            style = _POLYGON_STYLES.get(kind, _WATER)
            polygons.append(Shape(style, polygons=frame.polygons(geometry)))
        else:
            lines.append(Shape(_LINE_STYLES.get(kind, _STREAM), lines=frame.lines(geometry)))
    return Drawing(shapes=(*polygons, *lines))


def _beyond(sea: BaseGeometry) -> BaseGeometry:
    """Open sea outside the box the data is cut to, so that the sea does not end in mid-water.

    Every stretch of the outline on the northern, eastern or southern side of the box is moved
    outwards; there is no land there within that distance but islands.
    """
    _, south, east, north = sea.bounds
    pieces = [shapely.box(east, south - _REACH, east + 4 * _REACH, north + _REACH)]
    for ring in shapely.get_rings(sea):
        corners = shapely.get_coordinates(ring)
        for (x1, y1), (x2, y2) in itertools.pairwise(corners):
            if y1 == y2 == south:
                pieces.append(shapely.box(min(x1, x2), south - _REACH, max(x1, x2), south))
            if y1 == y2 == north:
                pieces.append(shapely.box(min(x1, x2), north, max(x1, x2), north + _REACH))
    return shapely.union_all(pieces)


LAYER = LayerSpec(
    layer_id="water",
    zh="水系",
    en="Water",
    kind="overlay",
    pane=Pane.WATER,
    draw=_draw,
    shown_over_tiles=False,
)
