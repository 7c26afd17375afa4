"""Fast corridors from the airport: ``airport_corridors``, median minutes to named places."""

from __future__ import annotations

import math
from types import MappingProxyType

import numpy as np
import pandas as pd

from sim.indicators.evidence import Evidence, columns, measured
from sim.indicators.five_stations import hub_is_open
from sim.indicators.target_model import Definition, Item, Target
from sim.indicators.values import MODELLED, IndicatorValue, not_computed
from sim.indicators.weighted import weighted_quantile
from sim.network.model import HubId, Network

__all__ = ["MEASURES", "TARGET_ID", "compute", "corridor_table"]

TARGET_ID = "airport_corridors"


def compute(evidence: Evidence) -> tuple[IndicatorValue, ...]:
    """Places whose median time from the airport is within the cutoff, and the worst median.

    The median runs over the departures of the window; a departure without a way there counts as
    infinitely long. A main station that is not open on the network's date counts as not reached.
    Details have one row per place with its median and its 95th percentile, in minutes; places that
    the clause does not name (``counted`` false: sub-centres) are shown there and never counted.
    """
    return measured(evidence, TARGET_ID, MEASURES)


def corridor_table(network: Network, target: Target, times: pd.DataFrame) -> pd.DataFrame:
    """Median and 95th percentile of the time from the airport to each place, in minutes.

    Columns: place_id, name_zh, name_en, group, counted (whether the clause names it), median_min,
    p95_min, buffer_index ((p95 - median) / median: what to allow for on top), reached_share, status
    (``reached``, ``not reached`` on more than half of the departures, ``not open`` for a hub,
    ``not computed``). Minutes are NaN where there are none.
    """
    groups = dict(list(times.groupby("destination_id")["time_s"]))
    rows = []
    for item in target.items:
        row = {
            "place_id": item.id,
            "name_zh": item.title_zh,
            "name_en": item.title_en,
            "group": item.group,
            "counted": item.counted,
            "median_min": np.nan,
            "p95_min": np.nan,
            "buffer_index": np.nan,
            "reached_share": np.nan,
            "status": "not computed",
        }
        own = groups.get(item.id)
        if _is_shut(network, item):
            row |= {"reached_share": 0.0, "status": "not open"}
        elif own is not None:
            ones = np.ones(len(own))
            median_s = weighted_quantile(own, ones, 0.5)
            p95_s = weighted_quantile(own, ones, 0.95)
            row |= {
                "median_min": median_s / 60 if np.isfinite(median_s) else np.nan,
                "p95_min": p95_s / 60 if np.isfinite(p95_s) else np.nan,
                "buffer_index": _buffer_index(median_s, p95_s),
                "reached_share": float(own.notna().mean()),
                "status": "reached" if np.isfinite(median_s) else "not reached",
            }
        rows.append(row)
    return pd.DataFrame(rows)


def _buffer_index(median_s: float, p95_s: float) -> float:
    if not np.isfinite(p95_s) or median_s <= 0:
        return np.nan
    return (p95_s - median_s) / median_s


def _is_shut(network: Network, item: Item) -> bool:
    hubs = [network.hubs[HubId(part)] for part in item.parts if HubId(part) in network.hubs]
    return any(not hub_is_open(hub, network.as_of) for hub in hubs)


def _table(
    evidence: Evidence, target: Target, definition: Definition
) -> pd.DataFrame | IndicatorValue:
    """Build the table of the places of a definition, or the reason why it cannot be had."""
    if evidence.corridor_times is None:
        reason = "no travel times from the airport at hand"
        return not_computed(target.id, definition.id, definition.unit, reason)
    needed = ("destination_id", "departure_s", "time_s")
    times = columns(evidence.corridor_times, "corridor_times", needed)
    table = corridor_table(evidence.network, target, times)
    if definition.group:
        table = table[table["group"] == definition.group].reset_index(drop=True)
    absent = table.loc[table["counted"] & (table["status"] == "not computed"), "name_en"].tolist()
    if absent:
        reason = f"no travel times to {', '.join(absent)}"
        return not_computed(target.id, definition.id, definition.unit, reason)
    return table


def _places_within(evidence: Evidence, target: Target, definition: Definition) -> IndicatorValue:
    table = _table(evidence, target, definition)
    if isinstance(table, IndicatorValue):
        return table
    within = table["median_min"] <= definition.parameter("cutoff_min")
    late = table[~within & table["counted"]]
    slow = [
        f"{name} {minutes:.0f} min" if status == "reached" else f"{name} {status}"
        for name, minutes, status in zip(
            late["name_en"], late["median_min"], late["status"], strict=True
        )
    ]
    return IndicatorValue(
        target_id=target.id,
        definition_id=definition.id,
        value=float((within & table["counted"]).sum()),
        unit=definition.unit,
        quality=MODELLED,
        detail=table.assign(within=within),
        caveats=(f"not within: {', '.join(slow)}",) if slow else (),
    )


def _worst_median(evidence: Evidence, target: Target, definition: Definition) -> IndicatorValue:
    table = _table(evidence, target, definition)
    if isinstance(table, IndicatorValue):
        return table
    counted = table[table["counted"]]
    never = counted.loc[counted["status"] != "reached", "name_en"].tolist()
    worst = counted.sort_values("median_min").iloc[-1]
    return IndicatorValue(
        target_id=target.id,
        definition_id=definition.id,
        value=math.inf if never else round(float(worst["median_min"]), 6),
        unit=definition.unit,
        quality=MODELLED,
        detail=table.assign(within=table["median_min"] <= target.threshold_of(definition)),
        caveats=(
            f"no median to {', '.join(never)}: not reached in the time searched, or not open"
            if never
            else f"the farthest is {worst['name_en']}",
        ),
    )


MEASURES = MappingProxyType({"places_within": _places_within, "worst_median": _worst_median})
