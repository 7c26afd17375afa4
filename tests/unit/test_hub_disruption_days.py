"""Days with something closed, added up by hand: a line of three stations, a ring of five."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from sim.hub.disruption.choices import ChoiceSettings
from sim.hub.disruption.closing import Closed, ClosureRequest, close
from sim.hub.disruption.comparison import (
    ClosureCost,
    closure_cost,
    cost_of_days,
    recovered_after,
    recovery,
)
from sim.hub.disruption.examples import small_town
from sim.hub.disruption.lines import lines_of_services
from sim.hub.disruption.meeting import meets_closure
from sim.hub.disruption.shuttle import ShuttleSettings
from sim.hub.flow.draws import keys, uniforms
from sim.hub.flow.riders import Riders
from sim.hub.metro.boarding import ENDED
from sim.hub.metro.day import MetroDay
from sim.hub.metro.examples import EXACT, riders_of
from sim.hub.metro.services import LineService, StopPattern, TrainType
from sim.hub.metro.trains import simulate_lines
from sim.hub.riders.ways import WaySettings

WAY = WaySettings(change_penalty_s=360, wait_share=0.5, change_s=150, street_s=240)
NO_BUS = ShuttleSettings(first_after_s=90000)
TIMES = np.arange(300.0, 14400.0, 300.0).tolist()


def ring() -> tuple[LineService, ...]:
    """L1 A B C D and L2 D E A, both ways: 120 s a hop, 30 s at a stop, every five minutes."""
    found = []
    for route, stops in (("L1", "ABCD"), ("L2", "DEA")):
        for direction, ids in enumerate((tuple(stops), tuple(stops[::-1]))):
            pattern = StopPattern(
                f"{route}:{direction}",
                tuple(range(len(ids))),
                (120.0,) * (len(ids) - 1),
                30.0,
                tuple(TIMES),
            )
            found.append(
                LineService(
                    f"{route}:{direction}",
                    route,
                    direction,
                    route,
                    route,
                    ids,
                    (pattern,),
                    TrainType(1000, 200, 10, 100.0),
                    EXACT,
                    (200.0,) * len(ids),
                )
            )
    return tuple(found)


def town_closed(request: ClosureRequest, shuttle: ShuttleSettings | None = None) -> Closed:
    return close(request, *small_town(), shuttle)


def cost(
    closed: Closed, riders: Riders, destination: Sequence[int], patience_s: float = 3600.0
) -> tuple[ClosureCost, MetroDay, MetroDay]:
    own = closed.services[: closed.n_own]
    day = simulate_lines(own, riders, seed=1, replication=0)
    found, with_it = closure_cost(
        closed,
        day,
        np.array(destination),
        seed=1,
        replication=0,
        fleets={},
        way=WAY,
        settings=ChoiceSettings(patience_s),
    )
    return found, day, with_it


BC = ClosureRequest("x", "section", ("B", "C"), 3660, 7200)


def test_without_a_closure_nothing_differs() -> None:
    closed = town_closed(BC)
    riders = riders_of([(100.0 * n, [(0, 0, 2, 0.0)]) for n in range(100)])
    day, again = (
        simulate_lines(closed.services[:2], riders, seed=1, replication=0) for _ in range(2)
    )
    found = cost_of_days(closed, day, again, np.zeros(100, np.int64), ChoiceSettings())
    assert found.person_minutes_lost == 0.0
    assert found.people_affected == found.slowed == 0
    assert (found.recovery["extra_min_per_person"] == 0.0).all()


def test_a_closure_that_nobody_meets_costs_nothing() -> None:
    riders = riders_of([(4000.0, [(0, 0, 1, 0.0)]), (9000.0, [(0, 0, 2, 0.0)])])  # A to B; later
    found, day, with_it = cost(town_closed(BC), riders, [1, 2])
    assert found.person_minutes_lost == 0.0
    assert found.people_affected == 0
    assert with_it.end_s.tolist() == day.end_s.tolist()


def test_who_is_aboard_gets_off_before_it_and_takes_the_bus() -> None:
    # On the train from A at 3600; it closes at 3660. At B at 3720, walk 240: 3960 at the bus stop.
    # First bus at 3660 + 900 = 4560; 1 km x 1.3 at 18 km/h: 260 s less the stop of 60: 200 s.
    # At C at 4760 instead of 3870: 890 s.
    found, day, with_it = cost(town_closed(BC), riders_of([(3500.0, [(0, 0, 2, 0.0)])]), [2])
    assert (found.by_shuttle, found.people_affected) == (1, 1)
    assert day.end_s[0] == 3870
    assert with_it.arrive_s.tolist()[1] == 3960
    assert found.person_minutes_lost == pytest.approx(890 / 60, abs=0.5)  # buses vary a little


def test_who_comes_shortly_before_reopening_waits() -> None:
    # At A at 6700; the train of 6900 would be at B too early. Waiting costs 500 s, the bus
    # 150 + 120 to B, walk 240, penalty 360, 60 + 200 to C, less the usual 420: 710 s.
    # Rides at 7200 instead of 6900: 5 min.
    riders = riders_of([(6700.0, [(0, 0, 2, 0.0)]), (8000.0, [(0, 0, 2, 0.0)])])
    found, _, with_it = cost(town_closed(BC), riders, [2, 2])
    assert (found.waited, found.people_affected) == (1, 1)
    assert with_it.board_s.tolist() == [7200, 8100]
    assert found.person_minutes_lost == 5.0
    assert found.recovered_s == 7200  # who comes at 8000 loses nothing


def test_who_would_lose_too_much_gives_up_and_is_counted() -> None:
    riders = riders_of([(3800.0, [(0, 0, 2, 0.0)])])
    found, _, with_it = cost(town_closed(BC, NO_BUS), riders, [2], patience_s=600)
    assert (found.gave_up, found.people_affected, found.arrived) == (1, 1, 0)
    assert found.person_minutes_lost == 10.0  # the patience
    assert with_it.riders.legs == 0


def test_without_other_ways_people_wait_to_the_end() -> None:
    # At A at 3800, no bus, patience enough: rides at 7200 instead of 3900.
    riders = riders_of([(3800.0, [(0, 0, 2, 0.0)])])
    found, _, _ = cost(town_closed(BC, NO_BUS), riders, [2])
    assert found.waited == 1
    assert found.person_minutes_lost == 55.0


def test_a_closed_station_is_reached_by_bus() -> None:
    # A to B at 4000: train of 4200 would be there at 4320. Bus of 4500 from A: at B at 4700.
    request = ClosureRequest("x", "station", ("B",), 3600, 7200)
    riders = riders_of([(4000.0, [(0, 0, 1, 0.0)]), (4000.0, [(0, 0, 2, 0.0)])])
    found, _, _ = cost(town_closed(request), riders, [1, 2])
    assert (found.by_shuttle, found.people_affected) == (1, 1)  # A to C rides through
    assert found.person_minutes_lost == pytest.approx(380 / 60, abs=0.5)


def test_on_a_ring_people_ride_the_other_way_round() -> None:
    # A to B at 4000 with A-B closed: A 4200, E, D 4470; walk 150; D 4800, C, B 5070.
    # Instead of 4320: 750 s.
    services = ring()
    lines = lines_of_services(services)
    request = ClosureRequest("x", "section", ("A", "B"), 3600, 7200)
    closed = close(request, services, lines, np.zeros((5, 2)), NO_BUS)
    riders = riders_of([(4000.0, [(0, 0, 1, 0.0)])])
    found, _, with_it = cost(closed, riders, [1])
    assert found.rerouted == 1
    assert with_it.riders.group.tolist() == [3, 1]  # L2 back, L1 back
    assert found.person_minutes_lost == 12.5


def test_who_stood_on_the_platform_before_leaves_it_when_it_closes() -> None:
    # On A's platform from 3850, closed from 3890, the train of 3900 missed by nobody: it is the
    # other line's train of 3900 that they take; at 3850 they did not know.
    services = ring()
    request = ClosureRequest("x", "section", ("A", "B"), 3890, 7200)
    closed = close(request, services, lines_of_services(services), np.zeros((5, 2)), NO_BUS)
    found, _, with_it = cost(closed, riders_of([(3850.0, [(0, 0, 1, 0.0)])]), [1])
    assert found.rerouted == 1
    assert with_it.riders.appear_s.tolist() == [3890]
    assert with_it.board_s[0] == 3900


FAR = np.column_stack([5000.0 * np.arange(5), np.zeros(5)])
"""Stations 5 km apart on the road: A to B takes a bus 20 minutes."""


def many() -> tuple[Closed, Riders, np.ndarray]:
    services = ring()
    lines = lines_of_services(services)
    number = np.arange(3000)
    pairs = [
        (0, 0, 1, "B"), (0, 0, 3, "D"), (1, 2, 3, "A"), (2, 0, 2, "A"), (3, 0, 1, "E"), (1, 0, 3, "A"),
    ]  # fmt: skip
    rows = [
        (float(time), [(*pairs[at][:3], 0.0)])
        for time, at in zip(
            600 + 9000 * uniforms(1, 0, "time", number),
            (uniforms(1, 0, "pair", number) * len(pairs)).astype(int),
            strict=True,
        )
    ]
    names = [pairs[int(one)][3] for one in uniforms(1, 0, "pair", number) * len(pairs)]
    destination = np.array([lines.station_ids.index(name) for name in names])
    request = ClosureRequest("x", "section", ("A", "B"), 3600, 7200)
    closed = close(request, services, lines, FAR)
    riders = riders_of(rows)
    assert len(keys(number)) == len(riders)
    return closed, riders, destination


def test_everybody_is_accounted_for_and_nothing_changes_before() -> None:
    closed, riders, destination = many()
    found, day, with_it = cost(closed, riders, destination.tolist())
    assert found.arrived + found.gave_up + found.stranded == found.riders == 3000
    parts = (found.waited, found.rerouted, found.by_shuttle, found.gave_up)
    assert sum(parts) == found.people_affected > 100
    before = day.end_s < closed.from_s
    assert (with_it.end_s[before] == day.end_s[before]).all()
    assert (with_it.status == ENDED).sum() == found.arrived
    assert found.recovery["users"].sum() > found.people_affected


def test_the_same_day_twice_is_the_same() -> None:
    first, second = (cost(*many())[0] for _ in range(2))
    assert first.person_minutes_lost == second.person_minutes_lost
    assert first.recovery.equals(second.recovery)


def test_a_longer_closure_costs_more() -> None:
    closed, riders, destination = many()
    longer = close(
        ClosureRequest("x", "section", ("A", "B"), 3600, 9000),
        closed.services[: closed.n_own],
        lines_of_services(closed.services[: closed.n_own]),
        FAR,
    )
    short, long = (cost(one, riders, destination.tolist())[0] for one in (closed, longer))
    assert long.person_minutes_lost > short.person_minutes_lost


def test_recovery_by_hand() -> None:
    # Quarter hours from 0: users lose 6 and 2 (mean 4), then 1, then 3, then nobody uses it, and
    # the one who sets out loses half a minute.
    appear_s = np.array([0.0, 800.0, 900.0, 1800.0, 2700.0])
    table = recovery(appear_s, np.array([6.0, 2.0, 1.0, 3.0, 0.5]), np.arange(5) < 4, 1.0)
    assert table["extra_min_per_person"].tolist() == [4.0, 1.0, 3.0, 0.0]
    assert table["people_late"].tolist() == [2, 0, 1, 0]
    # Open again at 600: the quarter hour from 900 is quiet (1 is not over 1), but 1800 is not;
    # from 2700 on it stays so.
    assert recovered_after(table, 600.0, 1.0) == 2700.0
    assert np.isnan(recovered_after(table.iloc[:3], 600.0, 1.0))


def test_nobody_recovers_by_the_gain_of_others() -> None:
    # From 900: one user gains 9 minutes, one loses 8; somebody else is 4 late in the crowd. Winners
    # count 0: (0 + 8 + 4) / 3 = 4, not (8 - 9) / 2. From 1800 one user gains: 0.
    appear_s = np.array([900.0, 900.0, 900.0, 1800.0])
    users = np.array([True, True, False, True])
    table = recovery(appear_s, np.array([-9.0, 8.0, 4.0, -2.0]), users, 1.0)
    assert table["users"].tolist() == [3, 1]
    assert table["extra_min_per_person"].tolist() == [4.0, 0.0]
    assert recovered_after(table, 900.0, 1.0) == 1800.0


def station_shut(
    stop: str, minutes: float, riders: Riders, destination: Sequence[int]
) -> tuple[ClosureCost, MetroDay, MetroDay]:
    request = ClosureRequest("x", "station", (stop,), 4003.0, 4003.0 + 60 * minutes)
    return cost(town_closed(request, NO_BUS), riders, destination)


def test_who_is_carried_past_a_station_shut_for_a_moment_comes_back() -> None:
    # Shut from 4003 for 6 minutes, to 4363. Aboard: from A at 3900, at B at 4020. The train has
    # left A, so that they ride on to C, there at 4170 (3900 + 120 + 30 + 120). Back from C at 4200,
    # at B at 4320: still shut, nobody boards for it. From C at 4500, at B at 4620: 600 s.
    # On C's platform at 4100, the train of 4200 would be at B at 4320: rides at 4500, 300 s.
    riders = riders_of([(3850.0, [(0, 0, 1, 0.0)]), (4100.0, [(1, 0, 1, 0.0)])])
    found, day, with_it = station_shut("B", 6, riders, [1, 1])
    assert day.end_s.tolist() == [4020, 4320]
    assert (found.waited, found.gave_up, found.people_affected) == (2, 0, 2)
    assert with_it.status.tolist() == [ENDED, ENDED]
    assert with_it.riders.alight.tolist() == [2, 1, 1]
    assert with_it.end_s.tolist() == [4620, 4620]
    assert found.person_minutes_lost == 15.0


def test_who_gets_off_before_a_shut_station_rides_on_from_that_platform() -> None:
    # A to C at 3900, C shut from 4003 to 4363. The train is at B at 4020: off there, no walk; the
    # trains of 4050 and 4350 would carry them past C, as it is shut when they leave B. From B at
    # 4650, at C at 4770 instead of 4170: 600 s.
    found, day, with_it = station_shut("C", 6, riders_of([(3850.0, [(0, 0, 2, 0.0)])]), [2])
    assert day.end_s[0] == 4170
    assert (found.waited, found.gave_up) == (1, 0)
    assert with_it.arrive_s.tolist()[1] == 4020
    assert with_it.end_s[0] == 4770


def test_who_is_on_the_way_to_a_shut_terminus_rides_back() -> None:
    # The train of 3900 from A leaves B at 4050; C is shut from 4103. On the way to C, past B: there at 4170, back at B at 4290. Trains from B at 4350 (shut
    # until 4463), then at 4650: C at 4770 instead of 4170.
    request = ClosureRequest("x", "station", ("C",), 4103.0, 4463.0)
    riders = riders_of([(4000.0, [(0, 1, 2, 0.0)]), (3850.0, [(0, 0, 2, 0.0)])])
    found, day, with_it = cost(town_closed(request, NO_BUS), riders, [2, 2])
    assert day.end_s.tolist() == [4170, 4170]
    assert (found.waited, found.gave_up) == (2, 0)
    assert with_it.riders.appear_s.tolist() == [4290, 4290]
    assert with_it.riders.board.tolist() == [1, 1]
    assert with_it.end_s.tolist() == [4770, 4770]


def test_a_crowd_at_shut_stations_all_arrive() -> None:
    # 600 people over all six pairs; a closure of minutes makes nobody give up an hour.
    number = np.arange(600)
    legs = [(0, 0, 1), (0, 0, 2), (0, 1, 2), (1, 0, 1), (1, 0, 2), (1, 1, 2)]
    pair = (uniforms(1, 0, "pair", number) * 6).astype(int)
    times = 1500 + 10500 * uniforms(1, 0, "time", number)
    riders = riders_of([(float(t), [(*legs[k], 0.0)]) for t, k in zip(times, pair, strict=True)])
    there = [(1, 2, 2, 1, 0, 0)[k] for k in pair]
    for stop in "ABC":
        for minutes in (6, 12, 20):
            found, _, with_it = station_shut(stop, minutes, riders, there)
            assert found.gave_up == 0
            assert (with_it.status == ENDED).all()
            assert found.people_affected > 0


def test_the_loss_is_also_told_within_the_patience() -> None:
    # Three people 5, 90 and -2 minutes later; with a patience of 60: 93 and 5 + 60 - 2 = 63.
    closed = town_closed(BC)
    riders = riders_of([(100.0, [(0, 0, 2, 0.0)])] * 3)
    day = simulate_lines(closed.services[:2], riders, seed=1, replication=0)
    later = replace(day, end_s=day.end_s + 60 * np.array([5.0, 90.0, -2.0]))
    found = cost_of_days(closed, day, later, np.zeros(3, np.int64), ChoiceSettings(3600.0))
    assert found.person_minutes_lost == pytest.approx(93.0)
    assert found.person_minutes_within_patience == pytest.approx(63.0)
    assert found.over_patience == 1


def test_the_passing_of_a_closed_hop_is_that_of_the_train() -> None:
    # A to C on the train of 3900: left B at 4050 by plan. A train kept 100 s at B leaves at 4150,
    # after the closing at 4100: they meet it, whatever the mean of the ride would say.
    closed = town_closed(ClosureRequest("x", "section", ("B", "C"), 4100, 4700))
    riders = riders_of([(3850.0, [(0, 0, 2, 0.0)])])
    day = simulate_lines(closed.services[:2], riders, seed=1, replication=0)
    assert len(meets_closure(closed, day)) == 0
    calls = day.calls.copy()
    held = (calls["run"] == day.run[0]) & (calls["position"] == 1)
    calls.loc[held, "depart_s"] += 100.0
    found = meets_closure(closed, replace(day, calls=calls))
    assert found.time_s.tolist() == [4150.0]
