"""Balanced floating catchment area: neither people nor places are counted more than once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.accessibility.competition import competed, per_demand, per_place
from sim.accessibility.decay.model import Decay
from sim.accessibility.inputs import Floats
from sim.accessibility.sums import flat, over_destinations, over_origins, weight_blocks

__all__ = ["balanced_floating_catchment"]


def balanced_floating_catchment(
    times_min: npt.ArrayLike,
    opportunities: npt.ArrayLike,
    *,
    people: npt.ArrayLike,
    decay: Decay,
    limit_min: float | None = None,
) -> Floats:
    """BFCA: weights add up to 1 by origin for demand, by place for supply (Páez et al. 2019).

    ``L_j = S_j / sum_i P_i f_ij / sum_j f_ij`` over places with supply, and
    ``A_i = sum_j L_j f_ij / sum_i f_ij``. Demand adds up to the people who reach any supply, and
    ``sum A_i = sum L_j``: levels of service are shared out among the origins, not repeated at
    each. Unit: opportunities per person. Every origin takes its share of a level of service, also
    one without people. No supply in reach: 0. Supply that nobody with people reaches: NaN for the
    origins, without people, that do.

    Parameters
    ----------
    times_min
        Minutes [origin, destination], NaN where unreachable.
    opportunities
        Supply [destination], or [destination, layer]; each layer is chosen from by itself.
    people
        Those who compete, by origin.
    decay
        Weight of a place at a travel time.
    limit_min
        Longest time that was searched; a decay that ends beyond it is an error.

    Examples
    --------
    The first origin sends 5 people to each place: L = 6 / (5 + 20) and 5 / 5. The first level is
    shared by two origins, the second is the first origin's alone.

    >>> from sim.accessibility.decay import step
    >>> balanced_floating_catchment(
    ...     [[10, 10], [10, 40]], [6, 5], people=[10, 20], decay=step(30)
    ... ).tolist()
    [1.12, 0.12]
    """
    times, supply, competitors = competed(times_min, opportunities, people, decay, limit_min)
    offers = (supply > 0).astype(np.float64)
    demand, sharers = np.zeros_like(supply), np.zeros((times.shape[1], 1))
    for rows, weights in weight_blocks(times, decay):
        chosen_from = over_destinations(weights, offers)
        over_origins(weights, per_place(competitors[rows], chosen_from), demand)
        over_origins(weights, np.ones((len(weights), 1)), sharers)
    level = per_demand(supply, demand)
    np.divide(level, sharers, out=level, where=sharers > 0)
    found = np.zeros((times.shape[0], supply.shape[1]))
    for rows, weights in weight_blocks(times, decay):
        found[rows] = over_destinations(weights, level)
    return flat(found, opportunities)
