"""Bootstrap intervals: how much a measure hangs on the particular places it was computed from.

The zones are all there are, not a sample, so the interval is *not* a sampling error of a survey.
It answers: had the same city been made of as many places of the same kind, drawn at random from
these, between which limits would the measure lie? A wide interval says that a few places decide.
It says nothing about errors of the timetable, of the population model or of the travel times.

What is drawn, with replacement and equal chances, is the *place together with its people*: all
people of a place share one value, so they are one observation (the pairs bootstrap for weighted
data, Mills and Zandvakili 1997). Drawing single people would give as many observations as the city
has inhabitants, and intervals close to nothing. Neighbouring cells are alike, so cells drawn one by
one still give intervals that are too narrow: `square_blocks` draws whole neighbourhoods instead
(the block bootstrap, Künsch 1989). Name the side of the blocks beside the interval; a larger one
gives a wider interval. Indices that follow the uppermost values have less reliable intervals than
headcounts do (Davidson and Flachaire 2007).

References
----------
Mills, J. A. and Zandvakili, S. (1997). Statistical inference via bootstrapping for measures of
inequality. Journal of Applied Econometrics 12.
Davidson, R. and Flachaire, E. (2007). Asymptotic and bootstrap inference for inequality and poverty
measures. Journal of Econometrics 141.
Künsch, H. R. (1989). The jackknife and the bootstrap for general stationary observations. Annals of
Statistics 17.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.equity.distribution import Distribution, Floats, Ints, checked_array
from sim.errors import DataError

__all__ = [
    "MIN_UNITS",
    "REPLICATIONS",
    "Interval",
    "Measured",
    "Resamples",
    "difference_interval",
    "interval",
    "resamples",
    "square_blocks",
]

REPLICATIONS = 500
MIN_UNITS = 10
"""Fewest places or blocks from which limits are given: with less, they only mirror the few."""

_CHUNK_CELLS = 60_000

Measured = Callable[[Distribution, Floats], Floats]
"""A measure for every row of weights [draws, places of the distribution]: ``gini_of_draws``, …"""


@dataclass(frozen=True, slots=True)
class Resamples:
    """People of the places in each resample [replications, places]; ``units`` were drawn from."""

    weights: Floats
    units: int


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its percentile limits; the limits are NaN where none can be given."""

    value: float
    low: float
    high: float


def resamples(
    weights: npt.ArrayLike,
    rng: np.random.Generator,
    *,
    replications: int = REPLICATIONS,
    blocks: npt.ArrayLike | None = None,
) -> Resamples:
    """Draw places with their people, as many as there are, with replacement.

    The same resamples serve any number of measures and alternatives: differences between them then
    carry no noise of their own. Places without people are never drawn. With `blocks` (a label per
    place) all places of a block are drawn together. The weights do not depend on the order in
    which measures are computed; the generator advances by one array of whole numbers.

    Examples
    --------
    >>> drawn = resamples([5.0, 7.0, 0.0], np.random.default_rng(1), replications=3)
    >>> drawn.units, drawn.weights.tolist()
    (2, [[5.0, 7.0, 0.0], [0.0, 14.0, 0.0], [10.0, 0.0, 0.0]])
    """
    people = checked_array(weights, "weights")
    if not bool((np.isfinite(people) & (people >= 0)).all()):
        raise DataError("weights must be numbers of people from 0 up: give zero where nobody lives")
    if replications < 1:
        raise DataError(f"replications={replications} cannot be used: give 1 or more, such as 500")
    unit = _units(people, blocks)
    units = int(unit.max(initial=-1)) + 1
    drawn = rng.integers(0, max(units, 1), size=(replications, units), dtype=np.int32)
    peopled = np.flatnonzero(people > 0)
    resampled = np.zeros((replications, len(people)))
    for rows in _chunks(replications, units):
        own = drawn[rows]
        shifted = own + np.arange(len(own), dtype=np.int64)[:, None] * units
        counts = np.bincount(shifted.ravel(), minlength=own.size).reshape(own.shape)
        resampled[rows, peopled] = np.take(counts, unit, axis=1) * people[peopled]
    return Resamples(resampled, units)


def interval(
    found: Distribution, measured: Measured, drawn: Resamples, *, level: float = 0.95
) -> Interval:
    """Value of a measure and its percentile interval over resamples.

    `drawn` was made from the weights given to `distribution`, so places it left out are left out
    here too. Limits are the ``(1 − level)/2`` and ``(1 + level)/2`` quantiles. They are NaN where
    there are fewer than ten places or blocks to draw from (`MIN_UNITS`), or where the measure is
    undefined in a resample (all access zero): an interval over the others would look too good.

    Examples
    --------
    >>> from sim.equity.distribution import distribution
    >>> from sim.equity.gini import gini_of_draws
    >>> found = distribution([10.0, 20.0, 30.0, 40.0] * 5, [1.0] * 20)
    >>> drawn = resamples([1.0] * 20, np.random.default_rng(7))
    >>> shown = interval(found, gini_of_draws, drawn)
    >>> round(shown.value, 3), round(shown.low, 3), round(shown.high, 3)
    (0.25, 0.175, 0.297)
    """
    value = float(measured(found, found.weights[None, :])[0])
    return _limits(value, _measured_rows(found, measured, drawn), drawn.units, level)


def difference_interval(
    before: Distribution,
    after: Distribution,
    measured: Measured,
    drawn: Resamples,
    *,
    level: float = 0.95,
) -> Interval:
    """Change of a measure, after − before, with the interval of the change itself.

    Both sides see the same resamples, so what the alternatives share cancels: the interval is far
    narrower than those of the two values, and an interval without zero says that the direction
    does not hang on a few places. Limits as for `interval`.

    Examples
    --------
    >>> from sim.equity.distribution import distribution
    >>> from sim.equity.gini import gini_of_draws
    >>> people = [1.0, 2.0] * 5
    >>> before = distribution([10.0, 20.0] * 5, people)
    >>> drawn = resamples(people, np.random.default_rng(7))
    >>> difference_interval(before, before, gini_of_draws, drawn)
    Interval(value=0.0, low=0.0, high=0.0)
    """
    value = measured(after, after.weights[None, :]) - measured(before, before.weights[None, :])
    was = _measured_rows(before, measured, drawn)
    return _limits(
        float(value[0]), _measured_rows(after, measured, drawn) - was, drawn.units, level
    )


def square_blocks(x_m: npt.ArrayLike, y_m: npt.ArrayLike, side_m: float) -> Ints:
    """Label of the square of a grid in which each place lies, for `resamples`.

    Coordinates are projected, in metres. Places without coordinates are an error.

    Examples
    --------
    >>> square_blocks([100.0, 900.0, 5100.0], [0.0, 0.0, 0.0], 5000.0).tolist()
    [0, 0, 1]
    """
    if not (np.isfinite(side_m) and side_m > 0):
        raise DataError(f"side_m={side_m} cannot be used: give a length in metres above zero")
    x = checked_array(x_m, "x_m")
    y = checked_array(y_m, "y_m", length=len(x))
    if not bool(np.isfinite(x).all() and np.isfinite(y).all()):
        raise DataError("x_m and y_m must be known for every place: fill or leave out the others")
    squares = np.stack([np.floor(x / side_m), np.floor(y / side_m)])
    labels = np.unique(squares, axis=1, return_inverse=True)[1]
    return labels.reshape(-1).astype(np.int64)


def _units(people: Floats, blocks: npt.ArrayLike | None) -> Ints:
    """Number of the unit of each place with people, from 0."""
    peopled = people > 0
    if blocks is None:
        return np.arange(int(peopled.sum()), dtype=np.int64)
    labels = np.asarray(blocks)
    if labels.shape != people.shape:
        raise DataError(f"blocks must have one label for each of the {len(people)} places")
    return np.unique(labels[peopled], return_inverse=True)[1].reshape(-1).astype(np.int64)


def _chunks(rows: int, columns: int) -> Iterator[slice]:
    """Slices of rows that keep working memory within a processor's cache."""
    step = max(1, _CHUNK_CELLS // max(columns, 1))
    for begin in range(0, rows, step):
        yield slice(begin, min(begin + step, rows))


def _measured_rows(found: Distribution, measured: Measured, drawn: Resamples) -> Floats:
    if drawn.weights.shape[1] != found.coverage.places:
        raise DataError(
            f"the resamples hold {drawn.weights.shape[1]} places, the values "
            f"{found.coverage.places}: draw from the weights of the same places"
        )
    whole = len(found.kept) == found.coverage.places
    rows = _chunks(len(drawn.weights), found.coverage.places)
    return np.concatenate(
        [
            measured(
                found,
                drawn.weights[own] if whole else np.take(drawn.weights[own], found.kept, axis=1),
            )
            for own in rows
        ]
    )


def _limits(value: float, values: Floats, units: int, level: float) -> Interval:
    if not 0 < level < 1:
        raise DataError(f"level={level} cannot be used: give a share such as 0.95")
    if units < MIN_UNITS or bool(np.isnan(values).any()):
        return Interval(value, float("nan"), float("nan"))
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Interval(value, float(low), float(high))
