"""Add destinations of the home airport."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from sim.modifications.air_routes import airport_problems, cities
from sim.modifications.base import Effect, ModificationBase, Problem, counted, error
from sim.modifications.draft import Draft
from sim.modifications.values import Names
from sim.network.model import AirRoute, Quality

__all__ = ["AddAirRoutes"]


class AddAirRoutes(ModificationBase):
    """Fly to further destinations from the home airport."""

    type: Literal["add_air_routes"]

    destinations: Names
    """Airport codes (IATA), such as [SFO, LAX]; see network_data/air/airports.csv."""

    weekly_frequency: float | None = Field(default=None, gt=0, le=1000)
    """Departures a week on each of these routes; leave it out where it is not known."""

    nonstop: bool = True
    """False for flights that land on the way: they do not count as non-stop destinations."""

    airlines: str = ""
    """Airline codes, joined by ";"."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check the codes, and that the routes are new."""
        yield from airport_problems(draft, self.destinations, "destinations")
        for place, code in enumerate(self.destinations):
            if code in draft.air_routes and not self.allow_no_effect:
                yield error(
                    "route-already-flown",
                    f"{code} ({cities(draft, [code])}) is a destination already",
                    "remove it from the list",
                    "destinations",
                    place,
                )

    def apply(self, draft: Draft) -> Effect:
        """Enter the routes."""
        new = [code for code in self.destinations if code not in draft.air_routes]
        for code in new:
            draft.air_routes[code] = AirRoute(
                code,
                self.airlines,
                self.weekly_frequency,
                self.nonstop,
                Quality.SCENARIO,
                f"scenario: {self.note}" if self.note else "scenario",
            )
        return Effect(
            f"adds {counted(len(new), 'destination')}: {cities(draft, new)}",
            {"air_routes": tuple(new)},
            {"air_routes": len(new)},
        )
