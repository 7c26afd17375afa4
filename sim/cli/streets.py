"""The command that builds a street network from OpenStreetMap and tells what it holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from sim.cli.console import out, print_issues, progress
from sim.errors import DataError, Issue, Severity
from sim.study import find_project

if TYPE_CHECKING:
    from sim.network.streets.readers.osm import StreetsRead
    from sim.network.streets.summary import PartSummary, StreetSummary

__all__ = ["streets"]

_BUNDLED_AS_OF = date(2015, 12, 31)
"""Date of the bundled streets; crossings that opened later are left out."""


def streets(
    osm: Annotated[
        Path | None,
        typer.Argument(
            help="An OpenStreetMap extract: .osm.pbf or .osm.", metavar="OSM", show_default=False
        ),
    ] = None,
    *,
    to: Annotated[Path, typer.Option("--out", help="Folder for nodes.parquet, links.parquet.")],
    place: Annotated[
        str | None,
        typer.Option("--place", help="Name of a place instead of a file; needs internet."),
    ] = None,
    bundled: Annotated[
        bool, typer.Option("--bundled", help="The project's own streets of Hangzhou, 2015.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only problems.")] = False,
) -> None:
    """Build a street network for walking and driving from a file or a place name."""
    from sim.network.streets.parquet import write_streets  # noqa: PLC0415
    from sim.network.streets.summary import summary  # noqa: PLC0415

    if (osm is not None) + (place is not None) + bundled != 1:
        given = sum((osm is not None, place is not None, bundled))
        what = f"{given or 'no'} sources of streets are given"
        fix = (
            'give one: sim streets CITY.osm.pbf --out FOLDER, --place "City, Country" or --bundled'
        )
        issue = Issue(Severity.ERROR, "one-source", what, fix)
        raise DataError("which streets shall be built?", [issue])
    with progress(quiet=quiet) as report:
        report("read streets", 0.0)
        read = _read(osm, place)
        report("read streets", 1.0)
        report("write the network", 0.0)
        paths = write_streets(read.graph, to)
        report("write the network", 1.0)
    told = summary(read.graph)
    issues = (*read.issues, *_no_walk(told, osm))
    print_issues(i for i in issues if not quiet or i.severity is not Severity.INFO)
    if not quiet:
        _print_summary(told, paths)


def _read(osm: Path | None, place: str | None) -> StreetsRead:
    """Streets of a file, of a place or, where neither is given, of the project's own tables."""
    if osm is not None:
        from sim.network.streets.readers.osm import read_osm  # noqa: PLC0415

        return read_osm(osm)
    if place is not None:
        from sim.network.streets.readers.place import read_place  # noqa: PLC0415

        return read_place(place)
    from sim.network.streets.readers.bundled import bundled_streets  # noqa: PLC0415

    return bundled_streets(find_project().data, as_of=_BUNDLED_AS_OF)


def _no_walk(told: StreetSummary, path: Path | None) -> tuple[Issue, ...]:
    if told.walk.n_nodes:
        return ()
    what = "no street can be walked on, so no trip can begin or end here"
    fix = "take an extract that holds more than motorways"
    return (Issue(Severity.WARNING, "no-walkable-street", what, fix, path),)


def _print_summary(told: StreetSummary, paths: tuple[Path, ...]) -> None:
    west, south, east, north = told.bounds
    out.print(
        f"{told.n_nodes:,} nodes, {told.n_links:,} links (one a direction), "
        f"{west:.4f} to {east:.4f} E, {south:.4f} to {north:.4f} N"
    )
    table = Table("class", "km", box=None)
    table.columns[1].justify = "right"
    for name, km in told.km_by_class:
        table.add_row(escape(name), f"{km:,.1f}")
    table.add_row("all", f"{sum(km for _, km in told.km_by_class):,.1f}")
    out.print(table)
    out.print(f"walking  {_part_text(told.walk, 'km')}", soft_wrap=True)
    out.print(f"driving  {_part_text(told.drive, 'km of direction')}", soft_wrap=True)
    for path in paths:
        out.print(
            f"wrote [bold]{escape(str(path))}[/]  {path.stat().st_size / 1e6:.2f} MB",
            soft_wrap=True,
        )


def _part_text(part: PartSummary, unit: str) -> str:
    if part.n_nodes == 0:
        return "none"
    return (
        f"largest part: {part.n_nodes:,} nodes, {part.n_links:,} links, {part.km:,.1f} {unit}; "
        f"routing leaves out {part.n_parts_left:,} other parts: {part.n_nodes_left:,} nodes, "
        f"{part.km_left:,.1f} {unit}"
    )
