"""The data of a page as JSON: its settings, its layers, and the drawing of each."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from sim.geometry import Floats
from sim.maps.choropleth import ZoneShapes
from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.layers import LAYERS
from sim.maps.marks import Drawing, Json, LayerSpec, Pane, as_json
from sim.maps.style import Scale, Words
from sim.maps.tracks import lines_calling

__all__ = [
    "drawings",
    "first_place",
    "layer_entry",
    "layer_json",
    "page_settings",
    "scale_json",
    "script_json",
    "words_json",
]


def _draw_nothing(_inputs: MapInputs, _frame: Frame) -> Drawing:
    return Drawing()


_NO_CHOROPLETH: Final = LayerSpec(
    "no_choropleth", "不显示", "None", "choropleth", Pane.CELLS, _draw_nothing, shown=False
)


def drawings(inputs: MapInputs, frame: Frame) -> Iterator[tuple[LayerSpec, Drawing]]:
    """Every layer that draws something, in the order of the catalogue; "none" is the last.

    Examples
    --------
    >>> from sim.maps.examples import line_inputs
    >>> [spec.layer_id for spec, _ in drawings(line_inputs(), Frame())][:2]
    ['minutes_from_hub', 'minutes_from_airport']
    """
    for entry in (*LAYERS, _NO_CHOROPLETH):
        is_none = entry is _NO_CHOROPLETH
        if inputs.layers and entry.layer_id not in inputs.layers and not is_none:
            continue
        for spec in entry.family(inputs) if entry.family is not None else (entry,):
            drawing = spec.draw(inputs, frame)
            if is_none or not drawing.is_empty():
                zh, en = (name.replace("{hub}", hub) for name, hub in _named(spec, inputs))
                yield replace(spec, zh=zh, en=en), drawing


def _named(spec: LayerSpec, inputs: MapInputs) -> tuple[tuple[str, str], tuple[str, str]]:
    return (spec.zh, inputs.hub_zh), (spec.en, inputs.hub_en)


def page_settings(inputs: MapInputs, frame: Frame, zones: ZoneShapes) -> dict[str, Json]:
    """What all scripts of the page share: bounds, credits, zones, and what the legend says.

    Examples
    --------
    >>> from sim.maps.choropleth import zone_shapes
    >>> from sim.maps.examples import line_inputs
    >>> inputs = line_inputs()
    >>> sorted(page_settings(inputs, Frame(), zone_shapes(inputs, Frame())))
    ['attribution', 'home', 'measured', 'province', 'source', 'title', 'zones']
    """
    network = inputs.network
    day, year = network.as_of.isoformat(), network.horizon_year
    return {
        "attribution": html.escape(" · ".join(inputs.base.attribution)),
        "title": words_json(Words(inputs.title_zh, inputs.title_en)),
        "source": words_json(
            Words(
                f"来源：模型计算 · 线网 {day} · 人口与岗位 {year}",
                f"Source: modelled · network of {day} · people and jobs of {year}",
            )
        ),
        "measured": words_json(inputs.measured),
        "home": _bounds(_served_points(inputs), frame),
        "province": _bounds(inputs.base.province.total_bounds.reshape(2, 2), frame),
        "zones": {
            "polygons": as_json(zones.polygons),
            "district": as_json(zones.district),
            "districts": as_json(zones.districts),
            "population": as_json(zones.population),
        },
    }


def first_place(inputs: MapInputs, frame: Frame) -> Json:
    """The hub the minutes start from, as a place of the page; nothing where it is not known.

    Examples
    --------
    >>> from sim.maps.examples import line_inputs
    >>> first_place(line_inputs(), Frame()) is None
    True
    """
    for hub in inputs.network.hubs.values():
        if hub.name_zh == inputs.hub_zh:
            return {"zh": hub.name_zh, "en": hub.name_en, "at": list(frame.point(hub.lon, hub.lat))}
    return None


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


def layer_json(spec: LayerSpec, drawing: Drawing) -> dict[str, Json]:
    """One layer with its drawing.

    Examples
    --------
    >>> layer_json(_NO_CHOROPLETH, Drawing())["zh"]
    '不显示'
    """
    return {
        **layer_entry(spec, drawing, shown=spec.shown),
        "source": words_json(spec.source),
        "scale": scale_json(spec.scale) if spec.scale is not None else None,
        **({} if spec.measured is None else {"measured": words_json(spec.measured)}),
        "drawing": as_json(drawing),
    }


def layer_entry(spec: LayerSpec, drawing: Drawing, *, shown: bool) -> dict[str, Json]:
    """What the layer control knows of a layer before it is drawn.

    Examples
    --------
    >>> layer_entry(_NO_CHOROPLETH, Drawing(), shown=False)["kind"]
    'choropleth'
    """
    return {
        "id": spec.layer_id,
        "zh": spec.zh,
        "en": spec.en,
        "kind": spec.kind,
        "shown": shown,
        "group": words_json(spec.group),
        "instead_of": list(spec.instead_of),
        "pane": spec.pane.value,
        # The marks of a choropleth repeat places that other layers have.
        "searched": spec.kind != "choropleth"
        and bool(drawing.dots or drawing.icons or _names(drawing)),
        "view": spec.view,
        "clears": spec.clears or spec.kind == "flow",
    }


def _names(drawing: Drawing) -> bool:
    """Whether there are names of places; a label that stands for another one is no new name."""
    return any(not label.instead_of for label in drawing.labels)


def scale_json(scale: Scale) -> dict[str, Json]:
    """Colours, breaks and words of a scale.

    Examples
    --------
    >>> from sim.maps.style import MINUTES
    >>> scale_json(MINUTES)["unit"]
    {'zh': '分钟', 'en': 'min'}
    """
    return {
        "unit": words_json(scale.unit),
        "breaks": list(scale.breaks),
        "colours": list(scale.colours),
        "labels": list(scale.labels()),
        "ticks": list(scale.ticks()),
        "ticks_zh": list(scale.ticks_zh()),
        "missing": words_json(scale.missing),
        "missing_colour": scale.missing_colour,
        "note": words_json(scale.note),
        "names": [words_json(name) for name in scale.names],
    }


def words_json(words: Words) -> dict[str, Json]:
    """Both languages.

    Examples
    --------
    >>> words_json(Words("线", "line"))
    {'zh': '线', 'en': 'line'}
    """
    return {"zh": words.zh, "en": words.en}


def script_json(value: Json) -> str:
    r"""JSON that may stand inside a script element: no tag can be closed or opened by a name.

    Examples
    --------
    >>> script_json({"zh": "</script>"})
    '{"zh":"\\u003c/script>"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
