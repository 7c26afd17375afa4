"""The Gini coefficient: mean difference between two people, as a share of twice the mean."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.equity.distribution import Distribution, Floats, Missing, distribution, divided
from sim.equity.ranks import Levels, each_in_order, level_sums

__all__ = ["gini", "gini_of_draws", "twice_covariance"]


def gini(values: npt.ArrayLike, weights: npt.ArrayLike, *, missing: Missing = "error") -> float:
    """Population-weighted Gini coefficient, from 0 (all the same) towards 1 (one has all).

    ``G = Σ_i Σ_j p_i p_j |a_i − a_j| / (2 ā)`` with ``p`` the shares of people and ``ā`` the mean
    over people. Computed as ``2 cov(a, R) / ā`` with the fractional rank ``R``, which is the same
    (Lerman and Yitzhaki 1989). Everybody in a place counts as having the place's value, so
    differences inside a place are not seen and the coefficient is a lower bound. Dimensionless.

    Places without people are left out; for places without a value see `missing`. Negative values
    are an error. NaN if there is nobody or if everybody has zero: shares of nothing are not
    defined. One place gives 0.

    References
    ----------
    Gini, C. (1914). Sulla misura della concentrazione e della variabilità dei caratteri.
    Lerman, R. and Yitzhaki, S. (1989). Improving the accuracy of estimates of Gini coefficients.
    Journal of Econometrics 42.

    Examples
    --------
    >>> gini([10.0, 20.0, 30.0, 40.0], [1.0, 1.0, 1.0, 1.0])
    0.25
    """
    found = distribution(values, weights, missing=missing)
    return float(gini_of_draws(found, found.weights[None, :])[0])


def gini_of_draws(found: Distribution, weights: Floats) -> Floats:
    """Gini coefficient for each row of `weights` [draws, places]; NaN where the mean is zero.

    Examples
    --------
    >>> found = distribution([1.0, 3.0], [1.0, 1.0])
    >>> gini_of_draws(found, np.array([[1.0, 1.0], [1.0, 0.0]])).tolist()
    [0.25, 0.0]
    """
    mean = divided(np.einsum("ij,j->i", weights, found.amounts), weights.sum(axis=1))
    # Places with the same value may stand in any order: it does not show in the sum.
    spread = twice_covariance(found.amounts, each_in_order(found.amounts), weights)
    return np.maximum(divided(spread, mean), 0.0)


def twice_covariance(values: Floats, levels: Levels, weights: Floats) -> Floats:
    """``2 cov(value, fractional rank of the level)`` for each row of `weights` [draws, places].

    In the unit of the values; NaN where a row has no people. It does not change when the same
    amount is added to every value.

    Examples
    --------
    >>> levels = each_in_order(np.array([9.0, 5.0]))
    >>> twice_covariance(np.array([1.0, 3.0]), levels, np.array([[1.0, 1.0]])).tolist()
    [-0.5]
    """
    people = level_sums(levels, weights)
    amount = level_sums(levels, weights * values)
    whole = people.sum(axis=1)
    middle = np.cumsum(people, axis=1) - people / 2
    ranked = divided(np.einsum("ij,ij->i", amount, middle), whole * whole)
    return 2 * ranked - divided(amount.sum(axis=1), whole)
