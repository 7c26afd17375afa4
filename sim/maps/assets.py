"""Leaflet and the page's own script and styles as text, to be written into the page itself."""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

__all__ = ["leaflet_script", "leaflet_styles", "own_text"]

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
    """Read a file of ``sim/maps/static``: ``map.js``, ``map.css`` or ``panel.html``.

    Examples
    --------
    >>> own_text("panel.html").split()[0]
    '<aside'
    """
    return files("sim.maps").joinpath("static", name).read_text(encoding="utf-8")
