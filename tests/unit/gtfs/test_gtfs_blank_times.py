"""Blank times: linear in distance, floored, exactly as the rule says."""

from __future__ import annotations

from datetime import date

import numpy as np

from sim.network.gtfs import read_service_day
from sim.network.gtfs.blank_times import filled_times

MONDAY = date(2019, 5, 13)
HEAD = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"


def filled(arrival: list[int], departure: list[int], east: list[float]) -> tuple[list[int], ...]:
    """Times at stops on the equator, where distance is as the longitude."""
    arrays = [np.array(times, dtype=np.int32) for times in (arrival, departure)]
    times = filled_times(*arrays, np.array(east), np.zeros(len(east)))
    return times[0].tolist(), times[1].tolist()


def test_linear_in_distance_between_departure_and_arrival(feed) -> None:
    # A, B, C lie at 0, 1 and 3 parts of the way: 07:00:30 + 1/3 of 10:00 = 07:03:50 = 25430 s.
    rows = "T1,7:00:00,7:00:30,A,1\nT1,,,B,2\nT1,7:10:30,7:11:00,C,3\n"
    day = read_service_day([feed(stop_times=HEAD + rows)], MONDAY)
    # A third is not exact in binary and neither are the distances: one second of room for the floor.
    assert day.trips.arrival_s.tolist()[1] in (25429, 25430)
    assert day.trips.departure_s.tolist()[1] == day.trips.arrival_s.tolist()[1]
    assert day.counts["calls_interpolated"] == 1


def test_whole_seconds_are_floored() -> None:
    # Half of 5 s is 2.5 s: 2.
    assert filled([0, -1, 5], [0, -1, 5], [0.0, 1.0, 2.0]) == ([0, 2, 5], [0, 2, 5])


def test_several_gaps_of_different_length_and_several_trips() -> None:
    # First trip: 0 . . 8 12 . 16, every hop 1 part; 8 * 1/3 = 2.67, 8 * 2/3 = 5.33, 12 + 2 = 14.
    # Second trip: 100 . 111; half of 11 is 5.5.
    arrival = [0, -1, -1, 8, 12, -1, 16, 100, -1, 111]
    east = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 0.0, 1.0, 2.0]
    assert filled(arrival, arrival, east)[0] == [0, 2, 5, 8, 12, 14, 16, 100, 105, 111]


def test_stops_on_one_point_are_evenly_spaced() -> None:
    assert filled([0, -1, -1, 10], [0, -1, -1, 10], [1.0] * 4)[0] == [0, 3, 6, 10]


def test_there_and_back_is_exactly_half_way() -> None:
    # Both hops are the same distance added up from the gap's own start: exactly one half.
    east = [0.1, 0.3, 0.1, 0.3, 0.1]
    assert filled([7, 8, -1, 18, 19], [7, 8, -1, 18, 19], east)[0] == [7, 8, 13, 18, 19]


def test_nothing_blank_changes_nothing() -> None:
    assert filled([0, 5], [1, 6], [0.0, 1.0]) == ([0, 5], [1, 6])
