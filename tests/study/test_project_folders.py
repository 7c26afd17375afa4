"""Where a command finds tables, outputs and shipped scenarios."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import DataError
from sim.study.project import find_project


def project(folder: Path) -> Path:
    """A project: a marked folder of tables and a folder of scenarios."""
    (folder / "network_data").mkdir(parents=True)
    (folder / "network_data" / "datapackage.json").write_text("{}")
    (folder / "scenarios").mkdir()
    return folder


def test_the_project_around_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project(tmp_path / "project")
    monkeypatch.chdir(root / "scenarios")
    found = find_project()
    assert found.data.resolve() == root / "network_data"
    assert found.scenarios.resolve() == root / "scenarios"


def test_own_tables_without_scenarios_take_those_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, own = project(tmp_path / "project"), tmp_path / "elsewhere" / "tables"
    own.mkdir(parents=True)
    monkeypatch.chdir(root)
    found = find_project(own)
    assert found.data == own
    assert found.scenarios.resolve() == root / "scenarios"
    assert found.outputs.resolve() == tmp_path / "elsewhere" / "outputs"


def test_scenarios_beside_own_tables_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, other = project(tmp_path / "project"), project(tmp_path / "other")
    monkeypatch.chdir(root)
    assert find_project(other / "network_data").scenarios.resolve() == other / "scenarios"


def test_nothing_found_says_where_it_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match=f"no network_data folder in {tmp_path} or above it"):
        find_project()
    with pytest.raises(DataError, match="there is no folder missing; name the folder of the"):
        find_project(Path("missing"))
