"""Demand of alternatives for the comparison page: mode shares, intervals, welfare, boardings."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import pandas as pd

from sim.maps.compare_inputs import ComparedAlternative, ComparisonInputs
from sim.maps.demand_data import ALL, DAY, HEADLINE_AREA, RESIDENTS, DemandTables
from sim.maps.marks import Json
from sim.maps.page_data import words_json
from sim.maps.style import Words

__all__ = ["demand_json"]

_LINES: Final = 300
"""Lines with boardings on the page: the busiest of any alternative."""


def demand_json(inputs: ComparisonInputs) -> dict[str, Json] | None:
    """What the page shows of demand; ``None`` where no alternative has any.

    Shares are those of the residents' trips of the whole day. An alternative without demand has
    ``null`` in place of its numbers; so has a number that is missing.

    Examples
    --------
    >>> from sim.maps.compare_examples import two_lines
    >>> demand_json(two_lines()) is None
    True
    >>> demand = demand_json(two_lines(with_demand=True))
    >>> [way["en"] for way in demand["ways"]], demand["areas"]
    (['On foot', 'Public transport', 'Car'], [{'id': '330100', 'zh': '方县', 'en': 'Square'}])
    """
    known = [one.demand for one in inputs.alternatives if one.demand is not None]
    if not known:
        return None
    return {
        "ways": [
            {
                "zh": way.name_zh,
                "en": way.name_en,
                "colour": way.colour,
                "motorised": way.is_motorised,
                "public": way.is_public_transport,
            }
            for way in known[0].alternatives
        ],
        "areas": _areas(known),
        "shares": [_by_area(one.demand, known[0]) for one in inputs.alternatives],
        "intervals": [_intervals(inputs, one.demand) for one in inputs.alternatives],
        "lines": _lines(inputs.alternatives),
        "welfare": _welfare(inputs.welfare),
    }


def _areas(known: list[DemandTables]) -> list[Json]:
    """Areas of any alternative, that of the target first, else in the order of their tables."""
    names: dict[str, Words] = {}
    for demand in known:
        shares = demand.table("mode_shares")
        if shares.empty:
            continue
        rows = shares.drop_duplicates("area_id")
        columns = (rows[key].astype(str) for key in ("area_id", "name_zh", "name_en"))
        for area_id, zh, en in zip(*columns, strict=True):
            names.setdefault(area_id, Words(zh, en))
    order = sorted(names, key=lambda area_id: area_id != HEADLINE_AREA)
    return [{"id": area_id, **words_json(names[area_id])} for area_id in order]


def _by_area(demand: DemandTables | None, first: DemandTables) -> Json:
    """By area the share of each alternative way, and its share of motorised trips (%)."""
    shares = pd.DataFrame() if demand is None else demand.table("mode_shares")
    if shares.empty:
        return None
    own = shares[
        (shares["travellers"] == RESIDENTS) & (shares["purpose"] == ALL) & (shares["period"] == DAY)
    ]
    ways = [way.alternative_id for way in first.alternatives]
    found: dict[str, Json] = {}
    for area_id, rows in own.groupby(own["area_id"].astype(str), sort=False):
        by_way = rows.drop_duplicates("alternative").set_index("alternative").reindex(ways)
        found[str(area_id)] = {
            "all": [_number(value) for value in by_way["share_pct"]],
            "motorised": [_number(value) for value in by_way["share_motorised_pct"]],
            "trips": _number(by_way["trips"].sum(), 0),
        }
    return found


def _intervals(inputs: ComparisonInputs, demand: DemandTables | None) -> Json:
    """Share of public transport by definition: value, interval, probability that it is enough."""
    table = pd.DataFrame() if demand is None else demand.table("pt_share_intervals")
    if table.empty:
        return None
    board = [row for one in inputs.alternatives for row in one.board]
    titles = {row.definition: Words(row.definition_zh, row.definition_en) for row in board}
    headlines = {row.definition for row in board if row.headline}
    # The headline definition first: the page folds the others away.
    records = sorted(
        table.to_dict("records"), key=lambda row: str(row["definition"]) not in headlines
    )
    return [
        {
            **words_json(titles.get(str(row["definition"]), _as_it_is(str(row["definition"])))),
            "id": str(row["definition"]),
            "value": _number(row["value"]),
            "low": _number(row["low"]),
            "high": _number(row["high"]),
            "probability": _number(row["probability"], 3),
            "threshold": _number(row["threshold"]),
        }
        for row in records
    ]


def _as_it_is(definition_id: str) -> Words:
    return Words(definition_id, definition_id.replace("_", " "))


def _lines(alternatives: tuple[ComparedAlternative, ...]) -> list[Json]:
    """Boardings of the day by line: names, and a number for each alternative (null: not there)."""
    columns: dict[str, pd.Series] = {}
    names: dict[str, Words] = {}
    for one in alternatives:
        table = pd.DataFrame() if one.demand is None else one.demand.table("line_boardings")
        if table.empty:
            continue
        own = table[table["period"] == DAY].assign(route_id=table["route_id"].astype(str))
        columns[one.name] = own.groupby("route_id")["boardings"].sum()
        for route_id, zh, en in zip(own["route_id"], own["name_zh"], own["name_en"], strict=True):
            names.setdefault(str(route_id), Words(str(zh), str(en)))
    if not columns:
        return []
    wide = pd.DataFrame(columns).reindex(columns=[one.name for one in alternatives])
    order = wide.max(axis="columns").sort_values(ascending=False, kind="stable").index[:_LINES]
    return [
        {
            **words_json(names[str(route_id)]),
            "boardings": [_number(value, 0) for value in wide.loc[route_id]],
        }
        for route_id in order
    ]


def _welfare(table: pd.DataFrame | None) -> list[Json]:
    """Gain in welfare against the reference by alternative, group and car."""
    return [] if table is None else list(_welfare_rows(table))


def _welfare_rows(table: pd.DataFrame) -> Iterator[Json]:
    for row in table.to_dict("records"):
        yield {
            "alternative": str(row["alternative"]),
            "group": str(row["group_type"]),
            **words_json(Words(str(row["name_zh"]), str(row["name_en"]))),
            "car": str(row["car_available"]),
            "people": _number(row["people"], 0),
            "yuan": _number(row["logsum_yuan_per_day"], 0),
            "half": _number(row["rule_of_half_yuan_per_day"], 0),
        }


def _number(value: object, digits: int = 2) -> float | None:
    number = float(value) if isinstance(value, (int, float)) else math.nan
    return round(number, digits) if math.isfinite(number) else None
