"""Proximity, access and transport performance: what the network makes of what lies nearby."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.accessibility.cumulative import cumulative
from sim.accessibility.inputs import Floats, checked_opportunities, checked_times
from sim.accessibility.sums import flat, within
from sim.errors import DataError

__all__ = ["EC_RAIL", "proximity", "transport_performance"]

EC_RAIL = (90.0, 120.0)
"""Minutes and km of the European Commission's rail transport performance (2022)."""


def proximity(
    distances_km: npt.ArrayLike, opportunities: npt.ArrayLike, *, radius_km: float
) -> Floats:
    """Opportunities nearby, as the crow flies: ``N_i(r) = sum O_j for d_ij <= r`` (ITF 2019).

    Unit: that of the opportunities. Nothing nearby: 0. A distance is always known, so a hole (NaN)
    is an error here.

    Parameters
    ----------
    distances_km
        Straight distances [origin, destination].
    opportunities
        Amounts [destination], or [destination, layer].
    radius_km
        Furthest that counts, itself included.

    Examples
    --------
    >>> proximity([[0, 5, 12]], [10, 20, 40], radius_km=8).tolist()
    [30.0]
    """
    distances = checked_times(distances_km, "distances_km")
    holes = int(np.isnan(distances).sum())
    if holes:
        raise DataError(f"distances_km has {holes} holes; every distance is needed")
    if not 0 <= radius_km < np.inf:
        raise DataError(f"radius_km must be 0 km or more, not {radius_km}")
    table = checked_opportunities(opportunities, distances.shape[1])
    return flat(within(distances, table, (radius_km,))[:, 0], opportunities)


def transport_performance(
    times_min: npt.ArrayLike,
    opportunities: npt.ArrayLike,
    *,
    distances_km: npt.ArrayLike,
    cutoff_min: float,
    radius_km: float,
    limit_min: float | None = None,
) -> Floats:
    """Access by proximity: ``100 A_i(t) / N_i(r)``, in % (ITF 2019; EC, Poelman et al. 2020).

    100: the network reaches as much as lies nearby; above: it reaches out beyond. The ITF takes
    30 min and 8 km in a city, the European Commission 90 min and 120 km by rail (`EC_RAIL`).
    Nothing nearby: NaN, as nothing can be said of the network. Nothing in reach: 0.

    Parameters
    ----------
    times_min
        Minutes [origin, destination], NaN where unreachable.
    opportunities
        Amounts [destination], or [destination, layer].
    distances_km
        Straight distances [origin, destination].
    cutoff_min, radius_km
        Longest time and furthest distance that count.
    limit_min
        Longest time that was searched; a cutoff beyond it is an error.

    Examples
    --------
    >>> transport_performance(
    ...     [[0, 40, 25]], [10, 20, 5], distances_km=[[0, 5, 12]], cutoff_min=30, radius_km=8
    ... ).tolist()
    [50.0]
    """
    if np.shape(times_min) != np.shape(distances_km):
        raise DataError(
            f"times_min has shape {np.shape(times_min)} and distances_km {np.shape(distances_km)}; "
            "both are [origin, destination]"
        )
    nearby = proximity(distances_km, opportunities, radius_km=radius_km)
    reached = cumulative(times_min, opportunities, cutoff_min=cutoff_min, limit_min=limit_min)
    found = np.full(nearby.shape, np.nan)
    np.divide(100.0 * reached, nearby, out=found, where=nearby > 0)
    return found
