"""The command that computes a travel-time matrix, for anyone's city or for a scenario."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rich.markup import escape

from sim.cli import matrix_options as option
from sim.cli.console import out, print_issues, progress, to_stderr
from sim.cli.matrix_checks import (
    Asked,
    Files,
    How,
    check_options,
    cost_weights,
    percentile_numbers,
)
from sim.clock import Window
from sim.errors import Issue, Severity
from sim.study import find_project

if TYPE_CHECKING:
    from sim.cli.console import Report
    from sim.routing.settings import Query
    from sim.study.matrix import Beside, MatrixWritten, Searchable

__all__ = ["matrix"]


def matrix(
    scenario: option.Scenario = None,
    *,
    gtfs: option.Gtfs = None,
    osm: option.Osm = None,
    walk_nodes: option.WalkNodes = None,
    walk_edges: option.WalkEdges = None,
    points: option.Points = None,
    destinations: option.Destinations = None,
    service_date: option.Day = None,
    window: option.Window,
    step_min: option.StepMin = 1,
    percentiles: option.Percentiles = "50",
    max_minutes: option.MaxMinutes = 120,
    max_rides: option.MaxRides = None,
    arrive_by: option.ArriveBy = False,
    buffer_min: option.BufferMin = 0,
    walk_kmh: option.WalkKmh = None,
    max_access_m: option.MaxAccessM = None,
    max_transfer_m: option.MaxTransferM = None,
    boarding_slack_s: option.BoardingSlackS = None,
    traveller: option.Traveller = "random_arrival",
    draws: option.Draws = 0,
    seed: option.Seed = None,
    cost: option.Cost = None,
    out_file: option.Out,
    seconds: option.Seconds = False,
    parts: option.Parts = False,
    departures_out: option.DeparturesOut = None,
    threads: option.Threads = None,
    data: option.Data = None,
    quiet: option.Quiet = False,
) -> None:
    """Travel times between all points, at percentiles of a window of departures.

    For a city give --gtfs, --osm, --points and --date; for a scenario its name.
    """
    files = Files(
        out_file, departures_out, scenario, tuple(gtfs or ()), osm, walk_nodes, walk_edges, points,
        destinations, data,
    )  # fmt: skip
    asked = Asked(
        window, service_date, percentiles, step_min, max_minutes, max_rides, walk_kmh,
        max_access_m, max_transfer_m, boarding_slack_s, arrive_by, buffer_min, traveller,
    )  # fmt: skip
    how = How(draws, seed, parts, seconds, threads, cost)
    check_options(files, asked, how)
    _run(files, asked, how, quiet=quiet)


def _run(files: Files, asked: Asked, how: How, *, quiet: bool) -> None:
    query = _query(asked)
    with progress(quiet=quiet) as report:
        searchable, issues = _network(files, asked, how, query, report)
        issues = (*issues, *_useless_draws(searchable, how))
        print_issues(i for i in issues if not quiet or i.severity is not Severity.INFO)
        all_written = _write(searchable, query, how, files, (report, quiet))
    if quiet:
        return
    for written in all_written:
        share = 100.0 * written.n_reached / max(written.n_rows, 1)
        out.print(
            f"wrote [bold]{escape(str(written.path))}[/]  {written.n_rows:,} rows, "
            f"{share:.1f} % reachable, {_size_text(written.bytes)}",
            soft_wrap=True,
        )
    unit = "seconds" if how.seconds else "minutes"
    out.print(f"      in {unit}: {query.text()}", soft_wrap=True)


def _query(asked: Asked) -> Query:
    from sim.routing.settings import Query  # noqa: PLC0415

    return Query(
        Window.parse(asked.window, step_min=asked.step_min).departures_s(),
        percentile_numbers(asked.percentiles),
        asked.max_minutes * 60,
        asked.max_rides,
        arrive_by=asked.arrive_by,
        buffer_s=asked.buffer_min * 60,
        traveller=asked.traveller,
    )


def _compile_once(report: Report) -> None:
    from sim.compiled import kernels_are_compiled  # noqa: PLC0415

    if not kernels_are_compiled():
        from sim.routing.warm import TITLE, compile_kernels  # noqa: PLC0415

        compile_kernels(lambda share: report(TITLE, share))


def _network(
    files: Files, asked: Asked, how: How, query: Query, report: Report
) -> tuple[Searchable, tuple[Issue, ...]]:
    """Read and link a scenario's network or a city's files."""
    if files.scenario is not None:
        from sim.study.world import scenario_searchable  # noqa: PLC0415

        project = find_project(files.data)
        _compile_once(report)
        return scenario_searchable(files.scenario, project, report)
    return _city(files, asked, how, query, report)


def _city(
    files: Files, asked: Asked, how: How, query: Query, report: Report
) -> tuple[Searchable, tuple[Issue, ...]]:
    from sim.routing.compile_day import Boarding  # noqa: PLC0415
    from sim.study.city import CityFiles, Walking, build_city, window_issues  # noqa: PLC0415
    from sim.study.matrix import Searchable  # noqa: PLC0415

    assert files.points is not None and asked.service_date is not None  # noqa: PT018
    usual, slack = Walking(), asked.boarding_slack_s
    walking = Walking(
        usual.speed_kmh if asked.walk_kmh is None else asked.walk_kmh,
        usual.max_access_m if asked.max_access_m is None else asked.max_access_m,
        usual.max_transfer_m if asked.max_transfer_m is None else asked.max_transfer_m,
    )
    city = build_city(
        CityFiles(
            files.gtfs, date.fromisoformat(asked.service_date), files.points, files.destinations,
            files.osm, files.walk_nodes, files.walk_edges,
        ),
        walking,
        max_time_s=query.max_time_s,
        boarding=Boarding() if slack is None else Boarding(slack),
        threads=how.threads,
        report=report,
    )  # fmt: skip
    window = Window.parse(asked.window, step_min=asked.step_min)
    empty = window_issues(city.day, window, query.max_time_s, arrive_by=query.arrive_by)
    searchable = Searchable(city.timetable, city.access, city.egress, city.direct)
    return searchable, (*city.issues, *empty)


def _useless_draws(searchable: Searchable, how: How) -> tuple[Issue, ...]:
    if not how.draws or searchable.timetable.data.bands.start_s.size:
        return ()
    what = "nothing runs by headway on this day, so every draw is the same timetable"
    fix = "leave --draws out: the times are the same, and sooner there"
    return (Issue(Severity.WARNING, "nothing-to-draw", what, fix),)


def _write(
    searchable: Searchable, query: Query, how: How, files: Files, screen: tuple[Report, bool]
) -> tuple[MatrixWritten, ...]:
    """Write the matrix and, if asked for, every departure."""
    from sim.routing.draws import Draws  # noqa: PLC0415
    from sim.study.matrix import plan_matrix, write_departures, write_matrix  # noqa: PLC0415

    report, quiet = screen
    threads = how.threads
    beside: Beside = "parts" if how.parts else None
    if how.draws:
        beside = Draws(how.draws, how.seed or 0)
    if how.cost is not None:
        beside = cost_weights(how.cost)
    columns = len(query.percentiles) * (7 if how.parts else 1 if beside is None else 2)
    plan = plan_matrix(searchable, query, columns=columns, threads=threads, draws=how.draws)
    one_by_one = plan_matrix(
        searchable, query, columns=2 * len(query.departures_s), threads=threads
    )
    if not quiet:
        to_stderr.print(f"  matrix {plan.text()}")
        if files.departures_out is not None:
            to_stderr.print(f"  departures {one_by_one.text()}")
    written = write_matrix(
        searchable, query, files.out, plan=plan, beside=beside, in_seconds=how.seconds,
        threads=threads, share=lambda done: report("search and write", done),
    )  # fmt: skip
    if files.departures_out is None:
        return (written,)
    departures = write_departures(
        searchable, query, files.departures_out, plan=one_by_one, threads=threads,
        share=lambda done: report("every departure", done),
    )  # fmt: skip
    return written, departures


def _size_text(size_bytes: int) -> str:
    if size_bytes < 1000:
        return f"{size_bytes} bytes"
    return f"{size_bytes / 1e3:,.0f} kB" if size_bytes < 1e6 else f"{size_bytes / 1e6:,.1f} MB"
