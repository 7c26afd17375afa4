"""Tables of an experiment: every replication, the way to a sure mean, and means of tables."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from sim.hub.experiment.intervals import mean_interval
from sim.hub.experiment.outcome import Experiment

__all__ = [
    "REPLICATION_COLUMNS",
    "averaged",
    "convergence",
    "replication_rows",
    "with_interval",
]

REPLICATION_COLUMNS = ("part", "facility_id", "measure", "replication", "value")
"""Columns of ``operations_replications``."""

_CONVERGENCE_COLUMNS = (
    "part",
    "facility_id",
    "measure",
    "replications",
    "mean",
    "low",
    "high",
    "half_width_pct",
)


def replication_rows(experiment: Experiment, *, part: str, facility_id: str = "") -> pd.DataFrame:
    """Rows of ``operations_replications``: one per measure and replication that has it.

    Examples
    --------
    >>> from sim.hub.experiment.outcome import Outcome
    >>> days = Experiment((Outcome({"wait_s": 3.0}), Outcome({"wait_s": 5.0})))
    >>> replication_rows(days, part="metro")["value"].tolist()
    [3.0, 5.0]
    """
    rows = [
        (part, facility_id, measure, replication, float(outcome.measures[measure]))
        for measure in experiment.measures
        for replication, outcome in enumerate(experiment.outcomes)
        if measure in outcome.measures
    ]
    frame = pd.DataFrame(rows, columns=list(REPLICATION_COLUMNS))
    return frame.astype({"replication": "int64", "value": "float64"})


def convergence(replications: pd.DataFrame) -> pd.DataFrame:
    """How mean and half-width of every measure go as replications are added.

    `replications` has `REPLICATION_COLUMNS`. One row per measure and number of replications, from
    two on; the last row of a measure is its final interval.

    Examples
    --------
    >>> rows = [("metro", "", "wait_s", n, value) for n, value in enumerate([9.0, 10.0, 11.0])]
    >>> found = convergence(pd.DataFrame(rows, columns=list(REPLICATION_COLUMNS)))
    >>> found["replications"].tolist(), found["mean"].tolist()
    ([2, 3], [9.5, 10.0])
    """
    rows: list[tuple[object, ...]] = []
    for key, own in replications.groupby(["part", "facility_id", "measure"], sort=False):
        values = own.sort_values("replication")["value"].tolist()
        for count in range(2, len(values) + 1):
            found = mean_interval(values[:count])
            rows.append((*key, count, found.mean, found.low, found.high, found.half_width_pct))
    return pd.DataFrame(rows, columns=list(_CONVERGENCE_COLUMNS))


def averaged(
    frames: Sequence[pd.DataFrame], keys: Sequence[str], *, largest: Sequence[str] = ()
) -> pd.DataFrame:
    """Mean over replications of the numbers of a table, by its keys.

    Rows keep the order in which they first occur. Whole numbers become fractions: a mean queue has
    them. A number that is missing in a replication is left out of its mean. Columns of text, and
    keys, are those of the first replication that has the row. Columns in `largest` take the largest
    value of all replications in place of the mean. Without frames the table is empty.

    Examples
    --------
    >>> one, other = pd.DataFrame({"at": ["a"], "n": [2]}), pd.DataFrame({"at": ["a"], "n": [5]})
    >>> averaged([one, other], ["at"])["n"].tolist()
    [3.5]
    """
    kept = [frame for frame in frames if not frame.empty]
    if not kept:
        return frames[0].copy() if frames else pd.DataFrame()
    columns = list(kept[0].columns)
    numbers = [
        name
        for name in columns
        if name not in keys
        and pd.api.types.is_numeric_dtype(kept[0][name])
        and not pd.api.types.is_bool_dtype(kept[0][name])
    ]
    whole = pd.concat(kept, ignore_index=True)
    how = {
        name: ("max" if name in largest else "mean" if name in numbers else "first")
        for name in columns
        if name not in keys
    }
    groups = whole.groupby(list(keys), sort=False, dropna=False, as_index=False, observed=True)
    return groups.agg(how)[columns]


def with_interval(
    table: pd.DataFrame,
    frames: Sequence[pd.DataFrame],
    keys: Sequence[str],
    *,
    value: str,
    low: str,
    high: str,
    possible: tuple[float, float] = (-math.inf, math.inf),
) -> pd.DataFrame:
    """Table of means with the 95 % interval of one of its columns over replications.

    `table` is that of `averaged` with the same `frames` and `keys`. Where there is one replication
    only, what stands in `low` and `high` stays: an interval within the day, if there is any. Its
    ends are cut to the least and most `possible` (`Interval.bounds`).

    Examples
    --------
    >>> one = pd.DataFrame({"at": ["a"], "w": [2.0], "low": [0.0], "high": [0.0]})
    >>> both = [one, one.assign(w=[4.0])]
    >>> found = with_interval(averaged(both, ["at"]), both, ["at"], value="w", low="low",
    ...                       high="high")
    >>> found["low"].round(2).tolist(), found["w"].tolist()  # 3 - 12.71 * 1.414 / 1.414
    ([-9.71], [3.0])
    """
    if len(frames) < 2 or table.empty:
        return table
    whole = pd.concat([frame[[*keys, value]] for frame in frames], ignore_index=True)
    found = {
        key: mean_interval(own.tolist()).bounds(*possible)
        for key, own in whole.groupby(list(keys), sort=False, dropna=False)[value]
    }
    each = [found[tuple(row)] for row in table[list(keys)].itertuples(index=False, name=None)]
    return table.assign(**{low: [one[0] for one in each], high: [one[1] for one in each]})
