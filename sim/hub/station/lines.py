"""Vehicles of the city's lines at a station: when they leave, and room for passengers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hub.flow.places import VehicleCalls

__all__ = ["LineCalls", "more_often", "steady"]

Floats = npt.NDArray[np.float64]

_HOUR_S = 3600.0


@dataclass(frozen=True, eq=False)
class LineCalls:
    """One line in one direction at the station.

    ``boards`` is the weight with which people of each period who go on by such lines choose this
    one, ``alights`` the same for those who come by it; periods in the order of the station's.
    """

    line_id: str
    title_zh: str
    title_en: str
    calls: VehicleCalls
    boards: Floats
    alights: Floats


def steady(per_h: float, places: int, *, from_s: float, until_s: float) -> VehicleCalls:
    """Vehicles at even distances, the first half a distance after `from_s`.

    None where there are none an hour.

    Examples
    --------
    >>> steady(4.0, 2, from_s=0.0, until_s=3600.0).depart_s.tolist()
    [450.0, 1350.0, 2250.0, 3150.0]
    """
    count = int(per_h * (until_s - from_s) / _HOUR_S)
    step_s = _HOUR_S / per_h if per_h > 0 else 0.0
    depart_s = from_s + step_s * (np.arange(count, dtype=np.float64) + 0.5)
    return VehicleCalls(depart_s, np.full(count, places, dtype=np.int64))


def more_often(calls: VehicleCalls, percent: int) -> VehicleCalls:
    """The same service with vehicles `percent` per cent more often, each with the same room.

    Vehicle ``k`` of the new service leaves when ``k / (1 + percent / 100)`` vehicles of the old one
    have left, so every hour gets more in proportion. Fewer than two vehicles stay as they are.

    Examples
    --------
    >>> twice = more_often(VehicleCalls(np.array([0.0, 600.0]), np.array([5, 7])), 100)
    >>> twice.depart_s.tolist(), twice.places.tolist()
    ([0.0, 300.0, 600.0], [5, 7, 7])
    """
    size = calls.depart_s.size
    if size < 2 or percent <= 0:
        return calls
    at = np.arange(int((size - 1) * (100 + percent) / 100) + 1) * (100 / (100 + percent))
    depart_s = np.interp(at, np.arange(size), calls.depart_s).astype(np.float64)
    nearest = np.minimum(np.ceil(at - 1e-9).astype(np.int64), size - 1)
    return VehicleCalls(depart_s, calls.places[nearest])
