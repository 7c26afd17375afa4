"""Lengths of trips: their mean, their distribution, and how far two distributions coincide."""

from __future__ import annotations

import numpy as np

from sim.demand.model import Floats32, Floats64

__all__ = ["coincidence_ratio", "mean_length_km", "trip_length_distribution"]


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


def trip_length_distribution(
    trips: Floats64, km: Floats32 | Floats64, edges_km: Floats64
) -> Floats64:
    """Share of trips [..., Z, Z] in each band of length: from an edge to below the next.

    Lengths outside the edges count with the first or last band, so shares sum to 1; zero
    everywhere where there are no trips.

    Examples
    --------
    >>> trips = np.array([[[1.0, 2.0], [0.0, 1.0]]])
    >>> km = np.array([[0.5, 4.0], [4.0, 12.0]])
    >>> trip_length_distribution(trips, km, np.array([0.0, 2.0, 5.0, 10.0])).tolist()
    [0.25, 0.5, 0.25]
    """
    flows = trips.reshape(-1, *km.shape).sum(axis=0).ravel()
    lengths = np.where(flows > 0, np.asarray(km, dtype=np.float64).ravel(), 0.0)
    count = len(edges_km) - 1
    band = np.clip(np.searchsorted(edges_km, lengths, side="right") - 1, 0, count - 1)
    sums = np.bincount(band, weights=flows, minlength=count)
    total = float(sums.sum())
    return np.asarray(sums / total if total > 0 else sums, dtype=np.float64)


def coincidence_ratio(a: Floats64, b: Floats64) -> float:
    """How far two distributions over the same bands coincide: ``sum min(a, b) / sum max(a, b)``.

    1 for equal ones, 0 for ones without a common band; NaN where both are empty. A measure of
    practice in travel forecasting (NCHRP Report 716, 2012).

    Examples
    --------
    >>> coincidence_ratio(np.array([0.5, 0.5]), np.array([0.25, 0.75])) == 0.75 / 1.25
    True
    """
    most = float(np.maximum(a, b).sum())
    return float(np.minimum(a, b).sum()) / most if most > 0 else float("nan")
