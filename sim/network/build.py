"""The network on a date, built from the tables of facts."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from pathlib import Path
from typing import Protocol

import pandas as pd

from sim.errors import NetworkError
from sim.network import records
from sim.network.bus import BUS_ASSUMPTIONS, airport_routes, bus_routes
from sim.network.closures import closure_texts, with_closures
from sim.network.headways import (
    HEADWAY_ASSUMPTIONS,
    RUN_TIME_ASSUMPTION,
    line_bands,
    run_time_factor,
)
from sim.network.landuse import LANDUSE_ASSUMPTIONS, LANDUSE_TABLES, model_zones
from sim.network.model import (
    Hub,
    HubId,
    Mode,
    ModeId,
    Network,
    Route,
    RouteId,
    Stop,
    StopId,
    Zone,
)
from sim.network.modes import read_modes
from sim.network.price import Price
from sim.network.prices import CAR_TABLE, PRICE_ASSUMPTIONS, PRICE_TABLE, prices_on
from sim.network.rail_sketch.catalogue import SKETCH_TABLES, rail_sketches
from sim.network.rail_sketch.sketch import RailSketch
from sim.network.runs import open_runs
from sim.tables.reading import TablePackage, read_package, read_table

__all__ = ["ZoneCache", "build_network", "build_zones", "load_network", "vintage_for"]


class ZoneCache(Protocol):
    """Where zones are kept between runs."""

    def read(self) -> pd.DataFrame | None:
        """Return what was written, or nothing."""

    def write(self, frame: pd.DataFrame) -> None:
        """Keep a table."""


_LOG = logging.getLogger(__name__)

_WALK_ASSUMPTIONS: tuple[str, ...] = (
    (
        "Walking: 4.5 km/h, streets 1.3 times the straight line (drivable streets alone: median "
        "1.4); the Qiantang is crossed on foot "
        "only by bridges that can be walked, whose list is unverified."
    ),
    "Railway and metro stops of a main station are linked on foot in not less than 4 minutes.",
    (
        "Feeders take 10 minutes and 1.3 times the straight line, to regional stops within 40 km "
        "and to metro stations within 10 km, over any bridge or tunnel of the Qiantang."
    ),
    "Interchange within one metro station takes no walk of its own, only the boarding time.",
)


def load_network(
    data_dir: Path | str,
    as_of: date,
    *,
    horizon_year: int | None = None,
    rail_timetable: str | None = None,
    air_vintage: str | None = None,
    zones: Iterable[Zone] | None = None,
) -> Network:
    """Read the tables below `data_dir` and build the network of a date.

    `horizon_year` is the year of population, jobs and metro run times, that of the date if not
    given.
    `rail_timetable` and `air_vintage` name a vintage of the tables; without them it is the latest
    not after the date, else the earliest. `zones` are those of `build_zones`, where they are kept;
    without them they are computed. Raises `DataError` where the tables cannot be used and
    `NetworkError` where a vintage does not exist.
    """
    return build_network(
        read_package(Path(data_dir)),
        as_of,
        horizon_year=horizon_year,
        rail_timetable=rail_timetable,
        air_vintage=air_vintage,
        zones=zones,
    )


def build_zones(data_dir: Path, year: int, cache: ZoneCache | None = None) -> tuple[Zone, ...]:
    """Zones of a year from the tables below `data_dir`, or from what the cache holds of them.

    The cache belongs to the caller, who also knows whether it is still valid; what it does not
    hold is computed and written to it.
    """
    kept = None if cache is None else cache.read()
    if kept is not None and set(kept.columns) == {field.name for field in fields(Zone)}:
        return tuple(
            Zone(**{str(key): value for key, value in row.items()})
            for row in kept.to_dict("records")
        )
    zones = model_zones({name: read_table(data_dir, name) for name in LANDUSE_TABLES}, year)
    if cache is not None:
        cache.write(pd.DataFrame([asdict(zone) for zone in zones]))
    return zones


def build_network(
    package: TablePackage,
    as_of: date,
    *,
    horizon_year: int | None = None,
    rail_timetable: str | None = None,
    air_vintage: str | None = None,
    zones: Iterable[Zone] | None = None,
) -> Network:
    """Build the network from tables that are already read; `zones` may come from a cache."""
    started = time.perf_counter()
    tables = package.tables
    year = as_of.year if horizon_year is None else horizon_year
    rail = vintage_for(tables["rail/trains"]["vintage"], as_of, rail_timetable, "rail timetable")
    air = vintage_for(tables["air/routes"]["vintage"], as_of, air_vintage, "list of air routes")
    modes = read_modes(package.path("modes"))
    metro = records.metro_routes(tables)
    airports = records.airports(tables)
    trains = records.trains(tables, rail)
    called = {call.stop_id for train in trains.values() for call in train.calls}
    hubs = records.hubs(tables, as_of)
    stops = _stops(tables, hubs, called, as_of)
    network = Network(
        as_of=as_of,
        horizon_year=year,
        home_airport=next((iata for iata, one in airports.items() if one.kind == "home"), ""),
        rail_timetable=rail,
        air_vintage=air,
        modes=dict(modes),
        stops=stops,
        sections=records.sections(tables),
        routes={**metro, **_street_routes(tables, modes, as_of)},
        trains=trains,
        airports=airports,
        air_routes=records.air_routes(tables, air),
        hubs=hubs,
        zones={
            zone.zone_id: zone for zone in (model_zones(tables, year) if zones is None else zones)
        },
        places=records.places(tables),
        barriers=records.barriers(tables),
        crossings=records.crossings(tables),
        transfer_times={},
        run_time_factor={
            mode_id: run_time_factor(year)
            for mode_id in sorted({route.mode_id for route in metro.values()})
        },
        assumptions=(
            *_assumptions(rail, air),
            *closure_texts(stops, records.station_closures(tables), as_of),
        ),
        prices=_prices(tables, as_of, year),
        rail_sketches=_rail_sketches(tables),
    )
    network = _with_headways(network, tables, metro)
    _LOG.info("network of %s built in %.2f s", as_of, time.perf_counter() - started)
    return network


def _prices(tables: Mapping[str, pd.DataFrame], as_of: date, year: int) -> dict[str, Price]:
    """Prices of the date; a package without the tables has none."""
    prices, cars = (
        [{str(key): cell for key, cell in row.items()} for row in tables[name].to_dict("records")]
        if name in tables
        else []
        for name in (PRICE_TABLE, CAR_TABLE)
    )
    return prices_on(prices, cars, as_of=as_of, year=year)


def _rail_sketches(tables: Mapping[str, pd.DataFrame]) -> dict[str, RailSketch]:
    """Lines that a scenario may build by name; a package without the tables has none."""
    if not all(name in tables for name in SKETCH_TABLES):
        return {}
    rows = (
        [{str(k): cell for k, cell in row.items()} for row in tables[name].to_dict("records")]
        for name in SKETCH_TABLES
    )
    return rail_sketches(*rows)


def vintage_for(vintages: Iterable[str], as_of: date, wanted: str | None, what: str) -> str:
    """Name of the vintage to use: the one wanted, else the latest begun by the date.

    Examples
    --------
    >>> vintage_for(["2016-03", "2019-10"], date(2018, 12, 31), None, "rail timetable")
    '2016-03'
    >>> vintage_for(["2014", "2019"], date(2010, 1, 1), None, "list of air routes")
    '2014'
    """
    known = sorted({str(vintage) for vintage in vintages})
    if wanted is not None:
        if wanted not in known:
            raise NetworkError(f"there is no {what} of '{wanted}'; there is {' and '.join(known)}")
        return wanted
    if not known:
        raise NetworkError(f"the tables hold no {what}")
    begun = [vintage for vintage in known if _begins(vintage) <= as_of]
    return begun[-1] if begun else known[0]


def _begins(vintage: str) -> date:
    parts = [int(part) for part in re.findall(r"\d+", vintage)[:2]]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, 1)


def _street_routes(
    tables: Mapping[str, pd.DataFrame], modes: Mapping[ModeId, Mode], as_of: date
) -> dict[RouteId, Route]:
    routes = (*bus_routes(tables, modes), *airport_routes(tables, as_of))
    return {
        route.route_id: route
        if route.colour
        else replace(route, colour=modes[route.mode_id].colour)
        for route in routes
    }


def _stops(
    tables: Mapping[str, pd.DataFrame],
    hubs: Mapping[HubId, Hub],
    called: set[StopId],
    as_of: date,
) -> dict[StopId, Stop]:
    """Stops with their openings; stations closed for rebuilding stay shut, whatever calls there.

    Those of a main station are shut by the hub's own closure, see `stop_is_open`.
    """
    in_hubs = {stop_id for hub in hubs.values() for stop_id in hub.stop_ids}
    known = records.station_closures(tables)
    others = {stop_id: own for stop_id, own in known.items() if stop_id not in in_hubs}
    opened = _with_called_stations(records.stops(tables), called, as_of)
    return with_closures(opened, others, as_of)


def _with_called_stations(
    stops: dict[StopId, Stop], called: set[StopId], as_of: date
) -> dict[StopId, Stop]:
    """Open the stations at which trains of the timetable call.

    The timetable in use says where trains stop, whatever day was recorded for the station's
    opening: the trains of a line that opened after `as_of` would otherwise run past its stations.
    """
    return {
        stop_id: replace(stop, open_date=records.ALWAYS)
        if stop_id in called and (stop.open_date is None or stop.open_date > as_of)
        else stop
        for stop_id, stop in stops.items()
    }


def _with_headways(
    network: Network, tables: Mapping[str, pd.DataFrame], metro: Mapping[RouteId, Route]
) -> Network:
    """Headways depend on the branches that run on the date, so they come last.

    A line of which nothing runs yet gets the headways it would have with all its branches, for a
    scenario that opens it.
    """
    evidence = tables["metro/headways"]
    lines = {row["route_id"]: row for row in tables["metro/lines"].to_dict("records")}
    routes = dict(network.routes)
    for route_id, route in metro.items():
        running = {run.branch_id for run in open_runs(network, route)}
        every = [branch.branch_id for branch in route.branches]
        branch_ids = [branch_id for branch_id in every if branch_id in running] or every
        rows = evidence[evidence["route_id"] == route_id]
        routes[route_id] = replace(
            route, headways=line_bands(rows, lines[route_id], branch_ids, network.as_of)
        )
    return replace(network, routes=routes)


def _assumptions(rail: str, air: str) -> tuple[str, ...]:
    return (
        f"Trains are those of the timetable of {rail}, flights those of the list of {air}.",
        RUN_TIME_ASSUMPTION,
        *HEADWAY_ASSUMPTIONS,
        *BUS_ASSUMPTIONS,
        *LANDUSE_ASSUMPTIONS,
        *_WALK_ASSUMPTIONS,
        *PRICE_ASSUMPTIONS,
    )
