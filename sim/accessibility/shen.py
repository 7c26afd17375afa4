"""Shen's access: jobs per worker, where everybody competes by their own travel times."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.accessibility.competition import competed, per_demand, shared
from sim.accessibility.decay.model import Decay
from sim.accessibility.inputs import Floats
from sim.accessibility.sums import flat, over_destinations, over_origins, weight_blocks
from sim.errors import DataError

__all__ = ["shen", "shen_by_group"]


def shen(
    times_min: npt.ArrayLike,
    opportunities: npt.ArrayLike,
    *,
    people: npt.ArrayLike,
    decay: Decay,
    limit_min: float | None = None,
) -> Floats:
    """Access with competition: ``A_i = sum_j O_j f(t_ij) / sum_k P_k f(t_kj)`` (Shen 1998).

    Unit: opportunities per person; the mean over people is opportunities by people, if every
    opportunity is reached: ``sum P_i A_i = sum O_j``. No opportunity in reach: 0. An origin without
    people has the value of a first resident; NaN if it reaches what nobody else reaches. The
    formula of E2SFCA, found earlier and for jobs; `shen_by_group` has several kinds of traveller.

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
    limit_min
        Longest time that was searched; a decay that ends beyond it is an error.

    Examples
    --------
    Weights 1 and 0.5; 10 + 0.5 * 20 people share 40 jobs.

    >>> from sim.accessibility.decay import exponential
    >>> shen([[0], [20]], [40], people=[10, 20], decay=exponential(20)).tolist()
    [2.0, 1.0]
    """
    checked = competed(times_min, opportunities, people, decay, limit_min)
    return flat(shared(*checked, decay), opportunities)


def shen_by_group(
    times_min: Sequence[npt.ArrayLike],
    opportunities: npt.ArrayLike,
    *,
    people: Sequence[npt.ArrayLike],
    decay: Decay,
    limit_min: float | None = None,
) -> tuple[Floats, ...]:
    """Shen's access of several groups of travellers, who compete for the same opportunities.

    ``A_i^m = sum_j O_j f(t_ij^m) / sum_n sum_k P_k^n f(t_kj^n)``: those with a car and those
    without, for example. One result per group, in order; all else as in `shen`.

    Parameters
    ----------
    times_min
        One table [origin, destination] per group.
    people
        One row [origin] per group.

    Examples
    --------
    Ten drivers next door and ten riders at half the weight share 30 jobs: 30 / 15 for a driver.

    >>> from sim.accessibility.decay import exponential
    >>> drivers, riders = shen_by_group(
    ...     [[[0]], [[20]]], [30], people=[[10], [10]], decay=exponential(20)
    ... )
    >>> drivers.tolist(), riders.tolist()
    ([2.0], [1.0])
    """
    if not times_min or len(times_min) != len(people):
        raise DataError(f"{len(times_min)} tables of times for {len(people)} groups of people")
    groups = [
        competed(times, opportunities, group, decay, limit_min)
        for times, group in zip(times_min, people, strict=True)
    ]
    supply = groups[0][1]
    demand = np.zeros((len(supply), 1))
    for times, _, competitors in groups:
        for rows, weights in weight_blocks(times, decay):
            over_origins(weights, competitors[rows, np.newaxis], demand)
    ratio = per_demand(supply, demand)
    found = []
    for times, _, _ in groups:
        access = np.zeros((times.shape[0], supply.shape[1]))
        for rows, weights in weight_blocks(times, decay):
            access[rows] = over_destinations(weights, ratio)
        found.append(flat(access, opportunities))
    return tuple(found)
