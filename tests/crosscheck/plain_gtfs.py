"""The calls of one service date, read from GTFS files with pandas and nothing of the project.

Only what the comparison needs: well-formed feeds, calendars with exceptions, blank stop times filled
by the benchmark's rule, frequencies kept apart from the trips that serve as their pattern. Every
stop and trip id gets the number of its feed in front, so that feeds never share one.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

__all__ = ["Day", "read_day", "running", "write_filled"]

EARTH_RADIUS_M = 6_371_008.8
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
BLANK = -1


@dataclass(frozen=True)
class Day:
    """Stops, and the calls of the trips of one date: trip ``i`` has ``first[i]:first[i + 1]``.

    A trip with a row in ``frequencies`` (trip, start_s, end_s, headway_s, exact) is only a pattern;
    ``runs`` is false for it.
    """

    stops: pd.DataFrame
    trip_ids: tuple[str, ...]
    runs: np.ndarray
    first: np.ndarray
    stop: np.ndarray
    arrival_s: np.ndarray
    departure_s: np.ndarray
    may_board: np.ndarray
    may_alight: np.ndarray
    frequencies: pd.DataFrame


def read_day(paths: Sequence[Path], service_date: date) -> Day:
    """Read several feeds as one, for trips that start on the date (none from the day before)."""
    stops, calls, frequencies = [], [], []
    for number, path in enumerate(paths):
        feed = _tables(path)
        mark = f"{number}:"
        stop_times = _with_seconds(feed["stop_times.txt"], feed["stops.txt"])
        trips = feed["trips.txt"]
        today = trips.trip_id[trips.service_id.isin(_services(feed, service_date))]
        stop_times = stop_times[stop_times.trip_id.isin(today)]
        calls.append(
            stop_times.assign(trip=mark + stop_times.trip_id, at=mark + stop_times.stop_id)
        )
        stops.append(
            pd.DataFrame(
                {
                    "id": mark + feed["stops.txt"].stop_id,
                    "lon": [float(text) for text in feed["stops.txt"].stop_lon],
                    "lat": [float(text) for text in feed["stops.txt"].stop_lat],
                }
            )
        )
        if "frequencies.txt" in feed:
            rows = feed["frequencies.txt"]
            rows = rows[rows.trip_id.isin(today)]
            exact = rows["exact_times"] == "1" if "exact_times" in rows else False
            frequencies.append(
                pd.DataFrame(
                    {
                        "trip": mark + rows.trip_id,
                        "start_s": _seconds(rows.start_time),
                        "end_s": _seconds(rows.end_time),
                        "headway_s": rows.headway_secs.astype(int),
                        "exact": exact,
                    }
                )
            )
    return _joined(stops, calls, frequencies)


def running(day: Day, phases_s: Sequence[int] | None = None) -> Day:
    """Turn frequencies into trips: ``start + phase + i * headway < end`` at the first stop.

    ``phases_s`` has one number per row of ``day.frequencies``; exact rows ignore it. Without it only
    exact rows are allowed.
    """
    if phases_s is None and not day.frequencies.exact.all():
        raise ValueError("frequencies that are not exact need phases")
    rows = [(trip, 0) for trip in np.flatnonzero(day.runs)]
    for number, row in enumerate(day.frequencies.itertuples()):
        phase_s = 0 if row.exact or phases_s is None else phases_s[number]
        own_start_s = day.departure_s[day.first[row.trip]]
        rows += [
            (row.trip, start_s - own_start_s)
            for start_s in range(row.start_s + phase_s, row.end_s, row.headway_s)
        ]
    parts = [np.arange(day.first[trip], day.first[trip + 1]) for trip, _ in rows]
    calls = np.concatenate(parts) if parts else np.zeros(0, np.int64)
    sizes = [len(part) for part in parts]
    shift_s = np.repeat([shift for _, shift in rows], sizes).astype(np.int64)
    return replace(
        day,
        trip_ids=tuple(f"{day.trip_ids[trip]}{shift:+d}" for trip, shift in rows),
        runs=np.ones(len(rows), bool),
        first=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        stop=day.stop[calls],
        arrival_s=day.arrival_s[calls] + shift_s,
        departure_s=day.departure_s[calls] + shift_s,
        may_board=day.may_board[calls],
        may_alight=day.may_alight[calls],
        frequencies=day.frequencies.iloc[:0],
    )


def write_filled(raw: Path, target: Path) -> None:
    """Copy a feed with every blank stop time filled, an agency and a table of exceptions."""
    with zipfile.ZipFile(raw) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if name.endswith(".txt")}
    feed = _tables(raw)
    filled = _with_seconds(feed["stop_times.txt"], feed["stops.txt"])
    for column, values in (
        ("arrival_time", filled.arrival_s),
        ("departure_time", filled.departure_s),
    ):
        filled[column] = [f"{t // 3600:02d}:{t // 60 % 60:02d}:{t % 60:02d}" for t in values]
    files["stop_times.txt"] = filled[feed["stop_times.txt"].columns].to_csv(index=False).encode()
    files.setdefault("calendar_dates.txt", b"service_id,date,exception_type\n")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def _tables(path: Path) -> dict[str, pd.DataFrame]:
    with zipfile.ZipFile(path) as archive:
        return {
            name: pd.read_csv(
                io.BytesIO(archive.read(name)),
                dtype=str,
                keep_default_na=False,
                encoding="utf-8-sig",
            )
            for name in archive.namelist()
            if name.endswith(".txt") and not name.startswith(("__", "shapes"))
        }


def _services(feed: dict[str, pd.DataFrame], service_date: date) -> set[str]:
    text = service_date.strftime("%Y%m%d")
    calendar = feed["calendar.txt"]
    inside = (calendar.start_date <= text) & (text <= calendar.end_date)
    services = set(
        calendar.service_id[inside & (calendar[WEEKDAYS[service_date.weekday()]] == "1")]
    )
    if "calendar_dates.txt" in feed:
        exceptions = feed["calendar_dates.txt"]
        exceptions = exceptions[exceptions.date == text]
        services |= set(exceptions.service_id[exceptions.exception_type == "1"])
        services -= set(exceptions.service_id[exceptions.exception_type == "2"])
    return services


def _seconds(texts: pd.Series) -> np.ndarray:
    seconds = np.full(len(texts), BLANK, np.int64)
    texts = texts.str.strip().reset_index(drop=True)
    given = texts[texts != ""]
    if len(given):
        hms = given.str.split(":", expand=True).astype(int)
        seconds[given.index] = hms[0] * 3600 + hms[1] * 60 + hms[2]
    return seconds


def _with_seconds(stop_times: pd.DataFrame, stops: pd.DataFrame) -> pd.DataFrame:
    """Calls in order, with ``arrival_s`` and ``departure_s`` filled where they are blank."""
    calls = stop_times.assign(order=stop_times.stop_sequence.astype(int))
    calls = calls.sort_values(["trip_id", "order"], kind="stable").reset_index(drop=True)
    arrival_s, departure_s = _seconds(calls.arrival_time), _seconds(calls.departure_time)
    arrival_s = np.where(arrival_s == BLANK, departure_s, arrival_s)
    departure_s = np.where(departure_s == BLANK, arrival_s, departure_s)
    place = stops.set_index("stop_id")[["stop_lon", "stop_lat"]].astype(float)
    lon, lat = place.reindex(calls.stop_id).to_numpy().T
    given = np.flatnonzero(departure_s != BLANK)
    for before, after in pairwise(given):
        if after == before + 1:
            continue
        assert calls.trip_id[before] == calls.trip_id[after], "first and last times must be given"
        here = slice(before, after + 1)
        along = np.concatenate([[0.0], np.cumsum(_straight_m(lon[here], lat[here]))])
        share = along / along[-1] if along[-1] > 0 else np.linspace(0.0, 1.0, len(along))
        ride_s = arrival_s[after] - departure_s[before]
        between = np.floor(departure_s[before] + ride_s * share).astype(np.int64)[1:-1]
        arrival_s[before + 1 : after] = departure_s[before + 1 : after] = between
    return calls.assign(arrival_s=arrival_s, departure_s=departure_s)


def _straight_m(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Haversine lengths of the steps of a line."""
    x, y = np.radians(lon), np.radians(lat)
    chord = (
        np.sin(np.diff(y) / 2) ** 2 + np.cos(y[:-1]) * np.cos(y[1:]) * np.sin(np.diff(x) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(chord))


def _joined(
    stops: list[pd.DataFrame], calls: list[pd.DataFrame], frequencies: list[pd.DataFrame]
) -> Day:
    places = pd.concat(stops, ignore_index=True)
    table = pd.concat(calls, ignore_index=True)
    trip_ids = tuple(table.trip.drop_duplicates())
    trip = pd.Index(trip_ids).get_indexer(table.trip)
    columns = ["trip", "start_s", "end_s", "headway_s", "exact"]
    rows = (
        pd.concat(frequencies, ignore_index=True) if frequencies else pd.DataFrame(columns=columns)
    )
    rows["trip"] = pd.Index(trip_ids).get_indexer(rows.trip)
    runs = np.ones(len(trip_ids), bool)
    runs[rows.trip.to_numpy(np.int64)] = False
    return Day(
        stops=places,
        trip_ids=trip_ids,
        runs=runs,
        first=np.searchsorted(trip, np.arange(len(trip_ids) + 1)).astype(np.int64),
        stop=pd.Index(places.id).get_indexer(table["at"]).astype(np.int64),
        arrival_s=table.arrival_s.to_numpy(np.int64),
        departure_s=table.departure_s.to_numpy(np.int64),
        may_board=_allowed(table, "pickup_type"),
        may_alight=_allowed(table, "drop_off_type"),
        frequencies=rows,
    )


def _allowed(calls: pd.DataFrame, column: str) -> np.ndarray:
    """All types but 1 (not available); a feed without the column allows all."""
    if column not in calls:
        return np.ones(len(calls), bool)
    return (calls[column].fillna("").str.strip() != "1").to_numpy()
