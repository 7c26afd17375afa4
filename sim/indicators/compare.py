"""Alternatives beside each other: differences to a reference, and ranks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

__all__ = ["Better", "dense_rank", "with_differences"]

Better = Literal["higher", "lower", "none"]
"""Which way is good; ``none`` where neither is, and nothing is ranked."""


def with_differences(
    table: pd.DataFrame, keys: Sequence[str], reference: str, *, percent: bool = False
) -> pd.DataFrame:
    """Add ``difference`` (value less that of the reference) to a long table of values.

    Parameters
    ----------
    table
        Columns ``alternative``, `keys` and ``value``; one row per alternative and key.
    keys
        Columns that say what a value is of.
    reference
        The alternative all others are compared with; its own differences are zero.
    percent
        Also add ``difference_pct``, 100 times the difference over the size of the reference value.

    Returns
    -------
    DataFrame
        The rows in their order. A value missing on either side gives a missing difference (NaN),
        never zero; so does a reference of zero for the percentage.

    Examples
    --------
    >>> values = pd.DataFrame(
    ...     {"alternative": list("abb"), "what": ["km", "km", "min"], "value": [80.0, 100.0, 5.0]}
    ... )
    >>> with_differences(values, ["what"], "a", percent=True)[["difference", "difference_pct"]]
       difference  difference_pct
    0         0.0             0.0
    1        20.0            25.0
    2         NaN             NaN
    """
    of_reference = table.loc[table["alternative"] == reference, [*keys, "value"]]
    against = table[list(keys)].merge(of_reference, on=list(keys), how="left", validate="m:1")
    base = against["value"].to_numpy(dtype=np.float64)
    difference = np.round(table["value"].to_numpy(dtype=np.float64) - base, 6)
    added = table.assign(difference=difference + 0.0)  # no minus zero
    if percent:
        size = np.where(base == 0, np.nan, np.abs(base))
        added["difference_pct"] = np.round(100.0 * difference / size, 4) + 0.0
    return added


def dense_rank(table: pd.DataFrame, keys: Sequence[str], score: str) -> pd.Series:
    """Rank the alternatives of each key by a score, best (highest) first.

    Dense: equal scores share a rank and the next one follows without a gap. A missing score has no
    rank (``<NA>``).

    Examples
    --------
    >>> scores = pd.DataFrame({"what": ["km"] * 4, "score": [7.0, 9.0, 7.0, float("nan")]})
    >>> dense_rank(scores, ["what"], "score").tolist()
    [2, 1, 2, <NA>]
    """
    ranks = table.groupby(list(keys), sort=False, dropna=False)[score].rank(
        method="dense", ascending=False
    )
    return ranks.astype("Int64").rename("rank")
