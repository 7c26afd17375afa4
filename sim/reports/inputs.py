"""What a report is made from: finished runs, the tables of a comparison, targets, the base map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from sim.demand.model import Alternative as Way
from sim.demand.model import Period
from sim.indicators import BoardRow, Target
from sim.maps.inputs import BaseLayers
from sim.maps.style import Words
from sim.reports.language import Lang
from sim.results import RunResults

__all__ = ["Alternative", "FactTable", "ReportInputs"]


@dataclass(frozen=True)
class Alternative:
    """One scenario of the report with its run.

    ``name`` is its key in the tables of the comparison; ``zones`` is the run's ``zone_access``.
    """

    name: str
    title: Words
    run: RunResults
    board: tuple[BoardRow, ...]
    zones: pd.DataFrame
    is_reference: bool = False

    def table(self, name: str) -> pd.DataFrame:
        """A table of the run; empty where the run has none of that name."""
        return self.run.table(name) if name in self.run.tables else pd.DataFrame()

    @property
    def cells(self) -> pd.DataFrame:
        """The cells of the city: the rows of ``zone_access`` that are no county of the province."""
        return self.zones[self.zones["kind"] == "cell"].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class FactTable:
    """A table of facts, its sources and licences, and how many of its rows have which quality."""

    name: str
    title: str
    rows: int | None
    grades: Mapping[str, int]
    sources: tuple[str, ...]
    licences: tuple[str, ...]
    date: str


@dataclass(frozen=True)
class ReportInputs:
    """Everything in one report.

    Parameters
    ----------
    lang
        Language of the report.
    alternatives
        The scenarios in the order of the comparison; a single run is one alternative.
    targets
        The targets and their definitions.
    base
        The base map.
    comparison
        Tables of the comparison by name; empty for a single run.
    comparison_id
        Id of the comparison, or empty.
    facts
        The tables of facts and where they come from.
    warnings
        What a reader must know before anything else.
    ways, periods
        Ways to travel with their colours, and periods of the day; what is not among them keeps the
        id that the runs give it.
    """

    lang: Lang
    alternatives: tuple[Alternative, ...]
    targets: tuple[Target, ...]
    base: BaseLayers
    comparison: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    comparison_id: str = ""
    facts: tuple[FactTable, ...] = ()
    warnings: tuple[Words, ...] = ()
    ways: tuple[Way, ...] = ()
    periods: tuple[Period, ...] = ()

    @property
    def reference(self) -> Alternative:
        """The alternative the others are measured against; that of a single run is the run."""
        return next(
            (one for one in self.alternatives if one.is_reference),
            self.alternatives[0],
        )

    @property
    def others(self) -> tuple[Alternative, ...]:
        """The alternatives that are not the reference."""
        reference = self.reference
        return tuple(one for one in self.alternatives if one.name != reference.name)

    @property
    def title(self) -> Words:
        """Title of the report."""
        if not self.comparison:
            return self.alternatives[0].title
        count = len(self.alternatives)
        return Words(f"{count}个方案的比较", f"A comparison of {count} alternatives")

    def table(self, name: str) -> pd.DataFrame:
        """A table of the comparison; empty where there is no comparison."""
        return self.comparison.get(name, pd.DataFrame())
