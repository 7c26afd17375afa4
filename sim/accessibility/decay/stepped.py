"""Stepped decay: one weight per band of travel time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import numpy as np
import numpy.typing as npt

from sim.accessibility.decay.model import Decay, DecayParameter, DecaySpec
from sim.errors import DataError

__all__ = ["STEPPED", "stepped"]


def stepped(edges_min: Sequence[float], weights: Sequence[float]) -> Decay:
    """``f(t) = w_k`` for the first edge ``e_k >= t``, and 0 beyond the last edge; t in minutes.

    The bands of the enhanced two-step floating catchment area (Luo & Qi 2009). An edge belongs to
    the band it closes.

    Parameters
    ----------
    edges_min
        Where bands end, rising.
    weights
        One per band, from 1 to 0, never rising.

    Examples
    --------
    >>> stepped((10, 20, 30), (1, 0.68, 0.22))([0.0, 10.0, 10.5, 30.0, 31.0]).tolist()
    [1.0, 1.0, 0.68, 0.22, 0.0]
    """
    edges, heights = tuple(map(float, edges_min)), tuple(map(float, weights))
    if not edges or len(edges) != len(heights):
        raise DataError(
            f"a stepped decay needs one weight per edge, not {len(heights)} weights for "
            f"{len(edges)} edges"
        )
    rising = all(a < b for a, b in zip((-math.inf, *edges), (*edges, math.inf), strict=True))
    if not rising or edges[0] < 0:
        raise DataError(f"edges_min must rise from 0 or more, not {list(edges)}")
    if not all(1 >= a >= b >= 0 for a, b in zip((1.0, *heights), heights, strict=False)):
        raise DataError(f"weights must lie between 1 and 0 and never rise, not {list(heights)}")
    return Decay(
        "stepped",
        (*edges, *heights),
        f"stepped {_list(edges)} min weights {_list(heights)}",
        f"分段 {_list(edges)} 分钟，权重 {_list(heights)}",
        edges[-1],
        partial(_weight, edges_min=edges, weights=heights),
    )


def _list(numbers: tuple[float, ...]) -> str:
    return " ".join(f"{number:g}" for number in numbers)


def _weight(
    times: npt.NDArray[np.floating], *, edges_min: tuple[float, ...], weights: tuple[float, ...]
) -> npt.NDArray[np.float64]:
    band = np.searchsorted(np.asarray(edges_min, dtype=times.dtype), times, side="left")
    return np.array((*weights, 0.0))[band]


STEPPED = DecaySpec(
    "stepped",
    "分段衰减",
    "Stepped decay",
    "f(t) = w_k for the first edge e_k >= t, 0 beyond the last",
    "Luo & Qi 2009, Health & Place 15",
    (
        DecayParameter("edges_min", "", "min", "各段终点", "where bands end", is_list=True),
        DecayParameter("weights", "weights", "", "各段权重", "weight of each band", is_list=True),
    ),
    stepped,
)
