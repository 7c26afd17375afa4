"""Indicators of the comparison: value, difference to the reference, rank."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.indicators.compare_gateway import GROUPS, HEADLINES, group_of
from sim.maps.style import Words
from sim.reports.blocks import Block, Cell, Column, Row, Table
from sim.reports.inputs import ReportInputs
from sim.reports.language import NOTHING, same, unit_words
from sim.reports.quantity import MISSING, difference_text, value_text

__all__ = ["build"]


def build(inputs: ReportInputs) -> Sequence[Block]:
    """Tables of the whole city and of the gateway; nothing without a comparison.

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
    of_gateway = city["indicator"].map(group_of) != ""
    keys = pd.MultiIndex.from_frame(city[["indicator", "statistic"]])
    parts = (
        (Words("全市指标", "Indicators of the whole city"), city[~of_gateway], NOTHING),
        (Words("门户指标", "Indicators of the gateway"), city[keys.isin(HEADLINES)], _MORE),
    )
    return tuple(_table(inputs, caption, part, more) for caption, part, more in parts if len(part))


_MORE = Words(
    "其余指标见“门户”一章与结果表 indicators。",
    " The other indicators are in the chapter on the gateway and in the table indicators.",
)


def _table(inputs: ReportInputs, caption: Words, city: pd.DataFrame, more: Words) -> Table:
    columns = (
        Column(Words("指标", "Indicator"), style="wide"),
        *(Column(same(one.name), numeric=True) for one in inputs.alternatives),
    )
    rows: list[Row] = []
    group = ""
    for key, part in city.groupby(["indicator", "statistic"], sort=False, dropna=False):
        own = group_of(str(key[0]))
        if own != group:
            rows.append(Row((Cell(Words(*GROUPS[own])),), kind="group"))
            group = own
        rows.append(_row(inputs, part))
    note = Words(
        f"Δ 为与 {inputs.reference.name} 之差；# 为名次（1 为最好）；底纹为最好的方案；"
        "↑ 越高越好，↓ 越低越好；— 为无数值（不可达、该方案没有，或其运行没有该结果）。"
        f"{more.zh}",
        f"Δ: difference to {inputs.reference.name}; #: rank, 1 is best; shaded: the best; "
        "↑ higher is better, ↓ lower is better; — no value: not reached, not in the alternative, "
        f"or not computed by its run.{more.en}",
    )
    return Table(caption, columns, tuple(rows), note, style="compact")


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
        if row is None or pd.isna(row["value"]):
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

_ONE_DECIMAL = frozenset({"min", "h"})


def _value(value: float, unit: str) -> str:
    if unit in _PURE:
        return f"{value:.3f}" if pd.notna(value) else "—"
    if unit in _ONE_DECIMAL:
        return f"{value:.1f}" if pd.notna(value) else "—"
    return value_text(value, unit)


def _difference(value: float, unit: str) -> str:
    if unit in {*_PURE, *_ONE_DECIMAL} and pd.notna(value) and value != 0:
        decimals = 1 if unit in _ONE_DECIMAL else 3
        return f"{value:+.{decimals}f}".replace("-", "−")
    return difference_text(value, unit)
