"""What the tables offer to a scenario by name, and how far in time they reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sim.scenario.table_rows import columns, day

__all__ = ["Vintages", "last_change", "nearest_vintage", "opportunity_ids", "vintages"]


@dataclass(frozen=True, slots=True)
class Vintages:
    """Railway timetables and lists of destinations that the tables hold."""

    rail_timetables: tuple[str, ...]
    air_vintages: tuple[str, ...]


def vintages(data_dir: Path) -> Vintages:
    """Which timetables and lists of destinations there are."""
    return Vintages(
        tuple(sorted({one for one, _ in columns(data_dir, "rail/trains", "vintage", "number")})),
        tuple(sorted({one for one, _ in columns(data_dir, "air/routes", "vintage", "nonstop")})),
    )


def last_change(data_dir: Path) -> date | None:
    """Date of the last opening or closing of a section or station that the tables know."""
    dates = (
        day(cell)
        for table in ("metro/sections", "metro/stations", "rail/stations")
        for cells in columns(data_dir, table, "open_date", "close_date")
        for cell in cells
    )
    return max((one for one in dates if one is not None), default=None)


def opportunity_ids(data_dir: Path) -> frozenset[str]:
    """Layers of opportunities that measures of access may name."""
    return frozenset(layer for layer, _ in columns(data_dir, "land/opportunities", "layer", "unit"))


def nearest_vintage(known: tuple[str, ...], as_of: date) -> str:
    """Return the last vintage not after a date, else the first of all.

    Examples
    --------
    >>> nearest_vintage(("2016-03", "2019-10"), date(2018, 12, 31))
    '2016-03'
    >>> nearest_vintage(("2014", "2016", "2019"), date(2013, 1, 1))
    '2014'
    """
    if not known:
        return ""
    earlier = [one for one in known if one <= as_of.isoformat()]
    return max(earlier, default=min(known))
