"""Whole people: shares turned into counts that add up to a given total."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["largest_remainder", "systematic"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def largest_remainder(weights: Floats, total: int) -> Ints:
    """Whole numbers in proportion to `weights` that sum to `total` exactly (Hamilton's method).

    Every entry gets its share rounded down; what is left goes, one each, to the largest
    remainders, equal ones in their order. Without weight, or with a total of 0, all are 0: the
    caller sees that the sum is not `total`.

    Examples
    --------
    >>> largest_remainder(np.array([1.0, 1.0, 1.0]), 5).tolist()
    [2, 2, 1]
    >>> largest_remainder(np.zeros(2), 5).tolist()
    [0, 0]
    """
    whole = float(weights.sum())
    if total == 0 or whole <= 0:
        return np.zeros(weights.size, dtype=np.int64)
    exact = weights * (total / whole)
    counts = np.floor(exact + 1e-9).astype(np.int64)
    left = total - int(counts.sum())
    order = np.argsort(-(exact - counts), kind="stable")
    step = 1 if left >= 0 else -1
    counts[order[:left] if left >= 0 else order[left:]] += step
    return counts


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
