"""Departures at regular minutes, in the gaps of other trains."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.modifications.examples import two_line_network
from sim.network.model import Call, ModeId, Quality, Train
from sim.network.rail_sketch import clock_face, departures_s, sketched_trains, timetable_run
from sim.network.rail_sketch.clock_face import ClockFace
from sim.network.rail_sketch.trains import (
    HopRun,
    NoRunTimeError,
    hop_runs,
    laid_out,
    taken_departures_s,
)

DAY = [(0, 108_000, 3_600)]


def train(number: str, *calls: tuple[str, int, int]) -> Train:
    return Train(
        number,
        ModeId("fast_train"),
        number,
        "G",
        tuple(Call(stop, 60 * arrival, 60 * departure) for stop, arrival, departure in calls),
        Quality.PUBLISHED,
        "test",
    )


def test_hourly_from_the_first_to_the_last():
    # 7:10, 8:10 … 9:10 is the end of the window and still leaves.
    found = departures_s(DAY, first_s=7 * 3600, last_s=9 * 3600 + 600, offset_s=600)
    assert found == (25_800, 29_400, 33_000)


def test_denser_in_the_peak():
    bands = [*DAY, (25_200, 32_400, 1_800)]  # 7:00 to 9:00 half-hourly
    found = departures_s(bands, first_s=21_600, last_s=36_000, offset_s=0)
    assert [s // 60 for s in found] == [360, 420, 450, 480, 510, 540, 600]


def test_no_band_no_departure():
    assert clock_face([], [], first_s=0, last_s=3_600) == ClockFace((), 0)
    assert departures_s([(0, 3_600, 600)], first_s=7_200, last_s=9_000, offset_s=0) == ()


def test_empty_line_starts_at_once():
    assert clock_face(DAY, [], first_s=21_600, last_s=28_800).departures_s[0] == 21_600


def test_close_departures_are_counted():
    # Trains leave every two minutes: no minute is 3 min from one.
    taken = list(range(0, 100_000, 120))
    found = clock_face(DAY, taken, first_s=21_600, last_s=28_800)
    assert found.close == len(found.departures_s) == 2


@given(st.lists(st.integers(0, 1_439), max_size=40), st.sampled_from([10, 15, 20, 30, 60, 120]))
def test_regular_and_never_worse_than_another_offset(minutes, headway_min):
    taken = [60 * minute for minute in minutes]
    bands = [(0, 108_000, 60 * headway_min)]
    found = clock_face(bands, taken, first_s=21_600, last_s=75_600)
    steps = {b - a for a, b in zip(found.departures_s, found.departures_s[1:], strict=False)}
    assert steps <= {60 * headway_min}

    def close(day) -> int:  # counted one by one
        return sum(any(abs(moment - other) < 180 for other in taken) for moment in day)

    assert found.close == close(found.departures_s)
    for offset in range(21_600, 21_600 + 60 * headway_min, 60):
        other = departures_s(bands, first_s=21_600, last_s=75_600, offset_s=offset)
        assert close(other) / len(other) >= found.close / len(found.departures_s)


def test_only_trains_that_leave_the_same_way_count():
    base = two_line_network()
    trains = [
        train("east", ("R_central", 480, 480), ("R_ningbo", 540, 540)),
        train("west", ("R_central", 490, 490), ("M_west_lake", 500, 500)),
        train("arrives", ("R_ningbo", 430, 430), ("R_central", 500, 500)),
    ]
    assert taken_departures_s(trains, base.stops, "R_central", "R_ningbo") == [480 * 60]
    assert taken_departures_s(trains, base.stops, "R_central", "M_west_lake") == [490 * 60]


def test_times_of_the_timetable_prefer_the_pattern_asked_for():
    trains = [
        train("G1", ("A", 0, 0), ("B", 50, 52), ("C", 90, 90)),
        train("G3", ("A", 100, 100), ("B", 154, 156), ("C", 190, 190)),
        train("G5", ("A", 200, 200), ("C", 270, 270)),
    ]
    run = timetable_run(trains, "A", "B")
    assert (run.fastest_s, run.median_s, run.trains) == (50 * 60, 52 * 60, 2)
    # A to C: one train without a stop takes 70 min, and those with one do not count.
    assert timetable_run(trains, "A", "C").fastest_s == 70 * 60
    # Back, no train runs: the other way round stands in.
    assert timetable_run(trains, "B", "A").fastest_s == 50 * 60
    assert timetable_run(trains, "A", "Z") is None
    assert timetable_run(trains[:2], "A", "C") == timetable_run(trains[:2], "A", "C")
    assert not timetable_run(trains[:2], "A", "C").nonstop
    assert timetable_run(trains[:2], "A", "C").fastest_s == 90 * 60


def test_hops_without_a_time_are_named():
    with pytest.raises(NoRunTimeError, match="from B to Z") as caught:
        hop_runs(["A", "B", "Z"], (), [train("G1", ("A", 0, 0), ("B", 50, 50))])
    assert caught.value.hop == 1


def test_return_trains_mirror_the_outward_ones():
    calls = laid_out("ABC", [HopRun(600, "given"), HopRun(900, "given")], dwell_s=120)
    faces = ClockFace((21_600, 25_200), 0), ClockFace((30_000,), 0)
    trains = sketched_trains(
        calls,
        faces,
        name="x",
        trip_prefix="S_x",
        mode_id=ModeId("m"),
        train_class="G",
        source="test",
        first_number=5,
    )
    assert [one.number for one in trains] == ["S-x-5", "S-x-7", "S-x-6"]
    back = trains[2]
    # C 30000, B after 900 s for 120 s, A after another 600 s.
    assert [(c.stop_id, c.arrival_s, c.departure_s) for c in back.calls] == [
        ("C", 30_000, 30_000),
        ("B", 30_900, 31_020),
        ("A", 31_620, 31_620),
    ]
    assert {one.quality for one in trains} == {Quality.SCENARIO}
