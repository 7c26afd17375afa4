"""What is closed, for trains and for riders, and the buses that replace them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.clock import clock_text
from sim.errors import DataError, Issue, Severity
from sim.hub.disruption.lines import with_services
from sim.hub.disruption.shuttle import ShuttleSettings, shuttle_services
from sim.hub.metro.closures import Closure, close_section, close_station
from sim.hub.metro.services import LineService
from sim.hub.riders.lines import RailLines

__all__ = ["Closed", "ClosureRequest", "check_requests", "close", "routes_between"]

Floats = npt.NDArray[np.float64]
Section = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class ClosureRequest:
    """A closure as a planner asks for it.

    ``stop_ids`` are the two ends of a section or the one station. ``route_id`` empty: every line
    that runs between the two ends.
    """

    closure_id: str
    kind: Literal["section", "station"]
    stop_ids: tuple[str, ...]
    from_s: float
    until_s: float
    route_id: str = ""


@dataclass(frozen=True, eq=False)
class Closed:
    """A closure ready to be simulated.

    ``services`` are those of the day and, after them, the shuttle's; ``lines`` the same as riders
    see them. ``sections`` (group, from, to station) and ``stations`` are closed to riders.
    """

    request: ClosureRequest
    trains: tuple[Closure, ...]
    services: tuple[LineService, ...]
    lines: RailLines
    sections: frozenset[Section]
    stations: frozenset[int]
    n_own: int
    shuttle: ShuttleSettings

    @property
    def from_s(self) -> float:
        """Start of the closure."""
        return self.request.from_s

    @property
    def until_s(self) -> float:
        """First moment at which trains run again."""
        return self.request.until_s


def check_requests(
    requests: Sequence[ClosureRequest],
    services: Sequence[LineService],
    names: dict[str, tuple[str, str]] | None = None,
) -> list[Issue]:
    """Every problem of the requests: unknown stops, wrong times, times without trains.

    Parameters
    ----------
    names
        Chinese and English name of each stop, for the advice.

    Examples
    --------
    >>> from sim.hub.metro.examples import small_line
    >>> wrong = ClosureRequest("x", "station", ("Bb",), 7200.0, 3600.0)
    >>> for issue in check_requests([wrong], small_line()):
    ...     print(issue.text())
    error closure-unknown — closure x: no train calls at 'Bb' — did you mean B?
    error closure-time — closure x: until 01:00 is not after from 02:00 — put the earlier time first
    """
    return [issue for one in requests for issue in _issues(one, services, names or {})]


def _issues(
    one: ClosureRequest, services: Sequence[LineService], names: dict[str, tuple[str, str]]
) -> list[Issue]:
    known = sorted({stop for service in services for stop in service.stop_ids})
    found = [
        _issue("unknown", f"closure {one.closure_id}: no train calls at '{stop}'",
               _near(stop, known, names))
        for stop in one.stop_ids if stop not in known
    ]  # fmt: skip
    wanted = 2 if one.kind == "section" else 1
    if len(set(one.stop_ids)) != wanted:
        what = f"closure {one.closure_id}: a {one.kind} is named by {wanted} different stops"
        found.append(_issue("stops", what, "name the two ends of a section, or one station"))
    elif not found and one.kind == "section" and not routes_between(one, services):
        what = f"closure {one.closure_id}: no line runs from {one.stop_ids[0]} to {one.stop_ids[1]}"
        found.append(_issue("section", what, "name two stops of the same line"))
    if not one.from_s < one.until_s:
        times = clock_text(int(one.until_s)), clock_text(int(one.from_s))
        what = f"closure {one.closure_id}: until {times[0]} is not after from {times[1]}"
        found.append(_issue("time", what, "put the earlier time first"))
    elif not found and not _runs(one, services):
        times = clock_text(int(one.from_s)), clock_text(int(one.until_s))
        what = f"closure {one.closure_id}: no train runs there between {times[0]} and {times[1]}"
        found.append(_issue("service-hours", what, "close it while trains run"))
    return found


def _issue(code: str, what: str, fix: str) -> Issue:
    return Issue(Severity.ERROR, f"closure-{code}", what, fix)


def _near(stop: str, known: Sequence[str], names: dict[str, tuple[str, str]]) -> str:
    by_name = {name: one for one in known for name in names.get(one, ())}
    close = get_close_matches(stop, [*known, *by_name], 3, 0.5)
    ids = list(dict.fromkeys(by_name.get(one, one) for one in close))
    return f"did you mean {', '.join(ids)}?" if ids else "take the id of a station of the lines"


def routes_between(one: ClosureRequest, services: Sequence[LineService]) -> list[str]:
    """Lines of which a pattern calls at both ends of a section.

    Examples
    --------
    >>> from sim.hub.metro.examples import small_line
    >>> routes_between(ClosureRequest("x", "section", ("C", "A"), 0, 60), small_line())
    ['L']
    """
    found = set()
    for service in services:
        if one.route_id and service.route_id != one.route_id:
            continue
        if not set(one.stop_ids) <= set(service.stop_ids):
            continue
        ends = {service.position(stop) for stop in one.stop_ids}
        if any(ends <= set(pattern.stops) for pattern in service.patterns):
            found.add(service.route_id)
    return sorted(found)


def _runs(one: ClosureRequest, services: Sequence[LineService]) -> bool:
    """Whether a train leaves one of the stops during the closure."""
    for service in services:
        for stop in set(one.stop_ids) & set(service.stop_ids):
            at = service.position(stop)
            for pattern in service.patterns:
                if at not in pattern.stops:
                    continue
                after_s = pattern.offsets_s()[pattern.stops.index(at)]
                times = [time + after_s for time in pattern.departures_s]
                if any(one.from_s <= time < one.until_s for time in times):
                    return True
    return False


def close(
    request: ClosureRequest,
    services: Sequence[LineService],
    lines: RailLines,
    station_xy_m: Floats,
    shuttle: ShuttleSettings | None = None,
) -> Closed:
    """Everything about a closure that a day with it needs.

    Parameters
    ----------
    lines
        The services as riders see them.
    station_xy_m
        Positions of `RailLines.station_ids` in metres, for the shuttle's way.

    Raises
    ------
    DataError
        If the request is wrong; see `check_requests`.

    Examples
    --------
    >>> from sim.hub.disruption.examples import small_town
    >>> town = small_town()
    >>> closed = close(ClosureRequest("x", "section", ("B", "C"), 3600, 7200), *town)
    >>> sorted(closed.sections), [one.group_id for one in closed.services[closed.n_own:]]
    ([(0, 1, 2), (1, 2, 1)], ['shuttle/x/L:0', 'shuttle/x/L:1'])
    """
    issues = check_requests([request], services)
    if issues:
        raise DataError("the closure cannot be simulated", issues)
    if request.kind == "section":
        ends = (request.stop_ids[0], request.stop_ids[1])
        trains = tuple(
            close_section(services, route, ends, from_s=request.from_s, until_s=request.until_s)
            for route in routes_between(request, services)
        )
    else:
        trains = (
            close_station(
                services, request.stop_ids[0], from_s=request.from_s, until_s=request.until_s
            ),
        )
    stations = lines.group_stops
    sections = frozenset(
        (group, int(stations[group][start]), int(stations[group][end]))
        for one in trains
        for group, start, end in one.hops
    )
    stopped = frozenset(int(stations[group][place]) for one in trains for group, place in one.stops)
    settings = shuttle or ShuttleSettings()
    own = list(services)
    buses = shuttle_services(request.closure_id, trains, own, (lines, station_xy_m), settings)
    return Closed(
        request=request,
        trains=trains,
        services=(*own, *buses),
        lines=with_services(lines, buses),
        sections=sections,
        stations=stopped,
        n_own=len(own),
        shuttle=settings,
    )
