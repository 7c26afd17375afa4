"""Flights of a week on one clock: local times and days turned into minutes of the week."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd

from sim.air.flight_times import WEEK_MIN, utc_week_min
from sim.errors import DataError, Issue, Severity

__all__ = ["scheduled_week"]

_CLOCK = re.compile(r"^([01]?\d|2[0-3]):([0-5]\d)$")
_LONGEST_MIN = 20 * 60


@dataclass(frozen=True, slots=True)
class _Flight:
    """One row of a schedule."""

    arrival_day: int
    flight_id: str
    origin: str
    destination: str
    weekdays: str
    departure: str
    arrival: str


_TEXTS = tuple(one.name for one in fields(_Flight) if one.name != "arrival_day")


def scheduled_week(
    flights: pd.DataFrame, airports: pd.DataFrame, monday: date, *, file: Path | None = None
) -> pd.DataFrame:
    """One row per flight and day of operation, on the clock of universal time.

    The tables of the package have frequencies and no local times, so no command calls this: it is
    for a schedule of one's own, from Python, and what it returns is what
    `sim.air.connections.hub_connections` takes.

    Parameters
    ----------
    flights
        flight_id, origin, destination, weekdays (``"135"``: Monday, Wednesday, Friday), departure
        and arrival (local ``"23:50"``), arrival_day (days after the departure's date, −1 to 2).
    airports
        iata, timezone.
    monday
        First day of the week; summer time counts as on its days.
    file
        Where the flights come from, for the messages; the first row is line 2.

    Returns
    -------
    pandas.DataFrame
        The columns of `flights`, weekday, departure_min, arrival_min (0 to 10,079 from Monday 00:00
        universal time) and block_min.

    Raises
    ------
    DataError
        With every flight to an unknown airport, with days or times that cannot be read, that lands
        before it departs or flies for more than 20 hours.

    Examples
    --------
    >>> flights = pd.DataFrame({"flight_id": ["T1"], "origin": ["HGH"], "destination": ["SFO"],
    ...     "weekdays": ["1"], "departure": ["20:00"], "arrival": ["16:00"], "arrival_day": [0]})
    >>> airports = pd.DataFrame(
    ...     {"iata": ["HGH", "SFO"], "timezone": ["Asia/Shanghai", "America/Los_Angeles"]})
    >>> week = scheduled_week(flights, airports, date(2019, 7, 1))
    >>> week[["departure_min", "arrival_min", "block_min"]].values.tolist()
    [[720, 1380, 660]]

    The flight that lands on the day before leaves 13 hours after its landing.

    >>> try:
    ...     scheduled_week(flights.assign(arrival_day=-1), airports, date(2019, 7, 1))
    ... except DataError as error:
    ...     print(error.issues[0].what)
    flight 'T1' lands before it departs
    """
    zones = dict(zip(airports["iata"], airports["timezone"], strict=True))
    taken: list[int] = []
    rows: list[tuple[int, int, int, int]] = []
    issues: list[Issue] = []
    for place, flight in enumerate(_flights(flights)):
        line = place + 2 if file is not None else None
        faults = list(_faults(flight, zones))
        days = [] if faults else sorted({int(digit) for digit in flight.weekdays})
        for weekday in days:
            start, end, block = _minutes(flight, zones, monday + timedelta(days=weekday - 1))
            if not 0 < block <= _LONGEST_MIN:
                faults.append(_impossible(flight, block))
                break
            taken.append(place)
            rows.append((weekday, start, end, block))
        issues += [Issue(Severity.ERROR, *fault, file, line) for fault in faults]
    if issues:
        raise DataError("the schedule of flights cannot be used", issues)
    times = pd.DataFrame(
        rows, columns=["weekday", "departure_min", "arrival_min", "block_min"], dtype="int64"
    )
    return pd.concat([flights.take(taken).reset_index(drop=True), times], axis=1)


def _flights(flights: pd.DataFrame) -> Iterator[_Flight]:
    texts = [flights[name].astype(str) for name in _TEXTS]
    for days, *row in zip(flights["arrival_day"], *texts, strict=True):
        yield _Flight(int(days), *row)


def _faults(flight: _Flight, zones: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """What keeps a flight from being placed in the week."""
    name = f"flight '{flight.flight_id}'"
    for code in (flight.origin, flight.destination):
        if code not in zones:
            yield (
                "unknown-airport",
                f"{name}: airport '{code}' is not in the table of airports",
                "correct the code, or add the airport with its position and time zone",
            )
    for end, clock in (("departure", flight.departure), ("arrival", flight.arrival)):
        if not _CLOCK.match(clock):
            yield "bad-clock", f"{name}: {end} '{clock}'", "write it as 07:05, 00:00 to 23:59"
    if not re.fullmatch(r"[1-7]{1,7}", flight.weekdays):
        what = f"{name}: weekdays '{flight.weekdays}'"
        yield "bad-weekdays", what, "write digits, 1 Monday to 7 Sunday"


def _minutes(flight: _Flight, zones: dict[str, str], day: date) -> tuple[int, int, int]:
    """Minutes of the week of both ends and the time between them, on one day."""
    lands_on = day + timedelta(days=flight.arrival_day)
    start = utc_week_min(_moment(day, flight.departure), zones[flight.origin])
    end = utc_week_min(_moment(lands_on, flight.arrival), zones[flight.destination])
    # The circle of the week is undone: half a week either way tells early from late.
    block = (end - start + WEEK_MIN // 2) % WEEK_MIN - WEEK_MIN // 2
    return start, end, block


def _moment(day: date, clock: str) -> datetime:
    hours, minutes = clock.split(":")
    return datetime(day.year, day.month, day.day, int(hours), int(minutes))  # noqa: DTZ001  local


def _impossible(flight: _Flight, block: int) -> tuple[str, str, str]:
    wrong = "lands before it departs" if block <= 0 else f"flies for {block / 60:.1f} hours"
    return (
        "impossible-flight",
        f"flight '{flight.flight_id}' {wrong}",
        "check times, arrival_day and the time zones of both airports",
    )
