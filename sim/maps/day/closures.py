"""What is closed during the day: where it lies, when, what it cost, and whether trains show it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from sim.clock import parse_clock
from sim.maps.day.ways import Leg, line_pairs, stops_between
from sim.maps.marks import Json, PopupRow, as_json
from sim.maps.style import Words
from sim.network.model import Network

__all__ = ["DayClosure", "closures_json", "day_closures"]

_KIND_WORDS: Final = {
    "section": Words("区间关闭", "Section closed"),
    "station": Words("车站关闭", "Station closed"),
    "runway": Words("跑道关闭", "Runway closed"),
}
_COUNTS: Final = (
    ("people_affected", "受影响人数", "People affected"),
    ("person_minutes_lost", "延误人·分钟", "Person-minutes lost"),
    (
        "person_minutes_within_patience",
        "其中每人至多计至忍受上限",
        "Of these, nobody counted beyond their patience",
    ),
)
_WAYS_OUT: Final = (
    ("waited", "等待", "waited"),
    ("rerouted", "改线", "rerouted"),
    ("by_shuttle", "接驳巴士", "by shuttle"),
    ("gave_up", "放弃", "gave up"),
)


@dataclass(frozen=True, slots=True)
class DayClosure:
    """One closure: the legs of line it breaks, the stop it shuts, and its facts.

    ``trains_pass``: trains of the table run through it, or call there, while it lasts: they are
    those of the day without it. ``note`` says what was assumed, as the table has it.
    """

    closure_id: str
    kind: str
    title: Words
    from_s: int
    until_s: int
    legs: tuple[Leg, ...]
    stop_id: str
    trains_pass: bool
    facts: tuple[PopupRow, ...]
    note: str


def day_closures(
    network: Network, closures: pd.DataFrame, trains: pd.DataFrame
) -> tuple[DayClosure, ...]:
    """Read the closures of a run, in the order of the table.

    A section without ``route_id``, ``from_id`` and ``to_id``, or a station without ``station_id``,
    is listed with its time but cannot be drawn.

    Examples
    --------
    >>> from sim.maps.day.examples import closed_section, two_trains
    >>> from sim.maps.examples import sectioned_line
    >>> (found,) = day_closures(sectioned_line(), closed_section(), two_trains())
    >>> found.legs, found.from_s, found.trains_pass
    ((('L', 'B', 'C'),), 21600, True)
    """
    found = []
    for record in closures.to_dict("records"):
        row = {str(column): value for column, value in record.items()}
        kind = str(row["kind"])
        legs = _closed_legs(network, row)
        stop_id = _text(row, "station_id")
        from_s, until_s = parse_clock(str(row["from_time"])), parse_clock(str(row["until_time"]))
        found.append(
            DayClosure(
                str(row["closure_id"]),
                kind,
                Words(str(row["title_zh"]), str(row["title_en"])),
                from_s,
                until_s,
                legs,
                stop_id if stop_id in network.stops else "",
                _trains_pass(trains, legs, from_s, until_s)
                or _trains_call(trains, stop_id, from_s, until_s),
                _facts(row),
                _text(row, "note"),
            )
        )
    return tuple(found)


def closures_json(
    closures: tuple[DayClosure, ...], stops: Mapping[str, int], ways: Mapping[Leg, int]
) -> Json:
    """Write the closures as the page reads them.

    Examples
    --------
    >>> closures_json((), {}, {})
    []
    """
    return [
        {
            "id": one.closure_id,
            "kind": one.kind,
            "what": as_json(_KIND_WORDS.get(one.kind, Words(one.kind, one.kind))),
            "zh": one.title.zh,
            "en": one.title.en,
            "from": one.from_s,
            "until": one.until_s,
            "ways": [ways[leg] for leg in one.legs],
            "stop": stops.get(one.stop_id, -1),
            "pass": one.trains_pass,
            "rows": as_json(one.facts),
            "note": one.note,
        }
        for one in closures
    ]


def _text(row: Mapping[str, object], column: str) -> str:
    value = row.get(column)
    return value if isinstance(value, str) else ""


def _closed_legs(network: Network, row: Mapping[str, object]) -> tuple[Leg, ...]:
    route_id, start, end = (_text(row, name) for name in ("route_id", "from_id", "to_id"))
    if not (route_id in network.routes and start in network.stops and end in network.stops):
        return ()
    stops = stops_between(line_pairs(network, route_id), start, end)
    return tuple((route_id, one, other) for one, other in itertools.pairwise(stops))


def _trains_pass(trains: pd.DataFrame, legs: tuple[Leg, ...], from_s: int, until_s: int) -> bool:
    """Whether a train is between two stops of a closed leg while it is closed."""
    if not legs:
        return False
    rows = trains.sort_values(["train_id", "seq"], kind="stable")
    following = rows.groupby("train_id")[["stop_id", "arrive_s"]].shift(-1)
    inside = (rows["depart_s"] >= from_s) & (following["arrive_s"] <= until_s)
    shut = {(route, *ends) for route, a, b in legs for ends in ((a, b), (b, a))}
    columns = (rows["route_id"], rows["stop_id"], following["stop_id"])
    runs = zip(*(column[inside] for column in columns), strict=True)
    return any(run in shut for run in runs)


def _trains_call(trains: pd.DataFrame, stop_id: str, from_s: int, until_s: int) -> bool:
    """Whether a train calls at a closed station."""
    calls = trains[trains["stop_id"] == stop_id]
    return bool(((calls["depart_s"] >= from_s) & (calls["arrive_s"] < until_s)).any())


def _facts(row: Mapping[str, object]) -> tuple[PopupRow, ...]:
    facts = []
    for column, zh, en in _COUNTS:
        value = _number(row, column)
        if value is not None:
            low, high = _number(row, "low"), _number(row, "high")
            spread = low is not None and high is not None and column == "person_minutes_lost"
            tail = f" ({low:,.0f}–{high:,.0f})" if spread else ""
            facts.append(PopupRow(zh, en, f"{value:,.0f}", tail))
    ways_out = [(zh, en, value) for column, zh, en in _WAYS_OUT if (value := _number(row, column))]
    if ways_out:
        facts.append(
            PopupRow(
                "去向",
                "What they did",
                Words(
                    "、".join(f"{zh} {value:,.0f}" for zh, _, value in ways_out),
                    ", ".join(f"{en} {value:,.0f}" for _, en, value in ways_out),
                ),
            )
        )
    if recovered := _text(row, "recovered_time"):
        facts.append(PopupRow("恢复正常", "Back to normal", recovered))
    return tuple(facts)


def _number(row: Mapping[str, object], column: str) -> float | None:
    value = row.get(column)
    if not isinstance(value, (int, float)) or math.isnan(value):
        return None
    return float(value)
