"""Sharing supply among those who reach it: what the catchment measures have in common."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.accessibility.decay.model import Decay
from sim.accessibility.gravity import check_reach
from sim.accessibility.inputs import (
    Floats,
    Times,
    checked_opportunities,
    checked_people,
    checked_times,
)
from sim.accessibility.sums import (
    flat,
    only_used,
    over_destinations,
    over_origins,
    weight_blocks,
)

__all__ = ["competed", "per_demand", "per_place", "shared", "unclaimed"]


def competed(
    times_min: npt.ArrayLike,
    opportunities: npt.ArrayLike,
    people: npt.ArrayLike,
    decay: Decay,
    limit_min: float | None,
) -> tuple[Times, Floats, Floats]:
    """Times, supply [destination, layer] and people [origin], checked; empty destinations left out.

    Examples
    --------
    >>> from sim.accessibility.decay import step
    >>> times, supply, people = competed([[1, 2, 3]], [0, 0, 7], [10], step(5), None)
    >>> times.tolist(), supply.tolist(), people.tolist()
    ([[3.0]], [[7.0]], [10.0])
    """
    times = checked_times(times_min)
    table = checked_opportunities(opportunities, times.shape[1])
    competitors = checked_people(people, times.shape[0])
    check_reach(decay, limit_min)
    return (*only_used(times, table), competitors)


def per_demand(supply: Floats, demand: Floats) -> Floats:
    """Supply per competitor; 0 where there is no supply, NaN where it has no competitor.

    Supply that nobody with people reaches has no price in this currency: only origins without
    people reach it, and their access is not defined.

    Examples
    --------
    >>> supply, demand = np.array([[6.0], [0.0], [5.0]]), np.array([[3.0], [0.0], [0.0]])
    >>> per_demand(supply, demand).ravel().tolist()
    [2.0, 0.0, nan]
    """
    ratio = np.where(supply > 0, np.nan, 0.0)
    np.divide(supply, demand, out=ratio, where=(demand > 0) & (supply > 0))
    return ratio


def per_place(people: Floats, chosen_from: Floats) -> Floats:
    """People by the sum of the weights they choose from, [origin, layer]; 0 without a choice.

    Examples
    --------
    >>> per_place(np.array([10.0, 10.0]), np.array([[2.0], [0.0]])).ravel().tolist()
    [5.0, 0.0]
    """
    sent = np.zeros_like(chosen_from)
    np.divide(people[:, np.newaxis], chosen_from, out=sent, where=chosen_from > 0)
    return sent


def shared(times: Times, supply: Floats, people: Floats, decay: Decay) -> Floats:
    """``A_i = sum_j f(t_ij) S_j / sum_k P_k f(t_kj)``, [origin, layer].

    Two passes over the times; the weights are computed in each, in place of a table of them.

    Examples
    --------
    >>> from sim.accessibility.decay import step
    >>> times = np.array([[10.0, 40.0], [20.0, 10.0]])
    >>> shared(times, np.array([[6.0], [5.0]]), np.array([10.0, 20.0]), step(30)).ravel().tolist()
    [0.2, 0.45]
    """
    demand = np.zeros((times.shape[1], 1))
    for rows, weights in weight_blocks(times, decay):
        over_origins(weights, people[rows, np.newaxis], demand)
    ratio = per_demand(supply, demand)
    found = np.zeros((times.shape[0], supply.shape[1]))
    for rows, weights in weight_blocks(times, decay):
        found[rows] = over_destinations(weights, ratio)
    return found


def unclaimed(
    times_min: npt.ArrayLike,
    opportunities: npt.ArrayLike,
    *,
    people: npt.ArrayLike,
    decay: Decay,
) -> Floats:
    """Opportunities that no origin with people reaches, one number per layer.

    What catchment measures share out, ``sum P_i A_i``, is the supply less this.

    Examples
    --------
    >>> from sim.accessibility.decay import step
    >>> unclaimed([[10, 40], [50, 20]], [6, 5], people=[10, 0], decay=step(30)).item()
    5.0
    """
    times, supply, competitors = competed(times_min, opportunities, people, decay, None)
    reached = np.zeros((times.shape[1], 1))
    for rows, weights in weight_blocks(times, decay):
        over_origins(weights, (competitors[rows, np.newaxis] > 0).astype(np.float64), reached)
    return flat(np.where(reached > 0, 0.0, supply).sum(axis=0), opportunities)
