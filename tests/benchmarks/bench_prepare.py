"""Porto Alegre made ready for every engine: feeds without blank times, streets, points.

The data lie outside the project. What is written here goes into a temporary folder.
"""

from __future__ import annotations

import csv
import io
import shutil
import sys
import zipfile
from pathlib import Path

import pandas as pd
from bench_job import Trips

__all__ = ["CITY", "MONDAY", "more_points", "other_trips", "prepare", "t0", "t1", "t2"]

CITY = "porto_alegre"
MONDAY = "2019-05-13"
FEEDS = ("eptc.zip", "trensurb.zip")
NEEDED = ("poa_eptc.zip", "poa_trensurb.zip", "poa_osm.pbf", "poa_hexgrid.csv")
TWO_O_CLOCK_S = 14 * 3600

_SHIFT_S = 180
_NEXT_DOOR_DEGREES = 0.0005


def t0() -> Trips:
    """One departure, 14:00."""
    return Trips(MONDAY, FEEDS, "points.csv", TWO_O_CLOCK_S, 1)


def t1() -> Trips:
    """60 departures from 14:00 on, their median."""
    return Trips(MONDAY, FEEDS, "points.csv", TWO_O_CLOCK_S, 60)


def t2() -> Trips:
    """120 departures, five percentiles, walks of at most 1,000 m: the task of the r5r paper."""
    return Trips(
        MONDAY, FEEDS, "points.csv", TWO_O_CLOCK_S, 120, (5, 25, 50, 75, 95), max_access_m=1000.0
    )


def prepare(data: Path, folder: Path) -> tuple[str, ...]:
    """Write feeds (packed and unpacked), streets and points; or tell which files are not there."""
    source = data / CITY
    absent = tuple(name for name in NEEDED if not (source / name).is_file())
    if absent:
        return absent
    sys.path.append(str(Path(__file__).parents[1] / "crosscheck"))
    from plain_gtfs import write_filled
    from plain_streets import read_graph

    for name in FEEDS:
        write_filled(source / f"poa_{name}", folder / name)
        with zipfile.ZipFile(folder / name) as archive:
            archive.extractall(folder / Path(name).stem)
    shutil.copy(source / "poa_osm.pbf", folder / t0().osm)
    shutil.copy(source / "poa_hexgrid.csv", folder / t0().points)
    graph = read_graph(folder / t0().osm)
    graph.nodes.to_parquet(folder / "walk_nodes.parquet")
    graph.edges.to_parquet(folder / "walk_edges.parquet")
    return ()


def more_points(folder: Path, counts: tuple[int, ...]) -> tuple[str, ...]:
    """Files with so many of the points, evenly chosen; more than there are get a neighbour each."""
    with (folder / t0().points).open(encoding="utf-8") as lines:
        rows = [(row["id"], float(row["lon"]), float(row["lat"])) for row in csv.DictReader(lines)]
    beside = [
        (f"{name}+", lon + _NEXT_DOOR_DEGREES, lat + _NEXT_DOOR_DEGREES) for name, lon, lat in rows
    ]
    names = []
    for count in counts:
        if count <= len(rows):
            chosen = [rows[number * len(rows) // count] for number in range(count)]
        else:
            chosen = rows + beside[: count - len(rows)]
        names.append(f"points_{count}.csv")
        with (folder / names[-1]).open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows([("id", "lon", "lat"), *chosen])
    return tuple(names)


def other_trips(folder: Path, percent: int) -> tuple[str, ...]:
    """Feeds with every second trip only (50), or with each trip once more, 3 minutes later (200)."""
    if percent == 100:
        return FEEDS
    names = []
    for name in FEEDS:
        with zipfile.ZipFile(folder / name) as archive:
            files = {item: archive.read(item) for item in archive.namelist()}
        trips, stop_times = (_table(files[item]) for item in ("trips.txt", "stop_times.txt"))
        if percent == 50:
            trips = trips.iloc[::2]
            stop_times = stop_times[stop_times.trip_id.isin(trips.trip_id)]
        else:
            again = stop_times.assign(trip_id=stop_times.trip_id + "+")
            for column in ("arrival_time", "departure_time"):
                again[column] = _later(again[column])
            trips = pd.concat([trips, trips.assign(trip_id=trips.trip_id + "+")])
            stop_times = pd.concat([stop_times, again])
        files["trips.txt"], files["stop_times.txt"] = _text(trips), _text(stop_times)
        names.append(f"{percent}_{name}")
        with zipfile.ZipFile(folder / names[-1], "w", zipfile.ZIP_DEFLATED) as archive:
            for item, content in files.items():
                archive.writestr(item, content)
    return tuple(names)


def _table(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8-sig")


def _text(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False).encode()


def _later(clocks: pd.Series) -> list[str]:
    """Three minutes later, over midnight as 24:…"""
    parts = clocks.str.split(":", expand=True).astype(int)
    seconds = parts[0] * 3600 + parts[1] * 60 + parts[2] + _SHIFT_S
    return [f"{t // 3600:02d}:{t // 60 % 60:02d}:{t % 60:02d}" for t in seconds]
