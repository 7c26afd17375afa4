"""Every fault a feed can have: its own code, the file, the line, and what to do."""

from __future__ import annotations

from datetime import date

import pytest

from sim.errors import DataError, Severity
from sim.network.gtfs import read_service_day
from sim.network.gtfs.examples import small_feed

MONDAY = date(2019, 5, 13)
FEED = small_feed()


def more(name: str, *rows: str) -> dict[str, str]:
    """Put rows after those of the example; most files have 2 lines, stops and calls 4."""
    return {name: FEED[f"{name}.txt"] + "".join(f"{row}\n" for row in rows)}


HEADER = FEED["stop_times.txt"].partition("\n")[0]
WEEK = FEED["calendar.txt"].partition("\n")[0]


def second_trip(*calls: str, header: str = HEADER) -> dict[str, str]:
    """Give trip T2 the calls named, on lines 5, 6, … of stop_times.txt."""
    pad = "," * (header.count(",") - HEADER.count(","))
    body = FEED["stop_times.txt"].splitlines()[1:]
    lines = [header, *(f"{row}{pad}" for row in body), *calls]
    return {"stop_times": "\n".join(lines) + "\n"} | more("trips", "R,WD,T2")


FREQUENCIES = "trip_id,start_time,end_time,headway_secs,exact_times\n"
TRANSFERS = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n"
PATHWAYS = "from_stop_id,to_stop_id,pathway_mode,is_bidirectional,traversal_time\n"
STATIONS = (
    "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
    "A,,30.0,120.00,,\nB,,30.0,120.01,,\nC,,30.0,120.03,,\n"
)

# what is wrong; the files; code; file:line; part of the message; part of the advice
WARNINGS = {
    "unknown stop": (
        second_trip("T2,8:00:00,8:00:00,A,1", "T2,8:10:00,8:10:00,X,2"),
        ("unknown-stop", "stop_times.txt:6", "stop 'X' of trip 'T2'", "add the stop"),
    ),
    "unknown trip": (
        more("stop_times", "T9,8:00:00,,A,1"),
        ("unknown-trip", "stop_times.txt:5", "trip 'T9' is not in trips.txt", "remove its rows"),
    ),
    "unknown route": (
        more("trips", "X,WD,T2"),
        ("unknown-route", "trips.txt:3", "route 'X' of trip 'T2'", "add the route"),
    ),
    "unknown service": (
        more("trips", "R,X,T2"),
        ("unknown-service", "trips.txt:3", "service 'X' of trip 'T2'", "calendar_dates.txt"),
    ),
    "duplicate trip": (
        more("trips", "R,WD,T2", "R,WD,T2"),
        ("duplicate-trip", "trips.txt:4", "trip 'T2' is there already", "its own trip_id"),
    ),
    "duplicate stop": (
        more("stops", "C,Again,30.0,120.04"),
        ("duplicate-stop", "stops.txt:5", "stop 'C' is there already", "one row of each stop"),
    ),
    "duplicate route": (
        more("routes", "R,2,Second,3"),
        ("duplicate-route", "routes.txt:3", "route 'R' is there already", "one row of each"),
    ),
    "duplicate sequence": (
        second_trip("T2,8:00:00,8:00:00,A,1", "T2,8:10:00,8:10:00,B,1"),
        ("duplicate-sequence", "stop_times.txt:6", "stop_sequence 1 of trip 'T2'", "own number"),
    ),
    "bad sequence": (
        second_trip("T2,8:00:00,8:00:00,A,one", "T2,8:10:00,8:10:00,B,2"),
        ("bad-sequence", "stop_times.txt:5", "stop_sequence 'one' of trip 'T2'", "number the"),
    ),
    "time that is none": (
        second_trip("T2,8:00:00,8:00:00,A,1", "T2,8:70:00,8:70:00,B,2"),
        ("bad-time", "stop_times.txt:6", "'8:70:00' or '8:70:00' of trip 'T2'", "HH:MM:SS"),
    ),
    "negative time": (
        second_trip("T2,-1:00:00,-1:00:00,A,1", "T2,8:10:00,8:10:00,B,2"),
        ("bad-time", "stop_times.txt:5", "'-1:00:00'", "25:10:00"),
    ),
    "time goes back": (
        second_trip("T2,8:00:00,8:00:00,A,1", "T2,7:59:59,8:10:00,B,2"),
        ("time-goes-back", "stop_times.txt:6", "trip 'T2' at stop 'B'", "mend the times"),
    ),
    "departure before arrival": (
        second_trip("T2,8:00:00,7:59:59,A,1", "T2,8:10:00,8:10:00,B,2"),
        ("time-goes-back", "stop_times.txt:5", "8:00:00 and 7:59:59", "mend the times"),
    ),
    "back over a blank": (
        second_trip("T2,8:00:00,8:00:00,A,1", "T2,,,B,2", "T2,7:00:00,7:00:00,C,3"),
        ("time-goes-back", "stop_times.txt:7", "trip 'T2' at stop 'C'", "order of stop_sequence"),
    ),
    "blank end": (
        second_trip("T2,8:00:00,8:00:00,A,1", "T2,,,B,2"),
        ("blank-end", "stop_times.txt:6", "no time at its first or last stop 'B'", "both ends"),
    ),
    "no boarding code": (
        second_trip(
            "T2,8:00:00,8:00:00,A,1,7", "T2,8:10:00,8:10:00,B,2,", header=HEADER + ",pickup_type"
        ),
        ("bad-pickup-type", "stop_times.txt:5", "pickup_type '7' of trip 'T2'", "0 where"),
    ),
    "one call": (
        second_trip("T2,8:00:00,8:00:00,A,1"),
        ("too-few-calls", "trips.txt:3", "fewer than two rows", "give the trip its stops"),
    ),
    "short row": (
        second_trip("T2,8:00:00,8:00:00,A,1", "T2,8:10:00,8:10:00,B"),
        ("wrong-width", "stop_times.txt:6", "not as many values", "every column a value"),
    ),
    "coordinates missing": (
        more("stops", "D,Delta,,120.0"),
        ("bad-coordinates", "stops.txt:5", "stop 'D' at latitude ''", "decimal degrees"),
    ),
    "coordinates outside": (
        more("stops", "D,Delta,120.0,30.0"),
        ("coordinates-outside", "stops.txt:5", "latitude '120.0'", "decimal degrees"),
    ),
    "null island": (
        more("stops", "D,Delta,0,0"),
        ("null-island", "stops.txt:5", "Gulf of Guinea", "decimal degrees"),
    ),
    "route type": (
        more("routes", "Q,2,Second,bus"),
        ("bad-route-type", "routes.txt:3", "route_type 'bus' of route 'Q'", "extended"),
    ),
    "parent": (
        {"stops": STATIONS + "P,,30,120,0,Z\n"},
        ("bad-parent", "stops.txt:5", "parent_station 'Z' of stop 'P'", "location_type 1"),
    ),
    "headway": (
        {"frequencies": FREQUENCIES + "T2,6:00:00,9:00:00,0,\n"}
        | second_trip("T2,8:00:00,8:00:00,A,1", "T2,8:10:00,8:10:00,B,2"),
        ("bad-headway", "frequencies.txt:2", "headway_secs '0' of trip 'T2'", "seconds between"),
    ),
    "frequency ends first": (
        {"frequencies": FREQUENCIES + "T2,9:00:00,6:00:00,600,\n"}
        | second_trip("T2,8:00:00,8:00:00,A,1", "T2,8:10:00,8:10:00,B,2"),
        ("end-before-start", "frequencies.txt:2", "6:00:00 is not later", "25:10:00"),
    ),
    "frequencies overlap": (
        {"frequencies": FREQUENCIES + "T1,6:00:00,9:00:00,600,\nT1,8:00:00,9:00:00,300,\n"},
        ("overlapping-frequencies", "frequencies.txt:3", "has not ended yet", "both count"),
    ),
    "weekday": (
        more("calendar", "X,1,1,2,1,1,0,0,20190501,20190531"),
        ("bad-weekday", "calendar.txt:3", "service 'X' is neither 0 nor 1", "1 for days with"),
    ),
    "date": (
        more("calendar", "X,1,1,1,1,1,0,0,20190501,20190532"),
        ("bad-date", "calendar.txt:3", "'20190501' to '20190532'", "YYYYMMDD"),
    ),
    "calendar ends first": (
        more("calendar", "X,1,1,1,1,1,0,0,20190531,20190501"),
        ("end-before-start", "calendar.txt:3", "ends on 20190501", "exchange the dates"),
    ),
    "exceptions contradict": (
        {"calendar_dates": "service_id,date,exception_type\nX,20190513,1\nX,20190513,2\n"},
        ("contradicting-exceptions", "calendar_dates.txt:2", "both added and", "keep one"),
    ),
    "transfer to nowhere": (
        {"transfers": TRANSFERS + "A,X,2,60\n"},
        ("unknown-stop", "transfers.txt:2", "transfer from 'A' to 'X'", "the transfer is ignored"),
    ),
    "transfer without time": (
        {"transfers": TRANSFERS + "A,B,2,\n"},
        ("bad-transfer-time", "transfers.txt:2", "needs min_transfer_time", "give the seconds"),
    ),
    "pathway from a station": (
        {"stops": STATIONS + "S,,30,120,1,\n", "pathways": PATHWAYS + "S,A,1,1,30\n"},
        ("pathway-at-station", "pathways.txt:2", "a station as a whole", "name a platform"),
    ),
    "empty optional file": (
        {"transfers": ""},
        ("empty-file", "transfers.txt", "the file is empty", "leave an optional file out"),
    ),
}


@pytest.mark.parametrize("case", WARNINGS)
def test_a_faulty_row_is_told_and_the_rest_is_used(feed, case) -> None:
    files, (code, where, what, fix) = WARNINGS[case]
    path = feed(**files)
    day = read_service_day([path], MONDAY)
    issue = next(issue for issue in day.issues if issue.code == code)
    assert issue.severity is Severity.WARNING
    assert issue.where == f"{path}/{where}"
    assert what in issue.what
    assert fix in issue.fix
    # T1 has no fault, and T2, where there is one, is refused as a whole.
    assert day.trips.ids == ("T1",)
    assert day.trips.stop.tolist() == [0, 1, 2]


def test_a_refused_stop_takes_its_trips_with_it(feed) -> None:
    files = more("stops", "D,Delta,,") | second_trip("T2,8:00:00,,A,1", "T2,8:10:00,,D,2")
    day = read_service_day([feed(**files)], MONDAY)
    assert [issue.code for issue in day.issues] == [
        "bad-coordinates",
        "refused-stop",
        "trips-refused",
    ]
    # 2 trips of 3 + 2 rows; 4 stops, one refused.
    assert {
        name: day.counts[name] for name in ("trips_read", "trips_refused", "trips_running")
    } == {
        "trips_read": 2,
        "trips_refused": 1,
        "trips_running": 1,
    }
    assert (day.counts["calls_read"], day.counts["calls_refused"]) == (5, 2)
    assert (day.counts["stops"], day.counts["stops_refused"]) == (3, 1)
    assert "1 of 2 trips are refused as a whole, with 2 rows" in day.issues[-1].what


def test_at_most_five_of_a_kind_are_shown_and_all_are_counted(feed) -> None:
    trips = [f"R,WD,U{number}" for number in range(7)]
    calls = [
        row
        for number in range(7)
        for row in (f"U{number},8:00:00,8:00:00,A,1", f"U{number},8:09:00,8:09:00,X{number},2")
    ]
    files = more("trips", *trips) | more("stop_times", *calls)
    day = read_service_day([feed(**files)], MONDAY)
    unknown = [issue for issue in day.issues if issue.code == "unknown-stop"]
    # Lines 6, 8, 10, 12, 14 are shown, then a count of all 7.
    assert [issue.line for issue in unknown] == [6, 8, 10, 12, 14, None]
    assert unknown[-1].what == "stop_times.txt: 7 rows in 7 trips have this fault; 5 are shown"
    assert "7 of 8 trips are refused as a whole, with 14 rows" in day.issues[-1].what


ERRORS = {
    "missing file": (
        {"stops": None},
        ("missing-file", "stops.txt", "missing from the feed", "every feed must have it"),
    ),
    "no calendar": (
        {"calendar": None},
        ("missing-file", "", "neither calendar.txt nor calendar_dates.txt", "add one"),
    ),
    "missing column": (
        {"trips": "route_id,trip_id\nR,T1\n"},
        ("missing-column", "trips.txt:1", "no column service_id", "add the column"),
    ),
    "column twice": (
        {"trips": "route_id,trip_id,service_id,trip_id\nR,T1,WD,T1\n"},
        ("duplicate-column", "trips.txt:1", "the column 'trip_id' twice", "rename one"),
    ),
    "empty file": (
        {"routes": " \n"},
        ("empty-file", "routes.txt", "the file is empty", "write a header line"),
    ),
    "header only": (
        {"stop_times": HEADER + "\n"},
        ("no-rows", "stop_times.txt", "a header but no rows", "runs nothing"),
    ),
    "no usable trip": (
        {"trips": "route_id,service_id,trip_id\nX,WD,T1\n"},
        ("nothing-usable", "", "not a single trip", "told here"),
    ),
    "no usable stop": (
        {"stops": "stop_id,stop_lat,stop_lon\nA,0,0\n"},
        ("nothing-usable", "", "not a single stop", "told here"),
    ),
}


@pytest.mark.parametrize("case", ERRORS)
def test_a_feed_that_cannot_be_used_stops_the_work(feed, case) -> None:
    files, (code, where, what, fix) = ERRORS[case]
    path = feed(**files)
    with pytest.raises(DataError, match="the GTFS feeds cannot be read") as caught:
        read_service_day([path], MONDAY)
    issue = next(issue for issue in caught.value.issues if issue.code == code)
    assert caught.value.issues[0].severity is Severity.ERROR
    assert issue.severity is Severity.ERROR
    assert issue.where == (f"{path}/{where}" if where else str(path))
    assert what in issue.what
    assert fix in issue.fix


def test_all_errors_of_all_feeds_are_told_at_once(feed, tmp_path) -> None:
    broken = feed("broken.zip", stops=None, trips="a,b\n1,2\n", calendar=None)
    (tmp_path / "note.zip").write_text("not an archive")
    paths = [broken, tmp_path / "note.zip", tmp_path / "gone.zip"]
    with pytest.raises(DataError) as caught:
        read_service_day(paths, MONDAY)
    assert [(issue.code, issue.where) for issue in caught.value.issues] == [
        ("missing-file", f"{broken}/stops.txt"),
        ("missing-column", f"{broken}/trips.txt:1"),
        ("missing-file", str(broken)),
        ("missing-feed", str(tmp_path / "gone.zip")),
        ("bad-zip", str(tmp_path / "note.zip")),
    ]


def test_no_feed_and_the_same_feed_twice(feed) -> None:
    with pytest.raises(DataError, match="no GTFS feed is given"):
        read_service_day([], MONDAY)
    path = feed()
    with pytest.raises(DataError, match="same-feed-twice — the feed is given twice"):
        read_service_day([path, path], MONDAY)
