"""Times of the simulated day with their intervals: waits, transfers and journeys by facility."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.figure import TEXT_PT, WIDTH_MM, draw_svg, em_width_mm
from sim.reports.charts.palette import Stroke, strokes
from sim.reports.charts.small_multiples import cut_text
from sim.reports.inputs import ReportInputs
from sim.reports.language import say
from sim.reports.operations import (
    PARTS,
    headline_rows,
    in_minutes,
    precision,
    shown,
    title_words,
)
from sim.reports.quantity import plain_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Duration", "day_durations", "draw"]

_MOST_ROWS: Final = 48
_LABEL_MM: Final = 4.4
_ROW_MM: Final = 3.9
_HEAD_MM: Final = 5.0
_FOOT_MM: Final = 7.0
_RIGHT_MM: Final = 4.0
_MOST_NAME_MM: Final = 40.0
_LOG_FROM: Final = 30.0
"""Where the longest time is this many times the shortest one, the axis is logarithmic."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A time in minutes with the bounds of its interval; NaN where there is none."""

    title: Words
    value: float
    low: float
    high: float


Rows = list[tuple[str, list[tuple[str, Stroke, Duration]]]]


def day_durations(summary: pd.DataFrame) -> dict[tuple[str, str, str], Duration]:
    """Rows of ``operations_summary`` in units of time by part, facility and measure, in minutes.

    Parts come in the order of the chapter. Empty without a table.

    Examples
    --------
    >>> from sim.reports.operations_examples import day_tables
    >>> found = day_durations(day_tables()["operations_summary"])
    >>> {key[2]: (one.value, one.low) for key, one in found.items()}
    {'mean_wait': (2.5, 2.45), 'transfer_p95': (9.0, 8.5)}
    """
    found: dict[tuple[str, str, str], Duration] = {}
    if summary.empty:
        return found
    order = {part: place for place, part in enumerate(PARTS)}
    ranked = summary.sort_values(
        "part", key=lambda parts: parts.map(order).fillna(len(order)), kind="stable"
    )
    for _, row in ranked.iterrows():
        unit = str(row["unit"])
        minutes = [in_minutes(float(row[key]), unit) for key in ("value", "low", "high")]
        if not math.isnan(minutes[0]):
            place = Words(str(row["name_zh"]), str(row["name_en"]))
            title = title_words(row)
            words = Words(f"{place.zh}：{title.zh}", f"{place.en}: {title.en}")
            key = (str(row["part"]), str(row["facility_id"]), str(row["measure"]))
            found[key] = Duration(words, *minutes)
    return found


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw a dot and its interval for each time under its name, alternatives below each other.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.reports.operations_examples import example_day
    >>> with tempfile.TemporaryDirectory() as home:
    ...     (picture,) = draw(example_day(Path(home)))
    >>> ">2.50 (2.45–2.55)<" in picture.svg
    True
    """
    lines = dict(zip((one.name for one in inputs.alternatives),
                     strokes(len(inputs.alternatives)), strict=True))  # fmt: skip
    by_name = {
        one.name: found
        for one in shown(inputs)
        if (found := day_durations(headline_rows(one.table("operations_summary"))))
    }
    titles = {key: one.title for found in by_name.values() for key, one in found.items()}
    if not titles:
        return ()
    several = len(inputs.alternatives) > 1
    rows: Rows = [
        (
            say(titles[key], inputs.lang),
            [
                (name if several else "", lines[name], found[key])
                for name, found in by_name.items()
                if key in found
            ],
        )
        for key in list(titles)[: max(1, _MOST_ROWS // len(by_name))]
    ]
    caption = Words("一天的时间指标与区间", "Times of the day with their intervals")
    told = precision(inputs)
    note = Words(
        f"分钟。点为重复模拟的均值，横线为区间。{told.zh}区间只含随机波动，不含假定本身的不确定。",
        f"Minutes. Dot: mean of the replications; line: its interval.{told.en} The interval holds "
        "chance alone, not the doubt about what is assumed.",
    )
    svg = _svg(rows, say(Words("分钟", "minutes"), inputs.lang), say(caption, inputs.lang))
    return (Picture("operations-waits", caption, svg, note),)


def _svg(rows: Rows, unit: str, label: str) -> str:
    names = [name for _, own in rows for name, _, _ in own]
    name_mm = min(4.0 + max(em_width_mm(name, TEXT_PT - 1) for name in names), _MOST_NAME_MM)
    body_mm = sum(_LABEL_MM + _ROW_MM * len(own) for _, own in rows)
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
        figure.text(name_mm / WIDTH_MM, 1 - 2.6 / height_mm, unit, weight="bold",
                    va="center_baseline")  # fmt: skip
        _scale(axes, [one for _, own in rows for _, _, one in own])
        axes.set_ylim(body_mm, 0)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x")
        top = 0.0
        for title, own in rows:
            y = 1 - (_HEAD_MM + top + _LABEL_MM / 2 + 0.5) / height_mm
            figure.text(0.0, y, cut_text(title, WIDTH_MM), va="center_baseline", size=TEXT_PT - 0.3)
            top += _LABEL_MM
            for name, stroke, one in own:
                middle = top + _ROW_MM / 2
                y = 1 - (_HEAD_MM + middle) / height_mm
                figure.text((name_mm - 2.0) / WIDTH_MM, y, name, ha="right", color="#555555",
                            va="center_baseline", size=TEXT_PT - 1)  # fmt: skip
                _paint(axes, middle, stroke, one)
                top += _ROW_MM

    return draw_svg("operations-waits", paint, height_mm=height_mm, label=label)


def _scale(axes: Axes, durations: Sequence[Duration]) -> None:
    """From zero, or by powers of ten where times differ too much; with room for the numbers."""
    known = [one.value for one in durations]
    most = max(known)
    least = min((value for value in known if value > 0), default=most)
    if least > 0 and most / least > _LOG_FROM:
        axes.set_xscale("log")
        axes.set_xlim(least / 1.6, most * 6)
        axes.xaxis.set_major_formatter("{x:g}")
        axes.xaxis.set_minor_formatter("")
    else:
        axes.set_xlim(0, 1.35 * (most or 1.0))


def _paint(axes: Axes, y: float, stroke: Stroke, one: Duration) -> None:
    text, end = plain_text(one.value, 2), one.value
    if not math.isnan(one.low):
        axes.plot([one.low, one.high], [y, y], color=stroke.colour, lw=2.6, alpha=0.5)
        text += f" ({plain_text(one.low, 2)}–{plain_text(one.high, 2)})"
        end = max(end, one.high)
    axes.plot([one.value], [y], stroke.marker, color=stroke.colour, ms=3.8, mec="white", mew=0.5)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.3}
    axes.annotate(
        text, (end, y), xytext=(4, 0), textcoords="offset points", va="center_baseline",
        size=TEXT_PT - 0.7, bbox=box,
    )  # fmt: skip
