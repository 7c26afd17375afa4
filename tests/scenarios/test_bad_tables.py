"""Every broken table gives its code, at its file and line, with advice: and nothing runs on it."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from sim.errors import Issue, Severity, SimError
from sim.indicators import check_targets
from sim.network.modes import mode_issues
from sim.study import run
from sim.tables.checking import check_package

ROOT = Path(__file__).parents[2]
BAD = Path(__file__).parent / "bad_tables"
with (BAD / "expected.csv").open(encoding="utf-8") as handle:
    CASES = list(csv.DictReader(handle))


@pytest.fixture
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The real tables with one file damaged or taken away."""
    folder = tmp_path / "network_data"
    shutil.copytree(ROOT / "network_data", folder)
    case = request.param
    damaged = BAD / case["case"] / case["file"]
    if damaged.exists():
        shutil.copy(damaged, folder / case["file"])
    else:
        (folder / case["file"]).unlink()
    return folder


def problems(data: Path) -> list[Issue]:
    return [
        *check_package(data),
        *mode_issues(data / "modes.yaml"),
        *check_targets(data / "policy" / "targets.yaml")[1],
    ]


@pytest.mark.parametrize(
    ("data", "case"), [(case, case) for case in CASES], indirect=["data"], ids=lambda v: v["case"]
)
def test_damage_is_told_with_file_line_and_advice(data: Path, case: dict[str, str]) -> None:
    found = [
        issue
        for issue in problems(data)
        if issue.code == case["code"]
        and issue.severity is Severity.ERROR
        and issue.file is not None
        and issue.file.as_posix().endswith(case["file"])
    ]
    assert found, [issue.text() for issue in problems(data)]
    assert all(issue.what and issue.fix for issue in found)
    if case["line"]:
        assert int(case["line"]) in {issue.line for issue in found}


@pytest.mark.parametrize(
    "data",
    [case for case in CASES if case["code"] in {"bad-csv", "missing-table", "missing-column"}],
    indirect=True,
    ids=lambda v: v["case"],
)
def test_nothing_runs_on_damaged_tables(data: Path, tmp_path: Path) -> None:
    with pytest.raises(SimError) as caught:
        run(
            "base-2015",
            data_dir=data,
            outputs_dir=tmp_path / "outputs",
            scenarios_dir=ROOT / "scenarios",
        )
    assert str(caught.value)
    assert not (tmp_path / "outputs" / "base-2015").exists()
