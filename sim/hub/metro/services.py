"""Line services: stops, stop patterns, trains and running rules of one line in one direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

from sim.errors import DataError, Issue, Severity

__all__ = ["LineService", "Operation", "StopPattern", "TrainType", "check_services"]


@dataclass(frozen=True, slots=True)
class TrainType:
    """A train: seats, places (seats and standing room together), doors of one side, length."""

    places: int
    seats: int
    doors: int
    length_m: float


@dataclass(frozen=True, slots=True)
class Operation:
    """How trains run, stop and turn; times in seconds.

    Time at the platform, with ``a`` people off, ``b`` people on and ``n`` doors::

        max(min_dwell_s, (doors_s + uneven * (alight_s * a + slow * board_s * b) / n) * draw)

    ``slow`` is 1 up to ``crowded_from`` of the places and grows in a straight line to
    ``1 + crowded_slower`` in a full train. ``uneven`` is the busiest door over the mean door.
    ``draw`` is lognormal with mean 1 and ``dwell_cv``. People who come while the doors are open
    lengthen the stop until ``latecomers_s`` after the arrival. A train leaves no earlier than
    ``early_s`` before its planned time. The platform is free for the next train ``clear_s`` after
    the departure. A late train runs a hop in the planned time less ``margin_share`` of it, times a
    lognormal draw with ``run_cv``; a train on time does not run faster than planned.

    At the end of the line a train set is ready again after ``layover_s``. One that has stood for
    ``stand_s`` may be sent where a set is missing; a departure that still has no set
    ``cancel_after_s`` after its planned time is cancelled.
    """

    min_dwell_s: float = 25.0
    doors_s: float = 12.0
    alight_s: float = 1.0
    board_s: float = 1.1
    uneven: float = 1.4
    crowded_from: float = 0.6
    crowded_slower: float = 0.5
    latecomers_s: float = 60.0
    clear_s: float = 60.0
    layover_s: float = 180.0
    margin_share: float = 0.05
    run_cv: float = 0.03
    dwell_cv: float = 0.2
    early_s: float = 0.0
    stand_s: float = 900.0
    cancel_after_s: float = 1800.0


@dataclass(frozen=True, slots=True)
class StopPattern:
    """Trains that call at the same stops: ``stops`` are positions in the service's stops.

    ``run_s`` is the planned time from departure to arrival of each hop (one fewer than stops),
    ``dwell_s`` the planned time at each stop, ``departures_s`` the planned departures from the
    first stop, ascending.
    """

    pattern_id: str
    stops: tuple[int, ...]
    run_s: tuple[float, ...]
    dwell_s: float
    departures_s: tuple[float, ...]

    def offsets_s(self) -> tuple[float, ...]:
        """Planned departure at each stop after that at the first.

        Examples
        --------
        >>> StopPattern("x", (0, 1, 2), (60.0, 90.0), 30.0, ()).offsets_s()
        (0.0, 90.0, 210.0)
        """
        found = [0.0]
        for run_s in self.run_s:
            found.append(found[-1] + run_s + self.dwell_s)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class LineService:
    """One line in one direction: what `sim.hub.flow.riders.Riders` calls a service group.

    ``stop_ids`` lists the stops of all patterns in an order that every pattern follows;
    ``area_m2`` is the floor to wait on for each of them.
    """

    group_id: str
    route_id: str
    direction: int
    title_zh: str
    title_en: str
    stop_ids: tuple[str, ...]
    patterns: tuple[StopPattern, ...]
    train: TrainType
    operation: Operation
    area_m2: tuple[float, ...]

    def position(self, stop_id: str) -> int:
        """Position of a stop.

        Raises
        ------
        KeyError
            If the service does not call there; `stop_ids` says where it does.

        Examples
        --------
        >>> from sim.hub.metro.examples import small_line
        >>> small_line()[1].position("A")
        2
        """
        if stop_id not in self.stop_ids:
            raise KeyError(f"{self.group_id} does not call at '{stop_id}'")
        return self.stop_ids.index(stop_id)


def check_services(services: Sequence[LineService]) -> None:
    """Raise one error that names everything about the services that cannot be simulated.

    Raises
    ------
    DataError
        If trains have no places or doors, a time is negative, a pattern does not go forward, its
        columns differ in length, or two services have the same name.

    Examples
    --------
    >>> check_services(())
    """
    issues = [issue for service in services for issue in _issues(service)]
    names = [service.group_id for service in services]
    issues += [
        _issue("line-twice", f"{name} is there twice", "name a line and direction once")
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    if issues:
        raise DataError("the lines cannot be simulated", issues)


def _issues(service: LineService) -> list[Issue]:
    name, train = service.group_id, service.train
    found: list[Issue] = []
    if train.places <= 0 or train.doors <= 0 or not 0 <= train.seats <= train.places:
        what = f"{name}: {train.places} places, {train.seats} seats, {train.doors} doors"
        found.append(_issue("train-size", what, "places and doors above zero, no more seats"))
    for one in fields(service.operation):
        value = float(getattr(service.operation, one.name))
        if not value >= 0.0:
            what = f"{name}: {one.name} is {value:g}"
            found.append(_issue("negative-time", what, "times and shares are zero or more"))
    if not service.operation.margin_share < 1.0:
        what = f"{name}: margin_share is {service.operation.margin_share:g}"
        found.append(_issue("margin", what, "a share of the run time below 1"))
    if len(service.area_m2) != len(service.stop_ids) or any(not m2 > 0 for m2 in service.area_m2):
        what = f"{name}: {len(service.area_m2)} platform areas for {len(service.stop_ids)} stops"
        found.append(_issue("platform-area", what, "one area above zero per stop"))
    if len(service.patterns) > 60:
        what = f"{name}: {len(service.patterns)} patterns"
        found.append(_issue("many-patterns", what, "at most 60 patterns in a service"))
    return found + [issue for one in service.patterns for issue in _pattern_issues(service, one)]


def _pattern_issues(service: LineService, pattern: StopPattern) -> list[Issue]:
    name, stops = f"{service.group_id}, {pattern.pattern_id}", pattern.stops
    found = []
    forward = len(stops) >= 2 and all(a < b for a, b in pairwise(stops))
    if not forward or stops[0] < 0 or stops[-1] >= len(service.stop_ids):
        fix = "at least two positions of the service's stops, ascending"
        found.append(_issue("pattern-stops", f"{name}: stops {stops[:5]}…", fix))
    if len(pattern.run_s) != len(stops) - 1 or any(not run > 0 for run in pattern.run_s):
        what = f"{name}: {len(pattern.run_s)} run times for {len(stops)} stops"
        found.append(_issue("run-times", what, "one run time above zero per hop"))
    if not pattern.dwell_s >= 0:
        found.append(_issue("negative-time", f"{name}: dwell {pattern.dwell_s:g} s", "0 or more"))
    if any(a > b for a, b in pairwise(pattern.departures_s)):
        found.append(_issue("departures", f"{name}: departures go back in time", "sort them"))
    return found


def _issue(code: str, what: str, fix: str) -> Issue:
    return Issue(Severity.ERROR, code, what, fix)
