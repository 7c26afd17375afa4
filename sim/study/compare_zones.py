"""The zones of several runs in one form, with district and ring, to be compared zone by zone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from sim.equity import ring_of
from sim.errors import DataError
from sim.geometry import projected_epsg, to_metres
from sim.indicators.compare_groups import CELL
from sim.study.settings import CITY_CENTRE
from sim.tables import read_table

__all__ = ["MEASURES_MIN", "centre_of", "compared_zones", "zones_table"]

MEASURES_MIN = ("minutes_from_hub", "minutes_from_airport")
"""Columns of minutes by which people gain or lose."""

_FIRST = (
    "zone_id",
    "kind",
    "county_id",
    "district_zh",
    "district_en",
    "prefecture",
    "ring",
    "lon",
    "lat",
    "population",
    "jobs",
)


def centre_of(data_dir: Path) -> tuple[float, float]:
    """Longitude and latitude of the city's centre, from which rings are drawn.

    Raises
    ------
    DataError
        If the table of places does not have it.
    """
    places = read_table(data_dir, "land/places")
    found = places.loc[places["place_id"] == CITY_CENTRE, ["lon", "lat"]]
    if found.empty:
        raise DataError(f"land/places.csv has no place '{CITY_CENTRE}', the city's centre; add it")
    return float(found["lon"].iloc[0]), float(found["lat"].iloc[0])


def compared_zones(zone_access: pd.DataFrame, centre: tuple[float, float]) -> pd.DataFrame:
    """One row per zone, sorted by id: where it is, its people and its values.

    District names are those of the county the zone lies in. The ring goes by the distance of the
    zone's middle from the centre as the crow flies; zones outside the city have none (empty text).
    Unreachable stays missing (NaN).

    Examples
    --------
    >>> access = pd.DataFrame({"zone_id": ["z"], "kind": ["cell"], "name_zh": ["东区"],
    ...     "name_en": ["East"], "county_id": ["1"], "prefecture": ["Home"], "lon": [120.2],
    ...     "lat": [30.3], "population": [10.0], "jobs": [5.0], "minutes_from_hub": [7.5]})
    >>> zones = compared_zones(access, (120.16, 30.27))
    >>> zones[["district_en", "ring", "minutes_from_hub"]].values.tolist()
    [['East', '5-10', 7.5]]
    """
    zones = zone_access.rename(columns={"name_zh": "district_zh", "name_en": "district_en"})
    zones = zones.sort_values("zone_id", kind="stable", ignore_index=True)
    epsg = projected_epsg(*centre)
    around = to_metres(zones["lon"].to_numpy(), zones["lat"].to_numpy(), epsg=epsg)
    middle = to_metres([centre[0]], [centre[1]], epsg=epsg)
    distance_km = np.hypot(*(around - middle).T) / 1000.0
    ring = np.where(zones["kind"] == CELL, ring_of(distance_km), "")
    zones["ring"] = ring.astype(object)
    values = [column for column in zones.columns if column not in _FIRST]
    return zones[[*_FIRST, *values]]


def zones_table(zones: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Put the zones of all alternatives under each other, alternative by alternative.

    A value that one alternative was not asked for is missing there (NaN).

    Examples
    --------
    >>> one = pd.DataFrame({"zone_id": ["z"], "population": [10.0]})
    >>> zones_table({"a": one, "b": one}).values.tolist()
    [['a', 'z', 10.0], ['b', 'z', 10.0]]
    """
    parts = []
    for alternative, table in zones.items():
        part = table.copy()
        part.insert(0, "alternative", alternative)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
