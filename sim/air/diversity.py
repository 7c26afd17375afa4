"""How evenly destinations are spread over groups: entropy, effective number, concentration."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["effective_number", "entropy", "herfindahl"]

Floats = npt.NDArray[np.float64]


def entropy(weights: npt.ArrayLike) -> float:
    """Shannon entropy ``H = −Σ p ln p`` of the shares of the groups, in nats.

    Shannon 1948. Weights are counts, flights or seats by group; groups without weight add nothing.
    0 for one group; NaN where there is no weight at all. Negative weights are a programming error.

    Examples
    --------
    >>> round(entropy([1, 1, 1, 1]), 4), entropy([7]), entropy([])
    (1.3863, 0.0, nan)
    """
    shares = _shares(weights)
    if shares.size == 0:
        return float("nan")
    return float(max(0.0, -(shares * np.log(shares)).sum()))


def effective_number(weights: npt.ArrayLike) -> float:
    """Effective number of groups ``exp(H)``: as many equal groups would be as diverse.

    Hill number of order 1 (Hill 1973). Between 1 and the number of groups with weight; 0 where
    there is no weight.

    Examples
    --------
    >>> round(effective_number([10, 10, 10]), 6), effective_number([5]), effective_number([])
    (3.0, 1.0, 0.0)
    """
    value = entropy(weights)
    return 0.0 if np.isnan(value) else float(np.exp(value))


def herfindahl(weights: npt.ArrayLike) -> float:
    """Concentration ``Σ p²`` of the shares: 1 for one group, 1/n for n equal ones.

    NaN where there is no weight.

    Examples
    --------
    >>> herfindahl([3, 1]), herfindahl([2])
    (0.625, 1.0)
    """
    shares = _shares(weights)
    return float((shares**2).sum()) if shares.size else float("nan")


def _shares(weights: npt.ArrayLike) -> Floats:
    """Shares of the groups that have a weight; they add up to 1."""
    values = np.asarray(weights, dtype=np.float64).ravel()
    if not np.isfinite(values).all() or (values < 0).any():
        raise ValueError("weights of groups are finite and not negative")
    values = values[values > 0]
    return values / values.sum() if values.size else values
