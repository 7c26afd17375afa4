"""Run times between two stations as the trains of a timetable have them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from sim.network.model import StopId, Train

__all__ = ["TimetableRun", "timetable_run"]


@dataclass(frozen=True, slots=True)
class TimetableRun:
    """Time from the departure at one station to the arrival at another.

    ``fastest_s`` and ``median_s`` are those of the pattern that counts, of ``trains`` trains;
    ``nonstop`` says whether these do not call between, ``quickest_s`` is of any pattern.
    """

    fastest_s: int
    median_s: int
    trains: int
    nonstop: bool
    quickest_s: int


def timetable_run(trains: Iterable[Train], start: StopId, end: StopId) -> TimetableRun | None:
    """Return the fastest and the median run from one station to the other.

    Trains of the pattern asked for count, those that call at one and next at the other. Where there
    are none, those that do so the other way round count, then those that call between. None where
    no train runs between the two.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> timetable_run(two_line_network().trains.values(), "R_central", "R_ningbo")
    TimetableRun(fastest_s=3600, median_s=3600, trains=1, nonstop=True, quickest_s=3600)
    """
    runs: dict[tuple[bool, bool], list[int]] = {}
    for train in trains:
        places = {call.stop_id: place for place, call in enumerate(train.calls)}
        if start not in places or end not in places:
            continue
        low, high = sorted((places[start], places[end]))
        forwards = places[start] < places[end]
        run_s = train.calls[high].arrival_s - train.calls[low].departure_s
        if run_s > 0:
            runs.setdefault((high == low + 1, forwards), []).append(run_s)
    quickest_s = min((min(found) for found in runs.values()), default=0)
    for nonstop, forwards in ((True, True), (True, False), (False, True), (False, False)):
        found = runs.get((nonstop, forwards))
        if found:
            return TimetableRun(min(found), round(median(found)), len(found), nonstop, quickest_s)
    return None
