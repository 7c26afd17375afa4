"""A network made ready for searches: timetable arrays and walking links of its zones and places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.errors import Issue
from sim.fingerprint import fingerprint
from sim.geometry import projected_epsg, to_metres
from sim.network.connectors import (
    Point,
    WalkSettings,
    direct_links,
    point_links,
    stop_order,
    transfer_links,
)
from sim.network.model import Network, StopId, Zone
from sim.network.patterns import Pattern, patterns, served_stops
from sim.routing.arrays import LinkArrays, TimetableArrays
from sim.routing.compile import compile_links, compile_timetable
from sim.study.cache import StageCache
from sim.study.matrix import Searchable
from sim.study.prepare import prepare
from sim.study.project import Project

__all__ = ["World", "airport_at", "build_world", "scenario_searchable"]


@dataclass(frozen=True)
class World:
    """What a search needs. Zones and places are points with links to every stop in reach."""

    network: Network
    walk: WalkSettings
    patterns: tuple[Pattern, ...]
    timetable: TimetableArrays
    zones: tuple[Zone, ...]
    zone_links: LinkArrays

    @cached_property
    def content(self) -> str:
        """Hash of all that a search of this world can depend on.

        Two networks that compile to the same timetable and links, with the same people and places,
        have the same content: their times are equal.
        """
        network = self.network
        served = sorted(served_stops(self.patterns))
        return fingerprint(
            self.walk,
            self.timetable,
            self.zone_links,
            self.zones,
            [(stop.stop_id, stop.lon, stop.lat) for stop in (network.stops[s] for s in served)],
            [(hub.hub_id, hub.lon, hub.lat) for hub in network.hubs.values()],
            network.part_fingerprint("places"),
            network.barriers,
            network.part_fingerprint("crossings"),
            str(network.as_of),
            airport_at(network),
        )

    @cached_property
    def zone_points(self) -> tuple[Point, ...]:
        """The zones as points, in the order of `zones`."""
        return tuple(Point(z.zone_id, z.lon, z.lat, z.feeder_speed_kmh) for z in self.zones)

    @cached_property
    def zone_to_zone(self) -> LinkArrays:
        """Walks all the way between zones."""
        return self.walks(self.zone_points, self.zone_points)

    def point(self, point_id: str, lon: float, lat: float, *, is_station: bool = False) -> Point:
        """A place as a point: feeders run there as they do in the nearest zone."""
        epsg = projected_epsg(lon, lat)
        around = to_metres([z.lon for z in self.zones], [z.lat for z in self.zones], epsg=epsg)
        here = to_metres([lon], [lat], epsg=epsg)
        nearest = self.zones[int(np.argmin(((around - here) ** 2).sum(axis=1)))]
        return Point(point_id, lon, lat, nearest.feeder_speed_kmh, is_station=is_station)

    def links(self, points: tuple[Point, ...]) -> LinkArrays:
        """Links of points to stops."""
        return compile_links(
            point_links(points, self.network, self.walk),
            [point.point_id for point in points],
            list(stop_order(self.network)),
        )

    def walks(self, origins: tuple[Point, ...], destinations: tuple[Point, ...]) -> LinkArrays:
        """Walks all the way between two sets of points."""
        return compile_links(
            direct_links(origins, destinations, self.network, self.walk),
            [point.point_id for point in origins],
            [point.point_id for point in destinations],
        )


def airport_at(network: Network) -> tuple[float, float]:
    """Longitude and latitude of the terminals of the home airport."""
    terminal = network.stops.get(StopId(f"A_{network.home_airport}"))
    airport = terminal or network.airports[network.home_airport]
    return airport.lon, airport.lat


def build_world(network: Network, walk: WalkSettings) -> World:
    """Compile a network, once: patterns, transfers and the links of its zones."""
    known = network.derived.get((build_world, walk))
    if not isinstance(known, World):
        known = network.derived[build_world, walk] = _built(network, walk)
    return known


def _built(network: Network, walk: WalkSettings) -> World:
    found = patterns(network)
    stop_ids = stop_order(network)
    zones = tuple(network.zones[zone_id] for zone_id in sorted(network.zones))
    points = tuple(Point(z.zone_id, z.lon, z.lat, z.feeder_speed_kmh) for z in zones)
    return World(
        network=network,
        walk=walk,
        patterns=found,
        timetable=compile_timetable(
            found, transfer_links(network, walk), stop_ids=stop_ids, modes=network.modes
        ),
        zones=zones,
        zone_links=compile_links(
            point_links(points, network, walk), [z.zone_id for z in zones], list(stop_ids)
        ),
    )


def scenario_searchable(
    scenario: str, project: Project, report: Callable[[str, float], None]
) -> tuple[Searchable, tuple[Issue, ...]]:
    """A scenario's zones and network, ready for a matrix; walking as the scenario says.

    Raises
    ------
    ScenarioError, DataError
        With every problem found.
    """
    report("read scenario and tables", 0.0)
    prepared = prepare(scenario, project.data, project.scenarios)
    report("read scenario and tables", 1.0)
    report("build the network", 0.0)
    prepared = prepared.with_network(StageCache(project.outputs / ".cache"))
    report("build the network", 1.0)
    report("link zones and stops", 0.0)
    world = build_world(prepared.network, prepared.settings.walk)
    found = Searchable(world.timetable, world.zone_links, world.zone_links, world.zone_to_zone)
    report("link zones and stops", 1.0)
    return found, prepared.issues
