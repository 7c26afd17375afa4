"""Waits by line against what even headways would give, and how irregular the trains are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.figure import TEXT_PT
from sim.reports.charts.grouped import BAR_MM, Group, Panel, grouped_svg, number_beside
from sim.reports.charts.palette import Bar
from sim.reports.inputs import ReportInputs
from sim.reports.language import say
from sim.reports.operations import precision, shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["LineWait", "draw", "line_waits"]

_EVEN: Final = Bar("#9db4bd")
_EXCESS: Final = Bar("#d9731a", "////")
_IRREGULAR: Final = "#5a6266"


@dataclass(frozen=True, slots=True)
class LineWait:
    """A line over the day: waits in minutes, and the irregularity of its headways."""

    title: Words
    even_min: float
    expected_min: float
    mean_min: float
    headway_cv: float
    bunched_pct: float


def line_waits(quarters: pd.DataFrame) -> dict[str, LineWait]:
    """Lines of ``operations_line_quarters`` by route, the longest mean wait first.

    Waits are means weighted by the people who board, irregularity by the trains; quarters without
    boardings or with a single train (whose headway nobody knows) have no weight.

    Examples
    --------
    >>> from sim.reports.operations_examples import day_tables
    >>> one = line_waits(day_tables()["operations_line_quarters"])["L1"]
    >>> one.even_min, round(one.mean_min, 2), one.headway_cv
    (2.0, 2.1, 0.2)
    """
    if quarters.empty:
        return {}
    found = {}
    for route, rows in quarters.groupby("route_id", sort=False):
        found[str(route)] = LineWait(
            Words(str(rows["name_zh"].iloc[0]), str(rows["name_en"].iloc[0])),
            _mean(rows, "even_wait_s", "boardings") / 60,
            _mean(rows, "expected_wait_s", "boardings") / 60,
            _mean(rows, "mean_wait_s", "boardings") / 60,
            _mean(rows, "headway_cv", "trains"),
            _mean(rows, "bunched_share_pct", "trains"),
        )
    known = {key: one for key, one in found.items() if not math.isnan(one.mean_min)}
    return dict(sorted(known.items(), key=lambda item: (-item[1].mean_min, item[0])))


def _mean(rows: pd.DataFrame, column: str, weight: str) -> float:
    values = rows[column].to_numpy("float64")
    weights = np.where(np.isnan(values), 0.0, rows[weight].to_numpy("float64"))
    whole = float(weights.sum())
    return float((np.nan_to_num(values) * weights).sum() / whole) if whole > 0 else math.nan


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw the lines, longest wait first, alternatives below each other.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.reports.operations_examples import example_day
    >>> with tempfile.TemporaryDirectory() as home:
    ...     (picture,) = draw(example_day(Path(home)))
    >>> ">1号线 Line 1<" in picture.svg or ">1号线<" in picture.svg
    True
    """
    by_name = {
        one.name: found
        for one in shown(inputs)
        if (found := line_waits(one.table("operations_line_quarters")))
    }
    titles = {key: one.title for found in by_name.values() for key, one in found.items()}
    if not titles:
        return ()
    lines = [found.get(key) for key in titles for found in by_name.values()]
    panels = (
        Panel(
            Words("平均候车，分钟", "mean wait, minutes"), 2.0,
            lambda axes, ys: _paint_waits(axes, ys, lines),
        ),
        Panel(
            Words("间隔变异系数", "headway CV"), 1.0,
            lambda axes, ys: _paint_bars(axes, ys, [_of(one, "headway_cv") for one in lines], 3),
        ),
        Panel(
            Words("扎堆列车，%", "bunched trains, %"), 1.0,
            lambda axes, ys: _paint_bars(axes, ys, [_of(one, "bunched_pct") for one in lines], 2),
        ),
    )  # fmt: skip
    groups = [Group(title, tuple(by_name)) for title in titles.values()]
    keys = [
        (Words("均匀间隔的一半", "half of an even headway"), _EVEN),
        (Words("超出的候车", "excess wait"), _EXCESS),
    ]
    caption = Words("候车与行车间隔的不均", "Waits, and how uneven headways are")
    svg = grouped_svg(
        "operations-headways", groups, panels, keys, lang=inputs.lang,
        label=say(caption, inputs.lang),
    )  # fmt: skip
    told = precision(inputs, "metro")
    note = Words(
        "条形为模拟的平均候车；黑点为按间隔变异系数算出的期望值 h/2·(1+CV²)（Newell），"
        f"模拟值更长处有人挤不上车。扎堆：与前车的间隔不到计划的一半。停站与晚点的波动为假定。{told.zh}",
        "Bars: mean wait as simulated; black dot: expected from the irregularity, h/2 (1+CV²) "
        "(Newell). Where the bar is longer, people could not board. Bunched: less than half of the "
        "planned headway behind the train ahead. Spread of dwell and run times is assumed."
        f"{told.en}",
    )
    return (Picture("operations-headways", caption, svg, note),)


def _of(one: LineWait | None, name: str) -> float:
    return math.nan if one is None else float(getattr(one, name))


def _paint_waits(axes: Axes, ys: Sequence[float], lines: Sequence[LineWait | None]) -> None:
    most = max(one.mean_min for one in lines if one is not None)
    axes.set_xlim(0, 1.25 * most or 1.0)
    for y, one in zip(ys, lines, strict=True):
        if one is None:
            axes.text(0.01 * most, y, "—", va="center_baseline", size=TEXT_PT - 0.5)
            continue
        even = min(one.even_min, one.mean_min)
        axes.barh(y, even, BAR_MM, color=_EVEN.colour)
        axes.barh(
            y, one.mean_min - even, BAR_MM, even, color=_EXCESS.colour, hatch=_EXCESS.hatch,
            edgecolor="#444444", linewidth=0.3,
        )  # fmt: skip
        axes.plot([one.expected_min], [y], "o", color="#111111", ms=2.6)
        end = max(one.mean_min, one.expected_min)
        number_beside(axes, end, y, f" {one.mean_min:.2f}")


def _paint_bars(axes: Axes, ys: Sequence[float], values: Sequence[float], decimals: int) -> None:
    most = max((value for value in values if not math.isnan(value)), default=1.0)
    axes.set_xlim(0, 1.4 * (most or 1.0))
    for y, value in zip(ys, values, strict=True):
        if not math.isnan(value):
            axes.barh(y, value, BAR_MM, color=_IRREGULAR)
            number_beside(axes, value, y, f"{value:.{decimals}f}")
    axes.locator_params(axis="x", nbins=3)
