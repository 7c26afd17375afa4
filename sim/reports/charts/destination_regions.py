"""Destinations abroad by region of the world, those with a document apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.grouped import BAR_MM, Group, Panel, grouped_svg, number_beside
from sim.reports.charts.palette import Bar
from sim.reports.gateway import shown
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw", "region_counts"]

_KNOWN: Final = Bar("#1f6f5c")
_OTHER: Final = Bar("#e4e8e6", "////")


def region_counts(one: Alternative) -> dict[str, tuple[Words, int, int]]:
    """By region its name, its destinations, and those of them that have a document.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> region_counts(example_inputs().reference)
    {}
    """
    table = one.table("air_regions")
    return {
        str(row["region"]): (
            Words(str(row["region_zh"]), str(row["region_en"])),
            int(row["airports"]),
            int(row["documented"]),
        )
        for _, row in table.iterrows()
    }


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw every region with a bar for each alternative, most first; nothing without a gateway.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> draw(example_inputs())
    ()
    """
    by_name = {one.name: own for one in shown(inputs) if (own := region_counts(one))}
    if not by_name:
        return ()
    names = {region: one[0] for own in by_name.values() for region, one in own.items()}
    most = {
        region: max(own[region][1] for own in by_name.values() if region in own) for region in names
    }
    order = sorted(names, key=lambda region: (-most[region], region))
    counts = [
        own[region][1:] if region in own else (0, 0) for region in order for own in by_name.values()
    ]
    groups = [Group(names[region], tuple(by_name)) for region in order]
    panel = Panel(
        Words("国际及地区航点，个", "international and regional destinations"),
        1.0,
        lambda axes, ys: _paint(axes, ys, counts),
    )
    keys = [
        (Words("有文件证明", "with a document"), _KNOWN),
        (Words("情景假定或仅见名录", "set by the scenario, or only listed"), _OTHER),
    ]
    caption = Words("航点按世界区域", "Destinations by region of the world")
    svg = grouped_svg(
        "destination-regions", groups, [panel], keys, lang=inputs.lang,
        label=say(caption, inputs.lang),
    )  # fmt: skip
    return (Picture("destination-regions", caption, svg, _NOTE),)


def _paint(axes: Axes, ys: Sequence[float], counts: Sequence[tuple[int, int]]) -> None:
    most = max((airports for airports, _ in counts), default=1)
    axes.set_xlim(0, 1.1 * most + 0.5)
    axes.set_xticks(range(0, most + 1, max(1, round(most / 8))))
    for y, (airports, documented) in zip(ys, counts, strict=True):
        axes.barh(y, documented, BAR_MM, color=_KNOWN.colour)
        axes.barh(
            y, airports - documented, BAR_MM, documented, color=_OTHER.colour, hatch=_OTHER.hatch,
            edgecolor="#9aa5a0", linewidth=0.3,
        )  # fmt: skip
        number_beside(axes, airports, y, f"{airports}" if airports else "–")


_NOTE: Final = Words(
    "按机场计；班次大多未知，见数据质量。",
    "By airport; most frequencies are not known, see the table of data quality.",
)
