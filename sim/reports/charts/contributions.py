"""Contribution chart: what each change adds to each target, found by leaving it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.indicators import Target
from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.figure import TEXT_PT, WIDTH_MM, draw_svg
from sim.reports.charts.palette import GAINED, LOST
from sim.reports.inputs import ReportInputs
from sim.reports.language import Lang, say, unit_words
from sim.reports.quantity import difference_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Contribution", "ContributionPanel", "contribution_panels", "draw"]

_ROW_MM = 5.0
_HEAD_MM = 7.0
_RIGHT_MM = 18.0
_WORDS_MM = 98.0
_MOST = 10
"""Bars in one panel; what adds less is counted in the note."""

_SENTENCE = 66
"""Letters of a sentence that have room beside a bar."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One change: its sentence, what it adds, and whether it decides the verdict."""

    sentence: str
    added: float
    helps: bool
    turns_verdict: bool


@dataclass(frozen=True, slots=True)
class ContributionPanel:
    """The changes of one alternative that move the headline of one target."""

    title: Words
    unit: str
    changes: tuple[Contribution, ...]
    left_out: int


def contribution_panels(inputs: ReportInputs, alternative: str) -> tuple[ContributionPanel, ...]:
    """Panels of an alternative, the largest contribution first; no panel for what nothing moves.

    Contributions are those of the table: value with all changes less the value without this one.
    Together they need not add up to the whole, since changes help or replace each other.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> contribution_panels(example_inputs(), "new")[0].changes
    (Contribution(sentence='opens a line', added=4.0, helps=True, turns_verdict=True),)
    """
    table = inputs.table("contributions")
    if table.empty:
        return ()
    own = table[(table["alternative"] == alternative) & table["headline"].astype(bool)]
    moved = own[own["contribution"].fillna(0.0) != 0]
    panels = []
    for target in inputs.targets:
        rows = moved[moved["target_id"] == target.id]
        if rows.empty:
            continue
        order = np.argsort(-rows["contribution"].abs().to_numpy(), kind="stable")
        chosen = rows.iloc[order[:_MOST]]
        panels.append(
            ContributionPanel(
                title=Words(target.title_zh, target.title_en),
                unit=str(chosen["unit"].iloc[0]),
                changes=tuple(_contribution(row, target) for _, row in chosen.iterrows()),
                left_out=len(rows) - len(chosen),
            )
        )
    return tuple(panels)


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw one picture per alternative with changes that move a headline.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [picture.name for picture in draw(example_inputs())]
    ['contributions-new']
    """
    pictures = []
    for one in inputs.alternatives:
        panels = contribution_panels(inputs, one.name)
        if not panels:
            continue
        heights = [_HEAD_MM + _ROW_MM * len(panel.changes) + 2 for panel in panels]
        caption = Words(
            f"{one.name}：各项措施对目标的贡献（逐项剔除）",
            f"{one.name}: what each change adds, found by leaving it out",
        )

        def paint(
            figure: Figure,
            panels: tuple[ContributionPanel, ...] = panels,
            heights: list[float] = heights,
        ) -> None:
            _paint(figure, panels, heights, inputs.lang)

        name = f"contributions-{one.name.replace('/', '-')}"
        svg = draw_svg(name, paint, height_mm=sum(heights), label=say(caption, inputs.lang))
        pictures.append(Picture(name, caption, svg, _note(panels)))
    return tuple(pictures)


def _contribution(row: pd.Series, target: Target) -> Contribution:
    added = float(row["contribution"])
    lower_is_better = target.comparator_of(target.headline) == "<="
    falls_with = str(row["falls_with"] or "")
    return Contribution(
        sentence=f"{row['sentence']} (with {falls_with})" if falls_with else str(row["sentence"]),
        added=added,
        helps=(added < 0) == lower_is_better,
        turns_verdict=row["verdict_with"] != row["verdict_without"],
    )


def _note(panels: tuple[ContributionPanel, ...]) -> Words:
    left_out = sum(panel.left_out for panel in panels)
    zh = "数值 = 全部措施 − 缺该项；措施相互影响，合计不一定等于总变化。★ 该项决定是否达标。"
    en = (
        "With all changes less without this one; as changes help or replace each other, they need "
        "not add up. ★ decides whether the target is met."
    )
    if left_out:
        zh += f"另有{left_out}项较小者未画。"
        en += f" {left_out} smaller ones are not drawn."
    return Words(zh, en)


def _paint(
    figure: Figure, panels: tuple[ContributionPanel, ...], heights: list[float], lang: Lang
) -> None:
    whole = sum(heights)
    top = 0.0
    for panel, height in zip(panels, heights, strict=True):
        title = f"{say(panel.title, lang)} · {say(unit_words(panel.unit), lang)}"
        figure.text(0.0, 1 - (top + 4.5) / whole, title, weight="bold", size=TEXT_PT + 0.5)
        bars_mm = _ROW_MM * len(panel.changes)
        axes = figure.add_axes(
            (
                _WORDS_MM / WIDTH_MM,
                1 - (top + _HEAD_MM + bars_mm) / whole,
                1 - (_WORDS_MM + _RIGHT_MM) / WIDTH_MM,
                bars_mm / whole,
            )
        )
        _paint_panel(axes, panel)
        top += height


def _paint_panel(axes: Axes, panel: ContributionPanel) -> None:
    added = [change.added for change in panel.changes]
    low, high = min(0.0, *added), max(0.0, *added)
    axes.set_xlim(low - 0.002 * (high - low), high)
    axes.set_ylim(len(added) - 0.5, -0.5)
    axes.axis("off")
    for place, change in enumerate(panel.changes):
        axes.barh(
            place, change.added, 0.6, color=GAINED[2] if change.helps else LOST[1],
            hatch="" if change.helps else "////", edgecolor="#444444", linewidth=0.4,
        )  # fmt: skip
        star = "★ " if change.turns_verdict else ""
        axes.text(
            -_WORDS_MM / (WIDTH_MM - _WORDS_MM - _RIGHT_MM), place,
            star + _shortened(change.sentence), va="center_baseline", size=TEXT_PT - 0.3,
            transform=axes.get_yaxis_transform(),
        )  # fmt: skip
        axes.text(
            high + 0.02 * (high - low), place, difference_text(change.added, panel.unit),
            va="center_baseline", weight="bold" if change.turns_verdict else "normal",
        )  # fmt: skip
    axes.plot([0, 0], [-0.5, len(added) - 0.5], color="#111111", lw=0.8)


def _shortened(sentence: str) -> str:
    """Cut a sentence that is longer than its line; the table of changes has it whole."""
    return sentence if len(sentence) <= _SENTENCE else f"{sentence[: _SENTENCE - 1].rstrip()}…"
