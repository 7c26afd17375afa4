"""The table of the title page: which alternatives, of when, and how many targets each meets."""

from __future__ import annotations

from sim.maps.style import Words
from sim.reports.blocks import Cell, Column, Row, Table
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import same
from sim.reports.verdicts import tally

__all__ = ["build"]

_REFERENCE = Words("参考方案", "reference")


def build(inputs: ReportInputs) -> Table:
    """One line per alternative, the reference marked.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [row.cells[0].words.en for row in build(example_inputs()).rows]
    ['old', 'new']
    """
    columns = (
        Column(Words("方案", "Alternative"), style="widest"),
        Column(Words("线网日期", "Network of")),
        Column(Words("人口", "People of")),
        Column(Words("列车", "Trains of")),
        Column(Words("达到", "Met"), numeric=True),
        Column(Words("取决于口径", "Depends"), numeric=True),
        Column(Words("未达到", "Missed"), numeric=True),
    )
    count = tally(inputs.reference.board).modelled
    return Table(
        caption=Words("方案", "Alternatives"),
        columns=columns,
        rows=tuple(_row(inputs, one) for one in inputs.alternatives),
        note=Words(
            f"目标数：共{count}项已建模。达到：按全部定义；取决于口径：按部分定义；"
            "未达到：按任何定义均未达到。",
            f"Of {count} modelled targets. Met: by all definitions; depends: by some of them; "
            "missed: by none.",
        ),
        style="compact",
    )


def _row(inputs: ReportInputs, one: Alternative) -> Row:
    network = one.run.manifest.network
    count = tally(one.board)
    marked = bool(inputs.comparison) and one.name == inputs.reference.name
    title = (
        Words(f"{_REFERENCE.zh}：{one.title.zh}", f"{_REFERENCE.en}: {one.title.en}")
        if marked
        else one.title
    )
    return Row(
        (
            Cell(same(one.name), title, style="name"),
            *(Cell(same(str(network[key]))) for key in ("as_of", "horizon_year", "rail_timetable")),
            Cell(same(str(count.met)), style="met"),
            Cell(same(str(count.depends)), style="depends"),
            Cell(same(str(count.missed)), style="missed"),
        )
    )
