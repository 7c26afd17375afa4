"""The trains of a day: one process for each train, people moved by the kernels of `boarding`."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import simpy

from sim.hub.flow.riders import Riders, check_riders
from sim.hub.metro.boarding import Crowd, Rule, Stop, Train, alight, board, open_doors, set_down
from sim.hub.metro.closures import Closure, reach_of
from sim.hub.metro.day import CALL_COLUMNS, RUN_COLUMNS, SET_DOWN_COLUMNS, MetroDay
from sim.hub.metro.fleet import Sets, give_back, park, take
from sim.hub.metro.plan import (
    Draws,
    Platforms,
    Run,
    crowd_of,
    draws_of,
    platforms_of,
    rule_of,
)
from sim.hub.metro.services import LineService, check_services

__all__ = ["simulate_lines"]

Steps = Generator[simpy.Event, object, None]


@dataclass
class _Day:
    """State while the day runs; nothing of it leaves this module."""

    env: simpy.Environment
    services: tuple[LineService, ...]
    platforms: Platforms
    crowd: Crowd
    rules: tuple[Rule, ...]
    sets: Mapping[str, Sets]
    tracks: list[simpy.Resource]
    free_s: list[float]
    closures: dict[int, list[Closure]]
    draws: Draws
    runs: int = 0
    set_rows: int = 0
    run_rows: list[tuple[object, ...]] = field(default_factory=list)
    call_rows: list[tuple[float, ...]] = field(default_factory=list)
    set_down_rows: list[np.ndarray] = field(default_factory=list)


def simulate_lines(
    services: Sequence[LineService],
    riders: Riders,
    *,
    seed: int,
    replication: int,
    fleets: Mapping[str, int] | None = None,
    closures: Sequence[Closure] = (),
) -> MetroDay:
    """Run a day of lines: trains, and the riders that wait for, board and leave them.

    A train waits for a train set, keeps clear of the train ahead at every platform, is open for as
    long as people need and leaves no earlier than planned. People board in order of arrival while
    there is room; only trains are processes, people are arrays. The wait of a person ends when the
    doors close, so that with even headways ``h`` and room it is ``h / 2`` on average.

    At a closed section trains turn back at the last open stop: people for beyond are set down
    there, wait for a train that runs through (`MetroDay.set_downs`), and the set runs back to where
    it came from. Trains pass a closed station; people for it are put out at the next stop, and
    people on its platforms wait.

    Parameters
    ----------
    services
        Service groups, in the order that ``riders.group`` counts.
    riders
        Who travels.
    seed, replication
        Of the random factors of run and dwell times; the same give the same day.
    fleets
        Train sets by route; a route without an entry has as many as it needs.
    closures
        What is closed, and when.

    Raises
    ------
    DataError
        If services or riders cannot be simulated; every kind of problem is named.

    Examples
    --------
    >>> from sim.hub.metro.examples import riders_of, small_line
    >>> riders = riders_of([(100.0, [(0, 0, 2, 0.0)])])
    >>> day = simulate_lines(small_line(), riders, seed=1, replication=0)
    >>> day.board_s.tolist(), day.alight_s.tolist()  # 120 s to B, 30 s there, 120 s to C
    ([300.0], [570.0])
    """
    check_services(services)
    check_riders(riders, tuple(len(service.stop_ids) for service in services))
    day = _opened(services, riders, Draws(seed, replication), fleets or {}, closures)
    for group, position, at_s, change in _station_closures(closures):
        day.env.process(_shut(day, int(day.platforms.first[group] + position), at_s, change))
    for run in _planned(day):
        day.env.process(_departure(day, run))
    day.env.run()
    return _closed(day, riders)


def _opened(
    services: Sequence[LineService],
    riders: Riders,
    draws: Draws,
    fleets: Mapping[str, int],
    closures: Sequence[Closure],
) -> _Day:
    platforms = platforms_of(services)
    planned = sum(len(p.departures_s) for service in services for p in service.patterns)
    env = simpy.Environment()
    count = len(platforms.group)
    by_group = {
        group: [c for c in closures if any(one[0] == group for one in (*c.hops, *c.stops))]
        for group in {hop[0] for closure in closures for hop in closure.hops}
    }
    routes = {service.route_id: service.operation.stand_s for service in services}
    return _Day(
        env=env,
        services=tuple(services),
        platforms=platforms,
        crowd=crowd_of(riders, platforms, 2 * planned, set_downs=bool(closures)),
        rules=tuple(rule_of(service) for service in services),
        sets={route: Sets(fleets.get(route), stand_s) for route, stand_s in routes.items()},
        tracks=[simpy.Resource(env) for _ in range(count)],
        free_s=[0.0] * count,
        closures=by_group,
        draws=draws,
    )


def _planned(day: _Day) -> list[Run]:
    found = []
    for group, service in enumerate(day.services):
        for at, pattern in enumerate(service.patterns):
            planned_s = np.array(pattern.departures_s, dtype=np.float64)
            hop, stop = draws_of(service, pattern, planned_s, day.draws)
            for row, time_s in enumerate(pattern.departures_s):
                found.append(Run(day.runs, group, at, 0, time_s, hop[row], stop[row]))
                day.runs += 1
    return found


def _station_closures(closures: Sequence[Closure]) -> list[tuple[int, int, float, int]]:
    return [
        (group, position, at_s, change)
        for closure in closures
        for group, position in closure.stops
        for at_s, change in ((closure.from_s, 1), (closure.until_s, -1))
    ]


def _shut(day: _Day, platform: int, at_s: float, change: int) -> Steps:
    yield day.env.timeout(at_s)
    day.crowd.shut[platform] += change


def _departure(day: _Day, run: Run) -> Steps:
    """From the planned departure on: find a set, drive, turn round."""
    env, service = day.env, day.services[run.group]
    pattern, own = service.patterns[run.pattern], service.operation
    yield env.timeout(max(0.0, run.planned_s - pattern.dwell_s))
    if _reach(day, run, 0) == 0:
        day.run_rows.append(_run_row(run, np.nan, -1, "closed"))
        return
    sets = day.sets[service.route_id]
    first = service.stop_ids[pattern.stops[0]]
    number = yield from take(env, sets, first, own.cancel_after_s)
    if number < 0:
        day.run_rows.append(_run_row(run, np.nan, -1, "no train set"))
        return
    yield from _drive(day, run, number)


def _drive(day: _Day, run: Run, number: int) -> Steps:
    """Call at one stop after another; at a closed hop turn back, at the end turn round."""
    env, service = day.env, day.services[run.group]
    pattern, own = service.patterns[run.pattern], service.operation
    offset_s, last = pattern.offsets_s(), len(pattern.stops) - 1
    start_s = run.planned_s - offset_s[run.place]
    row, began_s, called = len(day.run_rows), env.now, -1
    day.run_rows.append(())
    turned = False
    for place in range(run.place, last + 1):
        planned_s = start_s + offset_s[place]
        if place > run.place:
            fast_s = pattern.run_s[place - 1] * (1.0 - own.margin_share) * run.hop[place - 1]
            yield env.timeout(max(fast_s, planned_s - pattern.dwell_s - env.now))
        platform = int(day.platforms.first[run.group]) + pattern.stops[place]
        must_turn = place < last and _reach(day, run, place) == place
        if day.crowd.shut[platform] and not must_turn:
            if place == last:
                alight(day.crowd, _train(day, run, place, last), called, env.now, False)
            continue
        with day.tracks[platform].request() as track:
            yield track
            if day.free_s[platform] > env.now:
                yield env.timeout(day.free_s[platform] - env.now)
            turned = yield from _call(day, run, place, (planned_s, called))
            day.free_s[platform] = env.now + own.clear_s
        called = pattern.stops[place]
        if turned:
            break
    day.run_rows[row] = _run_row(run, began_s, number, "turned back" if turned else "ran")
    if turned:
        yield from _turn_back(day, run, place, number)
    else:
        stop_id = service.stop_ids[pattern.stops[last]]
        sets = day.sets[service.route_id]
        yield from give_back(env, sets, stop_id, number, own.layover_s)


def _call(
    day: _Day, run: Run, place: int, plan: tuple[float, int]
) -> Generator[simpy.Event, object, bool]:
    """Let people off and on; whether the train must turn back here."""
    env, service = day.env, day.services[run.group]
    pattern, (planned_s, called) = service.patterns[run.pattern], plan
    last, arrived_s = len(pattern.stops) - 1, env.now
    train = _train(day, run, place, _reach(day, run, place))
    earliest_s = planned_s - service.operation.early_s if place < last else 0.0
    stop = Stop(float(arrived_s), earliest_s, float(run.stop[place]), called)
    off, close_s = open_doors(day.crowd, train, day.rules[run.group], stop)
    yield env.timeout(close_s - arrived_s)
    reach = _reach(day, run, place)
    train = _train(day, run, place, reach)
    turned = place < last and reach == place
    if turned:
        _set_down(day, run, train)
    waiting, boarded, left = board(day.crowd, train, env.now)
    load = int(day.crowd.load[run.number])
    head = (run.number, run.group, train.position, arrived_s, env.now, planned_s)
    day.call_rows.append((*head, off, waiting, boarded, left, load))
    return turned


def _set_down(day: _Day, run: Run, train: Train) -> None:
    aboard = int(day.crowd.load[run.number])
    room = len(day.crowd.set_board_s)
    if day.set_rows + aboard > room:
        more = np.full(room + aboard, np.nan)
        day.crowd = day.crowd._replace(set_board_s=np.concatenate([day.crowd.set_board_s, more]))
    stops = len(day.services[run.group].stop_ids)
    who = set_down(day.crowd, train, stops, day.env.now, day.set_rows)
    day.set_rows += len(who)
    same = (run.group, train.position, run.number, day.env.now)
    columns = [who, day.crowd.leg[who], *(np.full(len(who), one) for one in same)]
    day.set_down_rows.append(np.column_stack(columns).astype(np.float64))


def _turn_back(day: _Day, run: Run, place: int, number: int) -> Steps:
    """Run back to where the train came from; a train that cannot goes to the depot."""
    service = day.services[run.group]
    yield day.env.timeout(service.operation.layover_s)
    back = _way_back(day, run, place)
    if back is None or run.place > 0:
        park(day.sets[service.route_id], number)
        return
    yield from _drive(day, back, number)


def _way_back(day: _Day, run: Run, place: int) -> Run | None:
    """Find the pattern of the line that leads from here back to the first stop."""
    service = day.services[run.group]
    gone = [service.stop_ids[stop] for stop in service.patterns[run.pattern].stops[: place + 1]]
    for group, other in enumerate(day.services):
        if other.route_id != service.route_id:
            continue
        for at, pattern in enumerate(other.patterns):
            names = [other.stop_ids[stop] for stop in pattern.stops]
            if place > 0 and names[-place - 1 :] == gone[::-1]:
                now = np.array([day.env.now + pattern.dwell_s])
                hop, stop = draws_of(other, pattern, now, day.draws, "/back")
                back = Run(
                    day.runs, group, at, len(names) - 1 - place, float(now[0]), hop[0], stop[0]
                )
                day.runs += 1
                return back
    return None


def _reach(day: _Day, run: Run, place: int) -> int:
    """Place of the pattern that the train can get to, closures as they are now."""
    pattern = day.services[run.group].patterns[run.pattern]
    closures = day.closures.get(run.group)
    if closures is None:
        return len(pattern.stops) - 1
    shut = [c for c in closures if c.is_on(day.env.now)]
    return reach_of(shut, run.group, pattern, place, day.env.now)


def _train(day: _Day, run: Run, place: int, reach: int) -> Train:
    service = day.services[run.group]
    stops = service.patterns[run.pattern].stops
    return Train(
        run=run.number,
        aboard=run.number * day.platforms.width,
        first=int(day.platforms.first[run.group]),
        position=stops[place],
        bit=1 << run.pattern,
        reach=stops[reach],
        places=service.train.places,
    )


def _run_row(run: Run, start_s: float, number: int, outcome: str) -> tuple[object, ...]:
    head = (run.number, run.group, run.pattern, run.place, run.planned_s)
    return (*head, start_s, number, outcome)


def _closed(day: _Day, riders: Riders) -> MetroDay:
    runs = pd.DataFrame(day.run_rows, columns=list(RUN_COLUMNS)).sort_values(
        "run", ignore_index=True
    )
    calls = np.array(day.call_rows, dtype=np.float64).reshape(-1, len(CALL_COLUMNS))
    downs = np.concatenate(day.set_down_rows) if day.set_down_rows else np.zeros((0, 6))
    set_downs = np.column_stack([downs, day.crowd.set_board_s[: day.set_rows]])
    return MetroDay(
        services=day.services,
        riders=riders,
        runs=runs,
        calls=_typed(pd.DataFrame(calls, columns=list(CALL_COLUMNS))),
        set_downs=_typed(pd.DataFrame(set_downs, columns=list(SET_DOWN_COLUMNS))),
        arrive_s=day.crowd.arrive_s,
        board_s=day.crowd.board_s,
        alight_s=day.crowd.alight_s,
        run=day.crowd.run,
        passed_up=day.crowd.passed_up,
        end_s=day.crowd.end_s,
        status=day.crowd.status,
        set_used={route: sets.used for route, sets in day.sets.items()},
    )


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    whole = [name for name in table.columns if not name.endswith("_s")]
    return table.astype(dict.fromkeys(whole, np.int64))
