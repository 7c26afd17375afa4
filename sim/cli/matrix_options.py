"""The options of `sim matrix` as they are typed, in the groups of its help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

_CITY, _ASK, _WALK, _WHO, _RESULT = (
    "A city", "The question", "On foot", "Who travels", "The result",
)  # fmt: skip

Scenario = Annotated[
    str | None,
    typer.Argument(
        help="A scenario in place of a city's files; points are its zones.",
        metavar="[SCENARIO]",
        show_default=False,
    ),
]
Gtfs = Annotated[
    list[Path] | None,
    typer.Option(
        help="A GTFS feed, zip or folder; can be given several times.",
        rich_help_panel=_CITY,
        metavar="FEED",
    ),
]
Osm = Annotated[
    Path | None,
    typer.Option(help="Streets: .osm.pbf or .osm.", rich_help_panel=_CITY, metavar="FILE"),
]
WalkNodes = Annotated[
    Path | None,
    typer.Option(
        help="A walk graph in place of --osm: its nodes …",
        rich_help_panel=_CITY,
        metavar="FILE",
    ),
]
WalkEdges = Annotated[
    Path | None,
    typer.Option(help="… and its edges.", rich_help_panel=_CITY, metavar="FILE"),
]
Points = Annotated[
    Path | None,
    typer.Option(help="CSV with columns id, lon, lat.", rich_help_panel=_CITY, metavar="FILE"),
]
Destinations = Annotated[
    Path | None,
    typer.Option(
        help="CSV of destinations, if not the points.", rich_help_panel=_CITY, metavar="FILE"
    ),
]
Day = Annotated[
    str | None,
    typer.Option("--date", help="Day, such as 2019-05-13.", rich_help_panel=_CITY, metavar="DAY"),
]
Window = Annotated[
    str,
    typer.Option(
        help="When people leave, such as 14:00-15:00.",
        rich_help_panel=_ASK,
        metavar="HH:MM-HH:MM",
    ),
]
StepMin = Annotated[
    int,
    typer.Option(help="Minutes between departures.", min=1, rich_help_panel=_ASK, metavar="MIN"),
]
Percentiles = Annotated[
    str,
    typer.Option(
        help="Of the times over the window: 1 to 99.", rich_help_panel=_ASK, metavar="5,50,95"
    ),
]
MaxMinutes = Annotated[
    int,
    typer.Option(help="Longest trip.", min=1, rich_help_panel=_ASK, metavar="MIN"),
]
MaxRides = Annotated[
    int | None,
    typer.Option(
        help="Most vehicles boarded; else no limit.",
        min=0,
        rich_help_panel=_ASK,
        metavar="COUNT",
    ),
]
ArriveBy = Annotated[
    bool,
    typer.Option("--arrive-by", help="The window is when people arrive.", rich_help_panel=_ASK),
]
BufferMin = Annotated[
    int,
    typer.Option(
        help="With --arrive-by: be there so much earlier.",
        min=0,
        rich_help_panel=_ASK,
        metavar="MIN",
    ),
]
WalkKmh = Annotated[
    float | None,
    typer.Option(
        help="Walking speed; else 3.6.",
        min=0.1,
        rich_help_panel=_WALK,
        metavar="KMH",
    ),
]
MaxAccessM = Annotated[
    float | None,
    typer.Option(
        help="Longest walk to and from stops; else 2000.",
        min=0,
        rich_help_panel=_WALK,
        metavar="M",
    ),
]
MaxTransferM = Annotated[
    float | None,
    typer.Option(
        help="Longest walk between stops; else 1000.",
        min=0,
        rich_help_panel=_WALK,
        metavar="M",
    ),
]
BoardingSlackS = Annotated[
    int | None,
    typer.Option(
        help="At the stop so long before it leaves; else 60.",
        min=0,
        rich_help_panel=_WALK,
        metavar="S",
    ),
]
Traveller = Annotated[
    Literal["random_arrival", "timetable_aware"],
    typer.Option(
        help="random_arrival, or timetable_aware: leaves in time.",
        rich_help_panel=_WHO,
        metavar="NAME",
    ),
]
Draws = Annotated[
    int,
    typer.Option(
        help="Draw headway services so often; 0: in expectation.",
        min=0,
        rich_help_panel=_WHO,
        metavar="COUNT",
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(help="Seed of the draws; else 0.", rich_help_panel=_WHO, metavar="NUMBER"),
]
Out = Annotated[
    Path,
    typer.Option(
        "--out",
        help="File to write: .parquet or .csv.",
        rich_help_panel=_RESULT,
        metavar="FILE",
    ),
]
Seconds = Annotated[
    bool,
    typer.Option("--seconds", help="Whole seconds, not minutes.", rich_help_panel=_RESULT),
]
Parts = Annotated[
    bool,
    typer.Option(
        "--parts",
        help="Also access, wait, ride, transfer, egress, rides.",
        rich_help_panel=_RESULT,
    ),
]
Cost = Annotated[
    str | None,
    typer.Option(
        "--cost",
        help="Cheapest way, such as wait=2,walk=2,ride=1,transfer=300.",
        rich_help_panel=_WHO,
        metavar="WEIGHTS",
    ),
]
DeparturesOut = Annotated[
    Path | None,
    typer.Option(
        help="Also write every departure's time here.", rich_help_panel=_RESULT, metavar="FILE"
    ),
]
Threads = Annotated[
    int | None,
    typer.Option(help="Processors used; else all.", min=1, metavar="COUNT"),
]
Data = Annotated[
    Path | None,
    typer.Option(
        "--data", help="Tables of facts, for a scenario.", show_default=False, metavar="FOLDER"
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only problems.")]
