"""Two-step floating catchment area: places per person, shared among all within the cutoff."""

from __future__ import annotations

import numpy.typing as npt

from sim.accessibility.competition import competed, shared
from sim.accessibility.decay.step import step
from sim.accessibility.inputs import Floats
from sim.accessibility.sums import flat

__all__ = ["two_step_floating_catchment"]


def two_step_floating_catchment(
    times_min: npt.ArrayLike,
    opportunities: npt.ArrayLike,
    *,
    people: npt.ArrayLike,
    cutoff_min: float,
    limit_min: float | None = None,
) -> Floats:
    """2SFCA: ``R_j = S_j / sum P_k (t_kj <= c)``, ``A_i = sum R_j (t_ij <= c)`` (Luo & Wang 2003).

    Unit: opportunities per person. An origin that reaches no supply has 0. An origin without people
    has the value its first resident would have; NaN if it reaches supply that nobody else reaches.
    ``sum P_i A_i`` is the supply that anybody reaches.

    Parameters
    ----------
    times_min
        Minutes [origin, destination], NaN where unreachable; taken in both directions.
    opportunities
        Supply [destination], or [destination, layer].
    people
        Those who compete, by origin.
    cutoff_min
        Edge of the catchment, itself included.
    limit_min
        Longest time that was searched; a cutoff beyond it is an error.

    Examples
    --------
    Six beds for 10 + 20 people, five for 20: 0.2 a head, and 0.2 + 0.25 where both are in reach.

    >>> two_step_floating_catchment(
    ...     [[10, 40], [20, 10]], [6, 5], people=[10, 20], cutoff_min=30
    ... ).tolist()
    [0.2, 0.45]
    """
    decay = step(cutoff_min)
    checked = competed(times_min, opportunities, people, decay, limit_min)
    return flat(shared(*checked, decay), opportunities)
