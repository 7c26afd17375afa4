"""Open sections of line that are built or planned but not in service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Literal

from sim.modifications.base import Effect, ModificationBase, Problem, counted, error, warning
from sim.modifications.draft import Draft
from sim.modifications.line_stops import open_hops, section_stops
from sim.modifications.names import matching_stops, section_problems, stop_problems
from sim.modifications.values import SectionNames
from sim.network.model import Network, Quality, SectionId, StopId

__all__ = ["OpenSection"]


class OpenSection(ModificationBase):
    """Put sections of line into service, with their stations.

    A section that opens also opens the stations at both of its ends. Trains then run through: the
    line's headways apply to its new length.
    """

    type: Literal["open_section"]

    sections: SectionNames
    """Ids of the sections, such as [5a, 5b]; see network_data/metro/sections.csv."""

    except_stations: tuple[str, ...] = ()
    """Stations that trains pass without stopping, by id or name."""

    open_date: date | None = None
    """First day of service; by default the scenario's as_of. It cannot be later than as_of."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check the sections, that they are closed, and the stations left out."""
        yield from section_problems(draft, self.sections, "sections")
        for place, text in enumerate(self.sections):
            section = draft.sections.get(SectionId(text))
            if section is not None and draft.is_open(section) and not self.allow_no_effect:
                yield error(
                    "section-already-open",
                    f"section {text} ({section.name_en}) is open since {section.open_date}",
                    "remove it from the list",
                    "sections",
                    place,
                )
        yield from stop_problems(draft, self.except_stations, "except_stations", self._mode(draft))
        if self.open_date is not None and self.open_date > draft.as_of:
            yield error(
                "date-after-as-of",
                f"on {draft.as_of} a section opening on {self.open_date} is still closed",
                "leave open_date out, or move as_of",
                "open_date",
            )

    def check(self, draft: Draft) -> Iterator[Problem]:
        """Sections an earlier entry cut off; stations not on the sections; the same track twice."""
        for place, text in enumerate(self.sections):
            section_id = SectionId(text)
            if _has_hops(draft.base, section_id) and not _has_hops(draft, section_id):
                yield error(
                    "section-cut-off",
                    f"no line runs over section {text} any more: an earlier extend_line led its "
                    "line another way",
                    "open the section before extending the line beyond it, or remove it here",
                    "sections",
                    place,
                )
        on_section = {stop_id for _, stop_id in section_stops(draft, self._ids(draft))}
        for place, stop_id in enumerate(self._passed(draft)):
            if stop_id not in on_section:
                yield warning(
                    "station-not-on-section",
                    f"{draft.stops[stop_id].name_en} is not on these sections",
                    "remove it, or name its section",
                    "except_stations",
                    place,
                )
        tracks = {
            section.track_id: section.section_id
            for section in draft.sections.values()
            if draft.is_open(section)
        }
        for place, section_id in enumerate(self._ids(draft)):
            section = draft.sections[section_id]
            other = tracks.setdefault(section.track_id, section_id)
            if other != section_id:
                yield warning(
                    "track-twice",
                    f"{section_id} and {other} are the same track",
                    "close one of them; the length counts once",
                    "sections",
                    place,
                )

    def apply(self, draft: Draft) -> Effect:
        """Open the sections, then their stops."""
        opened = self.open_date or draft.as_of
        sections = [s for s in self._ids(draft) if not draft.is_open(draft.sections[s])]
        for section_id in sections:
            draft.sections[section_id] = replace(
                draft.sections[section_id],
                open_date=opened,
                close_date=None,
                quality=Quality.SCENARIO,
                source="scenario",
            )
        passed = set(self._passed(draft))
        calls = open_hops(draft, self._ids(draft), passed=passed, opened=opened)
        stops = tuple(sorted({stop_id for _, stop_id in calls}))
        routes = tuple(sorted({draft.sections[s].route_id for s in sections}))
        length_km = sum(draft.sections[s].length_km for s in sections)
        lines = ", ".join(draft.routes[r].name_en for r in routes if r in draft.routes)
        return Effect(
            f"opens {', '.join(sections) or 'nothing'}"
            + (f" of {lines}" if lines else "")
            + f": {length_km:.1f} km, {counted(len(stops), 'station')}",
            {"sections": tuple(sections), "routes": routes, "stops": stops},
            {"sections": len(sections), "stops": len(stops)},
        )

    def _ids(self, draft: Draft) -> tuple[SectionId, ...]:
        return tuple(SectionId(text) for text in self.sections if text in draft.sections)

    def _mode(self, draft: Draft) -> str | None:
        routes = [draft.routes.get(draft.sections[s].route_id) for s in self._ids(draft)]
        return next((route.mode_id for route in routes if route is not None), None)

    def _passed(self, draft: Draft) -> tuple[StopId, ...]:
        mode_id = self._mode(draft)
        return tuple(
            stop.stop_id
            for text in self.except_stations
            for stop in matching_stops(draft, text, mode_id)
        )


def _has_hops(network: Draft | Network, section_id: SectionId) -> bool:
    return any(
        stop.section_id == section_id
        for route in network.routes.values()
        for branch in route.branches
        for stop in branch.stops[1:]
    )
