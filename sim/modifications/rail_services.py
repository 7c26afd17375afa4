"""Services of trains that a scenario writes: their keys, their problems, their trains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from sim.clock import parse_clock
from sim.modifications.base import Problem, SpecBase, error
from sim.modifications.draft import Draft
from sim.modifications.rail_names import station_named, station_problems
from sim.modifications.rail_places import hub_is_open, railway_mode
from sim.modifications.values import (
    ALL_DAY,
    ClockText,
    HeadwayMin,
    Names,
    RunTimeMin,
    Slug,
    headway_windows_s,
)
from sim.network.model import Stop, StopId, Train
from sim.network.rail_sketch.clock_face import ClockFace
from sim.network.rail_sketch.sketch import RailSketch
from sim.network.rail_sketch.trains import (
    HopRun,
    NoRunTimeError,
    hop_runs,
    laid_out,
    sketched_trains,
    timetabled,
)

__all__ = [
    "ServiceKeys",
    "ServiceTrains",
    "closed_problems",
    "drawn_lines",
    "known_sketches",
    "remember",
    "run_time_problems",
    "service_problems",
    "service_trains",
    "stop_is_served",
]

_TRAIN_CLASS = "G"


class ServiceKeys(SpecBase):
    """Trains of one stopping pattern in both directions."""

    service: Slug
    """Id of the service, such as hangtai_fast; trains are called S_hangtai_fast_1 and so on."""

    calls: Names
    """Stations where the trains call, in order, by id or name; they may lie on existing lines."""

    headway_min: HeadwayMin | None = None
    """Whole minutes between two trains: one number, or by period: {peak: 30, all_day: 60}."""

    departures: tuple[ClockText, ...] = ()
    """Departures from the first station instead of a headway, in quotes."""

    return_departures: tuple[ClockText, ...] = ()
    """Departures from the last station, with departures; empty: no trains back."""

    first_departure: ClockText = "06:30"
    """First possible departure from either end, in quotes; only with headway_min."""

    last_departure: ClockText = "21:30"
    """Last possible departure from either end, in quotes; only with headway_min."""

    run_min: tuple[RunTimeMin, ...] = ()
    """Minutes of each run between two calls. By default those of the sketch, else of the fastest
    train of the timetable between the two."""

    timetable_runs: Literal["fastest", "median"] = "fastest"
    """Which train of the timetable gives the run time on lines that exist."""

    dwell_min: float | None = Field(default=None, gt=0, le=30)
    """Minutes at every station between; by default the mode's."""


@dataclass(frozen=True, slots=True)
class ServiceTrains:
    """What a service adds: its trains, the run of each hop, departures close to other trains."""

    trains: tuple[Train, ...]
    runs: tuple[HopRun, ...]
    stops: tuple[Stop, ...]
    outward: int
    back: int
    close: int

    @property
    def whole_min(self) -> float:
        """Minutes from the first station to the last, with dwells."""
        calls = self.trains[0].calls
        return (calls[-1].arrival_s - calls[0].departure_s) / 60


def known_sketches(draft: Draft) -> Mapping[str, RailSketch]:
    """Sketches of the tables that a scenario may name; none where the network has none.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> dict(known_sketches(Draft(two_line_network())))
    {}
    """
    return {
        line_id: sketch
        for line_id, sketch in draft.base.rail_sketches.items()
        if isinstance(sketch, RailSketch)
    }


def drawn_lines(draft: Draft) -> dict[str, RailSketch]:
    """Lines that earlier entries have added, by id: run times follow from them.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> drawn_lines(Draft(two_line_network()))
    {}
    """
    return draft.drawn_lines


def remember(draft: Draft, sketch: RailSketch) -> None:
    """Keep a line that is added, for later entries of the same scenario.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> from sim.network.model import Quality
    >>> draft = Draft(two_line_network())
    >>> remember(draft, RailSketch("x", "线", "X", "线", 250, (), Quality.SCENARIO, "example"))
    >>> list(drawn_lines(draft))
    ['x']
    """
    drawn_lines(draft)[sketch.line_id] = sketch


def stop_is_served(draft: Draft, stop: Stop) -> bool:
    """Whether trains can call: the station is open, and so is the main station it belongs to.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> draft = Draft(two_line_network())
    >>> [stop_is_served(draft, draft.stops[name]) for name in ("R_central", "R_south")]
    [True, False]
    """
    hubs = [hub for hub in draft.hubs.values() if stop.stop_id in hub.stop_ids]
    return draft.is_open(stop) and all(hub_is_open(draft, hub) for hub in hubs)


def closed_problems(draft: Draft, text: str, *path: str | int) -> Iterator[Problem]:
    """Yield an error if trains cannot call at a station; one that does not exist is no matter here.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> [problem.what for problem in closed_problems(Draft(two_line_network()), "South")]
    ['South is not open on 2016-07-01']
    """
    stop = station_named(draft, text)
    if stop is not None and not stop_is_served(draft, stop):
        yield error(
            "station-not-open",
            f"{stop.name_en} is not open on {draft.as_of}",
            "put an open_rail_station entry before this one, or choose another station",
            *path,
        )


def service_problems(draft: Draft, keys: ServiceKeys, *path: str | int) -> Iterator[Problem]:
    """Problems with what a service names and with its numbers, whatever its run times.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> keys = ServiceKeys(service="x", calls=("Central", "Atlantis"), headway_min=7.5)
    >>> [problem.code for problem in service_problems(Draft(two_line_network()), keys)]
    ['unknown-station', 'not-clock-face']
    """
    for place, text in enumerate(keys.calls):
        yield from station_problems(draft, text, *path, "calls", place)
    found = [station_named(draft, text) for text in keys.calls]
    seen: set[str] = set()
    for place, stop in enumerate(found):
        if stop is not None and stop.stop_id in seen:
            yield error(
                "stop-order",
                f"{stop.name_en} stands among the calls twice",
                "name each station once",
                *(*path, "calls", place),
            )
        seen.add(stop.stop_id if stop is not None else "")
    if len(keys.calls) < 2:
        yield error("list-too-short", "a service needs two stations", "add one", *path, "calls")
    if keys.run_min and len(keys.run_min) != len(keys.calls) - 1:
        yield error(
            "run-times-count",
            f"{len(keys.run_min)} run times for {len(keys.calls)} stations",
            f"give {len(keys.calls) - 1}, one for each run between two calls",
            *(*path, "run_min"),
        )
    yield from _frequency_problems(keys, path)
    if any(trip_id.startswith(f"S_{keys.service}_") for trip_id in draft.trains):
        yield error(
            "duplicate-service",
            f"there is a service '{keys.service}' already",
            "choose another id",
            *(*path, "service"),
        )


def _frequency_problems(keys: ServiceKeys, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if (keys.headway_min is None) == (not keys.departures):
        yield error(
            "service-frequency",
            "a service has either a headway or a list of departures",
            "give headway_min: 60, or departures with the times",
            *(*path, "headway_min" if keys.departures else "service"),
        )
    if keys.return_departures and not keys.departures:
        yield error(
            "service-frequency",
            "return_departures are given without departures",
            "a headway runs both ways; give departures as well, or remove them",
            *(*path, "return_departures"),
        )
    headways = keys.headway_min if isinstance(keys.headway_min, dict) else {"": keys.headway_min}
    for minutes in headways.values():
        if minutes is not None and minutes != round(minutes):
            yield error(
                "not-clock-face",
                f"trains every {minutes:g} min do not leave at whole minutes",
                "give whole minutes; those that divide 60 repeat every hour",
                *(*path, "headway_min"),
            )
    if parse_clock(keys.last_departure) <= parse_clock(keys.first_departure):
        yield error(
            "window-reversed",
            f"the last departure {keys.last_departure} is not after the first "
            f"{keys.first_departure}",
            'after midnight write "24:30"',
            *(*path, "last_departure"),
        )


def run_time_problems(
    draft: Draft, keys: ServiceKeys, sketches: Sequence[RailSketch], *path: str | int
) -> Iterator[Problem]:
    """Yield an error if nothing says how long a hop takes; a draft without trains cannot know.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> keys = ServiceKeys(service="x", calls=("Central", "South"), headway_min=60)
    >>> [problem.what for problem in run_time_problems(Draft(two_line_network()), keys, ())]
    ['nothing says how long a train takes from Central to South']
    """
    stops = [station_named(draft, text) for text in keys.calls]
    if not draft.trains or any(stop is None for stop in stops):
        return
    known = [stop for stop in stops if stop is not None]
    try:
        hop_runs(
            [stop.stop_id for stop in known],
            sketches,
            draft.trains.values(),
            given_min=keys.run_min,
        )
    except NoRunTimeError as missing:
        yield error(
            "no-run-time",
            f"nothing says how long a train takes from {known[missing.hop].name_en} to "
            f"{known[missing.hop + 1].name_en}",
            "give run_min, add the line first with add_rail_line, or name a station between",
            *(*path, "calls", missing.hop + 1),
        )


def service_trains(
    draft: Draft, keys: ServiceKeys, sketches: Sequence[RailSketch], *, name: str, source: str
) -> ServiceTrains:
    """Trains of a service whose problems were looked for before; the draft stays as it is.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> keys = ServiceKeys(service="x", calls=("Central", "Ningbo"), headway_min=60)
    >>> added = service_trains(Draft(two_line_network()), keys, (), name="x", source="example")
    >>> added.outward, added.back, added.whole_min, added.runs[0].basis
    (16, 16, 60.0, 'timetable')
    """
    stops = [stop for text in keys.calls if (stop := station_named(draft, text)) is not None]
    stop_ids = [stop.stop_id for stop in stops]
    runs = hop_runs(
        stop_ids,
        sketches,
        draft.trains.values(),
        given_min=keys.run_min,
        typical=keys.timetable_runs == "median",
    )
    mode = draft.modes[railway_mode(draft)]
    dwell_s = mode.dwell_s if keys.dwell_min is None else round(keys.dwell_min * 60)
    faces = _faces(draft, keys, stop_ids)
    trains = sketched_trains(
        laid_out(stop_ids, runs, dwell_s=dwell_s),
        faces,
        name=name,
        trip_prefix=f"S_{keys.service}",
        mode_id=mode.mode_id,
        train_class=_TRAIN_CLASS,
        source=source,
        first_number=1 + _numbers_taken(draft, name),
    )
    outward, back = (len(face.departures_s) for face in faces)
    close = sum(face.close for face in faces)
    return ServiceTrains(trains, runs, tuple(stops), outward, back, close)


def _faces(
    draft: Draft, keys: ServiceKeys, stop_ids: Sequence[StopId]
) -> tuple[ClockFace, ClockFace]:
    if keys.headway_min is None:
        outward, back = (
            ClockFace(tuple(parse_clock(text) for text in times), 0)
            for times in (keys.departures, keys.return_departures)
        )
        return outward, back
    by_period = (
        keys.headway_min if isinstance(keys.headway_min, dict) else {ALL_DAY: keys.headway_min}
    )
    ordered = sorted(by_period.items(), key=lambda item: item[0] != ALL_DAY)
    bands = [
        (start_s, end_s, round(minutes) * 60)
        for period, minutes in ordered
        for start_s, end_s in headway_windows_s(period)
    ]
    window_s = parse_clock(keys.first_departure), parse_clock(keys.last_departure)
    return timetabled(stop_ids, bands, window_s, draft.trains.values(), draft.stops)


def _numbers_taken(draft: Draft, name: str) -> int:
    """Highest number among the trains of this name, even."""
    start = f"S-{name}-"
    taken = [
        int(train.number.removeprefix(start))
        for train in draft.trains.values()
        if train.number.startswith(start) and train.number.removeprefix(start).isdigit()
    ]
    highest = max(taken, default=0)
    return highest + highest % 2
