"""Load of every line over the day: one strip per line and direction, a cell per quarter hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.figure import TEXT_PT, WIDTH_MM, draw_svg, em_width_mm
from sim.reports.charts.legend import LINE_MM, key_rows, paint_bars
from sim.reports.charts.palette import Bar
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import Lang, same, say
from sim.reports.operations import clock_text, hours_of, line_ends, precision, shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["LoadStrips", "draw", "load_strips", "strips_of"]

_LIMITS: Final = (0.2, 0.4, 0.6, 0.8, 1.0)
_COLOURS: Final = ("#eef3f6", "#c4dcec", "#6da9d2", "#f1c27d", "#d9731a", "#8d2f12")
_LABELS: Final = ("< 20%", "20–40%", "40–60%", "60–80%", "80–100%", "≥ 100%")
_NO_TRAIN: Final = "#ffffff"
_ROW_MM: Final = 4.2
_TWO_LINES_MM: Final = 6.4
"""Height of a row named in both languages."""

_FOOT_MM: Final = 7.0
_RIGHT_MM: Final = 24.0
_MOST_NAME_MM: Final = 46.0
_MOST_PICTURES: Final = 2
_MOST_ROWS: Final = 40


@dataclass(frozen=True, slots=True)
class LoadStrips:
    """Largest load over capacity by row and quarter hour (NaN without a train), and its hours."""

    names: tuple[Words, ...]
    hours: npt.NDArray[np.float64]
    load_factor: npt.NDArray[np.float64]

    def peak(self, row: int) -> tuple[float, float]:
        """Largest load factor of a row, and the hour it begins at."""
        at = int(np.nanargmax(self.load_factor[row]))
        return float(self.load_factor[row, at]), float(self.hours[at])


def load_strips(
    quarters: pd.DataFrame, ends: Mapping[tuple[str, str], Words] | None = None
) -> LoadStrips | None:
    """Strips of ``operations_line_quarters`` in its order; ``None`` without rows.

    Quarters without a train between the first and the last one are NaN. A direction is told by its
    `ends` (`sim.reports.operations.line_ends`), else by its id.

    Examples
    --------
    >>> from sim.reports.operations_examples import day_tables
    >>> strips = load_strips(day_tables()["operations_line_quarters"])
    >>> [name.en for name in strips.names], strips.peak(0)
    (['Line 1 east', 'Line 1 west'], (1.1, 8.25))
    """
    if quarters.empty:
        return None
    hours = hours_of(quarters["quarter_start"])
    times = np.arange(round(4 * hours.min()), round(4 * hours.max()) + 1) / 4
    names, rows = [], []
    table = quarters.assign(hour=hours)
    for (route, direction), own in table.groupby(["route_id", "direction"], sort=False):
        loads = own.groupby("hour")["load_factor"].max().reindex(times).to_numpy("float64")
        if np.isnan(loads).all():
            continue
        first = own.iloc[0]
        where = (ends or {}).get((str(route), str(direction)), same(str(direction)))
        names.append(Words(f"{first['name_zh']} {where.zh}", f"{first['name_en']} {where.en}"))
        rows.append(loads)
    return LoadStrips(tuple(names), times, np.vstack(rows)) if rows else None


def strips_of(one: Alternative) -> LoadStrips | None:
    """Strips of a run, directions told by where trains end.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> strips_of(example_inputs().reference) is None
    True
    """
    return load_strips(one.table("operations_line_quarters"), line_ends(one.table("line_loads")))


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw the strips of the first two alternatives that simulated their lines.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.reports.operations_examples import example_day
    >>> with tempfile.TemporaryDirectory() as home:
    ...     [picture.name for picture in draw(example_day(Path(home)))]
    ['operations-loads-old', 'operations-loads-new']
    """
    found = [(one, strips) for one in shown(inputs) if (strips := strips_of(one)) is not None]
    return tuple(_picture(inputs, one, strips) for one, strips in found[:_MOST_PICTURES])


def _picture(inputs: ReportInputs, one: Alternative, strips: LoadStrips) -> Picture:
    rows = min(len(strips.names), _MOST_ROWS)
    labels = [_lines(name, inputs.lang) for name in strips.names[:rows]]
    keys = [(text, Bar(colour)) for text, colour in zip(_LABELS, _COLOURS, strict=True)]
    keys_mm = LINE_MM * len(key_rows([text for text, _ in keys])) + 1.5
    row_mm = _TWO_LINES_MM if any(len(own) > 1 for own in labels) else _ROW_MM
    body_mm = row_mm * rows
    height_mm = keys_mm + body_mm + _FOOT_MM
    name_mm = min(3.0 + max(em_width_mm(one) for own in labels for one in own), _MOST_NAME_MM)

    def paint(figure: Figure) -> None:
        paint_bars(figure, keys, height_mm=height_mm)
        axes = figure.add_axes(
            (
                name_mm / WIDTH_MM,
                _FOOT_MM / height_mm,
                1 - (name_mm + _RIGHT_MM) / WIDTH_MM,
                body_mm / height_mm,
            )
        )
        _paint(axes, strips, rows)
        for row, own in enumerate(labels):
            _name(figure, own, 1 - (keys_mm + row_mm * (row + 0.5)) / height_mm, height_mm)

    of = f"{one.name}：" if len(inputs.alternatives) > 1 else ""
    of_en = f"{one.name}: load" if of else "Load"
    caption = Words(f"{of}各线满载率", f"{of_en} of the lines over the day")
    name = f"operations-loads-{one.name.replace('/', '-')}"
    svg = draw_svg(name, paint, height_mm=height_mm, label=say(caption, inputs.lang))
    told = precision(inputs, "metro")
    note = Words(
        "每15分钟内最挤断面的载客与能力之比；右侧为全天最大值及时刻。能力为车辆定员乘以列车数；"
        f"客流为模型结果。{told.zh}",
        "Largest load over capacity of any section in each quarter hour; right: the largest of the "
        "day and when. Capacity: places of the trains that run; riders are modelled."
        f"{told.en}",
    )
    return Picture(name, caption, svg, note)


def _lines(name: Words, lang: Lang) -> tuple[str, ...]:
    """Name of a row, with the second language beneath the first."""
    return (name.zh, name.en) if lang == "both" else (say(name, lang),)


def _name(figure: Figure, lines: tuple[str, ...], y: float, height_mm: float) -> None:
    for number, text in enumerate(lines):
        shift = 2.9 * (number - (len(lines) - 1) / 2) / height_mm
        figure.text(
            0.0, y - shift, text, va="center_baseline", size=TEXT_PT - 0.5 - 0.7 * number,
            color="#222222" if number == 0 else "#555555",
        )  # fmt: skip


def _paint(axes: Axes, strips: LoadStrips, rows: int) -> None:
    from matplotlib.colors import BoundaryNorm, ListedColormap  # noqa: PLC0415

    first, last = float(strips.hours[0]), float(strips.hours[-1]) + 0.25
    shades = ListedColormap(list(_COLOURS)).with_extremes(bad=_NO_TRAIN)
    axes.imshow(
        np.ma.masked_invalid(strips.load_factor[:rows]), aspect="auto", cmap=shades,
        norm=BoundaryNorm([-1.0, *_LIMITS, 1e9], len(_COLOURS)), interpolation="none",
        extent=(first, last, rows - 0.5, -0.5),
    )  # fmt: skip
    for edge in range(1, rows):
        axes.axhline(edge - 0.5, color="white", lw=1.0)
    axes.set_yticks([])
    hours = range(int(np.ceil(first)), int(last) + 1, 2)
    axes.set_xticks(list(hours), [f"{hour:02d}:00" for hour in hours])
    axes.spines["left"].set_visible(False)
    for row in range(rows):
        load, hour = strips.peak(row)
        axes.text(
            1.01, row, f"{100 * load:.0f}% {clock_text(hour)}", va="center_baseline",
            size=TEXT_PT - 0.7, transform=axes.get_yaxis_transform(),
            weight="bold" if load >= 1 else "normal",
        )  # fmt: skip
