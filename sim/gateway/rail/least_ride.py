"""The shortest ride that physics allows between two stations: no retiming goes below it."""

from __future__ import annotations

from math import sqrt
from typing import Final

from sim.geometry import geodesic_m
from sim.network.model import Network, StopId

__all__ = ["ACCELERATION_M_S2", "least_ride_min"]

ACCELERATION_M_S2: Final = 0.5
"""Assumption: mean acceleration and braking of a high-speed train in service."""


def least_ride_min(
    network: Network,
    pair: tuple[StopId, StopId],
    *,
    acceleration_m_s2: float = ACCELERATION_M_S2,
) -> float:
    """Minutes along the straight line between two stations, without a stop: no ride is shorter.

    ``s / v + v / a`` with the top speed ``v`` of the mode of the second station, from standstill to
    standstill; ``2 sqrt(s / a)`` where it is never reached.

    Examples
    --------
    48.3 km at 350 km/h take 8.3 min, gaining and losing speed 3.2 min.

    >>> from sim.gateway.circle.small_province import ready
    >>> round(least_ride_min(ready().network, ("H", "X")), 1)
    11.5
    """
    one, other = (network.stops[stop_id] for stop_id in pair)
    metres = geodesic_m((one.lon, one.lat), (other.lon, other.lat))
    speed = network.modes[other.mode_id].max_speed_kmh / 3.6
    if metres < speed**2 / acceleration_m_s2:
        return 2.0 * sqrt(metres / acceleration_m_s2) / 60.0
    return (metres / speed + speed / acceleration_m_s2) / 60.0
