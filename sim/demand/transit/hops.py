"""Hops of the patterns that run in a period: where, how long, how far, how often, how many places.

A run belongs to the period in which it leaves its first stop; its frequency is the number of such
departures over the minutes of the period, the same all along the pattern.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.demand.model import Floats64, Ints, Period
from sim.demand.transit.fleet import Fleet
from sim.geometry import projected_epsg, to_metres
from sim.network.model import Branch, HeadwayBand, Network, StopId
from sim.network.patterns import Pattern, patterns

__all__ = ["Hops", "departures", "hops_of", "urban_patterns"]


@dataclass(frozen=True)
class Hops:
    """Patterns that run, and their hops [H] in order; capacities are of the whole period.

    ``ride_min`` is from departure to arrival, ``dwell_min`` what staying on board at the next stop
    takes (0 at the last hop). ``places`` and ``seats`` are nan where the vehicle is not known.
    """

    patterns: tuple[Pattern, ...]
    departures: Floats64
    pattern: Ints
    position: Ints
    from_stop_ids: tuple[str, ...]
    to_stop_ids: tuple[str, ...]
    ride_min: Floats64
    dwell_min: Floats64
    km: Floats64
    per_min: Floats64
    places: Floats64
    seats: Floats64


def departures(bands: Iterable[HeadwayBand], windows_s: Sequence[tuple[int, int]]) -> float:
    """Expected departures from the first stop in the windows: their minutes over the headway.

    Examples
    --------
    >>> from sim.network.quality import Quality
    >>> band = HeadwayBand("", 6 * 3600, 8 * 3600, 600, Quality.ESTIMATE, "x")
    >>> departures([band], [(7 * 3600, 9 * 3600)])
    6.0
    """
    return float(
        sum(
            max(0, min(band.end_s, end) - max(band.start_s, start)) / band.headway_s
            for band in bands
            for start, end in windows_s
        )
    )


def urban_patterns(network: Network) -> tuple[Pattern, ...]:
    """Patterns of urban modes at headways, each service once (without the sums of trunks).

    Examples
    --------
    >>> from sim.network.examples import line
    >>> len(urban_patterns(line("A B C")))
    2
    """
    return tuple(
        pattern
        for pattern in patterns(network)
        if pattern.bands
        and not pattern.is_sum
        and network.modes[pattern.mode_id].system == "urban"
        and len(pattern.stop_ids) > 1
    )


def hops_of(network: Network, period: Period, fleet: Fleet) -> Hops:
    """Hops of all urban patterns with a departure in the period; none gives empty arrays.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> period = Period("peak", "高峰", "peak", ((7 * 3600, 9 * 3600),))
    >>> hops = hops_of(line("A B C"), period, Fleet({}, {}))
    >>> hops.ride_min.round(2).tolist(), hops.per_min.tolist()
    ([1.33, 1.33, 1.33, 1.33], [0.1, 0.1, 0.1, 0.1])
    """
    running = [(p, departures(p.bands, period.windows_s)) for p in urban_patterns(network)]
    running = [(pattern, count) for pattern, count in running if count > 0]
    counts = np.array([count for _, count in running], dtype=np.float64)
    sizes = [len(pattern.stop_ids) - 1 for pattern, _ in running]
    row = np.repeat(np.arange(len(running), dtype=np.int64), sizes)
    vehicles = [fleet.vehicle(p.route_id, p.mode_id) for p, _ in running]
    places = np.array([v.places if v else np.nan for v in vehicles], dtype=np.float64)
    seats = np.array([v.seats if v else np.nan for v in vehicles], dtype=np.float64)
    return Hops(
        patterns=tuple(pattern for pattern, _ in running),
        departures=counts,
        pattern=row,
        position=_joined([np.arange(size) for size in sizes]).astype(np.int64),
        from_stop_ids=tuple(s for p, _ in running for s in p.stop_ids[:-1]),
        to_stop_ids=tuple(s for p, _ in running for s in p.stop_ids[1:]),
        ride_min=_joined([_ride_s(p) for p, _ in running]) / 60,
        dwell_min=_joined([_dwell_s(p) for p, _ in running]) / 60,
        km=_joined([_km(network, p) for p, _ in running]),
        per_min=counts[row] / (60 * period.hours),
        places=(places * counts)[row],
        seats=(seats * counts)[row],
    )


def _joined(parts: Sequence[Floats64 | Ints]) -> Floats64:
    return np.concatenate([np.empty(0), *parts]).astype(np.float64)


def _ride_s(pattern: Pattern) -> Floats64:
    arrival, departure = np.array(pattern.arrival_offset_s), np.array(pattern.departure_offset_s)
    return np.asarray(arrival[1:] - departure[:-1], dtype=np.float64)


def _dwell_s(pattern: Pattern) -> Floats64:
    stay = np.array(pattern.departure_offset_s) - np.array(pattern.arrival_offset_s)
    return np.append(stay[1:-1], 0.0).astype(np.float64)


def _km(network: Network, pattern: Pattern) -> Floats64:
    """Along the branch where its table has distances, else straight."""
    for branch in network.routes[pattern.route_id].branches:  # type: ignore[index]
        along = _along(branch, pattern.stop_ids)
        if along is not None and along[-1] > 0:
            return np.asarray(np.diff(along) / 1000, dtype=np.float64)
    stops = [network.stops[stop_id] for stop_id in pattern.stop_ids]
    epsg = projected_epsg(stops[0].lon, stops[0].lat)
    xy = to_metres([stop.lon for stop in stops], [stop.lat for stop in stops], epsg=epsg)
    return np.asarray(np.hypot(*np.diff(xy, axis=0).T) / 1000, dtype=np.float64)


def _along(branch: Branch, stop_ids: Sequence[StopId]) -> Floats64 | None:
    """Metres along a branch at each of its stops named, in either direction; None if not on it."""
    names = [stop.stop_id for stop in branch.stops]
    metres = np.cumsum([stop.distance_m for stop in branch.stops])
    for forward in (True, False):
        order = range(len(names)) if forward else range(len(names) - 1, -1, -1)
        rest = iter(order)
        found = [next((i for i in rest if names[i] == stop_id), None) for stop_id in stop_ids]
        if None not in found:
            rows = np.array(found, dtype=np.int64)
            return np.asarray(np.abs(metres[rows] - metres[rows[0]]), dtype=np.float64)
    return None
