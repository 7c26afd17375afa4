"""Closed sections and stations: where trains turn, who is set down, when they ride on."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import DataError
from sim.hub.flow.draws import uniforms
from sim.hub.metro.closures import Closure, close_section, close_station
from sim.hub.metro.day import accounted
from sim.hub.metro.examples import riders_of, small_line
from sim.hub.metro.services import Operation
from sim.hub.metro.trains import simulate_lines


def run(services, riders, *closures: Closure, **options):
    return simulate_lines(
        services, riders, **{"seed": 1, "replication": 0, "closures": closures, **options}
    )


def b_to_c(from_s: float, until_s: float) -> Closure:
    return close_section(small_line(), "L", ("B", "C"), from_s=from_s, until_s=until_s)


def test_people_are_set_down_before_the_closed_section_and_ride_on_after() -> None:
    # The train of 300 is at B from 420; B to C closes at 400: it turns there at 450. The rider to C
    # is set down, the rider to B is not touched. At 750 the train of 600 would leave B, but turns
    # too. The train of 900 leaves B at 1050, after the reopening at 1000, and is at C at 1170.
    riders = riders_of([(0.0, [(0, 0, 2, 0.0)]), (0.0, [(0, 0, 1, 0.0)])])
    day = run(small_line((300.0, 600.0, 900.0)), riders, b_to_c(400.0, 1000.0))
    assert day.runs.loc[day.runs["place"] == 0, "outcome"].tolist() == [
        "turned back",
        "turned back",
        "ran",
    ]
    assert day.set_downs[["rider", "position", "time_s", "board_s"]].to_numpy().tolist() == [
        [0, 1, 450.0, 1050.0]
    ]
    assert day.board_s.tolist() == [300.0, 300.0]
    assert day.alight_s.tolist() == [1170.0, 420.0]
    assert accounted(day)["arrived"] == 2


def test_the_train_that_turned_runs_back_with_people() -> None:
    # It turns at B at 450, ready after 180 s at 630, open for 30 s: off to A at 660, there at 780.
    riders = riders_of([(500.0, [(1, 1, 2, 0.0)])])
    day = run(small_line((300.0,)), riders, b_to_c(400.0, 1000.0))
    assert day.board_s.tolist() == [660.0]
    assert day.alight_s.tolist() == [780.0]
    back = day.runs[day.runs["group"] == 1]
    assert back["outcome"].tolist() == ["ran"]
    assert back["set_no"].tolist() == [0]


def test_who_would_go_beyond_does_not_board_a_train_that_turns() -> None:
    # Closed at 250 already: the rider to C stays at A, the rider to B goes.
    riders = riders_of([(0.0, [(0, 0, 2, 0.0)]), (0.0, [(0, 0, 1, 0.0)])])
    day = run(small_line((300.0, 1500.0)), riders, b_to_c(250.0, 1000.0))
    assert day.board_s.tolist() == [1500.0, 300.0]
    assert len(day.set_downs) == 0
    assert day.passed_up.sum() == 0


def test_a_train_in_the_section_runs_out_of_it() -> None:
    # It has left B at 450; the section closes at 460.
    day = run(small_line((300.0,)), riders_of([(0.0, [(0, 0, 2, 0.0)])]), b_to_c(460.0, 1000.0))
    assert day.alight_s.tolist() == [570.0]
    assert day.runs["outcome"].tolist() == ["ran"]


def test_departures_into_a_closed_section_are_cancelled() -> None:
    closure = close_section(small_line(), "L", ("A", "B"), from_s=0.0, until_s=500.0)
    day = run(small_line((300.0, 600.0)), riders_of([(0.0, [(0, 0, 2, 0.0)])]), closure)
    assert day.runs["outcome"].tolist() == ["closed", "ran"]
    assert day.board_s.tolist() == [600.0]


def test_who_waits_when_the_day_ends_is_inside() -> None:
    riders = riders_of([(0.0, [(0, 0, 2, 0.0)])])
    day = run(small_line((300.0,)), riders, b_to_c(400.0, 9000.0))
    assert accounted(day) == {"riders": 1, "arrived": 0, "put_out": 0, "on_platform": 1}
    assert np.isnan(day.set_downs["board_s"]).all()


def test_a_closed_station_is_passed() -> None:
    # B is closed from 400 to 700: the rider to B is carried to C (570) and put out there; the rider
    # from B waits for the train of 900 (at B 1020, off 1050); the rider to C notices nothing: the
    # train does not stop at B, yet keeps to its time at C.
    riders = riders_of([(0.0, [(0, 0, 1, 0.0)]), (0.0, [(0, 1, 2, 0.0)]), (0.0, [(0, 0, 2, 0.0)])])
    closure = close_station(small_line(), "B", from_s=400.0, until_s=700.0)
    day = run(small_line((300.0, 900.0)), riders, closure)
    assert day.alight_s.tolist() == [570.0, 1170.0, 570.0]
    assert day.board_s.tolist() == [300.0, 1050.0, 300.0]
    assert day.status.tolist() == [2, 1, 1]
    assert accounted(day)["put_out"] == 1


def test_people_do_not_board_for_a_station_that_is_closed() -> None:
    closure = close_station(small_line(), "C", from_s=0.0, until_s=700.0)
    day = run(small_line((300.0, 900.0)), riders_of([(0.0, [(0, 0, 2, 0.0)])]), closure)
    assert day.board_s.tolist() == [900.0]


def test_a_closed_terminus_puts_out_whoever_is_aboard() -> None:
    closure = close_station(small_line(), "C", from_s=350.0, until_s=700.0)
    day = run(small_line((300.0,)), riders_of([(0.0, [(0, 0, 2, 0.0)])]), closure)
    assert accounted(day)["put_out"] == 1
    assert day.end_s.tolist() == [570.0 - 0.0]


def busy() -> tuple[tuple, object]:
    times = tuple(np.arange(300.0, 9000.0, 200.0))
    services = small_line(times, places=60, operation=Operation(), back_s=times)
    at = 6000 * uniforms(1, 0, "t", np.arange(1500))
    rows = [(float(time), [(row % 2, 0, 2 if row % 3 else 1, 0.0)]) for row, time in enumerate(at)]
    return services, riders_of(rows)


def test_until_it_closes_the_day_is_the_undisturbed_one() -> None:
    services, riders = busy()
    calm, shut = run(services, riders), run(services, riders, b_to_c(3000.0, 5000.0))
    before = calm.calls["depart_s"] < 3000.0
    assert calm.calls[before].equals(shut.calls[shut.calls["depart_s"] < 3000.0])
    early = calm.board_s < 3000.0
    assert np.array_equal(calm.board_s[early], shut.board_s[early])


def test_nobody_is_lost_in_a_closure() -> None:
    services, riders = busy()
    day = run(services, riders, b_to_c(3000.0, 5000.0), fleets={"L": 8})
    parts = accounted(day)
    assert parts["riders"] == sum(parts.values()) - parts["riders"]
    assert parts["arrived"] == 1500
    calls = day.calls.sort_values(["run", "depart_s"])
    change = calls["boarded"] - calls["alighted"]
    down = day.set_downs.groupby(["run", "position"]).size()
    keys = list(zip(calls["run"], calls["position"], strict=True))
    change -= np.array([down.get(key, 0) for key in keys])
    assert (change.groupby(calls["run"]).cumsum() == calls["load"]).all()
    assert day.runs["set_no"].max() < 8
    assert len(day.set_downs) > 0
    assert set(day.runs["outcome"]) == {"ran", "turned back", "closed"}


def test_no_closure_and_a_closure_after_the_day_are_the_same() -> None:
    services, riders = busy()
    calm, late = run(services, riders), run(services, riders, b_to_c(90_000.0, 99_000.0))
    assert calm.calls.equals(late.calls)
    assert calm.end_s.tobytes() == late.end_s.tobytes()


def test_errors_say_what_is_near() -> None:
    services = small_line()
    with pytest.raises(DataError, match="no train of L runs between A and D"):
        close_section(services, "L", ("A", "D"), from_s=0.0, until_s=1.0)
    with pytest.raises(DataError, match="take a route_id of the network"):
        close_section(services, "M", ("A", "B"), from_s=0.0, until_s=1.0)
    with pytest.raises(DataError, match="no train calls at station D"):
        close_station(services, "D", from_s=0.0, until_s=1.0)
    with pytest.raises(DataError, match="until 5 s is not after 5 s"):
        close_station(services, "B", from_s=5.0, until_s=5.0)
