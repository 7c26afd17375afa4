"""The commands as a planner types them: what they print, what they return, what they never show."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.results import RunResults

ROOT = Path(__file__).parents[2]
COMMANDS = ["check", "run", "board", "map", "data", "schema", "new", "diff"]
COMMANDS += ["access", "compare", "explain", "export", "gtfs", "matrix", "report", "simulate"]
COMMANDS += ["streets"]


def sim(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sim", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "120", **environment},
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's tables and scenarios that a test may damage."""
    shutil.copytree(ROOT / "network_data", tmp_path / "network_data")
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(command: str) -> None:
    done = CliRunner().invoke(app, [command, "--help"], prog_name="sim")
    assert done.exit_code == 0
    assert "Example:" in done.stdout
    assert f"sim {command}" in done.stdout


def test_check_of_every_shipped_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for path in sorted((ROOT / "scenarios").rglob("*.yaml")):
        done = CliRunner().invoke(app, ["check", str(path.relative_to(ROOT))])
        assert done.exit_code == 0, done.output


def test_check_imports_nothing_heavy() -> None:
    """``sim check`` has two seconds; maps, kernels and contracts would take more than that."""
    code = (
        "import sys; from sim.cli.main import app\n"
        "try: app(['check', 'plan-2020'])\n"
        "except SystemExit: pass\n"
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.split())
    assert not loaded & {"numba", "folium", "geopandas", "pandera", "networkx", "osmnx", "simpy"}


def test_problems_are_told_with_line_and_advice(tmp_path: Path) -> None:
    path = tmp_path / "late.yaml"
    path.write_text(
        "scenario: late\ntitle: Late\nas_of: 2016-07-01\nmodifications:\n"
        "  - type: open_section\n    sections: [5z]\n  - type: adjust_headway\n"
        "    routes: [metro_1]\n    headwy_min: 3\n",
        encoding="utf-8",
    )
    done = sim("check", str(path))
    assert done.returncode == 1
    assert f"{path}:6" in done.stdout
    assert f"{path}:9" in done.stdout
    assert "headway_min" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_unknown_scenario_is_a_sentence() -> None:
    done = sim("run", "plan-2021")
    assert done.returncode == 1
    assert "plan-2020" in done.stderr
    assert "Traceback" not in done.stderr


def test_outside_a_project(tmp_path: Path) -> None:
    done = sim("run", "plan-2020", cwd=tmp_path)
    assert done.returncode == 1
    assert "--data" in done.stderr


def test_data_prints_where_values_come_from() -> None:
    done = sim("data")
    assert done.returncode == 0, done.stdout
    assert "metro/sections" in done.stdout
    assert "unverified" in done.stdout


def test_data_finds_damage_in_tables_modes_and_targets(project: Path) -> None:
    data = project / "network_data"
    sections = data / "metro" / "sections.csv"
    sections.write_text(sections.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    (data / "air" / "routes.csv").unlink()
    modes = data / "modes.yaml"
    modes.write_text(
        modes.read_text(encoding="utf-8").replace("  boarding_slack_s:", "  bording_slack_s:", 1),
        encoding="utf-8",
    )
    done = sim("data", "--quiet", cwd=project)
    assert done.returncode == 1
    for code in ("bad-csv", "missing-table", "unknown-key"):
        assert code in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    run = sim("run", "base-2015", cwd=project)
    assert run.returncode == 1
    assert "Traceback" not in run.stdout + run.stderr
    assert not (project / "outputs" / "base-2015").exists()


def test_hashes_can_be_renewed_after_an_edit(project: Path) -> None:
    table = project / "network_data" / "metro" / "fares.csv"
    text = table.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    table.write_text("".join(lines[:-1]), encoding="utf-8")
    refused = sim("data", "--quiet", cwd=project)
    assert refused.returncode == 1
    assert "wrong-hash" in refused.stdout
    assert "--write-hashes" in refused.stdout
    assert sim("data", "--quiet", "--write-hashes", cwd=project).returncode == 0
    package = json.loads((project / "network_data" / "datapackage.json").read_text("utf-8"))
    held = next(one for one in package["resources"] if one["path"] == "metro/fares.csv")
    assert held["sha256"] == sha256(table.read_bytes()).hexdigest()


def test_schema_is_the_committed_one() -> None:
    done = sim("schema")
    committed = (ROOT / "scenarios" / "schema" / "scenario.schema.json").read_text("utf-8")
    assert json.loads(done.stdout) == json.loads(committed)


def test_new_scenario_checks_and_differs(project: Path) -> None:
    assert sim("new", "my-plan", cwd=project).returncode == 0
    assert sim("check", "my-plan", cwd=project).returncode == 0
    twice = sim("new", "my-plan", cwd=project)
    assert twice.returncode == 1
    assert "exists" in twice.stderr
    bad = sim("new", "My Plan!", cwd=project)
    assert bad.returncode == 1
    assert "Traceback" not in bad.stderr


def test_diff_names_what_changed() -> None:
    done = sim("diff", "plan-2020", "no-west-station")
    assert done.returncode == 0
    assert "hangzhou_west" in done.stdout
    assert sim("diff", "plan-2020", "plan-2020").stdout.strip() == "no difference"


def test_run_prints_the_board(quick_run: RunResults, quick_file: Path) -> None:
    outputs = quick_run.folder.parents[1]
    path = outputs.parent / "again" / "quick.yaml"
    path.parent.mkdir(exist_ok=True)
    shutil.copy(quick_file, path)
    done = sim("run", str(path), "--outputs", str(outputs), "--explain")
    assert done.returncode == 0, done.stderr
    assert "Operating length" in done.stdout
    assert "92.8 km" in done.stdout
    assert "not modelled yet" in done.stdout
    assert "Source:" in done.stdout
    assert "map.html" in done.stdout


def test_map_of_something_that_is_no_run(tmp_path: Path) -> None:
    done = sim("map", str(tmp_path))
    assert done.returncode == 1
    assert "is not a run" in done.stderr


def test_small_slips_get_a_sentence(project: Path) -> None:
    gone = sim("data", "--data", "nowhere")
    assert gone.returncode == 1
    assert "there is no folder nowhere" in gone.stderr
    orphan = sim("new", "my-plan", "--extends", "plan-2021", cwd=project)
    assert orphan.returncode == 1
    assert not (project / "scenarios" / "my-plan.yaml").exists()


def test_tables_saved_with_a_byte_order_mark_are_read(project: Path) -> None:
    """Spreadsheets put one in front of UTF-8; it is no part of the first column's name."""
    table = project / "network_data" / "metro" / "sections.csv"
    table.write_text(table.read_text(encoding="utf-8"), encoding="utf-8-sig")
    done = sim("check", "plan-2020", cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr
