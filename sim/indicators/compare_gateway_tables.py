"""Alternatives beside each other: minutes of the circle by city, and trains that changed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.indicators.compare import with_differences

__all__ = ["CIRCLE_COLUMNS", "RAIL_CHANGE_COLUMNS", "circle_table", "rail_time_changes"]

CIRCLE_COLUMNS = (
    "alternative",
    "place_id",
    "name_zh",
    "name_en",
    "direction",
    "definition",
    "family",
    "status",
    "access_min",
    "station_min",
    "wait_min",
    "ride_min",
    "change_min",
    "egress_min",
    "total_min",
    "limit_min",
    "within",
    "difference_min",
)
"""Columns of `circle_table`."""

RAIL_CHANGE_COLUMNS = (
    "alternative",
    "from_id",
    "to_id",
    "from_station",
    "to_station",
    "from_en",
    "to_en",
    "change",
    "fastest_min",
    "median_min",
    "trains_per_day",
    "reference_fastest_min",
    "reference_median_min",
    "reference_trains_per_day",
    "fastest_change_min",
    "median_change_min",
    "trains_change",
)
"""Columns of `rail_time_changes`."""

_CITY = "city"
_LEAST_MIN = 0.05
"""Minutes that differ by less are the same: they are told to a tenth."""

_ENDS = ["from_id", "to_id"]
_NAMES = ["from_station", "to_station", "from_en", "to_en"]
_TIMES = ["fastest_min", "median_min", "trains_per_day"]
_ORDER = {"faster": 0, "slower": 0, "new": 1, "gone": 2, "trains": 3}


def circle_table(parts: Mapping[str, pd.DataFrame], reference: str) -> pd.DataFrame:
    """Minutes to and from every city by definition, taken apart, and the difference.

    ``change_min``, the time between two trains, is missing in runs that do not tell it apart.
    ``difference_min`` is the total less that of the reference; missing (NaN) where one side has no
    trip, or its run no such table.

    Parameters
    ----------
    parts
        For each alternative that has it ``circle_parts`` of its run; only cities are kept.
    reference
        The alternative all others are compared with.

    Examples
    --------
    >>> own = pd.DataFrame({"place_id": ["jiaxing"], "kind": ["city"], "name_zh": ["嘉兴"],
    ...     "name_en": ["Jiaxing"], "direction": ["from_hangzhou"], "definition": ["fast"],
    ...     "family": ["fastest"], "status": ["reached"], "access_min": [0.0],
    ...     "station_min": [0.0], "wait_min": [0.0], "ride_min": [23.0], "change_min": [0.0],
    ...     "egress_min": [0.0], "total_min": [23.0], "limit_min": [60.0], "within": [True]})
    >>> later = own.assign(total_min=20.0)
    >>> circle_table({"now": own, "plan": later}, "now")["difference_min"].tolist()
    [0.0, -3.0]
    """
    frames = [own[own["kind"] == _CITY].assign(alternative=name) for name, own in parts.items()]
    if not frames:
        return pd.DataFrame(columns=list(CIRCLE_COLUMNS))
    table = pd.concat(frames, ignore_index=True).assign(value=lambda one: one["total_min"])
    table = with_differences(table, ["place_id", "direction", "definition"], reference)
    return table.rename(columns={"difference": "difference_min"}).reindex(
        columns=list(CIRCLE_COLUMNS)
    )


def rail_time_changes(times: Mapping[str, pd.DataFrame], reference: str) -> pd.DataFrame:
    """Pairs of stations whose direct trains differ from those of the reference, largest first.

    ``change`` is ``faster`` or ``slower`` by the fastest train, ``new`` where only the alternative
    has a direct train, ``gone`` where only the reference has one, ``trains`` where the fastest is
    the same but their number or their median differs. Minutes of the side without a train are
    missing, its trains are zero. Names are those of the alternative, of what is gone those of the
    reference. Pairs without a difference are left out.

    Parameters
    ----------
    times
        For each alternative that has it ``rail_times`` of its run.
    reference
        The alternative all others are compared with; without its table there are no rows.

    Returns
    -------
    DataFrame
        `RAIL_CHANGE_COLUMNS`; within an alternative faster and slower come first, by the minutes
        that the fastest train gains or loses, then what is new, gone, or has other trains.

    Examples
    --------
    >>> now = pd.DataFrame({"from_id": ["E"], "to_id": ["Y"], "from_station": ["东"],
    ...     "to_station": ["阳"], "from_en": ["East"], "to_en": ["Yang"], "fastest_min": [60.0],
    ...     "median_min": [70.0], "trains_per_day": [8]})
    >>> later = now.assign(fastest_min=50.0, trains_per_day=12)
    >>> changes = rail_time_changes({"now": now, "plan": later}, "now")
    >>> changes[["change", "fastest_change_min", "trains_change"]].values.tolist()
    [['faster', -10.0, 4]]
    """
    base = times.get(reference)
    frames = []
    if base is not None:
        frames = [
            _changed(base, own).assign(alternative=name)
            for name, own in times.items()
            if name != reference
        ]
    kept = [frame for frame in frames if len(frame)]
    if not kept:
        return pd.DataFrame(columns=list(RAIL_CHANGE_COLUMNS))
    return pd.concat(kept, ignore_index=True)[list(RAIL_CHANGE_COLUMNS)]


def _changed(base: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    columns = [*_ENDS, *_NAMES, *_TIMES]
    both = own[columns].merge(base[columns], on=_ENDS, how="outer", suffixes=("", "_of_reference"))
    both = both.rename(columns={f"{name}_of_reference": f"reference_{name}" for name in _TIMES})
    for name in _NAMES:
        both[name] = both[name].where(both[name].notna(), both[f"{name}_of_reference"])
    is_new, is_gone = both["reference_fastest_min"].isna(), both["fastest_min"].isna()
    for name in ("trains_per_day", "reference_trains_per_day"):
        both[name] = both[name].fillna(0).astype("int64")
    both["trains_change"] = both["trains_per_day"] - both["reference_trains_per_day"]
    for name in ("fastest", "median"):
        gained = both[f"{name}_min"] - both[f"reference_{name}_min"]
        both[f"{name}_change_min"] = gained.round(2) + 0.0  # no minus zero
    fastest = both["fastest_change_min"].fillna(0.0)
    median = both["median_change_min"].fillna(0.0)
    both["change"] = np.select(
        [is_new, is_gone, fastest <= -_LEAST_MIN, fastest >= _LEAST_MIN],
        ["new", "gone", "faster", "slower"],
        "trains",
    )
    both = both.assign(
        first=both["change"].map(_ORDER),
        size=fastest.abs().where(fastest.abs() >= _LEAST_MIN, 0.0),
        more=both["trains_change"].abs(),
    )
    is_other = (both["more"] > 0) | (both["size"] > 0) | (median.abs() >= _LEAST_MIN)
    both = both[is_other | is_new | is_gone]
    both = both.sort_values(
        ["first", "size", "more", *_ENDS], ascending=[True, False, False, True, True]
    )
    return both.reset_index(drop=True)
