"""What each change of a scenario touches and adds: the ledger and the leave-one-out charts."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.maps.style import Words
from sim.reports.blocks import Block, Cell, Column, Row, Table
from sim.reports.charts import contributions
from sim.reports.inputs import ReportInputs
from sim.reports.language import NOTHING, same
from sim.reports.quantity import MISSING, people_text, plain_text

__all__ = ["build"]


def build(inputs: ReportInputs) -> Sequence[Block]:
    """The ledger of a comparison and its charts; of a single run, the list of its changes.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [block.kind for block in build(example_inputs())]
    ['picture', 'table']
    """
    ledger = inputs.table("ledger")
    if not inputs.comparison:
        return _plain_changes(inputs)
    if ledger.empty:
        return ()
    return (*contributions.draw(inputs), _ledger(inputs, ledger))


def _ledger(inputs: ReportInputs, ledger: pd.DataFrame) -> Table:
    columns = (
        Column(Words("措施", "Change"), style="widest"),
        Column(Words("公里", "km"), numeric=True),
        Column(Words("列车公里/日", "train-km a day"), numeric=True),
        Column(Words("时间变化的人口", "People whose time changes"), numeric=True),
        Column(Words("变快", "Faster"), numeric=True),
        Column(Words("变慢", "Slower"), numeric=True),
        Column(Words("人均节省，分钟", "Mean gain, min"), numeric=True),
    )
    rows: list[Row] = []
    for one in inputs.alternatives:
        own = ledger[ledger["alternative"] == one.name].sort_values("position")
        if own.empty:
            continue
        title = Words(f"{one.name}：{one.title.zh}", f"{one.name}: {one.title.en}")
        rows.append(Row((Cell(title),), kind="group"))
        is_own = own["own"].astype(bool)
        rows += [_ledger_row(row) for _, row in own[is_own].iterrows()]
        if not is_own.all():
            rows.append(_inherited(own[~is_own]))
    return Table(
        caption=Words("措施台账", "Effect ledger"),
        columns=columns,
        rows=tuple(rows),
        note=Words(
            "人口与时间按“全部措施”与“缺该项”之差计算，不含出行需求；— 为不适用或未逐项计算。",
            "People and minutes: all changes against all but this one, without demand; — does not "
            "apply or was not worked out.",
        ),
        style="compact",
    )


def _ledger_row(row: pd.Series) -> Row:
    sentence = same(f"{int(row['position'])}. {row['sentence']}")
    note = str(row["note"]) if isinstance(row["note"], str) else ""
    return Row(
        (
            Cell(sentence, same(note) if note else NOTHING),
            Cell(same(_number(row["km"], 1))),
            Cell(same(_number(row["train_km_per_day"], 0))),
            Cell(same(people_text(float(row["people_changed"])))),
            Cell(same(people_text(float(row["people_faster"])))),
            Cell(same(people_text(float(row["people_slower"])))),
            Cell(same(plain_text(float(row["mean_gain_min"])))),
        ),
    )


def _inherited(rows: pd.DataFrame) -> Row:
    """One line for all changes that stand in a parent's file."""
    count = len(rows)
    words = Words(f"另有{count}项继承自上级方案", f"and {count} inherited from a parent scenario")
    sums = (rows[key].sum(min_count=1) for key in ("km", "train_km_per_day"))
    km, train_km = (float(value) for value in sums)
    return Row(
        (
            Cell(words),
            Cell(same(_number(km, 1))),
            Cell(same(_number(train_km, 0))),
            *(Cell(same("")) for _ in range(4)),
        ),
        kind="minor",
    )


def _number(value: object, decimals: int) -> str:
    number = float(str(value))
    return MISSING if number == 0 else plain_text(number, decimals)


def _plain_changes(inputs: ReportInputs) -> Sequence[Block]:
    changes = inputs.alternatives[0].run.manifest.changes
    if not changes:
        return ()
    rows = tuple(
        Row((Cell(same(f"{change['position']}. {change['sentence']}"), same(change["note"])),))
        for change in changes
    )
    columns = (Column(Words("措施", "Change"), style="widest"),)
    return (Table(Words("方案的措施", "Changes of the scenario"), columns, rows),)
