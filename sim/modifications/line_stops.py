"""Opening, closing and measuring the hops of lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from sim.modifications.base import Problem, error, warning
from sim.modifications.draft import Draft
from sim.network.model import (
    Branch,
    LineStop,
    Mode,
    ModeId,
    Quality,
    Route,
    RouteId,
    SectionId,
    Stop,
    StopId,
)

__all__ = [
    "Hop",
    "LineCalls",
    "branches_on_busiest_hop",
    "close_hops",
    "hop_problems",
    "hops_between",
    "open_hops",
    "open_stops",
    "running_lines",
    "section_stops",
    "straight_m",
]

LONGEST_HOP_KM = {"urban": 25.0, "regional": 300.0, "air": 20000.0}
"""Straight distance between neighbouring stops above which a line cannot be meant so."""

SLOWEST_KMH = 8.0
"""Below this a line is slower than cycling: probably seconds were written for minutes."""

LineCalls = set[tuple[RouteId, StopId]]
"""Stops of lines, as pairs of route and stop."""


@dataclass(frozen=True, slots=True)
class Hop:
    """The way from one stop of a line to the next, departure to departure."""

    distance_m: float
    run_time_s: int


def straight_m(stops: Sequence[Stop]) -> list[float]:
    """Straight distances between neighbouring stops, in metres (EPSG:4549).

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> stops = two_line_network().stops
    >>> [round(metres) for metres in straight_m([stops["M_west_lake"], stops["M_market"]])]
    [2887]
    """
    from sim.geometry import distances_m, to_metres  # noqa: PLC0415  (a check rarely needs it)

    points = to_metres([stop.lon for stop in stops], [stop.lat for stop in stops])
    return [float(metres) for metres in distances_m(points[:-1], points[1:])]


def hops_between(
    stops: Sequence[Stop],
    *,
    run_time_min: float | Sequence[float] | None,
    speed_kmh: float | None,
    length_km: float | None,
    detour_factor: float,
    time_factor: float,
) -> tuple[Hop, ...]:
    """Hops between the stops of a new line.

    Distances are straight lines times `detour_factor`, or scaled to `length_km` where that is
    known. Times are the given ones, or distance over `speed_kmh`. They are divided by the mode's
    `time_factor` because the network multiplies by it: what was written is what is run.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> stops = two_line_network().stops
    >>> hops_between([stops["M_west_lake"], stops["M_market"]], run_time_min=4, speed_kmh=None,
    ...     length_km=3, detour_factor=1.1, time_factor=1.0)
    (Hop(distance_m=3000.0, run_time_s=240),)
    """
    straight = straight_m(stops)
    scale = length_km * 1000.0 / sum(straight) if length_km is not None else detour_factor
    lengths = [metres * scale for metres in straight]
    if run_time_min is None:
        times_s = [metres * 3.6 / (speed_kmh or 1.0) for metres in lengths]
    elif isinstance(run_time_min, int | float):
        times_s = [run_time_min * 60.0] * len(lengths)
    else:
        times_s = [minutes * 60.0 for minutes in run_time_min]
    return tuple(
        Hop(round(metres, 1), max(1, round(seconds / time_factor)))
        for metres, seconds in zip(lengths, times_s, strict=True)
    )


def hop_problems(
    draft: Draft, stops: Sequence[Stop], hops: Sequence[Hop], mode: Mode, key: str
) -> Iterator[Problem]:
    """Problems with distances and speeds of hops that are longer than 0 m.

    The path points to the stop at the end of the hop.
    """
    factor = draft.run_time_factor.get(mode.mode_id, 1.0)
    offset = len(stops) - len(hops) - 1
    for place, (hop, metres) in enumerate(zip(hops, straight_m(stops), strict=True), start=1):
        names = f"{stops[place - 1].name_en} and {stops[place].name_en}"
        kmh = metres * 3.6 / (hop.run_time_s * factor)
        if metres > LONGEST_HOP_KM[mode.system] * 1000.0:
            yield error(
                "stops-too-far",
                f"{names} are {metres / 1000:.0f} km apart",
                "neighbouring stops of this mode lie within "
                f"{LONGEST_HOP_KM[mode.system]:.0f} km; is the order of the stops right?",
                key,
                place + offset,
            )
        elif kmh > mode.max_speed_kmh:
            yield error(
                "speed-too-high",
                f"{names}: {kmh:.0f} km/h in a straight line, and "
                f"{mode.label_en.lower()} runs at {mode.max_speed_kmh:.0f} km/h at most",
                "give more minutes for this hop",
                key,
                place + offset,
            )
        elif kmh < SLOWEST_KMH:
            yield warning(
                "slow-line",
                f"{names}: only {kmh:.1f} km/h",
                "the unit of run times is minutes",
                key,
                place + offset,
            )


def section_stops(draft: Draft, sections: Iterable[SectionId]) -> LineCalls:
    """Both ends of every hop of these sections.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> sorted(stop for _, stop in section_stops(Draft(two_line_network()), ["1b"]))
    ['M_hospital', 'M_river_east']
    """
    wanted = set(sections)
    return {
        (route.route_id, end.stop_id)
        for route in draft.routes.values()
        for branch in route.branches
        for before, stop in pairwise(branch.stops)
        if stop.section_id in wanted
        for end in (before, stop)
    }


def open_stops(draft: Draft, branch: Branch) -> tuple[LineStop, ...]:
    """Return the stops of a branch that its vehicles serve on the network's date."""
    return tuple(stop for stop in branch.stops if draft.is_open(stop))


def running_lines(draft: Draft, mode_id: ModeId) -> list[Route]:
    """Lines of a mode of which two stops or more of one branch are open.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> [route.route_id for route in running_lines(Draft(two_line_network()), ModeId("train"))]
    ['t_1', 't_2']
    """
    return [
        route
        for route in draft.routes.values()
        if route.mode_id == mode_id
        and any(len(open_stops(draft, branch)) > 1 for branch in route.branches)
    ]


def open_hops(
    draft: Draft, sections: Iterable[SectionId], *, passed: set[StopId], opened: date
) -> LineCalls:
    """Open the stops of these sections on their lines, except those that are `passed`.

    Returns what was closed and is now open.
    """
    wanted = section_stops(draft, sections)

    def opening(route: Route, _: Branch, stop: LineStop) -> LineStop:
        if (route.route_id, stop.stop_id) not in wanted or stop.stop_id in passed:
            return stop
        if draft.is_open(stop):
            return stop
        return replace(stop, open_date=opened, close_date=None)

    changed = _change_stops(draft, {route_id for route_id, _ in wanted}, opening)
    for stop_id in {stop_id for _, stop_id in changed}:
        stop = draft.stops[stop_id]
        if not draft.is_open(stop):
            draft.stops[stop_id] = replace(
                stop, open_date=opened, close_date=None, quality=Quality.SCENARIO, source="scenario"
            )
    return changed


def close_hops(draft: Draft, sections: Iterable[SectionId], *, closed: date) -> LineCalls:
    """Close the stops that no open section reaches any more; return them.

    What the scenario itself had opened goes back to what it was in the base network, so closing
    is the inverse of opening. The sections have to be closed in the draft before.
    """
    ends = section_stops(draft, sections)
    still = {
        (route.route_id, end.stop_id)
        for route in draft.routes.values()
        for branch in route.branches
        for before, stop in pairwise(branch.stops)
        if _section_open(draft, stop.section_id)
        for end in (before, stop)
    }
    before = {
        (route.route_id, branch.branch_id, stop.stop_id): stop
        for route in draft.base.routes.values()
        for branch in route.branches
        for stop in branch.stops
    }

    def closing(route: Route, branch: Branch, stop: LineStop) -> LineStop:
        call = (route.route_id, stop.stop_id)
        if call not in ends or call in still or not draft.is_open(stop):
            return stop
        original = before.get((route.route_id, branch.branch_id, stop.stop_id))
        if original is not None and not draft.is_open(original):
            return original
        return replace(stop, close_date=closed)

    changed = _change_stops(draft, {route_id for route_id, _ in ends}, closing)
    _close_unserved(draft, {stop_id for _, stop_id in changed}, closed)
    return changed


def _section_open(draft: Draft, section_id: SectionId | None) -> bool:
    section = draft.sections.get(section_id) if section_id is not None else None
    return section is None or draft.is_open(section)


def _close_unserved(draft: Draft, stops: set[StopId], closed: date) -> None:
    served = {
        stop.stop_id
        for route in draft.routes.values()
        for branch in route.branches
        for stop in branch.stops
        if draft.is_open(stop)
    }
    for stop_id in stops - served:
        original = draft.base.stops.get(stop_id)
        if original is not None and not draft.is_open(original):
            draft.stops[stop_id] = original
        else:
            draft.stops[stop_id] = replace(draft.stops[stop_id], close_date=closed)


def _change_stops(
    draft: Draft, routes: set[RouteId], change: Callable[[Route, Branch, LineStop], LineStop]
) -> LineCalls:
    changed: LineCalls = set()
    for route_id in routes:
        route = draft.routes[route_id]
        branches = tuple(
            replace(branch, stops=tuple(change(route, branch, stop) for stop in branch.stops))
            for branch in route.branches
        )
        changed |= _differences(route, branches)
        draft.routes[route_id] = replace(route, branches=branches)
    return changed


def _differences(route: Route, branches: tuple[Branch, ...]) -> LineCalls:
    return {
        (route.route_id, old.stop_id)
        for before, after in zip(route.branches, branches, strict=True)
        for old, new in zip(before.stops, after.stops, strict=True)
        if old != new
    }


def branches_on_busiest_hop(draft: Draft, route: Route) -> int:
    """How many branches of a route run over its busiest open hop.

    Each branch has its own headway, so the trunk's headway is the branches' divided by this.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> draft = Draft(two_line_network())
    >>> branches_on_busiest_hop(draft, draft.routes["t_1"])
    1
    """
    hops: Counter[frozenset[StopId]] = Counter()
    for branch in route.branches:
        calls = open_stops(draft, branch)
        hops.update({frozenset((before.stop_id, stop.stop_id)) for before, stop in pairwise(calls)})
    return max(hops.values(), default=1)


def mode_of(draft: Draft, mode_id: str) -> Mode:
    """Return the mode of this id; call it after `mode_problems` found nothing."""
    return draft.modes[ModeId(mode_id)]
