"""Who gains: change of access between two alternatives, by group and by fifth of the people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.equity.distribution import Floats, checked_array, divided
from sim.equity.groups import Group, Grouping
from sim.equity.ranks import band_shares, levels_of
from sim.errors import DataError

__all__ = ["CHANGE_COLUMNS", "change_by_fifth", "change_table"]

Better = Literal["higher", "lower"]

CHANGE_COLUMNS: tuple[str, ...] = (
    "group_type",
    "group_id",
    "name_zh",
    "name_en",
    "people",
    "people_compared",
    "mean_before",
    "mean_after",
    "change",
    "change_pct",
    "gain",
    "people_better",
    "people_same",
    "people_worse",
    "people_newly_reached",
    "people_no_longer_reached",
    "people_never_reached",
)

_BY_ACCESS = (
    Group("1", "可达性最差的20%人口", "worst-off fifth"),
    Group("2", "第二个20%", "second fifth"),
    Group("3", "中间20%", "middle fifth"),
    Group("4", "第四个20%", "fourth fifth"),
    Group("5", "可达性最好的20%人口", "best-off fifth"),
)
_BY_RANK = (
    Group("1", "位次最低的20%人口", "lowest-ranked fifth"),
    *_BY_ACCESS[1:4],
    Group("5", "位次最高的20%人口", "highest-ranked fifth"),
)


def change_table(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    weights: npt.ArrayLike,
    grouping: Grouping,
    *,
    better: Better = "higher",
    tolerance: float = 0.0,
) -> pd.DataFrame:
    """Absolute and relative change for the people of each group.

    Columns are `CHANGE_COLUMNS`. Means run over people who have a value both before and after
    (``people_compared``), so that a place newly reached does not pull the mean of minutes up:
    ``change = mean_after − mean_before``, ``change_pct`` in per cent of the mean before, ``gain``
    the change with the sign of an improvement. People are better or worse off if the value moves
    by more than `tolerance` (unit of the values). NaN means not reached; people who become
    reached, are no longer or never are stand in columns of their own, and the six ``people_…``
    columns after ``gain`` add up to ``people``. Means are NaN where nobody is compared.

    The people are those of one alternative, given once: growth does not count as gain.

    Examples
    --------
    >>> from sim.equity.groups import city_grouping
    >>> minutes = ([60.0, 50.0, float("nan")], [45.0, 50.0, 80.0])
    >>> table = change_table(*minutes, [2.0, 1.0, 4.0], city_grouping(3), better="lower")
    >>> table[["gain", "people_better", "people_same", "people_newly_reached"]].loc[0].tolist()
    [10.0, 2.0, 1.0, 4.0]
    """
    old, new, people = _checked(before, after, weights, tolerance)
    if len(grouping.of_place) != len(people):
        raise DataError(
            f"the grouping {grouping.type!r} has {len(grouping.of_place)} entries where there are "
            f"{len(people)} places: make it from the same places"
        )
    member = np.arange(len(grouping.groups))[:, None] == grouping.of_place[None, :]
    columns = _columns(old, new, member * people, better=better, tolerance=tolerance)
    return _named(columns, grouping.type, grouping.groups)


def change_by_fifth(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    weights: npt.ArrayLike,
    *,
    ranks: npt.ArrayLike | None = None,
    better: Better = "higher",
    tolerance: float = 0.0,
) -> pd.DataFrame:
    """Change for each fifth of the people, from the worst-off to the best-off (quintiles).

    Fifths hold equally many people; a place on a limit is split between two, and places that stand
    level are split alike. Without `ranks`, people stand in the order of their access before,
    those not reached first (``group_type`` ``access_fifth``). With `ranks`, a variable per place
    such as income per head, in its order (``rank_fifth``); it must be known wherever people live.
    Columns and missing values as for `change_table`.

    Examples
    --------
    >>> table = change_by_fifth([10.0, 20.0], [15.0, 20.0], [2.0, 3.0])
    >>> table["gain"].tolist(), table["people"].tolist()
    ([5.0, 5.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0, 1.0])
    """
    old, new, people = _checked(before, after, weights, tolerance)
    if ranks is None:
        access = old if better == "higher" else -old
        by = np.where(np.isnan(access), -np.inf, access)
    else:
        by = checked_array(ranks, "ranks", length=len(people))
        unknown = int((np.isnan(by) & (people > 0)).sum())
        if unknown:
            raise DataError(
                f"{unknown} of {len(people)} places have people but no rank: "
                "leave them out or fill the variable"
            )
        by = np.where(np.isnan(by), 0.0, by)  # nobody lives there
    level = levels_of(by).of_place
    fifths = np.stack(
        [band_shares(by, people[None, :], k / 5, (k + 1) / 5)[0][level] for k in range(5)]
    )
    columns = _columns(old, new, fifths * people, better=better, tolerance=tolerance)
    if ranks is None:
        return _named(columns, "access_fifth", _BY_ACCESS)
    return _named(columns, "rank_fifth", _BY_RANK)


def _checked(
    before: npt.ArrayLike, after: npt.ArrayLike, weights: npt.ArrayLike, tolerance: float
) -> tuple[Floats, Floats, Floats]:
    old = checked_array(before, "before")
    new = checked_array(after, "after", length=len(old))
    people = checked_array(weights, "weights", length=len(old))
    if bool(np.isinf(old).any() or np.isinf(new).any()):
        raise DataError("before and after must not be infinite: use NaN for 'not reached'")
    if not bool((np.isfinite(people) & (people >= 0)).all()):
        raise DataError("weights must be numbers of people from 0 up: give zero where nobody lives")
    if not (math.isfinite(tolerance) and tolerance >= 0):
        raise DataError(f"tolerance={tolerance} cannot be used: give a number from 0 up")
    return old, new, people


def _columns(
    old: Floats, new: Floats, people: Floats, *, better: Better, tolerance: float
) -> dict[str, Floats]:
    """Figures for each row of `people` [groups, places]."""
    sign = 1.0 if better == "higher" else -1.0
    was, is_now = ~np.isnan(old), ~np.isnan(new)
    both = was & is_now
    gain = np.where(both, sign * (new - old), 0.0)
    compared = people @ both.astype(np.float64)
    mean_before = divided(people @ np.where(both, old, 0.0), compared)
    mean_after = divided(people @ np.where(both, new, 0.0), compared)
    cases = {
        "people_better": both & (gain > tolerance),
        "people_same": both & (np.abs(gain) <= tolerance),
        "people_worse": both & (gain < -tolerance),
        "people_newly_reached": ~was & is_now,
        "people_no_longer_reached": was & ~is_now,
        "people_never_reached": ~was & ~is_now,
    }
    change = mean_after - mean_before
    return {
        "people": people.sum(axis=1),
        "people_compared": compared,
        "mean_before": mean_before,
        "mean_after": mean_after,
        "change": change,
        "change_pct": 100 * divided(change, mean_before),
        "gain": sign * change,
        **{name: people @ case.astype(np.float64) for name, case in cases.items()},
    }


def _named(columns: dict[str, Floats], group_type: str, groups: Sequence[Group]) -> pd.DataFrame:
    names = {
        "group_type": [group_type] * len(groups),
        "group_id": [group.id for group in groups],
        "name_zh": [group.name_zh for group in groups],
        "name_en": [group.name_en for group in groups],
    }
    rounded = {name: np.round(values, 6) for name, values in columns.items()}
    return pd.DataFrame({**names, **rounded})[list(CHANGE_COLUMNS)]
