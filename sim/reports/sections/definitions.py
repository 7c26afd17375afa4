"""The definitions used: formula, threshold and its basis, source, caveats."""

from __future__ import annotations

from collections.abc import Sequence

from sim.indicators import Target
from sim.maps.style import Words
from sim.reports.blocks import Block, Cell, Column, Note, Row, Table
from sim.reports.inputs import ReportInputs
from sim.reports.language import NOTHING, same
from sim.reports.sections.targets import goal_words

__all__ = ["build"]


def build(inputs: ReportInputs) -> Sequence[Block]:
    """One table of all definitions of the modelled targets on the board.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [block.kind for block in build(example_inputs())]
    ['note', 'table']
    """
    shown = [
        target
        for target in inputs.targets
        if target.status == "modelled"
        and any(row.target_id == target.id for one in inputs.alternatives for row in one.board)
    ]
    if not shown:
        return ()
    columns = (
        Column(Words("定义与目标值", "Definition and threshold"), style="narrow"),
        Column(Words("公式、来源、说明（原文）", "Formula, source, caveats"), style="widest"),
    )
    rows: list[Row] = []
    for target in shown:
        rows += _rows(inputs, target)
    intro = Words(
        "每个目标按多种公认定义衡量；各定义不一致时，目标“取决于口径”。"
        "定义取自 policy/targets.yaml。",
        "Each target is measured by several accepted definitions; where they disagree, it depends "
        "on the definition. They are those of policy/targets.yaml.",
    )
    caption = Words("目标的定义", "Definitions of the targets")
    return (
        Note((intro,)),
        Table(caption, columns, tuple(rows), note=_NOTE, style="definitions compact"),
    )


_NOTE = Words("★ 主定义。", "★ headline definition.")


def _rows(inputs: ReportInputs, target: Target) -> list[Row]:
    basis = {
        "policy": Words("政策原文", "policy"),
        "assumption": Words("本项目假定", "assumed here"),
    }
    words = basis[target.threshold_basis]
    title = Words(
        f"{target.title_zh}（第{target.clause}条，{target.year}年；目标值：{words.zh}）",
        f"{target.title_en} (clause {target.clause}, {target.year}; threshold: {words.en})",
    )
    reason = f"{target.threshold_reason} " if target.threshold_reason else ""
    about = f"{reason}{' '.join(target.caveats)} Source: {target.source}"
    rows = [
        Row((Cell(title),), kind="group"),
        Row((Cell(Words("目标", "Target")), Cell(same(target.scope), same(about)))),
    ]
    for definition in sorted(target.definitions, key=lambda one: not one.headline):
        star = "★ " if definition.headline else ""
        name = Words(f"{star}{definition.title_zh}", f"{star}{definition.title_en}")
        assumed = (
            f"Assumed threshold: {definition.threshold_reason} "
            if definition.threshold_basis == "assumption"
            else ""
        )
        said = _said(inputs, target.id, definition.id)
        under = f"{assumed}{definition.caveat} Source: {definition.source}"
        rows.append(
            Row(
                (
                    Cell(name, goal_words(target, definition.id)),
                    Cell(same(definition.formula), same(under + said) if under else NOTHING),
                )
            )
        )
    return rows


def _said(inputs: ReportInputs, target_id: str, definition_id: str) -> str:
    """What the runs learned about their values, each with the names it holds for."""
    found: dict[str, list[str]] = {}
    for one in inputs.alternatives:
        for row in one.board:
            if (row.target_id, row.definition) == (target_id, definition_id):
                for caveat in row.caveats:
                    found.setdefault(caveat, []).append(one.name)
    return "".join(f"\n[{', '.join(names)}] {caveat}." for caveat, names in found.items())
