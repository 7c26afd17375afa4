"""The formats an export can be written in."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sim.errors import Issue, Severity

__all__ = ["FORMATS", "Format", "chosen_formats"]

Needs = Literal["tables", "network", "both"]
ALL = "all"


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, title, and whether it is made of tables, of the network, or of both."""

    format_id: str
    title_zh: str
    title_en: str
    needs: Needs


FORMATS = (
    Format("gpkg", "GeoPackage 图层", "GeoPackage: zones, lines, stations, hubs", "both"),
    Format("geoparquet", "GeoParquet 图层", "GeoParquet: zones, lines, stations, hubs", "both"),
    Format("omx", "OMX 时间矩阵", "OMX: times from all zones to all zones", "network"),
    Format("gtfs", "GTFS 时刻表", "GTFS: the network and its timetable", "network"),
    Format("gmns", "GMNS 路网", "GMNS: the network and the streets as nodes and links", "network"),
    Format("csv", "CSV 表格", "CSV for people: every table", "tables"),
)
"""Every format, in the order they are written."""


def chosen_formats(text: str) -> tuple[tuple[Format, ...], tuple[Issue, ...]]:
    """Formats named in a list with commas (``all``: every one), and what is wrong with it.

    Examples
    --------
    >>> formats, issues = chosen_formats("csv, gpkg")
    >>> [one.format_id for one in formats], issues
    (['gpkg', 'csv'], ())
    >>> chosen_formats("geopakage")[1][0].fix
    "did you mean 'geoparquet'? Formats are gpkg, geoparquet, omx, gtfs, gmns, csv, or all"
    """
    known = [one.format_id for one in FORMATS]
    words = [word.strip().lower() for word in text.split(",") if word.strip()]
    if words == [ALL]:
        return FORMATS, ()
    issues = [_unknown(word, known) for word in words if word not in known]
    if not words:
        what = "no format is named"
        issues.append(Issue(Severity.ERROR, "no-format", what, _list_of(known)))
    return tuple(one for one in FORMATS if one.format_id in words), tuple(issues)


def _unknown(word: str, known: Sequence[str]) -> Issue:
    if word == ALL:
        fix = "name 'all' alone, or the formats one by one"
        return Issue(Severity.ERROR, "all-and-more", "'all' stands beside other formats", fix)
    close = difflib.get_close_matches(word, [*known, ALL], 1)
    hint = f"did you mean '{close[0]}'? " if close else ""
    what = f"there is no format '{word}'"
    return Issue(Severity.ERROR, "unknown-format", what, hint + _list_of(known))


def _list_of(known: Sequence[str]) -> str:
    return f"Formats are {', '.join(known)}, or all"
