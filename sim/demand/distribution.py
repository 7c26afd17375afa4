"""Distribution: a doubly constrained gravity model, fitted by the library's iterative fitting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.demand.margins import column_factors
from sim.demand.model import DemandZones, Floats32, Floats64, Purpose
from sim.demand.trip_lengths import mean_length_km
from sim.errors import DataError, Issue, Severity

__all__ = ["Distribution", "calibrate_decay", "gravity", "mean_length_km", "purpose_car_share"]

_SHOWN = 5
_MAX_ROUNDS = 40
_INFEASIBLE = 1e-4
_EARLY = 0.1


@dataclass(frozen=True)
class Distribution:
    """Daily trips of a purpose from the home end to the other end, [C, Z, Z].

    ``unconnected`` [C, Z] are productions of zones from which nothing can be reached;
    ``trips.sum() + unconnected.sum()`` is the sum of the productions. ``unreached`` [Z] are
    attractions of zones nobody can reach; the others take their trips. ``factor_log`` [Z]
    (logarithm of ``B D``) is where the next fit of nearly the same costs may start. ``error`` is
    the largest relative difference of a row or column from its margin after ``iterations``.
    """

    trips: Floats64
    unconnected: Floats64
    unreached: Floats64
    factor_log: Floats64
    iterations: int
    error: float


def purpose_car_share(zones: DemandZones, purpose: Purpose) -> Floats64:
    """Share of a purpose's productions with a car at hand, by zone: visitors have none.

    Examples
    --------
    >>> from sim.demand.zone_examples import purpose_of, zones_of
    >>> zones = zones_of(people=[1.0], jobs=[1.0], car_share=0.4)
    >>> purpose_car_share(zones, purpose_of("flight", resident_share=0.5)).tolist()
    [0.2]
    """
    return np.asarray(zones.car_share * purpose.resident_share, dtype=np.float64)


def gravity(
    cost_min: Floats32 | Floats64,
    productions: Floats64,
    attractions: Floats64,
    *,
    car_share: Floats64,
    decay_per_min: float,
    start: Floats64 | None = None,
    tolerance: float = 1e-6,
    max_iterations: int = 200,
    zone_ids: Sequence[str] = (),
) -> Distribution:
    """Trips ``T[c,i,j] = A[c,i] O[c,i] B[j] D[j] exp(-decay cost[c,i,j])`` that meet both margins.

    Wilson (1967). Productions of a zone are split by its car share into people without (0) and
    with a car (1); both compete for the same attractions, so the two are fitted as one matrix of
    2 Z rows, by AequilibraE from the factors of `column_factors`. Attractions are scaled to the
    productions that can travel at all. Margins are met to `tolerance`, at worst to 1e-4 (`error`).

    Parameters
    ----------
    cost_min
        Composite cost [C, Z, Z] (minutes); ``inf``: no trips. Trips within a zone need a finite
        diagonal.
    productions, attractions
        Daily trips [Z], not below zero.
    start
        ``factor_log`` of an earlier fit: saves time, changes nothing beyond `tolerance`.

    Raises
    ------
    DataError
        If something is no number or below zero, if nothing attracts the trips, or if zones reach
        too few attractions for theirs; the message names those that miss their margin most.

    Examples
    --------
    >>> cost = np.broadcast_to(np.log([[1.0, 2.0], [1.0, 1.0]]), (2, 2, 2))
    >>> made, drawn = np.array([30.0, 60.0]), np.array([50.0, 40.0])
    >>> fit = gravity(cost, made, drawn, car_share=np.zeros(2), decay_per_min=1.0)
    >>> fit.trips[0].round(3).tolist()
    [[20.0, 10.0], [30.0, 30.0]]
    """
    _check(cost_min, productions, attractions, decay_per_min)
    size = len(productions)
    rows = np.concatenate([productions * (1 - car_share), productions * car_share])
    cost = np.ascontiguousarray(cost_min, dtype=np.float64).reshape(2 * size, size)
    reach = np.isfinite(cost)
    reach &= (rows > 0)[:, np.newaxis] & (attractions > 0)[np.newaxis, :]
    live_rows: npt.NDArray[np.bool_] = np.asarray(reach.any(axis=1))
    live_columns: npt.NDArray[np.bool_] = np.asarray(reach.any(axis=0))
    lost = np.where(live_rows, 0.0, rows)
    if not live_rows.any():
        return _nothing(lost, attractions, size)
    factor = np.zeros(size) if start is None else start.copy()
    fitted, found, (iterations, error) = _fitted(
        -decay_per_min * cost[np.ix_(live_rows, live_columns)],
        rows[live_rows],
        attractions[live_columns],
        start_log=factor[live_columns],
        limits=(tolerance, max_iterations),
    )
    if not error <= _INFEASIBLE:
        issue = _infeasible(fitted, rows, live_rows, error, zone_ids)
        raise DataError("trips cannot be distributed", [issue])
    factor[live_columns] = found
    trips = np.zeros((2 * size, size), dtype=np.float64)
    trips[np.ix_(live_rows, live_columns)] = fitted
    return Distribution(
        trips=trips.reshape(2, size, size),
        unconnected=lost.reshape(2, size),
        unreached=np.where(live_columns, 0.0, attractions),
        factor_log=factor,
        iterations=iterations,
        error=error,
    )


def calibrate_decay(
    fit: Callable[[float, Floats64 | None], Distribution],
    km: Floats32 | Floats64,
    target_km: float,
    *,
    low: float,
    high: float,
    tolerance: float = 1e-4,
) -> float:
    """Decay (1/min) at which the mean trip is `target_km` long, by the method of Hyman (1969).

    ``next = (b1 (target - m0) - b0 (target - m1)) / (m1 - m0)`` from the last two decays and their
    mean lengths; a step that leaves the bracket known so far goes to its middle.

    Parameters
    ----------
    fit
        Distributes the trips at a decay from given factors, such as
        ``lambda decay, start: gravity(..., decay_per_min=decay, start=start)``.
    km
        Length of the way [Z, Z].
    low, high
        Decays (above 0) between which the answer lies; the longest mean trip is at `low`.

    Raises
    ------
    DataError
        If no decay between `low` and `high` gives the target.

    Examples
    --------
    >>> cost = np.broadcast_to(np.array([[0.0, 10.0], [10.0, 0.0]]), (2, 2, 2))
    >>> ends = np.array([50.0, 50.0])
    >>> def at(decay, start):
    ...     return gravity(
    ...         cost, ends, ends, car_share=np.zeros(2), decay_per_min=decay, start=start)
    >>> decay = calibrate_decay(at, cost[0] / 10, 0.25, low=0.001, high=1.0)
    >>> round(decay, 4), round(float(np.log(3) / 10), 4)
    (0.1099, 0.1099)
    """
    bracket = [low, high]
    points: list[tuple[float, float]] = []
    decay, start = float(np.sqrt(low * high)), None
    for _ in range(_MAX_ROUNDS):
        result = fit(decay, start)
        length = mean_length_km(result.trips, km)
        points.append((decay, length))
        if abs(length - target_km) <= tolerance * target_km:
            return decay
        longer = length > target_km
        if decay == (high if longer else low):
            raise DataError(
                f"no decay between {low:g} and {high:g} per minute gives trips of {target_km:g} km "
                f"on average: at {decay:g} they are {length:.2f} km long"
            )
        bracket[0 if longer else 1] = decay
        chosen = _next(points, target_km, bracket, (low, high))
        decay, start = chosen, result.factor_log * (chosen / decay)
    return decay


def _next(
    points: Sequence[tuple[float, float]],
    target_km: float,
    bracket: Sequence[float],
    limits: tuple[float, float],
) -> float:
    """Next decay to try: Hyman's step, a limit not tried yet, or the middle of the bracket."""
    b1, m1 = points[-1]
    if len(points) == 1:
        step = b1 * m1 / target_km
    else:
        b0, m0 = points[-2]
        step = (b1 * (target_km - m0) - b0 * (target_km - m1)) / (m1 - m0) if m1 != m0 else np.nan
    if bracket[0] < step < bracket[1]:
        return float(step)
    for limit, end in zip(limits, bracket, strict=True):
        if end == limit and (step <= limit) == (limit == limits[0]):
            return limit
    return float(np.sqrt(bracket[0] * bracket[1]))


def _check(
    cost: Floats32 | Floats64, productions: Floats64, attractions: Floats64, decay: float
) -> None:
    if np.isnan(cost).any() or (cost == -np.inf).any():
        raise DataError("costs of travel must be numbers; inf where there is no way")
    for name, ends in (("productions", productions), ("attractions", attractions)):
        if not np.isfinite(ends).all() or (ends < 0).any():
            raise DataError(f"{name} must be numbers of at least 0")
    if not np.isfinite(decay) or decay < 0:
        raise DataError(f"the decay must be a number of at least 0, not {decay}")
    if productions.sum() > 0 and attractions.sum() <= 0:
        raise DataError(
            f"demand cannot be balanced: {productions.sum():.0f} trips and nothing attracts any"
        )


def _fitted(
    logits: Floats64,
    rows: Floats64,
    columns: Floats64,
    *,
    start_log: Floats64,
    limits: tuple[float, int],
) -> tuple[Floats64, Floats64, tuple[int, float]]:
    """Matrix that meets its margins, its column factors, and (rounds, largest relative error)."""
    from aequilibrae.distribution.cython.ipf_core import (  # noqa: PLC0415  slow to import
        ipf_core,
    )

    tolerance, max_iterations = limits
    columns = columns * (rows.sum() / columns.sum())
    factors, matrix = column_factors(
        logits, rows, columns, start_log=start_log, tolerance=_EARLY * tolerance
    )
    # One thread: with more, column sums are added up in the order in which threads finish.
    rounds, _ = ipf_core(
        matrix, rows, columns, max_iterations=max_iterations, tolerance=tolerance, cores=1,
        warn=False,
    )  # fmt: skip
    error = max(
        float(np.abs(matrix.sum(axis=1) / rows - 1).max()),
        float(np.abs(matrix.sum(axis=0) / columns - 1).max()),
    )
    return matrix, factors, (int(rounds) + 1, error)


def _nothing(lost: Floats64, attractions: Floats64, size: int) -> Distribution:
    return Distribution(
        trips=np.zeros((2, size, size), dtype=np.float64),
        unconnected=lost.reshape(2, size),
        unreached=attractions.copy() if lost.sum() > 0 else np.zeros(size),
        factor_log=np.zeros(size),
        iterations=0,
        error=0.0,
    )


def _infeasible(
    fitted: Floats64,
    rows: Floats64,
    live_rows: npt.NDArray[np.bool_],
    error: float,
    zone_ids: Sequence[str],
) -> Issue:
    size = len(rows) // 2
    missed = np.zeros(len(rows))
    missed[live_rows] = fitted.sum(axis=1) / rows[live_rows] - 1
    worst = np.argsort(-np.abs(missed), kind="stable")[:_SHOWN]
    names = (zone_ids[row % size] if zone_ids else f"row {row % size + 1}" for row in worst)
    shown = ", ".join(f"{name} {missed[r]:+.1%}" for name, r in zip(names, worst, strict=True))
    return Issue(
        Severity.ERROR,
        "infeasible-demand",
        f"some zones reach too few attractions for their trips (margins missed by {error:.1%}): "
        f"{shown}",
        "connect these zones, or check that what their trips are for lies within reach",
    )
