"""Enhanced two-step floating catchment area: the same, with less weight for those further away."""

from __future__ import annotations

import numpy.typing as npt

from sim.accessibility.competition import competed, shared
from sim.accessibility.decay.model import Decay
from sim.accessibility.decay.stepped import stepped
from sim.accessibility.inputs import Floats
from sim.accessibility.sums import flat

__all__ = ["LUO_QI", "enhanced_two_step_floating_catchment"]

LUO_QI = stepped((10, 20, 30), (1, 0.68, 0.22))
"""The slower of the two sets of weights of Luo & Qi (2009)."""


def enhanced_two_step_floating_catchment(
    times_min: npt.ArrayLike,
    opportunities: npt.ArrayLike,
    *,
    people: npt.ArrayLike,
    decay: Decay = LUO_QI,
    limit_min: float | None = None,
) -> Floats:
    """E2SFCA: ``A_i = sum_j W_ij S_j / sum_k P_k W_kj`` (Luo & Qi 2009).

    As `two_step_floating_catchment`, which is this with a step; unit, empty and unreachable as
    there.

    Parameters
    ----------
    times_min
        Minutes [origin, destination], NaN where unreachable.
    opportunities
        Supply [destination], or [destination, layer].
    people
        Those who compete, by origin.
    decay
        Weights: bands as in the paper, or any other.
    limit_min
        Longest time that was searched; a decay that ends beyond it is an error.

    Examples
    --------
    Ten people at weight 1 and 20 at 0.68 share six beds: 6 / 23.6 for each whole person.

    >>> enhanced_two_step_floating_catchment([[10], [20]], [6], people=[10, 20]).round(4).tolist()
    [0.2542, 0.1729]
    """
    checked = competed(times_min, opportunities, people, decay, limit_min)
    return flat(shared(*checked, decay), opportunities)
