"""Mean length of trips."""

from __future__ import annotations

import numpy as np

from sim.demand.model import Floats32, Floats64

__all__ = ["mean_length_km"]


def mean_length_km(trips: Floats64, km: Floats32 | Floats64) -> float:
    """Mean length of trips [..., Z, Z] over ways [Z, Z] (km); NaN where there are none.

    Examples
    --------
    >>> trips = np.array([[[1.0, 0.0], [0.0, 0.0]], [[0.0, 3.0], [0.0, 0.0]]])
    >>> mean_length_km(trips, np.array([[1.0, 5.0], [np.inf, 1.0]]))
    4.0
    """
    flows = trips.reshape(-1, *km.shape).sum(axis=0)
    total = float(flows.sum())
    if total <= 0:
        return float("nan")
    return float((flows * np.where(flows > 0, km, 0.0)).sum()) / total
