"""The Palma ratio: mean access of the top tenth over mean access of the bottom four tenths."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.equity.distribution import Distribution, Floats, Missing, distribution, divided
from sim.equity.ranks import Levels, each_in_order, level_sums, levels_of

__all__ = ["access_palma", "access_palma_of_draws", "palma", "palma_of_draws"]

_Bands = tuple[tuple[float, float], tuple[float, float]]

_BANDS: _Bands = ((0.0, 0.4), (0.9, 1.0))
"""The lowest four tenths and the highest tenth of the people."""

_ACCESS_BANDS: dict[str, _Bands] = {"higher": _BANDS, "lower": ((0.0, 0.1), (0.6, 1.0))}
"""Bands of people in the order of the value: with minutes the best-off come first."""


def palma(
    values: npt.ArrayLike,
    weights: npt.ArrayLike,
    ranks: npt.ArrayLike,
    *,
    missing: Missing = "error",
) -> float:
    """Mean access of the richest 10 % of the people over that of the poorest 40 %.

    ``P = ā(top 10 % by ranks) / ā(bottom 40 % by ranks)``: 1 is even, above 1 the rich have more.
    `ranks` is a variable per place, such as income per head (not the place's total income). A
    place that lies across a limit is split; places that stand level share the split in proportion
    to their people. No unit.

    Places without people are left out; `missing` also covers places without a rank. NaN if there
    is nobody or the poorest 40 % have zero.

    References
    ----------
    Palma, J. G. (2011). Homogeneous middles vs. heterogeneous tails. Development and Change 42.
    Pereira, R. H. M. and Herszenhut, D. (2023). Introduction to urban accessibility. Ipea.

    Examples
    --------
    >>> palma([10.0, 20.0, 30.0], [4.0, 5.0, 1.0], [1.0, 2.0, 3.0])
    3.0
    """
    found = distribution(values, weights, ranks=ranks, missing=missing)
    return float(palma_of_draws(found, found.weights[None, :])[0])


def access_palma(
    values: npt.ArrayLike,
    weights: npt.ArrayLike,
    *,
    better: Literal["higher", "lower"] = "higher",
    missing: Missing = "error",
) -> float:
    """Top tenth against bottom four tenths where people are ranked by access itself.

    Not the Palma ratio of the literature, which ranks people by income: use it where no table of
    incomes exists. For ``better="higher"`` it is the mean of the best-off 10 % over the mean of
    the worst-off 40 %. For ``better="lower"`` (minutes) it is the mean of the worst-off 40 % over
    that of the best-off 10 %. So it is never below 1, and less is more even, both ways. No unit.
    Splits and missing values as for `palma`; NaN if there is nobody or the divisor is zero.

    Examples
    --------
    >>> access_palma([10.0, 20.0, 30.0], [4.0, 5.0, 1.0])
    3.0
    >>> access_palma([10.0, 20.0, 30.0], [1.0, 5.0, 4.0], better="lower")
    3.0
    """
    found = distribution(values, weights, missing=missing)
    return float(access_palma_of_draws(found, found.weights[None, :], better=better)[0])


def palma_of_draws(found: Distribution, weights: Floats) -> Floats:
    """Palma ratio by the ranks of `found` for each row of `weights` [draws, places].

    Examples
    --------
    >>> found = distribution([1.0, 2.0], [9.0, 1.0], ranks=[0.0, 1.0])
    >>> palma_of_draws(found, found.weights[None, :]).tolist()
    [2.0]
    """
    if found.ranks is None:
        raise ValueError("the Palma ratio needs ranks; without them use access_palma")
    return _band_ratio(found.amounts, levels_of(found.ranks), weights, _BANDS)


def access_palma_of_draws(
    found: Distribution, weights: Floats, *, better: Literal["higher", "lower"] = "higher"
) -> Floats:
    """Top tenth against bottom four tenths by access itself, for each row of `weights`.

    Examples
    --------
    >>> found = distribution([1.0, 2.0], [9.0, 1.0])
    >>> access_palma_of_draws(found, found.weights[None, :]).tolist()
    [2.0]
    """
    # Places with the same value may stand in any order: it does not show in the sums.
    order = each_in_order(found.amounts)
    return _band_ratio(found.amounts, order, weights, _ACCESS_BANDS[better])


def _band_ratio(values: Floats, levels: Levels, weights: Floats, bands: _Bands) -> Floats:
    """Mean value in the upper band over that in the lower one, for each row of `weights`.

    Running sums of people and of value are straight between levels, which is how a level that lies
    across a limit is split.
    """
    if len(levels.order) == 0:
        return np.full(len(weights), np.nan)
    people = _running(level_sums(levels, weights))
    amount = _running(level_sums(levels, weights * values))
    limits = people[:, -1:] * np.array(bands).ravel()
    ends = np.array([np.interp(*row) for row in zip(limits, people, amount, strict=True)])
    means = divided(np.diff(ends)[:, ::2], np.diff(limits)[:, ::2])
    return divided(means[:, 1], means[:, 0])


def _running(sums: Floats) -> Floats:
    """Running sums along the levels, beginning with a zero."""
    running = np.zeros((sums.shape[0], sums.shape[1] + 1))
    np.cumsum(sums, axis=1, out=running[:, 1:])
    return running
