"""The command that computes a travel-time matrix, for anyone's city or for a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.markup import escape

from sim.cli.console import out, print_issues, progress, to_stderr
from sim.errors import DataError, Issue, RoutingError, Severity
from sim.study import find_project

if TYPE_CHECKING:
    from sim.cli.console import Report
    from sim.clock import Window
    from sim.routing.settings import Query
    from sim.study.matrix import MatrixWritten, Searchable

__all__ = ["matrix"]


Text = str | None
Several = list[Path] | None
File = Path | None

_Scenario = Annotated[
    Text, typer.Argument(help="A scenario, in place of GTFS feeds.", show_default=False)
]
_Out = Annotated[Path, typer.Option("--out", help="Parquet file to write.")]
_Window = Annotated[str, typer.Option(help='Departures, such as "14:00-15:00".')]
_Gtfs = Annotated[Several, typer.Option(help="A GTFS feed; can be given several times.")]
_Osm = Annotated[File, typer.Option(help="Streets: .osm.pbf or .osm.")]
_Nodes = Annotated[File, typer.Option(help="Walk graph in place of --osm.")]
_Edges = Annotated[File, typer.Option(help="Its edges.")]
_Points = Annotated[File, typer.Option(help="CSV of points: id, lon, lat.")]
_Destinations = Annotated[File, typer.Option(help="CSV of destinations; else the points.")]
_Date = Annotated[Text, typer.Option("--date", help="Day, such as 2019-05-13.")]
_Percentiles = Annotated[str, typer.Option(help="Whole numbers 1-99, with commas.")]
_Step = Annotated[int, typer.Option(help="Minutes between departures.", min=1)]
_Minutes = Annotated[int, typer.Option(help="Longest trip.", min=1)]
_Rides = Annotated[int | None, typer.Option(help="Most vehicles boarded.", min=0)]
_Kmh = Annotated[float, typer.Option(help="Walking speed.", min=0.1)]
_Access = Annotated[float, typer.Option(help="Longest walk to and from stops.", min=0)]
_Transfer = Annotated[float, typer.Option(help="Longest walk between stops.", min=0)]
_Slack = Annotated[int, typer.Option(help="At the stop so long before a departure.", min=0)]
_ArriveBy = Annotated[bool, typer.Option("--arrive-by", help="The window is of arrivals.")]
_Buffer = Annotated[int, typer.Option(help="With --arrive-by: be there so much earlier.", min=0)]
_Traveller = Annotated[
    Literal["random_arrival", "timetable_aware"], typer.Option(help="Who travels.")
]
_Draws = Annotated[
    int, typer.Option(help="Draw headway services so often; 0: in expectation.", min=0)
]
_Seed = Annotated[int, typer.Option(help="Seed of the draws.")]
_Parts = Annotated[
    bool, typer.Option("--parts", help="Split into access, wait, ride, transfer, egress.")
]
_Seconds = Annotated[bool, typer.Option("--seconds", help="Whole seconds, not minutes.")]
_Departures = Annotated[File, typer.Option(help="Also write the time of every departure.")]
_Threads = Annotated[int | None, typer.Option(help="Else all processors.", min=1)]
_Data = Annotated[File, typer.Option("--data", help="Folder of the tables of facts.")]
_Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only problems.")]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Options that say where the network comes from."""

    scenario: str | None
    gtfs: tuple[Path, ...]
    osm: Path | None
    walk_nodes: Path | None
    walk_edges: Path | None
    points: Path | None
    destinations: Path | None
    service_date: str | None


@dataclass(frozen=True, slots=True)
class _How:
    """Options that say how the network is searched and written.

    ``walk`` is the speed in km/h and the longest walks to stops and between them, in metres.
    """

    walk: tuple[float, float, float]
    slack_s: int
    draws: int
    seed: int
    threads: int | None
    data: Path | None
    parts: bool
    seconds: bool


def matrix(
    scenario: _Scenario = None,
    *,
    out_file: _Out,
    window: _Window,
    gtfs: _Gtfs = None,
    osm: _Osm = None,
    walk_nodes: _Nodes = None,
    walk_edges: _Edges = None,
    points: _Points = None,
    destinations: _Destinations = None,
    service_date: _Date = None,
    percentiles: _Percentiles = "50",
    step_min: _Step = 1,
    max_minutes: _Minutes = 120,
    max_rides: _Rides = None,
    walk_kmh: _Kmh = 3.6,
    max_access_m: _Access = 2000.0,
    max_transfer_m: _Transfer = 1000.0,
    boarding_slack_s: _Slack = 60,
    arrive_by: _ArriveBy = False,
    buffer_min: _Buffer = 0,
    traveller: _Traveller = "random_arrival",
    draws: _Draws = 0,
    seed: _Seed = 0,
    parts: _Parts = False,
    seconds: _Seconds = False,
    departures_out: _Departures = None,
    threads: _Threads = None,
    data: _Data = None,
    quiet: _Quiet = False,
) -> None:
    """Travel times between all points, at percentiles of a window of departures.

    For a city: --gtfs, --osm, --points, --date. For a scenario: its name; points are its zones.
    """
    asked = _Asked(
        scenario, tuple(gtfs or ()), osm, walk_nodes, walk_edges, points, destinations, service_date
    )
    _check_sources(asked)
    chosen = _window(window, step_min)
    query = _query(
        chosen, percentiles, max_minutes, max_rides,
        arrive_by=arrive_by, buffer_min=buffer_min, traveller=traveller,
    )  # fmt: skip
    if parts and draws:
        raise RoutingError("--parts are told in expectation, not for draws; leave one of them out")
    walk = (walk_kmh, max_access_m, max_transfer_m)
    how = _How(walk, boarding_slack_s, draws, seed, threads, data, parts=parts, seconds=seconds)
    with progress(quiet=quiet) as report:
        searchable, issues = _network(asked, how, chosen, query, report)
        print_issues(issues)
        written = _write(searchable, query, how, (out_file, departures_out), (report, quiet))
    if not quiet:
        share = 100.0 * written.n_reached / max(written.n_rows, 1)
        out.print(
            f"wrote [bold]{escape(str(out_file))}[/]  {written.n_rows:,} pairs, {share:.1f} % "
            f"reachable, {written.bytes / 1e6:.1f} MB  ({query.text()})",
            soft_wrap=True,
        )


def _write(
    searchable: Searchable,
    query: Query,
    how: _How,
    files: tuple[Path, Path | None],
    screen: tuple[Report, bool],
) -> MatrixWritten:
    """Write the matrix and, if asked for, every departure."""
    from sim.routing.draws import Draws  # noqa: PLC0415
    from sim.study.matrix import plan_matrix, write_departures, write_matrix  # noqa: PLC0415

    (out_file, departures_out), (report, quiet) = files, screen
    columns = len(query.percentiles) * (7 if how.parts else 2 if how.draws else 1)
    plan = plan_matrix(searchable, query, columns=columns)
    if not quiet:
        to_stderr.print(f"  matrix {plan.text()}")
    written = write_matrix(
        searchable, query, out_file, plan=plan, in_seconds=how.seconds, with_parts=how.parts,
        draws=Draws(how.draws, how.seed) if how.draws else None, threads=how.threads,
        share=lambda done: report("search and write", done),
    )  # fmt: skip
    if departures_out is not None:
        one_by_one = plan_matrix(searchable, query, columns=2 * len(query.departures_s))
        write_departures(
            searchable, query, departures_out, plan=one_by_one, threads=how.threads,
            share=lambda done: report("every departure", done),
        )  # fmt: skip
    return written


def _check_sources(asked: _Asked) -> None:
    """Say what is missing or too much, all at once."""
    issues = []

    def fault(code: str, what: str, fix: str) -> None:
        issues.append(Issue(Severity.ERROR, code, what, fix))

    tables = asked.walk_nodes is not None or asked.walk_edges is not None
    if asked.scenario is None:
        if not asked.gtfs:
            fix = "name a scenario, or give --gtfs FEED.zip"
            fault("no-network", "neither a scenario nor a feed is given", fix)
        for name, value in (("--points", asked.points), ("--date", asked.service_date)):
            if value is None:
                fault("option-missing", f"{name} is missing", f"a city needs {name}")
        if (asked.osm is None) == (not tables):
            fix = "give either --osm CITY.osm.pbf or both --walk-nodes and --walk-edges"
            what = "streets are given twice" if tables else "no streets are given"
            fault("one-source-of-streets", what, fix)
        if tables and (asked.walk_nodes is None or asked.walk_edges is None):
            fix = "a walk graph needs both --walk-nodes and --walk-edges"
            fault("walk-graph-half", "half of the walk graph is missing", fix)
    elif asked.gtfs or asked.osm or tables or asked.service_date or asked.points:
        fix = "leave the scenario out, or --gtfs, --osm, --points and --date"
        fault("two-networks", "a scenario and a city's files are given", fix)
    if issues:
        raise DataError("which network shall be searched?", issues)


def _window(text: str, step_min: int) -> Window:
    from sim.clock import Window  # noqa: PLC0415

    try:
        return Window.parse(text, step_min=step_min)
    except ValueError as error:
        raise RoutingError(f"--window: {error}") from error


def _query(
    window: Window,
    percentiles: str,
    max_minutes: int,
    max_rides: int | None,
    *,
    arrive_by: bool,
    buffer_min: int,
    traveller: Literal["random_arrival", "timetable_aware"],
) -> Query:
    from sim.routing.settings import Query  # noqa: PLC0415

    try:
        wanted = tuple(dict.fromkeys(int(part) for part in percentiles.split(",")))
    except ValueError as error:
        raise RoutingError(
            f"--percentiles: '{percentiles}' are no whole numbers; write them as 5,25,50,75,95"
        ) from error
    if not all(1 <= p <= 99 for p in wanted):
        raise RoutingError(f"--percentiles: they lie between 1 and 99, not {percentiles}")
    return Query(
        window.departures_s(), wanted, max_minutes * 60, max_rides,
        arrive_by=arrive_by, buffer_s=buffer_min * 60, traveller=traveller,
    )  # fmt: skip


def _network(
    asked: _Asked, how: _How, window: Window, query: Query, report: Report
) -> tuple[Searchable, tuple[Issue, ...]]:
    """Read and link a scenario's network or a city's files."""
    from sim.routing.compile_day import Boarding  # noqa: PLC0415
    from sim.study.city import CityFiles, Walking, build_city, window_issues  # noqa: PLC0415
    from sim.study.matrix import Searchable  # noqa: PLC0415

    if asked.scenario is not None:
        from sim.study.world import scenario_searchable  # noqa: PLC0415

        return scenario_searchable(asked.scenario, find_project(how.data), report)
    assert asked.points is not None and asked.service_date is not None  # noqa: PT018
    try:
        day = date.fromisoformat(asked.service_date)
    except ValueError as error:
        raise RoutingError(
            f"--date: '{asked.service_date}' is no date; write it as 2019-05-13"
        ) from error
    files = CityFiles(
        asked.gtfs, day, asked.points, asked.destinations,
        asked.osm, asked.walk_nodes, asked.walk_edges,
    )  # fmt: skip
    city = build_city(
        files, Walking(*how.walk), max_time_s=query.max_time_s, boarding=Boarding(how.slack_s),
        threads=how.threads, report=report,
    )  # fmt: skip
    issues = (*city.issues, *window_issues(city.day, window, query.max_time_s))
    return Searchable(city.timetable, city.access, city.egress, city.direct), issues
