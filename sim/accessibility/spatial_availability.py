"""Spatial availability: how many opportunities are an origin's own once all have claimed theirs."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from sim.accessibility.competition import competed, shared
from sim.accessibility.decay.model import Decay
from sim.accessibility.inputs import Floats
from sim.accessibility.sums import flat
from sim.errors import DataError

__all__ = ["spatial_availability"]


def spatial_availability(
    times_min: npt.ArrayLike,
    opportunities: npt.ArrayLike,
    *,
    people: npt.ArrayLike,
    decay: Decay,
    people_exponent: float = 1.0,
    limit_min: float | None = None,
) -> Floats:
    """``V_i = sum_j O_j (F^p_i F^c_ij) / sum_i (F^p_i F^c_ij)`` (Soukhov et al. 2023).

    ``F^p_i = P_i^a / sum P^a`` and ``F^c_ij = f_ij / sum_i f_ij``, whose sums cancel. Unit: that of
    the opportunities, which are shared out and not repeated: ``sum V_i`` is the sum of the
    opportunities that anybody reaches (the rest: `unclaimed`). An origin without people, or without
    any opportunity in reach, has 0. By head, ``V_i / P_i`` is Shen's access.

    Parameters
    ----------
    times_min
        Minutes [origin, destination], NaN where unreachable.
    opportunities
        Amounts [destination], or [destination, layer].
    people
        Those who compete, by origin.
    decay
        See `sim.accessibility.decay`.
    people_exponent
        The a of the formula: above 1 makes large origins claim more than their share.
    limit_min
        Longest time that was searched; a decay that ends beyond it is an error.

    Examples
    --------
    Claims of 10 * 1 and 20 * 0.5 on 40 jobs are equal.

    >>> from sim.accessibility.decay import exponential
    >>> spatial_availability([[0], [20]], [40], people=[10, 20], decay=exponential(20)).tolist()
    [20.0, 20.0]
    """
    if not math.isfinite(people_exponent) or people_exponent <= 0:
        raise DataError(f"people_exponent must be a number above 0, not {people_exponent}")
    times, supply, competitors = competed(times_min, opportunities, people, decay, limit_min)
    claims = competitors**people_exponent
    by_claim = shared(times, supply, claims, decay)
    found = np.where(claims[:, np.newaxis] > 0, by_claim * claims[:, np.newaxis], 0.0)
    return flat(found, opportunities)
