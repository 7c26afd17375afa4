"""From the network to the line services that `sim.hub.metro` simulates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from math import ceil, inf

import pandas as pd

from sim.demand.transit.hops import urban_patterns
from sim.errors import DataError, Issue, Severity
from sim.hub.experiment.outcome import Outcome
from sim.hub.flow.riders import Riders
from sim.hub.metro.services import LineService, Operation, StopPattern, TrainType
from sim.hub.metro.stop_order import Token, merged_order, sets_needed, tokens
from sim.network.model import Mode, Network, RouteId
from sim.network.patterns import Pattern
from sim.study.day.departures import departures_of
from sim.study.demand_vehicles import with_vehicles

__all__ = ["LINE_TABLES", "Lines", "line_outcome", "lines_of"]

LINE_TABLES = (
    "demand/vehicles",
    "operations/metro_rules",
    "operations/metro_cars",
    "operations/metro_levels",
)
"""Tables that `lines_of` and the results of the lines need."""

_OPERATION = {one.name for one in fields(Operation)}
_FROM_MODES = "clear_s"
_FULL = "platform_full_per_m2"


@dataclass(frozen=True, eq=False)
class Lines:
    """Services in the order that riders count them, train sets by route, stops and assumptions.

    ``stops`` has station_id, name_zh, name_en, lon, lat of every stop of the services. ``rules`` is
    ``operations/metro_rules`` as used, ``levels`` the levels of service of a platform (level, least
    room per person in m²), ``assumptions`` sentences (Chinese, English) for the reader.
    ``full_per_m2`` are the people on a square metre of a full platform.
    """

    services: tuple[LineService, ...]
    fleets: Mapping[str, int]
    stops: pd.DataFrame
    rules: pd.DataFrame
    levels: tuple[tuple[str, float], ...]
    assumptions: tuple[tuple[str, str], ...] = ()
    full_per_m2: float = inf


def lines_of(network: Network, tables: Mapping[str, pd.DataFrame]) -> Lines:
    """Line services of all urban lines on tracks of their own (those that have sections).

    One service per line and direction; branches are its patterns. Departures follow the headways
    of the network, those of branches staggered so that they alternate where they first meet. The
    planned time at stops and the least time between trains are those of the mode, the rest are
    ``operations/metro_rules``. A line without a vehicle takes that of its mode.

    Raises
    ------
    DataError
        If a rule is missing, or the vehicle or car of a line is not known; all of them are named.
    """
    rules = {
        str(row["parameter"]): float(row["value"])
        for row in tables["operations/metro_rules"].to_dict("records")
    }
    tracked = {section.route_id for section in network.sections.values()}
    grouped: dict[tuple[str, int], list[Pattern]] = defaultdict(list)
    for pattern in urban_patterns(network):
        if RouteId(pattern.route_id) in tracked:
            grouped[pattern.route_id, pattern.direction].append(pattern)
    issues = _rule_issues(rules)
    trains = {
        route_id: found
        for route_id in sorted({route_id for route_id, _ in grouped})
        if (found := _train(network, route_id, tables, issues)) is not None
    }
    if issues:
        raise DataError("the lines cannot be simulated", issues)
    services = [
        service
        for (route_id, direction), patterns in sorted(grouped.items())
        for service in _services(network, patterns, direction, (trains[route_id], rules))
    ]
    reserve = rules["fleet_reserve_share"]
    fleets = {
        route_id: ceil(sets_needed([s for s in services if s.route_id == route_id]) * (1 + reserve))
        for route_id in trains
    }
    return Lines(
        services=tuple(services),
        fleets=fleets,
        stops=_stops(network, services),
        rules=tables["operations/metro_rules"],
        levels=tuple(
            (str(row["level"]), float(row["at_least_m2"]))
            for row in tables["operations/metro_levels"].to_dict("records")
        ),
        assumptions=(*_ASSUMPTIONS, _held_words(rules[_FULL])),
        full_per_m2=rules[_FULL],
    )


_ASSUMPTIONS = (
    (
        "各支线的列车在首个共用车站等间隔交替发车；同一线路的列车型号与定员按需求模型的车辆表。",
        "Trains of branches alternate where they first meet; their places are those of the demand.",
    ),
    (
        "所有车站按岛式站台、同一宽度估计面积；未查证。",
        "Every platform is taken as an island of one width; none has been looked up.",
    ),
    (
        "车底数按图定最大同时在线列车加备用推算。",
        "Train sets: the most that the timetable needs at once, plus a reserve.",
    ),
    (
        "同一轨道上的不同线路互不影响；每站都可折返。",
        "Lines do not hold up each other's trains; trains can turn back at every station.",
    ),
    (
        "早晨列车均自两端始发，无中途始发；首班到达较晚的车站，早到者久候，等候偏长。",
        "All trains of the morning start at line ends: who comes early further on waits too long.",
    ),
)


def _held_words(full_per_m2: float) -> tuple[str, str]:
    return (
        f"站台超过每平方米{full_per_m2:g}人时，其余的人在闸机外限流等候；先到先上，候车时间不变。",
        f"Above {full_per_m2:g} people/m2 the others are held at the gates, in the same queue.",
    )


def line_outcome(lines: Lines, riders: Riders, seed: int, replication: int) -> Outcome:
    """One simulated day of the lines: measures (`sim.hub.metro.summary.MEASURES`) and tables.

    Tables: ``operations_line_quarters``, ``operations_platforms``,
    ``operations_people_at_stations``, and of replication 0 ``operations_trains``.
    """
    from sim.hub.metro.line_quarters import line_quarters  # noqa: PLC0415 - kernels and SimPy
    from sim.hub.metro.platforms import people_at_stations, platform_quarters  # noqa: PLC0415
    from sim.hub.metro.summary import day_measures, train_table  # noqa: PLC0415
    from sim.hub.metro.trains import simulate_lines  # noqa: PLC0415

    day = simulate_lines(
        lines.services, riders, seed=seed, replication=replication, fleets=lines.fleets
    )
    names = {
        str(row["station_id"]): (str(row["name_zh"]), str(row["name_en"]))
        for row in lines.stops.to_dict("records")
    }
    quarters = line_quarters(day, names)
    platforms = platform_quarters(day, lines.stops, lines.levels, full_per_m2=lines.full_per_m2)
    frames = {
        "operations_line_quarters": quarters,
        "operations_platforms": platforms,
        "operations_people_at_stations": people_at_stations(day),
    }
    if replication == 0:
        frames["operations_trains"] = train_table(day)
    return Outcome(day_measures(day, quarters, platforms), frames)


def _rule_issues(rules: Mapping[str, float]) -> list[Issue]:
    wanted = (_OPERATION - {_FROM_MODES}) | {
        "fleet_reserve_share",
        "platform_width_m",
        "platform_usable_share",
        _FULL,
    }
    fix = "add a row to network_data/operations/metro_rules.csv"
    return [
        _issue("rule-missing", f"{name} has no value", fix) for name in sorted(wanted - set(rules))
    ]


def _train(
    network: Network, route_id: str, tables: Mapping[str, pd.DataFrame], issues: list[Issue]
) -> TrainType | None:
    vehicles = with_vehicles(tables["demand/vehicles"], network)
    cars = tables["operations/metro_cars"]
    mode_id = network.routes[RouteId(route_id)].mode_id
    own = vehicles[vehicles["route_id"] == route_id]
    of_mode = vehicles[(vehicles["route_id"] == "") & (vehicles["mode_id"] == mode_id)]
    rows = (own if len(own) else of_mode).to_dict("records")
    if not rows:
        fix = "add a row to network_data/demand/vehicles.csv"
        issues.append(_issue("vehicle-unknown", f"{route_id} has no vehicle", fix))
        return None
    row = rows[0]
    known = cars[cars["vehicle_type"] == row["vehicle_type"]].to_dict("records")
    if not known:
        what = f"{route_id}: vehicle type {row['vehicle_type']} has no length and doors"
        fix = "add a row to network_data/operations/metro_cars.csv"
        issues.append(_issue("car-unknown", what, fix))
        return None
    car, count = known[0], int(row["cars"])
    return TrainType(
        places=int(row["places"]),
        seats=int(row["seats"]),
        doors=int(car["doors_per_car"]) * count,
        length_m=float(car["car_length_m"]) * count,
    )


def _operation(mode: Mode, rules: Mapping[str, float]) -> Operation:
    values = {name: rules[name] for name in _OPERATION - {_FROM_MODES}}
    return Operation(clear_s=float(max(0, mode.min_headway_s - mode.dwell_s)), **values)


def _services(
    network: Network,
    patterns: Sequence[Pattern],
    direction: int,
    given: tuple[TrainType, Mapping[str, float]],
) -> list[LineService]:
    """Usually one service; patterns that run against the order of the others get another."""
    left = sorted(patterns, key=lambda one: (-len(one.stop_ids), one.pattern_id))
    found: list[LineService] = []
    while left:
        own, order, rest = [left[0]], tokens(left[0].stop_ids), []
        for pattern in left[1:]:
            merged = merged_order([tokens(one.stop_ids) for one in (*own, pattern)])
            if merged is None:
                rest.append(pattern)
            else:
                own.append(pattern)
                order = merged
        suffix = f".{len(found) + 1}" if found else ""
        found.append(_service(network, own, order, (f":{direction}{suffix}", *given)))
        left = rest
    return found


def _service(
    network: Network,
    patterns: Sequence[Pattern],
    order: Sequence[Token],
    given: tuple[str, TrainType, Mapping[str, float]],
) -> LineService:
    suffix, train, rules = given
    route = network.routes[RouteId(patterns[0].route_id)]
    mode = network.modes[route.mode_id]
    place = {token: at for at, token in enumerate(order)}
    area_m2 = train.length_m * rules["platform_width_m"] / 2 * rules["platform_usable_share"]
    ordered = sorted(patterns, key=lambda one: one.pattern_id)
    departures = departures_of(ordered)
    return LineService(
        group_id=f"{route.route_id}{suffix}",
        route_id=str(route.route_id),
        direction=patterns[0].direction,
        title_zh=route.name_zh,
        title_en=route.name_en,
        stop_ids=tuple(stop_id for stop_id, _ in order),
        patterns=tuple(
            _stop_pattern(pattern, place, mode, times)
            for pattern, times in zip(ordered, departures, strict=True)
        ),
        train=train,
        operation=_operation(mode, rules),
        area_m2=(area_m2,) * len(order),
    )


def _stop_pattern(
    pattern: Pattern, place: Mapping[Token, int], mode: Mode, departures_s: tuple[float, ...]
) -> StopPattern:
    """Run times are departure to arrival; a stop takes at most half of a hop."""
    hops = [b - a for a, b in pairwise(pattern.departure_offset_s)]
    dwell_s = float(min([mode.dwell_s, *(hop // 2 for hop in hops)]))
    return StopPattern(
        pattern_id=pattern.pattern_id,
        stops=tuple(place[token] for token in tokens(pattern.stop_ids)),
        run_s=tuple(max(1.0, hop - dwell_s) for hop in hops),
        dwell_s=dwell_s,
        departures_s=departures_s,
    )


def _stops(network: Network, services: Sequence[LineService]) -> pd.DataFrame:
    ids = sorted({stop_id for service in services for stop_id in service.stop_ids})
    stops = {str(stop.stop_id): stop for stop in network.stops.values()}
    rows = [(i, stops[i].name_zh, stops[i].name_en, stops[i].lon, stops[i].lat) for i in ids]
    return pd.DataFrame(rows, columns=["station_id", "name_zh", "name_en", "lon", "lat"])


def _issue(code: str, what: str, fix: str) -> Issue:
    return Issue(Severity.ERROR, code, what, fix)
