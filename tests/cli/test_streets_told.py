"""`sim streets`: what a planner sees of streets that are of little use for walking."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.errors import DataError, OutputError


@pytest.fixture
def motorway(tmp_path: Path) -> Path:
    path = tmp_path / "my motorway.osm"
    path.write_text(
        '<osm version="0.6"><node id="1" lat="0" lon="0"/><node id="2" lat="0" lon="0.01"/>'
        '<way id="7"><nd ref="1"/><nd ref="2"/><tag k="highway" v="motorway"/></way></osm>'
    )
    return path


def test_streets_for_cars_only_are_written_with_a_warning(motorway: Path, tmp_path: Path) -> None:
    folder = tmp_path / "a new folder"
    result = CliRunner().invoke(app, ["streets", str(motorway), "--out", str(folder), "-q"])
    assert result.exit_code == 0
    assert result.output == (
        f"{motorway} warning no-walkable-street — no street can be walked on, so no trip can "
        "begin or end here\n    → take an extract that holds more than motorways\n"
    ).replace(f"{motorway} ", f"{motorway}  ")
    assert sorted(path.name for path in folder.iterdir()) == ["links.parquet", "nodes.parquet"]


def test_stages_are_named_as_those_of_the_matrix(motorway: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["streets", str(motorway), "--out", str(tmp_path / "s")])
    stages = [line.split("  ")[1] for line in result.output.splitlines() if line.endswith(" s")]
    assert stages == ["read streets", "write the network"]


def test_a_cut_file_and_a_file_in_place_of_the_folder(motorway: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.osm"
    cut.write_text(motorway.read_text()[:80])
    result = CliRunner().invoke(app, ["streets", str(cut), "--out", str(tmp_path / "s")])
    assert isinstance(result.exception, DataError)
    (issue,) = result.exception.issues
    assert (issue.code, issue.file) == ("osm-damaged", cut)
    assert not (tmp_path / "s").exists()
    result = CliRunner().invoke(app, ["streets", str(motorway), "--out", str(motorway)])
    assert isinstance(result.exception, OutputError)
