"""Log-normal decay: the weight falls with the square of the logarithm of the travel time."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import numpy.typing as npt

from sim.accessibility.decay.model import Decay, DecayParameter, DecaySpec, positive

__all__ = ["LOG_NORMAL", "log_normal"]


def log_normal(exponent: float) -> Decay:
    """``f(t) = exp(-exponent * (ln t)^2)`` for ``t > 1``, else 1; t in minutes.

    Flat near the origin, long in the tail (Reggiani, Bucci & Russo 2011). Below 1 min the formula
    would fall towards 0 again, so all times up to 1 min count in full.

    Examples
    --------
    >>> [round(float(w), 3) for w in log_normal(0.1)([0.0, 1.0, 10.0, 60.0])]
    [1.0, 1.0, 0.588, 0.187]
    """
    sharpness = positive(exponent, "exponent")
    return Decay(
        "log_normal",
        (sharpness,),
        f"log-normal exponent {sharpness:g}",
        f"对数正态 系数 {sharpness:g}",
        math.inf,
        partial(_weight, exponent=sharpness),
    )


def _weight(times: npt.NDArray[np.floating], *, exponent: float) -> npt.NDArray[np.float64]:
    logs = np.log(np.maximum(times.astype(np.float64), 1.0))
    return np.fmax(np.exp(-exponent * logs * logs), 0.0)


LOG_NORMAL = DecaySpec(
    "log_normal",
    "对数正态衰减",
    "Log-normal decay",
    "f(t) = exp(-exponent (ln t)^2) for t > 1 min, else 1",
    "Reggiani, Bucci & Russo 2011, International Regional Science Review 34",
    (DecayParameter("exponent", "exponent", "", "系数", "how sharply the weight falls"),),
    log_normal,
)
