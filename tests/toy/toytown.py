"""One question to the router, asked in every way it can be asked."""

from __future__ import annotations

from sim import toy
from sim.clock import parse_clock
from sim.network.patterns import patterns
from sim.routing import (
    UNREACHABLE,
    Query,
    compile_links,
    compile_timetable,
    fastest_itinerary,
    travel_time_profile,
    travel_times,
)


def trip_s(
    text: str,
    at: str,
    *,
    origin: str = "home",
    destination: str = "work",
    max_time_s: int = 7200,
    max_rides: int | None = None,
) -> int | None:
    """Travel time in seconds from home to work, ``None`` if unreachable.

    Matrix, profile and itinerary must give the same answer.
    """
    town = toy.build(text)
    timetable = compile_timetable(
        patterns(town.network),
        town.transfers,
        stop_ids=town.stop_ids,
        modes=town.network.modes,
    )
    links = compile_links(town.access, town.point_ids, town.stop_ids)
    direct = compile_links(town.direct, town.point_ids, town.point_ids)
    departure_s = parse_clock(at)
    query = Query((departure_s,), (50,), max_time_s, max_rides)
    i, j = town.point_ids.index(origin), town.point_ids.index(destination)
    result = int(travel_times(timetable, links, links, direct, query).times_s[i, j, 0])
    assert travel_time_profile(timetable, links, links, direct, query)[i, j, 0] == result
    told = fastest_itinerary(
        timetable,
        links,
        links,
        direct,
        query,
        origin_id=origin,
        destination_id=destination,
        departure_s=departure_s,
    )
    assert (UNREACHABLE if told is None else told.travel_time_s) == result
    return None if result == UNREACHABLE else result
