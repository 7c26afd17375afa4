"""Gravity access: every opportunity counts, the less the further away it is."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from sim.accessibility.decay.model import Decay
from sim.accessibility.inputs import Floats, check_cutoff, checked_opportunities, checked_times
from sim.accessibility.sums import flat, only_used, over_destinations, weight_blocks

__all__ = ["check_reach", "gravity"]


def gravity(
    times_min: npt.ArrayLike,
    opportunities: npt.ArrayLike,
    *,
    decay: Decay,
    limit_min: float | None = None,
) -> Floats:
    """Opportunities discounted by time: ``A_i = sum O_j f(t_ij)`` (Hansen 1959).

    Unit: that of the opportunities ("equivalent to so many next door"). Unreachable destinations
    count nothing; an origin that reaches nothing has 0. A decay that never comes to 0 is cut at the
    longest time searched, as all beyond is unreachable: ``decay(limit)`` is the most that the
    share of an opportunity loses by it.

    Parameters
    ----------
    times_min
        Minutes [origin, destination], NaN where unreachable.
    opportunities
        Amounts [destination], or [destination, layer]; no holes, none below 0.
    decay
        See `sim.accessibility.decay`.
    limit_min
        Longest time that was searched; a decay that ends beyond it is an error.

    Examples
    --------
    >>> from sim.accessibility.decay import exponential
    >>> gravity([[0, 20, float("nan")]], [100, 30, 7], decay=exponential(20)).tolist()
    [115.0]
    """
    times = checked_times(times_min)
    table = checked_opportunities(opportunities, times.shape[1])
    check_reach(decay, limit_min)
    times, table = only_used(times, table)
    sums = np.zeros((times.shape[0], table.shape[1]))
    for rows, weights in weight_blocks(times, decay):
        sums[rows] = over_destinations(weights, table)
    return flat(sums, opportunities)


def check_reach(decay: Decay, limit_min: float | None) -> None:
    """Refuse a decay whose edge lies beyond the longest time searched.

    Examples
    --------
    >>> from sim.accessibility.decay import step
    >>> check_reach(step(90), 60)
    Traceback (most recent call last):
    ...
    sim.errors.DataError: the edge of the decay 'step 90 min' is 90 min, but travel times were \
searched up to 60 min only; raise max_time_min or lower the cutoff
    """
    if math.isfinite(decay.reach_min):
        check_cutoff(decay.reach_min, limit_min, f"the edge of the decay '{decay.text}'")
