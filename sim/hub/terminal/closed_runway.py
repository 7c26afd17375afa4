"""A closed runway for passengers: delays, missed connections, a fuller hall, and recovery."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.hub.flow.occupancy import largest_in_bins
from sim.hub.flow.places import Gate
from sim.hub.terminal.case import TerminalCase
from sim.hub.terminal.day import TerminalDay, is_belt, terminal_day
from sim.hub.terminal.flights import clock
from sim.hub.terminal.passengers import ARRIVING
from sim.hub.terminal.runway import RunwayClosure, delays_s

__all__ = [
    "ClosedDay",
    "closed_day",
    "disruption_row",
    "extra_min",
    "most_in_lounge",
    "recovery_rows",
    "with_closures",
]

Floats = npt.NDArray[np.float64]

_QUARTER_S = 900.0
_MIN_S = 60.0
_HOUR_S = 3600.0
_LATE_MIN = 1.0
_KIND = "runway"


@dataclass(frozen=True, slots=True, eq=False)
class ClosedDay:
    """A closure, the day with it and the same day without, drawn alike."""

    closure: RunwayClosure
    before: TerminalDay
    after: TerminalDay
    delay_s: Floats
    missed_connection_min: float

    @property
    def closure_id(self) -> str:
        """Name of the closure in all tables."""
        begin, end = clock(self.closure.from_s), clock(self.closure.until_s)
        return f"{_KIND}_{begin}_{end}".replace(":", "")


def with_closures(
    case: TerminalCase, per_h: float, closures: Sequence[RunwayClosure]
) -> tuple[TerminalCase, Floats]:
    """The case with its flights as late as the closures make them, and the delays in seconds.

    Only what the closures add counts: delays that the runway's queue has without them are taken as
    part of the schedule.

    Examples
    --------
    >>> from sim.hub.terminal.examples import small_case
    >>> case, late = with_closures(small_case(), 30.0, [RunwayClosure(32_000, 36_300)])
    >>> case.actual_s.tolist(), late.tolist()
    ([36300.0, 38700.0], [3900.0, 2700.0])
    """
    late = delays_s(case.flights, per_h, closures)
    return replace(case, actual_s=case.flights.time_s + late), late


def closed_day(
    case: TerminalCase,
    per_h: float,
    closure: RunwayClosure,
    *,
    missed_connection_min: float,
    seed: int,
    replication: int,
    before: TerminalDay | None = None,
) -> ClosedDay:
    """The day with a closure beside the same day without.

    People keep to the planned times: they do not know of the delay when they set out, and wait in
    the hall. `missed_connection_min` is what who misses a connection loses until the next flight.
    `before` is the undisturbed day, where it was simulated already.

    Examples
    --------
    >>> from sim.hub.terminal.examples import small_case
    >>> day = closed_day(small_case(), 30.0, RunwayClosure(32_000, 36_300),
    ...     missed_connection_min=240.0, seed=1, replication=0)
    >>> extra_min(day).tolist()
    [45.0, 45.0, 45.0, 65.0, 65.0]
    """
    disturbed, late = with_closures(case, per_h, [closure])
    return ClosedDay(
        closure,
        before or terminal_day(case, seed=seed, replication=replication),
        terminal_day(disturbed, seed=seed, replication=replication),
        late,
        missed_connection_min,
    )


def extra_min(day: ClosedDay) -> Floats:
    """Minutes that each person loses by the closure, the undisturbed day subtracted.

    Arriving: how much later they are gone, with flight, bags and queues. Departing and connecting:
    the delay of the flight they board. Who misses a connection only because of the closure loses
    the time until the next flight. Who missed theirs without it loses nothing more.
    """
    who, before, after = day.before.who, day.before.log, day.after.log
    leaving = who.flight_out >= 0
    flight_late = np.where(leaving, day.delay_s[who.flight_out], after.end_s - before.end_s)
    extra = flight_late / _MIN_S
    extra[after.missed & ~before.missed] = day.missed_connection_min
    extra[before.missed] = 0.0
    return np.asarray(extra, dtype=np.float64)


def most_in_lounge(day: TerminalDay) -> int:
    """Most people who wait at boarding gates at one moment.

    Examples
    --------
    >>> from sim.hub.terminal.examples import small_case
    >>> most_in_lounge(terminal_day(small_case(), seed=1, replication=0))
    3
    """
    places = day.who.facility.places
    gate = np.array([isinstance(one, Gate) and not is_belt(one) for one in places], dtype=np.bool_)
    visits = day.log.visits
    there = gate[visits.place]
    ever = np.array([-np.inf, np.inf])
    return int(largest_in_bins(visits.arrive_s[there], visits.begin_s[there], ever)[0])


def disruption_row(day: ClosedDay) -> pd.DataFrame:
    """The row of ``operations_disruptions`` of the closure.

    ``waited``: people at least a minute late who reach their end on the same day; ``gave_up``: who
    missed a connection or flight by it. Recovered from the first quarter of an hour after the
    reopening from which on nobody's flights are a minute late on average; empty where that is not
    before the end of the day. ``low`` and ``high`` are left to the replications.

    Examples
    --------
    >>> from sim.hub.terminal.examples import small_case
    >>> day = closed_day(small_case(), 30.0, RunwayClosure(32_000, 36_300),
    ...     missed_connection_min=240.0, seed=1, replication=0)
    >>> disruption_row(day)[["person_minutes_lost", "waited", "gave_up"]].values.tolist()
    [[265.0, 5.0, 0.0]]
    """
    extra = extra_min(day)
    gave_up = day.after.log.missed & ~day.before.log.missed
    late = (extra > _LATE_MIN) & ~gave_up
    closure = day.closure
    recovered_s = _recovered_s(day)
    begin, end = clock(closure.from_s), clock(closure.until_s)
    lost = float(extra.sum())
    return pd.DataFrame(
        [
            {
                "closure_id": day.closure_id,
                "kind": _KIND,
                "title_zh": f"跑道关闭 {begin}–{end}",
                "title_en": f"Runway closed {begin} to {end}",
                "from_time": begin,
                "until_time": end,
                "people_affected": int(late.sum() + gave_up.sum()),
                "person_minutes_lost": lost,
                "low": math.nan,
                "high": math.nan,
                "waited": int(late.sum()),
                "rerouted": 0,
                "by_shuttle": 0,
                "gave_up": int(gave_up.sum()),
                "recovered_time": "" if math.isnan(recovered_s) else clock(recovered_s),
                "minutes_to_recover": (recovered_s - closure.until_s) / _MIN_S,
                "note": _note(day),
            }
        ]
    )


def recovery_rows(day: ClosedDay) -> pd.DataFrame:
    """Rows of ``operations_recovery``: extra minutes of people by the planned quarter hour.

    From the quarter in which the closure begins to the last one of a flight; people belong to the
    quarter in which their flight should land or leave (who connects: leave).

    Examples
    --------
    >>> from sim.hub.terminal.examples import small_case
    >>> day = closed_day(small_case(), 30.0, RunwayClosure(32_000, 36_300),
    ...     missed_connection_min=240.0, seed=1, replication=0)
    >>> recovery_rows(day).iloc[[0, -1]].values.tolist()
    [['runway_0853_1005', '08:45', 0.0, 0], ['runway_0853_1005', '10:00', 45.0, 3]]
    """
    quarter, mean, late = _by_quarter(day)
    return pd.DataFrame(
        {
            "closure_id": day.closure_id,
            "quarter_start": [clock(one * _QUARTER_S) for one in quarter],
            "extra_min_per_person": mean,
            "people_late": late,
        }
    )


def _by_quarter(
    day: ClosedDay,
) -> tuple[npt.NDArray[np.int64], Floats, npt.NDArray[np.int64]]:
    who, flights = day.before.who, day.before.case.flights
    flight = np.where(who.role == ARRIVING, who.flight_in, who.flight_out)
    own = np.floor(flights.time_s[flight] / _QUARTER_S).astype(np.int64)
    first = int(day.closure.from_s // _QUARTER_S)
    last = max(int(own.max(initial=first)), first)
    extra = extra_min(day)
    inside = own >= first
    place, size = own[inside] - first, last - first + 1
    people = np.bincount(place, minlength=size)
    sums = np.bincount(place, weights=extra[inside], minlength=size)
    late = np.bincount(place, weights=extra[inside] > _LATE_MIN, minlength=size)
    mean = np.divide(sums, people, out=np.zeros(size), where=people > 0)
    return np.arange(first, last + 1), mean, late.astype(np.int64)


def _recovered_s(day: ClosedDay) -> float:
    """First quarter after the reopening from which on the mean extra is at most a minute; NaN."""
    quarter, mean, _ = _by_quarter(day)
    still = np.flatnonzero(mean > _LATE_MIN)
    reopened = math.ceil(day.closure.until_s / _QUARTER_S)
    if not len(still):
        return float(day.closure.until_s)
    if still[-1] == len(quarter) - 1:
        return math.nan
    return float(max(int(quarter[still[-1]]) + 1, reopened)) * _QUARTER_S


def _note(day: ClosedDay) -> str:
    late = day.delay_s / _MIN_S
    count = int((late > _LATE_MIN).sum())
    worst = float(late.max(initial=0.0))
    return (
        f"{count}个航班延误，最长{worst:.0f}分钟；候机人数最多由{most_in_lounge(day.before)}"
        f"增至{most_in_lounge(day.after)}；不计取消航班 / {count} flights late, the longest "
        f"{worst:.0f} min; most people waiting in the lounges {most_in_lounge(day.before)} before, "
        f"{most_in_lounge(day.after)} with the closure; no flight is cancelled{_why_so_long(day)}"
    )


def _why_so_long(day: ClosedDay) -> str:
    """How many flights a reopened runway has to take beside those that wait; empty: none late.

    The queue shrinks by what the runway takes an hour less what is planned in that hour.
    """
    planned_s = day.before.case.flights.time_s
    late_s = planned_s[day.delay_s > _LATE_MIN * _MIN_S]
    until_s = day.closure.until_s
    hours = (late_s.max(initial=until_s) - until_s) / _HOUR_S
    if hours <= 0:
        return ""
    waiting = int((late_s < until_s).sum())
    more = int(((planned_s >= until_s) & (planned_s <= late_s.max())).sum())
    return (
        f"；重开时积压{waiting}个航班，此后{hours:.1f}小时内至最后一个延误航班另有{more}个计划航班，"
        f"跑道能力除此之外的余量才能消化积压，故恢复缓慢 / {waiting} flights wait when it reopens, "
        f"and {more} more are planned in the {hours:.1f} h until the last late one: only what the "
        "runways take beyond these clears the queue"
    )
