"""A day of operations: stations, lines, terminal and closures, from the runs' own tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sim.maps.style import Words
from sim.reports.blocks import Block, Note, Table
from sim.reports.charts import (
    operations_closures,
    operations_convergence,
    operations_critical,
    operations_headways,
    operations_loads,
    operations_platforms,
    operations_queues,
    operations_recovery,
    operations_transfers,
    operations_waits,
)
from sim.reports.inputs import ReportInputs
from sim.reports.language import same
from sim.reports.operations import has_day, shown, why_without
from sim.reports.operations_findings import operations_findings
from sim.reports.sections.operations_measures import measures_table
from sim.reports.sections.operations_tables import (
    checks_table,
    grades_table,
    level_table,
    missed_table,
    relief_table,
)

__all__ = ["build"]


def build(inputs: ReportInputs) -> Sequence[Block]:
    """Blocks of the chapter; nothing where no run simulated a day.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> build(example_inputs())
    ()
    """
    if not any(has_day(one) for one in inputs.alternatives):
        return ()
    return (
        *_without(inputs),
        *_not_drawn(inputs),
        *_findings(inputs),
        *_known(measures_table(inputs)),
        *operations_queues.draw(inputs),
        *_known(relief_table(inputs)),
        *operations_transfers.draw(inputs),
        *_known(missed_table(inputs)),
        *_known(level_table(inputs)),
        *operations_loads.draw(inputs),
        *operations_headways.draw(inputs),
        *operations_platforms.draw(inputs),
        *operations_closures.draw(inputs),
        *operations_recovery.draw(inputs),
        *operations_critical.draw(inputs),
        *operations_waits.draw(inputs),
        *operations_convergence.draw(inputs),
        *_known(checks_table(inputs)),
        *_known(grades_table(inputs)),
        *_own_notes(inputs),
        _ASSUMED,
    )


_ASSUMED = Note(
    (
        Words(
            "服务时间、通道数、步速、站台面积、提前到达的分布、停站与晚点的波动，多为估计或按记忆引用、"
            "尚未核实的取值；各表的等级列逐行标明。区间只含随机波动，不含这些取值本身的不确定。",
            "Service times, lanes, walking speeds, platform areas, how early people come, the "
            "spread of dwells and run times are mostly estimates or quoted from memory and not "
            "verified; the tables say so row by row. Intervals hold chance, not that doubt.",
        ),
        Words(
            "客流来自出行需求模型与列车、航班时刻表，是模型值，不是观测值；模拟的是典型工作日的一天。",
            "People come from the demand model and the timetables of trains and flights: modelled, "
            "not observed. The day is a typical working day.",
        ),
        Words(
            "结论应看同一组随机数下方案之差是否“确定”，而不只看各自的均值。",
            "Judge alternatives by whether their paired difference is certain, not by two means.",
        ),
    ),
    style="list",
    heading=Words("读数须知", "Before quoting"),
)


_MOST_NOTES: Final = 16


def _own_notes(inputs: ReportInputs) -> tuple[Note, ...]:
    """What the runs themselves say of what they assume, each said once, with whose it is.

    Their notes hold both languages.
    """
    found: dict[str, Words] = {}
    for one in shown(inputs):
        for name in ("operations_summary", "operations_disruptions"):
            for _, row in one.table(name).iterrows():
                stem = "name" if name == "operations_summary" else "title"
                whose = " ".join(dict.fromkeys(str(row[f"{stem}_{key}"]) for key in ("zh", "en")))
                for text in _notes(row["note"]):
                    found.setdefault(text, same(f"{whose}: {text}"))
    if not found:
        return ()
    heading = Words("各项结果自述的假定", "What the results say they assume")
    return (Note(tuple(found.values())[:_MOST_NOTES], style="list", heading=heading),)


def _notes(note: object) -> list[str]:
    """The note of a cell without that on the width of an interval; none where nothing is left."""
    text = note if isinstance(note, str) else ""
    text = text.removesuffix(_WIDE).removesuffix("；")
    return [text] if text else []


_WIDE: Final = "区间宽于要求 the interval is wider than asked for"
"""How the note of a measure ends whose interval is wider than was asked for."""


def _known(table: Table | None) -> tuple[Table, ...]:
    return () if table is None else (table,)


def _findings(inputs: ReportInputs) -> tuple[Note, ...]:
    """What the tables say, for each alternative that charts show."""
    several = len(inputs.alternatives) > 1
    return tuple(
        Note(
            operations_findings(inputs, one),
            style="list",
            heading=Words(f"要点：{one.name}", f"Findings: {one.name}")
            if several
            else Words("要点", "Findings"),
        )
        for one in shown(inputs)
    )


def _without(inputs: ReportInputs) -> tuple[Note, ...]:
    """Name the runs without a simulated day, each with the reason."""
    lacking = [(one.name, why_without(one)) for one in inputs.alternatives if not has_day(one)]
    if not lacking:
        return ()
    zh = "；".join(f"{name}（{why.zh}）" for name, why in lacking)
    en = "; ".join(f"{name} ({why.en})" for name, why in lacking)
    words = Words(f"以下方案没有运行模拟：{zh}。", f"No day was simulated: {en}.")
    return (Note((words,), style="warning"),)


def _not_drawn(inputs: ReportInputs) -> tuple[Note, ...]:
    """Name the alternatives that this chapter has no room for."""
    drawn = {one.name for one in shown(inputs)}
    names = [one.name for one in inputs.alternatives if has_day(one) and one.name not in drawn]
    if not names:
        return ()
    words = Words(
        f"本章未绘出（见其运行结果表）：{'、'.join(names)}。",
        f"Not shown in this chapter, see the tables of their runs: {', '.join(names)}.",
    )
    return (Note((words,)),)
