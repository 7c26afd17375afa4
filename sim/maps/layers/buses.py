"""Lines without sections of their own — buses, airport buses, coaches — from stop to stop, thin."""

from __future__ import annotations

import itertools
from collections import defaultdict

from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.marks import Drawing, LayerSpec, LegendKey, Pane, PathStyle, Shape
from sim.maps.tracks import sectioned_modes
from sim.network.model import Mode, ModeId, Network, RouteId, StopId

__all__ = ["LAYER"]

# Pen width by number of lines on the same piece of road.
_LINE_BREAKS = ((1, 0.7), (4, 1.3), (10, 2.2))

Links = dict[tuple[StopId, StopId], set[RouteId]]


def _links(network: Network) -> dict[ModeId, Links]:
    """Pairs of neighbouring stops with the lines that join them, by mode."""
    strong = sectioned_modes(network)
    links: dict[ModeId, Links] = defaultdict(lambda: defaultdict(set))
    for route in network.routes.values():
        if route.mode_id in strong:
            continue
        for branch in route.branches:
            for before, after in itertools.pairwise(branch.stops):
                first, second = sorted((before.stop_id, after.stop_id))
                links[route.mode_id][StopId(first), StopId(second)].add(route.route_id)
    return links


def _style(mode: Mode, width_px: float) -> PathStyle:
    # Regional lines are only known by their two ends: drawn dashed, as a sign for "schematic".
    dash = "" if mode.system == "urban" else "4 4"
    return PathStyle(mode.colour, width_px, opacity=0.7, dash=dash)


def _draw(inputs: MapInputs, frame: Frame) -> Drawing:
    network = inputs.network
    shapes: list[Shape] = []
    keys: list[LegendKey] = []
    for mode_id, links in sorted(_links(network).items()):
        mode = network.modes[mode_id]
        by_width: dict[float, list[str]] = defaultdict(list)
        for pair, routes in sorted(links.items()):
            ends = [(network.stops[stop_id].lon, network.stops[stop_id].lat) for stop_id in pair]
            width_px = max(width for low, width in _LINE_BREAKS if len(routes) >= low)
            by_width[width_px].append(frame.path(ends))
        shapes.extend(
            Shape(_style(mode, width_px), lines=tuple(paths))
            for width_px, paths in sorted(by_width.items())
        )
        dash = "" if mode.system == "urban" else ' stroke-dasharray="4 4"'
        keys.append(
            LegendKey(
                f'<svg viewBox="0 0 32 12"><path d="M1 6H31" stroke="{mode.colour}" '
                f'stroke-width="1.6"{dash}/></svg>',
                mode.label_zh,
                mode.label_en,
            )
        )
    return Drawing(shapes=tuple(shapes), keys=tuple(keys))


LAYER = LayerSpec(
    layer_id="buses",
    zh="公交与长途客车",
    en="Buses and coaches",
    kind="overlay",
    pane=Pane.BUSES,
    draw=_draw,
    shown=False,
)
