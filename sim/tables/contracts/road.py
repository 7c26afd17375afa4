"""Contracts of ``network_data/road/``: expressways, crossings, distances, streets, driving."""

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

__all__ = [
    "TABLES",
    "Crossings",
    "DriveClasses",
    "DriveLinks",
    "DriveNodes",
    "Expressways",
    "Ferries",
    "Intercity",
    "Streets",
]

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


class DriveNodes(Facts):
    """Junctions of the network that cars are assigned to, and bends where roads are drawn."""

    node_id: Text = text("Node", pattern=r"^node_\d{4}$", example="node_0001")
    lon: Number = longitude("Longitude, WGS84")
    lat: Number = latitude("Latitude, WGS84")


class DriveClasses(Facts):
    """Capacity and delay of roads by class.

    Minutes at a volume v are free minutes times ``1 + alpha (v / capacity) ** beta`` (Bureau of
    Public Roads 1964).
    """

    road_class: Text = text("Class", pattern=r"^[a-z_]+$", example="primary")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    capacity_per_lane_h: Integer = integer(
        "Cars an hour that a lane passes, signals included", unit="1/h", low=100, high=2500
    )
    signal_factor: Number = number(
        "Speed door to door of an empty road over the speed of its links, signals included",
        unit="1",
        low=0.2,
        high=1,
    )
    alpha: Number = number("Extra time at capacity over free time", unit="1", low=0.01, high=5)
    beta: Number = number("Exponent of volume over capacity", unit="1", low=1, high=12)
    local_access: Flag = flag("Whether trips begin and end along it")
    note: Text = text("Remarks", optional=True)


class DriveLinks(Facts):
    """Roads between nodes, for driving; contracted, not for walking."""

    link_id: Text = text("Link", pattern=r"^drive_\d{4}$", example="drive_0001")
    from_node_id: Text = text("Node it begins at")
    to_node_id: Text = text("Node it ends at")
    length_km: Number = number("Length along the road", unit="km", low=0.005, high=120)
    road_class: Text = text("Class")
    lanes: Integer = integer("Lanes in each direction", unit="1", low=1, high=8)
    speed_kmh: Integer = integer(
        "Speed of the class or as designed, without signals and traffic",
        unit="km/h",
        low=5,
        high=120,
    )
    oneway: Flag = flag("Whether it leads from the first node to the second only")
    crossing_id: Text = text(
        "Crossing of the Qiantang that it is a part of, and opens with", optional=True
    )
    open_date: Day = day("Opening where it is later than 2000 and known", optional=True)
    name_zh: Text = text("Chinese name", optional=True)
    geometry: Text = text(
        "Longitude and latitude of each point",
        pattern=POLYLINE,
        example="120.1 30.2;120.2 30.3",
    )


class Ferries(Facts):
    """Boats to the counties on islands: from the port's unit, to the first day without them."""

    county_id: Text = text("Unit on the island", pattern=r"^\d{6}$", example="330922")
    port_county_id: Text = text("Unit of the port", pattern=r"^\d{6}$", example="330211")
    boarding_min: Number = number("Being there before the boat leaves", unit="min", low=0, high=180)
    boat_min: Number = number("Time on the boat", unit="min", low=1, high=600)
    until_date: Day = day("First day on which a bridge or nothing replaces it", optional=True)
    note: Text = text("Remarks", optional=True)


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
    TableSpec(
        "road/drive_nodes",
        "Nodes of the roads to drive",
        DriveNodes,
        ("node_id",),
        geometry="point",
    ),
    TableSpec("road/drive_classes", "Classes of roads to drive", DriveClasses, ("road_class",)),
    TableSpec(
        "road/drive_links",
        "Roads to drive",
        DriveLinks,
        ("link_id",),
        (
            ForeignKey("from_node_id", ("road/drive_nodes.node_id",)),
            ForeignKey("to_node_id", ("road/drive_nodes.node_id",)),
            ForeignKey("road_class", ("road/drive_classes.road_class",)),
            ForeignKey("crossing_id", ("road/crossings.crossing_id",)),
        ),
        geometry="line",
    ),
    TableSpec(
        "road/ferries",
        "Boats to the islands",
        Ferries,
        ("county_id", "port_county_id"),
        (
            ForeignKey("county_id", ("land/counties.county_id",)),
            ForeignKey("port_county_id", ("land/counties.county_id",)),
        ),
    ),
)
