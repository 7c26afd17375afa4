"""Access over many departures: the percentile taken of the times, or of the access.

Both are asked for under one name in the field, and they differ. Take three departures and three
jobs; from an origin, the minutes to each are

========= ======= ======= =======
departure   job A   job B   job C
========= ======= ======= =======
08:00          20      20      40
08:05          20      40      20
08:10          40      20      20
========= ======= ======= =======

Within 30 min, *access at the median time*: the median time to each job is 20 min, so 3 jobs are
within reach. *The median of access*: each departure reaches 2 jobs, so the median is 2. The first
asks how many jobs are each within reach on at least half of the departures; the second asks how
many jobs at least half of the departures reach. No departure reaches all three: the first number
belongs to no trip that anybody can make, but it needs one matrix only and compares well between
scenarios. With one destination the two agree.

Orientation. The p-th percentile of *time* is the ``ceil(p / 100 * n)``-th smallest of n departures:
p % of departures are at least that good. The p-th percentile of *access* here is the one that p %
of departures come up to, hence the ``ceil(p / 100 * n)``-th *largest*; so a higher p is the more
cautious answer in both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.accessibility.inputs import Floats, Times, checked_times
from sim.accessibility.sums import row_blocks
from sim.errors import DataError

__all__ = [
    "access_at_percentile_time",
    "percentile_of_access",
    "percentile_over_departures",
    "percentile_time",
]

Measured = Callable[[Times, npt.ArrayLike], Floats]


def percentile_time(times_min: npt.ArrayLike, *, percentile: int) -> Times:
    """Time that `percentile` % of departures keep to, [origin, destination].

    The ``ceil(p / 100 * n)``-th smallest of n, without interpolation, as the router does it.
    Unreachable (NaN) is longer than any time; the result is NaN where it comes to that rank.

    Parameters
    ----------
    times_min
        Minutes [origin, destination, departure], NaN where unreachable.
    percentile
        Whole number from 1 to 100.

    Examples
    --------
    >>> percentile_time([[[30, 10, 20], [5, float("nan"), float("nan")]]], percentile=50).tolist()
    [[20.0, nan]]
    """
    cube = _checked_cube(times_min)
    rank = _rank(percentile, cube.shape[2])
    found = np.empty(cube.shape[:2], dtype=cube.dtype)
    for rows in row_blocks(cube.reshape(cube.shape[0], -1)):
        found[rows] = np.partition(cube[rows], rank, axis=2)[:, :, rank]
    return found


def access_at_percentile_time(
    times_min: npt.ArrayLike,
    opportunities: npt.ArrayLike,
    *,
    measure: Measured,
    percentile: int,
) -> Floats:
    """Access computed from a percentile of the times: percentile first, then access.

    See the head of this module for how it differs from `percentile_of_access`. Unit, empty and
    unreachable are those of the measure.

    Parameters
    ----------
    times_min
        Minutes [origin, destination, departure], NaN where unreachable.
    opportunities
        Amounts [destination], or [destination, layer].
    measure
        Access from times [origin, destination] and opportunities, its settings filled in.
    percentile
        Whole number from 1 to 100.

    Examples
    --------
    >>> from functools import partial
    >>> from sim.accessibility import cumulative
    >>> times_min = [[[20, 20, 40], [20, 40, 20], [40, 20, 20]]]
    >>> access_at_percentile_time(
    ...     times_min, [1, 1, 1], measure=partial(cumulative, cutoff_min=30), percentile=50
    ... ).tolist()
    [3.0]
    """
    return measure(percentile_time(times_min, percentile=percentile), opportunities)


def percentile_of_access(
    times_min: npt.ArrayLike,
    opportunities: npt.ArrayLike,
    *,
    measure: Measured,
    percentile: int,
    better: Literal["higher", "lower"] = "higher",
) -> Floats:
    """Percentile of the access that each departure has: access first, then percentile.

    The access that `percentile` % of departures come up to: the ``ceil(p / 100 * n)``-th best of n.
    See the head of this module for how it differs from `access_at_percentile_time`. Access that is
    missing (NaN) counts as the worst; the result is NaN where it comes to that rank.

    Parameters
    ----------
    times_min
        Minutes [origin, destination, departure], NaN where unreachable.
    opportunities
        Amounts [destination], or [destination, layer].
    measure
        Access from times [origin, destination] and opportunities, its settings filled in.
    percentile
        Whole number from 1 to 100.
    better
        Whether more of the measure is better (opportunities) or less (minutes to the closest).

    Examples
    --------
    >>> from functools import partial
    >>> from sim.accessibility import cumulative
    >>> times_min = [[[20, 20, 40], [20, 40, 20], [40, 20, 20]]]
    >>> percentile_of_access(
    ...     times_min, [1, 1, 1], measure=partial(cumulative, cutoff_min=30), percentile=50
    ... ).tolist()
    [2.0]
    """
    _check_better(better)
    cube = _checked_cube(times_min)
    _rank(percentile, cube.shape[2])
    access = [
        measure(np.ascontiguousarray(cube[:, :, departure]), opportunities)
        for departure in range(cube.shape[2])
    ]
    return percentile_over_departures(access, percentile=percentile, better=better)


def percentile_over_departures(
    access: Sequence[npt.ArrayLike] | npt.ArrayLike,
    *,
    percentile: int,
    better: Literal["higher", "lower"] = "higher",
) -> Floats:
    """The second half of `percentile_of_access`, where the access of each departure is there.

    So a large matrix need never be kept for more than one departure at a time.

    Parameters
    ----------
    access
        Access by departure: [departure, origin] or [departure, origin, layer].
    percentile, better
        As in `percentile_of_access`.

    Examples
    --------
    >>> percentile_over_departures([[5, 1], [9, 2], [7, float("nan")]], percentile=50).tolist()
    [7.0, 1.0]
    """
    _check_better(better)
    every = np.asarray(access, dtype=np.float64)
    if every.ndim < 2 or every.shape[0] == 0:
        raise DataError(
            "access must be [departure, origin] with at least one departure, not shape "
            f"{every.shape}"
        )
    rank = _rank(percentile, every.shape[0])
    sign = -1.0 if better == "higher" else 1.0
    return np.asarray(sign * np.partition(sign * every, rank, axis=0)[rank])


def _checked_cube(times_min: npt.ArrayLike) -> Times:
    cube = np.asarray(times_min)
    if cube.ndim != 3 or cube.shape[2] == 0:
        raise DataError(
            "times_min must be a table [origin, destination, departure] with at least one "
            f"departure, not shape {cube.shape}"
        )
    return checked_times(cube.reshape(cube.shape[0], -1)).reshape(cube.shape)


def _check_better(better: str) -> None:
    if better not in {"higher", "lower"}:
        raise DataError(f"better must be 'higher' or 'lower', not '{better}'")


def _rank(percentile: int, n_departures: int) -> int:
    if not isinstance(percentile, int | np.integer) or not 1 <= percentile <= 100:
        raise DataError(f"percentile must be a whole number from 1 to 100, not {percentile}")
    return int((percentile * n_departures + 99) // 100 - 1)
