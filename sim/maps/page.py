"""The map page: one HTML file that holds everything it needs and asks the network for nothing."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import folium
import numpy as np
from branca.element import Element, Figure, MacroElement
from folium.map import Layer
from folium.template import Template

from sim.errors import OutputError, ScenarioError
from sim.geometry import Floats
from sim.maps.assets import leaflet_script, leaflet_styles, own_text
from sim.maps.choropleth import ZoneShapes, zone_shapes
from sim.maps.frame import Frame, Tiles
from sim.maps.furniture import panel_html
from sim.maps.inputs import MapInputs
from sim.maps.layers import LAYERS
from sim.maps.marks import Drawing, Json, LayerSpec, Pane, as_json
from sim.maps.style import Scale, Words
from sim.maps.tiles import TILE_SOURCES
from sim.maps.tracks import lines_calling

__all__ = ["MAX_BYTES", "draw_map", "write_map"]

MAX_BYTES: Final = 8_000_000
"""A page must open on a planner's telephone."""


def _draw_nothing(_inputs: MapInputs, _frame: Frame) -> Drawing:
    return Drawing()


_NO_CHOROPLETH = LayerSpec(
    "no_choropleth", "不显示", "None", "choropleth", Pane.CELLS, _draw_nothing, shown=False
)


class _PageLayer(Layer):
    """A layer of the catalogue inside folium's tree; ``map.js`` draws it when first shown.

    Only its name stands in the script: folium reads scripts as templates, so data with braces in
    it would break them. The data lies beside, in an element of its own.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = simMap.layer({{ this.layer_id | tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, spec: LayerSpec, *, shown: bool) -> None:
        zh, en = html.escape(spec.zh), html.escape(spec.en)
        label = f'<b class="layer-name">{zh} <span class="en">{en}</span></b>'
        super().__init__(label, overlay=spec.kind == "overlay", show=shown)
        self._name = spec.layer_id
        self.layer_id = spec.layer_id


class _Call(MacroElement):
    """A call of a function of ``map.js`` with the map."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "simMap.{{ this.function }}({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(self, function: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = function
        self.function = function


class _Verbatim(Element):
    """Text that goes into the page as it is."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "verbatim"
        self.text = text


def draw_map(inputs: MapInputs, *, tiles: Tiles = "none") -> str:
    """Draw the map of one scenario as a self-contained page.

    Scripts, styles, icons and the base map are inside the page, and its content policy forbids
    every request, so it works with no network at all. Only with `tiles` does it load pictures of
    the ground: ``osm``, or ``amap``, for which all data is shifted to GCJ-02. Equal inputs give
    equal bytes.

    Parameters
    ----------
    inputs
        Network, results and base map. Zones without a time (NaN) are drawn grey.
    tiles
        Web tiles under the data; ``none`` by default.

    Returns
    -------
    HTML text.

    Raises
    ------
    ScenarioError
        There are no such tiles.
    OutputError
        The page would be larger than `MAX_BYTES`.

    Examples
    --------
    >>> from sim.maps.examples import line_inputs
    >>> page = draw_map(line_inputs())
    >>> page == draw_map(line_inputs()), len(page) < 300_000
    (True, True)
    """
    if tiles not in {"none", *TILE_SOURCES}:
        known = ", ".join(sorted(TILE_SOURCES))
        raise ScenarioError(f"tiles '{tiles}' are not known; write none, {known}")
    frame = Frame(tiles)
    zones = zone_shapes(inputs, frame)
    data = {"settings": _script_json(_settings(inputs, frame, zones))}
    leaflet = _empty_map()
    leaflet.add_child(_Call("start"))
    if tiles != "none":
        leaflet.add_child(_tile_layer(tiles))
    for spec, drawing in _drawings(inputs, frame):
        shown = spec.shown and (tiles == "none" or spec.shown_over_tiles)
        leaflet.add_child(_PageLayer(spec, shown=shown))
        data[spec.layer_id] = _script_json(_layer_json(spec, drawing))
    # Collapsed to a button on narrow screens only: the style sheet decides.
    leaflet.add_child(folium.LayerControl(position="topright"))
    leaflet.add_child(_Call("finish"))
    page = _page_around(leaflet, inputs, tiles, data, undrawn_zones=zones.undrawn)
    _check_size(page, data)
    return page


def write_map(inputs: MapInputs, path: Path, *, tiles: Tiles = "none") -> int:
    """Write the page of `draw_map` to a file; returns its size in bytes.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from sim.maps.examples import line_inputs
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "map.html"
    ...     write_map(line_inputs(), path) == path.stat().st_size
    True
    """
    data = draw_map(inputs, tiles=tiles).encode("utf-8")
    try:
        path.write_bytes(data)
    except OSError as error:
        raise OutputError(f"{path}: the map cannot be written ({error.strerror})") from error
    return len(data)


def _empty_map() -> folium.Map:
    leaflet = folium.Map(
        location=(30.26, 120.2),
        tiles=None,
        zoom_start=11,
        min_zoom=6,
        max_zoom=17,
        zoom_control=False,
        prefer_canvas=True,
        zoom_snap=0.25,
        zoom_delta=0.5,
        wheel_px_per_zoom_level=90,
    )
    # folium would load these from the net: Leaflet is written into the page instead, and nothing
    # here needs jQuery, Bootstrap or icon fonts.
    leaflet.default_js = []
    leaflet.default_css = []
    return leaflet


def _drawings(inputs: MapInputs, frame: Frame) -> Iterator[tuple[LayerSpec, Drawing]]:
    """Every layer that draws something, choropleths first; "none" is one of them."""
    for spec in (*LAYERS, _NO_CHOROPLETH):
        if inputs.layers and spec.layer_id not in (*inputs.layers, _NO_CHOROPLETH.layer_id):
            continue
        drawing = spec.draw(inputs, frame)
        if spec.layer_id == _NO_CHOROPLETH.layer_id or not drawing.is_empty():
            zh, en = spec.zh.format(hub=inputs.hub_zh), spec.en.format(hub=inputs.hub_en)
            yield replace(spec, zh=zh, en=en), drawing


def _page_around(
    leaflet: folium.Map,
    inputs: MapInputs,
    tiles: Tiles,
    data: dict[str, str],
    *,
    undrawn_zones: int,
) -> str:
    figure = Figure(title=html.escape(f"{inputs.title_zh} {inputs.title_en}"))
    figure.add_child(leaflet)
    header = (
        _content_policy(tiles),
        f"<style>{leaflet_styles()}{own_text('map.css')}</style>",
        f"<script>{leaflet_script()}\n{own_text('map.js')}</script>",
    )
    for place, text in enumerate(header):
        figure.header.add_child(_Verbatim(text), index=place)
    figure.html.add_child(_Verbatim(panel_html(inputs, undrawn_zones=undrawn_zones)))
    for name, text in data.items():
        element = f'<script type="application/json" id="data-{name}">{text}</script>\n'
        figure.html.add_child(_Verbatim(element))
    _number(figure)
    return figure.render()


def _tile_layer(tiles: Tiles) -> folium.TileLayer:
    source = TILE_SOURCES[tiles]
    return folium.TileLayer(
        source.url,
        attr=source.attribution,
        subdomains=source.subdomains,
        overlay=True,
        control=False,
    )


def _settings(inputs: MapInputs, frame: Frame, zones: ZoneShapes) -> Json:
    return {
        "attribution": html.escape(" · ".join(inputs.base.attribution)),
        "home": _bounds(_served_points(inputs), frame),
        "province": _bounds(inputs.base.province.total_bounds.reshape(2, 2), frame),
        "zones": {
            "polygons": as_json(zones.polygons),
            "district": as_json(zones.district),
            "districts": as_json(zones.districts),
            "population": as_json(zones.population),
        },
    }


def _served_points(inputs: MapInputs) -> Floats:
    """Longitude and latitude of what the page first shows: open stations and the airport."""
    network = inputs.network
    served = lines_calling(network)
    stops = [network.stops[stop_id] for stop_id in sorted(served or network.stops)]
    points = [(stop.lon, stop.lat) for stop in stops]
    home = network.airports.get(network.home_airport)
    if home is not None:
        points.append((home.lon, home.lat))
    return np.array(points, dtype=np.float64).reshape(-1, 2)


def _bounds(lonlat: Floats, frame: Frame) -> Json:
    west, south = lonlat.min(axis=0)
    east, north = lonlat.max(axis=0)
    return [list(frame.point(west, south)), list(frame.point(east, north))]


def _layer_json(spec: LayerSpec, drawing: Drawing) -> Json:
    return {
        "id": spec.layer_id,
        "zh": spec.zh,
        "en": spec.en,
        "pane": spec.pane.value,
        "scale": _scale_json(spec.scale) if spec.scale is not None else None,
        "drawing": as_json(drawing),
    }


def _scale_json(scale: Scale) -> Json:
    return {
        "unit": _words_json(scale.unit),
        "breaks": list(scale.breaks),
        "colours": list(scale.colours),
        "labels": list(scale.labels()),
        "ticks": list(scale.ticks()),
        "missing": _words_json(scale.missing),
        "missing_colour": scale.missing_colour,
    }


def _words_json(words: Words) -> Json:
    return {"zh": words.zh, "en": words.en}


def _script_json(value: Json) -> str:
    """JSON that may stand inside a script element: no tag can be closed or opened by a name."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _content_policy(tiles: Tiles) -> str:
    hosts = f" {TILE_SOURCES[tiles].hosts}" if tiles != "none" else ""
    policy = (
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
        f"img-src data:{hosts}"
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'


def _number(root: Figure) -> None:
    """Give every element a number for a name: folium's own names are random."""
    count = 0
    waiting: list[Element] = [root]
    while waiting:
        element = waiting.pop()
        element._id = f"{count}"  # noqa: SLF001 - folium offers no other way to name elements
        count += 1
        waiting.extend(element._children.values())  # noqa: SLF001


def _check_size(page: str, data: dict[str, str]) -> None:
    size = len(page.encode("utf-8"))
    if size <= MAX_BYTES:
        return
    heaviest = sorted(data, key=lambda name: -len(data[name]))[:3]
    parts = ", ".join(f"{name} {len(data[name]) / 1e6:.1f} MB" for name in heaviest)
    raise OutputError(
        f"the map would be {size / 1e6:.1f} MB, the limit is {MAX_BYTES / 1e6:.0f} MB; "
        f"heaviest layers: {parts}. Simplify their geometry or leave zones out"
    )
