"""Rail transport performance: people within 90 minutes by train over people within 120 km.

The measure of the European Commission and the ITF (Poelman, Dijkstra and Ackermans 2020, working
paper 03/2020). *Optimal* time takes the fastest train and no waiting; *average* time adds the mean
wait over the hours of the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import Window
from sim.gateway.circle.door_to_door import middle
from sim.gateway.circle.province import DAY, province_units
from sim.gateway.rail.connections import NEVER_S, Connections, connections
from sim.gateway.rail.ways import Ways, ways_by_feeder
from sim.geometry import distances_m, to_metres
from sim.network.connectors import Point, WalkSettings
from sim.network.model import Network, StopId, ZoneId

__all__ = ["RAIL_PERFORMANCE_COLUMNS", "rail_performance", "station_minutes", "unit_ways"]

Floats = npt.NDArray[np.float64]

_DAY_S = 86_400

CUTOFF_MIN: Final = 90.0
RADIUS_KM: Final = 120.0

RAIL_PERFORMANCE_COLUMNS: Final = (
    "county_id",
    "name_zh",
    "name_en",
    "prefecture",
    "people_near",
    "people_optimal",
    "people_average",
    "optimal_pct",
    "average_pct",
    "cutoff_min",
    "radius_km",
)
"""Columns of `rail_performance`, in their order."""


def rail_performance(
    network: Network,
    *,
    cutoff_min: float = CUTOFF_MIN,
    radius_km: float = RADIUS_KM,
    window: Window = DAY,
    walk: WalkSettings | None = None,
    station_time: bool = True,
    city_ways: Ways | None = None,
) -> pd.DataFrame:
    """People of the province each county-level unit reaches by train, against those who live near.

    ``performance = 100 * people(total <= cutoff_min) / people(distance <= radius_km)`` with
    ``total = access + ride + egress`` (optimal: the fastest ride of the day) or
    ``access + mean(wait + ride) + egress`` (average over the window, `mean_ride`), plus boarding
    and alighting time at the stations unless `station_time` is false. The best pair of stations
    counts; one change of trains is allowed. A unit reaches itself, in both sums. Units stand at one
    point each (`province_units`), so they are in or out as a whole, and people outside the
    province are in neither sum: units at its border lack their neighbours abroad.

    Access and egress are those of feeders. Of the units made of cells they are, where `city_ways`
    (ways of some of these cells by whatever measures them) know a station, the median over the
    unit's cells there, by weight (`unit_ways`).

    Returns
    -------
    DataFrame
        `RAIL_PERFORMANCE_COLUMNS`, one row per unit, sorted by id; % is NaN where nobody is near.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import ready
    >>> table = rail_performance(ready().network)
    >>> table.loc[:, ["county_id", "people_near", "people_optimal"]].values.tolist()
    [['330001', 100.0, 100.0], ['330002', 100.0, 100.0]]
    """
    units = province_units(network)
    trains = connections(network)
    points = [
        Point(unit, lon, lat, speed)
        for unit, lon, lat, speed in zip(
            units["county_id"], units["lon"], units["lat"], units["feeder_kmh"], strict=True
        )
    ]
    ways = ways_by_feeder(network, points, trains.calls.stop_ids, walk=walk)
    if city_ways is not None:
        ways = unit_ways(network, ways, city_ways)
    fastest, average = station_minutes(trains, ways.stop_ids, window)
    people = units["population"].to_numpy(np.float64)
    xy = to_metres(units["lon"], units["lat"]) if len(units) else np.empty((0, 2))
    away = distances_m(np.repeat(xy, len(xy), axis=0), np.tile(xy, (len(xy), 1)))
    near = away.reshape(len(xy), len(xy)) <= 1000.0 * radius_km
    table = units.loc[:, ["county_id", "name_zh", "name_en", "prefecture"]].copy()
    table["people_near"] = near @ people
    slack = _station_min(network, ways.stop_ids) if station_time else (0.0, 0.0)
    for name, ride in (("optimal", fastest), ("average", average)):
        total = _unit_minutes(ways, ride, slack)
        np.fill_diagonal(total, 0.0)
        table[f"people_{name}"] = (total <= cutoff_min) @ people
        share = np.full(len(units), np.nan)
        np.divide(
            100.0 * table[f"people_{name}"].to_numpy(),
            table["people_near"].to_numpy(),
            out=share,
            where=table["people_near"].to_numpy() > 0,
        )
        table[f"{name}_pct"] = share
    table["cutoff_min"], table["radius_km"] = cutoff_min, radius_km
    return table.loc[:, list(RAIL_PERFORMANCE_COLUMNS)]


def unit_ways(network: Network, units: Ways, cells: Ways) -> Ways:
    """Ways of units in which those of their cells stand where these are known.

    To each station of `cells` the median over the unit's cells, by weight; NaN where half of them
    have no way. Units without a cell and stations that `cells` do not know keep what they have, and
    so does a unit none of whose cells has a way to any station.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.gateway.circle.small_province import county, hub_town
    >>> zone = county("330106", 120.0, 30.0)
    >>> town = replace(hub_town(), zones={zone.zone_id: zone})
    >>> units = Ways(("330106",), ("H", "X"), np.array([[90.0, 50.0]]), np.ones(1))
    >>> cells = Ways((zone.zone_id,), ("H",), np.array([[20.0]]), np.ones(1))
    >>> unit_ways(town, units, cells).minutes.tolist()
    [[20.0, 50.0]]
    """
    minutes = units.minutes.copy()
    county_of = np.array([_county_of(network, point_id) for point_id in cells.point_ids])
    column = {stop_id: place for place, stop_id in enumerate(units.stop_ids)}
    for row, unit in enumerate(units.point_ids):
        own = np.flatnonzero(county_of == unit)
        if not len(own) or np.isnan(cells.minutes[own]).all():
            continue
        for place, stop_id in enumerate(cells.stop_ids):
            if stop_id in column:
                ways = cells.minutes[own, place]
                usual = middle(ways, cells.weight[own])
                minutes[row, column[stop_id]] = np.nan if usual is None else ways[usual]
    return Ways(units.point_ids, units.stop_ids, minutes, units.weight)


def _county_of(network: Network, point_id: str) -> str:
    zone = network.zones.get(ZoneId(point_id))
    return "" if zone is None else zone.county_id


def station_minutes(
    trains: Connections, stop_ids: Sequence[StopId], window: Window
) -> tuple[Floats, Floats]:
    """Fastest ride and mean of waiting and riding between every two stations, [from, to].

    Infinite where no train goes, with one change at most, and from a station to itself. All
    stations must be among those of the calls; the window lies within one day.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import hub_town
    >>> fastest, _ = station_minutes(connections(hub_town()), ("H", "X", "Z"), DAY)
    >>> fastest.tolist()
    [[inf, 30.0, 100.0], [35.0, inf, 30.0], [inf, inf, inf]]
    """
    columns = trains.calls.rows_of(stop_ids)
    fastest = np.full((len(stop_ids), len(stop_ids)), np.inf)
    average = fastest.copy()
    for row, stop in enumerate(columns.tolist()):
        calls = np.flatnonzero(trains.calls.stop == stop)
        whole = trains.calls.departure_s[calls] // _DAY_S * _DAY_S
        leave = (trains.calls.departure_s[calls] - whole).astype(np.float64)
        arrive = trains.arrival_s[np.ix_(calls, columns)].astype(np.float64)
        arrive = np.where(arrive < NEVER_S, arrive - whole[:, None], np.inf)
        arrive[:, row] = np.inf
        if len(calls):
            fastest[row] = (arrive - leave[:, None]).min(axis=0) / 60.0
            average[row] = _means(leave, arrive, window) / 60.0
    return fastest, average


def _means(leave_s: Floats, arrive_s: Floats, window: Window) -> Floats:
    """`mean_ride` from one station to all others at once: seconds, infinite where none goes."""
    order = np.argsort(leave_s, kind="stable")
    leave = np.concatenate([leave_s[order], leave_s[order] + _DAY_S])
    arrive = np.concatenate([arrive_s[order], arrive_s[order] + _DAY_S])
    best = np.minimum.accumulate(arrive[::-1], axis=0)[::-1]
    begin = np.clip(np.concatenate([[-np.inf], leave[:-1]]), window.start_s, window.end_s)
    finish = np.clip(leave, window.start_s, window.end_s)
    used = finish > begin
    moments = np.sum((finish**2 - begin**2) / 2)
    total = np.sum(best[used] * (finish - begin)[used, None], axis=0)
    return np.asarray((total - moments) / (window.end_s - window.start_s), dtype=np.float64)


def _station_min(network: Network, stop_ids: Sequence[StopId]) -> tuple[Floats, Floats]:
    modes = [network.modes[network.stops[stop_id].mode_id] for stop_id in stop_ids]
    return (
        np.array([mode.boarding_slack_s / 60.0 for mode in modes]),
        np.array([mode.alighting_s / 60.0 for mode in modes]),
    )


def _unit_minutes(
    ways: Ways, ride_min: Floats, slack: tuple[npt.ArrayLike, npt.ArrayLike]
) -> Floats:
    """Least of access + boarding + ride + alighting + egress over the pairs of stations."""
    to_train = np.where(np.isnan(ways.minutes), np.inf, ways.minutes + np.asarray(slack[0]))
    from_train = np.where(np.isnan(ways.minutes), np.inf, ways.minutes + np.asarray(slack[1]))
    found = np.full((len(ways.point_ids), len(ways.point_ids)), np.inf)
    for row in range(len(ways.point_ids)):
        start = np.flatnonzero(np.isfinite(to_train[row]))
        if len(start):
            at_station = (to_train[row, start, None] + ride_min[start]).min(axis=0)
            found[row] = (at_station[None, :] + from_train).min(axis=1)
    return found
