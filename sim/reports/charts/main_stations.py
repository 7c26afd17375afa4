"""The main stations: trains of a day, and the people within 30, 45 and 60 minutes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.figure import TEXT_PT
from sim.reports.charts.grouped import BAR_MM, Group, Panel, grouped_svg, number_beside
from sim.reports.charts.palette import Bar
from sim.reports.gateway import shown
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import Lang, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Station", "draw", "main_stations"]

_WITHIN: Final = ("people_30min", "people_45min", "people_60min")
_BARS: Final = (Bar("#0b3a66"), Bar("#2470aa"), Bar("#c4dcec"))
_MILLION: Final = 1e6


@dataclass(frozen=True, slots=True)
class Station:
    """A main station: whether it is open, its trains a day, and people within 30, 45, 60 min."""

    is_open: bool
    trains_per_day: float
    people: tuple[float, ...]


def main_stations(one: Alternative) -> dict[str, tuple[Words, Station]]:
    """The main stations of a run by id, each with its name; empty without the table.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> main_stations(example_inputs().reference)
    {}
    """
    table = one.table("hub_stations")
    return {
        str(row["hub_id"]): (
            Words(str(row["name_zh"]), str(row["name_en"])),
            Station(
                bool(row["open"]),
                float(row["trains_per_day"]),
                tuple(float(row[column]) for column in _WITHIN),
            ),
        )
        for _, row in table.iterrows()
    }


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw every main station with a bar for each alternative; nothing without a gateway.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> draw(example_inputs())
    ()
    """
    by_name = {one.name: own for one in shown(inputs) if (own := main_stations(one))}
    if not by_name:
        return ()
    names = {hub: words for own in by_name.values() for hub, (words, _) in own.items()}
    most = {
        hub: max(own[hub][1].trains_per_day for own in by_name.values() if hub in own)
        for hub in names
    }
    order = sorted(names, key=lambda hub: -most[hub])
    stations = [own[hub][1] if hub in own else None for hub in order for own in by_name.values()]
    panels = (
        Panel(
            Words("停靠列车，列/日", "trains that call, a day"),
            1.0,
            lambda axes, ys: _paint_trains(axes, ys, stations, inputs.lang),
        ),
        Panel(
            Words("30、45、60分钟内可到站的人口，百万", "people within 30, 45, 60 min, million"),
            1.2,
            lambda axes, ys: _paint_people(axes, ys, stations),
        ),
    )
    keys = [
        (Words(f"{limit}分钟内", f"within {limit} min"), bar)
        for limit, bar in zip((30, 45, 60), _BARS, strict=True)
    ]
    caption = Words("铁路枢纽：列车与服务人口", "The main stations: trains and people in reach")
    groups = [Group(names[hub], tuple(by_name)) for hub in order]
    svg = grouped_svg(
        "main-stations", groups, panels, keys, lang=inputs.lang, label=say(caption, inputs.lang)
    )
    return (Picture("main-stations", caption, svg, _NOTE),)


def _paint_trains(
    axes: Axes, ys: Sequence[float], stations: Sequence[Station | None], lang: Lang
) -> None:
    most = max((one.trains_per_day for one in stations if one), default=1.0)
    axes.set_xlim(0, max(1.16 * most, 1.0))
    for y, station in zip(ys, stations, strict=True):
        if station is None or not station.is_open:
            words = say(_NOT_OPEN, lang)
            axes.text(0.01 * most, y, f"— {words}", va="center_baseline", size=TEXT_PT - 1,
                      color="#777777")  # fmt: skip
            continue
        axes.barh(y, station.trains_per_day, BAR_MM, color="#14505e")
        number_beside(axes, station.trains_per_day, y, f"{station.trains_per_day:.0f}")


def _paint_people(axes: Axes, ys: Sequence[float], stations: Sequence[Station | None]) -> None:
    known = [one for one in stations if one and one.is_open]
    most = max((one.people[-1] for one in known if not math.isnan(one.people[-1])), default=1.0)
    axes.set_xlim(0, 1.14 * most / _MILLION)
    for y, station in zip(ys, stations, strict=True):
        if station is None or not station.is_open or math.isnan(station.people[-1]):
            continue
        left = 0.0
        for people, bar in zip(station.people, _BARS, strict=True):
            right = people / _MILLION
            axes.barh(y, right - left, BAR_MM, left, color=bar.colour)
            left = right
        number_beside(axes, left, y, f"{left:.1f}")


_NOT_OPEN: Final = Words("未开通", "not open")
_NOTE: Final = Words(
    "全市常住人口，公共交通门到站；人口分布与时间为模型计算。同一人可在数座车站的范围内。",
    "People of the whole city, from the door to the station by public transport; modelled. One "
    "person can be near several stations.",
)
