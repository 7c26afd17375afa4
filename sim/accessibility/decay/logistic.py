"""Logistic decay: a soft step, steep where the standard deviation is small."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import numpy.typing as npt

from sim.accessibility.decay.model import Decay, DecayParameter, DecaySpec, positive

__all__ = ["LOGISTIC", "logistic"]


def logistic(median_min: float, sd_min: float) -> Decay:
    """``f(t) = (1 + exp(-m k)) / (1 + exp((t - m) k))`` with ``k = pi / (sd sqrt 3)``.

    The share of people who would travel longer than t, were their longest times spread as a
    logistic distribution of median m and standard deviation sd, scaled to 1 at t = 0. The form of
    Conveyal R5. Minutes.

    Examples
    --------
    >>> [round(float(w), 3) for w in logistic(30, 10)([0.0, 30.0, 60.0])]
    [1.0, 0.502, 0.004]
    """
    median, sd = positive(median_min, "median_min"), positive(sd_min, "sd_min")
    return Decay(
        "logistic",
        (median, sd),
        f"logistic median {median:g} sd {sd:g} min",
        f"逻辑斯蒂 中位数 {median:g} 标准差 {sd:g} 分钟",
        math.inf,
        partial(_weight, median_min=median, steepness=math.pi / (sd * math.sqrt(3))),
    )


def _weight(
    times: npt.NDArray[np.floating], *, median_min: float, steepness: float
) -> npt.NDArray[np.float64]:
    with np.errstate(over="ignore"):  # 1 / (1 + infinity) is 0, as it should be
        falling = 1.0 + np.exp((times.astype(np.float64) - median_min) * steepness)
    return np.fmax((1.0 + math.exp(-median_min * steepness)) / falling, 0.0)


LOGISTIC = DecaySpec(
    "logistic",
    "逻辑斯蒂衰减",
    "Logistic decay",
    "f(t) = (1 + e^(-m k)) / (1 + e^((t - m) k)), k = pi / (sd sqrt 3)",
    "Conveyal R5; Bauer & Groneberg 2016, PLoS ONE 11",
    (
        DecayParameter(
            "median_min", "median", "min", "中位数", "time at which half of the weight is left"
        ),
        DecayParameter("sd_min", "sd", "min", "标准差", "standard deviation: how soft the step is"),
    ),
    logistic,
)
