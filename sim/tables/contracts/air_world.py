"""Contracts of the air network of the world: airports, routes, regions, times, parameters."""

from sim.tables.columns import (
    Facts,
    Number,
    Text,
    choice,
    latitude,
    longitude,
    number,
    text,
)
from sim.tables.spec import ForeignKey, TableSpec

__all__ = [
    "TABLES",
    "ConnectionTimes",
    "NetScanParameters",
    "Regions",
    "WorldAirports",
    "WorldRoutes",
]

IATA = r"^[A-Z]{3}$"
COUNTRY = r"^[A-Z]{2}$"
KINDS = ("domestic", "international")
PAIRS = tuple(f"{one}_{other}" for one in KINDS for other in KINDS)


class Regions(Facts):
    """Countries and territories with their region of the world."""

    country: Text = text("Country or territory code", pattern=COUNTRY, example="CN")
    name_zh: Text = text("Chinese name of the country or territory")
    name_en: Text = text("English name of the country or territory")
    region: Text = text("Region", pattern=r"^[a-z_]+$", example="east_asia")
    region_zh: Text = text("Chinese name of the region")
    region_en: Text = text("English name of the region")


class WorldAirports(Facts):
    """Airports of the world that journeys from Zhejiang may end or change at."""

    iata: Text = text("Airport code", pattern=IATA, example="FRA")
    name_zh: Text = text("Chinese name of the city or airport")
    name_en: Text = text("English name of the airport")
    city: Text = text("City, English")
    country: Text = text("Country or territory code", pattern=COUNTRY, example="DE")
    lon: Number = longitude()
    lat: Number = latitude()
    timezone: Text = text("IANA time zone", pattern=r"^[A-Z][A-Za-z_/+-]+$", example="Asia/Tokyo")


class WorldRoutes(Facts):
    """Routes that at least one airline flies with passengers, by list; a row for each direction."""

    vintage: Text = choice("Month of the list", ("2017-10", "2021-08"))
    origin: Text = text("Airport code", pattern=IATA, example="PVG")
    destination: Text = text("Airport code", pattern=IATA, example="FRA")
    weekly_frequency: Number = number(
        "Departures per week", unit="1/week", low=0.1, high=1000, optional=True
    )


class NetScanParameters(Facts):
    """Parameters of measures of connectivity, by published form or use."""

    set_id: Text = text("Form or use", pattern=r"^[a-z0-9_]+$", example="veldhuis_1997")
    parameter: Text = text("Parameter", pattern=r"^[a-z_]+$", example="transfer_weight")
    value: Number = number("Value", unit="see column unit", low=0)
    low: Number = number("Lower bound", unit="see column unit", low=0, optional=True)
    high: Number = number("Upper bound", unit="see column unit", low=0, optional=True)
    unit: Text = choice("Unit of the value", ("1", "h", "1/h", "min", "1/week"))
    note: Text = text("What it is", optional=True)


class ConnectionTimes(Facts):
    """Shortest connections by kind of airport and of the two flights."""

    airport_kind: Text = choice("Kind of airport", ("home", "mainland", "abroad"))
    item: Text = choice("What it is", ("minimum_connection",))
    flights: Text = choice("Kinds of the two flights", PAIRS)
    value_min: Number = number("Usual value", unit="min", low=0, high=480)
    low_min: Number = number("Lower bound", unit="min", low=0, high=480)
    high_min: Number = number("Upper bound", unit="min", low=0, high=480)
    note: Text = text("Remarks", optional=True)


_AIRPORT = ("air/world_airports.iata",)
_COUNTRY = ("air/regions.country",)

TABLES: tuple[TableSpec, ...] = (
    TableSpec("air/regions", "Regions of the world", Regions, ("country",)),
    TableSpec(
        "air/world_airports",
        "Airports of the world",
        WorldAirports,
        ("iata",),
        (ForeignKey("country", _COUNTRY),),
    ),
    TableSpec(
        "air/world_routes",
        "Routes of the world",
        WorldRoutes,
        ("vintage", "origin", "destination"),
        (ForeignKey("origin", _AIRPORT), ForeignKey("destination", _AIRPORT)),
    ),
    TableSpec(
        "air/netscan_parameters",
        "Parameters of connectivity",
        NetScanParameters,
        ("set_id", "parameter"),
    ),
    TableSpec(
        "air/connection_times",
        "Times at airports",
        ConnectionTimes,
        ("airport_kind", "item", "flights"),
    ),
)
