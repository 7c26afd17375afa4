"""The target boards and indicators of several alternatives side by side, as tables for a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.indicators import Target
from sim.indicators.board_text import interval_text, number_text, probability_text
from sim.indicators.compare_gateway import HEADLINES

__all__ = ["Columns", "blocks", "print_boards", "print_indicators"]

_LABEL_WIDTH = 33
_NARROWEST = 11
_WIDEST = 22
_GREY = "bright_black"
_STYLE = {
    "met": "bold green",
    "missed": "bold red",
    "depends": "bold yellow",
    "not_computed": _GREY,
    "not_modelled": _GREY,
}
_SIGN = {"met": "✓", "missed": "✗", "not_computed": "–", "not_modelled": "–"}
_COMPARATORS = {">=": "≥", "<=": "≤", "==": "=", "about": "≈"}
_BEST = " ●"
_SHOWN_INDICATORS = (
    ("pt_share", "share"),
    ("minutes_from_hub", "median"),
    ("minutes_from_hub", "mean"),
    ("minutes_from_airport", "median"),
    ("minutes_from_airport", "mean"),
    ("people_60min_of_hub", "sum"),
    ("people_60min_of_airport", "sum"),
    ("population_60min", "mean"),
    ("jobs_60min", "mean"),
    ("gini_jobs_60min", "gini"),
    *HEADLINES,
)
_COUNTS = frozenset(
    {"airports", "cities", "countries", "destinations", "pairs", "passengers/h", "stations"}
)


@dataclass(frozen=True)
class Columns:
    """Alternatives shown beside each other: the reference first, each with a letter."""

    letters: Mapping[str, str]
    names: tuple[str, ...]
    width: int


def blocks(alternatives: Sequence[str], reference: str, width: int) -> tuple[Columns, ...]:
    """Share out alternatives over tables that fit; each table begins with the reference.

    Examples
    --------
    >>> [block.names for block in blocks(["a", "b", "c"], "b", 57)]
    [('b', 'a'), ('b', 'c')]
    >>> [block.width for block in blocks(["a", "b", "c"], "b", 100)]
    [20]
    """
    letters = {name: chr(ord("A") + number) for number, name in enumerate(alternatives)}
    others = [name for name in alternatives if name != reference]
    room = max(width - _LABEL_WIDTH - 2, 2 * (_NARROWEST + 1))
    most = max(room // (_NARROWEST + 1) - 1, 1)
    parts = [others[start : start + most] for start in range(0, len(others), most)]
    return tuple(
        Columns(
            letters,
            (reference, *part),
            min(room // (len(part) + 1) - 1, _WIDEST),
        )
        for part in parts
    )


def print_boards(
    board: pd.DataFrame,
    targets: Sequence[Target],
    columns: Columns,
    *,
    console: Console,
    all_definitions: bool = False,
) -> None:
    """Print value, verdict, margin and difference of every target; the best is marked.

    Two lines a row: the value with the sign and colour of its verdict, then how far it is from the
    threshold and from the reference; beneath, where there is one, the 90 % interval and the
    probability P of meeting the target. Targets that no alternative has a number for are left out.
    """
    known = {target.id: target for target in targets}
    table = _grid(columns)
    shown = board[board["verdict"] != "not_modelled"]
    if not all_definitions:
        shown = shown[shown["headline"]]
    for key, rows in shown.groupby(["target_id", "definition"], sort=False):
        target_id, definition = map(str, key)
        cells = {str(row["alternative"]): row for _, row in rows.iterrows()}
        table.add_row(
            _target_label(known[target_id], definition),
            *(_board_cell(cells.get(name), columns, name, rows) for name in columns.names),
        )
    console.print(table)


def print_indicators(indicators: pd.DataFrame, columns: Columns, *, console: Console) -> None:
    """Print the headline numbers of the whole city: value and difference, the best marked."""
    city = indicators[indicators["place_type"] == "city"]
    table = _grid(columns)
    for indicator, statistic in _SHOWN_INDICATORS:
        rows = city[(city["indicator"] == indicator) & (city["statistic"] == statistic)]
        if rows.empty:
            continue
        cells = {str(row["alternative"]): row for _, row in rows.iterrows()}
        label = Text(f"{rows['title_zh'].iloc[0]}\n")
        label.append(f"  {rows['title_en'].iloc[0]}", style=_GREY)
        table.add_row(
            label,
            *(_indicator_cell(cells.get(name), columns, name, rows) for name in columns.names),
        )
    console.print(table)


def _grid(columns: Columns) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), show_edge=False, header_style="bold")
    table.add_column("", width=_LABEL_WIDTH, overflow="fold")
    for name in columns.names:
        lines = wrap(f"{columns.letters[name]} {name}", columns.width)  # breaks at hyphens
        table.add_column("\n".join(lines), width=columns.width, justify="right", overflow="fold")
    return table


def _target_label(target: Target, definition_id: str) -> Text:
    definition = target.definition(definition_id)
    threshold = target.threshold_of(definition)
    sign = _COMPARATORS[target.comparator_of(definition)]
    label = Text(f"{target.title_zh} {target.title_en}" if definition.headline else "")
    if definition.headline:
        label.append("\n")
    aim = "" if threshold is None else f" {sign} {threshold:g} {definition.unit}"
    label.append(
        f"  {'★' if definition.headline else ' '} {definition.title_zh} {definition.title_en}{aim}",
        style=_GREY,
    )
    return label


def _board_cell(row: pd.Series | None, columns: Columns, name: str, rows: pd.DataFrame) -> Text:
    if row is None:
        return Text("—", style=_GREY)
    verdict, unit = str(row["verdict"]), str(row["unit"])
    value = None if pd.isna(row["value"]) else float(row["value"])
    shown = "never" if value is None and verdict == "missed" else number_text(value, unit)
    cell = Text(f"{_SIGN[verdict]} {shown}", style=_STYLE[verdict])
    if _is_best(row, rows):
        cell.append(_BEST, style="bold cyan")
    below = []
    if not pd.isna(row["margin"]):
        below.append(_signed(float(row["margin"]), unit))
    if name != columns.names[0]:
        difference = row["difference"]
        below.append("Δ —" if pd.isna(difference) else f"Δ{_signed(float(difference), unit)}")
    cell.append("\n" + " ".join(below), style=_GREY)
    for line in _uncertainty_lines(row, columns.width):
        cell.append(f"\n{line}", style=_GREY)
    return cell


def _uncertainty_lines(row: pd.Series, width: int) -> list[str]:
    """Interval and probability of a value that has them: on one line, or two in a narrow column."""
    found = (row.get(name) for name in ("low", "high", "probability"))
    low, high, probability = (None if pd.isna(one) else float(one) for one in found)
    chance = probability_text(probability)
    parts = [interval_text(low, high, str(row["unit"])), f"P {chance}" if chance else ""]
    told = [part for part in parts if part]
    together = " · ".join(told)
    return [together] if together and len(together) <= width else told


def _indicator_cell(row: pd.Series | None, columns: Columns, name: str, rows: pd.DataFrame) -> Text:
    if row is None:
        return Text("—", style=_GREY)
    unit = str(row["unit"])
    cell = Text("—" if pd.isna(row["value"]) else _amount(float(row["value"]), unit))
    if _is_best(row, rows):
        cell.append(_BEST, style="bold cyan")
    if name != columns.names[0]:
        difference = row["difference"]
        told = "—" if pd.isna(difference) else _amount(float(difference), unit, signed=True)
        share = row["difference_pct"]
        if not pd.isna(share) and unit != "%" and columns.width >= _NARROWEST + 6:
            told += f" ({float(share):+.1f} %)"
        cell.append(f"\nΔ {told}", style=_GREY)
    return cell


def _is_best(row: pd.Series, rows: pd.DataFrame) -> bool:
    """Whether an alternative is ahead, alone or with others, of at least one other."""
    ranks = rows["rank"].dropna()
    return bool(not pd.isna(row["rank"]) and row["rank"] == 1 and (ranks > 1).any())


def _amount(value: float, unit: str, *, signed: bool = False) -> str:
    """A number with its unit; people and jobs in thousands."""
    sign = "+" if signed else ""
    if unit in {"people", "jobs"}:
        return f"{value / 1000:{sign},.0f} k"
    if unit == "%":
        return f"{value:+.1f} points" if signed else f"{value:.1f} %"
    if unit in {"min", "h"}:
        return f"{value:{sign}.1f} {unit}"
    if unit in _COUNTS:
        return f"{value:{sign},.0f}"
    return f"{value:{sign}.3f}"


def _signed(value: float, unit: str) -> str:
    text = number_text(value, unit)
    return text if text.startswith("-") else f"+{text}"
