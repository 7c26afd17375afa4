"""Every notebook is committed without outputs, speaks two languages, and is run by a test."""

from __future__ import annotations

import re

import pytest
from executed import FOLDER, executed, notebook
from test_notebook_numbers import NUMBERS

STEMS = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{3}")
MODE_NAMES = re.compile(r"""["'](?:metro|bus|brt|tram|coach|rail_hsr|suburban_rail)["']""")


@pytest.mark.parametrize("stem", STEMS)
def test_notebook_is_committed_without_outputs(stem: str) -> None:
    for cell in notebook(stem).cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("stem", STEMS)
def test_first_cell_speaks_chinese_and_english(stem: str) -> None:
    first = notebook(stem).cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert CHINESE.search(first.source)
    assert LATIN.search(first.source)


@pytest.mark.parametrize("stem", [stem for stem in NUMBERS if stem[:2] != "05"])
def test_every_heading_of_the_planners_loop_is_bilingual(stem: str) -> None:
    text = "\n".join(cell.source for cell in notebook(stem).cells if cell.cell_type == "markdown")
    headings = re.findall(r"(?m)^##+ .*$", text)
    assert headings
    for heading in headings:
        assert CHINESE.search(heading), heading
        assert LATIN.search(heading), heading


def test_first_run_goes_from_yaml_to_map_in_six_lines() -> None:
    first = next(c for c in notebook("01_first_run").cells if c.cell_type == "code")
    lines = [line for line in first.source.splitlines() if line.strip()]
    assert len(lines) <= 6
    assert ".yaml" in first.source
    assert "map_path" in first.source


@pytest.mark.parametrize("stem", STEMS)
def test_modes_are_data_in_notebooks_too(stem: str) -> None:
    code = "\n".join(cell.source for cell in notebook(stem).cells if cell.cell_type == "code")
    assert not MODE_NAMES.findall(code)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # 2026-11: raised inside jupyter_client
@pytest.mark.parametrize("stem", [stem for stem in STEMS if stem not in NUMBERS])
def test_notebook_runs(stem: str) -> None:
    """Those in `NUMBERS` are run by the tests of their numbers, once."""
    executed(stem)
