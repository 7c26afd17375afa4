"""The only door to matplotlib: a drawing of fixed size becomes SVG for the page.

Text stays text and takes the fonts of the page, so Chinese is read in whatever font the reader
has; the drawing measures nothing but itself, so equal inputs give equal bytes.
"""

from __future__ import annotations

import html
import io
import re
import warnings
from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["TEXT_PT", "WIDTH_MM", "draw_svg", "em_width_mm"]

WIDTH_MM: Final = 174.0
"""Width of the text on an A4 page with the margins of ``report.css``."""

TEXT_PT: Final = 7.5
"""Size of the words in a chart."""

_MM_PER_INCH: Final = 25.4
_PT_PER_INCH: Final = 72.0
_INK: Final = "#222222"

_STYLE: Final = MappingProxyType(
    {
        "font.family": ["DejaVu Sans"],  # comes with matplotlib: the same on every machine
        "font.size": TEXT_PT,
        "svg.fonttype": "none",
        "axes.edgecolor": "#888888",
        "axes.linewidth": 0.6,
        "axes.labelcolor": _INK,
        "axes.labelsize": TEXT_PT,
        "axes.titlesize": TEXT_PT + 0.5,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "grid.color": "#dddddd",
        "grid.linewidth": 0.5,
        "hatch.linewidth": 0.7,
        "legend.frameon": False,
        "text.color": _INK,
        "xtick.color": "#555555",
        "ytick.color": "#555555",
        "xtick.labelsize": TEXT_PT - 0.5,
        "ytick.labelsize": TEXT_PT - 0.5,
        "xtick.major.size": 2.5,
        "ytick.major.size": 0.0,
        "xtick.major.width": 0.5,
        "image.interpolation": "none",
        "path.simplify": True,
    }
)
_NO_METADATA: Final = MappingProxyType(
    {"Date": None, "Creator": None, "Format": None, "Type": None}
)


def draw_svg(
    name: str,
    paint: Callable[[Figure], None],
    *,
    height_mm: float,
    label: str,
    width_mm: float = WIDTH_MM,
    dpi: int = 200,
) -> str:
    """Let `paint` fill an empty figure and return it as an ``<svg>`` element.

    Parameters
    ----------
    name
        Name of the chart, unique on the page: it keeps the ids of two charts apart.
    paint
        Called with the figure; places its axes itself, in shares of the figure.
    height_mm, width_mm
        Size on paper.
    label
        What a screen reader says.
    dpi
        Resolution of what is rasterised inside the drawing.

    Examples
    --------
    >>> text = draw_svg("x", lambda f: f.text(0.1, 0.5, "杭州") and None, height_mm=20, label="a")
    >>> text[:47], "杭州" in text, "DejaVu" in text
    ('<svg class="chart" role="img" aria-label="a" vi', True, False)
    """
    from matplotlib import rc_context  # noqa: PLC0415 - the door
    from matplotlib.figure import Figure  # noqa: PLC0415

    buffer = io.StringIO()
    style = {**_STYLE, "svg.hashsalt": name}
    with rc_context(style), warnings.catch_warnings():  # type: ignore[arg-type]
        # The reader's own fonts draw the text; that DejaVu lacks Chinese is of no consequence.
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from")
        figure = Figure(figsize=(width_mm / _MM_PER_INCH, height_mm / _MM_PER_INCH), dpi=dpi)
        paint(figure)
        figure.savefig(buffer, format="svg", metadata=dict(_NO_METADATA), transparent=True)
    return _inline(buffer.getvalue(), name=name, label=label)


def em_width_mm(text: str, size_pt: float = TEXT_PT) -> float:
    """Room that a line of text needs: an em for a Chinese character, 0.58 em for another one.

    Examples
    --------
    >>> round(em_width_mm("杭州", 10), 2), round(em_width_mm("ab", 10), 2)
    (7.06, 4.09)
    """
    ems = sum(1.0 if ord(letter) > 0x2E7F else 0.58 for letter in text)
    return ems * size_pt * _MM_PER_INCH / _PT_PER_INCH


def _inline(svg: str, *, name: str, label: str) -> str:
    """Strip what an element inside a page does not need, and matplotlib's counting ids."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<!--.*?-->\n?", "", body, flags=re.DOTALL)
    body = re.sub(r"<style type=\"text/css\">.*?</style>", "", body, flags=re.DOTALL)
    body = re.sub(r" <metadata>.*?</metadata>\n", "", body, flags=re.DOTALL)
    body = re.sub(r"<defs>\s*</defs>\n?", "", body)
    body = re.sub(r'<g id="[a-zA-Z]+[a-zA-Z0-9.]*_\d+"(/?)>', r"<g\1>", body)
    body = re.sub(r"<[^>]+>", _leaner, body)
    body = re.sub(r"\n\s*", "\n", body)
    box = re.search(r'viewBox="([^"]+)"', body)
    if box is None:
        raise ValueError(f"chart '{name}' has no size")
    open_end = body.index(">") + 1
    head = (
        f'<svg class="chart" role="img" aria-label="{html.escape(label)}" viewBox="{box.group(1)}" '
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    )
    return head + body[open_end:].rstrip()


def _leaner(tag: re.Match[str]) -> str:
    """A tag without font and idle turn, its coordinates to a hundredth of a point."""
    text = tag.group().replace("font-family: 'DejaVu Sans'; ", "")
    text = re.sub(r' transform="rotate\(-0 [^"]*"', "", text)
    return re.sub(r"\d+\.\d{3,}", _rounded, text)


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number.group()):.2f}".rstrip("0").rstrip(".")
