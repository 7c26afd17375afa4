"""Turn patterns and walking links into the router's arrays, and refuse what it could not answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain

import numpy as np
import numpy.typing as npt

from sim.errors import RoutingError
from sim.network.connectors import (
    Links,
    Point,
    WalkSettings,
    direct_links,
    point_links,
    stop_order,
    transfer_links,
)
from sim.network.model import Mode, ModeId, Network, StopId
from sim.network.patterns import Pattern, patterns
from sim.routing.arrays import (
    Bands,
    Int32Array,
    LinkArrays,
    LinkData,
    TimetableArrays,
    TimetableData,
    locked,
    locked_flags,
)
from sim.routing.faults import LATEST_S, pattern_problem

__all__ = [
    "boarding_lists",
    "compile_access",
    "compile_direct",
    "compile_links",
    "compile_network",
    "compile_timetable",
    "rows_of",
    "with_stays",
]


def compile_timetable(
    services: Sequence[Pattern],
    transfers: Links,
    *,
    stop_ids: Sequence[StopId],
    modes: Mapping[ModeId, Mode],
) -> TimetableArrays:
    """Arrays of a timetable: services, boarding and alighting times, walks between stops.

    Parameters
    ----------
    services
        Headway and timetable patterns. Their order does not change any travel time.
    transfers
        Walks from stop to stop, by index into `stop_ids`. To change vehicles at one stop takes no
        time, unless there is a link from the stop to itself.
    stop_ids
        Every stop, in the order of the link indexes (``sorted(network.stops)``).
    modes
        Seconds of boarding slack and alighting of each pattern's mode.

    Raises
    ------
    RoutingError
        A pattern calls at an unknown stop, goes back in time, has trips that overtake each other
        or overlapping headway bands; a walk takes negative time.

    Examples
    --------
    >>> from sim import toy
    >>> town = toy.build("line red tram every 10 06:00-22:00: A +0, B +5")
    >>> compile_timetable(
    ...     patterns(town.network), town.transfers, stop_ids=town.stop_ids, modes=town.network.modes
    ... )
    <TimetableArrays 2 stops · 2 patterns · 0 trips · 2 headway bands · 2 transfers>
    """
    index = {stop_id: position for position, stop_id in enumerate(stop_ids)}
    for pattern in services:
        problem = pattern_problem(pattern, index, modes)
        if problem is not None:
            raise RoutingError(f"pattern {pattern.pattern_id} ({pattern.route_id}): {problem}")
    data = _timetable_data(services, index, modes, with_stays(transfers, len(stop_ids)))
    return TimetableArrays(
        stop_ids=tuple(stop_ids),
        pattern_ids=tuple(pattern.pattern_id for pattern in services),
        route_ids=tuple(pattern.route_id for pattern in services),
        mode_ids=tuple(pattern.mode_id for pattern in services),
        trip_ids=tuple(chain.from_iterable(pattern.trip_ids for pattern in services)),
        is_sum=tuple(pattern.is_sum for pattern in services),
        data=data,
    )


def compile_links(links: Links, from_ids: Sequence[str], to_ids: Sequence[str]) -> LinkArrays:
    """Arrays of walks between two sets of places, grouped both ways.

    Examples
    --------
    >>> from sim import toy
    >>> town = toy.build('''
    ... line red tram every 10 06:00-22:00: A +0, B +5
    ... point home: A 3
    ... ''')
    >>> compile_links(town.access, town.point_ids, town.stop_ids)
    <LinkArrays 1 x 2 · 1 links>
    """
    n_from, n_to = len(from_ids), len(to_ids)
    return LinkArrays(
        from_ids=tuple(from_ids),
        to_ids=tuple(to_ids),
        forward=_grouped(links.from_index, links.to_index, links.time_s, n_from=n_from, n_to=n_to),
        backward=_grouped(links.to_index, links.from_index, links.time_s, n_from=n_to, n_to=n_from),
    )


def rows_of(links: LinkArrays, first: int, end: int) -> LinkArrays:
    """Keep the walks of the places `first` to `end` of the first set.

    Examples
    --------
    >>> from sim import toy
    >>> town = toy.build('''
    ... line red tram every 10 06:00-22:00: A +0, B +5
    ... point home: A 3
    ... point work: B 2
    ... ''')
    >>> rows_of(compile_links(town.access, town.point_ids, town.stop_ids), 1, 2)
    <LinkArrays 1 x 2 · 1 links>
    """
    low, high = links.forward.first[first], links.forward.first[end]
    sizes = np.diff(links.forward.first[first : end + 1])
    chosen = Links(
        np.repeat(np.arange(end - first, dtype=np.int32), sizes),
        links.forward.target[low:high],
        links.forward.time_s[low:high],
    )
    return compile_links(chosen, links.from_ids[first:end], links.to_ids)


def compile_network(network: Network, walk: WalkSettings) -> TimetableArrays:
    """Arrays of everything that runs in a network, and of the walks between its stops.

    Examples
    --------
    >>> from sim import toy
    >>> town = toy.build("train T1 rail: A 07:10, B 07:40, C 08:00")
    >>> compile_network(town.network, WalkSettings())
    <TimetableArrays 3 stops · 1 patterns · 1 trips · 0 headway bands · 3 transfers>
    """
    return compile_timetable(
        patterns(network),
        transfer_links(network, walk),
        stop_ids=stop_order(network),
        modes=network.modes,
    )


def compile_access(points: Sequence[Point], network: Network, walk: WalkSettings) -> LinkArrays:
    """Arrays of the links between points and stops, for access and for egress alike.

    Examples
    --------
    >>> from sim import toy
    >>> town = toy.build("train T1 rail: A 07:10, B 07:40")
    >>> compile_access([Point("home", 110.0, 30.0)], town.network, WalkSettings())
    <LinkArrays 1 x 2 · 1 links>
    """
    links = point_links(points, network, walk)
    return compile_links(links, [point.point_id for point in points], stop_order(network))


def compile_direct(
    points_a: Sequence[Point], points_b: Sequence[Point], network: Network, walk: WalkSettings
) -> LinkArrays:
    """Arrays of the walks from point to point.

    Examples
    --------
    >>> from sim import toy
    >>> town = toy.build("train T1 rail: A 07:10, B 07:40")
    >>> points = [Point("home", 110.0, 30.0), Point("work", 110.001, 30.0)]
    >>> compile_direct(points, points[1:], town.network, WalkSettings())
    <LinkArrays 2 x 1 · 2 links>
    """
    links = direct_links(points_a, points_b, network, walk)
    return compile_links(
        links, [point.point_id for point in points_a], [point.point_id for point in points_b]
    )


def _timetable_data(
    services: Sequence[Pattern],
    index: Mapping[StopId, int],
    modes: Mapping[ModeId, Mode],
    transfers: LinkData,
) -> TimetableData:
    stops = [[index[stop_id] for stop_id in pattern.stop_ids] for pattern in services]
    everywhere = [[True] * len(row) for row in stops]
    boarding_first, boarding_pattern, boarding_position = boarding_lists(
        stops, everywhere, len(index)
    )
    bands = [band for pattern in services for band in pattern.bands]
    return TimetableData(
        pattern_first=_first(len(row) for row in stops),
        pattern_stop=locked(chain.from_iterable(stops)),
        can_board=locked_flags(chain.from_iterable(everywhere)),
        can_alight=locked_flags(chain.from_iterable(everywhere)),
        band_first=_first(len(pattern.bands) for pattern in services),
        bands=Bands(
            start_s=locked(band.start_s for band in bands),
            end_s=locked(band.end_s for band in bands),
            wait_s=locked((band.headway_s + 1) // 2 for band in bands),
            headway_s=locked(band.headway_s for band in bands),
        ),
        trip_first=_first(len(pattern.trip_ids) for pattern in services),
        time_first=_first(sum(map(len, _arrivals(pattern))) for pattern in services),
        arrival_s=locked(_flat(map(_arrivals, services))),
        departure_s=locked(_flat(map(_departures, services))),
        boarding_slack_s=locked(modes[pattern.mode_id].boarding_slack_s for pattern in services),
        alighting_s=locked(modes[pattern.mode_id].alighting_s for pattern in services),
        boarding_first=boarding_first,
        boarding_pattern=boarding_pattern,
        boarding_position=boarding_position,
        transfers=transfers,
    )


def with_stays(transfers: Links, n_stops: int) -> LinkData:
    """Group walks between stops, and let one stay at a stop for no time where they do not.

    Examples
    --------
    >>> nobody_walks = Links(*[np.empty(0, np.int32)] * 3)
    >>> with_stays(nobody_walks, 2).target.tolist()
    [0, 1]
    """
    stays = transfers.to_index[transfers.from_index == transfers.to_index]
    missing = np.setdiff1d(np.arange(n_stops, dtype=np.int32), stays)
    return _grouped(
        np.concatenate([transfers.from_index, missing]),
        np.concatenate([transfers.to_index, missing]),
        np.concatenate([transfers.time_s, np.zeros_like(missing)]),
        n_from=n_stops,
        n_to=n_stops,
    )


def _grouped(
    from_index: npt.NDArray[np.int32],
    to_index: npt.NDArray[np.int32],
    time_s: npt.NDArray[np.int32],
    *,
    n_from: int,
    n_to: int,
) -> LinkData:
    for index, size in ((from_index, n_from), (to_index, n_to)):
        if index.size and not (index.min() >= 0 and index.max() < size):
            raise RoutingError(f"a walking link names place {index.max()} of {size}")
    if time_s.size and not (time_s.min() >= 0 and time_s.max() <= LATEST_S):
        raise RoutingError(f"a walking link takes {time_s.min()} … {time_s.max()} seconds")
    order = np.lexsort((to_index, from_index))
    return LinkData(
        first=_first_of_sorted(from_index[order], n_from),
        target=locked(to_index[order]),
        time_s=locked(time_s[order]),
    )


def boarding_lists(
    stops: Sequence[Sequence[int]], can_board: Sequence[Sequence[bool]], n_stops: int
) -> tuple[Int32Array, Int32Array, Int32Array]:
    """Where one can board, stop by stop: group beginnings, pattern and position of each entry.

    Examples
    --------
    >>> [list(map(int, part)) for part in boarding_lists([[0, 2, 1]], [[True, True, True]], 3)]
    [[0, 1, 1, 2], [0, 0], [0, 1]]
    """
    boarding = sorted(
        (stop, number, position)
        for number, (row, flags) in enumerate(zip(stops, can_board, strict=True))
        for position, stop in enumerate(row[:-1])
        if flags[position]
    )
    return (
        _first_of_sorted([stop for stop, _, _ in boarding], n_stops),
        locked(number for _, number, _ in boarding),
        locked(position for _, _, position in boarding),
    )


def _first(sizes: Iterable[int]) -> npt.NDArray[np.int32]:
    return locked(accumulate(sizes, initial=0))


def _first_of_sorted(groups: npt.ArrayLike, n_groups: int) -> npt.NDArray[np.int32]:
    return locked(np.searchsorted(np.asarray(groups), np.arange(n_groups + 1)))


def _arrivals(pattern: Pattern) -> tuple[tuple[int, ...], ...]:
    return (pattern.arrival_offset_s,) if pattern.bands else pattern.trip_arrival_s


def _departures(pattern: Pattern) -> tuple[tuple[int, ...], ...]:
    return (pattern.departure_offset_s,) if pattern.bands else pattern.trip_departure_s


def _flat(tables: Iterable[Iterable[Iterable[int]]]) -> Iterator[int]:
    return chain.from_iterable(chain.from_iterable(tables))
