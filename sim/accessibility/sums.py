"""Walking through a large matrix of times in blocks of rows, so that nothing of its size is made.

A block holds some hundred thousand times (about 2 MB of weights); beside the matrix that is given,
a measure needs a few such blocks and its own result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from sim.accessibility.decay.model import Decay
from sim.accessibility.inputs import Floats, Times

__all__ = [
    "flat",
    "only_used",
    "over_destinations",
    "over_origins",
    "row_blocks",
    "weight_blocks",
    "within",
]

_BLOCK = 1 << 18


def row_blocks(times: Times) -> Iterator[slice]:
    """Slices of rows that together cover the table.

    Examples
    --------
    >>> [(rows.start, rows.stop) for rows in row_blocks(np.zeros((5, 100_000)))]
    [(0, 2), (2, 4), (4, 5)]
    """
    n_rows, n_columns = times.shape
    step = max(1, _BLOCK // max(n_columns, 1))
    for start in range(0, n_rows, step):
        yield slice(start, min(start + step, n_rows))


def weight_blocks(times: Times, decay: Decay) -> Iterator[tuple[slice, Floats]]:
    """Rows and what each destination counts from them, block by block.

    Examples
    --------
    >>> from sim.accessibility.decay import step
    >>> [weights.tolist() for _, weights in weight_blocks(np.array([[5.0, 40.0]]), step(30))]
    [[[1.0, 0.0]]]
    """
    for rows in row_blocks(times):
        yield rows, np.ascontiguousarray(decay(times[rows]))


def only_used(times: Times, table: Floats) -> tuple[Times, Floats]:
    """Leave out destinations that hold nothing in any layer, where that is most of them.

    Sums stay the same to the last bit, as nothing is added for an amount of 0.

    Examples
    --------
    >>> times, table = only_used(np.array([[1.0, 2.0, 3.0]]), np.array([[0.0], [7.0], [0.0]]))
    >>> times.tolist(), table.tolist()
    ([[2.0]], [[7.0]])
    """
    used = (table != 0).any(axis=1)
    if 2 * int(used.sum()) > used.size:
        return times, table
    return np.ascontiguousarray(times[:, used]), np.ascontiguousarray(table[used])


def within(times: Times, table: Floats, cutoffs: Sequence[float]) -> Floats:
    """Amounts no further than each cutoff, [origin, cutoff, layer].

    Cutoffs are rounded as the times are, so that 20.1 min includes a time of 20.1 min in single
    precision too.

    Examples
    --------
    >>> within(np.array([[10.0, 20.0]]), np.array([[1.0], [2.0]]), [10, 20]).tolist()
    [[[1.0], [3.0]]]
    """
    from sim.accessibility.kernels import add_within  # noqa: PLC0415 - numba is slow to load

    times, table = only_used(times, table)
    limits = np.asarray(cutoffs, dtype=times.dtype)
    sums = np.zeros((times.shape[0], limits.size, table.shape[1]))
    add_within(np.ascontiguousarray(times), table, limits, sums)
    return sums


def over_destinations(weights: Floats, table: Floats) -> Floats:
    """``sum over d of weights[o, d] * table[d, k]``, [origin, layer].

    Examples
    --------
    >>> over_destinations(np.array([[1.0, 0.5]]), np.array([[10.0], [20.0]])).tolist()
    [[20.0]]
    """
    from sim.accessibility.kernels import (  # noqa: PLC0415 - numba is slow to load
        add_over_destinations,
    )

    sums = np.zeros((weights.shape[0], table.shape[1]))
    add_over_destinations(weights, table, sums)
    return sums


def over_origins(weights: Floats, table: Floats, sums: Floats) -> None:
    """Add ``sum over o of weights[o, d] * table[o, k]`` to `sums` [destination, layer].

    Examples
    --------
    >>> sums = np.zeros((2, 1))
    >>> over_origins(np.array([[1.0, 0.5]]), np.array([[10.0]]), sums)
    >>> sums.tolist()
    [[10.0], [5.0]]
    """
    from sim.accessibility.kernels import add_over_origins  # noqa: PLC0415 - numba is slow to load

    add_over_origins(weights, table, sums)


def flat(sums: Floats, opportunities: npt.ArrayLike) -> Floats:
    """[origin] where the opportunities were [destination]; else [origin, layer].

    Examples
    --------
    >>> flat(np.array([[1.0], [2.0]]), [5.0, 6.0]).tolist()
    [1.0, 2.0]
    """
    return sums[..., 0] if np.ndim(opportunities) == 1 else sums
