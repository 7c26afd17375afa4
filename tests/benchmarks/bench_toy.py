"""A town of twenty points on one street with one bus line, as files: to try things out on."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
from bench_job import Trips

__all__ = ["write_town"]

_DEGREE_M = 6_371_008.8 * np.pi / 180
_WEST_DEGREES = 9.0
_STOP_EVERY_M, _N_STOPS, _N_POINTS = 2000.0, 5, 20
_RIDE_S, _FIRST_S, _EVERY_S, _N_TRIPS = 120, 7 * 3600, 600, 20


def write_town(folder: Path) -> Trips:
    """Write the feed, the walk graph and the points; a question of one hour on them.

    Nodes lie every 100 m eastwards along the equator, from 0 to 8,000 m; stops at 0, 2,000 … 8,000 m; point
    ``i`` at ``400 i`` m. Buses leave the first stop every 10 minutes from 07:00 on and need 2
    minutes to each next one.
    """
    metres = np.arange(0.0, _STOP_EVERY_M * (_N_STOPS - 1) + 1, 100.0)
    nodes = pd.DataFrame({"node": range(len(metres)), "osm_id": range(len(metres))})
    nodes = nodes.assign(lon=_lon(metres), lat=0.0)
    edges = pd.DataFrame({"u": nodes.node[:-1], "v": nodes.node[:-1] + 1, "m": 100.0})
    nodes.to_parquet(folder / "walk_nodes.parquet")
    edges.to_parquet(folder / "walk_edges.parquet")
    points = pd.DataFrame({"id": [f"p{i:02d}" for i in range(_N_POINTS)]})
    points.assign(lon=_lon(400.0 * points.index), lat=0.0).to_csv(
        folder / "points.csv", index=False
    )
    with zipfile.ZipFile(folder / "town.zip", "w") as archive:
        for name, lines in _feed().items():
            archive.writestr(f"{name}.txt", "\n".join(lines) + "\n")
    return Trips("2019-05-13", ("town.zip",), "points.csv", 8 * 3600, 60)


def _lon(metres):
    return _WEST_DEGREES + metres / _DEGREE_M


def _feed() -> dict[str, list[str]]:
    stops = [f"s{stop},s{stop},0.0,{_lon(stop * _STOP_EVERY_M)!r}" for stop in range(_N_STOPS)]
    calls = []
    for trip in range(_N_TRIPS):
        for stop in range(_N_STOPS):
            at_s = _FIRST_S + trip * _EVERY_S + stop * _RIDE_S
            clock = f"{at_s // 3600:02d}:{at_s // 60 % 60:02d}:{at_s % 60:02d}"
            calls.append(f"t{trip},{clock},{clock},s{stop},{stop}")
    days = "monday,tuesday,wednesday,thursday,friday,saturday,sunday"
    return {
        "agency": ["agency_id,agency_name,agency_url,agency_timezone", "a,a,http://a.test,UTC"],
        "stops": ["stop_id,stop_name,stop_lat,stop_lon", *stops],
        "routes": ["route_id,agency_id,route_short_name,route_type", "bus,a,1,3"],
        "calendar": [
            f"service_id,{days},start_date,end_date",
            "every,1,1,1,1,1,1,1,20190101,20191231",
        ],
        "trips": [
            "route_id,service_id,trip_id",
            *(f"bus,every,t{trip}" for trip in range(_N_TRIPS)),
        ],
        "stop_times": ["trip_id,arrival_time,departure_time,stop_id,stop_sequence", *calls],
    }
