"""Lines of the network at a stop of a main station: their vehicles and the room left in them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import parse_clock
from sim.demand.transit.fleet import Vehicle, fleet_of
from sim.errors import DataError, Issue, Severity
from sim.gateway.rail.train_calls import rail_stations
from sim.hub.flow.places import VehicleCalls
from sim.hub.station.lines import LineCalls
from sim.hub.station.windows import Periods
from sim.network.model import Hub, Network, RouteId, StopId
from sim.network.patterns import Pattern, patterns
from sim.study.day.departures import departures_of
from sim.study.demand_vehicles import with_vehicles

__all__ = ["station_lines"]

Floats = npt.NDArray[np.float64]

_DAY_S = 86_400.0
_QUARTER_S = 900.0


def station_lines(
    network: Network, vehicles: pd.DataFrame, loads: pd.DataFrame, hub: Hub, periods: Periods
) -> tuple[LineCalls, ...]:
    """Lines run at headways that leave from a stop of the station, each direction apart.

    Departures follow the headways of the network, branches of a line in turn. Each vehicle has the
    places that ``line_loads`` leaves in its quarter of an hour if all who board at the stop are
    taken out. People choose a line as all who board (alight) there do in the period; those of a
    direction that ends at the stop come with the vehicles that leave it the other way.

    Raises `DataError` if the vehicle of a line is not known. No such line: empty.
    """
    grouped = _patterns_at(network, set(hub.stop_ids) - rail_stations(network))
    fleet = fleet_of(with_vehicles(vehicles, network))
    found = []
    for (route_id, direction, stop_id), own in sorted(grouped.items()):
        of_line = loads[loads["route_id"] == route_id]
        same_way = of_line["direction"] == direction
        leaving = of_line[same_way & (of_line["from_stop_id"] == stop_id)]
        both_ways = (route_id, 1 - direction, stop_id) in grouped
        coming = of_line[(same_way | (not both_ways)) & (of_line["to_stop_id"] == stop_id)]
        depart_s = _departures(own, stop_id)
        places = _vehicle_places(fleet.vehicle(route_id, own[0].mode_id), route_id)
        free = np.floor(places * _free_shares(leaving, depart_s)).astype(np.int64)
        route = network.routes[RouteId(route_id)]
        last = network.stops[own[0].stop_ids[-1]]
        line = LineCalls(
            f"{route_id}:{direction}:{stop_id}",
            f"{route.name_zh}往{last.name_zh}",
            f"{route.name_en} to {last.name_en}",
            VehicleCalls(depart_s, free),
            _by_period(leaving, "boardings", periods),
            _by_period(coming, "alightings", periods),
        )
        found.append(line)
    return tuple(found)


def _patterns_at(
    network: Network, stops: set[StopId]
) -> dict[tuple[str, int, StopId], list[Pattern]]:
    """Patterns run at headways by line, direction and stop they go on from."""
    grouped: dict[tuple[str, int, StopId], list[Pattern]] = {}
    for pattern in patterns(network):
        if pattern.is_sum or not pattern.bands:
            continue
        for stop_id in pattern.stop_ids[:-1]:
            if stop_id in stops:
                key = (pattern.route_id, pattern.direction, stop_id)
                grouped.setdefault(key, []).append(pattern)
    return grouped


def _departures(own: list[Pattern], stop_id: StopId) -> Floats:
    """When vehicles leave the stop, as planned: branches alternate."""
    times = [
        departure_s + pattern.departure_offset_s[pattern.stop_ids.index(stop_id)]
        for pattern, planned in zip(own, departures_of(own), strict=True)
        for departure_s in planned
    ]
    return np.sort(np.array(times, dtype=np.float64))


def _vehicle_places(vehicle: Vehicle | None, route_id: str) -> float:
    if vehicle is None:
        issue = Issue(
            Severity.ERROR,
            "vehicle-unknown",
            f"line {route_id} has no vehicle",
            "add a row to network_data/demand/vehicles.csv",
        )
        raise DataError("the lines of a station cannot be simulated", [issue])
    return vehicle.places


def _free_shares(rows: pd.DataFrame, depart_s: Floats) -> Floats:
    """Share of a vehicle's places that are free before anybody boards at the stop, by departure.

    Quarters without a load have them all free.
    """
    quarters = rows[rows["quarter_start"] != ""]
    free = np.ones(int(2 * _DAY_S / _QUARTER_S))
    columns = quarters[["quarter_start", "load", "boardings", "capacity"]]
    for start, load, boardings, capacity in columns.itertuples(index=False, name=None):
        slot = parse_clock(str(start)) // _QUARTER_S
        free[int(slot)] = min(max(1.0 - (load - boardings) / capacity, 0.0), 1.0)
    slots = np.minimum((depart_s // _QUARTER_S).astype(np.int64), free.size - 1)
    shares: Floats = free[slots]
    return shares


def _by_period(rows: pd.DataFrame, name: str, periods: Periods) -> Floats:
    whole = rows[rows["quarter_start"] == ""].groupby("period")[name].sum()
    return np.array([float(whole.get(period, 0.0)) for period in periods.period_ids])
