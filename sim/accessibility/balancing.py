"""Balancing time: how far people travel until there is one opportunity for each of them."""

from __future__ import annotations

import numpy.typing as npt

from sim.accessibility.inputs import Floats, checked_opportunities, checked_people, checked_times
from sim.accessibility.nearest import minutes_until
from sim.accessibility.sums import flat

__all__ = ["balancing_time"]


def balancing_time(
    times_min: npt.ArrayLike, opportunities: npt.ArrayLike, *, people: npt.ArrayLike
) -> Floats:
    """Minutes until an origin reaches as many opportunities as it has people (Barboza et al. 2021).

    ``B_i = min c with sum O_j (t_ij <= c) >= P_i``. NaN where the balance is never reached within
    the times that were searched. An origin without people is balanced at once, at 0 min: weigh by
    people before averaging.

    Parameters
    ----------
    times_min
        Minutes [origin, destination], NaN where unreachable.
    opportunities
        Amounts [destination], or [destination, layer].
    people
        Those who live at each origin.

    Examples
    --------
    >>> balancing_time([[0, 15], [15, 0], [15, 0]], [50, 200], people=[80, 150, 900]).tolist()
    [15.0, 0.0, nan]
    """
    times = checked_times(times_min)
    table = checked_opportunities(opportunities, times.shape[1])
    needed = checked_people(people, times.shape[0])
    return flat(minutes_until(times, table, needed), opportunities)
