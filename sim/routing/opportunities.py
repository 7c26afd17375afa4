"""Time to the n-th opportunity: how long until enough of something is within reach."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.errors import RoutingError
from sim.routing.compiled import UNREACHABLE

__all__ = ["time_to_nth"]


def time_to_nth(
    times_s: npt.NDArray[np.integer],
    weights: npt.ArrayLike,
    n: float | Sequence[float],
) -> npt.NDArray[np.int32]:
    """Seconds until `n` opportunities are in reach, [origin, n, kind]; -1 where they never are.

    The smallest ``c`` with ``sum(weights[d, k] for d if 0 <= times_s[o, d] <= c) >= n``, the sum
    being taken in the order of time. Destinations at the same time come into reach together. Sums
    of whole numbers are exact; fractions add up as floating-point numbers do.

    Parameters
    ----------
    times_s
        Travel times [origin, destination], whole seconds, -1 where unreachable.
    weights
        Opportunities at each destination: [destination, kind], or [destination] for one kind.
    n
        How many are needed, more than 0; several numbers in one run give one column each.

    Examples
    --------
    Schools are 5, 10 and 20 minutes away, two of them at the last place; a fifth does not exist.

    >>> time_to_nth(np.array([[300, 600, 1200]]), [1, 1, 2], [1, 2, 3, 4, 5])[0, :, 0].tolist()
    [300, 600, 1200, 1200, -1]
    """
    times = np.asarray(times_s)
    table = np.asarray(weights, dtype=np.float64)
    table = table[:, np.newaxis] if table.ndim == 1 else table
    wanted = np.atleast_1d(np.asarray(n, dtype=np.float64))
    _check(times, table, wanted)
    found = np.full((times.shape[0], wanted.size, table.shape[1]), UNREACHABLE, np.int32)
    for origin, row in enumerate(times):
        reached = np.flatnonzero(row >= 0)
        order = reached[np.argsort(row[reached], kind="stable")]
        sums = np.cumsum(table[order], axis=0)
        for kind in range(table.shape[1]):
            place = np.searchsorted(sums[:, kind], wanted, side="left")
            enough = place < order.size
            found[origin, enough, kind] = row[order[place[enough]]]
    return found


def _check(
    times: npt.NDArray[np.integer], table: npt.NDArray[np.float64], wanted: npt.NDArray[np.float64]
) -> None:
    if times.ndim != 2 or not np.issubdtype(times.dtype, np.integer):
        raise RoutingError(
            "times_s must be whole seconds [origin, destination], not an array of "
            f"{times.dtype} with shape {times.shape}; take one percentile: TravelTimes.at(50)"
        )
    if table.ndim != 2 or table.shape[0] != times.shape[1]:
        raise RoutingError(
            f"weights have {table.shape[0] if table.ndim else 0} rows for {times.shape[1]} "
            "destinations"
        )
    if not np.isfinite(table).all() or (table < 0).any():
        raise RoutingError("weights must be numbers of 0 or more; fill in what is missing")
    if wanted.ndim != 1 or not (wanted > 0).all():
        raise RoutingError(f"n must be more than 0, not {wanted.tolist()}")
