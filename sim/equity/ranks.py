"""Order of people by the place they live in: ties share a rank, bands split places.

Everybody in a place, and everybody in places with the same value, stands at the same level. A level
fills an interval of the line of people from 0 to 1; its rank is the interval's middle (Lerman and
Yitzhaki 1989; for ties Chen and Roy 2009). So results do not hang on the order of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.equity.distribution import Floats, Ints, distribution, divided

__all__ = ["Levels", "band_shares", "each_in_order", "fractional_ranks", "level_sums", "levels_of"]


@dataclass(frozen=True, slots=True)
class Levels:
    """Places from the lowest to the highest; ``starts`` is where each new level begins."""

    order: Ints
    starts: Ints

    @property
    def of_place(self) -> Ints:
        """Position of each place's level, from 0, in the order the places were given."""
        sizes = np.diff(np.append(self.starts, len(self.order)))
        found = np.empty(len(self.order), dtype=np.int64)
        found[self.order] = np.repeat(np.arange(len(self.starts)), sizes)
        return found


def levels_of(by: Floats) -> Levels:
    """Sort places by a variable without NaN and find which stand level.

    Examples
    --------
    >>> levels = levels_of(np.array([3.0, 1.0, 3.0]))
    >>> levels.order.tolist(), levels.starts.tolist(), levels.of_place.tolist()
    ([1, 0, 2], [0, 1], [1, 0, 1])
    """
    order = np.argsort(by, kind="stable").astype(np.int64)
    ordered = by[order]
    new = np.ones(len(by), dtype=np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    return Levels(order, np.flatnonzero(new).astype(np.int64))


def each_in_order(by: Floats) -> Levels:
    """Sort places with each at a level of its own, for sums in which ties cancel out.

    Examples
    --------
    >>> each_in_order(np.array([3.0, 1.0, 3.0])).of_place.tolist()
    [1, 0, 2]
    """
    return Levels(np.argsort(by, kind="stable").astype(np.int64), np.arange(len(by)))


def level_sums(levels: Levels, amounts: Floats) -> Floats:
    """Amounts [draws, places] added up per level: [draws, levels].

    Examples
    --------
    >>> level_sums(levels_of(np.array([3.0, 1.0, 3.0])), np.array([[1.0, 2.0, 4.0]])).tolist()
    [[2.0, 5.0]]
    """
    ordered = np.take(amounts, levels.order, axis=1)
    if len(levels.starts) == len(levels.order):
        return ordered
    sums: Floats = np.add.reduceat(ordered, levels.starts, axis=1)
    return sums


def fractional_ranks(by: npt.ArrayLike, weights: npt.ArrayLike) -> Floats:
    """Rank of the people of each place, 0 to 1: the middle of their level on the line of people.

    ``R_i = (people below + people level with i / 2) / people``. The mean over people is 1/2.
    Places without people or without a value of `by` get NaN.

    Examples
    --------
    >>> fractional_ranks([5.0, 1.0, 5.0], [1.0, 2.0, 1.0]).tolist()
    [0.75, 0.25, 0.75]
    """
    found = distribution(by, weights, missing="drop", negative=True)
    levels = levels_of(found.amounts)
    people = level_sums(levels, found.weights[None, :])
    middle = divided(np.cumsum(people, axis=1) - people / 2, people.sum(axis=1, keepdims=True))
    ranks = np.full(found.coverage.places, np.nan)
    ranks[found.kept] = middle[0, levels.of_place]
    return ranks


def band_shares(by: Floats, weights: Floats, low: float, high: float) -> Floats:
    """Share of each level's people who stand between two points of the line: [draws, levels].

    `weights` is [draws, places]. A level that lies across an end of the band is split in
    proportion; a level without people gets 0. Levels are those of ``levels_of(by)``.

    Examples
    --------
    >>> band_shares(np.array([1.0, 2.0]), np.array([[3.0, 1.0]]), 0.0, 0.5).round(4).tolist()
    [[0.6667, 0.0]]
    """
    people = level_sums(levels_of(by), weights)
    upper = np.cumsum(people, axis=1)
    whole = people.sum(axis=1, keepdims=True)
    within = np.minimum(upper, high * whole) - np.maximum(upper - people, low * whole)
    return np.nan_to_num(np.clip(divided(within, people), 0.0, 1.0), nan=0.0)
