"""The day of a facility in SimPy: sources hand people over, places work on them at every tick.

What is an event: the working of a place at a tick, and the handing over by a source (one process
each). What is not: a person. Between two decisions people are rows of arrays, because

- places are worked on upstream first and nothing flows back (routes have no circle), so that at a
  tick a place knows everybody who reached it by then, in order;
- all queues are first come, first served: when somebody begins depends on those before, never on
  those after (also where lanes open by rule, as the rule looks at the first of the queue);
- vehicles and gates keep their times, and a service time is drawn by who is served, not by when.

So every time is what a simulation with an event for each step of each person gives, and the same
for any tick. The tests compare with one: ``tests/unit/test_hub_flow_peer.py``.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import simpy

from sim.hub.flow.facility import DayLog, Facility, People, Vehicles, Visits
from sim.hub.flow.order import upstream_first
from sim.hub.flow.visits_to_come import Day, blank_day
from sim.hub.flow.work import Worker, worker_of

__all__ = ["run_day"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Process = Generator[simpy.Event, None, None]


@dataclass(frozen=True, slots=True, eq=False)
class _Hall:
    """What the processes share: the visits, and who is on the way to each place."""

    day: Day
    inbox: list[list[Ints]]
    followers: tuple[tuple[int, ...], ...]
    left: Ints
    everyone_left: simpy.Event


def run_day(
    facility: Facility,
    people: People,
    vehicles: Vehicles,
    *,
    seed: int,
    replication: int,
    tick_s: float,
) -> DayLog:
    """Simulate people and facilities that were checked before: see `sim.hub.flow.simulate`."""
    day = blank_day(facility, people, vehicles, seed=seed, replication=replication)
    workers: dict[int, Worker] = {}
    if len(people):
        env = simpy.Environment(initial_time=float(people.appear_s.min()))
        routes = _numbered(facility)
        hall = _Hall(
            day=day,
            inbox=[[] for _ in facility.places],
            followers=_followers(routes, len(facility.places)),
            left=np.zeros(1, dtype=np.int64),
            everyone_left=env.event(),
        )
        for number in np.unique(people.route):
            env.process(_source(env, hall, int(number), tick_s))
        for place in upstream_first(routes, len(facility.places)):
            workers[place] = worker_of(day, place)
            env.process(_place(env, hall, place, workers[place], tick_s))
        env.run(until=hall.everyone_left)
    return _log(day, workers)


def _source(env: simpy.Environment, hall: _Hall, route: int, tick_s: float) -> Process:
    """Hand over, at every tick, the people of a route who have appeared since the last one."""
    day = hall.day
    rows = np.sort(day.first_row[day.people.route == route])
    rows = rows[np.argsort(day.arrive_s[rows], kind="stable")]
    times = day.arrive_s[rows]
    place = int(day.place[rows[0]])
    done = 0
    while done < rows.size:
        until = int(np.searchsorted(times, env.now, side="right"))
        if until > done:
            hall.inbox[place].append(rows[done:until])
            done = until
        yield env.timeout(tick_s)


def _place(
    env: simpy.Environment, hall: _Hall, place: int, worker: Worker, tick_s: float
) -> Process:
    """Work, at every tick, on all who reached the place by now, and send them on."""
    day, inbox = hall.day, hall.inbox[place]
    while True:
        if inbox:
            rows = inbox[0] if len(inbox) == 1 else np.concatenate(inbox)
            inbox.clear()
            due = day.arrive_s[rows] <= env.now
            if not due.all():
                inbox.append(rows[~due])
                rows = rows[due]
            if rows.size:
                rows.sort()
                rows = rows[np.argsort(day.arrive_s[rows], kind="stable")]
                worker.work(rows)
                _send_on(hall, place, rows)
        yield env.timeout(tick_s)


def _send_on(hall: _Hall, place: int, rows: Ints) -> None:
    """To the next place of each person; who was served at the last one, or never, leaves."""
    day = hall.day
    going = day.served[rows] & ~day.last[rows]
    onward = rows[going] + 1
    day.arrive_s[onward] = day.leave_s[rows[going]]
    following = hall.followers[place]
    if len(following) == 1 and onward.size:
        hall.inbox[following[0]].append(onward)
    elif onward.size:
        to = day.place[onward]
        for one in following:
            chosen = onward[to == one]
            if chosen.size:
                hall.inbox[one].append(chosen)
    hall.left[0] += rows.size - onward.size
    if hall.left[0] == len(day.people) and not hall.everyone_left.triggered:
        hall.everyone_left.succeed()


def _numbered(facility: Facility) -> list[list[int]]:
    index = facility.index
    return [[index[place] for place in route.places] for route in facility.routes]


def _followers(routes: list[list[int]], places: int) -> tuple[tuple[int, ...], ...]:
    found: list[set[int]] = [set() for _ in range(places)]
    for route in routes:
        for before, after in pairwise(route):
            found[before].add(after)
    return tuple(tuple(sorted(one)) for one in found)


def _log(day: Day, workers: Mapping[int, Worker]) -> DayLog:
    """The visits that took place, by person and route; and how each person ended."""
    rows = _rows_of(day.first_row, day.visits)
    rows = rows[~np.isnan(day.arrive_s[rows])]
    visits = Visits(
        person=day.person[rows],
        place=day.place[rows],
        arrive_s=day.arrive_s[rows],
        begin_s=day.begin_s[rows],
        leave_s=day.leave_s[rows],
        served=day.served[rows],
        failed=day.failed[rows],
    )
    last = np.flatnonzero(np.diff(visits.person, append=-1))
    missed, at = ~visits.served[last], visits.place[last]
    why = np.zeros(len(day.facility.places), dtype=np.int8)
    for place, worker in workers.items():
        why[place] = worker.why
    counts = {place: worker.lane_counts() for place, worker in sorted(workers.items())}
    return DayLog(
        visits=visits,
        end_s=visits.leave_s[last],
        missed=missed,
        missed_at=np.where(missed, at, -1).astype(np.int16),
        missed_why=np.where(missed, why[at], 0).astype(np.int8),
        lane_counts={place: one for place, one in counts.items() if one is not None},
    )


def _rows_of(first: Ints, counts: Ints) -> Ints:
    """Rows from each first one on, so many each, one after the other."""
    starts = np.cumsum(counts) - counts
    rows: Ints = np.repeat(first - starts, counts) + np.arange(int(counts.sum()))
    return rows
