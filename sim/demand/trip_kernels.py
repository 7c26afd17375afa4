"""The compiled step from a purpose's trips and shares to trips by origin and destination."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled

__all__ = ["by_origin"]

Floats32 = npt.NDArray[np.float32]
Floats64 = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_BLOCK = 32
"""Rows and columns that are turned round together, so that both stay in the processor's cache."""


@compiled
def by_origin(  # noqa: PLR0917 - kernels take arrays, and Numba knows no keywords
    trips: Floats32,
    going: Floats64,
    shares: Floats32,
    columns: Ints,
    out_share: float,
    back_share: float,
) -> None:
    """Add trips [C, Z, K] times shares [C, A, Z, K] to `trips` [A, Z, Z].

    The share on the way out goes from the row to the column, that on the way back the other way;
    ``columns`` are the zones that the ``K`` stand for.

    Examples
    --------
    >>> trips = np.zeros((1, 2, 2), np.float32)
    >>> going, shares = np.full((2, 2, 1), 10.0), np.full((2, 1, 2, 1), 0.5, np.float32)
    >>> by_origin(trips, going, shares, np.array([1]), 0.5, 0.1)
    >>> trips.tolist()
    [[[0.0, 5.0], [1.0, 6.0]]]
    """
    n_rows, n_columns = going.shape[1:]
    for alternative in range(trips.shape[0]):
        mine = trips[alternative]
        with_no_car, with_car = shares[0, alternative], shares[1, alternative]
        for first in range(0, n_rows, _BLOCK):
            last = min(first + _BLOCK, n_rows)
            for start in range(0, n_columns, _BLOCK):
                end = min(start + _BLOCK, n_columns)
                for row in range(first, last):
                    for k in range(start, end):
                        made = going[0, row, k] * with_no_car[row, k]
                        made += going[1, row, k] * with_car[row, k]
                        mine[row, columns[k]] += np.float32(out_share * made)
                        mine[columns[k], row] += np.float32(back_share * made)
