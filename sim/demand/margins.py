"""Column factors of a doubly constrained matrix by Newton's method: where the fitting starts.

Iterative fitting alone needs hundreds of rounds where the city falls into parts between which few
people travel. The factors minimise the convex function

    ``F(v) = sum_i O_i log sum_j exp(l_ij + v_j) - sum_j D_j v_j``

whose slope is the difference of the columns from their margins (Wilson 1967; Sen 1986), so Newton
steps, solved by conjugate gradients, get there in a few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.demand.margin_kernels import apply_curvature, spread_rows
from sim.demand.model import Floats64

__all__ = ["column_factors"]

_MAX_STEPS = 40
_MAX_SOLVE = 400
_MAX_HALVINGS = 30
_LONGEST_STEP = 6.0
_ENOUGH = 1e-4
_FLATTEST = 1e-10
_SHARPENING = (1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)


@dataclass(frozen=True)
class _Point:
    """Factors with the matrix they give: rows met, columns not yet."""

    factor_log: Floats64
    trips: Floats64
    columns: Floats64
    diagonal: Floats64
    value: float


def column_factors(
    logits: Floats64,
    rows: Floats64,
    columns: Floats64,
    *,
    start_log: Floats64,
    tolerance: float,
) -> tuple[Floats64, Floats64]:
    """Logarithms of the column factors, and the matrix that they give, whose rows are met.

    Rows, columns and their margins are above zero, every row and column has a finite logit, and
    both margins have the same sum. Columns are met to the relative `tolerance`, unless no factors
    do that: then the best found are returned, and the fitting that follows tells.

    Examples
    --------
    >>> logits = -np.log([[1.0, 2.0], [1.0, 1.0]])
    >>> factors, trips = column_factors(logits, np.array([30.0, 60.0]), np.array([50.0, 40.0]),
    ...                                 start_log=np.zeros(2), tolerance=1e-9)
    >>> trips.round(6).tolist()
    [[20.0, 10.0], [30.0, 30.0]]
    """
    here = _minimised(_at(logits, start_log, rows, columns), logits, rows, columns, tolerance)
    if _error(here, columns) <= tolerance:
        return here.factor_log, here.trips
    # Far costs against a sharp decay: begin flat and sharpen, the factors grow in proportion.
    factor_log = np.zeros_like(columns)
    for sharpness in _SHARPENING:
        flat = sharpness * logits
        here = _minimised(_at(flat, factor_log, rows, columns), flat, rows, columns, tolerance)
        factor_log = 2.0 * here.factor_log
    return here.factor_log, here.trips


def _minimised(
    here: _Point, logits: Floats64, rows: Floats64, columns: Floats64, tolerance: float
) -> _Point:
    for _ in range(_MAX_STEPS):
        error = _error(here, columns)
        if error <= tolerance:
            break
        step = -_solved(here, rows, here.columns - columns, accuracy=min(0.1, error))
        longest = float(np.abs(step).max())
        if longest > _LONGEST_STEP:
            step *= _LONGEST_STEP / longest
        better = _descended(here, step, logits, rows, columns)
        if better is None:
            break
        here = better
    return here


def _error(here: _Point, columns: Floats64) -> float:
    return float(np.abs(here.columns / columns - 1).max())


def _at(logits: Floats64, factor_log: Floats64, rows: Floats64, columns: Floats64) -> _Point:
    trips, sums = np.empty_like(logits), np.empty((2, len(columns)))
    level = spread_rows(logits, factor_log, rows, trips, sums)
    value = float(level) - float((columns * factor_log).sum())
    return _Point(factor_log, trips, sums[0], sums[1], value)


def _descended(
    here: _Point, step: Floats64, logits: Floats64, rows: Floats64, columns: Floats64
) -> _Point | None:
    """Point at the whole step, or at the first half, quarter, … of it that is low enough."""
    slope = float(((here.columns - columns) * step).sum())
    error = _error(here, columns)
    for halving in range(_MAX_HALVINGS):
        part = 0.5**halving
        there = _at(logits, here.factor_log + part * step, rows, columns)
        if there.value <= here.value + _ENOUGH * part * slope:
            return there
        # Near the end the function is too flat for its digits: then the margins decide.
        if _error(there, columns) < 0.5 * error:
            return there
    return None


def _solved(here: _Point, rows: Floats64, slope: Floats64, *, accuracy: float) -> Floats64:
    """Solve ``curvature x = slope`` by conjugate gradients, scaled by the curvature's diagonal."""
    scale = 1.0 / np.maximum(here.diagonal, _FLATTEST * float(rows.sum()) / len(slope))
    x, rest = np.zeros_like(slope), slope.copy()
    scaled = scale * rest
    direction, product = scaled.copy(), float((rest * scaled).sum())
    goal = accuracy * accuracy * product
    bent = np.empty_like(slope)
    for _ in range(_MAX_SOLVE):
        apply_curvature(here.trips, rows, here.columns, direction, bent)
        curvature = float((direction * bent).sum())
        if curvature <= 0 or product <= goal:
            break
        length = product / curvature
        x += length * direction
        rest -= length * bent
        scaled = scale * rest
        product, before = float((rest * scaled).sum()), product
        direction = scaled + product / before * direction
    return x
