"""Reading the base map from ``network_data/``."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from sim.errors import DataError
from sim.maps.inputs import BaseLayers

__all__ = ["read_base_layers"]

_CRS: Final = "EPSG:4326"
_CAPITAL: Final = "hangzhou"

# How important a name is on the map (0 first); gateways are drawn by their own layers.
_RANKS: Final = {
    "city": 1,
    "district": 2,
    "water": 2,
    "county_seat": 3,
    "business_district": 4,
    "town": 4,
    "attraction": 5,
    "employment_centre": 5,
}
_LAST_RANK: Final = 6
_FILES: Final = (
    "land/province.geojson",
    "land/boundaries.geojson",
    "land/water.geojson",
    "land/places.csv",
    "road/streets.csv",
    "base/main_roads.geojson",
    "base/rail_geometry.geojson",
    "base/metro_geometry.geojson",
)
_DRAWN_ELSEWHERE: Final = "gateway"


def read_base_layers(data_dir: Path) -> BaseLayers:
    """Read everything the base map is drawn from.

    Parameters
    ----------
    data_dir
        The project's ``network_data`` folder.

    Returns
    -------
    The base layers in WGS84, unfiltered: which railway is open on a date is the map's business.

    Raises
    ------
    DataError
        A file is missing or is not GeoJSON, or a table lacks a column.

    Examples
    --------
    >>> read_base_layers(Path("nowhere"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    sim.errors.DataError: nowhere/land/province.geojson: the base map needs this file; ...
    """
    return _read(data_dir, tuple(_state(data_dir / name) for name in _FILES))


def _state(path: Path) -> tuple[int, int] | None:
    """What tells that a file was changed; nothing where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=2)
def _read(data_dir: Path, _states: tuple[tuple[int, int] | None, ...]) -> BaseLayers:
    """Read the files as they are now; the pages of a session share them."""
    return BaseLayers(
        province=_features(data_dir / "land" / "province.geojson", ()),
        districts=_features(
            data_dir / "land" / "boundaries.geojson", ("county_id", "name_zh", "name_en", "valid")
        ),
        water=_features(data_dir / "land" / "water.geojson", ("name_zh", "name_en", "kind")),
        streets=_streets(data_dir / "road" / "streets.csv"),
        main_roads=_features(data_dir / "base" / "main_roads.geojson", ("kind",)),
        railways=_railways(data_dir / "base" / "rail_geometry.geojson"),
        metro=_features(data_dir / "base" / "metro_geometry.geojson", ("route_id", "branch_id")),
        places=_places(data_dir / "land" / "places.csv"),
    )


def _features(path: Path, columns: tuple[str, ...]) -> gpd.GeoDataFrame:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        frame = gpd.GeoDataFrame.from_features(document["features"], crs=_CRS)
    except FileNotFoundError as error:
        raise DataError(f"{path}: the base map needs this file; restore network_data") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path}: not a GeoJSON FeatureCollection ({error})") from error
    _require(path, frame, columns)
    return frame


def _table(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    except FileNotFoundError as error:
        raise DataError(f"{path}: the base map needs this file; restore network_data") from error
    _require(path, frame, columns)
    return frame


def _require(path: Path, frame: pd.DataFrame, columns: tuple[str, ...]) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise DataError(f"{path}: column {', '.join(missing)} is missing; run 'sim data'")


def _streets(path: Path) -> gpd.GeoDataFrame:
    table = _table(path, ("n_bus_lines", "geometry"))
    lines = [
        shapely.LineString([tuple(map(float, point.split())) for point in text.split(";")])
        for text in table["geometry"]
    ]
    buses = table["n_bus_lines"].astype(int)
    return gpd.GeoDataFrame({"n_bus_lines": buses}, geometry=lines, crs=_CRS)


def _railways(path: Path) -> gpd.GeoDataFrame:
    """Geometry of the railways; ``open_date`` becomes a date, ``None`` = no opening known."""
    drawn = _features(path, ("name_zh", "name_en", "open_date", "method"))
    days = [_day(text) for text in drawn["open_date"]]
    return drawn.assign(open_date=pd.Series(days, dtype=object, index=drawn.index))


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None


def _places(path: Path) -> gpd.GeoDataFrame:
    table = _table(path, ("place_id", "name_zh", "name_en", "category", "lon", "lat"))
    table = table[table["category"] != _DRAWN_ELSEWHERE]
    rank = table["category"].map(_RANKS).fillna(_LAST_RANK).astype(int)
    return gpd.GeoDataFrame(
        table[["place_id", "name_zh", "name_en", "category"]].assign(
            rank=rank.where(table["place_id"] != _CAPITAL, 0)
        ),
        geometry=gpd.points_from_xy(table["lon"].astype(float), table["lat"].astype(float)),
        crs=_CRS,
    ).reset_index(drop=True)
