"""Whole people from shares: rounded so that they sum to a given total exactly."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.errors import DataError

__all__ = ["largest_remainder"]

_EXACT = 1e-9
"""A share this little below a whole number is that number."""


def largest_remainder(weights: npt.ArrayLike, total: int) -> npt.NDArray[np.int64]:
    """Whole numbers in proportion to `weights` that sum to `total` exactly (Hamilton's method).

    Each gets the whole part of its share ``weight / sum(weights) * total``; what is left goes, one
    each, to the largest remainders, of equal ones to the first. A total of zero gives zeros.

    Parameters
    ----------
    weights
        People or shares by part, none below zero.
    total
        What the whole numbers must sum to.

    Raises
    ------
    DataError
        If a weight is below zero or not finite, or all are zero while there is something to share.

    Examples
    --------
    >>> largest_remainder([1.0, 1.0, 2.0], 5).tolist()
    [1, 1, 3]
    >>> largest_remainder([0.0, 0.0], 0).tolist()
    [0, 0]
    """
    parts = np.asarray(weights, dtype=np.float64)
    if not np.isfinite(parts).all() or (parts < 0).any():
        raise DataError(
            "numbers or shares of people must be finite and not below zero; check the table that "
            "they come from"
        )
    if total == 0:
        return np.zeros(parts.size, dtype=np.int64)
    whole_sum = float(parts.sum())
    if total < 0 or whole_sum <= 0:
        raise DataError(f"{total} people cannot be spread over parts that are all zero")
    exact = parts * (total / whole_sum)
    whole: npt.NDArray[np.int64] = np.floor(exact + _EXACT).astype(np.int64)
    left = total - int(whole.sum())
    order = np.argsort(-(exact - whole), kind="stable")
    if left >= 0:
        whole[order[:left]] += 1
    else:  # shares a hair below whole numbers were all taken as whole
        whole[[place for place in order[::-1] if whole[place] > 0][:-left]] -= 1
    return whole
