"""A feed of three stops and a few trips, for examples and tests."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

__all__ = ["small_feed", "write_feed"]


def small_feed() -> dict[str, str]:
    """Make a feed: route R from A over B to C, trip T1 on weekdays, times as in GTFS.

    Examples
    --------
    >>> print(small_feed()["trips.txt"], end="")
    route_id,service_id,trip_id
    R,WD,T1
    """
    return {
        "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\n"
        "X,Example,https://example.invalid,Asia/Shanghai\n",
        "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\n"
        "A,Alpha,30.0,120.00\nB,Beta,30.0,120.01\nC,Gamma,30.0,120.03\n",
        "routes.txt": "route_id,route_short_name,route_long_name,route_type\nR,1,First,3\n",
        "trips.txt": "route_id,service_id,trip_id\nR,WD,T1\n",
        "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "T1,07:00:00,07:00:00,A,1\nT1,07:05:00,07:05:30,B,2\nT1,07:12:00,07:12:00,C,3\n",
        "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
        "start_date,end_date\nWD,1,1,1,1,1,0,0,20190501,20190531\n",
    }


def write_feed(files: Mapping[str, str], path: Path) -> Path:
    """Write texts as a feed: a zip file if the name ends with ``.zip``, else a folder.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_feed(small_feed(), Path(folder) / "bus.zip").name
    'bus.zip'
    """
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in files.items():
                archive.writestr(name, text)
        return path
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (path / name).write_bytes(text.encode("utf-8"))
    return path
