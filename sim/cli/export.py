"""The command that hands results and networks on to other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from sim.cli.console import out, print_issues, progress
from sim.errors import Issue, OutputError, Severity
from sim.study.project import find_project

__all__ = ["export"]


def export(
    what: Annotated[
        str,
        typer.Argument(
            help="Folder of a run or comparison, or a scenario (it is run where needed).",
            metavar="RUN",
        ),
    ],
    *,
    to: Annotated[Path, typer.Option("--to", help="Folder to write.")],
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            help="gpkg, geoparquet, omx, gtfs, gmns, csv with commas between them, or all.",
        ),
    ] = "all",
    percentiles: Annotated[
        str | None,
        typer.Option(
            "--percentiles",
            help="Percentiles of the times in the matrices, such as 5,50,95; else the scenario's.",
            show_default=False,
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Folder of the tables of facts.", show_default=False),
    ] = None,
    outputs: Annotated[
        Path | None, typer.Option("--outputs", help="Folder for results.", show_default=False)
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only problems.")] = False,
) -> None:
    """Export for GIS, demand models and spreadsheets: every table with a data dictionary."""
    from sim.study.export import export_results  # noqa: PLC0415

    project = find_project(data, outputs)
    with progress(quiet=quiet) as report:
        found = export_results(
            what,
            to,
            formats=formats,
            percentiles=_numbers(percentiles),
            data_dir=project.data,
            outputs_dir=project.outputs,
            scenarios_dir=project.scenarios,
            report=report,
        )
    print_issues(i for i in found.issues if not quiet or i.severity is not Severity.INFO)
    if quiet:
        return
    for resource in found.resources:
        size_mb = (found.folder / resource.path).stat().st_size / 1e6
        out.print(
            f"{escape(resource.path):<44} {size_mb:7.2f} MB  "
            f"{escape(resource.title_zh)} {escape(resource.title_en)}",
            soft_wrap=True,
        )
    out.print(
        f"wrote [bold]{escape(str(found.folder))}[/]  {found.bytes / 1e6:.1f} MB; "
        "DATA_DICTIONARY.md explains every column",
        soft_wrap=True,
    )


def _numbers(text: str | None) -> tuple[int, ...]:
    try:
        return () if text is None else tuple(int(part) for part in text.split(","))
    except ValueError:
        what = f"'{text}' is no list of whole numbers"
        fix = "write for example --percentiles 5,50,95"
        issue = Issue(Severity.ERROR, "bad-percentile", what, fix)
        raise OutputError("nothing was exported", [issue]) from None
