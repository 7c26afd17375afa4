"""A query made ready for the kernels: parts that fit together, turned round for arrivals."""

from __future__ import annotations

from dataclasses import dataclass, replace

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
from sim.routing.mirror import mirrored
from sim.routing.settings import Query
from sim.routing.window import cut

__all__ = ["NO_LIMIT", "Task"]

NO_LIMIT = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Task:
    """What is searched: from each *start* to each *end*, for each of the sorted `departures_s`.

    Starts are the query's origins; with ``arrive_by`` they are its destinations, in a timetable
    that runs backwards (`sim.routing.mirror`). `order` tells which of the query's departures each
    lane is; lanes beyond them are only looked ahead to.
    """

    data: TimetableData
    access: LinkData
    egress: LinkData
    direct: LinkData
    reverse_access: LinkData
    departures_s: Int32Array
    order: Int32Array
    query: Query

    @property
    def n_starts(self) -> int:
        """Number of points searched from."""
        return self.access.first.size - 1

    @property
    def n_ends(self) -> int:
        """Number of points searched to."""
        return self.egress.first.size - 1

    @property
    def n_departures(self) -> int:
        """Number of the query's departures (or arrivals)."""
        return self.order.size

    @property
    def max_rides(self) -> int:
        """Largest number of rides as a number."""
        return NO_LIMIT if self.query.max_rides is None else self.query.max_rides

    @property
    def allowance_s(self) -> int:
        """Wait left to travellers who know the timetable, or -1."""
        return self.query.allowance_s if self.query.traveller == "timetable_aware" else -1

    @property
    def has_headways(self) -> bool:
        """Whether a service in expectation runs during the query."""
        return bool(self.data.bands.start_s.size)

    def part(self, first: int, end: int) -> Task:
        """The same query for the starts `first` to `end` only."""
        return replace(
            self,
            access=_rows(self.access, first, end),
            direct=_rows(self.direct, first, end),
            reverse_access=_turned_rows(self.reverse_access, first, end),
        )

    @classmethod
    def checked(
        cls,
        timetable: TimetableArrays,
        access: LinkArrays,
        egress: LinkArrays,
        direct: LinkArrays | None,
        query: Query,
    ) -> Task:
        """Put a query together; `RoutingError` where its parts belong to different networks."""
        for name, links in (("access", access), ("egress", egress)):
            if links.to_ids != timetable.stop_ids:
                raise RoutingError(f"the {name} links lead to other stops than the timetable's")
        if direct is None:
            walks, walks_back = _no_links(len(access.from_ids)), _no_links(len(egress.from_ids))
        elif direct.from_ids != access.from_ids or direct.to_ids != egress.from_ids:
            raise RoutingError("the direct links join other points than the origins, destinations")
        else:
            walks, walks_back = direct.forward, direct.backward
        data = timetable.data
        times_s = np.array(query.departures_s, dtype=np.int32)
        if query.arrive_by:
            data = _frozen(mirrored(data))
            access, egress, walks = egress, access, walks_back
            times_s = query.buffer_s - times_s
        order = np.argsort(times_s, kind="stable").astype(np.int32)
        lanes_s = locked(_with_look_ahead(times_s[order], query))
        last_s = int(lanes_s[-1]) + query.max_time_s
        return cls(
            data=_frozen(cut(data, int(lanes_s[0]), last_s)),
            access=access.forward,
            egress=egress.forward,
            direct=walks,
            reverse_access=access.backward,
            departures_s=lanes_s,
            order=order,
            query=query,
        )


def _frozen(data: TimetableData) -> TimetableData:
    """Lock every array, so that kernels are compiled for one kind of array only."""
    for part in (*data, *data.bands, *data.transfers):
        if isinstance(part, np.ndarray):
            part.setflags(write=False)
    return data


def _with_look_ahead(times_s: Int32Array, query: Query) -> Int32Array:
    """Add later departures, at the window's own step, for who knows the timetable."""
    if query.traveller != "timetable_aware":
        return times_s
    gaps = np.diff(times_s)
    step_s = int(gaps[gaps > 0].min()) if (gaps > 0).any() else 60
    more = np.arange(step_s, query.look_ahead_s + 1, step_s, dtype=np.int32)
    return np.concatenate([times_s, times_s[-1] + more]).astype(np.int32)


def _rows(links: LinkData, first: int, end: int) -> LinkData:
    low, high = links.first[first], links.first[end]
    return LinkData(
        locked(links.first[first : end + 1] - low),
        locked(links.target[low:high]),
        locked(links.time_s[low:high]),
    )


def _turned_rows(links: LinkData, first: int, end: int) -> LinkData:
    """Keep the links that lead to `first` to `end`, counted from `first`."""
    kept = (links.target >= first) & (links.target < end)
    before = np.concatenate([[0], np.cumsum(kept)])
    return LinkData(
        locked(before[links.first]), locked(links.target[kept] - first), locked(links.time_s[kept])
    )


def _no_links(n_places: int) -> LinkData:
    return LinkData(locked(np.zeros(n_places + 1, np.int32)), locked(()), locked(()))
