"""Distances, crossings and hexagons: longitude and latitude in, metres out.

Distances are measured in a projected reference system (EPSG:4549 in and around Zhejiang, UTM
elsewhere) or as geodesics, never in degrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeAlias

import h3
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

__all__ = [
    "CELL_RESOLUTION",
    "HOME_EPSG",
    "Bools",
    "Floats",
    "cell_boundary",
    "cell_centre",
    "cell_disk",
    "cells",
    "distances_m",
    "geodesic_m",
    "merged_polygon",
    "pairs_within",
    "projected",
    "projected_epsg",
    "segments_blocked",
    "to_lonlat",
    "to_metres",
]

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]

HOME_EPSG = 4549
"""CGCS2000, 3-degree Gauss-Krueger on 120° E: scale error under 0.1 % in Zhejiang."""

CELL_RESOLUTION = 8
"""H3 resolution of the cells people live in: about 0.74 km² at 30° N."""

_HOME_BOX = (117.0, 26.5, 123.5, 32.0)
_WGS84 = Geod(ellps="WGS84")


def projected_epsg(lon: float, lat: float) -> int:
    """EPSG code of the projected system for distances around a point.

    EPSG:4549 in and around Zhejiang, else the UTM zone of WGS84.

    Examples
    --------
    >>> projected_epsg(120.16, 30.27), projected_epsg(-51.2, -30.0), projected_epsg(-84.5, 39.0)
    (4549, 32722, 32616)
    """
    west, south, east, north = _HOME_BOX
    if west <= lon <= east and south <= lat <= north:
        return HOME_EPSG
    zone = int((lon + 180.0) // 6.0) % 60 + 1
    return (32600 if lat >= 0 else 32700) + zone


@lru_cache(maxsize=16)
def _transformer(epsg: int, *, inverse: bool) -> Transformer:
    source, target = (epsg, 4326) if inverse else (4326, epsg)
    return Transformer.from_crs(source, target, always_xy=True)


def to_metres(lon: npt.ArrayLike, lat: npt.ArrayLike, *, epsg: int = HOME_EPSG) -> Floats:
    """Projected coordinates, one row (x, y) per point, in metres.

    Examples
    --------
    >>> to_metres([120.0], [30.0]).round(0).tolist()
    [[500000.0, 3320113.0]]
    """
    x, y = _transformer(epsg, inverse=False).transform(
        np.atleast_1d(np.asarray(lon, dtype=np.float64)),
        np.atleast_1d(np.asarray(lat, dtype=np.float64)),
    )
    return np.column_stack([x, y])


def to_lonlat(xy: npt.ArrayLike, *, epsg: int = HOME_EPSG) -> Floats:
    """Longitude and latitude, one row per projected point.

    Examples
    --------
    >>> to_lonlat([[500000.0, 3320113.4]]).round(5).tolist()
    [[120.0, 30.0]]
    """
    points = np.atleast_2d(np.asarray(xy, dtype=np.float64))
    lon, lat = _transformer(epsg, inverse=True).transform(points[:, 0], points[:, 1])
    return np.column_stack([lon, lat])


def distances_m(a: npt.ArrayLike, b: npt.ArrayLike) -> Floats:
    """Straight distances between projected points, row by row, in metres.

    Examples
    --------
    >>> distances_m([[0.0, 0.0]], [[300.0, 400.0]]).tolist()
    [500.0]
    """
    difference = np.atleast_2d(np.asarray(a, dtype=np.float64)) - np.atleast_2d(
        np.asarray(b, dtype=np.float64)
    )
    return np.asarray(np.hypot(difference[:, 0], difference[:, 1]), dtype=np.float64)


def geodesic_m(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Length of the geodesic on the WGS84 ellipsoid, in metres; for cities and flights.

    Examples
    --------
    >>> round(geodesic_m((120.2085, 30.2935), (121.3180, 31.1951)) / 1000)  # to Hongqiao
    146
    """
    _, _, metres = _WGS84.inv(start[0], start[1], end[0], end[1])
    return float(metres)


def pairs_within(a: Floats, b: Floats, limit_m: float) -> tuple[Ints, Ints, Floats]:
    """All pairs (row of `a`, row of `b`) at most `limit_m` apart, with their distances.

    Points are projected. Pairs come sorted by row of `a`, then of `b`.

    Examples
    --------
    >>> rows, columns, metres = pairs_within(
    ...     np.array([[0.0, 0.0]]), np.array([[0.0, 90.0], [0.0, 200.0]]), 100.0)
    >>> rows.tolist(), columns.tolist(), metres.tolist()
    ([0], [0], [90.0])
    """
    if len(a) == 0 or len(b) == 0:
        empty = np.empty(0, dtype=np.int64)
        return empty, empty, np.empty(0)
    tree = shapely.STRtree(shapely.points(b))
    rows, columns = tree.query(shapely.points(a), predicate="dwithin", distance=limit_m)
    order = np.lexsort((columns, rows))
    rows, columns = rows[order].astype(np.int64), columns[order].astype(np.int64)
    return rows, columns, distances_m(a[rows], b[columns])


def merged_polygon(
    rings: Iterable[Sequence[Sequence[tuple[float, float]]]], *, epsg: int = HOME_EPSG
) -> BaseGeometry:
    """One projected polygon from groups of rings (lon, lat), the outer ring first in each.

    Examples
    --------
    >>> square = ((120.0, 30.0), (120.01, 30.0), (120.01, 30.01), (120.0, 30.01))
    >>> round(merged_polygon([[square]]).area / 1e6, 2)
    1.07
    """
    polygons = []
    for group in rings:
        outer, *holes = (
            to_metres([p[0] for p in ring], [p[1] for p in ring], epsg=epsg) for ring in group
        )
        polygons.append(shapely.make_valid(shapely.Polygon(outer, holes)))
    return shapely.union_all(polygons)


def projected(polygon: BaseGeometry, *, epsg: int = HOME_EPSG) -> BaseGeometry:
    """Project a shape in longitude and latitude, and mend it where it crosses itself.

    Examples
    --------
    >>> round(projected(shapely.box(120.0, 30.0, 120.01, 30.01)).area / 1e6, 2)
    1.07
    """
    moved = shapely.transform(polygon, lambda xy: to_metres(xy[:, 0], xy[:, 1], epsg=epsg))
    return shapely.make_valid(moved)


def segments_blocked(a: Floats, b: Floats, barrier: BaseGeometry) -> Bools:
    """Whether the straight line from each row of `a` to the same row of `b` meets the barrier.

    Examples
    --------
    >>> wall = shapely.box(40.0, -10.0, 60.0, 10.0)
    >>> start, end = np.array([[0.0, 0.0], [0.0, 50.0]]), np.array([[100.0, 0.0], [100.0, 50.0]])
    >>> segments_blocked(start, end, wall).tolist()
    [True, False]
    """
    blocked = np.zeros(len(a), dtype=np.bool_)
    if len(a) == 0 or barrier.is_empty:
        return blocked
    tree = shapely.STRtree(shapely.linestrings(np.stack([a, b], axis=1)))
    for part in shapely.get_parts(barrier):
        blocked[tree.query(part, predicate="intersects")] = True
    return blocked


def cells(
    lon: npt.ArrayLike, lat: npt.ArrayLike, *, resolution: int = CELL_RESOLUTION
) -> list[str]:
    """H3 cell of each point.

    Examples
    --------
    >>> cells([120.1589], [30.2731])
    ['88309a553dfffff']
    """
    lons = np.atleast_1d(np.asarray(lon, dtype=np.float64)).tolist()
    lats = np.atleast_1d(np.asarray(lat, dtype=np.float64)).tolist()
    return [h3.latlng_to_cell(y, x, resolution) for x, y in zip(lons, lats, strict=True)]


def cell_centre(cell: str) -> tuple[float, float]:
    """Longitude and latitude of a cell's centre.

    Examples
    --------
    >>> lon, lat = cell_centre(cells([120.1589], [30.2731])[0])
    >>> abs(lon - 120.1589) < 0.006, abs(lat - 30.2731) < 0.006
    (True, True)
    """
    lat, lon = h3.cell_to_latlng(cell)
    return lon, lat


def cell_boundary(cell: str) -> tuple[tuple[float, float], ...]:
    """Corners of a cell as (lon, lat), not closed.

    Examples
    --------
    >>> len(cell_boundary(cells([120.1589], [30.2731])[0]))
    6
    """
    return tuple((lon, lat) for lat, lon in h3.cell_to_boundary(cell))


def cell_disk(cell: str, rings: int) -> tuple[tuple[str, int], ...]:
    """Neighbourhood of a cell: itself and the cells up to `rings` steps away, with the steps.

    Examples
    --------
    >>> [steps for _, steps in cell_disk(cells([120.1589], [30.2731])[0], 1)]
    [0, 1, 1, 1, 1, 1, 1]
    """
    return tuple(
        (neighbour, step)
        for step in range(rings + 1)
        for neighbour in sorted(h3.grid_ring(cell, step))
    )
