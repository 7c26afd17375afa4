"""Gaussian decay: half a bell, brought down to 0 at the edge of the catchment."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import numpy.typing as npt

from sim.accessibility.decay.model import Decay, DecayParameter, DecaySpec, positive

__all__ = ["GAUSSIAN", "gaussian"]


def gaussian(cutoff_min: float) -> Decay:
    """``f(t) = (exp(-(t/c)^2 / 2) - exp(-1/2)) / (1 - exp(-1/2))`` up to the cutoff c, then 0.

    Made for floating catchment areas (Dai 2010). Minutes.

    Examples
    --------
    >>> [round(float(w), 3) for w in gaussian(30)([0.0, 15.0, 30.0, 40.0])]
    [1.0, 0.701, 0.0, 0.0]
    """
    limit = positive(cutoff_min, "cutoff_min")
    return Decay(
        "gaussian",
        (limit,),
        f"gaussian {limit:g} min",
        f"高斯 {limit:g} 分钟",
        limit,
        partial(_weight, cutoff_min=limit),
    )


def _weight(times: npt.NDArray[np.floating], *, cutoff_min: float) -> npt.NDArray[np.float64]:
    floor = math.exp(-0.5)
    bell = np.exp(-0.5 * (times.astype(np.float64) / cutoff_min) ** 2)
    return np.fmax((bell - floor) / (1.0 - floor), 0.0)


GAUSSIAN = DecaySpec(
    "gaussian",
    "高斯衰减",
    "Gaussian decay",
    "f(t) = (e^(-(t/c)^2/2) - e^(-1/2)) / (1 - e^(-1/2)) for t <= c, else 0",
    "Dai 2010, Health & Place 16",
    (DecayParameter("cutoff_min", "", "min", "服务区边界", "edge of the catchment"),),
    gaussian,
)
