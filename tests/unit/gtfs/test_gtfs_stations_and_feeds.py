"""Stations, transfers, walks inside stations, and several feeds in one."""

from __future__ import annotations

from datetime import date

import pytest

from sim.errors import Severity
from sim.network.gtfs import read_service_day
from sim.network.gtfs.examples import small_feed

MONDAY = date(2019, 5, 13)
STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
    "A,,30.0,120.00,,\nB,,30.0,120.01,,\nC,,30.0,120.03,,\n"
    "S,,30.0,120.00,1,\nS1,,30.0,120.00,0,S\nS2,,30.0,120.001,0,S\n"
    "E,,30.0,120.00,2,S\nN,,,,3,S\nK,,,,4,S1\n"
)


def named(day, table) -> list[tuple[str, str, int]]:
    ids = day.stops.ids
    times = getattr(table, "min_time_s", getattr(table, "time_s", None))
    return [
        (ids[one], ids[other], time)
        for one, other, time in zip(
            table.from_stop.tolist(), table.to_stop.tolist(), times.tolist(), strict=True
        )
    ]


def test_stations_and_what_belongs_to_them(feed) -> None:
    stops = read_service_day([feed(stops=STOPS)], MONDAY).stops
    assert stops.ids == ("A", "B", "C", "E", "K", "N", "S", "S1", "S2")
    assert [stops.ids[p] if p >= 0 else "" for p in stops.parent.tolist()] == (
        ["", "", "", "S", "S1", "S", "", "S", "S"]
    )
    assert stops.location_type.tolist() == [0, 0, 0, 2, 4, 3, 1, 0, 0]
    # A node and a boarding area without coordinates lie where their parent lies.
    assert stops.lon[[4, 5]].tolist() == [120.0, 120.0]


def test_transfers_of_stations_are_those_of_their_platforms(feed) -> None:
    transfers = (
        "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n"
        "S,A,2,300\n"  # both platforms to A
        "S1,A,2,120\n"  # but from S1 it is nearer, whatever the order of rows
        "S,S,2,60\n"  # all pairs, same platform included
        "A,B,3,\n"
        "B,C,,90\n"  # recommended, the time has no meaning
    )
    day = read_service_day([feed(stops=STOPS, transfers=transfers)], MONDAY)
    assert named(day, day.transfers) == [
        ("A", "B", -1),
        ("B", "C", -1),
        ("S1", "A", 120),
        ("S1", "S1", 60),
        ("S1", "S2", 60),
        ("S2", "A", 300),
        ("S2", "S1", 60),
        ("S2", "S2", 60),
    ]
    assert day.transfers.kind.tolist() == [3, 0, 2, 2, 2, 2, 2, 2]
    assert day.issues == ()


def test_transfers_for_some_trips_are_ignored_and_counted(feed) -> None:
    transfers = (
        "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id,to_trip_id\n"
        "A,B,2,60,,\nA,B,4,,T1,T1\n,,5,,T1,T1\nA,C,2,30,T1,\n"
    )
    day = read_service_day([feed(transfers=transfers)], MONDAY)
    assert named(day, day.transfers) == [("A", "B", 60)]
    assert (day.counts["transfers"], day.counts["transfers_ignored"]) == (1, 3)
    assert [(issue.severity, issue.code) for issue in day.issues] == [
        (Severity.INFO, "transfers-ignored")
    ]
    assert day.issues[0].what.startswith("3 of 4 rows are for certain routes or trips")


def test_the_same_transfer_twice(feed) -> None:
    transfers = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nA,B,2,60\nA,B,2,90\n"
    day = read_service_day([feed(transfers=transfers)], MONDAY)
    assert named(day, day.transfers) == [("A", "B", 60)]
    assert [(issue.code, issue.line) for issue in day.issues] == [("duplicate-transfer", 3)]


PATHS = "from_stop_id,to_stop_id,pathway_mode,is_bidirectional,traversal_time,length,stair_count\n"


def test_walks_are_the_shortest_through_the_nodes(feed) -> None:
    rows = (
        "E,N,1,1,30,,\n"  # door to hall, both ways
        "N,S1,2,1,20,,\n"  # hall to platform 1 by stairs
        "N,S2,4,0,25,,\n"  # down to platform 2 by escalator, one way
        "S2,S1,1,1,10,,\n"  # platform to platform
        "N,S1,1,1,90,,\n"  # a longer ramp beside the stairs
    )
    day = read_service_day([feed(stops=STOPS, pathways=PATHS + rows)], MONDAY)
    # E-N-S1 30 + 20 = 50; E-N-S2 min(30 + 25, 50 + 10) = 55; S2-S1-N-E 10 + 20 + 30 = 60.
    assert named(day, day.pathways) == [
        ("E", "S1", 50),
        ("E", "S2", 55),
        ("S1", "E", 50),
        ("S1", "S2", 10),
        ("S2", "E", 60),
        ("S2", "S1", 10),
    ]
    assert day.issues == ()


@pytest.mark.parametrize(
    ("row", "time_s"),
    [
        ("E,S1,1,0,,12.4,", 13),  # 12.4 m at 1 m/s, rounded up
        ("E,S1,2,0,,12.4,20", 12),  # 20 steps of 0.6 s
        ("E,S1,2,0,,,-20", 12),  # the same steps down
        ("E,S1,2,0,,,", 20),
        ("E,S1,4,0,,,", 30),
        ("E,S1,5,0,,,", 45),
        ("E,S1,6,0,,,", 5),
        ("E,S1,1,0,,,", 0),  # both ends on one point
        # 0.001 degrees on the parallel of 30 N: 6371008.8 * pi / 180000 * cos 30 = 96.3 m
        ("E,S2,1,0,,,", 97),
    ],
)
def test_a_pathway_without_time_gets_a_stated_one(feed, row, time_s) -> None:
    day = read_service_day([feed(stops=STOPS, pathways=PATHS + row + "\n")], MONDAY)
    assert day.pathways.time_s.tolist() == [time_s]
    assert [(i.severity, i.code) for i in day.issues] == [(Severity.INFO, "pathway-times-assumed")]
    assert day.issues[0].what.startswith("1 of 1 pathways have no traversal_time")


def test_a_boarding_area_is_its_platform(feed) -> None:
    day = read_service_day([feed(stops=STOPS, pathways=PATHS + "E,K,1,1,40,,\n")], MONDAY)
    assert named(day, day.pathways) == [("E", "S1", 40), ("S1", "E", 40)]


def renamed(old: str, new: str) -> dict[str, str]:
    return {
        name.removesuffix(".txt"): text.replace(old, new) for name, text in small_feed().items()
    }


def test_feeds_without_shared_ids_keep_their_ids(feed) -> None:
    other = {
        "stops": "stop_id,stop_lat,stop_lon\nP,31,121\nQ,31,122\n",
        "routes": "route_id,route_type\nZ,1\n",
        "trips": "route_id,service_id,trip_id\nZ,WD,M1\n",
        "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "M1,6:00:00,6:00:00,Q,1\nM1,6:30:00,6:30:00,P,2\n",
    }
    day = read_service_day([feed("rail.zip", **other), feed("bus.zip")], MONDAY)
    assert day.feeds == ("bus", "rail")
    assert day.stops.ids == ("A", "B", "C", "P", "Q")
    assert day.routes.ids == ("R", "Z")
    assert day.routes.types.tolist() == [3, 1]
    assert day.trips.ids == ("M1", "T1")
    assert day.trips.first.tolist() == [0, 2, 5]
    assert [day.stops.ids[stop] for stop in day.trips.stop.tolist()] == ["Q", "P", "A", "B", "C"]
    assert [day.routes.ids[route] for route in day.trips.route.tolist()] == ["Z", "R"]
    assert day.counts["trips_read"] == 2


def test_a_shared_id_puts_the_feed_in_front_of_all_of_that_kind(feed) -> None:
    one, other = feed("one.zip"), feed("two.zip", **renamed("T1", "U1"))
    days = [read_service_day(paths, MONDAY) for paths in ([one, other], [other, one])]
    assert days[0].stops.ids == ("one:A", "one:B", "one:C", "two:A", "two:B", "two:C")
    assert days[0].routes.ids == ("one:R", "two:R")
    assert days[0].trips.ids == ("T1", "U1")  # no trip id is shared
    assert days[0].trips.stop.tolist() == [0, 1, 2, 3, 4, 5]
    # The order in which feeds are named changes nothing.
    assert days[0].stops.ids == days[1].stops.ids
    assert days[0].trips.stop.tolist() == days[1].trips.stop.tolist()


def test_boarding_and_alighting(feed) -> None:
    day = read_service_day(
        [
            feed(
                stop_times="trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,"
                "drop_off_type\nT1,7:00:00,,A,1,0,1\nT1,7:05:00,,B,2,2,3\nT1,7:12:00,,C,3,1,\n"
            )
        ],
        MONDAY,
    )
    assert day.trips.can_board.tolist() == [True, True, False]
    assert day.trips.can_alight.tolist() == [False, True, True]
    assert day.trips.departure_s.tolist() == day.trips.arrival_s.tolist()
