"""The travel-time matrix split into what the times are made of.

Labels of the same search carry their parts (`sim.routing.parts`), so the parts are those of the
very itinerary that gives the time, and they add up to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import RoutingError
from sim.routing.arrays import (
    Int32Array,
    LinkArrays,
    LinkData,
    TimetableArrays,
    TimetableData,
    locked,
)
from sim.routing.chunks import Progress, n_threads, spread
from sim.routing.compiled import UNREACHABLE, compiled
from sim.routing.engine import finish_of, padded
from sim.routing.parts import LONGEST_S, PARTS
from sim.routing.percentiles import TILE, Finish, pick_percentiles
from sim.routing.raptor import empty_labels, search_one
from sim.routing.rides import Labels, Limits, PointWalks, Times
from sim.routing.settings import Query
from sim.routing.task import Task

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PART_NAMES", "TravelTimeParts", "travel_time_parts"]

PART_NAMES = ("access_s", "wait_s", "ride_s", "transfer_s", "egress_s", "rides")
"""Parts of a travel time, in the order of the last axis; the first five add up to it."""


@dataclass(frozen=True, slots=True)
class TravelTimeParts:
    """Door-to-door seconds [origin, destination, percentile] and their parts [..., part].

    The parts are those of the first of the query's departures (in order of time) that takes as long
    as the percentile. A walk all the way is access with no ride. Unreachable is -1 throughout.
    """

    times_s: Int32Array
    parts: Int32Array
    origin_ids: tuple[str, ...]
    destination_ids: tuple[str, ...]
    query: Query

    def to_frame(self) -> pd.DataFrame:
        """One row per origin, destination and percentile; unreachable is missing (``<NA>``)."""
        import pandas as pd  # noqa: PLC0415 - half of the start-up time

        n_origins, n_places, n_percentiles = self.times_s.shape
        keys = pd.MultiIndex.from_product(
            [self.origin_ids, self.destination_ids, self.query.percentiles],
            names=["from_id", "to_id", "percentile"],
        )
        size = n_origins * n_places * n_percentiles
        table = pd.DataFrame(
            self.parts.reshape(size, len(PART_NAMES)), columns=list(PART_NAMES), index=keys
        ).astype("Int32")
        times_s = pd.Series(self.times_s.reshape(size), index=keys, dtype="Int32")
        table.insert(0, "travel_time_s", times_s)
        return table.mask(table == UNREACHABLE).reset_index()

    def __repr__(self) -> str:
        return (
            f"<TravelTimeParts {len(self.origin_ids)} x {len(self.destination_ids)} · seconds · "
            f"{', '.join(PART_NAMES)} · {self.query.text()}>"
        )


def travel_time_parts(
    arrays: TimetableArrays,
    access: LinkArrays,
    egress: LinkArrays,
    direct: LinkArrays | None,
    query: Query,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> TravelTimeParts:
    """Percentiles of the travel time as in `travel_times`, each split into its parts.

    ``access_s`` door to first stop; ``wait_s`` standing at stops, boarding slack included;
    ``ride_s`` from a vehicle's departure until one stands outside, alighting included;
    ``transfer_s`` walks between stops; ``egress_s`` last stop to door; ``rides`` vehicles boarded.

    Raises
    ------
    RoutingError
        For arrivals, for travellers who know the timetable, and for limits over 16,383 s.

    Examples
    --------
    Walk 4 min, wait 5 min (half a headway), ride 10 min.

    >>> from sim import toy
    >>> from sim.network.patterns import patterns
    >>> from sim.routing.compile import compile_links, compile_timetable
    >>> town = toy.build('''
    ... line red tram every 10 06:00-22:00: A +0, B +5, C +10
    ... point home: A 4
    ... point work: C 0
    ... ''')
    >>> timetable = compile_timetable(
    ...     patterns(town.network), town.transfers, stop_ids=town.stop_ids, modes=town.network.modes
    ... )
    >>> links = compile_links(town.access, town.point_ids, town.stop_ids)
    >>> found = travel_time_parts(timetable, links, links, None, Query((28800,)))
    >>> found.times_s[0, 1].tolist(), found.parts[0, 1, 0].tolist()
    ([1140], [240, 300, 600, 0, 0, 1])
    """
    if query.arrive_by or query.traveller != "random_arrival":
        raise RoutingError("parts are told for departures of random travellers; ask without")
    if query.max_time_s > LONGEST_S:
        raise RoutingError(f"parts are told up to {LONGEST_S} s, not {query.max_time_s} s")
    task = Task.checked(arrays, access, egress, direct, query)
    shape = (task.n_starts, task.n_ends, len(query.percentiles))
    times_s, parts = np.empty(shape, np.int32), np.empty((*shape, len(PART_NAMES)), np.int32)
    limits = Limits(padded(task.departures_s), query.max_time_s, task.max_rides, PARTS)
    walks = PointWalks(task.access, task.egress, task.direct)
    finish, batch = finish_of(task), 8 * n_threads(threads)
    for first in range(0, task.n_starts, batch):
        starts = range(first, min(first + batch, task.n_starts))
        spread(
            [
                partial(
                    _fill, task.data, walks, limits, locked([start]), finish,
                    times_s[start : start + 1], parts[start : start + 1],
                )
                for start in starts
            ],
            threads=threads,
        )  # fmt: skip
        if progress is not None:
            progress(starts[-1] + 1, task.n_starts)
    return TravelTimeParts(times_s, parts, access.from_ids, egress.from_ids, query)


@compiled
def _fill(
    data: TimetableData, walks: PointWalks, limits: Limits, origins: Int32Array, finish: Finish,
    times_s: Int32Array, parts: Int32Array,
) -> None:  # fmt: skip
    """Search from each origin and tell times and parts, a tile of destinations after the other."""
    n_lanes, n_ends = limits.departures_s.size, walks.egress.first.size - 1
    labels = empty_labels(data, n_lanes, np.empty(0, np.int64))
    best = np.empty((TILE, n_lanes), np.int64)
    egress_s, tile_s = np.empty((TILE, n_lanes), np.int32), np.empty((n_lanes, TILE), np.int32)
    work_s = np.zeros((finish.n_departures, TILE), np.int32)
    for index in range(origins.size):
        origin = origins[index]
        search_one(data, walks.access, limits, origin, labels)
        for begin in range(0, n_ends, TILE):
            width = min(TILE, n_ends - begin)
            _walk_out(walks.egress, labels, limits, begin, width, best, egress_s)
            _walk_all_the_way(walks, origin, limits, begin, width, best, egress_s)
            for place in range(width):
                for lane in range(n_lanes):
                    tile_s[lane, place] = best[place, lane] >> limits.packing.shift
            picked = times_s[index, begin : begin + width]
            pick_percentiles(tile_s[:, :width], finish, work_s, picked)
            for place in range(width):
                for rank in range(picked.shape[1]):
                    lane = 0
                    while lane < finish.n_departures and tile_s[lane, place] != picked[place, rank]:
                        lane += 1
                    told = parts[index, begin + place, rank]
                    if picked[place, rank] == UNREACHABLE:
                        told[:] = UNREACHABLE
                    else:
                        _tell(best[place, lane], egress_s[place, lane], told)


@compiled
def _walk_out(
    egress_links: LinkData, labels: Labels, limits: Limits, begin: int, width: int,
    best: Times, egress_s: Times,
) -> None:  # fmt: skip
    """Best label and last walk of each destination of a tile."""
    shift, late = limits.packing.shift, (limits.max_time_s + 1) << limits.packing.shift
    for place in range(width):
        for lane in range(best.shape[1]):
            best[place, lane] = late
        first, end = egress_links.first[begin + place], egress_links.first[begin + place + 1]
        for link in range(first, end):
            stop, walk_s = egress_links.target[link], np.int64(egress_links.time_s[link])
            for lane in range(best.shape[1]):
                label = labels.ride[stop, lane] + (walk_s << shift)
                if label < best[place, lane]:
                    best[place, lane] = label
                    egress_s[place, lane] = walk_s


@compiled
def _walk_all_the_way(
    walks: PointWalks, origin: int, limits: Limits, begin: int, width: int,
    best: Times, egress_s: Times,
) -> None:  # fmt: skip
    """Take the walk all the way where it is no longer: an access walk without a ride."""
    direct, packing = walks.direct, limits.packing
    for link in range(direct.first[origin], direct.first[origin + 1]):
        place, walk_s = direct.target[link] - begin, np.int64(direct.time_s[link])
        if 0 <= place < width and walk_s <= limits.max_time_s:
            label = (walk_s << packing.shift) + walk_s * packing.access
            for lane in range(best.shape[1]):
                if walk_s <= best[place, lane] >> packing.shift:
                    best[place, lane] = label
                    egress_s[place, lane] = 0


@compiled
def _tell(label: int, egress_s: int, told: Int32Array) -> None:
    """Unpack one label; what is left of the time was spent waiting."""
    time_s, rides = label >> 47, label >> 42 & 31
    access_s, transfer_s, ride_s = label >> 28 & 16383, label >> 14 & 16383, label & 16383
    told[0], told[2], told[3], told[4], told[5] = access_s, ride_s, transfer_s, egress_s, rides
    told[1] = time_s - access_s - ride_s - transfer_s - egress_s
