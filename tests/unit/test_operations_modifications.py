"""Modifications of a simulated day: lanes, service, vehicles, closures."""

from __future__ import annotations

import pickle

import pytest

from sim.errors import ScenarioError
from sim.modifications import (
    CloseForATime,
    SetLanes,
    SetServiceTime,
    SetVehicleCapacity,
    apply_modifications,
)
from sim.modifications.examples import two_line_network
from sim.network.operations import (
    LaneSetting,
    Operations,
    ServiceSetting,
    TimedClosure,
    VehicleSetting,
)
from sim.study.searched import searched_parts

GATES = "central/ticket_gates"


def lanes(**keys):
    return SetLanes(type="set_lanes", place=GATES, **keys)


def close(**keys):
    hours = {"from_time": "08:00", "until_time": "09:30"}
    return CloseForATime(type="close_for_a_time", **{**hours, **keys})


def issues_of(*modifications):
    with pytest.raises(ScenarioError) as caught:
        apply_modifications(two_line_network(), modifications)
    return [(issue.code, issue.what, issue.fix) for issue in caught.value.issues]


def test_a_network_has_none_of_them():
    assert two_line_network().operations == Operations()


def test_each_enters_its_record():
    network, report = apply_modifications(
        two_line_network(),
        [
            lanes(lanes=6),
            lanes(lanes=9, from_time="07:00", until_time="09:00"),
            SetServiceTime(type="set_service_time", place=GATES, mean_s=4.0),
            SetServiceTime(type="set_service_time", place=GATES, mean_s=2.5),
            SetVehicleCapacity(type="set_vehicle_capacity", routes=("Line 1",), places=900),
            close(section=("Market", "M_park")),
            close(station="Park"),
            close(runway=True),
        ],
    )
    # 07:00 is 25,200 s, 08:00 28,800 s, 09:00 32,400 s, 09:30 34,200 s, 30:00 108,000 s
    assert network.operations == Operations(
        lanes=(LaneSetting(GATES, 6, 0, 108000), LaneSetting(GATES, 9, 25200, 32400)),
        service_times=(ServiceSetting(GATES, 2.5),),
        vehicles=(VehicleSetting("t_1", 900, None),),
        closures=(
            TimedClosure("section", ("M_market", "M_park"), 28800, 34200),
            TimedClosure("station", ("M_park",), 28800, 34200),
            TimedClosure("runway", (), 28800, 34200),
        ),
    )
    assert [change.sentence for change in report.changes] == [
        "central/ticket_gates: 6 lanes",
        "central/ticket_gates: 9 lanes from 07:00 until 09:00",
        "central/ticket_gates: 4 s a person",
        "central/ticket_gates: 2.5 s a person",
        "Line 1: 900 places a vehicle",
        "Market – Park closed from 08:00 until 09:30",
        "Park closed from 08:00 until 09:30",
        "the runway closed from 08:00 until 09:30",
    ]
    assert pickle.loads(pickle.dumps(network)).operations == network.operations


def test_what_the_router_is_given_stays():
    base = two_line_network()
    network, _ = apply_modifications(base, [lanes(lanes=6), close(runway=True)])
    assert searched_parts(network) == searched_parts(base)
    assert network.fingerprint != base.fingerprint
    assert base.operations == Operations()


def test_the_same_again_is_no_effect():
    ((code, what, fix),) = issues_of(lanes(lanes=6), lanes(lanes=6))
    assert code == "no-effect"
    assert "central/ticket_gates: 6 lanes" in what
    assert "allow_no_effect" in fix


def test_more_seats_than_places():
    wrong = SetVehicleCapacity(
        type="set_vehicle_capacity", routes=("Line 1",), places=100, seats=120
    )
    assert issues_of(wrong) == [
        (
            "more-seats-than-places",
            "120 seats, but 100 places",
            "places count seats and standing room together",
        )
    ]


@pytest.mark.parametrize(
    ("place", "code", "fix"),
    [
        ("ticket_gates", "not-a-place", "write station and place with a slash"),
        ("Central/gates", "unknown-facility", "write its id: central/gates"),
        ("sauth/gates", "unknown-facility", "did you mean 'south'?"),
        ("zzz/gates", "unknown-facility", "known: HGH, central, south, west"),
    ],
)
def test_places_are_written_with_their_station(place, code, fix):
    ((got, _, advice),) = issues_of(SetLanes(type="set_lanes", place=place, lanes=1))
    assert got == code
    assert fix in advice


def test_every_mistake_at_once():
    found = issues_of(
        lanes(lanes=1, from_time="09:00", until_time="08:00"),
        SetServiceTime(type="set_service_time", place="x/y", mean_s=1),
        SetVehicleCapacity(type="set_vehicle_capacity", routes=("Line 7",), places=10),
        close(station="Nowhere"),
        close(section=("Park", "Hospital")),
        close(),
    )
    assert [code for code, _, _ in found] == [
        "window-reversed",
        "unknown-facility",
        "unknown-route",
        "unknown-station",
        "no-line-there",
        "section-station-or-runway",
    ]
