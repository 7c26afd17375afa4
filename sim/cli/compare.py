"""The command ``sim compare``: alternatives beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from sim.cli.console import out, progress
from sim.study import find_project

if TYPE_CHECKING:
    from sim.results.comparison import Comparison

__all__ = ["compare", "print_comparison"]

Scope = Literal["own", "all", "none"]


def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            help="Scenario names, files, patterns such as 'alternatives/*', or run folders.",
            metavar="SCENARIO…",
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
    reference: Annotated[
        str | None,
        typer.Option(
            "--reference", help="What differences are taken to; else the first.", show_default=False
        ),
    ] = None,
    contributions: Annotated[
        Scope,
        typer.Option(
            "--contributions",
            help="Take apart the modifications of each scenario's own file, all, or none.",
        ),
    ] = "own",
    all_definitions: Annotated[
        bool, typer.Option("--all-definitions", help="Show every definition of every target.")
    ] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Compute all again.")] = False,
    with_map: Annotated[bool, typer.Option("--map/--no-map", help="Draw the maps.")] = True,
    with_demand: Annotated[
        bool,
        typer.Option(
            "--demand/--no-demand", help="Solve the demand model; without it, seconds a scenario."
        ),
    ] = True,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers", min=1, help="Processes; else one per processor.", show_default=False
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the boards.")] = False,
) -> None:
    """Compare scenarios: boards side by side, who gains and loses, what each change brings."""
    from sim.study.compare_scenarios import compare as compare_scenarios  # noqa: PLC0415

    project = find_project(data, outputs)
    with progress(quiet=quiet) as report:
        found = compare_scenarios(
            scenarios,
            reference=reference,
            contributions=contributions,
            data_dir=project.data,
            outputs_dir=project.outputs,
            scenarios_dir=project.scenarios,
            report=report,
            fresh=fresh,
            with_map=with_map,
            with_demand=with_demand,
            workers=workers,
        )
    print_comparison(
        found, project.data, console=out, all_definitions=all_definitions, only_boards=quiet
    )


def print_comparison(
    found: Comparison,
    data_dir: Path,
    *,
    console: Console,
    all_definitions: bool = False,
    only_boards: bool = False,
) -> None:
    """Print a comparison: what is compared, warnings, boards, indicators, gains, ledger, paths."""
    from sim.cli.compare_board import blocks, print_boards, print_indicators  # noqa: PLC0415
    from sim.cli.compare_gains import print_gains, print_ledger  # noqa: PLC0415
    from sim.cli.compare_operations import print_operations  # noqa: PLC0415
    from sim.indicators import read_targets  # noqa: PLC0415

    targets = read_targets(data_dir / "policy" / "targets.yaml")
    parts = blocks(found.alternatives, found.reference, console.width)
    _print_head(found, console)
    _heading(
        console,
        "目标对照 Targets",
        "by the headline definition: ✓ met ✗ missed · margin · Δ to the reference · ● best",
    )
    for part in parts:
        print_boards(
            found.table("board"), targets, part, console=console, all_definitions=all_definitions
        )
        console.print()
    if not only_boards:
        _heading(
            console,
            "指标 Indicators",
            "people of the city, door to door · — not reached, or not computed by its run",
        )
        for part in parts:
            print_indicators(found.table("indicators"), part, console=console)
            console.print()
        others = [name for name in found.alternatives if name != found.reference]
        _heading(console, "谁受益、谁受损 Who gains, who loses", "minutes against the reference")
        print_gains(found.table("gains"), found.table("gains_mean"), others, console=console)
        console.print()
        if "operations" in found.tables:
            _heading(
                console,
                "一天的运行 A day of operations",
                "differences paired by replication, same draws in all alternatives",
            )
            print_operations(
                found.table("operations"), others, console=console, all_measures=all_definitions
            )
            console.print()
        _heading(
            console,
            "各项措施 What each change did",
            "people and targets (demand left out): all changes against all but this one",
        )
        print_ledger(
            found.table("ledger"),
            found.table("contributions"),
            targets,
            console=console,
            all_definitions=all_definitions,
        )
        console.print()
    _print_paths(found, console)


def _print_head(found: Comparison, console: Console) -> None:
    console.print()
    table = found.table("alternatives")
    again = " (unchanged, not computed again)" if found.reused else ""
    console.print(Text(f"方案比较 Comparison {found.manifest.comparison_id}{again}", style="bold"))
    for number, (_, row) in enumerate(table.iterrows()):
        titles = dict.fromkeys((str(row["title_zh"]), str(row["title_en"])))
        line = Text(f"{chr(ord('A') + number)} ", style="bold")
        line.append(str(row["alternative"]), style="bold")
        if row["is_reference"]:
            line.append(" 基准 reference", style="bold cyan")
        line.append(f"  {'  '.join(titles)}")
        console.print(line, overflow="fold")
        console.print(
            Text(
                f"    network of {row['as_of']} · people of {row['horizon_year']} · trains of "
                f"{row['rail_timetable']} · run {row['run_id']}",
                style="bright_black",
            )
        )
    _print_warnings(found.manifest.issues, console)
    console.print()


def _print_warnings(issues: Sequence[object], console: Console) -> None:
    for issue in issues:
        if isinstance(issue, dict):
            console.print(
                f"[bold yellow]注意 warning[/] {escape(str(issue['what']))}\n"
                f"    [green]→ {escape(str(issue['fix']))}[/]"
            )


def _heading(console: Console, title: str, note: str) -> None:
    console.print(Text.assemble((title, "bold underline"), f"  {note}"))


def _print_paths(found: Comparison, console: Console) -> None:
    console.print(f"board   {found.board_path}", soft_wrap=True)
    console.print(f"tables  {found.folder / 'tables'}", soft_wrap=True)
    if found.map_path.is_file():
        console.print(Text.assemble("map     ", (str(found.map_path), "bold")), soft_wrap=True)
