"""How a place works on the people who reached it: one way for each kind of place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hub.flow.draws import service_times, uniforms
from sim.hub.flow.facility import LaneCounts
from sim.hub.flow.places import Gate, Lanes, Rank, Walk
from sim.hub.flow.queue_kernels import NOT_YET, LanePlan, LaneState, RankState, board, serve
from sim.hub.flow.visits_to_come import Day

__all__ = ["Worker", "worker_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_ROOM_FOR_CHANGES = 256
_GATE_CLOSED, _NO_VEHICLE_CAME, _LANES_CLOSED = 1, 2, 3


@dataclass(frozen=True, slots=True, eq=False)
class Worker:
    """`work` fills in begin and leaving of rows in the order of arrival, batch after batch.

    `lane_counts` tells afterwards how many lanes were open; `why` is why people may leave unserved.
    """

    work: Callable[[Ints], None]
    lane_counts: Callable[[], LaneCounts | None] = lambda: None
    why: int = 0


def worker_of(day: Day, number: int) -> Worker:
    """The worker of a place.

    Examples
    --------
    >>> from sim.hub.flow.facility import Facility, People, Route, Vehicles
    >>> from sim.hub.flow.visits_to_come import blank_day
    >>> hall = Walk("hall", "大厅", "Hall", length_m=26.0)
    >>> hub = Facility("hub", "站", "Hub", (hall,), (Route("in", ("hall",)),))
    >>> day = blank_day(hub, People.walking(np.array([5.0]), key=np.array([1])), Vehicles(),
    ...                 seed=1, replication=0)
    >>> worker_of(day, 0).work(np.array([0]))
    >>> day.leave_s.tolist()
    [25.0]
    """
    place = day.facility.places[number]
    if isinstance(place, Walk):
        return _walk_worker(day, place)
    if isinstance(place, Gate):
        return _gate_worker(day, place)
    if isinstance(place, Rank):
        return _rank_worker(day, place)
    return _lanes_worker(day, place, number)


def _walk_worker(day: Day, walk: Walk) -> Worker:
    def work(rows: Ints) -> None:
        arrive = day.arrive_s[rows]
        speed = day.people.speed_m_s[day.person[rows]]
        day.begin_s[rows] = arrive
        day.leave_s[rows] = arrive + (walk.length_m / speed + walk.fixed_s)

    return Worker(work)


def _gate_worker(day: Day, gate: Gate) -> Worker:
    def work(rows: Ints) -> None:
        arrive = day.arrive_s[rows]
        vehicle = day.people.vehicle[day.person[rows]]
        bound = vehicle >= 0
        depart = np.full(rows.size, np.nan)
        depart[bound] = day.vehicles.depart_s[vehicle[bound]]
        late = bound & (arrive > depart - gate.closes_before_s)
        opening = np.where(bound & ~late, depart - gate.opens_before_s, -np.inf)
        begin = np.maximum(arrive, opening)
        day.begin_s[rows] = begin
        day.leave_s[rows] = begin
        day.served[rows] = ~late

    return Worker(work, why=_GATE_CLOSED)


def _rank_worker(day: Day, rank: Rank) -> Worker:
    depart_s = np.array(rank.calls.depart_s, dtype=np.float64)
    state = RankState(depart_s, rank.calls.places.astype(np.int64), np.zeros(2, dtype=np.int64))
    last_call_s = float(depart_s.max(initial=-np.inf))

    def work(rows: Ints) -> None:
        arrive = day.arrive_s[rows]
        vehicle = np.empty(rows.size, dtype=np.int64)
        failed = np.empty(rows.size, dtype=np.int32)
        board(arrive, state, vehicle, failed)
        boarded = vehicle >= 0
        leave = np.maximum(arrive, last_call_s)
        leave[boarded] = depart_s[vehicle[boarded]]
        day.begin_s[rows] = leave
        day.leave_s[rows] = leave
        day.served[rows] = boarded
        day.failed[rows] = failed

    return Worker(work, why=_NO_VEHICLE_CAME)


def _lanes_worker(day: Day, lanes: Lanes, number: int) -> Worker:
    mine = np.flatnonzero(day.place == number)
    plan = _plan(lanes)
    queue = [_empty(plan, min(lanes.most, mine.size))]
    day.service_s[mine] = _service(day, lanes, mine)
    closed_s = plan.from_s[-1] if plan.from_s.size and plan.planned[-1] == 0 else -np.inf

    def work(rows: Ints) -> None:
        arrive = day.arrive_s[rows]
        service = day.service_s[rows]
        begin = np.empty(rows.size)
        done = 0
        while done < rows.size:
            done += serve(arrive[done:], service[done:], plan, queue[0], begin[done:])
            if done < rows.size:
                queue[0] = _more_room(queue[0])
        served = begin < np.inf
        given_up = np.maximum(arrive, closed_s)
        day.begin_s[rows] = np.where(served, begin, given_up)
        day.leave_s[rows] = np.where(served, begin + service, given_up)
        day.served[rows] = served

    return Worker(work, lambda: _lane_counts(plan, queue[0]), _LANES_CLOSED)


def _service(day: Day, lanes: Lanes, rows: Ints) -> Floats:
    """Service times of all who may come: drawn by who they are, not by when they come."""
    if lanes.service.family == "constant":
        return np.full(rows.size, float(lanes.service.mean_s))
    drawn = uniforms(day.seed, day.replication, lanes.place_id, day.people.key[day.person[rows]])
    return service_times(lanes.service, drawn)


def _plan(lanes: Lanes) -> LanePlan:
    rule = lanes.rule
    numbers = (
        (0.0, 0.0, 0.0, 0.0)
        if rule is None
        else (float(rule.least), float(rule.most), rule.open_above_wait_s, rule.review_s)
    )
    return LanePlan(
        np.array(lanes.schedule.from_s, dtype=np.float64),
        np.array(lanes.schedule.lanes, dtype=np.int64),
        np.array(numbers, dtype=np.float64),
    )


def _empty(plan: LanePlan, most_busy: int) -> LaneState:
    least_room = (2 * int(plan.rule[1]) + 2) * (plan.from_s.size + 1)
    room = max(_ROOM_FOR_CHANGES, least_room) if plan.rule[3] else 0
    return LaneState(
        heap=np.empty(most_busy + 1),
        counters=np.array([0, -1, NOT_YET, 0, 0], dtype=np.int64),
        last_begin=np.array([-np.inf]),
        change_s=np.empty(room),
        change_extra=np.empty(room, dtype=np.int64),
    )


def _more_room(state: LaneState) -> LaneState:
    return state._replace(
        change_s=np.concatenate([state.change_s, np.empty_like(state.change_s)]),
        change_extra=np.concatenate([state.change_extra, np.empty_like(state.change_extra)]),
    )


def _lane_counts(plan: LanePlan, state: LaneState) -> LaneCounts:
    """Lanes open over the day: the plan, and what the rule made of it."""
    changes = int(state.counters[4])
    times = np.unique(np.concatenate([plan.from_s, state.change_s[:changes]]))
    segment = np.searchsorted(plan.from_s, times, side="right") - 1
    lanes = np.where(segment >= 0, plan.planned[segment], 0)
    if plan.rule[3]:
        extra = np.concatenate([[0], state.change_extra[:changes]])
        now = extra[np.searchsorted(state.change_s[:changes], times, side="right")]
        ruled = np.clip(lanes + now, plan.rule[0], plan.rule[1]).astype(np.int64)
        lanes = np.where(lanes > 0, ruled, 0)
    return LaneCounts(times, lanes)
