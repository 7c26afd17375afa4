"""Patterns: what runs on the date, cut at closed sections, past closed stops, summed on trunks."""

from dataclasses import replace
from datetime import date

from sim.network.examples import ALWAYS, empty, line, section, stop, with_route
from sim.network.model import (
    Branch,
    Call,
    HeadwayBand,
    Hub,
    HubId,
    LineStop,
    ModeId,
    Quality,
    StopId,
    Train,
)
from sim.network.patterns import patterns

LATER = date(2030, 1, 1)


def by_id(network):
    return {pattern.pattern_id: pattern for pattern in patterns(network)}


def train(trip_id, *calls, train_class="G"):
    """Calls as (stop, arrival, departure)."""
    return Train(
        trip_id=trip_id,
        mode_id=ModeId("rail"),
        number=trip_id,
        train_class=train_class,
        calls=tuple(Call(StopId(s), a, d) for s, a, d in calls),
        quality=Quality.PUBLISHED,
        source="made by hand",
    )


def with_trains(network, *trains, closed=()):
    stops = {
        name: stop(name, 0.0, mode_id="rail", open_date=None if name in closed else ALWAYS)
        for one in trains
        for name in (call.stop_id for call in one.calls)
    }
    return replace(
        network,
        stops={**network.stops, **stops},
        trains={one.trip_id: one for one in trains},
    )


def test_a_deferred_station_is_passed_and_its_dwell_is_saved():
    network = line("A B C")
    deferred = replace(network.stops["B"], open_date=None)
    network = replace(network, stops={**network.stops, "B": deferred})
    # 100 s + 100 s departure to departure, less one dwell of 20 s; arrival one dwell earlier
    assert by_id(network)["L:main:0"].stop_ids == ("A", "C")
    assert by_id(network)["L:main:0"].departure_offset_s == (0, 180)
    assert by_id(network)["L:main:0"].arrival_offset_s == (0, 160)


def test_a_stop_that_the_line_serves_later_is_passed_too():
    network = line("A B C D")
    (branch,) = network.routes["L"].branches
    later = tuple(
        replace(row, open_date=LATER) if row.stop_id in {"B", "D"} else row for row in branch.stops
    )
    route = replace(network.routes["L"], branches=(replace(branch, stops=later),))
    network = replace(network, routes={"L": route})
    # D is the end of the line: the train turns at C
    assert by_id(network)["L:main:0"].stop_ids == ("A", "C")


def test_a_closed_section_cuts_the_line_in_two():
    closed = section("s", "L", open_date=LATER)
    network = with_route(
        empty(), "L", {"main": "A B C D E"}, sections=[closed], hop_sections={("B", "C"): "s"}
    )
    assert {p.stop_ids for p in patterns(network)} == {
        ("A", "B"),
        ("B", "A"),
        ("C", "D", "E"),
        ("E", "D", "C"),
    }


def test_a_section_without_an_opening_date_and_an_unknown_section_are_closed():
    network = with_route(
        empty(),
        "L",
        {"main": "A B C D"},
        sections=[section("s", "L", open_date=None)],
        hop_sections={("A", "B"): "s", ("C", "D"): "nowhere"},
    )
    assert {p.stop_ids for p in patterns(network)} == {("B", "C"), ("C", "B")}


def test_branches_share_the_frequency_of_their_trunk():
    network = with_route(
        empty(),
        "L",
        {"main": "A B C D", "side": "A B C E"},
        headways_s={"main": 600, "side": 300},
    )
    found = by_id(network)
    assert set(found) == {
        "L:main:0",
        "L:main:1",
        "L:side:0",
        "L:side:1",
        "L:trunk0:0",
        "L:trunk0:1",
    }
    trunk = found["L:trunk0:0"]
    assert trunk.stop_ids == ("A", "B", "C")
    # 6 + 12 = 18 trains an hour
    assert [band.headway_s for band in trunk.bands] == [200]
    assert [band.headway_s for band in found["L:main:0"].bands] == [600]


def test_bands_reach_the_trunk_as_late_as_the_trains():
    network = with_route(empty(), "L", {"near": "C B A", "far": "E D C B A"}, headways_s={"": 600})
    trunk = by_id(network)["L:trunk0:0"]
    assert trunk.stop_ids == ("C", "B", "A")
    # trains from E leave C 200 s after 06:00; until then only the others serve C
    assert [(b.start_s, b.end_s, b.headway_s) for b in trunk.bands] == [
        (21_600, 21_800, 600),
        (21_800, 79_200, 300),
        (79_200, 79_400, 600),
    ]


def test_a_branch_listed_the_other_way_round_shares_its_trunk():
    network = with_route(empty(), "L", {"main": "A B C D", "side": "E C B A"})
    assert by_id(network)["L:trunk0:0"].stop_ids == ("A", "B", "C")
    assert by_id(network)["L:trunk0:1"].stop_ids == ("C", "B", "A")


def test_what_a_closed_section_leaves_of_a_branch_runs_only_at_headways_of_its_own():
    # the branch to F became another line: only A-B-C is left of it, which main serves
    parts = {
        "branches": {"main": "A B C D", "side": "F C B A"},
        "sections": [section("f", "L", open_date=None)],
        "hop_sections": {("F", "C"): "f"},
    }
    without = with_route(empty(), "L", **parts, headways_s={"main": 600})
    assert set(by_id(without)) == {"L:main:0", "L:main:1"}
    with_own = with_route(empty(), "L", **parts, headways_s={"main": 600, "side": 600})
    found = by_id(with_own)
    assert found["L:side:0"].stop_ids == ("C", "B", "A")
    # the vehicles of the side branch turn at C: 6 + 6 = 12 an hour between A and C
    assert 300 in [band.headway_s for band in found["L:trunk0:0"].bands]


def test_two_branches_cut_to_the_same_piece_share_it():
    network = with_route(
        empty(),
        "L",
        {"main": "X A B C", "side": "C B A Y"},
        sections=[section("later", "L", open_date=LATER)],
        hop_sections={("X", "A"): "later", ("A", "Y"): "later"},
    )
    assert {p.stop_ids for p in patterns(network)} == {("A", "B", "C"), ("C", "B", "A")}


def test_a_short_working_adds_to_the_frequency_of_the_whole_line():
    network = with_route(
        empty(), "L", {"main": "A B C D E", "short": "B C D"}, headways_s={"": 600}
    )
    trunk = by_id(network)["L:trunk0:0"]
    assert trunk.stop_ids == ("B", "C", "D")
    assert 300 in [band.headway_s for band in trunk.bands]


def test_three_branches_give_a_trunk_for_each_set_of_them():
    network = with_route(
        empty(),
        "L",
        {"a": "A B C D P", "b": "A B C D Q", "c": "A B R"},
        headways_s={"": 900},
    )
    trunks = {
        p.stop_ids: {b.headway_s for b in p.bands}
        for key, p in by_id(network).items()
        if "trunk" in key and p.direction == 0
    }
    assert trunks == {("A", "B", "C", "D"): {450}, ("A", "B"): {300}}


def test_run_time_factors_of_mode_and_band():
    network = line("A B C")
    slow_peak = HeadwayBand("", 25_200, 32_400, 300, Quality.MODELLED, "x", run_time_factor=1.5)
    route = network.routes["L"]
    route = replace(route, headways=(*route.headways, slow_peak))
    network = replace(network, routes={"L": route}, run_time_factor={ModeId("train"): 1.1})
    found = by_id(network)
    assert found["L:main:0"].departure_offset_s == (0, 110, 220)
    assert [(b.start_s, b.end_s) for b in found["L:main:0"].bands] == [
        (21_600, 25_200),
        (32_400, 79_200),
    ]
    assert found["L:main:0@1.5"].departure_offset_s == (0, 165, 330)
    assert [b.headway_s for b in found["L:main:0@1.5"].bands] == [300]


def test_a_one_way_branch_runs_one_way():
    network = line("A B C")
    (branch,) = network.routes["L"].branches
    one_way = replace(branch, both_directions=False, direction=1)
    network = replace(network, routes={"L": replace(network.routes["L"], branches=(one_way,))})
    assert [(p.pattern_id, p.direction) for p in patterns(network)] == [("L:main:1", 1)]


def test_a_route_without_headways_does_not_run():
    network = line("A B")
    network = replace(network, routes={"L": replace(network.routes["L"], headways=())})
    assert patterns(network) == ()


def test_trains_with_the_same_calls_share_a_pattern_unless_one_overtakes():
    slow = train("G1", ("R", 0, 1000), ("S", 9000, 9000))
    fast = train("G2", ("R", 0, 2000), ("S", 5000, 5000))
    last = train("G3", ("R", 0, 3000), ("S", 9500, 9500))
    found = patterns(with_trains(empty(), slow, fast, last))
    assert [p.trip_ids for p in found] == [("G1", "G3"), ("G2",)]
    assert found[0].trip_departure_s == ((1000, 9000), (3000, 9500))
    assert found[0].bands == ()
    assert found[0].arrival_offset_s == ()


def test_a_train_loses_its_call_at_a_station_that_is_not_open():
    one = train("G1", ("R", 0, 1000), ("S", 2000, 2060), ("T", 3000, 3000))
    (pattern,) = patterns(with_trains(empty(), one, closed={"S"}))
    assert pattern.stop_ids == ("R", "T")
    assert pattern.trip_arrival_s == ((0, 3000),)


def hub(closed_from, closed_until):
    return Hub(
        hub_id=HubId("h"),
        name_zh="h",
        name_en="h",
        role="axis",
        lon=120.0,
        lat=30.0,
        stop_ids=(StopId("S"), StopId("A")),
        open_date=ALWAYS,
        closed_from=closed_from,
        closed_until=closed_until,
        quality=Quality.OFFICIAL,
        source="made by hand",
    )


def test_a_hub_closed_for_rebuilding_loses_its_trains_but_not_its_metro():
    one = train("G1", ("R", 0, 1000), ("S", 2000, 2060), ("T", 3000, 3000))
    network = with_trains(line("A B"), one)
    closed = replace(network, hubs={"h": hub(date(2013, 7, 1), date(2021, 1, 1))})
    assert by_id(closed)["rail:G:00001"].stop_ids == ("R", "T")
    assert by_id(closed)["L:main:0"].stop_ids == ("A", "B")
    rebuilt = replace(network, hubs={"h": hub(date(2013, 7, 1), date(2020, 7, 1))})
    assert by_id(rebuilt)["rail:G:00001"].stop_ids == ("R", "S", "T")


def test_an_overnight_train_is_also_there_in_the_morning():
    night = train(
        "T1", ("R", 0, 80_000), ("S", 90_000, 90_060), ("T", 93_600, 93_600), train_class="T"
    )
    found = {p.trip_ids[0]: p for p in patterns(with_trains(empty(), night))}
    assert set(found) == {"T1", "T1@-1"}
    # 90,060 s is 01:01 of the next day
    assert found["T1@-1"].stop_ids == ("S", "T")
    assert found["T1@-1"].trip_departure_s == ((3660, 7200),)


def test_the_order_of_records_does_not_matter():
    network = with_route(line("A B C"), "M", {"main": "C D", "side": "C E"})
    turned = replace(
        network,
        routes=dict(reversed(network.routes.items())),
        stops=dict(reversed(network.stops.items())),
    )
    assert patterns(turned) == patterns(network)


def test_offsets_do_not_drift():
    stops = tuple(
        LineStop(StopId(name), None, 0.0, 100 if name != "A" else 0, ALWAYS)
        for name in "ABCDEFGHIJ"
    )
    network = line("A B C D E F G H I J")
    route = replace(network.routes["L"], branches=(Branch("main", stops),))
    network = replace(network, routes={"L": route}, run_time_factor={ModeId("train"): 1.015})
    # nine hops of 101.5 s are 913.5 s; rounding every hop first would give 918
    assert by_id(network)["L:main:0"].departure_offset_s[-1] in {913, 914}
