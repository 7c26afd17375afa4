"""Slope chart: the median travel time of every district, from the reference to each alternative."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.indicators.weighted import weighted_quantile
from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.figure import TEXT_PT, WIDTH_MM, draw_svg, em_width_mm
from sim.reports.charts.palette import strokes
from sim.reports.charts.spread import spread
from sim.reports.charts.wrap import wrapped
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import Lang, say
from sim.reports.measures import TIMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["DistrictLine", "district_lines", "draw"]

_PLOT_MM = 84.0
_HEAD_MM = 7.0
_TICK_PT = TEXT_PT - 1.0
_TICK_MM = 3.4
"""Height of a line of a name beneath the chart."""

_LABEL_MM = 3.1
_MEDIAN = 0.5
_UNIT = Words("分钟", "minutes")


@dataclass(frozen=True, slots=True)
class DistrictLine:
    """Median minutes of a district in each alternative; infinite where most never arrive."""

    words: Words
    minutes: tuple[float, ...]

    @property
    def is_drawn(self) -> bool:
        """Whether every alternative has a time."""
        return all(math.isfinite(value) for value in self.minutes)


def district_lines(alternatives: tuple[Alternative, ...], measure: str) -> tuple[DistrictLine, ...]:
    """Population-weighted median time of each district, in the order of its county id.

    People who are not reached count as longer than any time, so the median is infinite where they
    are the majority. A district that an alternative does not have is NaN there.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> district_lines(example_inputs().alternatives, "minutes_from_hub")[0].minutes
    (40.0, 30.0)
    """
    names: dict[str, Words] = {}
    medians: list[dict[str, float]] = []
    for one in alternatives:
        found = {}
        for county_id, rows in one.cells.groupby("county_id"):
            key = str(county_id)
            found[key] = weighted_quantile(rows[measure], rows["population"], _MEDIAN)
            names.setdefault(key, Words(str(rows["name_zh"].iloc[0]), str(rows["name_en"].iloc[0])))
        medians.append(found)
    return tuple(
        DistrictLine(names[key], tuple(median.get(key, math.nan) for median in medians))
        for key in sorted(names)
    )


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw one panel per travel time; only where there is something to compare.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [picture.name for picture in draw(example_inputs())]
    ['districts-minutes_from_hub', 'districts-minutes_from_airport']
    """
    if not inputs.comparison or len(inputs.alternatives) < 2:
        return ()
    ordered = (inputs.reference, *inputs.others)
    names = [one.name for one in ordered]
    pictures = []
    for measure, words in TIMES.items():
        lines = district_lines(ordered, measure)
        drawn = [line for line in lines if line.is_drawn]
        left_out = [say(line.words, inputs.lang) for line in lines if not line.is_drawn]
        caption = Words(f"各区县：{words.zh}（中位数）", f"Districts: {words.en}, median")
        name = f"districts-{measure}"
        if drawn:
            svg = _svg(name, drawn, names, inputs.lang, label=say(caption, inputs.lang))
            pictures.append(Picture(name, caption, svg, _note(left_out)))
    return tuple(pictures)


def _note(left_out: list[str]) -> Words:
    zh = "按人口加权的中位数，未到达者计为最长；纵轴越低越快。"
    en = "Median over people, those not reached counting as longest; lower is faster."
    if not left_out:
        return Words(zh, en)
    names = "、".join(left_out)
    return Words(
        f"{zh}未画：{names}（半数以上居民在时限内未到达）。",
        f"{en} Not drawn: {names} (most people not reached in the time searched).",
    )


def _svg(name: str, lines: list[DistrictLine], names: list[str], lang: Lang, *, label: str) -> str:
    labels = [say(line.words, lang) for line in lines]
    room_mm = max(em_width_mm(label) for label in labels) + 14
    wide_mm = WIDTH_MM - 2 * room_mm
    ticks = [wrapped(one, wide_mm / max(len(names) - 1, 1) - 1, _TICK_PT) for one in names]
    foot_mm = 4.0 + _TICK_MM * max(len(tick) for tick in ticks)
    height_mm = _HEAD_MM + _PLOT_MM + foot_mm

    def paint(figure: Figure) -> None:
        axes = figure.add_axes(
            (
                room_mm / WIDTH_MM,
                foot_mm / height_mm,
                wide_mm / WIDTH_MM,
                _PLOT_MM / height_mm,
            )
        )
        _paint_lines(axes, lines)
        positions = range(len(names))
        axes.set_xlim(0, len(names) - 1)
        axes.set_xticks(positions, ["\n".join(tick) for tick in ticks])
        axes.tick_params(axis="x", labelsize=_TICK_PT)
        for place in positions:
            axes.axvline(place, color="#cccccc", lw=0.6, zorder=0)
        figure.text(0.5, 1 - 4.0 / height_mm, say(_UNIT, lang), ha="center", color="#555555")
        for place, sign in ((0, -1), (len(names) - 1, 1)):
            _end_labels(axes, lines, labels, place, sign)

    return draw_svg(name, paint, height_mm=height_mm, label=label)


def _paint_lines(axes: Axes, lines: list[DistrictLine]) -> None:
    looks = strokes(9)[1:]
    for number, line in enumerate(lines):
        look = looks[number % len(looks)]
        axes.plot(
            range(len(line.minutes)), line.minutes, color=look.colour, lw=1.0, marker=look.marker,
            ms=3, dashes=look.dash or (None, None), clip_on=False,
        )  # fmt: skip
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)


def _end_labels(
    axes: Axes, lines: list[DistrictLine], labels: list[str], place: int, sign: int
) -> None:
    low, high = axes.get_ylim()
    gap = (high - low) * _LABEL_MM / _PLOT_MM
    values = [line.minutes[place] for line in lines]
    step = 0.03 * max(axes.get_xlim()[1], 1)
    for label, value, y in zip(labels, values, spread(values, gap), strict=True):
        text = f"{label}  {value:.0f}" if sign < 0 else f"{value:.0f}  {label}"
        axes.plot(
            [place + 0.2 * step * sign, place + 0.9 * step * sign], [value, y], color="#999999",
            lw=0.4, clip_on=False,
        )  # fmt: skip
        axes.text(
            place + step * sign, y, text, va="center_baseline",
            ha="right" if sign < 0 else "left", size=TEXT_PT - 0.5,
        )  # fmt: skip
