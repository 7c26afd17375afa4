"""Levels of service: waits against the standard, lanes that would keep it, what helps most."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.hub.flow.occupancy import largest_in_bins
from sim.hub.flow.places import Lanes, Place
from sim.hub.flow.statistics import percentiles
from sim.hub.flow.tables import RELIEF_COLUMNS
from sim.hub.terminal.case import ServiceLevel
from sim.hub.terminal.day import TerminalDay, is_belt, with_other_lanes
from sim.hub.terminal.lanes_needed import lanes_for_standards, peak_wait_s
from sim.hub.terminal.tables import PART

__all__ = ["level_of", "relief_rows", "service_level_rows", "space_rows", "standards_s"]

Floats = npt.NDArray[np.float64]

_MIN_S = 60.0
_LEVELS = {
    "over": ("富余", "over-designed"),
    "optimum": ("适宜", "optimum"),
    "below": ("不足", "below standard"),
    "none": ("无人", "nobody"),
}


def level_of(peak_hour_wait_min: float, level: ServiceLevel) -> tuple[str, str]:
    """Chinese and English name of a level: under, within or over the range of the standard.

    Examples
    --------
    >>> security = ServiceLevel("security", "安检", "Security", 5, 10, 1, 1.2, "unverified", "x")
    >>> [level_of(wait, security)[1] for wait in (2.0, 7.0, 12.0, float("nan"))]
    ['over-designed', 'optimum', 'below standard', 'nobody']
    """
    if math.isnan(peak_hour_wait_min):
        return _LEVELS["none"]
    if peak_hour_wait_min < level.standard_low_min:
        return _LEVELS["over"]
    return _LEVELS["optimum" if peak_hour_wait_min <= level.standard_high_min else "below"]


def standards_s(day: TerminalDay) -> dict[str, float]:
    """Longest wait of every place with lanes whose process has a standard, seconds.

    Examples
    --------
    >>> from sim.hub.terminal.day import terminal_day
    >>> from sim.hub.terminal.examples import small_case
    >>> standards_s(terminal_day(small_case(), seed=1, replication=0))
    {'check': 60.0}
    """
    levels, processes = day.case.levels, day.case.terminal.processes
    return {
        place.place_id: levels[processes[place.place_id]].standard_high_min * _MIN_S
        for place in day.who.facility.places
        if isinstance(place, Lanes) and processes.get(place.place_id, "") in levels
    }


def service_level_rows(day: TerminalDay) -> pd.DataFrame:
    """Rows of ``operations_service_levels``: every place whose process has a standard.

    ``peak_hour_wait_min`` is the wait that 95 of 100 people do not exceed in the worst clock hour
    of the day; the level compares it with the range of the standard, whose upper end is
    ``standard_min``. ``lanes_needed`` is the fewest, open all day, with which it stays within
    that, each place with what the places before it let through when they keep theirs
    (`sim.hub.terminal.lanes_needed`). Belts have waits but no lanes; so has nobody's place.

    Examples
    --------
    >>> from sim.hub.terminal.day import terminal_day
    >>> from sim.hub.terminal.examples import small_case
    >>> rows = service_level_rows(terminal_day(small_case(), seed=1, replication=0))
    >>> rows[["place_id", "peak_hour_wait_min", "lanes_now", "lanes_needed"]].values.tolist()
    [['check', 1.9, 1, 2]]
    """
    needed, _ = lanes_for_standards(day, standards_s(day))
    rows = []
    for number, place, level in _places_with_levels(day):
        visits = day.log.visits
        mine = visits.place == number
        arrive, wait = visits.arrive_s[mine], visits.wait_s[mine]
        (p95,) = percentiles(wait, (95.0,))
        peak = peak_wait_s(arrive, wait) / _MIN_S
        zh, en = level_of(peak, level)
        lanes = isinstance(place, Lanes)
        quality, source = day.case.terminal.lane_note.get(
            place.place_id, (level.quality, level.source)
        )
        rows.append(
            {
                "facility_id": day.who.facility.facility_id,
                "place_id": place.place_id,
                "title_zh": place.title_zh,
                "title_en": place.title_en,
                "people": int(arrive.size),
                "standard_min": level.standard_high_min,
                "wait_mean_min": float(wait.mean()) / _MIN_S if wait.size else math.nan,
                "wait_p95_min": p95 / _MIN_S,
                "peak_hour_wait_min": peak,
                "level_zh": zh,
                "level_en": en,
                "lanes_now": place.most if isinstance(place, Lanes) else None,
                "lanes_needed": needed[place.place_id] if lanes else None,
                "quality": quality,
                "source": f"{level.source}; {source}" if source != level.source else source,
            }
        )
    return pd.DataFrame(rows, columns=list(_COLUMNS))


_COLUMNS = (
    "facility_id",
    "place_id",
    "title_zh",
    "title_en",
    "people",
    "standard_min",
    "wait_mean_min",
    "wait_p95_min",
    "peak_hour_wait_min",
    "level_zh",
    "level_en",
    "lanes_now",
    "lanes_needed",
    "quality",
    "source",
)


def space_rows(day: TerminalDay) -> pd.DataFrame:
    """Space that the longest queue of each process needs, by the standard's m2 of a person.

    Returns
    -------
    DataFrame
        place_id, title_zh, title_en, waiting_most, space_low_m2, space_high_m2 (of the place).

    Examples
    --------
    >>> from sim.hub.terminal.day import terminal_day
    >>> from sim.hub.terminal.examples import small_case
    >>> space_rows(terminal_day(small_case(), seed=1, replication=0)).values.tolist()
    [['check', '处 check', 'At check', 2, 2.0, 2.4]]
    """
    rows = []
    visits = day.log.visits
    for number, place, level in _places_with_levels(day):
        mine = visits.place == number
        ever = np.array([-np.inf, np.inf])
        most = int(largest_in_bins(visits.arrive_s[mine], visits.begin_s[mine], ever)[0])
        space = (most * level.space_low_m2, most * level.space_high_m2)
        rows.append((place.place_id, place.title_zh, place.title_en, most, *space))
    return pd.DataFrame(
        rows,
        columns=[
            "place_id",
            "title_zh",
            "title_en",
            "waiting_most",
            "space_low_m2",
            "space_high_m2",
        ],
    )


def relief_rows(day: TerminalDay, levels: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``operations_relief``: what helps places over their standard, the worst first.

    Worst is the wait of 95 of 100 people times the people. For every place over its standard the
    fewest lanes that keep it; then, up to three rows in all, the places that use most of their
    lanes to keep it, with those that could be spared. ``before`` and ``after`` are lanes; waits
    after are those of a day with all these changes at once, so that relieving one does not drown
    the next.

    Parameters
    ----------
    levels
        `service_level_rows` of the day.

    Examples
    --------
    >>> from sim.hub.terminal.day import terminal_day
    >>> from sim.hub.terminal.examples import small_case
    >>> day = terminal_day(small_case(), seed=1, replication=0)
    >>> rows = relief_rows(day, service_level_rows(day))
    >>> rows[["place_id", "change_en", "before", "after"]].values.tolist()
    [['check', 'open 1 more', 1, 2]]
    """
    own = levels[levels["lanes_needed"].astype(float) > 0]
    ratio = own["lanes_needed"].astype(float) / own["lanes_now"].astype(float)
    lacks = ratio > 1.0
    weight = own["wait_p95_min"] * own["people"]
    order = np.lexsort((-ratio, np.where(lacks, -weight, 0.0), ~lacks))
    own = own.iloc[order[: max(_SHOWN, int(lacks.sum()))]]
    known = own.astype({"lanes_now": "int64", "lanes_needed": "int64"}).to_dict("records")
    after = _waits_with(day, {row["place_id"]: row["lanes_needed"] for row in known})
    rows = []
    for row in known:
        now, needed = row["lanes_now"], row["lanes_needed"]
        before, then = row["wait_p95_min"], after[row["place_id"]]
        change = _change(needed - now)
        rows.append(
            {
                "part": PART,
                **{name: row[name] for name in ("facility_id", "place_id", *_TITLES)},
                "change_zh": change[0],
                "change_en": change[1],
                "before": now,
                "after": needed,
                "wait_p95_before_min": before,
                "wait_p95_after_min": then,
                "gain_min": before - then,
            }
        )
    return pd.DataFrame(rows, columns=list(RELIEF_COLUMNS))


def _change(more: int) -> tuple[str, str]:
    if more > 0:
        return f"增开{more}条", f"open {more} more"
    if more < 0:
        return f"可减{-more}条仍达标", f"{-more} could be spared within the standard"
    return "刚好达标", "just enough"


_SHOWN = 3
_TITLES = ("title_zh", "title_en")


def _waits_with(day: TerminalDay, lanes: dict[str, int]) -> dict[str, float]:
    """Wait of 95 of 100 people at some places, minutes, on a day with other lanes."""
    then = with_other_lanes(day, lanes)
    index, visits = then.who.facility.index, then.log.visits
    return {
        name: percentiles(visits.wait_s[visits.place == index[name]], (95.0,))[0] / _MIN_S
        for name in lanes
    }


def _places_with_levels(day: TerminalDay) -> list[tuple[int, Place, ServiceLevel]]:
    processes, levels = day.case.terminal.processes, day.case.levels
    return [
        (number, place, levels[processes[place.place_id]])
        for number, place in enumerate(day.who.facility.places)
        if (isinstance(place, Lanes) or is_belt(place))
        and processes.get(place.place_id, "") in levels
    ]
