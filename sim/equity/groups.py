"""Groups of places that equity is reported for: the city, districts, rings round the centre."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sim.equity.distribution import Ints, checked_array
from sim.errors import DataError

__all__ = [
    "RINGS",
    "Group",
    "Grouping",
    "Ring",
    "city_grouping",
    "district_grouping",
    "ring_grouping",
    "ring_of",
]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of places and its names."""

    id: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Ring(Group):
    """Places between two distances from the centre, in km; the inner limit belongs to the ring."""

    from_km: float
    to_km: float


RINGS: tuple[Ring, ...] = (
    Ring("0-5", "距中心5公里以内", "within 5 km", 0, 5),
    Ring("5-10", "距中心5–10公里", "5–10 km", 5, 10),
    Ring("10-20", "距中心10–20公里", "10–20 km", 10, 20),
    Ring("20-40", "距中心20–40公里", "20–40 km", 20, 40),
    Ring("40+", "距中心40公里以上", "40 km and more", 40, math.inf),
)
"""Rings around the city's centre, by distance as the crow flies, from the inside out."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which group of one kind (``city``, ``district``, ``ring``) every place belongs to.

    ``of_place`` holds the position in ``groups``. Groups without places stay: their rows are empty,
    not gone.
    """

    type: str
    groups: tuple[Group, ...]
    of_place: Ints


def city_grouping(places: int) -> Grouping:
    """All places as one group.

    Examples
    --------
    >>> city_grouping(2).groups[0].name_en
    'Whole city'
    """
    group = Group("city", "全市", "Whole city")
    return Grouping("city", (group,), np.zeros(places, dtype=np.int64))


def district_grouping(
    ids: Sequence[str], names_zh: Sequence[str], names_en: Sequence[str]
) -> Grouping:
    """Places by the district they lie in, districts in the order of their ids.

    The three sequences have one entry per place. An id with two names is an error, and so is a
    place without an id: it would be in the city's figures and in no district's.

    Examples
    --------
    >>> found = district_grouping(["2", "1", "2"], ["乙", "甲", "乙"], ["B", "A", "B"])
    >>> [group.name_zh for group in found.groups], found.of_place.tolist()
    (['甲', '乙'], [1, 0, 1])
    """
    if not len(ids) == len(names_zh) == len(names_en):
        raise DataError("districts need one id, one Chinese and one English name per place")
    without = [index for index, name in enumerate(ids) if not isinstance(name, str) or not name]
    if without:
        raise DataError(
            f"{len(without)} of {len(ids)} places have no district (positions "
            f"{', '.join(map(str, without[:5]))}): give every place the id of its district"
        )
    named = sorted(set(zip(ids, names_zh, names_en, strict=True)))
    groups = tuple(Group(*names) for names in named)
    position = {group.id: index for index, group in enumerate(groups)}
    if len(position) < len(groups):
        twice = sorted({a.id for a, b in pairwise(groups) if a.id == b.id})
        raise DataError(
            f"districts {', '.join(twice[:5])} have more than one name: "
            "give each id one Chinese and one English name"
        )
    return Grouping("district", groups, np.array([position[name] for name in ids], dtype=np.int64))


def ring_grouping(distance_km: npt.ArrayLike) -> Grouping:
    """Places by their ring around the centre; all five `RINGS`, also those without places.

    Examples
    --------
    >>> ring_grouping([3.0, 40.0]).of_place.tolist()
    [0, 4]
    """
    return Grouping("ring", RINGS, _ring_positions(distance_km))


def ring_of(distance_km: npt.ArrayLike) -> npt.NDArray[np.str_]:
    """Id of the ring of each place: ``0-5``, ``5-10``, ``10-20``, ``20-40``, ``40+``.

    Distances are in km from the centre as the crow flies, one per place. 5.0 km is in ``5-10``.
    A missing or negative distance is an error.

    Examples
    --------
    >>> ring_of([0.0, 4.9, 5.0, 12.0, 41.0]).tolist()
    ['0-5', '0-5', '5-10', '10-20', '40+']
    """
    return np.array([ring.id for ring in RINGS])[_ring_positions(distance_km)]


def _ring_positions(distance_km: npt.ArrayLike) -> Ints:
    distance = checked_array(distance_km, "distance_km")
    wrong = ~(distance >= 0)
    if wrong.any():
        raise DataError(
            f"{int(wrong.sum())} of {len(distance)} places have no usable distance from the "
            "centre: give kilometres from 0 up"
        )
    limits = [ring.from_km for ring in RINGS[1:]]
    return np.searchsorted(limits, distance, side="right").astype(np.int64)
