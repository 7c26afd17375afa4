"""The home airport and how many airports its routes reach."""

from __future__ import annotations

from collections import Counter

from sim.maps.corridor_rows import airport_rows
from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.marks import Drawing, IconMark, Label, LayerSpec, LegendKey, Pane, Popup, PopupRow
from sim.maps.style import Words
from sim.network.model import Network

__all__ = ["LAYER"]

_ICON = (
    '<svg viewBox="0 0 30 30"><circle cx="15" cy="15" r="13.5" fill="#b3261e" stroke="#fff" '
    'stroke-width="2"/><path d="M15 5.5c1 0 1.7 1 1.7 2.6v4.3l6.8 4.5v2.1l-6.8-2.2v4l2.1 1.6v1.7'
    "L15 23l-3.8 1.1v-1.7l2.1-1.6v-4l-6.8 2.2v-2.1l6.8-4.5V8.1"
    'c0-1.6.7-2.6 1.7-2.6z" fill="#fff"/></svg>'
)
_KINDS = {
    "international": ("国际", "International"),
    "regional": ("港澳台", "HK, Macao, Taiwan"),
    "domestic": ("国内", "Domestic"),
}


def _counts(network: Network) -> Counter[str]:
    """Airports with a non-stop passenger route, by kind."""
    return Counter(
        network.airports[route.destination].kind
        for route in network.air_routes.values()
        if route.nonstop and route.destination in network.airports
    )


def _draw(inputs: MapInputs, frame: Frame) -> Drawing:
    network = inputs.network
    home = network.airports.get(network.home_airport)
    if home is None:
        return Drawing()
    at = frame.point(home.lon, home.lat)
    counts = _counts(network)
    rows = [
        PopupRow(zh, en, Words(f"{counts[kind]} 个机场", f"{counts[kind]} airports"))
        for kind, (zh, en) in _KINDS.items()
    ]
    rows.append(PopupRow("航线名单", "Route list", network.air_vintage))
    if inputs.gateway is not None:
        rows.extend(airport_rows(inputs.gateway))
    popup = Popup(
        f"{home.name_zh} ({home.iata})",
        home.name_en,
        rows=tuple(rows),
        note=Words(
            "不经停航线到达的机场，按所用名单计，并非官方统计。",
            "Airports reached non-stop, as on the list used; not an official count.",
        ),
    )
    return Drawing(
        icons=(IconMark(at, _ICON, 30, popup),),
        labels=(Label(at, home.name_zh, home.name_en, 1, 9.5, "airport"),),
        keys=(LegendKey(_ICON, "机场", "Airport"),),
    )


LAYER = LayerSpec(
    layer_id="airport",
    zh="机场",
    en="Airport",
    kind="overlay",
    pane=Pane.HUBS,
    draw=_draw,
)
