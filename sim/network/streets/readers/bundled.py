"""Hangzhou's main streets from the tables of facts: those that buses used in 2015.

The table ``road/streets`` holds one line for each street, drawn so that a line ends up to 45 m
beside the street it meets. So ends are joined to the street they touch, and streets that cross are
joined where they cross (bridges over streets are not told apart). What leads from one bank of the
Qiantang to the other is cut; ``road/crossings`` has the bridges and tunnels, which are joined to
the nearest street of their bank.

Good for: driving and walking distances between places on or near main streets, on the right bank
and over the right bridge. Not for side streets, one-way streets and turns, which it does not hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from sim.errors import Issue, NetworkError, Severity
from sim.geometry import (
    HOME_EPSG,
    Bools,
    Floats,
    Ints,
    distances_m,
    projected,
    to_lonlat,
    to_metres,
)
from sim.network.streets.components import weak_components
from sim.network.streets.graph import StreetGraph, street_graph
from sim.network.streets.readers.osm import StreetsRead
from sim.tables.reading import read_table

__all__ = ["bundled_streets"]

CLASSES = ("street", "crossing", "ramp")
FREE_SPEED_KMH = (40.0, 60.0, 40.0)
"""Free flow by class: assumptions (urban main street; bridge or tunnel; way on to it)."""

JOIN_M = 45.0
"""How far beside a street another one may end that meets it: the spacing of the table."""

RAMP_M = 2000.0
"""How far the nearest street may be from the end of a crossing."""

NODE_EVERY_M = 200.0
"""Longest piece of street without a node."""

_SAME_M = 0.05
_GAP_M = 30.0
_FAR_M = 50_000.0
_LEAST_BANK_M2 = 1e8


@dataclass(frozen=True)
class _Pieces:
    """Projected nodes, ends of the straight pieces between them, and their lengths and classes."""

    xy: Floats
    u: Ints
    v: Ints
    length_m: Floats
    kind: Ints
    walk: Bools


def bundled_streets(data_dir: Path, *, as_of: date) -> StreetsRead:
    """Streets, and the crossings of the Qiantang that are open on a date.

    Node ids count from 0. Every street is walked and driven both ways; crossings are walked
    where the table says so. Raises `DataError` where the tables cannot be read.

    Examples
    --------
    >>> read = bundled_streets(Path("network_data"), as_of=date(2015, 12, 31))
    >>> round(float(read.graph.length_m.sum()) / 2000)  # km; each direction is a row
    993
    """
    streets, crossings, water = (
        read_table(data_dir, name) for name in ("road/streets", "road/crossings", "land/water")
    )
    pieces = _joined(_lines(streets))
    banks = _banks(water, pieces.xy)
    side = _side(banks, pieces.xy)
    over = side[pieces.u] != side[pieces.v]
    kept = _chosen(pieces, ~over)
    opened = crossings[crossings["open_date"].notna() & (crossings["open_date"].dt.date <= as_of)]
    kept, left_out = _with_crossings(kept, opened, (banks, side))
    what = (
        f"{int(over.sum())} pieces of street that lead over the Qiantang were cut "
        f"({pieces.length_m[over].sum() / 1000:.1f} km); {len(opened) - len(left_out)} crossings "
        f"stand for them"
    )
    file = data_dir / "road" / "streets.csv"
    issues = [Issue(Severity.INFO, "river", what, "", file)]
    if left_out:
        what = f"no street within {RAMP_M:.0f} m of both ends of {', '.join(left_out)}"
        fix = "nobody can use these crossings; add streets to them in road/streets.csv"
        file = data_dir / "road" / "crossings.csv"
        issues.append(Issue(Severity.WARNING, "crossing-without-street", what, fix, file))
    return StreetsRead(_graph(kept), tuple(issues))


def _lines(streets: pd.DataFrame) -> npt.NDArray[np.object_]:
    lines = []
    for text in streets["geometry"]:
        points = np.array([pair.split() for pair in str(text).split(";")], dtype=np.float64)
        lines.append(shapely.LineString(to_metres(points[:, 0], points[:, 1])))
    # Nodes at least every so often: the ways on to bridges begin at one.
    return np.asarray(shapely.segmentize(lines, NODE_EVERY_M), dtype=object)


def _joined(lines: npt.NDArray[np.object_]) -> _Pieces:
    """Cut lines at each other and at the feet of ends nearby, and link what meets."""
    cuts = [_crossings(lines), _ends(lines)]
    line = np.concatenate([cut[0] for cut in cuts])
    other = np.concatenate([cut[1] for cut in cuts])
    points = np.concatenate([cut[2] for cut in cuts]), np.concatenate([cut[3] for cut in cuts])
    # A node for each vertex and for each cut; a cut is a pair of nodes, one on either line.
    owner = np.concatenate(
        [np.repeat(np.arange(len(lines)), shapely.get_num_coordinates(lines)), line, other]
    )
    vertices = shapely.get_coordinates(lines)
    xy = np.concatenate([vertices, *points])
    along = shapely.line_locate_point(lines[owner], shapely.points(xy))
    # Vertices know their place even where a line meets itself.
    steps = np.hypot(*np.diff(vertices, axis=0, prepend=vertices[:1]).T)
    firsts = np.cumsum(np.append(0, shapely.get_num_coordinates(lines)))[:-1]
    run = np.cumsum(steps)
    n = len(vertices)
    along[:n] = run - np.repeat(run[firsts], shapely.get_num_coordinates(lines))
    order = np.lexsort((np.arange(len(xy)), along, owner))
    next_on_line = owner[order][:-1] == owner[order][1:]
    u, v = order[:-1][next_on_line], order[1:][next_on_line]
    a, b = n + np.arange(len(line)), n + len(line) + np.arange(len(line))
    u, v = np.concatenate([u, a]), np.concatenate([v, b])
    return _merged(xy, u, v)


def _merged(xy: Floats, u: Ints, v: Ints) -> _Pieces:
    """Make nodes one that a piece of no length joins."""
    length_m = distances_m(xy[u], xy[v])
    same = length_m < _SAME_M
    name = weak_components(len(xy), u[same].astype(np.int32), v[same].astype(np.int32))
    _, first, node = np.unique(name, return_index=True, return_inverse=True)
    kept = ~same
    u, v = node[u[kept]], node[v[kept]]
    xy = xy[first]
    count = len(u)
    return _Pieces(
        xy, u, v, distances_m(xy[u], xy[v]), np.zeros(count, np.int64), np.ones(count, np.bool_)
    )


def _crossings(lines: npt.NDArray[np.object_]) -> tuple[Ints, Ints, Floats, Floats]:
    """Pairs of lines that meet, and where: a point for each place, the same on both."""
    one, other = shapely.STRtree(lines).query(lines, predicate="intersects")
    one, other = one[one < other], other[one < other]
    met = shapely.intersection(lines[one], lines[other])
    # Lines that run together for a while meet at the ends of that stretch.
    coordinates, row = shapely.get_coordinates(met, return_index=True)
    return one[row], other[row], coordinates, coordinates


def _ends(lines: npt.NDArray[np.object_]) -> tuple[Ints, Ints, Floats, Floats]:
    """Ends of lines, the nearest other line within reach that they do not meet, and its foot."""
    owner = np.repeat(np.arange(len(lines)), 2)
    ends = np.empty(2 * len(lines), dtype=object)
    ends[0::2], ends[1::2] = shapely.get_point(lines, 0), shapely.get_point(lines, -1)
    row, other = shapely.STRtree(lines).query(ends, predicate="dwithin", distance=JOIN_M)
    foreign = owner[row] != other
    row, other = row[foreign], other[foreign]
    gap = shapely.distance(ends[row], lines[other])
    order = np.lexsort((other, gap, row))
    row, other, gap = row[order], other[order], gap[order]
    nearest = np.append(True, row[1:] != row[:-1]) & (gap > 0)
    row, other = row[nearest], other[nearest]
    foot = shapely.line_interpolate_point(
        lines[other], shapely.line_locate_point(lines[other], ends[row])
    )
    return owner[row], other, shapely.get_coordinates(ends[row]), shapely.get_coordinates(foot)


def _banks(water: pd.DataFrame, xy: Floats) -> npt.NDArray[np.object_]:
    """Pieces of land that the river cuts apart, between its two ends from west to east."""
    barrier = shapely.union_all(
        [projected(shapely.geometry.shape(g)) for g in water.loc[water["barrier"], "geometry"]]
    )
    west, _, east, _ = barrier.bounds
    _, south, _, north = shapely.total_bounds(shapely.points(xy))
    land = shapely.box(west, south - _FAR_M, east, north + _FAR_M)
    parts = shapely.get_parts(land.difference(barrier.buffer(_GAP_M)))
    large = parts[shapely.area(parts) > _LEAST_BANK_M2]
    if len(large) != 2:
        raise NetworkError(
            f"the river of land/water.geojson parts the land in {len(large)}, not in two"
        )
    return np.asarray(large, dtype=object)


def _side(banks: npt.NDArray[np.object_], xy: Floats) -> Ints:
    return np.asarray(shapely.STRtree(banks).nearest(shapely.points(xy)), dtype=np.int64)


def _chosen(pieces: _Pieces, keep: Bools) -> _Pieces:
    return _Pieces(
        pieces.xy,
        pieces.u[keep],
        pieces.v[keep],
        pieces.length_m[keep],
        pieces.kind[keep],
        pieces.walk[keep],
    )


def _with_crossings(
    pieces: _Pieces, crossings: pd.DataFrame, land: tuple[npt.NDArray[np.object_], Ints]
) -> tuple[_Pieces, tuple[str, ...]]:
    """Add crossings and their ramps; ids of those that no street leads to on both banks."""
    banks, side = land
    on_street = np.unique(np.concatenate([pieces.u, pieces.v]))
    xy, rows, left_out = [pieces.xy], [], []
    n_nodes = len(pieces.xy)
    for row in crossings.sort_values("crossing_id").to_dict("records"):
        ends = to_metres([row["lon_a"], row["lon_b"]], [row["lat_a"], row["lat_b"]])
        ramps = []
        for end, bank in zip(ends, _side(banks, ends), strict=True):
            near = on_street[side[on_street] == bank]
            gap = np.hypot(*(pieces.xy[near] - end).T)
            ramps.append((int(near[gap.argmin()]), float(gap.min())))
        if max(gap_m for _, gap_m in ramps) > RAMP_M:
            left_out.append(str(row["crossing_id"]))
            continue
        a, b = n_nodes, n_nodes + 1
        xy.append(ends)
        n_nodes += 2
        walk = bool(row["walkable"])
        rows.append((a, b, float(row["length_m"]), 1, walk))
        rows += [(node, end, m, 2, walk) for end, (node, m) in zip((a, b), ramps, strict=True)]
    u, v, length_m, kind, walks = (
        (np.array(c) for c in zip(*rows, strict=True)) if rows else (np.empty(0) for _ in range(5))
    )
    grown = _Pieces(
        np.concatenate(xy),
        np.concatenate([pieces.u, u.astype(np.int64)]),
        np.concatenate([pieces.v, v.astype(np.int64)]),
        np.concatenate([pieces.length_m, length_m]),
        np.concatenate([pieces.kind, kind.astype(np.int64)]),
        np.concatenate([pieces.walk, walks.astype(np.bool_)]),
    )
    return grown, tuple(left_out)


def _graph(pieces: _Pieces) -> StreetGraph:
    lonlat = to_lonlat(pieces.xy, epsg=HOME_EPSG)
    speed = np.array(FREE_SPEED_KMH)[pieces.kind]
    u, v = pieces.u, pieces.v
    off = np.zeros(len(u), dtype=np.bool_)
    return street_graph(
        (np.arange(len(pieces.xy)), lonlat[:, 0], lonlat[:, 1]),
        (np.concatenate([u, v]), np.concatenate([v, u])),
        length_m=np.tile(pieces.length_m, 2),
        walk=np.concatenate([pieces.walk, off]),
        drive=True,
        road_class=np.tile(pieces.kind, 2),
        free_speed_kmh=np.tile(speed, 2),
        class_names=CLASSES,
        source="road/streets (bus streets of 2015), road/crossings",
    )
