"""The command that explains one trip: leg by leg, by component, and against another scenario."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.cli.console import out, progress
from sim.errors import OutputError

if TYPE_CHECKING:
    from sim.study.explain import Explanation
    from sim.study.trip import Spread, Trip
    from sim.study.trip_ends import TripEnd

__all__ = ["explain", "print_explanation", "print_glossary"]

_QUIET = "bright_black"
_MEANS_STYLE = {"ride": "bold", "wait": "yellow", "feeder": "cyan"}
_LESS_MORE = ("green", "red")


def _glossary(wanted: bool) -> None:
    if wanted:
        print_glossary(console=out)
        raise typer.Exit


Scenario = Annotated[
    str, typer.Argument(help="A scenario file, or the name of a shipped one.", metavar="SCENARIO")
]
Origin = Annotated[
    str,
    typer.Option(
        "--from",
        help="Id or name of a zone, stop, place, main station, airport; or lon,lat (WGS84).",
        metavar="PLACE",
    ),
]
Destination = Annotated[str, typer.Option("--to", help="The same for the end.", metavar="PLACE")]
Depart = Annotated[
    str | None, typer.Option("--depart", help='When to leave: "08:00".', show_default=False)
]
ArriveBy = Annotated[
    str | None,
    typer.Option("--arrive-by", help="When to be there; the latest departure.", show_default=False),
]
Buffer = Annotated[
    int, typer.Option("--buffer-min", help="Be there so many minutes before --arrive-by.")
]
Departures = Annotated[
    str | None,
    typer.Option(
        "--window",
        help='Percentiles of the time over these departures: "07:00-09:00".',
        show_default=False,
    ),
]
Compare = Annotated[
    str | None,
    typer.Option(
        "--compare",
        "--to-scenario",
        help="A second scenario: what differs, by component.",
        metavar="OTHER",
        show_default=False,
    ),
]
Json = Annotated[
    Path | None,
    typer.Option("--json", help="Also write legs and components here.", show_default=False),
]
Data = Annotated[
    Path | None, typer.Option("--data", help="Folder of the tables of facts.", show_default=False)
]
Outputs = Annotated[
    Path | None, typer.Option("--outputs", help="Folder for results.", show_default=False)
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only the trip.")]
Glossary = Annotated[
    bool,
    typer.Option(
        "--glossary", help="Print what each component means.", callback=_glossary, is_eager=True
    ),
]


def explain(
    scenario: Scenario,
    *,
    origin: Origin,
    destination: Destination,
    depart: Depart = None,
    arrive_by: ArriveBy = None,
    buffer_min: Buffer = 0,
    window: Departures = None,
    compare: Compare = None,
    to_json: Json = None,
    data: Data = None,
    outputs: Outputs = None,
    quiet: Quiet = False,
    glossary: Glossary = False,  # noqa: ARG001  (its callback prints and ends)
) -> None:
    """Explain the fastest trip between two places, leg by leg, in one scenario or in two."""
    from sim.study.explain import explain_trip  # noqa: PLC0415

    with progress(quiet=quiet) as report:
        found = explain_trip(
            scenario,
            origin,
            destination,
            depart=depart,
            arrive_by=arrive_by,
            buffer_min=buffer_min,
            window=window,
            compare=compare,
            data_dir=data,
            outputs_dir=outputs,
            report=report,
        )
    print_explanation(found, console=out)
    if to_json is not None:
        _write_json(found, to_json)
        out.print(Text(f"json  {to_json}"), soft_wrap=True)


def print_explanation(found: Explanation, *, console: Console) -> None:
    """Print ends, trips and differences."""
    console.print()
    head = (f"{found.origin.name} → {found.destination.name}", "bold")
    console.print(Text.assemble(head, f"  {found.question.text()}"))
    for label, end in (("from", found.origin), ("to", found.destination)):
        console.print(_end_line(label, end))
    for trip in found.trips:
        _print_trip(trip, console)
    if len(found.trips) > 1:
        _print_differences(found, console)


def print_glossary(*, console: Console) -> None:
    """Print what each component of a travel time means."""
    from sim.routing.components import COMPONENTS  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0), header_style=_QUIET)
    table.add_column("component", no_wrap=True)
    table.add_column("column", no_wrap=True, style=_QUIET)
    table.add_column("unit", no_wrap=True, style=_QUIET)
    table.add_column("meaning", ratio=1)
    for one in COMPONENTS:
        meaning = Text.assemble(one.definition, "\n", (one.definition_zh, _QUIET))
        name = Text(f"{one.label_zh} {one.label_en}", style="bold")
        table.add_row(name, one.column, one.unit, meaning)
    console.print(table)


def _end_line(label: str, end: TripEnd) -> Text:
    line = Text.assemble((f"{label:<5}", _QUIET), end.key, (f"  {end.about}", _QUIET))
    if end.nearby:
        more = f" and {len(end.nearby) - 3} more" if len(end.nearby) > 3 else ""
        line.append(f"\n     same name, nearby: {', '.join(end.nearby[:3])}{more}", style=_QUIET)
    return line


def _print_trip(trip: Trip, console: Console) -> None:
    """One scenario: its title and summary, the legs, the components, the window."""
    console.print()
    title = dict.fromkeys(part for part in (trip.title_zh, trip.title) if part)
    console.print(Text.assemble((trip.scenario, "bold"), (f"  {'  '.join(title)}", _QUIET)))
    console.print(Text(trip.summary(), style="" if trip.is_found else "bold red"))
    if trip.is_found:
        console.print()
        console.print(_legs(trip))
        console.print()
        console.print(_sums(trip))
    if trip.spread is not None:
        console.print()
        _print_spread(trip.spread, console)


def _legs(trip: Trip) -> Table:
    from sim.clock import clock_text  # noqa: PLC0415
    from sim.study.trip_legs import length_text  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=_QUIET)
    table.add_column("clock", no_wrap=True)
    table.add_column("min:s", no_wrap=True, justify="right")
    table.add_column("", no_wrap=True)
    table.add_column("", ratio=1, overflow="fold")
    for leg in trip.legs:
        what = Text(leg.what)
        if leg.detail:
            what.append(f"\n{leg.detail}", style=_QUIET)
        table.add_row(
            clock_text(leg.start_s),
            length_text(leg.duration_s),
            Text(leg.means, style=_MEANS_STYLE.get(leg.means, "")),
            what,
        )
    end = Text("at the door", style=_QUIET)
    table.add_row(clock_text(trip.arrival_s or 0), "", "", end)
    return table


def _sums(trip: Trip) -> Table:
    """The components in a row that adds up."""
    from sim.routing.components import COMPONENTS  # noqa: PLC0415
    from sim.study.trip_legs import length_text  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=_QUIET)
    values = []
    timed = [one for one in COMPONENTS if one.unit == "s"]
    for one in (*timed, *(other for other in COMPONENTS if other.unit != "s")):
        label = f"{one.label_zh}\n{one.label_en}"
        bold = "bold" if one.name == "total" else ""
        table.add_column(label, justify="right", no_wrap=True, style=bold)
        value = trip.sums[one.column]
        values.append(length_text(value) if one.unit == "s" else str(value))
    table.add_row(*values)
    return table


def _print_spread(spread: Spread, console: Console) -> None:
    from sim.study.trip_legs import length_text  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=_QUIET)
    for percentile in spread.percentiles:
        table.add_column(f"{percentile} %", justify="right", no_wrap=True)
    table.add_row(*("none" if t is None else length_text(t) for t in spread.times_s))
    console.print(Text(spread.heading, style=_QUIET))
    console.print(table)


def _print_differences(found: Explanation, console: Console) -> None:
    """Both trips side by side by component, then what changed in words."""
    from sim.study.trip_legs import length_text  # noqa: PLC0415

    console.print()
    first, second = found.trips
    if not found.differences:
        lost = [trip.scenario for trip in found.trips if not trip.is_found]
        told = f"no comparison: there is no way in {' and '.join(lost)}"
        console.print(Text(told, style="yellow"))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=_QUIET)
    table.add_column("min:s", no_wrap=True)
    for name in (first.scenario, second.scenario, "difference"):
        table.add_column(name, justify="right", overflow="fold")
    for row in found.differences:
        style = "" if not row.difference else _LESS_MORE[row.difference > 0]
        tell = length_text if row.unit == "s" else str
        sign = "+" if row.difference > 0 else ""
        table.add_row(
            f"{row.label_zh} {row.label_en}",
            tell(row.first),
            tell(row.second),
            Text(f"{sign}{tell(row.difference)}" if row.difference else "·", style=style),
            style="bold" if row.name == "total" else "",
        )
    console.print(table)
    console.print()
    for number, line in enumerate(found.words):
        indent = (0, 0, 0, 2) if number else 0
        console.print(Padding(Text(line, style="" if number else "bold"), indent))


def _write_json(found: Explanation, path: Path) -> None:
    from sim.study.trip_record import trip_record  # noqa: PLC0415

    text = json.dumps(trip_record(found), ensure_ascii=False, indent=2)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
