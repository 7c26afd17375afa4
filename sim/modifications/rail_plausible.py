"""What a written service cannot do: turn back along a line, or run faster than it is built for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from sim.modifications.base import Problem, error
from sim.modifications.draft import Draft
from sim.modifications.line_stops import straight_m
from sim.modifications.rail_names import station_named
from sim.modifications.rail_places import railway_mode
from sim.modifications.rail_services import ServiceKeys
from sim.network.model import Stop
from sim.network.rail_sketch.sketch import RailSketch

__all__ = ["plausible_problems", "run_speed_problems"]


def plausible_problems(
    draft: Draft, keys: ServiceKeys, sketches: Sequence[RailSketch], *path: str | int
) -> Iterator[Problem]:
    """Yield an error where calls go to and fro along a sketch, or a given run time is too short.

    Three calls in a row on one sketch must lie in the order of its kilometres, up or down. A given
    run time must not be shorter than `run_speed_problems` allows.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> keys = ServiceKeys(service="x", calls=("Central", "Ningbo"), headway_min=60, run_min=(1,))
    >>> draft = Draft(two_line_network())
    >>> [problem.code for problem in plausible_problems(draft, keys, ())]
    ['speed-too-high']
    """
    stops = [station_named(draft, text) for text in keys.calls]
    known = [stop for stop in stops if stop is not None]
    if len(known) < len(stops):
        return
    for place in range(2, len(known)):
        for sketch in sketches:
            yield from _turning(sketch, known[place - 2 : place + 1], *path, "calls", place)
    for place, minutes in enumerate(keys.run_min[: len(known) - 1]):
        ends = known[place], known[place + 1]
        yield from run_speed_problems(draft, ends, minutes, sketches, *path, "run_min", place)


def run_speed_problems(
    draft: Draft,
    ends: tuple[Stop, Stop],
    minutes: float,
    sketches: Sequence[RailSketch],
    *path: str | int,
) -> Iterator[Problem]:
    """Yield an error if minutes between two stations mean more speed than there can be.

    On one sketch it is that between its kilometres against its design speed; else that of the
    straight line against the top speed of the railway.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> draft = Draft(two_line_network())
    >>> ends = draft.stops["R_central"], draft.stops["R_ningbo"]
    >>> [problem.fix for problem in run_speed_problems(draft, ends, 10.0, ())]
    ['give at least 25 min']
    """
    start, end = ends
    for sketch in sketches:
        km = {stop.stop_id: stop.distance_km for stop in sketch.stops}
        if start.stop_id in km and end.stop_id in km:
            way_km = abs(km[end.stop_id] - km[start.stop_id])
            least_min = 60 * way_km / sketch.design_speed_kmh
            if minutes < least_min:
                yield error(
                    "sketch-too-fast",
                    f"{way_km:g} km from {start.name_en} to {end.name_en} in {minutes:g} min are "
                    f"{60 * way_km / minutes:.0f} km/h on a line designed for "
                    f"{sketch.design_speed_kmh:g} km/h",
                    f"give at least {ceil(least_min - 1e-9)} min",
                    *path,
                )
            return
    way_km = straight_m([start, end])[0] / 1000
    limit = draft.modes[railway_mode(draft)].max_speed_kmh
    least_min = 60 * way_km / limit
    if minutes < least_min:
        yield error(
            "speed-too-high",
            f"from {start.name_en} to {end.name_en} in {minutes:g} min is "
            f"{60 * way_km / minutes:.0f} km/h along the straight line of {way_km:.0f} km; trains "
            f"run {limit:g} km/h at most",
            f"give at least {ceil(least_min - 1e-9)} min",
            *path,
        )


def _turning(sketch: RailSketch, calls: Sequence[Stop], *path: str | int) -> Iterator[Problem]:
    km = {stop.stop_id: stop.distance_km for stop in sketch.stops}
    if any(stop.stop_id not in km for stop in calls):
        return
    first, second, third = (km[stop.stop_id] for stop in calls)
    if (second - first) * (third - second) < 0:
        yield error(
            "stop-order",
            f"the train would turn back: {calls[2].name_en} lies at km {third:g} of "
            f"{sketch.name_en}, before {calls[1].name_en} at km {second:g} as one comes from "
            f"{calls[0].name_en} at km {first:g}",
            "list the calls in the order of the line",
            *path,
        )
