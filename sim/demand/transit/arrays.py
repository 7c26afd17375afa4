"""Arrays that the kernels of the strategies read and write, and what they count.

A stop has two nodes: *arrived* (stepped out; may leave, change or walk to another stop) and
*waiting* (may only board). A hop is the ride from one stop of a pattern to the next; its node is
the vehicle that leaves the first of them. So no path can board and alight at the same stop, or
walk through a stop without riding. Node numbers: arrived ``s``, waiting ``S + s``, hops
``2 S + h``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = [
    "ACCESS_PARTS",
    "ALIGHTS",
    "BOARDED",
    "DIRECT",
    "NOWHERE",
    "Costs",
    "Ints32",
    "Measures",
    "Strategies",
    "Structure",
    "Sums",
]

Ints32 = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

ACCESS_PARTS = ("walk_min", "wait_min", "ride_min", "ride_km", "boardings")
"""Columns of `Measures.access`: on foot; waiting and riding on the way; how often one boards."""

ALIGHTS, BOARDED = 1, 2
"""Bits of `Strategies.flags`: leave the vehicle after this hop; board before it."""

DIRECT, NOWHERE = -1, -2
"""Values of `Strategies.first_link` that are no link: the service without lines, and no way."""


class Structure(NamedTuple):
    """What joins what. Lists of lists are rows: those of ``k`` lie from ``first[k]`` on."""

    hop_tail: Ints32
    hop_head: Ints32
    hop_before: Ints32
    """The hop before on the same pattern, or -1; the one after is the next row."""
    hop_mode: Ints32
    tail_first: Ints32
    tail_hops: Ints32
    head_first: Ints32
    head_hops: Ints32
    walk_first: Ints32
    """Walks between stops by the stop they lead to; changing at a stop is a walk to itself."""
    walk_from: Ints32
    walk_to: Ints32
    walk_gate: Ints32
    """Mode whose gates this walk does not leave, or -1."""
    access_first: Ints32
    """Links of zones and stops, by zone; good for both directions."""
    access_stop: Ints32


class Costs(NamedTuple):
    """What travellers minimise, in weighted minutes; frequencies are vehicles per minute."""

    ride: Floats
    dwell: Floats
    board: Floats
    least_board: Floats
    """The least of `board` at each stop."""
    alight: Floats
    frequency: Floats
    walk: Floats
    access: Floats
    direct: Floats
    """From zone to zone by the service without lines, [Z, Z]; inf where it does not go."""
    wait_weight: Floats
    """One number: weighted minutes of waiting per ``1 / frequency``."""
    discount: Floats
    """One number: what the first boarding is charged too much."""


class Measures(NamedTuple):
    """What skims add up along a strategy: plain minutes, km and counts."""

    ride: Floats
    dwell: Floats
    crowd: Floats
    """Weighted minutes of crowding in riding and standing at the stop after the hop, [H, 2]."""
    km: Floats
    slack: Floats
    alight: Floats
    walk: Floats
    access: Floats
    direct: Floats
    """km of the service without lines, [Z, Z]; and its walk, wait and minutes per km beside it."""
    direct_parts: Floats
    wait_factor: Floats
    frequency: Floats
    """As in `Costs`."""


class Strategies(NamedTuple):
    """Optimal strategies towards zones, a row each; as much as skims and loads need.

    ``order`` lists the ``size`` nodes that reach the zone, nearest first. ``choice`` is by stop:
    the walk taken after alighting, or ``-1 - link`` where the zone's link is. ``flags`` are by hop,
    ``first_link`` and ``cost`` (weighted minutes) by zone of origin.
    """

    order: Ints32
    size: Ints32
    choice: Ints32
    flags: npt.NDArray[np.uint8]
    first_link: Ints32
    cost: Floats


class Sums(NamedTuple):
    """People, as `TransitFlows` of `sim.demand.transit.loads` tells them; kernels add to them."""

    load: Floats
    board: Floats
    waited: Floats
    alight: Floats
    walked: Floats
    access: Floats
    egress: Floats
    direct: Floats
    unassigned: Floats
