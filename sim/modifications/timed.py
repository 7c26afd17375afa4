"""Hours of the day, and places, sections and stations of a simulated day, as planners name them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.clock import clock_text, parse_clock
from sim.modifications.base import Problem, error
from sim.modifications.draft import Draft
from sim.modifications.names import did_you_mean, hub_named, stop_named, stop_problems
from sim.network.model import Route, Stop, StopId
from sim.network.operations import TimedClosure

__all__ = [
    "DAY_END",
    "closure_of",
    "closure_problems",
    "closure_text",
    "facility_problems",
    "hours_problems",
    "routes_through",
]

DAY_END = "30:00"
"""Where nothing is said, a setting holds until the last train of the night is in."""


def hours_problems(from_time: str, until_time: str, *path: str | int) -> Iterator[Problem]:
    """Yield a problem if the hours end before they begin.

    Examples
    --------
    >>> [p.what for p in hours_problems("09:00", "08:00", "until_time")]
    ['until_time 08:00 is not after from_time 09:00']
    """
    if parse_clock(until_time) <= parse_clock(from_time):
        yield error(
            "window-reversed",
            f"until_time {until_time} is not after from_time {from_time}",
            'put the earlier time first; after midnight write "25:00"',
            *path,
        )


def facility_problems(draft: Draft, place: str, *path: str | int) -> Iterator[Problem]:
    """Yield a problem if a place is not written ``facility/place``, or there is no such facility.

    Facilities are the main stations and the home airport. Whether the facility has the place is
    told by the tables of its template (`sim.scenario.operations_check`).

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> draft = Draft(two_line_network())
    >>> [p.code for text in ("central/gates", "HGH/security", "centrl/gates", "gates")
    ...  for p in facility_problems(draft, text, "place")]
    ['unknown-facility', 'not-a-place']
    """
    facility, slash, name = place.partition("/")
    if not slash or not facility or not name:
        yield error(
            "not-a-place",
            f"'{place}' does not say which place of which station",
            "write station and place with a slash: hangzhou_east/security",
            *path,
        )
        return
    airport = draft.base.home_airport
    if facility != airport and facility not in draft.hubs:
        named = hub_named(draft, facility)
        known = [airport, *draft.hubs]
        yield error(
            "unknown-facility",
            f"there is no main station or airport '{facility}'",
            f"write its id: {named.hub_id}/{name}"
            if named is not None
            else did_you_mean(facility, known, "known: " + ", ".join(known)),
            *path,
        )


def routes_through(draft: Draft, stops: Sequence[Stop]) -> list[Route]:
    """Lines with a branch that calls at all of some stops while they are open.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> draft = Draft(two_line_network())
    >>> stops = [draft.stops["M_west_lake"], draft.stops["M_hospital"]]
    >>> [route.route_id for route in routes_through(draft, stops)]
    ['t_1']
    """
    wanted = {stop.stop_id for stop in stops}
    return [
        route
        for route in draft.routes.values()
        if any(
            wanted <= {one.stop_id for one in branch.stops if draft.is_open(one)}
            for branch in route.branches
        )
    ]


def closure_problems(
    draft: Draft,
    what: tuple[Sequence[str] | None, str | None, bool],
    hours: tuple[str, str],
    *path: str | int,
) -> Iterator[Problem]:
    """Problems of a closure: `what` is section, station and runway, of which one is given.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> draft = Draft(two_line_network())
    >>> hours = ("08:00", "09:00")
    >>> [p.code for p in closure_problems(draft, (("Market", "Park"), None, True), hours)]
    ['section-station-or-runway']
    >>> [p.what for p in closure_problems(draft, (("M_west_lake", "M_park"), None, False), hours)]
    ['no line runs between West Lake and Park']
    """
    section, station, runway = what
    if sum((section is not None, station is not None, runway)) != 1:
        yield error(
            "section-station-or-runway",
            "a closure is of one section, one station or the runway",
            "give exactly one of section, station and runway",
            *path,
        )
        return
    texts = section if section is not None else () if station is None else (station,)
    key = "section" if section is not None else "station"
    found = list(stop_problems(draft, texts, key))
    for problem in found:
        own = problem.path if section is not None else problem.path[:1]
        yield error(problem.code, problem.what, problem.fix, *path, *own)
    if not found:
        yield from _line_problems(draft, texts, key, *path)
    yield from hours_problems(*hours, *path, "until_time")


def _line_problems(
    draft: Draft, texts: Sequence[str], key: str, *path: str | int
) -> Iterator[Problem]:
    """Stops that no line joins, and a section that is a point."""
    stops = [stop_named(draft, text) for text in texts if text not in draft.promised]
    if len(stops) < len(texts):
        return
    names = [stop.name_en for stop in stops]
    if len({stop.stop_id for stop in stops}) < len(stops):
        yield error(
            "section-without-length",
            f"both ends of the section are {names[0]}",
            "name the stops at its two ends, or close the station",
            *path,
            key,
        )
    elif stops and not routes_through(draft, stops):
        yield error(
            "no-line-there",
            f"no line runs between {' and '.join(names)}"
            if len(names) > 1
            else f"no line calls at {names[0]} on {draft.as_of}",
            "name stops of one line that is open by then",
            *path,
            key,
        )


def closure_of(
    draft: Draft,
    what: tuple[Sequence[str] | None, str | None, bool],
    hours: tuple[str, str],
) -> TimedClosure:
    """Record of a closure that `closure_problems` found nothing wrong with.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> draft = Draft(two_line_network())
    >>> closure_of(draft, (None, "Park", False), ("08:00", "09:00")).stop_ids
    ('M_park',)
    """
    section, station, _ = what
    from_s, until_s = (parse_clock(text) for text in hours)
    if section is not None:
        ends = tuple(str(stop_named(draft, text).stop_id) for text in section)
        return TimedClosure("section", ends, from_s, until_s)
    if station is not None:
        return TimedClosure("station", (str(stop_named(draft, station).stop_id),), from_s, until_s)
    return TimedClosure("runway", (), from_s, until_s)


def closure_text(draft: Draft, closure: TimedClosure) -> str:
    """What is closed and when, as a person says it.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> draft = Draft(two_line_network())
    >>> closure_text(draft, TimedClosure("section", ("M_market", "M_park"), 28800, 32400))
    'Market – Park closed from 08:00 until 09:00'
    """
    names = [draft.stops[StopId(one)].name_en for one in closure.stop_ids]
    what = " – ".join(names) or "the runway"
    hours = f"{clock_text(closure.from_s)} until {clock_text(closure.until_s)}"
    return f"{what} closed from {hours}"
