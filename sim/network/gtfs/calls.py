"""Calls of the trips: stop_times.txt, checked, sorted and with every time filled in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.errors import Issue
from sim.network.gtfs.blank_times import filled_times
from sim.network.gtfs.csv_table import Table
from sim.network.gtfs.faults import Check, any_of, check_issues, ragged_check
from sim.network.gtfs.service import Bools, Ints, StopTable
from sim.network.gtfs.stops import Known, kept_places
from sim.network.gtfs.values import BAD, BLANK, places, seconds, wholes

__all__ = ["CallList", "read_calls"]

_NOT_AVAILABLE = 1
_HIGHEST_PICKUP_TYPE = 3


@dataclass(frozen=True)
class CallList:
    """Calls of usable trips, sorted by trip (position in trips.txt) and stop_sequence.

    ``trip_ok`` says of each trip in trips.txt whether none of its rows is faulty, ``n_calls``
    how many rows it has in all.
    """

    trip: Ints
    stop: Ints
    arrival_s: Ints
    departure_s: Ints
    can_board: Bools
    can_alight: Bools
    interpolated: Bools
    trip_ok: Bools
    n_calls: Ints


@dataclass(frozen=True)
class _Rows:
    """Every row of the file in numbers; -1 where an id is unknown."""

    trip: Ints
    stop: Ints
    sequence: Ints
    arrival: Ints
    departure: Ints


def read_calls(
    table: Table, trips: Known, stops: Known, where: StopTable
) -> tuple[CallList, tuple[Issue, ...]]:
    r"""Read stop_times.txt. A trip with a faulty row is refused: half a trip is a wrong answer.

    Examples
    --------
    >>> from sim.network.gtfs.csv_table import table_of
    >>> from sim.network.gtfs.stops import read_stops
    >>> stops, known, _ = read_stops(table_of("stop_id,stop_lat,stop_lon\nA,30,120\nB,30,121\n"))
    >>> table = table_of("trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    ...                  "T,7:10:00,7:10:00,B,9\nT,7:00:00,7:00:00,A,3\n")
    >>> import pyarrow as pa
    >>> trips = Known(pa.array(["T"]), np.array([True]))
    >>> calls, issues = read_calls(table, trips, known, stops)
    >>> calls.stop.tolist(), calls.arrival_s.tolist(), issues
    ([0, 1], [25200, 25800], ())
    """
    rows = _numbers(table, trips, stops)
    order = _order(rows)
    checks = [*_row_checks(table, rows, stops), *_order_checks(rows, order)]
    bad = any_of(table, checks)
    trip_ok = np.ones(len(trips.ids), dtype=np.bool_)
    trip_ok[rows.trip[bad & (rows.trip >= 0)]] = False
    kept = order[(trip_ok & trips.ok)[rows.trip[order]]]
    stop = kept_places(stops)[rows.stop[kept]]
    arrival_s, departure_s, blank = filled_times(
        rows.arrival[kept], rows.departure[kept], where.lon[stop], where.lat[stop]
    )
    calls = CallList(
        trip=rows.trip[kept],
        stop=stop,
        arrival_s=arrival_s,
        departure_s=departure_s,
        can_board=(wholes(table.text("pickup_type"), blank=0) != _NOT_AVAILABLE)[kept],
        can_alight=(wholes(table.text("drop_off_type"), blank=0) != _NOT_AVAILABLE)[kept],
        interpolated=blank,
        trip_ok=trip_ok,
        n_calls=np.bincount(rows.trip[order], minlength=len(trips.ids)).astype(np.int32),
    )
    return calls, check_issues(table, [*checks, _station_check(rows, stops, where)])


def _numbers(table: Table, trips: Known, stops: Known) -> _Rows:
    arrival, departure = seconds(table.text("arrival_time")), seconds(table.text("departure_time"))
    return _Rows(
        trip=places(table.text("trip_id"), trips.ids),
        stop=places(table.text("stop_id"), stops.ids),
        sequence=wholes(table.text("stop_sequence")),
        arrival=np.where(arrival == BLANK, departure, arrival),
        departure=np.where(departure == BLANK, arrival, departure),
    )


def _order(rows: _Rows) -> np.ndarray:
    """Rows of known trips, by trip and sequence."""
    known = np.flatnonzero(rows.trip >= 0)
    key = rows.trip[known].astype(np.int64) << 32 | rows.sequence[known].clip(0)
    if (key[:-1] <= key[1:]).all():
        return known
    return known[np.argsort(key, kind="stable")]


def _row_checks(table: Table, rows: _Rows, stops: Known) -> list[Check]:
    bad_time = (rows.arrival == BAD) | (rows.departure == BAD)
    return [
        ragged_check(table),
        Check(
            "unknown-trip",
            rows.trip < 0,
            "trip '{trip_id}' is not in trips.txt",
            "add the trip to trips.txt, or remove its rows",
            "trip_id",
        ),
        Check(
            "unknown-stop",
            rows.stop < 0,
            "stop '{stop_id}' of trip '{trip_id}' is not in stops.txt",
            "add the stop to stops.txt, or mend its id; the trip is refused",
            "trip_id",
        ),
        Check(
            "refused-stop",
            (rows.stop >= 0) & ~stops.ok[rows.stop],
            "stop '{stop_id}' of trip '{trip_id}' is refused, and so is the trip",
            "mend the stop (see its own message)",
            "trip_id",
        ),
        Check(
            "bad-sequence",
            rows.sequence < 0,
            "stop_sequence '{stop_sequence}' of trip '{trip_id}' is not a whole number from 0 on",
            "number the stops of a trip in order; the trip is refused",
            "trip_id",
        ),
        Check(
            "bad-time",
            bad_time,
            "'{arrival_time}' or '{departure_time}' of trip '{trip_id}' is not a time",
            "write times as HH:MM:SS, after midnight as 25:10:00; the trip is refused",
            "trip_id",
        ),
        *_pickup_checks(table),
    ]


def _pickup_checks(table: Table) -> list[Check]:
    return [
        Check(
            f"bad-{name.replace('_', '-')}",
            (values < 0) | (values > _HIGHEST_PICKUP_TYPE),
            f"{name} '{{{name}}}' of trip '{{trip_id}}' is not 0 to 3",
            "write 0 where passengers may, 1 where they may not; the trip is refused",
            "trip_id",
        )
        for name in ("pickup_type", "drop_off_type")
        for values in [wholes(table.text(name), blank=0)]
        if name in table.columns
    ]


def _order_checks(rows: _Rows, order: np.ndarray) -> list[Check]:
    """Check what depends on the row before or after within the trip."""
    trip, sequence = rows.trip[order], rows.sequence[order]
    arrival, departure = rows.arrival[order], rows.departure[order]
    same_trip = trip[:-1] == trip[1:]
    again = np.zeros(len(order), dtype=np.bool_)
    again[1:] = same_trip & (sequence[:-1] == sequence[1:]) & (sequence[1:] >= 0)
    is_end = np.ones(len(order), dtype=np.bool_)
    is_end[1:] &= ~same_trip
    is_last = np.ones(len(order), dtype=np.bool_)
    is_last[:-1] &= ~same_trip
    given = np.flatnonzero((arrival >= 0) & (departure >= 0) & (sequence >= 0))
    back = departure < arrival
    back &= (arrival >= 0) & (departure >= 0)
    pairs = (trip[given[:-1]] == trip[given[1:]]) & (arrival[given[1:]] < departure[given[:-1]])
    back[given[1:][pairs]] = True
    return [
        Check(
            "duplicate-sequence",
            _at(rows, order, again),
            "stop_sequence {stop_sequence} of trip '{trip_id}' is there already",
            "give every stop of a trip its own number; the trip is refused",
            "trip_id",
        ),
        Check(
            "blank-end",
            _at(rows, order, (is_end | is_last) & (departure == BLANK)),
            "trip '{trip_id}' has no time at its first or last stop '{stop_id}'",
            "give both ends of a trip a time; the trip is refused",
            "trip_id",
        ),
        Check(
            "time-goes-back",
            _at(rows, order, back),
            "trip '{trip_id}' at stop '{stop_id}': {arrival_time} and {departure_time} are not in "
            "order, or earlier than the stop before",
            "mend the times, or the order of stop_sequence; the trip is refused",
            "trip_id",
        ),
    ]


def _at(rows: _Rows, order: np.ndarray, mask: Bools) -> Bools:
    found = np.zeros(len(rows.trip), dtype=np.bool_)
    found[order[mask]] = True
    return found


def _station_check(rows: _Rows, stops: Known, where: StopTable) -> Check:
    place = kept_places(stops)[rows.stop]
    odd = (rows.stop >= 0) & (place >= 0)
    odd &= where.location_type[place] != 0
    return Check(
        "call-not-at-platform",
        odd,
        "trip '{trip_id}' calls at '{stop_id}', which is not a stop or platform",
        "name a stop of location_type 0; the call is kept as it is",
        "trip_id",
    )
