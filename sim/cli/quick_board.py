"""``sim board``: the targets of a scenario in seconds, beside those of what it extends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from sim.cli.console import out, progress
from sim.study import find_project

if TYPE_CHECKING:
    from sim.indicators import BoardRow
    from sim.indicators.board_text import TextRow
    from sim.study.quick_board import QuickBoard

__all__ = ["board"]

_GREY = "bright_black"
_WITHOUT = (
    "without the demand model: `sim run` has the share of public transport, all tables and the map"
)
_STYLE = {"met": "bold green", "missed": "bold red"}


def board(
    scenario: Annotated[
        str,
        typer.Argument(help="A scenario file, or the name of a shipped one.", metavar="SCENARIO"),
    ],
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Folder of the tables of facts.", show_default=False),
    ] = None,
    outputs: Annotated[
        Path | None, typer.Option("--outputs", help="Folder for results.", show_default=False)
    ] = None,
    *,
    against: Annotated[
        str | None,
        typer.Option(help="Set against this one instead of what it extends.", show_default=False),
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help="Rows that stay as they are too.")] = False,
) -> None:
    """Try a scenario in seconds: its targets beside those of the one it extends, without demand."""
    from sim.study.quick_board import quick_board  # noqa: PLC0415 - loads the engines

    project = find_project(data, outputs)
    with progress() as report:
        found = quick_board(
            scenario,
            against=against,
            data_dir=project.data,
            outputs_dir=project.outputs,
            scenarios_dir=project.scenarios,
            report=report,
        )
    _print(found, whole=whole)


def _print(found: QuickBoard, *, whole: bool) -> None:
    """Title, then the rows that differ, target by target."""
    from sim.indicators import board_table  # noqa: PLC0415 - loads the engines

    out.print()
    out.print(Text("  ".join(dict.fromkeys((found.title_zh, found.title))), style="bold"))
    if found.against is not None:
        told = f"against {found.against} · {len(found.changed)} of {len(found.board)} rows change"
        out.print(told, style=_GREY)
    before = {_key(row): row for row in found.before or ()}
    texts = dict(zip(map(_key, found.board), board_table(found.board), strict=True))
    old_texts = dict(zip(before, board_table(tuple(before.values())), strict=True))
    shown = ""
    for row in found.board if whole else found.changed:
        if row.overall == "not_modelled":
            continue
        if row.target_id != shown:
            shown = row.target_id
            out.print(Text(f"\n{row.title_zh} {row.title_en}", style="bold"))
        out.print(_line(row, before.get(_key(row)), texts[_key(row)], old_texts.get(_key(row))))
    out.print(f"\n{_WITHOUT}", style=_GREY)


def _key(row: BoardRow) -> tuple[str, str]:
    return row.target_id, row.definition


def _line(row: BoardRow, before: BoardRow | None, text: TextRow, old: TextRow | None) -> Table:
    """One definition: its name, the value before and now, the difference and the verdict."""
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(ratio=1)
    for width in (14, 16, 8):
        table.add_column(justify="right", no_wrap=True, width=width)
    table.add_column(no_wrap=True, width=12)
    change = ""
    if before is not None and before.value is not None and row.value is not None:
        change = f"{row.value - before.value:+.4g}" if row.value != before.value else "="
    table.add_row(
        Text(f"  {'★' if row.headline else ' '} {text.definition}"),
        "" if old is None else old.value,
        text.value if old is None else f"→ {text.value}",
        change,
        Text(row.verdict.replace("_", " "), style=_STYLE.get(row.verdict, _GREY)),
    )
    return table
