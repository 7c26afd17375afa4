"""Where access leads: the zones and the places of the opportunity layers as destinations.

A named place is a destination of its own, with its own walks to stops: moved to the centre of its
cell (edge 0.5 km) it would be up to ten minutes' walk from where it is. Amounts that are spread
over zones lie at the zones' own points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.geometry import cells, to_metres
from sim.network.connectors import Links, Point
from sim.network.model import Zone
from sim.network.opportunities import OpportunityLayer, OpportunityPlace
from sim.routing.arrays import LinkArrays
from sim.routing.compile import compile_links
from sim.study.world import World

__all__ = ["Destinations", "destinations", "zones_of_places"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Destinations:
    """The zones first, then every place of any layer once; what lies where.

    ``amounts`` is [destination, layer]; ``egress`` links destinations to stops, ``direct`` zones to
    destinations on foot.
    """

    zones: tuple[Zone, ...]
    places: tuple[OpportunityPlace, ...]
    layers: tuple[OpportunityLayer, ...]
    amounts: Floats
    egress: LinkArrays
    direct: LinkArrays

    @cached_property
    def zone_rows(self) -> Ints:
        """Row of the zone in which each place lies; see `zones_of_places`."""
        return zones_of_places(self.zones, self.places)

    def columns_of(self, layer: OpportunityLayer) -> slice:
        """Destinations at which a layer can have anything at all."""
        count = len(self.zones)
        return slice(0, count) if layer.zone_amount is not None else slice(count, None)


def destinations(world: World, layers: Sequence[OpportunityLayer]) -> Destinations:
    """Zones and places as destinations of a search from every zone.

    A place has the walks of `sim.network.connectors`, and is reached by feeders as the nearest zone
    is; main stations and the airport as their hubs are.
    """
    places = tuple({p.place_id: p for layer in layers for p in layer.places}.values())
    points = _points(world, places)
    egress, direct = world.zone_links, world.zone_to_zone
    if points:
        egress = _one_after_the_other(egress, world.links(points))
        direct = _side_by_side(direct, world.walks(world.zone_points, points))
    return Destinations(
        zones=world.zones,
        places=places,
        layers=tuple(layers),
        amounts=_amounts(world.zones, places, layers),
        egress=egress,
        direct=direct,
    )


def zones_of_places(zones: Sequence[Zone], places: Sequence[OpportunityPlace]) -> Ints:
    """Row of the zone each place lies in: its own cell, or the nearest zone where that is none.

    Cells without people or jobs, such as a lake, are no zones.

    Examples
    --------
    >>> from sim.network.model import Quality, ZoneId
    >>> def zone(name, lon):
    ...     return Zone(ZoneId(name), "county", "", "", lon, 30.0, "", "", 1.0, 1.0)
    >>> place = OpportunityPlace("wulin", "", "", 120.4, 30.0, 1.0, Quality.DERIVED)
    >>> zones_of_places([zone("a", 120.0), zone("b", 120.5)], [place]).tolist()
    [1]
    """
    found = _nearest(zones, places)
    rows = {str(zone.zone_id): row for row, zone in enumerate(zones)}
    for place, cell in enumerate(cells([p.lon for p in places], [p.lat for p in places])):
        found[place] = rows.get(cell, found[place])
    return found


def _nearest(zones: Sequence[Zone], places: Sequence[OpportunityPlace]) -> Ints:
    if not places:
        return np.empty(0, dtype=np.int64)
    around = to_metres([zone.lon for zone in zones], [zone.lat for zone in zones])
    here = to_metres([place.lon for place in places], [place.lat for place in places])
    return np.array([int(np.argmin(((around - one) ** 2).sum(axis=1))) for one in here])


def _points(world: World, places: Sequence[OpportunityPlace]) -> tuple[Point, ...]:
    speeds = [world.zones[row].feeder_speed_kmh for row in _nearest(world.zones, places)]
    return tuple(
        Point(place.place_id, place.lon, place.lat, speed, is_station=place.is_station)
        for place, speed in zip(places, speeds, strict=True)
    )


def _amounts(
    zones: Sequence[Zone],
    places: Sequence[OpportunityPlace],
    layers: Sequence[OpportunityLayer],
) -> Floats:
    row_of = {place.place_id: len(zones) + row for row, place in enumerate(places)}
    found = np.zeros((len(zones) + len(places), len(layers)))
    for column, layer in enumerate(layers):
        if layer.zone_amount is not None:
            found[: len(zones), column] = [layer.zone_amount(zone) for zone in zones]
        for place in layer.places:
            found[row_of[place.place_id], column] += place.amount
    return found


def _one_after_the_other(first: LinkArrays, second: LinkArrays) -> LinkArrays:
    """Links of two sets of places to the same stops."""
    return _joined(first, second, from_shift=len(first.from_ids), to_shift=0)


def _side_by_side(first: LinkArrays, second: LinkArrays) -> LinkArrays:
    """Links of the same places to two sets of others."""
    return _joined(first, second, from_shift=0, to_shift=len(first.to_ids))


def _joined(first: LinkArrays, second: LinkArrays, *, from_shift: int, to_shift: int) -> LinkArrays:
    one, other = _columns(first), _columns(second)
    moved = Links(
        other.from_index + np.int32(from_shift), other.to_index + np.int32(to_shift), other.time_s
    )
    links = Links(
        np.concatenate([one.from_index, moved.from_index]),
        np.concatenate([one.to_index, moved.to_index]),
        np.concatenate([one.time_s, moved.time_s]),
    )
    return compile_links(
        links,
        (*first.from_ids, *second.from_ids) if from_shift else first.from_ids,
        (*first.to_ids, *second.to_ids) if to_shift else first.to_ids,
    )


def _columns(links: LinkArrays) -> Links:
    sizes = np.diff(links.forward.first)
    return Links(
        np.repeat(np.arange(sizes.size, dtype=np.int32), sizes),
        links.forward.target,
        links.forward.time_s,
    )
