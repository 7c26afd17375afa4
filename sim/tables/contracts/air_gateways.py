"""Contracts of the gateway airports: ways there, flights on, and what a journey rests on."""

from sim.tables.columns import (
    Day,
    Facts,
    Flag,
    Number,
    Text,
    choice,
    day,
    flag,
    latitude,
    longitude,
    number,
    text,
)
from sim.tables.spec import ForeignKey, TableSpec

__all__ = ["TABLES", "BlockTimes", "GatewayAccess", "GatewayFlights", "Gateways", "JourneyRules"]

IATA = r"^[A-Z]{3}$"


class Gateways(Facts):
    """Airports people of Hangzhou may leave China from; the position is the terminal's."""

    iata: Text = text("Airport code", pattern=IATA, example="HGH")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    lon: Number = longitude()
    lat: Number = latitude()
    stop_ids: Text = text("Stops and stations that lead there, joined by ';'")
    check_in_cut_off_min: Number = number(
        "Check-in of international flights closes this long before departure",
        unit="min",
        low=0,
        high=240,
    )
    formalities_min: Number = number(
        "From the entrance to the gate: security and emigration", unit="min", low=0, high=240
    )
    connection_min: Number = number(
        "Shortest connection between two flights, one of them international",
        unit="min",
        low=0,
        high=480,
    )
    note: Text = text("Remarks", optional=True)


class GatewayAccess(Facts):
    """Ways from a railway station to a gateway airport in another city, walks and waits in them."""

    gateway: Text = text("Airport code", pattern=IATA, example="PVG")
    stop_id: Text = text("Railway station", example="R_shanghai_hongqiao")
    way_zh: Text = text("How, Chinese")
    way_en: Text = text("How, English")
    transfer_min: Number = number(
        "From the station's exit to the terminal's entrance", unit="min", low=0, high=240
    )
    transfer_low_min: Number = number("Lower bound", unit="min", low=0, high=240)
    transfer_high_min: Number = number("Upper bound", unit="min", low=0, high=360)
    valid_from: Day = day("First day")
    valid_to: Day = day("Last day", optional=True)
    note: Text = text("Remarks", optional=True)


class GatewayFlights(Facts):
    """Non-stop destinations of the gateways other than Hangzhou, by year of the list."""

    gateway: Text = text("Airport code", pattern=IATA, example="PVG")
    vintage: Text = choice("Year of the list", ("2019",))
    destination: Text = text("Airport code", pattern=IATA, example="AMS")
    weekly_frequency: Number = number(
        "Departures per week", unit="1/week", low=0.1, high=1000, optional=True
    )
    nonstop: Flag = flag("Whether it ran without an intermediate stop")
    note: Text = text("Remarks", optional=True)


class BlockTimes(Facts):
    """Time from gate to gate by distance: a fixed part and a speed for each band of distances."""

    from_km: Number = number("Lower end of the band", unit="km", low=0, high=20_000)
    fixed_min: Number = number("Taxiing, climb and approach", unit="min", low=0, high=120)
    speed_kmh: Number = number("Speed of the rest", unit="km/h", low=100, high=1200)


RULES = (
    "connection_min",
    "unknown_weekly_frequency",
    "unknown_weekly_frequency_home_abroad",
    "longest_wait_min",
    "longest_detour",
    "stopover_min",
    "schedule_delay_weight",
)
"""What is assumed of flights: the names that `sim.network.flight_assumptions` reads."""


class JourneyRules(Facts):
    """Numbers a journey with flights rests on, each with its reason."""

    name: Text = choice("Name", RULES)
    value: Number = number("Value", unit="see column unit", low=0)
    low: Number = number("Lower bound to try", unit="see column unit", low=0)
    high: Number = number("Upper bound to try", unit="see column unit", low=0)
    unit: Text = choice("Unit of the value", ("min", "1/week", "1"))
    reason: Text = text("What it stands for")


_GATEWAY = ("air/gateways.iata",)

TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        "air/gateways",
        "Gateway airports",
        Gateways,
        ("iata",),
        (ForeignKey("iata", ("air/airports.iata",)),),
        geometry="point",
    ),
    TableSpec(
        "air/gateway_access",
        "From railway stations to the gateways",
        GatewayAccess,
        ("gateway", "stop_id", "way_en"),
        (ForeignKey("gateway", _GATEWAY), ForeignKey("stop_id", ("rail/stations.stop_id",))),
    ),
    TableSpec(
        "air/gateway_flights",
        "Destinations of the other gateways",
        GatewayFlights,
        ("gateway", "vintage", "destination"),
        (
            ForeignKey("gateway", _GATEWAY),
            ForeignKey("destination", ("air/airports.iata", "air/world_airports.iata")),
        ),
    ),
    TableSpec("air/block_time", "Time from gate to gate by distance", BlockTimes, ("from_km",)),
    TableSpec("air/journey_rules", "Assumptions of a journey by air", JourneyRules, ("name",)),
)
