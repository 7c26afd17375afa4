"""Water and the ways across it: what a walk or a road has to go round.

On foot a straight line that gets wet is no way; roads follow a river's bends, so for them only the
bank counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import cast

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from sim.geometry import HOME_EPSG, Bools, Floats, merged_polygon, projected_epsg, to_metres
from sim.network.model import Barrier, Crossing, Network

__all__ = ["Ground", "ashore", "ground_of", "road_m"]

_BANK_M = 10.0  # a line may graze the drawn bank by this much
_GAP_M = 30.0  # gaps between pieces of drawn river that are none
_FAR_M = 300_000.0  # land on either side of the river, beyond any feeder


@dataclass(frozen=True)
class _Bridge:
    """A crossing in one direction."""

    near: Floats
    far: Floats
    length_m: float
    near_bank: npt.NDArray[np.int64]
    far_bank: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Ground:
    """Water and the ways across it, projected; the same object for the same water."""

    epsg: int
    water: BaseGeometry
    banks: BaseGeometry
    ends: tuple[tuple[Floats, Floats, float], ...]

    @cached_property
    def land(self) -> npt.NDArray[np.object_]:
        """Pieces of land that the water cuts apart, between its two ends from west to east."""
        if self.banks.is_empty:
            return np.array([], dtype=object)
        west, south, east, north = self.banks.bounds
        land = shapely.box(west, south - _FAR_M, east, north + _FAR_M)
        pieces = shapely.get_parts(shapely.difference(land, self.banks.buffer(_GAP_M)))
        return cast("npt.NDArray[np.object_]", pieces[shapely.area(pieces) > _FAR_M**2 / 100])

    def bank(self, xy: Floats) -> npt.NDArray[np.int64]:
        """Which piece of land each point lies on; -1 beyond the ends of the water."""
        if len(self.land) == 0 or len(xy) == 0:
            return np.full(len(xy), -1)
        west, _, east, _ = shapely.total_bounds(self.land)
        nearest = self._pieces.nearest(shapely.points(xy))
        outside = (xy[:, 0] < west) | (xy[:, 0] > east)
        return np.where(outside, -1, nearest)

    @cached_property
    def _pieces(self) -> shapely.STRtree:
        return shapely.STRtree(self.land)

    @cached_property
    def bridges(self) -> tuple[_Bridge, ...]:
        """The crossings, each in both directions, with the bank at either end."""
        return tuple(
            _Bridge(near, far, length_m, self.bank(near), self.bank(far))
            for one, two, length_m in self.ends
            for near, far in ((one, two), (two, one))
        )


def ground_of(network: Network, *, on_foot: bool = True) -> Ground:
    """Water and its crossings on the network's date: those that can be walked, or all."""
    first = next(iter(network.stops.values()), None)
    open_crossings = tuple(
        crossing
        for _, crossing in sorted(network.crossings.items())
        if (crossing.walkable or not on_foot)
        and crossing.open_date is not None
        and crossing.open_date <= network.as_of
    )
    epsg = HOME_EPSG if first is None else projected_epsg(first.lon, first.lat)
    return _ground(network.barriers, open_crossings, epsg)


@lru_cache(maxsize=16)
def _ground(barriers: tuple[Barrier, ...], crossings: tuple[Crossing, ...], epsg: int) -> Ground:
    banks = merged_polygon((barrier.rings for barrier in barriers), epsg=epsg)
    ends = tuple(
        (
            to_metres(crossing.ends[0][0], crossing.ends[0][1], epsg=epsg),
            to_metres(crossing.ends[1][0], crossing.ends[1][1], epsg=epsg),
            crossing.length_m,
        )
        for crossing in crossings
    )
    return Ground(epsg, banks.buffer(-_BANK_M), banks, ends)


def ashore(xy: Floats, ground: Ground) -> Floats:
    """Move points that lie in the drawn water to the nearest bank."""
    if ground.banks.is_empty or len(xy) == 0:
        return xy
    points = shapely.points(xy)
    shapely.prepare(ground.banks)
    wet = np.flatnonzero(shapely.intersects(ground.banks, points))
    if len(wet) == 0:
        return xy
    moved = xy.copy()
    lines = shapely.shortest_line(points[wet], ground.banks.boundary)
    moved[wet] = shapely.get_coordinates(shapely.get_point(lines, 1))
    return moved


def road_m(a: Floats, b: Floats, detour: float, roads: Ground) -> Floats:
    """Road metres [a, b]: straight on one bank, over the best crossing to the other.

    Roads follow a river's bends, so only the bank counts, not whether a straight line gets wet.
    """
    bank_a, bank_b = roads.bank(a), roads.bank(b)
    metres = np.hypot(a[:, None, 0] - b[None, :, 0], a[:, None, 1] - b[None, :, 1]) * detour
    metres[~_same_bank(bank_a[:, None], bank_b[None, :])] = np.inf
    for bridge in roads.bridges:
        before = np.hypot(*(a - bridge.near).T)
        before[~_same_bank(bank_a, bridge.near_bank)] = np.inf
        after = np.hypot(*(b - bridge.far).T)
        after[~_same_bank(bank_b, bridge.far_bank)] = np.inf
        via = bridge.length_m + detour * (before[:, None] + after[None, :])
        np.minimum(metres, via, out=metres)
    return metres


def _same_bank(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> Bools:
    return cast("Bools", (one == other) | (one < 0) | (other < 0))
