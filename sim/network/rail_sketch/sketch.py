"""A railway line as a sketch: stations with kilometres and speeds, and the services on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sim.network.model import Quality, StopId
from sim.network.rail_sketch.kinematics import Driving, profile_run_time_s

__all__ = [
    "DRIVING",
    "STRAIGHT_SHARE",
    "Fault",
    "RailService",
    "RailSketch",
    "SketchStop",
    "large_at_ends",
    "run_between_s",
    "sketch_faults",
]

_KMH = 1 / 3.6

STRAIGHT_SHARE = 0.98
"""Least length of a track over the straight line between its stations: positions may be off."""

DRIVING = Driving(
    acceleration_mps2=0.3,
    braking_mps2=0.3,
    margin_share=0.02,
    throat_s=210.0,
    operating_share=0.85,
)
"""Fitted to the timetable of 2016-03 (`sim.network.rail_sketch.calibration`); a test fits again."""


@dataclass(frozen=True, slots=True)
class SketchStop:
    """A station of the sketch and the track that leads to it from the station before.

    ``speed_kmh`` is what trains run on that track; zero for the first station. ``throat`` marks a
    station whose points cost time: by rule the two ends of a line (`large_at_ends`).
    """

    stop_id: StopId
    distance_km: float
    speed_kmh: float
    throat: bool = False


@dataclass(frozen=True, slots=True)
class RailService:
    """Trains of one stopping pattern, at regular minutes, in both directions."""

    service_id: str
    line_id: str
    stop_ids: tuple[StopId, ...]
    headway_min: int
    first_departure_s: int
    last_departure_s: int
    quality: Quality
    source: str


@dataclass(frozen=True, slots=True)
class RailSketch:
    """A line: ``short_zh`` names it in train numbers, such as 杭台."""

    line_id: str
    name_zh: str
    name_en: str
    short_zh: str
    design_speed_kmh: float
    stops: tuple[SketchStop, ...]
    quality: Quality
    source: str
    services: tuple[RailService, ...] = ()

    @property
    def length_km(self) -> float:
        """Distance from the first station to the last."""
        return self.stops[-1].distance_km - self.stops[0].distance_km


@dataclass(frozen=True, slots=True)
class Fault:
    """Something impossible in a sketch; ``place`` counts its stations from zero."""

    code: str
    place: int
    what: str
    fix: str


def large_at_ends(stops: Sequence[SketchStop]) -> tuple[SketchStop, ...]:
    """Mark the two ends of a line as large stations, and no other.

    This is the rule of the fit (`sim.network.rail_sketch.calibration.nonstop_pairs`): where a line
    begins or ends trains cross from one track to another; between its ends they run straight on.

    Examples
    --------
    >>> middle = SketchStop("B", 30, 200, throat=True)
    >>> line = large_at_ends([SketchStop("A", 0, 0), middle, SketchStop("C", 50, 200)])
    >>> [stop.throat for stop in line]
    [True, False, True]
    """
    last = len(stops) - 1
    return tuple(replace(stop, throat=place in {0, last}) for place, stop in enumerate(stops))


def sketch_faults(
    stops: Sequence[SketchStop],
    names: Sequence[str],
    *,
    design_speed_kmh: float,
    straight_km: Sequence[float] = (),
) -> Iterator[Fault]:
    """Yield what is impossible: kilometres, stations, speeds.

    Codes: ``stop-order`` (a station twice, kilometres that do not rise), ``sketch-too-fast``
    (faster than the design), ``sketch-no-speed`` (a track without a speed), ``sketch-too-short``
    (a track shorter than `STRAIGHT_SHARE` of the straight line between its stations).

    Parameters
    ----------
    straight_km
        Straight line of each track, where positions are known; empty leaves that check out.

    Examples
    --------
    >>> ends = (SketchStop("A", 0, 0), SketchStop("B", 30, 400))
    >>> [fault.code for fault in sketch_faults(ends, ["A", "B"], design_speed_kmh=350)]
    ['sketch-too-fast']
    """
    seen: dict[StopId, int] = {}
    for place, stop in enumerate(stops):
        if stop.stop_id in seen:
            yield Fault(
                "stop-order",
                place,
                f"{names[place]} stands in the line twice",
                "name each station once",
            )
        seen.setdefault(stop.stop_id, place)
        if stop.speed_kmh > design_speed_kmh:
            yield Fault(
                "sketch-too-fast",
                place,
                f"trains would run to {names[place]} at {stop.speed_kmh:g} km/h on a line designed "
                f"for {design_speed_kmh:g} km/h",
                "give an operating speed up to the design speed",
            )
        if place and stop.speed_kmh <= 0:
            yield Fault(
                "sketch-no-speed",
                place,
                f"nothing says how fast trains run to {names[place]}",
                "give the speed of the track that leads to it, more than 0 km/h",
            )
    for place, (before, stop) in enumerate(pairwise(stops), start=1):
        if stop.distance_km <= before.distance_km:
            yield Fault(
                "stop-order",
                place,
                f"{names[place]} lies at km {stop.distance_km:g}, not after {names[place - 1]} at "
                f"km {before.distance_km:g}",
                "list the stations in their order, with kilometres that rise",
            )
        elif straight_km and (
            stop.distance_km - before.distance_km < STRAIGHT_SHARE * straight_km[place - 1]
        ):
            yield Fault(
                "sketch-too-short",
                place,
                f"{stop.distance_km - before.distance_km:.1f} km of track lead from "
                f"{names[place - 1]} to {names[place]}, less than the straight line of "
                f"{straight_km[place - 1]:.1f} km",
                "correct the kilometres, or check that these stations are meant",
            )


def run_between_s(
    sketches: Sequence[RailSketch], start: StopId, end: StopId, *, driving: Driving = DRIVING
) -> float | None:
    """Scheduled time of a train that leaves one station and next calls at the other, in seconds.

    The technical run time over the tracks between them (`profile_run_time_s`), times one plus the
    recovery margin, plus the loss among the points of each end that is a large station. Stations
    between are passed. The way may change once from one sketch to another at a station of both;
    where several ways exist, the quickest counts. None where no way exists.

    Examples
    --------
    30 km at 180 km/h (50 m/s) and 0.25 m/s²: 600 s + 200 s, 5 % more, no large station.

    >>> driving = Driving(0.25, 0.25, margin_share=0.05, throat_s=0.0, operating_share=1.0)
    >>> line = RailSketch("x", "线", "X", "线", 200, (SketchStop("A", 0, 0),
    ...     SketchStop("B", 10, 180), SketchStop("C", 30, 180)), Quality.SCENARIO, "example")
    >>> run_between_s([line], "C", "A", driving=driving)
    840.0
    >>> run_between_s([line], "A", "Z", driving=driving) is None
    True
    """
    ways = [*_ways(sketches, start, end)]
    if not ways:
        return None
    throats = sum(
        any(one.stop_id == stop and one.throat for line in sketches for one in line.stops)
        for stop in (start, end)
    )
    technical = min(
        profile_run_time_s(
            [length for length, _ in way],
            [speed for _, speed in way],
            acceleration_mps2=driving.acceleration_mps2,
            braking_mps2=driving.braking_mps2,
        )
        for way in ways
    )
    return technical * (1 + driving.margin_share) + throats * driving.throat_s


_Way = tuple[tuple[float, float], ...]
"""Lengths (m) and speeds (m/s) of the tracks passed."""


def _ways(sketches: Sequence[RailSketch], start: StopId, end: StopId) -> Iterator[_Way]:
    direct = [way for line in sketches if (way := _along(line, start, end))]
    if direct:
        yield from direct
        return
    for line in sketches:
        for stop in line.stops:
            first = _along(line, start, stop.stop_id)
            if first is None:
                continue
            for other in sketches:
                second = _along(other, stop.stop_id, end)
                if other is not line and second is not None:
                    yield first + second


def _along(line: RailSketch, start: StopId, end: StopId) -> _Way | None:
    places = {stop.stop_id: place for place, stop in enumerate(line.stops)}
    if start not in places or end not in places or start == end:
        return None
    low, high = sorted((places[start], places[end]))
    tracks = tuple(
        ((after.distance_km - before.distance_km) * 1000, after.speed_kmh * _KMH)
        for before, after in pairwise(line.stops[low : high + 1])
    )
    return tracks if places[start] < places[end] else tracks[::-1]
