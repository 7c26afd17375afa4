"""Vehicles: how many people sit and how many have a place, by line or by mode."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from sim.errors import DataError, Issue, Severity

__all__ = ["Fleet", "Vehicle", "fleet_of"]


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle or train: ``seats``, and ``places`` with six people standing on a square metre."""

    seats: float
    places: float


@dataclass(frozen=True)
class Fleet:
    """Vehicles by line, and by mode for lines without an entry of their own."""

    by_route: Mapping[str, Vehicle]
    by_mode: Mapping[str, Vehicle]

    def vehicle(self, route_id: str, mode_id: str) -> Vehicle | None:
        """Vehicle of a line; None where neither line nor mode has one: its capacity is unknown.

        Examples
        --------
        >>> fleet = Fleet({}, {"tram": Vehicle(60, 300)})
        >>> fleet.vehicle("T1", "tram"), fleet.vehicle("F1", "ferry")
        (Vehicle(seats=60, places=300), None)
        """
        return self.by_route.get(route_id, self.by_mode.get(mode_id))


def fleet_of(table: pd.DataFrame) -> Fleet:
    """Vehicles of ``demand/vehicles``; a row without a line counts for the whole mode.

    Raises
    ------
    DataError
        If a vehicle has more seats than places; every such row is named.

    Examples
    --------
    >>> rows = [("tram", "", 60, 300), ("tram", "T1", 70, 350)]
    >>> table = pd.DataFrame(rows, columns=["mode_id", "route_id", "seats", "places"])
    >>> fleet_of(table).vehicle("T1", "tram").places
    350.0
    """
    by_route: dict[str, Vehicle] = {}
    by_mode: dict[str, Vehicle] = {}
    issues: list[Issue] = []
    for row in table.to_dict("records"):
        route_id, mode_id = str(row["route_id"]), str(row["mode_id"])
        vehicle = Vehicle(float(row["seats"]), float(row["places"]))
        if vehicle.seats > vehicle.places:
            what = f"{route_id or mode_id}: {vehicle.seats:g} seats, but {vehicle.places:g} places"
            fix = "places count seats and standing room together"
            issues.append(Issue(Severity.ERROR, "more-seats-than-places", what, fix))
        elif route_id:
            by_route[route_id] = vehicle
        else:
            by_mode[mode_id] = vehicle
    if issues:
        raise DataError("demand/vehicles cannot be used", issues)
    return Fleet(MappingProxyType(by_route), MappingProxyType(by_mode))
