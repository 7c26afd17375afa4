"""How the mean of each measure settles with the replications, and how wide its interval is."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.hub.experiment.intervals import mean_interval
from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.small_multiples import MultiPanel, multiples_svg, short_number
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import Lang, say
from sim.reports.operations import PARTS, day_unit, headline_rows, shown, title_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Running", "draw", "running_means"]

_PANELS: Final = 8
_LINE: Final = "#14505e"


@dataclass(frozen=True, slots=True)
class Running:
    """Mean and bounds after each number of replications; bounds are NaN after one."""

    mean: npt.NDArray[np.float64]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]

    @property
    def half_width_pct(self) -> float:
        """Half of the last interval over the mean (%); NaN where there is none or no mean."""
        half = float(self.high[-1] - self.low[-1]) / 2
        return 100 * half / abs(float(self.mean[-1])) if self.mean[-1] else math.nan


def running_means(values: Sequence[float]) -> Running:
    """Mean and 95 % interval (Student's t) after 1, 2, … replications.

    Examples
    --------
    >>> found = running_means([9.0, 10.0, 11.0])  # s = 1, t = 4.303, 4.303 / sqrt(3) = 2.484
    >>> found.mean.tolist(), round(float(found.high[-1]), 3), round(found.half_width_pct, 1)
    ([9.0, 9.5, 10.0], 12.484, 24.8)
    """
    found = [mean_interval(values[: count + 1]) for count in range(len(values))]
    return Running(
        np.array([one.mean for one in found]),
        np.array([one.low for one in found]),
        np.array([one.high for one in found]),
    )


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw the measures with the widest intervals of the first compared alternative, or the run.

    Nothing where no day was simulated at least twice.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.reports.operations_examples import example_day
    >>> with tempfile.TemporaryDirectory() as home:
    ...     [picture.name for picture in draw(example_day(Path(home)))]
    ['operations-convergence']
    """
    others = {one.name for one in inputs.others}
    ordered = sorted(shown(inputs), key=lambda one: one.name not in others)
    for one in ordered:
        panels = _panels(one, inputs.lang)
        if panels:
            return (_picture(inputs, one, panels),)
    return ()


def _panels(one: Alternative, lang: Lang) -> list[MultiPanel]:
    table, summary = (one.table(name) for name in ("operations_replications", "operations_summary"))
    if table.empty or summary.empty:
        return []
    summary = headline_rows(summary)
    keys = ["part", "facility_id", "measure"]
    values = {
        tuple(map(str, key)): rows.sort_values("replication")["value"].to_numpy("float64")
        for key, rows in table.groupby(keys, sort=False)
    }
    found: list[tuple[float, int, MultiPanel]] = []
    for place, (_, row) in enumerate(summary.iterrows()):
        own = values.get((str(row["part"]), str(row["facility_id"]), str(row["measure"])))
        own = None if own is None else own[~np.isnan(own)]
        if own is None or len(own) < 2 or not own.any():
            continue
        running = running_means(own.tolist())
        title = title_words(row)
        width = running.half_width_pct
        unit = day_unit(str(row["unit"])).en
        whose = str(row["name_en" if lang == "en" else "name_zh"])
        mean = short_number(float(f"{running.mean[-1]:.4g}"))
        under = f"{whose} · {mean} {unit} ± {width:.1f}%"
        found.append((-width, place, MultiPanel(title, under, _painter(running))))
    return [panel for _, _, panel in _spread(found, summary)]


def _spread(
    found: list[tuple[float, int, MultiPanel]], summary: pd.DataFrame
) -> list[tuple[float, int, MultiPanel]]:
    """The widest intervals of each part in turn, so that every part is seen."""
    parts = summary["part"].astype(str).tolist()
    by_part = {
        part: sorted((one for one in found if parts[one[1]] == part), key=lambda one: one[:2])
        for part in PARTS
    }
    rounds = max((len(own) for own in by_part.values()), default=0)
    picked = [own[turn] for turn in range(rounds) for own in by_part.values() if turn < len(own)]
    return picked[:_PANELS]


def _picture(inputs: ReportInputs, one: Alternative, panels: list[MultiPanel]) -> Picture:
    caption = Words(f"{one.name}：重复模拟够不够？", f"{one.name}: are there enough replications?")
    svg = multiples_svg(
        "operations-convergence", panels, [], lang=inputs.lang, label=say(caption, inputs.lang),
        columns=2, body_mm=16.0,
    )  # fmt: skip
    note = Words(
        "横轴为重复模拟次数，线为累计均值，浅色为95%置信区间；每部分先示区间最宽的指标。"
        "从清晨空无一人开始模拟全天，无需剔除预热期。",
        "Across: replications; line: mean so far; pale: its 95 % interval. Of each part the "
        "measures with the widest intervals. A day starts empty before the service does, so there "
        "is no warm-up to cut.",
    )
    return Picture("operations-convergence", caption, svg, note)


def _painter(running: Running) -> Callable[[Axes], None]:
    def paint(axes: Axes) -> None:
        counts = np.arange(1, len(running.mean) + 1)
        axes.fill_between(counts, running.low, running.high, color="#cfdde4", lw=0)
        axes.plot(counts, running.mean, color=_LINE, lw=1.3)
        axes.plot(counts[-1:], running.mean[-1:], "o", color=_LINE, ms=3)
        late = slice(min(2, len(counts) - 1), None)
        low, high = float(np.nanmin(running.low[late])), float(np.nanmax(running.high[late]))
        room = 0.15 * (high - low) or 0.5 * abs(high) or 1.0
        axes.set_ylim(low - room, high + room)
        axes.set_xlim(1, max(len(counts), 2))
        axes.locator_params(axis="x", nbins=6, integer=True)
        axes.locator_params(axis="y", nbins=4)

    return paint
