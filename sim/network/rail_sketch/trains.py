"""Trains of a sketched service: run times hop by hop, then departures at regular minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

from sim.network.model import Call, ModeId, Quality, Stop, StopId, Train
from sim.network.rail_sketch.clock_face import ClockFace, clock_face
from sim.network.rail_sketch.kinematics import Driving
from sim.network.rail_sketch.sketch import DRIVING, RailSketch, run_between_s
from sim.network.rail_sketch.through import timetable_run

__all__ = [
    "HopRun",
    "NoRunTimeError",
    "hop_runs",
    "laid_out",
    "sketched_trains",
    "taken_departures_s",
    "timetabled",
]

_SAME_WAY = 0.7
"""Cosine of the angle up to which two trains leave a station over the same tracks (about 45°)."""


class NoRunTimeError(LookupError):
    """No sketch and no train says how long a hop takes; ``hop`` counts from zero."""

    def __init__(self, hop: int, start: StopId, end: StopId) -> None:
        super().__init__(f"no run time is known from {start} to {end}")
        self.hop, self.start, self.end = hop, start, end


@dataclass(frozen=True, slots=True)
class HopRun:
    """Run time of one hop and where it comes from: given, sketched or of the timetable."""

    run_s: int
    basis: str


def hop_runs(
    stop_ids: Sequence[StopId],
    sketches: Sequence[RailSketch],
    trains: Iterable[Train],
    *,
    given_min: Sequence[float] = (),
    typical: bool = False,
    driving: Driving = DRIVING,
) -> tuple[HopRun, ...]:
    """Run time of every hop of a stopping pattern, in whole minutes.

    Minutes that are given count first; then kinematics, where both stations lie on sketches; then
    the fastest train of the timetable between the two, or its median train with `typical`
    (`timetable_run`).

    Raises
    ------
    NoRunTimeError
        At the first hop of which nothing is known.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> hop_runs(["R_central", "R_ningbo"], (), two_line_network().trains.values())
    (HopRun(run_s=3600, basis='timetable'),)
    """
    all_trains = list(trains)
    found = []
    for hop, (start, end) in enumerate(pairwise(stop_ids)):
        if given_min:
            found.append(HopRun(round(given_min[hop] * 60), "given"))
            continue
        sketched_s = run_between_s(sketches, start, end, driving=driving)
        if sketched_s is not None:
            found.append(HopRun(_whole_minutes_s(sketched_s), "sketch"))
            continue
        run = timetable_run(all_trains, start, end)
        if run is None:
            raise NoRunTimeError(hop, start, end)
        run_s = run.median_s if typical else run.fastest_s
        found.append(HopRun(_whole_minutes_s(run_s), "timetable"))
    return tuple(found)


def _whole_minutes_s(seconds: float) -> int:
    return max(1, round(seconds / 60)) * 60


def laid_out(
    stop_ids: Sequence[StopId], runs: Sequence[HopRun], *, dwell_s: int
) -> tuple[Call, ...]:
    """Calls of a train that departs at zero, with the same dwell at every station between.

    Examples
    --------
    >>> [(call.arrival_s, call.departure_s) for call in
    ...  laid_out(["A", "B", "C"], [HopRun(600, "given"), HopRun(900, "given")], dwell_s=120)]
    [(0, 0), (600, 720), (1620, 1620)]
    """
    calls = [Call(stop_ids[0], 0, 0)]
    for stop_id, run in zip(stop_ids[1:], runs, strict=True):
        arrival_s = calls[-1].departure_s + run.run_s
        calls.append(Call(stop_id, arrival_s, arrival_s + dwell_s))
    last = calls[-1]
    return (*calls[:-1], Call(last.stop_id, last.arrival_s, last.arrival_s))


def taken_departures_s(
    trains: Iterable[Train], stops: Mapping[StopId, Stop], start: StopId, towards: StopId
) -> list[int]:
    """Departures of trains that leave a station the same way, within 45° by the straight line.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> base = two_line_network()
    >>> taken_departures_s(base.trains.values(), base.stops, "R_central", "R_ningbo")
    [28800]
    """
    found = []
    for train in trains:
        for call, after in pairwise(train.calls):
            if call.stop_id == start and _same_way(stops, start, towards, after.stop_id):
                found.append(call.departure_s)
    return found


def _same_way(stops: Mapping[StopId, Stop], start: StopId, one: StopId, other: StopId) -> bool:
    if one == other:
        return True
    if not {start, one, other} <= stops.keys():
        return False
    east = cos(radians(stops[start].lat))
    (x, y), (u, v) = (
        ((stops[end].lon - stops[start].lon) * east, stops[end].lat - stops[start].lat)
        for end in (one, other)
    )
    return x * u + y * v >= _SAME_WAY * hypot(x, y) * hypot(u, v)


def sketched_trains(
    calls: Sequence[Call],
    faces: tuple[ClockFace, ClockFace],
    *,
    name: str,
    trip_prefix: str,
    mode_id: ModeId,
    train_class: str,
    source: str,
    first_number: int = 1,
) -> tuple[Train, ...]:
    """Trains of both directions, outward ones with odd and return ones with even numbers.

    `calls` are those of an outward train that departs at zero; return trains take as long between
    the same stations. `faces` are the departures from the first and from the last station.
    Numbers begin with ``S-``, the mark of an assumed train, and with `first_number`, which is odd.

    Examples
    --------
    >>> calls = laid_out(["A", "B"], [HopRun(600, "given")], dwell_s=120)
    >>> both = (ClockFace((21_600, 25_200), 0), ClockFace((23_400,), 0))
    >>> trains = sketched_trains(calls, both, name="杭台", trip_prefix="S_x", mode_id="m",
    ...     train_class="G", source="example")
    >>> [(train.number, train.calls[0].stop_id, train.calls[-1].arrival_s) for train in trains]
    [('S-杭台-1', 'A', 22200), ('S-杭台-3', 'A', 25800), ('S-杭台-2', 'B', 24000)]
    """
    found = []
    for parity, (pattern, face) in enumerate(((tuple(calls), faces[0]), (_back(calls), faces[1]))):
        number = first_number + parity
        for departure_s in face.departures_s:
            found.append(
                Train(
                    f"{trip_prefix}_{number}",
                    mode_id,
                    f"S-{name}-{number}",
                    train_class,
                    tuple(
                        Call(c.stop_id, c.arrival_s + departure_s, c.departure_s + departure_s)
                        for c in pattern
                    ),
                    Quality.SCENARIO,
                    source,
                )
            )
            number += 2
    return tuple(found)


def timetabled(
    stop_ids: Sequence[StopId],
    bands: Sequence[tuple[int, int, int]],
    window_s: tuple[int, int],
    trains: Iterable[Train],
    stops: Mapping[StopId, Stop],
) -> tuple[ClockFace, ClockFace]:
    """Departures from both ends of a pattern, in the gaps of the trains that leave the same way.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> base = two_line_network()
    >>> hourly = [(0, 108_000, 3_600)]
    >>> out, back = timetabled(["R_central", "R_ningbo"], hourly, (28_800, 35_940),
    ...     base.trains.values(), base.stops)
    >>> out.departures_s, back.departures_s
    ((30600, 34200), (28800, 32400))
    """
    all_trains = list(trains)
    outward, back = (
        clock_face(
            bands,
            taken_departures_s(all_trains, stops, way[0], way[1]),
            first_s=window_s[0],
            last_s=window_s[1],
        )
        for way in (stop_ids, stop_ids[::-1])
    )
    return outward, back


def _back(calls: Sequence[Call]) -> tuple[Call, ...]:
    """Turn a pattern round: the same run times and dwells in the opposite order."""
    end_s = calls[-1].arrival_s
    return tuple(
        Call(call.stop_id, end_s - call.departure_s, end_s - call.arrival_s)
        for call in reversed(calls)
    )
