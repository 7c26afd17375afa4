"""The record of what a scenario sets for a day's operations: lanes, service, vehicles, closures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["LaneSetting", "Operations", "ServiceSetting", "TimedClosure", "VehicleSetting"]

ClosureKind = Literal["section", "station", "runway"]


@dataclass(frozen=True, slots=True)
class LaneSetting:
    """Lanes open at a place (``facility/place``) from a moment until another (s of the day)."""

    place: str
    lanes: int
    from_s: int
    until_s: int


@dataclass(frozen=True, slots=True)
class ServiceSetting:
    """Mean time that one lane of a place takes for one person (s)."""

    place: str
    mean_s: float


@dataclass(frozen=True, slots=True)
class VehicleSetting:
    """Places of every vehicle of a line; ``seats`` None keeps the line's share of seats."""

    route_id: str
    places: int
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class TimedClosure:
    """Something closed for a part of the day: a section between two stops, a station, the runway.

    ``stop_ids`` are the two ends of the section, the one station, or nothing for the runway.
    """

    kind: ClosureKind
    stop_ids: tuple[str, ...]
    from_s: int
    until_s: int


@dataclass(frozen=True, slots=True)
class Operations:
    """What modifications set for a day's operations; empty where nothing does.

    None of it changes where the router finds a way. Vehicles change crowding, and so demand; the
    rest is seen by the simulated day alone.

    Examples
    --------
    >>> Operations() == Operations(), bool(Operations().vehicles)
    (True, False)
    """

    lanes: tuple[LaneSetting, ...] = ()
    service_times: tuple[ServiceSetting, ...] = ()
    vehicles: tuple[VehicleSetting, ...] = ()
    closures: tuple[TimedClosure, ...] = ()
