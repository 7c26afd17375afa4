"""Indicators and the target board: one file per family of indicators, listed in `INDICATORS`.

To add a family: write a module with ``TARGET_ID``, ``MEASURES`` and ``compute``, give its target a
definition in ``network_data/policy/targets.yaml``, and add one line below.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

import pandas as pd

from sim.indicators import (
    air_destinations,
    airport_corridors,
    five_stations,
    hsr_lines,
    one_hour_circle,
    pt_share,
    transit_visa,
    urban_rail,
    zero_distance_transfer,
)
from sim.indicators.board import (
    BoardRow,
    board_caveats,
    board_frame,
    board_from_frame,
    target_board,
)
from sim.indicators.board_text import TextRow, board_notes, board_table
from sim.indicators.evidence import Evidence
from sim.indicators.target_model import Definition, Item, Parameter, Target
from sim.indicators.targets import check_targets, read_targets
from sim.indicators.values import IndicatorValue, QualityMix

__all__ = [
    "INDICATORS",
    "BoardRow",
    "Definition",
    "Evidence",
    "Indicator",
    "IndicatorValue",
    "Item",
    "Parameter",
    "QualityMix",
    "Target",
    "TextRow",
    "board_caveats",
    "board_frame",
    "board_from_frame",
    "board_notes",
    "board_table",
    "check_targets",
    "compute_indicators",
    "detail_tables",
    "read_targets",
    "target_board",
]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One family: the target it measures, its measures by name, the function that computes all."""

    target_id: str
    measures: tuple[str, ...]
    compute: Callable[[Evidence], tuple[IndicatorValue, ...]]


def _family(module: ModuleType) -> Indicator:
    return Indicator(module.TARGET_ID, tuple(module.MEASURES), module.compute)


INDICATORS: tuple[Indicator, ...] = (
    _family(urban_rail),
    _family(one_hour_circle),
    _family(five_stations),
    _family(hsr_lines),
    _family(air_destinations),
    _family(airport_corridors),
    _family(pt_share),
    _family(zero_distance_transfer),
    _family(transit_visa),
)
"""The catalogue: everything that can be put on the board."""


def compute_indicators(
    evidence: Evidence, *, indicators: tuple[Indicator, ...] = INDICATORS
) -> tuple[IndicatorValue, ...]:
    """Every definition of every modelled target, in catalogue order.

    What lacks its evidence comes back with the value ``None`` and the reason. Own indicators of a
    notebook are handed over in `indicators`.
    """
    return tuple(value for indicator in indicators for value in indicator.compute(evidence))


def detail_tables(values: tuple[IndicatorValue, ...]) -> dict[str, pd.DataFrame]:
    """Tidy tables of the cases behind the values, by name, for the run's ``tables`` folder.

    Definitions of a target whose details have the same columns share the table ``<target>``, told
    apart by its column ``definition``; another form gives ``<target>_<definition>``.
    """
    groups: dict[str, list[pd.DataFrame]] = {}
    shapes: dict[str, list[str]] = {}
    for value in values:
        if value.detail.empty:
            continue
        shape = value.detail.columns.tolist()
        name = value.target_id
        if shapes.setdefault(name, shape) != shape:
            name = f"{value.target_id}_{value.definition_id}"
            shapes[name] = shape
        table = value.detail.copy()
        table.insert(0, "definition", value.definition_id)
        groups.setdefault(name, []).append(table)
    return {name: pd.concat(tables, ignore_index=True) for name, tables in groups.items()}
