"""Walking and cycling distance between zones, over the bridges that may be walked."""

from __future__ import annotations

import numpy as np

from sim.demand.model import DemandZones, SlowSkims
from sim.demand.road.inside import DETOUR, inside_km
from sim.geometry import to_metres
from sim.network.ground import ground_of, road_m
from sim.network.model import Network

__all__ = ["slow_skims"]


def slow_skims(network: Network, zones: DemandZones) -> SlowSkims:
    """Way along streets between the centres of zones (km), from row to column.

    Straight line times 1.3 on one bank of the river; to the other bank over the walkable crossing,
    open on the network's date, that makes the way shortest, at its published length. Infinite
    where no such crossing leads there. On the diagonal, the mean way inside the zone
    (`inside_km`). Cycles take the same bridges as people on foot.

    Examples
    --------
    >>> from sim.demand.road.examples import two_roads
    >>> _, network, zones = two_roads()
    >>> slow_skims(network, zones).km.astype(float).round(2).tolist()  # 9.61 km straight
    [[0.57, 12.49], [12.49, 0.57]]
    """
    centres = to_metres(zones.lon, zones.lat)
    km = road_m(centres, centres, DETOUR, ground_of(network)) / 1000.0
    np.fill_diagonal(km, inside_km(network, zones))
    return SlowSkims(km.astype(np.float32))
