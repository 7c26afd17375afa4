"""The target board: headline values side by side, the chart of headroom, then every definition."""

from __future__ import annotations

from collections.abc import Sequence

from sim.indicators import BoardRow, Target
from sim.indicators.board_text import uncertainty_text
from sim.maps.style import COMPARATOR_SIGNS, VERDICT_WORDS, Words
from sim.reports.blocks import Block, Cell, Column, Note, Row, Table
from sim.reports.charts import headroom
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import NOTHING, same, unit_words
from sim.reports.quantity import difference_text, value_text
from sim.reports.verdicts import best_of, modelled

__all__ = ["MARKS", "build", "goal_words"]

MARKS = {"met": "✓", "depends": "◐", "missed": "✗", "not_computed": "?", "not_modelled": "·"}
"""Marks that tell a verdict without colour."""


def build(inputs: ReportInputs) -> Sequence[Block]:
    """Blocks of the chapter.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [block.kind for block in build(example_inputs())]
    ['table', 'picture', 'table']
    """
    silent = [
        target
        for target in inputs.targets
        if target.status != "modelled" and _on_board(inputs, target)
    ]
    blocks: list[Block] = [_headlines(inputs), *headroom.draw(inputs), _definitions(inputs)]
    if silent:
        blocks.append(
            Note(
                (
                    Words(
                        "、".join(target.title_zh for target in silent),
                        ", ".join(target.title_en for target in silent),
                    ),
                ),
                heading=Words("尚未建模（不给数值）", "Not modelled yet, so without a number"),
            )
        )
    return blocks


def goal_words(target: Target, definition_id: str) -> Words:
    """Threshold of a definition with its sign and unit; an "about" with what meets it.

    A dash where there is none.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> goal_words(example_inputs().targets[0], "length").en
    '≥ 10 km'
    """
    definition = target.definition(definition_id)
    threshold = target.threshold_of(definition)
    if threshold is None:
        return same("—")
    unit = unit_words(definition.unit)
    comparator = target.comparator_of(definition)
    sign = COMPARATOR_SIGNS[comparator]
    if comparator == "about" and target.tolerance_pct is not None:
        lowest = threshold * (1 - target.tolerance_pct / 100)
        return Words(
            f"约{threshold:g}{unit.zh}（≥ {lowest:g}）",
            f"about {threshold:g} {unit.en} (≥ {lowest:g})",
        )
    return Words(f"{sign} {threshold:g} {unit.zh}", f"{sign} {threshold:g} {unit.en}")


def _on_board(inputs: ReportInputs, target: Target) -> bool:
    return any(row.target_id == target.id for one in inputs.alternatives for row in one.board)


def _headlines(inputs: ReportInputs) -> Table:
    columns = [Column(Words("目标（主定义）", "Target (headline definition)"), style="wide")]
    columns += [Column(same(one.name), numeric=True) for one in inputs.alternatives]
    rows = []
    for target in inputs.targets:
        cells = [_headline_cell(inputs, one, target) for one in inputs.alternatives]
        if target.status != "modelled" or not any(cell.words.en for cell in cells):
            continue
        title = Words(
            f"{target.title_zh}：{target.headline.title_zh}",
            f"{target.title_en}: {target.headline.title_en}",
        )
        rows.append(Row((Cell(title, goal_words(target, target.headline.id)), *cells)))
    return Table(
        caption=Words("各方案的目标达成情况", "Targets side by side"),
        columns=tuple(columns),
        rows=tuple(rows),
        note=Words(
            "✓ 按全部定义达到；◐ 取决于口径；✗ 未达到。括号内为与目标的余量，正值为好；"
            f"底纹为最好的方案；Δ 为与 {inputs.reference.name} 之差。",
            "✓ met by all definitions; ◐ depends on the definition; ✗ missed. In brackets: margin "
            f"to the target, positive is good; shaded: the best; Δ: difference to "
            f"{inputs.reference.name}.",
        )
        if inputs.comparison
        else Words(
            "✓ 按全部定义达到；◐ 取决于口径；✗ 未达到。括号内为与目标的余量，正值为好。",
            "✓ met by all definitions; ◐ depends on the definition; ✗ missed. In brackets: margin "
            "to the target, positive is good.",
        ),
        style="board",
    )


def _headline_cell(inputs: ReportInputs, one: Alternative, target: Target) -> Cell:
    row = next((row for row in modelled(one.board) if row.target_id == target.id), None)
    if row is None:
        return Cell(NOTHING)
    best = best_of(inputs.alternatives, target)
    stands_out = 0 < len(best) < len(inputs.alternatives) and one in best
    margin = "" if row.margin is None else f" ({difference_text(row.margin, row.unit)})"
    told = uncertainty_text(row)
    under = f"{margin.strip()}{_delta(inputs, one, row)}{f' · {told}' if told else ''}"
    return Cell(
        same(f"{MARKS[row.overall]} {_value(row)}"),
        same(under),
        style=f"{row.overall} best" if stands_out else row.overall,
    )


def _value(row: BoardRow) -> str:
    if row.value is None and row.verdict == "missed":
        return "∞"
    return value_text(row.value, row.unit)


def _delta(inputs: ReportInputs, one: Alternative, row: BoardRow) -> str:
    if not inputs.comparison or one.name == inputs.reference.name:
        return ""
    before = next(
        (
            other.value
            for other in inputs.reference.board
            if (other.target_id, other.definition) == (row.target_id, row.definition)
        ),
        None,
    )
    if before is None or row.value is None:
        return ""
    return f" Δ {difference_text(row.value - before, row.unit)}"


def _definitions(inputs: ReportInputs) -> Table:
    columns = [
        Column(Words("定义", "Definition"), style="wide"),
        Column(Words("目标值", "Threshold")),
        *(Column(same(one.name), numeric=True) for one in inputs.alternatives),
    ]
    rows: list[Row] = []
    for target in inputs.targets:
        if target.status != "modelled" or not _on_board(inputs, target):
            continue
        rows.append(Row((Cell(Words(target.title_zh, target.title_en)),), kind="group"))
        for definition in sorted(target.definitions, key=lambda one: not one.headline):
            star = "★ " if definition.headline else ""
            name = Words(f"{star}{definition.title_zh}", f"{star}{definition.title_en}")
            goal = goal_words(target, definition.id)
            cells = [_cell(one, target.id, definition.id) for one in inputs.alternatives]
            rows.append(Row((Cell(name), Cell(goal), *cells)))
    return Table(
        caption=Words("全部定义", "All definitions"),
        columns=tuple(columns),
        rows=tuple(rows),
        note=Words(
            "★ 主定义；∞ 搜索时限内未到达；— 无数值；数值下为90%区间与达标概率P（如有）。",
            "★ headline definition; ∞ not reached in the time searched; — no value; beneath a "
            "value its 90 % interval and the probability P of meeting the target, if any.",
        ),
        style="compact",
    )


def _cell(one: Alternative, target_id: str, definition_id: str) -> Cell:
    for row in one.board:
        if (row.target_id, row.definition) == (target_id, definition_id):
            words = same(f"{MARKS[row.verdict]} {_value(row)}")
            told = uncertainty_text(row)
            return Cell(words, same(told), style=row.verdict)
    return Cell(VERDICT_WORDS["not_computed"])
