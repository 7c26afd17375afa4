"""Access curves: which share of the people is within so many minutes, for every alternative."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.figure import TEXT_PT, WIDTH_MM, draw_svg
from sim.reports.charts.legend import LINE_MM, key_rows, paint_strokes
from sim.reports.charts.palette import strokes
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import say
from sim.reports.measures import TIMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw", "share_within"]

Floats = npt.NDArray[np.float64]

_LIMIT_MIN: Final = 120
_MINUTES: Final = np.arange(_LIMIT_MIN + 1, dtype=np.float64)
_PLOT_MM = 52.0
_DIFFERENCE_MM = 26.0
_HEAD_MM = 7.0
_FOOT_MM = 9.0
_BETWEEN_MM = 4.0
_LEFT_MM = 11.0
_COLUMN_MM = 87.0


def share_within(times_min: npt.ArrayLike, people: npt.ArrayLike, at_min: npt.ArrayLike) -> Floats:
    """Percent of all people whose time is at most so many minutes.

    People of places that are not reached (NaN) are part of the whole and never arrive. Nobody at
    all gives NaN.

    Examples
    --------
    >>> share_within([10.0, 20.0, float("nan")], [1.0, 2.0, 1.0], [9.0, 10.0, 60.0]).tolist()
    [0.0, 25.0, 75.0]
    """
    times = np.asarray(times_min, dtype=np.float64)
    weights = np.asarray(people, dtype=np.float64)
    known = ~np.isnan(times)
    order = np.argsort(times[known], kind="stable")
    running = np.concatenate([[0.0], np.cumsum(weights[known][order])])
    place = np.searchsorted(times[known][order], np.asarray(at_min, dtype=np.float64), side="right")
    whole = weights.sum()
    return np.asarray(100 * running[place] / (whole if whole > 0 else np.nan))


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw both travel times side by side, and the differences to the reference beneath.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [picture.name for picture in draw(example_inputs())]
    ['access-curve']
    """
    compared = bool(inputs.comparison) and len(inputs.alternatives) > 1
    names = [one.name for one in inputs.alternatives]
    keys_mm = LINE_MM * len(key_rows(names)) + 1 if compared else 0.0
    difference_mm = _DIFFERENCE_MM + _BETWEEN_MM if compared else 0.0
    height_mm = keys_mm + _HEAD_MM + _PLOT_MM + difference_mm + _FOOT_MM
    ordered = (inputs.reference, *inputs.others)

    def paint(figure: Figure) -> None:
        styles = strokes(len(ordered))
        if compared:
            keys = [(one.name, style) for one, style in zip(ordered, styles, strict=True)]
            paint_strokes(figure, keys, height_mm=height_mm)
        for column, (measure, words) in enumerate(TIMES.items()):
            curves = [_curve(one, measure) for one in ordered]
            left = (_LEFT_MM + _COLUMN_MM * column) / WIDTH_MM
            wide = (_COLUMN_MM - _LEFT_MM - 4) / WIDTH_MM
            top = 1 - (keys_mm + _HEAD_MM + _PLOT_MM) / height_mm
            figure.text(
                left, 1 - (keys_mm + 4.5) / height_mm, say(words, inputs.lang), weight="bold",
                size=TEXT_PT + 0.5,
            )  # fmt: skip
            upper = figure.add_axes((left, top, wide, _PLOT_MM / height_mm))
            _lines(upper, curves)
            upper.set_ylim(0, 100)
            upper.yaxis.set_major_formatter(lambda value, _place: f"{value:g} %")
            lowest = upper
            if compared:
                lowest = figure.add_axes(
                    (left, _FOOT_MM / height_mm, wide, _DIFFERENCE_MM / height_mm)
                )
                _lines(lowest, [curve - curves[0] for curve in curves])
                lowest.yaxis.set_major_formatter(lambda value, _place: f"{value:+g}")
                upper.set_xticklabels([])
            lowest.set_xlabel(say(_MINUTE_WORDS, inputs.lang), labelpad=1.5)

    svg = draw_svg("access-curve", paint, height_mm=height_mm, label=say(_CAPTION, inputs.lang))
    return (Picture("access-curve", _CAPTION, svg, _note(inputs.reference.name, compared)),)


_CAPTION = Words(
    "全市在给定时间内可达的人口比例", "Share of the city's people within so many minutes"
)
_MINUTE_WORDS: Final = Words("分钟", "minutes")


def _note(reference: str, compared: bool) -> Words:
    whole = Words(
        "含搜索时限内未到达者，其时间视为无穷大。",
        "People not reached in the time searched are part of the whole and never arrive.",
    )
    if not compared:
        return whole
    return Words(
        f"{whole.zh}下图为与 {reference} 之差（百分点）。",
        f"{whole.en} Below: difference to {reference}, in percentage points.",
    )


def _curve(one: Alternative, measure: str) -> Floats:
    return share_within(one.cells[measure], one.cells["population"], _MINUTES)


def _lines(axes: Axes, curves: list[Floats]) -> None:
    for style, curve in reversed(list(zip(strokes(len(curves)), curves, strict=True))):
        axes.plot(
            _MINUTES, curve, color=style.colour, lw=style.width_pt,
            dashes=style.dash or (None, None),
        )  # fmt: skip
    axes.set_xlim(0, _LIMIT_MIN)
    axes.set_xticks(range(0, _LIMIT_MIN + 1, 15))
    axes.grid()
