"""Three-step floating catchment area: people choose among the places they reach."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.accessibility.competition import competed, per_demand, per_place
from sim.accessibility.decay.model import Decay
from sim.accessibility.inputs import Floats
from sim.accessibility.sums import flat, over_destinations, over_origins, weight_blocks

__all__ = ["three_step_floating_catchment"]


def three_step_floating_catchment(
    times_min: npt.ArrayLike,
    opportunities: npt.ArrayLike,
    *,
    people: npt.ArrayLike,
    decay: Decay,
    limit_min: float | None = None,
) -> Floats:
    """3SFCA: demand is split by a selection weight first (Wan, Zou & Sternberg 2012).

    ``G_ij = f_ij / sum_j f_ij`` over places with supply; ``R_j = S_j / sum_k G_kj P_k f_kj``;
    ``A_i = sum_j G_ij f_ij R_j``. So one person is not counted as whole demand at every place
    within reach. Unit: opportunities per person. No supply in reach: 0. Supply that nobody with
    people reaches: NaN for the origins, without people, that do. ``sum P_i A_i`` is the supply that
    anybody reaches.

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
    The first origin reaches both places at the same time and sends half its people to each:
    R = 6 / (5 + 20) and 5 / 5; A = (6/25 + 1) / 2 and 6/25.

    >>> from sim.accessibility.decay import step
    >>> three_step_floating_catchment(
    ...     [[10, 10], [10, 40]], [6, 5], people=[10, 20], decay=step(30)
    ... ).tolist()
    [0.62, 0.24]
    """
    times, supply, competitors = competed(times_min, opportunities, people, decay, limit_min)
    offers = (supply > 0).astype(np.float64)
    chosen_from = np.zeros((times.shape[0], supply.shape[1]))
    demand = np.zeros_like(supply)
    for rows, weights in weight_blocks(times, decay):
        chosen_from[rows] = over_destinations(weights, offers)
        senders = per_place(competitors[rows], chosen_from[rows])
        over_origins(np.square(weights, out=weights), senders, demand)
    ratio = per_demand(supply, demand)
    found = np.zeros_like(chosen_from)
    for rows, weights in weight_blocks(times, decay):
        found[rows] = over_destinations(np.square(weights, out=weights), ratio)
    np.divide(found, chosen_from, out=found, where=chosen_from > 0)
    return flat(found, opportunities)
