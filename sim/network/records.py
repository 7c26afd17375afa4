"""Rows of the tables as the network's records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import shape

from sim.geometry import Floats, projected, to_metres
from sim.network.closures import CLOSURE_TABLE, Closure, closed_on, closures
from sim.network.model import (
    Airport,
    AirRoute,
    Barrier,
    Branch,
    Call,
    Crossing,
    Hub,
    HubId,
    LineStop,
    ModeId,
    Place,
    Quality,
    Route,
    RouteId,
    Section,
    SectionId,
    Stop,
    StopId,
    Train,
)

__all__ = [
    "ALWAYS",
    "air_routes",
    "airports",
    "barriers",
    "crossings",
    "day",
    "hubs",
    "metro_routes",
    "places",
    "sections",
    "station_closures",
    "stops",
    "trains",
]

ALWAYS = date(1900, 1, 1)
Tables = Mapping[str, pd.DataFrame]
Row = Mapping[Hashable, Any]


def day(value: Any) -> date | None:
    """Date of a cell; ``None`` where it is empty.

    Examples
    --------
    >>> day(pd.Timestamp("2020-12-30")), day(pd.NaT)
    (datetime.date(2020, 12, 30), None)
    """
    return None if pd.isna(value) or value == "" else pd.Timestamp(value).date()


def stops(tables: Tables) -> dict[StopId, Stop]:
    """All stops of all systems; the county is that in the divisions before 2021."""
    found: dict[StopId, Stop] = {}
    polygons = _county_polygons(tables)
    for name in ("metro/stations", "bus/stops", "bus/airport_stops", "rail/stations"):
        table = tables[name]
        county_ids = (
            table["county_id"].tolist() if "county_id" in table else _counties(polygons, table)
        )
        modes = table["mode_id"] if "mode_id" in table else _train_modes(tables, table)
        for row, county_id, mode_id in zip(
            table.to_dict("records"), county_ids, modes, strict=True
        ):
            stop_id = StopId(row["stop_id"])
            found[stop_id] = Stop(
                stop_id=stop_id,
                mode_id=ModeId(mode_id),
                name_zh=row["name_zh"],
                name_en=row["name_en"] or row["name_zh"],
                lon=float(row["lon"]),
                lat=float(row["lat"]),
                open_date=day(row["open_date"]) if "open_date" in row else ALWAYS,
                close_date=day(row.get("close_date", "")),
                quality=Quality(row["quality"]),
                source=row["source"],
                county_id=county_id,
            )
    return found


def sections(tables: Tables) -> dict[SectionId, Section]:
    """Sections of the metro-like lines with the share of their length inside Hangzhou."""
    shares = _inside_shares(tables)
    return {
        SectionId(row["section_id"]): Section(
            section_id=SectionId(row["section_id"]),
            route_id=RouteId(row["route_id"]),
            track_id=row["track_id"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            length_km=float(row["length_km"]),
            open_date=day(row["open_date"]),
            close_date=day(row["close_date"]),
            status_2016_07=row["status_2016_07"],
            system_class=row["system_class"],
            in_city_total=bool(row["in_city_total"]),
            inside_share=shares.get(row["section_id"], 1.0),
            quality=Quality(row["quality"]),
            source=row["source"],
            note=row["note"],
        )
        for row in tables["metro/sections"].to_dict("records")
    }


def metro_routes(tables: Tables) -> dict[RouteId, Route]:
    """Metro-like lines with their branches, without headways.

    A branch listed in the opposite order to the line's first one gets direction 1.
    """
    branches: dict[str, dict[str, list[LineStop]]] = defaultdict(lambda: defaultdict(list))
    for row in tables["metro/line_stops"].to_dict("records"):
        branches[row["route_id"]][row["branch_id"]].append(
            LineStop(
                stop_id=StopId(row["stop_id"]),
                section_id=SectionId(row["section_id"]) if row["section_id"] else None,
                distance_m=float(row["distance_from_prev_m"]),
                run_time_s=int(row["run_time_from_prev_s"]),
                open_date=day(row["open_date"]),
                close_date=day(row["close_date"]),
            )
        )
    return {
        RouteId(row["route_id"]): Route(
            route_id=RouteId(row["route_id"]),
            mode_id=ModeId(row["mode_id"]),
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            colour=row["colour"],
            branches=_oriented(branches[row["route_id"]]),
            headways=(),
            quality=Quality(row["quality"]),
            source=row["source"],
        )
        for row in tables["metro/lines"].to_dict("records")
    }


def trains(tables: Tables, vintage: str) -> dict[str, Train]:
    """Trains of a timetable that ran on its reference day."""
    table = tables["rail/trains"]
    rows = table[(table["vintage"] == vintage) & table["runs_ref_day"].astype(bool)]
    wanted = set(rows["trip_id"])
    calls: dict[str, list[Call]] = defaultdict(list)
    columns = ("trip_id", "stop_id", "arrival_min", "departure_min")
    table = tables["rail/calls"].sort_values(["trip_id", "seq"])
    for trip_id, stop_id, arrival, departure in zip(
        *(table[name].tolist() for name in columns), strict=True
    ):
        if trip_id in wanted:
            calls[trip_id].append(Call(StopId(stop_id), 60 * arrival, 60 * departure))
    return {
        row["trip_id"]: Train(
            trip_id=row["trip_id"],
            mode_id=ModeId(row["mode_id"]),
            number=row["number"],
            train_class=row["train_class"],
            calls=tuple(calls[row["trip_id"]]),
            quality=Quality(row["quality"]),
            source=row["source"],
        )
        for row in rows.to_dict("records")
    }


def airports(tables: Tables) -> dict[str, Airport]:
    """Airports by their code."""
    names = ("iata", "name_zh", "name_en", "city", "country", "kind", "source")
    return {
        row["iata"]: Airport(
            lon=float(row["lon"]), lat=float(row["lat"]), **{name: row[name] for name in names}
        )
        for row in tables["air/airports"].to_dict("records")
    }


def air_routes(tables: Tables, vintage: str) -> dict[str, AirRoute]:
    """Routes of one vintage from the home airport, by destination."""
    table = tables["air/routes"]
    return {
        row["destination"]: AirRoute(
            destination=row["destination"],
            airlines=row["airlines"],
            weekly_frequency=(
                None if pd.isna(row["weekly_frequency"]) else float(row["weekly_frequency"])
            ),
            nonstop=bool(row["nonstop"]),
            quality=Quality(row["quality"]),
            source=row["source"],
        )
        for row in table[table["vintage"].astype(str) == vintage].to_dict("records")
    }


def hubs(tables: Tables, as_of: date) -> dict[HubId, Hub]:
    """Hubs: the main stations with their stops, and the closure of their railway station."""
    known = station_closures(tables)
    found: dict[HubId, Hub] = {}
    for row in tables["rail/hubs"].to_dict("records"):
        stop_ids = tuple(StopId(part) for part in row["stop_ids"].split(";") if part)
        closure = closed_on(known, stop_ids, as_of)
        found[HubId(row["hub_id"])] = Hub(
            hub_id=HubId(row["hub_id"]),
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            role=row["role"],
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            stop_ids=stop_ids,
            open_date=day(row["open_date"]),
            closed_from=None if closure is None else closure.closed_from,
            closed_until=None if closure is None else closure.closed_until,
            quality=Quality(row["quality"]),
            source=row["source"],
        )
    return found


def station_closures(tables: Tables) -> dict[StopId, tuple[Closure, ...]]:
    """Temporary closures of railway stations; a package without the table has none."""
    if CLOSURE_TABLE not in tables:
        return {}
    rows = tables[CLOSURE_TABLE].to_dict("records")
    return closures({str(key): cell for key, cell in row.items()} for row in rows)


def places(tables: Tables) -> dict[str, Place]:
    """Named points results can be reported for."""
    return {
        row["place_id"]: Place(
            place_id=row["place_id"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            category=row["category"],
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            quality=Quality(row["quality"]),
            source=row["source"],
        )
        for row in tables["land/places"].to_dict("records")
    }


def barriers(tables: Tables) -> tuple[Barrier, ...]:
    """Water that parts the banks: one barrier for each polygon marked so."""
    found = []
    for row in tables["land/water"].to_dict("records"):
        if not row["barrier"]:
            continue
        for polygon in shapely.get_parts(shape(row["geometry"])):
            rings = [polygon.exterior, *polygon.interiors]
            found.append(
                Barrier(
                    name=row["name_en"],
                    rings=tuple(
                        tuple((float(x), float(y)) for x, y in ring.coords) for ring in rings
                    ),
                )
            )
    return tuple(found)


def crossings(tables: Tables) -> dict[str, Crossing]:
    """Bridges and tunnels across the barriers."""
    return {
        row["crossing_id"]: Crossing(
            crossing_id=row["crossing_id"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            ends=(
                (float(row["lon_a"]), float(row["lat_a"])),
                (float(row["lon_b"]), float(row["lat_b"])),
            ),
            length_m=float(row["length_m"]),
            walkable=bool(row["walkable"]),
            open_date=day(row["open_date"]),
            quality=Quality(row["quality"]),
            source=row["source"],
        )
        for row in tables["road/crossings"].to_dict("records")
    }


def _county_polygons(tables: Tables) -> dict[str, shapely.Geometry]:
    return {
        row["county_id"]: shape(row["geometry"])
        for row in tables["land/boundaries"].to_dict("records")
        if row["valid"] != "from2021"
    }


def _counties(polygons: Mapping[str, shapely.Geometry], table: pd.DataFrame) -> list[str]:
    """County of each point in the divisions before 2021; empty outside the province."""
    county_ids = list(polygons)
    tree = shapely.STRtree(list(polygons.values()))
    points = shapely.points(table["lon"].to_numpy(float), table["lat"].to_numpy(float))
    found = [""] * len(points)
    for point, polygon in zip(*tree.query(points, predicate="intersects").tolist(), strict=True):
        found[point] = county_ids[polygon]
    return found


def _train_modes(tables: Tables, table: pd.DataFrame) -> list[str]:
    """Mode of each railway station: that of the most calls there."""
    calls = tables["rail/calls"][["trip_id", "stop_id"]]
    mode_of = dict(
        zip(tables["rail/trains"]["trip_id"], tables["rail/trains"]["mode_id"], strict=True)
    )
    counts = calls.assign(mode=calls["trip_id"].map(mode_of)).groupby(["stop_id", "mode"]).size()
    ranked = counts.reset_index(name="calls").sort_values(
        ["stop_id", "calls", "mode"], ascending=[True, False, True]
    )
    main = ranked.drop_duplicates("stop_id").set_index("stop_id")["mode"]
    usual = str(main.mode().iloc[0])
    return [str(main.get(stop_id, usual)) for stop_id in table["stop_id"]]


def _oriented(branches: Mapping[str, Iterable[LineStop]]) -> tuple[Branch, ...]:
    found: list[Branch] = []
    for branch_id, rows in branches.items():
        stops = tuple(rows)
        direction = 0
        if found:
            first = {row.stop_id: place for place, row in enumerate(found[0].stops)}
            shared = [first[row.stop_id] for row in stops if row.stop_id in first]
            direction = int(len(shared) > 1 and shared[0] > shared[-1])
        found.append(Branch(branch_id, stops, direction=direction))
    return tuple(found)


def _inside_shares(tables: Tables) -> dict[str, float]:
    """Share of each section inside Hangzhou, by the straight hops between its stations."""
    boundary = shapely.union_all(
        [
            projected(shape(row["geometry"]))
            for row in tables["land/boundaries"].to_dict("records")
            if row["valid"] == "pre2021"
        ]
    )
    shapely.prepare(boundary)
    xy = _station_xy(tables["metro/stations"])
    hops: dict[str, list[Any]] = defaultdict(list)
    before: Row = {}
    for row in tables["metro/line_stops"].to_dict("records"):
        same = before and all(before[name] == row[name] for name in ("route_id", "branch_id"))
        if same and row["section_id"]:
            hops[row["section_id"]].append(
                shapely.LineString([xy[before["stop_id"]], xy[row["stop_id"]]])
            )
        before = row
    for row in tables["metro/sections"].to_dict("records"):
        ends = [xy[row[end]] for end in ("from_stop_id", "to_stop_id") if row[end] in xy]
        if row["section_id"] not in hops and len(ends) == 2:
            hops[row["section_id"]].append(shapely.LineString(ends))
    shares = {}
    for section_id, lines in hops.items():
        total = sum(line.length for line in lines)
        inside = sum(float(shapely.intersection(line, boundary).length) for line in lines)
        shares[section_id] = round(inside / total, 4) if total else 1.0
    return shares


def _station_xy(table: pd.DataFrame) -> dict[str, Floats]:
    xy = to_metres(table["lon"].to_numpy(float), table["lat"].to_numpy(float))
    return dict(zip(table["stop_id"], np.asarray(xy), strict=True))
