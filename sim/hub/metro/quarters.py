"""Quarters of an hour: how time is cut for tables, and people counted in it."""

from __future__ import annotations

import numpy as np

from sim.hub.metro.boarding import Floats64, Ints64

__all__ = ["QUARTER_S", "bins_of", "mean_standing", "standing_at"]

QUARTER_S = 900.0


def bins_of(times_s: Floats64, width_s: float = QUARTER_S) -> Ints64:
    """Number of the interval of each time; -1 where the time is missing.

    Examples
    --------
    >>> bins_of(np.array([0.0, 899.9, 900.0, np.nan])).tolist()
    [0, 0, 1, -1]
    """
    found = np.full(len(times_s), -1, dtype=np.int64)
    known = np.isfinite(times_s)
    found[known] = np.floor(times_s[known] / width_s).astype(np.int64)
    return found


def standing_at(
    where: Ints64, from_s: Floats64, until_s: Floats64, shape: tuple[int, int], width_s: float
) -> Floats64:
    """People at each place at each edge ``0, width_s, …``: [places, intervals + 1].

    Someone stands from ``from_s`` until before ``until_s``.

    Examples
    --------
    >>> standing_at(np.array([0]), np.array([100.0]), np.array([950.0]), (1, 2), 900.0).tolist()
    [[0.0, 1.0, 0.0]]
    """
    found = np.zeros((shape[0], shape[1] + 1))
    for times_s, sign in ((from_s, 1.0), (until_s, -1.0)):
        at = np.minimum(np.ceil(times_s / width_s).astype(np.int64), shape[1] + 1)
        index = where * (shape[1] + 2) + at
        counts = np.bincount(index, minlength=shape[0] * (shape[1] + 2)).astype(np.float64)
        found += sign * np.cumsum(counts.reshape(shape[0], -1), axis=1)[:, : shape[1] + 1]
    return found


def mean_standing(
    where: Ints64, from_s: Floats64, until_s: Floats64, shape: tuple[int, int], width_s: float
) -> Floats64:
    """Time mean of the people at each place in each interval: [places, intervals].

    The area under the number of people is the sum over people of the time they have stood; before
    an edge ``e`` that is ``(e - from)⁺ - (e - until)⁺``.

    Examples
    --------
    >>> mean_standing(np.array([0]), np.array([450.0]), np.array([900.0]), (1, 2), 900.0).tolist()
    [[0.5, 0.0]]
    """
    area = np.zeros((shape[0], shape[1] + 1))
    edges = width_s * np.arange(shape[1] + 1)
    for times_s, sign in ((from_s, 1.0), (until_s, -1.0)):
        at = np.minimum(np.ceil(times_s / width_s).astype(np.int64), shape[1] + 1)
        index = where * (shape[1] + 2) + at
        size = shape[0] * (shape[1] + 2)
        counts = np.bincount(index, minlength=size).reshape(shape[0], -1)
        sums = np.bincount(index, weights=times_s, minlength=size).reshape(shape[0], -1)
        before = np.cumsum(counts, axis=1)[:, : shape[1] + 1]
        area += sign * (before * edges - np.cumsum(sums, axis=1)[:, : shape[1] + 1])
    means: Floats64 = np.diff(area, axis=1) / width_s
    return means
