"""Stops of a feed: where they are and which station they belong to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sim.errors import Issue
from sim.network.gtfs.csv_table import Table
from sim.network.gtfs.faults import Check, any_of, check_issues, ragged_check
from sim.network.gtfs.service import Bools, Ints, StopTable
from sim.network.gtfs.values import BLANK, decimals, first_of_id, places, wholes

__all__ = ["Known", "kept_places", "read_stops"]

STATION, ENTRANCE, NODE, BOARDING_AREA = 1, 2, 3, 4


@dataclass(frozen=True)
class Known:
    """Ids that a file has, each once, and whether their rows can be used."""

    ids: pa.Array
    ok: Bools


def kept_places(known: Known) -> Ints:
    """Index of each usable id among the usable ones, -1 for the others.

    Examples
    --------
    >>> kept_places(Known(pa.array(["a", "b", "c"]), np.array([True, False, True]))).tolist()
    [0, -1, 1]
    """
    return np.where(known.ok, np.cumsum(known.ok) - 1, -1).astype(np.int32)


def read_stops(table: Table) -> tuple[StopTable, Known, tuple[Issue, ...]]:
    r"""Read stops.txt, in the order of the file.

    The first row with an id counts. Nodes and boarding areas without coordinates lie where their
    parent lies. A stop whose parent is not fit to be one is kept, without the parent.

    Examples
    --------
    >>> from sim.network.gtfs.csv_table import table_of
    >>> stops, known, issues = read_stops(table_of("stop_id,stop_lat,stop_lon\nA,30,120\nB,,\n"))
    >>> stops.ids, known.ok.tolist(), [issue.code for issue in issues]
    (('A',), [True, False], ['bad-coordinates'])
    """
    kind = wholes(table.text("location_type"), blank=0)
    lat, lon = decimals(table.text("stop_lat")), decimals(table.text("stop_lon"))
    first = first_of_id(table.text("stop_id"))
    ids = table.text("stop_id").filter(pa.array(first))
    has_parent = np.asarray(table.text("parent_station").to_numpy(zero_copy_only=False) != "")
    parent_id = places(table.text("parent_station"), ids)
    parent_row = np.where(parent_id >= 0, np.flatnonzero(first)[parent_id], -1)
    borrows = (kind >= NODE) & np.isnan(lat) & np.isnan(lon) & (parent_row >= 0)
    for _ in range(2):  # a boarding area's platform may itself borrow nothing, so twice is plenty
        lat, lon = (np.where(borrows, values[parent_row], values) for values in (lat, lon))
    checks = _checks(table, kind, (lat, lon), first)
    bad = any_of(table, checks)
    fit = (parent_row >= 0) & ~bad[parent_row] & _may_be_parent(kind, kind[parent_row])
    parents = Check(
        "bad-parent",
        ~bad & has_parent & ~fit,
        "parent_station '{parent_station}' of stop '{stop_id}' is not a station of stops.txt",
        "name a stop of location_type 1; the stop is kept without its station",
    )
    known = Known(ids, ~bad[first])
    parent = np.where(fit & ~bad, kept_places(known)[parent_id], -1).astype(np.int32)
    rows = np.flatnonzero(first & ~bad)
    stops = StopTable(
        ids=tuple(table.text("stop_id").take(rows).to_pylist()),
        names=tuple(table.text("stop_name").take(rows).to_pylist()),
        lon=lon[rows],
        lat=lat[rows],
        parent=parent[rows],
        location_type=kind[rows].astype(np.int8),
    )
    return stops, known, check_issues(table, [*checks, parents])


def _may_be_parent(kind: Ints, parent_kind: Ints) -> Bools:
    """Platforms, entrances and nodes belong to stations, boarding areas to platforms."""
    wanted = np.where(kind == BOARDING_AREA, 0, STATION)
    return np.asarray((parent_kind == wanted) & (kind != STATION), dtype=np.bool_)


def _checks(
    table: Table, kind: Ints, position: tuple[np.ndarray, np.ndarray], first: Bools
) -> list[Check]:
    lat, lon = position
    missing = np.isnan(lat) | np.isnan(lon)
    outside = ~missing & ((np.abs(lat) > 90.0) | (np.abs(lon) > 180.0))
    blank = np.asarray(table.text("stop_id").to_numpy(zero_copy_only=False) == "")
    where = "stop '{stop_id}' at latitude '{stop_lat}', longitude '{stop_lon}'"
    fix = "give both in decimal degrees; trips that call there are refused meanwhile"
    return [
        ragged_check(table),
        Check("blank-id", blank, "a stop has no stop_id", "give every stop an id"),
        Check(
            "duplicate-stop",
            ~first,
            "stop '{stop_id}' is there already; the first row counts",
            "keep one row of each stop",
        ),
        Check(
            "bad-location-type",
            (kind == BLANK) | (kind < 0) | (kind > BOARDING_AREA),
            "location_type '{location_type}' of stop '{stop_id}' is not 0 to 4",
            "write 0 for a stop or platform, 1 for a station",
        ),
        Check("bad-coordinates", missing, f"{where}: not two numbers", fix),
        Check("coordinates-outside", outside, f"{where}: not on the globe", fix),
        Check("null-island", (lat == 0.0) & (lon == 0.0), f"{where}: in the Gulf of Guinea", fix),
    ]
