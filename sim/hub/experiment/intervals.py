"""Confidence intervals of a mean over replications, and of the difference between two plans."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Difference", "Interval", "mean_interval", "paired_difference"]

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over replications and its confidence interval; bounds are NaN below two values."""

    mean: float
    low: float
    high: float
    replications: int

    @property
    def half_width(self) -> float:
        """Half of the interval, in the unit of the values."""
        return (self.high - self.low) / 2

    @property
    def half_width_pct(self) -> float:
        """Half of the interval as a share of the mean (%).

        Zero where the half-width is zero; infinite where the mean is zero and the half-width not;
        NaN where there is no interval.

        Examples
        --------
        >>> Interval(20.0, 19.0, 21.0, 5).half_width_pct
        5.0
        """
        half = self.half_width
        if math.isnan(half) or half == 0:
            return half
        return 100 * half / abs(self.mean) if self.mean else math.inf

    def bounds(self, least: float = -math.inf, most: float = math.inf) -> tuple[float, float]:
        """Both ends of the interval, cut to what is possible.

        A share of people lies in 0 to 100 %, a number of people or a time is not below zero; the
        interval of a small mean would reach beyond. Only the ends are cut: `half_width` stays that
        of Student's t. A mean that is itself beyond is no such number: the ends stay. NaN stays.

        Examples
        --------
        >>> Interval(1.0, -0.5, 2.5, 3).bounds(0.0, 100.0)
        (0.0, 2.5)
        >>> Interval(-1.0, -2.0, 0.0, 3).bounds(0.0)
        (-2.0, 0.0)
        """
        if not least <= self.mean <= most or math.isnan(self.half_width):
            return self.low, self.high
        return max(self.low, least), min(self.high, most)


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean difference of two plans over the same replications.

    ``variance_reduction_pct`` is how much smaller its variance is than with draws that have nothing
    in common: ``100 (1 - var(b - a) / (var(a) + var(b)))``. It is NaN where nothing varies.
    """

    interval: Interval
    variance_reduction_pct: float

    @property
    def certain(self) -> bool:
        """Whether the interval leaves out zero, or every replication differs by the same."""
        inside = self.interval
        if inside.replications < 2:
            return False
        return inside.low > 0 or inside.high < 0


def mean_interval(values: Sequence[float], *, level: float = LEVEL) -> Interval:
    """Mean of replications and its interval, ``mean ± t(n - 1) s / sqrt(n)`` (Student's t).

    Values that are NaN are replications in which the measure did not exist (nobody changed there):
    they are left out. Without a value everything is NaN; with one there is no interval. The unit is
    that of the values. Source: Law, Simulation Modeling and Analysis, section 9.4.

    Examples
    --------
    >>> found = mean_interval([9.0, 10.0, 11.0])  # s = 1, t = 4.303, 4.303 / sqrt(3) = 2.484
    >>> round(found.mean, 3), round(found.low, 3), round(found.high, 3)
    (10.0, 7.516, 12.484)
    """
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    count = len(known)
    if count == 0:
        return Interval(math.nan, math.nan, math.nan, 0)
    mean = float(known.mean())
    if count == 1:
        return Interval(mean, math.nan, math.nan, 1)
    if np.all(known == known[0]):
        return Interval(float(known[0]), float(known[0]), float(known[0]), count)
    half = _quantile(level, count - 1) * float(known.std(ddof=1)) / math.sqrt(count)
    return Interval(mean, mean - half, mean + half, count)


def paired_difference(
    before: Sequence[float], after: Sequence[float], *, level: float = LEVEL
) -> Difference:
    """Mean of ``after - before`` by replication, with its interval.

    Both plans use the same draws in the same replication, so that what chance does to one it does
    to the other. Where one has more replications, the first that both have are compared; a
    replication without a value in either is left out.

    Examples
    --------
    >>> found = paired_difference([10.0, 14.0, 12.0], [9.0, 13.0, 11.0])
    >>> found.interval.mean, found.certain, found.variance_reduction_pct
    (-1.0, True, 100.0)
    """
    count = min(len(before), len(after))
    one = np.asarray(before, dtype=np.float64)[:count]
    other = np.asarray(after, dtype=np.float64)[:count]
    both = ~(np.isnan(one) | np.isnan(other))
    one, other = one[both], other[both]
    difference = other - one
    return Difference(
        mean_interval(difference.tolist(), level=level), _reduction_pct(one, other, difference)
    )


def _reduction_pct(
    one: np.ndarray[tuple[int], np.dtype[np.float64]],
    other: np.ndarray[tuple[int], np.dtype[np.float64]],
    difference: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> float:
    """Share of the variance of independent draws that common ones take away (%)."""
    if len(one) < 2:
        return math.nan
    alone = float(one.var(ddof=1) + other.var(ddof=1))
    return 100 * (1 - float(difference.var(ddof=1)) / alone) if alone > 0 else math.nan


def _quantile(level: float, degrees: int) -> float:
    """Quantile of Student's t for a two-sided interval of a level."""
    from scipy.special import stdtrit  # noqa: PLC0415 - light, but only where wanted

    return float(stdtrit(degrees, 0.5 + level / 2))
