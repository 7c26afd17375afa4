"""Gains chart: people by minutes gained and lost against the reference, as diverging bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import pandas as pd

from sim.indicators.compare_gains import BANDS, Band
from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.figure import TEXT_PT, WIDTH_MM, draw_svg, em_width_mm
from sim.reports.charts.legend import LINE_MM, key_rows, paint_bars
from sim.reports.charts.palette import GAINED, LOST, UNCHANGED, Bar
from sim.reports.inputs import ReportInputs
from sim.reports.language import say
from sim.reports.measures import measure_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["BAND_BARS", "BAND_SIDES", "band_words", "draw", "people_by_band"]

_ROW_MM = 6.0
_HEAD_MM = 6.0
_FOOT_MM = 9.0

_UNCHANGED: Final = next(
    place for place, band in enumerate(BANDS) if band.from_min < 0 < band.to_min
)


def _side(place: int) -> int:
    """1 is better, -1 worse, 0 the same: the bands stand in order, reached in neither last."""
    if place in {_UNCHANGED, len(BANDS) - 1}:
        return 0
    return 1 if place < _UNCHANGED else -1


BAND_SIDES: Final = tuple(_side(place) for place in range(len(BANDS)))
"""For each of `BANDS`: 1 faster or newly reached, -1 slower or no longer reached, 0 neither."""


def _bar(place: int, side: int) -> Bar:
    if not side:
        return Bar(UNCHANGED)
    shades = GAINED if side > 0 else LOST
    return Bar(shades[min(abs(place - _UNCHANGED), len(shades)) - 1], "" if side > 0 else "////")


BAND_BARS: Final = tuple(_bar(place, side) for place, side in enumerate(BAND_SIDES))
"""Filling of each of `BANDS`: darker away from no change; the worse side is hatched as well."""


def band_words(band: Band) -> Words:
    """Name of a band in both languages.

    Examples
    --------
    >>> band_words(BANDS[1])
    Words(zh='快15分钟以上', en='15 min faster or more')
    """
    return Words(band.title_zh, band.title_en)


def people_by_band(gains: pd.DataFrame, alternative: str, measure: str) -> tuple[float, ...]:
    """People of the whole city in each of `BANDS`; 0 where the table has no row for it.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> gains = example_inputs().table("gains")
    >>> people_by_band(gains, "new", "minutes_from_hub")[:5]
    (0.0, 1000.0, 2000.0, 0.0, 1000.0)
    """
    rows = gains[
        (gains["alternative"] == alternative)
        & (gains["measure"] == measure)
        & (gains["group_type"] == "city")
    ]
    found = dict(zip(rows["band_en"].astype(str), rows["people"].astype(float), strict=True))
    return tuple(found.get(band.title_en, 0.0) for band in BANDS)


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw a panel per measure; nothing without a comparison.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [picture.name for picture in draw(example_inputs())]
    ['gains']
    """
    gains = inputs.table("gains")
    if gains.empty or not inputs.others:
        return ()
    measures = list(dict.fromkeys(gains["measure"].astype(str)))
    names = [one.name for one in inputs.others]
    keys = _keys(inputs)
    panel_mm = _HEAD_MM + _FOOT_MM + _ROW_MM * len(names)
    keys_mm = LINE_MM * len(key_rows([label for label, _ in keys])) + 2
    height_mm = keys_mm + panel_mm * len(measures)
    widest = max(em_width_mm(name) for name in names)
    counts = [people_by_band(gains, name, measure) for name in names for measure in measures]
    reach, lost = max(map(_reach, counts)), max(map(_lost, counts))

    def paint(figure: Figure) -> None:
        paint_bars(figure, keys, height_mm=height_mm)
        for number, measure in enumerate(measures):
            top_mm = keys_mm + panel_mm * number
            axes = figure.add_axes(
                (
                    (widest + 3) / WIDTH_MM,
                    1 - (top_mm + panel_mm - _FOOT_MM) / height_mm,
                    1 - (widest + 5) / WIDTH_MM,
                    _ROW_MM * len(names) / height_mm,
                )
            )
            title = say(measure_words(measure), inputs.lang)
            y = 1 - (top_mm + 4.2) / height_mm
            figure.text(0.0, y, title, weight="bold", size=TEXT_PT + 0.5)
            _paint_rows(axes, [people_by_band(gains, name, measure) for name in names], names)
            axes.set_xlim(-1.04 * lost - 0.02 * (reach + lost), 1.04 * reach + 0.02 * lost)
            axes.set_xlabel(say(_AXIS, inputs.lang), labelpad=1.5)

    caption = Words(
        f"谁受益：与 {inputs.reference.name} 相比的人口（按时间增减）",
        f"Who gains: people by minutes gained against {inputs.reference.name}",
    )
    svg = draw_svg("gains", paint, height_mm=height_mm, label=say(caption, inputs.lang))
    return (Picture("gains", caption, svg, _NOTE),)


_AXIS = Words(
    "百万人：左为变慢，右为变快", "million people: slower to the left, faster to the right"
)
_NOTE = Words(
    "时间变化不到1分钟者与两方案均不可达者未画出。",
    "Not drawn: those whose time changes by less than a minute, and those reached in neither.",
)


def _keys(inputs: ReportInputs) -> list[tuple[str, Bar]]:
    """Keys of the bands, from the middle outwards, the better side first."""
    better = [place for place, side in enumerate(BAND_SIDES) if side > 0]
    worse = [place for place, side in enumerate(BAND_SIDES) if side < 0]
    return [
        (say(band_words(BANDS[place]), inputs.lang), BAND_BARS[place])
        for place in (*reversed(better), *worse)
    ]


def _reach(people: Sequence[float]) -> float:
    """Millions of people on the better side."""
    return sum(n for n, side in zip(people, BAND_SIDES, strict=True) if side > 0) / 1e6


def _lost(people: Sequence[float]) -> float:
    """Millions of people on the worse side."""
    return sum(n for n, side in zip(people, BAND_SIDES, strict=True) if side < 0) / 1e6


def _paint_rows(axes: Axes, rows: list[tuple[float, ...]], names: list[str]) -> None:
    for place, people in enumerate(rows):
        better = [number for number, side in enumerate(BAND_SIDES) if side > 0]
        worse = [number for number, side in enumerate(BAND_SIDES) if side < 0]
        _stack(axes, place, [(BAND_BARS[n], people[n]) for n in reversed(better)], 1)
        _stack(axes, place, [(BAND_BARS[n], people[n]) for n in worse], -1)
    axes.axvline(0, color="#111111", lw=0.9)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_formatter(lambda value, _place: f"{abs(value):g}")


def _stack(axes: Axes, place: int, parts: list[tuple[Bar, float]], side: int) -> None:
    start = 0.0
    for bar, people in parts:
        wide = side * people / 1e6
        if wide:
            axes.barh(
                place, wide, 0.66, left=start, color=bar.colour, hatch=bar.hatch,
                edgecolor="#444444", linewidth=0.3,
            )  # fmt: skip
        start += wide
