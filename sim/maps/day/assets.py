"""Scripts, styles and the skeleton of the day's page as text."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from sim.maps.assets import leaflet_styles, own_text

__all__ = ["day_script", "day_styles", "day_text"]

_SHARED_SCRIPTS: Final = (
    "state.js",
    "dom.js",
    "lang.js",
    "decode.js",
    "inflate.js",
    "popups.js",
    "marks.js",
    "names.js",
)
_OWN_SCRIPTS: Final = (
    "day_numbers.js",
    "day_ways.js",
    "day_trains.js",
    "day_stations.js",
    "day_hubs.js",
    "day_clock.js",
    "day_canvas.js",
    "day_draw.js",
    "day_cards.js",
    "day_touch.js",
    "day_slider.js",
    "day_panel.js",
    "day_legend.js",
    "day_map.js",
    "day.js",
)
_SHARED_STYLES: Final = ("map.css", "tools.css")
_PUBLIC: Final = ("start", "day")


def day_text(name: str) -> str:
    """Read a file of ``sim/maps/day/static``.

    Examples
    --------
    >>> day_text("day.html").splitlines()[0]
    '<!DOCTYPE html>'
    """
    return files("sim.maps.day").joinpath("static", name).read_text(encoding="utf-8")


def day_script() -> str:
    """All scripts of the page in one closure; only `start` and the state `day` are seen outside.

    Examples
    --------
    >>> day_script().splitlines()[-2]
    'return { start, day };'
    """
    parts = "\n".join([*map(own_text, _SHARED_SCRIPTS), *map(day_text, _OWN_SCRIPTS)])
    public = ", ".join(_PUBLIC)
    return f'const simDay = (() => {{\n"use strict";\n{parts}\nreturn {{ {public} }};\n}})();'


def day_styles() -> str:
    """Leaflet's style sheet, those of the family of maps, and the page's own.

    Examples
    --------
    >>> ".day-clock" in day_styles()
    True
    """
    return "\n".join([leaflet_styles(), *map(own_text, _SHARED_STYLES), day_text("day.css")])
