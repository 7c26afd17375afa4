"""Tiny networks from a readable text, for tests, docs and notebooks.

One statement per line; ``#`` starts a comment. Durations are minutes (``5``) or minutes and
seconds (``5:30``), times of day ``07:10`` or ``07:10:30`` and may pass 24 hours::

    mode rail: slack 300, alight 120                # seconds; a mode not declared has 0 and 0
    line red tram every 10 06:00-22:00: A +0, B +5, C +9/+10
    line blue tram every 5 06:00-09:00 every 20 09:00-22:00 oneway: C +0, D +15
    train T1 rail: D 07:10, E 07:40/07:42, F 08:30
    walk C D 3                                      # between stops, both ways
    point home: A 4, B 9                            # a place and its walks to stops
    direct home work 25                             # between points, both ways

Two times joined by ``/`` are arrival and departure. Walking times are given, never computed; the
coordinates only keep the stops apart (about 10 km from each other).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from sim.clock import parse_clock
from sim.errors import NetworkError
from sim.network.connectors import Links
from sim.network.model import (
    Branch,
    Call,
    HeadwayBand,
    LineStop,
    Mode,
    ModeId,
    Network,
    Place,
    Quality,
    Route,
    RouteId,
    Stop,
    StopId,
    Train,
    TransferTime,
)

__all__ = ["Toy", "build"]

_ALWAYS = date(1900, 1, 1)
_SOURCE = "toy network"
_DURATION = re.compile(r"^\+?(\d+)(?::([0-5]\d))?$")


@dataclass(frozen=True)
class Toy:
    """A tiny network with the walking times that its text gives.

    ``transfers`` joins stops to stops, ``access`` points to stops, ``direct`` points to points;
    indexes count along ``stop_ids`` and ``point_ids`` (both sorted).
    """

    network: Network
    transfers: Links
    access: Links
    direct: Links

    @property
    def stop_ids(self) -> tuple[StopId, ...]:
        """Stops in the order of the link indexes."""
        return tuple(sorted(self.network.stops))

    @property
    def point_ids(self) -> tuple[str, ...]:
        """Points in the order of the link indexes."""
        return tuple(sorted(self.network.places))


@dataclass
class _Sketch:
    modes: dict[ModeId, Mode] = field(default_factory=dict)
    stop_modes: dict[StopId, ModeId] = field(default_factory=dict)
    routes: dict[RouteId, Route] = field(default_factory=dict)
    trains: dict[str, Train] = field(default_factory=dict)
    points: dict[str, None] = field(default_factory=dict)
    walks: dict[tuple[str, str], int] = field(default_factory=dict)
    accesses: dict[tuple[str, str], int] = field(default_factory=dict)
    directs: dict[tuple[str, str], int] = field(default_factory=dict)


def build(text: str) -> Toy:
    """Build the network that a text describes (grammar: see the module).

    Raises
    ------
    NetworkError
        A line cannot be read; the message has its number.

    Examples
    --------
    >>> town = build('''
    ... line red tram every 10 06:00-22:00: A +0, B +5, C +10
    ... point home: A 4
    ... ''')
    >>> town.stop_ids, town.point_ids, town.access.time_s.tolist()
    (('A', 'B', 'C'), ('home',), [240])
    """
    sketch = _Sketch()
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.partition("#")[0].strip()
        if not line:
            continue
        verb, _, rest = line.partition(" ")
        try:
            _STATEMENTS[verb](sketch, rest)
        except (LookupError, StopIteration, ValueError) as error:
            raise NetworkError(f"toy network, line {number}: cannot read '{line}'") from error
    return _finished(sketch)


def _mode(sketch: _Sketch, rest: str) -> None:
    name, _, values = rest.partition(":")
    seconds = {key: int(value) for key, value in (part.split() for part in values.split(","))}
    if not seconds.keys() <= {"slack", "alight"}:
        raise ValueError(rest)
    sketch.modes[ModeId(name)] = _mode_record(name, **seconds)


def _line(sketch: _Sketch, rest: str) -> None:
    head, _, tail = rest.partition(": ")
    route_id, mode_id, *words = head.split()
    oneway = words[-1] == "oneway"
    bands = []
    numbers = iter(words[:-1] if oneway else words)
    for every in numbers:
        headway_s, (start, end) = _duration_s(next(numbers)), next(numbers).split("-")
        if every != "every":
            raise ValueError(every)
        bands.append(
            HeadwayBand(
                "", parse_clock(start), parse_clock(end), headway_s, Quality.MODELLED, _SOURCE
            )
        )
    stops, departed_s = [], 0
    for stop_id, _arrival_s, departure_s in _events(sketch, mode_id, tail, _duration_s):
        stops.append(LineStop(stop_id, None, 0.0, departure_s - departed_s, _ALWAYS))
        departed_s = departure_s
    sketch.routes[RouteId(route_id)] = Route(
        RouteId(route_id),
        ModeId(mode_id),
        route_id,
        route_id,
        "#808080",
        (Branch("main", tuple(stops), not oneway),),
        tuple(bands),
        Quality.MODELLED,
        _SOURCE,
    )


def _train(sketch: _Sketch, rest: str) -> None:
    head, _, tail = rest.partition(": ")
    trip_id, mode_id = head.split()
    calls = tuple(Call(*event) for event in _events(sketch, mode_id, tail, parse_clock))
    sketch.trains[trip_id] = Train(
        trip_id, ModeId(mode_id), trip_id, "", calls, Quality.MODELLED, _SOURCE
    )


def _walk(sketch: _Sketch, rest: str) -> None:
    one, other, time = rest.split()
    sketch.walks[one, other] = sketch.walks[other, one] = _duration_s(time)


def _point(sketch: _Sketch, rest: str) -> None:
    name, _, tail = rest.partition(":")
    sketch.points[name] = None
    for stop_id, time in (part.split() for part in tail.split(",") if part.strip()):
        sketch.accesses[name, stop_id] = _duration_s(time)


def _direct(sketch: _Sketch, rest: str) -> None:
    one, other, time = rest.split()
    sketch.directs[one, other] = sketch.directs[other, one] = _duration_s(time)


_STATEMENTS: Mapping[str, Callable[[_Sketch, str], None]] = {
    "mode": _mode,
    "line": _line,
    "train": _train,
    "walk": _walk,
    "point": _point,
    "direct": _direct,
}


def _duration_s(text: str) -> int:
    match = _DURATION.match(text)
    if match is None:
        raise ValueError(text)
    return int(match[1]) * 60 + int(match[2] or 0)


def _events(
    sketch: _Sketch, mode_id: str, text: str, seconds: Callable[[str], int]
) -> list[tuple[StopId, int, int]]:
    """Stop, arrival and departure of each part of ``A 07:00, B 07:10/07:12``."""
    events = []
    for stop_id, times in (part.split() for part in text.split(",")):
        arrival, _, departure = times.partition("/")
        events.append((StopId(stop_id), seconds(arrival), seconds(departure or arrival)))
        sketch.stop_modes.setdefault(StopId(stop_id), ModeId(mode_id))
    sketch.modes.setdefault(ModeId(mode_id), _mode_record(mode_id))
    return events


def _mode_record(name: str, slack: int = 0, alight: int = 0) -> Mode:
    return Mode(
        mode_id=ModeId(name),
        label_zh=name,
        label_en=name,
        gtfs_route_type=3,
        system="urban",
        boarding_slack_s=slack,
        alighting_s=alight,
        max_speed_kmh=1000.0,
        min_headway_s=1,
        dwell_s=0,
        colour="#808080",
        line_width_px=2.0,
    )


def _links(
    times: Mapping[tuple[str, str], int], from_ids: tuple[str, ...], to_ids: tuple[str, ...]
) -> Links:
    rows = sorted(
        (from_ids.index(one), to_ids.index(other), time_s) for (one, other), time_s in times.items()
    )
    columns = np.array(rows, dtype=np.int32).reshape(-1, 3)
    return Links(columns[:, 0].copy(), columns[:, 1].copy(), columns[:, 2].copy())


def _finished(sketch: _Sketch) -> Toy:
    stop_ids, point_ids = tuple(sorted(sketch.stop_modes)), tuple(sorted(sketch.points))
    unknown = {
        *(end for walk in sketch.walks for end in walk if end not in sketch.stop_modes),
        *(stop_id for _, stop_id in sketch.accesses if stop_id not in sketch.stop_modes),
        *(end for direct in sketch.directs for end in direct if end not in sketch.points),
    }
    if unknown:
        raise NetworkError(
            f"toy network: a walk leads to {', '.join(sorted(unknown))}, where nothing stops and "
            "no point is; check the name"
        )
    itself = {(point_id, point_id): 0 for point_id in point_ids}
    return Toy(
        network=_network(sketch, stop_ids, point_ids),
        transfers=_links(sketch.walks, stop_ids, stop_ids),
        access=_links(sketch.accesses, point_ids, stop_ids),
        direct=_links(itself | sketch.directs, point_ids, point_ids),
    )


def _network(sketch: _Sketch, stop_ids: tuple[StopId, ...], point_ids: tuple[str, ...]) -> Network:
    stops = {
        stop_id: Stop(
            stop_id,
            sketch.stop_modes[stop_id],
            stop_id,
            stop_id,
            110.0 + 0.1 * east,
            30.0,
            _ALWAYS,
            None,
            Quality.MODELLED,
            _SOURCE,
        )
        for east, stop_id in enumerate(stop_ids)
    }
    places = {
        point_id: Place(
            point_id, point_id, point_id, "", 110.0 + 0.1 * east, 29.0, Quality.MODELLED, _SOURCE
        )
        for east, point_id in enumerate(point_ids)
    }
    transfer_times = {
        (StopId(one), StopId(other)): TransferTime(
            StopId(one), StopId(other), time_s, Quality.MODELLED, _SOURCE
        )
        for (one, other), time_s in sketch.walks.items()
    }
    return Network(
        as_of=date(2020, 1, 1),
        horizon_year=2020,
        home_airport="",
        rail_timetable="",
        air_vintage="",
        modes=sketch.modes,
        stops=stops,
        sections={},
        routes=sketch.routes,
        trains=sketch.trains,
        airports={},
        air_routes={},
        hubs={},
        zones={},
        places=places,
        barriers=(),
        crossings={},
        transfer_times=transfer_times,
        run_time_factor={},
    )
