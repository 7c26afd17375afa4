"""Do the numbers add up: in = out + inside at every event, and Little's law over the day."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.hub.flow.facility import DayLog, Facility
from sim.hub.flow.occupancy import largest_in_bins, mean_in_bins, present_at

__all__ = ["Balance", "Little", "conservation", "littles_law"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Balance:
    """People in and out of each place, and what does not add up; nothing should."""

    places: pd.DataFrame
    events: int
    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether everything adds up."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Little:
    """People on average, arrivals per second, mean time: ``number = rate * time`` must hold.

    `number` is integrated over time, `time_s` is averaged over people: neither knows the other.
    """

    number: float
    rate_per_s: float
    time_s: float

    @property
    def difference(self) -> float:
        """``number - rate * time``; 0 but for rounding."""
        return self.number - self.rate_per_s * self.time_s


def conservation(log: DayLog, facility: Facility | None = None) -> Balance:
    """Check that nobody is lost or made: in = out + inside at every event of the day.

    At each moment at which anybody arrives or leaves anywhere, those who appeared less those who
    left the facility are those inside its places. Each visit begins when the one before ended, no
    time runs backwards, and at the end all places are empty. Without `facility` places are numbers.

    Examples
    --------
    >>> from sim.hub.flow.examples import three_people
    >>> conservation(three_people()).places.values.tolist(), conservation(three_people()).holds
    ([['0', 3, 3, 0, 2]], True)
    """
    visits = log.visits
    if not len(visits):
        return Balance(pd.DataFrame(columns=_COLUMNS), 0, ())
    first = np.flatnonzero(np.diff(visits.person, prepend=-1))
    joined = np.ones(len(visits), dtype=np.bool_)
    joined[first] = False
    appear = visits.arrive_s[first]
    arrive_s, leave_s = np.sort(visits.arrive_s), np.sort(visits.leave_s)
    moments = np.unique(np.concatenate([appear, log.end_s, leave_s]))
    inside = present_at(arrive_s, leave_s, moments)
    problems = []
    for wrong, what in (
        (present_at(appear, log.end_s, moments) != inside, "moments: in is not out + inside"),
        (visits.begin_s < visits.arrive_s, "visits begin before they arrive"),
        (visits.leave_s < visits.begin_s, "visits end before they begin"),
        (visits.arrive_s[joined] != visits.leave_s[np.flatnonzero(joined) - 1],
         "visits do not begin where the one before ended"),
        (log.missed == visits.served[np.append(first[1:], len(visits)) - 1],
         "people are missed and served, or neither"),
    ):  # fmt: skip
        if wrong.any():
            problems.append(f"{int(wrong.sum()):,} {what}")
    names = {number: place.place_id for number, place in enumerate(facility.places)} if (
        facility
    ) else {}  # fmt: skip
    rows = []
    for number in np.unique(visits.place):
        mine = visits.place == number
        arrive, leave = visits.arrive_s[mine], visits.leave_s[mine]
        day = np.array([-math.inf, math.inf])
        most = int(largest_in_bins(arrive, leave, day)[0])
        left = int((leave <= log.end_s.max()).sum())
        rows.append(
            (names.get(int(number), str(number)), arrive.size, left, arrive.size - left, most)
        )
    return Balance(pd.DataFrame(rows, columns=_COLUMNS), moments.size, tuple(problems))


_COLUMNS = ["place_id", "entered", "left", "inside_at_end", "most_inside"]


def littles_law(
    begin_s: Floats, end_s: Floats, *, from_s: float | None = None, until_s: float | None = None
) -> Little:
    """Little's law for stays: a queue (arrive to begin), a place or the facility (appear to end).

    Over a time that holds all stays, as by default, it must hold exactly; over a part of it, stays
    are cut at its ends and those that touch it are counted, and it holds for the cut stays.

    Examples
    --------
    >>> littles_law(np.array([0.0, 5.0]), np.array([10.0, 6.0]))
    Little(number=1.1, rate_per_s=0.2, time_s=5.5)
    """
    if not begin_s.size:
        return Little(0.0, 0.0, 0.0)
    start = float(begin_s.min()) if from_s is None else from_s
    stop = float(end_s.max()) if until_s is None else until_s
    touching = (end_s > start) & (begin_s < stop) | ((begin_s >= start) & (end_s <= stop))
    begin, end = np.maximum(begin_s[touching], start), np.minimum(end_s[touching], stop)
    if stop <= start or not begin.size:
        return Little(0.0, 0.0, 0.0)
    number = float(mean_in_bins(begin, end, np.array([start, stop]))[0])
    return Little(number, begin.size / (stop - start), float((end - begin).mean()))
