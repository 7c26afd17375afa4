"""Options of `sim simulate`: what each means to a planner."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["Cores", "Data", "Fresh", "Outputs", "Parts", "Quiet", "Replications", "WithMap"]

Parts = Annotated[
    list[str] | None,
    typer.Option(
        "--part",
        "-p",
        help="Only these, joined by commas: metro, station, airport, disruption.",
        show_default=False,
    ),
]
Replications = Annotated[
    int | None,
    typer.Option(
        "--replications",
        "-n",
        min=1,
        max=1000,
        help="Exactly so many days; else until means are sure.",
        show_default=False,
    ),
]
Cores = Annotated[
    int | None,
    typer.Option(
        "--cores",
        min=1,
        max=256,
        help="Processes; the results do not depend on it.",
        show_default=False,
    ),
]
WithMap = Annotated[bool, typer.Option("--map/--no-map", help="Draw the map and the animated day.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Compute all again.")]
Data = Annotated[
    Path | None, typer.Option("--data", help="Folder of the tables of facts.", show_default=False)
]
Outputs = Annotated[
    Path | None, typer.Option("--outputs", help="Folder for results.", show_default=False)
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only the summary.")]
