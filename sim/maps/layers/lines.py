"""Lines in service on the date in their own colours, and what the scenario changed about them."""

from __future__ import annotations

from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.marks import Drawing, LayerSpec, LegendKey, Pane, PathStyle, Popup, PopupRow, Shape
from sim.maps.tracks import Hop, Status, Tracks, hops_by_status, runs
from sim.maps.words import date_text, number_text, quality_row, route_chips
from sim.network.model import Network

__all__ = ["LAYER", "line_popup", "networks_of"]

_CLOSED_COLOUR = "#c2185b"
_SHOWN = (Status.WITHDRAWN, Status.OPEN, Status.OPENED)
_KEYS = {
    Status.OPEN: LegendKey(
        '<svg viewBox="0 0 32 12"><path d="M1 6H31" stroke="#fff" stroke-width="7"/>'
        '<path d="M1 6H31" stroke="#00897b" stroke-width="4"/></svg>',
        "运营中",
        "In service",
    ),
    Status.OPENED: LegendKey(
        '<svg viewBox="0 0 32 12"><path d="M1 6H31" stroke="#1f2328" stroke-width="9"/>'
        '<path d="M1 6H31" stroke="#00897b" stroke-width="5"/></svg>',
        "本情景新开通",
        "Opened by this scenario",
    ),
    Status.WITHDRAWN: LegendKey(
        '<svg viewBox="0 0 32 12"><path d="M1 6H31" stroke="#c2185b" stroke-width="3" '
        'stroke-dasharray="3 5" stroke-linecap="round"/></svg>',
        "本情景关闭或推迟",
        "Closed or delayed by this scenario",
    ),
}


def networks_of(inputs: MapInputs) -> tuple[Network, ...]:
    """List the networks whose stops a hop may refer to, the scenario's own last."""
    return tuple(net for net in (inputs.baseline, inputs.network) if net is not None)


def line_popup(inputs: MapInputs, hop: Hop) -> Popup:
    """Tell what a click on a line shows: line, section, status, opening and length."""
    route, section = hop.route, hop.section
    rows = [
        PopupRow("状态", "Status", _STATUS_WORDS[hop.status]),
        PopupRow("开通日期", "Opening", date_text(hop.open_date)),
    ]
    if section is not None:
        rows.append(PopupRow("区段", "Section", f"{section.name_zh} {section.name_en}".strip()))
        rows.append(PopupRow("区段长度", "Length", f"{number_text(section.length_km)} km"))
        rows.append(quality_row(section.quality, section.source))
    else:
        rows.append(quality_row(route.quality, route.source))
    chips = route_chips(inputs.network, {route.route_id})
    return Popup(route.name_zh, route.name_en, chips=chips, rows=tuple(rows))


_STATUS_WORDS = {
    Status.OPEN: "运营中 in service",
    Status.OPENED: "本情景新开通 opened by this scenario",
    Status.PENDING: "尚未开通 not open on this date",
    Status.WITHDRAWN: "本情景关闭或推迟 closed or delayed by this scenario",
}


def _style(inputs: MapInputs, hop: Hop) -> PathStyle:
    width_px = inputs.network.modes[hop.route.mode_id].line_width_px
    colour = hop.route.colour
    match hop.status:
        case Status.OPENED:
            return PathStyle(colour, width_px + 1.0, casing="#1f2328", casing_px=width_px + 4.5)
        case Status.WITHDRAWN:
            return PathStyle(_CLOSED_COLOUR, width_px, dash="2 7")
        case _:
            return PathStyle(colour, width_px, casing="#ffffff", casing_px=width_px + 2.5)


def _draw(inputs: MapInputs, frame: Frame) -> Drawing:
    hops = hops_by_status(inputs.network, inputs.baseline)
    tracks = Tracks(inputs.base.metro, networks_of(inputs))
    pieces = [piece for piece in runs(hops) if piece[0].status in _SHOWN]
    pieces.sort(key=lambda piece: _SHOWN.index(piece[0].status))
    shapes = tuple(
        Shape(
            _style(inputs, piece[0]),
            lines=(frame.path(tracks.along(piece)),),
            popup=line_popup(inputs, piece[0]),
        )
        for piece in pieces
    )
    present = {piece[0].status for piece in pieces}
    running = {hop.route.route_id for hop in hops if hop.status in {Status.OPEN, Status.OPENED}}
    return Drawing(
        shapes=shapes,
        keys=tuple(key for status, key in _KEYS.items() if status in present),
        chips=route_chips(inputs.network, running),
    )


LAYER = LayerSpec(
    layer_id="lines",
    zh="轨道交通线路",
    en="Urban rail lines",
    kind="overlay",
    pane=Pane.LINES,
    draw=_draw,
)
