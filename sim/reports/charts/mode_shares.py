"""Mode shares: every area with one bar for each alternative, and shares by length of the trip."""

from __future__ import annotations

import math

from sim.maps.demand_data import HEADLINE_AREA
from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.stacked import StackedPanel, stacked_svg
from sim.reports.demand import areas_of, band_shares, way_shares
from sim.reports.inputs import ReportInputs
from sim.reports.language import say

__all__ = ["draw"]

_MOST = 3
"""Alternatives whose shares by distance are drawn."""


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw both charts; nothing where no run has demand.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> draw(example_inputs())
    ()
    """
    return (*_by_area(inputs), *_by_distance(inputs))


def _by_area(inputs: ReportInputs) -> tuple[Picture, ...]:
    panels = []
    for area_id, words in areas_of(inputs).items():
        rows = [(one.name, way_shares(inputs, one, area_id)) for one in inputs.alternatives]
        known = tuple((name, shares) for name, shares in rows if shares)
        if known:
            panels.append(StackedPanel(words, known))
    if not panels:
        return ()
    caption = Words("居民出行方式构成", "How residents travel")
    svg = stacked_svg("mode-shares", panels, lang=inputs.lang, label=say(caption, inputs.lang))
    return (Picture("mode-shares", caption, svg, _NOTE),)


def _by_distance(inputs: ReportInputs) -> tuple[Picture, ...]:
    panels = []
    for one in (inputs.others or inputs.alternatives)[:_MOST]:
        bands = band_shares(inputs, one, HEADLINE_AREA)
        if bands:
            rows = tuple((_band_text(low, high), shares) for (low, high), shares in bands.items())
            panels.append(StackedPanel(one.title, rows))
    if not panels:
        return ()
    caption = Words("按出行距离的方式构成，公里", "How trips are made by their length, km")
    svg = stacked_svg("distance-shares", panels, lang=inputs.lang, label=say(caption, inputs.lang))
    return (Picture("distance-shares", caption, svg),)


_NOTE = Words(
    "居民全日出行，占全部出行的百分比；模型计算，基准年按已公布数据标定。",
    "Residents' trips of the whole day, per cent of all trips; modelled, fitted to published "
    "figures in the base year.",
)


def _band_text(low_km: float, high_km: float) -> str:
    return f"≥ {low_km:g}" if math.isinf(high_km) else f"{low_km:g}–{high_km:g}"
