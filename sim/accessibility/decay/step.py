"""Step decay: everything within the cutoff counts in full, nothing beyond it."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt

from sim.accessibility.decay.model import Decay, DecayParameter, DecaySpec
from sim.accessibility.inputs import check_cutoff

__all__ = ["STEP", "step"]


def step(cutoff_min: float) -> Decay:
    """``f(t) = 1`` for ``t <= cutoff``, else 0; t in minutes.

    Gravity access with this decay is cumulative access (Wachs & Kumagai 1973). A cutoff of 0
    leaves what is next door.

    Examples
    --------
    >>> step(30)([0.0, 30.0, 30.5]).tolist()
    [1.0, 1.0, 0.0]
    """
    check_cutoff(cutoff_min, None)
    limit = float(cutoff_min)
    return Decay(
        "step",
        (limit,),
        f"step {limit:g} min",
        f"阶跃 {limit:g} 分钟",
        limit,
        partial(_weight, cutoff_min=limit),
    )


def _weight(times: npt.NDArray[np.floating], *, cutoff_min: float) -> npt.NDArray[np.float64]:
    inside: npt.NDArray[np.bool_] = times <= times.dtype.type(cutoff_min)
    return inside.astype(np.float64)


STEP = DecaySpec(
    "step",
    "阶跃衰减",
    "Step decay",
    "f(t) = 1 if t <= cutoff else 0",
    "Wachs & Kumagai 1973",
    (DecayParameter("cutoff_min", "", "min", "截止时间", "longest time that counts"),),
    step,
)
