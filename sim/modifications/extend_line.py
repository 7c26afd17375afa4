"""Extend a line beyond one of its ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from sim.modifications.base import Effect, Problem, counted, error
from sim.modifications.draft import Draft
from sim.modifications.line_stops import Hop, mode_of, open_stops
from sim.modifications.names import (
    did_you_mean,
    matching_stops,
    route_named,
    route_problems,
    stop_named,
    stop_problems,
)
from sim.modifications.new_track import NewTrack, opens_text
from sim.modifications.values import Names
from sim.network.model import Branch, LineStop, Quality, Route, SectionId, Stop

__all__ = ["ExtendLine"]


class ExtendLine(NewTrack):
    """Run a line on to new stops beyond the end that from_station names.

    Every vehicle of the branch runs to the new end. Stops of the line beyond that end which are
    not open (planned pieces of the branch) are left out of it.
    """

    type: Literal["extend_line"]

    route: str
    """The line, by id or name."""

    branch: str = "main"
    """The branch that is extended."""

    from_station: str
    """The end of the branch from which the line runs on, by id or name."""

    new_stops: Names
    """New stops in the order in which a vehicle leaving from_station reaches them."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check line, branch, end and new stops; count the run times."""
        yield from route_problems(draft, self.route, "route")
        yield from self._track_problems(draft, self._section(), len(self.new_stops))
        if self.route in draft.promised:
            return
        try:
            route = route_named(draft, self.route)
        except (KeyError, IndexError):
            return
        yield from stop_problems(draft, self.new_stops, "new_stops", route.mode_id)
        branch = _branch(route, self.branch)
        if branch is None:
            names = [branch.branch_id for branch in route.branches]
            yield error(
                "unknown-branch",
                f"{route.name_en} has no branch '{self.branch}'",
                did_you_mean(self.branch, names, "branches: " + ", ".join(names)),
                "branch",
            )
            return
        ends = _ends(draft, branch)
        found = {stop.stop_id for stop in matching_stops(draft, self.from_station, route.mode_id)}
        if not found & {end.stop_id for end in ends}:
            names = [draft.stops[end.stop_id].name_en for end in ends]
            yield error(
                "not-a-terminus",
                f"{route.name_en} does not end at '{self.from_station}'",
                f"its ends are {' and '.join(names)}"
                if names
                else "no part of it is open: open a section first",
                "from_station",
            )

    def check(self, draft: Draft) -> Iterator[Problem]:
        """Check spacing and speed."""
        route = route_named(draft, self.route)
        mode = mode_of(draft, route.mode_id)
        stops = self._stops(draft, route)
        yield from self._stop_spacing(draft, stops, mode, "new_stops")
        yield from self._closed_hubs(draft, stops[1:], "new_stops")

    def afterwards(self, draft: Draft) -> Iterator[Problem]:
        """Say whether the length counts as urban rail."""
        yield from self._length_problems(
            draft, mode_of(draft, route_named(draft, self.route).mode_id)
        )

    def promises(self) -> frozenset[str]:
        """Return the id of the new section."""
        return frozenset({self._section()})

    def apply(self, draft: Draft) -> Effect:
        """Put the new hops at the end of the branch, and their stations into service."""
        route = route_named(draft, self.route)
        mode = mode_of(draft, route.mode_id)
        stops = self._stops(draft, route)
        hops = self._hops(draft, stops, mode)
        opened = self._opened(draft, stops[1:])
        name = f"{stops[0].name_en} to {stops[-1].name_en}"
        section_id = self._new_section(
            draft, self._section(), route.route_id, f"{stops[0].name_zh}—{stops[-1].name_zh}", name
        )
        branch = _branch(route, self.branch)
        if branch is None:
            raise KeyError(self.branch)
        longer = _extended(draft, branch, stops, hops, section_id)
        draft.routes[route.route_id] = replace(
            route,
            branches=tuple(longer if b.branch_id == self.branch else b for b in route.branches),
            quality=Quality.SCENARIO,
            source="scenario",
        )
        return Effect(
            f"extends {route.name_en} from {name}: {counted(len(hops), 'stop')}, "
            f"{sum(hop.distance_m for hop in hops) / 1000:.1f} km{self._length_text(draft, mode)}"
            f"{opens_text(opened)}",
            {
                "routes": (route.route_id,),
                "stops": tuple(stop.stop_id for stop in stops[1:]),
                "sections": (section_id,) if section_id else (),
            },
            {"routes": 1, "hops": len(hops)},
        )

    def _section(self) -> str:
        return self.section_id or f"{self.route}_{self.branch}_extension".replace(" ", "_")

    def _stops(self, draft: Draft, route: Route) -> list[Stop]:
        """Return the stops from the old end outwards."""
        branch = _branch(route, self.branch)
        ends = {end.stop_id for end in _ends(draft, branch)} if branch else set()
        start = next(
            stop
            for stop in matching_stops(draft, self.from_station, route.mode_id)
            if stop.stop_id in ends
        )
        return [start, *(stop_named(draft, text, route.mode_id) for text in self.new_stops)]


def _branch(route: Route, branch_id: str) -> Branch | None:
    return next((branch for branch in route.branches if branch.branch_id == branch_id), None)


def _ends(draft: Draft, branch: Branch) -> tuple[LineStop, ...]:
    calls = open_stops(draft, branch)
    return (calls[0], calls[-1]) if calls else ()


def _extended(
    draft: Draft,
    branch: Branch,
    stops: list[Stop],
    hops: tuple[Hop, ...],
    section_id: SectionId | None,
) -> Branch:
    """Return the branch with the new hops, in its own order of stops.

    At the far end the new stops follow. At the near end they come first, in reverse; the distance
    and time of a hop then stand at the stop nearer to the old line.
    """
    order = [stop.stop_id for stop in branch.stops]
    at = order.index(stops[0].stop_id)
    if stops[0].stop_id == _ends(draft, branch)[-1].stop_id:
        new = [
            LineStop(stop.stop_id, section_id, hop.distance_m, hop.run_time_s, draft.as_of)
            for stop, hop in zip(stops[1:], hops, strict=True)
        ]
        return replace(branch, stops=(*branch.stops[: at + 1], *new))
    outward = list(reversed(stops))
    lengths = list(reversed(hops))
    first = LineStop(outward[0].stop_id, section_id, 0.0, 0, draft.as_of)
    new = [
        LineStop(stop.stop_id, section_id, hop.distance_m, hop.run_time_s, draft.as_of)
        for stop, hop in zip(outward[1:-1], lengths, strict=False)
    ]
    joint = replace(
        branch.stops[at],
        section_id=section_id,
        distance_m=lengths[-1].distance_m,
        run_time_s=lengths[-1].run_time_s,
    )
    return replace(branch, stops=(first, *new, joint, *branch.stops[at + 1 :]))
