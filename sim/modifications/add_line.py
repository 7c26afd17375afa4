"""Add a line that runs at headways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from sim.clock import parse_clock
from sim.modifications.base import Effect, Problem, error
from sim.modifications.draft import Draft
from sim.modifications.headways import bands_of, gap_warnings, headway_problems
from sim.modifications.line_stops import mode_of
from sim.modifications.names import mode_problems, stop_named, stop_problems
from sim.modifications.new_track import NewTrack, opens_text
from sim.modifications.values import ClockText, Colour, HeadwayMin, Slug
from sim.network.model import Branch, HeadwayBand, LineStop, Quality, Route, RouteId, Stop

__all__ = ["AddLine"]


class AddLine(NewTrack):
    """Run a new line over existing stops, or over stops added by earlier add_station entries."""

    type: Literal["add_line"]

    route_id: Slug
    """Id of the new line, such as metro_20; it must not exist yet."""

    mode: str
    """Id of the mode, as in network_data/modes.yaml."""

    name_zh: str
    """Chinese name, such as 20号线."""

    name_en: str
    """English name, such as Line 20."""

    stops: Annotated[tuple[str, ...], Field(min_length=2)]
    """Stops in order, by id or name; of several with one name, those of the mode are meant."""

    headway_min: HeadwayMin
    """Minutes between two vehicles: one number, or by period: {peak: 3, all_day: 6}."""

    first_departure: ClockText = "06:00"
    """First departure from either end, in quotes."""

    last_departure: ClockText = "22:30"
    """Last departure from either end, in quotes; after midnight "24:30"."""

    colour: Colour | None = None
    """Colour on the map, in quotes; by default the mode's."""

    both_directions: bool = True
    """False for a line that runs in the order of the stops only."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check the mode, the stops and that the ids are new; count the run times."""
        if RouteId(self.route_id) in draft.routes:
            yield error(
                "duplicate-route",
                f"there is a route '{self.route_id}' already",
                "choose another route_id, or use extend_line or adjust_headway",
                "route_id",
            )
        modeless = [*mode_problems(draft, self.mode, "mode")]
        yield from modeless
        for problem in stop_problems(draft, self.stops, "stops", self.mode):
            if not (modeless and problem.code == "ambiguous-station"):  # the mode would decide
                yield problem
        yield from self._track_problems(draft, self._section(), len(self.stops) - 1)
        if parse_clock(self.last_departure) <= parse_clock(self.first_departure):
            yield error(
                "window-reversed",
                f"the last departure {self.last_departure} is not after the first "
                f"{self.first_departure}",
                'after midnight write "24:30"',
                "last_departure",
            )

    def check(self, draft: Draft) -> Iterator[Problem]:
        """Check spacing, speed and headway against what the mode can do."""
        mode = mode_of(draft, self.mode)
        yield from self._stop_spacing(draft, self._stops(draft), mode, "stops")
        yield from self._closed_hubs(draft, self._stops(draft), "stops")
        yield from headway_problems(self.headway_min, mode)
        yield from gap_warnings(self._bands())

    def afterwards(self, draft: Draft) -> Iterator[Problem]:
        """Say whether the length counts as urban rail."""
        yield from self._length_problems(draft, mode_of(draft, self.mode))

    def promises(self) -> frozenset[str]:
        """Return the new ids and names."""
        return frozenset({self.route_id, self.name_zh, self.name_en, self._section()})

    def apply(self, draft: Draft) -> Effect:
        """Enter the route, its stations, and its section where the length counts."""
        mode = mode_of(draft, self.mode)
        stops = self._stops(draft)
        hops = self._hops(draft, stops, mode)
        opened = self._opened(draft, stops)
        route_id = RouteId(self.route_id)
        section_id = self._new_section(draft, self._section(), route_id, self.name_zh, self.name_en)
        line_stops = [LineStop(stops[0].stop_id, section_id, 0.0, 0, draft.as_of)]
        for stop, hop in zip(stops[1:], hops, strict=True):
            line_stops.append(
                LineStop(stop.stop_id, section_id, hop.distance_m, hop.run_time_s, draft.as_of)
            )
        draft.routes[route_id] = Route(
            route_id,
            mode.mode_id,
            self.name_zh,
            self.name_en,
            self.colour or mode.colour,
            (Branch("main", tuple(line_stops), both_directions=self.both_directions),),
            self._bands(),
            Quality.SCENARIO,
            "scenario",
        )
        factor = draft.run_time_factor.get(mode.mode_id, 1.0)
        minutes = sum(hop.run_time_s for hop in hops) * factor / 60
        length_km = sum(hop.distance_m for hop in hops) / 1000
        return Effect(
            f"adds {self.name_en} ({self.name_zh}): {len(stops)} stops, {length_km:.1f} km, "
            f"{minutes:.0f} min from {stops[0].name_en} to {stops[-1].name_en}"
            f"{self._length_text(draft, mode)}{opens_text(opened)}",
            {
                "routes": (route_id,),
                "stops": tuple(stop.stop_id for stop in stops),
                "sections": (section_id,) if section_id else (),
            },
            {"routes": 1, "hops": len(hops)},
        )

    def _section(self) -> str:
        return self.section_id or self.route_id

    def _stops(self, draft: Draft) -> list[Stop]:
        return [stop_named(draft, text, self.mode) for text in self.stops]

    def _bands(self) -> tuple[HeadwayBand, ...]:
        return bands_of(
            self.headway_min,
            start_s=parse_clock(self.first_departure),
            end_s=parse_clock(self.last_departure),
        )
