"""Contracts of the sketched railway lines and of the speeds trains run on lines that exist."""

from sim.tables.columns import (
    Day,
    Facts,
    Flag,
    Integer,
    Number,
    Text,
    choice,
    clock,
    day,
    flag,
    integer,
    number,
    text,
)
from sim.tables.spec import ForeignKey, TableSpec

__all__ = [
    "TABLES",
    "OperatingSpeeds",
    "PublishedRuns",
    "SketchLines",
    "SketchServices",
    "SketchStops",
]

_STOP_ID = r"^R_[a-z0-9_]+$"


class OperatingSpeeds(Facts):
    """Highest speed that trains of the time run on a line; kinematics are calibrated with it."""

    line_id: Text = text("Line")
    valid_from: Day = day("First day of this speed")
    valid_until: Day = day("First day of another speed; empty: still valid", optional=True)
    operating_speed_kmh: Number = number("Operating speed", unit="km/h", low=60, high=400)
    note: Text = text("Remarks", optional=True)


class SketchLines(Facts):
    """Lines that no timetable of this project has, to be run from a sketch."""

    line_id: Text = text("Line")
    short_zh: Text = text("Short name for the numbers of assumed trains", example="杭台")
    note: Text = text("Remarks", optional=True)


class SketchStops(Facts):
    """Stations of sketched lines with the track that leads to them."""

    line_id: Text = text("Line")
    seq: Integer = integer("Place along the line, from 1", unit="1", low=1, high=100)
    stop_id: Text = text("Station", pattern=_STOP_ID, example="R_hangzhou_east")
    distance_from_start_km: Number = number(
        "Distance along the line, estimated unless the source says otherwise",
        unit="km",
        low=0,
        high=3000,
    )
    operating_speed_kmh: Number = number(
        "Speed trains run on the track from the station before; 0 for the first station",
        unit="km/h",
        low=0,
        high=400,
    )
    large_station: Flag = flag("Whether trains lose time among the points of the station")


class SketchServices(Facts):
    """Assumed trains of sketched lines: stopping patterns at regular minutes, both ways."""

    service_id: Text = text("Service", pattern=r"^[a-z0-9_]+$", example="hangtai_fast")
    line_id: Text = text("Line")
    stop_ids: Text = text("Stations at which the trains call, in order, joined by ';'")
    headway_min: Integer = integer("Time between two trains", unit="min", low=5, high=1440)
    first_departure: Text = clock("First possible departure from either end")
    last_departure: Text = clock("Last possible departure from either end")
    note: Text = text("Remarks", optional=True)


class PublishedRuns(Facts):
    """Run times that pages give for lines without a timetable here: to compare, never to fit."""

    line_id: Text = text("Line that made the time possible")
    from_stop_id: Text = text("Station of departure", pattern=_STOP_ID, example="R_hangzhou_east")
    to_stop_id: Text = text("Station of arrival", pattern=_STOP_ID, example="R_taizhou")
    published_min: Integer = integer("Published time", unit="min", low=1, high=600)
    basis: Text = choice("Timetable of the opening, or a trial run", ("timetable", "trial"))


_LINE = ForeignKey("line_id", ("rail/sketch_lines.line_id",))
_STATION = ForeignKey("stop_id", ("rail/stations.stop_id",))

TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        "rail/operating_speeds",
        "Speeds that trains run on railway lines",
        OperatingSpeeds,
        ("line_id", "valid_from"),
        (ForeignKey("line_id", ("rail/lines.line_id",)),),
    ),
    TableSpec(
        "rail/sketch_lines",
        "Railway lines run from a sketch",
        SketchLines,
        ("line_id",),
        (ForeignKey("line_id", ("rail/lines.line_id",)),),
    ),
    TableSpec(
        "rail/sketch_stops",
        "Stations of sketched railway lines",
        SketchStops,
        ("line_id", "seq"),
        (_LINE, _STATION),
    ),
    TableSpec(
        "rail/sketch_services",
        "Assumed trains of sketched railway lines",
        SketchServices,
        ("service_id",),
        (_LINE, ForeignKey("stop_ids", ("rail/stations.stop_id",), ";")),
    ),
    TableSpec(
        "rail/published_runs",
        "Published run times of lines without a timetable",
        PublishedRuns,
        ("from_stop_id", "to_stop_id"),
        (
            ForeignKey("line_id", ("rail/lines.line_id",)),
            ForeignKey("from_stop_id", ("rail/stations.stop_id",)),
            ForeignKey("to_stop_id", ("rail/stations.stop_id",)),
        ),
    ),
)
