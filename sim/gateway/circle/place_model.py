"""Places of the circle, the definitions it is measured by, and the levers that could be pulled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sim.gateway.circle.province import Pair
from sim.network.model import StopId

__all__ = [
    "BY_TRAIN",
    "NO_LEVER",
    "CircleDefinition",
    "CirclePlace",
    "ClockFace",
    "Family",
    "Lever",
    "PlaceKind",
]

Family = Literal["fastest", "effective", "door_to_door", "people"]
PlaceKind = Literal["city", "county", "own_county"]

BY_TRAIN: Final[tuple[Family, ...]] = ("fastest", "effective")
"""Families that count from station to station; the others count from door to door."""


@dataclass(frozen=True, slots=True)
class CirclePlace:
    """A city or county of the circle.

    Trains count at ``station_ids`` (fastest, effective); door to door the people of ``county_ids``
    travel, over whatever stations are in their reach. An ``own_county`` is one of the hub's own
    city: who sets out in it does not count as travelling to it.
    """

    place_id: str
    kind: PlaceKind
    name_zh: str
    name_en: str
    prefecture: str
    station_ids: tuple[StopId, ...]
    county_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CircleDefinition:
    """A definition of the circle: its family and its limit. `overnight` as in `mean_ride`."""

    definition_id: str
    family: Family
    limit_min: float
    overnight: bool = True


@dataclass(frozen=True, slots=True)
class ClockFace:
    """Trains at equal gaps between two stations, in place of those of today."""

    trains_per_hour: int
    ride_min: float
    pair: Pair


@dataclass(frozen=True, slots=True)
class Lever:
    """A change to try: minutes off rides, off the way in the city, or another timetable.

    Rides are those between `ride_pair`, or all where it is None.
    """

    ride_cut_min: float = 0.0
    access_cut_min: float = 0.0
    clock_face: ClockFace | None = None
    ride_pair: Pair | None = None


NO_LEVER: Final = Lever()
"""Everything as it is."""
