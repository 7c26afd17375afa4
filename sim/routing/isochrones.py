"""Isochrones: the area of the places that a matrix reaches within a cut-off, and nothing else.

An isochrone is the union of the shapes of the places reached (``0 <= time <= cutoff``): cells of
the model, hexagons of a data set, or discs of a stated radius around points. Nothing is smoothed
or filled between them, so the islands around stations stay islands.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.polygon import orient

from sim.clock import clock_text
from sim.errors import OutputError, RoutingError
from sim.geometry import cell_boundary, projected_epsg, to_lonlat, to_metres

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["cell_shapes", "disc_shapes", "isochrones", "reached", "write_isochrones"]

Shapes = npt.NDArray[np.object_]

_GRID_DEG = 1e-7
"""Corners of shapes are rounded to this (about 1 cm), so that neighbours share theirs exactly."""


def reached(times_s: npt.NDArray[np.integer], cutoffs_s: Sequence[int]) -> npt.NDArray[np.bool_]:
    """Whether each place lies in each isochrone, [place, cutoff]: ``0 <= time <= cutoff``.

    Examples
    --------
    >>> reached(np.array([600, 601, -1]), [600, 1200]).tolist()
    [[True, True], [False, True], [False, False]]
    """
    times = np.asarray(times_s)[:, np.newaxis]
    limits = np.asarray(cutoffs_s, dtype=np.int64)[np.newaxis, :]
    return np.asarray((times >= 0) & (times <= limits), dtype=np.bool_)


def cell_shapes(cells: Sequence[str]) -> Shapes:
    """Outlines of H3 cells in longitude and latitude; only cells, not counties.

    Examples
    --------
    >>> cell_shapes(["88309a553dfffff"])[0].geom_type
    'Polygon'
    """
    outlines: list[shapely.Polygon] = []
    for cell in cells:
        try:
            outlines.append(shapely.Polygon(cell_boundary(cell)))
        except ValueError as error:
            raise RoutingError(
                f"'{cell}' is no H3 cell; leave zones of other kinds out, or give points a radius "
                "with disc_shapes"
            ) from error
    return np.array(outlines, dtype=object)


def disc_shapes(lon: npt.ArrayLike, lat: npt.ArrayLike, *, radius_m: float) -> Shapes:
    """Discs around points, drawn in a projected system, in longitude and latitude.

    Examples
    --------
    >>> disc = disc_shapes([120.16], [30.27], radius_m=300.0)[0]
    >>> west, _, east, _ = disc.bounds
    >>> round((east - west) * 96_200)  # metres of a degree of longitude at 30.27° N
    600
    """
    if radius_m <= 0:
        raise RoutingError(f"radius_m must be more than 0, not {radius_m}")
    lons = np.atleast_1d(np.asarray(lon, dtype=np.float64))
    lats = np.atleast_1d(np.asarray(lat, dtype=np.float64))
    if lons.size == 0:
        return np.empty(0, dtype=object)
    epsg = projected_epsg(float(lons.mean()), float(lats.mean()))
    discs = shapely.buffer(shapely.points(to_metres(lons, lats, epsg=epsg)), radius_m)
    return np.asarray(
        shapely.transform(discs, lambda xy: to_lonlat(xy, epsg=epsg)), dtype=np.object_
    )


def isochrones(
    times_s: npt.NDArray[np.integer],
    shapes: Sequence[shapely.Polygon] | Shapes,
    cutoffs_s: Sequence[int],
) -> gpd.GeoDataFrame:
    """One row per cut-off: the union of the shapes of the places reached, in WGS84.

    Parameters
    ----------
    times_s
        Travel time of each place from (or to) one point, whole seconds, -1 where unreachable: a
        row of ``TravelTimes.at(50)``.
    shapes
        Polygon of each place in longitude and latitude: `cell_shapes`, `disc_shapes`, or the
        polygons of a data set.
    cutoffs_s
        Cut-offs, seconds. They are taken in rising order, each once.

    Returns
    -------
    GeoDataFrame
        Columns ``cutoff_s, n_places, geometry`` (MultiPolygon; empty where nothing is reached).
        A larger cut-off holds every smaller one.

    Examples
    --------
    >>> squares = [shapely.box(120 + x, 30, 120.01 + x, 30.01) for x in (0.0, 0.01, 0.05)]
    >>> frame = isochrones(np.array([300, 900, 901]), squares, [600, 900])
    >>> frame.n_places.tolist(), [len(shape.geoms) for shape in frame.geometry]
    ([1, 2], [1, 1])
    """
    import geopandas as gpd  # noqa: PLC0415

    times, outlines = np.asarray(times_s), np.asarray(shapes, dtype=object)
    if times.ndim != 1 or times.shape != outlines.shape:
        raise RoutingError(
            f"{outlines.size} shapes for times of shape {times.shape}; give the times of one "
            "origin and one shape a place"
        )
    if any(cutoff < 0 for cutoff in cutoffs_s):
        raise RoutingError(f"cut-offs must be 0 s or more, not {list(cutoffs_s)}")
    cutoffs = sorted(set(cutoffs_s))
    outlines = np.asarray(
        shapely.set_precision(shapely.set_precision(outlines, _GRID_DEG), 0.0), dtype=object
    )
    inside = reached(times, cutoffs)
    unions = [_many(shapely.union_all(outlines[column])) for column in inside.T]
    return gpd.GeoDataFrame(
        {
            "cutoff_s": np.array(cutoffs, dtype=np.int32),
            "n_places": inside.sum(axis=0).astype(np.int32),
        },
        geometry=unions,
        crs="EPSG:4326",
    )


def write_isochrones(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write isochrones as GeoJSON (RFC 7946), the largest first so that none hides another.

    Raises
    ------
    OutputError
        If the file cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> frame = isochrones(np.array([300]), [shapely.box(120.0, 30.0, 120.01, 30.01)], [600])
    >>> with TemporaryDirectory() as folder:
    ...     write_isochrones(frame, Path(folder) / "reach.geojson")
    ...     json.loads((Path(folder) / "reach.geojson").read_text())["features"][0]["properties"]
    {'cutoff_s': 600, 'cutoff': '00:10', 'n_places': 1}
    """
    features = [
        {
            "type": "Feature",
            "properties": {
                "cutoff_s": int(row.cutoff_s),
                "cutoff": clock_text(int(row.cutoff_s)),
                "n_places": int(row.n_places),
            },
            "geometry": json.loads(shapely.to_geojson(row.geometry)),
        }
        for row in frame.sort_values("cutoff_s", ascending=False).itertuples()
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def _many(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """A union as a multipolygon in a fixed order, outer rings anticlockwise as GeoJSON has them."""
    parts = shapely.get_parts(shapely.normalize(shape))
    return shapely.MultiPolygon([orient(part) for part in parts if part.geom_type == "Polygon"])
