"""Set what travel costs: fares, parking, fuel, taxis, road charges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from sim.modifications.base import Effect, ModificationBase, Problem, error, warning
from sim.modifications.draft import Draft
from sim.modifications.names import price_ids, prices_problems
from sim.modifications.values import Factor, NamesOrName, Yuan
from sim.network.model import Price, Quality
from sim.network.prices import CARS_PRICE_ID

__all__ = ["SetPrice"]

_LARGE_CHANGE = 10.0


class SetPrice(ModificationBase):
    """Change prices of travel: to an amount, or by a factor. Only demand sees them."""

    type: Literal["set_price"]

    price: NamesOrName
    """A price by id or title, such as parking_core, or several: [fare_bus, fare_local_bus]; the
    table network_data/demand/prices.csv lists them."""

    yuan: Yuan | None = None
    """New price in the price's own unit (yuan, yuan per hour, km or litre), in yuan of the year of
    as_of. Either this or factor."""

    factor: Factor | None = None
    """Multiply the value by this: 2 is twice as dear. Either this or yuan."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check that the prices exist and that one of the two keys is given and fits."""
        yield from prices_problems(draft, self.price, "price")
        if (self.yuan is None) == (self.factor is None):
            given = "both are" if self.yuan is not None else "none is"
            yield error(
                "yuan-or-factor",
                f"of yuan and factor, {given} given",
                "give exactly one of the two",
                *(() if self.yuan is None else ("factor",)),
            )
        for price in self._prices(draft):
            if price.price_id == CARS_PRICE_ID:
                yield error(
                    "not-a-price",
                    "how many cars people have is no price",
                    "use `type: set_car_ownership`",
                    "price",
                )
            elif self.yuan is not None and not price.in_yuan:
                yield error(
                    "unit-differs",
                    f"{price.price_id} is {price.text()}, not an amount of yuan",
                    "give a factor on it instead",
                    "yuan",
                )
        if self.factor == 1.0 and not self.allow_no_effect:
            yield error(
                "no-effect",
                "a factor of 1 changes nothing",
                "0.5 is half the price, 2 twice",
                "factor",
            )

    def check(self, draft: Draft) -> Iterator[Problem]:
        """Check that no factor is put on nothing, and that the change is one that is meant."""
        for price in self._prices(draft):
            if self.factor is not None and price.value == 0 and not self.allow_no_effect:
                yield error(
                    "no-effect",
                    f"{price.price_id} is {price.text()}: a factor leaves it so",
                    "give yuan instead",
                    "factor",
                )
            elif self._new_value(price) > _LARGE_CHANGE * price.value > 0:
                yield warning(
                    "price-change-large",
                    f"{price.price_id} rises from {price.text()} to {self._new_value(price):g}",
                    f"check the number: the unit is {price.unit}",
                    "factor" if self.yuan is None else "yuan",
                )

    def apply(self, draft: Draft) -> Effect:
        """Put the new values in."""
        changed = 0
        told = []
        prices = self._prices(draft)
        for price in prices:
            value = self._new_value(price)
            told.append(f"{price.title_en}: {price.value:g} → {value:g} {price.unit}")
            if value != price.value:
                draft.prices[price.price_id] = replace(
                    price, value=value, quality=Quality.SCENARIO, source="scenario", note=""
                )
                changed += 1
        return Effect(
            "; ".join(told),
            {"prices": tuple(price.price_id for price in prices)},
            {"prices": changed},
        )

    def _prices(self, draft: Draft) -> list[Price]:
        names = (self.price,) if isinstance(self.price, str) else self.price
        return [draft.prices[found] for name in names for found in price_ids(draft, name)[:1]]

    def _new_value(self, price: Price) -> float:
        if self.yuan is not None:
            return self.yuan
        return round(price.value * (1.0 if self.factor is None else self.factor), 6)
