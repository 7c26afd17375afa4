"""The one-hour circle taken apart: every place by every definition, and what would bring it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from sim.gateway.door_to_door import Parts
from sim.gateway.place_times import CircleDefinition, CirclePlace, place_parts
from sim.gateway.province import DIRECTIONS, Direction, Province
from sim.gateway.smallest_change import Change, smallest_change

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
    "egress_min",
    "total_min",
    "limit_min",
    "within",
    "short_by_min",
    "from_station_id",
    "to_station_id",
    "via_station_id",
    "trains_per_hour_needed",
    "ride_needed_min",
    "access_cut_min",
    "change_zh",
    "change_en",
)
"""Columns of `circle_parts`, in their order."""

_BY_TRAIN = ("fastest", "effective")


def circle_parts(
    province: Province,
    places: Sequence[CirclePlace],
    definitions: Sequence[CircleDefinition],
    *,
    with_changes: bool = True,
    road_min: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Minutes by part of every place, definition and direction, and the smallest change it needs.

    ``total_min = access + station + wait + ride + egress`` (see `place_parts`); access and egress
    are in the order of travel, so in ``to_hangzhou`` the access is that in the county.
    ``short_by_min = total_min - limit_min`` where this is positive, else 0; NaN where there is no
    trip: ``status`` says why (``no railway``, ``no direct train``, ``not reached``). What is
    needed is that of `smallest_change`, each lever by itself, empty where it cannot help;
    ``change_zh`` and ``change_en`` say the same, or why nothing helps. They are empty for places
    within, and everywhere with `with_changes` false. Where there is no trip and `road_min` has the
    place (minutes by place_id, see `road_minutes`), they say how long the road takes.

    Returns
    -------
    DataFrame
        `CIRCLE_PARTS_COLUMNS`, in the order of the places, definitions and directions.

    Examples
    --------
    >>> from sim.gateway.place_times import county_places
    >>> from sim.gateway.small_province import ready
    >>> province = ready()
    >>> strict = CircleDefinition("strict", "fastest", 25.0)
    >>> table = circle_parts(province, county_places(province)[:1], [strict])
    >>> table.loc[:, ["direction", "total_min", "short_by_min", "change_en"]].values.tolist()[0]
    ['from_hangzhou', 30.0, 5.0, 'ride in 25 min (30 today)']
    """
    rows = []
    for place in places:
        for definition in definitions:
            for direction in DIRECTIONS:
                parts = place_parts(province, place, definition, direction)
                change = Change()
                if with_changes:
                    change = smallest_change(province, place, definition, direction, parts)
                    change = _with_road(change, parts, (road_min or {}).get(place.place_id))
                rows.append(_row(province, (place, definition, direction), parts, change))
    table = pd.DataFrame(rows, columns=list(CIRCLE_PARTS_COLUMNS))
    return table.astype({"trains_per_hour_needed": "Int64", "access_cut_min": "Int64"})


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
    >>> from sim.gateway.place_times import county_places
    >>> from sim.gateway.small_province import ready
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


def change_texts(change: Change, parts: Parts) -> tuple[str, str]:
    """Say in Chinese and English what a change needs; both empty where nothing is needed.

    Examples
    --------
    >>> change_texts(Change(trains_per_hour=4), Parts(ride_min=50.0, total_min=70.0))
    ('每小时4班', '4 trains an hour')
    """
    if change.reason_en:
        return change.reason_zh, change.reason_en
    zh, en = [], []
    if change.trains_per_hour is not None:
        zh.append(f"每小时{change.trains_per_hour}班")
        trains = "train" if change.trains_per_hour == 1 else "trains"
        en.append(f"{change.trains_per_hour} {trains} an hour")
    if change.ride_needed_min is not None:
        needed, today = f"{change.ride_needed_min:.1f}", f"{parts.ride_min:.1f}"
        needed, today = needed.removesuffix(".0"), today.removesuffix(".0")
        zh.append(f"乘车缩至{needed}分钟（现{today}）")
        en.append(f"ride in {needed} min ({today} today)")
    if change.access_cut_min is not None:
        zh.append(f"杭州端接驳缩短{change.access_cut_min}分钟")
        en.append(f"{change.access_cut_min} min off the way in Hangzhou")
    return "；或".join(zh), "; or ".join(en)


def _row(
    province: Province,
    case: tuple[CirclePlace, CircleDefinition, Direction],
    parts: Parts,
    change: Change,
) -> tuple[object, ...]:
    place, definition, direction = case
    over_min = parts.total_min - definition.limit_min
    is_within = bool(over_min <= 1e-9)
    via = None
    if parts.label >= 0:
        via = province.trains.ends_of(parts.label)[2]
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
        parts.egress_min,
        parts.total_min,
        definition.limit_min,
        is_within,
        0.0 if is_within else over_min,
        parts.from_stop_id,
        parts.to_stop_id,
        via or "",
        change.trains_per_hour,
        np.nan if change.ride_needed_min is None else change.ride_needed_min,
        change.access_cut_min,
        *change_texts(change, parts),
    )


def _status(place: CirclePlace, definition: CircleDefinition, parts: Parts) -> str:
    if not np.isnan(parts.total_min):
        return "reached"
    if definition.family not in _BY_TRAIN:
        return "not reached"
    return "no direct train" if place.station_ids else "no railway"
