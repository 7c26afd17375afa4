"""The value of time: a log-normal distribution over people, cut into classes of equal size."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from sim.demand.model import Floats64
from sim.demand.parameters import Parameters
from sim.errors import DataError

__all__ = ["FIRST_YEAR", "TimeValues", "mean_value_of_time", "time_values", "time_values_of"]

FIRST_YEAR = 2015
"""Year that ``value_of_time_yuan_per_h`` belongs to."""


@dataclass(frozen=True, slots=True)
class TimeValues:
    """Classes of travellers [V]: mean value of time (yuan/h) and share of people."""

    yuan_per_h: Floats64
    shares: Floats64

    @property
    def mean_yuan_per_h(self) -> float:
        """Mean over all travellers (yuan/h)."""
        return float(self.yuan_per_h @ self.shares)

    @property
    def exchange_yuan_per_h(self) -> float:
        """Rate at which all travellers together trade minutes for yuan: the harmonic mean (yuan/h).

        A yuan is worth ``60 / w`` minutes to a traveller, so on average ``60 mean(1 / w)``; at
        this rate a yuan saved counts as one yuan, whoever saves it. It is below the mean.

        Examples
        --------
        >>> TimeValues(np.array([20.0, 60.0]), np.array([0.5, 0.5])).exchange_yuan_per_h
        30.0
        """
        return float(1 / (self.shares / self.yuan_per_h).sum())


def mean_value_of_time(parameters: Parameters, *, year: int, factor: float = 1.0) -> float:
    """Mean value of time of a purpose in a year (yuan/h, prices of the first year).

    ``value_of_time_yuan_per_h x (1 + growth)^(year - 2015) x factor``, where ``factor`` is the
    purpose's ``value_of_time_factor``. Earlier years shrink by the same rule.

    Examples
    --------
    >>> values = {"value_of_time_yuan_per_h": 30.0, "value_of_time_growth_pct": 4.0}
    >>> round(mean_value_of_time(values, year=2017, factor=0.5), 3)  # 30 x 1.04^2 / 2
    16.224
    """
    growth = 1 + parameters["value_of_time_growth_pct"] / 100
    return parameters["value_of_time_yuan_per_h"] * growth ** (year - FIRST_YEAR) * factor


def time_values(mean_yuan_per_h: float, sd_log: float, *, classes: int = 3) -> TimeValues:
    """Cut a log-normal value of time into classes of equal share, each at its own exact mean.

    With ``mu = ln mean - sd^2 / 2`` and the standard normal quantiles ``z_k`` of ``k / V``, the
    mean of class ``k`` is ``mean x V x (Phi(z_(k+1) - sd) - Phi(z_k - sd))``: the partial
    expectation of the log-normal (Aitchison and Brown 1957). Class means therefore average to
    ``mean_yuan_per_h`` exactly. Without spread every class has the mean.

    Raises
    ------
    DataError
        If the mean is not above zero, the spread below zero, or there is no class.

    Examples
    --------
    >>> time_values(30.0, 0.6).yuan_per_h.round(2).tolist()
    [13.62, 25.33, 51.05]
    """
    if not 0 < mean_yuan_per_h < float("inf"):
        raise DataError(
            f"the value of time is {mean_yuan_per_h:g} yuan/h; it must be above 0: "
            "look at value_of_time_yuan_per_h in demand/parameters"
        )
    if not 0 <= sd_log < float("inf"):
        raise DataError(
            f"the spread of the value of time is {sd_log:g}; it must not be below 0: "
            "look at value_of_time_sd_log in demand/parameters"
        )
    if classes < 1:
        raise DataError(f"{classes} classes of the value of time; at least 1 is needed")
    normal = NormalDist()
    inner = [normal.cdf(normal.inv_cdf(k / classes) - sd_log) for k in range(1, classes)]
    parts = np.diff([0.0, *inner, 1.0])
    return TimeValues(mean_yuan_per_h * classes * parts, np.full(classes, 1 / classes))


def time_values_of(
    parameters: Parameters, *, year: int, factor: float = 1.0, classes: int = 3
) -> TimeValues:
    """Classes of a purpose's value of time in a year.

    Examples
    --------
    >>> values = {"value_of_time_yuan_per_h": 30.0, "value_of_time_growth_pct": 4.0,
    ...           "value_of_time_sd_log": 0.6}
    >>> round(time_values_of(values, year=2016).mean_yuan_per_h, 6)
    31.2
    """
    mean = mean_value_of_time(parameters, year=year, factor=factor)
    return time_values(mean, parameters["value_of_time_sd_log"], classes=classes)
