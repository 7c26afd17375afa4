"""A few zones, a period and plain parameters, for examples and tests."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from sim.demand.model import DemandZones, Period, TransitLoads
from sim.demand.transit.assign import load_transit, solve_transit
from sim.demand.transit.fleet import Fleet
from sim.demand.transit.graph import build_transit
from sim.network.examples import empty
from sim.network.model import Network, StopId

__all__ = ["PARAMETERS", "PEAK", "no_loads", "zones_at"]

PEAK = Period("peak", "高峰", "Peak", ((7 * 3600, 9 * 3600),))

PARAMETERS: Mapping[str, float] = MappingProxyType(
    {
        "walk_weight": 2.0,
        "wait_weight": 2.0,
        "wait_factor": 0.5,
        "transfer_penalty_min": 6.0,
        "street_ride_weight": 1.2,
        "new_station_min": 8.0,
        "new_station_years": 1.2,
        "local_bus_speed_kmh": 13.0,
        "local_bus_wait_min": 8.0,
        "local_bus_walk_min": 9.0,
        "local_bus_max_km": 0.0,
    }
)
"""As in ``demand/parameters``, but without the service that no table has."""


def zones_at(network: Network, stops: str) -> DemandZones:
    """Make special zones, each at a stop of the network, four minutes from it.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> zones_at(line("A B C"), "A C").zone_ids
    ('z_A', 'z_C')
    """
    names = tuple(stops.split())
    places = [network.stops[StopId(name)] for name in names]
    size = len(names)
    return DemandZones(
        zone_ids=tuple(f"z_{name}" for name in names),
        names_zh=names,
        names_en=names,
        county_ids=("x",) * size,
        kind=("station",) * size,
        lon=np.array([place.lon for place in places]),
        lat=np.array([place.lat for place in places]),
        population=np.ones(size),
        jobs=np.ones(size),
        car_share=np.zeros(size),
        parking_id=("elsewhere",) * size,
        areas=MappingProxyType({}),
        cell_ids=(),
        cell_row=np.empty(0, dtype=np.int64),
        special_stop_ids=tuple((name,) for name in names),
    )


def no_loads() -> TransitLoads:
    """Make the loads of a period in which nothing runs and nobody travels.

    Examples
    --------
    >>> no_loads().mode_ids
    ('local_bus',)
    """
    graph = build_transit(empty(), zones_at(empty(), ""), [PEAK], PARAMETERS, Fleet({}, {}))[0]
    service = solve_transit([graph], PARAMETERS)
    return load_transit([graph], service, np.zeros((1, 0, 0)), None).loads[0]
