"""Who has how much: values and people per place, checked once, before anything is measured.

Every measure of this package starts here. Places without people carry no weight and are left out;
places with people whose value is unknown are an error unless the caller says what to do with them.
Both are counted in `Coverage`, so that nobody disappears unseen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.errors import DataError

__all__ = [
    "Coverage",
    "Distribution",
    "Floats",
    "Ints",
    "Missing",
    "checked_array",
    "coverage",
    "distribution",
    "divided",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Missing = Literal["error", "drop"]
"""What to do with places that have people but no value (NaN, for example not reached)."""

_SHOWN = 5
_NO_PEOPLE = "give a number from 0 up, and 0 where nobody lives"
_NO_NEGATIVE = (
    "inequality of quantities that can be negative is not defined; "
    "for changes between alternatives use change_table"
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many places and people a measure speaks for, and how many it does not.

    ``people`` are those counted; ``people_missing`` live where the value (or the rank) is unknown.
    """

    places: int
    places_without_people: int
    places_missing: int
    people: float
    people_missing: float

    @property
    def share_missing(self) -> float:
        """Share of all people who are not counted, 0 to 1; NaN if there is nobody at all."""
        whole = self.people + self.people_missing
        return self.people_missing / whole if whole > 0 else float("nan")


@dataclass(frozen=True, slots=True)
class Distribution:
    """What people have, how many they are and, where asked for, ranks and groups of the places.

    Only places that count. All arrays have one entry per kept place; ``kept`` holds their positions
    in what was given. ``groups`` are whole numbers from 0.
    """

    amounts: Floats
    weights: Floats
    kept: Ints
    coverage: Coverage
    ranks: Floats | None = None
    groups: Ints | None = None


def distribution(
    values: npt.ArrayLike,
    weights: npt.ArrayLike,
    *,
    ranks: npt.ArrayLike | None = None,
    groups: npt.ArrayLike | None = None,
    missing: Missing = "error",
    negative: bool = False,
) -> Distribution:
    """Check values and people and keep the places that count.

    Parameters
    ----------
    values
        One per place, in any unit; NaN is unknown. Infinite values are an error.
    weights
        People per place; they need not add up to 1. Negative or missing ones are an error.
    ranks
        A variable that orders the places (income per head); NaN counts as missing.
    groups
        A label per place; compared for equality only.
    missing
        ``"error"`` refuses places with people and without a value or rank; ``"drop"`` leaves them
        out and counts them in ``coverage``.
    negative
        Whether values below zero are allowed.

    Examples
    --------
    >>> found = distribution([10.0, float("nan"), 30.0], [1.0, 2.0, 0.0], missing="drop")
    >>> found.amounts.tolist(), found.coverage.people_missing, found.coverage.places_without_people
    ([10.0], 2.0, 1)
    """
    value = checked_array(values, "values")
    people = checked_array(weights, "weights", length=len(value))
    rank = None if ranks is None else checked_array(ranks, "ranks", length=len(value))
    _refuse(~np.isfinite(people) | (people < 0), "have no usable number of people", _NO_PEOPLE)
    peopled = people > 0
    unknown = np.isnan(value) if rank is None else np.isnan(value) | np.isnan(rank)
    if missing == "error":
        _refuse(
            peopled & unknown,
            "have people but no value or rank",
            "pass missing='drop' to leave them out and count them, or fill them before",
        )
    elif missing != "drop":
        raise DataError(f"missing={missing!r} is not known: use 'error' or 'drop'")
    keep = peopled & ~unknown
    _refuse(keep & np.isinf(value), "have an infinite value", "use NaN for 'not reached'")
    if not negative:
        _refuse(keep & (value < 0), "have a negative value", _NO_NEGATIVE)
    kept = np.flatnonzero(keep).astype(np.int64)
    return Distribution(
        value[kept],
        people[kept],
        kept,
        _coverage(people, peopled, keep),
        None if rank is None else rank[kept],
        None if groups is None else _codes(groups, len(value))[kept],
    )


def coverage(
    values: npt.ArrayLike, weights: npt.ArrayLike, *, ranks: npt.ArrayLike | None = None
) -> Coverage:
    """How many places and people `missing="drop"` would count and leave out.

    Examples
    --------
    >>> coverage([10.0, float("nan")], [3.0, 1.0]).share_missing
    0.25
    """
    return distribution(values, weights, ranks=ranks, missing="drop", negative=True).coverage


def divided(numerator: Floats, denominator: Floats) -> Floats:
    """Quotient with NaN, instead of a warning, where the denominator is zero.

    Examples
    --------
    >>> divided(np.array([1.0, 1.0]), np.array([2.0, 0.0])).tolist()
    [0.5, nan]
    """
    quotient = np.full(np.broadcast(numerator, denominator).shape, np.nan)
    np.divide(numerator, denominator, out=quotient, where=denominator != 0)
    return quotient


def checked_array(values: npt.ArrayLike, name: str, *, length: int | None = None) -> Floats:
    """One-dimensional numbers, of the given length if there is one.

    Examples
    --------
    >>> checked_array([1, 2], "weights").tolist()
    [1.0, 2.0]
    """
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f"{name} must be numbers, one per place: {error}") from error
    if array.ndim != 1:
        raise DataError(f"{name} must have one entry per place, not {array.ndim} dimensions")
    if length is not None and len(array) != length:
        raise DataError(f"{name} has {len(array)} entries where there are {length} places")
    return array


def _coverage(
    people: Floats, peopled: npt.NDArray[np.bool_], keep: npt.NDArray[np.bool_]
) -> Coverage:
    lost = peopled & ~keep
    return Coverage(
        places=len(people),
        places_without_people=int((~peopled).sum()),
        places_missing=int(lost.sum()),
        people=float(people[keep].sum()),
        people_missing=float(people[lost].sum()),
    )


def _codes(groups: npt.ArrayLike, length: int) -> Ints:
    labels = np.asarray(groups)
    if labels.ndim != 1 or len(labels) != length:
        raise DataError(f"groups must have one label for each of the {length} places")
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _refuse(wrong: npt.NDArray[np.bool_], what: str, fix: str) -> None:
    if not wrong.any():
        return
    positions = np.flatnonzero(wrong)
    shown = ", ".join(str(position) for position in positions[:_SHOWN])
    more = ", …" if len(positions) > _SHOWN else ""
    raise DataError(
        f"{len(positions)} of {len(wrong)} places {what} (positions {shown}{more}): {fix}"
    )
