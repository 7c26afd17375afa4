"""A simulated day of two alternatives: paired differences over replications with common draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from sim.hub.experiment.intervals import paired_difference

__all__ = ["DIFFERENCE_COLUMNS", "READ_TABLES", "operations_differences"]

READ_TABLES: Final = ("operations_summary", "operations_replications")
"""Tables of a run that the differences are read from; each may be missing."""

DIFFERENCE_COLUMNS: Final = (
    "alternative",
    "part",
    "facility_id",
    "name_zh",
    "name_en",
    "measure",
    "title_zh",
    "title_en",
    "unit",
    "value",
    "reference_value",
    "difference",
    "low",
    "high",
    "certain",
    "pairs",
    "variance_reduction_pct",
)

_KEYS: Final = ["part", "facility_id", "measure"]
_WORDS: Final = ["name_zh", "name_en", "title_zh", "title_en", "unit"]


def operations_differences(
    tables: Mapping[str, Mapping[str, pd.DataFrame]], reference: str
) -> pd.DataFrame:
    """Difference of every measure to the reference, with the interval of the paired difference.

    Replication by replication, alternative less reference: both use the same random draws, so that
    what chance does to one it does to the other. ``low`` and ``high`` bound the mean difference at
    95 % (Student's t); ``certain`` says that zero lies outside, ``pairs`` how many replications
    both have. ``variance_reduction_pct`` is how much smaller the variance is than with draws that
    have nothing in common, missing where nothing varies. What only one side has is left out; the
    reference itself has no rows.

    Parameters
    ----------
    tables
        For each alternative its tables of `READ_TABLES`, as far as its run has them.
    reference
        The alternative the others are compared with.

    Returns
    -------
    DataFrame
        `DIFFERENCE_COLUMNS`; without rows where fewer than two runs simulated a day.

    Examples
    --------
    >>> words = {"name_zh": "网", "name_en": "network", "title_zh": "候车", "title_en": "wait",
    ...     "unit": "s"}
    >>> key = {"part": "metro", "facility_id": "all", "measure": "wait"}
    >>> def run(values):
    ...     drawn = [{**key, "replication": n, "value": v} for n, v in enumerate(values)]
    ...     summary = pd.DataFrame([{**key, **words}])
    ...     return {"operations_summary": summary, "operations_replications": pd.DataFrame(drawn)}
    >>> found = operations_differences(
    ...     {"now": run([10.0, 14.0, 12.0]), "plan": run([9.0, 13.0, 11.0])}, "now")
    >>> found[["alternative", "difference", "certain", "pairs"]].values.tolist()
    [['plan', -1.0, True, 3]]
    """
    base = _measures(tables.get(reference, {}))
    rows = [
        row for name, own in tables.items() if name != reference for row in _rows(name, base, own)
    ]
    return pd.DataFrame(rows, columns=list(DIFFERENCE_COLUMNS))


def _measures(own: Mapping[str, pd.DataFrame]) -> dict[tuple[str, ...], pd.Series]:
    """Values by replication of every measure."""
    table = own.get("operations_replications")
    if table is None or table.empty:
        return {}
    return {
        tuple(map(str, key)): rows.set_index("replication")["value"].astype("float64").sort_index()
        for key, rows in table.groupby(_KEYS, sort=False)
    }


def _rows(
    name: str, base: Mapping[tuple[str, ...], pd.Series], own: Mapping[str, pd.DataFrame]
) -> list[dict[str, object]]:
    summary = own.get("operations_summary")
    if summary is None or summary.empty:
        return []
    found = _measures(own)
    rows: list[dict[str, object]] = []
    for _, words in summary.iterrows():
        key = tuple(str(words[column]) for column in _KEYS)
        if key not in base or key not in found:
            continue
        pair = pd.concat([base[key], found[key]], axis="columns", join="inner").dropna()
        if pair.empty:
            continue
        before, after = pair.iloc[:, 0].tolist(), pair.iloc[:, 1].tolist()
        difference = paired_difference(before, after)
        rows.append(
            {
                "alternative": name,
                **dict(zip(_KEYS, key, strict=True)),
                **{column: str(words[column]) for column in _WORDS},
                "value": float(np.mean(after)),
                "reference_value": float(np.mean(before)),
                "difference": difference.interval.mean,
                "low": difference.interval.low,
                "high": difference.interval.high,
                "certain": difference.certain,
                "pairs": difference.interval.replications,
                "variance_reduction_pct": difference.variance_reduction_pct,
            }
        )
    return rows
