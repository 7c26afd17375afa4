"""Lorenz chart: how evenly the jobs within an hour are spread over the people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.equity.lorenz import Curve, lorenz_curve
from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.figure import WIDTH_MM, draw_svg
from sim.reports.charts.palette import Stroke, strokes
from sim.reports.inputs import ReportInputs
from sim.reports.language import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw", "gini_of"]

_PLOT_MM = 66.0
_LEFT_MM = 13.0
_FOOT_MM = 10.0
_TOP_MM = 3.0
_GINI_MM = 62.0
"""From the left of the keys to the end of the numbers."""
_COLUMN: Final = "jobs_60min"


def gini_of(curve: Curve) -> float:
    """Gini index of a Lorenz curve, ``1 − 2·area``; NaN where nobody has anything.

    Examples
    --------
    >>> round(gini_of(lorenz_curve([10.0, 20.0, 30.0, 40.0], [1.0, 1.0, 1.0, 1.0])), 4)
    0.25
    """
    return 1 - 2 * curve.area


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw all curves in one square, with the Gini index of each beside it.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [picture.name for picture in draw(example_inputs())]
    ['lorenz']
    """
    ordered = [one for one in (inputs.reference, *inputs.others) if _COLUMN in one.cells.columns]
    if not ordered:
        return ()
    curves = [
        lorenz_curve(one.cells[_COLUMN], one.cells["population"], missing="drop") for one in ordered
    ]
    height_mm = _TOP_MM + _PLOT_MM + _FOOT_MM

    def paint(figure: Figure) -> None:
        axes = figure.add_axes(
            (_LEFT_MM / WIDTH_MM, _FOOT_MM / height_mm, _PLOT_MM / WIDTH_MM, _PLOT_MM / height_mm)
        )
        axes.plot([0, 100], [0, 100], color="#999999", lw=0.8)
        styles = strokes(len(ordered))
        for curve, style in reversed(list(zip(curves, styles, strict=True))):
            axes.plot(
                100 * curve.people_share, 100 * curve.value_share, color=style.colour,
                lw=style.width_pt, dashes=style.dash or (None, None),
            )  # fmt: skip
        axes.set(xlim=(0, 100), ylim=(0, 100))
        axes.grid()
        axes.set_xlabel(say(_PEOPLE, inputs.lang), labelpad=1.5)
        axes.set_ylabel(say(_JOBS, inputs.lang), labelpad=1.5)
        x_mm = _LEFT_MM + _PLOT_MM + 10
        y_mm = 8.0
        figure.text(x_mm / WIDTH_MM, 1 - y_mm / height_mm, say(_GINI, inputs.lang), weight="bold")
        for one, curve, style in zip(ordered, curves, styles, strict=True):
            y_mm += 5.5
            y = 1 - y_mm / height_mm
            _key(figure, x_mm, y, style)
            figure.text((x_mm + 10) / WIDTH_MM, y, one.name, va="center_baseline")
            figure.text(
                (x_mm + _GINI_MM) / WIDTH_MM, y, f"{gini_of(curve):.3f}", ha="right",
                va="center_baseline",
            )  # fmt: skip

    svg = draw_svg("lorenz", paint, height_mm=height_mm, label=say(_CAPTION, inputs.lang))
    return (Picture("lorenz", _CAPTION, svg, _NOTE),)


_CAPTION = Words(
    "洛伦兹曲线：60分钟可达就业岗位在居民间的分布",
    "Lorenz curves: jobs within 60 minutes, over the city's people",
)
_PEOPLE = Words("居民 %（自最少者起）", "% of people, those with least first")
_JOBS = Words("可达岗位 %", "% of jobs in reach")
_GINI = Words("基尼系数（0 = 完全均等）", "Gini index (0 = even)")
_NOTE = Words(
    "各单元居民所能到达的岗位数，按人口加权；离对角线越远越不均等。岗位分布为模型结果。",
    "Jobs that the people of each cell can reach, weighted by people; the further below the "
    "diagonal, the less even. The jobs themselves are modelled.",
)


def _key(figure: Figure, x_mm: float, y: float, stroke: Stroke) -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415

    figure.add_artist(
        Line2D(
            [x_mm / WIDTH_MM, (x_mm + 8) / WIDTH_MM],
            [y, y],
            color=stroke.colour,
            lw=stroke.width_pt,
            dashes=stroke.dash or (None, None),
        )
    )
