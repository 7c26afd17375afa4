"""What a travel time is made of, packed with it into one integer.

A label with parts is ``time | rides | access | transfer | ride`` from the highest bits to the
lowest. To add a leg is one addition, and the least label is the earliest arrival; of several, the
one with the fewest rides, then the shortest access walk, the least walking between rides and the
least time on vehicles. So the same itinerary is chosen everywhere and its parts add up to the time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.routing.compiled import NEVER

__all__ = ["LONGEST_S", "PARTS", "RIDES_ONLY", "TIME_ONLY", "Packing", "unpacked"]

LONGEST_S = 16_383
"""Longest travel time, in seconds, whose parts fit into a label."""


class Packing(NamedTuple):
    """Where time and parts lie in a label: the time's shift, the mask of the parts, their units."""

    shift: int
    mask: int
    never: int
    rides: int
    access: int
    transfer: int
    ride: int


TIME_ONLY = Packing(shift=0, mask=0, never=NEVER, rides=0, access=0, transfer=0, ride=0)
"""A label is its time, in 32 bits."""

PARTS = Packing(
    shift=47,
    mask=(1 << 47) - 1,
    never=1 << 62,
    rides=1 << 42,
    access=1 << 28,
    transfer=1 << 14,
    ride=1,
)
"""A label of 64 bits: 16 for the time, 5 for the rides, 14 for each of the other parts."""


RIDES_ONLY = Packing(shift=5, mask=31, never=1 << 62, rides=1, access=0, transfer=0, ride=0)
"""A label of time and rides, for travel times whose other parts do not fit."""


def unpacked(labels: npt.NDArray[np.int64]) -> dict[str, npt.NDArray[np.int32]]:
    """Time and parts of labels: ``time_s, rides, access_s, transfer_s, ride_s``.

    Examples
    --------
    >>> label = (600 << 47) + (1 << 42) + (120 << 28) + 300
    >>> {name: values.tolist() for name, values in unpacked(np.array([label])).items()}
    {'time_s': [600], 'rides': [1], 'access_s': [120], 'transfer_s': [0], 'ride_s': [300]}
    """
    return {
        "time_s": (labels >> PARTS.shift).astype(np.int32),
        "rides": (labels >> 42 & 31).astype(np.int32),
        "access_s": (labels >> 28 & LONGEST_S).astype(np.int32),
        "transfer_s": (labels >> 14 & LONGEST_S).astype(np.int32),
        "ride_s": (labels & LONGEST_S).astype(np.int32),
    }
