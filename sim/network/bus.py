"""Bus lines of 2015 with modelled headways and speeds; airport buses and coaches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from sim.clock import parse_clock
from sim.geometry import Floats, distances_m, pairs_within, to_metres
from sim.network.headways import PEAKS_S
from sim.network.model import (
    Branch,
    HeadwayBand,
    LineStop,
    Mode,
    ModeId,
    Quality,
    Route,
    RouteId,
    StopId,
)

__all__ = ["BUS_ASSUMPTIONS", "airport_routes", "bus_routes", "peak_headways_s"]

ALWAYS = date(1900, 1, 1)

_STREET_KMH = (14.1, 17.0)
_SPEEDS_KMH: Mapping[int, tuple[float, float]] = {3: _STREET_KMH, 702: (25.3, 25.3)}
"""Commercial speed in the peak and else by GTFS route type: 3 bus (14.1 km/h measured on trunk
lines in 2017 or 2018, the other assumed), 702 express bus on its own lane (line B1 in 2006)."""
_FLEET_IN_PEAK = 0.85
_OFFPEAK_FLEET = 0.65
_LAYOVER_S = 600
_HEADWAY_LIMITS_S = (240.0, 1800.0)
_LONGEST_OFFPEAK_S = 2400.0
_CATCHMENT_M = 500.0
_DAY_S = (6 * 3600, 22 * 3600)
_NIGHT_S = (21 * 3600, 24 * 3600)
_NIGHT_HEADWAY_S = 1800
_AIRPORT_DAY = ("05:30", "21:30")
_SHORTEST_HOP_S = 20

BUS_ASSUMPTIONS: tuple[str, ...] = (
    (
        "Bus lines are those of 2015 that are known (about a third of the 756 lines, a quarter of "
        "their length; none in Xiaoshan), held for every year."
    ),
    (
        f"Bus speeds, stops included: {_STREET_KMH[0]:g} km/h in the peaks (measured), "
        f"{_STREET_KMH[1]:g} km/h else (assumed); bus rapid transit 25.3 km/h (measured in 2006)."
    ),
    (
        f"Bus headways are modelled: {_FLEET_IN_PEAK:.0%} of the fleet of 2015 in the peak, shared "
        "by line length between known and unknown lines, and among the known ones so that total "
        "waiting is least (square-root rule), between 4 and 30 minutes; off peak "
        f"{_OFFPEAK_FLEET:.0%} of these buses; 06:00-22:00. Night lines every 30 minutes from "
        "21:00 to 24:00; holiday lines do not run on a workday."
    ),
    (
        "Airport buses and coaches run at their mean headway all day; where no hours are known "
        f"from {_AIRPORT_DAY[0]} to {_AIRPORT_DAY[1]}."
    ),
)


def bus_routes(
    tables: Mapping[str, pd.DataFrame], modes: Mapping[ModeId, Mode]
) -> tuple[Route, ...]:
    """Bus lines as routes; run times and headways are modelled.

    A line with both directions in the table has two one-way branches, ``a`` and ``b``. A line
    with one direction runs back the same way, unless it is circular.
    """
    rows = tables["bus/routes"].to_dict("records")
    stops = _stop_rows(tables["bus/route_stops"])
    xy = _stop_xy(tables["bus/stops"])
    headways_s = peak_headways_s(tables, modes)
    routes = []
    for row in rows:
        mode = modes[ModeId(row["mode_id"])]
        bands = _bands(row, mode, headways_s)
        if not bands:
            continue
        ways = stops.get(row["route_id"], {})
        alone = len(ways) == 1 and not row["circular"]
        branches = tuple(
            Branch(
                branch_id="ab"[direction],
                stops=_line_stops(way, xy, _speeds_kmh(mode)[1]),
                both_directions=alone,
                direction=direction,
            )
            for direction, way in sorted(ways.items())
        )
        routes.append(
            Route(
                route_id=RouteId(row["route_id"]),
                mode_id=mode.mode_id,
                name_zh=row["name_zh"],
                name_en=row["name_en"],
                colour=mode.colour,
                branches=branches,
                headways=bands,
                quality=Quality(row["quality"]),
                source=row["source"],
            )
        )
    return tuple(routes)


def peak_headways_s(
    tables: Mapping[str, pd.DataFrame], modes: Mapping[ModeId, Mode]
) -> dict[str, float]:
    """Headway in the peak of every all-day bus line, seconds.

    Least total waiting ``Σ demand_i h_i / 2`` with a given fleet ``Σ cycle_i / h_i = N`` gives
    ``h_i ∝ √(cycle_i / demand_i)`` (the square-root rule of Mohring 1972). Demand: POI within
    500 m of the stops, each shared by the lines that pass it. Cycle: both ways at peak speed and
    ten minutes of layover. ``N``: the part of the peak fleet that the known lines' share of the
    total line length gives. Bounds are kept by giving the freed or missing buses to the others.
    """
    rows = tables["bus/routes"]
    rows = rows[rows["service"] == "all_day"]
    length_m = rows["length_m"].to_numpy(float)
    speed = np.array([_speeds_kmh(modes[ModeId(mode)])[0] / 3.6 for mode in rows["mode_id"]])
    cycle_s = 2.0 * length_m / speed + _LAYOVER_S
    fleet = _fact(tables["land/facts"], "buses_year_end", 2015) * _FLEET_IN_PEAK
    network_m = 1000.0 * _fact(tables["land/facts"], "bus_line_length_year_end", 2015)
    buses = fleet * min(1.0, float(length_m.sum()) / network_m)
    demand = _demand(tables, rows["route_id"].tolist())
    headway_s = _square_root_rule(cycle_s, demand, buses)
    return dict(zip(rows["route_id"].tolist(), headway_s.tolist(), strict=True))


def airport_routes(tables: Mapping[str, pd.DataFrame], as_of: date) -> tuple[Route, ...]:
    """Airport buses and coaches that run on a date, one route each.

    The run time of a route by way of a stop is divided by the straight distances.
    """
    xy = _stop_xy(tables["bus/airport_stops"])
    airport = next(stop for stop in xy if str(stop).startswith("A_"))
    routes = {}
    for row in tables["bus/airport_routes"].to_dict("records"):
        opened, closed = pd.Timestamp(row["open_date"]), pd.Timestamp(row["close_date"])
        runs = not opened > pd.Timestamp(as_of) and not closed <= pd.Timestamp(as_of)
        if not runs:
            continue
        way = [StopId(row["from_stop_id"]), StopId(row["via_stop_id"]), airport]
        way = [stop for stop in way if stop]
        metres = [float(distances_m(xy[a], xy[b])[0]) for a, b in pairwise(way)]
        seconds = [60.0 * row["run_time_min"] * part / sum(metres) for part in metres]
        start, end = row["first_departure"], row["last_departure"]
        routes[row["route_id"]] = Route(
            route_id=RouteId(row["route_id"]),
            mode_id=ModeId(row["mode_id"]),
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            colour="",
            branches=(
                Branch(
                    "main",
                    tuple(
                        LineStop(stop, None, metre, round(second), ALWAYS)
                        for stop, metre, second in zip(
                            way, [0.0, *metres], [0.0, *seconds], strict=True
                        )
                    ),
                ),
            ),
            headways=(
                HeadwayBand(
                    branch_id="",
                    start_s=parse_clock(start or _AIRPORT_DAY[0]),
                    end_s=parse_clock(end or _AIRPORT_DAY[1]) + 1,
                    headway_s=round(60 * float(row["headway_min"])),
                    quality=Quality(row["quality"]),
                    source=row["source"],
                ),
            ),
            quality=Quality(row["quality"]),
            source=row["source"],
        )
    return tuple(routes.values())


def _speeds_kmh(mode: Mode) -> tuple[float, float]:
    return _SPEEDS_KMH.get(mode.gtfs_route_type, _STREET_KMH)


def _bands(
    row: Mapping[Hashable, Any], mode: Mode, headways_s: Mapping[str, float]
) -> tuple[HeadwayBand, ...]:
    peak_kmh, offpeak_kmh = _speeds_kmh(mode)
    slower = round(offpeak_kmh / peak_kmh, 4)
    source = "model: fleet of 2015 by the square-root rule"
    if row["service"] == "night":
        return (
            HeadwayBand("", *_NIGHT_S, _NIGHT_HEADWAY_S, Quality.MODELLED, "model: night lines"),
        )
    if row["route_id"] not in headways_s:
        return ()
    peak_s = headways_s[row["route_id"]]
    offpeak_s = min(peak_s / slower / _OFFPEAK_FLEET, _LONGEST_OFFPEAK_S)
    return (
        HeadwayBand("", *_DAY_S, round(offpeak_s), Quality.MODELLED, source),
        *(
            HeadwayBand("", *span, round(peak_s), Quality.MODELLED, source, slower)
            for span in PEAKS_S
        ),
    )


def _square_root_rule(cycle_s: Floats, demand: Floats, buses: float) -> Floats:
    shortest, longest = _HEADWAY_LIMITS_S
    wanted = np.sqrt(cycle_s / np.maximum(demand, 1e-6))
    low, high = 1e-9, 1e12
    # The number of buses falls as the factor grows: halve the interval until it fits.
    for _ in range(200):
        factor = np.sqrt(low * high)
        headway_s = np.clip(factor * wanted, shortest, longest)
        if float((cycle_s / headway_s).sum()) > buses:
            low = factor
        else:
            high = factor
    return np.asarray(np.clip(high * wanted, shortest, longest), dtype=np.float64)


def _demand(tables: Mapping[str, pd.DataFrame], route_ids: Sequence[str]) -> Floats:
    """POI served by each line, shared between the lines that serve the same ones."""
    grid = tables["land/poi_grid"]
    counts = grid.select_dtypes("number").drop(columns=["ix", "iy", "lon", "lat"])
    weight = counts.sum(axis=1).to_numpy(float)
    cells_xy = to_metres(grid["lon"].to_numpy(float), grid["lat"].to_numpy(float))
    stops = tables["bus/stops"]
    rows, found, _ = pairs_within(
        to_metres(stops["lon"].to_numpy(float), stops["lat"].to_numpy(float)),
        cells_xy,
        _CATCHMENT_M,
    )
    near: dict[str, set[int]] = defaultdict(set)
    names = stops["stop_id"].tolist()
    for row, cell in zip(rows.tolist(), found.tolist(), strict=True):
        near[names[row]].add(cell)
    served: dict[str, set[int]] = defaultdict(set)
    table = tables["bus/route_stops"]
    for route_id, stop_id in zip(table["route_id"], table["stop_id"], strict=True):
        served[route_id] |= near[stop_id]
    lines = np.zeros(len(weight))
    for route_id in route_ids:
        lines[sorted(served[route_id])] += 1
    share = weight / np.maximum(lines, 1)
    return np.array([share[sorted(served[route_id])].sum() for route_id in route_ids])


def _fact(facts: pd.DataFrame, indicator: str, year: int) -> float:
    rows = facts[(facts["indicator"] == indicator) & (facts["year"].astype(str) == str(year))]
    return float(rows["value"].iloc[0])


def _stop_rows(table: pd.DataFrame) -> dict[str, dict[int, list[tuple[StopId, float]]]]:
    found: dict[str, dict[int, list[tuple[StopId, float]]]] = defaultdict(lambda: defaultdict(list))
    ordered = table.sort_values(["route_id", "direction", "seq"])
    for route_id, direction, stop_id, metre in zip(
        ordered["route_id"],
        ordered["direction"].astype(int),
        ordered["stop_id"],
        ordered["distance_from_start_m"].astype(float),
        strict=True,
    ):
        found[route_id][direction].append((StopId(stop_id), metre))
    return found


def _stop_xy(table: pd.DataFrame) -> dict[StopId, Floats]:
    xy = to_metres(table["lon"].to_numpy(float), table["lat"].to_numpy(float))
    return {StopId(name): point for name, point in zip(table["stop_id"], xy, strict=True)}


def _line_stops(
    way: Sequence[tuple[StopId, float]], xy: Mapping[StopId, Floats], kmh: float
) -> tuple[LineStop, ...]:
    """Hop times at the commercial speed; a hop is never shorter than the straight line."""
    rows = [LineStop(way[0][0], None, 0.0, 0, ALWAYS)]
    for (before, from_m), (stop_id, to_m) in pairwise(way):
        metres = max(to_m - from_m, float(distances_m(xy[before], xy[stop_id])[0]))
        seconds = max(_SHORTEST_HOP_S, round(metres * 3.6 / kmh))
        rows.append(LineStop(stop_id, None, round(metres, 1), seconds, ALWAYS))
    return tuple(rows)
