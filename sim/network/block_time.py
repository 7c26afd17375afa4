"""How long a flight takes from stand to stand, by its distance."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import DataError
from sim.geometry import Floats

__all__ = ["BlockBand", "block_bands", "block_min"]


@dataclass(frozen=True, slots=True)
class BlockBand:
    """Flights of at least `from_km` take `fixed_min` and their distance at `speed_kmh`."""

    from_km: float
    fixed_min: float
    speed_kmh: float


def block_bands(table: pd.DataFrame) -> tuple[BlockBand, ...]:
    """Bands of the table ``air/block_time``, by distance.

    The first band must begin at 0 km, and a longer flight must never be the shorter one in time:
    else a `DataError`.

    Examples
    --------
    >>> block_bands(pd.DataFrame({"from_km": [0], "fixed_min": [30], "speed_kmh": [850]}))
    (BlockBand(from_km=0.0, fixed_min=30.0, speed_kmh=850.0),)
    """
    bands = tuple(
        BlockBand(float(row["from_km"]), float(row["fixed_min"]), float(row["speed_kmh"]))
        for row in table.sort_values("from_km").to_dict("records")
    )
    if not bands or bands[0].from_km != 0:
        raise DataError("air/block_time must have a band that begins at 0 km")
    for shorter, longer in pairwise(bands):
        before = shorter.fixed_min + longer.from_km / shorter.speed_kmh * 60
        after = longer.fixed_min + longer.from_km / longer.speed_kmh * 60
        if after < before:
            raise DataError(
                f"air/block_time: a flight of {longer.from_km:g} km takes {after:.0f} min, one "
                f"just shorter {before:.0f} min; raise fixed_min or lower speed_kmh of the longer "
                "band"
            )
    return bands


def block_min(distance_km: npt.ArrayLike, bands: tuple[BlockBand, ...]) -> Floats:
    """Minutes from stand to stand, modelled: ``fixed_min + 60 * km / speed_kmh`` of the band.

    Symmetric: winds are not in it. Eastward flights over the Pacific are up to an hour shorter,
    westward ones up to an hour longer. NaN stays NaN.

    Examples
    --------
    425 km at 850 km/h is half an hour, and half an hour on the ground and climbing.

    >>> block_min([425.0], (BlockBand(0, 30, 850),)).tolist()
    [60.0]
    """
    distance = np.asarray(distance_km, np.float64)
    starts = np.array([band.from_km for band in bands])
    own = np.searchsorted(starts, distance, side="right") - 1
    fixed = np.array([band.fixed_min for band in bands])
    speed = np.array([band.speed_kmh for band in bands])
    return np.asarray(fixed[own] + distance / speed[own] * 60.0, np.float64)
