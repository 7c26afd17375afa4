"""What a report reads of a day of operations: which runs have one, its names, how sure it is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import clock_text as of_seconds
from sim.clock import signed_clock_s
from sim.maps.style import Words
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import same, unit_words

__all__ = [
    "PARTS",
    "clock_text",
    "day_unit",
    "exact_checks",
    "facility_words",
    "has_day",
    "headline_rows",
    "hours_of",
    "in_minutes",
    "line_ends",
    "precision",
    "shown",
    "title_words",
    "why_without",
]

_MOST: Final = 4
"""Alternatives beside each other in a chart; more would be too thin to read."""

_SIGNS: Final = (
    "operations_summary",
    "operations_line_quarters",
    "operations_queues",
    "operations_transfers",
    "operations_disruptions",
)
"""A run that has any of these tables simulated a day."""

PARTS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "metro": Words("轨道线路", "Urban rail"),
        "station": Words("铁路枢纽", "Rail hubs"),
        "airport": Words("航站楼", "Terminal"),
        "disruption": Words("中断", "Disruptions"),
    }
)
"""Parts of the simulated day in the order of the chapter."""

_NAMED: Final = (
    ("operations_summary", "facility_id", "name"),
    ("operations_transfers", "hub_id", "name"),
    ("operations_disruptions", "closure_id", "title"),
)

_WAIT: Final = "wait_p95"
_WORST: Final = 4
_WORTH: Final = 0.02
"""A wait that is a smaller part of the longest of its facility is not told."""


_UNITS: Final = MappingProxyType(
    {
        "1": Words("", ""),
        "s": Words("秒", "s"),
        "1/h": Words("人/小时", "people/h"),
        "trains": Words("列", "trains"),
        "people/m2": Words("人/平方米", "people/m²"),
        "m2": Words("人/平方米", "people/m²"),
    }
)

_TIME_UNITS: Final = MappingProxyType({"s": 1 / 60, "min": 1.0, "h": 60.0})


def has_day(one: Alternative) -> bool:
    """Whether the run of an alternative simulated a day of operations.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> has_day(example_inputs().reference)
    False
    """
    return any(not one.table(name).empty for name in _SIGNS)


def why_without(one: Alternative) -> Words:
    """Why a run has no day of operations, as its document tells, and what to do.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> why_without(example_inputs().reference).en
    'its scenario has no block operations: write one, or call  sim simulate'
    """
    settings = one.run.manifest.document.get("operations")
    if not isinstance(settings, Mapping):
        return Words(
            "情景没有 operations 一节：请写入，或用 sim simulate",
            "its scenario has no block operations: write one, or call  sim simulate",
        )
    if settings.get("enabled") is False:
        return Words("情景关闭了运行模拟", "switched off by the scenario")
    return Words(
        "运行时的版本尚无此项，请重新运行", "run by a version that did not have it, run again"
    )


def shown(inputs: ReportInputs) -> tuple[Alternative, ...]:
    """The alternatives with a simulated day that charts show: the first four.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> shown(example_inputs())
    ()
    """
    return tuple(one for one in inputs.alternatives if has_day(one))[:_MOST]


def facility_words(inputs: ReportInputs) -> dict[str, Words]:
    """Names of stations, terminals, closures and the network by id, of all runs together.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> facility_words(example_inputs())
    {}
    """
    names: dict[str, Words] = {}
    for one in shown(inputs):
        for table, key, stem in _NAMED:
            rows = one.table(table)
            if not rows.empty:
                columns = (rows[name].astype(str) for name in (key, f"{stem}_zh", f"{stem}_en"))
                for facility, zh, en in zip(*columns, strict=True):
                    names.setdefault(facility, Words(zh, en))
    return names


def exact_checks(checks: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``operations_checks`` whose two totals must be equal, those without a total aside.

    The others (``near_…``) say how near the modelled riders come to loads of the demand model.

    Examples
    --------
    >>> rows = pd.DataFrame({"check": ["people", "near_loads"], "difference": [0.0, 12.5]})
    >>> exact_checks(rows)["check"].tolist()
    ['people']
    """
    if checks.empty:
        return checks
    near = checks["check"].astype(str).str.startswith("near_")
    return checks[~near & checks["difference"].notna()]


def headline_rows(summary: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``operations_summary`` that say most: of a facility as a whole, and its worst places.

    A measure such as ``wait_p95_s/security`` is of one place; of these the four with the longest
    waits of each facility are kept, in their order.

    Examples
    --------
    >>> rows = pd.DataFrame({"part": "station", "facility_id": "e", "value": [9, 1, 2, 3, 4, 5],
    ...     "measure": ["people", *(f"wait_p95_s/{place}" for place in "abcde")]})
    >>> headline_rows(rows)["measure"].tolist()
    ['people', 'wait_p95_s/b', 'wait_p95_s/c', 'wait_p95_s/d', 'wait_p95_s/e']
    """
    if summary.empty:
        return summary
    measures = summary["measure"].astype(str)
    whole = ~measures.str.contains("/", regex=False)
    waits = summary[~whole & measures.str.startswith(_WAIT)]
    most = waits.groupby(["part", "facility_id"])["value"].transform("max")
    waits = waits[waits["value"] > _WORTH * most]
    waits = waits.sort_values("value", ascending=False, kind="stable")
    worst = waits.groupby(["part", "facility_id"], sort=False).head(_WORST)
    return summary[whole | summary.index.isin(worst.index)]


def day_unit(unit: str) -> Words:
    """Name of a unit of a measure of the day in both languages; a pure number has none.

    Examples
    --------
    >>> day_unit("s"), day_unit("people/m2").en, day_unit("1").zh
    (Words(zh='秒', en='s'), 'people/m²', '')
    """
    return _UNITS.get(unit) or unit_words(unit)


def title_words(row: pd.Series) -> Words:
    """Title of a row in both languages.

    Examples
    --------
    >>> title_words(pd.Series({"title_zh": "安检", "title_en": "Security"})).en
    'Security'
    """
    return Words(str(row["title_zh"]), str(row["title_en"]))


def line_ends(loads: pd.DataFrame) -> dict[tuple[str, str], Words]:
    """Where trains of each line and direction end, by route and direction, from ``line_loads``.

    An end is a stop that no section of the direction begins at; branches have several, of which two
    are named. Empty without the table.

    Examples
    --------
    >>> loads = pd.DataFrame({"route_id": "L", "direction": 0, "from_stop_id": ["a", "b"],
    ...     "to_stop_id": ["b", "c"], "to_zh": ["乙", "丙"], "to_en": ["Yi", "Bing"]})
    >>> line_ends(loads)
    {('L', '0'): Words(zh='往丙', en='to Bing')}
    """
    found: dict[tuple[str, str], Words] = {}
    if loads.empty:
        return found
    for (route, direction), rows in loads.groupby(["route_id", "direction"], sort=False):
        last = rows[~rows["to_stop_id"].isin(rows["from_stop_id"])].drop_duplicates("to_stop_id")
        if len(last):
            zh, en = (last[f"to_{key}"].astype(str).tolist()[:2] for key in ("zh", "en"))
            words = Words(f"往{'、'.join(zh)}", f"to {' and '.join(en)}")
            found[str(route), str(direction)] = words
    return found


def hours_of(times: pd.Series) -> npt.NDArray[np.float64]:
    """Hours of a service day from texts such as ``"08:15"``; they may pass 24.

    A minus is the evening before: ``"-00:30"`` is half an hour before midnight.

    Examples
    --------
    >>> hours_of(pd.Series(["-00:30", "08:15", "24:30"])).tolist()
    [-0.5, 8.25, 24.5]
    """
    seconds = [signed_clock_s(text) for text in times.astype(str)]
    return np.asarray(seconds, dtype=np.float64) / 3600


def clock_text(hours: float) -> str:
    """Time of day of an hour with its fraction.

    Examples
    --------
    >>> clock_text(8.25), clock_text(24.5), clock_text(-0.5)
    ('08:15', '24:30', '-00:30')
    """
    return of_seconds(60 * round(60 * hours))


def in_minutes(value: float, unit: str) -> float:
    """A duration in minutes; NaN where the unit is none of time.

    Examples
    --------
    >>> in_minutes(90.0, "s"), in_minutes(2.0, "min"), in_minutes(5.0, "people")
    (1.5, 2.0, nan)
    """
    return value * _TIME_UNITS.get(unit, math.nan)


def precision(inputs: ReportInputs, *parts: str) -> Words:
    """How often a part was simulated, and what its intervals are; nothing where nobody knows.

    Without `parts` those of the whole day.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> precision(example_inputs(), "station")
    Words(zh='', en='')
    """
    counts: set[int] = set()
    for one in shown(inputs):
        table = one.table("operations_summary")
        if not table.empty:
            own = table[table["part"].isin(parts)] if parts else table
            counts |= {int(number) for number in own["replications"].dropna()}
    if not counts:
        return same("")
    times = "–".join(str(number) for number in dict.fromkeys((min(counts), max(counts))))
    if counts == {1}:
        return Words("只模拟1次，没有区间。", " One replication, so no interval.")
    return Words(f"{times}次重复模拟，95%区间。", f" {times} replications, 95 % intervals.")
