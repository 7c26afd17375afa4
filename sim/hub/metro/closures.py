"""Closures: hops that no train runs and stops where none calls, for a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise

from sim.errors import DataError, Issue, Severity
from sim.hub.metro.services import LineService, StopPattern

__all__ = ["Closure", "close_section", "close_station", "reach_of"]


@dataclass(frozen=True, slots=True)
class Closure:
    """What is closed from ``from_s`` until before ``until_s``.

    ``hops`` are (service group, from position, to position), ``stops`` (service group, position).
    A train may not enter a closed hop; one that is in it already runs on to the next stop. A
    closed stop is passed without a call.
    """

    closure_id: str
    from_s: float
    until_s: float
    hops: tuple[tuple[int, int, int], ...] = ()
    stops: tuple[tuple[int, int], ...] = ()

    def is_on(self, time_s: float) -> bool:
        """Whether it is closed at a moment.

        Examples
        --------
        >>> closure = Closure("x", 100.0, 200.0)
        >>> closure.is_on(99.0), closure.is_on(100.0), closure.is_on(200.0)
        (False, True, False)
        """
        return self.from_s <= time_s < self.until_s


def close_section(
    services: Sequence[LineService],
    route_id: str,
    ends: tuple[str, str],
    *,
    from_s: float,
    until_s: float,
    closure_id: str = "",
) -> Closure:
    """Close a line between two of its stops, in both directions, and all hops between them.

    Trains turn back at the last stop before it. The two end stops stay open.

    Raises
    ------
    DataError
        If no service of the line calls at both, or the times are the wrong way round.

    Examples
    --------
    >>> from sim.hub.metro.examples import small_line
    >>> found = close_section(small_line(), "L", ("A", "B"), from_s=0.0, until_s=60.0)
    >>> found.hops  # A to B in group 0, B to A in group 1
    ((0, 0, 1), (1, 1, 2))
    """
    hops: set[tuple[int, int, int]] = set()
    for group, service in enumerate(services):
        if service.route_id == route_id and set(ends) <= set(service.stop_ids):
            low, high = sorted(service.position(stop_id) for stop_id in ends)
            for pattern in service.patterns:
                if {low, high} <= set(pattern.stops):
                    hops |= {(group, a, b) for a, b in pairwise(pattern.stops) if low <= a < high}
    if not hops or ends[0] == ends[1]:
        own = [s for s in services if s.route_id == route_id]
        known = sorted({stop_id for service in own for stop_id in service.stop_ids})
        fix = _advice(ends, known) if own else "take a route_id of the network"
        what = f"no train of {route_id} runs between {ends[0]} and {ends[1]}"
        raise DataError("the closure cannot be simulated", [_issue("closed-section", what, fix)])
    name = closure_id or f"{route_id}:{ends[0]}-{ends[1]}"
    return _checked(Closure(name, from_s, until_s, hops=tuple(sorted(hops))))


def close_station(
    services: Sequence[LineService],
    stop_id: str,
    *,
    from_s: float,
    until_s: float,
    closure_id: str = "",
) -> Closure:
    """Close a station: trains of all lines pass it without a call.

    Raises
    ------
    DataError
        If no service calls there, or the times are the wrong way round.

    Examples
    --------
    >>> from sim.hub.metro.examples import small_line
    >>> close_station(small_line(), "B", from_s=0.0, until_s=60.0).stops
    ((0, 1), (1, 1))
    """
    stops = tuple(
        (group, service.position(stop_id))
        for group, service in enumerate(services)
        if stop_id in service.stop_ids
    )
    if not stops:
        known = sorted({stop for service in services for stop in service.stop_ids})
        what = f"no train calls at station {stop_id}"
        fix = _advice((stop_id,), known)
        raise DataError("the closure cannot be simulated", [_issue("closed-station", what, fix)])
    return _checked(Closure(closure_id or stop_id, from_s, until_s, stops=stops))


def reach_of(
    closures: Iterable[Closure], group: int, pattern: StopPattern, place: int, time_s: float
) -> int:
    """How far a train at a place of its pattern can go at a moment: a place of the pattern.

    It is the last open stop before the first closed hop; the place itself where the train must
    turn back at once. A train that can run through reaches the last stop of its pattern.

    Examples
    --------
    >>> pattern = StopPattern("p", (0, 1, 2), (60.0, 60.0), 30.0, ())
    >>> closure = Closure("x", 0.0, 900.0, hops=((0, 1, 2),))
    >>> reach_of([closure], 0, pattern, 0, 10.0), reach_of([closure], 0, pattern, 0, 900.0)
    (1, 2)
    """
    on = [closure for closure in closures if closure.is_on(time_s)]
    last = len(pattern.stops) - 1
    hops = {hop for closure in on for hop in closure.hops}
    reach = next(
        (
            at
            for at in range(place, last)
            if (group, pattern.stops[at], pattern.stops[at + 1]) in hops
        ),
        last,
    )
    if reach < last:
        shut = {stop for closure in on for stop in closure.stops}
        while reach > place and (group, pattern.stops[reach]) in shut:
            reach -= 1
    return reach


def _checked(closure: Closure) -> Closure:
    if not closure.from_s < closure.until_s:
        what = (
            f"{closure.closure_id}: until {closure.until_s:g} s is not after {closure.from_s:g} s"
        )
        fix = "let it end after it begins"
        raise DataError("the closure cannot be simulated", [_issue("closed-time", what, fix)])
    return closure


def _advice(asked: Iterable[str], known: Sequence[str]) -> str:
    near = {name for one in asked if one not in known for name in get_close_matches(one, known, 3)}
    return f"did you mean {', '.join(sorted(near))}?" if near else "take two stops of the line"


def _issue(code: str, what: str, fix: str) -> Issue:
    return Issue(Severity.ERROR, code, what, fix)
