"""The record of a price."""

from __future__ import annotations

from dataclasses import dataclass

from sim.network.quality import Quality

__all__ = ["Price"]


@dataclass(frozen=True, slots=True)
class Price:
    """What something costs travellers on the network's date, or a number that works like a price.

    ``unit`` is of money in yuan of the year (``yuan``, ``yuan/h``, ``yuan/km``, ``yuan/l``), of
    what a fare includes (``km``), a ``factor`` on a tariff, or ``cars`` per 1,000 people.

    Examples
    --------
    >>> petrol = Price("fuel", "汽油", "Petrol", 6.2, "yuan/l", Quality.UNVERIFIED, "x")
    >>> petrol.in_yuan, petrol.text()
    (True, '6.2 yuan/l')
    """

    price_id: str
    title_zh: str
    title_en: str
    value: float
    unit: str
    quality: Quality
    source: str
    note: str = ""

    @property
    def in_yuan(self) -> bool:
        """Whether it is an amount of money."""
        return self.unit.partition("/")[0] == "yuan"

    def text(self) -> str:
        """Value with its unit, as a person says it."""
        is_factor = self.unit == "factor"
        return f"a factor of {self.value:g}" if is_factor else f"{self.value:g} {self.unit}"
