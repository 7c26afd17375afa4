"""Add a railway line from a sketch: its stations open, and trains run at regular minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field

from sim.clock import clock_text
from sim.modifications.base import Effect, ModificationBase, Problem, SpecBase, counted, error, info
from sim.modifications.draft import Draft
from sim.modifications.line_stops import straight_m
from sim.modifications.names import did_you_mean
from sim.modifications.open_rail_station import OpenRailStation
from sim.modifications.rail_names import station_named, station_problems
from sim.modifications.rail_places import place_is_open, rail_place, railway_mode
from sim.modifications.rail_plausible import plausible_problems
from sim.modifications.rail_services import (
    ServiceKeys,
    ServiceTrains,
    closed_problems,
    drawn_lines,
    known_sketches,
    remember,
    run_time_problems,
    service_problems,
    service_trains,
)
from sim.modifications.values import Slug
from sim.network.model import Quality
from sim.network.rail_sketch.sketch import (
    DRIVING,
    Fault,
    RailService,
    RailSketch,
    SketchStop,
    sketch_faults,
)

__all__ = ["AddRailLine", "LineStation"]


class LineStation(SpecBase):
    """A station of the new line and the track that leads to it."""

    station: str
    """Railway station, by id or name."""

    at_km: float = Field(ge=0, le=5000)
    """Distance from the first station along the line (km)."""

    speed_kmh: float | None = Field(default=None, gt=0, le=600)
    """Speed that trains run on the track from the station before (km/h); by default the line's."""

    large_station: bool | None = None
    """Whether trains lose time among the points of the station. By default they do at the two ends
    of the line, as in the fit of 2016."""


class AddRailLine(ModificationBase):
    """Build a railway line from a sketch, and run trains on it.

    Stations that are not open are opened. Run times follow from kinematics, fitted to the lines
    that existed in 2016; trains leave at regular minutes, in the gaps of those that run already.
    Numbers of such trains begin with S.
    """

    type: Literal["add_rail_line"]

    line: Slug
    """Id of the line: one of the table of sketches (then nothing else is needed), or a new one."""

    name_zh: str = ""
    """Chinese name, such as 杭绍台高铁; needed with stations."""

    name_en: str = ""
    """English name; needed with stations."""

    short_zh: str = ""
    """Short name for the numbers of trains, such as 杭台; by default the Chinese name."""

    design_speed_kmh: float | None = Field(default=None, ge=60, le=600)
    """Speed the line is designed for (km/h); needed with stations."""

    operating_speed_kmh: float | None = Field(default=None, gt=0, le=600)
    """Speed that trains run (km/h); by default 0.85 of the design speed, as in 2016."""

    stations: Annotated[tuple[LineStation, ...], Field()] = ()
    """Stations in order with their kilometres; without them the line is that of the table."""

    services: tuple[ServiceKeys, ...] = ()
    """Trains that run on it; by default those of the table, if the line is from there."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check the line, its stations and its speeds, and the calls of its services."""
        if self.line in drawn_lines(draft):
            yield error(
                "duplicate-line",
                f"an earlier entry adds the line '{self.line}'",
                "choose another id, or use add_rail_service for more trains",
                "line",
            )
        if not self.stations:
            if self.line not in known_sketches(draft):
                yield self._unknown_line(draft)
            yield from self._table_faults(draft)
        else:
            yield from self._missing_keys()
            for place, one in enumerate(self.stations):
                yield from station_problems(draft, one.station, "stations", place, "station")
            yield from self._faults(draft)
        ids: set[str] = set()
        for place, keys in enumerate(self.services):
            yield from service_problems(draft, keys, "services", place)
            if keys.service in ids:
                yield error(
                    "duplicate-service",
                    f"the service '{keys.service}' stands there twice",
                    "choose another id",
                    *("services", place, "service"),
                )
            ids.add(keys.service)
            yield from plausible_problems(draft, keys, self._lines(draft), "services", place)

    def check(self, draft: Draft) -> Iterator[Problem]:
        """Check that run times are known, and say if nothing runs."""
        sketch = self._sketch(draft)
        sketches = [*drawn_lines(draft).values(), sketch]
        for place, keys in enumerate(self._services(sketch)):
            path = ("services", place) if self.services else ("line",)
            yield from _closed_off_line(draft, keys, sketch, path)
            yield from run_time_problems(draft, keys, sketches, *path)
        if not self._services(sketch):
            yield info(
                "no-trains",
                f"{sketch.name_en} is built, and no train runs on it",
                "name some under services, or follow with add_rail_service",
                "line",
            )

    def provides(self, draft: Draft) -> None:
        """Enter the stations and the line; the trains too, where the draft has any."""
        if draft.trains:
            self.apply(draft)
            return
        sketch = self._sketch(draft)
        self._open_stations(draft, sketch)
        remember(draft, sketch)

    def promises(self) -> frozenset[str]:
        """Return the id of the line."""
        return frozenset({self.line})

    def apply(self, draft: Draft) -> Effect:
        """Open the stations, keep the line for later entries, enter the trains."""
        sketch = self._sketch(draft)
        opened = self._open_stations(draft, sketch)
        remember(draft, sketch)
        sketches = [*drawn_lines(draft).values()]
        added = []
        for keys in self._services(sketch):
            found = service_trains(
                draft,
                keys,
                sketches,
                name=sketch.short_zh,
                source=f"scenario: sketch of {sketch.name_en}",
            )
            draft.trains.update({train.trip_id: train for train in found.trains})
            added.append(found)
        trains = [train.trip_id for one in added for train in one.trains]
        return Effect(
            f"adds {sketch.name_en} ({sketch.name_zh}): {len(sketch.stops)} stations, "
            f"{sketch.length_km:.1f} km, {counted(len(trains), 'train')} a day"
            + "".join(f"; {service_text(one)}" for one in added)
            + (f"; opens {', '.join(opened)}" if opened else ""),
            {"trains": tuple(trains), "stops": tuple(stop.stop_id for stop in sketch.stops)},
            {"trains": len(trains), "stations": len(opened), "lines": 1},
        )

    def _lines(self, draft: Draft) -> tuple[RailSketch, ...]:
        """The line, unless something is wrong with it, and those of earlier entries."""
        earlier = tuple(drawn_lines(draft).values())
        if not self.stations:
            known = self.line in known_sketches(draft) and not any(self._table_faults(draft))
        else:
            named = all(station_named(draft, one.station) is not None for one in self.stations)
            known = named and not any(self._missing_keys()) and not any(self._faults(draft))
        return (self._sketch(draft), *earlier) if known else earlier

    def _unknown_line(self, draft: Draft) -> Problem:
        known = known_sketches(draft)
        listed = (
            "sketched lines: " + ", ".join(sorted(known))
            if known
            else "write its stations, with kilometres, under stations"
        )
        return error(
            "unknown-line",
            f"there is no sketch of a line '{self.line}'",
            did_you_mean(self.line, known, listed),
            "line",
        )

    def _missing_keys(self) -> Iterator[Problem]:
        missing = [
            name for name in ("name_zh", "name_en", "design_speed_kmh") if not self._has(name)
        ]
        if missing:
            yield error(
                "missing-key",
                f"a line written with its stations also needs {', '.join(missing)}",
                "add them",
                "stations",
            )
        if len(self.stations) < 2:
            yield error("list-too-short", "a line needs two stations", "add one", "stations")

    def _has(self, name: str) -> bool:
        return bool(getattr(self, name))

    def _faults(self, draft: Draft) -> Iterator[Problem]:
        stops = [station_named(draft, one.station) for one in self.stations]
        known = [stop for stop in stops if stop is not None]
        if len(known) < len(stops) or self.design_speed_kmh is None:
            return
        for fault in _line_faults(draft, self._stops(draft), self.design_speed_kmh):
            slow = fault.code == "sketch-too-fast"
            own = slow and self.stations[fault.place].speed_kmh is None
            key = _KEYS.get(fault.code, "station")
            path = ("operating_speed_kmh",) if own else ("stations", fault.place, key)
            yield error(fault.code, fault.what, fault.fix, *path)
            if own:
                return

    def _table_faults(self, draft: Draft) -> Iterator[Problem]:
        """Yield what is impossible in a line of the tables: the run would stumble over it."""
        sketch = known_sketches(draft).get(self.line)
        if sketch is None:
            return
        for fault in _line_faults(draft, sketch.stops, sketch.design_speed_kmh):
            fix = f"{fault.fix}: rows of '{self.line}' in rail/sketch_stops.csv"
            yield error(fault.code, fault.what, fix, "line")

    def _stops(self, draft: Draft) -> tuple[SketchStop, ...]:
        design = self.design_speed_kmh or 0.0
        usual = self.operating_speed_kmh or round(design * DRIVING.operating_share)
        return tuple(
            SketchStop(
                stop.stop_id,
                one.at_km,
                (one.speed_kmh or usual) if place else 0.0,
                throat=(
                    place in {0, len(self.stations) - 1}
                    if one.large_station is None
                    else one.large_station
                ),
            )
            for place, one in enumerate(self.stations)
            if (stop := station_named(draft, one.station)) is not None
        )

    def _sketch(self, draft: Draft) -> RailSketch:
        if not self.stations:
            return known_sketches(draft)[self.line]
        return RailSketch(
            self.line,
            self.name_zh,
            self.name_en,
            self.short_zh or self.name_zh,
            self.design_speed_kmh or 0.0,
            self._stops(draft),
            Quality.SCENARIO,
            "scenario",
        )

    def _services(self, sketch: RailSketch) -> tuple[ServiceKeys, ...]:
        return self.services or tuple(_keys(service) for service in sketch.services)

    def _open_stations(self, draft: Draft, sketch: RailSketch) -> list[str]:
        opened = []
        for one in sketch.stops:
            place = rail_place(draft, one.stop_id)
            if place is not None and not place_is_open(draft, place):
                named = place.hub.hub_id if place.hub is not None else one.stop_id
                OpenRailStation(type="open_rail_station", station=named).apply(draft)
                opened.append(place.name_en)
        return opened


_KEYS = {"sketch-too-fast": "speed_kmh", "sketch-too-short": "at_km"}
"""Key of a station that a fault lies in, where it is not the station itself."""


def _line_faults(
    draft: Draft, stops: Sequence[SketchStop], design_speed_kmh: float
) -> Iterator[Fault]:
    """Yield what is impossible in a line whose stations all exist."""
    places = [draft.stops[stop.stop_id] for stop in stops if stop.stop_id in draft.stops]
    if len(places) < len(stops):
        return
    limit = min(design_speed_kmh, draft.modes[railway_mode(draft)].max_speed_kmh)
    yield from sketch_faults(
        stops,
        [stop.name_en for stop in places],
        design_speed_kmh=limit,
        straight_km=[metres / 1000 for metres in straight_m(places)],
    )


def service_text(one: ServiceTrains) -> str:
    """Say what a service brings.

    Examples
    --------
    >>> from sim.network.model import Call, ModeId, Train
    >>> from sim.modifications.examples import two_line_network
    >>> stops = two_line_network().stops
    >>> train = Train("S_x_1", ModeId("m"), "S-x-1", "G",
    ...     (Call("R_central", 0, 0), Call("R_ningbo", 2700, 2700)), Quality.SCENARIO, "x")
    >>> service_text(ServiceTrains((train,), (), (stops["R_central"], stops["R_ningbo"]), 1, 0, 0))
    'Central to Ningbo 1 there and 0 back, 45 min'
    """
    first, last = one.stops[0].name_en, one.stops[-1].name_en
    text = f"{first} to {last} {one.outward} there and {one.back} back, {one.whole_min:.0f} min"
    return text + (f" ({one.close} within 3 min of another train)" if one.close else "")


def _keys(service: RailService) -> ServiceKeys:
    return ServiceKeys(
        service=service.service_id,
        calls=service.stop_ids,
        headway_min=service.headway_min,
        first_departure=clock_text(service.first_departure_s),
        last_departure=clock_text(service.last_departure_s),
    )


def _closed_off_line(
    draft: Draft, keys: ServiceKeys, sketch: RailSketch, path: tuple[str | int, ...]
) -> Iterator[Problem]:
    """Calls at stations that are closed and that the line does not open."""
    own = {stop.stop_id for stop in sketch.stops}
    for place, text in enumerate(keys.calls):
        stop = station_named(draft, text)
        if stop is None or stop.stop_id in own:
            continue
        where = (*path, "calls", place) if path[0] == "services" else path
        yield from (
            replace(problem, path=where) for problem in closed_problems(draft, text, "calls")
        )
