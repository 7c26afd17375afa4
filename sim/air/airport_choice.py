"""Shares of airports in the travellers of a zone: Huff's model and the multinomial logit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["huff_shares", "logit_shares"]

Floats = npt.NDArray[np.float64]


def huff_shares(
    minutes: Floats, attraction: Floats, *, alpha: float, beta: float, floor_min: float = 0.0
) -> Floats:
    """Shares of each zone's travellers by airport: ``P = A^alpha t^-beta / sum(A^alpha t^-beta)``.

    Huff 1964 with the exponent on attraction of the common extension. `minutes` is zones x
    airports, NaN unreachable (share 0); less than `floor_min` counts as that. A zone that reaches
    no airport of any attraction has NaN shares: its people choose none.

    Examples
    --------
    >>> shares = huff_shares(np.array([[30.0, 60.0]]), np.array([1.0, 4.0]), alpha=1.0, beta=2.0)
    >>> shares.round(9).tolist()
    [[0.5, 0.5]]
    """
    if (attraction < 0).any() or beta < 0 or alpha < 0:
        raise ValueError("attraction, alpha and beta are not negative")
    times = np.maximum(minutes, floor_min)
    if (times == 0).any():
        raise ValueError("minutes of zero have no power; set floor_min above zero")
    # Logarithms, so that high exponents neither overflow nor vanish.
    with np.errstate(divide="ignore"):
        utility = alpha * np.log(attraction)[None, :] - beta * np.log(times)
    return _softmax(np.where(attraction[None, :] > 0, utility, -np.inf))


def logit_shares(
    minutes: Floats, weekly_departures: Floats, *, per_min: float, log_frequency: float
) -> Floats:
    """Shares by multinomial logit: ``V = per_min t + log_frequency ln(f)``.

    Access time and the logarithm of frequency are the variables that studies of airport choice
    agree on (Harvey 1987; Ashford and Benchemam 1987); with ``log_frequency`` 1 each flight counts
    alike. NaN minutes and airports without departures have share 0; a zone with neither has NaN.

    Examples
    --------
    >>> import math
    >>> shares = logit_shares(np.array([[60.0, 60 + 100 * math.log(3)]]), np.array([7.0, 7.0]),
    ...                       per_min=-0.01, log_frequency=1.0)
    >>> shares.round(6).tolist()
    [[0.75, 0.25]]
    """
    if per_min > 0:
        raise ValueError("a minute of access is a cost: per_min is not positive")
    with np.errstate(divide="ignore"):
        frequency = np.log(weekly_departures)
    utility = per_min * minutes + log_frequency * np.where(weekly_departures > 0, frequency, 0.0)
    return _softmax(np.where(weekly_departures[None, :] > 0, utility, -np.inf))


def _softmax(utility: Floats) -> Floats:
    """Shares of exp(utility) by row; NaN and minus infinity have none; a row without any is NaN."""
    known = np.where(np.isnan(utility), -np.inf, utility)
    top = known.max(axis=1, keepdims=True, initial=-np.inf)
    served = np.isfinite(top)
    weights = np.where(np.isfinite(known), np.exp(known - np.where(served, top, 0.0)), 0.0)
    total = weights.sum(axis=1, keepdims=True)
    return np.asarray(np.where(served, weights / np.where(served, total, 1.0), np.nan))
