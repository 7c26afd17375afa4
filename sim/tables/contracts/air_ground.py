"""Contracts of ``network_data/air/`` on the ground side: transit rules, banks, catchment."""

from sim.tables.columns import (
    Day,
    Facts,
    Flag,
    Integer,
    Number,
    Text,
    choice,
    day,
    flag,
    integer,
    number,
    text,
)
from sim.tables.spec import ForeignKey, TableSpec

__all__ = [
    "TABLES",
    "CatchmentAirports",
    "CatchmentParameters",
    "CorridorParameters",
    "FlightBank",
    "TransitNationalities",
    "TransitRules",
]

IATA = r"^[A-Z]{3}$"
PORTS = r"^[A-Z]{3}(;[A-Z]{3})*$"


class TransitRules(Facts):
    """Visa-free transit at Hangzhou airport by period."""

    rule_id: Text = text("Rule", pattern=r"^[a-z0-9_]+$", example="delta_144_2016")
    hours: Integer = integer("Longest stay", unit="h", low=24, high=480)
    valid_from: Day = day("First day")
    valid_to: Day = day("Last day; empty: still in force", optional=True)
    suspended: Flag = flag("Whether the rule stood suspended in the period")
    ports: Text = text(
        "Airports of entry and exit, joined by ';'; only those of the region",
        pattern=PORTS,
        example="HGH;PVG",
    )
    area: Text = text("Where one may stay, joined by ';'")
    nationalities: Integer = integer("Nationalities on the first day", unit="1", low=1, high=200)
    count_starts: Text = choice(
        "What the hours count from: 00:00 of the day after entry, or entry itself",
        ("next_midnight", "entry"),
    )
    note: Text = text("Remarks", optional=True)


class TransitNationalities(Facts):
    """Whose citizens may use the rules at Hangzhou."""

    country: Text = text("Country code", pattern=r"^[A-Z]{2}$", example="FR")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    region: Text = choice(
        "Group in the notices", ("schengen", "europe", "americas", "oceania", "asia")
    )
    valid_from: Day = day("First day at Hangzhou")
    valid_to: Day = day("Last day; empty: still on the list", optional=True)
    note: Text = text("Remarks", optional=True)


class FlightBank(Facts):
    """Share of a day's flights by the hour in which they leave and land."""

    iata: Text = text("Airport code", pattern=IATA, example="HGH")
    hour: Integer = integer("Hour of the day, local time", unit="h", low=0, high=23)
    departures_share: Number = number("Share of the departures", unit="1", low=0, high=1)
    arrivals_share: Number = number("Share of the arrivals", unit="1", low=0, high=1)
    note: Text = text("Remarks", optional=True)


class CatchmentAirports(Facts):
    """Airports that compete for the people of the province, with their yearly passengers."""

    iata: Text = text("Airport code", pattern=IATA, example="PVG")
    year: Integer = integer("Calendar year", unit="year", low=1990, high=2040)
    passengers: Integer = integer("Passengers", unit="1/year", low=0, high=200_000_000)
    note: Text = text("Remarks", optional=True)


class CatchmentParameters(Facts):
    """Parameters of the models of airport choice, with the range to try."""

    parameter: Text = text("Parameter", pattern=r"^[a-z_]+$", example="huff_beta")
    value: Number = number("Value in the unit of the row", unit="see column unit")
    low: Number = number("Lower end of the range", unit="see column unit")
    high: Number = number("Upper end of the range", unit="see column unit")
    unit: Text = choice("Unit of the values", ("1", "1/min", "min", "km/h"))
    note: Text = text("What it stands for")


class CorridorParameters(Facts):
    """Parameters of the airport's corridors on the ground, with the range to try."""

    parameter: Text = text("Parameter", pattern=r"^[a-z0-9_]+$", example="transfer_share")
    value: Number = number("Value in the unit of the row", unit="see column unit")
    low: Number = number("Lower end of the range", unit="see column unit")
    high: Number = number("Upper end of the range", unit="see column unit")
    unit: Text = choice("Unit of the values", ("1",))
    note: Text = text("What it stands for")


_AIRPORT = ("air/airports.iata",)

TABLES: tuple[TableSpec, ...] = (
    TableSpec("air/transit_rules", "Rules of visa-free transit", TransitRules, ("rule_id",)),
    TableSpec(
        "air/transit_nationalities",
        "Nationalities of visa-free transit",
        TransitNationalities,
        ("country", "valid_from"),
    ),
    TableSpec(
        "air/flight_bank",
        "Flights by hour",
        FlightBank,
        ("iata", "hour"),
        (ForeignKey("iata", _AIRPORT),),
    ),
    TableSpec(
        "air/catchment_airports",
        "Airports that compete for the province",
        CatchmentAirports,
        ("iata", "year"),
        (ForeignKey("iata", _AIRPORT),),
    ),
    TableSpec(
        "air/catchment_parameters",
        "Parameters of airport choice",
        CatchmentParameters,
        ("parameter",),
    ),
    TableSpec(
        "air/corridor_parameters",
        "Parameters of airport corridors",
        CorridorParameters,
        ("parameter",),
    ),
)
