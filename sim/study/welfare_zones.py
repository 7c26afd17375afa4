"""Zones of demand that two runs have in common: gains can only be told for these."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.demand.model import DemandZones, Floats64

__all__ = ["CITY_AREA", "Shared", "shared_zones", "zones_of"]

Rows = npt.NDArray[np.int64]

CITY_AREA = "city"
"""Area (``demand/areas``) that is the whole city."""

_GROUP = "area"


@dataclass(frozen=True)
class Shared:
    """Rows of the shared zones in the tables of both runs, and ids of those only one of them has.

    ``before[n]`` and ``after[n]`` are the same zone, in the order of the run before.
    """

    before: Rows
    after: Rows
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def shared_zones(
    before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]
) -> Shared | None:
    """Zones of both runs; ``None`` where they group the cells of the city in different ways.

    Groups of cells must be the same in both. Stations and airports are matched by their id: those
    that only one run has are left out.

    Parameters
    ----------
    before, after
        Tables ``demand_zones`` and ``demand_cells`` of two runs.

    Examples
    --------
    >>> cells = pd.DataFrame({"cell_id": ["c"], "zone_id": ["z"]})
    >>> now = {"demand_cells": cells, "demand_zones": pd.DataFrame(
    ...     {"zone_id": ["z", "station:a"], "kind": ["area", "station"]})}
    >>> plan = {"demand_cells": cells, "demand_zones": pd.DataFrame(
    ...     {"zone_id": ["z", "station:b", "station:a"], "kind": ["area", "station", "station"]})}
    >>> shared_zones(now, plan)
    Shared(before=array([0, 1]), after=array([0, 2]), only_before=(), only_after=('station:b',))
    >>> other = {**plan, "demand_cells": cells.assign(zone_id="y")}
    >>> shared_zones(now, other) is None
    True
    """
    if _cells(before) != _cells(after) or _areas(before) != _areas(after):
        return None
    old, new = (_places(one) for one in (before, after))
    both = [zone_id for zone_id in old if zone_id in new]
    return Shared(
        before=np.array([old[zone_id] for zone_id in both], dtype=np.int64),
        after=np.array([new[zone_id] for zone_id in both], dtype=np.int64),
        only_before=tuple(zone_id for zone_id in old if zone_id not in new),
        only_after=tuple(zone_id for zone_id in new if zone_id not in old),
    )


def _cells(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    cells = tables["demand_cells"].astype("str")
    return dict(zip(cells["cell_id"], cells["zone_id"], strict=True))


def _areas(tables: Mapping[str, pd.DataFrame]) -> set[str]:
    zones = tables["demand_zones"]
    return set(zones.loc[zones["kind"] == _GROUP, "zone_id"].astype("str"))


def _places(tables: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    return {str(zone_id): row for row, zone_id in enumerate(tables["demand_zones"]["zone_id"])}


def zones_of(zones: pd.DataFrame, rows: Rows, *, city_counties: Collection[str]) -> DemandZones:
    """Some zones of a run's table ``demand_zones``, with one area: ``city``.

    Which cells and stops they consist of is left out.

    Examples
    --------
    >>> table = pd.DataFrame({"zone_id": ["z", "y"], "name_zh": "", "name_en": "", "kind": "area",
    ...     "county_id": ["1", "2"], "parking_id": "p", "lon": 120.0, "lat": 30.0,
    ...     "population": [9.0, 5.0], "jobs": 1.0, "car_share": 0.5})
    >>> found = zones_of(table, np.array([1, 0]), city_counties={"1"})
    >>> found.population.tolist(), found.areas["city"].tolist()
    ([5.0, 9.0], [False, True])
    """
    own = zones.iloc[rows]

    def texts(name: str) -> tuple[str, ...]:
        return tuple(own[name].astype("str"))

    def numbers(name: str) -> Floats64:
        return own[name].to_numpy(dtype=np.float64)

    counties = texts("county_id")
    inside = np.array([county in city_counties for county in counties], dtype=np.bool_)
    return DemandZones(
        zone_ids=texts("zone_id"),
        names_zh=texts("name_zh"),
        names_en=texts("name_en"),
        county_ids=counties,
        kind=texts("kind"),
        lon=numbers("lon"),
        lat=numbers("lat"),
        population=numbers("population"),
        jobs=numbers("jobs"),
        car_share=numbers("car_share"),
        parking_id=texts("parking_id"),
        areas={CITY_AREA: inside},
        cell_ids=(),
        cell_row=np.empty(0, dtype=np.int64),
        special_stop_ids=tuple(() for _ in counties),
    )
