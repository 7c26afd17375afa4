"""Set how many people the vehicles of lines have room for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from pydantic import Field

from sim.modifications.base import Effect, ModificationBase, Problem, error
from sim.modifications.draft import Draft
from sim.modifications.names import route_named, route_problems, routes_problems
from sim.modifications.values import Names
from sim.network.model import Route
from sim.network.operations import VehicleSetting

__all__ = ["SetVehicleCapacity"]


class SetVehicleCapacity(ModificationBase):
    """Run longer or shorter vehicles: crowding, and with it demand, changes; so does the day."""

    type: Literal["set_vehicle_capacity"]

    routes: Names
    """Lines, by id or name, such as [metro_1, Line 2]."""

    places: int = Field(ge=1, le=10000)
    """People a vehicle has room for, seats and six standing on a square metre together."""

    seats: int | None = Field(default=None, ge=0, le=10000)
    """Seats among the places; by default the line keeps its share of seats."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check the lines, and that there are not more seats than places."""
        yield from routes_problems(draft, self.routes, "routes")
        if self.seats is not None and self.seats > self.places:
            yield error(
                "more-seats-than-places",
                f"{self.seats} seats, but {self.places} places",
                "places count seats and standing room together",
                "seats",
            )

    def provides(self, draft: Draft) -> None:
        """Nothing that could be named later."""

    def apply(self, draft: Draft) -> Effect:
        """Enter the vehicles; a later entry replaces an earlier one."""
        routes = self._routes(draft)
        known = {one.route_id: one for one in draft.operations.vehicles}
        ids = [str(route.route_id) for route in routes]
        new = {one: VehicleSetting(one, self.places, self.seats) for one in ids}
        changed = sum(known.get(route_id) != one for route_id, one in new.items())
        if changed:
            settings = {**known, **new}
            draft.operations = replace(
                draft.operations, vehicles=tuple(settings[one] for one in sorted(settings))
            )
        seats = "" if self.seats is None else f", {self.seats} of them seats"
        names = ", ".join(route.name_en for route in routes)
        return Effect(
            f"{names}: {self.places} places a vehicle{seats}",
            {"routes": tuple(route.route_id for route in routes)},
            {"routes": changed},
        )

    def _routes(self, draft: Draft) -> list[Route]:
        return [
            route_named(draft, text)
            for text in self.routes
            if text not in draft.promised and not any(route_problems(draft, text))
        ]
