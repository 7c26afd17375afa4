"""One parent: what is taken over, what is replaced, and where it then stands."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.scenario import diff_scenarios, find_scenario, load_scenario, shipped_scenarios

PARENT = """scenario: parent
title: The parent
title_zh: 上级
description: Of the parent only
as_of: 2015-12-31
routing: {walk_speed_kmh: 4.0, max_rides: 3}
accessibility:
  cutoffs_min: [30, 60]
  percentile: 20
modifications:
  - {type: open_section, sections: [2b]}
"""
CHILD = """scenario: child
title: The child
extends: parent.yaml
horizon_year: 2020
routing:
  max_rides: 5
accessibility: {cutoffs_min: [45]}
modifications:
  - {type: open_section, sections: [5a]}
  - {type: close_section, sections: [2b]}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "parent.yaml").write_text(PARENT, encoding="utf-8")
    (tmp_path / "child.yaml").write_text(CHILD, encoding="utf-8")
    return tmp_path


def test_mappings_merge_scalars_replace_modifications_append(folder):
    document = load_scenario(folder / "child.yaml").document
    assert document.as_of.isoformat() == "2015-12-31"
    assert document.horizon_year == 2020
    assert (document.routing.walk_speed_kmh, document.routing.max_rides) == (4.0, 5)
    assert document.accessibility.cutoffs_min == (45,)  # any other list replaces
    assert document.accessibility.percentile == 20
    assert [entry.sections for entry in document.modifications] == [("2b",), ("5a",), ("2b",)]


def test_keys_that_name_a_file_are_its_own(folder):
    document = load_scenario(folder / "child.yaml").document
    assert document.title == "The child"
    assert document.title_zh == ""
    assert document.description == ""


def test_every_value_knows_its_own_file_and_line(folder):
    scenario = load_scenario(folder / "child.yaml")
    places = {
        keys: (path.name, line)
        for keys in (
            ("as_of",),
            ("routing", "walk_speed_kmh"),
            ("routing", "max_rides"),
            ("accessibility", "percentile"),
            ("modifications", 0, "sections", 0),
            ("modifications", 1),
            ("modifications", 2, "sections"),
            ("modifications", 2, "note"),  # not written: the entry that would hold it
        )
        for path, line in [scenario.where(keys)]
    }
    assert places == {
        ("as_of",): ("parent.yaml", 5),
        ("routing", "walk_speed_kmh"): ("parent.yaml", 6),
        ("routing", "max_rides"): ("child.yaml", 6),
        ("accessibility", "percentile"): ("parent.yaml", 9),
        ("modifications", 0, "sections", 0): ("parent.yaml", 11),
        ("modifications", 1): ("child.yaml", 9),
        ("modifications", 2, "sections"): ("child.yaml", 10),
        ("modifications", 2, "note"): ("child.yaml", 10),
    }
    assert [path.name for path in scenario.files] == ["child.yaml", "parent.yaml"]


def test_parent_by_shipped_name(folder, tmp_path):
    elsewhere = tmp_path / "mine"
    elsewhere.mkdir()
    path = elsewhere / "mine.yaml"
    path.write_text("scenario: mine\ntitle: Mine\nextends: parent\n")
    assert load_scenario(path, shipped=folder).document.routing.max_rides == 3


def test_a_shipped_name_in_a_subfolder(tmp_path):
    (tmp_path / "alternatives").mkdir()
    (tmp_path / "alternatives" / "late.yaml").write_text("scenario: late\n")
    names = shipped_scenarios(tmp_path)
    assert set(names) == {"late", "alternatives/late"}
    assert find_scenario("late", shipped=tmp_path) == names["late"]
    assert find_scenario("alternatives/late.yaml", shipped=tmp_path) == names["late"]


def test_unknown_scenario_offers_close_names(folder):
    with pytest.raises(ScenarioError) as caught:
        load_scenario("chld", shipped=folder)
    issue = caught.value.issues[0]
    assert issue.code == "scenario-not-found"
    assert issue.fix == "did you mean 'child'?"


def test_three_in_a_circle_show_the_chain(tmp_path):
    for name, parent in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.yaml").write_text(f"scenario: {name}\ntitle: x\nextends: {parent}\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(tmp_path / "a.yaml")
    issues = caught.value.issues
    assert [issue.code for issue in issues] == ["circular-extends"]
    assert "a → b → c → a" in issues[0].what
    assert issues[0].file.name == "c.yaml"


def test_a_scenario_that_extends_itself(tmp_path):
    (tmp_path / "a.yaml").write_text("scenario: a\ntitle: x\nextends: a.yaml\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(tmp_path / "a.yaml")
    assert [issue.code for issue in caught.value.issues] == ["circular-extends"]


def test_mistakes_of_the_parent_are_told_with_its_name(folder):
    (folder / "parent.yaml").write_text(PARENT.replace("percentile: 20", "percentil: 20"))
    with pytest.raises(ScenarioError) as caught:
        load_scenario(folder / "child.yaml")
    issue = caught.value.issues[0]
    assert (issue.code, issue.file.name, issue.line) == ("unknown-key", "parent.yaml", 9)


def test_damaged_parent_gives_its_own_mistake_only(folder):
    (folder / "parent.yaml").write_text("a: [1\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(folder / "child.yaml")
    assert [(issue.code, issue.file.name) for issue in caught.value.issues] == [
        ("yaml-syntax", "parent.yaml")
    ]


def test_diff_shows_settings_then_modifications(folder):
    first = load_scenario(folder / "parent.yaml")
    second = load_scenario(folder / "child.yaml")
    assert [difference.text() for difference in diff_scenarios(first, second)] == [
        "accessibility.cutoffs_min: [30, 60] → [45]",
        "horizon_year: 2015 → 2020",
        "routing.max_rides: 3 → 5",
        'modifications: + open_section: sections ["5a"]',
        'modifications: + close_section: sections ["2b"]',
    ]
    assert diff_scenarios(first, first) == ()
