"""The main railway stations with their role and whether they are in service."""

from __future__ import annotations

from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.marks import Drawing, IconMark, Label, LayerSpec, LegendKey, Pane, Popup, PopupRow
from sim.maps.style import Words
from sim.maps.tracks import lines_calling
from sim.maps.words import date_text, quality_row, route_chips
from sim.network.model import Hub, Network

__all__ = ["LAYER"]

_ROLES = {
    "axis": Words("主枢纽（一轴）", "axis station"),
    "wing": Words("辅枢纽（两翼）", "wing station"),
}
_OPEN_COLOUR = "#1d3557"
_CLOSED_COLOUR = "#9aa0a6"
_LABEL_RANK = 1
_LABEL_ZOOM = 10.0


def _icon(colour: str) -> str:
    """Draw a train front on a rounded plate."""
    return (
        f'<svg viewBox="0 0 28 28"><rect x="1.5" y="1.5" width="25" height="25" rx="6" '
        f'fill="{colour}" stroke="#fff" stroke-width="2"/>'
        '<path d="M9.5 7.5h9a2.5 2.5 0 0 1 2.5 2.5v7a2.5 2.5 0 0 1-2.5 2.5h-9A2.5 2.5 0 0 1 7 17v-7'
        'a2.5 2.5 0 0 1 2.5-2.5z" fill="#fff"/>'
        f'<path d="M9 10h10v4H9z" fill="{colour}"/>'
        f'<circle cx="10.5" cy="16.8" r="1.2" fill="{colour}"/>'
        f'<circle cx="17.5" cy="16.8" r="1.2" fill="{colour}"/>'
        '<path d="M10 20l-2 3M18 20l2 3" stroke="#fff" stroke-width="1.6" stroke-linecap="round"/>'
        "</svg>"
    )


def _is_closed(hub: Hub, network: Network) -> bool:
    if hub.closed_from is None or network.as_of < hub.closed_from:
        return False
    return hub.closed_until is None or network.as_of < hub.closed_until


def _status(hub: Hub, network: Network) -> tuple[Words, bool]:
    """Tell the status in words, and whether trains call there on the date."""
    if hub.open_date is None:
        return Words("规划，无开通日期", "planned, no opening known"), False
    if hub.open_date > network.as_of:
        return Words("尚未开通", "not open on this date"), False
    if _is_closed(hub, network):
        return Words("关闭改造", "closed for rebuilding"), False
    return Words("运营中", "in service"), True


def _popup(hub: Hub, network: Network) -> Popup:
    calling = lines_calling(network)
    lines = {route_id for stop_id in hub.stop_ids for route_id in calling.get(stop_id, ())}
    status, _ = _status(hub, network)
    role = _ROLES.get(hub.role, Words(hub.role, hub.role))
    rows = [
        PopupRow("角色", "Role", role),
        PopupRow("状态", "Status", status),
        PopupRow("开通日期", "Opening", date_text(hub.open_date)),
    ]
    if hub.closed_from is not None:
        until = hub.closed_until.isoformat() if hub.closed_until else "…"
        rows.append(PopupRow("关闭改造", "Rebuilding", f"{hub.closed_from.isoformat()} – {until}"))
    rows.append(quality_row(hub.quality, hub.source))
    return Popup(
        hub.name_zh,
        hub.name_en,
        chips=route_chips(network, lines),
        rows=tuple(rows),
    )


def _draw(inputs: MapInputs, frame: Frame) -> Drawing:
    icons = []
    labels = []
    served = set()
    for hub in inputs.network.hubs.values():
        at = frame.point(hub.lon, hub.lat)
        _, in_service = _status(hub, inputs.network)
        served.add(in_service)
        colour = _OPEN_COLOUR if in_service else _CLOSED_COLOUR
        icons.append(IconMark(at, _icon(colour), 26, _popup(hub, inputs.network)))
        name = hub.name_zh.partition("(")[0]
        labels.append(Label(at, name, hub.name_en, _LABEL_RANK, _LABEL_ZOOM, "hub"))
    keys = []
    if True in served:
        keys.append(LegendKey(_icon(_OPEN_COLOUR), "枢纽火车站", "Hub station"))
    if False in served:
        keys.append(LegendKey(_icon(_CLOSED_COLOUR), "未启用的枢纽", "Hub not in service"))
    return Drawing(icons=tuple(icons), labels=tuple(labels), keys=tuple(keys))


LAYER = LayerSpec(
    layer_id="hubs",
    zh="枢纽火车站",
    en="Hub stations",
    kind="overlay",
    pane=Pane.HUBS,
    draw=_draw,
)
