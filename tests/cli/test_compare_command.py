"""What ``sim compare`` prints: the numbers of the tables, in lines that fit the screen."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import typer
from rich.cells import cell_len
from rich.console import Console
from typer.testing import CliRunner

from sim.cli.compare import compare, print_comparison
from sim.cli.compare_board import blocks
from sim.errors import ScenarioError
from sim.results.comparison import Comparison, read_comparison, write_comparison
from sim.study.compare_scenarios import compare as compare_scenarios

ROOT = Path(__file__).parents[2]

BASE = """\
scenario: base
title: Nothing changes
title_zh: 不变
as_of: 2015-12-31
accessibility: {cutoffs_min: [60], departures: "08:00-08:02", step_min: 1, sums_step_min: 2}
one_hour_circle: {window: "08:00-10:00", step_min: 60, sample: 2}
demand: {enabled: false}
gateway: {enabled: false}
"""
PLAN = """\
scenario: plan
title: Line 4 south and a flight
title_zh: 4号线南段与一个航点
extends: base.yaml
modifications:
  - {type: open_section, sections: [4b]}
  - {type: add_air_routes, destinations: [BKK]}
"""


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("scenarios")
    (folder / "base.yaml").write_text(BASE, encoding="utf-8")
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return [str(folder / "base.yaml"), str(folder / "plan.yaml")]


@pytest.fixture(scope="module")
def comparison(names: list[str], tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    return compare_scenarios(
        names,
        data_dir=ROOT / "network_data",
        outputs_dir=tmp_path_factory.mktemp("outputs"),
        scenarios_dir=ROOT / "scenarios",
        with_map=False,
        workers=1,
    )


def printed(comparison: Comparison, width: int, *, all_definitions: bool = False) -> str:
    text = io.StringIO()
    console = Console(file=text, width=width, highlight=False, color_system=None)
    print_comparison(
        comparison, ROOT / "network_data", console=console, all_definitions=all_definitions
    )
    return text.getvalue()


def many(comparison: Comparison, count: int, outputs: Path) -> Comparison:
    """The same comparison with copies of its plan under names as long as names get."""
    others = [f"airport-metro-in-time-{number}" for number in range(count)]
    tables = {}
    for name in comparison.tables:
        table = comparison.table(name)
        own = table[table["alternative"] == "plan"]
        tables[name] = pd.concat([table, *(own.assign(alternative=other) for other in others)])
    record = comparison.manifest.alternatives[1]
    manifest = replace(
        comparison.manifest,
        alternatives=[
            *comparison.manifest.alternatives,
            *({**record, "alternative": other} for other in others),
        ],
    )
    return write_comparison(outputs, manifest, tables, {"comparison.csv": ""})


def test_prints_what_the_tables_say(comparison: Comparison) -> None:
    text = printed(comparison, 100)
    for part in (
        "A base 基准 reference",
        "B plan",
        "Δ to the reference",
        "✗ 81.6",
        "✗ 92.8 ●",
        "Δ+11.2",
        "谁受益、谁受损 Who gains, who loses",
        "1. opens 4b of Line 4: 11.2 km, 8 stations",
        "+11.2 km",
        "城市轨道交通里程 Urban rail length: 81.6 → 92.8 km",
        "国际及地区航点 International air destinations: 24 → 25 destinations",
        "nobody's time 无人时间改变",
        "comparison.csv",
    ):
        assert part in text, part
    assert "nan" not in text.lower().replace("nanxing", "")


def test_only_headlines_unless_asked(comparison: Comparison) -> None:
    assert "共线只计一次 Shared track once" not in printed(comparison, 100)
    assert "共线只计一次" in printed(comparison, 100, all_definitions=True)


@pytest.mark.parametrize("width", [80, 100, 140])
def test_lines_fit_the_screen(comparison: Comparison, tmp_path: Path, width: int) -> None:
    """Also with ten alternatives: then the tables come in blocks that begin with the reference."""
    for one in (comparison, many(comparison, 8, tmp_path)):
        lines = printed(one, width).splitlines()
        paths = ("board   ", "tables  ")
        too_long = [
            line for line in lines if cell_len(line.rstrip()) > width and not line.startswith(paths)
        ]
        assert too_long == []


def test_blocks_begin_with_the_reference() -> None:
    """100 columns less 33 for the label hold 5 of 11 and a space: the reference and 4 others."""
    names = [f"s{number}" for number in range(10)]
    found = blocks(names, "s3", 100)
    assert [block.names[0] for block in found] == ["s3", "s3", "s3"]
    shown = [name for block in found for name in block.names[1:]]
    assert shown == [name for name in names if name != "s3"]
    assert found[0].letters["s3"] == "D"


def test_warnings_stand_out(comparison: Comparison, tmp_path: Path) -> None:
    issue = {
        "severity": "warning",
        "code": "other-years",
        "what": "年份不同 different years [2015]",
        "fix": "compare with no-build-2020",
        "file": None,
        "line": None,
    }
    manifest = replace(comparison.manifest, issues=[issue])
    tables = {name: comparison.table(name) for name in comparison.tables}
    warned = write_comparison(tmp_path, manifest, tables, {"comparison.csv": ""})
    text = printed(warned, 100)
    assert "注意 warning 年份不同 different years [2015]" in text
    assert "→ compare with no-build-2020" in text


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    app.command()(compare)
    app.command("other")(lambda: None)
    return app


def test_command(comparison: Comparison, names: list[str], app: typer.Typer) -> None:
    outputs = comparison.folder.parents[1]
    arguments = ["compare", *names, "--data", str(ROOT / "network_data"), "--outputs", str(outputs)]
    done = CliRunner().invoke(app, [*arguments, "--no-map", "--workers", "1"])
    assert done.exit_code == 0, done.output
    assert "unchanged, not computed again" in done.stdout
    assert re.search(r"✗ 92\.8", done.stdout)
    quiet = CliRunner().invoke(app, [*arguments, "--no-map", "--quiet"])
    assert "谁受益" not in quiet.stdout
    assert "✗ 92.8" in quiet.stdout


def test_mistakes_reach_the_planner_as_issues(names: list[str], app: typer.Typer) -> None:
    done = CliRunner().invoke(app, ["compare", names[0], "plan-2002"])
    assert isinstance(done.exception, ScenarioError)
    assert [issue.code for issue in done.exception.issues] == ["scenario-not-found"]


def test_comparison_can_be_read_back(comparison: Comparison) -> None:
    again = read_comparison(comparison.folder)
    assert again.manifest == comparison.manifest
    assert repr(again).startswith("<Comparison ")
