"""Contracts of ``network_data/bus/``: bus lines of 2015, airport buses and coaches, tram plans."""

from sim.tables.columns import (
    Day,
    Facts,
    Flag,
    Integer,
    Number,
    OptionalInteger,
    Text,
    choice,
    clock,
    day,
    flag,
    integer,
    latitude,
    longitude,
    number,
    text,
)
from sim.tables.spec import ForeignKey, TableSpec

__all__ = [
    "TABLES",
    "AirportRoutes",
    "AirportStops",
    "RouteStops",
    "Routes",
    "Stops",
    "TramPlans",
]

STOP_ID = r"^B_\d{4}$"
ROUTE_ID = r"^bus_\d{3}$"
AIRPORT_STOP_ID = r"^(A_HGH|K_[a-z0-9_]+)$"
AIRPORT_ROUTE_ID = r"^(apbus|coach)_[a-z0-9_]+$"


class Stops(Facts):
    """Bus stops of 2015, one row per stop area: both sides of a street, the same name."""

    stop_id: Text = text("Stop area", pattern=STOP_ID, example="B_0001")
    mode_id: Text = choice("Mode: brt where only BRT lines call", ("bus", "brt"))
    name_zh: Text = text("Chinese name")
    name_en: Text = text("Pinyin of the Chinese name")
    lon: Number = longitude("Mean longitude of the poles, WGS84")
    lat: Number = latitude("Mean latitude of the poles, WGS84")


class Routes(Facts):
    """Bus lines of 2015; each line once, however its sources spell its number."""

    route_id: Text = text("Line", pattern=ROUTE_ID, example="bus_001")
    mode_id: Text = choice("Mode", ("bus", "brt"))
    name_zh: Text = text("Chinese name, both spellings where the sources have two")
    name_en: Text = text("English name")
    service: Text = choice(
        "When it runs: all day; at night (numbers 201-251, about 21:30 to 05:30); on holidays and "
        "at weekends (J lines)",
        ("all_day", "night", "holiday"),
    )
    length_m: Integer = integer("Length of the shape", unit="m", low=1000, high=60_000)
    circular: Flag = flag("Whether it is a loop, run in one direction")


class RouteStops(Facts):
    """Stop areas along each bus line and direction, in order."""

    route_id: Text = text("Line", pattern=ROUTE_ID, example="bus_001")
    direction: Integer = integer("Direction, 0 or 1", unit="1", low=0, high=1)
    seq: Integer = integer("Place along the line, from 1", unit="1", low=1, high=100)
    stop_id: Text = text("Stop area", pattern=STOP_ID, example="B_0001")
    distance_from_start_m: Integer = integer(
        "Distance along the shape from the first stop", unit="m", low=0, high=60_000
    )


class AirportStops(Facts):
    """The airport's bus stop and the other ends of airport buses and airport coaches."""

    stop_id: Text = text("Stop", pattern=AIRPORT_STOP_ID, example="K_wulinmen")
    mode_id: Text = choice("Mode", ("airport_bus", "coach"))
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    lon: Number = longitude()
    lat: Number = latitude()
    accuracy_m: Integer = integer("Expected error of the position", unit="m", low=0, high=5000)


class AirportRoutes(Facts):
    """Airport buses and coaches to the airport, one row per line and period of equal service."""

    route_id: Text = text("Line", pattern=AIRPORT_ROUTE_ID, example="apbus_wulinmen")
    mode_id: Text = choice("Mode", ("airport_bus", "coach"))
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    from_stop_id: Text = text(
        "Town end; the other end is A_HGH", pattern=AIRPORT_STOP_ID, example="K_wulinmen"
    )
    via_stop_id: Text = text(
        "Stop on the way; no time for it is known",
        optional=True,
        pattern=AIRPORT_STOP_ID,
        example="K_hangzhou_station",
    )
    run_time_min: Integer = integer("Town end to airport", unit="min", low=15, high=400)
    headway_min: Integer = integer("Mean headway of the day", unit="min", low=5, high=300)
    first_departure: Text = clock("First departure from the town end", optional=True)
    last_departure: Text = clock("Last departure from the town end", optional=True)
    open_date: Day = day("First day of the period; 1900-01-01: before the record")
    close_date: Day = day("First day after the period; empty: no end known", optional=True)
    note: Text = text("What the values rest on, what is assumed", optional=True)


class TramPlans(Facts):
    """Tram lines planned or studied about 2016; none was built."""

    plan_id: Text = text("Plan", pattern=r"^[a-z0-9_]+$", example="baima_lake")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    alignment: Text = text("Course in words")
    length_km: Number = number("Length", unit="km", low=1, high=100, optional=True)
    stations: OptionalInteger = integer("Stations", unit="1", low=2, high=100, optional=True)
    mean_spacing_m: OptionalInteger = integer(
        "Mean spacing of the stations", unit="m", low=200, high=3000, optional=True
    )
    speed_kmh: Number = number("Mean speed", unit="km/h", low=10, high=60, optional=True)
    end_to_end_min: Number = number("End to end", unit="min", low=5, high=120, optional=True)
    timing: Text = text("Time of works and opening as planned", optional=True)
    status_2016_07: Text = choice("Status in July 2016", ("planned", "study"))
    built: Flag = flag("Whether it was built")
    note: Text = text("Remarks", optional=True)


TABLES: tuple[TableSpec, ...] = (
    TableSpec("bus/stops", "Bus stops of 2015", Stops, ("stop_id",), geometry="point"),
    TableSpec("bus/routes", "Bus lines of 2015", Routes, ("route_id",)),
    TableSpec(
        "bus/route_stops",
        "Stops along the bus lines of 2015",
        RouteStops,
        ("route_id", "direction", "seq"),
        (
            ForeignKey("route_id", ("bus/routes.route_id",)),
            ForeignKey("stop_id", ("bus/stops.stop_id",)),
        ),
    ),
    TableSpec(
        "bus/airport_stops",
        "Stops of airport buses and coaches",
        AirportStops,
        ("stop_id",),
        geometry="point",
    ),
    TableSpec(
        "bus/airport_routes",
        "Airport buses and coaches",
        AirportRoutes,
        ("route_id", "open_date"),
        (
            ForeignKey("from_stop_id", ("bus/airport_stops.stop_id",)),
            ForeignKey("via_stop_id", ("bus/airport_stops.stop_id",)),
        ),
    ),
    TableSpec("bus/tram_plans", "Tram plans of 2016", TramPlans, ("plan_id",)),
)
