"""What holds for every list of modifications."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.fingerprint import fingerprint
from sim.modifications import (
    AddAirRoutes,
    AddStation,
    AdjustHeadway,
    Draft,
    OpenSection,
    apply_modifications,
)
from sim.modifications.examples import two_line_network


def opening(*sections: str, **keys: object) -> OpenSection:
    return OpenSection(type="open_section", sections=sections, **keys)


def often(*routes: str, **keys: object) -> AdjustHeadway:
    plain = {"type": "adjust_headway", "routes": routes, "headway_min": 3.0}
    return AdjustHeadway(**(plain | keys))


def test_empty_list_gives_back_the_same_network():
    base = two_line_network()
    network, report = apply_modifications(base, [])
    assert network is base
    assert report.text() == ""


def test_the_base_is_never_written_into():
    base = two_line_network()
    before = fingerprint(base)
    network, _ = apply_modifications(base, [opening("1b"), often("t_1")])
    assert fingerprint(base) == before
    assert network.fingerprint != before


def test_untouched_parts_are_shared_with_the_base():
    base = two_line_network()
    network, _ = apply_modifications(base, [opening("1b")])
    assert network.trains is base.trains
    assert network.air_routes is base.air_routes
    assert network.sections is not base.sections


def test_same_list_gives_the_same_network():
    entries = [opening("1b"), often("t_1", "t_2")]
    one, _ = apply_modifications(two_line_network(), entries)
    two, _ = apply_modifications(two_line_network(), entries)
    assert one.fingerprint == two.fingerprint


def test_order_of_records_in_the_base_does_not_matter():
    base = two_line_network()
    turned = replace(
        base,
        stops=dict(reversed(base.stops.items())),
        routes=dict(reversed(base.routes.items())),
        trains=dict(reversed(base.trains.items())),
    )
    entries = [opening("1b"), often("t_1")]
    assert (
        apply_modifications(base, entries)[0].fingerprint
        == apply_modifications(turned, entries)[0].fingerprint
    )


def test_all_mistakes_are_reported_at_once_with_their_places():
    places = []

    def where(path):
        places.append(path)
        return Path("plan.yaml"), len(places)

    with pytest.raises(ScenarioError) as caught:
        apply_modifications(
            two_line_network(),
            [
                opening("1c"),
                often("t_7"),
                AddAirRoutes(type="add_air_routes", destinations=("XXX", "SFO")),
            ],
            where=where,
        )
    assert [issue.code for issue in caught.value.issues] == [
        "unknown-section",
        "unknown-route",
        "unknown-airport",
    ]
    assert places == [
        ("modifications", 0, "sections", 0),
        ("modifications", 1, "routes", 0),
        ("modifications", 2, "destinations", 0),
    ]
    assert caught.value.issues[1].where == "plan.yaml:2"


def test_what_a_wrong_entry_would_provide_is_not_reported_again():
    wrong = AddStation(
        type="add_station",
        stop_id="M_new",
        name_zh="新",
        name_en="New",
        mode="trian",
        lon=120.1,
        lat=30.2,
    )
    follows = AddStation(
        type="add_station",
        stop_id="M_next",
        name_zh="下",
        name_en="Next",
        mode="train",
        route="t_1",
        between=("New", "Market"),
    )
    with pytest.raises(ScenarioError) as caught:
        apply_modifications(two_line_network(), [wrong, follows])
    assert [issue.code for issue in caught.value.issues] == ["unknown-mode"]


def test_entry_without_effect_says_how_to_allow_it():
    with pytest.raises(ScenarioError) as caught:
        apply_modifications(two_line_network(), [often("t_1"), often("t_1")])
    issue = caught.value.issues[0]
    assert issue.code == "no-effect"
    assert "allow_no_effect: true" in issue.fix
    network, report = apply_modifications(
        two_line_network(), [often("t_1"), often("t_1", allow_no_effect=True)]
    )
    assert len(report.changes) == 2
    assert network.routes["t_1"].headways[0].headway_s == 180


def test_opened_line_without_headways_asks_to_be_read():
    base = two_line_network()
    line = replace(base.routes["t_1"], headways=())
    bare = replace(base, routes={**base.routes, "t_1": line})
    _, report = apply_modifications(bare, [opening("1b")])
    assert [issue.code for issue in report.issues] == ["no-service"]
    _, report = apply_modifications(bare, [opening("1b"), often("t_1")])
    assert report.issues == ()


def test_draft_that_changed_nothing_is_the_base():
    base = two_line_network()
    draft = Draft(base)
    draft.stops["M_park"] = replace(draft.stops["M_park"])
    assert draft.freeze() is base


def test_records_are_frozen():
    with pytest.raises(FrozenInstanceError):
        two_line_network().stops["M_park"].lon = 0.0
