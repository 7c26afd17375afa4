"""Which pairs of stops and lines are interchanges: one station, one hub, or a short walk apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import Final

import numpy as np

from sim.gateway.interchanges.service import StopService, stop_services
from sim.gateway.interchanges.walk import InterchangeSettings, StopClass
from sim.geometry import Floats, distances_m, pairs_within, segments_blocked, to_metres
from sim.network.ground import ground_of
from sim.network.model import ModeId, Network, RouteId, StopId
from sim.network.patterns import patterns, served_stops
from sim.network.runs import hub_is_closed, stop_is_open

__all__ = ["Place", "StopPair", "interchange_pairs", "places_of", "stop_classes"]


_FLIGHTS: Final = "air"
"""The system of flights (`Mode.system`), and the class of the airport."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stop that is served, or the home airport, as interchanges see it."""

    stop_id: StopId
    mode_id: ModeId
    name_zh: str
    name_en: str
    stop_class: StopClass


@dataclass(frozen=True, slots=True)
class StopPair:
    """From one vehicle to another: two stops, or one stop and two lines.

    Lines are named where both are at one stop, else empty; ``arriving`` and ``departing`` are the
    services that use this pair of stops.
    """

    from_stop_id: StopId
    to_stop_id: StopId
    from_route_id: RouteId
    to_route_id: RouteId
    straight_m: float
    arriving: tuple[StopService, ...]
    departing: tuple[StopService, ...]


def stop_classes(network: Network) -> Mapping[StopId, StopClass]:
    """Class of every stop that is open and served: by the mode's system, track and timetable.

    A stop of an urban mode counts as urban rail where a line that runs on sections serves it. A
    stop of a regional mode is a railway station where trains of its mode run by timetable. All
    others (buses, coaches) are stops in the street.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> stop_classes(line("A B"))["A"]
    'street'
    """
    on_sections = {section.route_id for section in network.sections.values()}
    on_track: set[StopId] = set()
    timetabled: set[ModeId] = set()
    for pattern in patterns(network):
        if pattern.route_id in on_sections:
            on_track.update(pattern.stop_ids)
        if not pattern.bands:
            timetabled.add(pattern.mode_id)
    found: dict[StopId, StopClass] = {}
    for stop_id in sorted(served_stops(patterns(network))):
        mode_id = network.stops[stop_id].mode_id
        system = network.modes[mode_id].system
        if not stop_is_open(network, stop_id):
            continue
        if system == _FLIGHTS:
            found[stop_id] = _FLIGHTS
        elif system == "regional" and mode_id in timetabled:
            found[stop_id] = "regional"
        else:
            found[stop_id] = "urban_rail" if stop_id in on_track else "street"
    return found


def places_of(network: Network) -> Mapping[StopId, Place]:
    """Stops that are served and the home airport, by id; the airport's id is its IATA code.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> list(places_of(line("A B")))
    ['A', 'B']
    """
    places = {}
    for stop_id, stop_class in stop_classes(network).items():
        stop = network.stops[stop_id]
        places[stop_id] = Place(stop_id, stop.mode_id, stop.name_zh, stop.name_en, stop_class)
    airport = network.airports.get(network.home_airport)
    flights = next((one for one in network.modes.values() if one.system == _FLIGHTS), None)
    if airport is not None and flights is not None:
        iata = StopId(airport.iata)
        places[iata] = Place(iata, flights.mode_id, airport.name_zh, airport.name_en, _FLIGHTS)
    return places


def interchange_pairs(
    network: Network,
    *,
    settings: InterchangeSettings,
    named: Collection[tuple[StopId, StopId]] = (),
) -> tuple[StopPair, ...]:
    """Find the interchanges of a network on its date, in both directions, sorted.

    Counted are pairs of lines at one stop on own track; stops of which at least one is not in the
    street, within `settings.reach_m` on foot and not across water; the stops of one open hub; pairs
    for which the network has a `TransferTime`; and `named` pairs (those of a table). Of the stops
    in the street around a station, only those count that are the nearest of one of their lines.
    Not counted: changes between two buses, between two trains of one station, and between two stops
    of one line.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> interchange_pairs(line("A B"), settings=InterchangeSettings())
    ()
    """
    places = places_of(network)
    near = _near(network, places, settings)
    for pair in (*_in_hubs(network), *network.transfer_times, *named):
        if pair[0] != pair[1] and pair[0] in places and pair[1] in places and pair not in near:
            near[pair] = _straight_m(network, *pair)
    wanted = {stop_id for pair in near for stop_id in pair}
    wanted |= {stop_id for stop_id, place in places.items() if place.stop_class == "urban_rail"}
    services = stop_services(network, wanted)
    kept = {*network.transfer_times, *named}
    found = [
        *_at_one_stop(places, services),
        *_between_stops(places, services, near, kept),
    ]
    return tuple(sorted(found, key=_order))


def _order(pair: StopPair) -> tuple[str, str, str, str]:
    return pair.from_stop_id, pair.to_stop_id, pair.from_route_id, pair.to_route_id


def _near(
    network: Network, places: Mapping[StopId, Place], settings: InterchangeSettings
) -> dict[tuple[StopId, StopId], float]:
    """Straight metres between stops in reach, at least one of them not in the street."""
    ids = [stop_id for stop_id in places if stop_id in network.stops]
    stations = [stop_id for stop_id in ids if places[stop_id].stop_class != "street"]
    if not stations:
        return {}
    ground = ground_of(network)
    all_xy, station_xy = (_xy(network, group, ground.epsg) for group in (ids, stations))
    rows, columns, metres = pairs_within(station_xy, all_xy, settings.reach_m / settings.detour)
    dry = ~segments_blocked(station_xy[rows], all_xy[columns], ground.water)
    near: dict[tuple[StopId, StopId], float] = {}
    for row, column, straight_m in zip(rows[dry], columns[dry], metres[dry], strict=True):
        one, other = stations[int(row)], ids[int(column)]
        if one != other:
            near[one, other] = near[other, one] = round(float(straight_m), 3)
    return near


def _in_hubs(network: Network) -> Iterator[tuple[StopId, StopId]]:
    for hub in network.hubs.values():
        if hub.open_date is None or hub.open_date > network.as_of or hub_is_closed(network, hub):
            continue
        yield from permutations(hub.stop_ids, 2)


def _at_one_stop(
    places: Mapping[StopId, Place], services: Mapping[StopId, tuple[StopService, ...]]
) -> Iterator[StopPair]:
    for stop_id, place in places.items():
        if place.stop_class == "urban_rail":
            for one, other in permutations(services.get(stop_id, ()), 2):
                if one.arrivals_per_h > 0 and other.departures_per_h > 0:
                    ends = (stop_id, stop_id, one.route_id, other.route_id)
                    yield StopPair(*ends, 0.0, (one,), (other,))


def _between_stops(
    places: Mapping[StopId, Place],
    services: Mapping[StopId, tuple[StopService, ...]],
    near: Mapping[tuple[StopId, StopId], float],
    kept: Collection[tuple[StopId, StopId]],
) -> Iterator[StopPair]:
    nearest = _nearest_lines(places, services, near)
    for (one, other), straight_m in near.items():
        classes = {places[one].stop_class, places[other].stop_class}
        if classes in ({"street"}, {"regional"}, {"air"}):
            continue
        arriving, departing = services.get(one, ()), services.get(other, ())
        shared = {line.route_id for line in arriving} & {line.route_id for line in departing}
        if shared and (one, other) not in kept:
            continue
        if "street" in classes and (one, other) not in kept:
            arriving = _among(arriving, nearest, (one, other))
            departing = _among(departing, nearest, (other, one))
        arriving = tuple(line for line in arriving if line.arrivals_per_h > 0)
        departing = tuple(line for line in departing if line.departures_per_h > 0)
        has_from = bool(arriving) or places[one].stop_class == "air"
        if has_from and (departing or places[other].stop_class == "air"):
            nothing = RouteId("")
            yield StopPair(one, other, nothing, nothing, straight_m, arriving, departing)


def _nearest_lines(
    places: Mapping[StopId, Place],
    services: Mapping[StopId, tuple[StopService, ...]],
    near: Mapping[tuple[StopId, StopId], float],
) -> Mapping[tuple[StopId, StopId], frozenset[RouteId]]:
    """By (stop in the street, station): the lines whose nearest stop to the station it is."""
    best: dict[tuple[StopId, RouteId], tuple[float, StopId]] = {}
    for (one, station), straight_m in near.items():
        if places[one].stop_class == "street" and places[station].stop_class != "street":
            for line in services.get(one, ()):
                known = best.get((station, line.route_id))
                if known is None or (straight_m, one) < known:
                    best[station, line.route_id] = (straight_m, one)
    lines: dict[tuple[StopId, StopId], set[RouteId]] = defaultdict(set)
    for (station, route_id), (_, stop_id) in best.items():
        lines[stop_id, station].add(route_id)
    return {pair: frozenset(route_ids) for pair, route_ids in lines.items()}


def _among(
    lines: tuple[StopService, ...],
    nearest: Mapping[tuple[StopId, StopId], frozenset[RouteId]],
    pair: tuple[StopId, StopId],
) -> tuple[StopService, ...]:
    """Lines of a stop for which it is the nearest; all where it is a station."""
    if pair not in nearest and pair[::-1] in nearest:
        return lines
    own = nearest.get(pair, frozenset())
    return tuple(line for line in lines if line.route_id in own)


def _straight_m(network: Network, one: StopId, other: StopId) -> float:
    """Metres between two positions; NaN to the airport, whose point lies on the runway."""
    if one not in network.stops or other not in network.stops:
        return float("nan")
    ground = ground_of(network)
    ends = _xy(network, (one, other), ground.epsg)
    return round(float(distances_m(ends[:1], ends[1:])[0]), 3)


def _xy(network: Network, stop_ids: Iterable[StopId], epsg: int) -> Floats:
    stops = [network.stops[stop_id] for stop_id in stop_ids]
    if not stops:
        return np.empty((0, 2))
    return to_metres([stop.lon for stop in stops], [stop.lat for stop in stops], epsg=epsg)
