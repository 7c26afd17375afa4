"""Zero-distance transfer: ``zero_distance_transfer``, who changes within a few minutes."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace
from types import MappingProxyType

import pandas as pd

from sim.gateway.interchanges.index import (
    interchange_kinds,
    interchange_weights,
    mean_transfer_min,
    zero_distance_index,
)
from sim.gateway.interchanges.table import INTERCHANGE_COLUMNS, interchanges
from sim.indicators.evidence import Evidence, columns, measured
from sim.indicators.target_model import Definition, Target
from sim.indicators.values import IndicatorValue, not_computed, quality_mix
from sim.network.model import Quality

__all__ = ["MEASURES", "TARGET_ID", "compute", "kind_table", "simulated_share"]

TARGET_ID = "zero_distance_transfer"
_SIMULATED = "simulated"

_FASTER, _SLOWER = 1.1, 0.9
"""Pace of walkers around the one assumed: 0.9 to 1.1 m/s with luggage (domain C6)."""


def compute(evidence: Evidence) -> tuple[IndicatorValue, ...]:
    """Shares of those who change within 3, 5 and 8 minutes, and the mean time.

    The table of interchanges is that of the evidence, else one modelled from the network alone.
    Without people at the interchanges the vehicles (or places) an hour that meet there stand for
    them, which the caveats say. Details have one row per kind of interchange.
    """
    target = evidence.target(TARGET_ID)
    definitions = {} if target is None else {one.id: one for one in target.definitions}
    kinds: dict[str, pd.DataFrame] = {}
    found = []
    for value in measured(evidence, TARGET_ID, MEASURES):
        definition = definitions[value.definition_id]
        if value.value is None or definition.measure_id == _SIMULATED:
            found.append(value)
            continue
        if definition.group not in kinds:
            kinds[definition.group] = kind_table(_table(evidence, definition))
        found.append(replace(value, detail=kinds[definition.group]))
    return tuple(found)


def kind_table(table: pd.DataFrame) -> pd.DataFrame:
    """Interchanges by kind: how many, their weight, shares within 3, 5 and 8 min, mean time.

    Columns: kind, kind_zh, kind_en, interchanges, weight_pct, within_3_min_pct, within_5_min_pct,
    within_8_min_pct, mean_min, mean_with_wait_min. Shares are of the weight of the kind, NaN where
    it has none; kinds are sorted by their id.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> len(kind_table(interchanges(line("A B"))))
    0
    """
    weighed = table.assign(weight=interchange_weights(table))
    whole = float(weighed["weight"].sum())
    rows = []
    for kind, part in weighed.groupby("kind", sort=True):
        weight = part["weight"]
        own = float(weight.sum())
        waited = part["with_wait_min"].notna()
        rows.append(
            {
                "kind": str(kind),
                "kind_zh": part["kind_zh"].iloc[0],
                "kind_en": part["kind_en"].iloc[0],
                "interchanges": len(part),
                "weight_pct": 100 * own / whole if whole > 0 else math.nan,
                "within_3_min_pct": 100 * zero_distance_index(part, 3),
                "within_5_min_pct": 100 * zero_distance_index(part, 5),
                "within_8_min_pct": 100 * zero_distance_index(part, 8),
                "mean_min": mean_transfer_min(part),
                "mean_with_wait_min": _mean(part.loc[waited, "with_wait_min"], weight[waited]),
            }
        )
    return pd.DataFrame(rows, columns=list(_KIND_COLUMNS))


_KIND_COLUMNS = (
    "kind",
    "kind_zh",
    "kind_en",
    "interchanges",
    "weight_pct",
    "within_3_min_pct",
    "within_5_min_pct",
    "within_8_min_pct",
    "mean_min",
    "mean_with_wait_min",
)


def _mean(times: pd.Series[float], weight: pd.Series[float]) -> float:
    whole = float(weight.sum())
    return float((times * weight).sum()) / whole if whole > 0 else math.nan


def _table(evidence: Evidence, definition: Definition) -> pd.DataFrame:
    """Interchanges of a definition: those of its group, where it has one."""
    given = evidence.interchanges
    if given is not None:
        table = columns(given, "interchanges", INTERCHANGE_COLUMNS)
    else:
        derived = evidence.network.derived
        known = derived.get(interchanges)
        if not isinstance(known, pd.DataFrame):
            known = derived[interchanges] = interchanges(evidence.network)
        table = known
    if definition.group:
        table = table[interchange_kinds(table) == definition.group].reset_index(drop=True)
    return table


def _value(
    target: Target, definition: Definition, table: pd.DataFrame, value: float, caveats: list[str]
) -> IndicatorValue:
    if math.isnan(value):
        what = "interchange" if table.empty else "service at the interchanges"
        reason = f"the network has no {what} of this kind on its date"
        return not_computed(target.id, definition.id, definition.unit, reason)
    weights = interchange_weights(table)
    return IndicatorValue(
        target_id=target.id,
        definition_id=definition.id,
        value=round(value, 6),
        unit=definition.unit,
        quality=quality_mix(
            (Quality(grade), float(weight))
            for grade, weight in zip(table["quality"], weights, strict=True)
        ),
        caveats=(*caveats, _assumed(table), *_weight_caveats(table)),
    )


def _assumed(table: pd.DataFrame) -> str:
    """How many of the times rest on assumptions, in Chinese and English.

    Modelled times come from assumed depths, checks and paces.
    """
    assumed = int(table["quality"].map(Quality).isin({Quality.MODELLED, Quality.ESTIMATE}).sum())
    pct = 100 * assumed / len(table)
    return (
        f"{len(table)}处换乘中{assumed}处（{pct:.0f}%）的时间为假设或估计，并非实测 / "
        f"{assumed} of {len(table)} interchanges ({pct:.0f} %) have times that are assumed or "
        "estimated, not measured"
    )


def _weight_caveats(table: pd.DataFrame) -> tuple[str, ...]:
    """What stands for the people where they are not known, and what has nobody at all."""
    weight = interchange_weights(table).groupby(table["kind_en"]).sum()
    nobody = sorted(str(kind) for kind in weight.index[weight == 0])
    without = (f"no weight, so not in the share: {', '.join(nobody)}",) if nobody else ()
    return (*without, *_basis(table))


def _basis(table: pd.DataFrame) -> tuple[str, ...]:
    known = table["people"].notna()
    if not known.any():
        return (
            (
                "nobody counted at the interchanges: each weighs the vehicles or places an hour "
                "that come, times those that leave"
            ),
        )
    missing = sorted(set(table.loc[~known, "kind_en"]))
    if not missing:
        return ()
    return (f"people not known, weighed by service: {', '.join(missing)}",)


def _within(evidence: Evidence, target: Target, definition: Definition) -> IndicatorValue:
    table = _table(evidence, definition)
    tau_min = definition.parameter("tau_min")
    with_wait = bool(definition.parameter("with_wait"))
    share, slow, fast = (
        100 * zero_distance_index(table, tau_min, with_wait=with_wait, pace=pace)
        for pace in (1.0, _SLOWER, _FASTER)
    )
    caveats = [f"{slow:.0f} to {fast:.0f} % with walking a tenth slower or faster"]
    unknown = int(table["transfer_min"].isna().sum())
    if unknown:
        caveats.append(f"{unknown} interchanges of unknown time count as not within")
    return _value(target, definition, table, share, caveats)


def simulated_share(
    day: pd.DataFrame, hubs: Collection[str], tau_min: float
) -> tuple[float, float]:
    """Per cent of the people of a simulated day who change within a limit, and how many change.

    `day` is ``operations_transfers``, with a column ``within_<limit>_min_pct``; only rows of `hubs`
    count. NaN and 0 where nobody changes there.

    Examples
    --------
    >>> day = pd.DataFrame([("H", "a", "b", 30, 20.0), ("H", "b", "a", 10, 60.0)],
    ...     columns=["hub_id", "from_kind", "to_kind", "people", "within_5_min_pct"])
    >>> simulated_share(day, {"H"}, 5.0)  # (30 x 20 + 10 x 60) / 40
    (30.0, 40.0)
    """
    own = day[day["hub_id"].isin(set(hubs)) & (day["people"] > 0)]
    people = float(own["people"].sum())
    if not people:
        return math.nan, 0.0
    return float((own[f"within_{tau_min:g}_min_pct"] * own["people"]).sum()) / people, people


def _simulated(evidence: Evidence, target: Target, definition: Definition) -> IndicatorValue:
    day = evidence.simulated_transfers
    if day is None:
        reason = "no simulated day; add a block operations, or call sim simulate"
        return not_computed(target.id, definition.id, definition.unit, reason)
    share, people = simulated_share(day, evidence.network.hubs, definition.parameter("tau_min"))
    if math.isnan(share):
        reason = "nobody changes at a main station in the simulated day"
        return not_computed(target.id, definition.id, definition.unit, reason)
    return IndicatorValue(
        target_id=target.id,
        definition_id=definition.id,
        value=round(share, 6),
        unit=definition.unit,
        quality=quality_mix([(Quality.MODELLED, 1.0)]),
        caveats=(
            (
                f"主要车站模拟的一天，{people:,.0f}人 / "
                f"of {people:,.0f} people of the main stations' simulated day"
            ),
        ),
    )


def _mean_min(evidence: Evidence, target: Target, definition: Definition) -> IndicatorValue:
    table = _table(evidence, definition)
    return _value(target, definition, table, mean_transfer_min(table), [])


MEASURES = MappingProxyType({"within": _within, _SIMULATED: _simulated, "mean_min": _mean_min})
