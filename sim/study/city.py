"""Anyone's city made ready for searches: GTFS feeds, a walking network and points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.compiled import kernels_are_compiled
from sim.errors import DataError, Issue, Severity
from sim.network.connectors import Links
from sim.network.gtfs import ServiceDay, read_service_day
from sim.network.streets.graph import StreetGraph, walk_part
from sim.routing.arrays import LinkArrays, TimetableArrays
from sim.routing.compile import compile_links
from sim.routing.compile_day import Boarding, compile_day
from sim.routing.streets import (
    Snapped,
    StreetTimes,
    snap_to_edges,
    snap_to_nodes,
    walk_index,
    walk_times,
)
from sim.routing.transfer_rules import with_rules
from sim.routing.warm import TITLE, compile_kernels
from sim.study.city_issues import off_network, stops_off_network, window_issues, without_stop
from sim.study.points import PointTable, read_points

__all__ = ["City", "CityFiles", "Walking", "build_city", "window_issues"]

Report = Callable[[str, float], None]
_SNAP_M = 1600.0


@dataclass(frozen=True, slots=True)
class CityFiles:
    """Where a city's data lie. Streets are an OSM file, or tables of nodes and edges to walk on."""

    gtfs: tuple[Path, ...]
    service_date: date
    points: Path
    destinations: Path | None = None
    osm: Path | None = None
    walk_nodes: Path | None = None
    walk_edges: Path | None = None

    @property
    def streets(self) -> Path:
        """The file that tells where people can walk."""
        chosen = self.osm or self.walk_edges
        assert chosen is not None
        return chosen


@dataclass(frozen=True, slots=True)
class Walking:
    """How fast and how far people walk: limits are street metres, the way to the street included.

    `max_access_m` holds at both ends; walking all the way may last as long as the whole trip.
    """

    speed_kmh: float = 3.6
    max_access_m: float = 2000.0
    max_transfer_m: float = 1000.0

    @property
    def speed_m_per_s(self) -> float:
        """Metres a second."""
        return self.speed_kmh / 3.6


@dataclass(frozen=True)
class City:
    """Arguments of the router up to the query, and what there is to know about them."""

    day: ServiceDay
    timetable: TimetableArrays
    access: LinkArrays
    egress: LinkArrays
    direct: LinkArrays
    issues: tuple[Issue, ...]

    def __repr__(self) -> str:
        return f"<City {self.day!r} · {len(self.access.from_ids)} points>"


def build_city(
    files: CityFiles,
    walking: Walking,
    *,
    max_time_s: int,
    boarding: Boarding | None = None,
    threads: int | None = None,
    report: Report | None = None,
) -> City:
    """Read and link everything: stops, points and streets.

    Stops and points are joined to the nearest place on a street (on given tables: to the nearest
    node) within 1,600 m; what is farther can be ridden through but not walked to. Where somebody
    looks on (`report`) and kernels were never compiled here, all of them are, after the reading.

    Raises
    ------
    DataError
        With every problem of the file that stops the work.
    """
    told: Report = report or (lambda _title, _share: None)
    is_watched_first_time = report is not None and not kernels_are_compiled()
    told("read points", 0.0)
    points, ends = _read_places(files)
    told("read points", 1.0)
    told("read timetables", 0.0)
    # On a given walk graph the benchmark's exact rules hold: trips of the service date only.
    day = read_service_day(list(files.gtfs), files.service_date, carry_over=files.osm is not None)
    told("read timetables", 1.0)
    told("read streets", 0.0)
    graph, street_issues = _streets(files)
    told("read streets", 1.0)
    if is_watched_first_time:
        compile_kernels(lambda share: told(TITLE, share))
    told("walk between stops and points", 0.0)
    index = walk_index(graph)
    stops, starts, goals = joined = _join(files, graph, day, (points, ends))
    off_issues = _off_streets(files, day, joined, (points, ends))

    def walks(one: Snapped, other: Snapped, limit_m: float) -> StreetTimes:
        speed = walking.speed_m_per_s
        return walk_times(index, one, other, limit_m=limit_m, speed_m_per_s=speed, threads=threads)

    access = _linked(walks(starts, stops, walking.max_access_m), points.ids, day.stops.ids)
    egress = access
    if ends is not points:
        egress = _linked(walks(goals, stops, walking.max_access_m), ends.ids, day.stops.ids)
    told("walk between stops and points", 0.5)
    direct = walks(starts, goals, max_time_s * walking.speed_m_per_s)
    transfers = with_rules(
        Links(*walks(stops, stops, walking.max_transfer_m)),
        day,
        slack_s=(boarding or Boarding()).slack_s,
        speed_m_per_s=walking.speed_m_per_s,
    )
    told("walk between stops and points", 1.0)
    told("build the timetable", 0.0)
    alone = without_stop(access, starts.is_linked, points, files.points, day)
    if files.destinations is not None:
        alone += without_stop(egress, goals.is_linked, ends, files.destinations, day)
    city = City(
        day=day,
        timetable=compile_day(day, transfers.links, boarding=boarding),
        access=access,
        egress=egress,
        direct=_linked(_with_itself(direct, points, ends), points.ids, ends.ids),
        issues=(*day.issues, *street_issues, *transfers.issues, *off_issues, *alone),
    )
    told("build the timetable", 1.0)
    return city


class _Joined(NamedTuple):
    """Where stops, origins and destinations touch the streets."""

    stops: Snapped
    starts: Snapped
    goals: Snapped


def _read_places(files: CityFiles) -> tuple[PointTable, PointTable]:
    """Origins and destinations; the same table twice where there is one file."""
    if files.destinations is None:
        points = read_points(files.points)
        return points, points
    tables: list[PointTable] = []
    faults: list[DataError] = []
    for path in (files.points, files.destinations):
        try:
            tables.append(read_points(path))
        except DataError as error:
            faults.append(error)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        issues = [issue for fault in faults for issue in fault.issues]
        raise DataError("neither file can be used as points", issues)
    return tables[0], tables[1]


def _join(
    files: CityFiles, graph: StreetGraph, day: ServiceDay, places: tuple[PointTable, PointTable]
) -> _Joined:
    snap = snap_to_nodes if files.osm is None else snap_to_edges
    points, ends = places
    starts = snap(graph, points.lon, points.lat, max_m=_SNAP_M)
    return _Joined(
        snap(graph, day.stops.lon, day.stops.lat, max_m=_SNAP_M),
        starts,
        starts if ends is points else snap(graph, ends.lon, ends.lat, max_m=_SNAP_M),
    )


def _off_streets(
    files: CityFiles, day: ServiceDay, joined: _Joined, places: tuple[PointTable, PointTable]
) -> tuple[Issue, ...]:
    streets = files.streets
    found = off_network(joined.starts, places[0], files.points, streets=streets, max_m=_SNAP_M)
    if files.destinations is not None:
        path = files.destinations
        found += off_network(joined.goals, places[1], path, streets=streets, max_m=_SNAP_M)
    return (*stops_off_network(joined.stops, day, streets, max_m=_SNAP_M), *found)


def _streets(files: CityFiles) -> tuple[StreetGraph, tuple[Issue, ...]]:
    from sim.network.streets.parquet import read_walk_tables  # noqa: PLC0415
    from sim.network.streets.readers.osm import read_osm  # noqa: PLC0415

    if files.osm is not None:
        read = read_osm(files.osm)
        return _walkable(walk_part(read.graph), files.osm), read.issues
    assert files.walk_nodes is not None and files.walk_edges is not None  # noqa: PT018
    return _walkable(read_walk_tables(files.walk_nodes, files.walk_edges), files.walk_edges), ()


def _walkable(graph: StreetGraph, path: Path) -> StreetGraph:
    if graph.n_links:
        return graph
    what, fix = "no street of the file can be walked on", "take one that holds more than motorways"
    issue = Issue(Severity.ERROR, "no-walkable-street", what, fix, path)
    raise DataError("nobody can walk in this city", [issue])


def _linked(times: StreetTimes, from_ids: tuple[str, ...], to_ids: tuple[str, ...]) -> LinkArrays:
    return compile_links(Links(*times), from_ids, to_ids)


def _with_itself(times: StreetTimes, points: PointTable, ends: PointTable) -> StreetTimes:
    """A point listed in both files is 0 s from itself, as it is in one file."""
    if ends is points:
        return times
    row = {key: index for index, key in enumerate(zip(ends.ids, ends.lon, ends.lat, strict=True))}
    same = [
        (index, row[key])
        for index, key in enumerate(zip(points.ids, points.lon, points.lat, strict=True))
        if key in row
    ]
    if not same:
        return times
    pairs = np.array(same, np.int32)
    size = len(ends)
    itself = pairs[:, 0].astype(np.int64) * size + pairs[:, 1]
    others = ~np.isin(times.from_index.astype(np.int64) * size + times.to_index, itself)
    return StreetTimes(
        np.concatenate([times.from_index[others], pairs[:, 0]]),
        np.concatenate([times.to_index[others], pairs[:, 1]]),
        np.concatenate([times.time_s[others], np.zeros(len(pairs), np.int32)]),
    )
