"""Leaflet and the page's own script and styles as text, to be written into the page itself."""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

__all__ = [
    "MAP_SCRIPTS",
    "MAP_STYLES",
    "leaflet_script",
    "leaflet_styles",
    "own_script",
    "own_text",
]

MAP_SCRIPTS: Final = (
    "state.js",
    "dom.js",
    "lang.js",
    "decode.js",
    "inflate.js",
    "popups.js",
    "marks.js",
    "names.js",
    "cells.js",
    "cell_tip.js",
    "map_cells.js",
    "flows.js",
    "flow_tip.js",
    "flow_layer.js",
    "layers.js",
    "legend.js",
    "flow_legend.js",
    "layer_list.js",
    "views.js",
    "search.js",
    "measure.js",
    "timeline.js",
    "print.js",
    "reach.js",
    "toolbar.js",
    "map.js",
)
"""The files of the one-scenario page, in the order they are read."""

MAP_STYLES: Final = ("map.css", "tools.css", "flows.css", "print.css")
"""The style sheets of the one-scenario page."""

_LEAFLET = ("js_lib_leaflet", "static", "js_lib_leaflet")
_PNG_URL = re.compile(r"url\((images/[\w-]+\.png)\)")
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def _leaflet_folder() -> Traversable:
    package, *folders = _LEAFLET
    return files(package).joinpath(*folders)


@cache
def leaflet_script() -> str:
    """Leaflet's script, from the installed package `django-js-lib-leaflet` (no Django needed).

    The pointer to the source map is cut: a browser's developer tools would load it.

    Examples
    --------
    >>> leaflet_script().splitlines()[1].strip()
    '* Leaflet 1.9.4, a JS library for interactive maps. https://leafletjs.com'
    """
    text = _leaflet_folder().joinpath("leaflet.js").read_text(encoding="utf-8")
    return _SOURCE_MAP.sub("", text)


@cache
def leaflet_styles() -> str:
    """Leaflet's style sheet with its images written into it.

    Examples
    --------
    >>> "url(images/" in leaflet_styles(), "data:image/png;base64," in leaflet_styles()
    (False, True)
    """
    folder = _leaflet_folder()

    def inlined(match: re.Match[str]) -> str:
        data = base64.b64encode(folder.joinpath(match[1]).read_bytes()).decode("ascii")
        return f"url(data:image/png;base64,{data})"

    return _PNG_URL.sub(inlined, folder.joinpath("leaflet.css").read_text(encoding="utf-8"))


def own_text(name: str) -> str:
    """Read a file of ``sim/maps/static``, such as ``map.css`` or ``panel.html``.

    Examples
    --------
    >>> own_text("panel.html").count("<aside")
    1
    """
    return files("sim.maps").joinpath("static", name).read_text(encoding="utf-8")


def own_script(files: tuple[str, ...], *, name: str, public: tuple[str, ...]) -> str:
    """Join script files of ``sim/maps/static`` to one closure with a few public functions.

    The files share one scope and see each other's functions; only `public` is seen outside.

    Examples
    --------
    >>> text = own_script(("dom.js",), name="page", public=("element",))
    >>> text.splitlines()[0], text.splitlines()[-2]
    ('const page = (() => {', 'return { element };')
    """
    parts = "\n".join(own_text(file) for file in files)
    return (
        f'const {name} = (() => {{\n"use strict";\n{parts}\n'
        f"return {{ {', '.join(public)} }};\n}})();"
    )
