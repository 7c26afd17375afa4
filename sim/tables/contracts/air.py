"""Contracts of ``network_data/air/``: airports, routes by year, evidence and official counts."""

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
    latitude,
    longitude,
    number,
    text,
)
from sim.tables.spec import ForeignKey, TableSpec

__all__ = ["TABLES", "Airports", "Counts", "Evidence", "Routes", "Terminals", "Throughput"]

IATA = r"^[A-Z]{3}$"
PERIOD = r"^\d{4}(-\d{2}|-Q[1-4]|-summer|-winter)?$"
KINDS = ("domestic", "international", "regional", "home")


class Airports(Facts):
    """Airports; ``kind`` is as seen from Hangzhou (regional: Hong Kong, Macau, Taiwan)."""

    iata: Text = text("Airport code", pattern=IATA, example="HGH")
    name_zh: Text = text("Chinese name of the city or airport")
    name_en: Text = text("English name of the airport")
    city: Text = text("City, English")
    country: Text = text("Country or territory code", pattern=r"^[A-Z]{2}$", example="CN")
    lon: Number = longitude()
    lat: Number = latitude()
    kind: Text = choice("Kind as seen from Hangzhou", KINDS)


class Routes(Facts):
    """Passenger destinations of Hangzhou airport by vintage."""

    vintage: Text = choice("Year of the list", ("2014", "2016", "2019"))
    destination: Text = text("Airport code", pattern=IATA, example="AMS")
    airlines: Text = text("Airline codes, joined by ';'", optional=True)
    weekly_frequency: Number = number(
        "Departures per week", unit="1/week", low=0.1, high=1000, optional=True
    )
    nonstop: Flag = flag("Whether it ran without an intermediate stop")
    evidence_years: Text = text("Periods for which a page names the route", optional=True)
    note: Text = text("Remarks", optional=True)


class Evidence(Facts):
    """International and regional destinations by year, with the page that names them."""

    destination: Text = text("Airport code", pattern=IATA, example="AMS")
    year: Integer = integer("Calendar year", unit="year", low=1990, high=2040)
    airlines: Text = text("Airline codes, joined by ';'; empty: not named", optional=True)
    service: Text = choice("Kind of flights", ("scheduled", "charter"))
    strength: Text = choice(
        "Whether a page names the route in that year, or in years before and after",
        ("named", "bracketed"),
    )
    nonstop: Text = choice("Whether it ran without an intermediate stop", ("yes", "no", "unknown"))
    weekly_frequency: Number = number(
        "Departures per week", unit="1/week", low=0.1, high=1000, optional=True
    )
    note: Text = text("Remarks", optional=True)


class Counts(Facts):
    """Official and derived counts of destinations, routes and flights."""

    period: Text = text("Period or day", pattern=PERIOD, example="2014-12")
    measure: Text = text("What is counted", pattern=r"^[a-z_]+$", example="intl_regional_points")
    value: Number = number("Count", unit="see column unit", low=0)
    unit: Text = choice("Unit of the value", ("1", "1/week", "1/day", "million/year"))
    note: Text = text("Remarks", optional=True)


class Throughput(Facts):
    """Yearly traffic of Hangzhou airport."""

    iata: Text = text("Airport code", pattern=IATA, example="HGH")
    year: Integer = integer("Calendar year", unit="year", low=1990, high=2040)
    passengers: Number = number("Passengers", unit="1/year", low=0)
    movements: Number = number("Take-offs and landings", unit="1/year", low=0, optional=True)
    cargo_t: Number = number("Cargo", unit="t/year", low=0, optional=True)


class Terminals(Facts):
    """Terminals, runways, stands and process times of Hangzhou airport."""

    iata: Text = text("Airport code", pattern=IATA, example="HGH")
    item: Text = text("What the value describes", pattern=r"^[a-z0-9_]+$", example="t4_area")
    value: Number = number("Value in the unit of the row", unit="see column unit", low=0)
    unit: Text = choice(
        "Unit of the value", ("m2", "m", "1/year", "1/day", "1/h", "t/year", "1", "min")
    )
    valid_from: Day = day("First day", optional=True)
    valid_to: Day = day("Last day", optional=True)
    note: Text = text("Remarks", optional=True)


_AIRPORT = ("air/airports.iata",)

TABLES: tuple[TableSpec, ...] = (
    TableSpec("air/airports", "Airports", Airports, ("iata",), geometry="point"),
    TableSpec(
        "air/routes",
        "Destinations of Hangzhou airport",
        Routes,
        ("vintage", "destination"),
        (ForeignKey("destination", _AIRPORT),),
    ),
    TableSpec(
        "air/evidence",
        "Destinations named by a page",
        Evidence,
        ("destination", "year", "airlines", "service"),
        (ForeignKey("destination", _AIRPORT),),
    ),
    TableSpec("air/counts", "Counts of destinations and routes", Counts, ("period", "measure")),
    TableSpec(
        "air/throughput",
        "Traffic of Hangzhou airport",
        Throughput,
        ("iata", "year"),
        (ForeignKey("iata", _AIRPORT),),
    ),
    TableSpec(
        "air/terminals",
        "Terminals and process times",
        Terminals,
        ("iata", "item", "valid_from"),
        (ForeignKey("iata", _AIRPORT),),
    ),
)
