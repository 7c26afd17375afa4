"""Days of service: weeks, exceptions, spans, and dates on which nothing runs."""

from __future__ import annotations

from datetime import date

import pytest

from sim.errors import DataError, Severity
from sim.network.gtfs import read_service_day
from sim.network.gtfs.examples import small_feed

CALENDAR = small_feed()["calendar.txt"]  # weekdays, 1 to 31 May 2019
DATES = "service_id,date,exception_type\n"


def runs(path, day: date) -> bool:
    try:
        return read_service_day([path], day).trips.ids == ("T1",)
    except DataError:
        return False


def test_weekdays_within_the_span(feed) -> None:
    path = feed()
    # 1 May 2019 was a Wednesday, so the 4th and 5th are the first weekend.
    wanted = [(5, 1), (5, 3), (5, 6), (5, 31)]
    assert all(runs(path, date(2019, month, day)) for month, day in wanted)
    unwanted = [(4, 30), (5, 4), (5, 5), (6, 3)]
    assert not any(runs(path, date(2019, month, day)) for month, day in unwanted)


def test_exceptions_take_away_and_add(feed) -> None:
    path = feed(calendar_dates=DATES + "WD,20190513,2\nWD,20190518,1\nWD,20190701,1\n")
    assert not runs(path, date(2019, 5, 13))
    assert runs(path, date(2019, 5, 18))
    assert runs(path, date(2019, 7, 1))
    span = read_service_day([path], date(2019, 5, 14)).span["bus"]
    assert span == (date(2019, 5, 1), date(2019, 7, 1))


def test_the_span_counts_days_with_service_only(feed) -> None:
    # Taken away on the first two days and on the last one (a Friday); 30 May is a Thursday.
    path = feed(calendar_dates=DATES + "WD,20190501,2\nWD,20190502,2\nWD,20190531,2\n")
    span = read_service_day([path], date(2019, 5, 14)).span["bus"]
    assert span == (date(2019, 5, 3), date(2019, 5, 30))


@pytest.mark.parametrize("empty", [None, CALENDAR.partition("\n")[0] + "\n"])
def test_exceptions_alone_are_a_calendar(feed, empty) -> None:
    path = feed(calendar=empty, calendar_dates=DATES + "WD,20190518,1\nWD,20190519,1\n")
    assert runs(path, date(2019, 5, 18))
    assert not runs(path, date(2019, 5, 20))


def test_no_service_names_the_span_and_the_nearest_date(feed) -> None:
    path = feed()
    with pytest.raises(DataError, match="no feed has service on 2019-05-19") as caught:
        read_service_day([path], date(2019, 5, 19))
    issue = caught.value.issues[0]
    # Sunday the 19th: Monday the 20th is one day away, Friday the 17th two.
    assert issue.text() == (
        f"{path} error no-service — nothing runs on 2019-05-19; the feed has service from "
        "2019-05-01 to 2019-05-31 — the nearest date with service is 2019-05-20"
    )


def test_one_feed_without_service_is_a_warning(feed) -> None:
    texts = {
        name.removesuffix(".txt"): text.replace("20190531", "20190510")
        for name, text in small_feed().items()
    }
    old = feed("old.zip", **texts)
    day = read_service_day([feed("new.zip"), old], date(2019, 5, 13))
    # The other feed's T1 does not run, but its name counts: names do not change with the date.
    assert day.trips.ids == ("new:T1",)
    assert [(issue.severity, issue.code, issue.file) for issue in day.issues] == [
        (Severity.WARNING, "no-service", old)
    ]
    assert "nearest date with service is 2019-05-10" in day.issues[0].fix


def test_a_calendar_without_any_day(feed) -> None:
    never = CALENDAR.replace("1,1,1,1,1,0,0", "0,0,0,0,0,0,0")
    with pytest.raises(DataError, match="no day of the calendar has any service"):
        read_service_day([feed(calendar=never)], date(2019, 5, 13))


def test_trips_of_a_service_with_a_faulty_row_are_refused(feed) -> None:
    calls = small_feed()["stop_times.txt"]
    path = feed(
        calendar_dates=DATES + "EX,20190513,3\n",
        trips="route_id,service_id,trip_id\nR,WD,T1\nR,EX,T2\n",
        stop_times=calls + calls.partition("\n")[2].replace("T1", "T2"),
    )
    day = read_service_day([path], date(2019, 5, 13))
    assert [issue.code for issue in day.issues] == [
        "bad-exception-type",
        "refused-service",
        "trips-refused",
    ]
