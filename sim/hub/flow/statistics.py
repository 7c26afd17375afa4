"""Tables of a simulated day: queues by place and time, waits by place, times of groups."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import clock_text
from sim.hub.flow.balance import conservation, littles_law
from sim.hub.flow.facility import DayLog, Facility, LaneCounts, People
from sim.hub.flow.occupancy import largest_in_bins, mean_in_bins
from sim.hub.flow.places import Lanes, Place, Rank, Walk

__all__ = [
    "conservation",
    "littles_law",
    "percentiles",
    "queue_table",
    "times_by_group",
    "wait_table",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def percentiles(values: Floats, shares_pct: tuple[float, ...]) -> tuple[float, ...]:
    """Exact percentiles over people, linear between neighbours; not a number without people.

    Examples
    --------
    >>> percentiles(np.arange(11.0), (50.0, 95.0))
    (5.0, 9.5)
    """
    if not values.size:
        return tuple(math.nan for _ in shares_pct)
    return tuple(float(one) for one in np.percentile(values, shares_pct))


def queue_table(
    log: DayLog, facility: Facility, every_s: float = 300.0, *, part: str | None = None
) -> pd.DataFrame:
    """Arrivals, queue, waits and use of every place where people wait, by time of day.

    Per place and step of `every_s`, from the first arrival to the last leaving of the facility:
    `lanes` is the mean number open (for a rank: the vehicles that left), the queue counts those
    who arrived and have not begun, waits are of those who *arrived* in the step (including who left
    unserved), and utilisation is the time people are served over that for which lanes are open
    (for a rank: people boarded over places offered). Steps without arrivals have no wait; a lane
    still finishing its person after closing may exceed 100 %.

    Examples
    --------
    >>> from sim.hub.flow.examples import one_desk, three_people
    >>> table = queue_table(three_people(), one_desk())
    >>> table[["start", "arrivals", "wait_mean_s"]].to_numpy().tolist()
    [['00:00', 3, 3.0]]
    """
    visits = log.visits
    edges = _edges(log, every_s)
    frames = []
    for number, place in enumerate(facility.places):
        if isinstance(place, Walk):
            continue
        mine = np.flatnonzero(visits.place == number)
        # in the order of arrival all that follows is faster
        mine = mine[np.argsort(visits.arrive_s[mine], kind="stable")]
        arrive, begin, leave = (
            column[mine] for column in (visits.arrive_s, visits.begin_s, visits.leave_s)
        )
        lanes, used = _use(place, log.lane_counts.get(number), visits.served[mine],
                           begin=begin, leave=leave, edges=edges)  # fmt: skip
        bins = np.searchsorted(edges, arrive, side="right") - 1
        mean_s, high_s = _grouped_waits(bins, begin - arrive, edges.size - 1)
        frames.append(
            pd.DataFrame(
                {
                    "facility_id": facility.facility_id,
                    "place_id": place.place_id,
                    "title_zh": place.title_zh,
                    "title_en": place.title_en,
                    "start": [clock_text(int(edge)) for edge in edges[:-1]],
                    "lanes": lanes,
                    "arrivals": np.bincount(bins, minlength=edges.size - 1),
                    "queue_mean": mean_in_bins(arrive, begin, edges),
                    "queue_max": largest_in_bins(arrive, begin, edges),
                    "wait_mean_s": mean_s,
                    "wait_p95_s": high_s,
                    "utilisation_pct": used,
                }
            )
        )
    table = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=_QUEUES)
    if part is not None:
        table.insert(0, "part", part)
    return table


_QUEUES = ("facility_id", "place_id", "title_zh", "title_en", "start", "lanes", "arrivals",
           "queue_mean", "queue_max", "wait_mean_s", "wait_p95_s", "utilisation_pct")  # fmt: skip


def wait_table(log: DayLog, facility: Facility) -> pd.DataFrame:
    """Waits of each place over the day, exact over people; walks are left out.

    `served` and `missed` add up to `people`; waits are of the served, and `failed_mean` the
    vehicles that left full before each of them.

    Examples
    --------
    >>> from sim.hub.flow.examples import one_desk, three_people
    >>> wait_table(three_people(), one_desk())[["people", "wait_mean_s", "wait_max_s"]].values
    array([[3., 3., 9.]])
    """
    visits = log.visits
    rows = []
    for number, place in enumerate(facility.places):
        if isinstance(place, Walk):
            continue
        mine = visits.place == number
        served = mine & visits.served
        waits = visits.begin_s[served] - visits.arrive_s[served]
        p50, p90, p95 = percentiles(waits, (50.0, 90.0, 95.0))
        rows.append(
            {
                "facility_id": facility.facility_id,
                "place_id": place.place_id,
                "title_zh": place.title_zh,
                "title_en": place.title_en,
                "people": int(mine.sum()),
                "served": int(served.sum()),
                "missed": int(mine.sum() - served.sum()),
                "wait_mean_s": float(waits.mean()) if waits.size else math.nan,
                "wait_p50_s": p50,
                "wait_p90_s": p90,
                "wait_p95_s": p95,
                "wait_max_s": float(waits.max()) if waits.size else math.nan,
                "failed_mean": float(visits.failed[served].mean()) if waits.size else math.nan,
            }
        )
    return pd.DataFrame(rows)


def times_by_group(log: DayLog, people: People) -> pd.DataFrame:
    """Time in the facility of each group, from appearing to leaving; who missed is only counted.

    Examples
    --------
    >>> from sim.hub.flow.examples import three_people, three_travellers
    >>> times_by_group(three_people(), three_travellers())[["people", "p50_s", "max_s"]].values
    array([[ 3., 10., 19.]])
    """
    total_s = log.end_s - people.appear_s
    rows = []
    for group in np.unique(people.group):
        mine = people.group == group
        through = total_s[mine & ~log.missed]
        p50, p90, p95 = percentiles(through, (50.0, 90.0, 95.0))
        rows.append(
            {
                "group": int(group),
                "people": int(mine.sum()),
                "missed": int((mine & log.missed).sum()),
                "mean_s": float(through.mean()) if through.size else math.nan,
                "p50_s": p50,
                "p90_s": p90,
                "p95_s": p95,
                "max_s": float(through.max()) if through.size else math.nan,
            }
        )
    return pd.DataFrame(rows, columns=["group", "people", "missed", "mean_s", "p50_s", "p90_s",
                                       "p95_s", "max_s"])  # fmt: skip


def _edges(log: DayLog, every_s: float) -> Floats:
    """Whole steps that hold every visit."""
    visits = log.visits
    if not len(visits):
        return np.array([0.0, every_s])
    first = math.floor(float(visits.arrive_s.min()) / every_s)
    last = math.floor(float(visits.leave_s.max()) / every_s) + 1
    edges: Floats = every_s * np.arange(first, last + 1, dtype=np.float64)
    return edges


def _use(
    place: Place,
    counts: LaneCounts | None,
    served: npt.NDArray[np.bool_],
    *,
    begin: Floats,
    leave: Floats,
    edges: Floats,
) -> tuple[Floats, Floats]:
    """Mean lanes open, and the share of them in use, per cent."""
    if isinstance(place, Lanes) and counts is not None:
        lanes = _mean_lanes(counts, edges)
        busy = mean_in_bins(begin[served], leave[served], edges)
        return lanes, _share_pct(busy, lanes)
    if isinstance(place, Rank):
        calls = place.calls
        vehicles = np.histogram(calls.depart_s, edges)[0].astype(np.float64)
        offered = np.histogram(calls.depart_s, edges, weights=calls.places.astype(np.float64))[0]
        return vehicles, _share_pct(np.histogram(leave[served], edges)[0], offered)
    nothing = np.full(edges.size - 1, np.nan)
    return nothing, nothing


def _share_pct(part: Floats | Ints, whole: Floats) -> Floats:
    share = np.full(whole.size, np.nan)
    np.divide(100.0 * part, whole, out=share, where=whole > 0)
    return share


def _mean_lanes(counts: LaneCounts, edges: Floats) -> Floats:
    """Mean over time of a number that is constant between changes."""
    inside = counts.from_s[(counts.from_s > edges[0]) & (counts.from_s < edges[-1])]
    moments = np.union1d(edges, inside)
    at = np.searchsorted(counts.from_s, moments[:-1], side="right") - 1
    lanes = np.where(at >= 0, counts.lanes[np.maximum(at, 0)], 0) if counts.lanes.size else 0.0 * at
    summed = np.concatenate([[0.0], np.cumsum(lanes * np.diff(moments))])
    at_edges: Floats = summed[np.searchsorted(moments, edges)]
    means: Floats = np.diff(at_edges) / np.diff(edges)
    return means


def _grouped_waits(bins: Ints, waits: Floats, size: int) -> tuple[Floats, Floats]:
    """Mean and exact 95th percentile of the waits in each bin."""
    order = np.lexsort((waits, bins))
    counts = np.bincount(bins, minlength=size)
    sums = np.bincount(bins, weights=waits, minlength=size)
    means, high = np.full(size, np.nan), np.full(size, np.nan)
    some = np.flatnonzero(counts)
    means[some] = sums[some] / counts[some]
    rank = 0.95 * (counts[some] - 1)
    low = np.floor(rank).astype(np.int64)
    starts = (np.cumsum(counts) - counts)[some]
    rising = waits[order]
    below = rising[starts + low]
    above = rising[starts + np.minimum(low + 1, counts[some] - 1)]
    high[some] = below + (rank - low) * (above - below)
    return means, high
