"""Other programs that compute door-to-door matrices, asked as near to the same as they allow."""

from __future__ import annotations

import csv
import datetime as dt
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from bench_job import Answer, Job, Ready, Trips

__all__ = ["cafein_raptor", "cafein_tbtr", "ferrobus"]

_MOST_RIDES = 8
_FERROBUS_M_PER_S = 1.4
_REACHES_S = (3600, 7200, 20_000)
_UNREACHABLE = -1


def cafein_tbtr(job: Job) -> Ready:
    """Trip-based routing; its transfers are found during the set-up."""
    return _cafein(job, "tbtr")


def cafein_raptor(job: Job) -> Ready:
    """Round-based routing."""
    return _cafein(job, "raptor")


def _cafein(job: Job, router: str) -> Ready:
    import cafein
    import geopandas as gpd
    import pandas as pd

    question, folder = _trips(job), Path(job.folder)
    network = cafein.TransportNetwork.from_gtfs(
        [str(folder / name) for name in question.feeds],
        osm_pbf=str(folder / question.osm),
        walking_speed_kmph=3.6,
        max_walking_time=dt.timedelta(seconds=question.max_transfer_m),
        leg_geometries=False,
        trip_distances=False,
        street_modes=(),
    )
    if router == "tbtr":
        network.compute_tbtr_transfers(question.service_date)
    table = pd.read_csv(folder / question.points, dtype={"id": str})
    points = gpd.GeoDataFrame(
        {"id": table.id}, geometry=gpd.points_from_xy(table.lon, table.lat), crs=4326
    )

    def matrix(asked: Trips) -> object:
        window = {}
        if asked.n_departures > 1:
            window = {
                "departure_time_window": asked.n_departures,
                "percentiles": list(asked.percentiles),
            }
        clock = f"{asked.first_s // 3600:02d}:{asked.first_s // 60 % 60:02d}"
        return cafein.TravelTimeMatrix(
            network,
            points,
            departure=f"{asked.service_date} {clock}",
            output_time_units="seconds",
            workers=job.threads,
            max_walking_time=dt.timedelta(seconds=asked.max_access_m),
            max_rides=_MOST_RIDES,
            router=router,
            **window,
        )

    def run() -> Answer:
        found = matrix(question)
        return Answer(lambda: _as_array(found, table.id, question))

    return Ready(lambda: matrix(replace(question, n_departures=1)), run)


def _as_array(found, ids, question: Trips) -> np.ndarray:
    """Seconds [origin, destination, percentile] of at most the longest time, else -1."""
    import pandas as pd

    columns = [f"travel_time_p{p}" for p in question.percentiles]
    if question.n_departures == 1:
        columns = ["travel_time"] * len(columns)
    place = pd.Index(ids)
    rows, goals = place.get_indexer(found.from_id), place.get_indexer(found.to_id)
    times = np.full((len(place), len(place), len(columns)), _UNREACHABLE, np.int32)
    for number, column in enumerate(columns):
        seconds = pd.to_numeric(found[column]).to_numpy(float)
        known = np.nan_to_num(seconds, nan=np.inf) <= question.max_time_s
        times[rows[known], goals[known], number] = seconds[known]
    return times


def ferrobus(job: Job) -> Ready:
    """One matrix for each departure; it walks at a fixed 1.4 m/s, so limits are metres over that.

    It takes unpacked feeds, and refuses a point with no stop in reach: such a point gets a wider one.
    """
    import ferrobus as engine

    question, folder = _trips(job), Path(job.folder)
    model = engine.create_transit_model(
        str(folder / question.osm),
        [str(folder / Path(name).stem) for name in question.feeds],
        dt.date.fromisoformat(question.service_date),
        int(question.max_transfer_m / _FERROBUS_M_PER_S),
    )
    with (folder / question.points).open(encoding="utf-8") as lines:
        rows = [(float(row["lat"]), float(row["lon"])) for row in csv.DictReader(lines)]
    reach_s = int(question.max_access_m / _FERROBUS_M_PER_S)

    def point(lat: float, lon: float) -> object:
        for wider_s in (reach_s, *_REACHES_S):
            try:
                return engine.create_transit_point(lat, lon, model, wider_s, 100_000)
            except ValueError:
                continue
        return None

    placed = [point(*row) for row in rows]
    points = [one for one in placed if one is not None]
    converting_s = 0.0

    def matrix(departure_s: int) -> np.ndarray:
        nonlocal converting_s
        found = engine.travel_time_matrix(model, points, departure_s, _MOST_RIDES - 1)
        begin = time.perf_counter()
        array = np.array(
            [[_UNREACHABLE if cell is None else cell for cell in row] for row in found], np.int32
        )
        converting_s += time.perf_counter() - begin
        array[array > question.max_time_s] = _UNREACHABLE
        return array

    def run() -> Answer:
        nonlocal converting_s
        converting_s = 0.0
        found = np.stack([matrix(departure_s) for departure_s in question.departures_s])
        found[found == _UNREACHABLE] = np.iinfo(np.int32).max
        ranks = [-(-p * len(found) // 100) - 1 for p in question.percentiles]
        picked = np.sort(found, axis=0)[ranks]
        picked[picked == np.iinfo(np.int32).max] = _UNREACHABLE
        return Answer(
            lambda: np.moveaxis(picked, 0, 2), notes={"lists turned into arrays": converting_s}
        )

    return Ready(
        lambda: matrix(question.first_s), run, {"points left out": len(placed) - len(points)}
    )


def _trips(job: Job) -> Trips:
    assert isinstance(job.question, Trips)
    return job.question
