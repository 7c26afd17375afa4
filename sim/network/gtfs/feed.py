"""One feed, read and checked: everything it says, whatever the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from sim.errors import Issue, Severity, has_errors
from sim.network.gtfs.calendars import Calendar, read_calendar
from sim.network.gtfs.calls import CallList, read_calls
from sim.network.gtfs.csv_table import Table
from sim.network.gtfs.faults import Check, check_issues
from sim.network.gtfs.feed_tables import feed_tables
from sim.network.gtfs.frequencies import read_frequencies
from sim.network.gtfs.pathways import read_pathways
from sim.network.gtfs.routes import TripList, read_routes, read_trips
from sim.network.gtfs.service import (
    Bools,
    FrequencyTable,
    PathwayTable,
    RouteTable,
    StopTable,
    TransferTable,
    TripTable,
)
from sim.network.gtfs.stops import Known, kept_places, read_stops
from sim.network.gtfs.transfers import read_transfers

__all__ = ["Feed", "read_feed"]


@dataclass(frozen=True)
class Feed:
    """Usable stops, routes and trips of a feed, in the order of its files.

    ``service`` is the service of each trip, an index into the calendar.
    """

    name: str
    path: Path
    calendar: Calendar
    service: np.ndarray
    stops: StopTable
    routes: RouteTable
    trips: TripTable
    frequencies: FrequencyTable
    transfers: TransferTable
    pathways: PathwayTable
    counts: Mapping[str, int]


def read_feed(path: Path, name: str) -> tuple[Feed | None, tuple[Issue, ...]]:
    """Read a feed; nothing where an issue is an error.

    Examples
    --------
    >>> import tempfile
    >>> from sim.network.gtfs.examples import small_feed, write_feed
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     feed, issues = read_feed(write_feed(small_feed(), Path(folder) / "bus.zip"), "bus")
    >>> feed.trips.ids, feed.trips.departure_s.tolist(), issues
    (('T1',), [25200, 25530, 25920], ())
    """
    tables, issues = feed_tables(path)
    if has_errors(issues):
        return None, issues
    calendar, calendar_issues = read_calendar(tables["calendar.txt"], tables["calendar_dates.txt"])
    stops, known_stops, stop_issues = read_stops(tables["stops.txt"])
    routes, known_routes, route_issues = read_routes(tables["routes.txt"])
    trips, trip_issues = read_trips(tables["trips.txt"], known_routes, calendar)
    issues = (*issues, *calendar_issues, *stop_issues, *route_issues, *trip_issues)
    if len(stops.ids) == 0:
        return None, (*issues, _nothing(path, "stop"))
    calls, call_issues = read_calls(tables["stop_times.txt"], trips.known, known_stops, stops)
    frequencies, frequency_ok, frequency_issues = read_frequencies(
        tables["frequencies.txt"], trips.known
    )
    transfers, ignored, transfer_issues = read_transfers(
        tables["transfers.txt"], known_stops, stops
    )
    pathways, pathway_issues = read_pathways(tables["pathways.txt"], known_stops, stops)
    ok = trips.known.ok & calls.trip_ok & frequency_ok
    too_few, few_issues = _too_few_calls(tables["trips.txt"], trips, calls)
    ok &= ~too_few
    issues = (*issues, *call_issues, *few_issues, *frequency_issues)
    issues = (*issues, *transfer_issues, *pathway_issues, *_refused_issue(path, calls, ok))
    if not ok.any():
        return None, (*issues, _nothing(path, "trip"))
    feed = Feed(
        name=name,
        path=path,
        calendar=calendar,
        service=trips.service[ok],
        stops=stops,
        routes=routes,
        trips=_trip_table(trips, calls, ok),
        frequencies=_of_kept(frequencies, Known(trips.known.ids, ok)),
        transfers=transfers,
        pathways=pathways,
        counts=_counts(tables, calls, ok)
        | {
            "routes": len(routes.ids),
            "stops": len(stops.ids),
            "stops_refused": len(tables["stops.txt"]) - len(stops.ids),
            "transfers": len(transfers.kind),
            "transfers_ignored": ignored,
            "pathways": len(pathways.time_s),
        },
    )
    return feed, issues


def _counts(tables: Mapping[str, Table], calls: CallList, ok: Bools) -> dict[str, int]:
    kept = ok[calls.trip]
    return {
        "trips_read": len(tables["trips.txt"]),
        "trips_refused": len(tables["trips.txt"]) - int(ok.sum()),
        "calls_read": len(tables["stop_times.txt"]),
        "calls_refused": len(tables["stop_times.txt"]) - int(kept.sum()),
        "calls_interpolated": int(calls.interpolated[kept].sum()),
    }


def _trip_table(trips: TripList, calls: CallList, ok: Bools) -> TripTable:
    kept = ok[calls.trip]
    numbers = np.bincount(calls.trip[kept], minlength=len(ok))[ok]
    return TripTable(
        ids=tuple(trips.known.ids.filter(pa.array(ok)).to_pylist()),
        route=trips.route[ok],
        service_day=np.zeros(int(ok.sum()), dtype=np.int32),
        first=np.concatenate([[0], np.cumsum(numbers)]).astype(np.int32),
        stop=calls.stop[kept],
        arrival_s=calls.arrival_s[kept],
        departure_s=calls.departure_s[kept],
        can_board=calls.can_board[kept],
        can_alight=calls.can_alight[kept],
    )


def _of_kept(frequencies: FrequencyTable, trips: Known) -> FrequencyTable:
    place = kept_places(trips)[frequencies.trip]
    kept = place >= 0
    return replace(
        frequencies,
        trip=place[kept],
        start_s=frequencies.start_s[kept],
        end_s=frequencies.end_s[kept],
        headway_s=frequencies.headway_s[kept],
        exact=frequencies.exact[kept],
    )


def _too_few_calls(
    table: Table, trips: TripList, calls: CallList
) -> tuple[Bools, tuple[Issue, ...]]:
    few = calls.n_calls < 2
    mask = np.zeros(len(table), dtype=np.bool_)
    mask[trips.row[few]] = True
    check = Check(
        "too-few-calls",
        mask,
        "trip '{trip_id}' has fewer than two rows in stop_times.txt",
        "give the trip its stops, or remove it; it is refused",
    )
    return few, check_issues(table, [check])


def _refused_issue(path: Path, calls: CallList, ok: Bools) -> tuple[Issue, ...]:
    refused = int((~ok).sum())
    if refused == 0:
        return ()
    rows = int(calls.n_calls[~ok].sum())
    what = (
        f"{refused:,} of {len(ok):,} trips are refused as a whole, with {rows:,} rows of "
        "stop_times.txt"
    )
    fix = "mend the faults told here; half a trip would be a wrong answer"
    return (Issue(Severity.WARNING, "trips-refused", what, fix, path),)


def _nothing(path: Path, kind: str) -> Issue:
    what = f"not a single {kind} of the feed can be used"
    return Issue(Severity.ERROR, "nothing-usable", what, "mend the faults told here", path)
