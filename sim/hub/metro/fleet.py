"""Train sets of a line: taken for a departure, given back after the turn-round."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Generator
from dataclasses import dataclass, field

import simpy

__all__ = ["Sets", "give_back", "park", "take"]

_LOOK_AGAIN_S = 60.0


@dataclass
class Sets:
    """Train sets of one line: ``depot`` of them are in the depot, the others run or stand.

    ``depot`` is None where the number does not bind. Sets are numbered as they leave the depot.
    """

    depot: int | None
    stand_s: float
    used: int = 0
    parked: deque[int] = field(default_factory=deque)
    standing: dict[str, deque[tuple[float, int]]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    asking: dict[str, deque[simpy.Event]] = field(default_factory=lambda: defaultdict(deque))


def take(
    env: simpy.Environment, sets: Sets, stop_id: str, patience_s: float
) -> Generator[simpy.Event, object, int]:
    """Wait for a train set at a stop; its number, or -1 where none came in time.

    First one that has turned round there, then one from the depot, then one that has stood
    elsewhere for long enough to be sent here.

    Examples
    --------
    >>> env = simpy.Environment()
    >>> sets = Sets(depot=1, stand_s=900.0)
    >>> env.run(env.process(take(env, sets, "A", 60.0)))
    0
    >>> env.run(env.process(take(env, sets, "A", 60.0))), env.now
    (-1, 60.0)
    """
    number = _at_once(env.now, sets, stop_id)
    until_s = env.now + patience_s
    while number is None and env.now < until_s:
        ask = env.event()
        sets.asking[stop_id].append(ask)
        yield ask | env.timeout(min(_LOOK_AGAIN_S, until_s - env.now))
        if ask.triggered:
            number = int(str(ask.value))
        else:
            sets.asking[stop_id].remove(ask)
            number = _at_once(env.now, sets, stop_id)
    return -1 if number is None else number


def _at_once(now_s: float, sets: Sets, stop_id: str) -> int | None:
    if sets.standing[stop_id]:
        return sets.standing[stop_id].popleft()[1]
    if sets.parked:
        return sets.parked.popleft()
    if sets.depot is None or sets.depot > 0:
        sets.depot = None if sets.depot is None else sets.depot - 1
        sets.used += 1
        return sets.used - 1
    idle = [
        (queue[0][0], name)
        for name, queue in sets.standing.items()
        if queue and now_s - queue[0][0] >= sets.stand_s
    ]
    return sets.standing[min(idle)[1]].popleft()[1] if idle else None


def give_back(
    env: simpy.Environment, sets: Sets, stop_id: str, number: int, layover_s: float
) -> Generator[simpy.Event, object, None]:
    """Turn round at a stop, then serve who asks there, else stand.

    Examples
    --------
    >>> env = simpy.Environment()
    >>> sets = Sets(depot=0, stand_s=900.0)
    >>> asked = env.process(take(env, sets, "A", 600.0))
    >>> _ = env.process(give_back(env, sets, "A", 7, 120.0))
    >>> env.run(asked), env.now
    (7, 120.0)
    """
    yield env.timeout(layover_s)
    if sets.asking[stop_id]:
        sets.asking[stop_id].popleft().succeed(number)
    else:
        sets.standing[stop_id].append((env.now, number))


def park(sets: Sets, number: int) -> None:
    """Send a set to the depot.

    Examples
    --------
    >>> sets = Sets(depot=0, stand_s=900.0)
    >>> park(sets, 3)
    >>> list(sets.parked)
    [3]
    """
    sets.parked.append(number)
