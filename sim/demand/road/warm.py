"""Flows that carry new trips, made from the equilibrium of nearly the same trips."""

from __future__ import annotations

import numpy as np

from sim.demand.model import Floats64
from sim.demand.road.loading import Ways, loaded

__all__ = ["carried_over"]

_GRAIN = 2.0**10


def carried_over(
    ways: Ways,
    before: tuple[Floats64, float, Floats64],
    trips: Floats64,
    link_min: Floats64,
    *,
    cores: int = 0,
) -> tuple[Floats64, float]:
    """Vehicles on links, and minutes on connectors, that carry `trips`.

    `before` are flows, minutes on connectors and trips of the equilibrium before, `link_min` the
    minutes then. What changed is put on, or taken off, the ways that were quickest. That may take
    more off a link than was on it. So it is mixed with flows that are never negative: a share of
    those before that no pair of zones falls below, the rest on the quickest ways; with as little
    of them as no link needs more. Both carry the trips, and so does the mix.

    Examples
    --------
    >>> from sim.demand.road.examples import toy_roads
    >>> from sim.demand.road.loading import quickest_ways
    >>> roads = toy_roads({"a b": (10.0, 100.0, 0.15, 4.0)}, {"A": "a", "B": "b"})
    >>> trips = np.array([[0.0, 8.0], [0.0, 0.0]])
    >>> before = (np.array([8.0]), 0.0, trips)
    >>> carried_over(quickest_ways(roads), before, trips / 2, roads.free_min)[0].tolist()
    [4.0]
    """
    flows, access_min, old = before
    change = loaded(ways, link_min, trips - old, cores=cores)
    moved, moved_min = flows + change.loads, access_min + change.access_min
    if moved.min(initial=0.0) >= 0.0:
        return moved, moved_min
    there = old > 0
    share = float(np.min(trips[there] / old[there], initial=1.0))
    share = np.floor(share * _GRAIN) / _GRAIN  # sums of what is left stay exact
    rest = loaded(ways, link_min, trips - share * old, cores=cores)
    safe, safe_min = share * flows + rest.loads, share * access_min + rest.access_min
    below = moved < 0
    mix = float(np.max(moved[below] / (moved[below] - safe[below])))
    volume = np.maximum(moved + mix * (safe - moved), 0.0)  # zero but for rounding
    return volume, moved_min + mix * (safe_min - moved_min)
