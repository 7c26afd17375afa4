"""Trains and the people who wait for them: times by hand, waits by theory, nobody lost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.hub.flow.draws import uniforms
from sim.hub.flow.riders import Riders, no_riders
from sim.hub.metro.day import accounted
from sim.hub.metro.examples import EXACT, riders_of, small_line
from sim.hub.metro.services import LineService, Operation, StopPattern
from sim.hub.metro.trains import simulate_lines


def run(services, riders, **options):
    return simulate_lines(services, riders, **{"seed": 1, "replication": 0, **options})


def crowd(appear_s, board: int = 0, alight: int = 2, group: int = 0) -> Riders:
    """One leg each, all alike."""
    count = len(appear_s)
    return Riders(
        appear_s=np.asarray(appear_s, dtype=np.float64),
        key=np.arange(count),
        first_leg=np.arange(count + 1),
        group=np.full(count, group, np.int32),
        board=np.full(count, board, np.int32),
        alight=np.full(count, alight, np.int32),
        walk_s=np.zeros(count),
    )


def test_two_trains_on_three_stops_by_hand() -> None:
    # Trains leave A at 300 and 600; 120 s to B (420), 30 s there (450), 120 s to C (570).
    riders = riders_of(
        [
            (100.0, [(0, 0, 2, 0.0)]),  # A to C: waits 200 s, arrives 570
            (300.0, [(0, 0, 1, 0.0)]),  # to the second with the departure: still on board
            (301.0, [(0, 0, 2, 40.0)]),  # a second late: 600, at C 870, 40 s to walk
            (449.0, [(0, 1, 2, 0.0)]),  # at B just before the doors close at 450
        ]
    )
    day = run(small_line(), riders)
    assert day.board_s.tolist() == [300.0, 300.0, 600.0, 450.0]
    assert day.alight_s.tolist() == [570.0, 420.0, 870.0, 570.0]
    assert day.end_s.tolist() == [570.0, 420.0, 910.0, 570.0]
    calls = day.calls.sort_values(["run", "position"])
    assert calls["arrive_s"].tolist() == [270.0, 420.0, 570.0, 570.0, 720.0, 870.0]
    assert calls["load"].tolist() == [2, 2, 0, 1, 1, 0]  # one of the two gets off at B, one on
    assert calls["boarded"].tolist() == [2, 1, 0, 1, 0, 0]
    assert calls["alighted"].tolist() == [0, 1, 2, 0, 0, 1]


def test_without_riders_trains_are_on_time() -> None:
    day = run(small_line(), no_riders())
    middle = day.calls[day.calls["position"] < 2]
    assert (middle["depart_s"] == middle["planned_s"]).all()
    assert accounted(day)["riders"] == 0


def test_a_full_train_leaves_the_last_comers_behind() -> None:
    # A train every 5 min with 100 places, 150 people before the first: 100 ride at 300, in order
    # of arrival, 50 see one full train and ride at 600.
    day = run(small_line((300.0, 600.0)), crowd(np.arange(150.0)))
    assert (day.board_s[:100] == 300.0).all()
    assert (day.board_s[100:] == 600.0).all()
    assert day.passed_up.tolist() == [0] * 100 + [1] * 50
    assert day.calls["left_behind"].sum() == 50
    assert day.calls["load"].max() == 100


def test_with_room_for_everybody_nobody_is_left() -> None:
    day = run(small_line(places=10_000), crowd(np.arange(250.0)))
    assert day.passed_up.sum() == 0
    assert (day.board_s == 300.0).all()


def test_people_for_nowhere_further_wait_and_are_counted() -> None:
    day = run(small_line((300.0,)), crowd([100.0, 301.0, 5000.0]))
    assert accounted(day) == {"riders": 3, "arrived": 1, "put_out": 0, "on_platform": 2}
    assert np.isnan(day.end_s[1:]).all()


def test_a_change_walks_to_the_other_platform() -> None:
    # Off at B at 420, 60 s to walk: 480. Back trains leave C at 200 and 500 and B 150 s later:
    # at 350 (gone) and 650. A is 120 s on: 770.
    day = run(
        small_line(back_s=(200.0, 500.0)), riders_of([(0.0, [(0, 0, 1, 60.0), (1, 1, 2, 0.0)])])
    )
    assert day.arrive_s.tolist() == [0.0, 480.0]
    assert day.board_s.tolist() == [300.0, 650.0]
    assert day.end_s.tolist() == [770.0]


def test_rider_without_legs_ends_where_they_appear() -> None:
    day = run(small_line(), riders_of([(50.0, [])]))
    assert day.end_s.tolist() == [50.0]
    assert accounted(day)["arrived"] == 1


def wait_interval(day) -> tuple[float, float]:
    """Mean wait and half of its 99 % interval, people being independent."""
    waits = day.board_s - day.arrive_s
    return float(waits.mean()), 2.576 * float(waits.std()) / np.sqrt(len(waits))


def random_times(count: int, until_s: float) -> np.ndarray:
    return until_s * uniforms(5, 0, "appear", np.arange(count))


def test_even_headways_cost_half_of_them() -> None:
    departures = tuple(np.arange(300.0, 30_001.0, 300.0))
    day = run(small_line(departures, places=10_000), crowd(random_times(20_000, 30_000.0)))
    mean_s, half_s = wait_interval(day)
    assert abs(mean_s - 150.0) < half_s
    assert half_s < 2.0


def test_irregular_headways_cost_what_newell_says() -> None:
    # Headways of 100 and 500 s in turn: mean 300, CV² = (200 / 300)² = 4/9;
    # 300 / 2 * (1 + 4/9) = 216.67 s.
    departures = tuple(np.cumsum([100.0, 500.0] * 50))
    day = run(small_line(departures, places=10_000), crowd(random_times(20_000, 30_000.0)))
    mean_s, half_s = wait_interval(day)
    assert abs(mean_s - 216.667) < half_s
    assert half_s < 3.5


def test_a_late_train_holds_the_next() -> None:
    # 400 people board at A at 0.5 s each (10 doors, 5 s a door): 200 s instead of 30, so the train
    # of 300, at the platform since 270, leaves at 470; the next, planned for 330, comes in 60 s
    # later, at 530, and is open for 30 s.
    slow = replace(EXACT, board_s=5.0, uneven=1.0, crowded_slower=0.0)
    day = run(small_line((300.0, 330.0), places=1000, operation=slow), crowd(np.zeros(400)))
    first = day.calls[day.calls["position"] == 0]
    assert first["depart_s"].tolist() == [470.0, 560.0]
    assert first["arrive_s"].tolist() == [270.0, 530.0]
    # 30 s late, the second runs 5 % faster, but keeps clear at B all the same: the first leaves B
    # at 470 + 114 + 30 = 614.
    second = day.calls[day.calls["position"] == 1]
    assert second["depart_s"].tolist() == [614.0, 614.0 + 60.0 + 30.0]


def test_doors_stay_open_for_those_who_come_meanwhile() -> None:
    # 100 people at 1 s each from 270: closing at 370 (planned 300). Five more come at 355: at 375.
    # One comes at 372, before 375: 376. One at 380 misses it.
    slow = replace(EXACT, board_s=10.0, uneven=1.0, crowded_slower=0.0, latecomers_s=120.0)
    appear = np.concatenate([np.zeros(100), np.full(5, 355.0), [372.0, 380.0]])
    day = run(small_line((300.0, 900.0), places=1000, operation=slow), crowd(appear))
    assert day.calls["depart_s"][0] == 376.0
    assert (day.board_s[:106] == 376.0).all()
    assert day.board_s[106] == 900.0


def test_doors_do_not_wait_for_ever() -> None:
    # One person a second, one second each: without an end the doors would never close. 100 people
    # are there at 270 and need until 370, longer than the minute for latecomers: 370 it is.
    slow = replace(EXACT, board_s=10.0, uneven=1.0, crowded_slower=0.0, latecomers_s=60.0)
    appear = np.concatenate([np.zeros(100), np.arange(270.5, 900.0)])
    day = run(small_line((300.0,), places=1000, operation=slow), crowd(appear))
    assert day.calls["depart_s"][0] == 370.0
    assert day.calls["boarded"][0] == 200  # and those who came by then are in


def test_crowding_slows_boarding() -> None:
    # 100 places, slow from 0.5 on to twice as slow when full: 75 people on a platform with one
    # second each: 0.75 full is half of the way, 1.5 s each: 112.5 s from 270.
    slow = replace(EXACT, board_s=10.0, uneven=1.0, crowded_from=0.5, crowded_slower=1.0)
    day = run(small_line((300.0,), operation=slow), crowd(np.zeros(75)))
    assert day.calls["depart_s"][0] == pytest.approx(270.0 + 112.5)


def test_bunching_grows_with_the_time_people_need() -> None:
    departures = tuple(np.arange(300.0, 20_001.0, 200.0))
    people = crowd(random_times(20_000, 20_000.0), board=1)
    spread = []
    for board_s in (0.0, 2.0, 4.0):
        own = Operation(board_s=board_s, early_s=1e9, run_cv=0.1, dwell_cv=0.3)
        day = run(small_line(departures, places=10_000, operation=own), people)
        at_end = day.calls.loc[day.calls["position"] == 2, "arrive_s"]
        spread.append(float(np.diff(at_end).std()))
    assert spread[0] < spread[1] < spread[2]


def branches() -> tuple[LineService, ...]:
    """A – B – C and A – B – X in one service: stops A B C X."""
    one = small_line()[0]
    trunk = StopPattern("main", (0, 1, 2), (120.0, 120.0), 30.0, (300.0, 900.0))
    branch = StopPattern("branch", (0, 1, 3), (120.0, 120.0), 30.0, (600.0,))
    stops = ("A", "B", "C", "X")
    return (replace(one, stop_ids=stops, patterns=(trunk, branch), area_m2=(200.0,) * 4),)


def test_riders_take_the_next_train_that_calls_where_they_get_off() -> None:
    riders = riders_of(
        [
            (0.0, [(0, 0, 3, 0.0)]),  # to X: the first train is not theirs
            (0.0, [(0, 0, 2, 0.0)]),  # to C: the first
            (301.0, [(0, 0, 2, 0.0)]),  # to C: not at 600, at 900
            (301.0, [(0, 0, 1, 0.0)]),  # to B: any
        ]
    )
    day = run(branches(), riders)
    assert day.board_s.tolist() == [600.0, 300.0, 900.0, 600.0]
    assert day.passed_up.sum() == 0  # a train that is not theirs has not left them behind


def test_same_bytes_twice_and_other_bytes_in_another_replication() -> None:
    own = Operation()
    services = small_line(tuple(np.arange(300.0, 5000.0, 200.0)), operation=own)
    people = crowd(random_times(500, 4000.0))
    one, two, other = (run(services, people, replication=at) for at in (0, 0, 1))
    assert one.board_s.tobytes() == two.board_s.tobytes()
    assert one.calls.equals(two.calls)
    assert not one.calls.equals(other.calls)


def test_a_train_draws_the_same_whatever_else_runs() -> None:
    own = Operation(early_s=1e9)
    few = run(small_line((300.0, 3000.0), operation=own), no_riders())
    many = run(small_line((300.0, 1500.0, 3000.0), operation=own), no_riders())
    last = {len(d.runs): d.calls[d.calls["run"] == d.runs["run"].max()] for d in (few, many)}
    assert last[2]["arrive_s"].tolist() == last[3]["arrive_s"].tolist()


def test_the_next_departure_waits_for_the_train_set() -> None:
    # One set. A at 300, C at 570, open 30 s, 60 s to turn: 660. Back at 600 planned: open from 660
    # for 30 s, so off at 690; A at 690 + 114 + 30 + 114 = 948 (late trains run 5 % faster), open
    # until 978, turned at 1038, open 30 s: the train of 900 leaves A at 1068.
    own = replace(EXACT, layover_s=60.0)
    day = run(
        small_line((300.0, 900.0), operation=own, back_s=(600.0,)), no_riders(), fleets={"L": 1}
    )
    starts = day.calls[day.calls["position"] == 0].set_index("run")["depart_s"]
    assert starts.to_dict() == {0: 300.0, 2: 690.0, 1: 1068.0}
    assert day.set_used == {"L": 1}
    assert day.runs["set_no"].tolist() == [0, 0, 0]


def test_a_departure_without_a_set_is_cancelled_and_said() -> None:
    own = replace(EXACT, cancel_after_s=100.0)
    day = run(small_line((300.0, 310.0), operation=own), no_riders(), fleets={"L": 1})
    assert day.runs["outcome"].tolist() == ["ran", "no train set"]


@pytest.mark.parametrize("places", [30, 10_000])
def test_people_aboard_are_those_who_boarded_less_those_who_left(places: int) -> None:
    seconds = np.arange(300.0, 6000.0, 150.0)
    services = small_line(tuple(seconds), places=places, operation=Operation(), back_s=seconds)
    count = 3000
    at = 5000 * uniforms(1, 0, "t", np.arange(count))
    rows = [
        (float(time), [(0, 0, 1, 50.0), (1, 1, 2, 0.0)] if row % 3 else [(0, 0, 2, 0.0)])
        for row, time in enumerate(at)
    ]
    day = run(services, riders_of(rows))
    calls = day.calls.sort_values(["run", "depart_s"])
    change = calls["boarded"] - calls["alighted"]
    assert (change.groupby(calls["run"]).cumsum() == calls["load"]).all()
    assert calls["load"].between(0, places).all()
    assert calls["boarded"].sum() == np.isfinite(day.board_s).sum()
    assert calls["alighted"].sum() == np.isfinite(day.alight_s).sum()
    parts = accounted(day)
    assert parts["riders"] == parts["arrived"] + parts["put_out"] + parts["on_platform"]
    ended = np.isfinite(day.end_s)
    assert ended.sum() == parts["arrived"]
    rode = np.isfinite(day.board_s)
    assert (day.board_s[rode] >= day.arrive_s[rode]).all()
    assert (day.alight_s[rode] > day.board_s[rode]).all()


def test_first_come_first_served_on_every_platform() -> None:
    seconds = tuple(np.arange(300.0, 9000.0, 300.0))
    day = run(small_line(seconds, places=20), crowd(random_times(500, 5000.0)))
    order = np.argsort(day.arrive_s, kind="stable")
    assert (np.diff(day.board_s[order]) >= 0).all()
