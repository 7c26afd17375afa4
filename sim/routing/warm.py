"""Kernels compiled ahead, so that the first search ever does not seem to stand still.

Compiled code is kept on disk (`sim.compiled`), so this happens once on a machine for each version.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from sim.compiled import note_compiled
from sim.network.connectors import Links
from sim.network.gtfs import ServiceDay, read_service_day
from sim.network.gtfs.examples import small_feed, write_feed
from sim.network.streets.graph import street_graph, walk_part
from sim.routing.arrays import LinkArrays, TimetableArrays
from sim.routing.compile import compile_links
from sim.routing.compile_day import compile_day
from sim.routing.matrix import travel_times
from sim.routing.settings import Query
from sim.routing.streets import snap_to_edges, walk_index, walk_times

__all__ = ["TITLE", "compile_kernels"]

TITLE = "compile, only once (about a minute)"
"""How a progress line names it."""

_FREQUENCIES = "trip_id,start_time,end_time,headway_secs\nT1,06:00:00,09:00:00,600\n"
_MANY = 20
"""Enough origins for the sweep; a few go by rounds."""


def compile_kernels(share: Callable[[float], None]) -> None:
    """Compile what a matrix needs, by small questions to it; tell the share that is done.

    Left to their first use are parts, draws, every departure, and trips of more than nine hours.

    Examples
    --------
    >>> told = []
    >>> compile_kernels(told.append)
    >>> told
    [0.0, 0.4, 0.7, 1.0]
    """
    share(0.0)
    timed, by_headway = _day({}), _day({"frequencies.txt": _FREQUENCIES})
    links = _links(timed)
    share(0.4)
    query = Query.over("07:00-07:10", percentiles=(5, 50))
    travel_times(_arrays(timed), links, links, None, query, threads=1)
    travel_times(_arrays(timed), links, links, None, replace(query, arrive_by=True), threads=1)
    share(0.7)
    travel_times(_arrays(by_headway), links, links, None, query, threads=1)
    note_compiled()
    share(1.0)


def _day(more: dict[str, str]) -> ServiceDay:
    with TemporaryDirectory() as folder:
        feed = write_feed(small_feed() | more, Path(folder) / "small")
        return read_service_day([feed], date(2019, 5, 13))


def _arrays(day: ServiceDay) -> TimetableArrays:
    nobody_walks = Links(*[np.empty(0, np.int32)] * 3)
    return compile_day(day, nobody_walks)


def _links(day: ServiceDay) -> LinkArrays:
    """Walks of points along one street to the stops on it."""
    lon = np.linspace(120.0, 120.03, _MANY)
    lat = np.full(_MANY, 30.0)
    ways = np.arange(_MANY - 1), np.arange(1, _MANY)
    graph = walk_part(street_graph((np.arange(_MANY), lon, lat), ways))
    starts = snap_to_edges(graph, lon + 0.0001, lat)
    stops = snap_to_edges(graph, day.stops.lon, day.stops.lat)
    times = walk_times(walk_index(graph), starts, stops, limit_m=500.0, speed_m_per_s=1.0)
    ids = [str(number) for number in range(_MANY)]
    return compile_links(Links(*times), ids, list(day.stops.ids))
