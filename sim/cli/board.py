"""The target board as a table a planner reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.indicators import TextRow, board_from_frame, board_notes, board_table, read_targets
from sim.results import RunResults

__all__ = ["print_board"]

_WIDTHS = (15, 16, 7)
_SILENT = {"not_modelled"}
_STYLE = {
    "met": "bold green",
    "missed": "bold red",
    "depends": "bold yellow",
    "not_modelled": "bright_black",
    "not_computed": "bright_black",
}


def print_board(
    results: RunResults, data_dir: Path, *, console: Console, explain: bool = False
) -> None:
    """Print the board of a run, on request with formulas and caveats, then where its files are."""
    manifest = results.manifest
    targets = read_targets(data_dir / "policy" / "targets.yaml")
    board = board_from_frame(results.targets, targets, results.table("board_caveats"))
    rows = board_table(board, targets)
    console.print()
    titles = dict.fromkeys((manifest.title_zh, manifest.title))
    title = Text("  ".join(titles), style="bold")
    console.print(title)
    network = manifest.network
    console.print(
        f"network of {network['as_of']} · people of {network['horizon_year']} · "
        f"run {manifest.run_id}{' (unchanged, not computed again)' if results.reused else ''}",
        style="bright_black",
    )
    console.print("★ headline definition · value · target · margin\n", style="bright_black")
    for number, row in enumerate(rows):
        if row.indent == 0 and row.verdict_code not in _SILENT:
            own = [row]
            for other in rows[number + 1 :]:
                if other.indent == 0:
                    break
                own.append(other)
            _print_target(own, console)
    silent = [row for row in rows if row.indent == 0 and row.verdict_code in _SILENT]
    for row in silent:
        console.print(Text.assemble((row.target, "bold"), "  ", (row.verdict, "bright_black")))
    console.print(_counts(rows))
    if explain:
        for note in board_notes(board, targets):
            console.print(note, markup=False, style="" if note.startswith(" ") else "bold")
        console.print()
    console.print(f"board   {results.folder / 'targets.csv'}", soft_wrap=True)
    console.print(f"tables  {results.folder / 'tables'}", soft_wrap=True)
    console.print(Text.assemble("map     ", (str(results.map_path), "bold")), soft_wrap=True)


def _print_target(rows: Sequence[TextRow], console: Console) -> None:
    """One target: its name and verdict, then a line for each definition, headline first."""
    head = rows[0]
    console.print(
        Text.assemble(
            (head.target, "bold"), "  ", (head.verdict, _STYLE[head.verdict_code]), overflow="fold"
        )
    )
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(ratio=1)
    for width in _WIDTHS:
        table.add_column(justify="right", no_wrap=True, width=width)
    table.add_column(no_wrap=True, width=12)
    for row in rows:
        table.add_row(
            Text(f"  {'★' if row.indent == 0 else ' '} {row.definition}"),
            row.value,
            row.threshold,
            row.margin,
            Text(row.own_verdict.replace("_", " "), style=_STYLE[row.own_verdict]),
        )
    console.print(table)
    console.print()


def _counts(rows: tuple[TextRow, ...]) -> Text:
    verdicts = [row.verdict for row in rows if row.indent == 0]
    parts = [f"{verdicts.count(v)} {v}" for v in sorted(set(verdicts))]
    return Text(f"\n{len(verdicts)} targets: {', '.join(parts)}\n")
