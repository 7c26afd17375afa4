"""The travel times a report shows, and how they are called."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from sim.maps.style import Words
from sim.reports.language import same

__all__ = ["TIMES", "measure_words"]

TIMES: Final = MappingProxyType(
    {
        "minutes_from_hub": Words("自杭州东站的时间", "Time from Hangzhou East"),
        "minutes_from_airport": Words("自萧山机场的时间", "Time from the airport"),
    }
)
"""Columns of ``zone_access`` in minutes; not reached is missing."""


def measure_words(measure: str) -> Words:
    """Name of a measure; one that is not known keeps its id.

    Examples
    --------
    >>> measure_words("minutes_from_airport").en
    'Time from the airport'
    """
    return TIMES.get(measure, same(measure))
