"""Street networks as Parquet: the same again, the same bytes, and every problem told."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from street_samples import block, grid

from sim.errors import DataError, OutputError
from sim.network.streets.parquet import read_streets, read_walk_tables, write_streets


@pytest.mark.parametrize("graph", [grid(), block()], ids=["grid", "block"])
def test_written_and_read_again(tmp_path: Path, graph) -> None:
    paths = write_streets(graph, tmp_path / "a" / "b")
    again = read_streets(tmp_path / "a" / "b")
    assert again.fingerprint == graph.fingerprint
    first = [path.read_bytes() for path in paths]
    assert [path.read_bytes() for path in write_streets(again, tmp_path)] == first


def test_columns_are_those_of_gmns(tmp_path: Path) -> None:
    write_streets(block(), tmp_path)
    nodes, links = (pd.read_parquet(tmp_path / f"{name}.parquet") for name in ("nodes", "links"))
    assert list(nodes.columns) == ["node_id", "x_coord", "y_coord"]
    gmns = {"link_id", "from_node_id", "to_node_id", "directed", "length", "free_speed"}
    assert gmns <= set(links.columns)
    assert set(links["facility_type"]) == {"primary"}


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot write into") as caught:
        write_streets(grid(), tmp_path / "file")
    assert caught.value.issues[0].code == "folder-not-writable"


def test_all_that_is_wrong_with_a_network_at_once(tmp_path: Path) -> None:
    write_streets(block(), tmp_path)
    nodes, links = (pd.read_parquet(tmp_path / f"{name}.parquet") for name in ("nodes", "links"))
    nodes.loc[1, "y_coord"] = 91.0
    nodes = pd.concat([nodes, nodes.iloc[[0]]])
    links.loc[0, "length"] = np.nan
    links.loc[1, "to_node_id"] = 77
    links.loc[2, "free_speed"] = 0.0
    nodes.to_parquet(tmp_path / "nodes.parquet")
    links.to_parquet(tmp_path / "links.parquet")
    with pytest.raises(DataError) as caught:
        read_streets(tmp_path)
    told = {issue.code: issue.what for issue in caught.value.issues}
    assert set(told) == {
        "bad-length",
        "bad-position",
        "bad-speed",
        "node-repeated",
        "unknown-node",
    }
    assert told["unknown-node"].endswith("(rows 1, counted from 0)")


def tables(folder: Path, nodes: pd.DataFrame, edges: pd.DataFrame) -> tuple[Path, Path]:
    paths = folder / "n.parquet", folder / "e.parquet"
    nodes.to_parquet(paths[0])
    edges.to_parquet(paths[1])
    return paths


NODES = pd.DataFrame(
    {"node": [0, 1, 2], "osm_id": [30, 10, 20], "lon": [0.0, 0.001, 0.5], "lat": [0.0, 0.0, 0.5]}
)
EDGES = pd.DataFrame({"u": [0, 1], "v": [1, 0], "m": [120.0, 115.0]})


def test_a_walk_graph_is_taken_as_given(tmp_path: Path) -> None:
    graph = read_walk_tables(*tables(tmp_path, NODES.iloc[::-1], EDGES))
    # its lengths, not those of the straight lines; node 2 stays though nothing leads to it
    assert graph.node_id.tolist() == [30, 10, 20]
    assert graph.length_m.tolist() == [115.0, 115.0]
    assert graph.walk.all()
    assert not graph.drive.any()


def test_a_walk_graph_with_mistakes(tmp_path: Path) -> None:
    edges = pd.DataFrame({"u": [0, 1, 2], "v": [1, 9, 0], "m": [-1.0, 5.0, np.inf]})
    with pytest.raises(DataError) as caught:
        read_walk_tables(*tables(tmp_path, NODES.assign(node=[0, 1, 5]), edges))
    told = [(issue.code, issue.what) for issue in caught.value.issues]
    assert [code for code, _ in told] == ["node-number", "unknown-node", "bad-length"]
    assert told[2][1] == "2 rows have no length of 0 m or more (rows 0, 2, counted from 0)"


def test_files_that_are_no_tables(tmp_path: Path) -> None:
    text = tmp_path / "text.parquet"
    text.write_text("no table")
    with pytest.raises(DataError) as caught:
        read_walk_tables(text, tmp_path / "none.parquet")
    assert [issue.code for issue in caught.value.issues] == ["no-parquet", "no-file"]
    paths = tables(tmp_path, NODES.drop(columns="lat"), EDGES.assign(m=["x", "y"]))
    with pytest.raises(DataError) as caught:
        read_walk_tables(*paths)
    assert [issue.code for issue in caught.value.issues] == ["missing-column", "wrong-type"]
    assert caught.value.issues[0].what == "columns are missing: lat"
