"""Theory against textbook numbers, and the simulated queues against theory."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.hub.flow.draws import exponential, lognormal, uniforms
from sim.hub.flow.facility import DayLog, Facility, People, Route, Vehicles, simulate
from sim.hub.flow.places import Lanes, LaneSchedule, Rank, Service, VehicleCalls
from sim.hub.flow.theory import (
    erlang_c,
    kingman_wait_s,
    md1_wait_s,
    mg1_wait_s,
    newell_wait_s,
    overload_queue,
    servers_for_wait,
    steady_state,
    utilisation,
)
from sim.hub.flow.warm_up import batch_interval, mser5

SIZE = 60_000


def queue(arrive: np.ndarray, service: Service, lanes: int, *, replication: int = 0) -> DayLog:
    desk = Lanes("desk", "柜台", "Desk", service, LaneSchedule.always(lanes))
    office = Facility("o", "办", "O", (desk,), (Route("in", ("desk",)),))
    people = People.walking(arrive, key=np.arange(arrive.size))
    return simulate(office, people, Vehicles(), seed=5, replication=replication, tick_s=math.inf)


def random_arrivals(per_s: float, size: int = SIZE) -> np.ndarray:
    return np.cumsum(exponential(uniforms(5, 0, "gaps", np.arange(size)), 1 / per_s))


def test_erlang_c_against_the_textbook() -> None:
    three = erlang_c(2.0, 1.0, 3)
    # a = 2, c = 3: P0 = 1/9, C = (8/6) * 3 * P0 = 4/9; Wq = C / (3 - 2)
    assert three.waiting_share == pytest.approx(4 / 9, abs=1e-12)
    assert three.wait_s == pytest.approx(4 / 9, abs=1e-12)
    assert three.queue == pytest.approx(8 / 9, abs=1e-12)
    counters = erlang_c(600 / 3600, 150.0, 28)
    assert counters.utilisation == pytest.approx(0.893, abs=5e-4)
    assert counters.waiting_share == pytest.approx(0.4573, abs=5e-5)
    assert counters.wait_s == pytest.approx(22.9, abs=0.05)


def test_one_lane_formulas_agree_with_each_other() -> None:
    # M/M/1 with rho = 1/2: Wq = rho / (mu - lambda) = 0.5 / 0.5 = 1
    assert erlang_c(0.5, 1.0, 1).wait_s == pytest.approx(1.0)
    assert mg1_wait_s(0.5, 1.0, 1.0) == pytest.approx(1.0)
    assert md1_wait_s(0.5, 1.0) == pytest.approx(0.5)
    assert kingman_wait_s(0.5, 1.0, 1, cv_arrivals=1, cv_service=0.5) == pytest.approx(0.625)
    assert mg1_wait_s(0.5, 1.0, 0.5) == pytest.approx(0.625)
    assert newell_wait_s(300.0, 0.5) == pytest.approx(187.5)


def test_a_service_knows_the_spread_its_family_really_has() -> None:
    # Erlang with cv 0.6 asked: 1 / 0.36 = 2.8, so 3 stages, cv 1 / sqrt(3)
    for service, cv in (
        (Service(1.0, 0.6, "erlang"), 1 / math.sqrt(3)),
        (Service(1.0, 0.0, "erlang"), 1.0),
        (Service(1.0, 0.6, "constant"), 0.0),
        (Service(1.0, 0.6, "exponential"), 1.0),
        (Service(1.0, 0.6, "lognormal"), 0.6),
    ):
        assert service.true_cv == pytest.approx(cv)


def test_nobody_comes_and_too_many_come() -> None:
    assert erlang_c(0.0, 10.0, 3).wait_s == 0.0
    assert utilisation(0.0, 10.0, 0) == 0.0
    assert math.isinf(erlang_c(1.0, 10.0, 0).wait_s)
    assert math.isinf(erlang_c(1.0, 10.0, 10).wait_s)
    assert math.isinf(mg1_wait_s(1.0, 1.0, 0.0))
    assert math.isinf(kingman_wait_s(1.0, 1.0, 1, cv_arrivals=0, cv_service=0))
    assert erlang_c(1e3, 1.0, 1100).wait_s < 1e-4  # no overflow with many lanes


def test_lanes_for_a_wait_are_the_fewest() -> None:
    needed = servers_for_wait(600 / 3600, 150.0, 30.0)
    assert erlang_c(600 / 3600, 150.0, needed).wait_s <= 30.0
    assert erlang_c(600 / 3600, 150.0, needed - 1).wait_s > 30.0
    assert servers_for_wait(0.0, 150.0, 30.0) == 0


def test_a_system_without_steady_state_says_so_with_its_utilisation() -> None:
    # 700 an hour, 150 s, 28 lanes: load 29.17 lanes; 672 an hour are served: 28 more each hour
    state = steady_state(700 / 3600, 150.0, 28)
    assert not state.reached
    assert state.text_en == (
        "no steady state: utilisation 104.2 %; the queue grows without end by 28 people an hour; "
        "at least 30 lanes are needed"
    )
    assert "利用率 104.2 %" in state.text_zh
    assert "至少需要 30 条通道" in state.text_zh
    assert (
        steady_state(600 / 3600, 150.0, 28).text_en == "a steady state exists: utilisation 89.3 %"
    )
    assert "no lane" in steady_state(1.0, 1.0, 0).text_en


@pytest.mark.parametrize(
    ("per_s", "service", "lanes", "expected_s"),
    [
        # M/M/1, rho 0.5: 0.5 / (1 - 0.5) = 1
        (0.5, Service(1.0, 1.0, "exponential"), 1, 1.0),
        # M/M/3, the golden one
        (2.0, Service(1.0, 1.0, "exponential"), 3, 4 / 9),
        # 600 people an hour at 28 counters of 150 s
        (600 / 3600, Service(150.0, 1.0, "exponential"), 28, 22.9),
        # M/D/1, rho 0.6: 0.6 / (2 * 0.4) = 0.75
        (0.6, Service(1.0), 1, 0.75),
        # M/G/1, rho 0.6, cv 0.5: 0.6 * 1.25 / 0.8 = 0.9375
        (0.6, Service(1.0, 0.5, "lognormal"), 1, 0.9375),
        (0.6, Service(1.0, 0.5, "erlang"), 1, 0.9375),
    ],
)
def test_simulated_waits_hold_theory_in_their_99_percent_interval(
    per_s: float, service: Service, lanes: int, expected_s: float
) -> None:
    log = queue(random_arrivals(per_s), service, lanes)
    waits = log.visits.wait_s
    cut = mser5(waits)
    assert cut.settled
    _, low, high = batch_interval(waits[cut.leave_out :], confidence=0.99)
    assert low < expected_s < high
    assert (high - low) < 0.7 * expected_s  # the interval says something


def test_share_that_waits_is_erlangs() -> None:
    waits = queue(random_arrivals(2.0), Service(1.0, 1.0, "exponential"), 3).visits.wait_s
    _, low, high = batch_interval((waits > 0).astype(float), confidence=0.99)
    assert low < 4 / 9 < high
    _, low, high = batch_interval((waits > 1.0).astype(float), confidence=0.99)
    assert low < 4 / 9 * math.exp(-1.0) < high  # P(W > t) = C exp(-(c mu - lambda) t)


@pytest.mark.parametrize("cv", [0.0, 0.4, 0.8])
def test_waits_for_vehicles_are_newells(cv: float) -> None:
    # headways of 300 s; people at random; vehicles with room for all: h/2 (1 + cv²)
    headways = lognormal(uniforms(4, 0, "headway", np.arange(4000)), 300.0, cv)
    depart = np.cumsum(headways)
    stop = Rank("stop", "站", "Stop", VehicleCalls(depart, np.full(4000, 10_000)))
    hub = Facility("h", "站", "H", (stop,), (Route("in", ("stop",)),))
    arrive = random_arrivals(0.05, 50_000)
    arrive = arrive[arrive < depart[-1]]
    people = People.walking(arrive, key=np.arange(arrive.size))
    log = simulate(hub, people, Vehicles(), seed=1, replication=0, tick_s=3600.0)
    assert not log.missed.any()
    assert (log.visits.failed == 0).all()
    _, low, high = batch_interval(log.visits.wait_s, confidence=0.99)
    assert low < 150.0 * (1 + cv * cv) < high


def test_overload_grows_as_a_fluid() -> None:
    # 2 a second come evenly and 1 a second is served: after 1,000 s, 1,000 wait; the last, who
    # comes at 999.5 s, is the 2,000th and begins at 1,999 s
    log = queue(np.arange(2000) / 2, Service(1.0), 1)
    assert log.visits.wait_s[-1] == 1999.0 - 999.5
    waiting = (log.visits.begin_s > 1000.0).sum()
    assert abs(waiting - overload_queue(2.0, 1.0, 1, after_s=1000.0)) <= 1
    assert overload_queue(0.5, 1.0, 1, after_s=1000.0) == 0.0


def test_a_queue_in_overload_is_found_not_to_settle() -> None:
    waits = queue(random_arrivals(1.1, 5000), Service(1.0, 1.0, "exponential"), 1).visits.wait_s
    found = mser5(waits)
    assert not found.settled
    assert "5000 observations still move" in found.text_en
    assert "未达到稳态" in found.text_zh
    assert not mser5(np.ones(9)).settled


def test_batch_interval_of_too_few_is_no_number() -> None:
    assert all(math.isnan(one) for one in batch_interval(np.ones(5)))


def test_infinite_lanes_make_nobody_wait() -> None:
    log = queue(random_arrivals(2.0, 3000), Service(50.0, 1.0, "exponential"), 10**9)
    assert (log.visits.wait_s == 0.0).all()


def test_no_service_time_makes_nobody_wait() -> None:
    assert (queue(random_arrivals(2.0, 3000), Service(0.0), 1).visits.wait_s == 0.0).all()


def test_replications_differ_and_repeat() -> None:
    arrive = random_arrivals(0.8, 3000)
    service = Service(1.0, 1.0, "exponential")
    first, second = (queue(arrive, service, 1, replication=one).end_s for one in (0, 1))
    again = queue(arrive, service, 1, replication=0).end_s
    assert first.tobytes() == again.tobytes()
    assert (first != second).any()
