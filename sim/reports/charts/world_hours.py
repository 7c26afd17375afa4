"""Hours from the doorstep to airports of the world, and the gateway that is quickest."""

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
from sim.reports.gateway import airport_words, gateway_words, shown
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import same, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["WorldTrip", "draw", "world_trips"]

_LEAST_SHARE: Final = 0.005
"""A gateway that fewer of the people take has no key."""

_COLOURS: Final = ("#1f6f5c", "#d9a441", "#a8487f", "#3f97cf", "#6b6b6b", "#5d3a9b")
_HATCHES: Final = ("", "", "////", "....", "", "")


@dataclass(frozen=True, slots=True)
class WorldTrip:
    """To one airport: hours of half and of nine tenths of the people, shares of the gateways."""

    median_h: float
    p90_h: float
    shares: Mapping[str, float]


def world_trips(one: Alternative) -> dict[str, WorldTrip]:
    """Trips to the airports that the run tells by cell, by code; empty without the tables.

    Hours are over all people of the city, NaN where too few get there; shares are of those who do.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> world_trips(example_inputs().reference)
    {}
    """
    by_cell, hours, shares = (
        one.table(name) for name in ("door_to_world", "world_destinations", "world_gateways")
    )
    if by_cell.empty or hours.empty or shares.empty:
        return {}
    told = set(by_cell["destination"].astype(str))
    trips: dict[str, WorldTrip] = {}
    for _, row in hours[hours["destination"].isin(told)].iterrows():
        code = str(row["destination"])
        own = shares[(shares["destination"] == code) & (shares["share"] > 0)]
        columns = own["gateway"].astype(str), own["share"].astype(float)
        trips[code] = WorldTrip(
            float(row["median_hours"]),
            float(row["p90_hours"]),
            dict(zip(*columns, strict=True)),
        )
    return trips


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw hours and best gateways by destination, nearest first; nothing without a gateway.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> draw(example_inputs())
    ()
    """
    by_name = {one.name: own for one in shown(inputs) if (own := world_trips(one))}
    if not by_name:
        return ()
    places = dict.fromkeys(code for trips in by_name.values() for code in trips)

    def nearest(code: str) -> float:
        hours = [trips[code].median_h for trips in by_name.values() if code in trips]
        return min((one for one in hours if not math.isnan(one)), default=math.inf)

    order = sorted(places, key=nearest)
    names = airport_words(inputs)
    trips = [own.get(code) for code in order for own in by_name.values()]
    bars = _bars(inputs, trips)
    panels = (
        Panel(
            Words(
                "小时：半数居民以内（线：九成）", "hours: half of the people (line: nine tenths)"
            ),
            2.1,
            lambda axes, ys: _paint_hours(axes, ys, trips),
        ),
        Panel(
            Words("最快门户，%的居民", "quickest gateway, % of people"),
            1.0,
            lambda axes, ys: _paint_shares(axes, ys, trips, bars),
        ),
    )
    groups = [Group(names.get(code, same(code)), tuple(by_name)) for code in order]
    keys = [(gateway_words(inputs).get(code, same(code)), bar) for code, bar in bars.items()]
    caption = Words("从家门到世界", "From the doorstep to the world")
    svg = grouped_svg(
        "world-hours", groups, panels, keys, lang=inputs.lang, label=say(caption, inputs.lang)
    )
    return (Picture("world-hours", caption, svg, _NOTE),)


def _bars(inputs: ReportInputs, trips: Sequence[WorldTrip | None]) -> dict[str, Bar]:
    """Fill of every gateway that enough people take anywhere, in the order of the table."""
    codes = list(gateway_words(inputs))
    codes += sorted({code for trip in trips if trip for code in trip.shares} - set(codes))
    fills = {
        code: Bar(_COLOURS[place % len(_COLOURS)], _HATCHES[place % len(_HATCHES)])
        for place, code in enumerate(codes)
    }
    taken = {
        code
        for trip in trips
        if trip
        for code, share in trip.shares.items()
        if share >= _LEAST_SHARE
    }
    return {code: bar for code, bar in fills.items() if code in taken}


def _paint_hours(axes: Axes, ys: Sequence[float], trips: Sequence[WorldTrip | None]) -> None:
    ends = [end for trip in trips if trip for end in (trip.median_h, trip.p90_h)]
    most = max((end for end in ends if not math.isnan(end)), default=24.0)
    axes.set_xlim(0, 1.06 * most)
    axes.set_xticks(range(0, int(most) + 1, 4))
    for y, trip in zip(ys, trips, strict=True):
        if trip is None or math.isnan(trip.median_h):
            axes.text(0.2, y, "—", va="center_baseline", color="#8d2f12", size=TEXT_PT - 0.5)
            continue
        axes.barh(y, trip.median_h, BAR_MM, color="#14505e")
        if not math.isnan(trip.p90_h):
            axes.plot([trip.median_h, trip.p90_h], [y, y], color="#14505e", lw=1.0)
            axes.plot([trip.p90_h], [y], marker="|", ms=4.5, color="#14505e")
        number_beside(axes, trip.median_h, y, f"{trip.median_h:.1f}", inside=True, colour="white")


def _paint_shares(
    axes: Axes, ys: Sequence[float], trips: Sequence[WorldTrip | None], bars: Mapping[str, Bar]
) -> None:
    axes.set_xlim(0, 100)
    for y, trip in zip(ys, trips, strict=True):
        left = 0.0
        for code, bar in bars.items():
            share = 100 * trip.shares.get(code, 0.0) if trip else 0.0
            if share > 0:
                axes.barh(
                    y, share, BAR_MM, left, color=bar.colour, hatch=bar.hatch, edgecolor="white",
                    linewidth=0.4,
                )  # fmt: skip
            left += share
    axes.set_xticks(range(0, 101, 25))


_NOTE: Final = Words(
    "出门至落地：到机场或火车站、火车、提前到达、等候、飞行与中转。只按时间选择门户；航班时刻多为推算。",
    "From the door to landing: to the airport or the train, train, being early, waiting, flights "
    "and connections. Gateways by time alone; most hours of flights are inferred.",
)
