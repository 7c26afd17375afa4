"""Stations of the city's rail lines: open ones white, interchanges larger, future ones hollow."""

from __future__ import annotations

from collections import defaultdict

from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.marks import (
    Dot,
    Drawing,
    Label,
    LayerSpec,
    LegendKey,
    Pane,
    PathStyle,
    Popup,
    PopupRow,
)
from sim.maps.style import Words
from sim.maps.tracks import hops_by_status, lines_calling
from sim.maps.words import date_text, quality_row, route_chips
from sim.network.model import Network, RouteId, Stop, StopId

__all__ = ["LAYER"]

_OPEN = PathStyle(colour="#2b2f33", width_px=1.4, fill="#ffffff")
_PENDING = PathStyle(colour="#8a8f94", width_px=1.0, fill="#f0f0ee")
_KEYS = {
    "open": ("车站", "Station", 3.2, _OPEN),
    "interchange": ("换乘站", "Interchange", 5.0, _OPEN),
    "pending": ("未开通车站", "Station not open yet", 2.6, _PENDING),
}
_NAME_ZOOM = 13.0
_INTERCHANGE_NAME_ZOOM = 12.0
_NAME_RANK = 5


def _key(kind: str) -> LegendKey:
    zh, en, radius, style = _KEYS[kind]
    return LegendKey(
        f'<svg viewBox="0 0 32 12"><circle cx="16" cy="6" r="{radius}" fill="{style.fill}" '
        f'stroke="{style.colour}" stroke-width="1.4"/></svg>',
        zh,
        en,
    )


def _popup(stop: Stop, network: Network, calling: set[RouteId], later: set[RouteId]) -> Popup:
    rows = [PopupRow("开通日期", "Opening", date_text(stop.open_date))]
    if later:
        names = route_chips(network, later)
        listed = Words("、".join(chip.zh for chip in names), ", ".join(chip.en for chip in names))
        rows.append(PopupRow("未开通", "Not open yet", listed))
    rows.append(quality_row(stop.quality, stop.source))
    return Popup(stop.name_zh, stop.name_en, chips=route_chips(network, calling), rows=tuple(rows))


def _draw(inputs: MapInputs, frame: Frame) -> Drawing:
    network = inputs.network
    calling = lines_calling(network)
    passing: dict[StopId, set[RouteId]] = defaultdict(set)
    for hop in hops_by_status(network, None):
        for stop_id in (hop.from_stop_id, hop.to_stop_id):
            passing[stop_id].add(hop.route.route_id)
    dots = []
    labels = []
    kinds = set()
    for stop_id in sorted(passing):
        stop = network.stops[stop_id]
        if stop.close_date is not None and stop.close_date <= network.as_of:
            continue
        lines = set(calling.get(stop_id, ()))
        kind = ("pending", "open", "interchange")[min(len(lines), 2)]
        kinds.add(kind)
        at = frame.point(stop.lon, stop.lat)
        _, _, radius_px, style = _KEYS[kind]
        popup = _popup(stop, network, lines, passing[stop_id] - lines)
        dots.append(Dot(at, radius_px, style, popup))
        if lines:
            zoom = _INTERCHANGE_NAME_ZOOM if kind == "interchange" else _NAME_ZOOM
            labels.append(Label(at, stop.name_zh, stop.name_en, _NAME_RANK, zoom, "station"))
    # Small ones first: an interchange must not hide under its neighbours.
    dots.sort(key=lambda dot: dot.radius_px)
    keys = tuple(_key(kind) for kind in _KEYS if kind in kinds)
    return Drawing(dots=tuple(dots), labels=tuple(labels), keys=keys)


LAYER = LayerSpec(
    layer_id="stations",
    zh="轨道车站",
    en="Urban rail stations",
    kind="overlay",
    pane=Pane.STATIONS,
    draw=_draw,
)
