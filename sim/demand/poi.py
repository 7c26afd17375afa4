"""Where firms and services are: jobs spread over the city by points of interest, not by district.

The jobs of the zones are the employed residents of each district, so the centre has too few of them
and the outskirts too many. Points of interest know no districts: within their grid they say better
where people go.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from sim.demand.model import DemandZones, Floats64
from sim.geometry import cells, distances_m, to_metres
from sim.network.model import Network, ZoneId

__all__ = ["POI_KINDS", "POI_TABLE", "poi_amounts"]

POI_TABLE = "land/poi_grid"

POI_KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "workplaces": (
            "company", "finance", "government", "education", "medical", "shopping", "food",
        ),
        "services": (
            "shopping", "food", "leisure", "hotel", "sport", "life_service", "beauty", "medical",
            "tourist_sight",
        ),
    }
)  # fmt: skip
"""Kinds of points behind each amount; both come in jobs."""

_HALF_STEP_DEG = 0.0025


def poi_amounts(
    table: pd.DataFrame, network: Network, zones: DemandZones
) -> Mapping[str, Floats64]:
    """Jobs of every zone, as points of interest place them: one amount for each of `POI_KINDS`.

    All jobs within the grid of ``land/poi_grid`` are shared out by the counts of points, whatever
    the district; outside it they stay where they are. A point in a cell without people and jobs
    counts in the nearest that has some. The sum is that of the jobs.

    Examples
    --------
    >>> from sim.demand.zone_examples import zones_of
    >>> from sim.network.examples import empty
    >>> columns = ["lon", "lat", *POI_KINDS["workplaces"], *POI_KINDS["services"]]
    >>> nothing = pd.DataFrame(columns=list(dict.fromkeys(columns)), dtype="float64")
    >>> poi_amounts(nothing, empty(), zones_of(people=[], jobs=[]))["services"].tolist()
    []
    """
    known = [network.zones[ZoneId(cell)] for cell in zones.cell_ids]
    lon = np.array([cell.lon for cell in known], dtype=np.float64)
    lat = np.array([cell.lat for cell in known], dtype=np.float64)
    jobs = np.array([cell.jobs for cell in known], dtype=np.float64)
    inside = _in_grid(table, lon, lat)
    rows = _rows(table, zones.cell_ids, lon, lat)
    found: dict[str, Floats64] = {}
    for name, kinds in POI_KINDS.items():
        points = table[list(kinds)].sum(axis=1).to_numpy(np.float64)
        weight = np.bincount(rows, weights=points, minlength=len(known)) * inside
        total = float(weight.sum())
        placed = weight * (float(jobs[inside].sum()) / total) if total > 0 else jobs * inside
        at_cells = np.where(inside, placed, jobs)
        found[name] = np.bincount(zones.cell_row, weights=at_cells, minlength=len(zones)).astype(
            np.float64
        )
    return MappingProxyType(found)


def _in_grid(table: pd.DataFrame, lon: Floats64, lat: Floats64) -> np.ndarray:
    """Cells within the outline of the grid."""
    if table.empty:
        return np.zeros(len(lon), dtype=np.bool_)
    east, north = table["lon"], table["lat"]
    return np.asarray(
        (lon >= float(east.min()) - _HALF_STEP_DEG)
        & (lon <= float(east.max()) + _HALF_STEP_DEG)
        & (lat >= float(north.min()) - _HALF_STEP_DEG)
        & (lat <= float(north.max()) + _HALF_STEP_DEG)
    )


def _rows(
    table: pd.DataFrame, cell_ids: tuple[str, ...], lon: Floats64, lat: Floats64
) -> np.ndarray:
    """Row of the cell of each point of the grid: its own, or the nearest."""
    if table.empty or not cell_ids:
        return np.zeros(0, dtype=np.int64)
    row_of = {cell: row for row, cell in enumerate(cell_ids)}
    own = cells(table["lon"].to_numpy(np.float64), table["lat"].to_numpy(np.float64))
    rows = np.array([row_of.get(str(cell), -1) for cell in own], dtype=np.int64)
    lost = np.flatnonzero(rows < 0)
    if lost.size:
        points = to_metres(table["lon"].to_numpy()[lost], table["lat"].to_numpy()[lost])
        around = to_metres(lon, lat)
        rows[lost] = [int(np.argmin(distances_m(around, point))) for point in points]
    return rows
