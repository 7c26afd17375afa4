"""Lines of popups about the airport on the ground: minutes, flights in time, corridors, people."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Final

import pandas as pd

from sim.maps.gateway_data import GatewayTables
from sim.maps.gateway_style import CORRIDOR_LAYERS
from sim.maps.marks import PopupRow
from sim.maps.style import NO_WORDS, Words

__all__ = ["airport_rows", "corridor_places", "flight_rows", "minutes_rows"]

_STOP_TO_STOP: Final = "stop to stop"
_FREE_ROAD: Final = "free road"
_NO_MINUTES: Final = {
    "not reached": Words("半数以上时刻不可达", "not reached on more than half of the departures"),
    "not open": Words("车站未开通", "the station is not open"),
    "not computed": Words("未计算", "not computed"),
    _FREE_ROAD: Words("（自由流）", " (free road)"),
}
_LEAD_MIN: Final = 120.0


def corridor_places(gateway: GatewayTables) -> pd.DataFrame:
    """Places of the corridors: place_id, name_zh, name_en, median_min by public transport.

    A place that several definitions have comes once, NaN where it is not reached.

    Examples
    --------
    >>> from sim.maps.gateway_examples import line_gateway
    >>> corridor_places(line_gateway()).values.tolist()
    [['C', '丙', 'Third', 50.0]]
    """
    columns = ["place_id", "name_zh", "name_en", "median_min"]
    table = gateway.table("airport_corridors")
    if table.empty:
        return pd.DataFrame(columns=columns)
    once = table.drop_duplicates("place_id")[columns]
    return once.sort_values("place_id", kind="stable", ignore_index=True)


def minutes_rows(gateway: GatewayTables, place_id: str) -> tuple[PopupRow, ...]:
    """Median, 95th percentile and what to allow for, by each way to travel that is known.

    Those of ``airport_corridor_times``, or of ``airport_corridors``, which has public transport
    alone, where the run has not got it. Without minutes the row says why.

    Examples
    --------
    >>> from sim.maps.gateway_examples import line_gateway
    >>> minutes_rows(line_gateway(), "C")[0].value.en
    'median 50 min, P95 60 min (+20 %)'
    """
    times = gateway.table("airport_corridor_times")
    if times.empty:
        return _by_public(gateway.table("airport_corridors"), place_id)
    rows = []
    for row in times[times["place_id"].astype(str) == place_id].to_dict("records"):
        zh, en = str(row["mode_zh"]), str(row["mode_en"])
        if row["measure"] == _STOP_TO_STOP:
            zh, en = f"{zh}（站到站）", f"{en}, stop to stop"
        minutes, changes = _minutes(row), _changes(row["transfers"])
        rows.append(PopupRow(zh, en, Words(minutes.zh + changes.zh, minutes.en + changes.en)))
    return tuple(rows)


def _by_public(table: pd.DataFrame, place_id: str) -> tuple[PopupRow, ...]:
    own = table[table["place_id"].astype(str) == place_id] if len(table) else table
    return tuple(
        PopupRow("公共交通", "Public transport", _minutes(row))
        for row in own.head(1).to_dict("records")
    )


def _minutes(row: Mapping[Hashable, object]) -> Words:
    median, p95 = (float(str(row[name])) for name in ("median_min", "p95_min"))
    status = str(row["status"])
    if pd.isna(median):
        return _NO_MINUTES.get(status, Words(status, status))
    zh, en = f"中位 {median:.0f}分", f"median {median:.0f} min"
    if pd.isna(p95):
        free = _NO_MINUTES.get(status, NO_WORDS) if status == _FREE_ROAD else NO_WORDS
        return Words(f"{zh}{free.zh}", f"{en}{free.en}")
    more = round(100 * (p95 - median) / median) if median > 0 else 0
    return Words(f"{zh}，P95 {p95:.0f}分（+{more}%）", f"{en}, P95 {p95:.0f} min (+{more} %)")


def _changes(value: object) -> Words:
    """How often to change, said behind the minutes; nothing where it is not known or is no matter.

    Missing numbers are of several kinds in tables of a run.
    """
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return NO_WORDS
    count = round(float(str(value)))
    if not count:
        return Words("，直达", ", direct")
    return Words(f"，换乘{count}次", f", {count} change" + ("s" if count > 1 else ""))


def flight_rows(gateway: GatewayTables, place_id: str) -> tuple[PopupRow, ...]:
    """Share of the day's flights that direct vehicles reach in time, out and back.

    Examples
    --------
    >>> from sim.maps.gateway_examples import line_gateway
    >>> [(row.en, row.value) for row in flight_rows(line_gateway(), "C")]
    [('Departures reached', '80 %'), ('Arrivals served', '60 %')]
    """
    table = gateway.table("flights_in_time")
    if table.empty:
        return ()
    own = table[table["place_id"].astype(str) == place_id]
    out = own[(own["direction"] == "to") & (own["lead_min"] == _LEAD_MIN)]
    back = own[own["direction"] == "from"]
    named = (
        (Words("出发航班可赶上", "Departures reached"), out),
        (Words("到达航班可接续", "Arrivals served"), back),
    )
    return tuple(
        PopupRow(words.zh, words.en, f"{100 * float(rows['flights_share'].iloc[0]):.0f} %")
        for words, rows in named
        if len(rows)
    )


def airport_rows(gateway: GatewayTables) -> tuple[PopupRow, ...]:
    """Independent corridors with their passengers an hour, and the people the airport wins.

    Examples
    --------
    >>> from sim.maps.gateway_examples import line_gateway
    >>> [row.value.en for row in airport_rows(line_gateway())]
    ['2 corridors, 9,000 passengers/h', '2.3 million (1.7-2.6)']
    """
    table = gateway.table("corridor_capacity")
    found = {str(row["layer"]): row for row in table.to_dict("records")} if len(table) else {}
    order = [name for name in CORRIDOR_LAYERS if name in found]
    rows = []
    for name in (*order, *sorted(set(found) - set(order))):
        words = CORRIDOR_LAYERS.get(name, Words(name, name))
        count = round(float(str(found[name]["corridors"])))
        room = float(str(found[name]["passengers_per_h"]))
        noun = "corridor" if count == 1 else "corridors"
        load = _load(found[name])
        said = Words(
            f"{count}条通道，{room:,.0f}人/时{load.zh}",
            f"{count} {noun}, {room:,.0f} passengers/h{load.en}",
        )
        rows.append(PopupRow(words.zh, words.en, said))
    return (*rows, *_won(gateway))


def _load(row: Mapping[Hashable, object]) -> Words:
    """How much of the room the airport's own peak hour takes, where the run knows it."""
    ratio = row.get("load_ratio")
    if ratio is None or pd.isna(ratio):  # type: ignore[call-overload]
        return NO_WORDS
    share = 100 * float(str(ratio))
    return Words(f"，高峰占{share:.0f}%", f", peak takes {share:.0f} %")


def _won(gateway: GatewayTables) -> tuple[PopupRow, ...]:
    totals = gateway.table("catchment")
    row = totals[totals["model"] == "Huff"] if len(totals) else totals
    if row.empty:
        return ()
    won, low, high = (float(row[name].iloc[0]) for name in ("captured", "low", "high"))
    span = Words("", "")
    if not pd.isna(low) and not pd.isna(high):
        span = Words(
            f"（{low / 1e4:,.0f}–{high / 1e4:,.0f}万）", f" ({low / 1e6:.1f}-{high / 1e6:.1f})"
        )
    said = Words(f"{won / 1e4:,.0f}万人{span.zh}", f"{won / 1e6:.1f} million{span.en}")
    return (PopupRow("腹地人口（Huff）", "People won (Huff)", said),)
