"""Every county by train and by road: minutes by part, ferries where no road goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from sim.errors import DataError
from sim.gateway.circle.place_model import CirclePlace, PlaceKind
from sim.gateway.circle.province import DIRECTIONS, Province
from sim.network.records import day

__all__ = ["COUNTY_TIMES_COLUMNS", "ROAD_DEFINITION", "county_times", "road_minutes", "road_times"]

COUNTY_TIMES_COLUMNS: Final = (
    "county_id",
    "name_zh",
    "name_en",
    "prefecture",
    "direction",
    "mode",
    "definition",
    "status",
    "access_min",
    "station_min",
    "wait_min",
    "ride_min",
    "change_min",
    "egress_min",
    "total_min",
    "from_station_id",
    "to_station_id",
    "via_station_id",
    "from_station_zh",
    "from_station_en",
    "to_station_zh",
    "to_station_en",
    "via_station_zh",
    "via_station_en",
    "quality",
    "source",
)
"""Columns of `county_times`, in their order."""

_COUNTY_KINDS: Final[tuple[PlaceKind, ...]] = ("county", "own_county")

ROAD_DEFINITION: Final = "free_flow"
"""Definition of the rows by road: centre to seat, no traffic, no stop on the way."""

_N_STATION_COLUMNS = sum("_station_" in name for name in COUNTY_TIMES_COLUMNS)
_ROAD_COLUMNS = ("county_id", "drive_freeflow_min", "quality", "source")
_FERRY_COLUMNS = (
    "county_id", "port_county_id", "boarding_min", "boat_min", "until_date", "quality", "source",
)  # fmt: skip


def county_times(
    province: Province,
    parts: pd.DataFrame,
    roads: pd.DataFrame,
    *,
    ferries: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Minutes between Hangzhou and every county-level unit by train and, beside it, by road.

    `parts` is what `circle_parts` gives for the counties outside Hangzhou and for its own outer
    ones (`own_places`): a row with ``mode`` rail per definition, with the stations at both ends.
    Rows with ``mode`` road follow for every unit, as of `road_times`.

    Returns
    -------
    DataFrame
        `COUNTY_TIMES_COLUMNS`, sorted by county, mode, definition and direction.

    Examples
    --------
    >>> from sim.gateway.circle.parts import circle_parts
    >>> from sim.gateway.circle.place_model import CircleDefinition
    >>> from sim.gateway.circle.place_times import county_places
    >>> from sim.gateway.circle.small_province import ready
    >>> province = ready()
    >>> hour = CircleDefinition("hour", "fastest", 60.0)
    >>> parts = circle_parts(province, county_places(province), [hour])
    >>> roads = pd.DataFrame({"county_id": ["330001"], "drive_freeflow_min": 55})
    >>> table = county_times(province, parts, roads.assign(quality="estimate", source="x"))
    >>> table.loc[table["county_id"] == "330001", ["mode", "total_min"]].values.tolist()
    [['rail', 30.0], ['rail', 35.0], ['road', 55.0], ['road', 55.0]]
    """
    counties = parts[parts["kind"].isin(_COUNTY_KINDS)]
    rail = counties.rename(columns={"place_id": "county_id"})
    rail = rail.assign(
        mode="rail",
        quality="modelled",
        source="railway timetable of the network, ways of the router's feeders and walks",
    )
    for family, quality in (("fastest", "published"), ("effective", "derived")):
        by_train = rail["family"] == family
        rail.loc[by_train, "quality"] = quality
        rail.loc[by_train, "source"] = "railway timetable of the network"
    road = road_times(province, roads, ferries=ferries)
    both = pd.concat([rail.loc[:, list(COUNTY_TIMES_COLUMNS)], road], ignore_index=True)
    return both.sort_values(
        ["county_id", "mode", "definition", "direction"], kind="stable", ignore_index=True
    )


def road_times(
    province: Province, roads: pd.DataFrame, *, ferries: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Minutes by road between Hangzhou's centre and the seat of every unit, both directions alike.

    Without a ferry ``total = ride = drive_freeflow_min``. A ferry in force (no ``until_date``, or
    one after the network's date) replaces the road: ``access`` is the drive to the unit of its
    port (egress on the way back), ``station`` the boarding, ``ride`` the boat; waiting is left out,
    as few boats a day are met on purpose. Of several ferries the fastest counts. Parking, traffic
    and stops are in neither. A unit with neither has the status ``no road time`` and NaN.

    Parameters
    ----------
    roads
        ``road/intercity``: county_id, drive_freeflow_min, quality, source.
    ferries
        county_id, port_county_id, boarding_min, boat_min, until_date, quality, source.

    Raises
    ------
    DataError
        If a column is missing, or a port's unit has no drive.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import ready
    >>> roads = pd.DataFrame({"county_id": ["330001"], "drive_freeflow_min": 55})
    >>> roads = roads.assign(quality="estimate", source="x")
    >>> boat = pd.DataFrame(
    ...     [("330002", "330001", 30, 90, "", "unverified", "x")], columns=list(_FERRY_COLUMNS)
    ... )
    >>> table = road_times(ready(), roads, ferries=boat)
    >>> table.loc[table["county_id"] == "330002", "total_min"].tolist()
    [175.0, 175.0]
    """
    drives = _drives(roads)
    boats = _ferries(province, drives, ferries)
    rows = []
    for unit in province.units.to_dict("records"):
        county_id = str(unit["county_id"])
        way = boats.get(county_id) or drives.get(county_id) or _Way(quality="", source="")
        total = _minutes(way)
        status = "no road time" if np.isnan(total) else "reached"
        for direction in DIRECTIONS:
            ends = (way.access_min, 0.0) if direction == "from_hangzhou" else (0.0, way.access_min)
            rows.append(
                (
                    county_id, unit["name_zh"], unit["name_en"], unit["prefecture"], direction,
                    "road", ROAD_DEFINITION, status, ends[0], way.station_min, 0.0,
                    way.ride_min, 0.0, ends[1], total, *([""] * _N_STATION_COLUMNS),
                    way.quality, way.source,
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COUNTY_TIMES_COLUMNS))


def road_minutes(roads: pd.DataFrame, places: Sequence[CirclePlace]) -> dict[str, float]:
    """Minutes by road from Hangzhou's centre by place: counties by id, cities by their seat.

    `roads` is ``road/intercity`` with level and name_zh too. Places without a drive are left out.

    Examples
    --------
    >>> roads = pd.DataFrame(
    ...     [("", "舟山市", "prefecture", 172), ("330902", "定海区", "county", 179)],
    ...     columns=["county_id", "name_zh", "level", "drive_freeflow_min"],
    ... )
    >>> city = CirclePlace("zhoushan", "city", "舟山", "Zhoushan", "Zhoushan", (), ("330902",))
    >>> road_minutes(roads, [city])
    {'zhoushan': 172.0}
    """
    _needed(roads, "road/intercity", ("county_id", "name_zh", "level", "drive_freeflow_min"))
    known = roads[roads["drive_freeflow_min"].notna()]
    seats = known[known["level"] == "prefecture"].set_index("name_zh")["drive_freeflow_min"]
    counties = known[known["county_id"] != ""].set_index("county_id")["drive_freeflow_min"]
    found = {}
    for place in places:
        drives, key = counties, place.place_id
        if place.kind == "city":
            drives, key = seats, f"{place.name_zh}市"
        if key in drives.index:
            found[place.place_id] = float(drives.loc[key])
    return found


@dataclass(frozen=True, slots=True)
class _Way:
    quality: str
    source: str
    access_min: float = 0.0
    station_min: float = 0.0
    ride_min: float = np.nan


def _drives(roads: pd.DataFrame) -> dict[str, _Way]:
    _needed(roads, "road/intercity", _ROAD_COLUMNS)
    own = roads[(roads["county_id"] != "") & roads["drive_freeflow_min"].notna()]
    return {
        str(row["county_id"]): _Way(
            str(row["quality"]), str(row["source"]), ride_min=float(row["drive_freeflow_min"])
        )
        for row in own.to_dict("records")
    }


def _ferries(
    province: Province, drives: Mapping[str, _Way], ferries: pd.DataFrame | None
) -> dict[str, _Way]:
    found: dict[str, _Way] = {}
    if ferries is None:
        return found
    _needed(ferries, "of ferries", _FERRY_COLUMNS)
    for row in ferries.to_dict("records"):
        until = day(row["until_date"])
        if until is not None and until <= province.network.as_of:
            continue
        county_id, port = str(row["county_id"]), str(row["port_county_id"])
        if port not in drives:
            raise DataError(
                f"the ferry to {county_id} starts in {port}, to which road/intercity has no drive; "
                "give drive_freeflow_min there or name another unit as the port's"
            )
        way = _Way(
            str(row["quality"]),
            str(row["source"]),
            drives[port].ride_min,
            float(row["boarding_min"]),
            float(row["boat_min"]),
        )
        known = found.get(county_id)
        if known is None or _minutes(way) < _minutes(known):
            found[county_id] = way
    return found


def _minutes(way: _Way) -> float:
    return way.access_min + way.station_min + way.ride_min


def _needed(frame: pd.DataFrame, name: str, columns: tuple[str, ...]) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise DataError(
            f"the table {name} has no column '{missing[0]}'; it needs {', '.join(columns)}"
        )
