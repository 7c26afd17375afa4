"""Contracts of ``network_data/road/``: expressways, river crossings, road distances, streets."""

from sim.tables.columns import (
    Day,
    Facts,
    Flag,
    Integer,
    Number,
    OptionalInteger,
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

__all__ = ["TABLES", "Crossings", "Expressways", "Intercity", "Streets"]

POLYLINE = r"^\d+\.\d+ \d+\.\d+(;\d+\.\d+ \d+\.\d+)+$"


class Expressways(Facts):
    """Expressways, ring roads, bridges and tunnels in figures; no geometry."""

    road_id: Text = text("Road", pattern=r"^road_\d{2}$", example="road_01")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    road_class: Text = choice(
        "Class; network: total of a network, not one road",
        ("toll_expressway", "urban_expressway", "bridge", "tunnel", "network"),
    )
    length_km: Number = number("Length", unit="km", low=0.5, high=1000, optional=True)
    open_year: Integer = integer(
        "Year of opening, or planned year where the status is not open",
        unit="year",
        low=1930,
        high=2040,
    )
    design_speed_kmh: OptionalInteger = integer(
        "Design speed", unit="km/h", low=40, high=120, optional=True
    )
    lanes: Text = text("Lanes, such as 2x3", optional=True)
    status: Text = choice(
        "Status in the source", ("open", "open_in_parts", "under_construction", "planned")
    )
    note: Text = text("Remarks", optional=True)


class Crossings(Facts):
    """Bridges and tunnels over and under the Qiantang in Hangzhou, metro and railway aside."""

    crossing_id: Text = text("Crossing", pattern=r"^[a-z0-9_]+$", example="qianjiang_4")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    kind: Text = choice("Kind", ("bridge", "tunnel"))
    lon_a: Number = longitude("Longitude of the northern end, some 60 m behind the drawn bank")
    lat_a: Number = latitude("Latitude of the northern end")
    lon_b: Number = longitude("Longitude of the southern end, some 60 m behind the drawn bank")
    lat_b: Number = latitude("Latitude of the southern end")
    length_m: Integer = integer(
        "Published length, at least the straight distance of the ends",
        unit="m",
        low=500,
        high=10_000,
    )
    walkable: Flag = flag("Whether people may walk across")
    open_date: Day = day("Opening; 31 December where only the year is known")
    accuracy_m: Integer = integer("Expected error of the position", unit="m", low=0, high=5000)
    note: Text = text("Remarks", optional=True)


class Intercity(Facts):
    """Road distances and free-flow times from the centre of Hangzhou (Wulin Square)."""

    unit_id: Text = text(
        "Prefecture city or county-level unit", pattern=r"^\d{6}(_2021)?$", example="330400"
    )
    county_id: Text = text(
        "The unit where it is of county level",
        optional=True,
        pattern=r"^\d{6}(_2021)?$",
        example="330104",
    )
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    level: Text = choice("Level", ("prefecture", "county"))
    prefecture_zh: Text = text("Prefecture city, Chinese")
    lon: Number = longitude("Longitude of the seat of government, WGS84")
    lat: Number = latitude("Latitude of the seat of government, WGS84")
    great_circle_km: Number = number("Great-circle distance", unit="km", low=0, high=500)
    road_km: Number = number("Road distance", unit="km", low=0, high=600, optional=True)
    drive_freeflow_min: OptionalInteger = integer(
        "Driving time without congestion", unit="min", low=0, high=500, optional=True
    )
    expressways: Text = text("Main expressways", optional=True)
    note: Text = text("Remarks", optional=True)


class Streets(Facts):
    """Streets that buses used in 2015, one line per street, for drawing."""

    edge_id: Text = text("Piece of street", pattern=r"^street_\d{4}$", example="street_0001")
    name_zh: Text = text("Chinese name", optional=True)
    length_m: Integer = integer("Length", unit="m", low=20, high=30_000)
    n_bus_lines: Integer = integer("Bus lines, mean along it", unit="1", low=1, high=100)
    geometry: Text = text(
        "Longitude and latitude of each point",
        pattern=POLYLINE,
        example="120.1 30.2;120.2 30.3",
    )


TABLES: tuple[TableSpec, ...] = (
    TableSpec("road/expressways", "Expressways in figures", Expressways, ("road_id",)),
    TableSpec(
        "road/crossings",
        "Crossings of the Qiantang",
        Crossings,
        ("crossing_id",),
        geometry="line",
    ),
    TableSpec(
        "road/intercity",
        "Road distances from Hangzhou",
        Intercity,
        ("unit_id",),
        (ForeignKey("county_id", ("land/counties.county_id",)),),
        geometry="point",
    ),
    TableSpec("road/streets", "Bus streets of 2015", Streets, ("edge_id",), geometry="line"),
)
