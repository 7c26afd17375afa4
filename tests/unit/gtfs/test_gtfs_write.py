"""A network as a feed, and back: the same patterns, bands and trains, the same bytes."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import sim
from sim import toy
from sim.errors import OutputError
from sim.network.gtfs import ServiceDay, read_service_day, write_gtfs
from sim.network.model import Network
from sim.network.patterns import patterns

ROOT = Path(__file__).parents[3]

TOWN = """
mode tram: slack 60
line red tram every 10 06:00-09:00 every 20 09:00-25:00: A +0, B +5:20, C +9/+10
line blue bus every 7:30 06:00-22:00 oneway: C +0, D +15
train T1 rail: D 07:10, E 07:40/07:42, F 08:30
train T2 rail: D 23:10, E 23:59/24:02, F 25:30
walk C D 3
point home: A 4
"""


def services(day: ServiceDay) -> dict[str, tuple[object, ...]]:
    """Per trip of the feed its stops, times and bands."""
    trips, found = day.trips, {}
    for index, name in enumerate(trips.ids):
        calls = slice(trips.first[index], trips.first[index + 1])
        rows = day.frequencies.trip == index
        found[name] = (
            tuple(day.stops.ids[stop] for stop in trips.stop[calls].tolist()),
            tuple(trips.arrival_s[calls].tolist()),
            tuple(trips.departure_s[calls].tolist()),
            tuple(
                zip(
                    day.frequencies.start_s[rows].tolist(),
                    day.frequencies.end_s[rows].tolist(),
                    day.frequencies.headway_s[rows].tolist(),
                    strict=True,
                )
            ),
        )
    return found


def wanted(network: Network) -> dict[str, tuple[object, ...]]:
    """The same of the network's own patterns, trunks left out."""
    found: dict[str, tuple[object, ...]] = {}
    for pattern in patterns(network):
        if ":trunk" in pattern.pattern_id:
            continue
        if pattern.bands:
            found[pattern.pattern_id] = (
                pattern.stop_ids,
                pattern.arrival_offset_s,
                pattern.departure_offset_s,
                tuple((band.start_s, band.end_s, band.headway_s) for band in pattern.bands),
            )
        for name, arrival_s, departure_s in zip(
            pattern.trip_ids, pattern.trip_arrival_s, pattern.trip_departure_s, strict=True
        ):
            found[name] = (pattern.stop_ids, arrival_s, departure_s, ())
    return found


def timetable_only(found: dict[str, tuple[object, ...]]) -> dict[str, tuple[object, ...]]:
    """Without frequencies of the day before, which patterns of a network do not have."""
    return {name: value for name, value in found.items() if not (value[3] and name.endswith("@-1"))}


def rows_of(path: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        text = archive.read(name).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_toy_town_comes_back_exactly(tmp_path: Path) -> None:
    network = toy.build(TOWN).network
    counts = write_gtfs(network, tmp_path / "town.zip")
    day = read_service_day([tmp_path / "town.zip"], network.as_of)
    assert day.issues == ()
    # Trains, those of yesterday after midnight (T2@-1 from E at 24:02 = 00:02) and lines.
    assert timetable_only(services(day)) == wanted(network)
    assert services(day)["T2@-1"] == (("E", "F"), (0, 5400), (120, 5400), ())
    # red both ways 2 trips of 3 calls and 2 bands, blue 1 of 2 and 1, trains 2 of 3.
    assert counts["trips"] == 5
    assert counts["stop_times"] == 2 * 3 + 2 + 2 * 3
    assert counts["frequencies"] == 2 * 2 + 1
    assert counts["transfers"] == 2
    ids = day.stops.ids
    assert [
        (ids[one], ids[other], int(time))
        for one, other, time in zip(
            day.transfers.from_stop.tolist(),
            day.transfers.to_stop.tolist(),
            day.transfers.min_time_s.tolist(),
            strict=True,
        )
    ] == [("C", "D", 180), ("D", "C", 180)]
    for index, stop_id in enumerate(ids):
        stop = network.stops[stop_id]
        assert (day.stops.lon[index], day.stops.lat[index]) == (stop.lon, stop.lat)


def test_the_same_network_gives_the_same_bytes(tmp_path: Path) -> None:
    network = toy.build(TOWN).network
    turned = replace(
        network,
        stops=dict(reversed(network.stops.items())),
        routes=dict(reversed(network.routes.items())),
        trains=dict(reversed(network.trains.items())),
    )
    write_gtfs(network, tmp_path / "one.zip")
    write_gtfs(turned, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    write_gtfs(network, tmp_path / "folder")
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        for name in archive.namelist():
            assert archive.read(name) == (tmp_path / "folder" / name).read_bytes()


def test_a_shared_trunk_is_not_there_twice(tmp_path: Path) -> None:
    network = sim.load_network(ROOT / "network_data", date(2015, 12, 31))
    write_gtfs(network, tmp_path / "line.zip")
    names = [row["trip_id"] for row in rows_of(tmp_path / "line.zip", "trips.txt")]
    assert any(":trunk" in pattern.pattern_id for pattern in patterns(network))
    assert not any(":trunk" in name for name in names)


def test_the_real_network_comes_back(tmp_path: Path) -> None:
    network = sim.load_network(ROOT / "network_data", date(2015, 12, 31))
    path = tmp_path / "hangzhou.zip"
    counts = write_gtfs(network, path)
    day = read_service_day([path], network.as_of)
    assert day.issues == ()
    assert timetable_only(services(day)) == wanted(network)
    assert day.counts["trips_running"] == counts["trips"]
    assert day.counts["calls_read"] == counts["stop_times"]
    assert counts["air_routes_left_out"] == len(network.air_routes)


def test_names_are_chinese_with_english_beside_them(tmp_path: Path) -> None:
    network = sim.load_network(ROOT / "network_data", date(2015, 12, 31))
    path = tmp_path / "hangzhou.zip"
    write_gtfs(network, path)
    stop = rows_of(path, "stops.txt")[0]
    assert stop == {
        "stop_id": "A_HGH",
        "stop_name": "杭州萧山国际机场",
        "stop_lat": "30.2387",
        "stop_lon": "120.4302",
    }
    english = {
        (row["table_name"], row["record_id"]): row["translation"]
        for row in rows_of(path, "translations.txt")
    }
    assert english["stops", "A_HGH"] == "Hangzhou Xiaoshan International Airport"
    assert english["routes", "metro_1"] == "Line 1"
    routes = {row["route_id"]: row for row in rows_of(path, "routes.txt")}
    assert routes["metro_1"]["route_long_name"] == "1号线"
    assert routes["metro_1"]["route_type"] == "1"


def test_feed_info_says_that_headways_are_modelled(tmp_path: Path) -> None:
    network = toy.build(TOWN).network
    write_gtfs(network, tmp_path / "town.zip", service_date=date(2024, 2, 29))
    (info,) = rows_of(tmp_path / "town.zip", "feed_info.txt")
    assert (
        "frequencies are modelled headways (by quality of source: 5 modelled)"
        in (info["feed_version"])
    )
    assert network.fingerprint in info["feed_version"]
    # The year of the date, and the evening before it for the trains of that night.
    assert (info["feed_start_date"], info["feed_end_date"]) == ("20231231", "20241231")
    day = read_service_day([tmp_path / "town.zip"], date(2024, 1, 1))
    assert "T2@-1" in day.trips.ids


@pytest.fixture
def blocked(tmp_path: Path) -> Callable[[str], Path]:
    (tmp_path / "file").write_text("in the way")
    return lambda name: tmp_path / "file" / name


@pytest.mark.parametrize("name", ["feed.zip", "feed"])
def test_a_target_that_cannot_be_written(blocked, name: str) -> None:
    network = toy.build(TOWN).network
    with pytest.raises(OutputError, match="the GTFS feed cannot be written to"):
        write_gtfs(network, blocked(name))
