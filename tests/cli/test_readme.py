"""What the README shows is what the commands print."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from sim.cli.board import print_board
from sim.cli.console import PIPE_WIDTH
from sim.results import RunResults

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"<!-- board -->\n```text\n(.*?)```\n<!-- /board -->", re.DOTALL)


def printed(results: RunResults) -> str:
    """The board as `sim run` prints it into a pipe, without run id and folders."""
    buffer = io.StringIO()
    console = Console(file=buffer, width=PIPE_WIDTH, highlight=False, no_color=True)
    print_board(results, ROOT / "network_data", console=console)
    lines = [
        re.sub(r" · run \w+.*$", "", line.rstrip())
        for line in buffer.getvalue().strip().splitlines()
        if not line.startswith(("board ", "tables ", "map "))
    ]
    return "\n".join(lines).strip() + "\n"


@pytest.mark.slow
def test_board_in_the_readme_is_the_real_one(plan_run: RunResults) -> None:
    found = BLOCK.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found is not None
    assert found.group(1) == printed(plan_run)


def test_readme_names_what_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in re.findall(r"`([\w./-]+\.(?:md|yaml|ipynb|txt))`", text):
        if name != "scenarios/my-plan.yaml":
            places = [ROOT / name, ROOT / "network_data" / name]
            assert any(place.exists() for place in places), name
    for target in re.findall(r"\]\(([^)h][^)]*)\)", text):
        assert (ROOT / target).exists(), target
    assert "make run" in text
    assert "make test" in text
