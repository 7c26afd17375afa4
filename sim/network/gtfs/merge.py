"""Several feeds as one: indexes shifted, ids kept apart, every table in the order of its ids."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.network.gtfs.day import calls_of
from sim.network.gtfs.service import (
    FrequencyTable,
    Ints,
    PathwayTable,
    RouteTable,
    StopTable,
    TransferTable,
    TripTable,
)

__all__ = [
    "id_order",
    "id_prefixes",
    "merged_frequencies",
    "merged_pathways",
    "merged_routes",
    "merged_stops",
    "merged_transfers",
    "merged_trips",
]


def id_prefixes(names: Sequence[str], ids: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """What goes in front of each feed's ids: ``feedname:`` if any id is in two feeds, else nothing.

    Examples
    --------
    >>> id_prefixes(["bus", "rail"], [["a"], ["b"]])
    ('', '')
    >>> id_prefixes(["bus", "rail"], [["a", "b"], ["b"]])
    ('bus:', 'rail:')
    """
    if len({one for group in ids for one in group}) == sum(len(set(group)) for group in ids):
        return ("",) * len(names)
    return tuple(f"{name}:" for name in names)


def id_order(ids: Sequence[str]) -> tuple[Ints, Ints]:
    """Order that sorts the ids, and the new place of each.

    Examples
    --------
    >>> order, place = id_order(["c", "a", "b"])
    >>> order.tolist(), place.tolist()
    ([1, 2, 0], [2, 0, 1])
    """
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int32)
    place = np.empty_like(order)
    place[order] = np.arange(len(order), dtype=np.int32)
    return order, place


def merged_stops(
    prefixes: Sequence[str], tables: Sequence[StopTable]
) -> tuple[StopTable, list[Ints]]:
    """Join stops; also returned is the new index of each feed's stops.

    Examples
    --------
    >>> one = StopTable(("b", "a"), ("", ""), np.zeros(2), np.zeros(2),
    ...                 np.array([-1, 0]), np.array([1, 0], np.int8))
    >>> stops, moved = merged_stops([""], [one])
    >>> stops.ids, stops.parent.tolist(), moved[0].tolist()
    (('a', 'b'), [1, -1], [1, 0])
    """
    ids = _in_a_row(prefixes, [table.ids for table in tables])
    order, place = id_order(ids)
    moved = _split(place, [len(table.ids) for table in tables])
    parents = [
        np.where(table.parent >= 0, mine[table.parent], -1)
        for table, mine in zip(tables, moved, strict=True)
    ]
    texts = [name for table in tables for name in table.names]
    stops = StopTable(
        ids=tuple(ids[index] for index in order),
        names=tuple(texts[index] for index in order),
        lon=np.concatenate([table.lon for table in tables])[order],
        lat=np.concatenate([table.lat for table in tables])[order],
        parent=np.concatenate(parents)[order].astype(np.int32),
        location_type=np.concatenate([table.location_type for table in tables])[order],
    )
    return stops, moved


def merged_routes(
    prefixes: Sequence[str], tables: Sequence[RouteTable]
) -> tuple[RouteTable, list[Ints]]:
    """Join routes; also returned is the new index of each feed's routes.

    Examples
    --------
    >>> one = RouteTable(("r",), ("1",), ("",), np.array([3], np.int32))
    >>> merged_routes(["x:", "y:"], [one, one])[0].ids
    ('x:r', 'y:r')
    """
    ids = _in_a_row(prefixes, [table.ids for table in tables])
    order, place = id_order(ids)
    short = [name for table in tables for name in table.short_names]
    long = [name for table in tables for name in table.long_names]
    routes = RouteTable(
        ids=tuple(ids[index] for index in order),
        short_names=tuple(short[index] for index in order),
        long_names=tuple(long[index] for index in order),
        types=np.concatenate([table.types for table in tables])[order],
    )
    return routes, _split(place, [len(table.ids) for table in tables])


def merged_trips(
    prefixes: Sequence[str],
    tables: Sequence[TripTable],
    stops: Sequence[Ints],
    routes: Sequence[Ints],
) -> tuple[TripTable, list[Ints]]:
    """Join trips, given the new indexes of stops and routes of each feed.

    Examples
    --------
    >>> one = TripTable(("u", "t"), np.array([0, 0]), np.array([0, 0]), np.array([0, 1, 2]),
    ...                 np.array([0, 1]), np.array([5, 6]), np.array([5, 6]),
    ...                 np.ones(2, bool), np.ones(2, bool))
    >>> trips, moved = merged_trips([""], [one], [np.array([0, 1])], [np.array([0])])
    >>> trips.ids, trips.arrival_s.tolist()
    (('t', 'u'), [6, 5])
    """
    ids = _in_a_row(prefixes, [table.ids for table in tables])
    order, place = id_order(ids)
    counts = np.concatenate([np.diff(table.first) for table in tables])
    calls, first = calls_of(np.concatenate([[0], np.cumsum(counts)]), order)
    stop = [mine[table.stop] for table, mine in zip(tables, stops, strict=True)]
    route = [mine[table.route] for table, mine in zip(tables, routes, strict=True)]
    trips = TripTable(
        ids=tuple(ids[index] for index in order),
        route=np.concatenate(route)[order],
        service_day=np.concatenate([table.service_day for table in tables])[order],
        first=first,
        stop=np.concatenate(stop)[calls],
        arrival_s=np.concatenate([table.arrival_s for table in tables])[calls],
        departure_s=np.concatenate([table.departure_s for table in tables])[calls],
        can_board=np.concatenate([table.can_board for table in tables])[calls],
        can_alight=np.concatenate([table.can_alight for table in tables])[calls],
    )
    return trips, _split(place, [len(table.ids) for table in tables])


def merged_frequencies(tables: Sequence[FrequencyTable], trips: Sequence[Ints]) -> FrequencyTable:
    """Join frequencies, given the new indexes of the trips of each feed.

    Examples
    --------
    >>> one = FrequencyTable(*(np.array([value]) for value in (0, 60, 90, 10, 1)))
    >>> merged_frequencies([one], [np.array([7])]).trip.tolist()
    [7]
    """
    trip = np.concatenate([mine[t.trip] for t, mine in zip(tables, trips, strict=True)])
    start_s = np.concatenate([table.start_s for table in tables])
    end_s = np.concatenate([table.end_s for table in tables])
    order = np.lexsort((end_s, start_s, trip))
    return FrequencyTable(
        trip=trip[order],
        start_s=start_s[order],
        end_s=end_s[order],
        headway_s=np.concatenate([table.headway_s for table in tables])[order],
        exact=np.concatenate([table.exact for table in tables])[order],
    )


def merged_transfers(tables: Sequence[TransferTable], stops: Sequence[Ints]) -> TransferTable:
    """Join transfers, given the new indexes of the stops of each feed.

    Examples
    --------
    >>> one = TransferTable(*(np.array([value]) for value in (0, 1, 2, 180)))
    >>> merged_transfers([one], [np.array([5, 4])]).to_stop.tolist()
    [4]
    """
    one = np.concatenate([mine[t.from_stop] for t, mine in zip(tables, stops, strict=True)])
    other = np.concatenate([mine[t.to_stop] for t, mine in zip(tables, stops, strict=True)])
    order = np.lexsort((other, one))
    return TransferTable(
        from_stop=one[order],
        to_stop=other[order],
        kind=np.concatenate([table.kind for table in tables])[order],
        min_time_s=np.concatenate([table.min_time_s for table in tables])[order],
    )


def merged_pathways(tables: Sequence[PathwayTable], stops: Sequence[Ints]) -> PathwayTable:
    """Join walks through stations, given the new indexes of the stops of each feed.

    Examples
    --------
    >>> one = PathwayTable(*(np.array([value]) for value in (0, 1, 65)))
    >>> merged_pathways([one], [np.array([5, 4])]).from_stop.tolist()
    [5]
    """
    one = np.concatenate([mine[t.from_stop] for t, mine in zip(tables, stops, strict=True)])
    other = np.concatenate([mine[t.to_stop] for t, mine in zip(tables, stops, strict=True)])
    order = np.lexsort((other, one))
    time_s = np.concatenate([table.time_s for table in tables])[order]
    return PathwayTable(one[order], other[order], time_s)


def _in_a_row(prefixes: Sequence[str], ids: Sequence[Sequence[str]]) -> list[str]:
    pairs = zip(prefixes, ids, strict=True)
    return [f"{prefix}{one}" for prefix, group in pairs for one in group]


def _split(place: Ints, sizes: Sequence[int]) -> list[Ints]:
    return np.split(place, np.cumsum(sizes)[:-1])
