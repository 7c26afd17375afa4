"""Buses that run along what is closed: stops, minutes, places and departures, all assumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hub.metro.closures import Closure
from sim.hub.metro.services import LineService, Operation, StopPattern, TrainType
from sim.hub.riders.lines import RailLines

__all__ = ["ShuttleSettings", "shuttle_services"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ShuttleSettings:
    """A replacement bus service. Assumptions, with the range they may lie in.

    ``speed_kmh`` in traffic, stops included (15 to 25); ``detour`` over the straight line (1.2 to
    1.5); ``places`` of a bus (demand/vehicles: 80); ``headway_s`` of each direction (60 to 300: one
    bus a minute is about what a stop can take); ``first_after_s`` until the first bus is there (600
    to 1800); ``last_after_s`` after trains run again. ``doors`` and ``dwell_s`` of a stop.
    """

    speed_kmh: float = 18.0
    detour: float = 1.3
    places: int = 80
    seats: int = 30
    doors: int = 2
    headway_s: float = 90.0
    first_after_s: float = 900.0
    last_after_s: float = 1800.0
    dwell_s: float = 60.0

    @property
    def places_per_s(self) -> float:
        """Places that leave in one direction.

        Examples
        --------
        >>> round(3600 * ShuttleSettings().places_per_s)  # an hour
        3200
        """
        return self.places / self.headway_s


def shuttle_services(
    closure_id: str,
    trains: Sequence[Closure],
    services: Sequence[LineService],
    where: tuple[RailLines, Floats],
    settings: ShuttleSettings,
) -> tuple[LineService, ...]:
    """One bus service for each line and direction that is cut, over the stops of what is closed.

    It stops at both ends of a closed section and at all stops inside; around a closed station at
    the stop before, outside the station itself, and at the stop after. Of a line with branches
    each has its own way. It begins ``first_after_s`` after the closure and runs on for a while.

    Examples
    --------
    >>> from sim.hub.disruption.examples import small_town
    >>> from sim.hub.metro.closures import close_station
    >>> services, lines, xy_m = small_town()
    >>> closure = close_station(services, "B", from_s=0.0, until_s=3600.0)
    >>> found = shuttle_services("x", [closure], services, (lines, xy_m), ShuttleSettings())
    >>> [(one.group_id, one.stop_ids) for one in found]
    [('shuttle/x/L:0', ('A', 'B', 'C')), ('shuttle/x/L:1', ('C', 'B', 'A'))]
    """
    found: list[LineService] = []
    for group, service in enumerate(services):
        ways = sorted({way for one in trains for way in _ways(one, group, service)})
        ways = [way for way in ways if not any(_inside(way, other) for other in ways)]
        for number, way in enumerate(ways):
            suffix = f".{number + 1}" if number else ""
            name = f"shuttle/{closure_id}/{service.group_id}{suffix}"
            stop_ids = tuple(service.stop_ids[place] for place in way)
            found.append(_bus(name, service, stop_ids, (trains[0], where, settings)))
    return tuple(found)


def _inside(way: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return len(way) < len(other) and set(way) <= set(other)


def _ways(closure: Closure, group: int, service: LineService) -> list[tuple[int, ...]]:
    """Positions along what is closed, for each pattern."""
    hops = {hop[1:] for hop in closure.hops if hop[0] == group}
    shut = {place for one, place in closure.stops if one == group}
    found = []
    for pattern in service.patterns:
        stops = pattern.stops
        keep: list[int] = []
        for at, place in enumerate(stops):
            before = at > 0 and (stops[at - 1], place) in hops
            after = at + 1 < len(stops) and (place, stops[at + 1]) in hops
            near = {stops[at - 1] if at else place, *stops[at : at + 2]} & shut
            if before or after or near:
                keep.append(place)
        if len(keep) > 1:
            found.append(tuple(keep))
    return found


def _bus(
    name: str,
    service: LineService,
    stop_ids: tuple[str, ...],
    given: tuple[Closure, tuple[RailLines, Floats], ShuttleSettings],
) -> LineService:
    closure, (lines, xy_m), settings = given
    at = xy_m[[lines.station_ids.index(stop) for stop in stop_ids]]
    metres = np.hypot(*np.diff(at, axis=0).T) * settings.detour
    run_s = np.maximum(metres / (settings.speed_kmh / 3.6) - settings.dwell_s, settings.dwell_s)
    departures_s = np.arange(
        closure.from_s + settings.first_after_s,
        closure.until_s + settings.last_after_s,
        settings.headway_s,
    )
    pattern = StopPattern(
        name,
        tuple(range(len(stop_ids))),
        tuple(float(seconds) for seconds in np.round(run_s)),
        settings.dwell_s,
        tuple(float(time) for time in departures_s),
    )
    return LineService(
        group_id=name,
        route_id=f"shuttle/{service.route_id}",
        direction=service.direction,
        title_zh=f"{service.title_zh}接驳巴士",
        title_en=f"Shuttle of {service.title_en}",
        stop_ids=stop_ids,
        patterns=(pattern,),
        train=TrainType(settings.places, settings.seats, settings.doors, 12.0),
        operation=Operation(min_dwell_s=settings.dwell_s / 2, clear_s=0.0, uneven=1.0),
        area_m2=(100.0,) * len(stop_ids),
    )
