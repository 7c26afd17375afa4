"""Measures of the simulated day with intervals, and paired differences that say how certain."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from sim.indicators.compare_operations import READ_TABLES, operations_differences
from sim.maps.style import Words
from sim.reports.blocks import Cell, Column, Row, Table
from sim.reports.inputs import ReportInputs
from sim.reports.language import NOTHING, same
from sim.reports.operations import (
    PARTS,
    day_unit,
    headline_rows,
    precision,
    shown,
    title_words,
)
from sim.reports.quantity import MISSING

__all__ = ["measures_table", "number_text"]

_Key = tuple[str, str, str]
_MISSING: Final = Cell(same(MISSING))
_WIDE: Final = "the interval is wider than asked for"
"""What the note of such a measure says (`sim.study.day.summary`)."""


def number_text(value: float) -> str:
    """Write a number to three figures or more, thousands grouped, a dash where there is none.

    Examples
    --------
    >>> [number_text(value) for value in (12345.6, 150.04, 9.876, 0.01234, 0.0, float("nan"))]
    ['12,346', '150', '9.88', '0.0123', '0', '—']
    """
    if not math.isfinite(value):
        return MISSING
    if value == 0:
        return "0"
    decimals = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−")


def measures_table(inputs: ReportInputs) -> Table | None:
    r"""Every measure of ``operations_summary`` by part; ``None`` where no run has the table.

    Beneath a value stands its interval; beneath that of an alternative also the paired difference
    to the reference, which is certain where its interval leaves out zero.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.reports.operations_examples import example_day
    >>> with tempfile.TemporaryDirectory() as home:
    ...     table = measures_table(example_day(Path(home)))
    >>> [[cell.words.en, cell.under.en] for cell in table.rows[1].cells][2]
    ['130', '127–133\nΔ −20 [−20.3, −19.7] ✓']
    """
    runs = {one.name: one for one in shown(inputs)}
    summaries = {name: _rows(one.table("operations_summary")) for name, one in runs.items()}
    first: dict[_Key, pd.Series] = {}
    for one in runs.values():
        for key, row in _rows(headline_rows(one.table("operations_summary"))).items():
            first.setdefault(key, row)
    if not first:
        return None
    pairs = operations_differences(
        {name: {key: one.table(key) for key in READ_TABLES} for name, one in runs.items()},
        inputs.reference.name,
    )
    found = {
        (
            str(row["alternative"]),
            str(row["part"]),
            str(row["facility_id"]),
            str(row["measure"]),
        ): row
        for _, row in pairs.iterrows()
    }
    rows_out: list[Row] = []
    for part, words in PARTS.items():
        homes = list(dict.fromkeys(key[1] for key in first if key[0] == part))
        of_part = [key for home in homes for key in first if key[:2] == (part, home)]
        home = ""
        for key in of_part:
            if key[1] != home:
                home = key[1]
                rows_out.append(Row((Cell(_headed(words, first[key])),), kind="group"))
            cells = [
                _value(summaries[name].get(key), found.get((name, *key))) for name in summaries
            ]
            rows_out.append(Row((_title(first[key]), *cells)))
    reduced = pairs["variance_reduction_pct"].dropna()
    return Table(
        caption=Words("一天的主要指标", "Measures of the day"),
        columns=(
            Column(Words("指标", "Measure"), style="widest" if len(summaries) < 3 else "wide"),
            *(Column(same(name), numeric=True) for name in summaries),
        ),
        rows=tuple(rows_out),
        note=_joined(
            _note(inputs, float(reduced.median()) if len(reduced) else math.nan),
            _wide(inputs),
        ),
        style="compact",
    )


def _joined(one: Words, other: Words) -> Words:
    return Words(f"{one.zh}{other.zh}", f"{one.en}{other.en}")


def _wide(inputs: ReportInputs) -> Words:
    """How many intervals are wider than the scenario asked for when the replications ended."""
    count = 0
    for one in shown(inputs):
        table = one.table("operations_summary")
        if not table.empty:
            count += int(table["note"].astype(str).str.contains(_WIDE, regex=False).sum())
    if not count:
        return NOTHING
    return Words(
        f"{count}个指标的区间宽于情景所要求。",
        f" The intervals of {count} measures are wider than the scenario asked for.",
    )


def _rows(summary: pd.DataFrame) -> dict[_Key, pd.Series]:
    return {
        (str(row["part"]), str(row["facility_id"]), str(row["measure"])): row
        for _, row in summary.iterrows()
    }


def _headed(part: Words, row: pd.Series) -> Words:
    """A part of the day with its facility."""
    return Words(f"{part.zh}：{row['name_zh']}", f"{part.en}: {row['name_en']}")


def _title(row: pd.Series) -> Cell:
    """The measure, with its unit and its quality beneath."""
    title, unit = title_words(row), day_unit(str(row["unit"]))
    units = [word for word in dict.fromkeys((unit.zh, unit.en)) if word]
    return Cell(
        title,
        same(" · ".join(part for part in (" ".join(units), str(row["quality"])) if part)),
    )


def _value(row: pd.Series | None, pair: pd.Series | None) -> Cell:
    if row is None:
        return _MISSING
    low, high = float(row["low"]), float(row["high"])
    lines = [f"{number_text(low)}–{number_text(high)}"] if low < high else []
    style = ""
    if pair is not None:
        bounds = ""
        if float(pair["low"]) < float(pair["high"]):
            bounds = f" [{number_text(float(pair['low']))}, {number_text(float(pair['high']))}]"
        same_in_all = pair["low"] == pair["high"] == 0
        mark = " ✓" if pair["certain"] else "" if same_in_all else " ?"
        lines.append(f"Δ {number_text(float(pair['difference']))}{bounds}{mark}")
        style = "best" if pair["certain"] else ""
    under = same("\n".join(lines)) if lines else NOTHING
    return Cell(same(number_text(float(row["value"]))), under, style=style)


def _note(inputs: ReportInputs, reduction_pct: float) -> Words:
    told = precision(inputs)
    if len(inputs.alternatives) == 1:
        return Words(
            f"数值下方为区间。{told.zh}等级为各指标所依据取值中最差的一级。",
            f"Beneath a value: its interval.{told.en} The grade is the worst of what it rests on.",
        )
    zh = en = ""
    if reduction_pct > 0:
        zh = f"同一组随机数使差值的方差减少{reduction_pct:.0f}%（中位）。"
        en = f" Common draws take {reduction_pct:.0f} % off the variance of a difference (median)."
    return Words(
        f"数值下方为区间；Δ 为与 {inputs.reference.name} 逐次配对之差及其区间，✓ 确定"
        f"（区间不含零），? 不确定。{told.zh}{zh}",
        f"Beneath a value: its interval; Δ: difference to {inputs.reference.name}, paired by "
        f"replication, with its interval: ✓ certain (without zero), ? not certain.{told.en}{en}",
    )
