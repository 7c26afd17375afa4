"""A week of flights on one clock, and every way a schedule can be wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sim.air.schedule import scheduled_week
from sim.errors import DataError

AIRPORTS = pd.DataFrame(
    {
        "iata": ["HGH", "FRA", "HNL"],
        "timezone": ["Asia/Shanghai", "Europe/Berlin", "Pacific/Honolulu"],
    }
)
MONDAY = date(2019, 7, 1)
COLUMNS = ["flight_id", "origin", "destination", "weekdays", "departure", "arrival", "arrival_day"]


def week(*rows: tuple[str, str, str, str, str, str, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def test_one_row_for_each_day_of_operation() -> None:
    flights = week(
        ("A1", "HGH", "FRA", "15", "01:30", "06:45", 0),
        ("A2", "FRA", "HGH", "7", "14:00", "07:00", 1),
        ("A3", "HGH", "HNL", "1", "01:00", "16:30", -1),
    )
    found = scheduled_week(flights, AIRPORTS, MONDAY)
    # A1: 01:30 in Hangzhou is Sunday 17:30 UTC: 6 · 1440 + 1050 = 9690; 06:45 in Frankfurt is Monday
    # 04:45 UTC = 285; 11:15 between them. On Friday both are four days (5760) later.
    # A2: Sunday 12:00 UTC = 9360, lands Sunday 23:00 UTC = 10,020.
    # A3: lands on Sunday 16:30 in Honolulu, Monday 02:30 UTC.
    times = found[["weekday", "departure_min", "arrival_min", "block_min"]]
    assert times.to_numpy().tolist() == [
        [1, 9690, 285, 675],
        [5, 5370, 6045, 675],
        [7, 9360, 10_020, 660],
        [1, 9660, 150, 570],
    ]
    assert found["flight_id"].tolist() == ["A1", "A1", "A2", "A3"]


def test_no_flights_give_no_rows() -> None:
    found = scheduled_week(week(), AIRPORTS, MONDAY)
    assert len(found) == 0
    assert list(found.columns) == [
        *COLUMNS, "weekday", "departure_min", "arrival_min", "block_min",
    ]  # fmt: skip


def test_all_faults_are_told_at_once_with_their_lines() -> None:
    flights = week(
        ("B1", "HGH", "XXX", "1", "10:00", "12:00", 0),
        ("B2", "HGH", "FRA", "18", "10:00", "24:10", 0),
        ("B3", "HGH", "FRA", "12", "13:00", "06:30", 0),
        ("B4", "HGH", "FRA", "3", "13:00", "18:00", 1),
        ("B5", "HGH", "FRA", "4", "13:00", "18:00", 0),
    )
    with pytest.raises(DataError) as caught:
        scheduled_week(flights, AIRPORTS, MONDAY, file=Path("flights.csv"))
    issues = caught.value.issues
    assert [(one.code, one.line) for one in issues] == [
        ("unknown-airport", 2),
        ("bad-clock", 3),
        ("bad-weekdays", 3),
        ("impossible-flight", 4),
        ("impossible-flight", 5),
    ]
    assert issues[0].text() == (
        "flights.csv:2 error unknown-airport — flight 'B1': airport 'XXX' is not in the table of "
        "airports — correct the code, or add the airport with its position and time zone"
    )
    assert issues[3].what == "flight 'B3' lands before it departs"
    assert issues[4].what == "flight 'B4' flies for 35.0 hours"
    assert issues[4].fix == "check times, arrival_day and the time zones of both airports"
