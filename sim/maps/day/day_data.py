"""The data of the day's page as JSON: ground, lines, stations, trains, crowds, hubs, closures."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from sim.geometry import Floats
from sim.maps.day.closures import DayClosure, closures_json, day_closures
from sim.maps.day.crowds import crowds_json
from sim.maps.day.hub_calls import hubs_json
from sim.maps.day.inputs import DayInputs
from sim.maps.day.style import LEVELS, LOADS
from sim.maps.day.train_runs import legs_of, train_runs, trains_json
from sim.maps.day.ways import Leg, Ways, ways_of
from sim.maps.frame import Frame
from sim.maps.inputs import CELL_COLUMNS, MapInputs
from sim.maps.layers import airport, boundaries, hubs, labels, railways, streets, water
from sim.maps.marks import Json, LayerSpec
from sim.maps.page_data import layer_json, scale_json, words_json
from sim.maps.style import Words
from sim.maps.tracks import Hop, hops_by_status, lines_calling
from sim.network.model import RouteId, StopId

__all__ = ["GROUND_LAYERS", "day_data"]

GROUND_LAYERS: Final[tuple[LayerSpec, ...]] = (
    water.LAYER,
    boundaries.LAYER,
    streets.LAYER,
    railways.LAYER,
    labels.LAYER,
    hubs.LAYER,
    airport.LAYER,
)
"""Layers below and beside the trains, as the scenario's map draws them."""


def day_data(inputs: DayInputs, frame: Frame) -> Iterator[tuple[str, Json]]:
    """Every element of data of the page, by name.

    Examples
    --------
    >>> from sim.maps.day.examples import two_trains_day
    >>> [name for name, _ in day_data(two_trains_day(), Frame())]
    ['boundaries', 'settings', 'day', 'trains', 'crowds']
    """
    ground = []
    reference = _map_inputs(inputs)
    for spec in GROUND_LAYERS:
        drawing = spec.draw(reference, frame)
        if not drawing.is_empty():
            ground.append(spec.layer_id)
            yield spec.layer_id, layer_json(spec, drawing)
    runs = train_runs(inputs.trains)
    closures = day_closures(inputs.network, inputs.closures, inputs.trains)
    hops = [hop for hop in hops_by_status(inputs.network, None) if hop.status.in_service]
    legs = (
        *legs_of(runs),
        *((hop.route.route_id, hop.from_stop_id, hop.to_stop_id) for hop in hops),
        *(leg for closure in closures for leg in closure.legs),
    )
    ways = ways_of(inputs.network, inputs.base, frame, legs)
    route_ids = _route_ids(inputs, hops)
    stop_ids = _stop_ids(inputs, hops, closures)
    stops = {stop_id: at for at, stop_id in enumerate(stop_ids)}
    lines = {str(route_id): at for at, route_id in enumerate(route_ids)}
    yield "settings", _settings(inputs, frame, ground, stop_ids)
    yield (
        "day",
        {
            "ways": list(ways.paths),
            "lines": _lines_json(inputs, route_ids, hops, ways),
            "stops": _stops_json(inputs, frame, stop_ids, lines),
            "hubs": hubs_json(inputs.network, frame),
            "closures": closures_json(closures, stops, ways.legs),
            "airport": _airport(inputs, frame),
        },
    )
    yield "trains", trains_json(runs, lines, stops, ways.legs)
    yield "crowds", crowds_json(inputs.people, inputs.platforms, stops, lines)


def _map_inputs(inputs: DayInputs) -> MapInputs:
    """What the layers of the scenario's map are drawn from: no zones, no results."""
    return MapInputs(
        network=inputs.network,
        title_zh=inputs.title_zh,
        title_en=inputs.title_en,
        subtitle=inputs.subtitle,
        scenario=inputs.scenario,
        baseline=None,
        cells=pd.DataFrame({column: pd.Series(dtype=float) for column in CELL_COLUMNS}),
        base=inputs.base,
    )


def _settings(
    inputs: DayInputs, frame: Frame, ground: list[str], stop_ids: tuple[str, ...]
) -> dict[str, Json]:
    found = [inputs.network.stops[StopId(one)] for one in stop_ids]
    if not found:
        found = list(inputs.network.stops.values())
    places = [frame.point(stop.lon, stop.lat) for stop in found] or [(30.26, 120.2)]
    lats, lons = zip(*places, strict=True)
    return {
        "attribution": html.escape(" · ".join(inputs.base.attribution)),
        "title": words_json(
            Words(f"{inputs.title_zh}：一天的运行", f"{inputs.title_en}: a day of operations")
        ),
        "home": [[min(lats), min(lons)], [max(lats), max(lons)]],
        "core": _core(np.array(places)),
        "ground": list(ground),
        "loads": {**scale_json(LOADS), "title": words_json(LOADS.title)},
        "levels": {**scale_json(LEVELS), "title": words_json(LEVELS.title)},
    }


def _core(places: Floats) -> Json:
    """Bounds of the stations in the middle: four fifths from north to south, and from west to east.

    Lines that run far out leave the centre small where the whole network is shown.
    """
    low, high = np.quantile(places, [0.1, 0.9], axis=0)
    return [low.round(5).tolist(), high.round(5).tolist()]


def _airport(inputs: DayInputs, frame: Frame) -> Json:
    home = inputs.network.airports.get(inputs.network.home_airport)
    return list(frame.point(home.lon, home.lat)) if home is not None else None


def _route_ids(inputs: DayInputs, hops: list[Hop]) -> tuple[RouteId, ...]:
    """Lines in service and lines with trains, in the order of the network."""
    used = {hop.route.route_id for hop in hops} | set(inputs.trains["route_id"].astype(str))
    return tuple(route_id for route_id in inputs.network.routes if route_id in used)


def _stop_ids(
    inputs: DayInputs, hops: list[Hop], closures: tuple[DayClosure, ...]
) -> tuple[str, ...]:
    """Stops in service or in any table, in the order of their ids."""
    found = {str(stop) for hop in hops for stop in (hop.from_stop_id, hop.to_stop_id)}
    found |= set(inputs.trains["stop_id"].astype(str))
    for table in (inputs.people, inputs.platforms):
        found |= set(table["station_id"].astype(str))
    found |= {closure.stop_id for closure in closures if closure.stop_id}
    return tuple(sorted(found))


def _lines_json(
    inputs: DayInputs, route_ids: tuple[RouteId, ...], hops: list[Hop], ways: Ways
) -> list[Json]:
    found: list[Json] = []
    for route_id in route_ids:
        route = inputs.network.routes[route_id]
        legs: list[Leg] = [
            (hop.route.route_id, hop.from_stop_id, hop.to_stop_id)
            for hop in hops
            if hop.route.route_id == route_id
        ]
        found.append(
            {
                "zh": route.name_zh,
                "en": route.name_en,
                "colour": route.colour,
                "width": inputs.network.modes[route.mode_id].line_width_px,
                "ways": [abs(ways.legs[leg]) for leg in legs],
            }
        )
    return found


def _stops_json(
    inputs: DayInputs, frame: Frame, stop_ids: tuple[str, ...], lines: dict[str, int]
) -> list[Json]:
    """Stations with the lines that call there, by the network or by their trains."""
    network = inputs.network
    calling = {
        str(stop_id): [lines[one] for one in found if one in lines]
        for stop_id, found in lines_calling(network).items()
    }
    pairs = inputs.trains[["stop_id", "route_id"]].drop_duplicates()
    for stop_id, route_id in pairs.itertuples(index=False, name=None):
        own = calling.setdefault(str(stop_id), [])
        if lines[route_id] not in own:
            own.append(lines[route_id])
    return [
        {
            "at": list(frame.point(network.stops[StopId(one)].lon, network.stops[StopId(one)].lat)),
            "zh": network.stops[StopId(one)].name_zh,
            "en": network.stops[StopId(one)].name_en,
            "lines": sorted(np.unique(calling.get(one, [])).astype(int).tolist()),
        }
        for one in stop_ids
    ]
