"""One writer for each format of an export: from tables and network to files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from sim.clock import Window
from sim.errors import Issue, OutputError, Severity
from sim.exports.described import Described, described
from sim.exports.geopackage import write_geopackage
from sim.exports.geoparquet import write_geoparquet
from sim.exports.gmns import gmns_of_network, gmns_of_streets
from sim.exports.network_tables import hub_table, station_table
from sim.exports.omx import write_omx
from sim.exports.package import About, Resource
from sim.exports.shapes import as_points, with_geometry, zone_polygons
from sim.exports.tabular_csv import for_people, write_csv
from sim.exports.zone_tables import compared_zones, zone_table
from sim.network import to_networkx
from sim.network.connectors import WalkSettings
from sim.network.gtfs import write_gtfs
from sim.network.model import Network
from sim.network.streets.readers.bundled import bundled_streets
from sim.routing.matrix import travel_times
from sim.routing.settings import Query
from sim.scenario import ScenarioDocument
from sim.study.export_lines import line_layer
from sim.study.matrix_plan import available_bytes
from sim.study.world import build_world
from sim.tables import read_table

__all__ = ["WRITERS", "Material", "matrix_query"]

_SHARE_OF_MEMORY = 0.6
"""Largest part of the free memory that matrices may take; the search needs some beside them."""

Share = Callable[[float], None]
Writer = Callable[["Material", Path, Share], list[Resource]]


@dataclass(frozen=True)
class Material:
    """What the writers work on; without a network only tables can be written.

    ``reference`` is named for comparisons, whose zones stand there once for each alternative.
    """

    about: About
    data_dir: Path
    tables: Mapping[str, pd.DataFrame]
    network: Network | None = None
    baseline: Network | None = None
    document: ScenarioDocument | None = None
    percentiles: tuple[int, ...] = ()
    reference: str = ""

    @property
    def built(self) -> Network:
        """The network; asking for one that is not there is a mistake of the program."""
        if self.network is None:
            raise OutputError("this export was given no network")
        return self.network

    @property
    def settings(self) -> ScenarioDocument:
        """The scenario the network was made of."""
        if self.document is None:
            raise OutputError("this export was given no scenario")
        return self.document

    @property
    def walk(self) -> WalkSettings:
        """Walking as the scenario has it."""
        routing = self.settings.routing
        return WalkSettings(
            speed_kmh=routing.walk_speed_kmh,
            max_access_m=float(routing.max_access_walk_m),
            max_transfer_m=float(routing.max_transfer_walk_m),
        )

    @cached_property
    def outlines(self) -> dict[str, shapely.Geometry]:
        """Boundaries of counties by id."""
        table = read_table(self.data_dir, "land/boundaries")
        shapes = (shapely.geometry.shape(shape) for shape in table["geometry"])
        return dict(zip(table["county_id"], shapes, strict=True))

    @cached_property
    def zones(self) -> tuple[Described, ...]:
        """Layers of zones: one, or one for each alternative of a comparison."""
        if self.reference:
            found = compared_zones(self.tables["zones"], self.reference)
        else:
            found = (zone_table(self.tables),)
        return tuple(
            with_geometry(table, zone_polygons(table.frame["zone_id"], self.outlines))
            for table in found
        )

    @cached_property
    def layers(self) -> tuple[Described, ...]:
        """Zones, and what the network adds."""
        if self.network is None:
            return self.zones
        return (
            *self.zones,
            line_layer(self.network, self.baseline, self.data_dir),
            as_points(station_table(self.network)),
            as_points(hub_table(self.network)),
        )


def matrix_query(document: ScenarioDocument, percentiles: tuple[int, ...]) -> Query:
    """What a matrix asks of the router: the window, limits and rides of the scenario.

    Examples
    --------
    >>> from sim.scenario import load_scenario
    >>> matrix_query(load_scenario("scenarios/plan-2020.yaml").document, (50,)).text()
    '60 departures 07:30-08:29, at most 240 min, 6 rides'
    """
    access, routing = document.accessibility, document.routing
    return Query.over(
        Window.parse(access.departures, step_min=access.step_min),
        percentiles=percentiles,
        max_time_s=routing.max_time_min * 60,
        max_rides=routing.max_rides,
    )


def _geopackage(material: Material, folder: Path, _: Share) -> list[Resource]:
    board = "board" if material.reference else "targets"
    tables = [*material.layers, described(board, material.tables[board])]
    name = f"{material.about.name}.gpkg"
    write_geopackage(tables, folder / name)
    titles = ("GeoPackage 图层（WGS84）", "Layers for GIS programs (WGS84)")
    return [Resource(name, *titles, tuple(table.entry for table in tables))]


def _geoparquet(material: Material, folder: Path, _: Share) -> list[Resource]:
    (folder / "geoparquet").mkdir()
    resources = []
    for layer in material.layers:
        name = f"geoparquet/{layer.name}.parquet"
        write_geoparquet(layer, folder / name)
        resources.append(Resource(name, layer.entry.title_zh, layer.entry.title_en, (layer.entry,)))
    return resources


def _omx(material: Material, folder: Path, share: Share) -> list[Resource]:
    query = matrix_query(material.settings, material.percentiles)
    _require_memory(len(material.built.zones), len(query.percentiles))
    world = build_world(material.built, material.walk)
    found = travel_times(
        world.timetable,
        world.zone_links,
        world.zone_links,
        world.zone_to_zone,
        query,
        progress=lambda done, total: share(done / total),
    )
    cores = {}
    for percentile in query.percentiles:
        seconds = found.at(percentile)
        minutes = seconds.astype(np.float32) / np.float32(60.0)
        minutes[seconds < 0] = np.nan
        cores[f"time_min_p{percentile}"] = minutes
    name = f"{material.about.name}.omx"
    write_omx(
        cores,
        found.origin_ids,
        folder / name,
        attributes={"unit": "min", "missing": "NaN: unreachable", "query": query.text()},
    )
    rows = pd.DataFrame(
        {"zone_number": range(1, len(found.origin_ids) + 1), "zone_id": found.origin_ids}
    )
    table = described("matrix_zones", rows)
    write_csv(table.frame, folder / "matrix_zones.csv", bom=True)
    note_zh = (
        f"门到门分钟数，行为出发、列为到达；NaN＝不可达；矩阵 {', '.join(cores)}；{query.text()}。"
    )
    note_en = (
        "Door-to-door minutes, rows are origins; NaN: not reachable within the search. "
        f"Percentiles over the departures: {', '.join(cores)}."
    )
    return [
        Resource(name, "时间矩阵", "Matrix of travel times", (), note_zh, note_en),
        Resource("matrix_zones.csv", table.entry.title_zh, table.entry.title_en, (table.entry,)),
    ]


def _require_memory(n_zones: int, n_percentiles: int, available: int | None = None) -> None:
    """Refuse matrices that do not fit into memory: seconds and minutes of every pair."""
    free = available_bytes() if available is None else available
    needed = n_zones**2 * n_percentiles * (4 + 4)
    if needed > _SHARE_OF_MEMORY * free:
        what = (
            f"{n_percentiles} matrices of {n_zones:,} x {n_zones:,} zones need "
            f"{needed / 1e6:,.0f} MB, and {free / 1e6:,.0f} MB are free"
        )
        fix = "ask for fewer --percentiles, or write them with `sim matrix`, chunk by chunk"
        issue = Issue(Severity.ERROR, "not-enough-memory", what, fix)
        raise OutputError("nothing was exported", [issue])


def _gtfs(material: Material, folder: Path, _: Share) -> list[Resource]:
    counts = write_gtfs(material.built, folder / "gtfs.zip")
    left = counts["air_routes_left_out"], counts["transfers_left_out"]
    note_zh = (
        f"无出处的发车间隔为模型推算（见 feed_info.txt）；{left[0]} 条航线无时刻表，"
        f"{left[1]} 条换乘所涉站点无车停靠，均未写入。"
    )
    note_en = (
        "Headways without a source are modelled (see feed_info.txt). Not in it: "
        f"{left[0]} air routes without a timetable, {left[1]} transfers at stops without service."
    )
    return [Resource("gtfs.zip", "GTFS 时刻表", "GTFS feed of the network", (), note_zh, note_en)]


def _gmns(material: Material, folder: Path, _: Share) -> list[Resource]:
    network, name = material.built, material.about.name
    zones = sorted(network.zones)
    shapes = zone_polygons(zones, material.outlines)
    boundaries = {
        str(zone_id): shapely.to_wkt(shape, rounding_precision=6)
        for zone_id, shape in zip(zones, shapes, strict=True)
        if shape is not None
    }
    graph = to_networkx(network, walk=material.walk)
    streets = bundled_streets(material.data_dir, as_of=network.as_of).graph
    return [
        *_gmns_files(
            folder, "gmns", gmns_of_network(graph, network, name=name, boundaries=boundaries)
        ),
        *_gmns_files(folder, "gmns_streets", gmns_of_streets(streets, name=f"{name} streets")),
    ]


def _gmns_files(folder: Path, home: str, tables: Iterable[Described]) -> list[Resource]:
    (folder / home).mkdir()
    resources = []
    for table in tables:
        path = f"{home}/{table.name.partition('/')[2]}.csv"
        write_csv(table.frame, folder / path, bom=False)
        resources.append(Resource(path, table.entry.title_zh, table.entry.title_en, (table.entry,)))
    return resources


def _csv(material: Material, folder: Path, _: Share) -> list[Resource]:
    (folder / "csv").mkdir()
    tables = [described(name, material.tables[name]) for name in sorted(material.tables)]
    if not material.reference:
        tables.append(zone_table(material.tables))
    resources = []
    for table in tables:
        path = f"csv/{table.name}.csv"
        write_csv(for_people(table), folder / path, bom=True)
        resources.append(Resource(path, table.entry.title_zh, table.entry.title_en, (table.entry,)))
    return resources


WRITERS: Mapping[str, Writer] = {
    "gpkg": _geopackage,
    "geoparquet": _geoparquet,
    "omx": _omx,
    "gtfs": _gtfs,
    "gmns": _gmns,
    "csv": _csv,
}
"""A writer for each format of `sim.exports.formats.FORMATS`."""
