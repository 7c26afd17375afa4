"""Contracts of ``network_data/demand/``: who travels when and why, cars, parking, parameters."""

from typing import Any

from sim.tables.columns import (
    Facts,
    Flag,
    Integer,
    Number,
    Table,
    Text,
    choice,
    clock,
    flag,
    integer,
    number,
    text,
)
from sim.tables.spec import ForeignKey, TableSpec

__all__ = [
    "TABLES",
    "Alternatives",
    "Areas",
    "Attractions",
    "CarOwnership",
    "Departures",
    "Parameters",
    "ParkingZones",
    "Periods",
    "Purposes",
    "QuarterHours",
    "SpecialGenerators",
    "TripRates",
]

_NAME = r"^[a-z][a-z0-9_]*$"
_WINDOWS = r"^\d{1,2}:[0-5]\d-\d{1,2}:[0-5]\d(;\d{1,2}:[0-5]\d-\d{1,2}:[0-5]\d)*$"
_RING = r"^\d+(\.\d+)? \d+(\.\d+)?(;\d+(\.\d+)? \d+(\.\d+)?){2,}$"
_GRADES = ("official", "published", "derived", "estimate", "unverified", "modelled")


def _id(description: str, example: str) -> Any:
    return text(description, pattern=_NAME, example=example)


def _county(*, optional: bool = False) -> Any:
    return text(
        "County-level unit before 2021",
        optional=optional,
        pattern=r"^\d{6}$",
        example="330104",
    )


def _share(description: str, *, optional: bool = False) -> Any:
    return number(description, unit="1", low=0, high=1, optional=optional)


class Parameters(Table):
    """Parameters of the demand model with the bounds of what is believed."""

    parameter_id: Text = _id("Parameter", "wait_weight")
    title_zh: Text = text("Chinese title")
    title_en: Text = text("English title")
    value: Number = number("Value in `unit`", unit="see unit")
    low: Number = number("Lower bound (5 %)", unit="see unit")
    high: Number = number("Upper bound (95 %); equal bounds: not drawn", unit="see unit")
    unit: Text = text("Unit of the value; empty for a ratio", optional=True)
    role: Text = choice("Given, or written by the calibration", ("fixed", "calibrated"))
    note: Text = text("Remarks", optional=True)
    quality: Text = choice("How far to trust the row", _GRADES)
    source: Text = text("Where the row comes from")


class Periods(Facts):
    """Periods of the day for which travel is computed."""

    period_id: Text = _id("Period", "am_peak")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    windows: Text = text(
        "From-to in clock times, joined by ';'", pattern=_WINDOWS, example="06:00-07:00;19:00-23:00"
    )
    note: Text = text("Remarks", optional=True)


class Purposes(Facts):
    """Why people travel."""

    purpose_id: Text = _id("Purpose", "work")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    kind: Text = choice(
        "From home and back, between other places, or to and from a station or the airport",
        ("home", "non_home", "special"),
    )
    is_commuting: Flag = flag("Whether the trips count as commuting")
    resident_share: Number = _share("Part of the trips made by residents")
    value_of_time_factor: Number = number(
        "Value of time over that of the mean trip", unit="1", low=0.1, high=5
    )
    parking_h: Number = number("Time a car stays at the destination", unit="h", low=0, high=24)
    note: Text = text("Remarks", optional=True)


class Departures(Facts):
    """When trips begin: shares of a purpose's daily trips by period and direction."""

    purpose_id: Text = _id("Purpose", "work")
    period_id: Text = _id("Period", "am_peak")
    direction: Text = choice("Away from home (first place) or back to it", ("out", "back"))
    share: Number = _share("Share of the purpose's daily trips; they sum to 1")
    note: Text = text("Remarks", optional=True)


class QuarterHours(Facts):
    """Trips by quarter of an hour, for loads within a period."""

    start: Text = clock("Start of the quarter of an hour")
    share_of_day: Number = _share("Share of the day's trips; they sum to 1")
    note: Text = text("Remarks", optional=True)


class Alternatives(Facts):
    """Ways to make a trip."""

    alternative_id: Text = _id("Alternative", "transit")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    kind: Text = choice(
        "What its time and cost follow", ("walk", "cycle", "transit", "drive", "hire")
    )
    nest: Text = _id("Nest; its parameter is theta_<nest>", "active")
    is_motorised: Flag = flag("Whether it counts as motorised (official definition)")
    is_public_transport: Flag = flag("Whether it counts as public transport (official definition)")
    needs_car: Flag = flag("Whether only people with a car at hand can choose it")
    persons_per_vehicle: Number = number(
        "Persons per vehicle-km on the road", unit="persons", low=0.5, high=60
    )
    colour: Text = text("Colour on pages", pattern=r"^#[0-9a-fA-F]{6}$", example="#1f5fa8")
    note: Text = text("Remarks", optional=True)


class Areas(Facts):
    """Areas for which shares are told, by member county."""

    area_id: Text = _id("Area", "main_city")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    county_id: Text = _county()
    note: Text = text("Remarks", optional=True)


class TripRates(Facts):
    """How many trips each purpose has and what produces them."""

    purpose_id: Text = _id("Purpose", "work")
    share_of_trips: Number = _share(
        "Share of residents' trips, sums to 1; empty where another table counts them", optional=True
    )
    by_people: Number = number("Weight of a resident", unit="1", low=0)
    by_workers: Number = number("Weight of an employed resident", unit="1", low=0)
    by_jobs: Number = number("Weight of a job", unit="1", low=0)
    mean_km: Number = number(
        "Mean length the decay is calibrated to; empty where it is not",
        unit="km",
        low=0.5,
        high=60,
        optional=True,
    )
    note: Text = text("Remarks", optional=True)


class Attractions(Facts):
    """What attracts the trips of a purpose; several layers add up."""

    purpose_id: Text = _id("Purpose", "work")
    layer: Text = _id(
        "Layer of land/opportunities, or workplaces or services by points of interest", "jobs"
    )
    weight: Number = number("Weight of one unit of the layer", unit="1", low=0)
    note: Text = text("Remarks", optional=True)


class SpecialGenerators(Facts):
    """Passengers of railway stations and of the airport, by year."""

    generator_id: Text = text(
        "Main station (rail/hubs) or airport", pattern=r"^[A-Za-z_]+$", example="hangzhou_east"
    )
    purpose_id: Text = _id("Purpose", "station")
    year: Integer = integer("Year", unit="year", low=2000, high=2040)
    passengers_per_day: Number = number("Arrivals and departures", unit="persons/day", low=0)
    in_city_share: Number = _share("Part that comes from the city or goes to it")
    counts_in_total: Flag = flag(
        "Part of the city's total; others only take a part of it where they are open"
    )
    note: Text = text("Remarks", optional=True)


class CarOwnership(Facts):
    """Private cars of the city by year, and the pattern between its counties."""

    county_id: Text = _county(optional=True)
    year: Integer = integer("Year", unit="year", low=2000, high=2040)
    cars_per_1000: Number = number(
        "Private cars per 1000 residents", unit="cars/1000", low=0, high=1000
    )
    low: Number = number("Lower bound", unit="cars/1000", low=0, high=1000)
    high: Number = number("Upper bound", unit="cars/1000", low=0, high=1000)
    note: Text = text("Remarks", optional=True)


class ParkingZones(Facts):
    """Where parking on the street has which price; the first row that holds a place counts."""

    parking_id: Text = _id("Parking zone; its price is parking_<id>", "core")
    part: Integer = integer("Part of the zone", unit="1", low=1)
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    ring: Text = text(
        "Corners 'lon lat;lon lat;...', WGS84; empty: everywhere else",
        optional=True,
        pattern=_RING,
        example="120.15 30.27;120.16 30.27;120.16 30.25",
    )
    note: Text = text("Remarks", optional=True)


_PURPOSE = ForeignKey("purpose_id", ("demand/purposes.purpose_id",))
_COUNTY = ForeignKey("county_id", ("land/counties.county_id",))

TABLES: tuple[TableSpec, ...] = (
    TableSpec("demand/parameters", "Parameters of demand", Parameters, ("parameter_id",)),
    TableSpec("demand/periods", "Periods of the day", Periods, ("period_id",)),
    TableSpec("demand/purposes", "Purposes of trips", Purposes, ("purpose_id",)),
    TableSpec(
        "demand/departures",
        "Departures by period",
        Departures,
        ("purpose_id", "period_id", "direction"),
        (_PURPOSE, ForeignKey("period_id", ("demand/periods.period_id",))),
    ),
    TableSpec("demand/quarter_hours", "Trips by quarter of an hour", QuarterHours, ("start",)),
    TableSpec("demand/alternatives", "Ways to make a trip", Alternatives, ("alternative_id",)),
    TableSpec("demand/areas", "Areas of shares", Areas, ("area_id", "county_id"), (_COUNTY,)),
    TableSpec("demand/trip_rates", "Trip rates", TripRates, ("purpose_id",), (_PURPOSE,)),
    TableSpec(
        "demand/attractions",
        "What attracts trips",
        Attractions,
        ("purpose_id", "layer"),
        (_PURPOSE,),
    ),
    TableSpec(
        "demand/special_generators",
        "Passengers of stations and the airport",
        SpecialGenerators,
        ("generator_id", "year"),
        (
            _PURPOSE,
            ForeignKey("generator_id", ("rail/hubs.hub_id", "air/airports.iata")),
        ),
    ),
    TableSpec(
        "demand/car_ownership", "Private cars", CarOwnership, ("county_id", "year"), (_COUNTY,)
    ),
    TableSpec("demand/parking_zones", "Parking zones", ParkingZones, ("parking_id", "part")),
)
