"""On which days each service runs: calendar.txt, and the exceptions of calendar_dates.txt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sim.errors import Issue
from sim.network.gtfs.csv_table import Table
from sim.network.gtfs.faults import Check, any_of, check_issues, ragged_check
from sim.network.gtfs.feed_tables import WEEKDAYS
from sim.network.gtfs.service import Bools, Ints
from sim.network.gtfs.values import day_numbers, first_of_id, places, wholes

__all__ = ["Calendar", "active_services", "read_calendar", "service_days"]

_ADDED, _REMOVED = 1, 2

_Counts: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Calendar:
    """Services by name; ``ok`` is false where a row about the service cannot be read.

    Days are numbers as of ``date.toordinal``. A service without a row in calendar.txt has
    ``start`` after ``end``.
    """

    ids: pa.Array
    ok: Bools
    weekday: Bools
    start: Ints
    end: Ints
    exception_service: Ints
    exception_day: Ints
    exception_adds: Bools


def read_calendar(weeks: Table, dates: Table) -> tuple[Calendar, tuple[Issue, ...]]:
    r"""Read both files; either may be empty.

    A service with a faulty row is refused as a whole: nobody knows its days.

    Examples
    --------
    >>> from sim.network.gtfs.csv_table import table_of
    >>> weeks = table_of("service_id," + ",".join(WEEKDAYS) + ",start_date,end_date\n"
    ...                  "WD,1,1,1,1,1,0,0,20190501,20190531\n")
    >>> dates = table_of("service_id,date,exception_type\nWD,20190501,2\n")
    >>> calendar, issues = read_calendar(weeks, dates)
    >>> [date.fromordinal(day).isoformat() for day in service_days(calendar, calendar.ok)[:2]]
    ['2019-05-02', '2019-05-03']
    """
    ids = pc.unique(pa.concat_arrays([weeks.text("service_id"), dates.text("service_id")]))
    start, end = day_numbers(weeks.text("start_date")), day_numbers(weeks.text("end_date"))
    flags = np.column_stack([wholes(weeks.text(name)) for name in WEEKDAYS])
    day = day_numbers(dates.text("date"))
    kind = wholes(dates.text("exception_type"))
    of_week = places(weeks.text("service_id"), ids)
    of_date = places(dates.text("service_id"), ids)
    week_checks = _week_checks(weeks, flags, start, end)
    date_checks = _date_checks(dates, of_date, day, kind)
    bad_week, bad_date = any_of(weeks, week_checks), any_of(dates, date_checks)
    ok = np.ones(len(ids), dtype=np.bool_)
    ok[of_week[bad_week]] = False
    ok[of_date[bad_date]] = False
    fine = ~bad_date
    weekday = np.zeros((len(ids), len(WEEKDAYS)), dtype=np.bool_)
    first, last = np.ones(len(ids), dtype=np.int32), np.zeros(len(ids), dtype=np.int32)
    weekday[of_week[~bad_week]] = flags[~bad_week] == 1
    first[of_week[~bad_week]] = start[~bad_week]
    last[of_week[~bad_week]] = end[~bad_week]
    calendar = Calendar(
        ids=ids,
        ok=ok,
        weekday=weekday,
        start=first,
        end=last,
        exception_service=of_date[fine],
        exception_day=day[fine],
        exception_adds=kind[fine] == _ADDED,
    )
    return calendar, check_issues(weeks, week_checks) + check_issues(dates, date_checks)


def active_services(calendar: Calendar, day: int) -> Bools:
    r"""Whether each service runs on a day.

    Examples
    --------
    >>> from sim.network.gtfs.csv_table import table_of
    >>> dates = table_of("service_id,date,exception_type\nS,20190501,1\nU,20190503,1\n")
    >>> calendar, _ = read_calendar(table_of("service_id\n"), dates)
    >>> active_services(calendar, date(2019, 5, 1).toordinal()).tolist()
    [True, False]
    """
    weekday = calendar.weekday[:, date.fromordinal(day).weekday()]
    active = weekday & (calendar.start <= day) & (day <= calendar.end)
    today = calendar.exception_day == day
    active[calendar.exception_service[today & calendar.exception_adds]] = True
    active[calendar.exception_service[today & ~calendar.exception_adds]] = False
    return np.asarray(active & calendar.ok, dtype=np.bool_)


def service_days(calendar: Calendar, used: Bools) -> Ints:
    r"""Days on which at least one of the used services runs, in order.

    Examples
    --------
    >>> from sim.network.gtfs.csv_table import table_of
    >>> dates = table_of("service_id,date,exception_type\nS,20190501,1\nS,20190503,1\n")
    >>> calendar, _ = read_calendar(table_of("service_id\n"), dates)
    >>> service_days(calendar, calendar.ok).tolist()
    [737180, 737182]
    """
    used = used & calendar.ok
    regular = used & (calendar.start <= calendar.end)
    listed = used[calendar.exception_service]
    edges = [
        *calendar.start[regular].tolist(),
        *calendar.end[regular].tolist(),
        *calendar.exception_day[listed].tolist(),
    ]
    if not edges:
        return np.zeros(0, dtype=np.int32)
    first = min(edges)
    running = _regular_counts(calendar, regular, first, max(edges))
    np.add.at(running, calendar.exception_day[listed] - first, _changes(calendar, listed))
    return np.asarray(np.flatnonzero(running) + first, dtype=np.int32)


def _regular_counts(calendar: Calendar, regular: Bools, first: int, last: int) -> _Counts:
    """Count the services that calendar.txt alone runs on each day from first to last."""
    running = np.zeros(last - first + 1, dtype=np.int64)
    weekday_of_day = (np.arange(first, last + 1) + 6) % 7  # day 1 of the count was a Monday
    for weekday in range(7):
        members = regular & calendar.weekday[:, weekday]
        steps = np.zeros(last - first + 2, dtype=np.int64)
        np.add.at(steps, calendar.start[members] - first, 1)
        np.add.at(steps, calendar.end[members] - first + 1, -1)
        mine = weekday_of_day == weekday
        running[mine] = np.cumsum(steps)[:-1][mine]
    return running


def _changes(calendar: Calendar, listed: Bools) -> _Counts:
    """Say what each listed exception changes: +1, -1, or 0 where it says what already is."""
    service, day = calendar.exception_service[listed], calendar.exception_day[listed]
    adds = calendar.exception_adds[listed]
    inside = (calendar.start[service] <= day) & (day <= calendar.end[service])
    regular = inside & calendar.weekday[service, (day + 6) % 7]
    _, first = np.unique(np.column_stack([service, day]), axis=0, return_index=True)
    once = np.zeros(len(day), dtype=np.bool_)
    once[first] = True
    return np.where(once, np.where(adds & ~regular, 1, np.where(~adds & regular, -1, 0)), 0)


def _week_checks(table: Table, flags: Ints, start: Ints, end: Ints) -> list[Check]:
    bad_date = (start < 0) | (end < 0)
    return [
        ragged_check(table),
        Check(
            "duplicate-service",
            ~first_of_id(table.text("service_id")),
            "service '{service_id}' is there already",
            "keep one row of each service",
        ),
        Check(
            "bad-weekday",
            ((flags != 0) & (flags != 1)).any(axis=1),
            "a weekday of service '{service_id}' is neither 0 nor 1",
            "write 1 for days with service, 0 for days without",
        ),
        Check(
            "bad-date",
            bad_date,
            "'{start_date}' to '{end_date}' of service '{service_id}' are not two dates",
            "write dates as YYYYMMDD",
        ),
        Check(
            "end-before-start",
            ~bad_date & (end < start),
            "service '{service_id}' ends on {end_date}, before it starts on {start_date}",
            "exchange the dates, or remove the row",
        ),
    ]


def _date_checks(table: Table, service: Ints, day: Ints, kind: Ints) -> list[Check]:
    return [
        ragged_check(table),
        Check(
            "bad-date",
            day < 0,
            "'{date}' of service '{service_id}' is not a date",
            "write dates as YYYYMMDD",
        ),
        Check(
            "bad-exception-type",
            (kind != _ADDED) & (kind != _REMOVED),
            "exception_type '{exception_type}' of service '{service_id}' is neither 1 nor 2",
            "write 1 where service is added, 2 where it is taken away",
        ),
        Check(
            "contradicting-exceptions",
            _contradicting(service, day, kind),
            "service '{service_id}' is both added and taken away on {date}",
            "keep one of the rows",
        ),
    ]


def _contradicting(service: Ints, day: Ints, kind: Ints) -> Bools:
    key = service.astype(np.int64) << 32 | day.clip(0).astype(np.int64)
    both = np.intersect1d(key[kind == _ADDED], key[kind == _REMOVED])
    return np.isin(key, both) & (day >= 0)
