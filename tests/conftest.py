"""A scenario that runs in a few seconds: the real network, few departures and few origins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sharing import one_at_a_time, shared_folder, sound_tables_are_checked_once

from sim.results import RunResults
from sim.study import run
from sim.study.cache import StageCache

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
demand: {enabled: false}
"""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    """Units of tests that share something dear, instead of single tests, go to the processes."""
    from work_order import ByWork

    return ByWork(config, log) if config.getvalue("dist") == "load" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):  # one of several processes
        from work_order import in_order

        items[:] = in_order(items)


@pytest.fixture(scope="session", autouse=True)
def _tables() -> Iterator[None]:
    with sound_tables_are_checked_once():
        yield


@pytest.fixture(scope="session")
def quick_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenario") / "quick.yaml"
    path.write_text(QUICK, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def networks(tmp_path_factory: pytest.TempPathFactory) -> StageCache:
    """Where built networks are kept, for tests that want one and nothing else."""
    return StageCache(shared_folder(tmp_path_factory) / "quick" / ".cache")


@pytest.fixture(scope="session")
def quick_run(quick_file: Path, tmp_path_factory: pytest.TempPathFactory) -> RunResults:
    """The run of `quick_file`; the first process that asks for it makes it, the others read it."""
    outputs = shared_folder(tmp_path_factory) / "quick"
    with one_at_a_time(outputs.parent, "quick"):
        return run(
            quick_file,
            data_dir=ROOT / "network_data",
            outputs_dir=outputs,
            scenarios_dir=ROOT / "scenarios",
        )


@pytest.fixture(scope="session")
def plan_run() -> RunResults:
    """The whole plan of 2020 as shipped: what `make run` computes, or has computed.

    It is kept with the runs of the notebooks, some of which look at the same one.
    """
    return run(
        "plan-2020",
        data_dir=ROOT / "network_data",
        outputs_dir=ROOT / "outputs",
        scenarios_dir=ROOT / "scenarios",
    )
