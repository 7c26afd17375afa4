"""From a seed to a matrix of people with given margins, and with given loads of sections."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from sim.errors import DataError, Issue, Severity

__all__ = ["FittedMatrix", "balanced", "fitted_to_counts", "gravity_seed"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_MISSED = 0.05
_CLOSE = 1e-9
_ROUNDS = 3000
_ROUNDS_BETWEEN = 100


def gravity_seed(minutes: Floats, mean_min: float) -> Floats:
    """Seed of pairs without any other knowledge: ``(t / m) exp(1 - t / m)``, zero inside a station.

    A gamma-shaped willingness to travel with its top at the mean of `minutes` wanted: few people
    ride one stop, few ride to the other end. Pairs without a way (inf) are zero.

    Parameters
    ----------
    minutes
        Minutes from station to station.
    mean_min
        Minutes that most people ride.

    Examples
    --------
    >>> minutes = np.array([[0.0, 10.0], [20.0, 0.0]])
    >>> gravity_seed(minutes, 10.0).round(3).tolist()  # 2 exp(-1) = 0.736
    [[0.0, 1.0], [0.736, 0.0]]
    """
    way = np.where(np.isfinite(minutes), minutes, 0.0) / mean_min
    seed = np.asarray(way * np.exp(1.0 - way), dtype=np.float64)
    np.fill_diagonal(seed, 0.0)
    return seed


def balanced(
    seed: Floats, rows: Ints | Floats, columns: Ints | Floats, *, rounds: int = _ROUNDS
) -> Floats:
    """Matrix nearest to the seed (in the sense of entropy) with these rows and columns.

    Iterative proportional fitting (Deming and Stephan 1940). Pairs where the seed is zero stay
    zero. Rows and columns without people may have any seed.

    Parameters
    ----------
    seed
        Not below zero.
    rows, columns
        Margins with the same sum.
    rounds
        At most so many. Where a pair must come to zero to meet the margins, they are met only in
        the limit: a twentieth of a person is near enough.

    Raises
    ------
    DataError
        If the margins cannot be met: a station has people but every pair of it a zero seed, or
        more people than all others together can take.

    Examples
    --------
    >>> balanced(np.ones((2, 2)), np.array([3, 1]), np.array([2, 2])).tolist()
    [[1.5, 1.5], [0.5, 0.5]]
    """
    people = np.array(seed, dtype=np.float64)
    wanted_rows = np.asarray(rows, dtype=np.float64)
    wanted_columns = np.asarray(columns, dtype=np.float64)
    people = _scaled(people, wanted_rows, wanted_columns, rounds)
    _check(people, wanted_rows, wanted_columns)
    return people


def _scaled(people: Floats, rows: Floats, columns: Floats, rounds: int) -> Floats:
    """Scale rows and columns in turn until both fit."""
    for _ in range(rounds):
        people = people * _factors(rows, people.sum(axis=1))[:, None]
        people *= _factors(columns, people.sum(axis=0))[None, :]
        off = np.abs(people.sum(axis=1) - rows).max(initial=0.0)
        if off <= _CLOSE * max(1.0, float(rows.max(initial=0.0))):
            break
    return people


def _factors(wanted: Floats, found: Floats) -> Floats:
    ratio = np.zeros_like(wanted)
    np.divide(wanted, found, out=ratio, where=found > 0)
    return ratio


def _check(people: Floats, rows: Floats, columns: Floats) -> None:
    issues = [
        Issue(
            Severity.ERROR,
            "matrix-not-balanced",
            f"{word} {place + 1} of {len(wanted)} has {wanted[place]:.0f} people, "
            f"and the other stations take {found[place]:.0f} of them",
            "look for stations without a way to others, or with more people than all others",
        )
        for word, wanted, found in (
            ("origin", rows, people.sum(axis=1)),
            ("destination", columns, people.sum(axis=0)),
        )
        for place in np.flatnonzero(np.abs(found - wanted) > _MISSED)
    ]
    if issues:
        raise DataError("people between stations cannot be balanced", issues[:5])


@dataclass(frozen=True, eq=False)
class FittedMatrix:
    """People from station to station by way [ways, from, to], and what is counted of them."""

    people: Floats
    counts: Floats


def fitted_to_counts(
    seed: Floats,
    rows: Ints | Floats,
    columns: Ints | Floats,
    *,
    uses: csr_matrix,
    counts: Floats,
    rounds: int = 60,
    most_factor: float = 5.0,
) -> FittedMatrix:
    """People by pair and way, with these margins, whose counts come near those of the demand model.

    Entropy maximisation with counts (Van Zuylen and Willumsen 1980), in simultaneous
    multiplicative steps: people of a pair on a way are multiplied by the geometric mean of
    ``wanted / own`` over the places that count them, then all are balanced again, so that the
    margins hold exactly and the counts as well as margins allow.

    Parameters
    ----------
    seed
        People by way and pair [ways, from, to].
    uses
        Share of them that each place counts (rows: ways, in them pairs, origin by origin).
    counts
        Wanted of each place; zero or NaN: not asked for.
    rounds
        Adjustments; 0 balances only.
    most_factor
        No place asks for more than this factor in one round.

    Examples
    --------
    >>> seed = (np.ones((3, 3)) - np.eye(3))[None]  # A, B, C on a line; sections A-B and B-C
    >>> uses = csr_matrix([[0, 0], [1, 0], [1, 1], [0, 0], [0, 0], [0, 1], [0, 0], [0, 0], [0, 0]])
    >>> found = fitted_to_counts(seed, np.array([9, 9, 0]), np.array([0, 6, 12]),
    ...                          uses=uses.astype(float), counts=np.array([9.0, 12.0]))
    >>> found.people[0].round(3).tolist(), found.counts.round(3).tolist()
    ([[0.0, 6.0, 3.0], [0.0, 0.0, 9.0], [0.0, 0.0, 0.0]], [9.0, 12.0])
    """
    wanted_rows = np.asarray(rows, dtype=np.float64)
    wanted_columns = np.asarray(columns, dtype=np.float64)
    people = _balanced_ways(seed, wanted_rows, wanted_columns)
    asked = np.isfinite(counts) & (counts > 0)
    weight = np.maximum(np.asarray(uses @ asked.astype(np.float64)).ravel(), 1e-12)
    for _ in range(rounds):
        own = np.asarray(uses.T @ people.ravel(), dtype=np.float64)
        usable = asked & (own > 0)
        ratio = np.ones_like(own)
        np.divide(counts, own, out=ratio, where=usable)
        step = np.log(np.clip(ratio, 1 / most_factor, most_factor))
        factor = np.exp(np.asarray(uses @ step) / weight).reshape(people.shape)
        people = _balanced_ways(people * factor, wanted_rows, wanted_columns)
    people = _of_pairs(people, balanced(people.sum(axis=0), wanted_rows, wanted_columns))
    return FittedMatrix(people, np.asarray(uses.T @ people.ravel(), dtype=np.float64))


def _balanced_ways(people: Floats, rows: Floats, columns: Floats) -> Floats:
    """Bring the sum over the ways near the margins; each pair's shares of its ways stay."""
    pairs = people.sum(axis=0)
    return _of_pairs(people, _scaled(pairs, rows, columns, _ROUNDS_BETWEEN))


def _of_pairs(people: Floats, pairs: Floats) -> Floats:
    """Spread new people of each pair over the ways as they were."""
    before = people.sum(axis=0)
    ratio = np.zeros_like(before)
    np.divide(pairs, before, out=ratio, where=before > 0)
    return np.asarray(people * ratio[None], dtype=np.float64)
