"""Critical sections: their rank by people's time lost beside their rank by topology."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.figure import TEXT_PT, WIDTH_MM, draw_svg, em_width_mm
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import Lang, say
from sim.reports.operations import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Section", "critical_sections", "draw"]

_MOST: Final = 12
_ROW_MM: Final = 5.0
_HEAD_MM: Final = 7.0
_FOOT_MM: Final = 2.0
_RIGHT_MM: Final = 40.0
_MOST_NAME_MM: Final = 92.0
_MOST_PICTURES: Final = 2
_UP: Final = "#a84e0b"
_DOWN: Final = "#2470aa"
_LEVEL: Final = "#6b6b6b"
_NEAR: Final = 2
"""Ranks that differ by no more are drawn as the same."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section between two stations: what an hour of closing costs, and both its ranks.

    ``hours_lost_per_h`` is screened, by which all are ranked; ``simulated_hours_per_h`` is that of
    the whole simulation, NaN where there is none.
    """

    title: Words
    rank: int
    rank_topology: int
    hours_lost_per_h: float
    simulated_hours_per_h: float

    @property
    def simulated(self) -> bool:
        """Whether the closure was simulated as a whole."""
        return not math.isnan(self.simulated_hours_per_h)


def critical_sections(table: pd.DataFrame) -> tuple[Section, ...]:
    """The twelve most critical sections of ``operations_critical_sections``, in their order.

    Examples
    --------
    >>> from sim.reports.operations_examples import day_tables
    >>> found = critical_sections(day_tables()["operations_critical_sections"])
    >>> [(one.title.en, one.rank, one.rank_topology, one.hours_lost_per_h) for one in found][0]
    ('Jia – Yi', 1, 3, 150.0)
    """
    if table.empty:
        return ()
    ranked = table.sort_values("rank", kind="stable").head(_MOST)
    simulated = ranked["person_minutes_lost_per_h"].where(ranked["simulated"].astype(bool))
    return tuple(
        Section(
            Words(f"{row['from_zh']}–{row['to_zh']}", f"{row['from_en']} – {row['to_en']}"),
            int(row["rank"]),
            int(row["rank_topology"]),
            float(row["screened_lost_per_h"]) / 60,
            float(whole) / 60,
        )
        for (_, row), whole in zip(ranked.iterrows(), simulated, strict=True)
    )


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw the ranks of the first two alternatives that have them.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.reports.operations_examples import example_day
    >>> with tempfile.TemporaryDirectory() as home:
    ...     [picture.name for picture in draw(example_day(Path(home)))]
    ['operations-critical-old', 'operations-critical-new']
    """
    found = [
        (one, sections)
        for one in shown(inputs)
        if (sections := critical_sections(one.table("operations_critical_sections")))
    ]
    return tuple(_picture(inputs, one, sections) for one, sections in found[:_MOST_PICTURES])


def _picture(inputs: ReportInputs, one: Alternative, sections: tuple[Section, ...]) -> Picture:
    labels = [_label(section, inputs.lang) for section in sections]
    left, right = (say(words, inputs.lang) for words in _HEADS)
    name_mm = min(3.0 + max(em_width_mm(text) for text in (f"{left}XX", *labels)), _MOST_NAME_MM)
    body_mm = _ROW_MM * len(sections)
    height_mm = _HEAD_MM + body_mm + _FOOT_MM

    def paint(figure: Figure) -> None:
        axes = figure.add_axes(
            (
                name_mm / WIDTH_MM,
                _FOOT_MM / height_mm,
                1 - (name_mm + _RIGHT_MM) / WIDTH_MM,
                body_mm / height_mm,
            )
        )
        _paint(axes, sections, labels)
        y = 1 - 2.8 / height_mm
        figure.text(name_mm / WIDTH_MM, y, left, ha="right", weight="bold", va="center_baseline")
        figure.text(1 - _RIGHT_MM / WIDTH_MM, y, right, weight="bold", va="center_baseline")

    several = len(inputs.alternatives) > 1
    caption = Words(
        f"{f'{one.name}：' if several else ''}最关键的区间",
        f"{f'{one.name}: the' if several else 'The'} most critical sections",
    )
    name = f"operations-critical-{one.name.replace('/', '-')}"
    svg = draw_svg(name, paint, height_mm=height_mm, label=say(caption, inputs.lang))
    return Picture(name, caption, svg, _NOTE)


_HEADS: Final = (
    Words("每中断一小时损失的人·小时", "person-hours lost an hour"),
    Words("拓扑名次", "rank by topology"),
)
_NOTE: Final = Words(
    "左：最忙一小时中断该区间，每小时损失的人·小时，按静态筛选（各区间同一尺度）排名；●后为全程模拟所得，含由此而生的排队，故较大，不与筛选值比较。右：按拓扑（边介数）的名次。"
    "橙色虚线：客流使其比拓扑所示更关键；蓝色：更不关键。绕行与接驳的规则为假定。",
    "Left: person-hours lost for each hour the section is closed in the busiest hour, ranked as "
    "screened by static rerouting, one yardstick for all; after ● that of a whole simulation, "
    "larger as it has the queues that the closure makes: not to be compared with screened ones. "
    "Right: rank by topology (edge betweenness). Orange, dashed: people make it more critical "
    "than topology tells; blue: less. Rules of rerouting and shuttles are assumed.",
)


def _label(section: Section, lang: Lang) -> str:
    lost = f"{section.hours_lost_per_h:,.0f}"
    whole = f" (● {section.simulated_hours_per_h:,.0f})" if section.simulated else ""
    return f"{section.rank}  {say(section.title, lang)}  {lost}{whole}"


def _paint(axes: Axes, sections: Sequence[Section], labels: Sequence[str]) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(len(sections) - 0.5, -0.5)
    axes.set_xticks([])
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_yticks(range(len(sections)), labels)
    order = sorted(range(len(sections)), key=lambda at: (sections[at].rank_topology, at))
    right = {at: place for place, at in enumerate(order)}
    for place, section in enumerate(sections):
        change = section.rank_topology - section.rank
        colour = _LEVEL if abs(change) <= _NEAR else _UP if change > 0 else _DOWN
        axes.plot(
            [0.03, 0.97], [place, right[place]], color=colour, lw=1.4,
            ls=(0, (4, 1.5)) if change > _NEAR else "-", clip_on=False,
        )  # fmt: skip
        axes.plot([0.03, 0.97], [place, right[place]], "o", color=colour, ms=3.2)
        axes.text(
            1.02, right[place], f"{section.rank_topology}", va="center_baseline", color=colour,
            size=TEXT_PT, transform=axes.get_yaxis_transform(),
        )  # fmt: skip
