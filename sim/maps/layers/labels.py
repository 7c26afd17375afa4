"""Place names; the page hides those that would overlap more important ones."""

from __future__ import annotations

from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.marks import Drawing, Label, LayerSpec, Pane

__all__ = ["LAYER"]

# Zoom at which a name may appear, by rank: 0 capital, 1 prefecture city, 2 district and large
# water, 3 county seat and gateway, 4 to 6 detail.
_MIN_ZOOM = (0.0, 0.0, 9.5, 8.0, 12.0, 13.0, 14.0)


def _draw(inputs: MapInputs, frame: Frame) -> Drawing:
    places = inputs.base.places
    rows = zip(
        places["name_zh"], places["name_en"], places["rank"], places["category"],
        places.geometry, strict=True,
    )  # fmt: skip
    return Drawing(
        labels=tuple(
            Label(
                at=frame.point(point.x, point.y),
                zh=_short(zh),
                en=_short(en),
                rank=int(rank),
                min_zoom=_MIN_ZOOM[min(int(rank), len(_MIN_ZOOM) - 1)],
                kind="water" if category == "water" else f"rank{min(int(rank), 4)}",
            )
            for zh, en, rank, category, point in rows
        )
    )


def _short(name: str) -> str:
    """Leave the explanation in brackets to the tables."""
    return name.partition("(")[0].strip()


LAYER = LayerSpec(
    layer_id="labels",
    zh="地名",
    en="Place names",
    kind="overlay",
    pane=Pane.LABELS,
    draw=_draw,
    shown_over_tiles=False,
)
