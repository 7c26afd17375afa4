"""What every measure asks of its inputs, and how it says what is wrong with them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.errors import DataError, Issue, Severity

__all__ = [
    "Floats",
    "Times",
    "check_cutoff",
    "check_opportunities",
    "checked_opportunities",
    "checked_people",
    "checked_times",
    "to_minutes",
]

Floats = npt.NDArray[np.float64]
Times = npt.NDArray[np.floating]

_SHOWN = 5


def to_minutes(times_s: npt.ArrayLike) -> Floats:
    """Minutes, NaN where unreachable, from the router's whole seconds, -1 where unreachable.

    Examples
    --------
    >>> to_minutes([[90, -1]]).tolist()
    [[1.5, nan]]
    """
    seconds = np.asarray(times_s)
    if not np.issubdtype(seconds.dtype, np.integer):
        raise DataError(f"times_s must be whole seconds, not {seconds.dtype}")
    if seconds.size and seconds.min() < -1:
        raise DataError("times_s holds times below 0; only -1 (unreachable) is known")
    found = seconds / 60.0
    found[seconds < 0] = np.nan
    return found


def checked_times(times_min: npt.ArrayLike, name: str = "times_min") -> Times:
    """Times [origin, destination] as they are, once they are known to be minutes or NaN.

    Whole numbers become floating-point ones; nothing else is copied.

    Examples
    --------
    >>> checked_times([[0.0, -1.0]])
    Traceback (most recent call last):
    ...
    sim.errors.DataError: times_min holds numbers below 0; unreachable is NaN here (to_minutes \
turns the router's seconds into such minutes)
    """
    times = np.asarray(times_min)
    if times.ndim != 2:
        raise DataError(
            f"{name} must be a table [origin, destination], not an array of shape {times.shape}"
        )
    if times.dtype not in {np.dtype(np.float32), np.dtype(np.float64)}:
        if not np.issubdtype(times.dtype, np.number) or np.iscomplexobj(times):
            raise DataError(f"{name} must be numbers, not {times.dtype}")
        times = times.astype(np.float64)
    if times.size:
        if np.fmin.reduce(times, axis=None) < 0:
            raise DataError(
                f"{name} holds numbers below 0; unreachable is NaN here (to_minutes turns the "
                "router's seconds into such minutes)"
            )
        if np.fmax.reduce(times, axis=None) == np.inf:
            raise DataError(f"{name} holds infinite numbers; unreachable is NaN here")
    return times


def check_opportunities(
    opportunities: npt.ArrayLike,
    *,
    place_ids: Sequence[str],
    layer_ids: Sequence[str] = ("opportunities",),
) -> tuple[Issue, ...]:
    """Everything wrong with layers of opportunities, one issue per layer and kind of fault.

    A hole (NaN) is not "nothing there": that is 0. Nobody can tell what a hole should be, so it is
    an error, as are amounts below 0 and infinite ones.

    Examples
    --------
    >>> issues = check_opportunities(
    ...     [[1.0, 4.0], [float("nan"), -2.0]], place_ids=["a", "b"], layer_ids=["jobs", "beds"]
    ... )
    >>> for issue in issues:
    ...     print(issue.text())
    error opportunity-hole — 'jobs' has 1 hole: b — write 0 where there is nothing, or the amount
    error negative-opportunity — 'beds' is below 0 at 1 place: b — an amount is 0 or more
    """
    table = _table(opportunities)
    if table.shape != (len(place_ids), len(layer_ids)):
        raise DataError(
            f"opportunities have {table.shape[0]} rows and {table.shape[1]} layers, for "
            f"{len(place_ids)} places and {len(layer_ids)} layers"
        )
    issues: list[Issue] = []
    for layer, amounts in zip(layer_ids, table.T, strict=True):
        holes, below = np.flatnonzero(np.isnan(amounts)), np.flatnonzero(amounts < 0)
        endless = np.flatnonzero(amounts == np.inf)
        if holes.size:
            what = f"'{layer}' has {_count(holes, 'hole')}: {_first(holes, place_ids)}"
            fix = "write 0 where there is nothing, or the amount"
            issues.append(Issue(Severity.ERROR, "opportunity-hole", what, fix))
        if below.size:
            what = f"'{layer}' is below 0 at {_count(below, 'place')}: {_first(below, place_ids)}"
            fix = "an amount is 0 or more"
            issues.append(Issue(Severity.ERROR, "negative-opportunity", what, fix))
        if endless.size:
            what = f"'{layer}' is infinite at {_count(endless, 'place')}: "
            what += _first(endless, place_ids)
            fix = "write the amount"
            issues.append(Issue(Severity.ERROR, "infinite-opportunity", what, fix))
    return tuple(issues)


def checked_opportunities(opportunities: npt.ArrayLike, n_destinations: int) -> Floats:
    """Amounts [destination, layer] that can be summed.

    Examples
    --------
    >>> checked_opportunities([1, 2, 3], 3).shape
    (3, 1)
    >>> checked_opportunities([1, 2, 3], 4)
    Traceback (most recent call last):
    ...
    sim.errors.DataError: opportunities have 3 rows for 4 destinations
    """
    return _amounts(opportunities, n_destinations, "opportunities", "destinations")


def checked_people(people: npt.ArrayLike, n_origins: int) -> Floats:
    """People [origin], who compete for the opportunities.

    Examples
    --------
    >>> checked_people([10, -1], 2)
    Traceback (most recent call last):
    ...
    sim.errors.DataError: people cannot be used
      error negative-opportunity — 'people' is below 0 at 1 place: row 1 — an amount is 0 or more
    """
    if np.ndim(people) != 1:
        raise DataError(f"people must be one number per origin, not shape {np.shape(people)}")
    return _amounts(people, n_origins, "people", "origins")[:, 0]


def check_cutoff(cutoff_min: float, limit_min: float | None, name: str = "cutoff_min") -> None:
    """Refuse a cutoff that is no time, or beyond what the matrix was searched for.

    Beyond ``limit_min`` every destination is missing from the matrix, so the sum would stop
    growing without saying so.

    Examples
    --------
    >>> check_cutoff(90, 60)
    Traceback (most recent call last):
    ...
    sim.errors.DataError: cutoff_min is 90 min, but travel times were searched up to 60 min only; \
raise max_time_min or lower the cutoff
    """
    if not math.isfinite(cutoff_min) or cutoff_min < 0:
        raise DataError(f"{name} must be 0 min or more, not {cutoff_min}")
    if limit_min is not None and cutoff_min > limit_min:
        raise DataError(
            f"{name} is {cutoff_min:g} min, but travel times were searched up to {limit_min:g} min "
            "only; raise max_time_min or lower the cutoff"
        )


def _table(amounts: npt.ArrayLike) -> Floats:
    table = np.asarray(amounts)
    if not np.issubdtype(table.dtype, np.number) and table.dtype != np.bool_:
        raise DataError(f"opportunities must be numbers, not {table.dtype}")
    if table.ndim not in {1, 2}:
        raise DataError(
            f"opportunities must be [destination] or [destination, layer], not shape {table.shape}"
        )
    table = table[:, np.newaxis] if table.ndim == 1 else table
    return np.ascontiguousarray(table, dtype=np.float64)


def _amounts(amounts: npt.ArrayLike, n_rows: int, name: str, rows: str) -> Floats:
    table = _table(amounts)
    if table.shape[0] != n_rows:
        raise DataError(f"{name} have {table.shape[0]} rows for {n_rows} {rows}")
    if not np.isfinite(table).all() or (table < 0).any():
        single = table.shape[1] == 1
        layers = [name] if single else [f"{name}, layer {n}" for n in range(table.shape[1])]
        places = [f"row {n}" for n in range(n_rows)]
        issues = check_opportunities(table, place_ids=places, layer_ids=layers)
        raise DataError(f"{name} cannot be used", issues)
    return table


def _count(rows: npt.NDArray[np.intp], noun: str) -> str:
    return f"{rows.size} {noun}{'s' if rows.size > 1 else ''}"


def _first(rows: npt.NDArray[np.intp], names: Sequence[str]) -> str:
    shown = ", ".join(names[row] for row in rows[:_SHOWN])
    return f"{shown} …" if rows.size > _SHOWN else shown
