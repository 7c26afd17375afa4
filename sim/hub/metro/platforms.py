"""Platforms by quarter of an hour: people waiting, held at the gates, level of service."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.clock import clock_text
from sim.hub.metro.boarding import Floats64, Ints64
from sim.hub.metro.day import MetroDay
from sim.hub.metro.line_quarters import quarters_in
from sim.hub.metro.plan import platforms_of
from sim.hub.metro.quarters import QUARTER_S, bins_of, mean_standing, standing_at

__all__ = [
    "PLATFORM_COLUMNS",
    "held_mean",
    "level_of_service",
    "people_at_stations",
    "platform_quarters",
]

PLATFORM_COLUMNS = (
    "station_id",
    "name_zh",
    "name_en",
    "route_id",
    "line_zh",
    "line_en",
    "direction",
    "lon",
    "lat",
    "quarter_start",
    "waiting_mean",
    "waiting_max",
    "held_mean",
    "held_max",
    "area_m2",
    "density_per_m2",
    "level_of_service",
    "quality",
)
_STEP_S = 300.0
_STEP_MIN = 5

Levels = Sequence[tuple[str, float]]


def level_of_service(people: Floats64, area_m2: Floats64, levels: Levels) -> np.ndarray:
    """Level of a waiting area by room per person; the best where nobody waits.

    Parameters
    ----------
    people, area_m2
        People waiting and the floor they wait on.
    levels
        Level and least room per person (m²) from which it holds, in any order.

    Examples
    --------
    >>> fruin = [("A", 1.21), ("B", 0.93), ("C", 0.65), ("D", 0.28), ("E", 0.19), ("F", 0.0)]
    >>> level_of_service(np.array([0.0, 100.0, 600.0]), np.full(3, 100.0), fruin).tolist()
    ['A', 'B', 'F']
    """
    ranked = sorted(levels, key=lambda one: one[1])
    room = np.divide(area_m2, people, out=np.full(len(people), np.inf), where=people > 0)
    at = np.searchsorted([least for _, least in ranked], room, side="right") - 1
    names = np.array([name for name, _ in ranked], dtype=object)
    found: np.ndarray = names[np.maximum(at, 0)]
    return found


def held_mean(from_s: Floats64, until_s: Floats64, limit: float, edges_s: Floats64) -> Floats64:
    """Time mean between the edges of the people beyond `limit`, who are held at the gates.

    ``∫ max(0, N(t) - limit) dt`` over each interval, divided by its length. Nobody: zeros.

    Parameters
    ----------
    from_s, until_s
        When each person begins and ends to wait.
    limit
        People that the platform holds.
    edges_s
        Edges of the intervals, rising.

    Examples
    --------
    >>> held_mean(np.array([0.0, 30.0]), np.array([90.0, 90.0]), 1, np.array([0.0, 60.0, 120.0]))
    array([0.5, 0.5])
    """
    times_s = np.concatenate([from_s, until_s])
    if not len(times_s):
        return np.zeros(len(edges_s) - 1)
    order = np.argsort(times_s, kind="stable")
    at_s = times_s[order]
    standing = np.cumsum(np.repeat([1, -1], len(from_s))[order])
    over = np.maximum(standing - limit, 0.0)
    area = np.concatenate([[0.0], np.cumsum(over[:-1] * np.diff(at_s))])
    means: Floats64 = np.diff(np.interp(edges_s, at_s, area)) / np.diff(edges_s)
    return means


def platform_quarters(
    day: MetroDay, stops: pd.DataFrame, levels: Levels, *, full_per_m2: float = math.inf
) -> pd.DataFrame:
    """Rows of ``operations_platforms``: a row per platform and quarter of the service.

    ``waiting_mean`` is a time mean, ``waiting_max`` the most at once, wherever they wait: a
    platform is full at ``full_per_m2 * area_m2`` people, the others of the queue are held at the
    gates (``held_mean``, ``held_max``). Density and level are those of the most on the platform.

    Holding leaves queue and waits as simulated: the queue is first come, first served, people are
    let through in its order as soon as there is room, and so the front of it always stands on the
    platform. A train finds as many as it has room for, so long as a full platform holds a
    trainload; only the place of waiting is another. Those who were set down there by trains that
    turned back wait there too. Platforms where nobody can board (the end of the line) are left
    out. Areas are assumed: the quality is estimate.

    Parameters
    ----------
    day
        A simulated day.
    stops
        station_id, name_zh, name_en, lon, lat.
    levels
        As for `level_of_service`.
    full_per_m2
        People on a square metre of a full platform; without it nobody is held.

    Examples
    --------
    >>> from sim.hub.metro.examples import riders_of, small_line
    >>> from sim.hub.metro.trains import simulate_lines
    >>> riders = riders_of([(120.0, [(0, 0, 2, 0.0)])])
    >>> day = simulate_lines(small_line(), riders, seed=1, replication=0)
    >>> names = pd.DataFrame([("A", "甲", "A", 0.0, 0.0), ("B", "乙", "B", 0.0, 0.0)],
    ...                      columns=["station_id", "name_zh", "name_en", "lon", "lat"])
    >>> found = platform_quarters(day, names, [("A", 0.0)])
    >>> found[["station_id", "quarter_start", "waiting_mean"]].values.tolist()[:2]
    [['A', '00:00', 0.2], ['A', '00:15', 0.0]]
    """
    bins = quarters_in(day)
    where, from_s, until_s = _standing(day)
    count = len(platforms_of(day.services).group)
    mean = mean_standing(where, from_s, until_s, (count, bins), QUARTER_S)
    most = _most(day, standing_at(where, from_s, until_s, (count, bins), QUARTER_S))
    limits = _limits(day, full_per_m2)
    held_most = np.maximum(most - limits[:, None], 0.0)
    held = np.zeros_like(mean)
    edges_s = np.arange(bins + 1, dtype=np.float64) * QUARTER_S
    for full in np.flatnonzero(held_most.any(axis=1)):
        own = where == full
        held[full] = held_mean(from_s[own], until_s[own], float(limits[full]), edges_s)
    rows = _platform_rows(day)
    quarters = np.arange(_first_quarter(day), bins)
    table = rows.loc[rows.index.repeat(len(quarters))].reset_index(drop=True)
    at = np.tile(quarters, len(rows))
    platform = table["platform"].to_numpy(dtype=np.int64)
    table["quarter_start"] = [clock_text(int(quarter * QUARTER_S)) for quarter in at]
    table["waiting_mean"] = np.round(mean[platform, at], 6)
    table["waiting_max"] = most[platform, at]
    table["held_mean"] = np.round(held[platform, at], 6)
    table["held_max"] = held_most[platform, at]
    inside = (most - held_most)[platform, at]
    table["density_per_m2"] = inside / table["area_m2"]
    table["level_of_service"] = level_of_service(inside, table["area_m2"].to_numpy(), levels)
    table["quality"] = "estimate"
    table = table.merge(stops, on="station_id", how="left", validate="m:1")
    return table[list(PLATFORM_COLUMNS)]


def people_at_stations(day: MetroDay) -> pd.DataFrame:
    """Rows of ``operations_people_at_stations``: people waiting at a station, every 5 minutes.

    ``waiting`` is the time mean of the 5 minutes from ``minute`` (after midnight) on, all platforms
    of the station together. Every station has every 5 minutes from the first train on.

    Examples
    --------
    >>> from sim.hub.metro.examples import riders_of, small_line
    >>> from sim.hub.metro.trains import simulate_lines
    >>> riders = riders_of([(150.0, [(0, 0, 2, 0.0)])])
    >>> people_at_stations(
    ...     simulate_lines(small_line(), riders, seed=1, replication=0)
    ... ).values.tolist()[:2]
    [['A', 0, 0.5], ['A', 5, 0.0]]
    """
    steps = quarters_in(day) * int(QUARTER_S / _STEP_S)
    where, from_s, until_s = _standing(day)
    names = [stop_id for service in day.services for stop_id in service.stop_ids]
    stations, station = np.unique(np.array(names, dtype=object), return_inverse=True)
    mean = mean_standing(
        station[where].astype(np.int64), from_s, until_s, (len(stations), steps), _STEP_S
    )
    begins = _first_quarter(day) * int(QUARTER_S / _STEP_S)
    step = np.arange(begins, steps, dtype=np.int64)
    return pd.DataFrame(
        {
            "station_id": np.repeat(stations, len(step)),
            "minute": np.tile(step * _STEP_MIN, len(stations)),
            "waiting": np.round(mean[:, begins:], 6).ravel(),
        }
    )


def _first_quarter(day: MetroDay) -> int:
    """First quarter in which a train leaves; 0 on a day without trains."""
    return int(bins_of(day.calls["depart_s"].to_numpy()).min()) if len(day.calls) else 0


def _standing(day: MetroDay) -> tuple[Ints64, Floats64, Floats64]:
    """Where people stood, from when until when; who never boarded stands until the end."""
    end_s = quarters_in(day) * QUARTER_S
    here = np.flatnonzero(np.isfinite(day.arrive_s))
    first = platforms_of(day.services).first
    downs = day.set_downs
    again = first[downs["group"].to_numpy(dtype=np.int64)] + downs["position"].to_numpy()
    where = np.concatenate([day.platform[here], again]).astype(np.int64)
    from_s = np.concatenate([day.arrive_s[here], downs["time_s"].to_numpy()])
    until_s = np.concatenate([day.board_s[here], downs["board_s"].to_numpy()])
    return where, from_s, np.where(np.isfinite(until_s), until_s, end_s)


def _most(day: MetroDay, edges: Floats64) -> Floats64:
    """Most people at once: before a train's doors close, or at an end of the quarter."""
    most = np.maximum(edges[:, :-1], edges[:, 1:])
    calls = day.calls
    first = platforms_of(day.services).first
    platform = first[calls["group"].to_numpy(dtype=np.int64)] + calls["position"].to_numpy()
    quarter = np.minimum(bins_of(calls["depart_s"].to_numpy()), most.shape[1] - 1)
    np.maximum.at(most, (platform, quarter), calls["waiting"].to_numpy(dtype=np.float64))
    return most


def _limits(day: MetroDay, full_per_m2: float) -> Floats64:
    """Whole people that each platform holds, in the order of `platforms_of`."""
    area_m2 = np.array([area for service in day.services for area in service.area_m2])
    return np.floor(full_per_m2 * area_m2 + 1e-9)


def _platform_rows(day: MetroDay) -> pd.DataFrame:
    """Platforms where somebody can board, with their line and area."""
    rows: list[Mapping[str, object]] = []
    platform = 0
    for service in day.services:
        boards = {stop for pattern in service.patterns for stop in pattern.stops[:-1]}
        for position, stop_id in enumerate(service.stop_ids):
            if position in boards:
                rows.append(
                    {
                        "platform": platform,
                        "station_id": stop_id,
                        "route_id": service.route_id,
                        "line_zh": service.title_zh,
                        "line_en": service.title_en,
                        "direction": service.direction,
                        "area_m2": service.area_m2[position],
                    }
                )
            platform += 1
    columns = ["platform", "station_id", "route_id", "line_zh", "line_en", "direction", "area_m2"]
    return pd.DataFrame(rows, columns=columns)
