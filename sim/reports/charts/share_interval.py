"""Share of public transport by definition with its interval, against the target."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.indicators.board_text import probability_text
from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.figure import TEXT_PT, WIDTH_MM, draw_svg, em_width_mm
from sim.reports.charts.legend import LINE_MM, key_rows, paint_strokes
from sim.reports.charts.palette import MET_ZONE, Stroke, strokes
from sim.reports.demand import Interval, definition_words, intervals_of
from sim.reports.inputs import ReportInputs
from sim.reports.language import say
from sim.reports.quantity import MISSING, plain_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["chance_text", "draw"]

_ROW_MM = 4.4
_GAP_MM = 2.4
_FOOT_MM = 7.0
_RIGHT_MM = 36.0
_MOST_NAME_MM = 62.0
_MOST_BARS = 30
"""With many alternatives the first definitions only are drawn; the table has them all."""


Rows = list[tuple[str, list[tuple[Stroke, Interval]]]]


def chance_text(probability: float) -> str:
    """Write a probability in whole per cent, never 0 or 100 for what is neither; a dash for NaN.

    Examples
    --------
    >>> [chance_text(p) for p in (0.314, 0.001, 0.9999, 0.0, float("nan"))]
    ['31%', '<1%', '>99%', '0%', '—']
    """
    if math.isnan(probability):
        return MISSING
    return probability_text(probability).replace(" ", "")


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw the chart; nothing where no run has intervals.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> draw(example_inputs())
    ()
    """
    lines = strokes(len(inputs.alternatives))
    by_definition: dict[str, list[tuple[Stroke, Interval]]] = {}
    for one, stroke in zip(inputs.alternatives, lines, strict=True):
        for interval in intervals_of(one):
            by_definition.setdefault(interval.definition, []).append((stroke, interval))
    if not by_definition:
        return ()
    shown = list(by_definition)[: max(1, _MOST_BARS // len(inputs.alternatives))]
    rows = [(say(definition_words(inputs, key), inputs.lang), by_definition[key]) for key in shown]
    named = [(one.name, line) for one, line in zip(inputs.alternatives, lines, strict=True)]
    keys = named if len(named) > 1 else []
    keys_mm = LINE_MM * len(key_rows([name for name, _ in keys])) + 2.0 if keys else 1.0
    body_mm = sum(_GAP_MM + _ROW_MM * len(found) for _, found in rows)
    height_mm = keys_mm + body_mm + _FOOT_MM
    name_mm = min(3.0 + max(em_width_mm(name) for name, _ in rows), _MOST_NAME_MM)

    def paint(figure: Figure) -> None:
        if keys:
            paint_strokes(figure, keys, height_mm=height_mm)
        axes = figure.add_axes(
            (
                name_mm / WIDTH_MM,
                _FOOT_MM / height_mm,
                1 - (name_mm + _RIGHT_MM) / WIDTH_MM,
                body_mm / height_mm,
            )
        )
        _paint(axes, rows, body_mm, -name_mm / (WIDTH_MM - name_mm - _RIGHT_MM))

    caption = Words(
        "公共交通占机动化出行的比例：各口径、区间与目标",
        "Public transport of motorised trips: definitions, intervals and the target",
    )
    svg = draw_svg("share-intervals", paint, height_mm=height_mm, label=say(caption, inputs.lang))
    return (Picture("share-intervals", caption, svg, _note(inputs)),)


def _note(inputs: ReportInputs) -> Words:
    draws = max(one.draws for other in inputs.alternatives for one in intervals_of(other))
    return Words(
        f"点为模型值，横线为5%–95%区间（{draws}次抽样，各次重新标定到基准年），竖线为目标值，"
        "浅色底为达标区；P 为达标概率。",
        f"Dot: value of the model; line: 5-95 % interval of {draws} draws, each fitted to the base "
        "year anew; thick line: target; pale ground: where it is met; P: probability that it is.",
    )


def _paint(axes: Axes, rows: Rows, body_mm: float, name_at: float) -> None:
    every = [interval for _, found in rows for _, interval in found]
    known = [
        value
        for one in every
        for value in (one.value, one.low, one.high, one.threshold)
        if not math.isnan(value)
    ]
    low, high = 5 * math.floor(min(known) / 5 - 0.2), 5 * math.ceil(max(known) / 5 + 0.2)
    axes.set_xlim(low, high)
    axes.set_ylim(body_mm, 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    thresholds = sorted({one.threshold for one in every if not math.isnan(one.threshold)})
    for threshold in thresholds[:1]:
        axes.axvspan(threshold, high, color=MET_ZONE, lw=0)
    for threshold in thresholds:
        axes.axvline(threshold, color="#111111", lw=1.6)
    top = _GAP_MM / 2
    for name, found in rows:
        axes.text(
            name_at, top + _ROW_MM * len(found) / 2, name, va="center_baseline",
            transform=axes.get_yaxis_transform(),
        )  # fmt: skip
        for stroke, interval in found:
            _paint_interval(axes, stroke, interval, top + _ROW_MM / 2)
            top += _ROW_MM
        top += _GAP_MM
    axes.xaxis.set_major_formatter("{x:.0f}%")


def _paint_interval(axes: Axes, stroke: Stroke, one: Interval, y: float) -> None:
    axes.plot(
        [one.low, one.high], [y, y], color=stroke.colour, lw=2.6, solid_capstyle="butt", alpha=0.55
    )
    axes.plot(
        [one.value], [y], stroke.marker, color=stroke.colour, ms=4.2, mec="white", mew=0.5,
        clip_on=False,
    )  # fmt: skip
    text = f"{plain_text(one.value)}% ({plain_text(one.low)}–{plain_text(one.high)})"
    axes.text(
        1.015, y, f"{text}  P {chance_text(one.probability)}", va="center_baseline",
        size=TEXT_PT - 0.5, transform=axes.get_yaxis_transform(),
    )  # fmt: skip
