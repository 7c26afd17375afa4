"""Streets of a named place over the internet; the only door to OSMnx."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.errors import DataError, Issue, Severity
from sim.network.streets.graph import street_graph
from sim.network.streets.readers.osm import StreetsRead
from sim.network.streets.readers.osm_tags import CLASS_NAMES, way_use

if TYPE_CHECKING:
    from networkx import MultiDiGraph

__all__ = ["read_place"]

_TAGS = (
    "access", "area", "foot", "highway", "junction", "maxspeed", "motor_vehicle", "motorcar",
    "motorroad", "oneway", "vehicle",
)  # fmt: skip


def read_place(place: str) -> StreetsRead:
    """Streets inside the boundary of a place that OpenStreetMap knows by name.

    Who may use a way is decided as for a file (`way_use`); directions are those OSMnx finds.
    Raises `DataError` where there is no internet or no such place; nothing is kept on disk.
    """
    graph = _download(place)
    node_id = np.array(sorted(graph.nodes), dtype=np.int64)
    lon, lat = (np.array([graph.nodes[n][key] for n in node_id.tolist()]) for key in "xy")
    rows = []
    for u, v, data in graph.edges(data=True):
        use = way_use({key: _text(data[key]) for key in _TAGS if key in data}.get)
        if use.walk or use.drive != "none":
            speed = use.free_speed_kmh
            rows.append((u, v, use.walk, use.drive != "none", use.road_class, speed))
    if not rows:
        what = f"'{place}' has no way to walk or drive on"
        raise _no_streets(place, "osm-no-street", what, "choose a larger place")
    u, v, walk, drive, road_class, speeds = (np.array(column) for column in zip(*rows, strict=True))
    built = street_graph(
        (node_id, lon, lat),
        (np.searchsorted(node_id, u), np.searchsorted(node_id, v)),
        walk=walk,
        drive=drive,
        road_class=road_class,
        free_speed_kmh=speeds,
        class_names=CLASS_NAMES,
        source=f"{place}; (c) OpenStreetMap contributors, ODbL 1.0",
    )
    return StreetsRead(built, ())


def _download(place: str) -> MultiDiGraph:
    import osmnx  # noqa: PLC0415  the library loads only where a place is asked for

    settings = osmnx.settings
    before = settings.useful_tags_way, settings.use_cache
    settings.useful_tags_way, settings.use_cache = list(_TAGS), False
    try:
        return osmnx.graph_from_place(
            place, custom_filter='["highway"]', simplify=False, retain_all=True
        )
    except OSError as error:  # every failure of the connection is one
        what = f"the streets of '{place}' could not be fetched: {type(error).__name__}"
        fix = "check the internet connection, or give a local .osm.pbf file"
        raise _no_streets(place, "no-internet", what, fix) from None
    except (ValueError, TypeError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        what = f"OpenStreetMap finds no area named '{place}': {reason}"
        fix = "write it as the map does, such as 'Porto Alegre, Brazil', or give a local file"
        raise _no_streets(place, "unknown-place", what, fix) from None
    finally:
        settings.useful_tags_way, settings.use_cache = before


def _text(value: object) -> str | None:
    """Tag as the map has it; OSMnx turns oneway into true or false."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _no_streets(place: str, code: str, what: str, fix: str) -> DataError:
    return DataError(f"no streets of {place}", [Issue(Severity.ERROR, code, what, fix)])
