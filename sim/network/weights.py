"""Weights that say where in a district people and jobs are: POI, settlements, stations, seats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry import shape

from sim.geometry import Bools, Floats, cell_centre, cell_disk, cells, projected, to_metres
from sim.network.population import between

__all__ = ["Parts", "Weights", "in_water", "land_weights", "parts_of_city"]

Part = tuple[str, str]

HOME_POI = ("real_estate", "life_service")
WORK_POI = ("company", "finance", "government", "education", "medical", "shopping", "food")

HOME_BASE, HOME_EXPONENT = 0.05, 0.5
"""People of a grid cell go with (home POI + 0.05) ** 0.5: with it the nine parts of the city that
lie in the grid by more than 60 % have nearly the same people per weight in 2015 (standard
deviation of the logarithm 0.20; with plain counts 0.58). The base stands for villages without any
such POI: about 190 people in such a cell, the density of a village landscape. Ten times that base
with an exponent of 0.6 fits the parts as well, but puts twice as many people in such cells."""

SETTLEMENT_CELLS = 10.0
"""Outside the POI grid a settlement or metro station weighs like this many settled POI cells."""

BUS_STOP_CELLS = 1.0
SETTLEMENT_RINGS = (1.0, 0.5)
SEAT_RINGS = (1.0, 0.7, 0.4, 0.2)
SEAT_SHARE_OF_URBAN = 0.6
"""Share of a county's urban people that live around its seat, where the POI grid ends before."""

WATER_KINDS = frozenset({"river", "lake", "reservoir", "sea"})
"""Drawn water nobody lives in; wetlands have villages, and lines of rivers have no area."""

_MIN_PART_KM2 = 3.0
_GRID_MARGIN_DEG = 0.0025


@dataclass(frozen=True)
class Weights:
    """Points with weights, in one part of the city each."""

    part: npt.NDArray[np.int64]
    cell: npt.NDArray[np.str_]
    lon: Floats
    lat: Floats
    home: Floats
    work: Floats


@dataclass(frozen=True)
class Parts:
    """Pieces in which both the districts before 2021 and those since are the same."""

    keys: tuple[Part, ...]
    polygons: npt.NDArray[np.object_]


def parts_of_city(tables: Mapping[str, pd.DataFrame]) -> Parts:
    """Intersect the districts of Hangzhou before and since 2021, in both of which counts exist."""
    rows = tables["land/boundaries"].to_dict("records")
    polygons = {row["county_id"]: projected(shape(row["geometry"])) for row in rows}
    old = [row["county_id"] for row in rows if row["valid"] == "pre2021"]
    new = [row["county_id"] for row in rows if row["valid"] == "from2021"]
    keys: list[Part] = []
    shapes = []
    for one in old:
        for other in new:
            common = shapely.intersection(polygons[one], polygons[other])
            if common.area >= _MIN_PART_KM2 * 1e6:
                keys.append((one, other))
                shapes.append(common)
    return Parts(tuple(keys), np.array(shapes, dtype=object))


def _part_of(parts: Parts, lon: Floats, lat: Floats) -> npt.NDArray[np.int64]:
    """Part of each point; -1 outside Hangzhou. Slivers between parts go to the nearest one."""
    points = shapely.points(to_metres(lon, lat))
    tree = shapely.STRtree(parts.polygons)
    result = np.full(len(points), -1, dtype=np.int64)
    rows, found = tree.query(points, predicate="dwithin", distance=100.0)
    result[rows[::-1]] = found[::-1]
    rows, found = tree.query(points, predicate="intersects")
    result[rows[::-1]] = found[::-1]
    return result


def in_water(water: pd.DataFrame, lon: Floats, lat: Floats) -> Bools:
    """Whether each point lies in a drawn river, lake, reservoir or the sea.

    Examples
    --------
    >>> pond = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
    >>> water = pd.DataFrame({"kind": ["lake", "wetland"], "geometry": [pond, pond]})
    >>> in_water(water, np.array([0.5, 2.0]), np.array([0.5, 0.5])).tolist()
    [True, False]
    """
    tree = shapely.STRtree(shapely.points(lon, lat))
    wet = np.zeros(len(lon), dtype=np.bool_)
    for geometry in water.loc[water["kind"].isin(WATER_KINDS), "geometry"]:
        wet[tree.query(shape(geometry), predicate="intersects")] = True
    return wet


def land_weights(tables: Mapping[str, pd.DataFrame], parts: Parts, year: int) -> Weights:
    """Weigh points by people and jobs; only weights of the same part compare.

    Inside the POI grid the points are its cells. Outside they are settlements, metro stations
    (whenever opened) and bus stops, spread over the H3 cells around them, and the county seats of
    the outer counties; these have the same share of the jobs of a part as of its people. No point
    lies in drawn water.
    """
    grid = _grid_weights(tables["land/poi_grid"], tables["land/water"], parts)
    unit = float(grid.home.mean())
    anchors = _anchors(tables, parts, unit)
    anchors = pd.concat([anchors, _seats(tables, parts, (grid, anchors), year)])
    spread = _spread(anchors, tables["land/water"], parts)
    spread = _with_jobs(spread, grid, len(parts.keys))
    fields = ("part", "cell", "lon", "lat", "home", "work")
    together = Weights(
        *(np.concatenate([getattr(grid, name), getattr(spread, name)]) for name in fields)
    )
    return replace(together, part=_part_of_cells(together))


def _part_of_cells(weights: Weights) -> npt.NDArray[np.int64]:
    """Give a cell on a border to the part with most of its weight: a cell has one district."""
    frame = pd.DataFrame({"cell": weights.cell, "part": weights.part, "home": weights.home})
    sums = frame.groupby(["cell", "part"])["home"].sum().reset_index(name="home")
    sums = sums.sort_values(["cell", "home", "part"], ascending=[True, False, True])
    main = sums.drop_duplicates("cell").set_index("cell")["part"]
    return frame["cell"].map(main).to_numpy(np.int64)


def _grid_weights(grid: pd.DataFrame, water: pd.DataFrame, parts: Parts) -> Weights:
    lon, lat = grid["lon"].to_numpy(float), grid["lat"].to_numpy(float)
    part = _part_of(parts, lon, lat)
    inside = (part >= 0) & ~in_water(water, lon, lat)
    home = (grid[list(HOME_POI)].sum(axis=1).to_numpy(float) + HOME_BASE) ** HOME_EXPONENT
    work = grid[list(WORK_POI)].sum(axis=1).to_numpy(float)
    lon, lat = lon[inside], lat[inside]
    return Weights(part[inside], np.array(cells(lon, lat)), lon, lat, home[inside], work[inside])


def _anchors(tables: Mapping[str, pd.DataFrame], parts: Parts, unit: float) -> pd.DataFrame:
    """Settlements, metro stations (whenever opened) and bus stops outside the POI grid."""
    grid = tables["land/poi_grid"]
    west, east = grid["lon"].min() - _GRID_MARGIN_DEG, grid["lon"].max() + _GRID_MARGIN_DEG
    south, north = grid["lat"].min() - _GRID_MARGIN_DEG, grid["lat"].max() + _GRID_MARGIN_DEG
    kinds = (
        ("land/settlements", SETTLEMENT_CELLS),
        ("metro/stations", SETTLEMENT_CELLS),
        ("bus/stops", BUS_STOP_CELLS),
    )
    found = []
    for name, weight in kinds:
        rows = tables[name][["lon", "lat"]].copy()
        inside = rows["lon"].between(west, east) & rows["lat"].between(south, north)
        rows = rows[~inside]
        rows["weight"] = weight * unit
        rows["seat"] = False
        found.append(rows)
    anchors = pd.concat(found, ignore_index=True)
    anchors["part"] = _part_of(
        parts, anchors["lon"].to_numpy(float), anchors["lat"].to_numpy(float)
    )
    return anchors[anchors["part"] >= 0]


def _seats(
    tables: Mapping[str, pd.DataFrame],
    parts: Parts,
    known: tuple[Weights, pd.DataFrame],
    year: int,
) -> pd.DataFrame:
    """County seats outside the POI grid, heavy enough for their share of the urban people."""
    grid, anchors = known
    table = tables["land/poi_grid"]
    urban = _urban_shares(tables["land/population"], year)
    rows = []
    for row in tables["land/counties"].to_dict("records"):
        county_id, lon, lat = row["county_id"], row["seat_lon"], row["seat_lat"]
        members = [number for number, key in enumerate(parts.keys) if key[0] == county_id]
        outside = not (
            table["lon"].min() <= lon <= table["lon"].max()
            and table["lat"].min() <= lat <= table["lat"].max()
        )
        if len(members) != 1 or not outside:
            continue
        others = float(
            grid.home[grid.part == members[0]].sum()
            + anchors.loc[anchors["part"] == members[0], "weight"].sum()
        )
        share = SEAT_SHARE_OF_URBAN * urban[county_id]
        rows.append(
            {
                "lon": lon,
                "lat": lat,
                "weight": others * share / (1.0 - share),
                "seat": True,
                "part": members[0],
            }
        )
    return pd.DataFrame(rows, columns=["lon", "lat", "weight", "seat", "part"])


def _urban_shares(population: pd.DataFrame, year: int) -> dict[str, float]:
    knots: dict[str, dict[int, float]] = defaultdict(dict)
    census = population[(population["kind"] == "census") & population["urban_population"].notna()]
    for row in census.to_dict("records"):
        share = float(row["urban_population"]) / float(row["population"])
        knots[row["county_id"]][int(row["year"])] = share
    return {
        county_id: min(0.95, max(0.0, between(values, year))) for county_id, values in knots.items()
    }


def _spread(anchors: pd.DataFrame, water: pd.DataFrame, parts: Parts) -> Weights:
    """Spread each anchor over its own point and the cells around it, where dry and in its part."""
    lon, lat = anchors["lon"].to_numpy(float), anchors["lat"].to_numpy(float)
    homes = cells(lon, lat)
    around = {
        (cell, seat): cell_disk(cell, len(SEAT_RINGS if seat else SETTLEMENT_RINGS) - 1)
        for cell, seat in zip(homes, anchors["seat"].tolist(), strict=True)
    }
    names = sorted({neighbour for disk in around.values() for neighbour, _ in disk})
    centres = np.array([cell_centre(name) for name in names]).reshape(-1, 2)
    part_of = np.where(
        in_water(water, centres[:, 0], centres[:, 1]),
        -1,
        _part_of(parts, centres[:, 0], centres[:, 1]),
    )
    known = dict(zip(names, zip(part_of.tolist(), centres.tolist(), strict=True), strict=True))
    rows: list[tuple[int, str, float, float, float]] = []
    columns = (homes, ~in_water(water, lon, lat), anchors.to_dict("records"))
    for cell, dry, row in zip(*columns, strict=True):
        profile = SEAT_RINGS if row["seat"] else SETTLEMENT_RINGS
        disk = [(cell, row["lon"], row["lat"], profile[0])] if dry else []
        disk += [
            (neighbour, *known[neighbour][1], profile[step])
            for neighbour, step in around[cell, row["seat"]]
            if known[neighbour][0] == row["part"] and not (dry and step == 0)
        ]
        total = sum(point[-1] for point in disk)
        rows.extend((row["part"], *point[:-1], row["weight"] * point[-1] / total) for point in disk)
    part, cell_of, x, y, home = (list(column) for column in zip(*rows, strict=True))
    return Weights(
        part=np.array(part, dtype=np.int64),
        cell=np.array(cell_of),
        lon=np.array(x),
        lat=np.array(y),
        home=np.array(home),
        work=np.zeros(len(rows)),
    )


def _with_jobs(spread: Weights, grid: Weights, count: int) -> Weights:
    """Give the anchors of a part the same share of its jobs as of its people."""
    away = np.bincount(spread.part, weights=spread.home, minlength=count)
    near = np.bincount(grid.part, weights=grid.home, minlength=count)
    jobs_near = np.bincount(grid.part, weights=grid.work, minlength=count)
    factor = np.where(jobs_near > 0, jobs_near / np.maximum(near, 1e-9), 1.0)
    factor = np.where(away > 0, factor, 0.0)
    return Weights(
        spread.part,
        spread.cell,
        spread.lon,
        spread.lat,
        spread.home,
        spread.home * factor[spread.part],
    )
