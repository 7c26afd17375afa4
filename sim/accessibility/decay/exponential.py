"""Exponential decay: the weight halves with every half-life."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import numpy.typing as npt

from sim.accessibility.decay.model import Decay, DecayParameter, DecaySpec, positive

__all__ = ["EXPONENTIAL", "exponential", "exponential_from_rate"]


def exponential(half_life_min: float) -> Decay:
    """``f(t) = 2^(-t / half-life)``; t in minutes (Wilson 1971).

    Examples
    --------
    >>> exponential(20)([0.0, 20.0, 60.0]).tolist()
    [1.0, 0.5, 0.125]
    """
    half = positive(half_life_min, "half_life_min")
    return Decay(
        "exponential",
        (half,),
        f"exponential half-life {half:g} min",
        f"指数 半衰期 {half:g} 分钟",
        math.inf,
        partial(_weight, half_life_min=half),
    )


def exponential_from_rate(rate_per_min: float) -> Decay:
    """``f(t) = exp(-rate * t)``, the same function told by its rate: half-life ``ln 2 / rate``.

    Examples
    --------
    >>> exponential_from_rate(0.1).text
    'exponential half-life 6.93147 min'
    """
    return exponential(math.log(2) / positive(rate_per_min, "rate_per_min"))


def _weight(times: npt.NDArray[np.floating], *, half_life_min: float) -> npt.NDArray[np.float64]:
    power = times.astype(np.float64)
    power *= -1.0 / half_life_min
    weights = np.exp2(power, out=power)
    return np.fmax(weights, 0.0, out=weights)


EXPONENTIAL = DecaySpec(
    "exponential",
    "指数衰减",
    "Exponential decay",
    "f(t) = 2^(-t / half-life)",
    "Wilson 1971, Environment and Planning 3",
    (
        DecayParameter(
            "half_life_min", "half-life", "min", "半衰期", "time over which the weight halves"
        ),
    ),
    exponential,
)
