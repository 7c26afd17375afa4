"""Streets from a local OpenStreetMap file; the only door to pyosmium."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.errors import DataError, Issue, Severity
from sim.geometry import Floats, Ints
from sim.network.streets.graph import StreetGraph, street_graph
from sim.network.streets.readers.osm_tags import CLASS_NAMES, WayUse, way_use

__all__ = ["SUFFIXES", "StreetsRead", "read_osm"]

SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")
"""Names of files that can be read end so."""

_ATTRIBUTION = "(c) OpenStreetMap contributors, ODbL 1.0"
_MOST_LON, _MOST_LAT = 1_800_000_000, 900_000_000  # 1e-7 degrees; what has no place is beyond


@dataclass(frozen=True)
class StreetsRead:
    """A street network as read, all its parts included, and what to know about the reading."""

    graph: StreetGraph
    issues: tuple[Issue, ...]


@dataclass(frozen=True)
class _Hops:
    """Pairs of neighbouring nodes of ways: node ids, use of their way, and positions by id."""

    u: Ints
    v: Ints
    use: Ints
    uses: tuple[WayUse, ...]
    node_id: Ints
    lon: Floats
    lat: Floats
    n_ways: int
    n_missing: int


def read_osm(path: Path) -> StreetsRead:
    """Read every way that can be walked or driven; nodes are sorted by their id.

    A node of a way that the file does not hold parts the way; such gaps are counted in a warning.
    Raises `DataError` for a file that is not there, of an unknown kind, damaged, or without any
    street.

    Examples
    --------
    >>> import tempfile
    >>> text = '''<osm version="0.6"><node id="1" lat="0" lon="0"/><node id="2" lat="0" lon="0.01"/>
    ... <way id="7"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way></osm>'''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "city.osm"
    ...     _ = file.write_text(text)
    ...     read_osm(file).graph.length_m.round().tolist()
    [1112.0, 1112.0]
    """
    _require_file(path)
    try:
        hops = _hops(path)
    except (RuntimeError, OSError, ValueError) as error:
        fix = "download the extract again; it may be cut off, or no OpenStreetMap file at all"
        reason = str(error).strip() or type(error).__name__
        raise _unreadable(
            path, "osm-damaged", f"cannot be read to its end: {reason}", fix
        ) from None
    if hops.n_ways == 0:
        fix = "take an extract that holds ways with a highway tag that can be walked or driven"
        raise _unreadable(path, "osm-no-street", "holds no way to walk or drive on", fix)
    if len(hops.u) == 0:
        fix = "make the extract with complete ways (osmium extract -s complete_ways)"
        what = f"holds none of the places of its {hops.n_ways} streets"
        raise _unreadable(path, "osm-no-nodes", what, fix)
    issues = []
    if hops.n_missing:
        what = (
            f"{hops.n_missing} places of the {hops.n_ways} streets are not in the file; those "
            "streets are cut there"
        )
        fix = "make the extract with complete ways (osmium extract -s complete_ways)"
        issues.append(Issue(Severity.WARNING, "osm-missing-nodes", what, fix, path))
    return StreetsRead(_graph(hops, path), tuple(issues))


def _require_file(path: Path) -> None:
    if not path.is_file():
        raise _unreadable(path, "osm-no-file", "is not there", "check the name of the file")
    if not path.name.endswith(SUFFIXES):
        known = ", ".join(SUFFIXES)
        what = f"has an ending that is none of {known}"
        raise _unreadable(path, "osm-suffix", what, "give an OpenStreetMap extract")


def _unreadable(path: Path, code: str, what: str, fix: str) -> DataError:
    issue = Issue(Severity.ERROR, code, f"the file {what}", fix, path)
    return DataError(f"no streets from {path.name}", [issue])


def _ways(path: Path) -> Iterator[tuple[WayUse, list[tuple[int, int, int]]]]:
    """Use of each street, and id and position of its nodes, in units of 1e-7 degrees."""
    import osmium  # noqa: PLC0415  the library loads only where a file is read

    tagged = osmium.filter.KeyFilter("highway")
    for entity in osmium.FileProcessor(str(path)).with_locations().with_filter(tagged):
        if not isinstance(entity, osmium.osm.Way):
            continue
        use = way_use(entity.tags.get)
        if use.walk or use.drive != "none":
            yield use, [(node.ref, node.x, node.y) for node in entity.nodes]


def _hops(path: Path) -> _Hops:
    kinds: dict[WayUse, int] = {}
    nodes: list[tuple[int, int, int]] = []
    sizes, use_of_way = [], []
    for use, way in _ways(path):
        use_of_way.append(kinds.setdefault(_same_nan(use), len(kinds)))
        nodes.extend(way)
        sizes.append(len(way))
    table = np.array(nodes, dtype=np.int64).reshape(-1, 3)
    ref, x, y = table.T
    there = (np.abs(x) <= _MOST_LON) & (np.abs(y) <= _MOST_LAT)
    node_id, first = np.unique(ref[there], return_index=True)
    use_of_ref = np.repeat(np.array(use_of_way, dtype=np.int64), sizes)
    last = np.cumsum(np.array(sizes, dtype=np.int64)) - 1
    inside = np.ones(len(ref), dtype=np.bool_)
    inside[last[np.array(sizes, dtype=np.int64) > 0]] = False
    hop = np.flatnonzero(inside[:-1] & there[:-1] & there[1:] & (ref[:-1] != ref[1:]))
    return _Hops(
        u=np.searchsorted(node_id, ref[hop]),
        v=np.searchsorted(node_id, ref[hop + 1]),
        use=use_of_ref[hop],
        uses=tuple(kinds),
        node_id=node_id,
        lon=x[there][first] / 1e7,
        lat=y[there][first] / 1e7,
        n_ways=len(sizes),
        n_missing=int((~there).sum()),
    )


def _same_nan(use: WayUse) -> WayUse:
    """One object for the missing speed, so that equal uses are equal."""
    return use if use.free_speed_kmh > 0 else use._replace(free_speed_kmh=np.nan)


def _graph(hops: _Hops, path: Path) -> StreetGraph:
    walk = np.array([use.walk for use in hops.uses])[hops.use]
    drive = np.array([use.drive for use in hops.uses])[hops.use]
    road_class = np.array([use.road_class for use in hops.uses])[hops.use]
    speed = np.array([use.free_speed_kmh for use in hops.uses])[hops.use]
    # Driven against the way's direction: a row of its own, the other way round.
    back = np.flatnonzero((drive == "backward") | (drive == "both"))
    return street_graph(
        (hops.node_id, hops.lon, hops.lat),
        (np.concatenate([hops.u, hops.v[back]]), np.concatenate([hops.v, hops.u[back]])),
        walk=np.concatenate([walk, np.zeros(len(back), dtype=np.bool_)]),
        drive=np.concatenate([(drive == "forward") | (drive == "both"), back >= 0]),
        free_speed_kmh=np.concatenate([speed, speed[back]]),
        road_class=np.concatenate([road_class, road_class[back]]),
        class_names=CLASS_NAMES,
        source=f"{path.name}; {_ATTRIBUTION}",
    )
