"""Time to the nearest: how long until one, or enough, is within reach."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from sim.accessibility.inputs import Floats, Times, checked_opportunities, checked_times
from sim.accessibility.sums import flat, row_blocks
from sim.errors import DataError

__all__ = ["minutes_until", "time_to_closest", "time_to_nth"]


def time_to_closest(times_min: npt.ArrayLike, opportunities: npt.ArrayLike) -> Floats:
    """Minutes to the closest place with any: ``min t_ij for O_j > 0``.

    Any amount above 0 will do. NaN where there is none within the times that were searched, and
    where the layer is empty.

    Parameters
    ----------
    times_min
        Minutes [origin, destination], NaN where unreachable.
    opportunities
        Amounts [destination], or [destination, layer].

    Examples
    --------
    >>> time_to_closest([[5, 10, 20], [float("nan"), 7, 9]], [1, 0, 3]).tolist()
    [5.0, 9.0]
    """
    times = checked_times(times_min)
    table = checked_opportunities(opportunities, times.shape[1])
    found = np.full((times.shape[0], table.shape[1]), np.nan)
    for layer in range(table.shape[1]):
        used = np.flatnonzero(table[:, layer])
        for rows in row_blocks(times) if used.size else ():
            found[rows, layer] = np.fmin.reduce(times[rows][:, used], axis=1)
    return flat(found, opportunities)


def time_to_nth(times_min: npt.ArrayLike, opportunities: npt.ArrayLike, *, n: float) -> Floats:
    """Minutes until `n` opportunities are within reach: ``min c with sum O_j (t_ij <= c) >= n``.

    Dual access (Cui & Levinson 2020). A place that holds several counts as several; places at the
    same time come into reach together. NaN where `n` are never reached. Sums of whole numbers are
    exact. The same as `sim.routing.opportunities.time_to_nth`, in minutes.

    Parameters
    ----------
    times_min
        Minutes [origin, destination], NaN where unreachable.
    opportunities
        Amounts [destination], or [destination, layer]; 1 each to count places.
    n
        How many are needed, above 0.

    Examples
    --------
    >>> [time_to_nth([[5, 10, 20]], [1, 1, 2], n=n)[0].item() for n in (1, 2, 3, 4, 5)]
    [5.0, 10.0, 20.0, 20.0, nan]
    """
    if not math.isfinite(n) or n <= 0:
        raise DataError(f"n must be a number above 0, not {n}")
    times = checked_times(times_min)
    table = checked_opportunities(opportunities, times.shape[1])
    return flat(minutes_until(times, table, np.full(times.shape[0], float(n))), opportunities)


def minutes_until(times: Times, table: Floats, needed: Floats) -> Floats:
    """Minutes until each origin reaches what it needs, [origin, layer]; NaN where it never does.

    Needing nothing takes 0 min.

    Examples
    --------
    >>> table = np.array([[2.0], [2.0]])
    >>> minutes_until(np.array([[4.0, 9.0]] * 3), table, np.array([0.0, 3.0, 5.0])).ravel().tolist()
    [0.0, 9.0, nan]
    """
    found = np.full((times.shape[0], table.shape[1]), np.nan)
    for layers, used in _layers_sorted_together(table):
        amounts = table[used][:, layers]
        for rows in row_blocks(times):
            chosen = times[rows][:, used]
            order = np.argsort(chosen, axis=1, kind="stable")
            ranked = np.take_along_axis(chosen, order, axis=1)
            for column, layer in enumerate(layers):
                found[rows, layer] = _first_enough(ranked, amounts[order, column], needed[rows])
    found[needed == 0] = 0.0
    return found


def _layers_sorted_together(table: Floats) -> Iterator[tuple[list[int], npt.NDArray[np.intp]]]:
    """Layers of few places one by one, all others together: sorting is what takes time."""
    sparse = 4 * np.count_nonzero(table, axis=0) < table.shape[0]
    groups = [[int(layer)] for layer in np.flatnonzero(sparse)]
    groups.append([int(layer) for layer in np.flatnonzero(~sparse)])
    for layers in groups:
        used = np.flatnonzero((table[:, layers] != 0).any(axis=1))
        if used.size:
            yield layers, used


def _first_enough(ranked: Times, amounts: Floats, needed: Floats) -> Floats:
    """Time at which the running sum first reaches what is needed; unreachable (NaN) comes last."""
    reached = np.cumsum(amounts, axis=1)
    place = (reached < needed[:, np.newaxis]).sum(axis=1)
    enough = place < ranked.shape[1]
    found = np.full(len(ranked), np.nan)
    found[enough] = ranked[enough, place[enough]]
    return found
