"""The target board as a table a planner reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.indicators import (
    BoardRow,
    TextRow,
    board_from_frame,
    board_notes,
    board_table,
    read_targets,
)
from sim.results import RunResults

__all__ = ["print_board"]

_WIDTHS = (15, 16, 7)
_NARROW_WIDTHS = (15, 15, 6)
_ONE_LINE_COLUMNS = 100
"""Below this the English name of a definition stands beneath the Chinese one."""

_UNDER = "beneath a value: 90 % interval, and the probability P that the target is met"

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
    console.print("★ headline definition · value · target · margin", style="bright_black")
    if any(row.interval for row in rows):
        console.print(_UNDER, style="bright_black")
    console.print()
    for own in _targets(board, rows):
        if own[0].text.verdict_code not in _SILENT:
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


@dataclass(frozen=True, slots=True)
class _Line:
    """One definition as cells, with its name in both languages."""

    text: TextRow
    name_zh: str
    name_en: str

    @property
    def name(self) -> str:
        """Both names, or the one there is."""
        return " ".join(dict.fromkeys(name for name in (self.name_zh, self.name_en) if name))


def _targets(board: Sequence[BoardRow], rows: Sequence[TextRow]) -> list[list[_Line]]:
    """Lines of each target, headline first."""
    found: list[list[_Line]] = []
    for row, text in zip(board, rows, strict=True):
        if text.indent == 0:
            found.append([])
        found[-1].append(_Line(text, row.definition_zh, row.definition_en))
    return found


def _print_target(lines: Sequence[_Line], console: Console) -> None:
    """One target: its name and verdict, then each definition, headline first.

    A definition takes one line, or two: beneath it stand the English name on a narrow screen, and
    the interval and probability of a value that has them.
    """
    head = lines[0].text
    console.print(
        Text.assemble(
            (head.target, "bold"), "  ", (head.verdict, _STYLE[head.verdict_code]), overflow="fold"
        )
    )
    narrow = console.width < _ONE_LINE_COLUMNS
    for line in lines:
        console.print(_cells(line, narrow=narrow))
        beneath = _english_beneath(line) if narrow else ""
        if beneath:
            console.print(Text(f"    {beneath}", style="bright_black"))
    console.print()


def _cells(line: _Line, *, narrow: bool) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(ratio=1)
    for width in _NARROW_WIDTHS if narrow else _WIDTHS:
        table.add_column(justify="right", no_wrap=True, width=width)
    table.add_column(no_wrap=True, width=12)
    row = line.text
    name = (line.name_zh or line.name_en) if narrow else line.name
    table.add_row(
        Text(f"  {'★' if row.indent == 0 else ' '} {name}"),
        row.value,
        row.threshold,
        row.margin,
        Text(row.own_verdict.replace("_", " "), style=_STYLE[row.own_verdict]),
    )
    if row.interval and not narrow:
        chance = f"P {row.probability}" if row.probability else ""
        table.add_row("", f"({row.interval})", "", "", chance, style="bright_black")
    return table


def _english_beneath(line: _Line) -> str:
    """What stands below a narrow line: the English name, then interval and probability."""
    name = line.name_en if line.name_zh and line.name_en != line.name_zh else ""
    interval = f"({line.text.interval})" if line.text.interval else ""
    chance = f"P {line.text.probability}" if interval and line.text.probability else ""
    return "  ".join(part for part in (name, ", ".join(filter(None, (interval, chance)))) if part)


def _counts(rows: tuple[TextRow, ...]) -> Text:
    verdicts = [row.verdict for row in rows if row.indent == 0]
    parts = [f"{verdicts.count(v)} {v}" for v in sorted(set(verdicts))]
    return Text(f"\n{len(verdicts)} targets: {', '.join(parts)}\n")
