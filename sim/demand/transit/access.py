"""How zones reach stops and each other without lines: on foot, or by the service that no table has.

That service ("local bus") has no geometry: it goes from everywhere to everywhere on one bank of the
water, at a wait, a walk and a speed that are parameters. Between zones the whole walk counts;
between a zone and a stop half of it, as it ends beside the stop.

People of a zone go to a line, each where it stops nearest: a mean distance to one of its stops
would be too long for all who live beside another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.demand.model import DemandZones, Floats64, Ints
from sim.demand.parameters import Parameters
from sim.geometry import to_metres
from sim.network.connectors import Point, WalkSettings, point_links, stop_order, transfer_links
from sim.network.ground import ground_of
from sim.network.model import Network, StopId, ZoneId

__all__ = ["AccessLinks", "AccessSettings", "access_parts", "direct_km", "nearest_links"]

_CELL_KM = 0.44
"""Mean distance of two points of a cell: 0.9054 r for a disc of 0.74 km²."""


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """Which stops a zone is linked to.

    Those of mean access up to `max_access_min`, the nearest `n_stops` of them and every one of
    `always`, whatever their number. `station_walk_min` is the least way from a special place to
    its own stops where no walk from the platforms is known. The defaults
    are assumptions.
    """

    max_access_min: float = 30.0
    n_stops: int = 15
    station_walk_min: float = 4.0


@dataclass(frozen=True)
class AccessLinks:
    """Links between zones and stops, good both ways, sorted by zone, then by stop.

    ``parts`` [L, 5]: walk, wait and ride minutes, km of the ride, boardings (`ACCESS_PARTS`), as
    means over the people and jobs of the zone.
    """

    zone: Ints
    stop: Ints
    parts: Floats64


def access_parts(
    network: Network,
    zones: DemandZones,
    stop_ids: Sequence[str],
    lines: Sequence[Ints],
    parameters: Parameters,
    *,
    walk: WalkSettings,
    settings: AccessSettings,
) -> Floats64:
    """What it takes from every zone to the stops around it, [Z, stops, 5] as `ACCESS_PARTS`.

    ``lines`` names the stops of each line, by their place in `stop_ids`. From each cell of a zone
    to each line people take whatever costs less (weighted minutes): the walk along the streets,
    over bridges that can be walked, to the stop where that is shortest, or the service without
    lines to the nearest stop. The zone's way to the line is the mean over its cells, weighted by
    people and jobs, the same to each of the stops that are nearest for some cell; where several
    lines stop, the mean over them. All other stops are inf.

    Zones without a cell are the special places: they are linked on foot only, to their own stops
    and those in walking reach.

    Examples
    --------
    >>> from sim.demand.transit.examples import PARAMETERS, zones_at
    >>> from sim.network.examples import line
    >>> network = line("A B C")
    >>> parts = access_parts(
    ...     network, zones_at(network, "A"), ["A", "B", "C"], [np.arange(3)], PARAMETERS,
    ...     walk=WalkSettings(), settings=AccessSettings())
    >>> parts[0, :, 0].round(1).tolist()  # 1.3 km of street at 4.5 km/h; 2.6 km are too far
    [4.0, 17.3, inf]
    """
    parts = np.full((len(zones), len(stop_ids), 5), np.inf, dtype=np.float64)
    _link_cells(
        parts,
        network,
        zones,
        stop_ids,
        lines,
        parameters=parameters,
        walk=walk,
        settings=settings,
    )
    _link_special(parts, network, zones, stop_ids, walk=walk, settings=settings)
    return parts


def nearest_links(
    parts: Floats64,
    served: npt.NDArray[np.bool_],
    always: npt.NDArray[np.bool_],
    settings: AccessSettings,
) -> AccessLinks:
    """Choose each zone's links among the stops that are served; all those of `always` in reach.

    Stops count along the second axis of `parts`, whether they are served or not.

    Examples
    --------
    >>> parts = np.zeros((1, 3, 5))
    >>> parts[0, :, 0] = 5, 3, 9
    >>> served, always = np.array([True, True, True]), np.array([False, False, True])
    >>> nearest_links(parts, served, always, AccessSettings(n_stops=1)).stop.tolist()
    [1, 2]
    """
    minutes = np.where(served[None, :], parts[:, :, :3].sum(axis=2), np.inf)
    near = minutes <= settings.max_access_min
    rank = np.argsort(np.argsort(minutes, axis=1, kind="stable"), axis=1, kind="stable")
    zone, stop = np.nonzero(near & ((rank < settings.n_stops) | always[None, :]))
    return AccessLinks(zone, stop, np.ascontiguousarray(parts[zone, stop]))


def direct_km(
    network: Network, zones: DemandZones, parameters: Parameters, walk: WalkSettings
) -> Floats64:
    """Street km of the service without lines from zone to zone, inf where it does not go.

    Straight line times the feeders' detour, on one bank, up to ``local_bus_max_km``. Inside a zone
    the mean distance between its cells; special places have no inside.
    """
    ground = ground_of(network, on_foot=False)
    xy = to_metres(zones.lon, zones.lat, epsg=ground.epsg)
    km = _distances_m(xy, xy) / 1000 * walk.feeder_detour
    bank = ground.bank(xy)
    km[~_same(bank, bank)] = np.inf
    np.fill_diagonal(km, _inside_km(network, zones, ground.epsg) * walk.feeder_detour)
    km[_too_far(km, parameters)] = np.inf
    return km


def _link_cells(
    parts: Floats64,
    network: Network,
    zones: DemandZones,
    stop_ids: Sequence[str],
    lines: Sequence[Ints],
    *,
    parameters: Parameters,
    walk: WalkSettings,
    settings: AccessSettings,
) -> None:
    """Ways of zones with cells, written into ``parts``."""
    if not zones.cell_ids or not stop_ids:
        return
    order = np.argsort(zones.cell_row, kind="stable")
    cells = [network.zones[ZoneId(zones.cell_ids[row])] for row in order]
    rows, first = np.unique(zones.cell_row[order], return_index=True)
    zone = np.repeat(rows, np.diff(np.append(first, len(order))))
    weight = np.array([cell.population + cell.jobs for cell in cells]) + 1e-9
    share = weight / np.bincount(zone, weight, len(zones))[zone]
    points = [Point(cell.zone_id, cell.lon, cell.lat) for cell in cells]
    walk_min = _walk_min(points, network, stop_ids, walk, settings.max_access_min)
    km = _ride_km(points, network, stop_ids, parameters, walk)
    foot_min, wait_min = parameters["local_bus_walk_min"] / 2, parameters["local_bus_wait_min"]
    pace, street = 60 / parameters["local_bus_speed_kmh"], parameters["street_ride_weight"]
    fixed = parameters["walk_weight"] * foot_min + parameters["wait_weight"] * wait_min
    fixed += parameters["transfer_penalty_min"]
    lines_there = np.zeros((len(zones), len(stop_ids)))
    sums = np.zeros((len(zones), len(stop_ids), 5))
    number = np.arange(len(cells))
    for stops in lines:
        on_foot, nearest = walk_min[:, stops].argmin(axis=1), km[:, stops].argmin(axis=1)
        foot, far = walk_min[number, stops[on_foot]], km[number, stops[nearest]]
        rides = fixed + street * pace * far < parameters["walk_weight"] * foot
        ride = np.where(rides, far, 0.0)
        by_cell = np.column_stack(
            [
                np.where(rides, foot_min, foot),
                np.where(rides, wait_min, 0.0),
                pace * ride,
                ride,
                rides,
            ]
        )
        means = np.full((len(zones), 5), np.inf)
        means[rows] = np.add.reduceat(by_cell * share[:, None], first, axis=0)
        reached = np.isfinite(means[zone, 0])
        own = np.zeros_like(lines_there, dtype=np.bool_)
        own[zone[reached], stops[np.where(rides, nearest, on_foot)][reached]] = True
        at_zone, at_stop = np.nonzero(own)
        lines_there[at_zone, at_stop] += 1
        sums[at_zone, at_stop] += means[at_zone]
    at_zone, at_stop = np.nonzero(lines_there)
    parts[at_zone, at_stop] = sums[at_zone, at_stop] / lines_there[at_zone, at_stop, None]


def _ride_km(
    points: Sequence[Point],
    network: Network,
    stop_ids: Sequence[str],
    parameters: Parameters,
    walk: WalkSettings,
) -> Floats64:
    """Street km of the service without lines from points to stops; inf where it does not go."""
    ground = ground_of(network, on_foot=False)
    stops = [network.stops[StopId(stop_id)] for stop_id in stop_ids]
    here = to_metres([p.lon for p in points], [p.lat for p in points], epsg=ground.epsg)
    there = to_metres([s.lon for s in stops], [s.lat for s in stops], epsg=ground.epsg)
    km = _distances_m(here, there) / 1000 * walk.feeder_detour
    km[~_same(ground.bank(here), ground.bank(there))] = np.inf
    km[_too_far(km, parameters)] = np.inf
    return km


def _walk_min(
    points: Sequence[Point],
    network: Network,
    stop_ids: Sequence[str],
    walk: WalkSettings,
    limit_min: float,
) -> Floats64:
    """Minutes on foot from points to stops; inf beyond the limit."""
    reach_m = limit_min * 60 / walk.seconds_per_metre
    links = point_links(points, network, replace(walk, max_access_m=reach_m))
    column = _columns(network, stop_ids)
    minutes = np.full((len(points), len(stop_ids)), np.inf)
    to = column[links.to_index]
    known = to >= 0
    minutes[links.from_index[known], to[known]] = links.time_s[known] / 60
    return minutes


def _columns(network: Network, stop_ids: Sequence[str]) -> Ints:
    """Place of each stop of the network among `stop_ids`, or -1."""
    place = {stop_id: column for column, stop_id in enumerate(stop_ids)}
    return np.array([place.get(stop_id, -1) for stop_id in stop_order(network)], dtype=np.int64)


def _link_special(
    parts: Floats64,
    network: Network,
    zones: DemandZones,
    stop_ids: Sequence[str],
    *,
    walk: WalkSettings,
    settings: AccessSettings,
) -> None:
    """Ways on foot from the special places, written into ``parts``."""
    special = [row for row, stops in enumerate(zones.special_stop_ids) if stops]
    if not special or not stop_ids:
        return
    points = [Point(zones.zone_ids[r], float(zones.lon[r]), float(zones.lat[r])) for r in special]
    minutes = _walk_min(points, network, stop_ids, walk, settings.max_access_min)
    order = {stop_id: row for row, stop_id in enumerate(stop_order(network))}
    column = _columns(network, stop_ids)
    links = transfer_links(network, walk)
    for row, own in enumerate(zones.special_stop_ids[r] for r in special):
        mine = np.array([order[StopId(s)] for s in own if s in order], dtype=np.int64)
        here = column[mine][column[mine] >= 0]
        on_foot = np.where(np.isinf(minutes[row, here]), 0.0, minutes[row, here])
        minutes[row, here] = np.maximum(on_foot, settings.station_walk_min)
        platforms = [order[StopId(s)] for s in own if s in order and _is_regional(network, s)]
        known = np.isin(links.from_index, platforms) & (column[links.to_index] >= 0)
        best = np.full(len(stop_ids), np.inf)
        np.minimum.at(best, column[links.to_index[known]], links.time_s[known] / 60)
        minutes[row] = np.where(np.isfinite(best), best, minutes[row])
    parts[special] = 0.0
    parts[special, :, 0] = minutes


def _is_regional(network: Network, stop_id: str) -> bool:
    return network.modes[network.stops[StopId(stop_id)].mode_id].system == "regional"


def _inside_km(network: Network, zones: DemandZones, epsg: int) -> Floats64:
    """Mean straight distance between people and jobs of a zone; inf where a zone has no cell."""
    inside = np.full(len(zones), np.inf)
    cells = [network.zones[ZoneId(cell_id)] for cell_id in zones.cell_ids]
    if not cells:
        return inside
    xy = to_metres([cell.lon for cell in cells], [cell.lat for cell in cells], epsg=epsg)
    weight = np.array([cell.population + cell.jobs for cell in cells]) + 1e-9
    for row in np.unique(zones.cell_row):
        mine = zones.cell_row == row
        share = weight[mine] / weight[mine].sum()
        km = _distances_m(xy[mine], xy[mine]) / 1000
        np.fill_diagonal(km, _CELL_KM)
        inside[row] = share @ km @ share
    return inside


def _too_far(km: Floats64, parameters: Parameters) -> npt.NDArray[np.bool_]:
    """Whether the service without lines does not go that far; with a limit of 0 there is none."""
    limit = parameters["local_bus_max_km"]
    return np.asarray((km > limit) | (limit <= 0), dtype=np.bool_)


def _distances_m(a: Floats64, b: Floats64) -> Floats64:
    return np.asarray(np.hypot(a[:, None, 0] - b[:, 0], a[:, None, 1] - b[:, 1]), dtype=np.float64)


def _same(a: Ints, b: Ints) -> npt.NDArray[np.bool_]:
    """Whether two places lie on one bank; beyond the ends of the water there is only one."""
    return np.asarray((a[:, None] == b) | (a[:, None] < 0) | (b < 0), dtype=np.bool_)
