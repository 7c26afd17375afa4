"""A day in a tiny terminal by hand: who waits, who misses, who changes planes, who goes by what."""

from dataclasses import replace

import numpy as np
import pytest

from sim.errors import DataError
from sim.hub.flow.places import VehicleCalls
from sim.hub.terminal.case import CityTrips, GroundWay, ShowUp
from sim.hub.terminal.day import door_to_door_s, terminal_day, with_other_lanes
from sim.hub.terminal.examples import small_case, small_terminal, two_flights
from sim.hub.terminal.flights import filled
from sim.hub.terminal.ground import set_down_s, ways_on_the_ground
from sim.hub.terminal.passengers import CONNECTING, passengers
from sim.hub.terminal.tables import check_rows, missed_rows, queue_rows, transfer_rows
from sim.hub.terminal.template import LaneHours, terminal_of, with_lane_hours, with_lanes


def case_with(**changes):
    return replace(small_case(), **changes)


def shown_up(minutes):
    return {"domestic": ShowUp(np.array([minutes, minutes]), np.array([0.0, 1.0]))}


def test_three_people_one_flight_by_hand():
    # Departure 10:00 = 36,000 s. All come at 09:00 (32,400), are at the check at 32,430, served
    # until 32,490, 32,550 and 32,610, and wait for the gate to open at 09:20 (33,600).
    day = terminal_day(small_case(), seed=1, replication=0)
    visits = day.log.visits
    check = visits.place == 1
    assert sorted(visits.leave_s[check].tolist()) == [32_490.0, 32_550.0, 32_610.0]
    assert day.log.end_s[:3].tolist() == [33_600.0] * 3
    # Landing 09:00: out at 09:00 and 09:01, corridor 2 min, bags at 09:10 (32,400 + 600), way out
    # 30 s: 33,030. Cabs every 5 min from 04:00: 33,300.
    assert day.log.end_s[3:].tolist() == [33_300.0, 33_300.0]


def test_who_comes_late_misses_the_flight():
    # 12 min before departure: check from 35,310; the gate closes at 35,400 (10 min before). The
    # first is through at 35,370, the second at 35,430 and the third at 35,490: both too late.
    day = terminal_day(case_with(show_up=shown_up(12.0)), seed=1, replication=0)
    rows = missed_rows(day)
    assert rows[["people", "missed", "main_place_id"]].values.tolist() == [
        [3, 2, "gate"],
        [2, 0, ""],
    ]
    assert rows["missed_pct"].tolist() == [pytest.approx(200 / 3), 0.0]
    assert rows["low_pct"].iloc[1] == 0.0


def test_a_second_lane_saves_one_of_them():
    late = terminal_day(case_with(show_up=shown_up(12.0)), seed=1, replication=0)
    assert with_other_lanes(late, {"check": 2}).log.missed.sum() == 1
    assert with_other_lanes(late, {"check": 3}).log.missed.sum() == 0


def test_one_of_them_changes_planes():
    # Landing 09:00, departure 10:00: shortest connection 60 min. Of 2 + 3 passengers 0.4 x 5 / 2
    # = 1 changes: one starts at the kerb less, one goes away less; all five tickets are used.
    habits = replace(small_case().habits, connecting_share=0.4, most_connecting_share=1.0)
    day = terminal_day(case_with(habits=habits), seed=1, replication=0)
    assert day.who.role.tolist() == [0, 0, 1, 2]
    changing = day.who.role == CONNECTING
    assert day.who.flight_in[changing].tolist() == [0]
    assert day.who.flight_out[changing].tolist() == [1]
    checks = check_rows(day, passengers=5)
    assert checks["difference"].tolist() == [0, 0, 0, 0]
    assert "arrival_domestic" in transfer_rows(day)["from_kind"].tolist()


def test_nobody_changes_below_the_shortest_connection():
    habits = replace(
        small_case().habits,
        connecting_share=0.4,
        most_connecting_share=1.0,
        minimum_connection_min=((61, 90), (90, 90)),
    )
    day = terminal_day(case_with(habits=habits), seed=1, replication=0)
    assert (day.who.role != CONNECTING).all()
    assert check_rows(day, passengers=5)["difference"].abs().max() == 0


def test_nobody_flies_back_at_once():
    habits = replace(small_case().habits, connecting_share=0.4, most_connecting_share=1.0)
    same = replace(small_case().flights, other_end=("PEK", "PEK"))
    day = passengers(case_with(habits=habits, flights=same), seed=1, replication=0)
    assert (day.role != CONNECTING).all()


def test_a_day_without_passengers_is_empty():
    day = terminal_day(
        case_with(flights=filled(two_flights(), departing=0, arriving=0)), seed=1, replication=0
    )
    assert len(day.who) == 0
    assert check_rows(day, passengers=0)["difference"].abs().max() == 0
    assert missed_rows(day).empty
    assert transfer_rows(day).empty


def test_the_same_day_to_the_last_bit():
    once, again = (terminal_day(small_case(), seed=7, replication=3) for _ in range(2))
    assert once.log.end_s.tobytes() == again.log.end_s.tobytes()
    assert once.log.visits.begin_s.tobytes() == again.log.visits.begin_s.tobytes()


def test_more_lanes_are_never_worse():
    rng = np.random.default_rng(2)
    flights = replace(two_flights(), seats=np.array([200, 200]))
    show_up = {"domestic": ShowUp(np.array([120.0, 40.0]), np.array([0.0, 1.0]))}
    day = terminal_day(
        case_with(flights=filled(flights, departing=150, arriving=40), show_up=show_up),
        seed=int(rng.integers(99)),
        replication=0,
    )
    before = None
    for lanes in range(1, 6):
        way_s, _ = door_to_door_s(with_other_lanes(day, {"check": lanes}))
        if before is not None:
            known = ~np.isnan(before)
            assert not np.isnan(way_s[known]).any()
            assert (way_s[known] <= before[known] + 1e-9).all()
        before = way_s


def test_lanes_change_nobody_else():
    # common random numbers: what is not behind the check is the same to the bit
    day = terminal_day(small_case(), seed=1, replication=0)
    more = with_other_lanes(day, {"check": 3})
    assert more.log.end_s[3:].tobytes() == day.log.end_s[3:].tobytes()


def test_city_travellers_are_exact_and_follow_the_periods():
    # 10 of 12 people are of the city: 6.4 by car and 3.6 by cab, 6 and 4 whole. In the first hour
    # the model has cars only, in the second cabs only: 6 + 4 people, the cars in the first.
    ground = (GroundWay("car", "车", "Car", 1.0), GroundWay("cab", "出租", "Cab", 0.0))
    trips = np.array([[6.4, 0.0], [0.0, 3.6]])
    city = CityTrips(((0, 3600, 0), (3600, 7200, 1)), trips, trips)
    time_s = np.array([100.0] * 6 + [4000.0] * 6)
    found = ways_on_the_ground(time_s, np.arange(12.0), ground, city, to_airport=True)
    assert found.of_city.sum() == 10
    assert (found.ground[:6] == 0).all()
    assert ((found.ground == 1) & found.of_city).sum() == 4
    assert (found.ground[~found.of_city] == 0).all()


def test_nobody_takes_a_line_after_its_last_vehicle():
    calls = VehicleCalls(np.array([36_000.0, 40_000.0]), np.array([50, 50]))
    ground = (GroundWay("car", "车", "Car", 0.5), GroundWay("bus", "大巴", "Bus", 0.5, calls=calls))
    nobody = np.zeros((1, 2))
    city = CityTrips(((0, 86_400, 0),), nobody, nobody)
    time_s = np.array([36_500.0] * 4 + [80_000.0] * 4)
    found = ways_on_the_ground(time_s, np.arange(8.0), ground, city, to_airport=False)
    assert found.ground.tolist() == [1, 1, 1, 1, 0, 0, 0, 0]


def test_people_come_with_the_last_vehicle_in_time():
    bus = GroundWay("bus", "大巴", "Bus", 1.0, np.array([600.0, 1200.0, 1800.0]))
    assert set_down_s(np.array([1199.0, 1200.0, 9e4]), np.zeros(3, int), [bus]).tolist() == [
        600.0,
        1200.0,
        1800.0,
    ]


def test_more_city_travellers_than_people_shows_in_the_checks():
    many = np.array([[9.0]])
    day = terminal_day(
        case_with(city=CityTrips(((0, 86_400, 0),), many, np.zeros((1, 1)))), seed=1, replication=0
    )
    rows = check_rows(day, passengers=5).set_index("check")
    assert rows.loc["to_cab", ["model_total", "simulated_total", "difference"]].tolist() == [
        9,
        3,
        -6,
    ]


def test_travellers_of_other_cities_need_a_way():
    ground = (GroundWay("cab", "出租", "Cab", 0.0),)
    nobody = np.zeros((1, 1))
    city = CityTrips(((0, 86_400, 0),), nobody, nobody)
    with pytest.raises(DataError, match="2 passengers are of other cities, but no way on the"):
        ways_on_the_ground(np.zeros(2), np.zeros(2), ground, city, to_airport=True)


def test_queues_leave_out_gates_that_are_always_open():
    day = terminal_day(small_case(), seed=1, replication=0)
    rows = queue_rows(day)
    assert set(rows["place_id"]) == {"check", "gate", "belt", "rank"}
    nine = rows[(rows["place_id"] == "check") & (rows["start"] == "09:00")]
    # one minute each, one lane: waits of 0, 60 and 120 s
    assert nine[["arrivals", "queue_max", "wait_mean_s"]].values.tolist() == [[3, 2, 60.0]]


def test_lanes_by_the_hour_and_unknown_places():
    shut = with_lane_hours(small_terminal(), [LaneHours("check", 0, 0, 86_400)])
    with pytest.raises(DataError, match="no lane the whole day, but 3 people"):
        terminal_day(case_with(terminal=shut), seed=1, replication=0)
    # closed until 09:10: all three begin then
    late = with_lane_hours(small_terminal(), [LaneHours("check", 0, 32_000, 33_000)])
    day = terminal_day(case_with(terminal=late), seed=1, replication=0)
    assert day.log.visits.begin_s[day.log.visits.place == 1].min() == 33_000.0
    with pytest.raises(DataError) as error:
        with_lanes(small_terminal(), {"chekc": 2, "gate": 1})
    assert [issue.what for issue in error.value.issues] == [
        "terminal T has no place 'chekc' with lanes",
        "terminal T has no place 'gate' with lanes",
    ]
    assert error.value.issues[0].fix == "write one of check"


def test_a_template_tells_all_that_is_missing():
    import pandas as pd

    places = pd.DataFrame(
        {
            "template_id": ["t"],
            "place_id": ["check"],
            "kind": ["lanes"],
            "service_family": [""],
            "process_id": [""],
        }
    )
    legs = pd.DataFrame(
        {
            "template_id": ["t"],
            "leg_id": ["in"],
            "stage": ["access"],
            "flight_kind": [""],
            "ground_id": ["cab"],
            "title_zh": ["路"],
            "title_en": ["Way"],
            "share": [0.5],
        }
    )
    routes = pd.DataFrame(
        {"template_id": ["t"], "leg_id": ["in"], "seq": [1], "place_id": ["kerb"]}
    )
    lanes = pd.DataFrame(
        {
            "template_id": ["t"],
            "place_id": ["other"],
            "lanes": [1],
            "quality": ["x"],
            "source": [""],
        }
    )
    with pytest.raises(DataError, match="the terminal of T cannot be built") as error:
        terminal_of(places, legs, routes, lanes, facility_id="T", title_zh="楼", title_en="T")
    assert [issue.what for issue in error.value.issues] == [
        "T: no number of lanes for place 'check'",
        "T: place 'check' has no service time",
        "T: way 'in' passes kerb, not known",
        "T: the ways of access cab have shares of 0.5 together",
    ]
