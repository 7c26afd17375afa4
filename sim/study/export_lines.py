"""Lines of a network as a layer: drawn along the track where its course is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sim.exports.described import CRS, Described, described
from sim.exports.shapes import with_geometry
from sim.geometry import Floats, to_metres
from sim.maps.tracks import Hop, Status, Tracks, hops_by_status, runs, sectioned_modes
from sim.network.bands import bands_of_branch
from sim.network.model import Network, Route, Section
from sim.network.patterns import patterns
from sim.results.dictionary import dictionary
from sim.tables import read_table

__all__ = ["line_layer"]

_MORNING_S = 8 * 3600


@dataclass(frozen=True)
class _Piece:
    """A stretch of line of one section and status."""

    route: Route
    branch_id: str
    section: Section | None
    status: Status
    open_date: str
    stop_ids: tuple[str, ...]
    path: Floats


def line_layer(network: Network, baseline: Network | None, data_dir: Path) -> Described:
    """Every line that runs at headways, cut where its section or status changes.

    Lines built in sections stand there open or not, with what the scenario changed against
    `baseline`, drawn along the track of ``base/metro_geometry``; other lines run straight from stop
    to stop and are open where anything runs on them on the network's date. Timetabled trains are no
    lines; they are in the GTFS and GMNS files.

    Examples
    --------
    >>> from sim.maps.examples import sectioned_line
    >>> layer = line_layer(sectioned_line(), None, Path("network_data"))
    >>> layer.frame[["line_id", "status", "stops", "geometry_kind"]].values.tolist()
    [['L:main:1', 'open', 3, 'straight']]
    """
    pieces = [*_sectioned(network, baseline, data_dir), *_others(network)]
    columns = [entry.name for entry in dictionary()["lines"].columns]
    frame = pd.DataFrame([_record(network, piece) for piece in pieces], columns=columns)
    number = frame.groupby(["route_id", "branch_id"]).cumcount() + 1
    frame["line_id"] = frame["route_id"] + ":" + frame["branch_id"] + ":" + number.astype(str)
    shapes = [shapely.LineString(piece.path) for piece in pieces]
    return with_geometry(described("lines", frame), np.array(shapes, dtype=object))


def _sectioned(network: Network, baseline: Network | None, data_dir: Path) -> Iterator[_Piece]:
    drawn = read_table(data_dir, "base/metro_geometry")
    shapes = [shapely.geometry.shape(shape) for shape in drawn["geometry"]]
    courses = gpd.GeoDataFrame(drawn[["route_id"]], geometry=shapes, crs=CRS)
    networks = tuple(one for one in (baseline, network) if one is not None)
    tracks = Tracks(courses, networks)
    for hops in runs(hops_by_status(network, baseline)):
        first: Hop = hops[0]
        yield _Piece(
            first.route,
            first.branch_id,
            first.section,
            first.status,
            "" if first.open_date is None else first.open_date.isoformat(),
            (first.from_stop_id, *(hop.to_stop_id for hop in hops)),
            tracks.along(hops),
        )


def _others(network: Network) -> Iterator[_Piece]:
    """Lines of modes without sections, straight from stop to stop."""
    strong = sectioned_modes(network)
    running = {pattern.route_id for pattern in patterns(network)}
    for route_id, route in sorted(network.routes.items()):
        if route.mode_id in strong:
            continue
        status = Status.OPEN if route_id in running else Status.PENDING
        for branch in route.branches:
            stops = [network.stops[call.stop_id] for call in branch.stops]
            if len(stops) > 1:
                path = np.array([(stop.lon, stop.lat) for stop in stops])
                names = tuple(str(stop.stop_id) for stop in stops)
                yield _Piece(route, branch.branch_id, None, status, "", names, path)


def _record(network: Network, piece: _Piece) -> dict[str, object]:
    route, section = piece.route, piece.section
    mode = network.modes[route.mode_id]
    metres = np.hypot(*np.diff(to_metres(piece.path[:, 0], piece.path[:, 1]), axis=0).T).sum()
    graded = route if section is None else section
    return {
        "route_id": route.route_id,
        "branch_id": piece.branch_id,
        "mode_id": mode.mode_id,
        "mode_zh": mode.label_zh,
        "mode_en": mode.label_en,
        "name_zh": route.name_zh,
        "name_en": route.name_en,
        "section_id": "" if section is None else section.section_id,
        "section_zh": "" if section is None else section.name_zh,
        "section_en": "" if section is None else section.name_en,
        "status": str(piece.status),
        "open_date": piece.open_date,
        "from_stop_id": piece.stop_ids[0],
        "to_stop_id": piece.stop_ids[-1],
        "stops": len(piece.stop_ids),
        "drawn_km": float(metres) / 1000.0,
        "headway_8am_min": _headway_min(piece),
        "colour": route.colour,
        "geometry_kind": "track" if len(piece.path) > len(piece.stop_ids) else "straight",
        "quality": graded.quality.value,
        "source": graded.source,
    }


def _headway_min(piece: _Piece) -> float:
    """Minutes between two departures of the branch at 08:00; NaN where nothing runs then."""
    if piece.status in {Status.OPEN, Status.OPENED}:
        for band in bands_of_branch(piece.route.headways, piece.branch_id):
            if band.start_s <= _MORNING_S < band.end_s:
                return band.headway_s / 60.0
    return float("nan")
