"""The concentration index: whether access goes to the people who rank high by something else."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from sim.equity.distribution import Distribution, Floats, Missing, distribution, divided
from sim.equity.gini import twice_covariance
from sim.equity.lorenz import Curve, curve_by
from sim.equity.ranks import levels_of
from sim.errors import DataError

__all__ = [
    "absolute_concentration_index",
    "concentration_curve",
    "concentration_index",
    "concentration_of_draws",
    "erreygers_index",
    "erreygers_of_draws",
]


def concentration_index(
    values: npt.ArrayLike,
    weights: npt.ArrayLike,
    ranks: npt.ArrayLike,
    *,
    missing: Missing = "error",
) -> float:
    """Standard concentration index, −1 (the lowest ranks have all) to 1 (the highest have all).

    ``C = 2 cov(a, R) / ā``, with ``R`` the fractional rank of people by `ranks`, a variable per
    place such as income per head. People who stand level share the middle of their interval, so
    the order of the rows does not matter. Ranked by the value itself it is the Gini coefficient.
    0 means no relation, not equality. For a quantity of which less is better (minutes) the sign
    reads the other way round. Dimensionless.

    Places without people are left out; `missing` also covers places without a rank. Negative
    values are an error. NaN if there is nobody or everybody has zero; one place gives 0.

    References
    ----------
    Kakwani, N., Wagstaff, A. and van Doorslaer, E. (1997). Socioeconomic inequalities in health.
    Journal of Econometrics 77.
    Chen, Z. and Roy, K. (2009). Calculating concentration index with repetitive values of
    indicators of economic welfare. Journal of Health Economics 28.

    Examples
    --------
    >>> concentration_index([10.0, 20.0, 30.0, 40.0], [1.0] * 4, [4.0, 3.0, 2.0, 1.0])
    -0.25
    """
    found = distribution(values, weights, ranks=ranks, missing=missing)
    return float(concentration_of_draws(found, found.weights[None, :])[0])


def erreygers_index(
    values: npt.ArrayLike,
    weights: npt.ArrayLike,
    ranks: npt.ArrayLike,
    *,
    upper: float,
    lower: float = 0.0,
    missing: Missing = "error",
) -> float:
    """Erreygers' corrected concentration index, −1 to 1, for a quantity between known limits.

    ``E = 4 ā / (upper − lower) · C = 8 cov(a, R) / (upper − lower)``. It compares populations with
    different means, gives the mirrored value for the mirrored quantity, and weighs absolute
    differences. The limits are those that are possible (0 and all jobs of the city), not those
    that occur: otherwise one place would move the index. Values outside them are an error.
    Dimensionless. Missing as for `concentration_index`; NaN if there is nobody.

    References
    ----------
    Erreygers, G. (2009). Correcting the concentration index. Journal of Health Economics 28.

    Examples
    --------
    >>> erreygers_index([0.0, 0.0, 1.0, 1.0], [1.0] * 4, [1.0, 2.0, 3.0, 4.0], upper=1.0)
    1.0
    """
    found = distribution(values, weights, ranks=ranks, missing=missing, negative=True)
    return float(erreygers_of_draws(found, found.weights[None, :], upper=upper, lower=lower)[0])


def absolute_concentration_index(
    values: npt.ArrayLike,
    weights: npt.ArrayLike,
    ranks: npt.ArrayLike,
    *,
    missing: Missing = "error",
) -> float:
    """Absolute (generalised) concentration index ``2 cov(a, R)``, in the unit of the values.

    For gains between two alternatives: negative values are allowed and adding the same to
    everybody changes nothing. Above 0, the higher ranks gain more. Missing as for
    `concentration_index`; NaN if there is nobody.

    References
    ----------
    Wagstaff, A., Paci, P. and van Doorslaer, E. (1991). On the measurement of inequalities in
    health. Social Science & Medicine 33.

    Examples
    --------
    >>> absolute_concentration_index([-1.0, 3.0], [1.0, 1.0], [1.0, 2.0])
    1.0
    """
    found = distribution(values, weights, ranks=ranks, missing=missing, negative=True)
    levels = levels_of(_ranks(found))
    return float(twice_covariance(found.amounts, levels, found.weights[None, :])[0])


def concentration_curve(
    values: npt.ArrayLike,
    weights: npt.ArrayLike,
    ranks: npt.ArrayLike,
    *,
    missing: Missing = "error",
) -> Curve:
    """Which share of all access the lowest-ranked share of the people has.

    As the Lorenz curve, but people stand in the order of `ranks`: above the diagonal the low ranks
    have more than their share. One point per different rank. ``1 − 2·area`` is the concentration
    index. Missing and negative values as for `concentration_index`.

    Examples
    --------
    >>> concentration_curve([30.0, 10.0], [1.0, 1.0], [1.0, 2.0]).value_share.tolist()
    [0.0, 0.75, 1.0]
    """
    found = distribution(values, weights, ranks=ranks, missing=missing)
    return curve_by(found.amounts, _ranks(found), found.weights)


def concentration_of_draws(found: Distribution, weights: Floats) -> Floats:
    """Concentration index by the ranks of `found` for each row of `weights` [draws, places].

    Examples
    --------
    >>> found = distribution([1.0, 3.0], [1.0, 1.0], ranks=[1.0, 1.0])
    >>> concentration_of_draws(found, found.weights[None, :]).tolist()
    [0.0]
    """
    mean = divided(np.einsum("ij,j->i", weights, found.amounts), weights.sum(axis=1))
    return divided(twice_covariance(found.amounts, levels_of(_ranks(found)), weights), mean)


def erreygers_of_draws(
    found: Distribution, weights: Floats, *, upper: float, lower: float = 0.0
) -> Floats:
    """Erreygers' index by the ranks of `found` for each row of `weights` [draws, places].

    Examples
    --------
    >>> found = distribution([0.0, 1.0], [1.0, 1.0], ranks=[1.0, 2.0])
    >>> erreygers_of_draws(found, found.weights[None, :], upper=1.0).tolist()
    [1.0]
    """
    if not (math.isfinite(upper) and math.isfinite(lower) and lower < upper):
        raise DataError(
            f"the limits {lower} to {upper} cannot be used: "
            "give the least and the greatest possible value"
        )
    outside = int(((found.amounts < lower) | (found.amounts > upper)).sum())
    if outside:
        raise DataError(
            f"{outside} of {len(found.amounts)} places have a value outside the limits "
            f"{lower:g} to {upper:g}: give the least and the greatest possible value"
        )
    return 4 * twice_covariance(found.amounts, levels_of(_ranks(found)), weights) / (upper - lower)


def _ranks(found: Distribution) -> Floats:
    if found.ranks is None:
        raise ValueError("concentration needs ranks")
    return found.ranks
