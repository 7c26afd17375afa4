"""Contracts of ``network_data/operations/metro_*``: how trains stop and turn, room to wait."""

from sim.tables.columns import Facts, Integer, Number, Text, choice, integer, number, text
from sim.tables.spec import TableSpec

__all__ = ["TABLES", "MetroCars", "MetroLevels", "MetroRules"]


class MetroRules(Facts):
    """Parameters of trains and platforms of urban rail, one a row, with their ranges."""

    parameter: Text = text("Parameter", pattern=r"^[a-z][a-z0-9_]*$", example="min_dwell_s")
    value: Number = number("Value", unit="as in unit", low=0, high=10000)
    low: Number = number("Lowest plausible value", unit="as in unit", low=0, high=10000)
    high: Number = number("Highest plausible value", unit="as in unit", low=0, high=10000)
    unit: Text = choice("Unit", ("s", "m", "1", "people/m2"))
    title_zh: Text = text("What it is, Chinese")
    title_en: Text = text("What it is, English")
    note: Text = text("What it means", optional=True)


class MetroCars(Facts):
    """Length and doors of a car, by type of vehicle."""

    vehicle_type: Text = text("Type of vehicle, as in demand/vehicles", example="B")
    car_length_m: Number = number("Length of a car", unit="m", low=5, high=60)
    doors_per_car: Integer = integer("Doors on one side of a car", unit="1", low=1, high=12)
    note: Text = text("Remarks", optional=True)


class MetroLevels(Facts):
    """Levels of service of a place where people stand and wait, by room per person."""

    level: Text = text("Level, A is best", pattern=r"^[A-F]$")
    at_least_m2: Number = number("Room per person from which it holds", unit="m2", low=0, high=10)
    title_zh: Text = text("What it is like, Chinese")
    title_en: Text = text("What it is like, English")
    note: Text = text("Remarks", optional=True)


TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        "operations/metro_rules",
        "How trains of urban rail run, stop and turn",
        MetroRules,
        ("parameter",),
    ),
    TableSpec("operations/metro_cars", "Length and doors of cars", MetroCars, ("vehicle_type",)),
    TableSpec(
        "operations/metro_levels",
        "Levels of service of waiting areas",
        MetroLevels,
        ("level",),
    ),
)
