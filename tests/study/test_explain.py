"""A trip as planners see it: one search, and every view of it says the same."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import shapely

from sim import toy
from sim.errors import Issue, RoutingError, ScenarioError
from sim.geometry import cell_centre
from sim.network.connectors import Point
from sim.network.patterns import patterns
from sim.routing.arrays import LinkArrays, TimetableArrays
from sim.routing.compile import compile_links, compile_timetable
from sim.routing.components import COMPONENTS, component_metadata, components, parted
from sim.routing.isochrones import cell_shapes, disc_shapes, isochrones, reached
from sim.routing.itinerary import Itinerary, Leg, fastest_itinerary
from sim.routing.matrix import travel_time_profile, travel_times
from sim.routing.opportunities import time_to_nth
from sim.routing.parts_matrix import travel_time_parts
from sim.routing.settings import Query
from sim.study.cache import StageCache
from sim.study.explain import explain_trip
from sim.study.prepare import prepare
from sim.study.skims import sampled_zones
from sim.study.trip import Trip, trip_in
from sim.study.trip_difference import Side, difference_rows, difference_words
from sim.study.trip_ends import TripEnd, end_point, find_end
from sim.study.trip_question import TripQuestion, read_question
from sim.study.world import World, build_world

ROOT = Path(__file__).parents[2]
EIGHT = 8 * 3600
LIMITS = Query((0,), max_time_s=4 * 3600, max_rides=6)

TOWN = """
mode rail: slack 300, alight 60
mode tram: slack 60, alight 15
line red tram every 10 06:00-22:00: A +0, B +10, C +16
line blue tram every 7 06:00-22:00 oneway: C +0, E +9
train T1 rail: D 08:24, F 08:54
train T2 rail: D 09:24, F 09:54
walk B D 4
walk C E 30
point home: A 5, B 14
point work: F 2
point shop: C 3, E 1
point hill:
direct home shop 38
direct hill home 20
"""


@dataclass(frozen=True)
class Case:
    """Points with their links, on a network, and a shape for each."""

    timetable: TimetableArrays
    links: LinkArrays
    walks: LinkArrays
    shapes: np.ndarray
    centres: np.ndarray
    departures_s: tuple[int, ...]


@pytest.fixture(scope="module")
def world(quick_file: Path, networks: StageCache) -> World:
    """Hangzhou at the end of 2015."""
    prepared = prepare(str(quick_file), ROOT / "network_data", ROOT / "scenarios")
    whole = prepared.with_network(networks)
    return build_world(whole.network, whole.settings.walk)


@pytest.fixture(scope="module")
def sample(world: World) -> tuple[Point, ...]:
    zones = {zone.zone_id: zone for zone in sampled_zones(world.zones, 8)}
    return tuple(Point(z.zone_id, z.lon, z.lat, z.feeder_speed_kmh) for z in zones.values())


@pytest.fixture(scope="module")
def hangzhou(world: World, sample: tuple[Point, ...]) -> Case:
    ids = [point.point_id for point in sample]
    return Case(
        world.timetable,
        world.links(sample),
        world.walks(sample, sample),
        cell_shapes(ids),
        np.array([cell_centre(cell) for cell in ids]),
        (EIGHT, EIGHT + 60, EIGHT + 120),
    )


@pytest.fixture(scope="module")
def town() -> Case:
    small = toy.build(TOWN)
    timetable = compile_timetable(
        patterns(small.network),
        small.transfers,
        stop_ids=small.stop_ids,
        modes=small.network.modes,
    )
    centres = np.array([(p.lon, p.lat) for _, p in sorted(small.network.places.items())])
    return Case(
        timetable,
        compile_links(small.access, small.point_ids, small.stop_ids),
        compile_links(small.direct, small.point_ids, small.point_ids),
        disc_shapes(centres[:, 0], centres[:, 1], radius_m=500.0),
        centres,
        tuple(range(EIGHT - 1800, EIGHT + 5400, 420)),
    )


def itinerary(case: Case, origin: int, destination: int, departure_s: int) -> Itinerary | None:
    return fastest_itinerary(
        case.timetable,
        case.links,
        case.links,
        case.walks,
        LIMITS,
        origin_id=case.links.from_ids[origin],
        destination_id=case.links.from_ids[destination],
        departure_s=departure_s,
    )


def at(departure_s: int, percentiles: tuple[int, ...] = (50,)) -> Query:
    return Query((departure_s,), percentiles, LIMITS.max_time_s, LIMITS.max_rides)


@pytest.mark.parametrize("name", ["town", "hangzhou"])
def test_every_view_of_a_search_says_the_same(name: str, request: pytest.FixtureRequest) -> None:
    case: Case = request.getfixturevalue(name)
    given = (case.timetable, case.links, case.links, case.walks)
    window = Query(case.departures_s, (50,), LIMITS.max_time_s, LIMITS.max_rides)
    profile = travel_time_profile(*given, window)
    weights = 2.0 ** np.arange(profile.shape[1])
    most_rides = 0
    for column, departure_s in enumerate(case.departures_s):
        matrix_s = profile[:, :, column]
        # With one departure every percentile is its travel time.
        every = travel_times(*given, at(departure_s, tuple(range(1, 101)))).times_s
        assert (every == matrix_s[:, :, np.newaxis]).all()
        parts = travel_time_parts(*given, at(departure_s)).parts[:, :, 0]
        for origin, destination in product(*map(range, matrix_s.shape)):
            time_s = int(matrix_s[origin, destination])
            found = itinerary(case, origin, destination, departure_s)
            assert (found is None) == (time_s == -1)
            if found is None:
                continue
            sums = components(found)
            most_rides = max(most_rides, sums["rides"])
            assert sum(v for key, v in sums.items() if key != "rides") == time_s
            assert sums == dict(
                zip(
                    ("access_s", "wait_s", "ride_s", "transfer_s", "egress_s", "rides"),
                    parts[origin, destination].tolist(),
                    strict=True,
                )
            )
            # In the isochrone of its own time, not in that of a second less.
            inside = reached(matrix_s[origin], [time_s - 1, time_s])
            assert inside[destination].tolist() == [False, True]
        for row in matrix_s:
            cutoffs_s = [1200, 2400, 4800, 9600]
            frame = isochrones(row, case.shapes, cutoffs_s)
            for cutoff_s, shape in zip(cutoffs_s, frame.geometry, strict=True):
                expected = (row >= 0) & (row <= cutoff_s)
                assert shapely.contains_xy(shape, case.centres).tolist() == expected.tolist()
        nth = [1.0, 3.0, weights.sum() / 2, weights.sum()]
        for row, answers in zip(matrix_s, time_to_nth(matrix_s, weights, nth), strict=True):
            for wanted, cutoff_s in zip(nth, answers[:, 0].tolist(), strict=True):
                limit = LIMITS.max_time_s if cutoff_s == -1 else cutoff_s
                within = [weights[reached(row, [c])[:, 0]].sum() for c in (limit - 1, limit)]
                assert within[0] < wanted
                assert (within[1] >= wanted) == (cutoff_s != -1)
    # The sample is worth something only if most pairs have a way and some people change.
    assert (profile >= 0).mean() > 0.5
    assert most_rides > 1


def test_components_of_a_trip_by_hand(town: Case) -> None:
    ids = town.links.from_ids
    found = itinerary(town, ids.index("home"), ids.index("work"), EIGHT - 420)
    assert found is not None
    # 07:53 + 14 walk to B = 08:07, or 5 walk to A, 1 slack + 5 half a headway, 10 ride and 15 s
    # out = 08:14:15; the walk B-D of 4 min is for riders only. To D 08:18:15, slack to 08:23:15,
    # T1 08:24-08:54, 1 min out, 2 walk: 08:57.
    assert components(found) == {
        "access_s": 5 * 60,
        "wait_s": 6 * 60 + 345,
        "ride_s": 10 * 60 + 15 + 31 * 60,
        "transfer_s": 4 * 60,
        "egress_s": 2 * 60,
        "rides": 2,
    }
    assert found.travel_time_s == 64 * 60
    walk = itinerary(town, ids.index("hill"), ids.index("home"), EIGHT)
    assert walk is not None
    assert [name for name, _ in parted(walk)] == ["access"]


def test_glossary_has_every_component_in_both_languages() -> None:
    assert [one.column for one in COMPONENTS] == [
        "access_s",
        "wait_s",
        "ride_s",
        "transfer_s",
        "egress_s",
        "rides",
        "time_s",
    ]
    assert all(all(told.values()) for told in component_metadata().values())


def trips(world: World, points: tuple[Point, ...], question: TripQuestion) -> list[Trip]:
    """Trips between all pairs of zones, leaving out pairs without a way."""
    ends = [TripEnd("zone", p.point_id, "", "", "cell", p.lon, p.lat) for p in points]
    return [
        trip
        for one, other in product(ends, ends)
        if one != other
        and (trip := trip_in(world, one, other, question, LIMITS, titles=("t", "", ""))).is_found
    ]


def test_legs_are_named_and_feeders_are_told_from_walks(
    world: World, sample: tuple[Point, ...]
) -> None:
    found = trips(world, sample[2:6], TripQuestion(depart_s=EIGHT))
    assert len(found) > 5
    kinds = set()
    for trip in found:
        clock_s = EIGHT
        for leg in trip.legs:
            assert leg.start_s == clock_s
            clock_s = leg.end_s
            kinds.add(leg.means)
            if leg.means == "walk":
                # 1200 m at most to a stop at 4.5 km/h are 960 s; all the way 2000 m are 1600 s.
                assert leg.duration_s <= (960 if trip.sums["rides"] else 1600)
            if leg.means == "feeder":
                assert leg.duration_s >= 600  # what a feeder takes before it runs
            if leg.means == "wait":
                assert leg.service is not None
                slack_s, headway_s = leg.service.boarding_slack_s, leg.service.headway_s
                # In the middle of the peak every line runs: half a headway, rounded up.
                half_s = (headway_s + 1) // 2
                assert leg.duration_s == slack_s + half_s or not headway_s
        assert clock_s == trip.arrival_s
    assert {"walk", "feeder", "wait", "ride", "alight"} <= kinds


def test_latest_departure_is_in_time_and_a_second_later_is_not(
    world: World, sample: tuple[Point, ...]
) -> None:
    question = TripQuestion(arrive_by_s=EIGHT + 5400, buffer_s=1200)
    found = trips(world, sample[:4], question)
    assert len(found) > 3
    for trip in found:
        assert trip.arrival_s is not None
        assert trip.departure_s is not None
        assert trip.arrival_s <= EIGHT + 4200
        ends = trip.legs[0].origin.spot_id, trip.legs[-1].destination.spot_id
        two = tuple(point for wanted in ends for point in sample if point.point_id == wanted)
        later = travel_times(
            world.timetable,
            world.links(two),
            world.links(two),
            world.walks(two, two),
            at(trip.departure_s + 1),
        ).times_s[0, 1, 0]
        assert later == -1 or trip.departure_s + 1 + later > EIGHT + 4200


def named(text: str, world: World) -> TripEnd:
    found = find_end(text, world, option="--from")
    assert isinstance(found, TripEnd), found
    return found


def problem(text: str, world: World) -> Issue:
    found = find_end(text, world, option="--from")
    assert isinstance(found, Issue), found
    return found


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("杭州东站", "hub:hangzhou_east"),
        ("hangzhou east", "hub:hangzhou_east"),
        ("hub:hangzhou_east", "hub:hangzhou_east"),
        ("HGH", "airport:HGH"),
        (" 武林广场 ", "place:wulin"),
        ("stop:M_wulin_square", "stop:M_wulin_square"),
        ("M_wulin_square", "stop:M_wulin_square"),
        ("88309a553dfffff", "zone:88309a553dfffff"),
        ("120.16, 30.27", "120.16,30.27"),
        ("120.16,30.27", "120.16,30.27"),
    ],
)
def test_what_a_planner_may_write(text: str, key: str, world: World) -> None:
    assert named(text, world).key == key
    assert named(key, world).key == key


def test_ends_are_the_points_of_a_run(world: World) -> None:
    """Ids, positions and feeders as in the tables of a run, so that times are the same."""
    hub = end_point(named("hub:hangzhou_east", world), world)
    assert (hub.point_id, hub.is_station) == ("hub:hangzhou_east", True)
    assert end_point(named("HGH", world), world).point_id == "airport:HGH"
    zone = world.zones[100]
    assert end_point(named(f"zone:{zone.zone_id}", world), world) == world.zone_points[100]
    assert "stop:M_wulin_square" in named("武林广场", world).nearby


def test_a_name_of_several_places_is_told_with_what_to_write(world: World) -> None:
    told = problem("hangzhou", world)
    assert told.code == "ambiguous-place"
    assert told.what == "--from 'hangzhou' names 3 things"
    assert told.fix.startswith("write hub:hangzhou (杭州站(城站) Hangzhou, main station); ")
    assert "place:hangzhou (杭州 Hangzhou, city)" in told.fix


def test_unknown_names(world: World) -> None:
    told = problem("Wulin Sq", world)
    assert told.code == "unknown-place"
    assert told.what == "--from 'Wulin Sq' is not known"
    assert told.fix.startswith("did you mean place:wulin (武林广场 Wulin Square, ")
    assert problem("广场", world).fix.count(";") == 5  # five of them, and how many more there are
    assert "or lon,lat" in problem("xyzzy", world).fix
    assert problem("", world).code == "unknown-place"


def test_coordinates_outside_the_network(world: World) -> None:
    assert problem("30.27,120.16", world).fix == ("longitude comes first: write 120.16,30.27")
    told = problem("2.35,48.85", world)
    assert told.code == "outside-network"
    assert "km from the nearest stop" in told.what
    assert problem("200,10", world).what == "--from '200,10' is no place on earth"


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ((None, None, 0, None), ["one-time"]),
        (("08:00", "09:00", 0, None), ["one-time"]),
        (("8am", None, 0, None), ["bad-time"]),
        (("08:00", None, 20, None), ["bad-buffer"]),
        ((None, "09:00", -1, None), ["bad-buffer"]),
        ((None, "00:10", 20, None), ["bad-buffer"]),
        (("08:00", None, 0, "09:00-07:00"), ["bad-window"]),
        (("8am", None, 5, "morning"), ["bad-buffer", "bad-time", "bad-window"]),
        ((None, "09:30", 20, "07:00-09:00"), []),
    ],
)
def test_times_that_cannot_be_used(given: tuple, codes: list[str]) -> None:
    question, issues = read_question(*given)
    assert sorted(issue.code for issue in issues) == codes
    assert all(issue.fix for issue in issues)
    if not codes:
        assert question.text() == "be there 20 min before 09:30"


def folders(tmp_path: Path) -> dict[str, Path]:
    return {
        "data_dir": ROOT / "network_data",
        "scenarios_dir": ROOT / "scenarios",
        "outputs_dir": tmp_path,
    }


def test_all_that_is_wrong_is_told_at_once(quick_file: Path, tmp_path: Path) -> None:
    with pytest.raises(RoutingError) as caught:
        explain_trip(quick_file, "hangzhou", "xyzzy", depart="8am", **folders(tmp_path))
    codes = [issue.code for issue in caught.value.issues]
    assert codes == ["bad-time", "ambiguous-place", "unknown-place"]
    with pytest.raises(ScenarioError) as wrong:
        explain_trip("plan-2021", "a", "b", compare="plan-2022", **folders(tmp_path))
    assert "plan-2021" in str(wrong.value)
    assert "plan-2022" in str(wrong.value)
    assert "one-time" in str(wrong.value)


def test_explained_trip(quick_file: Path, tmp_path: Path) -> None:
    found = explain_trip(
        quick_file,
        "武林广场",
        "Hangzhou East",
        depart="08:00",
        window="08:00-08:05",
        **folders(tmp_path),
    )
    assert len(found.trips) == 1
    assert found.differences == ()
    trip = found.trips[0]
    assert [leg.means for leg in trip.legs] == ["walk", "wait", "ride", "alight", "walk"]
    assert trip.legs[2].service is not None
    assert trip.legs[2].service.name == "1号线 Line 1"
    assert trip.legs[2].destination.name == "火车东站 East Railway Station"
    assert trip.sums["time_s"] == sum(leg.duration_s for leg in trip.legs)
    assert trip.spread is not None
    assert trip.spread.n_reached == 5
    assert trip.spread.times_s[2] == trip.sums["time_s"]
    text = found.text()
    assert text.startswith("武林广场 Wulin Square → 杭州东站 Hangzhou East, leave at 08:00\n")
    assert repr(found).startswith(
        "<Explanation 武林广场 Wulin Square → 杭州东站 Hangzhou East · quick"
    )
    with pytest.raises(RoutingError, match="same-place — --from and --to are the same place"):
        explain_trip(quick_file, "HGH", "airport:HGH", depart="08:00", **folders(tmp_path))


def test_no_way_says_why(world: World) -> None:
    night = TripQuestion(depart_s=30 * 3600)
    ends = named("stop:M_wulin_square", world), named("hub:hangzhou_south", world)
    short = Query((0,), max_time_s=300, max_rides=6)
    trip = trip_in(world, *ends, night, short, titles=("t", "", ""))
    assert not trip.is_found
    assert trip.why_not == "no way within 5 min and 6 rides on this service day"
    # Nobody gets to a zone without a link to any stop, except on foot from next to it.
    alone = next(
        zone
        for row, zone in enumerate(world.zones)
        if world.zone_links.forward.first[row] == world.zone_links.forward.first[row + 1]
    )
    trip = trip_in(
        world, named(f"zone:{alone.zone_id}", world), ends[0], night, LIMITS, titles=("t", "", "")
    )
    assert trip.why_not == (
        f"no way: no stop within 1,200 m on foot of cell in {alone.name_en} {alone.zone_id}, "
        "and no feeder"
    )


def test_differences_add_up_and_are_told_in_words() -> None:
    sums = {
        "access_s": 60,
        "wait_s": 300,
        "ride_s": 600,
        "transfer_s": 0,
        "egress_s": 30,
        "rides": 1,
        "time_s": 990,
    }
    # 8 min more waiting, 20 s more at the end (too little to be said), 2 min less riding, 2 rides.
    other = sums | {
        "wait_s": 780,
        "ride_s": 480,
        "egress_s": 50,
        "rides": 2,
        "time_s": 1370,
    }
    first, second = Side("plan", sums, ()), Side("no-build", other, ())
    rows = {row.name: row.difference for row in difference_rows(first, second)}
    assert rows["total"] == -380
    assert sum(rows[one] for one in ("access", "wait", "ride", "transfer", "egress")) == -380
    assert difference_words(first, second) == (
        "plan is 6 min faster than no-build: 16:30 instead of 22:50",
        "8 min less waiting: 5:00 instead of 13:00",
        "2 min more riding: 10:00 instead of 8:00",
        "1 ride fewer",
    )
    assert difference_words(first, first) == ("plan and plan take the same 16:30",)


def test_a_leg_without_duration_keeps_its_component() -> None:
    legs = (Leg("ride", "A", "B", 0, 60, "red"), Leg("transfer", "B", "C", 60, 60))
    assert [name for name, _ in parted(Itinerary("A", "C", 0, legs))] == ["ride", "transfer"]
