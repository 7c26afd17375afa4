"""What can be wrong with a facility, its people and vehicles: told all at once."""

from __future__ import annotations

import math
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sim.errors import DataError, Issue, Severity
from sim.hub.flow.facility import NO_VEHICLE, Facility, People, Vehicles
from sim.hub.flow.order import circle
from sim.hub.flow.places import Gate, LaneRule, Lanes, Place, Rank, Walk

__all__ = ["check_facility", "check_people", "facility_issues", "people_issues"]

_FAMILIES = ("constant", "exponential", "lognormal", "erlang")


def check_facility(facility: Facility) -> None:
    """Raise `DataError` with all problems of the places and routes of a facility."""
    issues = facility_issues(facility)
    if issues:
        raise DataError(f"facility '{facility.facility_id}' cannot be simulated", issues)


def check_people(facility: Facility, people: People, vehicles: Vehicles) -> None:
    """Raise `DataError` with all that keeps these people from passing the facility."""
    issues = people_issues(facility, people, vehicles)
    if issues:
        raise DataError(f"the day of facility '{facility.facility_id}' cannot be simulated", issues)


def facility_issues(facility: Facility) -> tuple[Issue, ...]:
    """All problems of the places and routes of a facility; none if it can be simulated.

    A facility checks itself when it is made, and raises what is told here.

    Examples
    --------
    >>> from sim.hub.flow.facility import Route
    >>> try:
    ...     Facility("a", "甲", "A", (Walk("hall", "厅", "Hall"),), (Route("in", ("hal",)),))
    ... except DataError as error:
    ...     print(error.issues[0].what, error.issues[0].fix, sep="; ")
    facility 'a', route 'in': place 'hal' is not known; did you mean 'hall'?
    """
    where = f"facility '{facility.facility_id}'"
    issues = [*_twice(facility, where)]
    for place in facility.places:
        issues += _place_issues(place, f"{where}, place '{place.place_id}'")
    issues += _route_issues(facility, where)
    return tuple(issues)


def people_issues(facility: Facility, people: People, vehicles: Vehicles) -> tuple[Issue, ...]:
    """All that keeps these people from passing the facility; nothing if they can.

    Examples
    --------
    >>> from sim.hub.flow.examples import one_desk, three_travellers
    >>> people_issues(one_desk(), three_travellers(), Vehicles())
    ()
    """
    where = f"facility '{facility.facility_id}'"
    size = len(people)
    columns = (people.route, people.vehicle, people.speed_m_s, people.key, people.group)
    if any(column.size != size for column in columns):
        return (_issue("uneven-people", f"{where}: the columns of its people differ in length",
                       "give one value per person in each"),)  # fmt: skip
    issues = [*_person_issues(facility, people, vehicles, where)]
    if not issues:
        issues += _closed_places(facility, people, where)
    return tuple(issues)


def _issue(code: str, what: str, fix: str) -> Issue:
    return Issue(Severity.ERROR, code, what, fix)


def _twice(facility: Facility, where: str) -> Iterator[Issue]:
    for kind, ids in (
        ("place", [place.place_id for place in facility.places]),
        ("route", [route.route_id for route in facility.routes]),
    ):
        for one in sorted({one for one in ids if ids.count(one) > 1}):
            yield _issue(
                f"double-{kind}", f"{where}: {kind} '{one}' is there {ids.count(one)} times",
                "give each its own name",
            )  # fmt: skip


def _place_issues(place: Place, where: str) -> Iterator[Issue]:
    if isinstance(place, Walk):
        yield from _walk_issues(place, where)
    elif isinstance(place, Lanes):
        yield from _service_issues(place, where)
        yield from _schedule_issues(place, where)
        yield from _rule_issues(place.rule, where) if place.rule is not None else ()
    elif isinstance(place, Gate):
        yield from _gate_issues(place, where)
    else:
        yield from _rank_issues(place, where)


def _walk_issues(walk: Walk, where: str) -> Iterator[Issue]:
    for name, value in (("length_m", walk.length_m), ("fixed_s", walk.fixed_s)):
        if not 0 <= value < math.inf:
            yield _issue("negative-walk", f"{where}: {name} is {value:g}", "give 0 or more")


def _service_issues(lanes: Lanes, where: str) -> Iterator[Issue]:
    service = lanes.service
    if service.family not in _FAMILIES:
        yield _issue(
            "unknown-family", f"{where}: service times of family '{service.family}'",
            f"choose one of {', '.join(_FAMILIES)}",
        )  # fmt: skip
    for name, value in (("mean_s", service.mean_s), ("cv", service.cv)):
        if not 0 <= value < math.inf:
            yield _issue(
                "negative-service", f"{where}: {name} of the service time is {value:g}",
                "give 0 or more (seconds for the mean, a ratio for the spread)",
            )  # fmt: skip


def _schedule_issues(lanes: Lanes, where: str) -> Iterator[Issue]:
    schedule = lanes.schedule
    if len(schedule.from_s) != len(schedule.lanes):
        yield _issue(
            "uneven-schedule",
            f"{where}: {len(schedule.from_s)} times but {len(schedule.lanes)} numbers of lanes",
            "give one number of lanes for each time",
        )
        return
    pairs = pairwise(schedule.from_s)
    for before, after in pairs:
        if not before < after:
            yield _issue(
                "falling-schedule",
                f"{where}: lanes from {_clock(after)} come after {_clock(before)}",
                "write the times of the schedule in rising order, each once",
            )  # fmt: skip
    for start, count in zip(schedule.from_s, schedule.lanes, strict=True):
        if count < 0:
            yield _issue(
                "negative-lanes", f"{where}: {count} lanes from {_clock(start)}",
                "give 0 (closed) or more",
            )  # fmt: skip


def _rule_issues(rule: LaneRule, where: str) -> Iterator[Issue]:
    if not 1 <= rule.least <= rule.most:
        yield _issue(
            "lane-rule",
            f"{where}: the rule keeps at least {rule.least} and at most {rule.most} lanes",
            "give at least 1, and no less at most than at least",
        )  # fmt: skip
    if not rule.review_s > 0 or not rule.open_above_wait_s >= 0:
        yield _issue(
            "lane-rule",
            f"{where}: reviewed every {rule.review_s:g} s for waits above "
            f"{rule.open_above_wait_s:g} s",
            "give a positive time between reviews and a wait of 0 or more",
        )


def _gate_issues(gate: Gate, where: str) -> Iterator[Issue]:
    if math.isnan(gate.opens_before_s) or not abs(gate.closes_before_s) < math.inf:
        yield _issue("gate-times", f"{where}: a time is missing", "give opening and closing")
    elif gate.opens_before_s < gate.closes_before_s:
        yield _issue(
            "gate-closes-first",
            f"{where}: closes {gate.closes_before_s / 60:g} min before departure but opens only "
            f"{gate.opens_before_s / 60:g} min before",
            "let it open earlier than it closes",
        )


def _rank_issues(rank: Rank, where: str) -> Iterator[Issue]:
    depart, places = rank.calls.depart_s, rank.calls.places
    if depart.size != places.size:
        yield _issue(
            "uneven-calls",
            f"{where}: {depart.size} departures but {places.size} numbers of places",
            "give the places of each departure",
        )  # fmt: skip
    if not np.isfinite(depart).all() or (np.diff(depart) < 0).any():
        yield _issue(
            "falling-calls", f"{where}: departures are missing or not in order of time", "sort them"
        )
    if (places < 0).any():
        yield _issue(
            "negative-places",
            f"{where}: {int((places < 0).sum())} departures have negative places",
            "give 0 (full) or more",
        )  # fmt: skip


def _route_issues(facility: Facility, where: str) -> Iterator[Issue]:
    index = facility.index
    for route in facility.routes:
        if not route.places:
            yield _issue(
                "empty-route", f"{where}, route '{route.route_id}': passes no place",
                "give at least one place",
            )  # fmt: skip
        for place in dict.fromkeys(route.places):
            if place not in index:
                near = get_close_matches(place, index, 1)
                yield _issue(
                    "unknown-place",
                    f"{where}, route '{route.route_id}': place '{place}' is not known",
                    f"did you mean '{near[0]}'?" if near else f"known are {', '.join(index)}",
                )  # fmt: skip
    known = [[index[one] for one in route.places if one in index] for route in facility.routes]
    round_trip = circle(known, len(facility.places))
    if round_trip:
        names = " > ".join(facility.places[place].place_id for place in round_trip)
        yield _issue(
            "circle", f"{where}: routes go round in a circle: {names}",
            "give a place that is passed in both directions two names, one for each",
        )  # fmt: skip


def _person_issues(
    facility: Facility, people: People, vehicles: Vehicles, where: str
) -> Iterator[Issue]:
    walks = {place.place_id for place in facility.places if isinstance(place, Walk)}
    walkers = [bool(walks & set(route.places)) for route in facility.routes]
    unknown_route = (people.route < 0) | (people.route >= len(facility.routes))
    known = np.where(unknown_route, 0, people.route)
    walking = np.array([*walkers, False])[known] & ~unknown_route
    depart = vehicles.depart_s
    for code, wrong, what, fix in (
        ("unknown-route", unknown_route, "have a route that is not there",
         f"number the routes from 0 to {len(facility.routes) - 1}"),
        ("unknown-vehicle",
         (people.vehicle != NO_VEHICLE) & ((people.vehicle < 0) | (people.vehicle >= depart.size)),
         "have a vehicle that is not there", "give its row in the vehicles, or -1 for none"),
        ("no-time", ~np.isfinite(people.appear_s), "appear at no time", "give seconds of the day"),
        ("no-speed", walking & ~((people.speed_m_s > 0) & np.isfinite(people.speed_m_s)),
         "have no positive walking speed", "give metres a second"),
    ):  # fmt: skip
        if wrong.any():
            yield _issue(code, f"{where}: {int(wrong.sum()):,} people {what}{_rows(wrong)}", fix)
    if not np.isfinite(depart).all():
        yield _issue(
            "no-departure",
            f"{where}: {int((~np.isfinite(depart)).sum())} vehicles have no departure",
            "give seconds of the day",
        )  # fmt: skip


def _closed_places(facility: Facility, people: People, where: str) -> Iterator[Issue]:
    """Places on the way of people at which no lane opens and no vehicle calls the whole day."""
    per_route = np.bincount(people.route, minlength=len(facility.routes))
    for place in facility.places:
        closed = (isinstance(place, Lanes) and place.schedule.most == 0) or (
            isinstance(place, Rank) and not place.calls.places.sum()
        )
        count = sum(
            int(per_route[number])
            for number, route in enumerate(facility.routes)
            if place.place_id in route.places
        )
        if closed and count:
            what = "lane" if isinstance(place, Lanes) else "place in a vehicle"
            yield _issue(
                "no-lanes" if isinstance(place, Lanes) else "no-vehicles",
                f"{where}, place '{place.place_id}' ({place.title_zh} {place.title_en}): "
                f"no {what} the whole day, but {count:,} people on their way through it",
                "open at least one, or lead the people another way",
            )


def _rows(wrong: npt.NDArray[np.bool_]) -> str:
    rows = ", ".join(str(row) for row in np.flatnonzero(wrong)[:5])
    return f" (rows {rows}{' …' if wrong.sum() > 5 else ''})"


def _clock(time_s: float) -> str:
    if not math.isfinite(time_s):
        return "the beginning"
    sign, minutes = ("-" if time_s < 0 else ""), int(abs(time_s) // 60)
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"
