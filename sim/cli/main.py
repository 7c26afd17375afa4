"""Commands: they parse arguments, show progress and print; the work is done elsewhere."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.console import out, print_issues, progress, to_stderr
from sim.cli.project import find_project
from sim.errors import Severity, SimError, has_errors

__all__ = ["app", "main"]

app = typer.Typer(
    name="sim",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help=(
        "Which targets does a build-out meet, and how far do people get?\n\n"
        "Try first:  [bold]sim run plan-2020[/]"
    ),
)

ScenarioArgument = Annotated[
    str, typer.Argument(help="A scenario file, or the name of a shipped scenario.", metavar="SCENARIO")
]
DataOption = Annotated[
    Path | None, typer.Option("--data", help="Folder of the tables of facts.", show_default=False)
]
OutputsOption = Annotated[
    Path | None, typer.Option("--outputs", help="Folder for results.", show_default=False)
]


@app.command(epilog="Example:  sim check scenarios/plan-2020.yaml")
def check(scenario: ScenarioArgument, data: DataOption = None) -> None:
    """Check a scenario file without running it: every problem at once, with line and advice."""
    from sim.scenario import check_file  # noqa: PLC0415

    project = find_project(data)
    outcome = check_file(scenario, project.data, project.scenarios)
    print_issues(outcome.issues, console=out)
    if has_errors(outcome.issues):
        count = sum(issue.severity is Severity.ERROR for issue in outcome.issues)
        out.print(f"[bold red]✗[/] {outcome.path}: {count} to mend")
        raise typer.Exit(1)
    out.print(f"[green]✓[/] {outcome.path}: {outcome.summary}")


@app.command(epilog="Example:  sim run plan-2020")
def run(
    scenario: ScenarioArgument,
    data: DataOption = None,
    outputs: OutputsOption = None,
    *,
    fresh: Annotated[bool, typer.Option("--fresh", help="Compute again what is unchanged.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the board.")] = False,
) -> None:
    """Run a scenario: target board, tables and map in outputs/<scenario>/latest."""
    from sim.cli.board import print_board  # noqa: PLC0415
    from sim.study import run_scenario  # noqa: PLC0415

    project = find_project(data, outputs)
    with progress(quiet=quiet) as report:
        results = run_scenario(
            scenario,
            data_dir=project.data,
            outputs_dir=project.outputs,
            scenarios_dir=project.scenarios,
            report=report,
            fresh=fresh,
        )
    print_board(results, project.data, console=out)
