"""A town of crossing lines, large enough for operation counts to mean something."""

from __future__ import annotations

from sim import toy
from sim.network.patterns import patterns
from sim.routing import (
    LinkArrays,
    TimetableArrays,
    compile_links,
    compile_timetable,
    drawn,
)

SIZE = 12
"""Streets each way; a line on each, a stop at each crossing, 3 min between stops."""


def text() -> str:
    lines = []
    for street in range(SIZE):
        east = ", ".join(f"S{street:02d}{k:02d} +{3 * k}" for k in range(SIZE))
        north = ", ".join(f"S{k:02d}{street:02d} +{3 * k}" for k in range(SIZE))
        lines.append(f"line east{street} tram every {6 + street % 3} 06:00-22:00: {east}")
        lines.append(f"line north{street} tram every {8 + street % 4} 06:00-22:00: {north}")
        lines.append(f"point p{street:02d}: S{street:02d}00 {1 + street % 5}, S{street:02d}05 9")
    lines += [
        f"train X{hour} rail: S0000 {hour}:10, S0606 {hour}:16, S1111 {hour}:22"
        for hour in range(6, 22)
    ]
    lines.append("mode rail: slack 300, alight 60")
    return "\n".join(lines)


def parts() -> tuple[TimetableArrays, LinkArrays, LinkArrays, LinkArrays]:
    """Arguments of the router up to the query."""
    town = toy.build(text())
    timetable = compile_timetable(
        patterns(town.network), town.transfers, stop_ids=town.stop_ids, modes=town.network.modes
    )
    access = compile_links(town.access, town.point_ids, town.stop_ids)
    return timetable, access, access, compile_links(town.direct, town.point_ids, town.point_ids)


def timed_parts(points: int) -> tuple[TimetableArrays, LinkArrays, LinkArrays, LinkArrays]:
    """A draw of the town, all timetable, seen from so many points: enough of them for the sweep."""
    more = "\n".join(f"point q{k:03d}: S{k % SIZE:02d}{k // SIZE:02d} 2" for k in range(points))
    town = toy.build(text() + "\n" + more)
    timetable = compile_timetable(
        patterns(town.network), town.transfers, stop_ids=town.stop_ids, modes=town.network.modes
    )
    access = compile_links(town.access, town.point_ids, town.stop_ids)
    direct = compile_links(town.direct, town.point_ids, town.point_ids)
    return drawn(timetable, 0), access, access, direct
