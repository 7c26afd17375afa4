"""Which files and columns of a feed are read, and that the required ones are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.errors import Issue, Severity
from sim.network.gtfs.archive import feed_bytes
from sim.network.gtfs.csv_table import Table, parse_table

__all__ = ["SPECIAL_TRANSFER_COLUMNS", "WEEKDAYS", "feed_tables"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

SPECIAL_TRANSFER_COLUMNS = ("from_route_id", "to_route_id", "from_trip_id", "to_trip_id")
"""Columns that limit a transfer to some routes or trips."""


@dataclass(frozen=True, slots=True)
class _File:
    required: bool
    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()


_FILES: Mapping[str, _File] = {
    "stops.txt": _File(
        True,
        ("stop_id", "stop_lat", "stop_lon"),
        ("stop_name", "location_type", "parent_station"),
    ),
    "routes.txt": _File(True, ("route_id", "route_type"), ("route_short_name", "route_long_name")),
    "trips.txt": _File(True, ("trip_id", "route_id", "service_id")),
    "stop_times.txt": _File(
        True,
        ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
        ("pickup_type", "drop_off_type"),
    ),
    "calendar.txt": _File(False, ("service_id", *WEEKDAYS, "start_date", "end_date")),
    "calendar_dates.txt": _File(False, ("service_id", "date", "exception_type")),
    "frequencies.txt": _File(
        False, ("trip_id", "start_time", "end_time", "headway_secs"), ("exact_times",)
    ),
    "transfers.txt": _File(
        False,
        ("from_stop_id", "to_stop_id"),
        ("transfer_type", "min_transfer_time", *SPECIAL_TRANSFER_COLUMNS),
    ),
    "pathways.txt": _File(
        False,
        ("from_stop_id", "to_stop_id", "pathway_mode", "is_bidirectional"),
        ("traversal_time", "length", "stair_count"),
    ),
}
_CALENDARS = ("calendar.txt", "calendar_dates.txt")


def feed_tables(path: Path) -> tuple[Mapping[str, Table], tuple[Issue, ...]]:
    """Read the files of a feed as text; optional files that are missing come out empty.

    Columns and files that are not needed for travel times are not looked at (agency, fares,
    shapes, levels, feed_info): conformance to GTFS is the business of its validator.

    Examples
    --------
    >>> import tempfile
    >>> from sim.network.gtfs.examples import small_feed, write_feed
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     feed = write_feed({**small_feed(), "trips.txt": ""}, Path(folder) / "bus")
    ...     tables, issues = feed_tables(feed)
    >>> len(tables["stops.txt"]), [issue.code for issue in issues]
    (3, ['empty-file'])
    """
    files, issues = feed_bytes(path, tuple(_FILES))
    if issues:
        return {}, issues
    found: dict[str, Table] = {}
    problems: list[Issue] = []
    for name, spec in _FILES.items():
        table, faults = _one_table(path / name, files.get(name), spec)
        found[name] = table
        problems.extend(faults)
    if not any(name in files for name in _CALENDARS):
        what = "neither calendar.txt nor calendar_dates.txt is there, so no trip has a day"
        problems.append(_error("missing-file", what, "add one of the two files", path))
    return found, tuple(problems)


def _one_table(path: Path, data: bytes | None, spec: _File) -> tuple[Table, tuple[Issue, ...]]:
    nothing = _empty_table(path)
    if data is None:
        if not spec.required:
            return nothing, ()
        what = "the file is missing from the feed"
        return nothing, (_error("missing-file", what, "add it; every feed must have it", path),)
    if not data.strip():
        severity = Severity.ERROR if spec.required else Severity.WARNING
        fix = "write a header line and rows, or leave an optional file out"
        return nothing, (Issue(severity, "empty-file", "the file is empty", fix, path),)
    table, issues = parse_table(path, data, (*spec.columns, *spec.optional))
    if table is None:
        return nothing, issues
    missing = [name for name in spec.columns if name not in table.columns]
    if missing:
        what = f"the header has no column {', '.join(missing)}"
        fix = "add the column, or mend its name in the header line"
        return nothing, (*issues, _error("missing-column", what, fix, path, 1))
    if len(table) == 0 and spec.required:
        fix = "add rows; a feed without them runs nothing"
        issues = (*issues, _error("no-rows", "the file has a header but no rows", fix, path))
    return table, issues


def _empty_table(path: Path) -> Table:
    table, _ = parse_table(path, b"\n", ())
    if table is None:
        raise AssertionError(path)
    return table


def _error(code: str, what: str, fix: str, path: Path, line: int | None = None) -> Issue:
    return Issue(Severity.ERROR, code, what, fix, path, line)
