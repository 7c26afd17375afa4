"""Readable names of zones in both languages: that of the nearest named place, with a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.demand.model import Floats64
from sim.geometry import distances_m, to_metres

__all__ = ["NAME_TABLES", "zone_names"]

NAME_TABLES: tuple[str, ...] = ("land/settlements", "land/places", "metro/stations")
"""Tables whose named points give zones their names."""

_MAX_AWAY_M = 6000.0
_CATEGORIES = (
    "business_district",
    "city",
    "county_seat",
    "district",
    "employment_centre",
    "town",
    "university",
)


def zone_names(
    tables: Mapping[str, pd.DataFrame],
    lon: Floats64,
    lat: Floats64,
    county_names: Sequence[tuple[str, str]],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names (Chinese, English) of zones from the nearest settlement, place or station.

    The same names come from the same tables and positions, whatever is open in a scenario. Where
    nothing named lies within 6 km the name is that of the county (`county_names`, both languages
    for each zone). Zones with the same name are numbered in their order.

    Examples
    --------
    >>> point = {"name_zh": ["甲"], "name_en": ["Jia"], "lon": [120.0], "lat": [30.0]}
    >>> tables = {name: pd.DataFrame(point) for name in NAME_TABLES[::2]}
    >>> tables["land/places"] = pd.DataFrame({**point, "category": ["town"]})
    >>> county = [("县", "County")] * 3
    >>> zone_names(tables, np.array([120.0, 120.01, 121.0]), np.full(3, 30.0), county)
    (('甲 1', '甲 2', '县'), ('Jia 1', 'Jia 2', 'County'))
    """
    points = _named_points(tables)
    xy = to_metres(lon, lat)
    if len(points):
        point_xy = to_metres(points["lon"].to_numpy(float), points["lat"].to_numpy(float))
        away = np.stack([distances_m(point_xy, one) for one in xy]) if len(xy) else np.zeros((0, 1))
        nearest, far = away.argmin(axis=1), away.min(axis=1) > _MAX_AWAY_M
    names = [
        county_names[row]
        if not len(points) or far[row]
        else (str(points["name_zh"].iloc[nearest[row]]), str(points["name_en"].iloc[nearest[row]]))
        for row in range(len(lon))
    ]
    numbered = _numbered(names)
    return tuple(zh for zh, _ in numbered), tuple(en for _, en in numbered)


def _named_points(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Points with a name in both languages; each Chinese name goes with one English name."""
    places = tables["land/places"]
    parts = [
        tables["metro/stations"],
        places[places["category"].isin(_CATEGORIES)],
        tables["land/settlements"],
    ]
    points = pd.concat([part[["name_zh", "name_en", "lon", "lat"]] for part in parts])
    points = points[(points["name_zh"] != "") & (points["name_en"] != "")].copy()
    first = points.drop_duplicates("name_zh").set_index("name_zh")["name_en"]
    points["name_en"] = points["name_zh"].map(first)
    return points.reset_index(drop=True)


def _numbered(names: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Number names that are there more than once in either language."""
    of_english: Counter[str] = Counter(en for _, en in names)
    seen: Counter[str] = Counter()
    result = []
    for zh, en in names:
        seen[en] += 1
        number = f" {seen[en]}" if of_english[en] > 1 else ""
        result.append((f"{zh}{number}", f"{en}{number}"))
    return result
