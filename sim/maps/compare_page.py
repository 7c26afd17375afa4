"""The comparison page: alternatives under a swipe, side by side or as a difference, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Final, get_args

import jinja2

from sim.errors import OutputError, ScenarioError
from sim.maps.assets import leaflet_script, leaflet_styles, own_script, own_text
from sim.maps.choropleth import zone_shapes
from sim.maps.compare_data import compared_data
from sim.maps.compare_inputs import ComparisonInputs
from sim.maps.frame import Frame
from sim.maps.page import MAX_BYTES, Lang
from sim.maps.page_data import script_json

__all__ = ["draw_comparison", "write_comparison_page"]

_VIEW_SCRIPTS: Final = (
    "state.js",
    "dom.js",
    "lang.js",
    "decode.js",
    "popups.js",
    "marks.js",
    "names.js",
    "map_cells.js",
    "layers.js",
    "views.js",
    "compare_network.js",
    "compare_view.js",
)
_PAGE_SCRIPTS: Final = (
    "dom.js",
    "lang.js",
    "decode.js",
    "compare_values.js",
    "compare_legend.js",
    "compare_gains.js",
    "compare_board.js",
    "compare_shares.js",
    "compare_demand.js",
    "compare_gateway.js",
    "compare_swipe.js",
    "compare_controls.js",
    "compare_print.js",
    "compare.js",
)
_STYLES: Final = ("map.css", "compare.css", "compare_demand.css")
_POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
)


def draw_comparison(inputs: ComparisonInputs, *, lang: Lang = "both") -> str:
    """Draw the comparison of two to ten alternatives as a self-contained page.

    A reader chooses a measure and two alternatives, A and B, and looks at them under a swipe, side
    by side, or as the difference B against A. Values of all alternatives are inside the page, so
    any pair is computed there: a place's gain is the time in A less that in B, or the number in B
    less that in A. People are counted with the population of B. The page asks the network for
    nothing, and equal inputs give equal bytes.

    Parameters
    ----------
    inputs
        Alternatives, base map, boards and ledger. Zones without a value (NaN) are drawn grey; those
        with a value in one of A and B only have colours of their own.
    lang
        Language the page opens in: ``zh``, ``en`` or ``both``.

    Returns
    -------
    HTML text.

    Raises
    ------
    ScenarioError
        There is no such language.
    OutputError
        The page would be larger than `MAX_BYTES`.

    Examples
    --------
    >>> from sim.maps.compare_examples import two_lines
    >>> page = draw_comparison(two_lines())
    >>> page == draw_comparison(two_lines()), len(page) < 400_000
    (True, True)
    """
    if lang not in get_args(Lang):
        raise ScenarioError(f"language '{lang}' is not known; write {', '.join(get_args(Lang))}")
    frame = Frame()
    zones = zone_shapes(inputs.one_map(inputs.reference), frame)
    data = {name: script_json(value) for name, value in compared_data(inputs, frame, zones)}
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    page = environment.from_string(own_text("compare.html")).render(
        lang=lang,
        policy=_POLICY,
        title_zh=inputs.title_zh,
        title_en=inputs.title_en,
        count=len(inputs.alternatives),
        notes=inputs.notes,
        undrawn=zones.undrawn,
        has_demand="demand" in data,
        has_gateway="gateway" in data,
        styles="\n".join((leaflet_styles(), *map(own_text, _STYLES))),
        data=data,
        scripts="\n".join((leaflet_script(), own_text("cells.js"), _view_script(), _page_script())),
    )
    _check_size(page, data)
    return page


def write_comparison_page(inputs: ComparisonInputs, path: Path, *, lang: Lang = "both") -> int:
    """Write the page of `draw_comparison` to a file; returns its size in bytes.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from sim.maps.compare_examples import two_lines
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "compare.html"
    ...     write_comparison_page(two_lines(), path) == path.stat().st_size
    True
    """
    data = draw_comparison(inputs, lang=lang).encode("utf-8")
    try:
        path.write_bytes(data)
    except OSError as error:
        raise OutputError(f"{path}: the page cannot be written ({error.strerror})") from error
    return len(data)


def _view_script() -> str:
    """A function that makes one map: called twice, since two of them can stand side by side."""
    parts = "\n".join(own_text(file) for file in _VIEW_SCRIPTS)
    return f'const compareView = () => {{\n"use strict";\n{parts}\nreturn view;\n}};'


def _page_script() -> str:
    return own_script(_PAGE_SCRIPTS, name="simCompare", public=("start", "state", "mapViews"))


def _check_size(page: str, data: dict[str, str]) -> None:
    size = len(page.encode("utf-8"))
    if size <= MAX_BYTES:
        return
    heaviest = sorted(data, key=lambda name: -len(data[name]))[:3]
    parts = ", ".join(f"{name} {len(data[name]) / 1e6:.1f} MB" for name in heaviest)
    raise OutputError(
        f"the comparison page would be {size / 1e6:.1f} MB, the limit is {MAX_BYTES / 1e6:.0f} MB; "
        f"heaviest parts: {parts}. Compare fewer alternatives"
    )
