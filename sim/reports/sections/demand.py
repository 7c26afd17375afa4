"""Demand: how people travel, the share of public transport, what is crowded, what to trust."""

from __future__ import annotations

from collections.abc import Sequence

from sim.maps.style import Words
from sim.reports.blocks import Block, Note, Table
from sim.reports.charts import mode_shares, share_interval, station_ranking, tornado
from sim.reports.inputs import ReportInputs
from sim.reports.quantity import people_text
from sim.reports.sections.demand_tables import (
    check_table,
    convergence_table,
    crowded_table,
    share_table,
    welfare_table,
)

__all__ = ["build"]

_MOST = 3
"""Alternatives whose crowded sections are listed; the tables of the others hold theirs."""


def build(inputs: ReportInputs) -> Sequence[Block]:
    """Blocks of the chapter; nothing where no run has demand.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> build(example_inputs())
    ()
    """
    if all(one.table("mode_shares").empty for one in inputs.alternatives):
        return ()
    chosen = (inputs.others or inputs.alternatives)[:_MOST]
    tables = (
        *(crowded_table(inputs, one) for one in chosen),
        welfare_table(inputs),
        check_table(inputs),
        convergence_table(inputs),
    )
    return (
        *_without_demand(inputs),
        *mode_shares.draw(inputs),
        *_known(share_table(inputs)),
        *share_interval.draw(inputs),
        *tornado.draw(inputs),
        *station_ranking.draw(inputs),
        *(block for table in tables for block in _known(table)),
        _assumed(inputs),
    )


def _known(table: Table | None) -> tuple[Table, ...]:
    return () if table is None else (table,)


def _without_demand(inputs: ReportInputs) -> tuple[Note, ...]:
    names = [one.name for one in inputs.alternatives if one.table("mode_shares").empty]
    if not names:
        return ()
    words = Words(
        f"以下方案没有需求结果：{'、'.join(names)}。", f"Without demand: {', '.join(names)}."
    )
    return (Note((words,), style="warning"),)


_ASSUMED = (
    Words(
        "出行率、出行目的构成、分时段与方向比例为假定值；参数及取值范围见 demand/parameters。",
        "Trip rates, purposes, times of day and directions are assumptions; parameters and their "
        "ranges are in demand/parameters.",
    ),
    Words(
        "方式常数等按基准年已公布的分担率与客运量标定，规划年沿用；区间来自参数与基准年数据的"
        "不确定性。",
        "Constants are fitted to the published share and ridership of the base year and kept for "
        "the plan; the intervals come from the uncertainty of parameters and of those figures.",
    ),
    Words(
        "没有线路表的公交以无线形的普通公交代替：步行、候车、车速为假定。",
        "Bus lines that no table has are a service without geometry, its walk, wait and speed "
        "assumed.",
    ),
    Words(
        "城际列车不参与市内方式选择；货车、客车与过境交通按固定比例加在道路流量上。",
        "Trains between cities are no choice inside the city; lorries, coaches and through traffic "
        "are a fixed share on top of the cars on the roads.",
    ),
)


def _assumed(inputs: ReportInputs) -> Note:
    """What is assumed, and whose trips are in no table."""
    lines = list(_ASSUMED)
    for one in inputs.alternatives:
        lost = one.table("unconnected_zones")
        if not lost.empty:
            people, trips = (people_text(float(lost[key].sum())) for key in ("population", "trips"))
            lines.append(
                Words(
                    f"{one.name}：{len(lost)}个小区（{people}人）无法出行，其{trips}次出行未计入。",
                    f"{one.name}: zones without any way to travel: {len(lost)}, with {people} "
                    f"people; their {trips} trips are not counted.",
                )
            )
    return Note(tuple(lines), style="list", heading=Words("假定", "What is assumed"))
