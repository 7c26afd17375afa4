"""What a closure costs, and what the people do: wait, another way, the shuttle, or stay away."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.grouped import BAR_MM, Group, Panel, grouped_svg, number_beside
from sim.reports.charts.palette import Bar
from sim.reports.inputs import ReportInputs
from sim.reports.language import say
from sim.reports.operations import precision, shown, title_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Cost", "closure_costs", "draw"]

_DEEDS: Final = {
    "rerouted": (Words("改道", "another way"), Bar("#0072b2")),
    "by_shuttle": (Words("接驳车", "shuttle"), Bar("#6da9d2", "////")),
    "waited": (Words("等候恢复", "waited"), Bar("#d9a441")),
    "gave_up": (Words("放弃", "gave up"), Bar("#8d2f12", "....")),
}
_CLOSURES: Final = 10


@dataclass(frozen=True, slots=True)
class Cost:
    """A closure: hours that people lose (with bounds), how many, and what each share does (%)."""

    title: Words
    hours_lost: float
    low: float
    high: float
    people: float
    deeds_pct: tuple[float, ...]


def closure_costs(disruptions: pd.DataFrame) -> dict[str, Cost]:
    """Closures of ``operations_disruptions`` by id; shares are of the people who are affected.

    Examples
    --------
    >>> from sim.reports.operations_examples import day_tables
    >>> one = closure_costs(day_tables()["operations_disruptions"])["c1"]
    >>> one.hours_lost, one.deeds_pct  # another way 900 of 2000, shuttle 400, waited 500, 200
    (500.0, (45.0, 20.0, 25.0, 10.0))
    """
    found = {}
    for _, row in disruptions.iterrows():
        people = float(row["people_affected"])
        shares = tuple(100 * float(row[key]) / people if people > 0 else math.nan for key in _DEEDS)
        lost, low, high = (float(row[key]) / 60 for key in ("person_minutes_lost", "low", "high"))
        found[str(row["closure_id"])] = Cost(_titled(row), lost, low, high, people, shares)
    return found


def _titled(row: pd.Series) -> Words:
    """Title of a closure, in Chinese with its hours where the title does not tell them itself."""
    title = title_words(row)
    span = f"{row['from_time']}–{row['until_time']}"
    if str(row["from_time"]) in title.en:
        return title
    return Words(f"{title.zh} {span}", title.en)


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw the closures in their order, alternatives below each other.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.reports.operations_examples import example_day
    >>> with tempfile.TemporaryDirectory() as home:
    ...     (picture,) = draw(example_day(Path(home)))
    >>> ">500<" in picture.svg, ">400<" in picture.svg
    (True, True)
    """
    by_name = {
        one.name: found
        for one in shown(inputs)
        if (found := closure_costs(one.table("operations_disruptions")))
    }
    titles = {key: one.title for found in by_name.values() for key, one in found.items()}
    if not titles:
        return ()
    chosen = list(titles)[:_CLOSURES]
    rows = [found.get(key) for key in chosen for found in by_name.values()]
    panels = (
        Panel(
            Words("损失的人·小时", "person-hours lost"), 1.0,
            lambda axes, ys: _paint_hours(axes, ys, rows),
        ),
        Panel(
            Words("受影响者的去向，%", "what they do, %"), 1.2,
            lambda axes, ys: _paint_deeds(axes, ys, rows),
        ),
    )  # fmt: skip
    caption = Words("中断的代价", "What closures cost")
    svg = grouped_svg(
        "operations-closures", [Group(titles[key], tuple(by_name)) for key in chosen], panels,
        list(_DEEDS.values()), lang=inputs.lang, label=say(caption, inputs.lang),
        most_title_mm=70.0,
    )  # fmt: skip
    told = precision(inputs, "disruption")
    note = Words(
        "与同一组随机数下没有中断的一天相比；横线为区间，条形右侧为受影响人数。"
        f"接驳能力、放弃的规则为假定。{told.zh}",
        "Against the same day with the same draws without the closure; line: interval; right of "
        "the bars: people affected. Room on the "
        f"shuttle and rules of giving up are assumed.{told.en}",
    )
    return (Picture("operations-closures", caption, svg, note),)


def _paint_hours(axes: Axes, ys: Sequence[float], rows: Sequence[Cost | None]) -> None:
    ends = [end for one in rows if one for end in (one.hours_lost, one.high) if not math.isnan(end)]
    most = max(ends, default=1.0)
    axes.set_xlim(0, 1.35 * most or 1.0)
    for y, one in zip(ys, rows, strict=True):
        if one is None:
            number_beside(axes, 0.0, y, "—")
            continue
        axes.barh(y, one.hours_lost, BAR_MM, color="#b9c7cc")
        end = one.hours_lost
        if not math.isnan(one.low):
            axes.plot([one.low, one.high], [y, y], color="#14505e", lw=1.2)
            end = max(end, one.high)
        number_beside(axes, end, y, f"{one.hours_lost:,.0f}")
    axes.locator_params(axis="x", nbins=4)


def _paint_deeds(axes: Axes, ys: Sequence[float], rows: Sequence[Cost | None]) -> None:
    axes.set_xlim(0, 124)
    axes.set_xticks(range(0, 101, 25))
    for y, one in zip(ys, rows, strict=True):
        if one is None or math.isnan(one.deeds_pct[0]):
            continue
        left = 0.0
        for share, (_, bar) in zip(one.deeds_pct, _DEEDS.values(), strict=True):
            axes.barh(
                y, share, BAR_MM, left, color=bar.colour, hatch=bar.hatch, edgecolor="white",
                linewidth=0.3,
            )  # fmt: skip
            left += share
        number_beside(axes, min(left, 100.0), y, f"{one.people:,.0f}")
