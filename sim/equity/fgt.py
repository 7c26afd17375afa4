"""Foster–Greer–Thorbecke access poverty: how many people are beyond a line, and how far."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.equity.distribution import Distribution, Floats, distribution, divided
from sim.errors import DataError

__all__ = [
    "MissingPoor",
    "fgt",
    "fgt_of_draws",
    "people_poor",
    "poverty_distribution",
    "share_poor",
]

MissingPoor = Literal["error", "drop", "poor"]
"""As `Missing`; ``"poor"`` counts people without a value (not reached) as poor, with gap 1."""


def fgt(
    values: npt.ArrayLike,
    weights: npt.ArrayLike,
    line: float,
    *,
    alpha: float = 0.0,
    better: Literal["higher", "lower"] = "higher",
    missing: MissingPoor = "error",
) -> float:
    """Access poverty ``FGT_α = Σ_i p_i gap_i^α [i is poor]`` against the line ``z``, 0 to 1.

    α = 0 is the share of people who are poor, α = 1 the mean gap (the share of the line that is
    lacking, the not poor counting as 0), α = 2 the mean squared gap, which weighs the worst-off
    more.

    For ``better="higher"`` a place is poor if ``a < z``; its gap is ``1 − a/z``. For
    ``better="lower"`` (minutes) it is poor if ``a > z``; its gap is ``1 − z/a``, the gap in speed,
    so that the gap of a place that is never reached is exactly 1. Whoever is on the line is not
    poor. Dimensionless; the line has the unit of the values and must be above zero.

    Places without people are left out; for places without a value see `MissingPoor`. Negative
    values are an error. NaN if there is nobody.

    References
    ----------
    Foster, J., Greer, J. and Thorbecke, E. (1984). A class of decomposable poverty measures.
    Econometrica 52.

    Examples
    --------
    >>> fgt([10.0, 20.0, 30.0, 40.0], [1.0] * 4, 20.0, alpha=1)
    0.125
    >>> fgt([30.0, 90.0, float("nan")], [1.0, 2.0, 1.0], 60.0, better="lower", missing="poor")
    0.75
    """
    found = poverty_distribution(values, weights, better=better, missing=missing)
    draws = found.weights[None, :]
    return float(fgt_of_draws(found, draws, line=line, alpha=alpha, better=better)[0])


def share_poor(
    values: npt.ArrayLike,
    weights: npt.ArrayLike,
    line: float,
    *,
    better: Literal["higher", "lower"] = "higher",
    missing: MissingPoor = "error",
) -> float:
    """Share of people with less access than the line (``FGT_0``, the headcount), 0 to 1.

    "Less access" is a value below the line, or above it for ``better="lower"``. Everything else as
    for `fgt`.

    Examples
    --------
    >>> share_poor([10.0, 20.0, 30.0, 40.0], [1.0, 1.0, 1.0, 5.0], 25.0)
    0.25
    """
    return fgt(values, weights, line, alpha=0, better=better, missing=missing)


def people_poor(
    values: npt.ArrayLike,
    weights: npt.ArrayLike,
    line: float,
    *,
    better: Literal["higher", "lower"] = "higher",
    missing: MissingPoor = "error",
) -> float:
    """People with less access than the line, in the unit of `weights`; 0 if there is nobody.

    Everything else as for `fgt`.

    Examples
    --------
    >>> people_poor([10.0, 20.0, 30.0, 40.0], [1.0, 1.0, 1.0, 5.0], 25.0)
    2.0
    """
    found = poverty_distribution(values, weights, better=better, missing=missing)
    poor = _gaps(found.amounts, _checked_line(line), better) > 0
    return float(found.weights[poor].sum())


def poverty_distribution(
    values: npt.ArrayLike,
    weights: npt.ArrayLike,
    *,
    better: Literal["higher", "lower"] = "higher",
    missing: MissingPoor = "error",
) -> Distribution:
    """Distribution in which, under ``missing="poor"``, unknown values are the worst there is.

    That is 0 for ``better="higher"`` and infinity for ``better="lower"``: only for `fgt_of_draws`.

    Examples
    --------
    >>> poverty_distribution([float("nan"), 5.0], [1.0, 1.0], missing="poor").amounts.tolist()
    [0.0, 5.0]
    """
    if missing != "poor":
        return distribution(values, weights, missing=missing)
    given = np.asarray(values, dtype=np.float64)
    found = distribution(np.where(np.isnan(given), 0.0, given), weights)
    worst = 0.0 if better == "higher" else np.inf
    filled = np.where(np.isnan(given[found.kept]), worst, found.amounts)
    return Distribution(filled, found.weights, found.kept, found.coverage)


def fgt_of_draws(
    found: Distribution,
    weights: Floats,
    *,
    line: float,
    alpha: float,
    better: Literal["higher", "lower"] = "higher",
) -> Floats:
    """FGT measure for each row of `weights` [draws, places]; NaN where there is nobody.

    Examples
    --------
    >>> found = poverty_distribution([10.0, 30.0], [1.0, 1.0])
    >>> fgt_of_draws(found, np.array([[3.0, 1.0]]), line=20.0, alpha=2).tolist()
    [0.1875]
    """
    if not (math.isfinite(alpha) and alpha >= 0):
        raise DataError(f"alpha={alpha} cannot be used: give 0, 1, 2 or another number from 0 up")
    gaps = _gaps(found.amounts, _checked_line(line), better)
    severity = np.where(gaps > 0, gaps**alpha, 0.0)
    return divided(np.einsum("ij,j->i", weights, severity), weights.sum(axis=1))


def _gaps(values: Floats, line: float, better: Literal["higher", "lower"]) -> Floats:
    """Share of the line that is lacking, 0 for whoever is not poor."""
    if better == "higher":
        return np.maximum(1 - values / line, 0.0)
    return 1 - line / np.maximum(values, line)


def _checked_line(line: float) -> float:
    if not (math.isfinite(line) and line > 0):
        raise DataError(f"the line {line} cannot be used: give a number above zero")
    return line
