"""Dates, numbers and popups in words, Chinese and English."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sim.maps.marks import Chip, PopupRow
from sim.maps.style import QUALITY_WORDS, Words
from sim.network.model import Network, Quality, RouteId

__all__ = ["BEFORE_THE_RECORD", "date_text", "number_text", "quality_row", "route_chips"]

BEFORE_THE_RECORD = date(1900, 1, 1)
"""The day the tables give to what has always been there."""


def date_text(day: date | None) -> str | Words:
    """Put an opening date in words.

    Examples
    --------
    >>> date_text(date(2012, 11, 24)), date_text(None)
    ('2012-11-24', Words(zh='未定', en='not known'))
    """
    if day is None:
        return Words("未定", "not known")
    if day <= BEFORE_THE_RECORD:
        return Words("记录之前", "before the record")
    return day.isoformat()


def number_text(value: float) -> str:
    """Write a number as a person reads it: thousands apart, no needless decimals.

    Examples
    --------
    >>> number_text(257.29), number_text(1_183_000.0), number_text(40.0)
    ('257.3', '1,183,000', '40')
    """
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 1000 else f"{value:,.1f}"


def quality_row(quality: Quality, source: str) -> PopupRow:
    """Say in a popup row how far a record can be trusted, and who says so.

    Examples
    --------
    >>> row = quality_row(Quality.DERIVED, "timetable")
    >>> row.value, row.tail
    (Words(zh='推算', en='derived'), ' · timetable')
    """
    return PopupRow("资料质量", "Data", QUALITY_WORDS[quality], f" · {source}" if source else "")


def route_chips(network: Network, route_ids: Collection[RouteId]) -> tuple[Chip, ...]:
    """Make name tags of lines in their colours, in the order of the network's lines.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> [(chip.zh, chip.en) for chip in route_chips(line("A B"), {"L"})]
    [('L', 'L')]
    """
    routes = [route for route_id, route in network.routes.items() if route_id in route_ids]
    return tuple(Chip(route.name_zh, route.name_en, route.colour) for route in routes)
