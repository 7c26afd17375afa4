"""Links on foot and by feeder: stop to stop, point to stop, point to point.

Lengths are straight lines in the projected system times a detour factor; a straight line that
meets water is no way on foot: then only the bridges and tunnels count that can be walked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.geometry import (
    Floats,
    distances_m,
    pairs_within,
    segments_blocked,
    to_metres,
)
from sim.network.ground import Ground, ashore, ground_of, road_m
from sim.network.model import Network, StopId
from sim.network.patterns import patterns, served_stops
from sim.network.runs import stop_is_open

__all__ = [
    "Links",
    "Point",
    "WalkSettings",
    "direct_links",
    "point_links",
    "stop_order",
    "transfer_links",
]

Indices = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class WalkSettings:
    """How far and how fast people walk, and how feeders run.

    `detour` is street distance over straight line: 1.3 is the lower quartile of the OSM driving
    network of northern Hangzhou (pairs 1-2 km apart; median 1.43), taken because that network
    holds no footpaths. Limits are street distances in metres. A hub's
    stops are linked whatever their distance, in not less than `hub_transfer_min_s` (levels, ticket
    gates, queues). A feeder (local bus, taxi, car) takes `feeder_fixed_s` plus its way at the
    point's own speed; it goes to regional stops within the point's limit, and to urban stations on
    rails within `max_feeder_urban_m`. The defaults are assumptions, labelled as such in results.
    """

    speed_kmh: float = 4.5
    detour: float = 1.3
    max_access_m: float = 1200.0
    max_transfer_m: float = 500.0
    max_direct_m: float = 2000.0
    hub_transfer_min_s: int = 240
    feeder_fixed_s: int = 600
    feeder_detour: float = 1.3
    max_feeder_urban_m: float = 10_000.0

    @property
    def seconds_per_metre(self) -> float:
        """Time on foot per metre of street."""
        return 3.6 / self.speed_kmh


@dataclass(frozen=True, slots=True)
class Point:
    """Where a trip starts or ends: a zone, a place, a main station.

    Feeders of other points go straight to a main station (`is_station`), as they do to its stops.
    """

    point_id: str
    lon: float
    lat: float
    feeder_speed_kmh: float = 0.0
    max_feeder_km: float = 40.0
    is_station: bool = False


@dataclass(frozen=True)
class Links:
    """Links as columns, sorted by (from, to); whole seconds, at least one."""

    from_index: Indices
    to_index: Indices
    time_s: Indices

    def __len__(self) -> int:
        return len(self.time_s)


@dataclass
class _Best:
    """The shortest time found for each pair of indices."""

    time_s: dict[tuple[int, int], int] = field(default_factory=dict)

    def offer(self, rows: npt.ArrayLike, columns: npt.ArrayLike, seconds: npt.ArrayLike) -> None:
        """Keep the shorter of what is known and what is offered."""
        offered = zip(
            np.asarray(rows).tolist(),
            np.asarray(columns).tolist(),
            np.maximum(1, np.rint(np.asarray(seconds))).astype(int).tolist(),
            strict=True,
        )
        for row, column, time_s in offered:
            known = self.time_s.get((row, column))
            if known is None or time_s < known:
                self.time_s[row, column] = time_s

    def links(self) -> Links:
        """Freeze the result, sorted."""
        rows = np.array(
            [(*pair, time_s) for pair, time_s in sorted(self.time_s.items())], dtype=np.int32
        ).reshape(-1, 3)
        return Links(*(np.ascontiguousarray(rows[:, column]) for column in range(3)))


def stop_order(network: Network) -> tuple[StopId, ...]:
    """Order of the stops that indices in `Links` refer to.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> stop_order(line("C A B"))
    ('A', 'B', 'C')
    """
    return tuple(sorted(network.stops))


def transfer_links(network: Network, walk: WalkSettings) -> Links:
    """Link stops on foot, both ways; indices refer to `stop_order`.

    Only stops that a pattern serves are linked. Stops of one hub always are. A `TransferTime` of
    the network replaces the computed time, also where nothing was computed, and also for a stop
    with itself (changing platforms).

    Examples
    --------
    >>> from sim.network.examples import line
    >>> links = transfer_links(line("A B C"), WalkSettings(max_transfer_m=1350, detour=1.3))
    >>> list(zip(links.from_index.tolist(), links.to_index.tolist(), links.time_s.tolist()))
    [(0, 1, 1040), (1, 0, 1040), (1, 2, 1040), (2, 1, 1040)]
    """
    order = stop_order(network)
    index = {stop_id: row for row, stop_id in enumerate(order)}
    ground = ground_of(network)
    rows = np.array([index[s] for s in sorted(served_stops(patterns(network)))], dtype=np.int64)
    xy = _stop_xy(network, [order[row] for row in rows], ground.epsg)
    best = _Best()
    from_row, to_row, metres = _walks(xy, xy, walk.max_transfer_m, walk.detour, ground)
    other = from_row != to_row
    best.offer(rows[from_row[other]], rows[to_row[other]], metres[other] * walk.seconds_per_metre)
    _link_hubs(network, walk, dict(zip(rows.tolist(), xy, strict=True)), best)
    for pair, transfer in network.transfer_times.items():
        if all(stop_id in index and stop_is_open(network, stop_id) for stop_id in pair):
            best.time_s[index[pair[0]], index[pair[1]]] = max(1, transfer.time_s)
    return best.links()


def point_links(points: Sequence[Point], network: Network, walk: WalkSettings) -> Links:
    """Link points to every stop in reach, on foot or by feeder; valid in both directions.

    Only stops that a pattern serves count. Feeders reach regional stops within the point's own
    limit and, nearer by, urban stations of lines that run on sections of their own.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> links = point_links([Point("home", 120.0, 30.0)], line("A B C"), WalkSettings())
    >>> links.to_index.tolist(), links.time_s.tolist()
    ([0], [1])
    """
    order = stop_order(network)
    index = {stop_id: row for row, stop_id in enumerate(order)}
    served = sorted(served_stops(patterns(network)))
    regional = {
        stop_id
        for stop_id in served
        if network.modes[network.stops[stop_id].mode_id].system == "regional"
    }
    on_rails = _urban_stations(network) - regional
    targets = tuple(
        _Target(index[s], network.stops[s].lon, network.stops[s].lat, s in regional, s in on_rails)
        for s in served
    )
    grounds = ground_of(network), ground_of(network, on_foot=False)
    return _to_targets(tuple(points), targets, grounds, walk)


class _Target(NamedTuple):
    """A stop that is served, as `point_links` sees it."""

    row: int
    lon: float
    lat: float
    is_regional: bool
    is_on_rails: bool


@lru_cache(maxsize=16)
def _to_targets(
    points: tuple[Point, ...],
    targets: tuple[_Target, ...],
    grounds: tuple[Ground, Ground],
    walk: WalkSettings,
) -> Links:
    """Links of `point_links`; alternatives that serve the same stops share them."""
    ground, roads = grounds
    rows = np.array([stop.row for stop in targets], dtype=np.int64)
    stops = to_metres(
        [stop.lon for stop in targets], [stop.lat for stop in targets], epsg=ground.epsg
    )
    starts = _point_xy(points, ground.epsg)
    best = _Best()
    from_row, to_row, metres = _walks(starts, stops, walk.max_access_m, walk.detour, ground)
    best.offer(from_row, rows[to_row], metres * walk.seconds_per_metre)
    regional = np.flatnonzero([stop.is_regional for stop in targets])
    on_rails = np.flatnonzero([stop.is_on_rails for stop in targets])
    for chosen, limit_m in ((regional, np.inf), (on_rails, walk.max_feeder_urban_m)):
        from_row, to_row, seconds = _feeders(points, stops[chosen], walk, roads, limit_m)
        best.offer(from_row, rows[chosen][to_row], seconds)
    return best.links()


def direct_links(
    points_a: Sequence[Point], points_b: Sequence[Point], network: Network, walk: WalkSettings
) -> Links:
    """Link points to points on foot, and zones with feeders to main stations directly.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> home, work = Point("home", 120.0, 30.0), Point("work", 120.01, 30.0)
    >>> direct_links([home], [work], line("A B"), WalkSettings()).time_s.tolist()
    [1003]
    """
    grounds = ground_of(network), ground_of(network, on_foot=False)
    return _direct(tuple(points_a), tuple(points_b), grounds, walk)


@lru_cache(maxsize=16)
def _direct(
    points_a: tuple[Point, ...],
    points_b: tuple[Point, ...],
    grounds: tuple[Ground, Ground],
    walk: WalkSettings,
) -> Links:
    """Links of `direct_links`: no lines are in them, so alternatives share them."""
    ground, roads = grounds
    a, b = _point_xy(points_a, ground.epsg), _point_xy(points_b, ground.epsg)
    best = _Best()
    from_row, to_row, metres = _walks(a, b, walk.max_direct_m, walk.detour, ground)
    best.offer(from_row, to_row, metres * walk.seconds_per_metre)
    for riders, halls, swapped in ((points_a, points_b, False), (points_b, points_a, True)):
        chosen = np.array([i for i, hall in enumerate(halls) if hall.is_station], dtype=np.int64)
        if len(chosen):
            hall_xy = (a if swapped else b)[chosen]
            rider_row, hall_row, seconds = _feeders(riders, hall_xy, walk, roads, np.inf)
            pair = (rider_row, chosen[hall_row])
            best.offer(*(pair[::-1] if swapped else pair), seconds)
    return best.links()


def _walks(
    a: Floats, b: Floats, limit_m: float, detour: float, ground: Ground
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """Street distances of all pairs in reach: straight, or across one bridge."""
    a, b = ashore(a, ground), ashore(b, ground)
    rows, columns, straight = pairs_within(a, b, limit_m / detour)
    free = ~segments_blocked(a[rows], b[columns], ground.water)
    found = [(rows[free], columns[free], straight[free] * detour)]
    for one, two, length_m in ground.ends:
        for near, far in ((one, two), (two, one)):
            found.append(_across(a, b, (near, far, length_m), (limit_m, detour), ground))
    return (
        np.concatenate([part[0] for part in found]),
        np.concatenate([part[1] for part in found]),
        np.concatenate([part[2] for part in found]),
    )


def _across(
    a: Floats,
    b: Floats,
    crossing: tuple[Floats, Floats, float],
    limits: tuple[float, float],
    ground: Ground,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    near, far, length_m = crossing
    limit_m, detour = limits
    left_m = (limit_m - length_m) / detour
    if left_m <= 0:
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing, np.empty(0)
    from_rows, _, before_m = pairs_within(a, near, left_m)
    ok = ~segments_blocked(a[from_rows], np.repeat(near, len(from_rows), axis=0), ground.water)
    from_rows, before_m = from_rows[ok], before_m[ok]
    to_rows, _, after_m = pairs_within(b, far, left_m)
    ok = ~segments_blocked(b[to_rows], np.repeat(far, len(to_rows), axis=0), ground.water)
    to_rows, after_m = to_rows[ok], after_m[ok]
    total = length_m + detour * (before_m[:, None] + after_m[None, :])
    i, j = np.nonzero(total <= limit_m)
    return from_rows[i], to_rows[j], total[i, j]


def _link_hubs(network: Network, walk: WalkSettings, xy: dict[int, Floats], best: _Best) -> None:
    index = {stop_id: row for row, stop_id in enumerate(stop_order(network))}
    for hub in network.hubs.values():
        rows = [index[s] for s in hub.stop_ids if s in index and index[s] in xy]
        for one in rows:
            for other in rows:
                if one == other:
                    continue
                metres = float(distances_m(xy[one], xy[other])[0]) * walk.detour
                seconds = max(walk.hub_transfer_min_s, round(metres * walk.seconds_per_metre))
                best.time_s[one, other] = seconds


def _feeders(
    points: Sequence[Point], targets: Floats, walk: WalkSettings, roads: Ground, limit_m: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """Rows, columns and seconds of the feeders of points to targets within their limits."""
    speed = np.array([point.feeder_speed_kmh for point in points]) / 3.6
    riders = np.flatnonzero(speed > 0)
    limits = np.array([1000.0 * point.max_feeder_km for point in points])[riders]
    starts = _point_xy([points[int(row)] for row in riders], roads.epsg)
    metres = road_m(starts, targets, walk.feeder_detour, roads)
    near = metres <= np.minimum(limits, limit_m)[:, None] * walk.feeder_detour
    rows, columns = np.nonzero(near)
    seconds = walk.feeder_fixed_s + metres[rows, columns] / speed[riders][rows]
    return riders[rows], columns, seconds


def _urban_stations(network: Network) -> frozenset[StopId]:
    return frozenset(
        stop.stop_id
        for route in network.routes.values()
        for branch in route.branches
        for stop in branch.stops
        if stop.section_id is not None
    )


def _stop_xy(network: Network, stop_ids: Sequence[StopId], epsg: int) -> Floats:
    stops = [network.stops[stop_id] for stop_id in stop_ids]
    return to_metres([stop.lon for stop in stops], [stop.lat for stop in stops], epsg=epsg)


def _point_xy(points: Sequence[Point], epsg: int) -> Floats:
    return to_metres([point.lon for point in points], [point.lat for point in points], epsg=epsg)
