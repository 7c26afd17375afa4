"""The rules of the house that a reader can rely on, checked on the source itself."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "sim").rglob("*.py"))
TOP_LEVEL_FOLDERS = {"sim", "network_data", "scenarios", "notebooks", "outputs", "tests", ".ci"}


def tracked() -> list[str]:
    listing = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    return [name for name in listing.stdout.splitlines() if (ROOT / name).exists()]


def test_top_level_holds_only_the_agreed_folders() -> None:
    folders = {name.split("/")[0] for name in tracked() if "/" in name}
    assert folders <= TOP_LEVEL_FOLDERS


def test_no_file_is_over_five_megabytes() -> None:
    big = [name for name in tracked() if (ROOT / name).stat().st_size > 5_000_000]
    assert big == []


def test_public_names_are_exact() -> None:
    sim = importlib.import_module("sim")
    assert sorted(sim.__all__) == sorted(
        [
            "Comparison",
            "RunResults",
            "SimError",
            "__version__",
            "apply_modifications",
            "compare",
            "compute_indicators",
            "draw_map",
            "export_results",
            "load_network",
            "load_scenario",
            "make_report",
            "measure_access",
            "read_comparison",
            "read_run",
            "run",
            "to_networkx",
            "toy",
            "travel_times",
            "validate",
        ]
    )
    for name in sim.__all__:
        assert getattr(sim, name) is not None


def test_sim_is_ours() -> None:
    sim = importlib.import_module("sim")
    assert Path(sim.__file__ or "").is_relative_to(ROOT)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_module_is_small_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert text.count("\n") <= 400, "split the module"
    assert ast.get_docstring(tree), "the first line says which idea the module holds"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 80, f"{node.name} has {length} lines"


MODE_IDS = {
    "metro",
    "suburban_rail",
    "bus",
    "brt",
    "airport_bus",
    "coach",
    "rail_hsr",
    "rail_conventional",
    "air",
}


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_branch_on_a_mode_name(path: Path) -> None:
    """Modes are data: comparing with a mode's name in code hides a rule from modes.yaml."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Compare):
            texts = [
                side.value
                for side in [node.left, *node.comparators]
                if isinstance(side, ast.Constant) and isinstance(side.value, str)
            ]
            names = ast.unparse(node)
            if "mode" in names:
                assert not MODE_IDS & set(texts), f"line {node.lineno}: {names}"


def test_only_the_command_line_prints() -> None:
    for path in SOURCES:
        if "cli" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "print", f"{path}:{node.lineno}"


def test_no_dumping_ground() -> None:
    forbidden = {"utils", "helpers", "common", "misc", "core", "manager"}
    assert [p for p in SOURCES if p.stem in forbidden or p.parent.name in forbidden] == []


DOORS = {
    "folium": {"maps"},
    "simpy": {"hub"},
    "osmnx": {"readers"},
    "osmium": {"readers"},
    "matplotlib": {"reports"},
    "openmatrix": {"exports"},
    "tables": {"exports"},
    "pyogrio": {"exports"},
}


@pytest.mark.parametrize("package", sorted(DOORS))
def test_heavy_package_has_one_door(package: str) -> None:
    doors = DOORS[package]
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        if re.search(rf"^\s*(import|from) {package}\b", text, re.MULTILINE):
            assert doors & set(path.parts), f"{path} imports {package}"


def test_import_is_light() -> None:
    """``import sim`` must not pull in maps, kernels or geometry before they are asked for."""
    code = "import sys, sim; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    for package in (
        "folium",
        "numba",
        "geopandas",
        "osmnx",
        "pandera",
        "networkx",
        "simpy",
        "matplotlib",
        "openmatrix",
    ):
        assert package not in loaded


def test_nothing_reads_outside_the_project() -> None:
    for path in SOURCES:
        assert "shared/" not in path.read_text(encoding="utf-8"), path


def test_lazy_names_are_not_shadowed_by_modules() -> None:
    """Importing ``sim.x.name`` sets ``sim.x.name``: a lazy name must not also be a module's."""
    for package in ("sim", "sim.study", "sim.network", "sim.routing"):
        module = importlib.import_module(package)
        folder = Path(module.__file__ or "").parent
        for name, home in module._HOME.items():
            if home != name:
                assert not (folder / f"{name}.py").exists(), f"{package}.{name}"
