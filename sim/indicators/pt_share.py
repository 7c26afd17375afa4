"""Public transport's share of motorised trips: ``pt_share``, by the definitions in use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

import numpy as np
import pandas as pd

from sim.demand.share_definitions import DEFINITIONS, ShareDefinition
from sim.errors import DataError
from sim.indicators.evidence import Evidence, Measure, columns, measured
from sim.indicators.target_model import Definition, Target
from sim.indicators.values import MODELLED, IndicatorValue, not_computed

__all__ = ["MEASURES", "TARGET_ID", "compute", "counted_trips"]

TARGET_ID = "pt_share"

_NEEDED = (
    "area_id",
    "travellers",
    "purpose",
    "period",
    "alternative",
    "alternative_zh",
    "alternative_en",
    "kind",
    "is_motorised",
    "is_public_transport",
    "trips",
    "boardings",
)
_DETAIL = ("alternative", "alternative_zh", "alternative_en", "trips", "above", "below")


def compute(evidence: Evidence) -> tuple[IndicatorValue, ...]:
    """Share of public transport in motorised trips (%), one value per definition.

    ``share = 100 * trips by public transport / motorised trips`` of the linked trips of a day
    (assessment indicators of the transit city, Ministry of Transport 2013); the definitions differ
    in whose and which trips they count. Interval and probability come from the draws of the
    parameters where the run made any. Details have one row per alternative with what of it stands
    above and below the line.
    """
    return measured(evidence, TARGET_ID, MEASURES)


def counted_trips(
    mode_shares: pd.DataFrame, definition: ShareDefinition, *, ebike_share: float
) -> pd.DataFrame:
    """Trips of a definition by alternative, and what of them it counts ``above`` and ``below``.

    Above the line stands public transport, below it everything motorised; e-bikes count below
    where the definition says so, at their share of the cycle trips. With boardings every ride of
    public transport counts as a trip of its own, above and below.

    Parameters
    ----------
    mode_shares
        Table of the run (see `sim.indicators.Evidence`).
    definition
        Whose and which trips.
    ebike_share
        Share of cycle trips on e-bikes (0 to 1).

    Raises
    ------
    DataError
        If the table lacks a column, or has no such area or period.

    Examples
    --------
    >>> row = {"area_id": "urban", "travellers": "residents", "purpose": "all", "period": "day",
    ...        "alternative_zh": "", "alternative_en": "", "boardings": 0.0}
    >>> table = pd.DataFrame([
    ...     {**row, "alternative": "a", "kind": "transit", "is_motorised": True,
    ...      "is_public_transport": True, "trips": 48.0},
    ...     {**row, "alternative": "b", "kind": "drive", "is_motorised": True,
    ...      "is_public_transport": False, "trips": 52.0}])
    >>> counted_trips(table, ShareDefinition("d", "urban"), ebike_share=0.5)[["above", "below"]]
       above  below
    0   48.0   48.0
    1    0.0   52.0
    """
    table = columns(mode_shares, "mode_shares", _NEEDED)
    wanted = {
        "area_id": definition.area_id,
        "travellers": "everybody" if definition.everybody else "residents",
        "purpose": "commuting" if definition.commuting else "all",
        "period": definition.period_id or "day",
    }
    chosen = np.logical_and.reduce([table[name] == value for name, value in wanted.items()])
    if not chosen.any():
        raise DataError(
            "mode_shares has no trips of "
            f"{', '.join(f'{name} {value}' for name, value in wanted.items())}; "
            "look at demand/areas and demand/periods"
        )
    own = table.loc[chosen].reset_index(drop=True)
    above = own["trips"].where(own["is_public_transport"], 0.0)
    below = own["trips"].where(own["is_motorised"], 0.0)
    if definition.ebikes:
        below = below.mask(own["kind"] == "cycle", ebike_share * own["trips"])
    if definition.boardings:
        above = own["boardings"].where(own["is_public_transport"], 0.0)
        below = below.mask(own["is_public_transport"], above)
    return own.assign(above=above, below=below)[list(_DETAIL)]


def _share(
    evidence: Evidence, target: Target, definition: Definition, *, counted: ShareDefinition
) -> IndicatorValue:
    if evidence.mode_shares is None:
        reason = evidence.demand_reason or "no demand model at hand"
        return not_computed(target.id, definition.id, definition.unit, reason)
    if counted.ebikes and evidence.ebike_share is None:
        reason = "the share of e-bikes among cycles is not at hand (ebike_share)"
        return not_computed(target.id, definition.id, definition.unit, reason)
    detail = counted_trips(evidence.mode_shares, counted, ebike_share=evidence.ebike_share or 0.0)
    below = float(detail["below"].sum())
    if below <= 0:
        reason = "nobody makes a motorised trip"
        return not_computed(target.id, definition.id, definition.unit, reason)
    bounds = _bounds(evidence.pt_share_intervals, definition.id)
    return IndicatorValue(
        target_id=target.id,
        definition_id=definition.id,
        value=round(100 * float(detail["above"].sum()) / below, 6),
        unit=definition.unit,
        quality=MODELLED,
        detail=detail,
        caveats=evidence.demand_caveats if definition.headline else (),
        low=bounds.get("low"),
        high=bounds.get("high"),
        probability=bounds.get("probability"),
    )


def _bounds(intervals: pd.DataFrame | None, definition_id: str) -> Mapping[str, float]:
    """Low, high and probability of a definition; those that are missing are left out."""
    if intervals is None or intervals.empty:
        return {}
    names = ("low", "high", "probability")
    table = columns(intervals, "pt_share_intervals", ("definition", *names))
    own = table.loc[table["definition"] == definition_id, list(names)]
    if own.empty:
        return {}
    found = own.iloc[0]
    return {name: round(float(found[name]), 6) for name in names if not pd.isna(found[name])}


def _measures() -> Mapping[str, Measure]:
    measure: Callable[..., IndicatorValue] = _share
    return MappingProxyType(
        {one.definition_id: partial(measure, counted=one) for one in DEFINITIONS}
    )


MEASURES = _measures()
