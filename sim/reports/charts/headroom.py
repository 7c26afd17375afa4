"""Headroom chart: how far each alternative is from each threshold, as bullet bars."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.indicators import BoardRow, Target
from sim.indicators.board import Overall
from sim.maps.style import COMPARATOR_SIGNS, VERDICT_WORDS, Words
from sim.reports.blocks import Picture
from sim.reports.charts.figure import TEXT_PT, WIDTH_MM, draw_svg, em_width_mm
from sim.reports.charts.palette import MET_ZONE, VERDICTS
from sim.reports.inputs import ReportInputs
from sim.reports.language import Lang, say, unit_words
from sim.reports.quantity import value_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Bullet", "BulletPanel", "bullet_panels", "draw"]

_COLUMNS: Final = 2
_COLUMN_MM: Final = 89.0
_BAR_MM: Final = 4.2
_HEAD_MM: Final = 9.5
_FOOT_MM: Final = 6.0
_RIGHT_MM: Final = 16.0
_MOST_NAME_MM: Final = 34.0
_ROOM: Final = 1.12
"""Axes end this much beyond the longest bar."""


@dataclass(frozen=True, slots=True)
class Bullet:
    """One bar: the headline value of an alternative and those of the other definitions."""

    name: str
    value: float | None
    overall: Overall
    others: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class BulletPanel:
    """All alternatives against one target."""

    title: Words
    unit: str
    threshold: float
    lowest_met: float
    higher_is_better: bool
    sign: str
    bullets: tuple[Bullet, ...]


def bullet_panels(inputs: ReportInputs) -> tuple[BulletPanel, ...]:
    """One panel per modelled target that has a threshold, in the order of the board.

    ``lowest_met`` is the value from which the target is met: the threshold, or that less the
    tolerance of an "about". Other definitions are kept where they share unit and threshold.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> panel = bullet_panels(example_inputs())[0]
    >>> panel.threshold, [(bullet.name, bullet.value) for bullet in panel.bullets]
    (10.0, [('old', 8.0), ('new', 12.0)])
    """
    panels = []
    for target in inputs.targets:
        rows = [
            (one.name, [row for row in one.board if row.target_id == target.id])
            for one in inputs.alternatives
        ]
        threshold = target.threshold_of(target.headline)
        if target.status != "modelled" or threshold is None or not all(own for _, own in rows):
            continue
        unit = target.headline.unit
        comparator = target.comparator_of(target.headline)
        panels.append(
            BulletPanel(
                title=Words(target.title_zh, target.title_en),
                unit=unit,
                threshold=threshold,
                lowest_met=_lowest_met(target, threshold),
                higher_is_better=comparator != "<=",
                sign=COMPARATOR_SIGNS[comparator],
                bullets=tuple(_bullet(name, own, unit, threshold) for name, own in rows),
            )
        )
    return tuple(panels)


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw the chart, two panels a row; nothing where no target is modelled.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [picture.name for picture in draw(example_inputs())]
    ['headroom']
    """
    panels = bullet_panels(inputs)
    if not panels:
        return ()
    panel_mm = _HEAD_MM + _FOOT_MM + _BAR_MM * len(inputs.alternatives)
    height_mm = panel_mm * math.ceil(len(panels) / _COLUMNS)
    caption = Words("与目标的差距", "Headroom to the targets")
    widest_mm = 2.0 + max(em_width_mm(one.name, TEXT_PT - 0.5) for one in inputs.alternatives)

    def paint(figure: Figure) -> None:
        for number, panel in enumerate(panels):
            row, column = divmod(number, _COLUMNS)
            left_mm = column * (WIDTH_MM - _COLUMN_MM)
            name_mm = min(widest_mm, _MOST_NAME_MM)
            wide_mm = _COLUMN_MM - 6 * (1 - column) - name_mm - _RIGHT_MM
            bars_mm = _BAR_MM * len(panel.bullets)
            axes = figure.add_axes(
                (
                    (left_mm + name_mm) / WIDTH_MM,
                    1 - (row * panel_mm + _HEAD_MM + bars_mm) / height_mm,
                    wide_mm / WIDTH_MM,
                    bars_mm / height_mm,
                )
            )
            head = (left_mm / WIDTH_MM, 1 - (row * panel_mm + 3.4) / height_mm)
            _head(figure, panel, inputs.lang, head, 4.0 / height_mm)
            _paint_panel(axes, panel, inputs.lang)

    svg = draw_svg("headroom", paint, height_mm=height_mm, label=say(caption, inputs.lang))
    return (Picture("headroom", caption, svg, _NOTE),)


_NOTE: Final = Words(
    "条形为主定义的数值，粗线为目标值，浅色底为达标区；圆点为同一单位的其他定义。"
    "实心为全部定义达到，斜线为取决于口径，点状为未达到。",
    "Bars: value by the headline definition; thick line: target; pale ground: where it is met; "
    "circles: other definitions in the same unit. Solid: met by all definitions; hatched: "
    "depends on the definition; dotted: missed.",
)


def _lowest_met(target: Target, threshold: float) -> float:
    about = target.comparator_of(target.headline) == "about"
    return threshold * (1 - (target.tolerance_pct or 0.0) / 100) if about else threshold


def _bullet(name: str, rows: list[BoardRow], unit: str, threshold: float) -> Bullet:
    headline = next(row for row in rows if row.headline)
    others = sorted(
        {
            row.value
            for row in rows
            if not row.headline
            and row.value is not None
            and (row.unit, row.threshold) == (unit, threshold)
        }
    )
    return Bullet(name, headline.value, headline.overall, tuple(others))


def _head(
    figure: Figure, panel: BulletPanel, lang: Lang, place: tuple[float, float], line: float
) -> None:
    """Title and, a line beneath, what the target asks for."""
    x, y = place
    figure.text(x, y, say(panel.title, lang), weight="bold", size=TEXT_PT + 0.5)
    goal = f"{panel.sign} {panel.threshold:g} {say(unit_words(panel.unit), lang)}"
    figure.text(x, y - line, goal, color="#555555")


def _paint_panel(axes: Axes, panel: BulletPanel, lang: Lang) -> None:
    values = [bullet.value for bullet in panel.bullets if bullet.value is not None]
    others = [value for bullet in panel.bullets for value in bullet.others]
    end = _ROOM * max([panel.threshold, *values, *others])
    axes.set_xlim(0, end)
    axes.set_ylim(len(panel.bullets) - 0.5, -0.5)
    met = (panel.lowest_met, end) if panel.higher_is_better else (0.0, panel.threshold)
    axes.axvspan(*met, color=MET_ZONE, lw=0)
    for place, bullet in enumerate(panel.bullets):
        fill = VERDICTS[bullet.overall]
        if bullet.value is not None:
            axes.barh(
                place, bullet.value, 0.62, color=fill.colour, hatch=fill.hatch,
                edgecolor="#444444", linewidth=0.5,
            )  # fmt: skip
        axes.plot(
            bullet.others, [place] * len(bullet.others), "o", ms=3, mfc="white", mec="#111111",
            mew=0.6, clip_on=False,
        )  # fmt: skip
        if bullet.value is not None:
            text = value_text(bullet.value, panel.unit)
            axes.text(end * 1.02, place, text, va="center_baseline")
        else:
            axes.text(end * 0.02, place, _why_nothing(bullet, lang), va="center_baseline")
    axes.axvline(panel.threshold, color="#111111", lw=1.6)
    axes.set_yticks(range(len(panel.bullets)), [bullet.name for bullet in panel.bullets])
    axes.locator_params(axis="x", nbins=6, integer=panel.threshold == math.floor(panel.threshold))


def _why_nothing(bullet: Bullet, lang: Lang) -> str:
    """Say in place of a bar why there is none."""
    reached = Words("未到达", "not reached")
    return say(reached if bullet.overall == "missed" else VERDICT_WORDS[bullet.overall], lang)
