"""Contracts of ``network_data/demand/vehicles`` and ``crowding``: room, and what its lack costs."""

from sim.tables.columns import Facts, Integer, Number, Text, integer, number, text
from sim.tables.spec import ForeignKey, TableSpec

__all__ = ["TABLES", "Crowding", "Vehicles"]


class Vehicles(Facts):
    """Vehicles by line, and by mode for lines without a row of their own."""

    mode_id: Text = text("Mode, as in modes.yaml")
    route_id: Text = text("Line; empty: all lines of the mode without a row", optional=True)
    vehicle_type: Text = text("Type of vehicle")
    cars: Integer = integer("Cars per train", unit="1", low=1, high=12)
    seats: Integer = integer("Seats of a train or vehicle", unit="1", low=1, high=2000)
    places: Integer = integer(
        "Seats and standing room together, 6 standing per m2", unit="1", low=1, high=5000
    )
    note: Text = text("How the numbers were chosen", optional=True)


class Crowding(Facts):
    """Points of the multiplier of ride time by how full a vehicle is; straight between them."""

    seats_taken: Number = number("Share of the seats taken", unit="1", low=0, high=1)
    standing_per_m2: Number = number("People standing", unit="1/m2", low=0, high=12)
    multiplier: Number = number(
        "Weight of a minute, 1 in an empty vehicle", unit="1", low=1, high=5
    )
    note: Text = text("Remarks", optional=True)


TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        "demand/vehicles",
        "Seats and places of vehicles",
        Vehicles,
        ("mode_id", "route_id"),
        foreign_keys=(ForeignKey("route_id", ("metro/lines.route_id", "bus/routes.route_id")),),
    ),
    TableSpec(
        "demand/crowding",
        "Weight of a minute in a crowded vehicle",
        Crowding,
        ("seats_taken", "standing_per_m2"),
    ),
)
