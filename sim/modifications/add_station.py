"""Add a station: on its own for later lines, or between two stops of a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from pydantic import Field

from sim.modifications.base import Effect, ModificationBase, Problem, error, warning
from sim.modifications.draft import Draft
from sim.modifications.line_stops import straight_m
from sim.modifications.names import (
    mode_problems,
    route_named,
    route_problems,
    stop_named,
    stop_problems,
)
from sim.modifications.values import Slug
from sim.network.model import Branch, LineStop, ModeId, Quality, Route, Stop, StopId

__all__ = ["AddStation"]

PROVINCE_BOX = (117.5, 26.5, 123.5, 31.5)
"""West, south, east, north of Zhejiang with its islands, in degrees (WGS84)."""

_SAME_PLACE_M = 60.0
_FAR_FROM_LINE_M = 1500.0


class AddStation(ModificationBase):
    """Add a stop, to be used by later entries, or as a new station between two stops of a line."""

    type: Literal["add_station"]

    stop_id: Slug
    """Id of the new stop, such as M_new_garden; it must not exist yet."""

    name_zh: str
    """Chinese name."""

    name_en: str
    """English name."""

    mode: str
    """Id of the mode that stops here, as in network_data/modes.yaml."""

    lon: float | None = Field(default=None, ge=-180, le=180)
    """Longitude, WGS84 (degrees). Chinese web maps give GCJ-02, about 0.5 km off."""

    lat: float | None = Field(default=None, ge=-180, le=180)
    """Latitude, WGS84 (degrees)."""

    route: str | None = None
    """The line that gets the station, by id or name; without it the stop stands alone."""

    between: tuple[str, str] | None = None
    """The two neighbouring stops of that line. Without lon and lat the station lies midway."""

    stop_loss_s: int = Field(default=45, ge=0, le=300)
    """Time a train loses by stopping here: braking, dwell, starting (seconds)."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check mode, position, and the place in the line."""
        if StopId(self.stop_id) in draft.stops:
            yield error(
                "duplicate-stop",
                f"there is a stop '{self.stop_id}' already",
                "choose another stop_id, or use the stop that is there",
                "stop_id",
            )
        yield from mode_problems(draft, self.mode, "mode")
        yield from self._position_problems()
        if (self.route is None) != (self.between is None):
            yield error(
                "route-and-between",
                "route and between belong together",
                "give both for a station on a line, or neither",
                "route" if self.route else "between",
            )
        if self.route is None or self.between is None:
            return
        problems = [*route_problems(draft, self.route, "route")]
        yield from problems
        if problems or self.route in draft.promised:
            return
        route = route_named(draft, self.route)
        problems = [*stop_problems(draft, self.between, "between", route.mode_id)]
        yield from problems
        if not problems and not draft.promised.intersection(self.between):
            first, second = self._ends(draft, route)
            if not _places(draft, route, first, second):
                yield error(
                    "not-neighbours",
                    f"{first.name_en} and {second.name_en} do not follow each other on "
                    f"{route.name_en}",
                    "name two stops in a row",
                    "between",
                )

    def _position_problems(self) -> Iterator[Problem]:
        if (self.lon is None) != (self.lat is None):
            yield error(
                "position-incomplete",
                "a position needs lon and lat",
                "give both",
                "lon" if self.lat is None else "lat",
            )
        elif self.lon is None or self.lat is None:
            if self.between is None:
                yield error(
                    "position-missing",
                    "where is the station?",
                    "give lon and lat (WGS84), or route and between",
                )
        elif not _inside(self.lon, self.lat):
            advice = (
                "lon and lat are swapped: longitude is about 120, latitude about 30"
                if _inside(self.lat, self.lon)
                else "give WGS84 degrees inside Zhejiang"
            )
            yield error(
                "outside-province", f"{self.lon:g}, {self.lat:g} is not in Zhejiang", advice, "lon"
            )

    def check(self, draft: Draft) -> Iterator[Problem]:
        """Check that the station is new and near its line."""
        stop = self._stop(draft)
        for other in draft.stops.values():
            if other.mode_id == stop.mode_id and _near(other, stop):
                yield warning(
                    "station-exists",
                    f"{other.name_en} ({other.stop_id}) stands here",
                    "use that stop, or check lon and lat",
                    "lon" if self.lon is not None else "stop_id",
                )
        if self.route is not None and self.between is not None:
            first, second = self._ends(draft, route_named(draft, self.route))
            around = sum(straight_m([first, stop, second])) - sum(straight_m([first, second]))
            if around > _FAR_FROM_LINE_M:
                yield warning(
                    "station-off-line",
                    f"{stop.name_en} makes the line {around / 1000:.1f} km longer",
                    "check lon and lat",
                    "lon",
                )

    def afterwards(self, draft: Draft) -> Iterator[Problem]:
        """Check that a line calls at the station: on its own it changes nothing for a traveller."""
        called = any(
            call.stop_id == self.stop_id
            for route in draft.routes.values()
            for branch in route.branches
            for call in branch.stops
        )
        if not called:
            yield warning(
                "station-without-line",
                f"no line calls at {self.name_en} ({self.stop_id})",
                "name it in the stops of an add_line or extend_line entry below this one, or give "
                "route and between",
                "stop_id",
            )

    def promises(self) -> frozenset[str]:
        """Return the id and names of the stop."""
        return frozenset({self.stop_id, self.name_zh, self.name_en})

    def apply(self, draft: Draft) -> Effect:
        """Enter the stop and split the hops it lies on."""
        stop = self._stop(draft)
        draft.stops[stop.stop_id] = stop
        if self.route is None:
            return Effect(
                f"adds {stop.name_en} ({stop.name_zh})", {"stops": (stop.stop_id,)}, {"stops": 1}
            )
        route = route_named(draft, self.route)
        first, second = self._ends(draft, route)
        factor = draft.run_time_factor.get(route.mode_id, 1.0)
        loss_s = round(self.stop_loss_s / factor)
        share = _share(first, stop, second)
        places = _places(draft, route, first, second)
        branches = list(route.branches)
        for place in places:
            branch = branches[place.branch]
            own_share = share if place.forward else 1.0 - share
            to_new = LineStop(
                stop.stop_id,
                branch.stops[place.at].section_id,
                round(branch.stops[place.at].distance_m * own_share, 1),
                round(branch.stops[place.at].run_time_s * own_share) + loss_s,
                draft.as_of,
            )
            branches[place.branch] = _split(branch, place.at, to_new, loss_s)
        draft.routes[route.route_id] = replace(
            route, branches=tuple(branches), quality=Quality.SCENARIO, source="scenario"
        )
        return Effect(
            f"adds {stop.name_en} ({stop.name_zh}) on {route.name_en} between {first.name_en} and "
            f"{second.name_en}; trains lose {self.stop_loss_s} s",
            {"stops": (stop.stop_id,), "routes": (route.route_id,)},
            {"stops": 1, "hops": len(places)},
        )

    def _ends(self, draft: Draft, route: Route) -> tuple[Stop, Stop]:
        first, second = self.between or ("", "")
        return (stop_named(draft, first, route.mode_id), stop_named(draft, second, route.mode_id))

    def _stop(self, draft: Draft) -> Stop:
        lon, lat, quality = self.lon, self.lat, Quality.SCENARIO
        if lon is None or lat is None:
            first, second = self._ends(draft, route_named(draft, self.route or ""))
            lon, lat = (first.lon + second.lon) / 2, (first.lat + second.lat) / 2
            quality = Quality.ESTIMATE
        nearest = min(
            (stop for stop in draft.stops.values() if stop.county_id),
            key=lambda stop: (stop.lon - lon) ** 2 + (stop.lat - lat) ** 2,
            default=None,
        )
        return Stop(
            StopId(self.stop_id),
            ModeId(self.mode),
            self.name_zh,
            self.name_en,
            lon,
            lat,
            draft.as_of,
            None,
            quality,
            "scenario",
            nearest.county_id if nearest else "",
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a hop lies: which branch, at which of its stops it ends, in which direction."""

    branch: int
    at: int
    forward: bool


def _places(draft: Draft, route: Route, first: Stop, second: Stop) -> tuple[_Place, ...]:
    found = []
    for number, branch in enumerate(route.branches):
        calls = [(place, stop) for place, stop in enumerate(branch.stops) if draft.is_open(stop)]
        for (place, stop), (_, after) in pairwise(calls):
            pair = (stop.stop_id, after.stop_id)
            if pair == (first.stop_id, second.stop_id):
                found.append(_Place(number, place + 1, forward=True))
            elif pair == (second.stop_id, first.stop_id):
                found.append(_Place(number, place + 1, forward=False))
    return tuple(found)


def _split(branch: Branch, at: int, to_new: LineStop, loss_s: int) -> Branch:
    hop = branch.stops[at]
    onwards = replace(
        hop,
        distance_m=round(hop.distance_m - to_new.distance_m, 1),
        run_time_s=hop.run_time_s + loss_s - to_new.run_time_s,
    )
    return replace(branch, stops=(*branch.stops[:at], to_new, onwards, *branch.stops[at + 1 :]))


def _share(first: Stop, stop: Stop, second: Stop) -> float:
    before, after = straight_m([first, stop, second])
    return before / (before + after) if before + after > 0 else 0.5


def _inside(lon: float, lat: float) -> bool:
    west, south, east, north = PROVINCE_BOX
    return west <= lon <= east and south <= lat <= north


def _near(a: Stop, b: Stop) -> bool:
    if abs(a.lon - b.lon) + abs(a.lat - b.lat) > 0.01:
        return False
    return straight_m([a, b])[0] < _SAME_PLACE_M
