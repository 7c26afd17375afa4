"""Calibration of the whole model: solve, fit on the sample, solve again, until the targets are met.

Within a round paths, crowding and traffic stay; the next solution answers to the new constants.
What divides riders between rail and street works through paths, and the mean length of trips
through their distribution: both move once a round, by a secant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np

from sim.demand.base_year import anchored, fit_sample, measures_of, split_target, unknowns_of
from sim.demand.calibration import Fit, Unknown, secant
from sim.demand.calibration_targets import Target
from sim.demand.counts import Counts, counts_of
from sim.demand.model import DemandResult
from sim.demand.parameters import Parameter, Parameters
from sim.demand.sample import Pricing, Sample, draw_sample

__all__ = ["BaseYear", "Round", "fit_base_year", "largest_miss"]

SPLIT = "street_ride_weight"
"""Parameter that divides riders between rail and street."""
DECAY = "decay_"
"""What the names of decays begin with; those that are calibrated are scaled together."""
_SPLIT_SLOPE = 0.8
_SPLIT_LONGEST = 0.6
_DECAY_LONGEST = log(2)
_ENOUGH = 0.005

Solve = Callable[[Parameters], tuple[DemandResult, Pricing]]


@dataclass(frozen=True)
class Round:
    """A solution of the whole model: its number, its parameters, what it measured, its worst miss.

    ``miss`` is relative and of strong targets only.
    """

    number: int
    parameters: Parameters
    measured: Mapping[str, float]
    miss: float


@dataclass(frozen=True)
class BaseYear:
    """The calibrated model: values, its last solution, its sample, the last fit on that sample."""

    parameters: Parameters
    counts: Counts
    sample: Sample
    fit: Fit
    unknowns: tuple[Unknown, ...]
    rounds: tuple[Round, ...]


def largest_miss(targets: Sequence[Target], measured: Mapping[str, float]) -> float:
    """Largest relative miss of a strong target; 0 where there is none.

    Examples
    --------
    >>> largest_miss((), {})
    0.0
    """
    misses = [
        abs(measured[one.target_id] / one.value - 1) for one in targets if one.kind == "strong"
    ]
    return float(max(misses, default=0.0))


def fit_base_year(
    solve: Solve,
    rows: Mapping[str, Parameter],
    targets: Sequence[Target],
    *,
    max_rounds: int = 5,
    enough: float = _ENOUGH,
    told: Callable[[Round], None] = lambda _: None,
) -> BaseYear:
    """Calibrate the rows with the role ``calibrated``.

    Parameters
    ----------
    solve
        The whole model at given parameters, with what its sample needs.
    rows
        Rows of ``demand/parameters``: where to begin, and between which bounds.
    targets
        Of the base year.
    max_rounds
        Solutions of the whole model at most.
    enough
        Relative miss of strong targets at which no further round is made.
    told
        Called with every round.

    Returns
    -------
    BaseYear
        The round that missed least; whether that is near enough is for the caller to judge.

    Raises
    ------
    DataError
        If targets are missing, or nothing in the base year answers to them.
    """
    values: Parameters = {name: one.value for name, one in rows.items()}
    unknowns, rounds = unknowns_of(rows), list[Round]()
    splits: list[tuple[float, float]] = []
    best: BaseYear | None = None
    for number in range(1, max_rounds + 1):
        result, pricing = solve(values)
        counts = counts_of(result)
        found = measures_of(targets, counts)
        rounds.append(Round(number, values, found, largest_miss(targets, found)))
        told(rounds[-1])
        sample = draw_sample(result, pricing)
        evaluate = anchored(sample, targets, found)
        fitted = fit_sample(evaluate, values, targets, unknowns)
        if best is None or rounds[-1].miss < min(one.miss for one in rounds[:-1]):
            best = BaseYear(values, counts, sample, fitted, unknowns, ())
        if rounds[-1].miss < enough:
            break
        modes = pricing.street_modes
        splits.append((values.get(SPLIT, 1.0), _split(targets, found, modes)))
        moved = {**values, **fitted.values, **_next_split(rows, splits, targets, modes)}
        again = fit_sample(evaluate, moved, targets, unknowns)
        values = {**moved, **again.values, **_next_decays(rows, rounds, targets)}
    assert best is not None
    return BaseYear(best.parameters, best.counts, best.sample, best.fit, unknowns, tuple(rounds))


def _split(
    targets: Sequence[Target], measured: Mapping[str, float], street_modes: frozenset[str]
) -> float:
    """Logarithm of boardings of rail over those of the street."""
    one, other = split_target(targets)
    rail, street = (other, one) if set(one.subjects) <= street_modes else (one, other)
    return log(measured[rail.target_id] / measured[street.target_id])


def _next_split(
    rows: Mapping[str, Parameter],
    points: Sequence[tuple[float, float]],
    targets: Sequence[Target],
    street_modes: frozenset[str],
) -> dict[str, float]:
    """Weight of riding on the street for the next round."""
    if SPLIT not in rows or rows[SPLIT].role != "calibrated":
        return {}
    wanted = _split(targets, {one.target_id: one.value for one in targets}, street_modes)
    there = secant(points, wanted, slope=_SPLIT_SLOPE, longest=_SPLIT_LONGEST)
    return {SPLIT: float(np.clip(there, rows[SPLIT].low, rows[SPLIT].high))}


def _next_decays(
    rows: Mapping[str, Parameter],
    rounds: Sequence[Round],
    targets: Sequence[Target],
) -> dict[str, float]:
    """Calibrated decays, all scaled alike, towards the mean length of trips.

    The first step is Hyman's (1969): ``decay x mean / wanted``; later ones go by the secant of the
    two last rounds, in logarithms.
    """
    lengths = [one for one in targets if one.measure == "mean_km" and one.kind == "prior"]
    decays = [n for n, one in rows.items() if n.startswith(DECAY) and one.role == "calibrated"]
    if not lengths or not decays:
        return {}
    length = lengths[0]
    points = [
        (log(one.parameters[decays[0]]), log(one.measured[length.target_id])) for one in rounds
    ]
    there = secant(points, log(length.value), slope=-1.0, longest=_DECAY_LONGEST)
    last, factor = rounds[-1].parameters, exp(there - points[-1][0])
    return {
        name: float(np.clip(last[name] * factor, rows[name].low, rows[name].high))
        for name in decays
    }
