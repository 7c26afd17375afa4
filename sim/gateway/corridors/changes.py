"""Fewest changes between the airport and places, whatever they cost in time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise

import numpy as np

from sim.geometry import pairs_within, to_metres
from sim.network.model import Network, StopId
from sim.network.patterns import Pattern, patterns

__all__ = ["DAY_S", "fewest_changes"]

DAY_S = (6 * 3600, 22 * 3600)
"""From 06:00 to 22:00, the hours of the corridors."""


def fewest_changes(
    network: Network,
    starts: Collection[StopId],
    goals: Mapping[str, Collection[StopId]],
    *,
    change_m: float = 400.0,
    window_s: tuple[int, int] = DAY_S,
    most_rides: int = 6,
) -> dict[str, int | None]:
    """Vehicles needed to get from some start to some goal, less one, by place.

    Rounds of a search without times: round n reaches the stops after the first stop that round
    n - 1 reached, on every vehicle that runs in the window; stops within `change_m` in a straight
    line are changed between on foot. Long waits count for nothing: the quickest way may need more
    changes. A start that is a goal itself needs none. ``None`` where `most_rides` do not suffice,
    or there are no stops.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> fewest_changes(line("A B C"), ["A"], {"near": ["C"], "nowhere": []}, change_m=1.0)
    {'near': 0, 'nowhere': None}
    """
    running = [one for one in patterns(network) if not one.is_sum and _runs(one, window_s)]
    on_foot = _on_foot(network, running, change_m)
    reached = set(starts)
    found: dict[str, int | None] = {
        place: 0 if reached & set(stops) else None for place, stops in goals.items()
    }
    for ride in range(most_rides):
        if all(count is not None for count in found.values()):
            break
        ridden = _ridden(running, reached)
        for place, stops in goals.items():
            if found[place] is None and ridden & set(stops):
                found[place] = ride
        walked = {other for stop in ridden for other in on_foot.get(stop, ())}
        more = reached | ridden | walked
        if more == reached:
            break
        reached = more
    return found


def _runs(pattern: Pattern, window_s: tuple[int, int]) -> bool:
    """Whether a vehicle of the pattern leaves its first stop in the window."""
    start_s, end_s = window_s
    if pattern.trip_ids:
        return any(start_s <= times[0] < end_s for times in pattern.trip_departure_s)
    return any(band.start_s < end_s and band.end_s > start_s for band in pattern.bands)


def _ridden(running: Collection[Pattern], reached: Collection[StopId]) -> set[StopId]:
    """Stops that one ride from the reached ones leads to."""
    found: set[StopId] = set()
    for pattern in running:
        for position, stop_id in enumerate(pattern.stop_ids):
            if stop_id in reached:
                found.update(pattern.stop_ids[position + 1 :])
                break
    return found


def _on_foot(
    network: Network, running: Collection[Pattern], change_m: float
) -> Mapping[StopId, list[StopId]]:
    """Stops within a change's walk of each stop that something runs from or to."""
    stops = sorted({stop for one in running for hop in pairwise(one.stop_ids) for stop in hop})
    if len(stops) < 2:
        return {}
    xy = to_metres(
        np.array([network.stops[stop].lon for stop in stops]),
        np.array([network.stops[stop].lat for stop in stops]),
    )
    first, second = pairs_within(xy, xy, change_m)[:2]
    found: dict[StopId, list[StopId]] = {}
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        if a != b:
            found.setdefault(stops[a], []).append(stops[b])
    return found
