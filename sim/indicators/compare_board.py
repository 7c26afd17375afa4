"""The target boards of several alternatives as one long table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.indicators.board import BoardRow
from sim.indicators.compare import dense_rank, with_differences

__all__ = ["BOARD_COLUMNS", "compared_boards"]

BOARD_COLUMNS = (
    "alternative",
    "target_id",
    "definition",
    "headline",
    "value",
    "unit",
    "threshold",
    "comparator",
    "margin",
    "verdict",
    "overall",
    "difference",
    "rank",
    "low",
    "high",
    "probability",
)

_KEYS = ("target_id", "definition")
_FIELDS = tuple(c for c in BOARD_COLUMNS if c not in {"alternative", "difference", "rank"})


def compared_boards(boards: Mapping[str, Sequence[BoardRow]], reference: str) -> pd.DataFrame:
    """Every definition of every target, alternative by alternative.

    ``difference`` is the value less that of the reference, in the row's unit, and missing where
    either side has no value. ``rank`` is dense, 1 is best, by the margin, which is positive on the
    good side whatever the comparator. A target that was missed because nothing arrives in time
    ("not reached") comes after every number; what was not computed has no rank. ``low``, ``high``
    and ``probability`` are those of the alternative alone, missing where not computed.

    Parameters
    ----------
    boards
        Rows of each alternative, in the order they are to be shown.
    reference
        The alternative the differences are taken to.

    Returns
    -------
    DataFrame
        Columns `BOARD_COLUMNS`, one row per alternative, target and definition.

    Examples
    --------
    >>> compared_boards({"plan": ()}, "plan").empty
    True
    """
    records = [
        {"alternative": alternative, **{name: getattr(row, name) for name in _FIELDS}}
        for alternative, rows in boards.items()
        for row in rows
    ]
    table = pd.DataFrame(records, columns=["alternative", *_FIELDS])
    for column in ("value", "threshold", "margin", "low", "high", "probability"):
        table[column] = table[column].astype("float64")
    table = with_differences(table, _KEYS, reference)
    never = (table["verdict"] == "missed") & table["value"].isna()
    score = table.assign(score=table["margin"].mask(never, -np.inf))
    table["rank"] = dense_rank(score, _KEYS, "score")
    return table[list(BOARD_COLUMNS)]
