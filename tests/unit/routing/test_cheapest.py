"""Generalised cost on towns small enough to price every way by hand; minutes unless marked."""

from __future__ import annotations

import pytest

from sim import toy
from sim.errors import RoutingError
from sim.network.patterns import patterns
from sim.routing import (
    UNREACHABLE,
    LinkArrays,
    Query,
    TimetableArrays,
    compile_links,
    compile_timetable,
    travel_times,
)
from sim.routing.cheapest import Costs, CostWeights, cheapest

EIGHT = 8 * 3600
PLAIN = {"wait": 1.0, "walk": 1.0, "ride": 1.0, "transfer_penalty_s": 0}

CHANGE_OR_DIRECT = """
train T1 rail: A 08:05, B 08:10
train T2 rail: B 08:13, C 08:18
train T3 rail: A 08:10, C 08:25
point home: A 5
point work: C 5
"""


def parts(text: str) -> tuple[TimetableArrays, LinkArrays, LinkArrays, LinkArrays]:
    town = toy.build(text)
    timetable = compile_timetable(
        patterns(town.network), town.transfers, stop_ids=town.stop_ids, modes=town.network.modes
    )
    links = compile_links(town.access, town.point_ids, town.stop_ids)
    return timetable, links, links, compile_links(town.direct, town.point_ids, town.point_ids)


def home_to_work(text: str, weights: CostWeights, query: Query | None = None) -> list[list[float]]:
    """Cost and time in minutes at each percentile."""
    found = cheapest(*parts(text), query or Query((EIGHT,)), weights=weights)
    i, j = found.origin_ids.index("home"), found.destination_ids.index("work")
    return [
        [-1, -1] if c == UNREACHABLE else [int(c) / 60, int(t) / 60]
        for c, t in zip(found.costs_s[i, j], found.times_s[i, j], strict=True)
    ]


def test_change_is_cheaper() -> None:
    # By B: walks 10 x 2, wait 0 + 3 at B x 2, rides 10, penalty 5: 41; at work 08:23.
    # Direct: walks 10 x 2, wait 5 x 2, ride 15: 45.
    assert home_to_work(CHANGE_OR_DIRECT, CostWeights()) == [[41, 23]]


def test_penalty_flips_the_choice() -> None:
    # Penalty 10: by B 46, direct 45, at work 08:30. Penalty 9: 45 both; the quicker is told.
    assert home_to_work(CHANGE_OR_DIRECT, CostWeights(transfer_penalty_s=600)) == [[45, 30]]
    assert home_to_work(CHANGE_OR_DIRECT, CostWeights(transfer_penalty_s=540)) == [[45, 23]]


def test_heavy_wait_prefers_the_later_direct_train() -> None:
    text = """
    train T1 rail: A 08:05, B 08:10
    train T2 rail: B 08:25, C 08:30
    train T3 rail: A 08:12, C 08:35
    point home: A 0
    point work: C 0
    """
    # By B: wait 5 + 15, rides 10. Direct: wait 12, ride 23. Weight 1: 30, 35; weight 2: 50, 47.
    assert home_to_work(text, CostWeights(**PLAIN)) == [[30, 30]]
    assert home_to_work(text, CostWeights(**PLAIN | {"wait": 2.0})) == [[47, 35]]


def test_heavy_walk_prefers_the_nearer_stop() -> None:
    text = """
    train T1 rail: A 08:04, C 08:30
    train T2 rail: B 08:10, C 08:22
    point home: A 4, B 10
    point work: C 0
    """
    # By A: walk 4, ride 26; by B: walk 10, ride 12. Weight 2: 34, 32; weight 3: 38, 42.
    assert home_to_work(text, CostWeights(**PLAIN | {"walk": 2.0})) == [[32, 22]]
    assert home_to_work(text, CostWeights(**PLAIN | {"walk": 3.0})) == [[38, 30]]


def test_heavy_walk_changes_where_the_wait_is_longer() -> None:
    text = """
    train T1 rail: A 08:00, B 08:10, C 08:20
    train T2 tram: B 08:30, D 08:40
    train T3 tram: E 08:25, D 08:35
    walk C E 5
    point home: A 0
    point work: D 0
    """
    # At B: rides 20, wait 20: 40. By C and E: rides 30, walk 5, no wait. Walk weight 1: 35; 3: 45.
    assert home_to_work(text, CostWeights(**PLAIN)) == [[35, 35]]
    assert home_to_work(text, CostWeights(**PLAIN | {"walk": 3.0})) == [[40, 40]]


def test_a_vehicle_is_let_pass() -> None:
    text = """
    train T1 rail: A 08:00, C 08:30
    train T2 rail: A 08:20, C 08:35
    point home: A 0
    point work: C 0
    """
    # T1: ride 30. T2: wait 20 / 2, ride 15: 25, though it arrives later.
    assert home_to_work(text, CostWeights(**PLAIN | {"wait": 0.5})) == [[25, 35]]


def test_modes_weigh_differently() -> None:
    text = """
    train T1 bus: A 08:00, C 08:20
    train T2 tram: A 08:00, C 08:25
    point home: A 0
    point work: C 0
    """
    # Bus 20; tram 25 x 0.75 = 18.75.
    weights = CostWeights(**PLAIN, ride_by_mode={"tram": 0.75, "ferry": 2.0})
    assert home_to_work(text, weights) == [[18.75, 25]]
    assert weights.unknown_modes(("bus", "tram")) == ("ferry",)


SLACK = """
mode rail: slack 60, alight 120
train T1 rail: A 08:10, C 08:20
point home: A 5
point work: C 3
"""


def test_slack_is_wait_and_alighting_is_ride() -> None:
    # Access 5 x 2, wait (slack 1 included) 5 x 2, ride 10 + 2, egress 3 x 2: 38; at work 08:25.
    assert home_to_work(SLACK, CostWeights()) == [[38, 25]]


def test_arrive_by_waits_at_the_end() -> None:
    # There by 08:30: leave 08:04, access 5 x 2, slack 1 x 2, ride 12, egress 3 x 2, 5 early x 2.
    query = Query((EIGHT + 1800,), arrive_by=True)
    assert home_to_work(SLACK, CostWeights(), query) == [[40, 26]]


def test_rides_are_limited() -> None:
    query = Query((EIGHT,), max_rides=1)
    assert home_to_work(CHANGE_OR_DIRECT, CostWeights(), query) == [[45, 30]]
    nothing = Query((EIGHT,), max_rides=0)
    assert home_to_work(CHANGE_OR_DIRECT, CostWeights(), nothing) == [[-1, -1]]


SLOW_BUT_CHEAP = """
train T1 rail: A 08:00, B 08:20
train T2 rail: B 08:30, C 08:50
train T3 rail: A 08:00, C 09:00
point home: A 0
point work: C 0
"""


def test_cheapest_of_those_in_time() -> None:
    # Direct: ride 60. By B: rides 40, wait 10 x 2, penalty 5: 65, but there after 50.
    for minutes, told in ((60, [60, 60]), (59, [65, 50]), (50, [65, 50]), (49, [-1, -1])):
        query = Query((EIGHT,), max_time_s=60 * minutes)
        assert home_to_work(SLOW_BUT_CHEAP, CostWeights(), query) == [told]


def test_other_departures_change_nothing() -> None:
    # With a departure at 08:30 the search looks until 09:29; the direct train is late all the same.
    query = Query((EIGHT, EIGHT + 1800), (50, 100), max_time_s=59 * 60)
    assert home_to_work(SLOW_BUT_CHEAP, CostWeights(), query) == [[65, 50], [-1, -1]]


def test_walk_all_the_way() -> None:
    text = SLOW_BUT_CHEAP + "direct home work 31\n"
    # 31 x 2 = 62 against 60 by train, and against 65 where the train takes too long.
    assert home_to_work(text, CostWeights()) == [[60, 60]]
    assert home_to_work(text, CostWeights(), Query((EIGHT,), max_time_s=3540)) == [[62, 31]]
    # With a later departure as well: walking is all there is then.
    both = Query((EIGHT, EIGHT + 1800), (50, 100), max_time_s=3540)
    assert home_to_work(text, CostWeights(), both) == [[62, 31], [62, 31]]


def test_half_seconds_are_rounded_up() -> None:
    text = "train T1 rail: A 08:00, B 08:10\npoint home: A 0\npoint work: B 0\n"
    # 1 s of walk at 2.5 is 2.5 weighted seconds, told as 3.
    text += "direct home work 0:01\n"
    assert home_to_work(text, CostWeights(walk=2.5)) == [[3 / 60, 1 / 60]]


def test_time_is_that_of_the_first_departure_of_the_cost() -> None:
    text = """
    train T1 rail: A 08:00, C 08:20
    train T2 tram: A 08:10, C 08:30
    train T3 tram: A 08:40, C 09:00
    point home: A 0
    point work: C 0
    """
    # 08:00: T1, ride 20 -> 20. 08:10: T2, 20 x 1.5 -> 30. 08:30: T3, wait 10, 30 -> 40.
    # 08:40: T3, 30. Sorted 20, 30, 30, 40; all rides take 20, at 08:30 the trip takes 30.
    weights = CostWeights(**PLAIN, ride_by_mode={"tram": 1.5})
    query = Query(tuple(EIGHT + 60 * m for m in (30, 0, 40, 10)), (25, 50, 75, 100))
    assert home_to_work(text, weights, query) == [[20, 20], [30, 20], [30, 20], [40, 30]]


def test_headways_are_refused() -> None:
    text = """
    line red tram every 10 06:00-22:00: A +0, B +5
    point home: A 4
    point work: B 0
    """
    query = Query((EIGHT,))
    with pytest.raises(RoutingError, match=r"weights need timetables.*with sim.routing.drawn"):
        cheapest(*parts(text), query)
    found = cheapest(*parts(text), query, weights=CostWeights(**PLAIN))
    assert found.costs_s.tolist() == travel_times(*parts(text), query).times_s.tolist()
    # 4 min of walk, half of 10 min, 5 min of ride.
    assert found.costs_s[0, 1, 0] == found.times_s[0, 1, 0] == 14 * 60


def test_who_knows_the_timetable_is_refused() -> None:
    query = Query((EIGHT,), traveller="timetable_aware")
    with pytest.raises(RoutingError, match="set traveller='random_arrival'"):
        cheapest(*parts(SLACK), query)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"wait": -1}, "the weight wait must lie between 0 and 100, not -1"),
        ({"walk": float("nan")}, "the weight walk must lie between 0 and 100, not nan"),
        ({"ride": 101}, "the weight ride must lie between 0 and 100, not 101"),
        ({"ride_by_mode": {"bus": -2.0}}, r"ride_by_mode\['bus'\] must lie between 0 and 100"),
        ({"transfer_penalty_s": 2.5}, "whole seconds from 0 to 21600, not 2.5"),
        ({"transfer_penalty_s": 30_000}, "whole seconds from 0 to 21600, not 30000"),
    ],
)
def test_bad_weights(settings: dict, message: str) -> None:
    with pytest.raises(RoutingError, match=message):
        CostWeights(**settings)


def test_weights_that_are_time() -> None:
    assert CostWeights(**PLAIN).is_time()
    assert not CostWeights().is_time()
    assert not CostWeights(**PLAIN | {"transfer_penalty_s": 1}).is_time()
    assert not CostWeights(**PLAIN, ride_by_mode={"bus": 1.01}).is_time()


def test_table_is_tidy() -> None:
    found = cheapest(*parts(SLACK), Query((EIGHT,), (50, 90)))
    table = found.to_frame()
    assert list(table.columns) == [
        "from_id", "to_id", "percentile", "generalised_cost_s", "travel_time_s",
    ]  # fmt: skip
    row = table[(table.from_id == "home") & (table.to_id == "work") & (table.percentile == 90)]
    assert row.generalised_cost_s.tolist() == [38 * 60]
    assert row.travel_time_s.tolist() == [25 * 60]
    back = table[(table.from_id == "work") & (table.to_id == "home")]
    assert back.generalised_cost_s.isna().all()
    assert not found.costs_s.flags.writeable


def test_shows_itself_and_its_work() -> None:
    told: list[tuple[int, int]] = []
    query = Query((EIGHT, EIGHT + 1800), max_time_s=59 * 60)
    found: Costs = cheapest(
        *parts(SLOW_BUT_CHEAP), query, threads=1, progress=lambda *done: told.append(done)
    )
    assert repr(found) == (
        "<Costs 2 x 2 · weighted seconds · percentiles (50,) · "
        "2 departures 08:00-08:30, at most 59 min, any number of rides>"
    )
    assert told == [(2, 2)]
    # Three events and the change at B are 4 rows, for the cost, for the clock, and (one trip being
    # cheap but late) for the one lane on its own. Events at A and B come into no reach but home's
    # first departure's at A: once each.
    assert (found.counts.rows_swept, found.counts.rows_joined) == (12, 3)
