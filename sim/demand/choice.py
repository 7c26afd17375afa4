"""Which way people travel: nested logit over alternatives, averaged over values of time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.demand.choice_kernels import choose_pairs
from sim.demand.model import Alternative, Floats32, Floats64
from sim.demand.parameters import Parameters
from sim.errors import DataError, Issue, Severity
from sim.routing.chunks import spread

__all__ = ["Nests", "available_to", "choose", "nests", "pivot"]

_PIECE = 16_384
"""Pairs that one thread takes at a time; no digit depends on it."""


class Nests(NamedTuple):
    """Nest of each alternative [A] and theta of each nest [N], in order of first appearance."""

    nest_of: npt.NDArray[np.int64]
    theta: Floats64


def nests(alternatives: Sequence[Alternative], parameters: Parameters) -> Nests:
    """Nests of the alternatives with their parameters ``theta_<nest>``.

    Theta is 1 where the members of a nest are no more alike than others (multinomial logit), and
    falls towards 0 the more they are alike.

    Raises
    ------
    DataError
        If a theta is missing or outside (0, 1]: all of them are named at once. Above 1, a better
        alternative could take less than nothing from the others in its nest (McFadden 1978).

    Examples
    --------
    >>> walk = Alternative("w", "步行", "Walk", "walk", "slow", False, False, False, 1, "#000000")
    >>> nests([walk], {"theta_slow": 0.8})
    Nests(nest_of=array([0]), theta=array([0.8]))
    """
    names = list(dict.fromkeys(one.nest for one in alternatives))
    found = [parameters.get(f"theta_{name}", float("nan")) for name in names]
    issues = [
        Issue(
            Severity.ERROR,
            "theta-range",
            f"parameter 'theta_{name}' is {'missing' if value != value else f'{value:g}'}",  # noqa: PLR0124
            "give a value above 0 and at most 1; 1 means no closer substitutes inside the nest",
        )
        for name, value in zip(names, found, strict=True)
        if not 0 < value <= 1
    ]
    if issues:
        raise DataError("the nests of demand/alternatives cannot be used", issues)
    rows = {name: row for row, name in enumerate(names)}
    return Nests(np.array([rows[one.nest] for one in alternatives]), np.array(found))


def available_to(
    alternatives: Sequence[Alternative], *, car_available: bool
) -> npt.NDArray[np.bool_]:
    """Which alternatives people have, with or without a car at hand [A].

    Examples
    --------
    >>> car = Alternative("c", "汽车", "Car", "drive", "own", True, False, True, 1.3, "#000000")
    >>> available_to([car], car_available=False).tolist()
    [False]
    """
    return np.array([car_available or not one.needs_car for one in alternatives], dtype=np.bool_)


def choose(
    minutes: Floats32,
    money_yuan: Floats32,
    *,
    nest_of: npt.NDArray[np.int64],
    theta: Floats64,
    values_of_time_yuan_per_h: Floats64,
    class_shares: Floats64,
    scale_per_min: float,
    available: npt.NDArray[np.bool_],
    threads: int | None = None,
) -> tuple[Floats32, Floats32]:
    """Probabilities of the alternatives [A, n] and the composite cost of having them [n] (min).

    For a traveller whose time is worth ``w`` yuan/h, ``V_m = -scale (minutes + 60 money / w)``;
    in a nest ``I_n = ln sum exp(V_m / theta_n)`` and ``V_n = theta_n I_n``; then
    ``P(m) = exp(V_m / theta_n - I_n) exp(V_n) / sum exp(V_k)`` and the composite cost is
    ``-ln sum exp(V_k) / scale`` (Daly and Zachary 1978, McFadden 1978). Both are means over the
    classes of the value of time.

    Parameters
    ----------
    minutes, money_yuan
        [A, n] weighted minutes with constants, and yuan; ``inf`` in either: not available.
    nest_of, theta
        Nest of each alternative [A] and theta of each nest [N], in (0, 1] (`nests`).
    values_of_time_yuan_per_h, class_shares
        Classes of travellers [V]; shares are above 0 and add up to 1.
    scale_per_min
        Utility of one minute less, above 0.
    available
        [A] what these travellers have at all (`available_to`).
    threads
        Number of threads, all processors if not given; the result is the same.

    Returns
    -------
    tuple
        Probabilities add up to 1; with no alternative they are 0 and the composite cost ``inf``.

    Raises
    ------
    DataError
        If theta, value of time or scale are out of range, sizes differ, or a cost is no number.

    Examples
    --------
    >>> shares, composite_min = choose(
    ...     np.float32([[20], [30]]), np.float32([[2], [0]]),
    ...     nest_of=np.array([0, 1]), theta=np.ones(2),
    ...     values_of_time_yuan_per_h=np.array([12.0]), class_shares=np.ones(1),
    ...     scale_per_min=0.05, available=np.array([True, True]), threads=1,
    ... )
    >>> shares[:, 0].tolist()  # 20 + 60 x 2 / 12 = 30 min: as good as the other
    [0.5, 0.5]
    >>> round(float(composite_min[0]), 3)  # 30 - ln 2 / 0.05
    16.137
    """
    _check(nest_of, theta, values_of_time_yuan_per_h, class_shares, scale_per_min)
    tastes = (
        np.ascontiguousarray(nest_of, dtype=np.int64),
        np.ascontiguousarray(theta, dtype=np.float64),
        60 / np.ascontiguousarray(values_of_time_yuan_per_h, dtype=np.float64),
        np.ascontiguousarray(class_shares, dtype=np.float64),
        float(scale_per_min),
        np.ascontiguousarray(available, dtype=np.bool_),
    )
    return _spread_pairs(minutes, money_yuan, tastes, threads)


def _spread_pairs(
    minutes: Floats32,
    money_yuan: Floats32,
    tastes: tuple[
        npt.NDArray[np.int64], Floats64, Floats64, Floats64, float, npt.NDArray[np.bool_]
    ],
    threads: int | None,
) -> tuple[Floats32, Floats32]:
    """Choice of all pairs, shared out to threads; raises for costs that are no numbers."""
    nest_of, available = tastes[0], tastes[-1]
    size = (available.size, minutes.shape[-1])
    if not (nest_of.size == available.size and minutes.shape == money_yuan.shape == size):
        raise DataError(
            f"minutes {minutes.shape} and yuan {money_yuan.shape} must have one row for each of "
            f"the {available.size} alternatives, and {nest_of.size} of them have a nest"
        )
    minutes = np.ascontiguousarray(minutes, dtype=np.float32)
    money_yuan = np.ascontiguousarray(money_yuan, dtype=np.float32)
    probabilities = np.zeros(size, dtype=np.float32)
    composite_min = np.full(size[1], np.inf, dtype=np.float32)
    work = partial(choose_pairs, minutes, money_yuan, *tastes, probabilities, composite_min)
    pieces = [
        partial(work, start, min(start + _PIECE, size[1])) for start in range(0, size[1], _PIECE)
    ]
    odd = sum(spread(pieces, threads=threads))
    if odd:
        raise DataError(
            f"{odd} costs of alternatives are not numbers or minus infinity; "
            "what cannot be used must cost plus infinity"
        )
    return probabilities, composite_min


def _check(
    nest_of: npt.NDArray[np.int64],
    theta: Floats64,
    values_of_time_yuan_per_h: Floats64,
    class_shares: Floats64,
    scale_per_min: float,
) -> None:
    """Raise for numbers that no kernel may see."""
    outside = [float(value) for value in theta if not 0 < value <= 1]
    if outside:
        raise DataError(f"theta is {outside[0]:g}; it must be above 0 and at most 1 (theta_<nest>)")
    if nest_of.size and not 0 <= int(nest_of.min()) <= int(nest_of.max()) < theta.size:
        raise DataError(f"an alternative lies outside the {theta.size} nests")
    if not (values_of_time_yuan_per_h > 0).all():
        worst = float(values_of_time_yuan_per_h.min())
        raise DataError(f"a value of time is {worst:g} yuan/h; all must be above 0")
    if not 0 < scale_per_min < float("inf"):
        raise DataError(f"parameter 'scale_per_min' is {scale_per_min:g}; it must be above 0")
    if not (class_shares > 0).all():
        raise DataError(
            f"a class of travellers has the share {float(class_shares.min()):g}; "
            "all must be above 0"
        )
    if abs(float(class_shares.sum()) - 1) > 1e-9:
        raise DataError(f"the classes of travellers add up to {float(class_shares.sum()):g}, not 1")


def pivot(probabilities: Floats64, delta_v: Floats64) -> Floats64:
    """Observed shares, moved by changes of utility: incremental multinomial logit.

    ``P'_m = P_m exp(dV_m) / sum P_k exp(dV_k)`` (Ben-Akiva and Lerman 1985), by column of [A, n].
    What has no share now gets none; ``-inf`` takes an alternative away. A column without shares,
    or from which everything was taken, is 0.

    Raises
    ------
    DataError
        If a change is not a number or plus infinity where there is a share.

    Examples
    --------
    >>> pivot(np.array([[0.5], [0.5]]), np.array([[0.0], [np.log(3)]])).round(12).tolist()
    [[0.25], [0.75]]
    """
    changed = np.where(probabilities > 0, delta_v, -np.inf)
    if not (changed < np.inf).all():
        raise DataError("a change of utility is not a number or plus infinity")
    top = changed.max(axis=0)
    top = np.where(np.isfinite(top), top, 0.0)
    weights = probabilities * np.exp(changed - top)
    total = weights.sum(axis=0)
    return np.asarray(np.divide(weights, total, out=np.zeros_like(weights), where=total > 0))
