"""What a table may say but the world does not: openings, headways, lengths; and the neighbours.

Every check takes all tables and answers with issues; a check whose tables are missing or broken is
silent, because the contract has spoken already. Impossible values are errors; unusual ones are
warnings, and some warnings are true of the real network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from sim.clock import parse_clock
from sim.errors import Issue, Severity
from sim.tables.plausible_flights import flight_issues
from sim.tables.plausible_gates import gate_issues
from sim.tables.plausible_hops import bus_hops, metro_hops, stop_order
from sim.tables.plausible_places import county_seats, position_issues
from sim.tables.plausible_sketches import SKETCHES, sketch_issues
from sim.tables.plausible_trains import call_order, train_speed
from sim.tables.typed_rows import CheckedTable, rows_issue

__all__ = ["plausibility_issues"]

Tables = Mapping[str, CheckedTable]

HEADWAY_S = (60, 7200)
LENGTH_TOLERANCE = 0.006


def plausibility_issues(tables: Tables) -> tuple[Issue, ...]:
    """Every check of this module and its neighbours, in a fixed order.

    Codes: ``opening-order``, ``stop-order``, ``run-time``, ``station-spacing``, ``hop-speed``,
    ``hop-distance``, ``headway-range``, ``overlapping-headways``, ``network-length``,
    ``call-order``, ``train-speed``, ``sketch-too-fast``, ``sketch-no-speed``,
    ``sketch-too-short``, ``missing-seat``, ``position``, ``route-to-itself``, ``time-zone``,
    ``bounds-order``, ``flight-time``, ``gate-order``.

    Examples
    --------
    >>> plausibility_issues({})
    ()
    """
    return tuple(
        issue
        for needs, check in _CHECKS
        if all(name in tables and len(tables[name].frame) for name in needs)
        for issue in check(tables)
    )


def _periods(tables: Tables) -> tuple[Issue, ...]:
    """Nothing ends before it begins."""
    found: list[Issue] = []
    for table in tables.values():
        for first, last in _PERIODS:
            if not {first, last} <= set(table.frame.columns):
                continue
            wrong = table.frame.loc[table.frame[last] < table.frame[first], [first, last]]
            rows = [(int(i), f"{a:%Y-%m-%d} to {b:%Y-%m-%d}") for i, a, b in wrong.itertuples()]
            found += rows_issue(
                table,
                rows,
                (
                    Severity.ERROR,
                    "opening-order",
                    f"'{last}' is before '{first}'",
                    "correct one of the two dates",
                ),
            )
    return tuple(found)


def _openings(tables: Tables) -> tuple[Issue, ...]:
    """No stop opens before the section it lies on, or before its station."""
    table = tables["metro/line_stops"]
    sections = tables["metro/sections"].frame
    stations = tables["metro/stations"].frame
    stops = table.frame.sort_values(["route_id", "branch_id", "seq"])
    hop = stops["section_id"].map(sections.set_index("section_id")["open_date"])
    following = hop.groupby([stops["route_id"], stops["branch_id"]]).shift(-1)
    section = pd.concat([hop, following], axis=1).min(axis=1)
    station = stops["stop_id"].map(stations.set_index("stop_id")["open_date"])
    known = stops["section_id"].isin(sections["section_id"]) & stops["stop_id"].isin(
        stations["stop_id"]
    )
    found: list[Issue] = []
    for opened, what in (
        (section, "a stop opens before its section"),
        (station, "a line stops at a station before it opens"),
    ):
        early = known & stops["open_date"].notna() & ~(stops["open_date"] >= opened)
        rows = [
            (int(i), f"{stop} {day:%Y-%m-%d}")
            for i, stop, day in stops.loc[early, ["stop_id", "open_date"]].itertuples()
        ]
        found += rows_issue(
            table,
            rows,
            (
                Severity.ERROR,
                "opening-order",
                what,
                "correct the date of the stop, or the other one",
            ),
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Band:
    """A headway with its validity as numbers that can be compared."""

    row: int
    route_id: str
    branch_id: str
    since: pd.Timestamp
    until: pd.Timestamp
    day_type: str
    start_s: int
    end_s: int

    def overlaps(self, other: _Band) -> bool:
        """Whether both hold on the same line and branch, date, kind of day and time."""
        return (
            self.route_id == other.route_id
            and (self.branch_id == other.branch_id or not self.branch_id or not other.branch_id)
            and (self.day_type == other.day_type or "daily" in (self.day_type, other.day_type))
            and max(self.since, other.since) <= min(self.until, other.until)
            and max(self.start_s, other.start_s) < min(self.end_s, other.end_s)
        )


def _band(index: int, row: pd.Series) -> _Band:
    return _Band(
        row=index,
        route_id=row["route_id"],
        branch_id=row["branch_id"],
        since=row["valid_from"],
        until=pd.Timestamp.max if pd.isna(row["valid_to"]) else row["valid_to"],
        day_type=row["day_type"],
        start_s=parse_clock(row["start"]),
        end_s=parse_clock(row["end"]),
    )


def _headways(tables: Tables) -> tuple[Issue, ...]:
    """Headways that hardly exist, bands that end before they start, bands that overlap."""
    table = tables["metro/headways"]
    bands = [_band(int(str(i)), row) for i, row in table.frame.iterrows()]
    odd = table.frame.loc[~table.frame["headway_s"].between(*HEADWAY_S), ["route_id", "headway_s"]]
    backward = [(band.row, band.route_id) for band in bands if band.end_s <= band.start_s]
    clashes = [
        (later.row, f"{later.route_id} with line {table.raw.line(band.row)}")
        for n, band in enumerate(bands)
        for later in bands[n + 1 :]
        if band.overlaps(later)
    ]
    return (
        *rows_issue(
            table,
            [(int(i), f"{route} {s} s") for i, route, s in odd.itertuples()],
            (
                Severity.WARNING,
                "headway-range",
                "a headway under 1 minute or over 2 hours",
                "check the unit: seconds",
            ),
        ),
        *rows_issue(
            table,
            backward,
            (
                Severity.ERROR,
                "overlapping-headways",
                "a band ends before it starts",
                "correct start or end; times after midnight go on from 24:00",
            ),
        ),
        *rows_issue(
            table,
            clashes,
            (
                Severity.ERROR,
                "overlapping-headways",
                "two headways for the same time",
                "end one before the other begins",
            ),
        ),
    )


def _network_length(tables: Tables) -> tuple[Issue, ...]:
    """Sum of the open sections, shared track once, against the published lengths."""
    table = tables["metro/checkpoints"]
    sections = tables["metro/sections"].frame
    counted = sections[sections["in_city_total"]]
    rows: list[tuple[int, str]] = []
    for i, day, published_km in table.frame[["date", "length_km_published"]].itertuples():
        is_open = (counted["open_date"] <= day) & ~(counted["close_date"] <= day)
        length_km = counted[is_open].drop_duplicates("track_id")["length_km"].sum()
        off = length_km / published_km - 1
        if abs(off) > LENGTH_TOLERANCE:
            text = f"{day:%Y-%m-%d} {length_km:.2f} km against {published_km:g} ({off:+.1%})"
            rows.append((int(i), text))
    return rows_issue(
        table,
        rows,
        (
            Severity.WARNING,
            "network-length",
            "the open sections differ from the published length",
            "check the sections that open before that day",
        ),
    )


_PERIODS = (
    ("open_date", "close_date"),
    ("closed_from", "closed_until"),
    ("valid_from", "valid_to"),
)
_METRO = ("metro/lines", "metro/sections", "metro/stations", "metro/line_stops")

_CHECKS: tuple[tuple[tuple[str, ...], Callable[[Tables], tuple[Issue, ...]]], ...] = (
    ((), _periods),
    ((), gate_issues),
    (_METRO, _openings),
    (_METRO, stop_order),
    (_METRO, metro_hops),
    (("metro/headways",), _headways),
    (("metro/checkpoints", "metro/sections"), _network_length),
    (("bus/route_stops", "bus/stops"), bus_hops),
    (("rail/calls", "rail/trains"), call_order),
    (("rail/calls", "rail/stations"), train_speed),
    (SKETCHES, sketch_issues),
    (("land/counties",), county_seats),
    ((), position_issues),
    ((), flight_issues),
)
