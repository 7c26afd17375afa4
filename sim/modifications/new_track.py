"""What adding and extending a line share: how long, how fast, and what length counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from pydantic import Field

from sim.errors import Severity
from sim.modifications.base import ModificationBase, Problem, counted, error, info, warning
from sim.modifications.draft import Draft
from sim.modifications.line_stops import Hop, hop_problems, hops_between, straight_m
from sim.modifications.values import Numbers, Slug
from sim.network.model import Mode, Quality, RouteId, Section, SectionId, Stop
from sim.network.runs import stop_is_open

__all__ = ["NewTrack", "counts_text", "opens_text", "repeated_stops"]

_SAME_PLACE_M = 1.0
_LENGTH_TARGET = "urban_rail_km"
_COUNT_IT = "write counts_as_urban_rail: true and length_km to count it"


class NewTrack(ModificationBase):
    """Keys of every modification that lays new hops between stops."""

    run_time_min: Numbers | None = None
    """Minutes from departure to departure, stop included: one number for every hop, or a list with
    one number per hop (n stops have n - 1 hops). Either this or speed_kmh."""

    speed_kmh: float | None = Field(default=None, gt=0, le=500)
    """Commercial speed, stops included (km/h). Either this or run_time_min."""

    length_km: float | None = Field(default=None, gt=0, le=1000)
    """Operating length of the new piece (km). Without it: straight lines times detour_factor."""

    detour_factor: float = Field(default=1.1, ge=1.0, le=3.0)
    """Length over straight line where length_km is missing: about 1.04 on the metro lines whose
    geometry is known, 1.3 for buses in a street grid."""

    counts_as_urban_rail: bool = False
    """Whether the new piece counts in the length of the urban rail network; needs length_km."""

    section_id: Slug | None = None
    """Id of the new section of line, by which alternatives close it; by default the route's."""

    system_class: Literal["metro", "suburban", "intercity", "tram"] = "metro"
    """Class of the new section in length statistics (used with counts_as_urban_rail)."""

    def _track_problems(self, draft: Draft, section_id: str, hops: int | None) -> Iterator[Problem]:
        if (self.run_time_min is None) == (self.speed_kmh is None):
            given = "both are" if self.speed_kmh is not None else "none is"
            yield error(
                "run-time-or-speed",
                f"of run_time_min and speed_kmh, {given} given",
                "give exactly one of the two",
                *(() if self.speed_kmh is None else ("speed_kmh",)),
            )
        if isinstance(self.run_time_min, tuple) and hops not in (None, len(self.run_time_min)):
            yield error(
                "run-times-count",
                f"{counted(len(self.run_time_min), 'run time')} for {counted(hops or 0, 'hop')}",
                "give one per hop, or one number for all",
                "run_time_min",
            )
        if self.counts_as_urban_rail and self.length_km is None:
            yield error(
                "length-missing",
                "counts_as_urban_rail needs the operating length",
                "add length_km",
                "counts_as_urban_rail",
            )
        if self.counts_as_urban_rail and section_id in draft.sections:
            yield error(
                "duplicate-section",
                f"there is a section '{section_id}' already",
                "choose another section_id",
                "section_id" if self.section_id else "type",
            )

    def _hops(self, draft: Draft, stops: Sequence[Stop], mode: Mode) -> tuple[Hop, ...]:
        return hops_between(
            stops,
            run_time_min=self.run_time_min,
            speed_kmh=self.speed_kmh,
            length_km=self.length_km,
            detour_factor=self.detour_factor,
            time_factor=draft.run_time_factor.get(mode.mode_id, 1.0),
        )

    def _stop_spacing(
        self, draft: Draft, stops: Sequence[Stop], mode: Mode, key: str
    ) -> Iterator[Problem]:
        repeated = [*repeated_stops(stops, key)]
        yield from repeated
        if not any(problem.severity is Severity.ERROR for problem in repeated):
            yield from hop_problems(draft, stops, self._hops(draft, stops, mode), mode, key)

    def _length_problems(self, draft: Draft, mode: Mode) -> Iterator[Problem]:
        """Say whether the new piece counts as urban rail, where lines of its mode can."""
        if self._length_counted() is not None:
            yield info(
                "counts-as-urban-rail",
                f"the new piece {counts_text(self._length_counted(), self.system_class)}",
                "leave counts_as_urban_rail out where it should not count",
                "counts_as_urban_rail",
            )
        elif _can_count(draft, mode):
            yield info(
                "not-urban-rail",
                f"the new piece {counts_text(None, self.system_class)}",
                _COUNT_IT,
                "type",
            )

    def _length_text(self, draft: Draft, mode: Mode) -> str:
        """End of a sentence: whether the new piece counts as urban rail, and how to change that."""
        if self._length_counted() is not None:
            return f"; {counts_text(self._length_counted(), self.system_class)}"
        if not _can_count(draft, mode):
            return ""
        return f"; {counts_text(None, self.system_class)} ({_COUNT_IT})"

    def _length_counted(self) -> float | None:
        return self.length_km if self.counts_as_urban_rail else None

    def _closed_hubs(self, draft: Draft, stops: Sequence[Stop], key: str) -> Iterator[Problem]:
        """Stations of main stations that are closed: a line cannot open those on its way."""
        opened = replace(
            draft.base,
            hubs=draft.hubs,
            stops={stop.stop_id: _in_service(draft, stop) for stop in stops},
        )
        for place, stop in enumerate(stops):
            if not stop_is_open(opened, stop.stop_id):
                yield error(
                    "station-not-open",
                    f"{stop.name_en} belongs to a main station that is closed on {draft.as_of}",
                    "open it with open_rail_station before this entry",
                    key,
                    place,
                )

    def _opened(self, draft: Draft, stops: Sequence[Stop]) -> tuple[Stop, ...]:
        """Put the stops into service that are not; return those."""
        closed = tuple(stop for stop in stops if not draft.is_open(stop))
        for stop in closed:
            draft.stops[stop.stop_id] = _in_service(draft, stop)
        return closed

    def _new_section(
        self, draft: Draft, section_id: str, route_id: RouteId, name_zh: str, name_en: str
    ) -> SectionId | None:
        """Enter the section that makes the new piece count; None where it does not."""
        if not self.counts_as_urban_rail or self.length_km is None:
            return None
        key = SectionId(section_id)
        draft.sections[key] = Section(
            key,
            route_id,
            section_id,
            name_zh,
            name_en,
            self.length_km,
            draft.as_of,
            None,
            "",
            self.system_class,
            in_city_total=True,
            inside_share=1.0,
            quality=Quality.SCENARIO,
            source="scenario",
            note=self.note,
        )
        return key


def repeated_stops(stops: Sequence[Stop], key: str) -> Iterator[Problem]:
    """Stops that follow themselves (an error), and stops a line comes back to (a warning).

    A line that ends where it begins is a ring. The path points to the later of the two stops.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> stops = two_line_network().stops
    >>> a, b, c = (stops[f"M_{name}"] for name in ("west_lake", "market", "hospital"))
    >>> [(p.code, p.path) for p in repeated_stops([a, a], "stops")]
    [('repeated-stop', ('stops', 1))]
    >>> [(p.code, p.path) for p in repeated_stops([a, b, c, b], "stops")]
    [('stop-twice', ('stops', 3))]
    >>> list(repeated_stops([a, b, c, a], "stops"))
    []
    """
    offset = 0 if key == "stops" else 1  # the end that is extended stands elsewhere
    seen: dict[str, int] = {}
    metres = straight_m(stops)
    for place, stop in enumerate(stops):
        first = seen.setdefault(stop.stop_id, place)
        if place and (
            stops[place - 1].stop_id == stop.stop_id or metres[place - 1] < _SAME_PLACE_M
        ):
            yield error(
                "repeated-stop",
                f"{stop.name_en} follows itself"
                if stops[place - 1].stop_id == stop.stop_id
                else f"{stops[place - 1].name_en} and {stop.name_en} are the same place",
                "name each stop once, in the order of the line",
                key,
                place - offset,
            )
        elif first < place and not (first == 0 and place == len(stops) - 1):
            yield warning(
                "stop-twice",
                f"the line calls at {stop.name_en} twice",
                "right for a loop; else name each stop once, in the order of the line",
                key,
                place - offset,
            )


def counts_text(length_km: float | None, system_class: str) -> str:
    """Say whether a new piece counts in the length of the urban rail network.

    Examples
    --------
    >>> counts_text(12.25, "metro"), counts_text(None, "metro")
    ('counts 12.25 km (metro) in urban_rail_km', 'does not count in urban_rail_km')
    """
    if length_km is None:
        return f"does not count in {_LENGTH_TARGET}"
    return f"counts {length_km:g} km ({system_class}) in {_LENGTH_TARGET}"


def opens_text(opened: Sequence[Stop]) -> str:
    """Return the end of a sentence: which stations a new line puts into service.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> opens_text([two_line_network().stops["M_river_east"]])
    '; opens River East'
    """
    names = ", ".join(dict.fromkeys(stop.name_en for stop in opened))
    return f"; opens {names}" if names else ""


def _can_count(draft: Draft, mode: Mode) -> bool:
    """Whether the network has lines of this mode whose length counts as urban rail."""
    return any(
        section.in_city_total
        and section.route_id in draft.routes
        and draft.routes[section.route_id].mode_id == mode.mode_id
        for section in draft.sections.values()
    )


def _in_service(draft: Draft, stop: Stop) -> Stop:
    if draft.is_open(stop):
        return stop
    return replace(
        stop,
        open_date=draft.as_of,
        close_date=None,
        quality=Quality.SCENARIO,
        source="scenario",
    )
