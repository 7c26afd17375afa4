"""A sketch of the network, read in a moment: what exists and is open, without services or people.

`sim check` has to answer within two seconds, so it reads ids, names, positions and dates straight
from the tables. Whatever needs headways, trains or people is checked again when a run applies the
modifications to the whole network.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import chain, groupby
from pathlib import Path
from typing import Literal, cast

from sim.modifications.train_choice import KNOWN_NUMBERS
from sim.network.closures import CLOSURE_TABLE, Closure, closed_on, closures, with_closures
from sim.network.model import (
    Airport,
    AirRoute,
    Branch,
    Hub,
    HubId,
    LineStop,
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
from sim.network.modes import read_modes
from sim.network.price import Price
from sim.network.prices import CAR_TABLE, PRICE_TABLE, prices_on
from sim.network.rail_sketch.catalogue import SKETCH_TABLES, rail_sketches
from sim.network.rail_sketch.sketch import RailSketch
from sim.scenario.offers import nearest_vintage, vintages
from sim.scenario.table_rows import Row, columns, day, rows, unsound

__all__ = ["sketch_network"]

_ALWAYS = date(1900, 1, 1)
_WORKDAY_SERVICES = {"all_day", "night"}


def sketch_network(
    data_dir: Path,
    as_of: date,
    *,
    horizon_year: int | None = None,
    rail_timetable: str | None = None,
    air_vintage: str | None = None,
) -> Network:
    """Read what a scenario may name: modes, stops, lines, sections, main stations, airports.

    Routes have their stops but no headways; there are no trains, zones or places.

    Raises
    ------
    DataError
        If a table is missing, cannot be read, or names what stands in no row, with what `sim data`
        says of it.
    """
    known = vintages(data_dir)
    air = air_vintage or nearest_vintage(known.air_vintages, as_of)
    rail = rail_timetable or nearest_vintage(known.rail_timetables, as_of)
    modes = read_modes(data_dir / "modes.yaml")
    try:
        stops = {stop.stop_id: stop for stop in _stops(data_dir, as_of, rail)}
        airports = {airport.iata: airport for airport in _airports(data_dir)}
        network = Network(
            as_of=as_of,
            horizon_year=horizon_year or as_of.year,
            home_airport=next((a.iata for a in airports.values() if a.kind == "home"), ""),
            rail_timetable=rail,
            air_vintage=air,
            modes=modes,
            stops=stops,
            sections={section.section_id: section for section in _sections(data_dir)},
            routes={route.route_id: route for route in _routes(data_dir, as_of)},
            trains={},
            airports=airports,
            air_routes={route.destination: route for route in _air_routes(data_dir, air)},
            hubs={hub.hub_id: hub for hub in _hubs(data_dir, as_of)},
            zones={},
            places={},
            barriers=(),
            crossings={},
            transfer_times={},
            run_time_factor=dict.fromkeys(modes, 1.0),
            prices=_prices(data_dir, as_of, horizon_year or as_of.year),
            rail_sketches=_rail_sketches(data_dir),
        )
        network.derived[KNOWN_NUMBERS] = _train_numbers(data_dir, rail)
        unknown = [*_unknown_names(network), *sorted(_called(data_dir, rail) - stops.keys())]
    except (KeyError, ValueError, IndexError) as problem:
        raise unsound(data_dir, str(problem)) from problem
    if unknown:
        raise unsound(data_dir, f"these ids are used but stand in no row: {', '.join(unknown)}")
    return network


def _unknown_names(network: Network) -> tuple[str, ...]:
    """Ids that lead nowhere: whoever looks them up later could not say where they stand."""
    calls = [
        stop for route in network.routes.values() for one in route.branches for stop in one.stops
    ]
    stops = {stop.stop_id for stop in calls}
    stops |= {stop_id for hub in network.hubs.values() for stop_id in hub.stop_ids}
    sections = {stop.section_id for stop in calls if stop.section_id is not None}
    routes = {section.route_id for section in network.sections.values()}
    unknown = (stops - network.stops.keys(), sections - network.sections.keys())
    return tuple(sorted({*chain(*unknown), *(routes - network.routes.keys())}))


def _railway_mode(data_dir: Path) -> ModeId:
    """Mode of most trains; the stations have none of their own in the tables."""
    counts = Counter(mode for mode, _ in columns(data_dir, "rail/trains", "mode_id", "number"))
    return ModeId(max(sorted(counts), key=lambda mode: counts[mode]))


def _stops(data_dir: Path, as_of: date, rail: str) -> Iterator[Stop]:
    railway = _railway_mode(data_dir)
    for row in rows(data_dir, "metro/stations"):
        yield _stop(row, ModeId(row["mode_id"]), day(row["open_date"]), day(row["close_date"]))
    for table in ("bus/stops", "bus/airport_stops"):
        for row in rows(data_dir, table):
            yield _stop(row, ModeId(row["mode_id"]), _ALWAYS, None)
    called = _called(data_dir, rail)
    stations = {}
    for row in rows(data_dir, "rail/stations"):
        opened = day(row["open_date"])
        if row["stop_id"] in called and (opened is None or opened > as_of):
            opened = _ALWAYS  # the timetable in use says where trains stop
        stations[StopId(row["stop_id"])] = _stop(row, railway, opened, day(row["close_date"]))
    in_hubs = {stop_id for hub in _hubs(data_dir, as_of) for stop_id in hub.stop_ids}
    others = {stop: own for stop, own in _closures(data_dir).items() if stop not in in_hubs}
    yield from with_closures(stations, others, as_of).values()


def _closures(data_dir: Path) -> dict[StopId, tuple[Closure, ...]]:
    if not (data_dir / f"{CLOSURE_TABLE}.csv").is_file():
        return {}
    return closures(rows(data_dir, CLOSURE_TABLE))


def _called(data_dir: Path, vintage: str) -> set[str]:
    """Stations at which trains of a timetable call on its reference day."""
    wanted = ("trip_id", "vintage", "runs_ref_day")
    trips = {
        trip
        for trip, one, runs in columns(data_dir, "rail/trains", *wanted)
        if one == vintage and runs == "1"
    }
    return {
        stop
        for trip, stop in columns(data_dir, "rail/calls", "trip_id", "stop_id")
        if trip in trips
    }


def _train_numbers(data_dir: Path, vintage: str) -> frozenset[str]:
    """Numbers of the trains of a timetable that run on its reference day."""
    wanted = ("number", "vintage", "runs_ref_day")
    return frozenset(
        number
        for number, one, runs in columns(data_dir, "rail/trains", *wanted)
        if one == vintage and runs == "1"
    )


def _stop(row: Row, mode_id: ModeId, opened: date | None, closed: date | None) -> Stop:
    return Stop(
        StopId(row["stop_id"]),
        mode_id,
        row["name_zh"],
        row["name_en"] or row["name_zh"],
        float(row["lon"]),
        float(row["lat"]),
        opened,
        closed,
        Quality(row["quality"]),
        row["source"],
        row.get("county_id", ""),
    )


def _sections(data_dir: Path) -> Iterator[Section]:
    for row in rows(data_dir, "metro/sections"):
        yield Section(
            SectionId(row["section_id"]),
            RouteId(row["route_id"]),
            row["track_id"],
            row["name_zh"],
            row["name_en"],
            float(row["length_km"]),
            day(row["open_date"]),
            day(row["close_date"]),
            cast("Literal['']", row["status_2016_07"]),
            cast("Literal['']", row["system_class"]),
            row["in_city_total"] == "1",
            1.0,
            Quality(row["quality"]),
            row["source"],
        )


def _routes(data_dir: Path, as_of: date) -> Iterator[Route]:
    metro = defaultdict(list)
    for row in rows(data_dir, "metro/line_stops"):
        metro[row["route_id"]].append(row)
    for row in rows(data_dir, "metro/lines"):
        branches = tuple(
            Branch(branch_id, tuple(_line_stop(stop) for stop in stops))
            for branch_id, stops in groupby(metro[row["route_id"]], lambda r: r["branch_id"])
        )
        yield _route(row, branches)
    yield from _bus_routes(data_dir)
    yield from _airport_routes(data_dir, as_of)


def _bus_routes(data_dir: Path) -> Iterator[Route]:
    """Bus lines that run on a workday."""
    ways: dict[str, dict[str, list[LineStop]]] = defaultdict(lambda: defaultdict(list))
    for route_id, direction, stop_id in columns(
        data_dir, "bus/route_stops", "route_id", "direction", "stop_id"
    ):
        ways[route_id][direction].append(_street_stop(stop_id))
    for row in rows(data_dir, "bus/routes"):
        if row["service"] in _WORKDAY_SERVICES:
            branches = tuple(
                Branch("ab"[int(direction)], tuple(stops), direction=int(direction))
                for direction, stops in ways[row["route_id"]].items()
            )
            yield _route(row, branches)


def _airport_routes(data_dir: Path, as_of: date) -> Iterator[Route]:
    """Airport buses and coaches that run on the date."""
    stops = [stop for stop, _ in columns(data_dir, "bus/airport_stops", "stop_id", "mode_id")]
    airport = next((stop for stop in stops if stop.startswith("A_")), "")
    for row in rows(data_dir, "bus/airport_routes"):
        opened, closed = day(row["open_date"]), day(row["close_date"])
        if (opened is None or opened <= as_of) and (closed is None or as_of < closed):
            way = [stop for stop in (row["from_stop_id"], row["via_stop_id"], airport) if stop]
            yield _route(row, (Branch("main", tuple(_street_stop(stop) for stop in way)),))


def _route(row: Row, branches: tuple[Branch, ...]) -> Route:
    return Route(
        RouteId(row["route_id"]),
        ModeId(row["mode_id"]),
        row["name_zh"],
        row["name_en"],
        row.get("colour", ""),
        branches,
        (),
        Quality(row["quality"]),
        row["source"],
    )


def _line_stop(row: Row) -> LineStop:
    return LineStop(
        StopId(row["stop_id"]),
        SectionId(row["section_id"]),
        float(row["distance_from_prev_m"]),
        int(float(row["run_time_from_prev_s"])),
        day(row["open_date"]),
        day(row["close_date"]),
    )


def _street_stop(stop_id: str) -> LineStop:
    return LineStop(StopId(stop_id), None, 0.0, 0, _ALWAYS)


def _airports(data_dir: Path) -> Iterator[Airport]:
    for row in rows(data_dir, "air/airports"):
        yield Airport(
            row["iata"],
            row["name_zh"],
            row["name_en"],
            row["city"],
            row["country"],
            float(row["lon"]),
            float(row["lat"]),
            cast("Literal['home']", row["kind"]),
            row["source"],
        )


def _air_routes(data_dir: Path, vintage: str) -> Iterator[AirRoute]:
    for row in rows(data_dir, "air/routes"):
        if row["vintage"] == vintage:
            yield AirRoute(
                row["destination"],
                row["airlines"],
                float(row["weekly_frequency"]) if row["weekly_frequency"] else None,
                row["nonstop"] == "1",
                Quality(row["quality"]),
                row["source"],
            )


def _prices(data_dir: Path, as_of: date, year: int) -> dict[str, Price]:
    prices, cars = (
        rows(data_dir, name) if (data_dir / f"{name}.csv").is_file() else ()
        for name in (PRICE_TABLE, CAR_TABLE)
    )
    return prices_on(prices, cars, as_of=as_of, year=year)


def _rail_sketches(data_dir: Path) -> dict[str, RailSketch]:
    if not all((data_dir / f"{name}.csv").is_file() for name in SKETCH_TABLES):
        return {}
    return rail_sketches(*(rows(data_dir, name) for name in SKETCH_TABLES))


def _hubs(data_dir: Path, as_of: date) -> Iterator[Hub]:
    known = _closures(data_dir)
    for row in rows(data_dir, "rail/hubs"):
        stop_ids = tuple(StopId(s) for s in row["stop_ids"].split(";") if s)
        closure = closed_on(known, stop_ids, as_of)
        yield Hub(
            HubId(row["hub_id"]),
            row["name_zh"],
            row["name_en"],
            row["role"],
            float(row["lon"]),
            float(row["lat"]),
            stop_ids,
            day(row["open_date"]),
            None if closure is None else closure.closed_from,
            None if closure is None else closure.closed_until,
            Quality(row["quality"]),
            row["source"],
        )
