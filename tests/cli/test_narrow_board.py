"""The board fits a screen of 80 columns: nothing is cut off, nothing wraps."""

from __future__ import annotations

import io
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.cells import cell_len
from rich.console import Console

from sim.cli.board import print_board
from sim.indicators import (
    board_caveats,
    board_frame,
    read_targets,
    target_board,
)
from sim.indicators.values import MODELLED, IndicatorValue

DATA = Path(__file__).parents[2] / "network_data"
TARGETS = read_targets(DATA / "policy" / "targets.yaml")


@pytest.fixture(scope="module")
def results() -> SimpleNamespace:
    """A board on which every definition that is modelled has the value 41."""
    values = [
        IndicatorValue(target.id, one.id, 41.0, one.unit, MODELLED)
        for target in TARGETS
        for one in target.definitions
        if target.status != "not_modelled"
    ]
    board = target_board(values, TARGETS)
    return SimpleNamespace(
        manifest=SimpleNamespace(
            title="Narrow",
            title_zh="窄屏",
            run_id="0123456789ab",
            network={"as_of": "2016-07-01", "horizon_year": 2020},
        ),
        targets=board_frame(board),
        table=lambda _name: board_caveats(board),
        folder=Path("outputs"),
        map_path=Path("outputs/map.html"),
        reused=False,
    )


def printed(results: SimpleNamespace, width: int) -> list[str]:
    buffer = io.StringIO()
    print_board(results, DATA, console=Console(file=buffer, width=width, highlight=False))
    return [line.rstrip() for line in buffer.getvalue().splitlines()]


def definitions() -> list[tuple[str, str]]:
    return [
        (one.title_zh, one.title_en)
        for target in TARGETS
        if target.status != "not_modelled"
        for one in target.definitions
    ]


@pytest.mark.parametrize("width", [80, 99])
def test_a_narrow_screen_has_english_beneath(results, width):
    lines = printed(results, width)
    assert max(cell_len(line) for line in lines) <= width
    assert not any("…" in line for line in lines)
    for name_zh, name_en in definitions():
        place = next(
            number
            for number, line in enumerate(lines)
            if line.removeprefix("  ★").strip().startswith(name_zh)
            and lines[number + 1] == f"    {name_en}"
        )
        assert "41" in lines[place]  # the numbers stand beside the Chinese name
        assert lines[place].endswith((" met", " missed"))


def test_a_wide_screen_has_both_names_in_one_line(results):
    lines = printed(results, 110)
    assert max(cell_len(line) for line in lines) <= 110
    for name_zh, name_en in definitions():
        assert any(f"{name_zh} {name_en} " in line for line in lines)


def test_numbers_are_the_same_on_both(results):
    def numbers(width: int) -> list[str]:
        return re.findall(r" ([+-][0-9.]+) ", "\n".join(printed(results, width)))

    assert len(numbers(80)) == len(definitions())
    assert numbers(80) == numbers(110)
