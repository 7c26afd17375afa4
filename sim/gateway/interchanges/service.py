"""How many vehicles come to a stop and leave it, and how long one waits there for the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd

from sim.network.model import Network, RouteId, StopId
from sim.network.patterns import Pattern, patterns

__all__ = [
    "TRAINS",
    "WINDOW_S",
    "StopService",
    "mean_wait_min",
    "stop_services",
    "vehicle_places",
]

WINDOW_S = (6 * 3600, 22 * 3600)
"""The hours over which service is counted and waiting averaged: 06:00 to 22:00."""

TRAINS = RouteId("")
"""Route id of all timetabled trains of a stop together."""

Piece = tuple[float, float, float]
"""From second, until second, vehicles a second."""


@dataclass(frozen=True, slots=True)
class StopService:
    """One line at one stop: vehicles an hour that come and that leave, mean wait for the next.

    ``wait_min`` is that for a traveller who comes at any moment and takes the next vehicle of the
    line, the mean of its directions; NaN where the line only ends here.
    """

    route_id: RouteId
    arrivals_per_h: float
    departures_per_h: float
    wait_min: float


@dataclass
class _Seen:
    """What passes a stop on one line, while it is collected."""

    arriving: list[Piece] = field(default_factory=list)
    leaving: dict[int, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    arrivals_s: list[int] = field(default_factory=list)
    departures_s: list[int] = field(default_factory=list)


def stop_services(
    network: Network, stop_ids: Collection[StopId], *, window_s: tuple[int, int] = WINDOW_S
) -> Mapping[StopId, tuple[StopService, ...]]:
    """Lines that serve some stops, by stop, sorted by line; stops without service are left out.

    Lines at headways count ``sum of (seconds of the period in the window) / headway``, at the time
    at which the vehicles pass the stop; a direction that ends at the stop only arrives there. The
    timetabled trains of a stop count together, as the line `TRAINS`.

    Examples
    --------
    Every ten minutes each way: six an hour and direction, five minutes of waiting.

    >>> from sim.network.examples import line
    >>> stop_services(line("A B"), ["A"])["A"][0].departures_per_h
    6.0
    >>> stop_services(line("A B"), ["A"])["A"][0].wait_min
    5.0
    """
    wanted = frozenset(stop_ids)
    seen: dict[tuple[StopId, RouteId], _Seen] = defaultdict(_Seen)
    for pattern in patterns(network):
        if pattern.is_sum or wanted.isdisjoint(pattern.stop_ids):
            continue
        for position, stop_id in enumerate(pattern.stop_ids):
            if stop_id in wanted:
                route_id = RouteId(pattern.route_id) if pattern.bands else TRAINS
                _look(pattern, position, seen[stop_id, route_id])
    found: dict[StopId, list[StopService]] = defaultdict(list)
    for (stop_id, route_id), what in sorted(seen.items()):
        service = _service(route_id, what, window_s)
        if service.arrivals_per_h > 0 or service.departures_per_h > 0:
            found[stop_id].append(service)
    return {stop_id: tuple(rows) for stop_id, rows in found.items()}


def vehicle_places(table: pd.DataFrame) -> Mapping[str, float]:
    """Places of a vehicle by line, and by mode for lines without a row (``demand/vehicles``).

    Examples
    --------
    >>> rows = {"mode_id": ["tram", "tram"], "route_id": ["", "T1"], "places": [300, 400]}
    >>> dict(vehicle_places(pd.DataFrame(rows)))
    {'tram': 300.0, 'T1': 400.0}
    """
    return {
        str(row["route_id"] or row["mode_id"]): float(row["places"])
        for row in table.to_dict("records")
    }


def mean_wait_min(pieces: Sequence[Piece], window_s: tuple[int, int] = WINDOW_S) -> float:
    """Mean wait for the next of several services at headways, over the moments with any service.

    In each moment the wait is half the headway of all together, ``1 / (2 * sum of 1 / h)``: evenly
    spaced vehicles, people who come without looking at a timetable. NaN without any service.

    Examples
    --------
    Ten minutes of headway for an hour, then none, then five for an hour: (5 + 2.5) / 2.

    >>> mean_wait_min([(0, 3600, 1 / 600), (7200, 10800, 1 / 300)], (0, 86400))
    3.75
    """
    start_s, end_s = window_s
    inside = [
        (max(first, start_s), min(last, end_s), rate)
        for first, last, rate in pieces
        if min(last, end_s) > max(first, start_s)
    ]
    edges = sorted({edge for first, last, _ in inside for edge in (first, last)})
    waited = served = 0.0
    for low, high in pairwise(edges):
        rate = sum(rate for first, last, rate in inside if first <= low and high <= last)
        if rate > 0:
            waited += (high - low) / (2 * rate)
            served += high - low
    return waited / served / 60 if served > 0 else float("nan")


def _look(pattern: Pattern, position: int, seen: _Seen) -> None:
    """Note what one pattern does at one of its stops."""
    first, last = position == 0, position == len(pattern.stop_ids) - 1
    if pattern.bands:
        if not first:
            seen.arriving += _pieces(pattern, pattern.arrival_offset_s[position])
        if not last:
            pieces = _pieces(pattern, pattern.departure_offset_s[position])
            seen.leaving[pattern.direction] += pieces
        return
    if not first:
        seen.arrivals_s += [trip[position] for trip in pattern.trip_arrival_s]
    if not last:
        seen.departures_s += [trip[position] for trip in pattern.trip_departure_s]


def _pieces(pattern: Pattern, offset_s: int) -> list[Piece]:
    return [
        (band.start_s + offset_s, band.end_s + offset_s, 1 / band.headway_s)
        for band in pattern.bands
    ]


def _service(route_id: RouteId, seen: _Seen, window_s: tuple[int, int]) -> StopService:
    hours = (window_s[1] - window_s[0]) / 3600
    waits = [mean_wait_min(pieces, window_s) for _, pieces in sorted(seen.leaving.items())]
    leaving = [piece for pieces in seen.leaving.values() for piece in pieces]
    departures_s = sorted(s for s in seen.departures_s if window_s[0] <= s < window_s[1])
    if departures_s:
        waits.append(_wait_for_next_min(departures_s, window_s[0]))
    known = [wait for wait in waits if not np.isnan(wait)]
    arrivals = sum(window_s[0] <= s < window_s[1] for s in seen.arrivals_s)
    return StopService(
        route_id=route_id,
        arrivals_per_h=round((_vehicles(seen.arriving, window_s) + arrivals) / hours, 6),
        departures_per_h=round((_vehicles(leaving, window_s) + len(departures_s)) / hours, 6),
        wait_min=round(sum(known) / len(known), 6) if known else float("nan"),
    )


def _vehicles(pieces: Sequence[Piece], window_s: tuple[int, int]) -> float:
    return sum(
        max(0.0, min(last, window_s[1]) - max(first, window_s[0])) * rate
        for first, last, rate in pieces
    )


def _wait_for_next_min(departures_s: Sequence[int], start_s: int) -> float:
    """Mean wait until the next departure, from the window's start to the last one."""
    gaps = np.diff(np.array([start_s, *departures_s], dtype=np.float64))
    whole = float(gaps.sum())
    return float((gaps**2).sum()) / (2 * whole) / 60 if whole > 0 else 0.0
