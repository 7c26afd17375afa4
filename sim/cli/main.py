"""Commands: they parse arguments, show progress and print; the work is done elsewhere."""

from __future__ import annotations

import io
import logging
import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.markup import escape

from sim.cli.access import access
from sim.cli.calibrate import calibrate
from sim.cli.compare import compare
from sim.cli.console import out, print_issues, progress, to_stderr
from sim.cli.explain import explain as explain_trip
from sim.cli.export import export
from sim.cli.gtfs import gtfs
from sim.cli.matrix import matrix
from sim.cli.quick_board import board
from sim.cli.report import report
from sim.cli.simulate import simulate
from sim.cli.streets import streets
from sim.errors import OutputError, Severity, SimError, has_errors
from sim.study import find_project

__all__ = ["app", "main"]

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""

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
    str,
    typer.Argument(help="A scenario file, or the name of a shipped one.", metavar="SCENARIO"),
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
    out.print(f"[green]✓[/] {outcome.path}: {escape(outcome.summary)}", soft_wrap=True)


@app.command(epilog="Example:  sim run plan-2020")
def run(
    scenario: ScenarioArgument,
    data: DataOption = None,
    outputs: OutputsOption = None,
    *,
    fresh: Annotated[bool, typer.Option("--fresh", help="Compute all again.")] = False,
    with_demand: Annotated[
        bool,
        typer.Option("--demand/--no-demand", help="Solve the demand model; without it, seconds."),
    ] = True,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print formula, source and caveats of every row.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the board.")] = False,
) -> None:
    """Run a scenario: target board, tables and map in outputs/<scenario>/latest."""
    from sim.cli.board import print_board  # noqa: PLC0415
    from sim.study import run as run_scenario  # noqa: PLC0415

    project = find_project(data, outputs)
    with progress(quiet=quiet) as report:
        results = run_scenario(
            scenario,
            data_dir=project.data,
            outputs_dir=project.outputs,
            scenarios_dir=project.scenarios,
            report=report,
            fresh=fresh,
            with_demand=with_demand,
        )
    print_board(results, project.data, console=out, explain=explain)


app.command(epilog="Example:  sim board my-plan.yaml --against plan-2020")(board)


@app.command("map", epilog="Example:  sim map outputs/plan-2020/latest --tiles osm --to plan.html")
def draw(
    run_folder: Annotated[Path, typer.Argument(help="Folder of a finished run.", metavar="RUN")],
    data: DataOption = None,
    *,
    to: Annotated[Path, typer.Option("--to", help="File to write.")] = Path("map.html"),
    tiles: Annotated[
        Literal["none", "osm", "amap"],
        typer.Option("--tiles", help="Web tiles under the map; they need internet."),
    ] = "none",
    lang: Annotated[
        Literal["both", "zh", "en"],
        typer.Option("--lang", help="Language the page opens in; a button switches it."),
    ] = "both",
    isochrones: Annotated[
        bool,
        typer.Option("--isochrones", help="Times between all cells: click a place on the map."),
    ] = False,
) -> None:
    """Draw the map of a finished run again: over web tiles, in one language, with isochrones."""
    from sim.study import redraw_map  # noqa: PLC0415

    project = find_project(data)
    with progress() as report:
        size = redraw_map(
            run_folder, to, project.data,
            tiles=tiles, lang=lang, isochrones=isochrones, report=report,
        )  # fmt: skip
    out.print(f"map  [bold]{to}[/]  {size / 1e6:.1f} MB", soft_wrap=True)


@app.command("data", epilog="Example:  sim data")
def check_data(
    data: DataOption = None,
    *,
    write_hashes: Annotated[
        bool, typer.Option("--write-hashes", help="Write datapackage.json anew after an edit.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only problems.")] = False,
) -> None:
    """Check every table of facts and show where its values come from."""
    from sim.cli.provenance import print_provenance  # noqa: PLC0415
    from sim.indicators import check_targets  # noqa: PLC0415
    from sim.network.modes import mode_issues  # noqa: PLC0415
    from sim.tables.checking import check_package  # noqa: PLC0415
    from sim.tables.publishing import write_datapackage  # noqa: PLC0415

    project = find_project(data)
    if write_hashes:
        write_datapackage(project.data)
    _, target_issues = check_targets(project.data / "policy" / "targets.yaml")
    issues = (
        *check_package(project.data),
        *mode_issues(project.data / "modes.yaml"),
        *target_issues,
    )
    print_issues(issues, console=out)
    if has_errors(issues):
        raise typer.Exit(1)
    if not quiet:
        print_provenance(project.data, console=out)


@app.command(epilog="Example:  sim schema --write")
def schema(
    *,
    write: Annotated[
        bool, typer.Option("--write", help="Write scenarios/schema/scenario.schema.json.")
    ] = False,
) -> None:
    """Print the JSON schema of scenario files, for editors."""
    from sim.scenario import schema_text  # noqa: PLC0415

    if not write:
        sys.stdout.write(schema_text())
        return
    path = find_project().scenarios / "schema" / "scenario.schema.json"
    _write(path, schema_text())
    out.print(f"wrote {path}")


@app.command(epilog="Example:  sim new my-plan --extends plan-2020")
def new(
    name: Annotated[str, typer.Argument(help="Name of the scenario: small letters, hyphens.")],
    extends: Annotated[
        str, typer.Option("--extends", help="Parent scenario to start from.")
    ] = "plan-2020",
) -> None:
    """Start a scenario file, with comments on what can be written in it."""
    from sim.scenario import find_scenario, new_scenario_text  # noqa: PLC0415

    project = find_project()
    find_scenario(extends, shipped=project.scenarios)
    path = project.scenarios / f"{name}.yaml"
    if path.exists():
        raise OutputError(f"{path} exists; choose another name or edit that file")
    text = new_scenario_text(name, extends=extends)
    _write(path, text)
    out.print(f"wrote [bold]{path}[/] — edit it, then  sim check {path}")


@app.command(epilog="Example:  sim diff plan-2020 no-west-station")
def diff(
    a: ScenarioArgument,
    b: Annotated[str, typer.Argument(help="The other scenario.", metavar="OTHER")],
) -> None:
    """Show how two scenarios differ after their parents are merged in."""
    from sim.scenario import diff_scenarios, find_scenario, load_scenario  # noqa: PLC0415

    project = find_project()
    one, other = (
        load_scenario(find_scenario(name, shipped=project.scenarios), shipped=project.scenarios)
        for name in (a, b)
    )
    differences = diff_scenarios(one, other)
    for difference in differences:
        out.print(difference.text(), markup=False)
    if not differences:
        out.print("no difference")


app.command(epilog="Example:  sim compare no-build-2020 plan-2020 'alternatives/*'")(compare)
app.command(epilog="Example:  sim report no-build-2020 plan-2020 --to report.html")(report)
app.command(
    epilog="Example:  sim access plan-2020 --measure time_to_nth --layer hospitals --set n=3"
)(access)
app.command(
    "explain",
    epilog='Example:  sim explain plan-2020 --from 武林广场 --to HGH --depart "08:00"',
)(explain_trip)
app.command(
    epilog="Example:  sim export plan-2020 --to plan-2020-export --format gpkg,csv",
)(export)
app.command(epilog="Example:  sim simulate plan-2020 --part station --replications 5")(simulate)
app.command(epilog="Example:  sim calibrate base-2015 --check")(calibrate)
app.command(epilog="Example:  sim gtfs plan-2020 --out plan-2020.zip")(gtfs)
app.command(epilog="Example:  sim streets city.osm.pbf --out streets")(streets)
app.command(
    epilog="Example:  sim matrix --gtfs bus.zip --osm city.osm.pbf --points points.csv "
    "--date 2019-05-13 --window 14:00-15:00 --percentiles 5,50,95 --out matrix.parquet"
)(matrix)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def main() -> None:
    """Run the command line; no traceback reaches a planner (SIM_DEBUG=1 shows them)."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    debug = bool(os.environ.get("SIM_DEBUG"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    except SimError as error:
        if debug:
            raise
        to_stderr.print(f"[bold red]✗[/] {escape(str(error.args[0]))}")
        print_issues(error.issues)
        sys.exit(1)
    except (KeyboardInterrupt, SystemExit) as stop:
        if isinstance(stop, SystemExit) and stop.code != INTERRUPTED:
            raise
        to_stderr.print("interrupted: nothing half-written was left behind")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.exit(141)
    except Exception as error:  # the last stop before a planner's screen
        if debug:
            raise
        to_stderr.print(
            f"[bold red]✗[/] unexpected {type(error).__name__}: {escape(str(error))}\n"
            "    → this is a mistake in the program, not in your file; please report it with the "
            "output of the same command after  export SIM_DEBUG=1"
        )
        sys.exit(3)
