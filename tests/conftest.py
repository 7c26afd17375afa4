"""A scenario that runs in a few seconds: the real network, few departures and few origins."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.results import RunResults
from sim.study import run

ROOT = Path(__file__).parents[1]

QUICK = """\
scenario: quick
title: A quick run of the network of 2015
title_zh: 快速试算
as_of: 2015-12-31
modifications:
  - type: open_section
    sections: [4b]
    note: one change, so that the map has something to compare
accessibility: {cutoffs_min: [60], departures: "08:00-08:02", step_min: 1, sums_step_min: 2}
one_hour_circle: {window: "08:00-10:00", step_min: 60, sample: 2}
"""


@pytest.fixture(scope="session")
def quick_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenario") / "quick.yaml"
    path.write_text(QUICK, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def quick_run(quick_file: Path, tmp_path_factory: pytest.TempPathFactory) -> RunResults:
    outputs = tmp_path_factory.mktemp("outputs")
    return run(
        quick_file,
        data_dir=ROOT / "network_data",
        outputs_dir=outputs,
        scenarios_dir=ROOT / "scenarios",
    )


@pytest.fixture(scope="session")
def plan_run(tmp_path_factory: pytest.TempPathFactory) -> RunResults:
    """The whole plan of 2020 as shipped: what `make run` computes."""
    return run(
        "plan-2020",
        data_dir=ROOT / "network_data",
        outputs_dir=tmp_path_factory.mktemp("plan"),
        scenarios_dir=ROOT / "scenarios",
    )
