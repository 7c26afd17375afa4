"""Cumulative opportunities: how many are within reach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.accessibility.decay.stepped import stepped
from sim.accessibility.gravity import gravity
from sim.accessibility.inputs import (
    Floats,
    check_cutoff,
    checked_opportunities,
    checked_times,
)
from sim.accessibility.sums import flat, within
from sim.errors import DataError

__all__ = ["cumulative", "cumulative_by_cutoff", "cumulative_interval"]


def cumulative(
    times_min: npt.ArrayLike,
    opportunities: npt.ArrayLike,
    *,
    cutoff_min: float,
    limit_min: float | None = None,
) -> Floats:
    """Opportunities within a cutoff: ``A_i = sum O_j for t_ij <= cutoff`` (Wachs & Kumagai 1973).

    Unit: that of the opportunities. Unreachable destinations count nothing; an origin that reaches
    nothing has 0, which is a number and not missing. Sums of whole numbers are exact, others are
    added in the order of the destinations, as `sim.routing.reach` does.

    Parameters
    ----------
    times_min
        Minutes [origin, destination], NaN where unreachable.
    opportunities
        Amounts [destination], or [destination, layer]; no holes, none below 0.
    cutoff_min
        Longest time that counts, itself included.
    limit_min
        Longest time that was searched; a cutoff beyond it is an error.

    Examples
    --------
    >>> cumulative([[10, 20, float("nan")]], [100, 30, 7], cutoff_min=20).tolist()
    [130.0]
    """
    sums = cumulative_by_cutoff(
        times_min, opportunities, cutoffs_min=(cutoff_min,), limit_min=limit_min
    )
    return sums[:, 0]


def cumulative_by_cutoff(
    times_min: npt.ArrayLike,
    opportunities: npt.ArrayLike,
    *,
    cutoffs_min: Sequence[float],
    limit_min: float | None = None,
) -> Floats:
    """`cumulative` for several cutoffs in one pass: [origin, cutoff] or [origin, cutoff, layer].

    Examples
    --------
    >>> cumulative_by_cutoff([[10, 20]], [100, 30], cutoffs_min=(5, 10, 20)).tolist()
    [[0.0, 100.0, 130.0]]
    """
    times = checked_times(times_min)
    table = checked_opportunities(opportunities, times.shape[1])
    for cutoff_min in cutoffs_min:
        check_cutoff(cutoff_min, limit_min)
    return flat(within(times, table, cutoffs_min), opportunities)


def cumulative_interval(
    times_min: npt.ArrayLike,
    opportunities: npt.ArrayLike,
    *,
    from_min: float,
    to_min: float,
    step_min: float = 1.0,
    summary: Literal["mean", "median"] = "mean",
    limit_min: float | None = None,
) -> Floats:
    """Mean or median of cumulative access over every cutoff of an interval (Tomasiello 2023).

    ``A_i = mean over c of sum O_j for t_ij <= c``, with c = from, from + step, … up to `to_min`.
    It takes the edge off the choice of one cutoff. As access never falls with the cutoff, the
    median over cutoffs is access at the middle cutoff (the mean of the two middle ones). Unit,
    unreachable and empty as in `cumulative`.

    Parameters
    ----------
    from_min, to_min
        First and last cutoff.
    step_min
        Between two cutoffs.

    Examples
    --------
    Cutoffs 10, 15 and 20 reach 100, 100 and 130.

    >>> cumulative_interval([[10, 20]], [100, 30], from_min=10, to_min=20, step_min=5).tolist()
    [110.0]
    >>> cumulative_interval(
    ...     [[10, 20]], [100, 30], from_min=10, to_min=20, step_min=5, summary="median"
    ... ).tolist()
    [100.0]
    """
    cutoffs = _cutoffs(from_min, to_min, step_min)
    check_cutoff(to_min, limit_min, "to_min")
    if summary == "mean":
        n = len(cutoffs)
        decay = stepped(cutoffs, [(n - place) / n for place in range(n)])
        return gravity(times_min, opportunities, decay=decay)
    if summary != "median":
        raise DataError(f"summary must be 'mean' or 'median', not '{summary}'")
    middle = cutoffs[(len(cutoffs) - 1) // 2 : len(cutoffs) // 2 + 1]
    sums = cumulative_by_cutoff(times_min, opportunities, cutoffs_min=middle)
    return np.asarray(sums.mean(axis=1))


def _cutoffs(from_min: float, to_min: float, step_min: float) -> list[float]:
    check_cutoff(from_min, None, "from_min")
    check_cutoff(to_min, None, "to_min")
    if to_min < from_min:
        raise DataError(f"to_min ({to_min:g}) must not be below from_min ({from_min:g})")
    if not step_min > 0:
        raise DataError(f"step_min must be above 0, not {step_min}")
    count = int((to_min - from_min) / step_min + 1e-9) + 1
    return [from_min + step_min * number for number in range(count)]
