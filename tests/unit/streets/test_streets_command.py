"""The command: what it prints, what it writes, one message for each mistake."""

from pathlib import Path

import pytest
import typer
from street_samples import osm_text
from typer.testing import CliRunner

from sim.cli.streets import streets
from sim.errors import DataError, OutputError
from sim.network.streets.parquet import read_streets

app = typer.Typer()
app.command()(streets)

NODES = {1: (0.0, 0.0), 2: (0.01, 0.0), 3: (0.01, 0.01), 8: (0.5, 0.0), 9: (0.5, 0.001)}


@pytest.fixture
def town(tmp_path: Path) -> Path:
    path = tmp_path / "town.osm"
    text = osm_text(
        NODES, "1 2 highway=primary", "2 3 highway=steps", "8 9 highway=residential oneway=yes"
    )
    path.write_text(text, encoding="utf-8")
    return path


def test_figures_of_a_small_town(town: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [str(town), "--out", str(tmp_path / "out")])
    assert result.exit_code == 0
    # primary and steps: 0.01 degrees each, 1.112 km; residential a tenth of it, one way by car
    text = " ".join(result.output.split())
    assert "5 nodes, 6 links (one a direction), 0.0000 to 0.5000 E, 0.0000 to 0.0100 N" in text
    assert "primary 1.1" in text
    assert "steps 1.1" in text
    assert "residential 0.1" in text
    assert "all 2.3" in text
    assert (
        "walking largest part: 3 nodes, 4 links, 2.2 km; routing leaves out 1 other parts: "
        "2 nodes, 0.1 km"
    ) in text
    assert "driving largest part: 2 nodes, 2 links, 2.2 km of direction" in text
    assert "links.parquet" in text
    assert read_streets(tmp_path / "out").n_links == 6


def test_a_file_or_a_place_but_not_both(town: Path, tmp_path: Path) -> None:
    for arguments, what in (
        ([], "no sources of streets are given"),
        ([str(town), "--place", "X"], "2 sources of streets are given"),
    ):
        result = CliRunner().invoke(app, [*arguments, "--out", str(tmp_path)])
        assert isinstance(result.exception, DataError)
        assert result.exception.issues[0].what == what


def test_mistakes_come_as_errors_with_issues(town: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [str(tmp_path / "none.osm"), "--out", str(tmp_path)])
    assert isinstance(result.exception, DataError)
    assert result.exception.issues[0].code == "osm-no-file"
    result = CliRunner().invoke(app, [str(town), "--out", str(town)])
    assert isinstance(result.exception, OutputError)
    assert result.exception.issues[0].code == "folder-not-writable"
