"""Tornado: how far each lever moves the share of public transport, the strongest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.figure import TEXT_PT, WIDTH_MM, draw_svg
from sim.reports.charts.palette import GAINED, LOST
from sim.reports.demand import intervals_of
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import Lang, say
from sim.reports.quantity import plain_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Lever", "draw", "levers_of"]

_ROW_MM = 5.6
_LINE_MM = 3.0
"""What a second line, in English below the Chinese, adds to a row."""

_FOOT_MM = 7.0
_TOP_MM = 1.5
_WORDS_MM = 48.0
_SIDE_MM = 24.0
_MOST = 3
"""Alternatives with a chart of their own; the tables of the others hold their levers."""


@dataclass(frozen=True, slots=True)
class Lever:
    """One lever: what its low and its high setting are, and the share at each (%)."""

    title: Words
    low: Words
    high: Words
    share_low: float
    share_high: float

    @property
    def swing(self) -> float:
        """Points between its two settings."""
        return abs(self.share_high - self.share_low)


def levers_of(one: Alternative) -> tuple[Lever, ...]:
    """Levers of a run, the strongest first; none where it has no such table.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> levers_of(example_inputs().reference)
    ()
    """
    levers = [
        Lever(
            title=Words(str(row["title_zh"]), str(row["title_en"])),
            low=Words(str(row["low_zh"]), str(row["low_en"])),
            high=Words(str(row["high_zh"]), str(row["high_en"])),
            share_low=float(row["share_low"]),
            share_high=float(row["share_high"]),
        )
        for row in one.table("pt_share_levers").to_dict("records")
    ]
    return tuple(sorted(levers, key=lambda lever: -lever.swing))


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw a chart of the run, or of the first alternatives beside the reference.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> draw(example_inputs())
    ()
    """
    chosen = [one for one in (inputs.others or inputs.alternatives) if levers_of(one)]
    return tuple(_picture(inputs, one) for one in chosen[:_MOST])


def _picture(inputs: ReportInputs, one: Alternative) -> Picture:
    levers = levers_of(one)
    bars_mm = (_ROW_MM + (_LINE_MM if inputs.lang == "both" else 0.0)) * len(levers)
    height_mm = _TOP_MM + bars_mm + _FOOT_MM
    found = intervals_of(one)
    centre = found[0].value if found else (levers[0].share_low + levers[0].share_high) / 2

    def paint(figure: Figure) -> None:
        axes = figure.add_axes(
            (
                (_WORDS_MM + _SIDE_MM) / WIDTH_MM,
                _FOOT_MM / height_mm,
                1 - (_WORDS_MM + 2 * _SIDE_MM) / WIDTH_MM,
                bars_mm / height_mm,
            )
        )
        _paint(axes, levers, centre, inputs.lang)

    caption = Words(
        f"{one.name}：各因素对公共交通分担率的影响",
        f"{one.name}: what moves the share of public transport",
    )
    name = f"tornado-{one.name.replace('/', '-')}"
    svg = draw_svg(name, paint, height_mm=height_mm, label=say(caption, inputs.lang))
    return Picture(name, caption, svg, _NOTE)


_NOTE = Words(
    "一次只改变一个因素，其余不变；路径与目的地不变。竖线为该方案的模型值；斜线为使分担率下降的一侧。",
    "One lever at a time, all else as it is, paths and destinations fixed. Line: the value of the "
    "alternative; hatched: the side that lowers the share.",
)


def _paint(axes: Axes, levers: tuple[Lever, ...], centre: float, lang: Lang) -> None:
    ends = [value for lever in levers for value in (lever.share_low, lever.share_high)]
    reach = 1.12 * max(abs(value - centre) for value in ends) or 1.0
    axes.set_xlim(centre - reach, centre + reach)
    axes.set_ylim(len(levers) - 0.5, -0.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.xaxis.set_major_formatter("{x:g}%")
    wide_mm = WIDTH_MM - _WORDS_MM - 2 * _SIDE_MM
    for place, lever in enumerate(levers):
        axes.text(
            -(_WORDS_MM + _SIDE_MM) / wide_mm, place, _stacked(lever.title, lang),
            va="center", linespacing=1.05, transform=axes.get_yaxis_transform(),
        )  # fmt: skip
        for setting, share in ((lever.low, lever.share_low), (lever.high, lever.share_high)):
            numbered = Words(f"{setting.zh}: {plain_text(share)}%", setting.en)
            if lang == "en":
                numbered = Words("", f"{setting.en}: {plain_text(share)}%")
            _paint_side(axes, place, _stacked(numbered, lang), share - centre, centre)
    axes.axvline(centre, color="#111111", lw=1.2)


def _paint_side(axes: Axes, place: int, setting: str, change: float, centre: float) -> None:
    is_gain = change >= 0
    axes.barh(
        place, change, 0.62, centre, color=GAINED[2] if is_gain else LOST[1],
        hatch="" if is_gain else "////", edgecolor="#444444", linewidth=0.4,
    )  # fmt: skip
    axes.text(
        1.01 if is_gain else -0.01, place, setting, linespacing=1.05,
        ha="left" if is_gain else "right", va="center", size=TEXT_PT - 0.7,
        transform=axes.get_yaxis_transform(),
    )  # fmt: skip


def _stacked(words: Words, lang: Lang) -> str:
    """Words with the English below the Chinese, as beside it there is no room."""
    return f"{words.zh}\n{words.en}" if lang == "both" else say(words, lang)
