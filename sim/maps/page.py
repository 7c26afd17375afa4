"""The map page: one HTML file that holds everything it needs and asks the network for nothing."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Final, Literal, get_args

import folium
from branca.element import Element, Figure, MacroElement
from folium.map import Layer
from folium.template import Template

from sim.errors import OutputError, ScenarioError
from sim.maps.assets import (
    MAP_SCRIPTS,
    MAP_STYLES,
    leaflet_script,
    leaflet_styles,
    own_script,
    own_text,
)
from sim.maps.choropleth import zone_shapes
from sim.maps.frame import Frame, Tiles
from sim.maps.furniture import panel_html
from sim.maps.inputs import MapInputs
from sim.maps.marks import Json, LayerSpec
from sim.maps.packing import packed_json
from sim.maps.page_data import (
    drawings,
    first_place,
    layer_entry,
    layer_json,
    page_settings,
    script_json,
)
from sim.maps.reach import Reach, reach_json
from sim.maps.tiles import TILE_SOURCES

__all__ = ["MAX_BYTES", "Lang", "draw_map", "write_map"]

Lang = Literal["both", "zh", "en"]
"""Language a page opens in; the reader can switch it."""

MAX_BYTES: Final = 8_000_000
"""A page must open on a planner's telephone."""


class _PageLayer(Layer):
    """A layer of the catalogue inside folium's tree; ``layers.js`` draws it when first shown.

    Only its name stands in the script: folium reads scripts as templates, so data with braces in
    it would break them. The data lies beside, in an element of its own.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = simMap.layer({{ this.layer_id | tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, spec: LayerSpec, *, shown: bool) -> None:
        super().__init__(spec.layer_id, overlay=spec.kind == "overlay", show=shown)
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


def draw_map(
    inputs: MapInputs, *, tiles: Tiles = "none", lang: Lang = "both", reach: Reach | None = None
) -> str:
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
    lang
        Language the page opens in: both, Chinese (``zh``) or English (``en``).
    reach
        Times between all zones: a click on the map then draws what is reached from there.

    Returns
    -------
    HTML text.

    Raises
    ------
    ScenarioError
        There are no such tiles, or no such language.
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
    if lang not in get_args(Lang):
        known = ", ".join(get_args(Lang))
        raise ScenarioError(f"language '{lang}' is not known; write {known}")
    frame = Frame(tiles)
    zones = zone_shapes(inputs, frame)
    settings = page_settings(inputs, frame, zones)
    data: dict[str, str] = {}
    entries: list[Json] = []
    leaflet = _empty_map()
    leaflet.add_child(_Call("start"))
    if tiles != "none":
        leaflet.add_child(_tile_layer(tiles))
    for spec, drawing in drawings(inputs, frame):
        shown = spec.shown and (tiles == "none" or spec.shown_over_tiles)
        leaflet.add_child(_PageLayer(spec, shown=shown))
        entries.append(layer_entry(spec, drawing, shown=shown))
        text = script_json(layer_json(spec, drawing))
        data[spec.layer_id] = text if shown else packed_json(text)
    leaflet.add_child(_Call("finish"))
    data["settings"] = script_json({**settings, "layers": entries})
    if reach is not None:
        data["reach"] = script_json(
            reach_json(reach, zones.zone_ids, start=first_place(inputs, frame))
        )
    head = _header(tiles, lang)
    panel = panel_html(inputs, undrawn_zones=zones.undrawn)
    page = _page_around(
        leaflet, html.escape(f"{inputs.title_zh} {inputs.title_en}"), head, panel, data
    )
    _check_size(page, data)
    return page


def write_map(
    inputs: MapInputs,
    path: Path,
    *,
    tiles: Tiles = "none",
    lang: Lang = "both",
    reach: Reach | None = None,
) -> int:
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
    data = draw_map(inputs, tiles=tiles, lang=lang, reach=reach).encode("utf-8")
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


def _header(tiles: Tiles, lang: Lang) -> tuple[str, ...]:
    """Policy, language, styles and scripts, in the order they must be read."""
    script = own_script(MAP_SCRIPTS, name="simMap", public=("start", "layer", "finish"))
    styles = "\n".join(own_text(name) for name in MAP_STYLES)
    return (
        _content_policy(tiles),
        f'<script>document.documentElement.className = "lang-{lang}";</script>',
        f"<style>{leaflet_styles()}{styles}</style>",
        f"<script>{leaflet_script()}\n{script}</script>",
    )


def _page_around(
    leaflet: folium.Map, title: str, head: tuple[str, ...], panel: str, data: dict[str, str]
) -> str:
    figure = Figure(title=title)
    figure.add_child(leaflet)
    for place, text in enumerate(head):
        figure.header.add_child(_Verbatim(text), index=place)
    figure.html.add_child(_Verbatim(panel))
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
