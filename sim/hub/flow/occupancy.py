"""How many are somewhere over time: exact counts and integrals from begins and ends."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["largest_in_bins", "mean_in_bins", "present_at"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def present_at(begin: Floats, end: Floats, times: Floats) -> Ints:
    """How many of the stays ``begin <= t < end`` there are at each time.

    Examples
    --------
    >>> present_at(np.array([0.0, 5.0]), np.array([10.0, 6.0]), np.array([0.0, 5.0, 6.0])).tolist()
    [1, 2, 1]
    """
    came = np.searchsorted(_rising(begin), times, side="right")
    went = np.searchsorted(_rising(end), times, side="right")
    return (came - went).astype(np.int64)


def mean_in_bins(begin: Floats, end: Floats, edges: Floats) -> Floats:
    """Mean number of stays over time in each bin between rising edges.

    Examples
    --------
    >>> mean_in_bins(np.array([0.0, 5.0]), np.array([10.0, 6.0]), np.array([0.0, 10.0])).tolist()
    [1.1]
    """
    if not begin.size:
        return np.zeros(edges.size - 1)
    integral = _time_since(begin, edges) - _time_since(end, edges)
    means: Floats = np.maximum(np.diff(integral) / np.diff(edges), 0.0).round(9)
    return means


def largest_in_bins(begin: Floats, end: Floats, edges: Floats) -> Ints:
    """Largest number of stays at any instant of each bin ``[edge, next edge)``.

    Stays of no length are never counted.

    Examples
    --------
    >>> stays = np.array([0.0, 5.0, 7.0]), np.array([10.0, 6.0, 7.0])
    >>> largest_in_bins(*stays, np.array([0.0, 5.0, 10.0, 20.0])).tolist()
    [1, 2, 0]
    """
    stays = end > begin
    begin, end = _rising(begin[stays]), _rising(end[stays])
    largest = present_at(begin, end, edges[:-1])
    # the number rises only when somebody comes
    counts = present_at(begin, end, begin)
    where = np.searchsorted(edges, begin, side="right") - 1
    inside = (where >= 0) & (where < largest.size)
    np.maximum.at(largest, where[inside], counts[inside])
    return largest


def _time_since(moments: Floats, edges: Floats) -> Floats:
    """Sum over all moments of the time that has passed since, at each edge."""
    rising = _rising(moments)
    origin = rising[0]
    summed = np.concatenate([[0.0], np.cumsum(rising - origin)])
    passed = np.searchsorted(rising, edges, side="right")
    since: Floats = passed * (edges - origin) - summed[passed]
    return since


def _rising(moments: Floats) -> Floats:
    """In order of time; what is in order is not sorted again."""
    return moments if bool((moments[1:] >= moments[:-1]).all()) else np.sort(moments)
