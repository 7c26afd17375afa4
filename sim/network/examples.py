"""Hand-made networks of a few stops, for examples and tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from sim.network.model import (
    Branch,
    HeadwayBand,
    Hub,
    HubId,
    LineStop,
    Mode,
    ModeId,
    Network,
    Quality,
    Route,
    RouteId,
    Section,
    SectionId,
    Stop,
    StopId,
)

__all__ = ["ALWAYS", "empty", "hub", "line", "mode", "section", "stop", "with_route"]

ALWAYS = date(1900, 1, 1)
"""Opening date of what was there before the record begins."""

_METRES_PER_DEGREE_LON = 96_486.0  # along the parallel of 30° N
_SOURCE = "made by hand"


def mode(mode_id: str = "train", *, system: str = "urban", dwell_s: int = 20) -> Mode:
    """Make a mode with plain values.

    Examples
    --------
    >>> mode("tram").dwell_s
    20
    """
    return Mode(
        mode_id=ModeId(mode_id),
        label_zh=mode_id,
        label_en=mode_id,
        gtfs_route_type=1,
        system="regional" if system == "regional" else "urban",
        boarding_slack_s=60,
        alighting_s=60,
        max_speed_kmh=80.0,
        min_headway_s=90,
        dwell_s=dwell_s,
        colour="#336699",
        line_width_px=2.0,
    )


def stop(
    stop_id: str, x_m: float, *, mode_id: str = "train", open_date: date | None = ALWAYS
) -> Stop:
    """Make a stop `x_m` metres east of 120° E on the parallel of 30° N.

    Examples
    --------
    >>> stop("A", 0.0).lon
    120.0
    """
    return Stop(
        stop_id=StopId(stop_id),
        mode_id=ModeId(mode_id),
        name_zh=stop_id,
        name_en=stop_id,
        lon=120.0 + x_m / _METRES_PER_DEGREE_LON,
        lat=30.0,
        open_date=open_date,
        close_date=None,
        quality=Quality.SCENARIO,
        source=_SOURCE,
    )


def section(section_id: str, route_id: str, *, open_date: date | None = ALWAYS) -> Section:
    """Make a metro section of 10 km.

    Examples
    --------
    >>> section("s", "L").length_km
    10.0
    """
    return Section(
        section_id=SectionId(section_id),
        route_id=RouteId(route_id),
        track_id=section_id,
        name_zh=section_id,
        name_en=section_id,
        length_km=10.0,
        open_date=open_date,
        close_date=None,
        status_2016_07="operating",
        system_class="metro",
        in_city_total=True,
        inside_share=1.0,
        quality=Quality.SCENARIO,
        source=_SOURCE,
    )


def hub(
    hub_id: str, stop_ids: str, *, closed_from: date | None = None, closed_until: date | None = None
) -> Hub:
    """Make a main station of the stops named.

    Examples
    --------
    >>> hub("H", "A B").stop_ids
    ('A', 'B')
    """
    return Hub(
        hub_id=HubId(hub_id),
        name_zh=hub_id,
        name_en=hub_id,
        role="axis",
        lon=120.0,
        lat=30.0,
        stop_ids=tuple(StopId(name) for name in stop_ids.split()),
        open_date=ALWAYS,
        closed_from=closed_from,
        closed_until=closed_until,
        quality=Quality.SCENARIO,
        source=_SOURCE,
    )


def empty(as_of: date = date(2020, 12, 31)) -> Network:
    """Make a network with one urban and one regional mode and nothing else.

    Examples
    --------
    >>> len(empty().stops)
    0
    """
    modes = [mode("train"), mode("rail", system="regional")]
    return Network(
        as_of=as_of,
        horizon_year=as_of.year,
        home_airport="",
        rail_timetable="",
        air_vintage="",
        modes={one.mode_id: one for one in modes},
        stops={},
        sections={},
        routes={},
        trains={},
        airports={},
        air_routes={},
        hubs={},
        zones={},
        places={},
        barriers=(),
        crossings={},
        transfer_times={},
        run_time_factor={},
    )


def with_route(
    network: Network,
    route_id: str,
    branches: Mapping[str, str],
    *,
    sections: Iterable[Section] = (),
    hop_sections: Mapping[tuple[str, str], str] | None = None,
    headways_s: Mapping[str, int] | None = None,
) -> Network:
    """Add a route: hops of 100 s and 1 km, stops named in each branch, 06:00 to 22:00.

    `hop_sections` names the section of a hop by its two stops in branch order; other hops are
    always open. `headways_s` maps a branch id (or ``""`` for all) to a headway; without it, 10
    minutes.

    Examples
    --------
    >>> sorted(with_route(empty(), "L", {"main": "A B"}).stops)
    ['A', 'B']
    """
    hops = hop_sections or {}
    stops = dict(network.stops)
    made = []
    for branch_id, names in branches.items():
        rows: list[LineStop] = []
        previous = ""
        for position, name in enumerate(names.split()):
            stops.setdefault(StopId(name), stop(name, 1000.0 * len(stops)))
            section_id = hops.get((previous, name))
            rows.append(
                LineStop(
                    stop_id=StopId(name),
                    section_id=None if section_id is None else SectionId(section_id),
                    distance_m=1000.0 if position else 0.0,
                    run_time_s=100 if position else 0,
                    open_date=ALWAYS,
                )
            )
            previous = name
        made.append(Branch(branch_id, tuple(rows)))
    route = Route(
        route_id=RouteId(route_id),
        mode_id=ModeId("train"),
        name_zh=route_id,
        name_en=route_id,
        colour="#336699",
        branches=tuple(made),
        headways=tuple(
            HeadwayBand(branch_id, 21_600, 79_200, headway_s, Quality.SCENARIO, _SOURCE)
            for branch_id, headway_s in (headways_s or {"": 600}).items()
        ),
        quality=Quality.SCENARIO,
        source=_SOURCE,
    )
    return replace(
        network,
        stops=stops,
        routes={**network.routes, route.route_id: route},
        sections={**network.sections, **{one.section_id: one for one in sections}},
    )


def line(names: str) -> Network:
    """Make a network of one line ``L`` with the stops named, 1 km and 100 s apart.

    Examples
    --------
    >>> line("A B C").routes["L"].branches[0].branch_id
    'main'
    """
    return with_route(empty(), "L", {"main": names})
