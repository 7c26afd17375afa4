"""The command that fits the demand model to its base year, or says how well it fits."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.cli.console import out, progress
from sim.study import find_project

if TYPE_CHECKING:
    from sim.demand.calibration_targets import Judged
    from sim.study.calibrate import Calibration

__all__ = ["calibrate", "print_calibration"]

_QUIET = "bright_black"
_KINDS = {"strong": "met", "prior": "leant on", "check": "only checked"}


def calibrate(
    scenario: Annotated[
        str, typer.Argument(help="The base year: a scenario file, or the name of a shipped one.")
    ] = "base-2015",
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Folder of the tables of facts.", show_default=False),
    ] = None,
    outputs: Annotated[
        Path | None, typer.Option("--outputs", help="Folder for results.", show_default=False)
    ] = None,
    *,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; fail where the model is too far off."),
    ] = False,
    draws: Annotated[
        int, typer.Option("--draws", min=1, max=1000, help="Draws for the interval of the share.")
    ] = 120,
    rounds: Annotated[
        int, typer.Option("--rounds", min=1, max=20, help="Solutions of the whole model at most.")
    ] = 5,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the tables.")] = False,
) -> None:
    """Fit the demand model to its base year and write its parameters and draws."""
    from sim.study.calibrate import calibrate as fit  # noqa: PLC0415

    project = find_project(data, outputs)
    with progress(quiet=quiet) as report:
        found = fit(
            scenario,
            data_dir=project.data,
            outputs_dir=project.outputs,
            scenarios_dir=project.scenarios,
            report=report,
            check=check,
            draws=draws,
            rounds=rounds,
        )
    print_calibration(found, console=out)
    if not found.is_met:
        out.print(
            "[bold red]✗[/] the model is too far from what was counted: half a point for shares, "
            "5 % for boardings"
        )
        raise typer.Exit(1)


def print_calibration(found: Calibration, *, console: Console) -> None:
    """Targets, parameters, elasticities and rounds; what was written last."""
    console.print(Text(f"{found.scenario}, {found.year}", style="bold"))
    console.print(_targets(found))
    console.print(_parameters(found))
    console.print(_elasticities(found))
    if len(found.rounds) > 1:
        misses = ", ".join(f"{100 * one.miss:.1f} %" for one in found.rounds)
        console.print(Text(f"largest miss of a strong target by round: {misses}", style=_QUIET))
    if found.missed:
        numbers = ", ".join(str(number) for number in found.missed[:5])
        console.print(
            Text(
                f"{len(found.missed)} of {found.draws} draws do not meet their own targets "
                f"(draws {numbers}{' …' if len(found.missed) > 5 else ''}): their bounds are too "
                "narrow, or the targets contradict each other",
                style="yellow",
            )
        )
    for path in found.written:
        console.print(f"wrote {path}", markup=False, soft_wrap=True)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=_QUIET)
    for number, name in enumerate(columns):
        table.add_column(name, justify="left" if number == 0 else "right", overflow="fold")
    return table


def _targets(found: Calibration) -> Table:
    table = _table("target", "counted", "model", "off by", "", "fact")
    for one in found.targets:
        if one.target.kind == "check" and math.isnan(one.modelled):
            continue
        target = one.target
        style = {True: "green", False: "bold red", None: ""}[one.ok]
        table.add_row(
            f"{target.title_zh} {target.title_en}",
            f"{target.value:g} {target.unit}",
            "·" if math.isnan(one.modelled) else f"{one.modelled:.3g}",
            Text(_off(one), style=style),
            _KINDS[target.kind],
            target.fact or target.quality,
        )
    return table


def _off(one: Judged) -> str:
    """How far off, in the measure the target is judged by."""
    if math.isnan(one.miss):
        return "·"
    if one.target.kind != "strong":
        return f"{one.miss:+.1f} sd"
    return f"{one.miss:+.2f} points" if one.target.unit == "%" else f"{one.miss:+.1f} %"


def _parameters(found: Calibration) -> Table:
    table = _table("parameter", "before", "now", "bounds", "unit")
    for name, row in found.rows.items():
        if row.role != "calibrated":
            continue
        now = found.parameters[name]
        at_bound = now <= row.low or now >= row.high
        table.add_row(
            name,
            f"{row.value:.4g}",
            Text(f"{now:.4g}", style="yellow" if at_bound else ""),
            f"{row.low:g} to {row.high:g}",
            row.unit,
        )
    return table


def _elasticities(found: Calibration) -> Table:
    table = _table("elasticity", "model", "accepted", "")
    for one in found.elasticities:
        table.add_row(
            f"{one.title_zh} {one.title_en}",
            f"{one.value:.2f}",
            f"{one.low:g} to {one.high:g}",
            Text("ok" if one.ok else "outside", style="green" if one.ok else "yellow"),
        )
    return table
