"""What a comparison page is made from: alternatives with network, values and board."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pandas as pd

from sim.errors import DataError
from sim.indicators.board import BoardRow
from sim.maps.compare_measures import ComparedMeasure, measures_in
from sim.maps.demand_data import DemandTables
from sim.maps.inputs import CELL_COLUMNS, BaseLayers, MapInputs
from sim.maps.style import Words
from sim.network.model import Network

__all__ = [
    "LEDGER_COLUMNS",
    "MAX_ALTERNATIVES",
    "WELFARE_COLUMNS",
    "ComparedAlternative",
    "ComparisonInputs",
]

MAX_ALTERNATIVES: Final = 10
"""More make neither a readable choice nor a page of 8 MB."""

ZONE_COLUMNS: Final = ("zone_id", "population")

LEDGER_COLUMNS: Final = ("alternative", "position", "sentence")
"""Needed; shown where present: note, own, km, train_km_per_day, people_changed, mean_gain_min."""

WELFARE_COLUMNS: Final = (
    "alternative",
    "group_type",
    "name_zh",
    "name_en",
    "car_available",
    "people",
    "logsum_yuan_per_day",
    "rule_of_half_yuan_per_day",
)

_NO_WORDS: Final = Words("", "")
_FEWEST: Final = 2
_SHOWN_PROBLEMS: Final = 5


@dataclass(frozen=True)
class ComparedAlternative:
    """One alternative.

    Parameters
    ----------
    name
        What it is called in all tables; unique.
    title_zh, title_en
        Its titles.
    network
        Its network, on its own date.
    zones
        One row per zone: ``zone_id``, ``population`` and the columns of the measures (see
        `sim.maps.compare_measures.measures_in`); NaN = unreachable.
    board
        Its target board; the headline rows are shown.
    demand
        Demand of its run; ``None`` where the run has none.
    """

    name: str
    title_zh: str
    title_en: str
    network: Network
    zones: pd.DataFrame
    board: tuple[BoardRow, ...] = ()
    demand: DemandTables | None = None


@dataclass(frozen=True)
class ComparisonInputs:
    """Everything on one comparison page.

    Parameters
    ----------
    alternatives
        Two to ten, all with the same zones and columns. The first is the reference: it starts on
        the left, the second on the right.
    base
        The base map, see `sim.maps.read_base_layers`.
    ledger
        What each modification touched and moved, with `LEDGER_COLUMNS`; ``None`` shows none.
    notes
        What a reader of the comparison must know, such as different years; plain text is shown as
        it is in any language.
    hub_zh, hub_en
        Names of the place ``minutes_from_hub`` starts from.
    measured
        How the minutes were measured: the statistic and the departures.
    welfare
        Gains in welfare against the reference, with `WELFARE_COLUMNS`; ``None`` shows none.
    indicators
        The comparison's table of this name: its numbers of the gateway are shown; ``None``: none.

    Raises
    ------
    DataError
        With every problem: too few or too many alternatives, one name twice, tables without the
        columns needed, alternatives with different zones, nothing to show.
    """

    alternatives: tuple[ComparedAlternative, ...]
    base: BaseLayers
    title_zh: str = "方案比较"
    title_en: str = "Alternatives compared"
    ledger: pd.DataFrame | None = None
    notes: tuple[str | Words, ...] = ()
    hub_zh: str = "杭州东站"
    hub_en: str = "Hangzhou East"
    measured: Words = _NO_WORDS
    welfare: pd.DataFrame | None = None
    indicators: pd.DataFrame | None = None

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            shown = "; ".join(problems[:_SHOWN_PROBLEMS])
            more = len(problems) - _SHOWN_PROBLEMS
            ending = f"; and {more} more" if more > 0 else ""
            raise DataError(f"the comparison page cannot be drawn: {shown}{ending}")

    @property
    def reference(self) -> ComparedAlternative:
        """The alternative the page starts from."""
        return self.alternatives[0]

    @property
    def measures(self) -> tuple[ComparedMeasure, ...]:
        """Measures that every alternative has values for."""
        shared = [
            column
            for column in self.reference.zones.columns
            if all(column in one.zones.columns for one in self.alternatives)
        ]
        return measures_in(shared, Words(self.hub_zh, self.hub_en))

    def one_map(self, alternative: ComparedAlternative) -> MapInputs:
        """Inputs of the layers of one alternative, as a map of its own would have them."""
        columns = [column for column in CELL_COLUMNS if column not in alternative.zones.columns]
        return MapInputs(
            network=alternative.network,
            title_zh=alternative.title_zh,
            title_en=alternative.title_en,
            subtitle="",
            scenario=alternative.name,
            baseline=None,
            cells=alternative.zones.assign(**dict.fromkeys(columns, float("nan"))),
            base=self.base,
            hub_zh=self.hub_zh,
            hub_en=self.hub_en,
        )


def _problems(inputs: ComparisonInputs) -> Iterator[str]:
    count = len(inputs.alternatives)
    if not _FEWEST <= count <= MAX_ALTERNATIVES:
        yield f"it needs {_FEWEST} to {MAX_ALTERNATIVES} alternatives, not {count}"
    names = [one.name for one in inputs.alternatives]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield f"'{name}' is there {names.count(name)} times; give each another name"
    lacking = [(one.name, _lacking(one.zones, ZONE_COLUMNS)) for one in inputs.alternatives]
    for name, columns in lacking:
        if columns:
            yield f"the zones of '{name}' lack the columns {columns}"
    if inputs.ledger is not None and (columns := _lacking(inputs.ledger, LEDGER_COLUMNS)):
        yield f"the ledger lacks the columns {columns}"
    if inputs.welfare is not None and (columns := _lacking(inputs.welfare, WELFARE_COLUMNS)):
        yield f"the table of welfare lacks the columns {columns}"
    if count and not any(columns for _, columns in lacking):
        yield from _zone_problems(inputs)
        if not inputs.measures:
            yield (
                "no measure is known in the zones of all alternatives; they need a column such as "
                "minutes_from_hub or population_60min"
            )


def _lacking(table: pd.DataFrame, columns: tuple[str, ...]) -> str:
    return ", ".join(column for column in columns if column not in table.columns)


def _zone_problems(inputs: ComparisonInputs) -> Iterator[str]:
    first = inputs.reference
    expected = set(first.zones["zone_id"])
    for one in inputs.alternatives:
        if one.zones["zone_id"].duplicated().any():
            yield f"the zones of '{one.name}' have rows with the same zone_id"
        other = set(one.zones["zone_id"]) ^ expected
        if other:
            some = ", ".join(sorted(map(str, other))[:3])
            yield (
                f"'{one.name}' and '{first.name}' have different zones ({len(other)} are in one of "
                f"them only: {some}); compare alternatives of the same data"
            )
