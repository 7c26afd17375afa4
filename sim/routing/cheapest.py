"""Generalised cost: the cheapest way by weighted seconds, beside its time by the clock.

Which ways are compared, and how, is said at `cheapest`; the kernels are in `sim.routing.cost`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import RoutingError
from sim.routing.arrays import Int32Array, LinkArrays, TimetableArrays
from sim.routing.chunks import OperationCounts, Progress
from sim.routing.compiled import UNREACHABLE
from sim.routing.cost_search import CostSearch
from sim.routing.cost_weights import CostWeights
from sim.routing.matrix import travel_times
from sim.routing.settings import Query
from sim.routing.task import Task

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CostWeights", "Costs", "cheapest"]


@dataclass(frozen=True, slots=True)
class Costs:
    """Generalised costs and times [origin, destination, percentile]; -1 where unreachable.

    `costs_s` are whole weighted seconds; `times_s` the clock's seconds of that cheapest way, for
    the first departure (in order of time) that costs as much as the percentile.
    """

    costs_s: Int32Array
    times_s: Int32Array
    origin_ids: tuple[str, ...]
    destination_ids: tuple[str, ...]
    query: Query
    weights: CostWeights
    counts: OperationCounts

    def to_frame(self) -> pd.DataFrame:
        """One row per origin, destination and percentile; unreachable is missing (``<NA>``).

        Columns ``from_id, to_id, percentile, generalised_cost_s, travel_time_s``.
        """
        import pandas as pd  # noqa: PLC0415 - half of the start-up time

        keys = pd.MultiIndex.from_product(
            [self.origin_ids, self.destination_ids, self.query.percentiles],
            names=["from_id", "to_id", "percentile"],
        )
        columns = {
            "generalised_cost_s": self.costs_s.reshape(-1),
            "travel_time_s": self.times_s.reshape(-1),
        }
        table = pd.DataFrame(columns, index=keys).astype("Int32")
        return table.mask(table == UNREACHABLE).reset_index()

    def __repr__(self) -> str:
        return (
            f"<Costs {len(self.origin_ids)} x {len(self.destination_ids)} · weighted seconds · "
            f"percentiles {self.query.percentiles} · {self.query.text()}>"
        )


def cheapest(
    arrays: TimetableArrays,
    access: LinkArrays,
    egress: LinkArrays,
    direct: LinkArrays | None,
    query: Query,
    *,
    weights: CostWeights | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Costs:
    """Percentiles of the generalised cost of the cheapest way, and the time that way takes.

    The cost of a way is the weighted sum of its components (`sim.routing.components`)::

        walk * (access + transfer + egress) + wait * wait + ride * ride + penalty * transfers

    Compared are *all* ways of `travel_times` that take no longer than ``query.max_time_s`` by the
    clock, also those that let a vehicle pass and take a later one. The wait before the first
    vehicle counts from the departure (with ``arrive_by``: the wait after the last walk, until one
    has to be there). Of equally cheap ways the one that takes the least time is reported. The
    answer for a departure does not depend on the other departures of the query.

    Costs are exact: sums of whole seconds times weights in hundredths, rounded at the end to whole
    weighted seconds, halves up. Percentiles rank the unrounded costs, the unreachable last.

    Headway services in expectation are refused, unless the weights are all 1 without a penalty;
    then the answer is that of `travel_times`.

    Parameters
    ----------
    access, egress, direct, threads, progress
        As for `travel_times`.
    weights
        ``None``: the defaults of `CostWeights`.

    Raises
    ------
    RoutingError
        The query has headway services in expectation or travellers who know the timetable.

    Examples
    --------
    Without the change: walks 5 + 5 min and 5 min of wait count double, 15 min of ride once: 45.
    With it: walks 5 + 5 min and 3 min of wait double, 5 + 5 min of ride, 5 min of penalty: 41.

    >>> from sim import toy
    >>> from sim.network.patterns import patterns
    >>> from sim.routing.compile import compile_links, compile_timetable
    >>> town = toy.build('''
    ... train T1 rail: A 08:05, B 08:10
    ... train T2 rail: B 08:13, C 08:18
    ... train T3 rail: A 08:10, C 08:25
    ... point home: A 5
    ... point work: C 5
    ... ''')
    >>> timetable = compile_timetable(
    ...     patterns(town.network), town.transfers, stop_ids=town.stop_ids, modes=town.network.modes
    ... )
    >>> links = compile_links(town.access, town.point_ids, town.stop_ids)
    >>> found = cheapest(timetable, links, links, None, Query((8 * 3600,)))
    >>> int(found.costs_s[0, 1, 0]) / 60, int(found.times_s[0, 1, 0]) / 60
    (41.0, 23.0)
    """
    weights = CostWeights() if weights is None else weights
    task = Task.checked(arrays, access, egress, direct, query)
    _refuse(task, weights)
    if task.has_headways:
        times = travel_times(
            arrays, access, egress, direct, query, threads=threads, progress=progress
        )
        picked, counts = np.array([times.times_s] * 2), times.counts
    else:
        search = CostSearch.of(task, arrays.mode_ids, weights, threads)
        picked = np.empty((2, task.n_starts, task.n_ends, len(query.percentiles)), np.int32)
        counts = search.fill(picked, threads, progress)
        if query.arrive_by:
            picked = np.ascontiguousarray(picked.transpose(0, 2, 1, 3))
    picked.setflags(write=False)
    return Costs(picked[0], picked[1], access.from_ids, egress.from_ids, query, weights, counts)


def _refuse(task: Task, weights: CostWeights) -> None:
    """Raise for what has no exact answer."""
    if task.query.traveller != "random_arrival":
        raise RoutingError(
            "costs are those of travellers who leave at the departure; "
            "set traveller='random_arrival'"
        )
    if task.has_headways and not weights.is_time():
        raise RoutingError(
            "weights need timetables, and some services are known by headway only; draw their "
            "departures first, in Python with sim.routing.drawn(timetable, draw)"
        )
