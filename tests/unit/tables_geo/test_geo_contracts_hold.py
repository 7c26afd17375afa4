"""Every table of bus, land, road and base keeps its contract; bad rows are found."""

import json
import shutil

import pytest

from sim.tables.checking import checked_table, content_issues
from sim.tables.contracts import CATALOGUE

FOLDERS = ("bus", "land", "road", "base")
NAMES = [name for name in CATALOGUE if name.split("/")[0] in FOLDERS]


@pytest.mark.parametrize("name", NAMES)
def test_table_is_there_and_keeps_its_contract(name, table):
    assert len(table(name)) > 0


def test_there_are_29_tables_of_these_folders():
    assert len(NAMES) == 29


def test_keys_and_references_hold_across_all_tables(data_root):
    errors = [
        issue
        for issue in content_issues(data_root)
        if issue.severity == "error"
        and issue.file is not None
        and issue.file.parent.name in FOLDERS
    ]
    assert errors == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("bus/routes", ",all_day,", ",sometimes,"),
        ("bus/stops", "B_0001", "B1"),
        ("land/population", "sample_survey", "guess"),
        ("road/crossings", "1937-09-26", "1937"),
        ("road/streets", "street_0001", "s1"),
    ],
)
def test_a_damaged_row_is_one_issue_with_its_line(name, old, new, tmp_path, data_root):
    spec = CATALOGUE[name]
    copy = tmp_path / spec.path
    copy.parent.mkdir(parents=True)
    text = (data_root / spec.path).read_text(encoding="utf-8")
    copy.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
    _, issues = checked_table(tmp_path, spec)
    assert [issue.code for issue in issues] == ["bad-value"]
    assert issues[0].line == 1 + text[: text.index(old)].count("\n")


def test_a_feature_of_an_unknown_kind_is_found(tmp_path, data_root):
    spec = CATALOGUE["land/water"]
    copy = tmp_path / spec.path
    copy.parent.mkdir(parents=True)
    shutil.copy(data_root / spec.path, copy)
    document = json.loads(copy.read_text(encoding="utf-8"))
    document["features"][3]["properties"]["kind"] = "puddle"
    copy.write_text(json.dumps(document), encoding="utf-8")
    _, issues = checked_table(tmp_path, spec)
    assert [issue.code for issue in issues] == ["bad-value"]
    assert "puddle" in issues[0].what
