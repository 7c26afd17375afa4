"""The ``demand`` block: its defaults, its bounds, and the parameters it may replace."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError, Severity
from sim.modifications.examples import two_line_network
from sim.scenario import check_scenario, load_scenario
from sim.scenario.demand_check import ParameterBounds, demand_problems
from sim.scenario.header_check import KnownIds
from sim.scenario.offers import Vintages

PARAMETERS = {
    "scale_per_min": ParameterBounds("1/min", 0.03, 0.065),
    "theta_private": ParameterBounds("", 0.5, 1.0),
    "transfer_penalty_min": ParameterBounds("min", 2, 12),
    "constant_drive_min": ParameterBounds("min", -60, 80),
    "parking_paid_share": ParameterBounds("", 0.15, 0.6),
    "street_ride_error": ParameterBounds("", -0.12, 0.12),
    "cycle_access_min": ParameterBounds("min", 2, 2),
}
KNOWN = KnownIds(Vintages(("2016-03",), ("2016",)), parameters=PARAMETERS)


def load(tmp_path, text):
    path = tmp_path / "one.yaml"
    path.write_text(f"scenario: one\ntitle: One\nas_of: 2016-07-01\n{text}", encoding="utf-8")
    return load_scenario(path)


def found(tmp_path, values):
    scenario = load(tmp_path, f"demand:\n  parameters:\n{values}")
    return [
        issue
        for issue in check_scenario(scenario, two_line_network(), KNOWN)
        if not issue.code.startswith("horizon")
    ]


def test_defaults(tmp_path):
    demand = load(tmp_path, "").document.demand
    assert (demand.enabled, demand.crowding) == (True, True)
    assert (demand.zones, demand.max_iterations, demand.draws) == (600, 8, 100)
    assert demand.tolerance == 0.003
    assert demand.parameters == {}


def test_values_of_a_child_join_those_of_its_parent(tmp_path):
    (tmp_path / "parent.yaml").write_text(
        "scenario: parent\ntitle: P\nas_of: 2016-07-01\n"
        "demand: {zones: 300, parameters: {transfer_penalty_min: 4}}\n",
        encoding="utf-8",
    )
    demand = load(
        tmp_path, "extends: parent.yaml\ndemand: {parameters: {theta_private: 0.8}}\n"
    ).document.demand
    assert demand.zones == 300
    assert demand.parameters == {"transfer_penalty_min": 4.0, "theta_private": 0.8}


@pytest.mark.parametrize(
    "text",
    [
        "zones: 99",
        "zones: 1501",
        "max_iterations: 0",
        "max_iterations: 51",
        "tolerance: 0",
        "draws: -1",
        "draws: 1001",
    ],
)
def test_numbers_have_their_bounds(tmp_path, text):
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path, f"demand: {{{text}}}\n")
    (issue,) = caught.value.issues
    assert (issue.code, issue.line) == ("out-of-range", 4)


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        ("theta_private: 0", "theta-range", "outside (0, 1]"),
        ("theta_private: 1.5", "theta-range", "outside (0, 1]"),
        ("theta_private: -0.2", "theta-range", "outside (0, 1]"),
        ("theta_privat: 0.7", "unknown-parameter", "there is no parameter 'theta_privat'"),
        ("transfer_penalty_min: -1", "parameter-negative", "it cannot be negative"),
        ("scale_per_min: 0", "parameter-range", "it cannot be zero"),
        ("parking_paid_share: 1.2", "parameter-range", "but a share"),
    ],
)
def test_impossible_values_are_told_at_their_line(tmp_path, value, code, words):
    (issue,) = found(tmp_path, f"    {value}\n")
    assert (issue.code, issue.line, issue.severity) == (code, 6, Severity.ERROR)
    assert words in issue.what
    assert issue.fix


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("transfer_penalty_min: 20", "believed to lie between 2 and 12 min"),
        ("transfer_penalty_min: 0", "believed to lie between 2 and 12 min"),
        ("street_ride_error: -0.2", "believed to lie between -0.12 and 0.12"),
        ("constant_drive_min: -70", "believed to lie between -60 and 80 min"),
        ("cycle_access_min: 3", "it is taken as 2 min"),
    ],
)
def test_unusual_values_are_a_warning(tmp_path, value, words):
    (issue,) = found(tmp_path, f"    {value}\n")
    assert (issue.code, issue.line, issue.severity) == ("parameter-unusual", 6, Severity.WARNING)
    assert words in issue.what


def test_all_mistakes_at_once_and_nothing_for_sound_values(tmp_path):
    values = "    theta_private: 2\n    scale_per_minute: 0.05\n    parking_paid_share: 9\n"
    assert [(issue.code, issue.line) for issue in found(tmp_path, values)] == [
        ("theta-range", 6),
        ("unknown-parameter", 7),
        ("parameter-range", 8),
    ]
    sound = "    theta_private: 1\n    constant_drive_min: -20\n    transfer_penalty_min: 2\n"
    assert found(tmp_path, sound) == []


def test_numbers_that_are_none_are_refused(tmp_path):
    document = load(tmp_path, "").document
    demand = document.demand.model_copy(update={"parameters": {"theta_private": float("nan")}})
    (problem,) = demand_problems(document.model_copy(update={"demand": demand}), PARAMETERS)
    assert problem.code == "parameter-range"


def test_without_the_table_nothing_can_be_checked(tmp_path):
    document = load(tmp_path, "demand: {parameters: {anything: 1}}\n").document
    assert list(demand_problems(document, {})) == []
