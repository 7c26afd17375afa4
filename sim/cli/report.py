"""The command that writes a comparison or a run as a report to print or to send."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from sim.cli.console import out, progress
from sim.study import find_project

__all__ = ["report"]


def report(
    sources: Annotated[
        list[str],
        typer.Argument(
            help="Folder of a comparison or a run, a scenario, or several to compare; the first is "
            "the reference.",
            metavar="COMPARISON_OR_RUNS...",
        ),
    ],
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Folder of the tables of facts.", show_default=False),
    ] = None,
    outputs: Annotated[
        Path | None, typer.Option("--outputs", help="Folder for results.", show_default=False)
    ] = None,
    *,
    to: Annotated[Path, typer.Option("--to", help="HTML file to write.")] = Path("report.html"),
    lang: Annotated[
        str, typer.Option("--lang", help="both (Chinese, English beside it), zh or en.")
    ] = "both",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only problems.")] = False,
) -> None:
    """Write a report to print or to send: one HTML file that opens without internet."""
    from sim.study.report import make_report  # noqa: PLC0415

    project = find_project(data, outputs)
    with progress(quiet=quiet) as tell:
        size = make_report(
            sources,
            to,
            lang=lang,
            data_dir=project.data,
            outputs_dir=project.outputs,
            scenarios_dir=project.scenarios,
            report=tell,
        )
    if not quiet:
        out.print(f"report  [bold]{escape(str(to))}[/]  {size / 1e6:.1f} MB", soft_wrap=True)
        out.print("print it from a browser, A4; the pages are laid out for paper")
