"""Gateway airports and the way to each from every doorstep: straight there, or by train first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import DataError
from sim.gateway.world.flights import GRADES
from sim.geometry import Floats

__all__ = ["Gateway", "GroundAccess", "gateways", "ground_access", "station_transfers"]

_RAIL = ("board_min", "wait_min", "ride_min", "alight_min")


@dataclass(frozen=True, slots=True)
class Gateway:
    """One airport that people leave from, with the minutes they must be there beforehand."""

    iata: str
    name_zh: str
    name_en: str
    lon: float
    lat: float
    check_in_cut_off_min: float
    formalities_min: float
    connection_min: float
    quality: str

    @property
    def lead_min(self) -> float:
        """Minutes before departure at the entrance: the later of check-in's end and the way in."""
        return max(self.check_in_cut_off_min, self.formalities_min)


@dataclass(frozen=True)
class GroundAccess:
    """Minutes on the ground from each cell to each gateway's terminal, [cell, gateway].

    ``access_min`` leads to the terminal itself or, by train, to the platform of a station of the
    city; ``wait_min`` and ``rail_min`` are the train's; ``airport_min`` leads from the train to the
    terminal. NaN in all four: no way. ``station`` is the place of the city's station in
    ``station_ids``, -1 without a train; ``grade`` the place in `GRADES` of what the way rests on.
    """

    cell_ids: tuple[str, ...]
    gateways: tuple[Gateway, ...]
    station_ids: tuple[str, ...]
    access_min: Floats
    wait_min: Floats
    rail_min: Floats
    airport_min: Floats
    station: npt.NDArray[np.int16]
    grade: npt.NDArray[np.int8]

    @property
    def total_min(self) -> Floats:
        """All four together, NaN where there is no way."""
        return self.access_min + self.wait_min + self.rail_min + self.airport_min


def gateways(table: pd.DataFrame) -> tuple[Gateway, ...]:
    """Gateways of the table ``air/gateways``, in its order.

    Examples
    --------
    >>> row = {"iata": "HGH", "name_zh": "杭州", "name_en": "Hangzhou", "lon": 120.4, "lat": 30.2,
    ...        "check_in_cut_off_min": 50, "formalities_min": 45, "connection_min": 90,
    ...        "quality": "published"}
    >>> gateways(pd.DataFrame([row]))[0].lead_min
    50.0
    """
    return tuple(
        Gateway(
            iata=str(row["iata"]),
            name_zh=str(row["name_zh"]),
            name_en=str(row["name_en"]),
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            check_in_cut_off_min=float(row["check_in_cut_off_min"]),
            formalities_min=float(row["formalities_min"]),
            connection_min=float(row["connection_min"]),
            quality=str(row["quality"]),
        )
        for row in table.to_dict("records")
    )


def station_transfers(table: pd.DataFrame, on: date) -> pd.DataFrame:
    """The fastest way of the day from each railway station to each gateway.

    `table` is ``air/gateway_access``; ways that have not opened or are closed by the day are left
    out. Columns gateway, stop_id, way_zh, way_en, transfer_min, quality.

    Examples
    --------
    >>> table = pd.DataFrame({"gateway": "PVG", "stop_id": "R_x", "way_zh": ["地铁", "联络线"],
    ...     "way_en": ["Metro", "Link"], "transfer_min": [100.0, 60.0], "quality": "estimate",
    ...     "valid_from": pd.to_datetime(["2010-04-08", "2024-12-27"]), "valid_to": pd.NaT})
    >>> station_transfers(table, date(2020, 12, 31))["way_en"].tolist()
    ['Metro']
    """
    day = pd.Timestamp(on)
    closed = pd.to_datetime(table["valid_to"])
    open_now = table[(table["valid_from"] <= day) & (closed.isna() | (closed > day))]
    order = open_now.sort_values(["gateway", "stop_id", "transfer_min", "way_en"])
    names = ["gateway", "stop_id", "way_zh", "way_en", "transfer_min", "quality"]
    return order.drop_duplicates(["gateway", "stop_id"])[names].reset_index(drop=True)


def ground_access(
    cell_ids: Sequence[str],
    gates: tuple[Gateway, ...],
    *,
    direct: pd.DataFrame,
    to_stations: pd.DataFrame,
    rail: pd.DataFrame,
    transfers: pd.DataFrame,
) -> GroundAccess:
    """Fastest way from every cell to every gateway: straight there, or by a direct train.

    By train: ``min over stations s and railheads r of access(cell, s) + board + wait(s, r) +
    ride(s, r) + alight + transfer(r, gateway)``. Of equal ways the one without a train counts, then
    the station that comes first by its id.

    Parameters
    ----------
    direct
        cell_id, gateway, minutes: by the router or by road.
    to_stations
        cell_id, station_id, minutes to the stations of the city.
    rail
        station_id, railhead_id, board_min (gate and security), wait_min, ride_min, alight_min.
    transfers
        As of `station_transfers`.

    Missing rows and NaN mean that there is no way; a cell without any keeps NaN throughout.

    Examples
    --------
    >>> gate = Gateway("PVG", "浦东", "Pudong", 121.8, 31.1, 50, 45, 120, "published")
    >>> found = ground_access(["a"], (gate,),
    ...     direct=pd.DataFrame({"cell_id": ["a"], "gateway": ["PVG"], "minutes": [240.0]}),
    ...     to_stations=pd.DataFrame({"cell_id": ["a"], "station_id": ["E"], "minutes": [20.0]}),
    ...     rail=pd.DataFrame({"station_id": ["E"], "railhead_id": ["SH"], "board_min": [15.0],
    ...         "wait_min": [5.0], "ride_min": [50.0], "alight_min": [4.0]}),
    ...     transfers=pd.DataFrame({"gateway": ["PVG"], "stop_id": ["SH"], "transfer_min": [80.0],
    ...         "quality": ["published"]}))
    >>> found.access_min.item(), found.rail_min.item(), found.total_min.item()
    (35.0, 50.0, 174.0)
    """
    codes = tuple(gate.iata for gate in gates)
    cells = tuple(cell_ids)
    straight = _matrix(direct, ("cell_id", cells), ("gateway", codes))
    stations = tuple(sorted(set(rail["station_id"]) & set(to_stations["station_id"])))
    access = _matrix(to_stations, ("cell_id", cells), ("station_id", stations))
    parts, grades = _by_train(rail, transfers, stations, codes)
    total = access[:, :, None] + parts.sum(axis=0)[None]  # [cell, station, gateway]
    shape = (len(cells), len(codes))
    if stations:
        station = total.argmin(axis=1).astype(np.int16)
        quickest = total.min(axis=1)
    else:
        station, quickest = np.zeros(shape, np.int16), np.full(shape, np.inf)
    station = np.where(quickest < straight, station, -1).astype(np.int16)
    by_train = station >= 0
    some = np.broadcast_to(np.arange(len(codes)), shape)
    reached = np.isfinite(np.minimum(quickest, straight))

    def part(index: int) -> Floats:
        chosen = parts[index][station, some] if stations else np.zeros(shape)
        return np.where(reached, np.where(by_train, chosen, 0.0), np.nan)

    walked = np.take_along_axis(access, np.maximum(station, 0), axis=1) if stations else straight
    to_train = np.where(reached, np.where(by_train, walked, straight), np.nan)
    grade = np.where(by_train, grades[station, some] if stations else 0, 0).astype(np.int8)
    return GroundAccess(
        cells, gates, stations, to_train + part(0), part(1), part(2), part(3), station, grade
    )


def _by_train(
    rail: pd.DataFrame, transfers: pd.DataFrame, stations: tuple[str, ...], codes: tuple[str, ...]
) -> tuple[Floats, npt.NDArray[np.int8]]:
    """Minutes [board, wait, ride, airport; station; gateway] by the best railhead, and grades.

    Infinite where no train leads towards the gateway.
    """
    _need(rail, ("station_id", "railhead_id", *_RAIL), "rail")
    _need(transfers, ("gateway", "stop_id", "transfer_min", "quality"), "transfers")
    both = rail.merge(transfers, left_on="railhead_id", right_on="stop_id")
    both = both[both["station_id"].isin(stations) & both["gateway"].isin(codes)]
    both = both.dropna(subset=[*_RAIL, "transfer_min"])
    both = both.assign(airport_min=both["alight_min"] + both["transfer_min"])
    kept = ["board_min", "wait_min", "ride_min", "airport_min"]
    both = both.assign(total_min=both[kept].sum(axis=1)).sort_values(
        ["station_id", "gateway", "total_min", "railhead_id"]
    )
    best = both.drop_duplicates(["station_id", "gateway"])
    parts = np.full((len(kept), len(stations), len(codes)), np.inf)
    grades = np.zeros((len(stations), len(codes)), np.int8)
    rows = pd.Index(stations).get_indexer(pd.Index(best["station_id"]))
    columns = pd.Index(codes).get_indexer(pd.Index(best["gateway"]))
    for index, name in enumerate(kept):
        values = best[name].to_numpy(np.float64)
        if (values < 0).any():
            raise DataError(f"rail or transfers hold minutes below 0 ({name}); mend them")
        parts[index, rows, columns] = values
    grades[rows, columns] = [GRADES.index(quality) for quality in best["quality"]]
    return parts, grades


def _matrix(
    frame: pd.DataFrame, rows: tuple[str, tuple[str, ...]], columns: tuple[str, tuple[str, ...]]
) -> Floats:
    """Minutes by row and column, infinite where the frame has none; of repeated pairs the least."""
    _need(frame, (rows[0], columns[0], "minutes"), f"minutes by {rows[0]} and {columns[0]}")
    row = pd.Index(rows[1]).get_indexer(pd.Index(frame[rows[0]]))
    column = pd.Index(columns[1]).get_indexer(pd.Index(frame[columns[0]]))
    minutes = frame["minutes"].to_numpy(np.float64)
    if (minutes < 0).any():
        raise DataError(
            f"minutes by {rows[0]} and {columns[0]} hold numbers below 0; unreachable is NaN"
        )
    found = np.full((len(rows[1]), len(columns[1])), np.inf)
    usable = (row >= 0) & (column >= 0) & ~np.isnan(minutes)
    np.minimum.at(found, (row[usable], column[usable]), minutes[usable])
    return found


def _need(frame: pd.DataFrame, names: tuple[str, ...], what: str) -> None:
    missing = [name for name in names if name not in frame]
    if missing:
        raise DataError(f"the table of {what} has no column {', '.join(missing)}")
