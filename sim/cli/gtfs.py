"""The command that writes a scenario's network as a GTFS feed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from sim.cli.console import out, print_issues, progress
from sim.errors import OutputError
from sim.study import find_project

__all__ = ["gtfs"]


def gtfs(
    scenario: Annotated[str, typer.Argument(help="A scenario file, or the name of a shipped one.")],
    *,
    to: Annotated[Path, typer.Option("--out", help="A .zip to write, or a folder.")],
    service_date: Annotated[
        str | None, typer.Option("--date", help="Day the feed must hold; else the scenario's.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="Folder of the tables of facts.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only problems.")] = False,
) -> None:
    """Write a scenario's network as GTFS: headways as frequencies, trains as trips."""
    from sim.network.gtfs import write_gtfs  # noqa: PLC0415
    from sim.study.cache import StageCache  # noqa: PLC0415
    from sim.study.prepare import prepare  # noqa: PLC0415

    project = find_project(data)
    try:
        day = None if service_date is None else date.fromisoformat(service_date)
    except ValueError as error:
        raise OutputError(f"--date: '{service_date}' is no date; write it as 2019-05-13") from error
    with progress(quiet=quiet) as report:
        report("read scenario and tables", 0.0)
        prepared = prepare(scenario, project.data, project.scenarios)
        report("read scenario and tables", 1.0)
        report("build the network", 0.0)
        prepared = prepared.with_network(StageCache(project.outputs / ".cache"))
        report("build the network", 1.0)
        report("write the feed", 0.0)
        counts = write_gtfs(prepared.network, to, service_date=day)
        report("write the feed", 1.0)
    print_issues(prepared.issues)
    if not quiet:
        told = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items())
        out.print(f"wrote [bold]{escape(str(to))}[/]  {told}", soft_wrap=True)
        out.print("headways without a page behind them are modelled: feed_info.txt says so")
