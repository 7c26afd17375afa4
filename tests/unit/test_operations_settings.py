"""The ``operations`` block: its defaults, and everything a planner can write wrong in it."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError, Severity
from sim.modifications.examples import two_line_network
from sim.scenario import check_scenario, load_scenario
from sim.scenario.header_check import KnownIds
from sim.scenario.offers import Vintages

PLACES = {"central": frozenset({"security", "ticket_gates"})}
KNOWN = KnownIds(Vintages(("2016-03",), ("2016",)), places=PLACES)


def load(tmp_path, text):
    path = tmp_path / "one.yaml"
    path.write_text(f"scenario: one\ntitle: One\nas_of: 2016-07-01\n{text}", encoding="utf-8")
    return load_scenario(path)


def found(tmp_path, text):
    return [
        (issue.code, issue.line, issue.what, issue.fix)
        for issue in check_scenario(load(tmp_path, text), two_line_network(), KNOWN)
        if not issue.code.startswith("horizon")
    ]


def codes(tmp_path, text):
    return [(code, line) for code, line, _, _ in found(tmp_path, text)]


def test_without_the_block_nothing_is_simulated(tmp_path):
    assert not load(tmp_path, "").document.operations.enabled


def test_with_the_block_everything_is(tmp_path):
    operations = load(tmp_path, "operations: {replications: {most: 10}}\n").document.operations
    assert operations.enabled
    assert operations.parts == ("metro", "station", "airport", "disruption")
    assert (operations.replications.least, operations.replications.most) == (5, 10)
    assert operations.replications.half_width_pct == 5
    assert operations.stations is None
    assert operations.critical_sections.simulate == 5


def test_a_child_switches_its_parents_day_off(tmp_path):
    (tmp_path / "parent.yaml").write_text(
        "scenario: parent\ntitle: P\nas_of: 2016-07-01\noperations: {parts: [metro]}\n",
        encoding="utf-8",
    )
    operations = load(
        tmp_path, "extends: parent.yaml\noperations: {enabled: false}\n"
    ).document.operations
    assert (operations.enabled, operations.parts) == (False, ("metro",))


def test_sound_values_give_no_issue(tmp_path):
    text = (
        "operations:\n  stations: [central]\n  closures:\n"
        '    - {section: [Market, Park], from_time: "08:00", until_time: "09:00"}\n'
        '    - {station: M_park, from_time: "08:00", until_time: "09:00"}\n'
        '    - {runway: true, from_time: "08:00", until_time: "09:00"}\n'
        "modifications:\n"
        "  - {type: set_lanes, place: central/security, lanes: 9}\n"
        "  - {type: set_service_time, place: HGH/security, mean_s: 20}\n"
        "  - {type: set_vehicle_capacity, routes: [Line 1], places: 900}\n"
        '  - {type: close_for_a_time, runway: true, from_time: "08:00", until_time: "09:00"}\n'
    )
    assert found(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("replications: {least: 0}", "out-of-range"),
        ("replications: {half_width_pct: 0}", "out-of-range"),
        ("parts: [trains]", "unknown-choice"),
        ("parts: []", "list-too-short"),
        ("closures: [{runway: true, from_time: 8h, until_time: '09:00'}]", "bad-time"),
        ("closures: [{runway: true, until_time: '09:00'}]", "missing-key"),
        ("repetitions: 3", "unknown-key"),
    ],
)
def test_values_of_the_wrong_kind(tmp_path, text, code):
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path, f"operations:\n  {text}\n")
    assert [(issue.code, issue.line) for issue in caught.value.issues] == [(code, 5)]


def test_a_day_needs_demand(tmp_path):
    ((code, line, what, fix),) = found(tmp_path, "operations: {}\ndemand: {enabled: false}\n")
    assert (code, line) == ("operations-without-demand", 5)
    assert what == "the day's people are those of the demand model, which is switched off"
    assert fix == "switch demand on, or leave the block operations out"


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("replications: {least: 9, most: 3}", "replications", "at most 3 replications"),
        ("parts: [metro, metro]", "named-twice", "'metro' stands twice in parts"),
        ("stations: [centrl]", "unknown-hub", "no main station 'centrl'"),
        ("flight_schedule: none.csv", "schedule-not-found", "none.csv"),
        (
            'closures: [{station: Prk, from_time: "08:00", until_time: "09:00"}]',
            "unknown-station",
            "there is no stop 'Prk'",
        ),
        (
            'closures: [{section: [Market, Prk], from_time: "08:00", until_time: "09:00"}]',
            "unknown-station",
            "there is no stop 'Prk'",
        ),
        (
            'closures: [{section: [M_west_lake, Park], from_time: "08:00", until_time: "09:00"}]',
            "no-line-there",
            "no line runs between West Lake and Park",
        ),
        (
            'closures: [{section: [Park, Park], from_time: "08:00", until_time: "09:00"}]',
            "section-without-length",
            "both ends of the section are Park",
        ),
        (
            'closures: [{station: Central, from_time: "08:00", until_time: "09:00"}]',
            "no-line-there",
            "no line calls at Central",
        ),
        (
            'closures: [{station: Park, from_time: "09:00", until_time: "08:00"}]',
            "window-reversed",
            "until_time 08:00 is not after from_time 09:00",
        ),
        (
            'closures: [{from_time: "08:00", until_time: "09:00"}]',
            "section-station-or-runway",
            "of one section, one station or the runway",
        ),
        (
            'closures: [{station: Park, runway: true, from_time: "08:00", until_time: "09:00"}]',
            "section-station-or-runway",
            "of one section, one station or the runway",
        ),
    ],
)
def test_names_and_hours(tmp_path, text, code, words):
    ((got, line, what, fix),) = found(tmp_path, f"operations:\n  {text}\n")
    assert (got, line) == (code, 5)
    assert words in what
    assert fix


def test_a_section_that_the_scenario_opens_can_be_closed(tmp_path):
    closure = '{section: [Market, River East], from_time: "08:00", until_time: "09:00"}'
    block = f"operations: {{closures: [{closure}]}}\n"
    assert [code for code, _ in codes(tmp_path, block)] == ["no-line-there"]
    opened = block + "modifications: [{type: open_section, sections: [1b]}]\n"
    assert codes(tmp_path, opened) == []


def test_settings_of_a_day_that_is_not_asked_for(tmp_path):
    text = "modifications:\n  - {type: set_lanes, place: central/security, lanes: 9}\n"
    ((code, line, what, fix),) = found(tmp_path, text)
    assert (code, line) == ("operations-off", 5)
    assert what == "set_lanes is seen by a simulated day alone, and none is asked for"
    assert fix == "add a block  operations: {}  or run  sim simulate"


def test_closures_without_the_part(tmp_path):
    text = (
        "operations:\n  parts: [metro]\n  closures:\n"
        '    - {runway: true, from_time: "08:00", until_time: "09:00"}\n'
    )
    assert codes(tmp_path, text) == [("closures-left-out", 5)]


def test_an_unknown_place_is_told_with_those_there_are(tmp_path):
    text = (
        "operations: {}\nmodifications:\n"
        "  - {type: set_lanes, place: central/securty, lanes: 9}\n"
        "  - {type: set_service_time, place: central/xx, mean_s: 3}\n"
    )
    one, other = found(tmp_path, text)
    assert one[:3] == ("unknown-place", 6, "central has no place 'securty' with lanes")
    assert one[3] == "did you mean 'security'?"
    assert other[3] == "places: security, ticket_gates"


def test_no_lane_all_day_is_told_unless_some_open_later(tmp_path):
    closed = (
        "operations: {}\nmodifications:\n  - {type: set_lanes, place: central/security, lanes: 0"
    )
    ((code, line, what, fix),) = found(tmp_path, closed + "}\n")
    assert (code, line) == ("no-lanes", 6)
    assert what == "central/security has no lane all day: nobody who comes there can go on"
    assert fix == "open at least one lane, or say from_time and until_time"
    opened = "}\n  - {type: set_lanes, place: central/security, lanes: 4, until_time: '22:00'}\n"
    assert found(tmp_path, closed + opened) == []
    assert found(tmp_path, closed + ", from_time: '22:00'}\n") == []


def test_everything_at_once(tmp_path):
    text = (
        "operations:\n  stations: [x]\n  parts: [metro, metro]\n"
        "  closures:\n"
        '    - {station: Prk, from_time: "09:00", until_time: "08:00"}\n'
        "demand: {enabled: false}\n"
    )
    issues = check_scenario(load(tmp_path, text), two_line_network(), KNOWN)
    assert sorted(issue.code for issue in issues if issue.severity is Severity.ERROR) == [
        "named-twice",
        "operations-without-demand",
        "unknown-hub",
        "unknown-station",
        "window-reversed",
    ]
