"""What runs, as riders see it: rides from stop to stop of a line, with their headways."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

__all__ = ["Changes", "LinePattern", "RailLines", "Rides", "no_changes", "rides_between"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class LinePattern:
    """A stop sequence of a line and direction, with its departures from the first stop.

    ``stops`` are places in `RailLines.station_ids`; ``arrive_s`` and ``leave_s`` count from the
    departure at the first stop. ``group`` is the place of line and direction in
    `RailLines.group_ids`: riders take the first train of the group that calls where they alight.
    """

    pattern_id: str
    group: int
    stops: Ints
    arrive_s: Floats
    leave_s: Floats
    departures_s: Floats


@dataclass(frozen=True, eq=False)
class Changes:
    """Known walks between the platforms of two groups, as columns; seconds on foot.

    From one station to another too (``from_station`` is not ``to_station``) where that is a change.
    """

    from_station: Ints
    from_group: Ints
    to_station: Ints
    to_group: Ints
    walk_s: Floats


def no_changes() -> Changes:
    """No walk is known: every change takes the time that is usual.

    Examples
    --------
    >>> len(no_changes().walk_s)
    0
    """
    none = np.zeros(0, dtype=np.int64)
    return Changes(none, none, none, none, np.zeros(0))


@dataclass(frozen=True, eq=False)
class RailLines:
    """Stations, groups of line and direction, patterns and walks between platforms.

    ``group_stops`` are the stations of each group in the order in which legs count them (see
    `sim.hub.flow.riders`). ``street_groups`` stop in the street outside the station (a shuttle).
    """

    station_ids: tuple[str, ...]
    group_ids: tuple[str, ...]
    group_stops: tuple[Ints, ...]
    patterns: tuple[LinePattern, ...]
    changes: Changes
    street_groups: frozenset[int] = frozenset()

    @cached_property
    def position(self) -> Ints:
        """Position of a station among the stops of a group [groups, stations]; -1: not there."""
        found = np.full((len(self.group_ids), len(self.station_ids)), -1, dtype=np.int64)
        for group, stops in enumerate(self.group_stops):
            found[group, stops] = np.arange(len(stops))
        return found


@dataclass(frozen=True, eq=False)
class Rides:
    """Every ride without a change: group, from, to, seconds on board, headway.

    Departures were counted in ``windows_s``; what nothing serves then is left out. ``first_s`` and
    ``last_s`` are the first and last departure of the day, also outside of the windows.
    """

    group: Ints
    board: Ints
    alight: Ints
    ride_s: Floats
    headway_s: Floats
    first_s: Floats
    last_s: Floats

    def __len__(self) -> int:
        """Return the number of rides."""
        return len(self.group)


def rides_between(
    lines: RailLines,
    windows_s: tuple[tuple[float, float], ...],
    *,
    closed: frozenset[tuple[int, int, int]] = frozenset(),
    closed_stations: frozenset[int] = frozenset(),
) -> Rides:
    """Rides that trains offer in one or several windows of time.

    Of the patterns of a group that call at both stops, departures add up (``headway = time /
    departures``) and ride times are their mean, weighted by departures.

    Parameters
    ----------
    windows_s
        Departures from the boarding stop are counted from the first to the second moment of each.
    closed
        Sections (group, from station, to station) that nothing runs over: whoever rides up to one
        gets off before it.
    closed_stations
        Trains pass them without calling. Rides of `RailLines.street_groups` still call there.

    Examples
    --------
    >>> from sim.hub.riders.examples import straight_line
    >>> rides = rides_between(straight_line(), ((0, 3600),))  # A, B, C in this direction only
    >>> rides.board.tolist(), rides.alight.tolist(), rides.ride_s.tolist()
    ([0, 0, 1], [1, 2, 2], [100.0, 200.0, 70.0])
    >>> rides.headway_s.tolist()  # six trains an hour
    [600.0, 600.0, 600.0]
    >>> len(rides_between(straight_line(), ((0, 3600),), closed=frozenset({(0, 1, 2)})))
    1
    """
    parts = [
        part
        for pattern in lines.patterns
        for part in _rides_of(
            pattern,
            windows_s,
            closed,
            frozenset() if pattern.group in lines.street_groups else closed_stations,
        )
    ]
    table = np.array(parts, dtype=np.float64).reshape(-1, 7)
    found, row = np.unique(table[:, :3].astype(np.int64), axis=0, return_inverse=True)
    row = row.ravel()
    size = len(found)
    trains = np.bincount(row, table[:, 4], size)
    first_s, last_s = np.full(size, np.inf), np.full(size, -np.inf)
    np.minimum.at(first_s, row, table[:, 5])
    np.maximum.at(last_s, row, table[:, 6])
    return Rides(
        group=found[:, 0],
        board=found[:, 1],
        alight=found[:, 2],
        ride_s=np.bincount(row, table[:, 3] * table[:, 4], size) / trains,
        headway_s=sum(until - start for start, until in windows_s) / trains,
        first_s=first_s,
        last_s=last_s,
    )


def _rides_of(
    pattern: LinePattern,
    windows_s: tuple[tuple[float, float], ...],
    closed: frozenset[tuple[int, int, int]],
    closed_stations: frozenset[int],
) -> list[tuple[float, ...]]:
    """Rows of group, board, alight, seconds, trains, first and last departure."""
    found: list[tuple[float, ...]] = []
    stops = [int(stop) for stop in pattern.stops]
    for at in range(len(stops) - 1):
        times = pattern.departures_s + pattern.leave_s[at]
        trains = sum(
            int(np.count_nonzero((times >= start) & (times < until))) for start, until in windows_s
        )
        if trains == 0 or stops[at] in closed_stations:
            continue
        ends = float(times.min()), float(times.max())
        seen = {stops[at]}
        for to in range(at + 1, len(stops)):
            if (pattern.group, stops[to - 1], stops[to]) in closed:
                break
            if stops[to] in seen or stops[to] in closed_stations:
                continue
            seen.add(stops[to])
            ride_s = float(pattern.arrive_s[to] - pattern.leave_s[at])
            found.append((pattern.group, stops[at], stops[to], ride_s, trains, *ends))
    return found
