"""A simulated day of several alternatives on a screen: paired differences, and how certain."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

__all__ = ["print_operations"]

_GREY = "bright_black"
_MOST = 14


def print_operations(
    differences: pd.DataFrame,
    alternatives: Sequence[str],
    *,
    console: Console,
    all_measures: bool = False,
) -> None:
    """Print the difference of each measure of the day to the reference, with its interval.

    A table for each alternative that has rows: those that are certain first, then as they come; at
    most fourteen unless all are asked for, the rest is counted. Nothing where no two days were
    simulated.

    Parameters
    ----------
    differences
        `sim.indicators.compare_operations.operations_differences`.
    alternatives
        Those to show, in this order.
    console
        Where to print.
    all_measures
        Whether to print all rows.

    Examples
    --------
    >>> print_operations(pd.DataFrame({"alternative": []}), ["plan"], console=Console())
    """
    for name in alternatives:
        own = differences[differences["alternative"] == name]
        if own.empty:
            continue
        ranked = own.sort_values("certain", ascending=False, kind="stable")
        shown = ranked if all_measures else ranked.head(_MOST)
        table = Table(box=None, padding=(0, 1, 0, 0), show_edge=False, header_style="bold")
        table.add_column(name, ratio=1, overflow="fold")
        for head in ("基准 reference", "方案 value", "Δ [95 %]"):
            table.add_column(head, justify="right")
        table.add_column("")
        for _, row in shown.iterrows():
            table.add_row(*_cells(row))
        console.print(table)
        told = f"{int(own['certain'].sum())} of {len(own)} differences are certain"
        reduced = own["variance_reduction_pct"].dropna()
        if len(reduced):
            told += f" · common draws take {reduced.median():.0f} % off their variance (median)"
        if len(own) > len(shown):
            told += f" · {len(own) - len(shown)} more in the table operations"
        console.print(Text(f"  {told}", style=_GREY), soft_wrap=True)


def _cells(row: pd.Series) -> tuple[Text, ...]:
    unit = str(row["unit"])
    label = Text(f"{row['name_zh']}：{row['title_zh']}")
    label.append(f"\n  {row['name_en']}: {row['title_en']}, {unit}", style=_GREY)
    low, high = float(row["low"]), float(row["high"])
    bounds = "" if math.isnan(low) else f" [{low:+,.3g}, {high:+,.3g}]"
    certain = bool(row["certain"])
    mark = Text("确定\ncertain", style="bold") if certain else Text("不确定\nnot certain", _GREY)
    return (
        label,
        Text(f"{float(row['reference_value']):,.4g}"),
        Text(f"{float(row['value']):,.4g}"),
        Text(f"{float(row['difference']):+,.3g}{bounds}", style="" if certain else _GREY),
        mark,
    )
