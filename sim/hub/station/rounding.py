"""Rows of whole people, drawn at even steps through weights."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["systematic"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def systematic(weights: Floats, total: int) -> Ints:
    """Rows of `total` people, drawn at even steps through the summed weights.

    For many rows of a small weight each, where remainders would say nothing. Nothing is random.
    Without weight nobody is drawn.

    Examples
    --------
    >>> systematic(np.array([1.0, 3.0]), 4).tolist()
    [0, 1, 1, 1]
    """
    whole = float(weights.sum())
    if total == 0 or whole <= 0:
        return np.empty(0, dtype=np.int64)
    at = (np.arange(total) + 0.5) * (whole / total)
    found = np.searchsorted(np.cumsum(weights), at, side="right")
    return np.minimum(found, weights.size - 1).astype(np.int64)
