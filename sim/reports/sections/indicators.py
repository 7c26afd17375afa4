"""Indicators of the comparison: value, difference to the reference, rank."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.maps.style import Words
from sim.reports.blocks import Block, Cell, Column, Row, Table
from sim.reports.inputs import ReportInputs
from sim.reports.language import same, unit_words
from sim.reports.quantity import MISSING, difference_text, value_text

__all__ = ["build"]


def build(inputs: ReportInputs) -> Sequence[Block]:
    """One table of the whole city; nothing without a comparison.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [block.kind for block in build(example_inputs())]
    ['table']
    """
    table = inputs.table("indicators")
    if table.empty:
        return ()
    city = table[table["place_type"] == "city"]
    if city.empty:
        return ()
    columns = (
        Column(Words("指标", "Indicator"), style="wide"),
        *(Column(same(one.name), numeric=True) for one in inputs.alternatives),
    )
    rows = [
        _row(inputs, part)
        for _, part in city.groupby(["indicator", "statistic"], sort=False, dropna=False)
    ]
    note = Words(
        f"Δ 为与 {inputs.reference.name} 之差；# 为名次（1 为最好）；底纹为最好的方案；"
        "↑ 越高越好，↓ 越低越好；— 为无数值。",
        f"Δ: difference to {inputs.reference.name}; #: rank, 1 is best; shaded: the best; "
        "↑ higher is better, ↓ lower is better; — no value.",
    )
    caption = Words("全市指标", "Indicators of the whole city")
    return (Table(caption, columns, tuple(rows), note, style="compact"),)


def _row(inputs: ReportInputs, part: pd.DataFrame) -> Row:
    first = part.iloc[0]
    unit = str(first["unit"])
    words = unit_words(unit)
    better = str(first["better"])
    arrow = {"higher": "↑", "lower": "↓"}.get(better, "")
    under = same(arrow) if unit in _PURE else Words(f"{words.zh} {arrow}", f"{words.en} {arrow}")
    by_name = {str(row["alternative"]): row for _, row in part.iterrows()}
    ranks = part["rank"].dropna()
    decides = len(ranks) > 0 and bool(ranks.min() < ranks.max())
    cells = []
    for one in inputs.alternatives:
        row = by_name.get(one.name)
        if row is None:
            cells.append(Cell(same(MISSING)))
            continue
        rank = row["rank"]
        parts = []
        if one.name != inputs.reference.name:
            parts.append(f"Δ {_difference(float(row['difference']), unit)}")
        is_ranked = decides and pd.notna(rank)
        if is_ranked:
            parts.append(f"#{int(rank)}")
        best = is_ranked and rank == 1
        cells.append(
            Cell(
                same(_value(float(row["value"]), unit)),
                same(" ".join(parts)),
                style="best" if best else "",
            )
        )
    title = Words(str(first["title_zh"]), str(first["title_en"]))
    return Row((Cell(title, under), *cells))


_PURE = frozenset({"", "1"})
"""Units of indices, which are pure numbers."""


def _value(value: float, unit: str) -> str:
    if unit in _PURE:
        return f"{value:.3f}" if pd.notna(value) else "—"
    if unit == "min":
        return f"{value:.1f}" if pd.notna(value) else "—"
    return value_text(value, unit)


def _difference(value: float, unit: str) -> str:
    if unit in {*_PURE, "min"} and pd.notna(value) and value != 0:
        decimals = 1 if unit == "min" else 3
        return f"{value:+.{decimals}f}".replace("-", "−")
    return difference_text(value, unit)
