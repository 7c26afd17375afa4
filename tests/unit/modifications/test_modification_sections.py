"""Opening and closing sections, on the invented network of two lines."""

from __future__ import annotations

from datetime import date

import pytest

from sim.errors import ScenarioError
from sim.modifications import CloseSection, OpenSection, apply_modifications
from sim.modifications.examples import two_line_network
from sim.network.model import Quality


def opening(*sections: str, **keys: object) -> OpenSection:
    return OpenSection(type="open_section", sections=sections, **keys)


def closing(*sections: str, **keys: object) -> CloseSection:
    return CloseSection(type="close_section", sections=sections, **keys)


def test_opening_opens_section_and_the_stations_at_both_ends_of_its_hops():
    network, report = apply_modifications(two_line_network(), [opening("1b")])
    assert network.is_open(network.sections["1b"])
    assert network.sections["1b"].open_date == date(2016, 7, 1)
    assert network.sections["1b"].quality is Quality.SCENARIO
    line = network.routes["t_1"].branches[0].stops
    assert [network.is_open(stop) for stop in line] == [True, True, True, True]
    assert network.is_open(network.stops["M_river_east"])
    change = report.changes[0]
    # Hospital, the other end of the hop, was open: only River East is new.
    assert change.touched["stops"] == ("M_river_east",)
    assert change.counts == {"sections": 1, "stops": 1}
    assert change.position == 1
    assert change.type == "open_section"


def test_excepted_station_is_passed():
    network, _ = apply_modifications(two_line_network(), [opening("1b", except_stations=("江东",))])
    assert network.is_open(network.sections["1b"])
    assert not network.is_open(network.stops["M_river_east"])


def test_opening_date_before_as_of_is_kept():
    network, _ = apply_modifications(
        two_line_network(), [opening("1b", open_date=date(2016, 3, 1))]
    )
    assert network.sections["1b"].open_date == date(2016, 3, 1)


def test_opening_after_as_of_is_an_error():
    with pytest.raises(ScenarioError) as caught:
        apply_modifications(two_line_network(), [opening("1b", open_date=date(2019, 6, 24))])
    issue = caught.value.issues[0]
    assert issue.code == "date-after-as-of"
    assert "2016-07-01" in issue.what
    assert issue.fix


def test_opening_what_is_open_is_an_error_unless_allowed():
    with pytest.raises(ScenarioError) as caught:
        apply_modifications(two_line_network(), [opening("1a")])
    assert [issue.code for issue in caught.value.issues] == ["section-already-open"]
    base = two_line_network()
    network, report = apply_modifications(base, [opening("1a", allow_no_effect=True)])
    assert network is base
    assert report.changes[0].counts == {"sections": 0, "stops": 0}


def test_closing_takes_an_opening_back_to_the_last_bit():
    base = two_line_network()
    network, _ = apply_modifications(base, [opening("1b"), closing("1b")])
    assert network.fingerprint == base.fingerprint


def test_closing_a_section_closes_only_stations_nothing_else_reaches():
    # 1a: West Lake - Market - Hospital. Market stays open on Line 2, Hospital closes with 1a.
    network, report = apply_modifications(two_line_network(), [closing("1a")])
    line_1 = network.routes["t_1"].branches[0].stops
    assert [network.is_open(stop) for stop in line_1] == [False, False, False, False]
    assert network.is_open(network.stops["M_market"])
    assert not network.is_open(network.stops["M_hospital"])
    assert network.sections["1a"].close_date == date(2016, 7, 1)
    assert report.changes[0].counts == {"sections": 1, "stops": 3}


def test_closing_one_of_two_open_sections_keeps_the_station_between():
    network, _ = apply_modifications(two_line_network(), [opening("1b"), closing("1a")])
    line_1 = network.routes["t_1"].branches[0].stops
    # Hospital is an end of 1b, which is open.
    assert [network.is_open(stop) for stop in line_1] == [False, False, True, True]


def test_closing_what_is_closed_is_an_error():
    with pytest.raises(ScenarioError) as caught:
        apply_modifications(two_line_network(), [closing("1b")])
    assert [issue.code for issue in caught.value.issues] == ["section-not-open"]


def test_unknown_sections_are_all_reported_with_advice():
    with pytest.raises(ScenarioError) as caught:
        apply_modifications(two_line_network(), [opening("1c", "9z"), closing("2b")])
    assert [issue.code for issue in caught.value.issues] == ["unknown-section"] * 3
    assert "1b" in caught.value.issues[0].fix


def test_same_track_under_two_lines_asks_to_be_read():
    base = two_line_network()
    from dataclasses import replace

    sections = dict(base.sections)
    sections["9m"] = replace(sections["1b"], section_id="9m", track_id="1a", name_en="9m")
    _, report = apply_modifications(replace(base, sections=sections), [opening("9m")])
    assert "track-twice" in [issue.code for issue in report.issues]
