"""Shares as stacked bars in panels below each other, with one row of keys above them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.maps.style import Words
from sim.reports.charts.figure import TEXT_PT, WIDTH_MM, draw_svg, em_width_mm
from sim.reports.charts.legend import LINE_MM, key_rows, paint_bars
from sim.reports.charts.palette import Bar
from sim.reports.demand import WayShare
from sim.reports.language import Lang, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["StackedPanel", "stacked_svg"]

_BAR_MM = 5.4
_HEAD_MM = 6.5
_FOOT_MM = 6.0
_RIGHT_MM = 5.0
_MOST_NAME_MM = 40.0
_LEAST_PCT = 4.0
"""Parts that are narrower have no number inside."""


@dataclass(frozen=True, slots=True)
class StackedPanel:
    """Bars under one title: the name of each, and its parts in per cent."""

    title: Words
    rows: tuple[tuple[str, tuple[WayShare, ...]], ...]


def stacked_svg(name: str, panels: Sequence[StackedPanel], *, lang: Lang, label: str) -> str:
    """Draw panels of stacked bars, each 0 to 100 per cent wide; the first bar gives the keys.

    Examples
    --------
    >>> parts = (WayShare(Words("甲", "one"), "#336699", 60.0, 60.0),)
    >>> panel = StackedPanel(Words("城", "city"), (("now", parts),))
    >>> text = stacked_svg("s", [panel], lang="en", label="shares")
    >>> ">60<" in text, ">one<" in text
    (True, True)
    """
    keys = [(say(way.words, lang), Bar(way.colour)) for way in panels[0].rows[0][1]]
    keys_mm = LINE_MM * len(key_rows([words for words, _ in keys]))
    heights = [_HEAD_MM + _BAR_MM * len(panel.rows) for panel in panels]
    height_mm = keys_mm + sum(heights) + _FOOT_MM
    names = [row for panel in panels for row, _ in panel.rows]
    name_mm = min(3.0 + max(em_width_mm(row, TEXT_PT - 0.5) for row in names), _MOST_NAME_MM)

    def paint(figure: Figure) -> None:
        paint_bars(figure, keys, height_mm=height_mm)
        top = keys_mm
        for place, panel in enumerate(panels):
            title = say(panel.title, lang)
            y = 1 - (top + 4.6) / height_mm
            figure.text(0.0, y, title, weight="bold", size=TEXT_PT + 0.5)
            bars_mm = _BAR_MM * len(panel.rows)
            axes = figure.add_axes(
                (
                    name_mm / WIDTH_MM,
                    1 - (top + _HEAD_MM + bars_mm) / height_mm,
                    1 - (name_mm + _RIGHT_MM) / WIDTH_MM,
                    bars_mm / height_mm,
                )
            )
            _paint_panel(axes, panel, is_last=place == len(panels) - 1)
            top += heights[place]

    return draw_svg(name, paint, height_mm=height_mm, label=label)


def _paint_panel(axes: Axes, panel: StackedPanel, *, is_last: bool) -> None:
    axes.set_xlim(0, 100)
    axes.set_ylim(len(panel.rows) - 0.5, -0.5)
    for place, (_, shares) in enumerate(panel.rows):
        left = 0.0
        for way in shares:
            axes.barh(
                place, way.share_pct, 0.74, left, color=way.colour, edgecolor="white", linewidth=0.6
            )
            if way.share_pct >= _LEAST_PCT:
                axes.text(
                    left + way.share_pct / 2, place, f"{way.share_pct:.0f}", ha="center",
                    va="center_baseline", color=_ink(way.colour),
                )  # fmt: skip
            left += way.share_pct
    axes.set_yticks(range(len(panel.rows)), [name for name, _ in panel.rows])
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(is_last)
    ticks = range(0, 101, 20) if is_last else []
    axes.set_xticks(ticks, [f"{tick}%" for tick in ticks])


def _ink(colour: str) -> str:
    """Black or white, whichever is read on the colour (ITU-R BT.601)."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#111111" if 0.299 * red + 0.587 * green + 0.114 * blue > 135 else "#ffffff"
