"""Adding and extending lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from sim.errors import ScenarioError, Severity
from sim.modifications import (
    AddLine,
    AddStation,
    CloseSection,
    ExtendLine,
    OpenSection,
    apply_modifications,
)
from sim.modifications.examples import two_line_network
from sim.network.model import Quality
from sim.network.patterns import patterns


def new_line(**keys: object) -> AddLine:
    plain = {
        "type": "add_line",
        "route_id": "t_9",
        "mode": "train",
        "name_zh": "9号线",
        "name_en": "Line 9",
        "stops": ("Park", "West Lake"),
        "speed_kmh": 36.0,
        "headway_min": 6.0,
    }
    return AddLine(**(plain | keys))


def extension(**keys: object) -> ExtendLine:
    plain = {
        "type": "extend_line",
        "route": "Line 2",
        "from_station": "Park",
        "new_stops": ("Hospital",),
        "run_time_min": 5.0,
    }
    return ExtendLine(**(plain | keys))


def codes(*modifications: object) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        apply_modifications(two_line_network(), modifications)
    assert all(issue.fix for issue in caught.value.issues)
    return [issue.code for issue in caught.value.issues]


def test_names_of_two_modes_mean_the_stop_of_the_lines_mode():
    network, _ = apply_modifications(two_line_network(), [new_line()])
    stops = network.routes["t_9"].branches[0].stops
    assert [stop.stop_id for stop in stops] == ["M_park", "M_west_lake"]


def test_commercial_speed_gives_run_time():
    # Given length 6 km at 36 km/h: 600 s.
    network, _ = apply_modifications(two_line_network(), [new_line(length_km=6.0)])
    last = network.routes["t_9"].branches[0].stops[-1]
    assert (last.distance_m, last.run_time_s) == (6000.0, 600)


def test_written_minutes_are_run_whatever_the_modes_factor():
    base = two_line_network()
    slow = replace(base, run_time_factor={"train": 1.25})
    network, _ = apply_modifications(slow, [new_line(speed_kmh=None, run_time_min=(10.0,))])
    # The network multiplies by 1.25: 480 s become the 600 s that were written.
    assert network.routes["t_9"].branches[0].stops[-1].run_time_s == 480


def test_headways_by_period_fill_the_service_day():
    line = new_line(headway_min={"peak": 3.0, "all_day": 6.0}, last_departure="22:00")
    network, _ = apply_modifications(two_line_network(), [line])
    bands = network.routes["t_9"].headways
    assert [(b.start_s // 3600, b.end_s // 3600, b.headway_s) for b in bands] == [
        (6, 7, 360),
        (7, 9, 180),
        (9, 17, 360),
        (17, 19, 180),
        (19, 22, 360),
    ]
    assert {band.quality for band in bands} == {Quality.SCENARIO}


def test_missing_hours_ask_to_be_read():
    _, report = apply_modifications(two_line_network(), [new_line(headway_min={"peak": 3.0})])
    assert [issue.code for issue in report.issues] == ["period-gap", "not-urban-rail"]
    assert "09:00-17:00" in report.issues[0].what


def test_line_that_counts_becomes_a_section_that_can_be_closed():
    line = new_line(length_km=6.0, counts_as_urban_rail=True, section_id="nine")
    network, _ = apply_modifications(two_line_network(), [line])
    section = network.sections["nine"]
    assert (section.length_km, section.in_city_total, section.system_class) == (6.0, True, "metro")
    assert network.is_open(section)
    closing = CloseSection(type="close_section", sections=("nine",))
    closed, _ = apply_modifications(two_line_network(), [line, closing])
    assert not closed.is_open(closed.sections["nine"])
    assert not any(closed.is_open(stop) for stop in closed.routes["t_9"].branches[0].stops)


def test_line_over_a_stop_that_an_earlier_entry_adds():
    garden = AddStation(
        type="add_station",
        stop_id="M_garden",
        name_zh="花园",
        name_en="Garden",
        mode="train",
        lon=120.15,
        lat=30.28,
    )
    network, _ = apply_modifications(
        two_line_network(), [garden, new_line(stops=("Park", "Garden", "Hospital"))]
    )
    assert "M_garden" in [s.stop_id for s in network.routes["t_9"].branches[0].stops]


def test_order_matters_a_stop_added_later_is_unknown():
    garden = AddStation(
        type="add_station",
        stop_id="M_garden",
        name_zh="花园",
        name_en="Garden",
        mode="train",
        lon=120.15,
        lat=30.28,
    )
    assert codes(new_line(stops=("Park", "Garden")), garden) == ["unknown-station"]


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"route_id": "t_1"}, "duplicate-route"),
        ({"mode": "trian"}, "unknown-mode"),
        ({"stops": ("Park", "Wst Lake")}, "unknown-station"),
        ({"speed_kmh": None, "run_time_min": (4.0, 5.0)}, "run-times-count"),
        ({"run_time_min": 4.0}, "run-time-or-speed"),
        ({"counts_as_urban_rail": True}, "length-missing"),
        ({"headway_min": 1.2}, "headway-too-short"),
        ({"speed_kmh": None, "run_time_min": 0.5}, "speed-too-high"),
        ({"stops": ("Park", "M_park", "West Lake")}, "repeated-stop"),
        ({"stops": ("Park", "R_ningbo")}, "stops-too-far"),
        ({"first_departure": "22:00", "last_departure": "06:00"}, "window-reversed"),
    ],
)
def test_what_cannot_be_is_an_error(keys, code):
    assert codes(new_line(**keys)) == [code]


def repeated(*modifications: object) -> list[tuple[str, str, str]]:
    with pytest.raises(ScenarioError) as caught:
        apply_modifications(two_line_network(), modifications)
    return [
        (issue.code, issue.what, issue.fix)
        for issue in caught.value.issues
        if issue.severity is Severity.ERROR
    ]


@pytest.mark.parametrize("stops", [("Park", "Park"), ("公园", "M_park"), ("Park", "Park", "Park")])
@pytest.mark.parametrize("speed", [{}, {"speed_kmh": None, "run_time_min": 5.0, "length_km": 3.0}])
def test_a_line_of_one_stop_is_no_line(stops, speed):
    assert repeated(new_line(stops=stops, **speed)) == [
        (
            "repeated-stop",
            "Park follows itself",
            "name each stop once, in the order of the line",
        )
    ] * (len(stops) - 1)


def test_an_extension_to_where_it_begins_is_none():
    (found,) = repeated(extension(new_stops=("Park",)))
    assert found[:2] == ("repeated-stop", "Park follows itself")


def test_two_stops_at_one_place_are_told():
    twin = AddStation(
        type="add_station",
        stop_id="M_twin",
        name_zh="双",
        name_en="Twin",
        mode="train",
        lon=two_line_network().stops["M_park"].lon,
        lat=two_line_network().stops["M_park"].lat,
    )
    (found,) = repeated(twin, new_line(stops=("Park", "Twin", "West Lake")))
    assert found[:2] == ("repeated-stop", "Park and Twin are the same place")


def asked(*modifications: object) -> list[tuple[str, str]]:
    _, report = apply_modifications(two_line_network(), modifications)
    return [(issue.code, issue.what) for issue in report.issues]


def test_a_line_that_comes_back_to_a_stop_asks_to_be_read():
    loop = new_line(stops=("Park", "West Lake", "Market", "West Lake"))
    assert ("stop-twice", "the line calls at West Lake twice") in asked(loop)


def test_a_ring_ends_where_it_begins():
    ring = new_line(stops=("Park", "West Lake", "Market", "Park"))
    assert "stop-twice" not in dict(asked(ring))


def test_a_new_line_says_that_it_does_not_count_and_how_it_would():
    advice = "write counts_as_urban_rail: true and length_km to count it"
    network, report = apply_modifications(two_line_network(), [new_line()])
    # Park - West Lake: 1.1 times 3.9 km in a straight line, at 36 km/h 7 min.
    assert f"; does not count in urban_rail_km ({advice})" in report.changes[0].sentence
    (issue,) = report.issues
    assert (issue.severity, issue.code) == (Severity.INFO, "not-urban-rail")
    assert (issue.what, issue.fix) == (
        "the new piece does not count in urban_rail_km",
        advice,
    )
    assert network.sections.keys() == two_line_network().sections.keys()


@pytest.mark.parametrize("entry", [new_line, extension])
def test_a_new_piece_says_that_it_counts(entry):
    counted = entry(counts_as_urban_rail=True, length_km=4.25)
    _, report = apply_modifications(two_line_network(), [counted])
    assert "; counts 4.25 km (metro) in urban_rail_km" in report.changes[0].sentence
    (issue,) = report.issues
    assert (issue.severity, issue.code) == (Severity.INFO, "counts-as-urban-rail")
    assert issue.what == "the new piece counts 4.25 km (metro) in urban_rail_km"
    assert issue.fix == "leave counts_as_urban_rail out where it should not count"


def test_a_line_of_a_mode_that_never_counts_says_nothing_of_it():
    line = new_line(mode="bus", stops=("B_0001", "M_park"), speed_kmh=15.0)
    _, report = apply_modifications(two_line_network(), [line])
    assert report.issues == ()
    assert "urban_rail_km" not in report.changes[0].sentence


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"headway_min": -1.0}, "headway-negative"),
        ({"headway_min": {"night": 10.0}}, "unknown-period"),
        ({"headway_min": {}}, "list-too-short"),
        ({"first_departure": "6h"}, "bad-time"),
        ({"colour": "red"}, "bad-colour"),
        ({"route_id": "line 9"}, "bad-id"),
        ({"stops": ("Park",)}, "too_short"),
        ({"headway": 5}, "extra_forbidden"),
    ],
)
def test_wrong_values_do_not_even_make_an_entry(keys, code):
    with pytest.raises(ValidationError) as caught:
        new_line(**keys)
    assert [detail["type"] for detail in caught.value.errors()] == [code]


def test_extending_at_the_far_end():
    network, report = apply_modifications(two_line_network(), [extension()])
    stops = network.routes["t_2"].branches[0].stops
    assert [stop.stop_id for stop in stops] == ["M_market", "M_park", "M_hospital"]
    assert [stop.run_time_s for stop in stops] == [0, 240, 300]
    assert report.changes[0].counts == {"routes": 1, "hops": 1}


def test_extending_at_the_near_end_turns_the_new_hops_round():
    network, _ = apply_modifications(
        two_line_network(),
        [
            extension(
                from_station="市场", new_stops=("West Lake", "M_hospital"), run_time_min=(5.0, 7.0)
            )
        ],
    )
    stops = network.routes["t_2"].branches[0].stops
    # Outwards Market-West Lake 5 min, West Lake-Hospital 7 min; the branch runs the other way.
    assert [(stop.stop_id, stop.run_time_s) for stop in stops] == [
        ("M_hospital", 0),
        ("M_west_lake", 420),
        ("M_market", 300),
        ("M_park", 240),
    ]


def test_extending_from_the_last_open_stop_leaves_planned_stops_out():
    network, _ = apply_modifications(
        two_line_network(),
        [extension(route="1号线", from_station="Hospital", new_stops=("Park",))],
    )
    stops = network.routes["t_1"].branches[0].stops
    assert [stop.stop_id for stop in stops][-2:] == ["M_hospital", "M_park"]


def stops_of(network, pattern_id):
    return next(p.stop_ids for p in patterns(network) if p.pattern_id == pattern_id)


def test_a_new_line_puts_the_stations_on_its_way_into_service():
    line = new_line(stops=("Park", "River East", "Hospital"))
    network, report = apply_modifications(two_line_network(), [line])
    assert stops_of(network, "t_9:main:0") == ("M_park", "M_river_east", "M_hospital")
    assert network.stops["M_river_east"].open_date == date(2016, 7, 1)
    assert network.stops["M_river_east"].quality is Quality.SCENARIO
    assert report.changes[0].sentence.endswith("; opens River East")
    # Line 1 does not reach it by this
    assert stops_of(network, "t_1:main:0")[-1] == "M_hospital"


def test_an_extension_puts_its_new_stations_into_service():
    longer = extension(new_stops=("River East",), run_time_min=6.0)
    network, report = apply_modifications(two_line_network(), [longer])
    assert stops_of(network, "t_2:main:0") == ("M_market", "M_park", "M_river_east")
    assert report.changes[0].sentence.endswith("; opens River East")


def test_a_line_cannot_open_a_main_station_that_is_closed():
    base = two_line_network()
    far = replace(base.stops["R_south"], close_date=None)
    base = replace(base, stops={**base.stops, "R_south": far})
    line = new_line(mode="fast_train", stops=("R_central", "R_south"), headway_min=30.0)
    with pytest.raises(ScenarioError) as caught:
        apply_modifications(base, [line])
    (issue,) = caught.value.issues
    assert (issue.code, "open_rail_station" in issue.fix) == ("station-not-open", True)


def test_a_section_that_an_extension_cut_off_cannot_open():
    longer = extension(route="1号线", from_station="Hospital", new_stops=("Park",))
    opening = OpenSection(type="open_section", sections=("1b",))
    assert codes(longer, opening) == ["section-cut-off"]


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"route": "Line 22"}, "unknown-route"),
        ({"branch": "west"}, "unknown-branch"),
        ({"from_station": "Hospital"}, "not-a-terminus"),
        ({"new_stops": ("Hospitel",)}, "unknown-station"),
    ],
)
def test_extension_that_cannot_be_is_an_error(keys, code):
    assert codes(extension(**keys)) == [code]
