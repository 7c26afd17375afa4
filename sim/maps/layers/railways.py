"""Railways open on the network's date; those without surveyed geometry are dashed."""

from __future__ import annotations

from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.marks import Drawing, LayerSpec, LegendKey, Pane, PathStyle, Shape

__all__ = ["LAYER"]

_SURVEYED = PathStyle(colour="#ffffff", width_px=1.2, dash="5 5", casing="#5f6368", casing_px=2.6)
_SCHEMATIC = PathStyle(colour="#5f6368", width_px=1.2, dash="2 5", opacity=0.7)
_SWATCH = (
    '<svg viewBox="0 0 32 12"><path d="M1 6H31" stroke="#5f6368" stroke-width="3"/>'
    '<path d="M2 6H31" stroke="#fff" stroke-width="1.4" stroke-dasharray="5 5"/></svg>'
)
_SCHEMATIC_SWATCH = (
    '<svg viewBox="0 0 32 12"><path d="M1 6H31" stroke="#5f6368" stroke-width="1.4" '
    'stroke-dasharray="2 5"/></svg>'
)


def _draw(inputs: MapInputs, frame: Frame) -> Drawing:
    as_of = inputs.network.as_of
    railways = inputs.base.railways
    surveyed: list[str] = []
    schematic: list[str] = []
    rows = zip(railways["open_date"], railways["method"], railways.geometry, strict=True)
    for opened, method, geometry in rows:
        if opened is None or opened > as_of:
            continue
        (schematic if method == "straight" else surveyed).extend(frame.lines(geometry))
    shapes = []
    keys = []
    if schematic:
        shapes.append(Shape(_SCHEMATIC, lines=tuple(schematic)))
        keys.append(LegendKey(_SCHEMATIC_SWATCH, "铁路（示意）", "Railway, schematic"))
    if surveyed:
        shapes.append(Shape(_SURVEYED, lines=tuple(surveyed)))
        keys.insert(0, LegendKey(_SWATCH, "铁路", "Railway"))
    return Drawing(shapes=tuple(shapes), keys=tuple(keys))


LAYER = LayerSpec(
    layer_id="railways",
    zh="铁路",
    en="Railways",
    kind="overlay",
    pane=Pane.GROUND,
    draw=_draw,
)
