"""Corridors of the airport: minutes from it to each place, and the lines that lead there."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping

import pandas as pd

from sim.gateway.corridors.times import stops_near
from sim.maps.corridor_rows import corridor_places, flight_rows, minutes_rows
from sim.maps.frame import Frame
from sim.maps.gateway_data import GatewayTables
from sim.maps.gateway_style import NO_DATA_COLOUR
from sim.maps.inputs import MapInputs
from sim.maps.layers.lines import line_popup, networks_of
from sim.maps.marks import (
    Dot,
    Drawing,
    Label,
    LayerSpec,
    LegendKey,
    Pane,
    PathStyle,
    Popup,
    Shape,
)
from sim.maps.style import MINUTES, Words
from sim.maps.tracks import Tracks, hops_by_status, lines_calling, runs, sectioned_modes
from sim.network.model import HubId, Network, StopId

__all__ = ["LAYER"]

_RADIUS_PX = 8.0
_LABEL_RANK, _LABEL_ZOOM = -1, 8.0
_ROAD_COLOUR = "#8c1d18"
_CASING = "#8c1d18"
_NEAR = PathStyle(_ROAD_COLOUR, 1.7, 0.85, dash="5 4")
_FAR = PathStyle(_ROAD_COLOUR, 1.0, 0.35, dash="2 5")
_NOTE = Words(
    "自机场出发，全日各时刻；公共交通与道路时间由模型计算。",
    "From the airport, over the day; minutes are modelled.",
)


def _draw(inputs: MapInputs, frame: Frame) -> Drawing:
    gateway = inputs.gateway
    network = inputs.network
    home = network.airports.get(network.home_airport)
    if gateway is None or home is None:
        return Drawing()
    table = corridor_places(gateway)
    marks = [
        (row, at)
        for row in table.to_dict("records")
        if (at := _place_of(network, str(row["place_id"]))) is not None
    ]
    if not marks:
        return Drawing()
    stops = stops_near(network, home.lon, home.lat)
    tracks = _own_tracks(inputs, frame, stops)
    roads = _services(network, frame, stops)
    return Drawing(
        shapes=(*roads, *tracks),
        dots=tuple(_dot(row, at, gateway, frame) for row, at in marks),
        labels=tuple(_label(row, at, frame) for row, at in marks),
        keys=_keys(has_tracks=bool(tracks), has_roads=bool(roads)),
    )


def _place_of(network: Network, place_id: str) -> tuple[float, float] | None:
    """Where a place of the table lies: a main station before a place of the same id."""
    thing = network.hubs.get(HubId(place_id)) or network.places.get(place_id)
    return None if thing is None else (thing.lon, thing.lat)


def _dot(
    row: Mapping[Hashable, object], at: tuple[float, float], gateway: GatewayTables, frame: Frame
) -> Dot:
    minutes = float(str(row["median_min"]))
    colour = NO_DATA_COLOUR if pd.isna(minutes) else MINUTES.colours[MINUTES.class_of(minutes)]
    place_id = str(row["place_id"])
    popup = Popup(
        f"机场—{row['name_zh']}",
        f"Airport - {row['name_en']}",
        rows=(*minutes_rows(gateway, place_id), *flight_rows(gateway, place_id)),
        note=_NOTE,
    )
    style = PathStyle("#1f2328", 2.0, fill=colour)
    return Dot(frame.point(*at), _RADIUS_PX, style, popup, fixed=True)


def _label(row: Mapping[Hashable, object], at: tuple[float, float], frame: Frame) -> Label:
    minutes = float(str(row["median_min"]))
    said = Words("不可达", "not reached")
    if not pd.isna(minutes):
        said = Words(f"{minutes:.0f}分", f"{minutes:.0f} min")
    name = Words(str(row["name_zh"]).partition("（")[0], str(row["name_en"]))
    return Label(
        frame.point(*at), f"{name.zh} {said.zh}", f"{name.en} {said.en}", _LABEL_RANK, _LABEL_ZOOM,
        "place", instead_of=name.zh, gap_px=_RADIUS_PX, fixed=True,
    )  # fmt: skip


def _own_tracks(inputs: MapInputs, frame: Frame, stops: tuple[StopId, ...]) -> tuple[Shape, ...]:
    """Lines of the strong modes that call at the airport, whole, with a casing of its colour."""
    calling = lines_calling(inputs.network)
    routes = {route_id for stop_id in stops for route_id in calling.get(stop_id, ())}
    hops = tuple(
        hop
        for hop in hops_by_status(inputs.network, inputs.baseline, inputs.parent)
        if hop.route.route_id in routes and hop.status.in_service
    )
    tracks = Tracks(inputs.base.metro, networks_of(inputs))
    return tuple(
        Shape(
            PathStyle(piece[0].route.colour, 3.0, casing=_CASING, casing_px=6.5),
            lines=(frame.path(tracks.along(piece)),),
            popup=line_popup(inputs, piece[0]),
            pane=Pane.LINES,
        )
        for piece in runs(hops)
    )


def _services(network: Network, frame: Frame, stops: tuple[StopId, ...]) -> tuple[Shape, ...]:
    """Services on the road that call at the airport, from stop to stop: their way is not known."""
    strong = sectioned_modes(network)
    shapes = []
    for _, route in sorted(network.routes.items()):
        if route.mode_id in strong:
            continue
        paths = tuple(
            frame.path([(network.stops[one].lon, network.stops[one].lat) for one in pair])
            for branch in route.branches
            if {call.stop_id for call in branch.stops} & set(stops)
            for pair in itertools.pairwise(call.stop_id for call in branch.stops)
        )
        if paths:
            # Of regional lines only the two ends are known: they stay in the background.
            pen = _NEAR if network.modes[route.mode_id].system == "urban" else _FAR
            popup = Popup(
                route.name_zh, route.name_en, note=Words("直线为示意", "straight lines are a sign")
            )
            shapes.append(Shape(pen, paths, popup=popup))
    return tuple(shapes)


def _keys(*, has_tracks: bool, has_roads: bool) -> tuple[LegendKey, ...]:
    dot = (
        '<svg viewBox="0 0 16 16"><circle cx="8" cy="8" r="6" fill="#6cb498" stroke="#1f2328" '
        'stroke-width="2"/></svg>'
    )
    track = (
        f'<svg viewBox="0 0 32 12"><path d="M1 6H31" stroke="{_CASING}" stroke-width="8"/>'
        '<path d="M1 6H31" stroke="#00897b" stroke-width="3"/></svg>'
    )
    road = (
        f'<svg viewBox="0 0 32 12"><path d="M1 6H31" stroke="{_ROAD_COLOUR}" stroke-width="1.6" '
        'stroke-dasharray="5 4"/></svg>'
    )
    keys = [LegendKey(dot, "自机场中位分钟", "Median min from airport")]
    if has_tracks:
        keys.append(LegendKey(track, "机场轨道线路", "Rail line to the airport"))
    if has_roads:
        keys.append(LegendKey(road, "机场巴士（示意）", "Airport coach, schematic"))
    return tuple(keys)


LAYER = LayerSpec(
    layer_id="airport_corridors",
    zh="机场通道",
    en="Airport corridors",
    kind="overlay",
    pane=Pane.STATIONS,
    draw=_draw,
    shown=False,
    instead_of=("hubs", "stations"),
    clears=True,
)
