"""Small multiples: equal panels in columns, each with its title above, and keys above them all."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.maps.style import Words
from sim.reports.charts.figure import TEXT_PT, WIDTH_MM, draw_svg, em_width_mm
from sim.reports.charts.legend import LINE_MM, key_rows, paint_strokes
from sim.reports.charts.palette import Stroke
from sim.reports.language import Lang, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["MultiPanel", "cut_text", "multiples_svg", "paint_hours_axis", "short_number"]

_GAP_MM: Final = 8.0
_LEFT_MM: Final = 9.0
_RIGHT_MM: Final = 4.0
"""Room for the last label of an axis."""

_FOOT_MM: Final = 6.5
_LINE_MM: Final = 3.5
_HEAD_MM: Final = 2.5


@dataclass(frozen=True, slots=True)
class MultiPanel:
    """One panel: its title, a smaller line beneath, and what fills its axes."""

    title: Words
    under: str
    paint: Callable[[Axes], None]


def multiples_svg(
    name: str,
    panels: Sequence[MultiPanel],
    keys: Sequence[tuple[str, Stroke]],
    *,
    lang: Lang,
    label: str,
    columns: int = 3,
    body_mm: float = 21.0,
) -> str:
    """Draw panels row by row; a title in two languages takes two lines where one is too short.

    Examples
    --------
    >>> def paint(axes):
    ...     axes.plot([8, 9], [0, 5])
    >>> panel = MultiPanel(Words("安检", "Security"), "5 at 09:00", paint)
    >>> text = multiples_svg("m", [panel], [], lang="both", label="queues")
    >>> ">安检 Security<" in text, ">5 at 09:00<" in text
    (True, True)
    """
    wide_mm = (WIDTH_MM - _RIGHT_MM - _GAP_MM * (columns - 1)) / columns - _LEFT_MM
    titles = [_lines(panel.title, lang, wide_mm + _LEFT_MM) for panel in panels]
    lines = max(len(title) for title in titles) + (1 if any(p.under for p in panels) else 0)
    head_mm = _HEAD_MM + _LINE_MM * lines
    panel_mm = head_mm + body_mm + _FOOT_MM
    keys_mm = LINE_MM * len(key_rows([words for words, _ in keys])) if keys else 0.0
    height_mm = keys_mm + panel_mm * math.ceil(len(panels) / columns)

    def paint(figure: Figure) -> None:
        if keys:
            paint_strokes(figure, keys, height_mm=height_mm)
        for number, panel in enumerate(panels):
            row, column = divmod(number, columns)
            left_mm = column * (wide_mm + _LEFT_MM + _GAP_MM)
            top_mm = keys_mm + row * panel_mm
            texts = [*titles[number], cut_text(panel.under, wide_mm + _LEFT_MM)]
            for line, text in enumerate(texts):
                is_title = line < len(titles[number])
                figure.text(
                    left_mm / WIDTH_MM,
                    1 - (top_mm + _LINE_MM * (line + 1)) / height_mm,
                    text, weight="bold" if is_title else "normal", va="center_baseline",
                    size=TEXT_PT if is_title else TEXT_PT - 0.7,
                    color="#222222" if is_title else "#555555",
                )  # fmt: skip
            axes = figure.add_axes(
                (
                    (left_mm + _LEFT_MM) / WIDTH_MM,
                    1 - (top_mm + head_mm + body_mm) / height_mm,
                    wide_mm / WIDTH_MM,
                    body_mm / height_mm,
                )
            )
            axes.grid(axis="y")
            panel.paint(axes)
            axes.yaxis.set_major_formatter(lambda value, _: short_number(value))

    return draw_svg(name, paint, height_mm=height_mm, label=label)


def short_number(value: float) -> str:
    """Write a number of an axis short: thousands and millions by a letter.

    Examples
    --------
    >>> [short_number(value) for value in (0.25, 1500, 20_000, 2.5e6, -30_000)]
    ['0.25', '1500', '20k', '2.5M', '−30k']
    """
    for size, letter in ((1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            return f"{value / (1e6 if letter == 'M' else 1e3):g}{letter}".replace("-", "−")
    return f"{value:g}".replace("-", "−")


def paint_hours_axis(axes: Axes, first: float, last: float) -> None:
    """Mark the hours of a day along an axis, every two, three or four of them.

    Examples
    --------
    >>> from sim.reports.charts.figure import draw_svg
    >>> def paint(figure):
    ...     paint_hours_axis(figure.add_axes((0.1, 0.3, 0.8, 0.6)), 6.0, 10.0)
    >>> ">08:00<" in draw_svg("hours", paint, height_mm=30, label="")
    True
    """
    first, last = math.floor(first), math.ceil(last)
    wide = max(last - first, 1)
    step = next((step for step in (1, 2, 4) if wide / step <= 5), 6)
    ticks = range(math.ceil(first / step) * step, last + 1, step)
    axes.set_xlim(first, max(last, first + 1))
    axes.set_xticks(list(ticks), [f"{hour:02d}:00" for hour in ticks])


def _lines(title: Words, lang: Lang, room_mm: float) -> tuple[str, ...]:
    """A title on one line where it fits, else Chinese above English, each cut to its room."""
    text = say(title, lang)
    if em_width_mm(text, TEXT_PT + 0.6) <= room_mm:
        return (text,)
    parts = (title.zh, title.en) if lang == "both" else (text,)
    return tuple(cut_text(part, room_mm) for part in parts)


def cut_text(text: str, room_mm: float) -> str:
    """Text cut to its room, an ellipsis at its end.

    Examples
    --------
    >>> cut_text("Security", 40.0), cut_text("Security", 10.0)
    ('Security', 'Secur…')
    """
    if em_width_mm(text, TEXT_PT + 0.6) <= room_mm:
        return text
    kept = text
    while kept and em_width_mm(f"{kept}…", TEXT_PT + 0.6) > room_mm:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
