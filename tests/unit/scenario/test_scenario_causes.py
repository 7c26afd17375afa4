"""A child's value that makes an entry of its parent wrong is told at the child's line as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import Severity
from sim.scenario import check_file

ROOT = Path(__file__).parents[3]
PARENT = """scenario: parent
title: The parent
as_of: 2016-07-01
modifications:
  - type: open_section
    sections: [2b]
  - type: open_section
    sections: [4b]
"""


def told(folder: Path, child: str, *, parent: str = PARENT) -> list[str]:
    (folder / "parent.yaml").write_text(parent, encoding="utf-8")
    (folder / "child.yaml").write_text(child, encoding="utf-8")
    outcome = check_file(folder / "child.yaml", ROOT / "network_data", ROOT / "scenarios")
    return [
        issue.text().removeprefix(f"{folder}/")
        for issue in outcome.issues
        if issue.severity is Severity.ERROR
    ]


def test_a_date_of_the_child_is_told_at_both_lines(tmp_path):
    child = "scenario: child\ntitle: The child\nextends: parent\nas_of: 2017-12-01\n"
    # Section 2b opened on 2017-07-03, section 4b on 2018-01-09: only one of the two is wrong.
    assert told(tmp_path, child) == [
        (
            "child.yaml:4 error clashes-with-parent — as_of is 2017-12-01 here, so entries of the "
            "parent are wrong (parent.yaml:6): section 2b (Line 2: Qianjiang Road – Gucui Road) is "
            "open since 2017-07-03 — keep as_of: 2016-07-01, or extend a scenario that goes with it"
        ),
        (
            "parent.yaml:6 error section-already-open — section 2b (Line 2: Qianjiang Road – Gucui "
            "Road) is open since 2017-07-03 (because as_of is 2017-12-01 in child.yaml:4) — remove it "
            "from the list"
        ),
    ]


def test_the_child_in_the_middle_is_named(tmp_path):
    child = "scenario: middle\ntitle: Middle\nextends: parent\nas_of: 2017-12-01\n"
    (tmp_path / "middle.yaml").write_text(child, encoding="utf-8")
    found = told(tmp_path, "scenario: child\ntitle: The child\nextends: middle\nseed: 7\n")
    assert [text.split(" — ")[0] for text in found] == [
        "middle.yaml:4 error clashes-with-parent",
        "parent.yaml:6 error section-already-open",
    ]
    assert "(because as_of is 2017-12-01 in middle.yaml:4)" in found[1]


def test_a_setting_deep_in_the_child_is_told(tmp_path):
    parent = PARENT + "accessibility: {cutoffs_min: [30, 90]}\n"
    child = (
        "scenario: child\ntitle: The child\nextends: parent\n"
        "accessibility: {measures: []}\nrouting:\n  max_time_min: 60\n"
    )
    assert told(tmp_path, child, parent=parent) == [
        (
            "child.yaml:6 error clashes-with-parent — routing.max_time_min is 60 here, so entries of "
            "the parent are wrong (parent.yaml:9): the cutoff of 90 min is beyond the search of 60 min "
            "— leave routing.max_time_min out, or extend a scenario that goes with it"
        ),
        (
            "parent.yaml:9 error cutoff-beyond-search — the cutoff of 90 min is beyond the search of "
            "60 min (because routing.max_time_min is 60 in child.yaml:6) — raise "
            "routing.max_time_min, or drop the cutoff"
        ),
    ]


@pytest.mark.parametrize("as_of", ["2015-12-31", "2016-07-01"])
def test_mistakes_of_the_parent_alone_are_its_own(tmp_path, as_of):
    parent = PARENT.replace("[2b]", "[2x]")
    child = f"scenario: child\ntitle: The child\nextends: parent\nas_of: {as_of}\n"
    (found,) = told(tmp_path, child, parent=parent)
    assert found.startswith("parent.yaml:6 error unknown-section — there is no section '2x' — ")
    assert "because" not in found
