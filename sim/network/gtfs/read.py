"""From GTFS feeds to one service day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from sim.errors import DataError, Issue, Severity, has_errors
from sim.network.gtfs.archive import feed_names
from sim.network.gtfs.day import DayOfFeed, day_of_feed
from sim.network.gtfs.feed import Feed, read_feed
from sim.network.gtfs.merge import (
    id_prefixes,
    merged_frequencies,
    merged_pathways,
    merged_routes,
    merged_stops,
    merged_transfers,
    merged_trips,
)
from sim.network.gtfs.service import ServiceDay, TripTable

__all__ = ["read_service_day"]


def read_service_day(
    paths: Sequence[Path], service_date: date, *, carry_over: bool = True
) -> ServiceDay:
    """Read GTFS feeds (zip files or folders) and take out what runs on one date.

    Faulty rows are refused, with a warning that names file and line; a trip with a faulty row is
    refused as a whole. Blank times are filled in by distance (`sim.network.gtfs.blank_times`).
    Trips of earlier days that are still on the road are there unless `carry_over` is false.
    Ids stay as they are; only where two feeds share a stop, route or trip id, all ids of that
    kind get ``feedname:`` in front. Feeds are taken in the order of their names.

    Not used: shapes, fares, agencies, levels, in-seat transfers (``block_id``), continuous
    pick-up, and zones served on demand. Pick-up by arrangement (types 2 and 3) counts as a stop.

    Counts: ``trips_read``, ``trips_refused``, ``calls_read``, ``calls_refused`` and
    ``calls_interpolated`` are of whole feeds; ``trips_running`` (templates included),
    ``trips_carried_over``, ``calls`` and ``frequencies`` of the date; ``stops``, ``stops_refused``,
    ``routes``, ``transfers``, ``transfers_ignored`` and ``pathways`` have no date.

    Raises
    ------
    DataError
        A feed cannot be used, or no feed has service on the date; every issue is told.

    Examples
    --------
    >>> import tempfile
    >>> from sim.network.gtfs.examples import small_feed, write_feed
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     feed = write_feed(small_feed(), Path(folder) / "bus.zip")
    ...     day = read_service_day([feed], date(2019, 5, 13))
    >>> day
    <ServiceDay 2019-05-13 · bus · 3 stops · 1 trips · 0 frequencies>
    >>> day.trips.arrival_s.tolist(), day.span["bus"][1].isoformat()
    ([25200, 25500, 25920], '2019-05-31')
    """
    if not paths:
        raise DataError("no GTFS feed is given; name at least one .zip file or folder")
    twice = _given_twice(paths)
    if twice:
        raise DataError("the GTFS feeds cannot be read", twice)
    named = sorted(zip(feed_names(paths), paths, strict=True))
    issues: list[Issue] = []
    feeds: list[Feed] = []
    for name, path in named:
        feed, problems = read_feed(path, name)
        issues.extend(problems)
        if feed is not None:
            feeds.append(feed)
    if has_errors(issues):
        raise DataError("the GTFS feeds cannot be read", _worst_first(issues))
    days = [day_of_feed(feed, service_date, carry_over=carry_over) for feed in feeds]
    issues.extend(issue for day in days for issue in day.issues)
    if not any(day.has_service for day in days):
        stops_work = [replace(i, severity=Severity.ERROR) for day in days for i in day.issues]
        raise DataError(f"no feed has service on {service_date}", stops_work)
    return _merged(service_date, feeds, days, tuple(issues))


def _given_twice(paths: Sequence[Path]) -> list[Issue]:
    seen: set[Path] = set()
    found = []
    for path in paths:
        if path.resolve() in seen:
            what, fix = "the feed is given twice", "name it once, or its service counts double"
            found.append(Issue(Severity.ERROR, "same-feed-twice", what, fix, path))
        seen.add(path.resolve())
    return found


def _worst_first(issues: Sequence[Issue]) -> list[Issue]:
    return sorted(issues, key=lambda issue: issue.severity is not Severity.ERROR)


def _merged(
    service_date: date,
    feeds: Sequence[Feed],
    days: Sequence[DayOfFeed],
    issues: tuple[Issue, ...],
) -> ServiceDay:
    names = [feed.name for feed in feeds]
    stop_prefixes = id_prefixes(names, [feed.stops.ids for feed in feeds])
    stops, stop_index = merged_stops(stop_prefixes, [feed.stops for feed in feeds])
    route_prefixes = id_prefixes(names, [feed.routes.ids for feed in feeds])
    routes, route_index = merged_routes(route_prefixes, [feed.routes for feed in feeds])
    # All trips of the feeds count, not those of the date: a trip has one name on every day.
    trip_prefixes = id_prefixes(names, [feed.trips.ids for feed in feeds])
    trips, trip_index = merged_trips(
        trip_prefixes, [day.trips for day in days], stop_index, route_index
    )
    frequencies = merged_frequencies([day.frequencies for day in days], trip_index)
    return ServiceDay(
        service_date=service_date,
        feeds=tuple(names),
        stops=stops,
        routes=routes,
        trips=trips,
        frequencies=frequencies,
        transfers=merged_transfers([feed.transfers for feed in feeds], stop_index),
        pathways=merged_pathways([feed.pathways for feed in feeds], stop_index),
        issues=issues,
        counts=_counts(feeds, trips, len(frequencies.trip)),
        span=MappingProxyType(
            {
                feed.name: day.span
                for feed, day in zip(feeds, days, strict=True)
                if day.span is not None
            }
        ),
    )


def _counts(feeds: Sequence[Feed], trips: TripTable, n_frequencies: int) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for feed in feeds:
        counts.update(feed.counts)
    carried = int((trips.service_day < 0).sum())
    counts["trips_running"] = len(trips.ids) - carried
    counts["trips_carried_over"] = carried
    counts["calls"] = len(trips.stop)
    counts["frequencies"] = n_frequencies
    return MappingProxyType(dict(sorted(counts.items())))
