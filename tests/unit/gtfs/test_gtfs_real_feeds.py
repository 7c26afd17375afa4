"""Feeds of real cities, against a few lines of pandas that share no code with the reader."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.network.gtfs import ServiceDay, read_service_day

CITIES = Path(__file__).parents[4] / "shared" / "data" / "road" / "testcities"
pytestmark = pytest.mark.skipif(not CITIES.is_dir(), reason="the test cities are not here")

DAY_S = 86_400


def table(feed: str, name: str) -> pd.DataFrame:
    with zipfile.ZipFile(CITIES / feed) as archive:
        data = io.BytesIO(archive.read(f"{name}.txt"))
    frame = pd.read_csv(data, dtype=str, keep_default_na=False)
    return frame.rename(columns=str.strip)


def seconds(texts: pd.Series) -> np.ndarray:
    out = np.full(len(texts), -1, np.int64)
    given = (texts.str.strip() != "").to_numpy()
    parts = texts[given].str.strip().str.split(":", expand=True).astype(int)
    out[given] = parts[0] * 3600 + parts[1] * 60 + parts[2]
    return out


def haversine_m(lat, lon, to_lat, to_lon):
    lat, lon, to_lat, to_lon = (np.radians(value) for value in (lat, lon, to_lat, to_lon))
    h = (
        np.sin((to_lat - lat) / 2) ** 2
        + np.cos(lat) * np.cos(to_lat) * np.sin((to_lon - lon) / 2) ** 2
    )
    return 2 * 6371008.8 * np.arcsin(np.sqrt(h))


def prepared(feed: str) -> pd.DataFrame:
    """Every call with its times filled in, gap by gap: the rule of the benchmark's script."""
    calls, stops = table(feed, "stop_times"), table(feed, "stops").set_index("stop_id")
    calls["stop_sequence"] = calls.stop_sequence.astype(int)
    calls = calls.sort_values(["trip_id", "stop_sequence"], kind="stable").reset_index(drop=True)
    arrival, departure = seconds(calls.arrival_time), seconds(calls.departure_time)
    arrival = np.where(arrival < 0, departure, arrival)
    departure = np.where(departure < 0, arrival, departure)
    lat = stops.stop_lat.astype(float).reindex(calls.stop_id).to_numpy()
    lon = stops.stop_lon.astype(float).reindex(calls.stop_id).to_numpy()
    for rows in calls.groupby("trip_id", sort=False).indices.values():
        known = rows[departure[rows] >= 0]
        for a, b in pairwise(known):
            if b == a + 1:
                continue
            hops = haversine_m(lat[a:b], lon[a:b], lat[a + 1 : b + 1], lon[a + 1 : b + 1])
            along = np.concatenate([[0.0], np.cumsum(hops)])
            steps = np.arange(b - a + 1) / (b - a)
            share = along / along[-1] if along[-1] > 0 else steps
            times = np.floor(departure[a] + (arrival[b] - departure[a]) * share).astype(int)
            arrival[a + 1 : b] = departure[a + 1 : b] = times[1:-1]
    return calls.assign(arrival_s=arrival, departure_s=departure)


def active(feed: str, day: date) -> set[str]:
    """Services of a day, row by row from the two calendar files."""
    weeks, text = table(feed, "calendar"), f"{day:%Y%m%d}"
    name = f"{day:%A}".lower()
    found = {
        row.service_id
        for row in weeks.itertuples()
        if getattr(row, name) == "1" and row.start_date <= text <= row.end_date
    }
    with zipfile.ZipFile(CITIES / feed) as archive:
        if "calendar_dates.txt" not in archive.namelist():
            return found
    for row in table(feed, "calendar_dates").itertuples():
        if row.date == text:
            (found.add if row.exception_type == "1" else found.discard)(row.service_id)
    return found


def as_frame(day: ServiceDay) -> pd.DataFrame:
    trips = day.trips
    trip = np.repeat(np.arange(len(trips.ids)), np.diff(trips.first))
    return pd.DataFrame(
        {
            "trip_id": np.array(trips.ids, dtype=object)[trip],
            "stop_id": np.array(day.stops.ids, dtype=object)[trips.stop],
            "arrival_s": trips.arrival_s,
            "departure_s": trips.departure_s,
        }
    )


def expected(feed: str, day: date) -> pd.DataFrame:
    """Timetable trips of a day and what is left of the day before's."""
    calls = prepared(feed).merge(table(feed, "trips")[["trip_id", "service_id"]], on="trip_id")
    today = calls[calls.service_id.isin(active(feed, day))]
    before = date.fromordinal(day.toordinal() - 1)
    left = calls[calls.service_id.isin(active(feed, before)) & (calls.departure_s >= DAY_S)]
    left = left[left.groupby("trip_id").trip_id.transform("size") >= 2]
    left = left.assign(
        trip_id=left.trip_id + "@-1",
        arrival_s=(left.arrival_s - DAY_S).clip(lower=0),
        departure_s=left.departure_s - DAY_S,
    )
    both = pd.concat([today, left]).sort_values(["trip_id", "stop_sequence"])
    return both[["trip_id", "stop_id", "arrival_s", "departure_s"]].reset_index(drop=True)


def assert_same(found: pd.DataFrame, wanted: pd.DataFrame) -> None:
    assert found.shape == wanted.shape
    for name in found.columns:
        assert found[name].tolist() == wanted[name].tolist(), name


PORTO_ALEGRE = ("porto_alegre/poa_eptc.zip", "porto_alegre/poa_trensurb.zip")
OTHERS = {
    "northern_kentucky/TANK-GTFS.zip": date(2020, 1, 14),
    "gtfs_samples/cairns_gtfs.zip": date(2014, 6, 10),
    "gtfs_samples/newport-20230613_gtfs.zip": date(2023, 6, 13),
    "gtfs_samples/nyc_subway_gtfs.zip": date(2025, 1, 8),
}


def test_porto_alegre_is_the_prepared_timetable_to_the_second() -> None:
    day = date(2019, 5, 13)
    found = read_service_day([CITIES / feed for feed in PORTO_ALEGRE], day)
    assert found.issues == ()
    # rows of the two stop_times.txt, 130 019 + 14 855, and the blanks of which the script tells
    assert found.counts["calls_read"] == 144_874
    assert found.counts["calls_interpolated"] == 125_271
    wanted = pd.concat([expected(feed, day) for feed in PORTO_ALEGRE])
    order = wanted.reset_index(drop=True).reset_index().sort_values(["trip_id", "index"])
    assert_same(as_frame(found), order.drop(columns="index").reset_index(drop=True))


@pytest.mark.parametrize("feed", OTHERS)
def test_a_city_equals_plain_pandas(feed: str) -> None:
    day = OTHERS[feed]
    found = read_service_day([CITIES / feed], day)
    assert found.issues == ()
    assert_same(as_frame(found), expected(feed, day))


def test_new_york_transfers_are_those_of_the_platforms() -> None:
    feed = "gtfs_samples/nyc_subway_gtfs.zip"
    stops, rows = table(feed, "stops"), table(feed, "transfers")
    platforms = stops[stops.parent_station != ""].groupby("parent_station").stop_id.apply(list)
    wanted = {
        (one, other, int(row.min_transfer_time))
        for row in rows.itertuples()
        for one in platforms.get(row.from_stop_id, [row.from_stop_id])
        for other in platforms.get(row.to_stop_id, [row.to_stop_id])
    }
    found = read_service_day([CITIES / feed], date(2025, 1, 8))
    ids, transfers = found.stops.ids, found.transfers
    assert wanted == {
        (ids[one], ids[other], time)
        for one, other, time in zip(
            transfers.from_stop.tolist(),
            transfers.to_stop.tolist(),
            transfers.min_time_s.tolist(),
            strict=True,
        )
    }


def test_sao_paulo_runs_by_headway() -> None:
    feed = "sao_paulo/spo_gtfs.zip"
    found = read_service_day([CITIES / feed], date(2019, 5, 13), carry_over=False)
    assert found.issues == ()
    rows = table(feed, "frequencies")
    running = table(feed, "trips").query("service_id in @active(@feed, @found.service_date)")
    rows = rows[rows.trip_id.isin(running.trip_id)]
    wanted = sorted(
        zip(
            rows.trip_id,
            seconds(rows.start_time).tolist(),
            seconds(rows.end_time).tolist(),
            rows.headway_secs.astype(int),
            strict=True,
        )
    )
    table_ = found.frequencies
    assert wanted == [
        (found.trips.ids[trip], start, end, headway)
        for trip, start, end, headway in zip(
            table_.trip.tolist(),
            table_.start_s.tolist(),
            table_.end_s.tolist(),
            table_.headway_s.tolist(),
            strict=True,
        )
    ]
    assert not table_.exact.any()
    assert found.trips.departure_s[found.trips.first[:-1]][found.is_template].max() == 0


def test_sao_paulo_after_midnight_every_vehicle_one_by_one() -> None:
    """Every single departure of yesterday that can still be boarded after midnight is there."""
    feed, day = "sao_paulo/spo_gtfs.zip", date(2019, 5, 14)
    found = read_service_day([CITIES / feed], day)
    calls = prepared(feed).groupby("trip_id").departure_s
    ride = calls.nth([-2]).to_numpy() - calls.first().to_numpy()
    ride_s = dict(zip(calls.first().index, ride.tolist(), strict=True))
    services = active(feed, date(2019, 5, 13))
    trips = table(feed, "trips")
    yesterday = set(trips[trips.service_id.isin(services)].trip_id)
    rows = table(feed, "frequencies")
    wanted = sorted(
        (f"{trip}@-1", departure - DAY_S)
        for trip, start, end, headway in zip(
            rows.trip_id,
            seconds(rows.start_time).tolist(),
            seconds(rows.end_time).tolist(),
            rows.headway_secs.astype(int),
            strict=True,
        )
        for departure in range(start, end, headway)
        if trip in yesterday and departure + ride_s[trip] >= DAY_S
    )
    table_ = found.frequencies
    assert wanted == sorted(
        (found.trips.ids[trip], departure)
        for trip, start, end, headway in zip(
            table_.trip.tolist(),
            table_.start_s.tolist(),
            table_.end_s.tolist(),
            table_.headway_s.tolist(),
            strict=True,
        )
        if found.trips.service_day[trip] == -1
        for departure in range(start, end, headway)
    )
    assert found.counts["trips_carried_over"] == len({name for name, _ in wanted})
