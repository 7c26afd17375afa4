"""What the numbers rest on: assumptions of the runs, issues they told, quality of the values."""

from __future__ import annotations

from collections.abc import Sequence

from sim.maps.style import QUALITY_WORDS, Words
from sim.network.model import Quality
from sim.reports.blocks import Block, Cell, Column, Note, Row, Table
from sim.reports.inputs import ReportInputs
from sim.reports.language import same
from sim.reports.verdicts import modelled

__all__ = ["build", "shared_and_own"]


def build(inputs: ReportInputs) -> Sequence[Block]:
    """Assumptions shared by all runs once, then those of single runs.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [block.kind for block in build(example_inputs())]
    ['note', 'note', 'table']
    """
    shared, own = shared_and_own(
        {one.name: tuple(one.run.manifest.assumptions) for one in inputs.alternatives}
    )
    many = len(inputs.alternatives) > 1
    heading = (
        Words("所有方案共同的假设", "Assumptions of all alternatives")
        if many
        else Words("假设", "Assumptions")
    )
    blocks: list[Block] = [
        Note(
            (
                Words(
                    "出行时间、人口与岗位的分布均为模型计算结果。数据等级：官方、公开发表、推算、估计、未核实；"
                    "“情景设定”为方案假定，“模型计算”为程序所得。假设原文为英文。",
                    "Travel times and the spread of people and jobs are modelled. Grades of data: "
                    "official, published, derived, estimate, unverified; what a scenario sets and "
                    "what the program computes is marked as such.",
                ),
            )
        ),
        Note(tuple(same(text) for text in shared), style="list", heading=heading),
    ]
    apart = _by_text(own)
    if apart:
        lines = tuple(same(f"{', '.join(names)}: {text}") for text, names in apart.items())
        heading = Words("仅部分方案的假设", "Assumptions of some alternatives only")
        blocks.append(Note(lines, style="list", heading=heading))
    return [*blocks, _quality(inputs), *_issues(inputs)]


def shared_and_own(
    lists: dict[str, tuple[str, ...]],
) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Split lists into what all of them hold and what remains of each, in their order.

    Examples
    --------
    >>> shared_and_own({"a": ("x", "y"), "b": ("x", "z")})
    (('x',), {'a': ('y',), 'b': ('z',)})
    """
    first = next(iter(lists.values()), ())
    shared = tuple(text for text in first if all(text in texts for texts in lists.values()))
    return shared, {
        name: tuple(text for text in texts if text not in shared) for name, texts in lists.items()
    }


def _quality(inputs: ReportInputs) -> Table:
    columns = (
        Column(Words("目标（主定义）", "Target (headline definition)"), style="wide"),
        *(Column(same(one.name)) for one in inputs.alternatives),
    )
    rows = []
    for target in inputs.targets:
        cells = []
        for one in inputs.alternatives:
            row = next((row for row in modelled(one.board) if row.target_id == target.id), None)
            cells.append(Cell(_grades(row.quality) if row is not None else same("")))
        if any(cell.words.en for cell in cells):
            rows.append(Row((Cell(Words(target.title_zh, target.title_en)), *cells)))
    return Table(
        caption=Words("目标数值的数据等级", "Grades behind the values of the targets"),
        columns=columns,
        rows=tuple(rows),
        style="compact",
    )


def _grades(text: str) -> Words:
    """Say a mix of grades in both languages, such as ``published 13 %, scenario 87 %``."""
    zh = text
    for grade in Quality:
        zh = zh.replace(grade.value, QUALITY_WORDS[grade].zh)
    return Words(zh, text)


def _issues(inputs: ReportInputs) -> Sequence[Block]:
    told = {
        one.name: tuple(
            f"{issue['what']} — {issue['fix']}"
            for issue in one.run.manifest.issues
            if issue["severity"] != "info"
        )
        for one in inputs.alternatives
    }
    lines = [same(f"{', '.join(names)}: {text}") for text, names in _by_text(told).items()]
    if not lines:
        return ()
    heading = Words("运行时的警告", "Warnings of the runs")
    return (Note(tuple(lines), style="list", heading=heading),)


def _by_text(told: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, texts in told.items():
        for text in dict.fromkeys(texts):
            found.setdefault(text, []).append(name)
    return found
