"""The one-hour circle taken apart: every place by every definition, and what would bring it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from sim.gateway.circle.door_to_door import Parts
from sim.gateway.circle.levers_by_pair import Levers
from sim.gateway.circle.place_model import BY_TRAIN, CircleDefinition, CirclePlace
from sim.gateway.circle.place_times import place_parts
from sim.gateway.circle.province import DIRECTIONS, Direction, Province
from sim.gateway.circle.smallest_change import Change, smallest_change
from sim.network.model import StopId

__all__ = ["CIRCLE_PARTS_COLUMNS", "change_texts", "circle_by_zone", "circle_parts"]

CIRCLE_PARTS_COLUMNS: Final = (
    "place_id",
    "kind",
    "name_zh",
    "name_en",
    "prefecture",
    "direction",
    "definition",
    "family",
    "status",
    "access_min",
    "station_min",
    "wait_min",
    "ride_min",
    "change_min",
    "egress_min",
    "total_min",
    "limit_min",
    "within",
    "short_by_min",
    "from_station_id",
    "to_station_id",
    "via_station_id",
    "from_station_zh",
    "from_station_en",
    "to_station_zh",
    "to_station_en",
    "via_station_zh",
    "via_station_en",
    "trains_per_hour_needed",
    "trains_from_station_id",
    "trains_to_station_id",
    "ride_needed_min",
    "ride_today_min",
    "ride_from_station_id",
    "ride_to_station_id",
    "access_cut_min",
    "levers_needed",
    "change_zh",
    "change_en",
)
"""Columns of `circle_parts`, in their order."""


def circle_parts(
    province: Province,
    places: Sequence[CirclePlace],
    definitions: Sequence[CircleDefinition],
    *,
    with_changes: bool = True,
    road_min: Mapping[str, float] | None = None,
    names: Mapping[StopId, str] | None = None,
) -> pd.DataFrame:
    """Minutes by part of every place, definition and direction, and the smallest change it needs.

    ``total_min = access + station + wait + ride + change + egress`` (see `place_parts`); change is
    the time between two trains, access and egress are in the order of travel, so in
    ``to_hangzhou`` the access is that in the county.
    ``short_by_min = total_min - limit_min`` where this is positive, else 0; NaN where there is no
    trip: ``status`` says why (``no railway``, ``no direct train``, ``not reached``). What is
    needed is that of `smallest_change`, each lever by itself with the stations between which it is
    pulled, empty where it cannot help; where none can but two together, ``levers_needed`` is 2 and
    only the text says which and how far. ``change_zh`` and ``change_en`` say all this, or why none
    helps. They are empty for places within, and everywhere with `with_changes` false. Where there
    is no trip and `road_min` has the place (minutes by place_id, see `road_minutes`), they say how
    long the road takes. `names` are Chinese names of stations, those of the network if not given
    (see `names_on` for those of the date).

    Returns
    -------
    DataFrame
        `CIRCLE_PARTS_COLUMNS`, in the order of the places, definitions and directions.

    Examples
    --------
    >>> from sim.gateway.circle.place_times import county_places
    >>> from sim.gateway.circle.small_province import ready
    >>> province = ready()
    >>> strict = CircleDefinition("strict", "fastest", 25.0)
    >>> table = circle_parts(province, county_places(province)[:1], [strict])
    >>> table.loc[:, ["direction", "total_min", "short_by_min", "change_en"]].values.tolist()[0]
    ['from_hangzhou', 30.0, 5.0, 'ride in 25 min (30 today, H - X)']
    """
    known = _Names.of(province, names)
    rows = []
    for place in places:
        for definition in definitions:
            for direction in DIRECTIONS:
                parts = place_parts(province, place, definition, direction)
                change = Change()
                if with_changes:
                    change = smallest_change(province, place, definition, direction, parts)
                    change = _with_road(change, parts, (road_min or {}).get(place.place_id))
                rows.append(_row(province, (place, definition, direction), parts, change, known))
    table = pd.DataFrame(rows, columns=list(CIRCLE_PARTS_COLUMNS))
    return table.astype(
        {"trains_per_hour_needed": "Int64", "access_cut_min": "Int64", "levers_needed": "Int64"}
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of the stations in both languages."""

    zh: Mapping[StopId, str]
    en: Mapping[StopId, str]

    @classmethod
    def of(cls, province: Province, names: Mapping[StopId, str] | None) -> _Names:
        stops = province.network.stops
        zh = {stop_id: stop.name_zh for stop_id, stop in stops.items()}
        return cls({**zh, **(names or {})}, {s: stop.name_en for s, stop in stops.items()})

    def both(self, stop_id: str) -> tuple[str, str]:
        return self.zh.get(StopId(stop_id), ""), self.en.get(StopId(stop_id), "")


def _with_road(change: Change, parts: Parts, minutes: float | None) -> Change:
    if minutes is None or not np.isnan(parts.total_min):
        return change
    return replace(
        change,
        reason_zh=f"{change.reason_zh}；公路{minutes:.0f}分钟",
        reason_en=f"{change.reason_en}; by road {minutes:.0f} min",
    )


def circle_by_zone(parts: pd.DataFrame, *, direction: Direction = "from_hangzhou") -> pd.DataFrame:
    """Minutes of every county by definition, one row per zone, for maps.

    Returns
    -------
    DataFrame
        ``zone_id`` (that of the county's zone) and ``circle_<definition>_min`` for each definition
        of `parts` (of `circle_parts`); NaN where there is no trip. Sorted by zone.

    Examples
    --------
    >>> from sim.gateway.circle.place_times import county_places
    >>> from sim.gateway.circle.small_province import ready
    >>> province, hour = ready(), CircleDefinition("hour", "fastest", 60.0)
    >>> circle_by_zone(circle_parts(province, county_places(province), [hour])).values.tolist()
    [['C_330001', 30.0], ['C_330002', nan]]
    """
    own = parts[(parts["kind"] == "county") & (parts["direction"] == direction)]
    columns = {
        f"circle_{name}_min": rows.set_index("place_id")["total_min"]
        for name, rows in own.groupby("definition", sort=False)
    }
    table = pd.DataFrame(columns).sort_index()
    table.insert(0, "zone_id", [f"C_{county_id}" for county_id in table.index])
    return table.reset_index(drop=True)


def change_texts(
    change: Change, zh: Mapping[StopId, str], en: Mapping[StopId, str]
) -> tuple[str, str]:
    """Say in Chinese and English what a change needs; both empty where nothing is needed.

    `zh` and `en` are the names of the stations.

    Examples
    --------
    >>> from sim.gateway.circle.place_model import ClockFace
    >>> change = Change(clock_face=ClockFace(4, 50.0, ("H", "X")))
    >>> change_texts(change, {"H": "杭", "X": "新"}, {"H": "Hang", "X": "Xin"})
    ('每小时4班（杭—新）', '4 trains an hour (Hang - Xin)')
    """
    if change.reason_en:
        return change.reason_zh, change.reason_en
    names = _Names(zh, en)
    if change.together:
        both = [_lever_texts(one, names) for one in change.together]
        texts_zh = "；或".join("并".join(zh for zh, _ in one) for one in both)
        texts_en = "; or ".join(" with ".join(en for _, en in one) for one in both)
        return f"需两项并用：{texts_zh}", f"two together: {texts_en}"
    texts = _lever_texts(Levers(change.clock_face, change.ride_cut, change.access_cut_min), names)
    return "；或".join(zh for zh, _ in texts), "; or ".join(en for _, en in texts)


def _lever_texts(levers: Levers, names: _Names) -> list[tuple[str, str]]:
    """Say of each lever in Chinese and English how far it is pulled."""
    found = []
    clock, cut, zh, en = levers.clock_face, levers.ride_cut, names.zh, names.en
    if clock is not None:
        start, end = clock.pair
        trains = "train" if clock.trains_per_hour == 1 else "trains"
        found.append(
            (
                f"每小时{clock.trains_per_hour}班（{zh[start]}—{zh[end]}）",
                f"{clock.trains_per_hour} {trains} an hour ({en[start]} - {en[end]})",
            )
        )
    if cut is not None:
        start, end = cut.pair
        needed, today = _minutes_text(cut.today_min - cut.cut_min), _minutes_text(cut.today_min)
        found.append(
            (
                f"乘车缩至{needed}分钟（现{today}，{zh[start]}—{zh[end]}）",
                f"ride in {needed} min ({today} today, {en[start]} - {en[end]})",
            )
        )
    if levers.access_cut_min is not None:
        found.append(
            (
                f"杭州端接驳缩短{levers.access_cut_min}分钟",
                f"{levers.access_cut_min} min off the way in Hangzhou",
            )
        )
    return found


def _minutes_text(minutes: float) -> str:
    return f"{minutes:.1f}".removesuffix(".0")


def _row(
    province: Province,
    case: tuple[CirclePlace, CircleDefinition, Direction],
    parts: Parts,
    change: Change,
    names: _Names,
) -> tuple[object, ...]:
    place, definition, direction = case
    over_min = parts.total_min - definition.limit_min
    is_within = bool(over_min <= 1e-9)
    via = province.trains.ends_of(parts.label)[2] if parts.label >= 0 else None
    stations = (parts.from_stop_id, parts.to_stop_id, via or "")
    return (
        place.place_id,
        place.kind,
        place.name_zh,
        place.name_en,
        place.prefecture,
        direction,
        definition.definition_id,
        definition.family,
        _status(place, definition, parts),
        parts.access_min,
        parts.station_min,
        parts.wait_min,
        parts.ride_min,
        parts.change_min,
        parts.egress_min,
        parts.total_min,
        definition.limit_min,
        is_within,
        0.0 if is_within else over_min,
        *stations,
        *(name for stop_id in stations for name in names.both(stop_id)),
        *_levers(change),
        *change_texts(change, names.zh, names.en),
    )


def _levers(change: Change) -> tuple[object, ...]:
    """How far each lever must be pulled, and between which stations."""
    clock, cut, nowhere = change.clock_face, change.ride_cut, ("", "")
    return (
        None if clock is None else clock.trains_per_hour,
        *(nowhere if clock is None else clock.pair),
        np.nan if cut is None else cut.today_min - cut.cut_min,
        np.nan if cut is None else cut.today_min,
        *(nowhere if cut is None else cut.pair),
        change.access_cut_min,
        change.levers_needed,
    )


def _status(place: CirclePlace, definition: CircleDefinition, parts: Parts) -> str:
    if not np.isnan(parts.total_min):
        return "reached"
    if definition.family not in BY_TRAIN:
        return "not reached"
    return "no direct train" if place.station_ids else "no railway"
