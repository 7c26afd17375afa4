"""The inputs of a report, once per session."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from comparison_sample import sample_comparison
from report_sample import DATA, NAMES, write_runs

from sim.reports import ReportInputs
from sim.results.comparison import Comparison
from sim.study.report import report_inputs


@pytest.fixture(scope="session")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outputs")
    write_runs(folder)
    return folder


@pytest.fixture(scope="session")
def comparison(outputs: Path) -> Comparison:
    return sample_comparison(outputs, NAMES)


@pytest.fixture(scope="session")
def compared(comparison: Comparison) -> ReportInputs:
    return report_inputs(comparison, DATA, lang="both")


@pytest.fixture(scope="session")
def single(compared: ReportInputs) -> ReportInputs:
    plan = replace(compared.alternatives[1], is_reference=True)
    return replace(compared, alternatives=(plan,), comparison={}, comparison_id="")
