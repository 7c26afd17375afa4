"""Linear decay: a straight line from 1 at once to 0 at the cutoff."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt

from sim.accessibility.decay.model import Decay, DecayParameter, DecaySpec, positive

__all__ = ["LINEAR", "linear"]


def linear(cutoff_min: float) -> Decay:
    """``f(t) = max(0, 1 - t / cutoff)``; t in minutes (Black & Conroy 1977).

    Examples
    --------
    >>> linear(40)([0.0, 10.0, 40.0, 50.0]).tolist()
    [1.0, 0.75, 0.0, 0.0]
    """
    limit = positive(cutoff_min, "cutoff_min")
    return Decay(
        "linear",
        (limit,),
        f"linear {limit:g} min",
        f"线性 {limit:g} 分钟",
        limit,
        partial(_weight, cutoff_min=limit),
    )


def _weight(times: npt.NDArray[np.floating], *, cutoff_min: float) -> npt.NDArray[np.float64]:
    return np.fmax(1.0 - times.astype(np.float64) / cutoff_min, 0.0)


LINEAR = DecaySpec(
    "linear",
    "线性衰减",
    "Linear decay",
    "f(t) = max(0, 1 - t / cutoff)",
    "Black & Conroy 1977, Environment and Planning A 9",
    (DecayParameter("cutoff_min", "", "min", "权重降为零的时间", "time at which the weight is 0"),),
    linear,
)
