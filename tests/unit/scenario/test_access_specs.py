"""The measures a scenario may ask for: every one can be written, every mistake is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from sim.accessibility import DECAYS, MEASURES
from sim.errors import DataError
from sim.network.opportunities import layer_ids
from sim.scenario import check_file
from sim.scenario.access_check import access_problems
from sim.scenario.access_specs import DEFAULT_MEASURES, decay_of, longest_needed_min
from sim.scenario.document import AccessibilitySettings, ScenarioHeader

ROOT = Path(__file__).parents[3]
LAYERS = layer_ids(ROOT / "network_data")

EXAMPLES = """\
scenario: every-measure
title: Every measure there is
as_of: 2016-07-01
accessibility:
  sums_max_min: 90
  measures:
    - {measure: cumulative, layers: [jobs, hospitals], cutoffs_min: [15, 90]}
    - {measure: cumulative_interval, layers: [jobs], from_min: 30, to_min: 60, step_min: 5}
    - {measure: gravity, layers: [jobs], decay: {logistic: {median_min: 30, sd_min: 10.5}}}
    - {measure: time_to_closest, layers: [airport]}
    - {measure: time_to_nth, layers: [hospitals], n: 3}
    - {measure: balancing_time, layers: [jobs]}
    - {measure: two_step_floating_catchment, layers: [hospitals]}
    - measure: enhanced_two_step_floating_catchment
      layers: [hospitals]
      decay: {stepped: {edges_min: [10, 20, 30], weights: [1, 0.68, 0.22]}}
    - {measure: three_step_floating_catchment, layers: [hospitals], decay: {gaussian: {cutoff_min: 60}}}
    - {measure: balanced_floating_catchment, layers: [jobs], decay: {step: {cutoff_min: 30}}}
    - {measure: shen, layers: [jobs], decay: {power: {exponent: 1}}}
    - {measure: spatial_availability, layers: [jobs], decay: {linear: {cutoff_min: 60}}}
    - {measure: proximity, layers: [jobs], radius_km: 8}
    - {measure: transport_performance, layers: [jobs], cutoffs_min: [30], radius_km: 8}
"""


def check(tmp_path: Path, text: str):
    path = tmp_path / "every-measure.yaml"
    path.write_text(text, encoding="utf-8")
    return check_file(path, ROOT / "network_data", ROOT / "scenarios")


def header(measures: list[dict[str, object]], **accessibility: object) -> ScenarioHeader:
    return ScenarioHeader.model_validate(
        {
            "scenario": "x",
            "title": "x",
            "as_of": "2016-07-01",
            "accessibility": {"measures": measures, **accessibility},
        }
    )


def test_every_measure_of_the_catalogue_can_be_asked_for(tmp_path):
    outcome = check(tmp_path, EXAMPLES)
    assert [issue.text() for issue in outcome.issues] == []
    assert outcome.scenario is not None
    asked = outcome.scenario.document.accessibility.measures
    assert [one.measure for one in asked] == [measure.id for measure in MEASURES]


def test_the_schema_knows_every_measure_and_decay():
    schema = (ROOT / "scenarios" / "schema" / "scenario.schema.json").read_text(encoding="utf-8")
    for one in (*MEASURES, *DECAYS):
        assert f'"{one.id}"' in schema


def test_a_document_comes_back_from_its_own_json():
    """Manifests keep the document as JSON, and runs are measured again from it."""
    asked = AccessibilitySettings()
    assert AccessibilitySettings.model_validate_json(asked.model_dump_json()) == asked


def test_the_default_asks_for_layers_there_are_and_looks_no_further_than_the_cutoffs():
    asked = AccessibilitySettings()
    assert {layer for one in asked.measures for layer in one.layers} <= set(LAYERS)
    assert max(longest_needed_min(one)[0] for one in DEFAULT_MEASURES) == 0
    assert asked.measures == DEFAULT_MEASURES


def test_the_default_passes_the_checks_it_is_spared():
    again = AccessibilitySettings.model_validate(
        {"measures": [one.model_dump(exclude_none=True) for one in DEFAULT_MEASURES]}
    )
    assert again.measures == DEFAULT_MEASURES


@pytest.mark.parametrize("spec", DECAYS, ids=lambda spec: spec.id)
def test_the_edge_of_a_decay_is_read_from_its_parameters_as_the_decay_has_it(spec):
    """Edges are read without loading the decays; every decay's own edge must be the same."""
    lists = iter(([10.0, 20.0], [1.0, 0.5]))
    parameters = {p.name: tuple(next(lists)) if p.is_list else 15.0 for p in spec.parameters}
    words = {spec.id: parameters}
    entry = {"measure": "gravity", "layers": ("jobs",), "decay": words}
    (measure,) = header([entry]).accessibility.measures
    edge = decay_of(words).reach_min
    assert longest_needed_min(measure)[0] == (edge if edge < float("inf") else 0)


def test_checking_a_scenario_without_decays_loads_no_engine():
    code = (
        "import sys; from pathlib import Path; from sim.scenario import check_file; "
        "check_file('plan-2020', Path('network_data'), Path('scenarios')); "
        "print('numpy' in sys.modules, 'pandas' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False"]


def test_unknown_layer_is_told_where_it_stands():
    problems = list(
        access_problems(
            header([{"measure": "time_to_closest", "layers": ("jobs", "hospitels")}]), LAYERS
        )
    )
    assert [(p.code, p.what, p.fix, p.path) for p in problems] == [
        (
            "unknown-opportunity",
            "there is no layer of opportunities 'hospitels'",
            "did you mean 'hospitals'?",
            ("accessibility", "measures", 0, "layers", 1),
        )
    ]


@pytest.mark.parametrize(
    ("entry", "key", "needed"),
    [
        ({"measure": "cumulative", "layers": ("jobs",), "cutoffs_min": (30, 300)}, "cutoffs_min", 300),
        (
            {"measure": "cumulative_interval", "layers": ("jobs",), "from_min": 30, "to_min": 250},
            "to_min",
            250,
        ),
        ({"measure": "gravity", "layers": ("jobs",), "decay": {"step": {"cutoff_min": 241}}}, "decay", 241),
    ],
)  # fmt: skip
def test_a_time_beyond_the_search_is_told(entry, key, needed):
    (problem,) = access_problems(header([entry]), LAYERS)
    assert problem.code == "cutoff-beyond-search"
    assert f"looks {needed} min far, beyond the search of 240 min" in problem.what
    assert problem.fix == "raise routing.max_time_min, or look less far"
    assert problem.path == ("accessibility", "measures", 0, key)


def test_a_decay_without_an_edge_needs_no_limit():
    entry = {"measure": "gravity", "layers": ("jobs",), "decay": {"power": {"exponent": 1.0}}}
    assert list(access_problems(header([entry]), LAYERS)) == []


def test_the_search_must_reach_the_cutoffs_and_not_beyond_the_router():
    short = list(access_problems(header([], sums_max_min=45), LAYERS))
    assert [(p.code, p.fix) for p in short] == [
        ("cutoff-beyond-search", "raise sums_max_min to 60, or leave it out")
    ]
    (far,) = access_problems(header([], sums_max_min=300), LAYERS)
    assert far.what == "sums_max_min: 300 min is beyond the search of 240 min"


def test_the_same_measure_twice_is_told():
    entry = {"measure": "time_to_closest", "layers": ("jobs", "airport", "jobs")}
    (twice,) = access_problems(header([entry]), LAYERS)
    assert (twice.code, twice.path[-1]) == ("measure-twice", 2)
    other = {"measure": "time_to_closest", "layers": ("airport",)}
    problems = list(access_problems(header([other, other]), LAYERS))
    assert [p.path for p in problems] == [("accessibility", "measures", 1, "layers", 0)]


def test_two_decays_are_one_too_many():
    with pytest.raises(DataError, match="2 decays are named; name one"):
        decay_of({"step": {"cutoff_min": 30}, "power": {"exponent": 1}})


def test_every_measure_has_one_model():
    from sim.scenario import access_specs

    named = [
        name
        for model in access_specs._ENTRIES
        for name in get_args(model.model_fields["measure"].annotation)
    ]
    assert sorted(named) == sorted(measure.id for measure in MEASURES)
