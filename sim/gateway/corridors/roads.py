"""Minutes on the roads from the airport to places, period by period, and how they vary by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import DataError
from sim.geometry import geodesic_m, to_metres
from sim.network.ground import Ground, ground_of
from sim.network.model import Network

__all__ = ["DaySpread", "StraightLine", "day_to_day", "road_minutes"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Point = tuple[float, float]

_ACCESS_KMH = 20.0
_DETOUR = 1.3
_REACH_KM = 15.0
_JUNCTIONS = 3
_SLICES = 40
_LINK = ("period", "from_node_id", "to_node_id", "minutes", "free_min", "is_door")


@dataclass(frozen=True, slots=True)
class DaySpread:
    """How the minutes of one period vary from day to day, given the ratio ``r`` of mean to free.

    Median = free x r ^ ``median_power``; 95th percentile = free x (1 + ``p95_log`` x ln r): the
    form of SHRP 2 L03 for freeways, where little data is at hand. A free road does not vary.
    """

    median_power: float
    p95_log: float

    def minutes(self, mean_min: float, free_min: float, slices: int = _SLICES) -> list[float]:
        """Minutes of equally likely days: the middles of `slices` equal parts of a log-normal.

        A mean below the free minutes counts as free. NaN (unreachable) stays NaN.

        Examples
        --------
        >>> [round(one, 2) for one in DaySpread(0.86, 3.67).minutes(39.0, 30.0, slices=3)]
        [28.87, 37.59, 48.95]
        """
        ratio = max(mean_min / free_min, 1.0) if free_min > 0 else 1.0
        if not np.isfinite(ratio):
            return [float("nan")] * slices
        median = ratio**self.median_power
        p95 = max(1.0 + self.p95_log * float(np.log(ratio)), median)
        sigma = float(np.log(p95 / median)) / NormalDist().inv_cdf(0.95)
        return [
            float(free_min * median * np.exp(sigma * NormalDist().inv_cdf((part + 0.5) / slices)))
            for part in range(slices)
        ]


@dataclass(frozen=True, slots=True)
class StraightLine:
    """Minutes where no road is at hand: fixed minutes, and the straight line at a mean speed.

    Free roads of no particular hour, as for the catchment of airports; rough.
    """

    detour: float
    speed_kmh: float
    fixed_min: float

    def minutes(self, start: Point, end: Point) -> float:
        """Minutes = fixed + km x detour / speed x 60.

        Examples
        --------
        >>> round(StraightLine(1.3, 65.0, 15.0).minutes((120.0, 30.0), (120.0, 30.9)), 1)
        134.7
        """
        km = geodesic_m(start, end) / 1000.0
        return self.fixed_min + km * self.detour / self.speed_kmh * 60.0


def day_to_day(roads: pd.DataFrame, spread: DaySpread | None, *, extra_min: float) -> pd.DataFrame:
    """Spread road minutes over days, in the shape that `road_times` takes.

    `roads` has place_id, period, start_s, end_s, time_min (a mean) and free_min. Each row becomes
    as many as `DaySpread` makes, with ``weight_s``, its part of the period's seconds. Without a
    spread the row stands for itself. `extra_min` (to and from the vehicle) comes on top and does
    not vary.

    Examples
    --------
    >>> roads = pd.DataFrame({"place_id": ["a"], "period": ["peak"], "start_s": [0],
    ...     "end_s": [3600], "time_min": [30.0], "free_min": [30.0]})
    >>> found = day_to_day(roads, DaySpread(0.86, 3.67), extra_min=6.0)
    >>> len(found), set(found["time_min"].round(6)), float(found["weight_s"].sum())
    (40, {36.0}, 3600.0)
    """
    days = [
        [mean] if spread is None else spread.minutes(mean, free)
        for mean, free in zip(roads["time_min"], roads["free_min"], strict=True)
    ]
    counts = [len(one) for one in days]
    table = roads.loc[roads.index.repeat(counts)].reset_index(drop=True)
    seconds = (table["end_s"] - table["start_s"]).astype("float64")
    return table.assign(
        time_min=[minutes + extra_min for one in days for minutes in one],
        weight_s=seconds / np.repeat(np.array(counts, dtype=np.float64), counts),
    )


def road_minutes(
    network: Network,
    links: pd.DataFrame,
    nodes: pd.DataFrame,
    *,
    start: Point,
    goals: Mapping[str, Point],
) -> pd.DataFrame:
    """Minutes by road from one point to others, by period, along the quickest way of each.

    `links` are directed: period, from_node_id, to_node_id, minutes (of the period), free_min (of a
    free road), is_door (trips may begin and end there). `nodes` is ``road/drive_nodes``. Points
    are joined to the three nearest junctions with a door on their bank of the river, straight line
    times 1.3 at 20 km/h, none farther than 15 km: as zones of demand are.

    Columns: place_id, period, time_min, free_min (quickest way of a free road). NaN where no road
    leads.

    Raises
    ------
    DataError
        If a link ends at a node without a position.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> nodes = pd.DataFrame({"node_id": ["n1", "n2"], "lon": [120.0, 120.1], "lat": [30.0, 30.0]})
    >>> links = pd.DataFrame({"period": ["peak"], "from_node_id": ["n1"], "to_node_id": ["n2"],
    ...     "minutes": [20.0], "free_min": [10.0], "is_door": [True]})
    >>> found = road_minutes(empty(), links, nodes, start=(120.0, 30.0),
    ...                      goals={"there": (120.1, 30.0)})
    >>> found[["period", "time_min", "free_min"]].to_numpy().tolist()
    [['peak', 20.0, 10.0]]
    """
    absent = [name for name in _LINK if name not in links.columns]
    if absent:
        raise DataError(f"'links' has no column '{absent[0]}'; it needs {', '.join(_LINK)}")
    used = sorted({*links["from_node_id"].astype(str), *links["to_node_id"].astype(str)})
    unknown = sorted(set(used) - set(nodes["node_id"].astype(str)))
    if unknown:
        raise DataError(
            f"road/drive_nodes has no node '{unknown[0]}' of a link ({len(unknown)} in all); "
            "add it with its position"
        )
    index = pd.Index(used)
    doors = _doors(links, index)
    at = nodes.assign(node_id=nodes["node_id"].astype(str)).set_index("node_id").loc[index]
    ground = ground_of(network, on_foot=False)
    xy = to_metres(at["lon"].to_numpy(), at["lat"].to_numpy())
    joints = _Joints(xy, ground.bank(xy), doors, ground)
    begin = joints.of(start)
    ends = {place: joints.of(point) for place, point in goals.items()}
    rows = []
    for period, own in links.groupby("period", sort=False):
        reached = _reached(own, index, "minutes", begin)
        free = _reached(own, index, "free_min", begin)
        for place, end in ends.items():
            rows.append((place, period, _least(reached, end), _least(free, end)))
    return pd.DataFrame(rows, columns=["place_id", "period", "time_min", "free_min"])


@dataclass(frozen=True, eq=False)
class _Joints:
    """Junctions with a door, to join points to."""

    xy: Floats
    bank: Ints
    doors: Ints
    ground: Ground

    def of(self, point: Point) -> tuple[Ints, Floats]:
        """Rows of the nearest junctions on the point's bank, and minutes to each."""
        here = to_metres([point[0]], [point[1]])
        bank = int(self.ground.bank(here)[0])
        near = self.doors[
            (self.bank[self.doors] == bank) | (self.bank[self.doors] < 0) | (bank < 0)
        ]
        km = np.hypot(*(self.xy[near] - here[0]).T) * _DETOUR / 1000.0
        order = np.lexsort((near, km))[:_JUNCTIONS]
        order = order[km[order] <= _REACH_KM]
        return near[order], km[order] / _ACCESS_KMH * 60.0


def _doors(links: pd.DataFrame, index: pd.Index) -> Ints:
    """Rows of the nodes at which trips may begin and end."""
    own = links[links["is_door"].astype(bool)]
    names = sorted({*own["from_node_id"].astype(str), *own["to_node_id"].astype(str)})
    return np.asarray(index.get_indexer(pd.Index(names)), dtype=np.int64)


def _reached(
    links: pd.DataFrame, index: pd.Index, column: str, begin: tuple[Ints, Floats]
) -> Floats:
    """Least minutes from the start to every node; infinite where no road leads."""
    from scipy.sparse import coo_array  # noqa: PLC0415 - slow to load
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

    rows, minutes = begin
    if len(rows) == 0:
        return np.full(len(index), np.inf)
    # Parallel links: the quickest counts; a sparse matrix would add them up.
    best = links.groupby(["from_node_id", "to_node_id"], sort=True)[column].min().reset_index()
    ends = tuple(index.get_indexer(pd.Index(best[end])) for end in ("from_node_id", "to_node_id"))
    # No link takes nothing: a stored zero would be read as no link.
    costs = np.maximum(best[column].to_numpy(dtype=np.float64), 1e-9)
    graph = coo_array((costs, ends), shape=(len(index), len(index))).tocsr()
    found = dijkstra(graph, indices=rows)
    return np.asarray((found + minutes[:, None]).min(axis=0), dtype=np.float64)


def _least(reached: Floats, end: tuple[Ints, Floats]) -> float:
    rows, minutes = end
    if len(rows) == 0:
        return float("nan")
    least = float((reached[rows] + minutes).min())
    return least if np.isfinite(least) else float("nan")
