"""Gateway: circle, main stations, airport and world, from the runs' own tables."""

from __future__ import annotations

from collections.abc import Sequence

from sim.maps.style import Words
from sim.reports.blocks import Block, Note, Table
from sim.reports.charts import circle_parts, destination_regions, main_stations, world_hours
from sim.reports.gateway import has_gateway, shown, why_without
from sim.reports.gateway_findings import gateway_findings
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.sections.gateway_air_tables import (
    airport_times_table,
    connectivity_table,
    corridor_table,
    interchange_table,
    transit_table,
)
from sim.reports.sections.gateway_quality import quality_note, quality_table
from sim.reports.sections.gateway_tables import changes_table, circle_table, enough_table

__all__ = ["build"]


def build(inputs: ReportInputs) -> Sequence[Block]:
    """Blocks of the chapter; nothing where no run has the gateway.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> build(example_inputs())
    ()
    """
    if not any(has_gateway(one) for one in inputs.alternatives):
        return ()
    return (
        *_without(inputs),
        *_not_drawn(inputs),
        _findings(inputs),
        *circle_parts.draw(inputs),
        *_known(circle_table(inputs)),
        *_known(enough_table(_told(inputs))),
        *_known(changes_table(inputs)),
        *main_stations.draw(inputs),
        *_known(interchange_table(inputs)),
        *world_hours.draw(inputs),
        *destination_regions.draw(inputs),
        *_known(connectivity_table(inputs)),
        *_known(corridor_table(inputs)),
        *_known(airport_times_table(inputs)),
        *_known(transit_table(inputs)),
        *_known(quality_table(inputs)),
        quality_note(),
    )


def _known(table: Table | None) -> tuple[Table, ...]:
    return () if table is None else (table,)


def _told(inputs: ReportInputs) -> Alternative:
    """The alternative whose smallest changes are told: the first that is compared, or the run."""
    return next((one for one in inputs.others if has_gateway(one)), shown(inputs)[0])


def _findings(inputs: ReportInputs) -> Note:
    return Note(gateway_findings(inputs), style="list", heading=Words("要点", "Findings"))


def _without(inputs: ReportInputs) -> tuple[Note, ...]:
    """Name the runs without a gateway, each with the reason."""
    lacking = [(one.name, why_without(one)) for one in inputs.alternatives if not has_gateway(one)]
    if not lacking:
        return ()
    zh = "；".join(f"{name}（{why.zh}）" for name, why in lacking)
    en = "; ".join(f"{name} ({why.en})" for name, why in lacking)
    return (Note((Words(f"以下方案没有门户结果：{zh}。", f"No gateway: {en}."),), style="warning"),)


def _not_drawn(inputs: ReportInputs) -> tuple[Note, ...]:
    """Name the alternatives that charts have no room for."""
    drawn = {one.name for one in shown(inputs)}
    names = [one.name for one in inputs.alternatives if has_gateway(one) and one.name not in drawn]
    if not names:
        return ()
    words = Words(
        f"本章图中未绘出（见表格）：{'、'.join(names)}。",
        f"Not drawn in the charts of this chapter, see the tables: {', '.join(names)}.",
    )
    return (Note((words,)),)
