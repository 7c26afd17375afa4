"""Options of `sim access`: what each means to a planner."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

__all__ = [
    "Cutoffs",
    "Data",
    "DecayText",
    "Layers",
    "List",
    "Measure",
    "Opportunities",
    "Out",
    "Outputs",
    "Percentile",
    "PercentileOf",
    "Quiet",
    "Search",
    "Settings",
    "Subject",
]

Subject = Annotated[
    str | None,
    typer.Argument(
        help="A scenario file, the name of a shipped one, or the folder of a finished run.",
        metavar="SCENARIO_OR_RUN",
        show_default=False,
    ),
]
Measure = Annotated[str, typer.Option("--measure", "-m", help="Measure; --list shows them.")]
Layers = Annotated[
    list[str] | None,
    typer.Option("--layer", "-l", help="Layers, joined by commas; else jobs."),
]
Cutoffs = Annotated[
    list[str] | None,
    typer.Option("--cutoff", "-c", help="Cutoffs in minutes, joined by commas."),
]
DecayText = Annotated[
    str | None, typer.Option("--decay", help="Decay, such as 'exponential half-life 20 min'.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", help="Another setting of the measure: n=3, radius_km=8."),
]
Percentile = Annotated[
    int | None, typer.Option("--percentile", help="1 to 99; else the scenario's.")
]
PercentileOf = Annotated[
    Literal["time", "access"],
    typer.Option("--percentile-of", help="Percentile of the times, or of the access."),
]
Search = Annotated[float | None, typer.Option("--search", help="Longest time searched, minutes.")]
Opportunities = Annotated[
    Path | None,
    typer.Option("--opportunities", help="A layer of your own: CSV with id,lon,lat,amount."),
]
Out = Annotated[Path | None, typer.Option("--out", help="Write a row per zone: .csv or .parquet.")]
Data = Annotated[Path | None, typer.Option("--data", help="Folder of the tables of facts.")]
Outputs = Annotated[Path | None, typer.Option("--outputs", help="Folder for results.")]
List = Annotated[bool, typer.Option("--list", help="Print measures, decays and layers, and stop.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only the result.")]
