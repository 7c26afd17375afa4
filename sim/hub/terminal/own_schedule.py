"""A planner's own schedule of flights: a file read and checked, every fault told at once."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.errors import DataError, Issue, Severity
from sim.hub.terminal.flights import DAY_START_S, Flights

__all__ = ["COLUMNS", "own_schedule"]

COLUMNS = (
    "flight",
    "direction",
    "international",
    "time",
    "seats",
    "load_factor",
    "other_end",
)
"""Columns of the file; ``turns_from`` (the landing whose aircraft leaves) may be added."""

_TURN = "turns_from"
_CLOCK = re.compile(r"^([01]?\d|2[0-3]):([0-5]\d)$")
_DIRECTIONS = {"departure": True, "arrival": False}
_FLAGS = {"1": True, "0": False}
_MOST_SEATS = 900
_DAY_S = 86_400

Fault = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the file, as it is written."""

    line: int
    flight: str
    direction: str
    international: str
    time: str
    seats: str
    load_factor: str
    other_end: str
    turns_from: str

    @property
    def name(self) -> str:
        return f"flight '{self.flight}'"

    @property
    def time_s(self) -> float:
        hours, minutes = self.time.split(":")
        clock_s = int(hours) * 3600 + int(minutes) * 60
        return float((clock_s - DAY_START_S) % _DAY_S + DAY_START_S)


def own_schedule(path: Path, airports: Collection[str]) -> Flights:
    r"""Flights of a file of one's own; passengers are seats x load factor, rounded half up.

    A csv file with a heading: flight, direction (``departure`` or ``arrival``), international (1 or
    0), time (local, ``07:05``; before 04:00 it belongs to the night before), seats, load_factor (0
    to 1), other_end (airport code, may be empty), and turns_from (may be left out: the landing, in
    the same file, whose aircraft leaves with this flight).

    Parameters
    ----------
    path
        The file; the heading is line 1.
    airports
        Codes that are known.

    Raises
    ------
    DataError
        With every fault of the file: no file, missing or unknown columns, no flights, unknown
        airports, times that cannot be read, seats or load factors out of range, a flight listed
        twice, one that leaves before its aircraft has landed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "day.csv"
    ...     _ = file.write_text(
    ...         "flight,direction,international,time,seats,load_factor,other_end\n"
    ...         "CA1,departure,0,07:05,180,0.8,PEK\n")
    ...     own_schedule(file, {"PEK"}).passengers.tolist()
    [144]
    """
    rows, issues = _read(path)
    if not issues:
        for row in rows:
            issues += _issues(path, row.line, _faults(row, airports))
        issues += _between(path, rows) if not issues else []
    if issues:
        raise DataError("the schedule of flights cannot be used", issues)
    return _flights(rows)


def _read(path: Path) -> tuple[list[_Row], list[Issue]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = [[cell.strip() for cell in line] for line in csv.reader(file, strict=True)]
    except FileNotFoundError:
        fault = (
            "missing-file",
            "there is no such file",
            "correct flight_schedule; paths are relative to the scenario file",
        )
        return [], _issues(path, None, [fault])
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        fault = ("unreadable-file", f"the file cannot be read: {error}", "save it as csv in UTF-8")
        return [], _issues(path, None, [fault])
    head = table[0] if table else []
    faults = list(_head_faults(head))
    if faults:
        return [], _issues(path, 1, faults)
    issues, rows = [], []
    for line, cells in enumerate(table[1:], start=2):
        if not any(cells):
            continue
        if len(cells) != len(head):
            what = f"{len(cells)} cells where the heading has {len(head)}"
            issues += _issues(path, line, [("ragged-row", what, "check the commas of the line")])
            continue
        named = dict(zip(head, cells, strict=True))
        rows.append(_row(line, named))
    if not rows and not issues:
        what = "the file has no flights"
        issues += _issues(path, None, [("no-flights", what, "write a line for each flight")])
    return rows, issues


def _row(line: int, cells: dict[str, str]) -> _Row:
    return _Row(
        line=line,
        flight=cells["flight"],
        direction=cells["direction"],
        international=cells["international"],
        time=cells["time"],
        seats=cells["seats"],
        load_factor=cells["load_factor"],
        other_end=cells["other_end"],
        turns_from=cells.get(_TURN, ""),
    )


def _head_faults(head: list[str]) -> Iterator[Fault]:
    written = f"the heading is {', '.join((*COLUMNS, _TURN))} (the last may be left out)"
    missing = [one for one in COLUMNS if one not in head]
    if missing:
        yield "missing-column", f"no column {', '.join(missing)}", written
    strange = [one for one in head if one not in COLUMNS and one != _TURN]
    if strange:
        yield "unknown-column", f"column {', '.join(strange)} is not known", written
    twice = sorted({one for one in head if head.count(one) > 1})
    if twice:
        yield "repeated-column", f"column {', '.join(twice)} is there twice", written


def _faults(row: _Row, airports: Collection[str]) -> Iterator[Fault]:
    """What is wrong with one line by itself."""
    if not row.flight:
        yield "no-name", "a flight has no name", "write the number of the flight in column flight"
    if row.direction not in _DIRECTIONS:
        what = f"{row.name}: direction '{row.direction}'"
        yield "bad-direction", what, "write departure or arrival"
    if row.international not in _FLAGS:
        yield "bad-flag", f"{row.name}: international '{row.international}'", "write 1 or 0"
    if not _CLOCK.match(row.time):
        yield "bad-clock", f"{row.name}: time '{row.time}'", "write it as 07:05, 00:00 to 23:59"
    if not (row.seats.isascii() and row.seats.isdigit() and 1 <= int(row.seats) <= _MOST_SEATS):
        what = f"{row.name}: seats '{row.seats}'"
        yield "bad-seats", what, f"write a whole number from 1 to {_MOST_SEATS}"
    if not 0.0 <= _number(row.load_factor) <= 1.0:
        what = f"{row.name}: load_factor '{row.load_factor}'"
        yield "bad-load-factor", what, "write a share from 0 to 1, 0.82 for 82 %"
    if row.other_end and row.other_end not in airports:
        yield (
            "unknown-airport",
            f"{row.name}: airport '{row.other_end}' is not in the table of airports",
            "correct the code, or leave the cell empty",
        )


def _between(path: Path, rows: list[_Row]) -> list[Issue]:
    """What is wrong between the lines of a file: the same flight twice, impossible turns."""
    issues: list[Issue] = []
    first: dict[tuple[str, str], _Row] = {}
    for row in rows:
        known = first.setdefault((row.flight, row.direction), row)
        if known is not row:
            what = f"{row.name}, {row.direction}, stands in line {known.line} already"
            fault = ("flight-twice", what, "delete one, or give it a name of its own")
            issues += _issues(path, row.line, [fault])
    for row in rows:
        issues += _issues(path, row.line, _turn_faults(row, first))
    return issues


def _turn_faults(row: _Row, known: dict[tuple[str, str], _Row]) -> Iterator[Fault]:
    departs = _DIRECTIONS[row.direction]
    if row.turns_from and not departs:
        yield (
            "bad-turn",
            f"{row.name}: an arrival has no {_TURN}",
            "write it in the line of the departure",
        )
        return
    landing = known.get((row.turns_from, "arrival")) if row.turns_from else None
    if row.turns_from and landing is None:
        what = f"{row.name}: {_TURN} '{row.turns_from}' is not an arrival of the file"
        yield "unknown-landing", what, "correct it, or leave the cell empty"
    through = known.get((row.flight, "arrival")) if departs and landing is None else None
    before = landing or through
    if departs and before is not None and row.time_s < before.time_s:
        what = (
            f"{row.name} departs at {row.time}, before its aircraft lands "
            f"('{before.flight}' at {before.time})"
        )
        yield "departs-before-landing", what, f"check both times and {_TURN}"


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _issues(
    path: Path, line: int | None, faults: Collection[Fault] | Iterator[Fault]
) -> list[Issue]:
    return [Issue(Severity.ERROR, *fault, path, line) for fault in faults]


def _flights(rows: list[_Row]) -> Flights:
    rows = sorted(rows, key=lambda row: (row.time_s, row.flight, row.direction))
    landed = {row.flight: place for place, row in enumerate(rows) if row.direction == "arrival"}
    departs = np.array([_DIRECTIONS[row.direction] for row in rows], dtype=np.bool_)
    turns = [
        landed.get(row.turns_from or row.flight, -1) if _DIRECTIONS[row.direction] else -1
        for row in rows
    ]
    seats = np.array([int(row.seats) for row in rows], dtype=np.int64)
    load = np.array([float(row.load_factor) for row in rows])
    return Flights(
        tuple(row.flight for row in rows),
        departs,
        np.array([_FLAGS[row.international] for row in rows], dtype=np.bool_),
        np.array([row.time_s for row in rows]),
        seats,
        load,
        np.floor(seats * load + 0.5).astype(np.int64),
        tuple(row.other_end for row in rows),
        np.array(turns, dtype=np.int64),
    )
