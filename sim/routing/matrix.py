"""Travel times between many points: the whole matrix, every departure, or sums over it.

All three read the same search (`sim.routing.engine`) and differ in what they keep of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.errors import RoutingError
from sim.routing.arrays import Int32Array, LinkArrays, TimetableArrays, locked
from sim.routing.chunks import OperationCounts, Progress
from sim.routing.compiled import UNREACHABLE
from sim.routing.engine import fill_cube, fill_percentiles
from sim.routing.percentiles import weighted_sums
from sim.routing.settings import Query
from sim.routing.task import Task

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TravelTimes", "reach", "travel_time_profile", "travel_times"]


@dataclass(frozen=True, slots=True)
class TravelTimes:
    """Door-to-door seconds [origin, destination, percentile]; -1 where unreachable."""

    times_s: Int32Array
    origin_ids: tuple[str, ...]
    destination_ids: tuple[str, ...]
    query: Query
    counts: OperationCounts

    def at(self, percentile: int) -> Int32Array:
        """Seconds [origin, destination] at one percentile of the query."""
        if percentile not in self.query.percentiles:
            raise RoutingError(f"asked for {self.query.percentiles}, not percentile {percentile}")
        return self.times_s[:, :, self.query.percentiles.index(percentile)]

    def to_frame(self) -> pd.DataFrame:
        """One row per origin, destination and percentile; unreachable is missing (``<NA>``).

        Columns ``from_id, to_id, percentile, travel_time_s``.
        """
        import pandas as pd  # noqa: PLC0415 - half of the start-up time

        n_origins, n_places, n_percentiles = self.times_s.shape
        flat = pd.Series(self.times_s.reshape(-1), dtype="Int32")
        return pd.DataFrame(
            {
                "from_id": np.repeat(
                    np.array(self.origin_ids, dtype=object), n_places * n_percentiles
                ),
                "to_id": np.tile(
                    np.repeat(np.array(self.destination_ids, dtype=object), n_percentiles),
                    n_origins,
                ),
                "percentile": np.tile(
                    np.array(self.query.percentiles, dtype=np.int32), n_origins * n_places
                ),
                "travel_time_s": flat.mask(flat == UNREACHABLE),
            }
        ).astype({"from_id": "str", "to_id": "str"})

    def __repr__(self) -> str:
        n_reached = int((self.times_s != UNREACHABLE).sum())
        share = 100.0 * n_reached / self.times_s.size if self.times_s.size else 0.0
        return (
            f"<TravelTimes {len(self.origin_ids)} x {len(self.destination_ids)} · seconds · "
            f"percentiles {self.query.percentiles} · {share:.0f} % reachable · "
            f"{self.query.text()}>"
        )


def travel_times(
    arrays: TimetableArrays,
    access: LinkArrays,
    egress: LinkArrays,
    direct: LinkArrays | None,
    query: Query,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> TravelTimes:
    """Percentiles of the door-to-door travel time from every origin to every destination.

    Earliest arrival for each departure of the query: an access walk, rides with exactly one walk
    (possibly of 0 s, at the same stop) between two of them, and an egress walk; or the direct
    walk. At each boarding a traveller is at the stop ``boarding_slack_s`` of the mode before the
    departure; after each ride ``alighting_s`` passes, also before the egress walk.

    Headway services leave at their expected time: who is ready (slack included) at ``t`` inside a
    band leaves at ``t`` + half the headway, rounded up to a second, or waits for a later band where
    that is earlier; before the first band, at its start + half its headway. Bands pass each stop
    later by the departure offset; a band's end is excluded, so the last traveller served is ready a
    second before it and leaves up to half a headway after it. See `sim.routing.raptor` for the
    method.

    Parameters
    ----------
    access
        Walks from origins to stops.
    egress
        Walks from destinations to stops, taken the other way round.
    direct
        Walks from origins to destinations; ``None``: nobody walks all the way.
    threads
        Number of threads, else all processors of this process. Results do not depend on it.
    progress
        Called after each chunk of origins with the number done and the total.

    Examples
    --------
    Ready at 08:00 after a walk of 4 min, half a headway (5 min) and 10 min of ride: 19 min.

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
    >>> query = Query.over("08:00-08:10", percentiles=(50,))
    >>> result = travel_times(timetable, links, links, None, query)
    >>> result.to_frame().query("from_id == 'home' and to_id == 'work'").travel_time_s.tolist()
    [1140]
    """
    task = Task.checked(arrays, access, egress, direct, query)
    picked = np.empty((task.n_starts, task.n_ends, len(query.percentiles)), np.int32)
    counts = fill_percentiles(task, picked, threads=threads, progress=progress)
    times_s = np.ascontiguousarray(picked.transpose(1, 0, 2)) if query.arrive_by else picked
    times_s.setflags(write=False)
    return TravelTimes(times_s, access.from_ids, egress.from_ids, query, counts)


def travel_time_profile(
    arrays: TimetableArrays,
    access: LinkArrays,
    egress: LinkArrays,
    direct: LinkArrays | None,
    query: Query,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Int32Array:
    """Door-to-door seconds [origin, destination, departure], for few origins.

    Parameters as in `travel_times`; the query's percentiles are not used. Unreachable is -1. The
    array takes 4 bytes per origin, destination and departure.

    Examples
    --------
    >>> from sim import toy
    >>> from sim.network.patterns import patterns
    >>> from sim.routing.compile import compile_links, compile_timetable
    >>> town = toy.build('''
    ... train T1 rail: A 08:10, B 08:30
    ... point home: A 5
    ... point work: B 2
    ... ''')
    >>> timetable = compile_timetable(
    ...     patterns(town.network), town.transfers, stop_ids=town.stop_ids, modes=town.network.modes
    ... )
    >>> links = compile_links(town.access, town.point_ids, town.stop_ids)
    >>> query = Query.over("08:04-08:07")
    >>> travel_time_profile(timetable, links, links, None, query)[0, 1].tolist()
    [1680, 1620, -1]
    """
    task = Task.checked(arrays, access, egress, direct, query)
    cube = np.empty((task.n_starts, task.n_departures, task.n_ends), np.int32)
    fill_cube(task, cube, threads=threads, progress=progress)
    axes = (2, 0, 1) if query.arrive_by else (0, 2, 1)
    times_s = np.ascontiguousarray(cube.transpose(axes))
    times_s.setflags(write=False)
    return times_s


def reach(
    arrays: TimetableArrays,
    access: LinkArrays,
    egress: LinkArrays,
    direct: LinkArrays | None,
    query: Query,
    *,
    weights: npt.ArrayLike,
    cutoffs_s: Sequence[int],
    threads: int | None = None,
    progress: Progress | None = None,
) -> npt.NDArray[np.float64]:
    """Weight of the destinations within reach, [origin, cutoff, kind], without the matrix.

    ``sum(weights[d, k] for d if travel time of (o, d) <= cutoff)``, the travel time being the
    query's one percentile. Needs memory for a chunk of origins only.

    Parameters
    ----------
    weights
        People, jobs, … by destination: [destination, kind], or [destination] for one kind.
    cutoffs_s
        Largest travel times that count, seconds. None may exceed ``query.max_time_s``.

    Examples
    --------
    >>> from sim import toy
    >>> from sim.network.patterns import patterns
    >>> from sim.routing.compile import compile_links, compile_timetable
    >>> town = toy.build('''
    ... train T1 rail: A 08:10, B 08:30
    ... point home: A 5
    ... point work: B 2
    ... ''')
    >>> timetable = compile_timetable(
    ...     patterns(town.network), town.transfers, stop_ids=town.stop_ids, modes=town.network.modes
    ... )
    >>> links = compile_links(town.access, town.point_ids, town.stop_ids)
    >>> direct = compile_links(town.direct, town.point_ids, town.point_ids)
    >>> reach(
    ...     timetable, links, links, direct, Query((8 * 3600,)), weights=[[1.0], [2.0]],
    ...     cutoffs_s=[1200, 2400],
    ... )[:, :, 0].tolist()
    [[1.0, 3.0], [2.0, 2.0]]
    """
    table = np.array(weights, dtype=np.float64)
    table = table[:, np.newaxis] if table.ndim == 1 else np.ascontiguousarray(table)
    if table.shape[0] != len(egress.from_ids):
        raise RoutingError(
            f"weights have {table.shape[0]} rows for {len(egress.from_ids)} destinations"
        )
    if len(query.percentiles) != 1:
        raise RoutingError(f"reach needs one percentile, not {query.percentiles}")
    if max(cutoffs_s, default=0) > query.max_time_s:
        raise RoutingError(
            f"the cut-off {max(cutoffs_s)} s is longer than the query's longest time, "
            f"{query.max_time_s} s; raise max_time_s"
        )
    found = travel_times(
        arrays, access, egress, direct, query, threads=threads, progress=progress
    ).times_s
    cutoffs = locked(cutoffs_s)
    sums = np.zeros((found.shape[0], cutoffs.size, table.shape[1]))
    weighted_sums(np.ascontiguousarray(found[:, :, 0]), table, cutoffs, sums)
    return sums
