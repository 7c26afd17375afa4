"""Geometry of layers: zones as polygons, stops as points, everything in WGS84."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import shapely

from sim.exports.described import CRS, Described
from sim.geometry import cell_boundary

__all__ = ["as_points", "with_geometry", "zone_polygons"]

_COUNTY = "C_"

Geometries = npt.NDArray[np.object_]


def zone_polygons(zone_ids: Iterable[str], outlines: Mapping[str, shapely.Geometry]) -> Geometries:
    """Outline of each zone: the hexagon of an H3 cell, the boundary of a county (``C_…``).

    `outlines` are boundaries by county id. A county without one gets no geometry (``None``), so
    its row stays in the table and is seen in no map.

    Examples
    --------
    >>> square = shapely.box(120.0, 30.0, 121.0, 31.0)
    >>> shapes = zone_polygons(["88309a553dfffff", "C_330203", "C_0"], {"330203": square})
    >>> [shape if shape is None else shape.geom_type for shape in shapes]
    ['Polygon', 'Polygon', None]
    """
    shapes = [
        outlines.get(zone_id.removeprefix(_COUNTY))
        if zone_id.startswith(_COUNTY)
        else shapely.Polygon(cell_boundary(zone_id))
        for zone_id in zone_ids
    ]
    return np.array([*shapes, None], dtype=object)[:-1]  # an array of objects, whatever they are


def with_geometry(table: Described, shapes: Geometries) -> Described:
    """Make a layer of a table: one geometry a row, longitude and latitude in WGS84.

    Examples
    --------
    >>> import pandas as pd
    >>> from sim.exports.described import described
    >>> stops = described("stations", pd.DataFrame({"stop_id": ["A"]}))
    >>> with_geometry(stops, shapely.points([[120.0, 30.0]])).frame.crs.to_epsg()
    4326
    """
    import geopandas as gpd  # noqa: PLC0415 - slow to load

    return Described(table.entry, gpd.GeoDataFrame(table.frame, geometry=shapes, crs=CRS))


def as_points(table: Described) -> Described:
    """Make a layer of points of a table with columns ``lon`` and ``lat``.

    Examples
    --------
    >>> import pandas as pd
    >>> from sim.exports.described import described
    >>> stops = described("stations", pd.DataFrame({"lon": [120.0], "lat": [30.0]}))
    >>> as_points(stops).frame.geometry.iloc[0].wkt
    'POINT (120 30)'
    """
    return with_geometry(table, shapely.points(table.frame["lon"], table.frame["lat"]))
