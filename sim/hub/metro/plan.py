"""The plan of a day as arrays: platforms, planned trains, their draws, and everybody's start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.hub.flow.draws import keys, lognormal, uniforms
from sim.hub.flow.riders import Riders
from sim.hub.metro.boarding import ENDED, INSIDE, Crowd, Floats64, Ints64, Rule
from sim.hub.metro.services import LineService, StopPattern

__all__ = ["Draws", "Platforms", "Run", "crowd_of", "draws_of", "platforms_of", "rule_of"]


@dataclass(frozen=True, eq=False)
class Platforms:
    """Platforms are the stops of all services, one after another.

    ``first`` is the first platform of each service, ``group`` the service of each platform,
    ``serves`` a bit for each pattern of the service that calls there, ``width`` the most stops of a
    service.
    """

    first: Ints64
    group: Ints64
    serves: Ints64
    width: int


@dataclass(frozen=True, eq=False)
class Run:
    """A train from its first stop to its last: ``place`` is where in its pattern it starts.

    ``hop`` and ``stop`` are its random factors for each hop and stop of the pattern.
    """

    number: int
    group: int
    pattern: int
    place: int
    planned_s: float
    hop: Floats64
    stop: Floats64


@dataclass(frozen=True, slots=True)
class Draws:
    """Whose random numbers: the seed of the experiment and the replication."""

    seed: int
    replication: int


def platforms_of(services: Sequence[LineService]) -> Platforms:
    """Number the platforms.

    Examples
    --------
    >>> from sim.hub.metro.examples import small_line
    >>> found = platforms_of(small_line())
    >>> found.first.tolist(), found.serves.tolist()
    ([0, 3], [1, 1, 1, 1, 1, 1])
    """
    sizes = [len(service.stop_ids) for service in services]
    first = np.cumsum([0, *sizes])[:-1].astype(np.int64)
    serves = np.zeros(sum(sizes), dtype=np.int64)
    for start, service in zip(first, services, strict=True):
        for bit, pattern in enumerate(service.patterns):
            serves[start + np.array(pattern.stops)] |= 1 << bit
    group = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
    return Platforms(first, group, serves, max(sizes, default=0))


def rule_of(service: LineService) -> Rule:
    """Time at a platform, with the seconds per person spread over the doors of the train.

    Examples
    --------
    >>> from sim.hub.metro.examples import small_line
    >>> rule_of(small_line()[0]).min_dwell_s
    30.0
    """
    own = service.operation
    per_door = own.uneven / service.train.doors
    return Rule(
        min_dwell_s=own.min_dwell_s,
        doors_s=own.doors_s,
        alight_s=own.alight_s * per_door,
        board_s=own.board_s * per_door,
        crowded_from=own.crowded_from,
        crowded_slower=own.crowded_slower,
        latecomers_s=own.latecomers_s,
    )


def draws_of(
    service: LineService, pattern: StopPattern, planned_s: Floats64, draws: Draws, label: str = ""
) -> tuple[Floats64, Floats64]:
    """Random factors of hops and stops for trains of a pattern, a row each, all of mean 1.

    A train is known by its pattern and the second of its planned departure, so that it draws the
    same in every scenario that runs it.

    Examples
    --------
    >>> from sim.hub.metro.examples import small_line
    >>> line = small_line()[0]
    >>> draws_of(line, line.patterns[0], np.array([300.0]), Draws(1, 0))[0].tolist()  # cv 0
    [[1.0, 1.0]]
    """
    train = keys(pattern.pattern_id + label, np.round(planned_s).astype(np.int64))
    found = []
    for stream, count, cv in (
        ("metro/run", len(pattern.run_s), service.operation.run_cv),
        ("metro/dwell", len(pattern.stops), service.operation.dwell_cv),
    ):
        each = keys(np.repeat(train, count), np.tile(np.arange(count), len(train)))
        uniform = uniforms(draws.seed, draws.replication, stream, each)
        found.append(lognormal(uniform, 1.0, cv).reshape(len(train), count))
    return found[0], found[1]


def crowd_of(riders: Riders, platforms: Platforms, runs: int, *, set_downs: bool) -> Crowd:
    """Everybody before the first train: on their way to their first platform.

    `runs` is the greatest number of trains; `set_downs` reserves room for people who are set down
    by trains that turn back.

    Examples
    --------
    >>> from sim.hub.metro.examples import riders_of, small_line
    >>> riders = riders_of([(20.0, [(0, 0, 1, 0.0)]), (10.0, [(0, 0, 2, 0.0)])])
    >>> crowd_of(riders, platforms_of(small_line()), 2, set_downs=False).starters.tolist()
    [1, 0]
    """
    people, legs, count = len(riders), riders.legs, len(platforms.group)
    rides = np.diff(riders.first_leg) > 0
    platform = (platforms.first[riders.group] + riders.board).astype(np.int32)
    first = riders.first_leg[:-1].copy()
    arrive_s = np.full(legs, np.nan)
    arrive_s[first[rides]] = riders.appear_s[rides]
    who = np.flatnonzero(rides)
    where = platform[first[who]]
    order = who[np.lexsort((who, riders.appear_s[who], where))].astype(np.int64)
    begins = np.searchsorted(platform[first[order]], np.arange(count + 1)).astype(np.int64)
    empty = np.full(count, -1, dtype=np.int64)
    return Crowd(
        leg=first,
        end_leg=riders.first_leg[1:].copy(),
        link=np.full(people, -1, dtype=np.int64),
        status=np.where(rides, INSIDE, ENDED).astype(np.int8),
        end_s=np.where(rides, np.nan, riders.appear_s),
        platform=platform,
        alight_at=riders.alight.astype(np.int32),
        walk_s=riders.walk_s.astype(np.float64),
        arrive_s=arrive_s,
        board_s=np.full(legs, np.nan),
        alight_s=np.full(legs, np.nan),
        run=np.full(legs, -1, dtype=np.int32),
        passed_up=np.zeros(legs, dtype=np.int32),
        head=empty,
        tail=empty.copy(),
        queued=np.zeros(count, dtype=np.int64),
        incoming=empty.copy(),
        starters=order,
        start_next=begins[:-1].copy(),
        start_end=begins[1:].copy(),
        aboard=np.full(runs * platforms.width, -1, dtype=np.int64),
        load=np.zeros(runs, dtype=np.int64),
        serves=platforms.serves,
        shut=np.zeros(count, dtype=np.int64),
        set_row=np.full(people, -1, dtype=np.int64),
        set_board_s=np.full(people if set_downs else 0, np.nan),
    )
