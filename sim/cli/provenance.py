"""The provenance summary: how much of each table is official, published, derived, and so on."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.tables import read_package
from sim.tables.provenance import GRADES, provenance

__all__ = ["print_provenance"]

_COLOUR = {
    "official": "green",
    "published": "cyan",
    "derived": "blue",
    "estimate": "yellow",
    "modelled": "magenta",
    "unverified": "red",
}
_BAR = 12
_SHORT = 6


def print_provenance(data_dir: Path, *, console: Console) -> None:
    """Print one line a table: rows, a bar of the grades, the share of each grade in percent."""
    frame = provenance(read_package(data_dir))
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    table.add_column("Table", no_wrap=True)
    table.add_column("Rows", justify="right", no_wrap=True)
    table.add_column("Where from", no_wrap=True)
    for grade in GRADES:
        short = grade if len(grade) <= _SHORT else f"{grade[: _SHORT - 1]}."
        table.add_column(Text(short, style=_COLOUR[grade]), justify="right", no_wrap=True)
    for row in frame.to_dict("records"):
        shares = [float(row[f"{grade}_share"]) for grade in GRADES]
        graded = all(share == share for share in shares)  # noqa: PLR0124 - NaN is not itself
        table.add_row(
            str(row["table"]),
            f"{int(row['rows']):,}",
            _bar(shares) if graded else Text("by file", "bright_black"),
            *[_percent(share) if graded else "" for share in shares],
            end_section=row["table"] == frame["table"].iloc[-2],
        )
    legend = Text("Where the values come from:  ")
    for grade in GRADES:
        legend.append("█ ", style=_COLOUR[grade]).append(f"{grade}  ")
    console.print(legend)
    console.print(table)


def _bar(shares: list[float]) -> Text:
    bar = Text()
    edges = [0, *(round(_BAR * total) for total in accumulate(shares))]
    for grade, start, end in zip(GRADES, edges[:-1], edges[1:], strict=True):
        bar.append("█" * (end - start), style=_COLOUR[grade])
    return bar


def _percent(share: float) -> str:
    if share == 0:
        return "·"
    return "<1 %" if share < 0.01 else f"{share:.0%}".replace("%", " %")
