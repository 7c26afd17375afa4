"""Provenance: which runs, data, code and versions the report is made of, licences per table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sim.fingerprint import fingerprint
from sim.maps.style import QUALITY_WORDS, Words
from sim.network.model import Quality
from sim.reports.blocks import Block, Cell, Column, Note, Row, Table
from sim.reports.inputs import FactTable, ReportInputs
from sim.reports.language import same

__all__ = ["build"]


def build(inputs: ReportInputs) -> Sequence[Block]:
    """Blocks of the chapter.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [block.kind for block in build(example_inputs())]
    ['table', 'note', 'table', 'note']
    """
    blocks: list[Block] = [_runs(inputs), _versions(inputs)]
    if inputs.facts:
        blocks.append(_facts(inputs.facts))
    blocks.append(Note(_credits(inputs), style="list", heading=Words("底图", "Base map")))
    return blocks


def _runs(inputs: ReportInputs) -> Table:
    columns = (
        Column(Words("方案", "Alternative"), style="wide"),
        Column(Words("运行编号", "Run id")),
        Column(Words("线网日期", "Network of")),
        Column(Words("人口年份", "People of")),
        Column(Words("列车时刻", "Trains of")),
        Column(Words("航线", "Flights of")),
        Column(Words("数据指纹", "Data")),
        Column(Words("程序指纹", "Code")),
        Column(Words("随机种子", "Seed"), numeric=True),
    )
    rows = []
    for one in inputs.alternatives:
        manifest = one.run.manifest
        network = manifest.network
        rows.append(
            Row(
                (
                    Cell(same(one.name), one.title),
                    *(
                        Cell(same(str(text)), style="code")
                        for text in (
                            manifest.run_id,
                            network["as_of"],
                            network["horizon_year"],
                            network["rail_timetable"],
                            network["air_vintage"],
                            fingerprint(dict(manifest.identity["data"]))[:12],
                            str(manifest.identity["code"])[:12],
                            manifest.seed,
                        )
                    ),
                )
            )
        )
    compared = f"比较编号 {inputs.comparison_id}。" if inputs.comparison_id else ""
    compared_en = f"Comparison {inputs.comparison_id}. " if inputs.comparison_id else ""
    note = Words(
        f"{compared}运行编号由数据、方案、程序与种子算出：输入相同，结果逐字节相同。",
        f"{compared_en}A run's id follows from data, scenario, code and seed: equal inputs give "
        "equal bytes.",
    )
    caption = Words("所用的运行", "Runs in this report")
    return Table(caption, columns, tuple(rows), note, style="compact")


def _versions(inputs: ReportInputs) -> Note:
    found: dict[str, list[str]] = {}
    for one in inputs.alternatives:
        text = ", ".join(f"{k} {v}" for k, v in sorted(one.run.manifest.versions.items()))
        found.setdefault(text, []).append(one.name)
    alone = len(found) == 1
    lines = tuple(
        same(text if alone else f"{', '.join(names)}: {text}") for text, names in found.items()
    )
    return Note(lines, heading=Words("程序库版本", "Versions of libraries"))


_GRADES: Final = (
    Quality.OFFICIAL,
    Quality.PUBLISHED,
    Quality.DERIVED,
    Quality.ESTIMATE,
    Quality.UNVERIFIED,
)


def _facts(facts: Sequence[FactTable]) -> Table:
    columns = (
        Column(Words("数据表", "Table"), style="name-column"),
        Column(Words("行数", "Rows"), numeric=True),
        Column(Words("等级（占行数%）", "Grades, % of rows"), style="grades"),
        Column(Words("来源", "Sources"), style="sources"),
        Column(Words("许可", "Licence"), style="licence"),
    )
    return Table(
        caption=Words("数据表：等级、来源与许可", "Tables of facts: grades, sources, licences"),
        columns=columns,
        rows=tuple(_fact_row(fact) for fact in facts),
        note=Words(
            "none stated：来源未声明许可。等级空白者为不逐行分级的文件。",
            "None stated: the source gives no licence. Grades are empty where a file is not graded "
            "by row.",
        ),
        style="facts compact",
    )


def _fact_row(fact: FactTable) -> Row:
    return Row(
        (
            Cell(same(fact.name), same(fact.title)),
            Cell(same("" if fact.rows is None else f"{fact.rows:,}")),
            Cell(_grades(fact)),
            Cell(same("; ".join(fact.sources))),
            Cell(same("; ".join(fact.licences))),
        )
    )


def _grades(fact: FactTable) -> Words:
    whole = sum(fact.grades.values())
    parts = [
        (QUALITY_WORDS[grade], _share(fact.grades[grade.value], whole))
        for grade in _GRADES
        if fact.grades.get(grade.value)
    ]
    return Words(
        "，".join(f"{words.zh} {share}" for words, share in parts),
        ", ".join(f"{words.en} {share}" for words, share in parts),
    )


def _share(count: int, whole: int) -> str:
    """Percent of the rows, ``< 1`` for less than one.

    Examples
    --------
    >>> _share(1, 1000), _share(1, 4)
    ('< 1', '25')
    """
    percent = 100 * count / whole
    return "< 1" if percent < 1 else f"{percent:.0f}"


def _credits(inputs: ReportInputs) -> tuple[Words, ...]:
    return tuple(same(text) for text in inputs.base.attribution)
