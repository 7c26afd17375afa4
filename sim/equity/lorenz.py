"""The Lorenz curve: which share of all access the worst-off share of the people has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.equity.distribution import Floats, Missing, distribution, divided
from sim.equity.ranks import level_sums, levels_of

__all__ = ["Curve", "curve_by", "lorenz_curve"]


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of a Lorenz or concentration curve, from (0, 0) to (1, 1), both as shares 0 to 1."""

    people_share: Floats
    value_share: Floats

    @property
    def area(self) -> float:
        """Area below the curve; ``1 − 2·area`` is the Gini or concentration index."""
        width = np.diff(self.people_share)
        return float(np.sum(width * (self.value_share[1:] + self.value_share[:-1]) / 2))

    def at(self, people_share: npt.ArrayLike) -> Floats:
        """Value shares at given shares of the people, on the straight lines between points."""
        asked = np.atleast_1d(np.asarray(people_share, dtype=np.float64))
        return np.interp(asked, self.people_share, self.value_share)


def lorenz_curve(
    values: npt.ArrayLike, weights: npt.ArrayLike, *, missing: Missing = "error"
) -> Curve:
    """Population-weighted Lorenz curve, people in order of the value itself.

    One point per different value, and the origin. The curve lies on or below the diagonal; the
    further below, the less even. Shares, 0 to 1. Missing and negative values as for `gini`. If
    there is nobody, or everybody has zero, the shares of value are NaN.

    References
    ----------
    Lorenz, M. O. (1905). Methods of measuring the concentration of wealth. Publications of the
    American Statistical Association 9.

    Examples
    --------
    >>> curve = lorenz_curve([10.0, 20.0, 30.0, 40.0], [1.0, 1.0, 1.0, 1.0])
    >>> curve.value_share.round(2).tolist(), round(1 - 2 * curve.area, 4)
    ([0.0, 0.1, 0.3, 0.6, 1.0], 0.25)
    """
    found = distribution(values, weights, missing=missing)
    return curve_by(found.amounts, found.amounts, found.weights)


def curve_by(values: Floats, by: Floats, weights: Floats) -> Curve:
    """Cumulative shares of people and value, people in order of the variable `by`.

    Arrays without NaN; places with the same `by` make one point.

    Examples
    --------
    >>> curve_by(np.array([1.0, 3.0]), np.array([2.0, 1.0]), np.array([1.0, 1.0])).at(0.5).tolist()
    [0.75]
    """
    levels = levels_of(by)
    people = np.cumsum(level_sums(levels, weights[None, :])[0])
    amount = np.cumsum(level_sums(levels, (weights * values)[None, :])[0])
    return Curve(_shares(people), _shares(amount))


def _shares(running: Floats) -> Floats:
    """Running sums as shares of the last one, with a zero before them."""
    if len(running) == 0:
        return np.full(2, np.nan)
    shares = divided(running, running[-1:])
    shares[-1] = 1.0 if running[-1] != 0 else np.nan
    return np.concatenate([[0.0], shares])
