"""Tables of the gateway on rails: the circle by city, trains that changed, what would be enough."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from sim.maps.style import Words
from sim.reports.blocks import Cell, Column, Row, Table
from sim.reports.gateway import FROM, family_words, has_gateway, status_words
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import NOTHING, same
from sim.reports.quantity import MISSING, difference_text, plain_text

__all__ = ["changes_table", "circle_table", "enough_table"]

_FAMILIES: Final = ("fastest", "effective", "door_to_door", "people")
_MOST_CHANGES: Final = 8
_MOST_ALTERNATIVES: Final = 3
_MISSING: Final = Cell(same(MISSING))

_Trips = dict[tuple[str, str], pd.Series]


def _trips(one: Alternative) -> _Trips:
    """Rows of ``circle_parts`` from Hangzhou by family and city, the first definition of each."""
    table = one.table("circle_parts")
    if table.empty:
        return {}
    own = table[(table["kind"] == "city") & (table["direction"] == FROM)]
    own = own.drop_duplicates(["family", "place_id"])
    return {(str(row["family"]), str(row["place_id"])): row for _, row in own.iterrows()}


def circle_table(inputs: ReportInputs) -> Table | None:
    """Minutes from Hangzhou to every city by family of definitions; ``None`` without a gateway.

    Several alternatives stand beside each other with the difference to the reference; a single one
    has a column for each family.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> circle_table(example_inputs()) is None
    True
    """
    trips = {one.name: _trips(one) for one in inputs.alternatives}
    cities = {
        place: Words(str(row["name_zh"]), str(row["name_en"]))
        for own in trips.values()
        for (_, place), row in own.items()
    }
    if not cities:
        return None
    families = [one for one in _FAMILIES if any((one, next(iter(cities))) in t for t in
                                                trips.values())]  # fmt: skip
    if len(trips) == 1:
        columns, rows = _by_family(next(iter(trips.values())), families, cities)
    else:
        columns, rows = _by_alternative(inputs, trips, families, cities)
    return Table(
        caption=Words("自杭州到各设区市，分钟", "From Hangzhou to the cities, minutes"),
        columns=(Column(Words("城市", "City"), style="wide"), *columns),
        rows=rows,
        note=_CIRCLE_NOTE,
        style="compact",
    )


_CIRCLE_NOTE: Final = Words(
    "✓ 为60分钟以内；Δ 为与参考方案之差（未写则相同），负值为更快。最快列车只计车上时间；"
    "候车加乘车为全天平均；门到门为到城市中心；“人口中位”为到对方居民。往杭州方向及各分段见"
    "比较结果表 circle、运行结果表 circle_parts。",
    "✓ within 60 minutes; Δ: difference to the reference (none: the same), negative is faster. "
    "Fastest train: minutes on board alone; wait and ride: mean over the day; door to door: to the "
    "city's centre; median person: to the people there. The other direction and the parts are in "
    "the tables circle of the comparison and circle_parts of the run.",
)
_WITHIN_MIN: Final = 60.0


def _head(family: str) -> Words:
    words = family_words(family)
    return Words(words.zh, words.en[:1].upper() + words.en[1:])


def _by_family(
    own: _Trips, families: list[str], cities: dict[str, Words]
) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    columns = tuple(Column(_head(family), numeric=True) for family in families)
    rows = tuple(
        Row((Cell(words), *(_trip_cell(own.get((family, place)), None) for family in families)))
        for place, words in cities.items()
    )
    return columns, rows


def _by_alternative(
    inputs: ReportInputs,
    trips: dict[str, _Trips],
    families: list[str],
    cities: dict[str, Words],
) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    columns = tuple(Column(same(name), numeric=True) for name in trips)
    reference = inputs.reference.name
    rows: list[Row] = []
    for family in families:
        rows.append(Row((Cell(_head(family)),), kind="group"))
        for place, words in cities.items():
            key = (family, place)
            base = trips[reference].get(key)
            cells = [
                _trip_cell(own.get(key), None if name == reference else base)
                for name, own in trips.items()
            ]
            rows.append(Row((Cell(words), *cells)))
    return columns, tuple(rows)


def _trip_cell(row: pd.Series | None, base: pd.Series | None) -> Cell:
    if row is None:
        return _MISSING
    total = float(row["total_min"])
    if math.isnan(total):
        return Cell(same(MISSING), status_words(str(row["status"])))
    is_within = total <= _WITHIN_MIN
    under = NOTHING
    if base is not None:
        change = total - float(base["total_min"])
        if math.isnan(change):
            under = _NEW
        elif round(change) != 0:
            under = same(f"Δ {difference_text(round(change) + 0.0, 'min')}")
    text = f"✓ {total:.0f}" if is_within else f"{total:.0f}"
    return Cell(same(text), under, style="met" if is_within else "")


_NEW: Final = Words("新可达", "newly reached")


def enough_table(one: Alternative) -> Table | None:
    """What would bring in each city that a definition misses; ``None`` where nothing is missed.

    By train alone (fastest, and with waiting): door to door no single change is enough for most.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> enough_table(example_inputs().reference) is None
    True
    """
    rows = []
    for family in _FAMILIES[:2]:
        missed = [
            row
            for (own, _), row in _trips(one).items()
            if own == family and not bool(row["within"])
        ]
        if missed:
            rows.append(Row((Cell(_head(family)),), kind="group"))
        for row in missed:
            total = float(row["total_min"])
            rows.append(
                Row(
                    (
                        Cell(Words(str(row["name_zh"]), str(row["name_en"]))),
                        Cell(same(plain_text(total, 0))),
                        Cell(_text(row), style="wide"),
                    )
                )
            )
    if not rows:
        return None
    return Table(
        caption=Words(
            f"{one.name}：进入一小时圈所需的最小改变",
            f"{one.name}: the smallest change that would bring a city in",
        ),
        columns=(
            Column(Words("城市", "City")),
            Column(Words("现为，分钟", "Minutes now"), numeric=True),
            Column(Words("所需", "What would be enough"), style="widest"),
        ),
        rows=tuple(rows),
        style="compact",
    )


def _text(row: pd.Series) -> Words:
    """The change in words; where nothing helps the text says why."""
    zh, en = str(row["change_zh"] or ""), str(row["change_en"] or "")
    return Words(zh, en) if zh or en else same(MISSING)


def changes_table(inputs: ReportInputs) -> Table | None:
    """The largest changes of trains against the reference; ``None`` without a comparison of them.

    A pair of stations is told once, in the direction that changes more.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> changes_table(example_inputs()) is None
    True
    """
    table = inputs.table("rail_time_changes")
    names = [one.name for one in inputs.others if has_gateway(one)]
    if table.empty:
        return None
    names = names or [one.name for one in inputs.others]
    rows: list[Row] = []
    for name in names[:_MOST_ALTERNATIVES]:
        own = table[table["alternative"] == name]
        if own.empty:
            continue
        rows.append(Row((Cell(_counted(name, own)),), kind="group"))
        rows += [_change_row(row) for _, row in _largest(own).iterrows()]
    if not rows:
        return None
    return Table(
        caption=Words("列车时间变化最大的车站对", "Pairs of stations whose trains change most"),
        columns=(
            Column(Words("车站对", "Stations"), style="wide"),
            Column(Words("最快，分钟", "Fastest, min"), numeric=True),
            Column(Words("中位，分钟", "Median, min"), numeric=True),
            Column(Words("直达列车/日", "Direct trains a day"), numeric=True),
        ),
        rows=tuple(rows),
        note=Words(
            f"参考方案 {inputs.reference.name} → 该方案。杭州枢纽与其他车站之间；全部变化见结果表 "
            "rail_time_changes。",
            f"{inputs.reference.name}, the reference → the alternative. Between main stations of "
            "Hangzhou and others; all changes are in the table rail_time_changes.",
        ),
        style="compact",
    )


def _counted(name: str, own: pd.DataFrame) -> Words:
    counts = own["change"].value_counts()
    faster, slower, new, gone = (
        int(counts.get(kind, 0)) for kind in ("faster", "slower", "new", "gone")
    )
    return Words(
        f"{name}：更快{faster}对，更慢{slower}对，新增直达{new}对，取消直达{gone}对",
        f"{name} — pairs that are faster: {faster}, slower: {slower}, with new direct trains: "
        f"{new}, without any more: {gone}",
    )


def _largest(own: pd.DataFrame) -> pd.DataFrame:
    """Each pair once: the largest changes of time, and the new and lost pairs with most trains."""
    ends = ["|".join(sorted(pair)) for pair in zip(own["from_id"], own["to_id"], strict=True)]
    once = own.assign(ends=ends).drop_duplicates("ends")
    timed = once[once["change"].isin(["faster", "slower"])].head(_MOST_CHANGES)
    other = once[once["change"].isin(["new", "gone"])].head(_MOST_CHANGES // 2)
    return pd.concat([timed, other])


def _change_row(row: pd.Series) -> Row:
    def pair(column: str, decimals: int = 0) -> Words:
        texts = [plain_text(float(row[name]), decimals) for name in (f"reference_{column}", column)]
        return same(" → ".join(texts))

    kind = str(row["change"])
    style = {"faster": "gain-1", "new": "gain-1", "slower": "loss-1", "gone": "loss-1"}.get(
        kind, ""
    )
    return Row(
        (
            Cell(
                Words(
                    f"{row['from_station']} → {row['to_station']}",
                    f"{row['from_en']} → {row['to_en']}",
                )
            ),
            Cell(pair("fastest_min"), style=style),
            Cell(pair("median_min")),
            Cell(pair("trains_per_day")),
        )
    )
