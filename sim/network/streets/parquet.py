"""Street networks as two Parquet files with the column names of GMNS; walk graphs as given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import DataError, Issue, OutputError, Severity
from sim.geometry import Bools
from sim.network.streets.graph import StreetGraph, street_graph

__all__ = ["LINKS_FILE", "NODES_FILE", "read_streets", "read_walk_tables", "write_streets"]

NODES_FILE, LINKS_FILE = "nodes.parquet", "links.parquet"

_UNITS = {"length": "m", "free_speed": "km/h", "x_coord": "degrees WGS84"}
_META = b"streets"
_NODES: Mapping[str, str] = {"node_id": "int64", "x_coord": "float64", "y_coord": "float64"}
_LINKS: Mapping[str, str] = {
    "from_node_id": "int64",
    "to_node_id": "int64",
    "length": "float64",
    "facility_type": "object",
    "free_speed": "float64",
    "walk": "bool",
    "drive": "bool",
}
_WALK_NODES: Mapping[str, str] = {
    "node": "int64",
    "osm_id": "int64",
    "lon": "float64",
    "lat": "float64",
}
_WALK_EDGES: Mapping[str, str] = {"u": "int64", "v": "int64", "m": "float64"}
_TYPES = {
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "object": pa.string(),
}
_SHOWN = 5

Columns = Mapping[str, npt.NDArray[Any]]


def write_streets(graph: StreetGraph, folder: Path) -> tuple[Path, Path]:
    """Write ``nodes.parquet`` and ``links.parquet`` (GMNS: one row per direction of a link).

    Lengths are in metres, speeds in km/h (missing where nobody drives). Equal graphs give equal
    bytes. Raises `OutputError` where the folder cannot be written into.

    Examples
    --------
    >>> import tempfile
    >>> graph = street_graph(([1, 2], [0.0, 0.0], [0.0, 0.001]), ([0], [1]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = write_streets(graph, Path(folder))
    ...     read_streets(Path(folder)).fingerprint == graph.fingerprint
    True
    """
    nodes = pa.table({"node_id": graph.node_id, "x_coord": graph.lon, "y_coord": graph.lat})
    names = pa.array(graph.class_names, pa.string())
    links = pa.table(
        {
            "link_id": np.arange(graph.n_links),
            "from_node_id": graph.node_id[graph.from_node],
            "to_node_id": graph.node_id[graph.to_node],
            "directed": np.ones(graph.n_links, dtype=np.bool_),
            "length": graph.length_m,
            "facility_type": names.take(pa.array(graph.road_class)),
            "free_speed": pa.array(graph.free_speed_kmh, from_pandas=True),
            "walk": graph.walk,
            "drive": graph.drive,
        }
    )
    meta = {"units": _UNITS, "source": graph.source, "class_names": graph.class_names}
    text = {_META: json.dumps(meta, ensure_ascii=False).encode()}
    paths = folder / NODES_FILE, folder / LINKS_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for table, path in zip((nodes, links), paths, strict=True):
            pq.write_table(table.replace_schema_metadata(text), path, compression="zstd")
    except OSError as error:
        reason = error.strerror or str(error)
        issue = Issue(
            Severity.ERROR,
            "folder-not-writable",
            f"the streets cannot be written: {reason}",
            "choose another folder with --out",
            folder,
        )
        raise OutputError(f"cannot write into {folder}", [issue]) from error
    return paths


def read_streets(folder: Path) -> StreetGraph:
    """Read what `write_streets` wrote, or any network of the same columns.

    Raises `DataError` with every problem of both files.

    Examples
    --------
    >>> import tempfile
    >>> graph = street_graph(([5, 9], [0.0, 0.0], [0.0, 0.001]), ([0], [1]), source="by hand")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = write_streets(graph, Path(folder))
    ...     again = read_streets(Path(folder))
    >>> again.node_id.tolist(), again.source
    ([5, 9], 'by hand')
    """
    nodes_file, links_file = folder / NODES_FILE, folder / LINKS_FILE
    nodes, links = _tables((nodes_file, _NODES), (links_file, _LINKS))
    node_id, length, by_car = nodes["node_id"], links["length"], links["drive"]
    order = np.argsort(node_id, kind="stable")
    repeated = np.ones(len(node_id), np.bool_)
    repeated[np.unique(node_id, return_index=True)[1]] = False
    ends = [links[column] for column in ("from_node_id", "to_node_id")]
    with np.errstate(invalid="ignore"):
        slow = by_car & ~(links["free_speed"] > 0)
    unknown = np.asarray(~np.isin(ends, node_id).all(axis=0), dtype=np.bool_)
    problems = (
        _rows(nodes_file, "node-repeated", repeated, "name a node that another row has"),
        _rows(nodes_file, "bad-position", ~_on_earth(nodes, "x_coord", "y_coord"), _NOWHERE),
        _rows(links_file, "unknown-node", unknown, _NO_NODE),
        _rows(links_file, "bad-length", ~(length >= 0), "have no length of 0 m or more"),
        _rows(links_file, "bad-speed", slow, "can be driven, but have no speed above 0 km/h"),
    )
    _raise(folder, problems)
    meta = json.loads((pq.read_schema(links_file).metadata or {}).get(_META, b"{}"))
    kinds = links["facility_type"]
    names = tuple(meta.get("class_names", sorted(set(kinds))))
    if len(names) > np.iinfo(np.int8).max or not set(kinds) <= set(names):
        raise DataError(f"{links_file}: more than 127 values of facility_type, or unknown ones")
    position = {name: place for place, name in enumerate(names)}
    return street_graph(
        (node_id, nodes["x_coord"], nodes["y_coord"]),
        (
            order[np.searchsorted(node_id[order], ends[0])],
            order[np.searchsorted(node_id[order], ends[1])],
        ),
        length_m=length,
        walk=links["walk"],
        drive=by_car,
        road_class=np.array([position[kind] for kind in kinds], np.int8),
        free_speed_kmh=links["free_speed"],
        class_names=names,
        source=str(meta.get("source", folder.name)),
    )


def read_walk_tables(nodes_file: Path, edges_file: Path) -> StreetGraph:
    """Read a walk graph exactly as given: nodes ``node, osm_id, lon, lat``; edges ``u, v, m``.

    ``u`` and ``v`` are values of ``node``, which counts from 0; every edge is walked both ways.
    Nothing is simplified or dropped, but of two edges between the same nodes the longer.
    Raises `DataError` with every problem of both files.

    Examples
    --------
    >>> import tempfile
    >>> nodes = pa.table({"node": [0, 1], "osm_id": [5, 9], "lon": [0.0, 0.0], "lat": [0, 1.0]})
    >>> edges = pa.table({"u": [0], "v": [1], "m": [120.5]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     files = Path(folder) / "n.parquet", Path(folder) / "e.parquet"
    ...     pq.write_table(nodes, files[0])
    ...     pq.write_table(edges, files[1])
    ...     read_walk_tables(*files).length_m.tolist()
    [120.5, 120.5]
    """
    nodes, edges = _tables((nodes_file, _WALK_NODES), (edges_file, _WALK_EDGES))
    order = np.argsort(nodes["node"], kind="stable")
    nodes = {name: values[order] for name, values in nodes.items()}
    numbered = nodes["node"] == np.arange(len(order))
    u, v, metres = edges["u"], edges["v"], edges["m"]
    outside = (np.minimum(u, v) < 0) | (np.maximum(u, v) >= len(order))
    problems = (
        _rows(nodes_file, "node-number", ~numbered, "do not count 0, 1, 2 … in column node"),
        _rows(nodes_file, "bad-position", ~_on_earth(nodes, "lon", "lat"), _NOWHERE),
        _rows(edges_file, "unknown-node", outside, _NO_NODE),
        _rows(edges_file, "bad-length", ~((metres >= 0) & (metres < np.inf)), _NO_LENGTH),
    )
    _raise(edges_file, problems)
    return street_graph(
        (nodes["osm_id"], nodes["lon"], nodes["lat"]),
        (u, v),
        length_m=metres,
        class_names=("walk",),
        source=f"{nodes_file.name}, {edges_file.name}",
    )


_NOWHERE = "have no longitude and latitude on the Earth"
_NO_NODE = "name a node that the table of nodes does not have"
_NO_LENGTH = "have no length of 0 m or more"


def _on_earth(table: Columns, lon: str, lat: str) -> Bools:
    on_earth = (np.abs(table[lon]) <= 180) & (np.abs(table[lat]) <= 90)
    return np.asarray(on_earth, dtype=np.bool_)


def _tables(*wanted: tuple[Path, Mapping[str, str]]) -> list[Columns]:
    """Columns of the files with their types; all that is wrong is raised at once."""
    tables, issues = [], []
    for path, columns in wanted:
        table, found = _table(path, columns)
        tables.append(table)
        issues += found
    if issues:
        raise DataError("the street tables cannot be read", issues)
    return tables


def _table(path: Path, columns: Mapping[str, str]) -> tuple[Columns, list[Issue]]:
    if not path.is_file():
        fix = "check the name of the file"
        return {}, [Issue(Severity.ERROR, "no-file", "the file is not there", fix, path)]
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        what = f"the file is no Parquet table: {str(error).splitlines()[0]}"
        return {}, [Issue(Severity.ERROR, "no-parquet", what, "write it again", path)]
    missing = [name for name in columns if name not in table.column_names]
    if missing:
        what = f"columns are missing: {', '.join(missing)}"
        fix = f"it needs {', '.join(columns)}; it has {', '.join(table.column_names)}"
        return {}, [Issue(Severity.ERROR, "missing-column", what, fix, path)]
    try:
        return {name: _values(table.column(name), kind) for name, kind in columns.items()}, []
    except (pa.ArrowException, ValueError) as error:
        what = f"a column has the wrong type or an empty cell: {str(error).splitlines()[0]}"
        fix = ", ".join(f"{name}: {kind}" for name, kind in columns.items())
        return {}, [Issue(Severity.ERROR, "wrong-type", what, f"types are {fix}", path)]


def _values(column: pa.ChunkedArray, kind: str) -> npt.NDArray[Any]:
    """Values of a type; a missing number becomes no number where the type has one."""
    typed = column.cast(_TYPES[kind])
    if typed.null_count and kind != "float64":
        raise ValueError(f"{typed.null_count} cells are empty")
    return np.ascontiguousarray(typed.to_numpy())


def _rows(path: Path, code: str, bad: Bools, what: str) -> Issue | None:
    rows = np.flatnonzero(bad)
    if len(rows) == 0:
        return None
    shown = ", ".join(str(row) for row in rows[:_SHOWN]) + (", …" if len(rows) > _SHOWN else "")
    text = f"{len(rows)} rows {what} (rows {shown}, counted from 0)"
    return Issue(Severity.ERROR, code, text, "mend or leave out these rows", path)


def _raise(path: Path, found: tuple[Issue | None, ...]) -> None:
    issues = [issue for issue in found if issue is not None]
    if issues:
        raise DataError(f"the street tables of {path} are damaged", issues)
