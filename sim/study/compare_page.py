"""Hand finished alternatives to the comparison page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sim.indicators import BoardRow
from sim.maps import Lang, read_base_layers
from sim.maps.compare_inputs import MAX_ALTERNATIVES, ComparedAlternative, ComparisonInputs
from sim.maps.compare_page import draw_comparison
from sim.maps.demand_data import DemandTables
from sim.maps.style import Words
from sim.network.model import Network
from sim.scenario import ScenarioDocument
from sim.study.page import measured_words

__all__ = ["comparison_page", "on_page"]


def on_page(
    label: str,
    document: ScenarioDocument,
    network: Network,
    zones: pd.DataFrame,
    board: tuple[BoardRow, ...],
    *,
    demand: DemandTables | None = None,
) -> ComparedAlternative:
    """One alternative as the page shows it, with the titles of its scenario.

    `zones` has one row per zone with ``zone_id``, ``population`` and the measures (a run's
    ``zone_access`` or the comparison's ``zones``); NaN = unreachable. `demand` is that of its run,
    if it has any (see `sim.study.shown_demand`).
    """
    return ComparedAlternative(
        name=label,
        title_zh=document.title_zh or document.title,
        title_en=document.title,
        network=network,
        zones=zones,
        board=board,
        demand=demand,
    )


def comparison_page(
    alternatives: Sequence[ComparedAlternative],
    *,
    reference: str,
    document: ScenarioDocument,
    data_dir: Path,
    ledger: pd.DataFrame | None = None,
    welfare: pd.DataFrame | None = None,
    indicators: pd.DataFrame | None = None,
    notes: Sequence[str | Words] = (),
    lang: Lang = "both",
) -> str:
    """The page of a comparison; see `sim.maps.compare_page.draw_comparison`.

    Parameters
    ----------
    alternatives
        In the order they were named. A page holds ten: of more, the reference and the first nine
        others are shown and a note names those that are not.
    reference
        Name of the alternative the page starts from.
    document
        Scenario of the reference; says how the minutes were measured.
    ledger, welfare, indicators
        The comparison's tables of these names.
    notes
        Warnings of the comparison, such as different years.

    Raises
    ------
    DataError
        If the alternatives do not go together, see `sim.maps.compare_inputs.ComparisonInputs`.
    OutputError
        If the page would be too large.
    """
    ordered = sorted(alternatives, key=lambda one: one.name != reference)
    shown, left_out = ordered[:MAX_ALTERNATIVES], ordered[MAX_ALTERNATIVES:]
    if left_out:
        names = ", ".join(one.name for one in left_out)
        notes = (
            *notes,
            Words(
                f"本页只能显示{MAX_ALTERNATIVES}个方案，未显示：{names}。",
                f"This page can show {MAX_ALTERNATIVES} alternatives; not shown: {names}.",
            ),
        )
    inputs = ComparisonInputs(
        alternatives=tuple(shown),
        base=read_base_layers(data_dir),
        ledger=ledger,
        welfare=welfare,
        indicators=indicators,
        notes=tuple(notes),
        measured=measured_words(document),
    )
    return draw_comparison(inputs, lang=lang)
