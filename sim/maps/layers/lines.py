"""Lines in service on the date in their own colours, and what the scenario changed about them."""

from __future__ import annotations

from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.marks import Drawing, LayerSpec, LegendKey, Pane, PathStyle, Popup, PopupRow, Shape
from sim.maps.style import Words
from sim.maps.tracks import Hop, Status, Tracks, hops_by_status, runs
from sim.maps.words import date_text, number_text, quality_row, route_chips
from sim.network.model import Network

__all__ = ["LAYER", "line_popup", "networks_of", "status_words"]

_CLOSED_COLOUR = "#c2185b"
_SHOWN = (
    Status.CLOSED_BEFORE,
    Status.WITHDRAWN,
    Status.OPEN,
    Status.INHERITED,
    Status.OPENED,
)
_CLOSED_SWATCH = (
    '<svg viewBox="0 0 32 12"><path d="M1 6H31" stroke="#c2185b" stroke-width="{width}" '
    'stroke-dasharray="{dash}" stroke-linecap="round"/></svg>'
)
_SWATCHES = {
    Status.OPEN: (
        '<svg viewBox="0 0 32 12"><path d="M1 6H31" stroke="#fff" stroke-width="7"/>'
        '<path d="M1 6H31" stroke="#00897b" stroke-width="4"/></svg>'
    ),
    Status.INHERITED: (
        '<svg viewBox="0 0 32 12"><path d="M1 6H31" stroke="#8a8f94" stroke-width="8"/>'
        '<path d="M1 6H31" stroke="#00897b" stroke-width="4"/></svg>'
    ),
    Status.OPENED: (
        '<svg viewBox="0 0 32 12"><path d="M1 6H31" stroke="#1f2328" stroke-width="9"/>'
        '<path d="M1 6H31" stroke="#00897b" stroke-width="5"/></svg>'
    ),
    Status.CLOSED_BEFORE: _CLOSED_SWATCH.format(width="1.6", dash="1 5"),
    Status.WITHDRAWN: _CLOSED_SWATCH.format(width="3", dash="3 5"),
}
_STATUS_WORDS = {
    Status.OPEN: Words("运营中", "in service"),
    Status.INHERITED: Words("上级情景开通", "opened by a parent scenario"),
    Status.OPENED: Words("本情景新开通", "opened by this scenario"),
    Status.PENDING: Words("尚未开通", "not open on this date"),
    Status.CLOSED_BEFORE: Words("上级情景关闭或推迟", "closed or delayed by a parent scenario"),
    Status.WITHDRAWN: Words("本情景关闭或推迟", "closed or delayed by this scenario"),
}
# Said where the parents' part is not known: better vague than wrong.
_SHARED_WORDS = {
    Status.OPENED: Words("规划新开通（含上级情景）", "opened by this scenario or its parents"),
    Status.WITHDRAWN: Words(
        "规划关闭或推迟（含上级情景）", "closed or delayed by this scenario or its parents"
    ),
}


def status_words(inputs: MapInputs, status: Status) -> Words:
    """Say a status in words, crediting the scenario only with what is known to be its own.

    Examples
    --------
    >>> from sim.maps.examples import line_inputs
    >>> status_words(line_inputs(), Status.OPENED).en
    'opened by this scenario'
    """
    words = _STATUS_WORDS if inputs.own_is_known else _STATUS_WORDS | _SHARED_WORDS
    return words[status]


def networks_of(inputs: MapInputs) -> tuple[Network, ...]:
    """List the networks whose stops a hop may refer to, the scenario's own last."""
    found = (inputs.baseline, inputs.parent, inputs.network)
    return tuple(net for net in found if net is not None)


def line_popup(inputs: MapInputs, hop: Hop) -> Popup:
    """Tell what a click on a line shows: line, section, status, opening and length."""
    route, section = hop.route, hop.section
    rows = [
        PopupRow("状态", "Status", status_words(inputs, hop.status)),
        PopupRow("开通日期", "Opening", date_text(hop.open_date)),
    ]
    if section is not None:
        rows.append(PopupRow("区段", "Section", Words(section.name_zh, section.name_en)))
        rows.append(PopupRow("区段长度", "Length", f"{number_text(section.length_km)} km"))
        rows.append(quality_row(section.quality, section.source))
    else:
        rows.append(quality_row(route.quality, route.source))
    chips = route_chips(inputs.network, {route.route_id})
    return Popup(route.name_zh, route.name_en, chips=chips, rows=tuple(rows))


def _style(inputs: MapInputs, hop: Hop) -> PathStyle:
    width_px = inputs.network.modes[hop.route.mode_id].line_width_px
    colour = hop.route.colour
    match hop.status:
        case Status.OPENED:
            return PathStyle(colour, width_px + 1.0, casing="#1f2328", casing_px=width_px + 4.5)
        case Status.INHERITED:
            return PathStyle(colour, width_px, casing="#8a8f94", casing_px=width_px + 3.5)
        case Status.WITHDRAWN:
            return PathStyle(_CLOSED_COLOUR, width_px, dash="2 7")
        case Status.CLOSED_BEFORE:
            return PathStyle(_CLOSED_COLOUR, width_px * 0.5, dash="1 6", opacity=0.8)
        case _:
            return PathStyle(colour, width_px, casing="#ffffff", casing_px=width_px + 2.5)


def _key(inputs: MapInputs, status: Status) -> LegendKey:
    words = status_words(inputs, status)
    return LegendKey(_SWATCHES[status], words.zh, words.en[:1].upper() + words.en[1:])


def _draw(inputs: MapInputs, frame: Frame) -> Drawing:
    hops = hops_by_status(inputs.network, inputs.baseline, inputs.parent)
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
    running = {hop.route.route_id for hop in hops if hop.status.in_service}
    return Drawing(
        shapes=shapes,
        keys=tuple(_key(inputs, status) for status in _SWATCHES if status in present),
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
