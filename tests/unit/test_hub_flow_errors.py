"""What a planner can do wrong at a facility: every problem at once, with place and advice."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import DataError
from sim.hub.flow.facility import Facility, People, Route, Vehicles, simulate
from sim.hub.flow.places import (
    Gate,
    LaneRule,
    Lanes,
    LaneSchedule,
    Rank,
    Service,
    VehicleCalls,
    Walk,
)


def told(error: pytest.ExceptionInfo[DataError]) -> dict[str, str]:
    return {issue.code: f"{issue.what} -> {issue.fix}" for issue in error.value.issues}


def test_all_problems_of_a_facility_are_told_at_once() -> None:
    places = (
        Walk("hall", "厅", "Hall", length_m=-5.0),
        Lanes("check", "安检", "Security", Service(-15.0), LaneSchedule((3600.0, 1800.0), (2, 3))),
        Lanes(
            "desk", "柜台", "Desk", Service(5.0), LaneSchedule.always(1), LaneRule(4, 2, 60.0, 60.0)
        ),
        Gate("gate", "检票", "Gate", opens_before_s=180.0, closes_before_s=900.0),
        Rank("taxi", "出租", "Taxi", VehicleCalls(np.array([60.0, 30.0]), np.array([1, -1]))),
    )
    routes = (
        Route("in", ("hall", "chekc", "gate")),
        Route("back", ("gate", "hall")),
        Route("none", ()),
    )
    with pytest.raises(DataError) as error:
        Facility("east", "东站", "East", places, routes)
    assert "facility 'east' cannot be simulated" in str(error.value)
    assert told(error) == {
        "negative-walk": "facility 'east', place 'hall': length_m is -5 -> give 0 or more",
        "negative-service": "facility 'east', place 'check': mean_s of the service time is -15 -> "
        "give 0 or more (seconds for the mean, a ratio for the spread)",
        "falling-schedule": "facility 'east', place 'check': lanes from 00:30 come after 01:00 -> "
        "write the times of the schedule in rising order, each once",
        "lane-rule": "facility 'east', place 'desk': the rule keeps at least 4 and at most 2 lanes "
        "-> give at least 1, and no less at most than at least",
        "gate-closes-first": "facility 'east', place 'gate': closes 15 min before departure but "
        "opens only 3 min before -> let it open earlier than it closes",
        "falling-calls": "facility 'east', place 'taxi': departures are missing or not in order of "
        "time -> sort them",
        "negative-places": "facility 'east', place 'taxi': 1 departures have negative places -> "
        "give 0 (full) or more",
        "unknown-place": "facility 'east', route 'in': place 'chekc' is not known -> "
        "did you mean 'check'?",
        "empty-route": "facility 'east', route 'none': passes no place -> "
        "give at least one place",
        "circle": "facility 'east': routes go round in a circle: hall > gate > hall -> "
        "give a place that is passed in both directions two names, one for each",
    }  # fmt: skip


def test_a_name_given_twice_and_a_route_that_returns() -> None:
    hall = Walk("hall", "厅", "Hall")
    with pytest.raises(DataError) as error:
        Facility("east", "东站", "East", (hall, hall), (Route("in", ("hall", "hall")),))
    assert set(told(error)) == {"double-place", "circle"}
    assert "place 'hall' is there 2 times -> give each its own name" in told(error)["double-place"]


def closed() -> Facility:
    desk = Lanes("desk", "柜台", "Desk", Service(5.0), LaneSchedule((0.0, 3600.0), (0, 0)))
    bus = Rank("bus", "公交", "Bus", VehicleCalls(np.array([60.0]), np.array([0])))
    routes = (Route("in", ("desk", "bus")), Route("out", ("bus",)))
    return Facility("east", "东站", "East", (desk, bus), routes)


def test_no_lane_the_whole_day_with_people_on_their_way_is_an_error() -> None:
    people = People.walking(np.array([0.0, 5.0, 6.0]), key=np.arange(3), route=np.array([0, 0, 1]))
    with pytest.raises(DataError) as error:
        simulate(closed(), people, Vehicles(), seed=1, replication=0)
    assert told(error) == {
        "no-lanes": "facility 'east', place 'desk' (柜台 Desk): no lane the whole day, but 2 people "
        "on their way through it -> open at least one, or lead the people another way",
        "no-vehicles": "facility 'east', place 'bus' (公交 Bus): no place in a vehicle the whole "
        "day, but 3 people on their way through it -> open at least one, or lead the people "
        "another way",
    }


def test_no_lane_without_people_is_nothing_to_complain_about() -> None:
    people = People.walking(np.empty(0), key=np.empty(0, dtype=np.int64))
    log = simulate(closed(), people, Vehicles(), seed=1, replication=0)
    assert len(log.visits) == log.end_s.size == log.missed.size == 0


def test_people_that_cannot_be_placed_are_counted_with_their_first_rows() -> None:
    hall = Walk("hall", "厅", "Hall", length_m=10.0)
    hub = Facility("east", "东站", "East", (hall,), (Route("in", ("hall",)),))
    people = People.walking(
        np.array([np.nan, 1.0, 2.0]), key=np.arange(3), route=np.array([0, 3, 0]),
        vehicle=np.array([-1, 0, 2]), speed_m_s=np.array([1.0, 1.0, 0.0]),
    )  # fmt: skip
    with pytest.raises(DataError) as error:
        simulate(hub, people, Vehicles(("G1",), np.array([np.inf])), seed=1, replication=0)
    assert told(error) == {
        "unknown-route": "facility 'east': 1 people have a route that is not there (rows 1) -> "
        "number the routes from 0 to 0",
        "unknown-vehicle": "facility 'east': 1 people have a vehicle that is not there (rows 2) -> "
        "give its row in the vehicles, or -1 for none",
        "no-time": "facility 'east': 1 people appear at no time (rows 0) -> give seconds of the day",
        "no-speed": "facility 'east': 1 people have no positive walking speed (rows 2) -> "
        "give metres a second",
        "no-departure": "facility 'east': 1 vehicles have no departure -> give seconds of the day",
    }
    uneven = People(people.appear_s, people.route[:1], *(people.vehicle,) * 4)
    with pytest.raises(DataError, match="differ in length"):
        simulate(hub, uneven, Vehicles(), seed=1, replication=0)


def test_a_tick_of_nothing_is_refused() -> None:
    people = People.walking(np.empty(0), key=np.empty(0, dtype=np.int64))
    with pytest.raises(ValueError, match=r"tick_s is 0\.0; the time between two workings"):
        simulate(closed(), people, Vehicles(), seed=1, replication=0, tick_s=0.0)
