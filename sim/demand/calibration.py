"""Fitting parameters to targets: constants by contraction, all together by least squares.

Nothing here knows what the model is: it is a function from parameters to measured values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.demand.model import Floats64
from sim.errors import DataError

__all__ = ["Aim", "Fit", "Unknown", "fit", "secant"]

_STRONG = 1e-3
"""A strong target missed by a thousandth weighs like a prior missed by its standard deviation."""
_RIDGE = 1e-3
_LONGEST = 3.0
_SETTLED = 0.005
_PART = 0.1
_STOP_SLOPE = 1e-9

Evaluate = Callable[[Mapping[str, float]], Mapping[str, float]]
Ask = Callable[[Floats64], Floats64]


@dataclass(frozen=True, slots=True)
class Aim:
    """What a measured value should be: met if ``strong``, else leant on with its ``sd``."""

    target_id: str
    value: float
    sd: float
    strong: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """A parameter to fit, its bounds, and a step that changes the targets noticeably."""

    parameter_id: str
    low: float
    high: float
    step: float


@dataclass(frozen=True)
class Fit:
    """Fitted values, what the model then says, and how far strong targets are missed.

    ``miss`` is the largest relative miss of a strong target. ``slope`` [targets, unknowns] is the
    last estimate of the derivatives by step; another fit nearby can start from it.
    """

    values: Mapping[str, float]
    modelled: Mapping[str, float]
    rounds: int
    converged: bool
    miss: float
    slope: Floats64


def fit(
    evaluate: Evaluate,
    start: Mapping[str, float],
    aims: Sequence[Aim],
    unknowns: Sequence[Unknown],
    *,
    tolerance: float = 1e-4,
    max_rounds: int = 15,
    slope: Floats64 | None = None,
) -> Fit:
    """Meet the strong targets, and stay as near to the priors as that allows.

    Gauss-Newton steps on relative misses of strong targets (each thousandth weighs like one
    standard deviation of a prior) and misses of priors over their standard deviation.
    Derivatives are found by steps of every unknown, kept up to date by Broyden's rule, and found
    again before the end: the compromise between priors is only as right as they are.
    An unknown at its bound stays there while the others go on.

    Parameters
    ----------
    evaluate
        Measured values by target id, given the unknowns by parameter id.
    start
        Where to begin: a value for every unknown.
    aims, unknowns
        Targets and what may be changed to meet them.
    tolerance
        Relative miss of strong targets that is small enough.
    max_rounds
        Steps at most; each costs one to four evaluations.
    slope
        Derivatives of an earlier fit nearby; they are then not found again at the end.

    Raises
    ------
    DataError
        If the model gives a target no number, or there is nothing to fit.

    Examples
    --------
    >>> found = fit(lambda at: {"y": 3 * at["x"]}, {"x": 0.0}, [Aim("y", 6.0, 1.0, True)],
    ...             [Unknown("x", -10, 10, 1.0)])
    >>> round(found.values["x"], 3), found.converged
    (2.0, True)
    """
    if not aims or not unknowns:
        raise DataError("a fit needs targets and parameters to fit")
    names = [one.parameter_id for one in unknowns]
    bounds = _Bounds(
        *(np.array([getattr(one, name) for one in unknowns]) for name in ("low", "high", "step"))
    )

    def ask(at: Floats64) -> Floats64:
        return _numbers(evaluate(dict(zip(names, at.tolist(), strict=True))), aims)

    first = np.array([start[name] for name in names], dtype=np.float64)
    at, said, gain, rounds = _search(
        ask, first, aims, bounds, tolerance=tolerance, max_rounds=max_rounds, slope=slope
    )
    miss = _largest(said, aims)
    return Fit(
        values=dict(zip(names, at.tolist(), strict=True)),
        modelled={one.target_id: float(value) for one, value in zip(aims, said, strict=True)},
        rounds=rounds,
        converged=miss < tolerance,
        miss=miss,
        slope=gain,
    )


class _Bounds(NamedTuple):
    """Bounds and steps of the unknowns."""

    low: Floats64
    high: Floats64
    step: Floats64


def _search(
    ask: Ask,
    first: Floats64,
    aims: Sequence[Aim],
    bounds: _Bounds,
    *,
    tolerance: float,
    max_rounds: int,
    slope: Floats64 | None,
) -> tuple[Floats64, Floats64, Floats64, int]:
    """Rounds of a fit: where it ended, what the model says there, the slopes, the rounds."""
    low, high, step = bounds
    at = np.clip(first, low, high)
    said = ask(at)
    gain = _slope(ask, at, said, step, high) if slope is None else slope
    rounds, fresh = 0, False
    while rounds < max_rounds:
        rounds += 1
        move = _step(gain, _misses(said, aims), aims, (low - at) / step, (high - at) / step)
        longest = float(np.abs(move).max())
        small = longest < _SETTLED and (_largest(said, aims) < tolerance or longest < _STOP_SLOPE)
        if small and (fresh or slope is not None):
            break
        there, then, better = at, said, False
        if not small:
            there, then, better = _tried(ask, at, said, move * step, aims)
        gain = _broyden(gain, then - said, (there - at) / step)
        if better:
            at, said, fresh = there, then, False
        elif fresh:
            break
        else:
            gain, fresh = _slope(ask, at, said, step, high), True
    return at, said, gain, rounds


def _numbers(values: Mapping[str, float], aims: Sequence[Aim]) -> Floats64:
    found = np.array([values[one.target_id] for one in aims], dtype=np.float64)
    odd = [one.target_id for one, value in zip(aims, found, strict=True) if not np.isfinite(value)]
    if odd:
        raise DataError(f"the model gives no number for the target '{odd[0]}'")
    return found


def _misses(said: Floats64, aims: Sequence[Aim]) -> Floats64:
    """Weighted misses; see `fit`."""
    return (said - [one.value for one in aims]) / _widths(aims)


def _widths(aims: Sequence[Aim]) -> Floats64:
    return np.array([_STRONG * one.value if one.strong else one.sd for one in aims])


def _score(said: Floats64, aims: Sequence[Aim]) -> float:
    misses = _misses(said, aims)
    return float(misses @ misses)


def _largest(said: Floats64, aims: Sequence[Aim]) -> float:
    found = [
        abs(value - one.value) / one.value
        for one, value in zip(aims, said, strict=True)
        if one.strong
    ]
    return float(max(found, default=0.0))


def _slope(
    ask: Ask,
    at: Floats64,
    said: Floats64,
    step: Floats64,
    high: Floats64,
) -> Floats64:
    """Change of every target by one step of every unknown, told by a tenth of it."""
    columns = []
    for row in range(at.size):
        part = _PART if at[row] + _PART * step[row] <= high[row] else -_PART
        there = at.copy()
        there[row] += part * step[row]
        columns.append((ask(there) - said) / part)
    return np.array(columns).T


def _broyden(gain: Floats64, change: Floats64, done: Floats64) -> Floats64:
    """Derivatives that agree with the step just made."""
    length = float(done @ done)
    if length < _STOP_SLOPE:
        return gain
    return gain + np.outer(change - gain @ done, done) / length


def _tried(
    ask: Ask,
    at: Floats64,
    said: Floats64,
    move: Floats64,
    aims: Sequence[Aim],
) -> tuple[Floats64, Floats64, bool]:
    """Where a move leads, halved up to twice until it leads to something better; and whether."""
    score = _score(said, aims)
    there, then = at, said
    for share in (1.0, 0.5, 0.25):
        there = at + share * move
        then = ask(there)
        if _score(then, aims) < score:
            return there, then, True
    return there, then, False


def _step(
    gain: Floats64, misses: Floats64, aims: Sequence[Aim], low: Floats64, high: Floats64
) -> Floats64:
    """Best move in steps within the bounds: what would pass a bound is held there."""
    slope = gain / _widths(aims)[:, None]
    move = np.zeros(slope.shape[1])
    free = np.ones(move.size, dtype=bool)
    low, high = np.maximum(low, -_LONGEST), np.minimum(high, _LONGEST)
    while free.any():
        left = misses + slope[:, ~free] @ move[~free]
        system = np.vstack([slope[:, free], _RIDGE * np.eye(int(free.sum()))])
        wanted = np.concatenate([-left, np.zeros(int(free.sum()))])
        move[free] = np.linalg.lstsq(system, wanted, rcond=None)[0]
        over = free & ((move < low) | (move > high))
        move = np.clip(move, low, high)
        if not over.any():
            break
        free &= ~over
    return move


def secant(
    points: Sequence[tuple[float, float]], wanted: float, *, slope: float, longest: float
) -> float:
    """Where a falling or rising function should be asked next to give `wanted`.

    Through the last two points ``(x, y)``, or by the `slope` that is believed: with one point, and
    where two points tell no slope or one of the other sign (much else may have changed between
    them). At most `longest` away from the last point.

    Examples
    --------
    >>> secant([(1.0, 10.0), (2.0, 14.0)], 20.0, slope=1.0, longest=9.0)
    3.5
    """
    x, y = points[-1]
    if len(points) > 1:
        x0, y0 = points[-2]
        told = (y - y0) / (x - x0) if abs(x - x0) > _STOP_SLOPE else 0.0
        slope = told if told * slope > _STOP_SLOPE else slope
    return x + float(np.clip((wanted - y) / slope, -longest, longest))
