"""Rows of keys above a chart, each as wide as its words, broken where the line is full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.reports.charts.figure import TEXT_PT, WIDTH_MM, em_width_mm
from sim.reports.charts.palette import Bar, Stroke

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["LINE_MM", "key_rows", "paint_bars", "paint_strokes"]

LINE_MM = 4.6
"""Height of one row of keys."""

_KEY_MM = 8.0
_GAP_MM = 5.0


def key_rows(labels: Sequence[str], *, width_mm: float = WIDTH_MM) -> list[list[tuple[int, float]]]:
    """Place keys in rows: per row the number of each label and where it begins, in mm.

    Examples
    --------
    >>> key_rows(["a", "b"], width_mm=30)
    [[(0, 0.0), (1, 14.53)]]
    >>> key_rows(["a", "b"], width_mm=20)
    [[(0, 0.0)], [(1, 0.0)]]
    """
    rows: list[list[tuple[int, float]]] = [[]]
    at = 0.0
    for number, label in enumerate(labels):
        wide = _KEY_MM + em_width_mm(label)
        if rows[-1] and at + wide > width_mm:
            rows.append([])
            at = 0.0
        rows[-1].append((number, round(at, 2)))
        at += wide + _GAP_MM
    return rows


def paint_strokes(
    figure: Figure, keys: Sequence[tuple[str, Stroke]], *, height_mm: float, top_mm: float = 0.0
) -> None:
    """Draw keys of lines at the top of a figure of the given height.

    Examples
    --------
    >>> from sim.reports.charts.figure import draw_svg
    >>> from sim.reports.charts.palette import strokes
    >>> keys = [("base", strokes(1)[0])]
    >>> def paint(figure):
    ...     paint_strokes(figure, keys, height_mm=10)
    >>> ">base<" in draw_svg("keys", paint, height_mm=10, label="")
    True
    """
    from matplotlib.lines import Line2D  # noqa: PLC0415

    for number, x_mm, y in _places([label for label, _ in keys], height_mm, top_mm):
        label, stroke = keys[number]
        figure.add_artist(
            Line2D(
                [x_mm / WIDTH_MM, (x_mm + _KEY_MM - 1.5) / WIDTH_MM], [y, y], color=stroke.colour,
                lw=stroke.width_pt, dashes=stroke.dash or (None, None),
            )
        )  # fmt: skip
        _label(figure, label, x_mm, y)


def paint_bars(
    figure: Figure, keys: Sequence[tuple[str, Bar]], *, height_mm: float, top_mm: float = 0.0
) -> None:
    """Draw keys of fillings at the top of a figure of the given height.

    Examples
    --------
    >>> from sim.reports.charts.figure import draw_svg
    >>> def paint(figure):
    ...     paint_bars(figure, [("met", Bar("#123456"))], height_mm=10)
    >>> ">met<" in draw_svg("keys", paint, height_mm=10, label="")
    True
    """
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    for number, x_mm, y in _places([label for label, _ in keys], height_mm, top_mm):
        label, bar = keys[number]
        figure.add_artist(
            Rectangle(
                (x_mm / WIDTH_MM, y - 1.3 / height_mm), (_KEY_MM - 1.5) / WIDTH_MM,
                2.6 / height_mm, facecolor=bar.colour, hatch=bar.hatch, edgecolor="#444444", lw=0.4,
            )
        )  # fmt: skip
        _label(figure, label, x_mm, y)


def _places(
    labels: Sequence[str], height_mm: float, top_mm: float
) -> list[tuple[int, float, float]]:
    return [
        (number, x_mm, 1 - (top_mm + LINE_MM * (row + 0.5)) / height_mm)
        for row, keys in enumerate(key_rows(labels))
        for number, x_mm in keys
    ]


def _label(figure: Figure, label: str, x_mm: float, y: float) -> None:
    figure.text((x_mm + _KEY_MM) / WIDTH_MM, y, label, va="center_baseline", size=TEXT_PT)
