"""Chapters of the report in their order: one file each, all in `SECTIONS`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sim.maps.style import Words
from sim.reports.blocks import Block
from sim.reports.inputs import ReportInputs
from sim.reports.sections import (
    access,
    assumptions,
    changes,
    definitions,
    demand,
    gains,
    gateway,
    indicators,
    maps,
    operations,
    provenance,
    targets,
)

__all__ = ["SECTIONS", "SectionSpec"]


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A chapter: its title, and the function that builds it; without blocks it is left out."""

    section_id: str
    title: Words
    build: Callable[[ReportInputs], Sequence[Block]]


SECTIONS: Final = (
    SectionSpec("targets", Words("目标板", "Target board"), targets.build),
    SectionSpec("indicators", Words("指标比较", "Indicators compared"), indicators.build),
    SectionSpec("gains", Words("谁受益，谁受损", "Who gains, who loses"), gains.build),
    SectionSpec("access", Words("可达性与公平", "Access and equity"), access.build),
    SectionSpec("demand", Words("出行需求", "Demand"), demand.build),
    SectionSpec("gateway", Words("门户", "Gateway"), gateway.build),
    SectionSpec("operations", Words("一天的运行", "A day of operations"), operations.build),
    SectionSpec("maps", Words("地图", "Maps"), maps.build),
    SectionSpec("changes", Words("措施及其作用", "Changes and what they do"), changes.build),
    SectionSpec("assumptions", Words("假设与数据质量", "Assumptions and data"), assumptions.build),
    SectionSpec("definitions", Words("所用定义", "Definitions used"), definitions.build),
    SectionSpec("provenance", Words("来源与版本", "Provenance"), provenance.build),
)
"""The catalogue: everything after the title page."""
