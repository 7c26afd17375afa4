"""Remove destinations of the home airport."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sim.modifications.air_routes import airport_problems, cities
from sim.modifications.base import Effect, ModificationBase, Problem, counted, error
from sim.modifications.draft import Draft
from sim.modifications.names import did_you_mean
from sim.modifications.values import Names

__all__ = ["RemoveAirRoutes"]


class RemoveAirRoutes(ModificationBase):
    """Stop flying to destinations from the home airport."""

    type: Literal["remove_air_routes"]

    destinations: Names
    """Airport codes (IATA), such as [SFO, LAX]."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check the codes, and that the routes are flown."""
        yield from airport_problems(draft, self.destinations, "destinations")
        for place, code in enumerate(self.destinations):
            if code in draft.airports and code not in draft.air_routes and not self.allow_no_effect:
                yield error(
                    "route-not-flown",
                    f"{code} is not a destination",
                    did_you_mean(code, draft.air_routes, "remove it from the list"),
                    "destinations",
                    place,
                )

    def apply(self, draft: Draft) -> Effect:
        """Take the routes out."""
        gone = [code for code in self.destinations if code in draft.air_routes]
        for code in gone:
            del draft.air_routes[code]
        return Effect(
            f"removes {counted(len(gone), 'destination')}: {cities(draft, gone)}",
            {"air_routes": tuple(gone)},
            {"air_routes": len(gone)},
        )
