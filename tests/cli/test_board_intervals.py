"""Interval and probability of a value stand beneath it, on wide and narrow screens."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.cells import cell_len
from rich.console import Console

from sim.cli.board import print_board
from sim.cli.compare_board import blocks, print_boards
from sim.indicators import (
    BoardRow,
    board_caveats,
    board_frame,
    read_targets,
    target_board,
)
from sim.indicators.compare_board import compared_boards
from sim.indicators.values import MODELLED, IndicatorValue

DATA = Path(__file__).parents[2] / "network_data"
TARGETS = read_targets(DATA / "policy" / "targets.yaml")
TOLD = "beneath a value: 90 % interval, and the probability P that the target is met"


def board(share: float, *, drawn: bool) -> tuple[BoardRow, ...]:
    """A share of the residents with an interval of four points either side, or without one."""
    bounds = (share - 4.2, share + 3.7, 0.312) if drawn else (None, None, None)
    value = IndicatorValue(
        "pt_share", "motorised_residents", share, "%", MODELLED,
        low=bounds[0], high=bounds[1], probability=bounds[2],
    )  # fmt: skip
    return target_board([value], TARGETS)


def printed(rows: Sequence[BoardRow], width: int) -> list[str]:
    results = SimpleNamespace(
        manifest=SimpleNamespace(
            title="Share",
            title_zh="比例",
            run_id="0123456789ab",
            network={"as_of": "2016-07-01", "horizon_year": 2020},
        ),
        targets=board_frame(rows),
        table=lambda _name: board_caveats(rows),
        folder=Path("outputs"),
        map_path=Path("outputs/map.html"),
        reused=False,
    )
    buffer = io.StringIO()
    print_board(results, DATA, console=Console(file=buffer, width=width, highlight=False))  # type: ignore[arg-type]
    return [line.rstrip() for line in buffer.getvalue().splitlines()]


def test_a_wide_screen_has_them_below_value_and_verdict() -> None:
    lines = printed(board(58.3, drawn=True), 110)
    assert TOLD in lines
    place = next(number for number, line in enumerate(lines) if "58.3 %" in line)
    assert lines[place + 1].split() == ["(54.1–62.0)", "P", "31", "%"]
    # The interval ends where the value ends, the probability begins where the verdict begins.
    value, beneath = lines[place], lines[place + 1]
    assert cell_len(beneath[: beneath.index(")") + 1]) == cell_len(value[: value.index("%") + 1])
    assert cell_len(beneath[: beneath.index("P")]) == cell_len(value[: value.index("missed")])


@pytest.mark.parametrize("width", [80, 99])
def test_a_narrow_screen_has_them_beside_the_english_name(width: int) -> None:
    lines = printed(board(58.3, drawn=True), width)
    assert max(cell_len(line) for line in lines) <= width
    assert "    Residents, motorised trips  (54.1–62.0), P 31 %" in lines


def test_without_draws_nothing_is_said() -> None:
    for width in (80, 110):
        text = "\n".join(printed(board(58.3, drawn=False), width))
        assert TOLD not in text
        assert "P 31" not in text


@pytest.mark.parametrize(
    ("width", "expected"),
    [(110, ["54.1–62.0 · P 31 %"]), (57, ["54.1–62.0", "P 31 %"])],
)
def test_boards_side_by_side(width: int, expected: list[str]) -> None:
    table = compared_boards(
        {"plan": board(58.3, drawn=True), "built": board(55.0, drawn=False)}, "plan"
    )
    (columns,) = blocks(["plan", "built"], "plan", width)
    buffer = io.StringIO()
    console = Console(file=buffer, width=width, highlight=False)
    print_boards(table, TARGETS, columns, console=console)
    text = buffer.getvalue()
    for part in expected:
        assert part in text
    assert text.count("P 31 %") == 1
    assert max(cell_len(line) for line in text.splitlines()) <= width
