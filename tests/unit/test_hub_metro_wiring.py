"""From a network to line services: departures, stops, train sets; and what is told when it cannot."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.errors import DataError
from sim.hub.flow.riders import Riders, check_riders, no_riders
from sim.hub.metro.examples import riders_of, small_line
from sim.hub.metro.services import Operation, StopPattern, TrainType, check_services
from sim.hub.metro.stop_order import merged_order, sets_needed, tokens
from sim.modifications.examples import two_line_network
from sim.network.model import Branch, HeadwayBand, RouteId
from sim.network.operations import Operations, VehicleSetting
from sim.network.quality import Quality
from sim.study.day.departures import departures_of, planned_departures_s
from sim.study.day.lines import LINE_TABLES, line_outcome, lines_of
from sim.tables import read_table

DATA = Path(__file__).parents[2] / "network_data"


def vehicles(rows: list[tuple]) -> pd.DataFrame:
    columns = [
        "mode_id",
        "route_id",
        "vehicle_type",
        "cars",
        "seats",
        "places",
        "quality",
        "source",
    ]
    return pd.DataFrame([(*row, "estimate", "x") for row in rows], columns=columns)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    found = {name: read_table(DATA, name) for name in LINE_TABLES}
    found["demand/vehicles"] = vehicles([("train", "", "B", 6, 256, 1460)])
    return found


def test_only_lines_on_tracks_of_their_own_become_services(tables) -> None:
    found = lines_of(two_line_network(), tables)
    assert [one.group_id for one in found.services] == ["t_1:0", "t_1:1", "t_2:0", "t_2:1"]
    # River East is not open
    assert found.services[0].stop_ids == ("M_west_lake", "M_market", "M_hospital")
    assert found.services[1].stop_ids == found.services[0].stop_ids[::-1]
    assert found.stops["station_id"].is_unique
    assert set(found.stops["station_id"]) == {s for one in found.services for s in one.stop_ids}


def test_trains_and_rules_are_those_of_the_tables(tables) -> None:
    service = lines_of(two_line_network(), tables).services[0]
    # type B: 6 cars of 19.5 m with 4 doors; half of an island of 12 m, 60 % of it: 117 * 6 * 0.6
    assert service.train == TrainType(places=1460, seats=256, doors=24, length_m=117.0)
    assert service.area_m2[0] == pytest.approx(421.2)
    # least time between trains of the mode 90 s, less a planned stop
    mode = two_line_network().modes[two_line_network().routes[RouteId("t_1")].mode_id]
    assert service.operation.clear_s == mode.min_headway_s - mode.dwell_s
    assert service.operation.layover_s == 180.0


def test_departures_and_run_times_are_those_of_the_network(tables) -> None:
    pattern = lines_of(two_line_network(), tables).services[0].patterns[0]
    # every 360 s from 06:00 to 22:00: 160
    assert len(pattern.departures_s) == 160
    assert pattern.departures_s[:2] == (21_600.0, 21_960.0)
    from sim.network.patterns import patterns

    own = next(p for p in patterns(two_line_network()) if p.pattern_id == pattern.pattern_id)
    assert pattern.offsets_s() == own.departure_offset_s


def test_places_a_scenario_sets_reach_the_trains(tables) -> None:
    network = replace(
        two_line_network(), operations=Operations(vehicles=(VehicleSetting("t_1", 2000, 300),))
    )
    found = {one.route_id: one.train for one in lines_of(network, tables).services}
    assert (found["t_1"].places, found["t_1"].seats) == (2000, 300)
    assert found["t_2"].places == 1460


def test_everything_that_is_missing_is_told_at_once(tables) -> None:
    rules = tables["operations/metro_rules"]
    less = {
        **tables,
        "operations/metro_rules": rules[rules["parameter"] != "layover_s"],
        "demand/vehicles": vehicles([("train", "t_1", "Z", 6, 256, 1460)]),
    }
    with pytest.raises(DataError) as caught:
        lines_of(two_line_network(), less)
    text = str(caught.value)
    assert "layover_s has no value" in text
    assert "t_1: vehicle type Z has no length and doors" in text
    assert "t_2 has no vehicle" in text
    assert "network_data/operations/metro_cars.csv" in text


def test_a_day_gives_the_tables_and_trains_once(tables) -> None:
    lines = lines_of(two_line_network(), tables)
    riders = riders_of(
        [(30_000.0, [(0, 0, 2, 0.0)]), (30_000.0, [(0, 0, 1, 60.0), (2, 0, 1, 0.0)])]
    )
    first, second = (line_outcome(lines, riders, 1, at) for at in (0, 1))
    assert first.measures["riders"] == 2.0
    assert first.measures["boardings"] == 3.0
    assert set(first.frames) - set(second.frames) == {"operations_trains"}
    assert (first.frames["operations_line_quarters"]["name_en"] != "").all()


def band(start_s: int, end_s: int, headway_s: int) -> HeadwayBand:
    return HeadwayBand("", start_s, end_s, headway_s, Quality.ESTIMATE, "x")


def branching_network():
    """t_1 with a second branch that leaves at the third stop, both with a peak."""
    network = two_line_network()
    route = network.routes[RouteId("t_1")]
    main = route.branches[0]
    short = Branch("short", main.stops[:3])
    bands = (band(21_600, 25_200, 600), band(25_200, 28_800, 420), band(28_800, 36_000, 600))
    routes = {
        **network.routes,
        RouteId("t_1"): replace(route, branches=(main, short), headways=bands),
    }
    return replace(network, routes=routes)


def test_branches_alternate_where_they_meet_in_every_band(tables) -> None:
    for service in lines_of(branching_network(), tables).services[:2]:
        assert len(service.patterns) == 2
        shared = set(service.patterns[0].stops) & set(service.patterns[1].stops)
        anchor = min(shared)
        times = sorted(
            time_s + pattern.offsets_s()[pattern.stops.index(anchor)]
            for pattern in service.patterns
            for time_s in pattern.departures_s
        )
        gaps = np.diff(times)
        # 300 s off the peak, 210 s in it; irregular only where the headway changes
        assert np.isin(gaps, (300.0, 210.0)).mean() > 0.9
        assert gaps.min() >= 100.0
        for pattern in service.patterns:
            # 6 + 8.57 + 12 trains, less one where the headway changes
            assert 25 <= len(pattern.departures_s) <= 27


def test_a_change_of_headway_is_gradual() -> None:
    found = planned_departures_s([band(0, 900, 600), band(900, 1800, 300)])
    # at 900 one and a half services have passed: the next whole one half of 300 s later
    assert found == (0.0, 600.0, 1050.0, 1350.0, 1650.0)
    assert planned_departures_s([]) == ()
    assert planned_departures_s([band(0, 300, 300), band(1000, 1600, 300)]) == (0.0, 1000.0, 1300.0)


def test_one_pattern_needs_no_partner() -> None:
    from sim.network.patterns import patterns

    first = [p for p in patterns(two_line_network()) if p.route_id == "t_1"][:1]
    assert departures_of(first)[0] == planned_departures_s(first[0].bands)


def test_stops_of_patterns_in_one_order() -> None:
    order = merged_order([tokens("ABCD"), tokens("XBCY"), tokens("AD")])
    assert order is not None
    names = [stop for stop, _ in order]
    for sequence in ("ABCD", "XBCY", "AD"):
        places = [names.index(stop) for stop in sequence]
        assert all(a < b for a, b in pairwise(places))
    assert tokens("ABA") == [("A", 0), ("B", 0), ("A", 1)]


def test_train_sets_by_hand() -> None:
    # A to C takes 300 s, 180 s to turn. Trains at 0, 200, 400: the first is free at 480, so three
    # at 400; with one at 480 still three, as one is free at that moment.
    assert sets_needed(small_line((0.0, 200.0, 400.0, 480.0))) == 3
    assert sets_needed(()) == 0


def test_services_that_cannot_run_are_told_at_once() -> None:
    one, two = small_line()
    bad = replace(
        one,
        train=TrainType(places=0, seats=5, doors=10, length_m=100.0),
        operation=Operation(layover_s=-1.0, margin_share=1.0),
        area_m2=(0.0, 1.0, 1.0),
        patterns=(StopPattern("p", (0, 2, 1), (60.0,), -1.0, (9.0, 3.0)),),
    )
    with pytest.raises(DataError) as caught:
        check_services((bad, two, two))
    text = str(caught.value)
    for part in (
        "L:0: 0 places, 5 seats, 10 doors",
        "layover_s is -1",
        "margin_share is 1",
        "3 platform areas for 3 stops",
        "L:0, p: stops (0, 2, 1)",
        "1 run times for 3 stops",
        "dwell -1 s",
        "departures go back in time",
        "L:1 is there twice",
    ):
        assert part in text, part


def riders(**changes) -> Riders:
    return replace(riders_of([(10.0, [(0, 0, 1, 0.0)]), (20.0, [(0, 0, 2, 5.0)])]), **changes)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"group": np.array([0, 7], np.int32)}, "1 legs of a service group that does not exist"),
        ({"alight": np.array([0, 2], np.int32)}, "1 legs that do not lead to a later stop"),
        ({"alight": np.array([1, 3], np.int32)}, "(first: rows 1)"),
        ({"appear_s": np.array([np.nan, 1.0])}, "appear_s: 1 missing or negative"),
        ({"walk_s": np.array([0.0, -1.0])}, "walk_s: 1 missing or negative"),
        ({"first_leg": np.array([0, 2, 1])}, "offsets do not run from 0 to the 2 legs"),
        ({"key": np.zeros(3, np.int64)}, "2 riders, but 3 keys and 3 offsets"),
        ({"walk_s": np.zeros(1)}, "the columns of the legs differ in length"),
    ],
)
def test_riders_that_cannot_ride_are_told(changes, told: str) -> None:
    with pytest.raises(DataError) as caught:
        check_riders(riders(**changes), (3,))
    assert told in str(caught.value)


def test_sound_riders_pass() -> None:
    check_riders(riders(), (3,))
    check_riders(no_riders(), ())
    assert riders().rider_of_leg.tolist() == [0, 1]
