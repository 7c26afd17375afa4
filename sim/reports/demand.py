"""What the runs say of demand, picked from their tables for charts and sections."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from sim.maps.demand_data import ALL, DAY, HEADLINE_AREA, RESIDENTS
from sim.maps.style import Words
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import same

__all__ = [
    "SHARE_TARGET",
    "Interval",
    "WayShare",
    "areas_of",
    "band_shares",
    "definition_words",
    "intervals_of",
    "period_words",
    "way_shares",
]

SHARE_TARGET: Final = "pt_share"
"""Id of the target that the share of public transport is measured against."""

_FALLBACK_COLOURS: Final = ("#8fb996", "#c7d59f", "#1f6f8b", "#d9853b", "#f0c05a", "#8a7f9e")


@dataclass(frozen=True, slots=True)
class WayShare:
    """One way to travel: its name, its colour, its share of all and of motorised trips (%)."""

    words: Words
    colour: str
    share_pct: float
    motorised_pct: float


@dataclass(frozen=True, slots=True)
class Interval:
    """A share by one definition: value, 5-95 % interval, probability to reach the threshold.

    Missing numbers are NaN; ``probability`` is between 0 and 1.
    """

    definition: str
    value: float
    low: float
    high: float
    probability: float
    threshold: float
    draws: int


def areas_of(inputs: ReportInputs) -> dict[str, Words]:
    """Areas that are no district, in the order of the tables, the target's own first.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> areas_of(example_inputs())  # these runs have no demand
    {}
    """
    found: dict[str, Words] = {}
    districts: set[str] = set()
    for one in inputs.alternatives:
        districts |= set(one.zones["county_id"].astype(str))
        shares = one.table("mode_shares")
        if shares.empty:
            continue
        rows = shares.drop_duplicates("area_id")
        columns = (rows[key].astype(str) for key in ("area_id", "name_zh", "name_en"))
        for area_id, zh, en in zip(*columns, strict=True):
            found.setdefault(area_id, Words(zh, en))
    order = sorted(found, key=lambda area_id: area_id != HEADLINE_AREA)
    return {area_id: found[area_id] for area_id in order if area_id not in districts}


def way_shares(inputs: ReportInputs, one: Alternative, area_id: str) -> tuple[WayShare, ...]:
    """Shares of the residents' trips of the day in an area, in the order of the ways to travel.

    Nothing where the run has no demand or the area is not in it.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> way_shares(example_inputs(), example_inputs().reference, "urban")
    ()
    """
    table = one.table("mode_shares")
    if table.empty:
        return ()
    own = table[
        (table["area_id"].astype(str) == area_id)
        & (table["travellers"] == RESIDENTS)
        & (table["purpose"] == ALL)
        & (table["period"] == DAY)
    ]
    order = {way.alternative_id: place for place, way in enumerate(inputs.ways)}
    colours = {way.alternative_id: way.colour for way in inputs.ways}
    rows = own.assign(order=own["alternative"].map(order)).sort_values("order", kind="stable")
    return tuple(
        WayShare(
            Words(str(row["alternative_zh"]), str(row["alternative_en"])),
            colours.get(str(row["alternative"]), _FALLBACK_COLOURS[place % len(_FALLBACK_COLOURS)]),
            float(row["share_pct"]),
            float(row["share_motorised_pct"]),
        )
        for place, row in enumerate(rows.to_dict("records"))
    )


def band_shares(
    inputs: ReportInputs, one: Alternative, area_id: str
) -> dict[tuple[float, float], tuple[WayShare, ...]]:
    """Shares by length of the trip in an area (km from, km to), the last band open (inf).

    Shares are taken of each band, whatever the table's own per cents refer to. Nothing where the
    run has no such table.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> band_shares(example_inputs(), example_inputs().reference, "urban")
    {}
    """
    table = one.table("mode_share_bands")
    names = {way.alternative_id: way for way in inputs.ways}
    if table.empty or not names:
        return {}
    own = table[(table["area_id"].astype(str) == area_id) & table["alternative"].isin(names)]
    own = own.assign(band_to_km=own["band_to_km"].fillna(math.inf))
    trips = own.pivot_table(
        index=["band_from_km", "band_to_km"], columns="alternative", values="trips", aggfunc="sum"
    ).reindex(columns=list(names))
    percents = 100 * trips.fillna(0.0).div(trips.sum(axis="columns").replace(0.0, math.nan), axis=0)
    return {
        (float(low), float(high)): tuple(
            WayShare(Words(way.name_zh, way.name_en), way.colour, float(share), math.nan)
            for way, share in zip(names.values(), row, strict=True)
        )
        for (low, high), row in zip(percents.index, percents.to_numpy(), strict=True)
        if not math.isnan(row.sum())
    }


def intervals_of(one: Alternative) -> tuple[Interval, ...]:
    """Shares of public transport by definition, in the order of the table.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> intervals_of(example_inputs().reference)
    ()
    """
    return tuple(
        Interval(
            definition=str(row["definition"]),
            value=_number(row["value"]),
            low=_number(row["low"]),
            high=_number(row["high"]),
            probability=_number(row["probability"]),
            threshold=_number(row["threshold"]),
            draws=int(row["draws"]),
        )
        for row in one.table("pt_share_intervals").to_dict("records")
    )


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else math.nan


def definition_words(inputs: ReportInputs, definition_id: str) -> Words:
    """Title of a definition of the target; one that the targets lack keeps its id.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> definition_words(example_inputs(), "main_city").en
    'main_city'
    """
    for target in inputs.targets:
        if target.id == SHARE_TARGET:
            for definition in target.definitions:
                if definition.id == definition_id:
                    return Words(definition.title_zh, definition.title_en)
    return same(definition_id)


def period_words(inputs: ReportInputs, period_id: str) -> Words:
    """Name of a period; one without a name keeps its id.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> period_words(example_inputs(), "night").zh
    'night'
    """
    if period_id == DAY:
        return Words("全日", "day")
    for period in inputs.periods:
        if period.period_id == period_id:
            return Words(period.name_zh, period.name_en)
    return same(period_id)
