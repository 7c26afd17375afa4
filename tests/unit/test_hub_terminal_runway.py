"""A closed runway: the queue of flights by hand, and what it costs passengers."""

from dataclasses import replace

import numpy as np
import pytest

from sim.errors import DataError
from sim.hub.terminal.closed_runway import (
    closed_day,
    disruption_row,
    extra_min,
    most_in_lounge,
    recovery_rows,
)
from sim.hub.terminal.examples import small_case
from sim.hub.terminal.flights import Flights
from sim.hub.terminal.runway import RunwayClosure, delays_s, runway_times_s


def flights_at(*minutes, turns=None):
    count = len(minutes)
    return Flights(
        tuple(f"F{row}" for row in range(count)),
        np.ones(count, dtype=np.bool_),
        np.zeros(count, dtype=np.bool_),
        np.array(minutes, dtype=np.float64) * 60.0,
        np.full(count, 100),
        np.full(count, 0.8),
        np.full(count, 80),
        ("",) * count,
        np.full(count, -1) if turns is None else np.array(turns),
    )


def minutes(times_s):
    return (times_s / 60.0).tolist()


def test_movements_wait_for_each_other():
    # 30 an hour, 2 min each: three at once begin at 0, 2 and 4; the fourth at 10 finds it free
    assert minutes(runway_times_s(flights_at(0, 0, 0, 10), 30.0)) == [0.0, 2.0, 4.0, 10.0]


def test_after_a_closure_the_queue_drains_in_order():
    # closed from 0 to 10: 10, 12, 14; the flight of 12 is fourth: 16; that of 30 is not touched
    flights = flights_at(0, 2, 4, 12, 30)
    closures = [RunwayClosure(0.0, 600.0)]
    assert minutes(runway_times_s(flights, 30.0, closures)) == [10.0, 12.0, 14.0, 16.0, 30.0]
    assert minutes(delays_s(flights, 30.0, closures)) == [10.0, 10.0, 10.0, 4.0, 0.0]


def test_one_runway_left_takes_fewer():
    # from 0 to 10 only 12 an hour, 5 min each: 0, 5, 10; at 10 both are back: 2 min each
    flights = flights_at(0, 0, 0, 0)
    closures = [RunwayClosure(0.0, 600.0, left_per_h=12.0)]
    assert minutes(runway_times_s(flights, 30.0, closures)) == [0.0, 5.0, 10.0, 12.0]


def test_an_aircraft_that_lands_late_leaves_late():
    # The landing of 0 is held until 60; its departure, planned for 50, follows after the 40 min
    # that a turn takes: 100. A turn planned shorter (20 min) stays so: 60 + 20 = 80, then 2 min on.
    closures = [RunwayClosure(0.0, 3600.0)]
    assert minutes(runway_times_s(flights_at(0, 50, turns=[-1, 0]), 30.0, closures)) == [
        60.0,
        100.0,
    ]
    assert minutes(runway_times_s(flights_at(0, 20, turns=[-1, 0]), 30.0, closures)) == [60.0, 80.0]


def test_closures_one_after_another():
    closures = [RunwayClosure(600.0, 1200.0), RunwayClosure(0.0, 600.0)]
    assert minutes(runway_times_s(flights_at(1), 30.0, closures)) == [20.0]


def test_impossible_runways_are_told():
    with pytest.raises(DataError, match="let it end after it begins"):
        RunwayClosure(3600.0, 3600.0)
    with pytest.raises(DataError, match="a runway takes 0 movements an hour; give more than 0"):
        runway_times_s(flights_at(0), 0.0)


def closed(case=None, **changes):
    # landing 09:00 = 32,400 and departure 10:00 = 36,000; closed until 10:05 = 36,300
    return closed_day(
        case or small_case(),
        30.0,
        RunwayClosure(32_000.0, 36_300.0),
        missed_connection_min=240.0,
        seed=1,
        replication=0,
        **changes,
    )


def test_what_passengers_lose_by_hand():
    # The landing waits 65 min (until 10:05), and its people are away 65 min later. The departure's
    # aircraft is the one that lands: 40 min later, 10:45, so 45 min. 3 x 45 + 2 x 65 = 265.
    day = closed()
    assert minutes(day.delay_s) == [65.0, 45.0]
    assert extra_min(day).tolist() == [45.0, 45.0, 45.0, 65.0, 65.0]
    row = disruption_row(day).iloc[0]
    assert row["person_minutes_lost"] == 265.0
    assert (row["people_affected"], row["waited"], row["gave_up"]) == (5, 5, 0)
    assert row["title_zh"] == "跑道关闭 08:53–10:05"
    # the last flight of the day is late: not recovered before its end
    assert row["recovered_time"] == ""
    assert np.isnan(row["minutes_to_recover"])
    assert "2 flights late, the longest 65 min" in row["note"]


def test_people_wait_in_the_hall_for_a_flight_that_is_late():
    # all three are there by 09:03; boarding begins 40 min before 10:45 in place of 10:00
    day = closed()
    assert day.before.log.end_s[0] == 33_600.0
    assert day.after.log.end_s[0] == 33_600.0 + 45 * 60
    assert most_in_lounge(day.after) == 3


def test_recovery_by_quarters():
    # The closure begins in the quarter of 08:45; 09:00: two people, 65 min; 10:00: three, 45 min
    rows = recovery_rows(closed())
    assert rows["quarter_start"].tolist() == ["08:45", "09:00", "09:15", "09:30", "09:45", "10:00"]
    assert rows["extra_min_per_person"].tolist() == [0.0, 65.0, 0.0, 0.0, 0.0, 45.0]
    assert rows["people_late"].tolist() == [0, 2, 0, 0, 0, 3]


def test_recovered_from_the_first_quarter_that_stays_in_time():
    # Closed 08:53 to 09:20: the landing is 20 min late, its people belong to 09:00; the departure
    # of 10:00 keeps its time (09:20 and 40 min). From 09:15 on nobody is late, but the runway is
    # closed until 09:20: recovered with the quarter of 09:30, 10 min after.
    day = closed_day(
        small_case(),
        30.0,
        RunwayClosure(32_000.0, 33_600.0),
        missed_connection_min=240.0,
        seed=1,
        replication=0,
    )
    assert minutes(day.delay_s) == [20.0, 0.0]
    row = disruption_row(day).iloc[0]
    assert (row["recovered_time"], row["minutes_to_recover"]) == ("09:30", 10.0)


def test_a_missed_connection_is_counted():
    # Without the link of the aircraft: the landing waits for 10:05, the departure for 10:07 behind
    # it. Who changes reaches the check at 10:07, the gate closed at 09:57.
    case = small_case()
    habits = replace(case.habits, connecting_share=0.4, most_connecting_share=1.0)
    flights = replace(case.flights, turns_from=np.array([-1, -1]))
    row = disruption_row(closed(replace(case, habits=habits, flights=flights))).iloc[0]
    assert row["gave_up"] == 1
    # 2 x 7 min depart, 1 x 65 arrives, 240 for the connection
    assert row["person_minutes_lost"] == 14.0 + 65.0 + 240.0


def test_no_closure_in_the_hours_of_flights_costs_nothing():
    day = closed_day(
        small_case(),
        30.0,
        RunwayClosure(50_000.0, 53_600.0),
        missed_connection_min=240.0,
        seed=1,
        replication=0,
    )
    assert extra_min(day).tolist() == [0.0] * 5
    row = disruption_row(day).iloc[0]
    assert (row["person_minutes_lost"], row["people_affected"]) == (0.0, 0)
    assert row["minutes_to_recover"] == 0.0


def test_the_note_says_why_recovery_takes_long():
    # Flights at 9:00 and 9:36, the runway closed until 9:30 and then one in 15 min: one waits at 9:30, one more is planned in the 0.1 h to the last late one.
    case = small_case()
    times_s = np.array([32_400.0, 34_560.0])
    flights = replace(case.flights, time_s=times_s)
    day = closed_day(
        replace(case, flights=flights, actual_s=times_s),
        4.0,
        RunwayClosure(32_000.0, 34_200.0),
        missed_connection_min=240.0,
        seed=1,
        replication=0,
    )
    assert (day.delay_s > 60.0).all()
    note = disruption_row(day)["note"].iloc[0]
    assert "1 flights wait when it reopens, and 1 more are planned in the 0.1 h until" in note
