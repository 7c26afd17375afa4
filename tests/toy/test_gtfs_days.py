"""D: days of a feed. Midnight, loops and headways in feeds of a few rows, worked out by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.network.gtfs import ServiceDay, read_service_day
from sim.network.gtfs.examples import small_feed, write_feed

MONDAY, TUESDAY = date(2019, 5, 13), date(2019, 5, 14)
CALLS = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
FREQUENCIES = "trip_id,start_time,end_time,headway_secs,exact_times\n"
DAY_S = 86_400


def day_of(
    folder: Path,
    calls: str,
    frequencies: str = "",
    *,
    on: date = TUESDAY,
    carry_over: bool = True,
    trips: str = "R,WD,T1\n",
) -> ServiceDay:
    files = small_feed() | {"stop_times.txt": CALLS + calls}
    files["trips.txt"] = "route_id,service_id,trip_id\n" + trips
    if frequencies:
        files["frequencies.txt"] = FREQUENCIES + frequencies
    day = read_service_day([write_feed(files, folder / "bus")], on, carry_over=carry_over)
    assert day.issues == ()
    return day


def told(day: ServiceDay) -> dict[str, list[tuple[str, int, int]]]:
    trips = day.trips
    return {
        name: [
            (
                day.stops.ids[trips.stop[call]],
                int(trips.arrival_s[call]),
                int(trips.departure_s[call]),
            )
            for call in range(trips.first[index], trips.first[index + 1])
        ]
        for index, name in enumerate(trips.ids)
    }


NIGHT = "T1,23:50:00,23:50:00,A,1\nT1,23:58:00,24:01:00,B,2\nT1,25:10:00,25:10:00,C,3\n"


def test_d01_a_trip_past_midnight_runs_today_and_since_yesterday(tmp_path: Path) -> None:
    """Yesterday's train is left from B: it arrived there at 23:58, so at 0, and leaves at 00:01."""
    day = day_of(tmp_path, NIGHT)
    assert told(day) == {
        "T1": [("A", 85800, 85800), ("B", 86280, 86460), ("C", 90600, 90600)],
        "T1@-1": [("B", 0, 60), ("C", 4200, 4200)],  # 25:10 - 24:00 = 1:10 = 4200 s
    }
    assert day.trips.service_day.tolist() == [0, -1]
    assert (day.counts["trips_running"], day.counts["trips_carried_over"]) == (1, 1)


def test_d02_without_carry_over_only_the_trips_of_the_date(tmp_path: Path) -> None:
    assert list(told(day_of(tmp_path, NIGHT, carry_over=False))) == ["T1"]


def test_d03_the_calendar_of_yesterday_counts(tmp_path: Path) -> None:
    """Weekdays only: on Monday nothing is left of Sunday."""
    assert list(told(day_of(tmp_path, NIGHT, on=MONDAY))) == ["T1"]


def test_d04_one_call_after_midnight_is_no_ride(tmp_path: Path) -> None:
    calls = "T1,23:50:00,23:50:00,A,1\nT1,23:59:59,23:59:59,B,2\nT1,24:10:00,24:10:00,C,3\n"
    assert list(told(day_of(tmp_path, calls))) == ["T1"]


def test_d05_a_trip_of_two_nights(tmp_path: Path) -> None:
    """Leaves at 47:00 (23:00 a day later) and arrives at 49:00: twice carried over."""
    calls = "T1,47:00:00,47:00:00,A,1\nT1,48:30:00,48:30:00,B,2\nT1,49:00:00,49:00:00,C,3\n"
    day = day_of(tmp_path, calls, on=date(2019, 5, 15))
    assert told(day)["T1@-1"][0] == ("A", 23 * 3600, 23 * 3600)
    assert told(day)["T1@-2"] == [("B", 1800, 1800), ("C", 3600, 3600)]


def test_d06_a_loop_calls_twice_at_one_stop(tmp_path: Path) -> None:
    calls = "T1,7:00:00,7:00:00,A,1\nT1,7:05:00,7:05:00,B,5\nT1,7:10:00,7:10:00,A,20\n"
    assert told(day_of(tmp_path, calls))["T1"] == [
        ("A", 25200, 25200),
        ("B", 25500, 25500),
        ("A", 25800, 25800),
    ]


TEMPLATE = "T1,12:00:00,12:01:00,A,1\nT1,12:06:00,12:06:30,B,2\nT1,12:21:00,12:21:00,C,3\n"


def test_e01_a_frequency_makes_a_template(tmp_path: Path) -> None:
    """Offsets count from the departure at A, 12:01: B at 5:00 and 5:30, C at 20:00."""
    day = day_of(tmp_path, TEMPLATE, "T1,6:00:00,9:00:00,600,\nT1,9:00:00,22:00:00,1200,1\n")
    assert told(day) == {"T1": [("A", 0, 0), ("B", 300, 330), ("C", 1200, 1200)]}
    table = day.frequencies
    assert table.trip.tolist() == [0, 0]
    assert table.start_s.tolist() == [21600, 32400]
    assert table.end_s.tolist() == [32400, 79200]
    assert table.headway_s.tolist() == [600, 1200]
    assert table.exact.tolist() == [False, True]
    assert day.is_template.tolist() == [True]


def test_e02_vehicles_still_on_the_road_after_midnight(tmp_path: Path) -> None:
    """Departures 23:00, 23:20, 23:40 and 24:00 to 24:40 of yesterday, run 5:30 to B, 20:00 to C.

    At 24:00 the vehicle of 23:40 is past B (23:45:30), its last stop for boarding, and counts no
    more; that of 24:00 stands at A. So the first departure is at 0, the end 25:00 - 24:00 = 3600.
    """
    day = day_of(tmp_path, TEMPLATE, "T1,23:00:00,25:00:00,1200,\n")
    assert day.trips.ids == ("T1", "T1@-1")
    assert told(day)["T1"] == told(day)["T1@-1"]
    assert day.frequencies.trip.tolist() == [0, 1]
    assert day.frequencies.start_s.tolist() == [82800, 0]
    assert day.frequencies.end_s.tolist() == [90000, 3600]


def test_e03_a_vehicle_that_left_before_midnight_has_a_negative_departure(tmp_path: Path) -> None:
    """Every 4 minutes from 23:00 to 24:00: those of 23:56 pass B at 24:01:30, those of 23:52 not.

    So one departure is left, at 23:56 - 24:00 = -240 s, and the end is 0.
    """
    day = day_of(tmp_path, TEMPLATE, "T1,23:00:00,24:00:00,240,\n")
    assert day.frequencies.start_s.tolist() == [82800, -240]
    assert day.frequencies.end_s.tolist() == [86400, 0]


def test_e04_a_frequency_that_has_arrived_by_midnight_is_not_carried_over(tmp_path: Path) -> None:
    day = day_of(tmp_path, TEMPLATE, "T1,6:00:00,23:30:00,600,\n")
    assert day.trips.ids == ("T1",)
    assert day.counts["trips_carried_over"] == 0


def test_e05_headway_and_timetable_side_by_side(tmp_path: Path) -> None:
    calls = TEMPLATE + TEMPLATE.replace("T1", "T2")
    day = day_of(tmp_path, calls, "T2,6:00:00,9:00:00,600,\n", trips="R,WD,T1\nR,WD,T2\n")
    assert told(day)["T1"][0] == ("A", 43200, 43260)
    assert told(day)["T2"][0] == ("A", 0, 0)
    assert day.is_template.tolist() == [False, True]


@pytest.mark.parametrize("time", ["7:05:00", "07:05:00", " 07:05:00 ", "007:05:00"])
def test_d07_times_as_people_write_them(tmp_path: Path, time: str) -> None:
    calls = f"T1,7:00:00,7:00:00,A,1\nT1,{time},{time},B,2\n"
    assert told(day_of(tmp_path, calls))["T1"][1] == ("B", 25500, 25500)
