"""Anyone's city made ready for searches: GTFS feeds, a walking network and points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from sim.clock import Window, clock_text
from sim.errors import Issue, Severity
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
    unlinked_issues,
    walk_index,
    walk_times,
)
from sim.routing.transfer_rules import with_rules
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
    node) within 1,600 m; what is farther can be ridden through but not walked to.

    Raises
    ------
    DataError
        With every problem of the file that stops the work.
    """
    told: Report = report or (lambda _title, _share: None)
    told("read points", 0.0)
    points = read_points(files.points)
    ends = points if files.destinations is None else read_points(files.destinations)
    told("read points", 1.0)
    told("read timetables", 0.0)
    day = read_service_day(list(files.gtfs), files.service_date)
    told("read timetables", 1.0)
    told("read streets", 0.0)
    graph, street_issues = _streets(files)
    told("read streets", 1.0)
    told("walk between stops and points", 0.0)
    index = walk_index(graph)
    snap = snap_to_nodes if files.osm is None else snap_to_edges
    stops = snap(graph, day.stops.lon, day.stops.lat, max_m=_SNAP_M)
    starts = snap(graph, points.lon, points.lat, max_m=_SNAP_M)
    goals = starts if ends is points else snap(graph, ends.lon, ends.lat, max_m=_SNAP_M)

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
    told("compile", 0.0)
    city = City(
        day=day,
        timetable=compile_day(day, transfers.links, boarding=boarding),
        access=access,
        egress=egress,
        direct=_linked(_with_itself(direct, points, ends), points.ids, ends.ids),
        issues=(
            *day.issues,
            *street_issues,
            *transfers.issues,
            *_off_network(starts, points, files.points),
            *(() if ends is points else _off_network(goals, ends, files.destinations)),
            *_stops_off_network(stops, day),
        ),
    )
    told("compile", 1.0)
    return city


def window_issues(day: ServiceDay, window: Window, max_time_s: int) -> tuple[Issue, ...]:
    """Warn of a window in which nothing runs, and tell when something does."""
    runs = ~day.is_template[np.repeat(np.arange(len(day.trips.ids)), np.diff(day.trips.first))]
    times = day.trips.departure_s[runs]
    bands = day.frequencies
    first = min([*times[:1], *([times.min()] if times.size else []), *bands.start_s.tolist()])
    last = max([*([times.max()] if times.size else []), *bands.end_s.tolist()])
    if window.start_s + max_time_s >= first and window.start_s <= last:
        return ()
    what = (
        f"nothing runs {window.text()} or in the time after it: service of {day.service_date} "
        f"is from {clock_text(first)} to {clock_text(last)}"
    )
    fix = "choose a window inside the service, or expect walks only"
    return (Issue(Severity.WARNING, "window-outside-service", what, fix),)


def _streets(files: CityFiles) -> tuple[StreetGraph, tuple[Issue, ...]]:
    from sim.network.streets.parquet import read_walk_tables  # noqa: PLC0415
    from sim.network.streets.readers.osm import read_osm  # noqa: PLC0415

    if files.osm is not None:
        read = read_osm(files.osm)
        return walk_part(read.graph), read.issues
    assert files.walk_nodes is not None and files.walk_edges is not None  # noqa: PT018
    return read_walk_tables(files.walk_nodes, files.walk_edges), ()


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


def _off_network(snapped: Snapped, points: PointTable, path: Path | None) -> tuple[Issue, ...]:
    issues = unlinked_issues(snapped, list(points.ids), max_m=_SNAP_M)
    return tuple(replace(issue, file=path) for issue in issues)


def _stops_off_network(snapped: Snapped, day: ServiceDay) -> tuple[Issue, ...]:
    served = np.unique(day.trips.stop)
    far = int((~snapped.is_linked[served]).sum())
    if not far:
        return ()
    what = f"{far} of {len(served)} served stops lie more than {_SNAP_M:.0f} m from any street"
    fix = "the street extract is smaller than the timetable: they are ridden through, not walked to"
    return (Issue(Severity.INFO, "stops-off-network", what, fix),)
