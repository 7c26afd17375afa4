"""Trips that run by headway: frequencies.txt."""

from __future__ import annotations

import numpy as np

from sim.errors import Issue
from sim.network.gtfs.csv_table import Table
from sim.network.gtfs.faults import Check, any_of, check_issues, ragged_check
from sim.network.gtfs.service import Bools, FrequencyTable, Ints
from sim.network.gtfs.stops import Known
from sim.network.gtfs.values import places, seconds, wholes

__all__ = ["read_frequencies"]


def read_frequencies(table: Table, trips: Known) -> tuple[FrequencyTable, Bools, tuple[Issue, ...]]:
    r"""Read frequencies.txt; the second value says which trips have no faulty row.

    Rows are sorted by trip (position in trips.txt) and start. Rows of one trip that overlap
    are kept, with a warning: both count.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from sim.network.gtfs.csv_table import table_of
    >>> table = table_of("trip_id,start_time,end_time,headway_secs\nT,6:00:00,9:00:00,600\n")
    >>> found, ok, issues = read_frequencies(table, Known(pa.array(["T"]), np.array([True])))
    >>> found.start_s.tolist(), found.headway_s.tolist(), found.exact.tolist(), ok.tolist()
    ([21600], [600], [False], [True])
    """
    trip = places(table.text("trip_id"), trips.ids)
    start, end = seconds(table.text("start_time")), seconds(table.text("end_time"))
    headway = wholes(table.text("headway_secs"))
    exact = wholes(table.text("exact_times"), blank=0)
    checks = _checks(table, trip, (start, end), headway, exact)
    bad = any_of(table, checks)
    ok = np.ones(len(trips.ids), dtype=np.bool_)
    ok[trip[bad & (trip >= 0)]] = False
    rows = np.lexsort((end, start, trip))
    rows = rows[~bad[rows]]
    overlap = np.zeros(len(table), dtype=np.bool_)
    later = (trip[rows[1:]] == trip[rows[:-1]]) & (start[rows[1:]] < end[rows[:-1]])
    overlap[rows[1:][later]] = True
    overlaps = Check(
        "overlapping-frequencies",
        overlap,
        "trip '{trip_id}' from {start_time}: an earlier row of the trip has not ended yet",
        "let one row end before the next starts; meanwhile both count",
        "trip_id",
    )
    frequencies = FrequencyTable(
        trip[rows], start[rows], end[rows], headway[rows], exact[rows] == 1
    )
    return frequencies, ok, check_issues(table, [*checks, overlaps])


def _checks(
    table: Table, trip: Ints, span: tuple[Ints, Ints], headway: Ints, exact: Ints
) -> list[Check]:
    start, end = span
    bad_time = (start < 0) | (end < 0)
    return [
        ragged_check(table),
        Check(
            "unknown-trip",
            trip < 0,
            "trip '{trip_id}' is not in trips.txt",
            "add the trip to trips.txt, or remove the row",
            "trip_id",
        ),
        Check(
            "bad-time",
            bad_time,
            "'{start_time}' to '{end_time}' of trip '{trip_id}' are not two times",
            "write times as HH:MM:SS; the trip is refused",
            "trip_id",
        ),
        Check(
            "end-before-start",
            ~bad_time & (end <= start),
            "trip '{trip_id}': {end_time} is not later than {start_time}",
            "write a time after midnight as 25:10:00; the trip is refused",
            "trip_id",
        ),
        Check(
            "bad-headway",
            headway <= 0,
            "headway_secs '{headway_secs}' of trip '{trip_id}' is not a positive whole number",
            "give the seconds between departures; the trip is refused",
            "trip_id",
        ),
        Check(
            "bad-exact-times",
            (exact != 0) & (exact != 1),
            "exact_times '{exact_times}' of trip '{trip_id}' is neither 0 nor 1",
            "write 1 where departures are a timetable, else 0; the trip is refused",
            "trip_id",
        ),
    ]
