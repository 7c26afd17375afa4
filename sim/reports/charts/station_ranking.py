"""The busiest stations: people who come in on a day, by alternative."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sim.maps.demand_data import DAY
from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.figure import TEXT_PT, WIDTH_MM, draw_svg, em_width_mm
from sim.reports.charts.legend import LINE_MM, key_rows, paint_bars
from sim.reports.charts.palette import Bar, strokes
from sim.reports.inputs import ReportInputs
from sim.reports.language import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw", "station_entries"]

_MOST = 15
_BAR_MM = 3.0
_GAP_MM = 1.8
_FOOT_MM = 9.0
_RIGHT_MM = 14.0
_MOST_NAME_MM = 62.0
_BARS = 4
"""Alternatives with a bar; more would be too thin to read."""


def station_entries(inputs: ReportInputs) -> pd.DataFrame:
    """Entries of a day by station (rows) and alternative (columns), busiest first.

    Columns ``name_zh`` and ``name_en`` come first; a station that an alternative lacks is missing
    there. Empty where no run has demand.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> station_entries(example_inputs()).empty
    True
    """
    names: dict[str, tuple[str, str]] = {}
    columns: dict[str, pd.Series] = {}
    for one in inputs.alternatives:
        table = one.table("station_flows")
        if table.empty:
            continue
        day = table[table["period"] == DAY]
        ids = day["station_id"].astype(str)
        for key, zh, en in zip(ids, day["name_zh"], day["name_en"], strict=True):
            names.setdefault(key, (str(zh), str(en)))
        columns[one.name] = day.groupby(ids)["entries"].sum()
    if not columns:
        return pd.DataFrame()
    wide = pd.DataFrame(columns)
    order = wide.max(axis="columns").sort_values(ascending=False, kind="stable").index
    wide = wide.loc[order]
    wide.insert(0, "name_en", [names[str(key)][1] for key in order])
    wide.insert(0, "name_zh", [names[str(key)][0] for key in order])
    return wide


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw the fifteen busiest stations; nothing where no run has demand.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> draw(example_inputs())
    ()
    """
    entries = station_entries(inputs).head(_MOST)
    if entries.empty:
        return ()
    shown = [name for name in entries.columns if name not in {"name_zh", "name_en"}][:_BARS]
    colours = dict(
        zip(
            (one.name for one in inputs.alternatives),
            (stroke.colour for stroke in strokes(len(inputs.alternatives))),
            strict=True,
        )
    )
    columns = zip(entries["name_zh"], entries["name_en"], strict=True)
    labels = [say(Words(zh, en), inputs.lang) for zh, en in columns]
    keys = [(name, Bar(colours[name])) for name in shown] if len(shown) > 1 else []
    keys_mm = LINE_MM * len(key_rows([name for name, _ in keys])) + 1.5 if keys else 1.0
    body_mm = len(entries) * (_GAP_MM + _BAR_MM * len(shown))
    height_mm = keys_mm + body_mm + _FOOT_MM
    name_mm = min(3.0 + max(em_width_mm(label) for label in labels), _MOST_NAME_MM)

    def paint(figure: Figure) -> None:
        if keys:
            paint_bars(figure, keys, height_mm=height_mm)
        axes = figure.add_axes(
            (
                name_mm / WIDTH_MM,
                _FOOT_MM / height_mm,
                1 - (name_mm + _RIGHT_MM) / WIDTH_MM,
                body_mm / height_mm,
            )
        )
        step = 1 / (len(shown) + _GAP_MM / _BAR_MM)
        for place, name in enumerate(shown):
            shift = step * (place - (len(shown) - 1) / 2)
            values = (entries[name] / 1e4).to_numpy()
            at = [row + shift for row in range(len(entries))]
            axes.barh(at, values, 0.92 * step, color=colours[name])
            for y, value in zip(at, values, strict=True):
                if value == value:  # noqa: PLR0124 - not missing
                    axes.text(value, y, f" {value:.1f}", va="center_baseline", size=TEXT_PT - 1)
        axes.set_ylim(len(entries) - 0.5, -0.5)
        axes.set_yticks(range(len(entries)), labels)
        axes.grid(axis="x")
        axes.set_xlabel(say(Words("万人次/日", "ten thousand a day"), inputs.lang))

    caption = Words("进站客流最大的车站", "The busiest stations by entries")
    svg = draw_svg("station-ranking", paint, height_mm=height_mm, label=say(caption, inputs.lang))
    return (Picture("station-ranking", caption, svg, _NOTE),)


_NOTE = Words(
    "全日从系统外进站的人次（换乘不计）；模型分配客流，非观测值。",
    "People who come in from outside the system on a day, transfers not counted; assigned by the "
    "model, not observed.",
)
