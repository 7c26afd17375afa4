"""Contract of ``network_data/demand/prices``: what travel costs, by date."""

from sim.tables.columns import Day, Facts, Number, Text, choice, day, number, text
from sim.tables.spec import TableSpec

__all__ = ["TABLES", "Prices"]

UNITS = ("yuan", "yuan/h", "yuan/km", "yuan/l", "km", "factor")


class Prices(Facts):
    """Prices that travellers pay, in yuan of the year, and what goes with them, by date."""

    price_id: Text = text("Price", pattern=r"^[a-z][a-z0-9_]*$", example="parking_core")
    title_zh: Text = text("Chinese title")
    title_en: Text = text("English title")
    value: Number = number(
        "Amount, distance included in a fare, or factor on a tariff",
        unit="as in unit",
        low=0,
        high=1000,
    )
    unit: Text = choice("Unit of the value", UNITS)
    valid_from: Day = day("First day of the price; 1900-01-01: as far back as is known")
    valid_to: Day = day("Last day of the price; empty: still valid", optional=True)
    note: Text = text("How the value was chosen, what it leaves out", optional=True)


TABLES: tuple[TableSpec, ...] = (
    TableSpec("demand/prices", "Prices of travel", Prices, ("price_id", "valid_from")),
)
