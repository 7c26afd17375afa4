"""The one-hour circle taken apart: minutes of each part of the way to every city, door to door."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.figure import TEXT_PT
from sim.reports.charts.grouped import BAR_MM, Group, Panel, grouped_svg, number_beside
from sim.reports.charts.palette import Bar
from sim.reports.gateway import FROM, PARTS, shown, status_words
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import Lang, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["CityTrip", "city_trips", "draw"]

_FAMILY: Final = "door_to_door"
_LIMITS_MIN: Final = (60, 90)
_MOST_MIN: Final = 360.0
"""Longer bars are cut, so that the others can be read; their number stands beside them."""

BARS: Final[Mapping[str, Bar]] = {
    "access_min": Bar("#6da9d2"),
    "station_min": Bar("#d9a441"),
    "wait_min": Bar("#f3e3c3", "////"),
    "ride_min": Bar("#14505e"),
    "change_min": Bar("#b9b2dd", "...."),
    "egress_min": Bar("#c4dcec"),
}


@dataclass(frozen=True, slots=True)
class CityTrip:
    """The way to a city in one alternative: minutes by part; all NaN where there is none."""

    status: str
    parts_min: Mapping[str, float]
    total_min: float


def city_trips(one: Alternative) -> dict[str, tuple[Words, CityTrip]]:
    """Door-to-door trips from Hangzhou by city, each with its name; empty without the table.

    Of several definitions of the family the first counts: they differ in their limit alone.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> city_trips(example_inputs().reference)
    {}
    """
    table = one.table("circle_parts")
    if table.empty:
        return {}
    own = table[
        (table["kind"] == "city") & (table["direction"] == FROM) & (table["family"] == _FAMILY)
    ]
    trips: dict[str, tuple[Words, CityTrip]] = {}
    for _, row in own.drop_duplicates("place_id").iterrows():
        # Runs made before changes were told apart have them in the ride.
        parts = {part: float(row.get(part, 0.0)) for part in PARTS}
        trip = CityTrip(str(row["status"]), parts, float(row["total_min"]))
        words = Words(str(row["name_zh"]), str(row["name_en"]))
        trips[str(row["place_id"])] = (words, trip)
    return trips


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw every city with a bar for each alternative, nearest first; nothing without a gateway.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> draw(example_inputs())
    ()
    """
    by_name = {one.name: own for one in shown(inputs) if (own := city_trips(one))}
    if not by_name:
        return ()
    names = {place: words for trips in by_name.values() for place, (words, _) in trips.items()}

    def nearest(place: str) -> float:
        totals = [trips[place][1].total_min for trips in by_name.values() if place in trips]
        return min((total for total in totals if not math.isnan(total)), default=math.inf)

    order = sorted(names, key=nearest)
    groups = [Group(names[place], tuple(by_name)) for place in order]
    trips = [own[place][1] if place in own else None for place in order for own in by_name.values()]
    keys = [(words, BARS[part]) for part, words in PARTS.items()]
    panel = Panel(
        Words("自杭州出门至到达，分钟", "from a door in Hangzhou to one in the city, minutes"),
        1.0,
        lambda axes, ys: _paint(axes, ys, trips, inputs.lang),
    )
    caption = Words("一小时圈的构成：门到门", "The one-hour circle taken apart: door to door")
    svg = grouped_svg(
        "circle-parts", groups, [panel], keys, lang=inputs.lang, label=say(caption, inputs.lang)
    )
    return (Picture("circle-parts", caption, svg, _NOTE),)


def _paint(axes: Axes, ys: Sequence[float], trips: Sequence[CityTrip | None], lang: Lang) -> None:
    longest = max(
        (trip.total_min for trip in trips if trip and not math.isnan(trip.total_min)), default=90.0
    )
    most = min(longest, _MOST_MIN)
    axes.set_xlim(0, most * 1.09)
    for limit in _LIMITS_MIN:
        axes.axvline(limit, color="#b3261e", lw=0.8, dashes=(4, 2), zorder=3)
    for y, trip in zip(ys, trips, strict=True):
        if trip is None or math.isnan(trip.total_min):
            words = "—" if trip is None else f"— {say(status_words(trip.status), lang)}"
            ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
            axes.text(
                2.0, y, words, va="center_baseline", color="#8d2f12", size=TEXT_PT - 0.5,
                bbox=ground, zorder=4,
            )  # fmt: skip
            continue
        left = 0.0
        for part, bar in BARS.items():
            wide = max(min(trip.parts_min[part], most - left), 0.0)
            axes.barh(
                y, wide, BAR_MM, left, color=bar.colour, hatch=bar.hatch, edgecolor="#8a7a55"
                if bar.hatch else "white", linewidth=0.3,
            )  # fmt: skip
            left += wide
        cut = " »" if trip.total_min > most else ""
        number_beside(axes, left, y, f"{trip.total_min:.0f}{cut}")
    axes.set_xticks(range(0, int(most) + 1, 30))


_NOTE: Final = Words(
    "自杭州人口抽样出发，至对方城市中心；红虚线为60与90分钟。模型计算，非观测值；» 表示超出图幅。",
    "From a sample of Hangzhou's people to the centre of the city; red dashes: 60 and 90 minutes. "
    "Modelled, not observed; » goes beyond the chart.",
)
