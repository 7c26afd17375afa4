"""Points to the street network: the nearest node, or the nearest place on the nearest link.

Distances are taken on a plane on which a degree of longitude is as long as at the graph's mean
latitude (equirectangular): within a city the error is far below that of any address.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled
from sim.errors import Issue, RoutingError, Severity
from sim.network.streets.graph import EARTH_RADIUS_M, StreetGraph

__all__ = ["DEFAULT_MAX_M", "Snapped", "snap_to_edges", "snap_to_nodes", "unlinked_issues"]

DEFAULT_MAX_M = 1600.0
"""How far a point may be from its street (R5's limit)."""

_NODE_CELL_M, _LINK_CELL_M = 150.0, 120.0
_SHOWN = 5

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Use = Literal["walk", "drive"]


@dataclass(frozen=True, eq=False)
class Snapped:
    """Where points touch the network: at a node, or on a link at a fraction of its length.

    `node` is -1 on a link, `link` -1 at a node, both are -1 for a point that is too far away.
    `distance_m` is the straight line to the network, also where it was too long. `network` is the
    fingerprint of the graph; where it is given, searches on another graph are refused.
    """

    node: Int32s
    link: Int32s
    fraction: Floats
    distance_m: Floats
    network: str = ""

    def __len__(self) -> int:
        return len(self.node)

    @property
    def is_linked(self) -> Bools:
        """Which points are near enough."""
        return np.asarray((self.node >= 0) | (self.link >= 0), dtype=np.bool_)


def snap_to_nodes(
    graph: StreetGraph, lon: npt.ArrayLike, lat: npt.ArrayLike, *, max_m: float = DEFAULT_MAX_M
) -> Snapped:
    """Nearest node of each point (of equals the first); nodes without any link count too.

    Examples
    --------
    >>> from sim.network.streets.graph import street_graph
    >>> graph = street_graph(([1, 2], [0.0, 0.0], [0.0, 0.001]), ([0], [1]))
    >>> found = snap_to_nodes(graph, [0.0, 0.0], [0.0009, 0.5])
    >>> found.node.tolist(), found.distance_m.round(1).tolist()
    ([1, -1], [11.1, 55486.3])
    """
    xy, points = _planes(graph, lon, lat)
    node = np.arange(graph.n_nodes, dtype=np.int32)
    best, _, distance_m = _nearest(xy, node, node, points, _NODE_CELL_M)
    node = np.where(distance_m <= max_m, best, -1).astype(np.int32)
    nowhere = np.full(len(node), -1, np.int32)
    return Snapped(node, nowhere, np.zeros(len(node)), distance_m, graph.fingerprint)


def snap_to_edges(
    graph: StreetGraph,
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    *,
    use: Use = "walk",
    max_m: float = DEFAULT_MAX_M,
) -> Snapped:
    """Nearest place on a link that can be walked (or driven); of equals the first link.

    Examples
    --------
    >>> from sim.network.streets.graph import street_graph
    >>> graph = street_graph(([1, 2], [0.0, 0.0], [0.0, 0.001]), ([0], [1]))
    >>> found = snap_to_edges(graph, [0.0001], [0.00025])
    >>> found.link.tolist(), found.fraction.round(3).tolist(), found.distance_m.round(1).tolist()
    ([0], [0.25], [11.1])
    """
    usable = np.flatnonzero({"walk": graph.walk, "drive": graph.drive}[use])
    xy, points = _planes(graph, lon, lat)
    u, v = graph.from_node[usable], graph.to_node[usable]
    best, fraction, distance_m = _nearest(xy, u, v, points, _LINK_CELL_M)
    linked = (best >= 0) & (distance_m <= max_m)
    link = np.where(linked, usable[best] if len(usable) else -1, -1).astype(np.int32)
    node = np.full(len(link), -1, np.int32)
    for end, at in ((graph.from_node, fraction <= 0.0), (graph.to_node, fraction >= 1.0)):
        at_end = linked & at
        node[at_end] = end[link[at_end]]
        link[at_end] = -1
    fraction = np.where(link >= 0, fraction, 0.0)
    return Snapped(node, link, fraction, distance_m, graph.fingerprint)


def unlinked_issues(snapped: Snapped, names: npt.ArrayLike, *, max_m: float) -> tuple[Issue, ...]:
    """One warning that counts the points too far from any street and shows the first five.

    Examples
    --------
    >>> from sim.network.streets.graph import street_graph
    >>> graph = street_graph(([1, 2], [0.0, 0.0], [0.0, 0.001]), ([0], [1]))
    >>> far = snap_to_nodes(graph, [0.0], [0.5])
    >>> unlinked_issues(far, ["farm"], max_m=1600.0)[0].what
    '1 of 1 points lie more than 1,600 m from any street: farm (55,486 m)'
    """
    rows = np.flatnonzero(~snapped.is_linked)
    if len(rows) == 0:
        return ()
    labels = np.asarray(names)
    shown = ", ".join(f"{labels[row]} ({snapped.distance_m[row]:,.0f} m)" for row in rows[:_SHOWN])
    more = ", …" if len(rows) > _SHOWN else ""
    what = (
        f"{len(rows)} of {len(snapped)} points lie more than {max_m:,.0f} m from any street: "
        f"{shown}{more}"
    )
    fix = "check their coordinates, or take a larger extract; nobody can walk to or from them"
    return (Issue(Severity.WARNING, "point-off-network", what, fix),)


def _planes(graph: StreetGraph, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Nodes and points in metres on the plane of the graph."""
    if graph.n_nodes == 0:
        raise RoutingError("the street network has no nodes, so no point can be linked to it")
    shrink = float(np.cos(np.radians(graph.lat.mean())))
    nodes, points = (
        EARTH_RADIUS_M * np.radians(np.column_stack([np.atleast_1d(x) * shrink, np.atleast_1d(y)]))
        for x, y in (
            (graph.lon, graph.lat),
            (np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)),
        )
    )
    if not np.isfinite(points).all():
        rows = np.flatnonzero(~np.isfinite(points).all(axis=1))
        raise RoutingError(f"{len(rows)} points have no position, the first is number {rows[0]}")
    return nodes, points


def _nearest(
    xy: Floats, u: Int32s, v: Int32s, points: Floats, cell_m: float
) -> tuple[Int32s, Floats, Floats]:
    """Row of the nearest straight piece ``u`` - ``v`` to each point, fraction and distance."""
    if len(u) == 0:
        nothing = np.full(len(points), -1, np.int32)
        return nothing, np.zeros(len(points)), np.full(len(points), np.inf)
    low, high = xy.min(axis=0), xy.max(axis=0)
    # Not more cells than pieces and nodes together, however far apart they lie.
    cell_m = max(cell_m, float(np.sqrt(np.prod(high - low + cell_m) / (len(u) + len(xy)) / 4)))
    shape = ((high - low) // cell_m + 1).astype(np.int64)
    first, member = _grid((xy - low) / cell_m, u, v, (int(shape[0]), int(shape[1])))
    return _search(xy, (u, v), points, (first, member), (low, cell_m, shape))


@compiled
def _grid(scaled: Floats, u: Int32s, v: Int32s, shape: tuple[int, int]) -> tuple[Ints, Int32s]:
    """Pieces by the cells that their boxes touch."""
    columns, rows = shape
    first = np.zeros(columns * rows + 1, np.int64)
    member = np.empty(0, np.int32)
    filled = first[:1]
    for fill in range(2):
        if fill == 1:
            for cell in range(columns * rows):
                first[cell + 1] += first[cell]
            member = np.empty(first[columns * rows], np.int32)
            filled = first[:-1].copy()
        for piece in range(u.size):
            one, two = scaled[u[piece]], scaled[v[piece]]
            for row in range(int(min(one[1], two[1])), int(max(one[1], two[1])) + 1):
                for column in range(int(min(one[0], two[0])), int(max(one[0], two[0])) + 1):
                    cell = row * columns + column
                    if fill == 0:
                        first[cell + 1] += 1
                    else:
                        member[filled[cell]] = piece
                        filled[cell] += 1
    return first, member


@compiled
def _search(
    xy: Floats,
    pieces: tuple[Int32s, Int32s],
    points: Floats,
    cells: tuple[Ints, Int32s],
    frame: tuple[Floats, float, Ints],
) -> tuple[Int32s, Floats, Floats]:
    """Look into rings of cells round each point until the next ring is farther than the best."""
    (u, v), (first, member), (low, cell_m, shape) = pieces, cells, frame
    columns, rows = shape
    n_points = points.shape[0]
    best, where = np.full(n_points, -1, np.int32), np.zeros(n_points)
    distance_m = np.full(n_points, np.inf)
    for index in range(n_points):
        x, y = points[index]
        column, row = int(np.floor((x - low[0]) / cell_m)), int(np.floor((y - low[1]) / cell_m))
        # A point outside begins with the first ring that touches the grid.
        ring = max(0, -column, column - columns + 1, -row, row - rows + 1)
        least = np.inf
        while True:
            reach_m = (ring - 1) * cell_m
            if reach_m > 0 and reach_m * reach_m > least:
                break
            if ring > max(column, columns - column, row, rows - row) + 1:
                break
            for r in range(max(0, row - ring), min(rows - 1, row + ring) + 1):
                step = 1 if r in (row - ring, row + ring) else max(1, 2 * ring)
                for c in range(column - ring, column + ring + 1, step):
                    if c < 0 or c >= columns:
                        continue
                    cell = r * columns + c
                    for slot in range(first[cell], first[cell + 1]):
                        piece = member[slot]
                        square, t = _square(xy[u[piece]], xy[v[piece]], (x, y))
                        if square < least or (square == least and piece < best[index]):
                            least, best[index], where[index] = square, piece, t
            ring += 1
        distance_m[index] = np.sqrt(least)
    return best, where, distance_m


@compiled
def _square(one: Floats, two: Floats, point: tuple[float, float]) -> tuple[float, float]:
    """Squared distance of a point from a straight piece, and where along it the foot lies."""
    dx, dy = two[0] - one[0], two[1] - one[1]
    x, y = point[0] - one[0], point[1] - one[1]
    length = dx * dx + dy * dy
    t = 0.0 if length == 0.0 else min(1.0, max(0.0, (x * dx + y * dy) / length))
    ex, ey = x - t * dx, y - t * dy
    return ex * ex + ey * ey, t
