"""Contracts of ``network_data/metro/``: lines, stations, headways, interchanges and checks."""

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
    "Checkpoints",
    "Fares",
    "Headways",
    "Interchanges",
    "LineStops",
    "Lines",
    "PublishedRunTimes",
    "Ridership",
    "Sections",
    "Stations",
]

COLOUR = r"^#[0-9A-F]{6}$"
STOP_ID = r"^M_[a-z0-9_]+$"
_END_ID = r"^([A-Z]_[A-Za-z0-9_]+|[A-Z]{3})$"


class Lines(Facts):
    """Metro-like lines with rolling stock and service day."""

    route_id: Text = text("Line", pattern=r"^[a-z]+(_\d+)?$", example="metro_1")
    mode_id: Text = text("Mode, as in modes.yaml")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    colour: Text = text("Colour on the map", pattern=COLOUR, example="#FC0601")
    vehicle_type: Text = text("Type of train (A, AH, B)")
    cars: OptionalInteger = integer("Cars per train", unit="1", low=1, high=12, optional=True)
    nominal_capacity: OptionalInteger = integer(
        "Passengers per train, 6 standing per m2: usual for the type, no source",
        unit="1",
        low=50,
        high=5000,
        optional=True,
    )
    max_speed_kmh: Number = number("Highest speed in service", unit="km/h", low=40, high=200)
    first_train: Text = clock("Earliest departure from a terminus", optional=True)
    last_train: Text = clock("Latest departure from a terminus", optional=True)


class Sections(Facts):
    """Pieces of line that opened on one day; operating length, double track once."""

    section_id: Text = text("Section", pattern=r"^[A-Z0-9]+[a-z]?$", example="5b")
    route_id: Text = text("Line the section belongs to")
    track_id: Text = text("Sections with the same track are the same rails; count them once")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    from_stop_id: Text = text("Station at one end; empty: position not known", optional=True)
    to_stop_id: Text = text("Station at the other end")
    length_km: Number = number("Operating length", unit="km", low=0.3, high=120)
    open_date: Day = day(
        "First day of passenger service; empty: not opened or not known", optional=True
    )
    close_date: Day = day("First day without this service", optional=True)
    status_2016_07: Text = choice(
        "Status when the plan of July 2016 was made", ("operating", "under_construction", "planned")
    )
    system_class: Text = choice("What the section was built as", ("metro", "suburban", "intercity"))
    in_city_total: Flag = flag("Whether Hangzhou's published network length includes it")
    note: Text = text("Remarks", optional=True)


class Stations(Facts):
    """Metro-like stations; a physical interchange is one row."""

    stop_id: Text = text("Station", pattern=STOP_ID, example="M_wulin_square")
    mode_id: Text = text("Mode, as in modes.yaml")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    lon: Number = longitude()
    lat: Number = latitude()
    open_date: Day = day("First day of passenger service of any line; empty: never", optional=True)
    close_date: Day = day("First day without service", optional=True)
    former_name_zh: Text = text("Earlier Chinese name", optional=True)
    position_estimated: Flag = flag("Whether the position is interpolated")


class LineStops(Facts):
    """Stops of each branch in order, with the hop that leads there (run times of mid-2025)."""

    route_id: Text = text("Line")
    branch_id: Text = text("Service from end to end", pattern=r"^[a-z]+$", example="main")
    seq: Integer = integer("Place in the branch, from 1", unit="1", low=1, high=100)
    stop_id: Text = text("Station", pattern=STOP_ID, example="M_wulin_square")
    section_id: Text = text("Section of the hop to this stop; first stop: of the next hop")
    distance_from_prev_m: Number = number(
        "Distance along the line from the stop before; 0 at the first", unit="m", low=0, high=15000
    )
    run_time_from_prev_s: Integer = integer(
        "Departure to departure, one dwell included; 0 at the first stop",
        unit="s",
        low=0,
        high=1200,
    )
    open_date: Day = day("First day on which this line stops here; empty: never", optional=True)
    close_date: Day = day("First day on which it no longer does", optional=True)


class Headways(Facts):
    """Headways by line, branch, validity and time of day; only what a source or a label backs."""

    route_id: Text = text("Line")
    branch_id: Text = text("Branch; empty: every branch", optional=True)
    valid_from: Day = day("First day")
    valid_to: Day = day("Last day; empty: open end", optional=True)
    day_type: Text = choice("Days", ("daily", "workday", "weekend"))
    start: Text = clock("From this departure on")
    end: Text = clock("Until before this departure")
    headway_s: Integer = integer("Time between trains", unit="s", low=30, high=14400)
    note: Text = text("Remarks", optional=True)


class PublishedRunTimes(Facts):
    """Published times between two stations, against which modelled times are checked."""

    route_id: Text = text("Line")
    from_stop_id: Text = text("Station of departure", pattern=STOP_ID, example="M_xianghu")
    to_stop_id: Text = text("Station of arrival", pattern=STOP_ID, example="M_wulin_square")
    valid_on: Day = day("Day for which the time was published")
    run_time_min: Number = number("Time in the train", unit="min", low=1, high=180)
    note: Text = text("Remarks", optional=True)


class Checkpoints(Facts):
    """Published network lengths, against which the sum of open sections is checked."""

    date: Day = day("Day of the published length")
    length_km_published: Number = number("Published length", unit="km", low=1, high=2000)
    note: Text = text("Remarks", optional=True)


class Fares(Facts):
    """Fare bands and discounts."""

    item: Text = choice(
        "What the row fixes", ("single_fare", "discount", "transfer_discount", "transfer_window")
    )
    scope: Text = text("For whom or with what the row applies")
    mode_id: Text = text("Mode, as in modes.yaml")
    valid_from: Day = day("First day known")
    valid_to: Day = day("Last day known", optional=True)
    from_km: Number = number("Trips longer than this", unit="km", low=0, high=200, optional=True)
    to_km: Number = number("Trips up to this length", unit="km", low=0, high=200, optional=True)
    value: Number = number("Value in the unit of the row", unit="see column unit", low=0)
    unit: Text = choice("Unit of the value", ("yuan", "percent_off", "yuan_off", "min"))
    note: Text = text("Remarks", optional=True)


class Ridership(Facts):
    """Published passenger numbers."""

    route_id: Text = text("Line; empty: the whole network", optional=True)
    valid_from: Day = day("First day of the period")
    valid_to: Day = day("Last day of the period")
    measure: Text = choice(
        "What was counted", ("per_day_mean", "per_day_record", "total", "per_day_forecast")
    )
    counted: Text = choice("Unit of counting", ("passengers", "gate_entries", "boardings"))
    value: Number = number("Passengers, entries or boardings", unit="1", low=0)
    note: Text = text("Remarks", optional=True)


class Interchanges(Facts):
    """Ways from the door of a vehicle to that of the next; what is empty is modelled."""

    interchange_id: Text = text("Row", pattern=r"^[a-z][a-z0-9_]*$", example="sanba_5_2")
    from_stop_id: Text = text(
        "Stop one comes to, or the airport (IATA)", pattern=_END_ID, example="M_sanba"
    )
    to_stop_id: Text = text(
        "Stop one leaves from, or the airport (IATA)", pattern=_END_ID, example="M_sanba"
    )
    from_route_id: Text = text("Line one comes by; empty: all lines of the stop", optional=True)
    to_route_id: Text = text("Line one leaves by; empty: all lines of the stop", optional=True)
    valid_from: Day = day("First day; empty: always", optional=True)
    valid_to: Day = day("First day on which the row no longer holds", optional=True)
    both_ways: Flag = flag("Whether the way back is the same, levels turned round, checks apart")
    walk_m: Number = number(
        "Metres on foot from door to door", unit="m", low=0, high=3000, optional=True
    )
    levels_up: Number = number(
        "Levels up; mean over the directions", unit="1", low=0, high=12, optional=True
    )
    levels_down: Number = number(
        "Levels down; mean over the directions", unit="1", low=0, high=12, optional=True
    )
    escalator: Flag = flag("Whether the levels have escalators; else stairs")
    security: Number = number("Security checks on the way", unit="1", low=0, high=4, optional=True)
    gates: Number = number(
        "Ticket and identity gates on the way", unit="1", low=0, high=8, optional=True
    )
    measured_s: Number = number(
        "Measured time without checks and waiting, in place of metres and levels",
        unit="s",
        low=0,
        high=3600,
        optional=True,
    )
    note: Text = text("What is known, what is assumed", optional=True)


_STOP = ("metro/stations.stop_id",)
_LINE = ForeignKey("route_id", ("metro/lines.route_id",))
_ENDS = (
    *_STOP,
    "rail/stations.stop_id",
    "bus/stops.stop_id",
    "bus/airport_stops.stop_id",
    "air/airports.iata",
)
_LINES = ("metro/lines.route_id", "bus/routes.route_id")

TABLES: tuple[TableSpec, ...] = (
    TableSpec("metro/lines", "Metro and suburban lines", Lines, ("route_id",)),
    TableSpec("metro/stations", "Metro stations", Stations, ("stop_id",), geometry="point"),
    TableSpec(
        "metro/sections",
        "Sections by opening date",
        Sections,
        ("section_id",),
        (_LINE, ForeignKey("from_stop_id", _STOP), ForeignKey("to_stop_id", _STOP)),
    ),
    TableSpec(
        "metro/line_stops",
        "Stops of the lines in order",
        LineStops,
        ("route_id", "branch_id", "seq"),
        (
            _LINE,
            ForeignKey("stop_id", _STOP),
            ForeignKey("section_id", ("metro/sections.section_id",)),
        ),
    ),
    TableSpec(
        "metro/headways",
        "Headways",
        Headways,
        ("route_id", "branch_id", "valid_from", "day_type", "start"),
        (_LINE, ForeignKey("branch_id", ("metro/line_stops.branch_id",))),
    ),
    TableSpec(
        "metro/run_times_published",
        "Published times between stations",
        PublishedRunTimes,
        ("route_id", "from_stop_id", "to_stop_id", "valid_on"),
        (_LINE, ForeignKey("from_stop_id", _STOP), ForeignKey("to_stop_id", _STOP)),
    ),
    TableSpec("metro/checkpoints", "Published network lengths", Checkpoints, ("date",)),
    TableSpec(
        "metro/fares",
        "Fares and discounts",
        Fares,
        ("item", "scope", "mode_id", "valid_from", "from_km"),
    ),
    TableSpec(
        "metro/ridership",
        "Published passenger numbers",
        Ridership,
        ("route_id", "valid_from", "valid_to", "measure"),
        (_LINE,),
    ),
    TableSpec(
        "metro/interchanges",
        "Ways between vehicles at interchanges",
        Interchanges,
        ("interchange_id",),
        (
            ForeignKey("from_stop_id", _ENDS),
            ForeignKey("to_stop_id", _ENDS),
            ForeignKey("from_route_id", _LINES),
            ForeignKey("to_route_id", _LINES),
        ),
    ),
)
