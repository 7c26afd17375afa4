"""Contracts of ``network_data/rail/``: stations, trains, calls, lines and main stations."""

from sim.tables.columns import (
    Day,
    Facts,
    Flag,
    Integer,
    Number,
    Table,
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
    "Calls",
    "Closures",
    "FormerNames",
    "HubCapacity",
    "Hubs",
    "LineStops",
    "Lines",
    "Stations",
    "Trains",
]

STOP_ID = r"^R_[a-z0-9_]+$"
VINTAGES = ("2016-03", "2019-10")


class Stations(Facts):
    """Railway stations, one row per physical station, under its name of 2025."""

    stop_id: Text = text("Station", pattern=STOP_ID, example="R_hangzhou_east")
    name_zh: Text = text("Chinese name of 2025")
    name_en: Text = text("English name")
    former_names_zh: Text = text("Earlier Chinese names, joined by ';'", optional=True)
    telecode: Text = text("Three-letter code of the railway", optional=True)
    lon: Number = longitude()
    lat: Number = latitude()
    coord_accuracy_km: Number = number("Expected error of the position", unit="km", low=0, high=20)
    province: Text = text("Province, Chinese", optional=True)
    prefecture: Text = text("Prefecture city, Chinese", optional=True)
    county_id: Text = text(
        "County-level unit (code before 2021)", optional=True, pattern=r"^\d{6}$", example="330104"
    )
    open_date: Day = day("First day of passenger service; empty: never opened", optional=True)
    close_date: Day = day("First day without service for good", optional=True)
    note: Text = text("Remarks", optional=True)


class Trains(Facts):
    """Trains with a call in the province, one row per train and timetable."""

    trip_id: Text = text("Train in one timetable")
    vintage: Text = choice("Timetable", VINTAGES)
    number: Text = text("Public train number")
    train_class: Text = choice("Class", ("G", "D", "C", "Z", "T", "K"))
    mode_id: Text = text("Mode, as in modes.yaml")
    first_departure: Text = clock("Departure from the first station of the train")
    runs_ref_day: Flag = flag(
        "Whether it ran on the reference day, 2016-03-10; always 1 in 2019-10, which knows no days"
    )
    stops_incomplete: Flag = flag("Whether the source skips calls of this train")


class Calls(Table):
    """Calls of the trains; where a row comes from stands in ``rail/trains``."""

    trip_id: Text = text("Train")
    seq: Integer = integer("Place in the train's whole run, from 1", unit="1", low=1, high=100)
    stop_id: Text = text("Station")
    arrival_min: Integer = integer(
        "Arrival after midnight of the day of the train's first departure",
        unit="min",
        low=0,
        high=7200,
    )
    departure_min: Integer = integer(
        "Departure, counted in the same way", unit="min", low=0, high=7200
    )


class Lines(Facts):
    """Railway lines, open and planned."""

    line_id: Text = text("Line", pattern=r"^[a-z_]+$", example="huhang")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    line_class: Text = choice("Class", ("high_speed", "conventional", "metropolitan"))
    length_km: Number = number("Length", unit="km", low=1, high=3000)
    design_speed_kmh: Number = number("Design speed", unit="km/h", low=60, high=400)
    open_date: Day = day("First day of service; empty: not opened or not known", optional=True)
    status_2016_07: Text = choice(
        "Status in July 2016", ("operating", "under_construction", "planned", "unknown")
    )
    note: Text = text("Remarks", optional=True)


class LineStops(Facts):
    """Stations along the lines in order."""

    line_id: Text = text("Line")
    seq: Integer = integer("Place along the line, from 1", unit="1", low=1, high=100)
    stop_id: Text = text("Station", pattern=STOP_ID, example="R_hangzhou_east")
    distance_from_start_km: Number = number(
        "Great-circle distance scaled to the length of the line",
        unit="km",
        low=0,
        high=3000,
        optional=True,
    )


class Hubs(Facts):
    """Main stations of the plan of 2016."""

    hub_id: Text = text("Main station", pattern=r"^[a-z_]+$", example="hangzhou_east")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    role: Text = choice("Role in 'one axis, two wings'", ("axis", "wing"))
    lon: Number = longitude()
    lat: Number = latitude()
    stop_ids: Text = text("Metro and railway stops of the hub, joined by ';'", optional=True)
    open_date: Day = day("First day of service; empty: never opened", optional=True)
    planned_by_2016: Flag = flag("Whether the plan of July 2016 names it")
    note: Text = text("Remarks", optional=True)


class HubCapacity(Facts):
    """Platforms and approach tracks of the main stations, from which trains an hour follow."""

    hub_id: Text = text("Main station", pattern=r"^[a-z_]+$", example="hangzhou_east")
    valid_from: Day = day("First day on which the row holds; empty: since ever", optional=True)
    valid_until: Day = day("Last day on which the row holds; empty: still", optional=True)
    platforms: Integer = integer("Platforms", unit="1", low=1, high=50)
    tracks: Integer = integer(
        "Tracks of the station, through tracks included", unit="1", low=1, high=60
    )
    platform_edges: Integer = integer("Edges at which a train can stand", unit="1", low=1, high=60)
    occupancy_min: Number = number(
        "Time for which one train keeps an edge, with approach and clearing; trains that pass and "
        "trains that turn taken together",
        unit="min",
        low=2,
        high=60,
    )
    approach_tracks: Integer = integer(
        "Tracks on which trains come in, all directions", unit="1", low=1, high=30
    )
    headway_min: Number = number(
        "Least time between two trains that come in on one track", unit="min", low=2, high=15
    )
    usable_share: Number = number(
        "Share of an hour that may be occupied (UIC leaflet 406)", unit="1", low=0.3, high=1
    )
    note: Text = text("Remarks", optional=True)


_STATION = ForeignKey("stop_id", ("rail/stations.stop_id",))


class Closures(Facts):
    """Times in which a station was closed to passengers and opened again, one row each."""

    stop_id: Text = text("Station", pattern=STOP_ID, example="R_wenzhou_north")
    closed_from: Day = day("First day without passengers")
    closed_until: Day = day("First day with passengers again; empty: not known", optional=True)
    note: Text = text("Remarks", optional=True)


class FormerNames(Facts):
    """Chinese names that stations had before, each to the day it ended."""

    stop_id: Text = text("Station", pattern=STOP_ID, example="R_taizhou_west")
    name_zh: Text = text("Chinese name then")
    until_date: Day = day("First day on which the name no longer held")
    note: Text = text("Remarks", optional=True)


TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        "rail/stations",
        "Railway stations",
        Stations,
        ("stop_id",),
        (ForeignKey("county_id", ("land/counties.county_id",)),),
        geometry="point",
    ),
    TableSpec("rail/trains", "Trains of March 2016 and October 2019", Trains, ("trip_id",)),
    TableSpec(
        "rail/calls",
        "Calls of the trains",
        Calls,
        ("trip_id", "seq"),
        (ForeignKey("trip_id", ("rail/trains.trip_id",)), _STATION),
        graded_by="rail/trains.trip_id",
    ),
    TableSpec("rail/lines", "Railway lines", Lines, ("line_id",)),
    TableSpec(
        "rail/line_stops",
        "Stations along the lines",
        LineStops,
        ("line_id", "seq"),
        (ForeignKey("line_id", ("rail/lines.line_id",)), _STATION),
    ),
    TableSpec(
        "rail/hubs",
        "Main stations",
        Hubs,
        ("hub_id",),
        (ForeignKey("stop_ids", ("metro/stations.stop_id", "rail/stations.stop_id"), ";"),),
        geometry="point",
    ),
    TableSpec(
        "rail/hub_capacity",
        "Platforms and approach tracks of the main stations",
        HubCapacity,
        ("hub_id", "valid_from"),
        (ForeignKey("hub_id", ("rail/hubs.hub_id",)),),
    ),
    TableSpec(
        "rail/closures",
        "Temporary closures of stations",
        Closures,
        ("stop_id", "closed_from"),
        (ForeignKey("stop_id", ("rail/stations.stop_id",)),),
    ),
    TableSpec(
        "rail/former_names",
        "Former names of stations",
        FormerNames,
        ("stop_id", "until_date"),
        (ForeignKey("stop_id", ("rail/stations.stop_id",)),),
    ),
)
