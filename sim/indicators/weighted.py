"""Quantiles of weighted times in which some are missing because the place cannot be reached."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["weighted_quantile"]


def weighted_quantile(times: npt.ArrayLike, weights: npt.ArrayLike, q: float) -> float:
    """Smallest time within which at least the share `q` of the weight arrives.

    NaN means unreachable and counts as longer than any time, so the result is infinite where too
    much of the weight never arrives. No weight at all gives NaN. No interpolation: between a finite
    time and "never" there is nothing to interpolate.

    Examples
    --------
    >>> weighted_quantile([10.0, 20.0, 30.0], [1.0, 1.0, 1.0], 0.5)
    20.0
    >>> weighted_quantile([10.0, float("nan")], [1.0, 2.0], 0.5)
    inf
    """
    values = np.asarray(times, dtype=np.float64)
    values = np.where(np.isnan(values), np.inf, values)
    weight = np.asarray(weights, dtype=np.float64)
    whole = float(weight.sum())
    if whole <= 0:
        return float("nan")
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order])
    # A hair below q, so that rounding in the sum does not push the answer one step up.
    position = int(np.searchsorted(reached, q * whole * (1 - 1e-12), side="left"))
    return float(values[order][min(position, len(values) - 1)])
