"""Set how many cars people have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from pydantic import Field

from sim.modifications.base import Effect, ModificationBase, Problem, error, warning
from sim.modifications.draft import Draft
from sim.modifications.values import Factor
from sim.network.model import Price, Quality
from sim.network.prices import CARS_PRICE_ID

__all__ = ["SetCarOwnership"]

_USUAL_CARS = (50.0, 600.0)


class SetCarOwnership(ModificationBase):
    """Change how many cars people have in the horizon year; districts keep their proportions."""

    type: Literal["set_car_ownership"]

    cars_per_1000: float | None = Field(default=None, ge=0, le=1000)
    """Cars per 1,000 people, mean of the whole city. Either this or factor."""

    factor: Factor | None = None
    """Multiply the number of cars by this: 0.9 is a tenth fewer. Either this or cars_per_1000."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check that there is a number to change and that one of the two keys is given."""
        if (self.cars_per_1000 is None) == (self.factor is None):
            given = "both are" if self.factor is not None else "none is"
            yield error(
                "cars-or-factor",
                f"of cars_per_1000 and factor, {given} given",
                "give exactly one of the two",
                *(() if self.factor is None else ("factor",)),
            )
        if CARS_PRICE_ID not in draft.prices:
            yield error(
                "no-car-ownership",
                "the tables do not say how many cars people have",
                "add rows of the whole city to network_data/demand/car_ownership.csv",
                "type",
            )
        if self.factor == 1.0 and not self.allow_no_effect:
            yield error(
                "no-effect",
                "a factor of 1 changes nothing",
                "0.9 is a tenth fewer cars",
                "factor",
            )

    def check(self, draft: Draft) -> Iterator[Problem]:
        """Check that the number is one that cities have."""
        value = self._new_value(draft.prices[CARS_PRICE_ID])
        if not _USUAL_CARS[0] <= value <= _USUAL_CARS[1]:
            yield warning(
                "car-ownership-odd",
                f"{value:g} cars per 1,000 people",
                f"cities have {_USUAL_CARS[0]:g} to {_USUAL_CARS[1]:g}",
                "cars_per_1000" if self.factor is None else "factor",
            )

    def apply(self, draft: Draft) -> Effect:
        """Put the new number in."""
        before = draft.prices[CARS_PRICE_ID]
        value = self._new_value(before)
        if value != before.value:
            draft.prices[CARS_PRICE_ID] = replace(
                before, value=value, quality=Quality.SCENARIO, source="scenario", note=""
            )
        return Effect(
            f"cars per 1,000 people: {before.value:g} → {value:g}",
            {"prices": (CARS_PRICE_ID,)},
            {"prices": int(value != before.value)},
        )

    def _new_value(self, before: Price) -> float:
        if self.cars_per_1000 is not None:
            return self.cars_per_1000
        return round(before.value * (1.0 if self.factor is None else self.factor), 3)
