"""OpenStreetMap files: hand-made ones, damaged ones, and the walk graph of the benchmark."""

from pathlib import Path

import numpy as np
import pytest
from street_samples import city, osm_text

from sim.errors import DataError
from sim.network.streets.graph import drive_part, walk_part
from sim.network.streets.readers.osm import read_osm

NODES = {10: (0.0, 0.0), 20: (0.001, 0.0), 30: (0.002, 0.0), 5: (0.002, 0.001)}


def written(folder: Path, text: str, name: str = "city.osm") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def rows(graph, chosen) -> set[tuple[int, int]]:
    ends = graph.node_id[graph.from_node[chosen]], graph.node_id[graph.to_node[chosen]]
    return set(zip(*(side.tolist() for side in ends), strict=True))


def test_ways_become_links(tmp_path: Path) -> None:
    text = osm_text(
        NODES,
        "10 20 30 highway=primary oneway=yes",
        "30 5 highway=footway",
        "5 10 highway=motorway",
        "10 30 building=yes",
    )
    read = read_osm(written(tmp_path, text))
    graph = read.graph
    assert graph.node_id.tolist() == [5, 10, 20, 30]
    assert rows(graph, graph.drive) == {(10, 20), (20, 30), (5, 10)}
    both = {(10, 20), (20, 10), (20, 30), (30, 20), (30, 5), (5, 30)}
    assert rows(graph, graph.walk) == both
    # 0.001 degrees of the equator: 111195.08 m / 1000
    straight = graph.length_m[graph.walk]
    assert straight == pytest.approx([111.195] * 6, abs=0.001)
    assert sorted(graph.class_names[c] for c in graph.road_class[graph.drive]) == [
        "motorway",
        "primary",
        "primary",
    ]
    assert read.issues == ()
    assert "OpenStreetMap contributors" in graph.source


def test_a_missing_node_cuts_its_street_and_is_counted(tmp_path: Path) -> None:
    text = osm_text(NODES, "10 20 99 30 5 highway=residential")
    read = read_osm(written(tmp_path, text))
    assert rows(read.graph, read.graph.walk) == {(10, 20), (20, 10), (30, 5), (5, 30)}
    (issue,) = read.issues
    assert issue.code == "osm-missing-nodes"
    assert issue.what.startswith("1 places of the 1 streets are not in the file")


@pytest.mark.parametrize(
    ("name", "text", "code", "what"),
    [
        ("a.osm", osm_text(NODES, "10 20 highway=proposed"), "osm-no-street", "no way to walk or"),
        ("b.osm", osm_text(NODES), "osm-no-street", "no way to walk or drive on"),
        (
            "c.osm",
            osm_text({}, "10 20 highway=path"),
            "osm-no-nodes",
            "none of the places of its 1 streets",
        ),
        ("d.osm", "not at all", "osm-damaged", "cannot be read to its end: XML parsing error"),
        ("e.osm.pbf", "not at all", "osm-damaged", "cannot be read to its end: PBF error"),
        ("f.osm.pbf", "", "osm-damaged", "cannot be read to its end"),
        ("g.shp", "x", "osm-suffix", "has an ending that is none of .osm.pbf, .pbf, .osm"),
    ],
)
def test_files_that_are_no_use(tmp_path: Path, name: str, text: str, code: str, what: str) -> None:
    path = written(tmp_path, text, name)
    with pytest.raises(DataError, match=f"no streets from {name}") as caught:
        read_osm(path)
    (issue,) = caught.value.issues
    assert issue.code == code
    assert what in issue.what
    assert issue.fix
    assert issue.file == path


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_osm(tmp_path / "none.osm.pbf")
    assert caught.value.issues[0].code == "osm-no-file"


def test_a_file_that_is_cut_off(tmp_path: Path) -> None:
    whole = city("sao_paulo/spo_osm.pbf").read_bytes()
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match=r"no streets from cut\.osm\.pbf") as caught:
        read_osm(path)
    assert caught.value.issues[0].code == "osm-damaged"


def test_porto_alegre_is_the_graph_of_the_benchmark() -> None:
    # walk_graph.py of the benchmark prints: nodes 37329 edges 44444 km 1811.619582970872
    graph = read_osm(city("porto_alegre/poa_osm.pbf")).graph
    walk = walk_part(graph)
    assert (walk.n_nodes, walk.n_links) == (37_329, 2 * 44_444)
    assert walk.length_m.sum() / 2000 == pytest.approx(1811.619582970872, abs=1e-6)
    assert np.all(np.diff(walk.node_id) > 0)
    drive = drive_part(graph)
    assert drive.drive.all()
    assert 0.9 < drive.n_links / graph.drive.sum() < 1.0
