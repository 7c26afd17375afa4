"""Scenario files: written by planners, checked in four passes, complete before anything runs."""

from __future__ import annotations

from sim.scenario.check import CheckOutcome, check_file, check_scenario
from sim.scenario.diff import Difference, diff_scenarios
from sim.scenario.document import ScenarioDocument
from sim.scenario.extend import shipped_scenarios
from sim.scenario.header_check import KnownIds, known_ids
from sim.scenario.load import Scenario, find_scenario, load_scenario
from sim.scenario.new import new_scenario_text
from sim.scenario.schema import scenario_schema, schema_text
from sim.scenario.sketch import sketch_network

__all__ = [
    "CheckOutcome",
    "Difference",
    "KnownIds",
    "Scenario",
    "ScenarioDocument",
    "check_file",
    "check_scenario",
    "diff_scenarios",
    "find_scenario",
    "known_ids",
    "load_scenario",
    "new_scenario_text",
    "scenario_schema",
    "schema_text",
    "shipped_scenarios",
    "sketch_network",
]
