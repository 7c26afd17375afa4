"""Walks inside stations: pathways.txt, closed into shortest times between platforms and doors."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from sim.errors import Issue, Severity
from sim.network.gtfs.blank_times import haversine_m
from sim.network.gtfs.csv_table import Table
from sim.network.gtfs.faults import Check, any_of, check_issues, ragged_check
from sim.network.gtfs.service import Bools, Floats, Ints, PathwayTable, StopTable
from sim.network.gtfs.stops import BOARDING_AREA, ENTRANCE, STATION, Known, kept_places
from sim.network.gtfs.values import BLANK, decimals, places, wholes

__all__ = ["read_pathways"]

_STAIRS, _ESCALATOR, _ELEVATOR, _GATE, _EXIT_GATE = 2, 4, 5, 6, 7
_WALK_M_PER_S = 1.0  # assumption: 3.6 km/h inside a station, among other people
_STEP_S = 0.6  # assumption: seconds for each step of a stair, up or down
# assumption: seconds for a way whose time is not given, the wait for a lift included
_DEFAULT_S = {_STAIRS: 20.0, _ESCALATOR: 30.0, _ELEVATOR: 45.0, _GATE: 5.0, _EXIT_GATE: 5.0}

_Graph = Mapping[int, Mapping[int, int]]


def read_pathways(
    table: Table, known: Known, stops: StopTable
) -> tuple[PathwayTable, tuple[Issue, ...]]:
    r"""Read pathways.txt and find the shortest walk between all platforms and entrances joined.

    The time of a pathway is traversal_time; else, for stairs, 0.6 s for each step; else 20 s for
    stairs, 30 s for an escalator, 45 s for a lift, 5 s for a gate; else its length, or the
    straight line between its ends, at 1 m/s. Whole seconds, rounded up. A boarding area counts as
    its platform. levels.txt is not needed.

    Examples
    --------
    >>> from sim.network.gtfs.csv_table import table_of
    >>> from sim.network.gtfs.stops import read_stops
    >>> stops, known, _ = read_stops(table_of(
    ...     "stop_id,stop_lat,stop_lon,location_type,parent_station\n"
    ...     "S,30,120,1,\nP,30,120,0,S\nN,30,120,3,S\nE,30,120,2,S\n"))
    >>> found, issues = read_pathways(table_of(
    ...     "from_stop_id,to_stop_id,pathway_mode,is_bidirectional,traversal_time\n"
    ...     "P,N,1,1,40\nN,E,2,0,25\n"), known, stops)
    >>> found.from_stop.tolist(), found.to_stop.tolist(), found.time_s.tolist()
    ([1], [3], [65])
    """
    kept = kept_places(known)
    ends = []
    for name in ("from_stop_id", "to_stop_id"):
        index = places(table.text(name), known.ids)
        ends.append(np.where(index >= 0, kept[index], -1).astype(np.int32))
    mode = wholes(table.text("pathway_mode"))
    both = wholes(table.text("is_bidirectional"))
    given = wholes(table.text("traversal_time"))
    checks = _checks(table, (ends[0], ends[1]), stops, mode=mode, both=both, given=given)
    good = ~any_of(table, checks)
    times = np.where(given >= 0, given, _assumed_s(table, (ends[0], ends[1]), stops, mode))
    graph: dict[int, dict[int, int]] = defaultdict(dict)
    one, other = (_platform_of(end, stops) for end in ends)
    columns = zip(one[good], other[good], times[good], both[good] == 1, strict=True)
    for start, end, time_s, back in columns:
        _join(graph, int(start), int(end), int(time_s))
        if back:
            _join(graph, int(end), int(start), int(time_s))
    issues = (*check_issues(table, checks), *_assumed_issue(table, good & (given < 0)))
    return _closed(graph, stops), issues


def _platform_of(stop: Ints, stops: StopTable) -> Ints:
    """A boarding area is a part of its platform: between the two nobody loses time."""
    area = (stops.location_type[stop] == BOARDING_AREA) & (stops.parent[stop] >= 0)
    return np.where(area, stops.parent[stop], stop).astype(np.int32)


def _assumed_s(table: Table, ends: tuple[Ints, Ints], stops: StopTable, mode: Ints) -> Ints:
    length = decimals(table.text("length"))
    one, other = ends
    direct = haversine_m(stops.lon[one], stops.lat[one], stops.lon[other], stops.lat[other])
    time_s: Floats = np.where(length >= 0, length, direct) / _WALK_M_PER_S
    for kind, default_s in _DEFAULT_S.items():
        time_s = np.where(mode == kind, default_s, time_s)
    steps = np.abs(decimals(table.text("stair_count")))
    time_s = np.where((mode == _STAIRS) & (steps > 0), steps * _STEP_S, time_s)
    return np.ceil(time_s).astype(np.int32)


def _join(graph: dict[int, dict[int, int]], start: int, end: int, time_s: int) -> None:
    graph[start][end] = min(time_s, graph[start].get(end, time_s))


def _closed(graph: _Graph, stops: StopTable) -> PathwayTable:
    """Shortest times from each platform and entrance to all others it is joined with."""
    kind = stops.location_type
    found = [
        (start, end, time_s)
        for start in sorted(graph)
        if kind[start] in (0, ENTRANCE)
        for end, time_s in sorted(_shortest_s(graph, start).items())
        if end != start and kind[end] in (0, ENTRANCE)
    ]
    rows = np.array(found, dtype=np.int32).reshape(-1, 3)
    return PathwayTable(*(np.ascontiguousarray(rows[:, index]) for index in range(3)))


def _shortest_s(graph: _Graph, start: int) -> dict[int, int]:
    """Dijkstra's algorithm; stations are small."""
    times: dict[int, int] = {}
    queue = [(0, start)]
    while queue:
        time_s, stop = heapq.heappop(queue)
        if stop in times:
            continue
        times[stop] = time_s
        for end, hop_s in graph.get(stop, {}).items():
            if end not in times:
                heapq.heappush(queue, (time_s + hop_s, end))
    return times


def _assumed_issue(table: Table, assumed: Bools) -> tuple[Issue, ...]:
    if not assumed.any():
        return ()
    what = (
        f"{int(assumed.sum()):,} of {len(table):,} pathways have no traversal_time; their times "
        "are assumed (stairs 0.6 s a step or 20 s, escalator 30 s, lift 45 s, gate 5 s, else "
        "1 m/s)"
    )
    return (Issue(Severity.INFO, "pathway-times-assumed", what, "add traversal_time", table.path),)


def _checks(
    table: Table,
    ends: tuple[Ints, Ints],
    stops: StopTable,
    *,
    mode: Ints,
    both: Ints,
    given: Ints,
) -> list[Check]:
    pair = "pathway from '{from_stop_id}' to '{to_stop_id}'"
    unknown = (ends[0] < 0) | (ends[1] < 0)
    kinds = [stops.location_type[end] for end in ends]
    return [
        ragged_check(table),
        Check(
            "unknown-stop",
            unknown,
            f"{pair}: a stop is not in stops.txt, or refused",
            "mend the stop's id or its row; the pathway is ignored meanwhile",
        ),
        Check(
            "pathway-at-station",
            ~unknown & ((kinds[0] == STATION) | (kinds[1] == STATION)),
            f"{pair}: an end is a station as a whole",
            "name a platform, entrance, node or boarding area",
        ),
        Check(
            "bad-pathway-mode",
            (mode < 1) | (mode > _EXIT_GATE),
            f"{pair}: pathway_mode '{{pathway_mode}}' is not 1 to 7",
            "write 1 for a walkway, 2 for stairs, 4 for an escalator, 5 for a lift",
        ),
        Check(
            "bad-direction",
            (both != 0) & (both != 1),
            f"{pair}: is_bidirectional '{{is_bidirectional}}' is neither 0 nor 1",
            "write 1 where it can be walked both ways",
        ),
        Check(
            "bad-time",
            (given < 0) & (given != BLANK),
            f"{pair}: traversal_time is not a whole number of seconds",
            "give seconds, or leave it empty",
        ),
    ]
