"""Routes and trips of a feed, and which of them can be used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sim.errors import Issue
from sim.network.gtfs.calendars import Calendar
from sim.network.gtfs.csv_table import Table
from sim.network.gtfs.faults import Check, any_of, check_issues, ragged_check
from sim.network.gtfs.service import Bools, Ints, RouteTable
from sim.network.gtfs.stops import Known, kept_places
from sim.network.gtfs.values import first_of_id, places, wholes

__all__ = ["TripList", "read_routes", "read_trips"]

_HIGHEST_TYPE = 1799  # extended route types end at 1702


@dataclass(frozen=True)
class TripList:
    """Trips by id, each once: their route (index of a `RouteTable`) and service.

    ``row`` is the trip's row in trips.txt. ``known.ok`` is false for trips that are refused
    because of what trips.txt says.
    """

    known: Known
    row: Ints
    route: Ints
    service: Ints


def read_routes(table: Table) -> tuple[RouteTable, Known, tuple[Issue, ...]]:
    r"""Read routes.txt, in the order of the file; the first row with an id counts.

    Examples
    --------
    >>> from sim.network.gtfs.csv_table import table_of
    >>> routes, known, issues = read_routes(table_of("route_id,route_type\nR,3\nS,bus\n"))
    >>> routes.ids, known.ok.tolist(), [issue.code for issue in issues]
    (('R',), [True, False], ['bad-route-type'])
    """
    kind = wholes(table.text("route_type"))
    first = first_of_id(table.text("route_id"))
    blank = table.text("route_id").to_numpy(zero_copy_only=False) == ""
    checks = [
        ragged_check(table),
        Check("blank-id", blank, "a route has no route_id", "give every route an id"),
        Check(
            "duplicate-route",
            ~first,
            "route '{route_id}' is there already; the first row counts",
            "keep one row of each route",
        ),
        Check(
            "bad-route-type",
            (kind < 0) | (kind > _HIGHEST_TYPE),
            "route_type '{route_type}' of route '{route_id}' is not a GTFS route type",
            "write a basic (0 to 12) or extended (100 to 1702) route type; the trips of the "
            "route are refused meanwhile",
        ),
    ]
    bad = any_of(table, checks)
    rows = np.flatnonzero(~bad)
    routes = RouteTable(
        ids=tuple(table.text("route_id").take(rows).to_pylist()),
        short_names=tuple(table.text("route_short_name").take(rows).to_pylist()),
        long_names=tuple(table.text("route_long_name").take(rows).to_pylist()),
        types=kind[rows],
    )
    known = Known(table.text("route_id").filter(pa.array(first)), ~bad[first])
    return routes, known, check_issues(table, checks)


def read_trips(
    table: Table, routes: Known, calendar: Calendar
) -> tuple[TripList, tuple[Issue, ...]]:
    r"""Read trips.txt; a trip that is there twice is refused, nobody knows which one runs.

    Examples
    --------
    >>> from sim.network.gtfs.calendars import read_calendar
    >>> from sim.network.gtfs.csv_table import table_of
    >>> calendar, _ = read_calendar(table_of("service_id\n"),
    ...                             table_of("service_id,date,exception_type\nS,20190513,1\n"))
    >>> table = table_of("trip_id,route_id,service_id\nT,R,S\nU,X,S\n")
    >>> trips, issues = read_trips(table, Known(pa.array(["R"]), np.array([True])), calendar)
    >>> trips.known.ok.tolist(), [issue.code for issue in issues]
    ([True, False], ['unknown-route'])
    """
    text = table.text("trip_id")
    first = first_of_id(text)
    route = places(table.text("route_id"), routes.ids)
    service = places(table.text("service_id"), calendar.ids)
    checks = [
        ragged_check(table),
        Check(
            "blank-id",
            text.to_numpy(zero_copy_only=False) == "",
            "a trip has no trip_id",
            "give every trip an id",
        ),
        Check(
            "duplicate-trip",
            ~first,
            "trip '{trip_id}' is there already; it is refused",
            "give every trip its own trip_id",
        ),
        *_reference_checks(route, routes.ok, service, calendar.ok),
    ]
    bad = any_of(table, checks)
    ids = text.filter(pa.array(first))
    ok = np.ones(len(ids), dtype=np.bool_)
    ok[places(text, ids)[bad]] = False
    rows = np.flatnonzero(first).astype(np.int32)
    trips = TripList(
        known=Known(ids, ok),
        row=rows,
        route=np.where(ok, kept_places(routes)[route[rows]], -1).astype(np.int32),
        service=service[rows],
    )
    return trips, check_issues(table, checks)


def _reference_checks(
    route: Ints, route_ok: Bools, service: Ints, service_ok: Bools
) -> list[Check]:
    return [
        Check(
            "unknown-route",
            route < 0,
            "route '{route_id}' of trip '{trip_id}' is not in routes.txt",
            "add the route, or mend its id; the trip is refused",
        ),
        Check(
            "refused-route",
            (route >= 0) & ~route_ok[route],
            "route '{route_id}' of trip '{trip_id}' is refused, and so is the trip",
            "mend the route (see its own message)",
        ),
        Check(
            "unknown-service",
            service < 0,
            "service '{service_id}' of trip '{trip_id}' is in no calendar file",
            "add it to calendar.txt or calendar_dates.txt; the trip is refused",
        ),
        Check(
            "refused-service",
            (service >= 0) & ~service_ok[service],
            "service '{service_id}' of trip '{trip_id}' is refused, and so is the trip",
            "mend the calendar (see its own message)",
        ),
    ]
