"""The batched engine beside plain models that do everything as events: the same times."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hub_flow_peers import listed_lanes, plain_simpy

from sim.hub.flow.draws import exponential, keys, uniforms
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

ONE = LaneSchedule.always


def hub() -> Facility:
    calls = VehicleCalls(np.arange(300.0, 40000.0, 300.0), np.full(133, 60))
    return Facility(
        "hub", "枢纽", "Hub",
        (
            Walk("hall", "大厅", "Hall", length_m=80.0, fixed_s=5.0),
            Lanes("check", "安检", "Security", Service(13.0, 0.5, "lognormal"), ONE(1)),
            Lanes("desk", "柜台", "Desk", Service(25.0, 0.6, "erlang"), ONE(2)),
            Gate("gate", "检票", "Gate", 900.0, 180.0),
            Walk("way", "通道", "Way", length_m=60.0),
            Lanes("stairs", "扶梯", "Escalator", Service(2.0), ONE(1)),
            Rank("bus", "公交", "Bus", calls),
        ),
        (
            Route("out", ("hall", "check", "gate", "way", "stairs")),
            Route("desk_out", ("hall", "desk", "check", "gate", "way", "stairs")),
            Route("in", ("stairs", "bus")),
        ),
    )  # fmt: skip


def day(size: int = 600) -> tuple[People, Vehicles]:
    key = keys("passenger", np.arange(size))
    depart = np.arange(1800.0, 9000.0, 600.0)
    vehicle = np.arange(size) % depart.size
    route = np.arange(size) % 3
    ahead = 250.0 + 1500.0 * uniforms(7, 0, "ahead", key)
    appear = np.where(route == 2, depart[vehicle] + ahead / 9, depart[vehicle] - ahead)
    people = People.walking(
        appear - appear.min(), key=key, route=route,
        vehicle=np.where(route == 2, -1, vehicle), speed_m_s=0.8 + uniforms(7, 0, "speed", key),
    )  # fmt: skip
    return people, Vehicles(tuple(map(str, range(depart.size))), depart - appear.min())


@pytest.mark.parametrize("tick_s", [7.0, 60.0, math.inf])
def test_times_equal_those_of_one_simpy_process_per_person(tick_s: float) -> None:
    people, vehicles = day()
    log = simulate(hub(), people, vehicles, seed=3, replication=1, tick_s=tick_s)
    plain = plain_simpy(hub(), people, vehicles, seed=3, replication=1)
    names = [place.place_id for place in hub().places]
    visits = log.visits
    assert len(visits) == len(plain)
    assert 0 < log.missed.sum() < 200
    expected = np.array(
        [plain[int(one), names[at]] for one, at in zip(visits.person, visits.place, strict=True)]
    )
    assert np.abs(visits.arrive_s - expected[:, 0]).max() < 1e-9
    assert np.abs(visits.begin_s - expected[:, 1]).max() < 1e-9
    assert np.abs(visits.leave_s - expected[:, 2]).max() < 1e-9
    assert (visits.wait_s > 60.0).sum() > 100  # there was something to compare


def test_any_tick_gives_the_same_bytes() -> None:
    people, vehicles = day()
    logs = [
        simulate(hub(), people, vehicles, seed=3, replication=0, tick_s=tick)
        for tick in (1.0, 60.0, 777.7, math.inf)
    ]
    for log in logs[1:]:
        for column in ("person", "place", "arrive_s", "begin_s", "leave_s", "served", "failed"):
            ours = getattr(log.visits, column).tobytes()
            assert ours == getattr(logs[0].visits, column).tobytes()
        assert log.end_s.tobytes() == logs[0].end_s.tobytes()


def test_the_order_of_the_rows_changes_nothing() -> None:
    people, vehicles = day()
    turned = People(*(getattr(people, name)[::-1] for name in People.__dataclass_fields__))
    straight = simulate(hub(), people, vehicles, seed=3, replication=0)
    mirrored = simulate(hub(), turned, vehicles, seed=3, replication=0)
    assert mirrored.end_s[::-1].tobytes() == straight.end_s.tobytes()


RULES = [
    (LaneSchedule((0.0, 900.0, 1500.0, 2400.0), (2, 0, 5, 1)), None),
    (LaneSchedule((400.0, 2000.0), (1, 3)), None),
    (ONE(2), LaneRule(1, 6, 60.0, 120.0)),
    (LaneSchedule((0.0, 1000.0, 1400.0), (3, 0, 4)), LaneRule(2, 5, 30.0, 100.0)),
]


@pytest.mark.parametrize(("schedule", "rule"), RULES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_lanes_that_open_and_close_equal_a_list_of_events(
    schedule: LaneSchedule, rule: LaneRule | None, seed: int
) -> None:
    key = np.arange(220)
    # whole seconds, so that arrivals, reviews and the schedule coincide now and then
    gap = np.floor(exponential(uniforms(seed, 0, "gap", key), 14.0))
    gap[110] += 700.0  # a quiet time, in which the rule closes lanes
    arrive = np.cumsum(gap)
    desk = Lanes("desk", "柜台", "Desk", Service(30.0), schedule, rule)
    office = Facility("o", "办", "O", (desk,), (Route("in", ("desk",)),))
    log = simulate(office, People.walking(arrive, key=key), Vehicles(), seed=seed, replication=0,
                   tick_s=50.0)  # fmt: skip
    begin, counts = listed_lanes(arrive, np.full(220, 30.0), schedule, rule)
    assert log.visits.begin_s.tolist() == begin.tolist()
    ours = log.lane_counts[0]
    for time, lanes in counts:
        if time <= begin.max():
            at = np.searchsorted(ours.from_s, time, side="right") - 1
            assert (ours.lanes[at] if at >= 0 else 0) == lanes
