"""Connections when only frequencies are known: flights spread evenly over the week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from sim.air.netscan import NetScanParameters, longest_time_h, transfer_weight

__all__ = ["SpreadRules", "expected_transfer_min", "expected_units"]

Floats: TypeAlias = npt.NDArray[np.float64]

WEEK_H = 168.0


@dataclass(frozen=True, slots=True)
class SpreadRules:
    """What connects when the clock times are unknown.

    ``minimum_min`` (one for all, or an array that fits those of the flights) and ``maximum_min``
    bound the transfer. ``first_only`` counts for every arrival
    the first flight onward alone; otherwise every flight onward within the bounds counts, as in
    NetScan.
    """

    minimum_min: float | Floats
    maximum_min: float | Floats
    first_only: bool = False


def expected_units(
    nonstop_h: npt.ArrayLike,
    flying_h: npt.ArrayLike,
    weekly: tuple[npt.ArrayLike, npt.ArrayLike],
    rules: SpreadRules,
    parameters: NetScanParameters,
) -> Floats:
    """Expected connectivity units a week of two flights, modelled.

    `weekly` are the flights a week in and out. Arrivals and departures are independent and uniform
    over the week, so within a small span dt of transfers there are ``f_in · f_out · dt / 168 h``
    connections and::

        CNU = f_in · f_out / 168 · ∫ max(0, Q(t)) dt   over the allowed transfers t

    Q falls linearly in t, so the integral is a triangle cut off at both ends. With ``first_only``
    the integral ends one headway after the shortest transfer. Hubs that time their flights in
    banks offer more than this, hubs with night curfews may offer less. NaN gives 0.

    Examples
    --------
    >>> rules = SpreadRules(60.0, 180.0)
    >>> p = NetScanParameters(3, 0, 3, 0.075, 0, 1)
    >>> expected_units(10.0, 11.0, (7.0, 14.0), rules, p).round(4).item()
    0.5133
    """
    f_in, f_out = (np.asarray(one, dtype=np.float64) for one in weekly)
    nst = np.asarray(nonstop_h, dtype=np.float64)
    room = longest_time_h(nst, parameters) - nst
    start = np.asarray(rules.minimum_min, dtype=np.float64) / 60.0
    end = np.asarray(rules.maximum_min, dtype=np.float64) / 60.0
    with np.errstate(divide="ignore", invalid="ignore"):
        if rules.first_only:
            end = np.minimum(end, start + WEEK_H / f_out)
        at_zero = 1.0 - (np.asarray(flying_h, dtype=np.float64) - nst) / room
        slope = transfer_weight(nst, parameters) / room
        units = f_in * f_out / WEEK_H * _area(at_zero, slope, start, end)
    return np.where(room > 0, np.nan_to_num(units, nan=0.0), 0.0)


def expected_transfer_min(weekly: npt.ArrayLike, rules: SpreadRules) -> Floats:
    """Mean transfer to the first flight onward, in minutes, modelled.

    ``minimum + half the headway``, the headway being the week divided by the flights onward. Waits
    beyond ``maximum_min`` are not offered for sale, so the headway counts up to there only. Without
    flights NaN.

    Examples
    --------
    >>> expected_transfer_min([28.0, 1.0, 0.0], SpreadRules(90.0, 450.0)).tolist()
    [270.0, 270.0, nan]
    """
    flights = np.asarray(weekly, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        headway = np.where(flights > 0, WEEK_H * 60.0 / flights, np.nan)
    return rules.minimum_min + np.minimum(headway, rules.maximum_min - rules.minimum_min) / 2.0


def _area(at_zero: Floats, slope: Floats, start: Floats, end: Floats) -> Floats:
    """``∫ max(0, at_zero − slope · t) dt`` from start to end, for slopes above 0."""
    last = np.minimum(end, at_zero / slope)
    width = np.maximum(last - start, 0.0)
    return np.asarray(width * (at_zero - slope * (start + width / 2.0)), dtype=np.float64)
