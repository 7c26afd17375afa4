"""What holds at every facility, whoever comes: nobody is lost, order, ticks, more lanes."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.hub.flow.draws import keys
from sim.hub.flow.facility import DayLog, Facility, People, Route, Vehicles, simulate
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
from sim.hub.flow.statistics import conservation, littles_law, queue_table

FAMILIES = st.sampled_from(["constant", "exponential", "lognormal", "erlang"])
FEW = settings(max_examples=25)
VEHICLES = Vehicles(("A", "B"), np.array([900.0, 1500.0]))


@st.composite
def services(draw: st.DrawFn) -> Service:
    return Service(
        float(draw(st.integers(0, 60))), draw(st.sampled_from([0.3, 1.0])), draw(FAMILIES)
    )


@st.composite
def schedules(draw: st.DrawFn) -> LaneSchedule:
    lanes = draw(st.lists(st.integers(0, 4), min_size=1, max_size=4).filter(any))
    times = draw(
        st.lists(st.integers(0, 40), min_size=len(lanes), max_size=len(lanes), unique=True)
    )
    return LaneSchedule(tuple(50.0 * time for time in sorted(times)), tuple(lanes))


@st.composite
def hubs(draw: st.DrawFn) -> Facility:
    rule = draw(st.sampled_from([None, LaneRule(1, 3, 30.0, 60.0), LaneRule(2, 4, 0.0, 50.0)]))
    calls = sorted(draw(st.lists(st.integers(0, 60), min_size=1, max_size=20)))
    room = draw(st.lists(st.integers(1, 4), min_size=len(calls), max_size=len(calls)))
    closes = 60.0 * draw(st.integers(0, 5))
    places = (
        Walk("hall", "厅", "Hall", length_m=50.0, fixed_s=3.0),
        Lanes("check", "安检", "Security", draw(services()), draw(schedules()), rule),
        Lanes("desk", "柜台", "Desk", draw(services()), draw(schedules())),
        Gate("gate", "检票", "Gate", closes + 60.0 * draw(st.integers(0, 10)), closes),
        Rank("bus", "公交", "Bus", VehicleCalls(50.0 * np.array(calls), np.array(room))),
    )
    routes = (
        Route("out", ("hall", "check", "gate")),
        Route("in", ("hall", "desk", "bus")),
        Route("both", ("desk", "check", "bus")),
    )
    return Facility("hub", "站", "Hub", places, routes)


@st.composite
def crowds(draw: st.DrawFn) -> People:
    # whole steps, so that many come at the same moment
    appear = np.array(draw(st.lists(st.integers(0, 30), max_size=40)), dtype=np.float64) * 50.0
    pick = np.random.default_rng(draw(st.integers(0, 10)))
    return People.walking(
        appear, key=keys("crowd", np.arange(appear.size)), route=pick.integers(0, 3, appear.size),
        vehicle=pick.integers(-1, 2, appear.size), speed_m_s=pick.uniform(0.5, 2.0, appear.size),
    )  # fmt: skip


def day(hub: Facility, crowd: People, tick_s: float = 60.0) -> DayLog:
    return simulate(hub, crowd, VEHICLES, seed=2, replication=0, tick_s=tick_s)


@FEW
@given(hubs(), crowds())
def test_nobody_is_lost_and_time_runs_forward(hub: Facility, crowd: People) -> None:
    log = day(hub, crowd)
    balance = conservation(log, hub)
    assert balance.problems == ()
    assert (balance.places["inside_at_end"] == 0).all()
    assert np.isfinite(log.end_s).all()
    assert (log.end_s >= crowd.appear_s).all()
    assert ((log.missed_at >= 0) == log.missed).all()
    assert ((log.missed_why > 0) == log.missed).all()
    little = littles_law(crowd.appear_s, log.end_s)
    assert abs(little.difference) < 1e-6
    table = queue_table(log, hub)
    assert (table["queue_mean"] <= table["queue_max"] + 1e-6).all()
    assert table["arrivals"].sum() == (log.visits.place > 0).sum()


@FEW
@given(hubs(), crowds(), st.sampled_from([11.0, 37.0, 450.0, math.inf]))
def test_the_tick_changes_nothing(hub: Facility, crowd: People, tick_s: float) -> None:
    first, second = day(hub, crowd), day(hub, crowd, tick_s)
    assert first.visits.begin_s.tobytes() == second.visits.begin_s.tobytes()
    assert first.end_s.tobytes() == second.end_s.tobytes()
    for place, counts in first.lane_counts.items():
        assert counts.from_s.tobytes() == second.lane_counts[place].from_s.tobytes()
        assert counts.lanes.tobytes() == second.lane_counts[place].lanes.tobytes()


@FEW
@given(hubs(), crowds())
def test_places_serve_in_the_order_of_arrival(hub: Facility, crowd: People) -> None:
    visits = day(hub, crowd).visits
    for number, place in enumerate(hub.places):
        if isinstance(place, Lanes | Rank):
            mine = (visits.place == number) & visits.served
            order = np.argsort(visits.arrive_s[mine], kind="stable")
            arrive, begin = visits.arrive_s[mine][order], visits.begin_s[mine][order]
            later = np.searchsorted(arrive, arrive, side="right")
            before = np.maximum.accumulate(begin)
            # nobody begins before somebody who arrived earlier
            assert all(begin[at:].min(initial=math.inf) >= before[at - 1] for at in later)


def one_place(service: Service, schedule: LaneSchedule, crowd: People) -> DayLog:
    desk = Lanes("desk", "柜台", "Desk", service, schedule)
    return day(Facility("o", "办", "O", (desk,), (Route("in", ("desk",)),) * 1), _on_foot(crowd))


def _on_foot(crowd: People) -> People:
    return replace(crowd, route=np.zeros_like(crowd.route))


@FEW
@given(services(), schedules(), crowds())
def test_one_more_lane_makes_nobody_wait_longer(
    service: Service, schedule: LaneSchedule, crowd: People
) -> None:
    more = replace(schedule, lanes=tuple(lanes + 1 for lanes in schedule.lanes))
    fewer_log, more_log = (one_place(service, one, crowd) for one in (schedule, more))
    served = fewer_log.visits.served
    assert more_log.visits.served[served].all()
    assert (more_log.visits.begin_s[served] <= fewer_log.visits.begin_s[served]).all()


@FEW
@given(services(), schedules(), crowds(), st.integers(0, 39))
def test_who_comes_later_changes_nothing_for_those_before(
    service: Service, schedule: LaneSchedule, crowd: People, size: int
) -> None:
    order = np.lexsort((crowd.key, crowd.appear_s))[:size]
    first = People(*(getattr(crowd, name)[order] for name in People.__dataclass_fields__))
    alone = one_place(service, schedule, first).end_s
    assert alone.tobytes() == one_place(service, schedule, crowd).end_s[order].tobytes()
