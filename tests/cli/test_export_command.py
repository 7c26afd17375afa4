"""``sim export`` as a planner types it."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from sim.cli.export import export
from sim.errors import OutputError
from sim.results import RunResults

ROOT = Path(__file__).parents[2]

app = typer.Typer()
app.command()(export)


def typed(*arguments: str) -> str:
    done = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_files_and_sizes_are_printed(
    quick_run: RunResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    to = tmp_path / "out"
    told = typed(str(quick_run.folder), "--to", str(to), "--format", "csv,geoparquet")
    assert "geoparquet/zones.parquet" in told
    assert "规划目标达成情况" in told
    assert "DATA_DICTIONARY.md explains every column" in told
    assert (to / "csv" / "zones.csv").is_file()


def test_quiet_prints_nothing(
    quick_run: RunResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    told = typed(str(quick_run.folder), "--to", str(tmp_path / "out"), "-f", "csv", "--quiet")
    assert told == ""


def test_percentiles_that_are_no_numbers(
    quick_run: RunResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    arguments = [str(quick_run.folder), "--to", str(tmp_path / "out"), "--percentiles", "5;50"]
    done = CliRunner().invoke(app, arguments)
    assert isinstance(done.exception, OutputError)
    (issue,) = done.exception.issues
    assert issue.what == "'5;50' is no list of whole numbers"
    assert issue.fix == "write for example --percentiles 5,50,95"
    assert not (tmp_path / "out").exists()


def test_a_scenario_by_name_needs_no_run_for_its_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    outputs = tmp_path / "outputs"
    to = tmp_path / "out"
    typed("base-2015", "--to", str(to), "-f", "gtfs", "--outputs", str(outputs), "--quiet")
    assert (to / "gtfs.zip").is_file()
    assert not (outputs / "base-2015").exists()
    told = (to / "DATA_DICTIONARY.md").read_text(encoding="utf-8")
    assert "| 情景 scenario | base-2015 |" in told
