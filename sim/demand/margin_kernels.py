"""Compiled loops under the column factors of a gravity model, one pass over the matrix each.

Sums run in the order of the matrix, so results do not depend on threads.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled

__all__ = ["apply_curvature", "spread_rows"]

Floats64 = npt.NDArray[np.float64]


@compiled
def spread_rows(
    logits: Floats64,
    factor_log: Floats64,
    rows: Floats64,
    trips: Floats64,
    sums: Floats64,
) -> float:
    """``trips[i, j] = rows[i] exp(l_ij) / sum_j exp(l_ij)`` with ``l = logits + factor_log``.

    Writes the trips and ``sums[0]``, their column sums, and ``sums[1]``, by column the sum of
    ``trips (1 - trips / rows)``; returns ``sum_i rows[i] log sum_j exp(l_ij)``. Every row has a
    finite logit; ``-inf`` gets no trips.

    Examples
    --------
    >>> trips, sums = np.zeros((1, 2)), np.zeros((2, 2))
    >>> value = spread_rows(np.zeros((1, 2)), np.log([1.0, 3.0]), np.array([8.0]), trips, sums)
    >>> trips.round(9).tolist(), round(value, 6) == round(8 * math.log(4), 6)
    ([[2.0, 6.0]], True)
    """
    sums[:] = 0.0
    value = 0.0
    for i in range(logits.shape[0]):
        top = -math.inf
        for j in range(logits.shape[1]):
            trips[i, j] = logits[i, j] + factor_log[j]
            top = max(top, trips[i, j])
        total = 0.0
        for j in range(logits.shape[1]):
            trips[i, j] = math.exp(trips[i, j] - top)
            total += trips[i, j]
        share = rows[i] / total
        for j in range(logits.shape[1]):
            here = trips[i, j]
            trips[i, j] = here * share
            sums[0, j] += here * share
            sums[1, j] += here * share * (1.0 - here / total)
        value += rows[i] * (top + math.log(total))
    return value


@compiled
def apply_curvature(
    trips: Floats64, rows: Floats64, columns: Floats64, direction: Floats64, result: Floats64
) -> None:
    """``result = columns direction - trips' ((trips direction) / rows)``.

    Examples
    --------
    >>> result = np.zeros(2)
    >>> apply_curvature(np.array([[2.0, 6.0]]), np.array([8.0]), np.array([2.0, 6.0]),
    ...                 np.array([1.0, 0.0]), result)
    >>> result.tolist()
    [1.5, -1.5]
    """
    count = trips.shape[1]
    whole = count - count % 4
    result[:] = columns * direction
    for i in range(trips.shape[0]):
        first, second, third, fourth = 0.0, 0.0, 0.0, 0.0
        for j in range(0, whole, 4):  # four sums at once: one would wait for each addition
            first += trips[i, j] * direction[j]
            second += trips[i, j + 1] * direction[j + 1]
            third += trips[i, j + 2] * direction[j + 2]
            fourth += trips[i, j + 3] * direction[j + 3]
        for j in range(whole, count):
            first += trips[i, j] * direction[j]
        mean = ((first + second) + (third + fourth)) / rows[i]
        for j in range(count):
            result[j] -= trips[i, j] * mean
