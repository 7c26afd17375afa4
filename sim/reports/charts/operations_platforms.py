"""The most crowded platforms: people a square metre in the worst quarter hour, with levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.grouped import BAR_MM, Group, Panel, grouped_svg, number_beside
from sim.reports.charts.palette import Bar
from sim.reports.inputs import ReportInputs
from sim.reports.language import same, say
from sim.reports.operations import precision, shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["LEVELS", "WorstQuarter", "draw", "worst_quarters"]

_MOST: Final = 15

LEVELS: Final = {
    "A": Bar("#dcebf3"),
    "B": Bar("#a9cde3"),
    "C": Bar("#f3e3ae"),
    "D": Bar("#efb366", "...."),
    "E": Bar("#d9731a", "////"),
    "F": Bar("#8d2f12", "xxxx"),
}
"""How the bar of each of Fruin's levels of service for waiting is filled."""

_OTHER: Final = Bar("#cfcfcf")
_HELD: Final = Bar("#c7a6d8", "\\\\\\\\")
_HELD_WORDS: Final = Words("限流等候", "held at the gates")


@dataclass(frozen=True, slots=True)
class WorstQuarter:
    """A platform at its fullest quarter hour."""

    name: Words
    density_per_m2: float
    waiting_max: float
    level: str
    quarter: str
    held_max: float = 0.0


def worst_quarters(platforms: pd.DataFrame) -> dict[str, WorstQuarter]:
    """Fullest quarter hour of every station's fullest platform, the fullest station first.

    Of equally dense quarters (full platforms) that with most people waiting counts, then the
    first; in a run that does not tell who is held at the gates nobody is. Stations without an
    area, so without a density, are left out. Empty without a table.

    Examples
    --------
    >>> from sim.reports.operations_examples import day_tables
    >>> found = worst_quarters(day_tables()["operations_platforms"])
    >>> list(found), found["a"].density_per_m2, found["a"].quarter
    (['a', 'b'], 1.2, '08:15')
    """
    known = platforms if platforms.empty else platforms[platforms["density_per_m2"].notna()]
    if known.empty:
        return {}
    ranked = known.sort_values(
        ["density_per_m2", "waiting_max"], ascending=False, kind="stable", ignore_index=True
    )
    worst = ranked.drop_duplicates("station_id")
    has_line, has_held = "line_zh" in worst.columns, "held_max" in worst.columns
    return {
        str(row["station_id"]): WorstQuarter(
            _with_line(row) if has_line else Words(str(row["name_zh"]), str(row["name_en"])),
            float(row["density_per_m2"]),
            float(row["waiting_max"]),
            str(row["level_of_service"]),
            str(row["quarter_start"]),
            float(row["held_max"]) if has_held else 0.0,
        )
        for _, row in worst.iterrows()
    }


def _with_line(row: pd.Series) -> Words:
    """A station with the line whose platform it is."""
    return Words(f"{row['name_zh']} {row['line_zh']}", f"{row['name_en']} {row['line_en']}")


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw the fifteen fullest stations of any alternative.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.reports.operations_examples import example_day
    >>> with tempfile.TemporaryDirectory() as home:
    ...     (picture,) = draw(example_day(Path(home)))
    >>> ">D 1.20 · 08:15<" in picture.svg
    True
    """
    by_name = {
        one.name: found
        for one in shown(inputs)
        if (found := worst_quarters(one.table("operations_platforms")))
    }
    fullest: dict[str, tuple[float, float]] = {}
    names: dict[str, Words] = {}
    for found in by_name.values():
        for key, one in found.items():
            fullest[key] = min(
                fullest.get(key, (0.0, 0.0)), (-one.density_per_m2, -one.waiting_max)
            )
            names.setdefault(key, one.name)
    order = sorted(fullest, key=lambda key: (*fullest[key], key))[:_MOST]
    if not order:
        return ()
    quarters = [found.get(key) for key in order for found in by_name.values()]
    panels = (
        Panel(
            Words("人/平方米（等级，时刻）", "people per m² (level, time)"), 1.6,
            lambda axes, ys: _paint_density(axes, ys, quarters),
        ),
        Panel(
            Words("同时候车最多，人", "most at once, people"), 1.0,
            lambda axes, ys: _paint_people(axes, ys, quarters),
        ),
    )  # fmt: skip
    groups = [Group(names[key], tuple(by_name)) for key in order]
    found_levels = {one.level for one in quarters if one is not None}
    keys = [(same(level), bar) for level, bar in LEVELS.items() if level in found_levels]
    if any(one is not None and one.held_max > 0 for one in quarters):
        keys.append((_HELD_WORDS, _HELD))
    caption = Words("最拥挤的站台", "The most crowded platforms")
    svg = grouped_svg(
        "operations-platforms", groups, panels, keys, lang=inputs.lang,
        label=say(caption, inputs.lang), most_title_mm=52.0,
    )  # fmt: skip
    told = precision(inputs, "metro")
    note = Words(
        "一刻钟内平均候车人数除以站台面积，取全天最挤的一刻钟；等级按 Fruin 候车分级（A 最好）。"
        f"密度与等级只计站台上的人，站满后其余的人在闸机外限流等候。站台面积与站满的密度为估计，等级因此也是估计。{told.zh}",
        "Mean number of people waiting over the platform's area in the fullest quarter hour of the "
        "day; levels are Fruin's for waiting (A is best). Only those on the platform count; beyond "
        "a full one people are held at the gates. Areas and the density of a full platform are "
        "estimates, so levels are too."
        f"{told.en}",
    )
    return (Picture("operations-platforms", caption, svg, note),)


def _paint_density(
    axes: Axes, ys: Sequence[float], quarters: Sequence[WorstQuarter | None]
) -> None:
    most = max(one.density_per_m2 for one in quarters if one is not None)
    axes.set_xlim(0, 1.5 * most or 1.0)
    for y, one in zip(ys, quarters, strict=True):
        if one is None:
            number_beside(axes, 0.0, y, "—")
            continue
        bar = LEVELS.get(one.level, _OTHER)
        axes.barh(
            y, one.density_per_m2, BAR_MM, color=bar.colour, hatch=bar.hatch, edgecolor="#444444",
            linewidth=0.3,
        )  # fmt: skip
        text = f"{one.level} {one.density_per_m2:.2f} · {one.quarter}"
        number_beside(axes, one.density_per_m2, y, text)
    axes.locator_params(axis="x", nbins=5)


def _paint_people(axes: Axes, ys: Sequence[float], quarters: Sequence[WorstQuarter | None]) -> None:
    most = max(one.waiting_max for one in quarters if one is not None)
    axes.set_xlim(0, 1.3 * most or 1.0)
    for y, one in zip(ys, quarters, strict=True):
        if one is not None:
            inside = one.waiting_max - one.held_max
            axes.barh(y, inside, BAR_MM, color="#14505e")
            axes.barh(
                y, one.held_max, BAR_MM, left=inside, color=_HELD.colour, hatch=_HELD.hatch,
                edgecolor="#444444", linewidth=0.3,
            )  # fmt: skip
            number_beside(axes, one.waiting_max, y, f"{one.waiting_max:,.0f}")
    axes.locator_params(axis="x", nbins=4)
