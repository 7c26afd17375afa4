"""Pass 2 and the documents it makes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError
from ruamel.yaml import YAML

from sim.errors import ScenarioError
from sim.modifications.examples import two_line_network
from sim.scenario import (
    ScenarioDocument,
    check_scenario,
    load_scenario,
    new_scenario_text,
    schema_text,
)

ROOT = Path(__file__).parents[3]
SCHEMA = ROOT / "scenarios" / "schema" / "scenario.schema.json"


def load(tmp_path, text):
    path = tmp_path / "one.yaml"
    path.write_text("scenario: one\ntitle: One\n" + text, encoding="utf-8")
    return load_scenario(path)


def codes(tmp_path, text):
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path, text)
    return [(issue.code, issue.line) for issue in caught.value.issues]


def test_three_lines_make_a_complete_scenario(tmp_path):
    document = load(tmp_path, "as_of: 2015-12-31\n").document
    assert document.horizon_year == 2015
    assert document.modifications == ()
    assert document.accessibility.departures == "07:30-08:30"
    assert document.one_hour_circle.window == "06:00-22:00"
    assert document.targets == "all"
    assert document.rail_timetable is None
    assert document.seed == 0


def test_document_is_frozen(tmp_path):
    document = load(tmp_path, "as_of: 2015-12-31\n").document
    with pytest.raises(ValidationError):
        document.as_of = date(2020, 1, 1)


def test_repr_fits_a_notebook(tmp_path):
    assert repr(load(tmp_path, "as_of: 2015-12-31\n")) == (
        "<Scenario one · as of 2015-12-31 · people of 2015 · 0 modifications>"
    )


def test_keys_with_x_are_free_anywhere(tmp_path):
    text = "as_of: 2015-12-31\nx-a: 1\nrouting: {x-b: [1, {c: 2}], max_rides: 3}\n"
    assert load(tmp_path, text).document.routing.max_rides == 3


def test_quoted_number_is_not_a_number(tmp_path):
    assert codes(tmp_path, 'as_of: 2015-12-31\nseed: "7"\n') == [("wrong-type", 4)]


def test_section_16_needs_no_quotes_but_a_station_does(tmp_path):
    text = "as_of: 2015-12-31\nmodifications:\n  - {type: open_section, sections: [16]}\n"
    assert load(tmp_path, text).document.modifications[0].sections == ("16",)
    text = text.replace("}", ", except_stations: [16]}")
    assert codes(tmp_path, text) == [("wrong-type", 5)]


@pytest.mark.parametrize("day", ["2015-02-30", "2015-13-01", "31.12.2015", "2015-12", "soon"])
def test_days_that_never_were(tmp_path, day):
    assert codes(tmp_path, f"as_of: {day}\n") == [("impossible-date", 3)]


def test_year_alone_is_not_a_day(tmp_path):
    assert codes(tmp_path, "as_of: 2015\n") == [("wrong-type", 3)]


def test_unknown_key_offers_the_right_one(tmp_path):
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path, "as_of: 2015-12-31\naccessibility: {cutoff_min: [30]}\n")
    assert caught.value.issues[0].fix == "did you mean 'cutoffs_min'?"
    assert "one.yaml:4" in str(caught.value)


def test_air_vintage_may_be_written_as_a_year(tmp_path):
    assert load(tmp_path, "as_of: 2015-12-31\nair_vintage: 2014\n").document.air_vintage == "2014"


def test_check_finds_references_and_implausible_values_at_their_lines(tmp_path):
    text = (
        "as_of: 2016-07-01\n"
        "routing: {walk_speed_kmh: 8}\n"
        "one_hour_circle:\n"
        "  origins:\n"
        "    - central\n"
        "    - centre\n"
        "modifications:\n"
        "  - type: open_section\n"
        "    sections:\n"
        "      - 1b\n"
        "      - 1d\n"
    )
    issues = check_scenario(load(tmp_path, text), two_line_network())
    assert sorted((issue.code, issue.line, str(issue.severity)) for issue in issues) == [
        ("unknown-hub", 8, "error"),
        ("unknown-section", 13, "error"),
        ("walk-fast", 4, "warning"),
    ]


def test_committed_schema_is_that_of_the_models():
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "run `sim schema --write`"


def test_schema_accepts_every_shipped_scenario_and_refuses_an_unknown_key():
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    Draft202012Validator.check_schema(validator.schema)
    paths = [*(ROOT / "scenarios").rglob("*.yaml"), *(ROOT / "tests/scenarios/good").glob("*.yaml")]
    assert len(paths) >= 9
    for path in paths:
        text = path.read_text(encoding="utf-8")
        plain = json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))
        assert [error.message for error in validator.iter_errors(plain)] == [], path
    assert list(validator.iter_errors({"scenario": "a", "title": "b", "as_off": "2015-12-31"}))


def test_schema_describes_every_key_of_the_document():
    properties = json.loads(SCHEMA.read_text(encoding="utf-8"))["properties"]
    assert set(properties) == set(ScenarioDocument.model_fields)
    assert all(entry.keys() & {"description", "$ref"} for entry in properties.values())


def test_new_scenario_can_be_used_as_it_stands(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(new_scenario_text("mine", schema="x.json"), encoding="utf-8")
    scenario = load_scenario(path, shipped=ROOT / "scenarios")
    assert scenario.files[1].name == "plan-2020.yaml"
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=x.json")


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "scenarios").rglob("*.yaml")),
    ids=lambda path: path.stem,
)
def test_shipped_scenario_is_named_like_its_file_and_offers_its_schema(path):
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    schema = path.parent / first.removeprefix("# yaml-language-server: $schema=")
    assert schema.resolve() == SCHEMA
    scenario = load_scenario(path, shipped=ROOT / "scenarios")
    assert scenario.name == path.stem
    assert scenario.document.title_zh
    assert scenario.document.description
