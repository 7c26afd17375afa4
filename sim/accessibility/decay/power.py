"""Power decay: the weight falls with a power of the travel time."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import numpy.typing as npt

from sim.accessibility.decay.model import Decay, DecayParameter, DecaySpec, positive

__all__ = ["POWER", "power"]


def power(exponent: float) -> Decay:
    """``f(t) = min(1, t^-exponent)``; t in minutes (Hansen 1959).

    The formula has no bound near 0, so all times up to 1 min count in full. The weight therefore
    depends on the unit of time, which is the minute.

    Examples
    --------
    >>> power(2)([0.0, 1.0, 10.0]).tolist()
    [1.0, 1.0, 0.01]
    """
    sharpness = positive(exponent, "exponent")
    return Decay(
        "power",
        (sharpness,),
        f"power exponent {sharpness:g}",
        f"幂 指数 {sharpness:g}",
        math.inf,
        partial(_weight, exponent=sharpness),
    )


def _weight(times: npt.NDArray[np.floating], *, exponent: float) -> npt.NDArray[np.float64]:
    weights = np.power(np.maximum(times.astype(np.float64), 1.0), -exponent)
    return np.fmax(weights, 0.0)


POWER = DecaySpec(
    "power",
    "幂衰减",
    "Power decay",
    "f(t) = min(1, t^-exponent)",
    "Hansen 1959, Journal of the American Institute of Planners 25",
    (DecayParameter("exponent", "exponent", "", "指数", "how sharply the weight falls"),),
    power,
)
