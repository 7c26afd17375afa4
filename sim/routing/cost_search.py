"""How the search for the cheapest ways is cut into blocks of destinations for the threads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.routing import cost
from sim.routing.arrays import BoolArray, Int32Array, locked
from sim.routing.chunks import OperationCounts, Progress, n_threads, spread
from sim.routing.cost_links import CostLinks, Rates, cost_links
from sim.routing.cost_weights import TIME_WEIGHTS, CostWeights, hundredths
from sim.routing.events import EventData, events, running_trips
from sim.routing.percentiles import Network, sorting_network
from sim.routing.sweep import local_order
from sim.routing.task import Task

__all__ = ["CostSearch"]

Values = npt.NDArray[np.int64]
Indexes = npt.NDArray[np.intp]

_LARGEST_BLOCK_BYTES = 32 * 2**20
_MOST_LANES = 256
_SLICE = 32


def _rates(task: Task, mode_ids: tuple[str, ...], weights: CostWeights) -> Rates:
    """Weights by pattern; in the mirror, what stands for alighting is the boarding slack."""
    ride = np.array([hundredths(weights.ride_of(mode_id)) for mode_id in mode_ids], np.int64)
    wait = np.full(ride.size, hundredths(weights.wait), np.int64)
    slack, alighting = (ride, wait) if task.query.arrive_by else (wait, ride)
    return Rates(
        int(task.departures_s[0]), hundredths(weights.wait), hundredths(weights.walk),
        100 * int(weights.transfer_penalty_s), ride, slack, alighting,
    )  # fmt: skip


@dataclass(frozen=True)
class _Slice:
    """Some origins, near each other, and the events that come into their reach."""

    starts: Int32Array
    reached: cost.Starts


@dataclass(frozen=True)
class _Priced:
    """The graph of events with a price on everything."""

    rates: Rates
    links: CostLinks
    slices: tuple[_Slice, ...]

    @classmethod
    def of(cls, task: Task, day: EventData, rates: Rates, threads: int | None) -> _Priced:
        near = local_order(task.access, task.reverse_access)
        groups = [locked(near[first : first + _SLICE]) for first in range(0, near.size, _SLICE)]
        reached = spread(
            [partial(cost.starts, day, task.access, task.departures_s, g, rates) for g in groups],
            threads=threads,
        )
        links = cost_links(task.data, day, _pattern_of_trip(task, day), rates)
        return cls(rates, links, tuple(map(_Slice, groups, reached)))


def _pattern_of_trip(task: Task, day: EventData) -> Int32Array:
    first_s = int(task.departures_s[0])
    last_s = int(task.departures_s[-1]) + task.query.max_time_s
    pattern, _, trip, _, _ = running_trips(task.data, first_s, last_s)
    found = np.empty(day.n_trips, np.int32)
    found[trip] = pattern
    return found


class _Lanes(NamedTuple):
    """Destinations searched for together, each up to the last arrival of the departure `latest`.

    `wanted` [departure, lane] tells which departures a lane answers, `earliest` the first departure
    that each origin needs.
    """

    places: Int32Array
    latest: Int32Array
    wanted: BoolArray
    earliest: Int32Array


@dataclass(frozen=True)
class CostSearch:
    """A query on its event graph, answered block after block of destinations.

    `clock` prices everything at its time; ``None`` where that is the cost.
    """

    task: Task
    day: EventData
    cost: _Priced
    clock: _Priced | None
    network: Network

    @classmethod
    def of(
        cls, task: Task, mode_ids: tuple[str, ...], weights: CostWeights, threads: int | None
    ) -> CostSearch:
        """Lay out a query: events, what is added between them, and where origins start."""
        last_s = int(task.departures_s[-1]) + task.query.max_time_s
        day = events(task.data, int(task.departures_s[0]), last_s)
        priced = partial(_Priced.of, task, day, threads=threads)
        return cls(
            task,
            day,
            priced(_rates(task, mode_ids, weights)),
            None if weights.is_time() else priced(_rates(task, mode_ids, TIME_WEIGHTS)),
            sorting_network(task.n_departures, task.query.ranks_of(task.n_departures)),
        )

    @property
    def n_lanes(self) -> int:
        """Destinations in a block: as many as its rows and its values have memory for."""
        bytes_per_lane = 8 * max(
            self.day.trip.size + self.day.n_trips + 1, self.task.n_starts * self.task.n_departures
        )
        fitting = _LARGEST_BLOCK_BYTES // bytes_per_lane
        return int(min(max(fitting // 8 * 8, 8), _MOST_LANES))

    def fill(
        self, picked: Int32Array, threads: int | None, progress: Progress | None
    ) -> OperationCounts:
        """Fill costs and times [kind, start, end, percentile]."""
        counts, n_ends, n_lanes = OperationCounts(), self.task.n_ends, self.n_lanes
        blocks = [(first, min(first + n_lanes, n_ends)) for first in range(0, n_ends, n_lanes)]
        at_once = n_threads(threads)
        for first in range(0, len(blocks), at_once):
            wave = blocks[first : first + at_once]
            work = [partial(self._block, begin, end, picked) for begin, end in wave]
            counts = sum(spread(work, threads=threads), counts)
            if progress is not None:
                progress(int(wave[-1][1] / n_ends * self.task.n_starts), self.task.n_starts)
        return counts

    def _block(self, begin: int, end: int, picked: Int32Array) -> OperationCounts:
        """All origins to the destinations `begin` to `end`.

        The first sweep is for all departures together, so that the cheapest way can take too long
        for an earlier one. Where it does, and the destination can be reached in time, it is
        searched for again.
        """
        task, n_lanes, n_departures = self.task, end - begin, self.task.n_departures
        found = np.full((task.n_starts, n_departures, n_lanes), cost.LATE, np.int64)
        everything = _Lanes(
            np.arange(begin, end, dtype=np.int32),
            np.full(n_lanes, n_departures - 1, np.int32),
            np.ones((n_departures, n_lanes), np.bool_),
            np.zeros(task.n_starts, np.int32),
        )
        counts = self._searched(self.cost, everything, begin, found)
        if self.clock is not None and (found == cost.LATE).any():
            reached = np.where(found == cost.LATE, cost.LATE, cost.NOWHERE)
            counts += self._searched(self.clock, everything, begin, reached)
            late = np.nonzero((found == cost.LATE) & (reached != cost.LATE))
            counts += self._searched_again(begin, found, late)
        cost.pick_costs(
            found, self.network, task.query.arrive_by, picked[0, :, begin:end],
            picked[1, :, begin:end],
        )  # fmt: skip
        return counts

    def _searched_again(
        self, begin: int, found: Values, late: tuple[Indexes, ...]
    ) -> OperationCounts:
        """Find the cheapest way that is in time for `late` (origins, departures, columns).

        Each destination is searched for up to the last arrival of its latest late departure, which
        settles that one and perhaps others, until none is left.
        """
        task, counts = self.task, OperationCounts()
        origins, numbers, columns = late
        while origins.size:
            wanted = np.zeros((task.n_departures, found.shape[2]), np.bool_)
            wanted[numbers, columns] = True
            chosen = np.flatnonzero(wanted.any(axis=0)).astype(np.int32)
            latest = np.full(found.shape[2], -1, np.int32)
            np.maximum.at(latest, columns, numbers)
            earliest = np.full(task.n_starts, task.n_departures, np.int32)
            np.minimum.at(earliest, origins, numbers)
            lanes = _Lanes(
                chosen + np.int32(begin),
                latest[chosen],
                np.ascontiguousarray(wanted[:, chosen]),
                earliest,
            )
            counts += self._searched(self.cost, lanes, begin, found)
            still = found[origins, numbers, columns] == cost.LATE
            origins, numbers, columns = origins[still], numbers[still], columns[still]
        return counts

    def _searched(
        self, priced: _Priced, lanes: _Lanes, begin: int, found: Values
    ) -> OperationCounts:
        """Fill the open values of lanes; `found` has the destinations from `begin` on."""
        task, columns = self.task, lanes.places - np.int32(begin)
        rows, n_swept = self._swept(priced, lanes)
        n_joined = sum(
            cost.join_lanes(
                part.reached, part.starts, rows, priced.rates, task.direct, task.departures_s,
                task.query.max_time_s, lanes.places, columns, lanes.wanted,
                lanes.earliest, found,
            )
            for part in priced.slices
        )  # fmt: skip
        return OperationCounts(rows_swept=n_swept, rows_joined=n_joined)

    def _swept(self, priced: _Priced, lanes: _Lanes) -> tuple[Values, int]:
        """Rows of some lanes, and how many were joined to make them."""
        task, day = self.task, self.day
        first_s = int(task.departures_s[int(lanes.wanted.any(axis=1).argmax())])
        last_s = (task.departures_s[lanes.latest] + task.query.max_time_s).astype(np.int32)
        egress = cost.lane_egress(task.egress, lanes.places, task.data.boarding_first.size - 1)
        reach = cost.events_between(day, first_s, int(last_s.max()))
        rows = np.full((day.trip.size + 1, last_s.size), cost.NOWHERE, np.int64)
        on_board = np.empty((day.n_trips, last_s.size), np.int64)
        sweep = partial(
            cost.sweep_costs, day, priced.links, cost.Lanes(egress, last_s), priced.rates, reach
        )
        if task.query.max_rides is None:
            return rows, int(sweep(rows, rows, on_board))
        n_rows = 0
        for _ in range(task.query.max_rides):
            before, rows = rows, np.full_like(rows, cost.NOWHERE)
            n_rows += int(sweep(before, rows, on_board))
            if cost.same_rows(before, rows):
                break
        return rows, n_rows
