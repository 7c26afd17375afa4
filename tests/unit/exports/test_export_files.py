"""Every file of an export read back with other programs' readers and compared with its origin."""

from __future__ import annotations

import csv
import json
import random
import sqlite3
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import openmatrix
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from sim.geometry import cells
from sim.network import to_networkx
from sim.network.gtfs import read_service_day
from sim.network.patterns import patterns, served_stops
from sim.results import RunResults
from sim.routing.matrix import travel_time_profile
from sim.study.cache import StageCache
from sim.study.export import Exported
from sim.study.export_writers import Material, matrix_query
from sim.study.prepare import Prepared, prepare
from sim.study.world import build_world

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def prepared(quick_file, quick_run: RunResults) -> Prepared:
    cache = StageCache(quick_run.folder.parents[1] / ".cache")
    found = prepare(str(quick_file), ROOT / "network_data", ROOT / "scenarios")
    return found.with_network(cache)


def test_geopackage_holds_every_zone_and_every_person(
    everything: Exported, quick_run: RunResults
) -> None:
    path = everything.folder / "quick.gpkg"
    layers = pyogrio.list_layers(path)[:, 0].tolist()
    assert layers == ["zones", "lines", "stations", "hubs", "targets"]
    zones, origin = gpd.read_file(path, layer="zones"), quick_run.table("zone_access")
    assert zones.crs.to_epsg() == 4326
    assert zones["zone_id"].tolist() == origin["zone_id"].tolist()
    assert zones["population"].sum() == pytest.approx(origin["population"].sum(), abs=1e-6)
    assert zones["minutes_from_hub"].isna().sum() == origin["minutes_from_hub"].isna().sum()
    assert not zones.geometry.isna().any()
    assert zones.geometry.is_valid.mean() > 0.99  # a county outline or two may touch itself
    # A cell's own centre lies in it: longitude and latitude were not exchanged.
    own = zones[zones["kind"] == "cell"].iloc[::100]
    assert all(
        shape.contains(shapely.Point(lon, lat))
        for shape, lon, lat in zip(own.geometry, own["lon"], own["lat"], strict=True)
    )
    assert cells(own["lon"], own["lat"]) == own["zone_id"].tolist()


def test_geopackage_tells_titles_and_meanings(everything: Exported) -> None:
    with closing(sqlite3.connect(everything.folder / "quick.gpkg")) as database:
        told = dict(
            database.execute(
                "SELECT column_name, description FROM gpkg_data_columns WHERE table_name='zones'"
            )
        )
        changed = database.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall()
        whole = database.execute("PRAGMA integrity_check").fetchone()
    assert "door-to-door time from Hangzhou East" in told["minutes_from_hub"]
    assert "不可达" in told["minutes_from_hub"]
    assert changed == [("2000-01-01T00:00:00.000Z",)]
    assert whole == ("ok",)


def test_lines_and_stations_are_those_of_the_network(
    everything: Exported, prepared: Prepared
) -> None:
    path, network = everything.folder / "quick.gpkg", prepared.network
    stations = gpd.read_file(path, layer="stations").set_index("stop_id")
    assert set(stations.index) == set(network.stops)
    served = served_stops(patterns(network))
    assert set(stations.index[stations["served"]]) == {str(stop_id) for stop_id in served}
    lines = gpd.read_file(path, layer="lines")
    assert set(lines["route_id"]) == set(network.routes)
    assert lines["line_id"].is_unique
    # The quick scenario opens section 4b and nothing else.
    opened = lines[lines["status"] == "opened by this scenario"]
    assert set(opened["section_id"]) == {"4b"}
    assert set(opened["geometry_kind"]) == {"track"}
    # A drawn line begins and ends at its stations (0.0001 degrees are about 10 m).
    for row in lines.iloc[::40].itertuples():
        ends = [stations.loc[s].geometry for s in (row.from_stop_id, row.to_stop_id)]
        drawn = [shapely.get_point(row.geometry, 0), shapely.get_point(row.geometry, -1)]
        assert all(a.distance(b) < 1e-4 for a, b in zip(ends, drawn, strict=True)), row.line_id
    hubs = gpd.read_file(path, layer="hubs")
    assert set(hubs["hub_id"]) == set(network.hubs)


def test_geoparquet_equals_geopackage(everything: Exported) -> None:
    for layer in ("zones", "lines", "stations", "hubs"):
        path = everything.folder / "geoparquet" / f"{layer}.parquet"
        one = gpd.read_parquet(path)
        other = gpd.read_file(everything.folder / "quick.gpkg", layer=layer)
        assert one.crs.to_epsg() == 4326
        assert len(one) == len(other)
        assert one.columns.tolist() == other.columns.tolist()
        assert np.allclose(one.total_bounds, other.total_bounds)
        pairs = zip(one.geometry.iloc[::50], other.geometry.iloc[::50], strict=True)
        assert all(a.equals(b) for a, b in pairs)
    schema = pq.read_schema(everything.folder / "geoparquet" / "zones.parquet")
    assert schema.field("minutes_from_hub").metadata[b"unit"] == b"min"


def test_matrix_equals_single_searches(everything: Exported, prepared: Prepared) -> None:
    """Few origins, every departure, percentiles picked here by their definition."""
    material = Material(
        None,  # type: ignore[arg-type]
        ROOT / "network_data",
        {},
        network=prepared.network,
        document=prepared.scenario.document,
    )
    world = build_world(prepared.network, material.walk)
    chosen = [5, 700, 2500, len(world.zones) - 3]
    points = tuple(world.zone_points[row] for row in chosen)
    query = matrix_query(prepared.scenario.document, (50,))
    times_s = travel_time_profile(
        world.timetable,
        world.links(points),
        world.zone_links,
        world.walks(points, world.zone_points),
        query,
    )
    endless = np.where(times_s < 0, np.inf, times_s.astype(float))
    ordered = np.sort(endless, axis=2) / 60.0
    assert ordered.shape[2] == 2  # two departures: the median is the first, the 100th the last
    with openmatrix.open_file(everything.folder / "quick.omx") as file:
        assert file.version() == b"0.2"
        assert file.shape() == (len(world.zones), len(world.zones))
        assert file.list_matrices() == ["time_min_p100", "time_min_p50"]
        ids = [entry.decode() for entry in file.map_entries("zone_id")]
        assert ids == [zone.zone_id for zone in world.zones]
        assert file.mapping("zone_number")[1] == 0
        for core, rank in (("time_min_p50", 0), ("time_min_p100", 1)):
            assert file[core].attrs["unit"] == "min"
            found = file[core][chosen, :]
            expected = ordered[:, :, rank]
            assert np.isnan(found).tolist() == np.isinf(expected).tolist()
            reached = ~np.isnan(found)
            assert np.array_equal(np.round(found[reached] * 60), np.round(expected[reached] * 60))
    rows = pd.read_csv(everything.folder / "matrix_zones.csv", encoding="utf-8-sig", dtype=str)
    assert rows["zone_id"].tolist() == ids
    assert rows["zone_number"].tolist()[:2] == ["1", "2"]


def test_gtfs_is_read_back(everything: Exported, prepared: Prepared) -> None:
    network = prepared.network
    day = read_service_day([everything.folder / "gtfs.zip"], network.as_of)
    served = served_stops(patterns(network))
    assert set(day.stops.ids) == {str(stop_id) for stop_id in served}
    assert day.counts["calls_refused"] == day.counts["trips_refused"] == 0
    assert network.as_of == date(2015, 12, 31)


def read_rows(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_gmns_links_lead_from_node_to_node(everything: Exported) -> None:
    for folder in ("gmns", "gmns_streets"):
        home = everything.folder / folder
        nodes = {row["node_id"]: row for row in read_rows(home / "node.csv")}
        links = read_rows(home / "link.csv")
        uses = {row["use"] for row in read_rows(home / "use_definition.csv")}
        assert len({row["link_id"] for row in links}) == len(links) > 1000
        for row in links:
            assert row["from_node_id"] in nodes
            assert row["to_node_id"] in nodes
            assert row["directed"] == "true"
            assert set(row["allowed_uses"].split(",")) <= uses
            if row["free_speed"]:
                assert 0 < float(row["free_speed"]) <= 200
        for row in random.Random(4).sample(links, 50):
            start, end = shapely.from_wkt(row["geometry"]).boundary.geoms
            for point, node in ((start, "from_node_id"), (end, "to_node_id")):
                assert point.x == pytest.approx(float(nodes[row[node]]["x_coord"]), abs=1e-6)
                assert point.y == pytest.approx(float(nodes[row[node]]["y_coord"]), abs=1e-6)
        groups = read_rows(home / "use_group.csv")
        assert {use for row in groups for use in row["uses"].split(",")} <= uses
        (config,) = read_rows(home / "config.csv")
        assert (config["long_length"], config["speed"], config["crs"], config["id_type"]) == (
            "km",
            "km/h",
            "EPSG:4326",
            "string",
        )


def test_gmns_speed_and_length_give_the_time(everything: Exported) -> None:
    """A program that takes length by free_speed gets the time within the rounding of length."""
    links = [row for row in read_rows(everything.folder / "gmns" / "link.csv") if row["free_speed"]]
    for row in random.Random(5).sample(links, 200):
        length, speed = float(row["length"]), float(row["free_speed"])
        rounding_s = (0.0006 / speed + length * 0.0006 / speed**2) * 3600
        assert length / speed * 3600 == pytest.approx(float(row["time_s"]), abs=0.1 + rounding_s)


def test_gmns_zones_are_those_of_the_run(everything: Exported, quick_run: RunResults) -> None:
    zones = {row["zone_id"]: row for row in read_rows(everything.folder / "gmns" / "zone.csv")}
    origin = quick_run.table("zone_access").set_index("zone_id")
    assert set(zones) == set(origin.index)
    assert all(row["boundary"].startswith(("POLYGON", "MULTIPOLYGON")) for row in zones.values())
    assert all(origin.loc[key, "county_id"] == row["super_zone"] for key, row in zones.items())
    nodes = read_rows(everything.folder / "gmns" / "node.csv")
    assert {row["zone_id"] for row in nodes if row["zone_id"]} == set(zones)


def test_shortest_paths_in_gmns_equal_those_of_the_network(
    everything: Exported, prepared: Prepared
) -> None:
    """Built from link.csv alone, against the open part of the network's own graph."""
    files = nx.DiGraph()
    for row in read_rows(everything.folder / "gmns" / "link.csv"):
        pair, time_s = (row["from_node_id"], row["to_node_id"]), float(row["time_s"])
        if not files.has_edge(*pair) or files.edges[pair]["time_s"] > time_s:
            files.add_edge(*pair, time_s=time_s)
    walk = Material(
        None,  # type: ignore[arg-type]
        ROOT,
        {},
        document=prepared.scenario.document,
    ).walk
    graph = to_networkx(prepared.network, walk=walk)
    graph.remove_edges_from(
        [edge[:3] for edge in graph.edges(keys=True, data="open") if not edge[3]]
    )
    for start in ("hub:hangzhou_east", sorted(prepared.network.zones)[100]):
        own = nx.single_source_dijkstra_path_length(graph, start, weight="time_s")
        found = nx.single_source_dijkstra_path_length(files, start, weight="time_s")
        assert found == pytest.approx(own)


def test_csv_for_people(everything: Exported, quick_run: RunResults) -> None:
    home = everything.folder / "csv"
    names = {path.stem for path in home.iterdir()}
    assert names == {*quick_run.tables, "targets", "zones"}
    for path in home.iterdir():
        assert path.read_bytes().startswith(b"\xef\xbb\xbf"), path
    zones = pd.read_csv(home / "zone_access.csv", encoding="utf-8-sig", dtype={"county_id": str})
    origin = quick_run.table("zone_access")
    assert zones["county_id"].tolist() == origin["county_id"].tolist()
    assert zones["minutes_from_hub"].isna().tolist() == origin["minutes_from_hub"].isna().tolist()
    assert (zones["jobs_60min"] - origin["jobs_60min"]).abs().max() <= 0.5
    corridors = (home / "airport_corridors.csv").read_text(encoding="utf-8-sig").splitlines()
    assert ",true" in corridors[1] or ",false" in corridors[1]


def test_package_lists_every_file_with_its_hash(everything: Exported) -> None:
    document = json.loads((everything.folder / "datapackage.json").read_text(encoding="utf-8"))
    there = {
        path.relative_to(everything.folder).as_posix()
        for path in everything.folder.rglob("*")
        if path.is_file()
    }
    own = {"datapackage.json", "DATA_DICTIONARY.md", "data_dictionary.csv"}
    assert {resource["path"] for resource in document["resources"]} == there - own
    names = [resource["name"] for resource in document["resources"]]
    assert len(set(names)) == len(names)
    for resource in document["resources"]:
        path = everything.folder / resource["path"]
        assert resource["hash"] == f"sha256:{sha256(path.read_bytes()).hexdigest()}"
        assert resource["bytes"] == path.stat().st_size
    assert document["made_of"]["情景 scenario"] == "quick"
    assert any("ODbL" in licence["name"] for licence in document["licenses"])
    assert str(ROOT) not in json.dumps(document)


def test_every_column_of_every_csv_is_in_its_schema(everything: Exported) -> None:
    document = json.loads((everything.folder / "datapackage.json").read_text(encoding="utf-8"))
    tabular = [r for r in document["resources"] if r["path"].endswith(".csv")]
    assert len(tabular) > 20
    for resource in tabular:
        frame = pd.read_csv(
            everything.folder / resource["path"],
            encoding="utf-8-sig",
            dtype=str,
            keep_default_na=False,
        )
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        key = resource["schema"].get("primaryKey")
        assert not key or not frame.duplicated(key).any(), resource["path"]
        assert list(fields) == frame.columns.tolist(), resource["path"]
        for name, values in frame.items():
            empty = values == ""
            if fields[name].get("constraints", {}).get("required"):
                assert not empty.any(), (resource["path"], name)
            full = values[~empty]
            kind = fields[name]["type"]
            if kind == "boolean":
                assert set(full) <= {"true", "false"}, (resource["path"], name)
            elif kind == "integer":
                assert full.str.fullmatch(r"-?\d+").all(), (resource["path"], name)
            elif kind == "number":
                assert np.isfinite(full.astype(float)).all(), (resource["path"], name)
            assert "not described" not in fields[name]["description"]


def test_dictionary_for_people_is_bilingual_and_names_every_file(everything: Exported) -> None:
    text = (everything.folder / "DATA_DICTIONARY.md").read_text(encoding="utf-8")
    assert text.startswith("# 快速试算 A quick run of the network of 2015")
    for resource in everything.resources:
        assert f"`{resource.path}`" in text
    assert "并非观测值" in text
    assert "杭州东站到小区的门到门时间" in text
    assert "## 数据来源 Sources" in text
    rows = pd.read_csv(everything.folder / "data_dictionary.csv", encoding="utf-8-sig")
    assert rows["meaning_zh"].notna().all()
    assert rows["meaning_en"].notna().all()
