"""Small days at a facility, every time worked out by hand; and the tables made of them."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from sim.hub.flow.facility import WHY_MISSED, Facility, People, Route, Vehicles, Visits, simulate
from sim.hub.flow.places import (
    Gate,
    LaneRule,
    Lanes,
    LaneSchedule,
    Place,
    Rank,
    Service,
    VehicleCalls,
    Walk,
)
from sim.hub.flow.statistics import (
    conservation,
    littles_law,
    queue_table,
    times_by_group,
    wait_table,
)

ONE = LaneSchedule.always


def through(place: Place, appear: list[float], **people):
    hub = Facility("hub", "站", "Hub", (place,), (Route("in", (place.place_id,)),))
    rows = People.walking(np.array(appear), key=np.arange(len(appear)), **people)
    vehicles = Vehicles(("G1",), np.array([1000.0]))
    return hub, simulate(hub, rows, vehicles, seed=1, replication=0)


def test_walk_takes_length_over_own_speed_and_the_fixed_time() -> None:
    # 60 m at 1.0 and 1.5 m/s, and 20 s on the escalator
    hall = Walk("hall", "厅", "Hall", length_m=60.0, fixed_s=20.0)
    _, log = through(hall, [0.0, 5.0], speed_m_s=np.array([1.0, 1.5]))
    assert log.end_s.tolist() == [80.0, 65.0]
    assert log.visits.wait_s.tolist() == [0.0, 0.0]


def test_two_lanes_serve_first_come_first_served() -> None:
    # 10 s each: 0-10 and 1-11; the third waits for the first lane, 10-20; the fourth 11-21
    _, log = through(Lanes("d", "台", "D", Service(10.0), ONE(2)), [0.0, 1.0, 2.0, 3.0])
    assert log.visits.begin_s.tolist() == [0.0, 1.0, 10.0, 11.0]


def test_equal_arrivals_are_served_by_key() -> None:
    hub = Facility("h", "站", "H", (Lanes("d", "台", "D", Service(10.0), ONE(1)),),
                   (Route("in", ("d",)),))  # fmt: skip
    people = People.walking(np.zeros(3), key=np.array([5, -2, 3]))
    log = simulate(hub, people, Vehicles(), seed=1, replication=0)
    assert log.end_s.tolist() == [30.0, 10.0, 20.0]


def test_a_closing_lane_finishes_its_person_and_people_wait_for_the_opening() -> None:
    # two lanes until 15 s, none until 100 s, then one. 10 s each:
    # 0-10, 1-11; third and fourth begin at 10 and 11 and are finished (20, 21) though lanes closed
    # at 15; the fifth (14 s) waits until 100 s, the sixth until 110 s
    lanes = Lanes("d", "台", "D", Service(10.0), LaneSchedule((0.0, 15.0, 100.0), (2, 0, 1)))
    _, log = through(lanes, [0.0, 1.0, 2.0, 3.0, 14.0, 50.0])
    assert log.visits.begin_s.tolist() == [0.0, 1.0, 10.0, 11.0, 100.0, 110.0]
    assert log.visits.leave_s.tolist() == [10.0, 11.0, 20.0, 21.0, 110.0, 120.0]


def test_fewer_lanes_wait_until_enough_are_free() -> None:
    # three lanes until 5 s, then one: the fourth may begin when fewer than one is busy, at 12 s
    lanes = Lanes("d", "台", "D", Service(10.0), LaneSchedule((0.0, 5.0), (3, 1)))
    _, log = through(lanes, [0.0, 1.0, 2.0, 3.0])
    assert log.visits.begin_s.tolist() == [0.0, 1.0, 2.0, 12.0]


def test_who_is_not_served_before_lanes_close_for_good_leaves_then() -> None:
    # one lane from 10 s to 25 s, 10 s each: 10-20, 20-30, the third gives up at 25 s; the fourth
    # comes when all is closed and leaves at once
    lanes = Lanes("d", "台", "D", Service(10.0), LaneSchedule((10.0, 25.0), (1, 0)))
    hub, log = through(lanes, [0.0, 1.0, 2.0, 99.0])
    assert log.end_s.tolist() == [20.0, 30.0, 25.0, 99.0]
    assert log.missed.tolist() == [False, False, True, True]
    assert log.missed_at.tolist() == [-1, -1, 0, 0]
    assert WHY_MISSED[int(log.missed_why[2])][1] == (
        "the lanes closed for the day before their turn"
    )
    assert wait_table(log, hub)[["people", "served", "missed"]].to_numpy().tolist() == [[4, 2, 2]]


def test_lanes_open_and_close_by_rule() -> None:
    # one lane, 100 s each, five people at 0, reviewed every 60 s, one more lane when the first of
    # the queue has waited over 50 s, at most 3.
    # 0: first begins. 60: second has waited 60 s: lane 2, begins at 60. 100: first ends, third
    # begins. 120: fourth has waited 120 s: lane 3, begins at 120. 160: second ends, fifth begins.
    # sixth comes at 500: reviews at 180, 240, … found nobody waiting and an idle lane from 240 on
    # (busy: third to 200, fourth to 220, fifth to 260): one closes at 240 (busy 1 < 3), one at 300
    lanes = Lanes("d", "台", "D", Service(100.0), ONE(1), LaneRule(1, 3, 50.0, 60.0))
    hub, log = through(lanes, [0.0, 0.0, 0.0, 0.0, 0.0, 500.0])
    assert log.visits.begin_s.tolist() == [0.0, 60.0, 100.0, 120.0, 160.0, 500.0]
    counts = log.lane_counts[0]
    assert counts.from_s.tolist() == [-math.inf, 60.0, 120.0, 240.0, 300.0]
    assert counts.lanes.tolist() == [1, 2, 3, 2, 1]
    # mean lanes of the first five minutes: (60*1 + 60*2 + 120*3 + 60*2) / 300 = 2.2
    assert queue_table(log, hub)["lanes"].tolist() == [pytest.approx(2.2), 1.0, 1.0]


def test_a_gate_opens_and_closes_before_the_departure() -> None:
    # departure at 1,000 s, open from 400 s to 820 s; without a vehicle people pass
    gate = Gate("g", "检票", "Gate", opens_before_s=600.0, closes_before_s=180.0)
    _, log = through(gate, [100.0, 500.0, 820.0, 821.0, 2000.0],
                     vehicle=np.array([0, 0, 0, 0, -1]))  # fmt: skip
    assert log.end_s.tolist() == [400.0, 500.0, 820.0, 821.0, 2000.0]
    assert log.missed.tolist() == [False, False, False, True, False]
    assert WHY_MISSED[int(log.missed_why[3])][1] == "the gate had closed"


def test_a_gate_can_be_open_at_any_time_or_hold_until_the_departure() -> None:
    _, log = through(Gate("g", "检票", "Gate", math.inf, 0.0), [-9000.0], vehicle=0)
    assert log.end_s.tolist() == [-9000.0]
    _, log = through(Gate("g", "检票", "Gate", 0.0, 0.0), [10.0], vehicle=0)
    assert log.end_s.tolist() == [1000.0]


def test_a_rank_boards_whom_it_has_room_for() -> None:
    # vehicles at 60 (2 places), 120 (0), 180 (2); five come at 0, 10, 20, 60 and 170 s:
    # two board at 60; the third is left behind by 60 and 120, the fourth (there at 60) too and
    # both board at 180; for the fifth 180 is full: no vehicle any more, leaves at 180
    calls = VehicleCalls(np.array([60.0, 120.0, 180.0]), np.array([2, 0, 2]))
    hub, log = through(Rank("r", "站", "Rank", calls), [0.0, 10.0, 20.0, 60.0, 170.0])
    assert log.end_s.tolist() == [60.0, 60.0, 180.0, 180.0, 180.0]
    assert log.visits.failed.tolist() == [0, 0, 2, 2, 1]
    assert log.missed.tolist() == [False, False, False, False, True]
    assert log.missed_why[4] == 2
    assert wait_table(log, hub)["failed_mean"].tolist() == [1.0]  # (0 + 0 + 2 + 2) / 4
    # 4 boarded of 4 places
    assert queue_table(log, hub)["utilisation_pct"].tolist() == [100.0]


def test_who_misses_the_gate_does_not_go_on() -> None:
    gate = Gate("gate", "检票", "Gate", math.inf, 180.0)
    way = Walk("way", "道", "Way", fixed_s=10.0)
    hub = Facility("h", "站", "H", (way, gate), (Route("in", ("gate", "way")),))
    people = People.walking(np.array([0.0, 900.0]), key=np.arange(2), vehicle=0)
    log = simulate(hub, people, Vehicles(("G1",), np.array([1000.0])), seed=1, replication=0)
    assert log.visits.person.tolist() == [0, 0, 1]
    assert log.visits.place.tolist() == [1, 0, 1]
    assert log.end_s.tolist() == [10.0, 900.0]
    balance = conservation(log, hub)
    assert balance.holds
    assert balance.places.to_numpy().tolist() == [["way", 1, 1, 0, 1], ["gate", 2, 2, 0, 0]]


def test_tables_of_a_queue_by_hand() -> None:
    # one lane of 100 s; arrivals 0, 10, 20, 310: begins 0, 100, 200, 310; waits 0, 90, 180, 0
    hub, log = through(Lanes("d", "台", "D", Service(100.0), ONE(1)), [0.0, 10.0, 20.0, 310.0],
                       group=np.array([0, 0, 1, 1]))  # fmt: skip
    table = queue_table(log, hub, part="station")
    assert table.columns.tolist() == [
        "part", "facility_id", "place_id", "title_zh", "title_en", "start", "lanes", "arrivals",
        "queue_mean", "queue_max", "wait_mean_s", "wait_p95_s", "utilisation_pct",
    ]  # fmt: skip
    assert table["start"].tolist() == ["00:00", "00:05"]
    assert table["arrivals"].tolist() == [3, 1]
    assert table["queue_mean"].tolist() == [pytest.approx(270.0 / 300.0), 0.0]
    assert table["queue_max"].tolist() == [2, 0]
    # 95th percentile of 0, 90, 180: 90 + 0.9 * 90
    assert table["wait_p95_s"].tolist() == [pytest.approx(171.0), 0.0]
    assert table["wait_mean_s"].tolist() == [90.0, 0.0]
    # busy 0-300 and 310-410
    assert table["utilisation_pct"].tolist() == [pytest.approx(100.0), pytest.approx(100.0 / 3)]
    people = People.walking(np.array([0.0, 10.0, 20.0, 310.0]), key=np.arange(4),
                            group=np.array([0, 0, 1, 1]))  # fmt: skip
    by_group = times_by_group(log, people)
    assert by_group["mean_s"].tolist() == [145.0, 190.0]  # (100 + 190)/2, (280 + 100)/2
    assert by_group["people"].tolist() == [2, 2]


def test_littles_law_holds_for_queue_service_and_facility() -> None:
    _, log = through(Lanes("d", "台", "D", Service(100.0), ONE(1)), [0.0, 10.0, 20.0, 310.0])
    visits = log.visits
    whole = littles_law(visits.arrive_s, visits.leave_s)
    # stays 100, 190, 280, 100 over 410 s: L = 670/410
    assert whole.number == pytest.approx(670 / 410)
    assert whole.rate_per_s == pytest.approx(4 / 410)
    for stays in (
        (visits.arrive_s, visits.begin_s),
        (visits.begin_s, visits.leave_s),
        (visits.arrive_s, visits.leave_s),
    ):
        for window in ({}, {"from_s": 50.0, "until_s": 250.0}):
            assert abs(littles_law(*stays, **window).difference) < 1e-9
    assert littles_law(np.empty(0), np.empty(0)).number == 0.0


def test_balance_finds_what_does_not_add_up() -> None:
    _, log = through(Lanes("d", "台", "D", Service(10.0), ONE(1)), [0.0, 1.0])
    visits = log.visits
    broken = Visits(visits.person, visits.place, visits.arrive_s, visits.begin_s,
                    visits.leave_s - 15.0, visits.served, visits.failed)  # fmt: skip
    found = conservation(
        type(log)(broken, log.end_s, log.missed, log.missed_at, log.missed_why, {})
    )
    assert not found.holds
    assert "2 visits end before they begin" in found.problems
    assert any("in is not out + inside" in one for one in found.problems)


def test_nobody_makes_empty_tables() -> None:
    hub = Facility("h", "站", "H", (Lanes("d", "台", "D", Service(1.0), ONE(1)),),
                   (Route("in", ("d",)),))  # fmt: skip
    people = People.walking(np.empty(0), key=np.empty(0, dtype=np.int64))
    log = simulate(hub, people, Vehicles(), seed=1, replication=0)
    assert queue_table(log, hub)["arrivals"].tolist() == [0]
    assert wait_table(log, hub)["people"].tolist() == [0]
    assert times_by_group(log, people).empty
    assert conservation(log, hub).holds
    only_walks = Facility("h", "站", "H", (Walk("w", "道", "Way"),), (Route("in", ("w",)),))
    assert isinstance(queue_table(log, only_walks), pd.DataFrame)
