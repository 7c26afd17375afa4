"""Lines under construction or planned on the date: dashed and grey."""

from __future__ import annotations

from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.layers.lines import line_popup, networks_of
from sim.maps.marks import Drawing, LayerSpec, LegendKey, Pane, PathStyle, Shape
from sim.maps.tracks import Status, Tracks, hops_by_status, runs

__all__ = ["LAYER"]

_STYLE = PathStyle(colour="#6b7075", width_px=2.0, opacity=0.75, dash="7 5")
_KEY = LegendKey(
    '<svg viewBox="0 0 32 12"><path d="M1 6H31" stroke="#6b7075" stroke-width="2" '
    'stroke-dasharray="7 5"/></svg>',
    "在建或规划",
    "Under construction or planned",
)


def _draw(inputs: MapInputs, frame: Frame) -> Drawing:
    hops = hops_by_status(inputs.network, inputs.baseline, inputs.parent)
    tracks = Tracks(inputs.base.metro, networks_of(inputs))
    shapes = tuple(
        Shape(
            _STYLE,
            lines=(frame.path(tracks.along(piece)),),
            popup=line_popup(inputs, piece[0]),
        )
        for piece in runs(hops)
        if piece[0].status is Status.PENDING
    )
    return Drawing(shapes=shapes, keys=(_KEY,) if shapes else ())


LAYER = LayerSpec(
    layer_id="pending_lines",
    zh="未开通线路",
    en="Urban rail not open yet",
    kind="overlay",
    pane=Pane.PENDING,
    draw=_draw,
)
