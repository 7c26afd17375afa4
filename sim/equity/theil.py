"""The Theil index T, split into inequality between groups and within them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.equity.distribution import Distribution, Floats, Ints, Missing, distribution, divided

__all__ = [
    "TheilSplit",
    "theil",
    "theil_between_of_draws",
    "theil_components",
    "theil_of_draws",
    "theil_split",
    "theil_within_of_draws",
]


@dataclass(frozen=True, slots=True)
class TheilSplit:
    """Theil index and its two parts; ``total = between + within``."""

    total: float
    between: float
    within: float

    @property
    def share_between(self) -> float:
        """Part of the inequality that lies between groups, 0 to 1; NaN where there is none."""
        return self.between / self.total if self.total > 0 else float("nan")


def theil(values: npt.ArrayLike, weights: npt.ArrayLike, *, missing: Missing = "error") -> float:
    """Population-weighted Theil index T, from 0 (all the same) to ``ln(people)``.

    ``T = Σ_i p_i (a_i / ā) ln(a_i / ā)``, where a value of zero adds zero (the limit). With places
    as the finest grain the largest value is ``ln(1 / smallest share of people)``. Dimensionless.
    Missing and negative values as for `gini`; NaN if there is nobody or everybody has zero.

    References
    ----------
    Theil, H. (1967). Economics and Information Theory.

    Examples
    --------
    >>> round(theil([10.0, 20.0, 30.0, 40.0], [1.0, 1.0, 1.0, 1.0]), 5)
    0.10644
    """
    found = distribution(values, weights, missing=missing)
    return float(theil_of_draws(found, found.weights[None, :])[0])


def theil_split(
    values: npt.ArrayLike,
    weights: npt.ArrayLike,
    groups: npt.ArrayLike,
    *,
    missing: Missing = "error",
) -> TheilSplit:
    """Theil index with the parts between and within groups.

    ``between = Σ_g p_g (ā_g / ā) ln(ā_g / ā)`` is what would be left if everybody had the mean of
    the group; ``within = Σ_g p_g (ā_g / ā) T_g`` is the mean of the groups' own indices, weighted
    by what they have. `groups` holds one label per place. Missing as for `gini`.

    References
    ----------
    Shorrocks, A. F. (1980). The class of additively decomposable inequality measures.
    Econometrica 48.

    Examples
    --------
    >>> split = theil_split([10.0, 20.0, 30.0, 40.0], [1.0] * 4, ["a", "a", "b", "b"])
    >>> round(split.between, 5), round(split.within, 5)
    (0.08228, 0.02416)
    """
    found = distribution(values, weights, groups=groups, missing=missing)
    draws = found.weights[None, :]
    return TheilSplit(
        total=float(theil_of_draws(found, draws)[0]),
        between=float(theil_between_of_draws(found, draws)[0]),
        within=float(theil_within_of_draws(found, draws)[0]),
    )


def theil_components(
    values: npt.ArrayLike,
    weights: npt.ArrayLike,
    groups: npt.ArrayLike,
    *,
    missing: Missing = "error",
) -> pd.DataFrame:
    """What every group adds to the Theil index of all.

    Columns: group, people, people_share, mean (unit of the values), value_share, theil (within the
    group), within (``value_share · theil``) and between (``value_share · ln(mean / mean of all)``,
    negative for groups below the mean). The last two columns add up to the parts of `theil_split`.
    A group whose people all miss a value has no row under ``missing="drop"``; `coverage` counts it.

    Examples
    --------
    >>> table = theil_components([10.0, 20.0, 30.0, 40.0], [1.0] * 4, ["a", "a", "b", "b"])
    >>> table[["group", "between", "within"]].round(3).to_numpy().tolist()
    [['a', -0.153, 0.017], ['b', 0.236, 0.007]]
    """
    found = distribution(values, weights, groups=groups, missing=missing)
    labels = np.unique(np.asarray(groups))
    sums = _group_sums(found, _codes(found), found.weights[None, :], n_groups=len(labels))
    people, amount = sums.people[0], sums.amount[0]
    mean = divided(amount, people)
    share = divided(amount, np.asarray(amount.sum()))
    all_mean = divided(np.asarray(amount.sum()), np.asarray(people.sum()))
    table = pd.DataFrame(
        {
            "group": labels,
            "people": people,
            "people_share": divided(people, np.asarray(people.sum())),
            "mean": mean,
            "value_share": share,
            "theil": sums.own_index[0],
            "within": np.where(share > 0, share * sums.own_index[0], share),
            "between": _times_log(share, divided(mean, all_mean)),
        }
    )
    peopled: pd.DataFrame = table.loc[people > 0].reset_index(drop=True)
    return peopled


def theil_of_draws(found: Distribution, weights: Floats) -> Floats:
    """Theil index for each row of `weights` [draws, places]; NaN where the mean is zero.

    Examples
    --------
    >>> found = distribution([1.0, 1.0], [1.0, 1.0])
    >>> theil_of_draws(found, np.array([[1.0, 3.0]])).tolist()
    [0.0]
    """
    one_group = np.zeros(len(found.amounts), dtype=np.int64)
    index: Floats = _group_sums(found, one_group, weights).own_index[:, 0]
    return index


def theil_between_of_draws(found: Distribution, weights: Floats) -> Floats:
    """Part of the index between the groups of `found`, for each row of `weights`.

    Examples
    --------
    >>> found = distribution([1.0, 1.0], [1.0, 1.0], groups=["a", "b"])
    >>> theil_between_of_draws(found, found.weights[None, :]).tolist()
    [0.0]
    """
    sums = _group_sums(found, _codes(found), weights)
    whole = sums.amount.sum(axis=1, keepdims=True)
    mean = divided(whole, weights.sum(axis=1, keepdims=True))
    relative = divided(divided(sums.amount, sums.people), mean)
    index: Floats = _times_log(divided(sums.amount, whole), relative).sum(axis=1)
    return np.maximum(index, 0.0)


def theil_within_of_draws(found: Distribution, weights: Floats) -> Floats:
    """Part of the index within the groups of `found`, for each row of `weights`.

    Examples
    --------
    >>> found = distribution([1.0, 3.0], [1.0, 1.0], groups=["a", "b"])
    >>> theil_within_of_draws(found, found.weights[None, :]).tolist()
    [0.0]
    """
    sums = _group_sums(found, _codes(found), weights)
    share = divided(sums.amount, sums.amount.sum(axis=1, keepdims=True))
    # A group that has nothing has no index of its own and adds nothing.
    within: Floats = np.where(share == 0, 0.0, share * sums.own_index).sum(axis=1)
    return within


@dataclass(frozen=True, slots=True)
class _GroupSums:
    """People, value and Theil index of each group [draws, groups]."""

    people: Floats
    amount: Floats
    own_index: Floats


def _group_sums(
    found: Distribution, codes: Ints, weights: Floats, *, n_groups: int | None = None
) -> _GroupSums:
    largest = float(found.amounts.max(initial=0.0))
    scaled = found.amounts / largest if largest > 0 else found.amounts
    member = np.zeros((len(codes), n_groups or int(codes.max(initial=0)) + 1))
    member[np.arange(len(codes)), codes] = 1.0
    people = weights @ member
    amount = weights @ (member * scaled[:, None])
    logs = weights @ (member * _times_log(scaled, scaled)[:, None])
    mean = divided(amount, people)
    log_mean = np.log(mean, out=np.full(mean.shape, np.nan), where=mean > 0)
    own_index = np.maximum(divided(logs, amount) - log_mean, 0.0)
    return _GroupSums(people, amount * (largest or 1.0), own_index)


def _times_log(factor: Floats, argument: Floats) -> Floats:
    """``factor · ln(argument)``, zero where the factor is zero."""
    logs = np.log(argument, out=np.zeros(argument.shape), where=argument > 0)
    return np.where(factor == 0, 0.0, factor * logs)


def _codes(found: Distribution) -> Ints:
    if found.groups is None:
        raise ValueError("the parts of the Theil index need groups")
    return found.groups
