"""Plausibility of lines: stops in order, hops of a possible length, directness and speed."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sim.errors import Issue, Severity
from sim.geometry import distances_m, to_metres
from sim.tables.typed_rows import CheckedTable, rows_issue

__all__ = ["bus_hops", "metro_hops", "stop_order"]

HOP_M = (300.0, 8000.0)
HOP_SPEED_KMH = (12.0, 120.0)

_CHECK_HOP = "check run time and distance of the hop"
_CHECK_PLACES = "check the distance, the order of the stops and the positions of the two stops"


def stop_order(tables: Mapping[str, CheckedTable]) -> tuple[Issue, ...]:
    """Check that stops are numbered without gaps and that every hop takes time and distance."""
    table = tables["metro/line_stops"]
    stops = table.frame
    place = stops.groupby(["route_id", "branch_id"])["seq"].rank(method="first")
    gaps = [
        (int(i), f"{route} {branch} {seq}")
        for i, route, branch, seq in stops.loc[
            stops["seq"] != place, ["route_id", "branch_id", "seq"]
        ].itertuples()
    ]
    moves = (stops["run_time_from_prev_s"] > 0) & (stops["distance_from_prev_m"] > 0)
    still = (stops["run_time_from_prev_s"] == 0) & (stops["distance_from_prev_m"] == 0)
    wrong = [
        (int(i), f"{stop} {time_s} s, {distance_m:.0f} m")
        for i, stop, time_s, distance_m in stops.loc[
            ~moves.where(stops["seq"] > 1, still),
            ["stop_id", "run_time_from_prev_s", "distance_from_prev_m"],
        ].itertuples()
    ]
    return (
        *rows_issue(
            table,
            gaps[:1],
            (
                Severity.ERROR,
                "stop-order",
                "the stops of a branch are not numbered without a gap",
                "number them 1, 2, 3 …",
            ),
        ),
        *rows_issue(
            table,
            wrong,
            (
                Severity.ERROR,
                "run-time",
                "a hop takes no time or no distance, or a start takes some",
                "give every hop both; the first stop of a branch has zero for both",
            ),
        ),
    )


def metro_hops(tables: Mapping[str, CheckedTable]) -> tuple[Issue, ...]:
    """Length, speed and directness of the hops between stations."""
    table = tables["metro/line_stops"]
    hops = _hops(table, ["route_id", "branch_id"], tables["metro/stations"])
    if hops.empty:
        return ()
    along_m = hops["distance_from_prev_m"]
    ridden = hops["run_time_from_prev_s"] > 0
    speed_kmh = along_m / hops["run_time_from_prev_s"].where(ridden) * 3.6
    speeds = tables["metro/lines"].frame.set_index("route_id")["max_speed_kmh"]
    too_fast = speed_kmh > hops["route_id"].map(speeds)
    odd = ridden & ~too_fast & ~speed_kmh.between(*HOP_SPEED_KMH)
    far = hops["straight_m"] > 1.5 * along_m + 500
    bent = ~far & (hops["straight_m"] > 1.02 * along_m + 50)
    return (
        *rows_issue(
            table,
            _told(hops, ~along_m.between(*HOP_M), along_m / 1000, "km"),
            (
                Severity.WARNING,
                "station-spacing",
                "stations nearer than 300 m or farther than 8 km",
                "check the distance, and whether a station is missing",
            ),
        ),
        *rows_issue(
            table,
            _told(hops, too_fast, speed_kmh, "km/h"),
            (
                Severity.ERROR,
                "hop-speed",
                "a hop is faster than the line's highest speed",
                _CHECK_HOP,
            ),
        ),
        *rows_issue(
            table,
            _told(hops, odd, speed_kmh, "km/h"),
            (
                Severity.WARNING,
                "hop-speed",
                "a hop is slower than 12 or faster than 120 km/h",
                _CHECK_HOP,
            ),
        ),
        *_too_far(table, hops, far),
        *rows_issue(
            table,
            _told(hops, bent, hops["straight_m"] / 1000, "km straight"),
            (
                Severity.WARNING,
                "hop-distance",
                "the straight distance is more than that of the line",
                _CHECK_PLACES,
            ),
        ),
    )


def bus_hops(tables: Mapping[str, CheckedTable]) -> tuple[Issue, ...]:
    """Bus stops follow each other along the line, no farther apart than the line is long."""
    table = tables["bus/route_stops"]
    line = ["route_id", "direction"]
    hops = _hops(table, line, tables["bus/stops"])
    if hops.empty:
        return ()
    stops = table.frame.sort_values([*line, "seq"])
    along_m = stops.groupby(line)["distance_from_start_m"].diff().reindex(hops.index)
    return (
        *rows_issue(
            table,
            _told(hops, along_m <= 0, along_m, "m"),
            (
                Severity.ERROR,
                "stop-order",
                "the distance from the start does not grow",
                "check the order of the stops",
            ),
        ),
        *_too_far(table, hops, hops["straight_m"] > 1.5 * along_m + 500),
    )


def _hops(table: CheckedTable, line: list[str], places: CheckedTable) -> pd.DataFrame:
    """Rows with a stop before them, its id (``before``) and the straight distance to it."""
    known = places.frame.set_index("stop_id")
    stops = table.frame.sort_values([*line, "seq"])
    before = stops.groupby(line)["stop_id"].shift()
    hops = stops.assign(before=before)[
        before.isin(known.index) & stops["stop_id"].isin(known.index)
    ]
    start, end = (
        to_metres(*known.loc[hops[column], ["lon", "lat"]].to_numpy().T)
        for column in ("before", "stop_id")
    )
    return hops.assign(straight_m=distances_m(start, end))


def _told(
    hops: pd.DataFrame, mask: pd.Series, value: pd.Series, unit: str
) -> list[tuple[int, str]]:
    chosen = hops.assign(value=value).loc[mask, ["before", "stop_id", "value"]]
    return [(int(i), f"{a} – {b} {v:.1f} {unit}") for i, a, b, v in chosen.itertuples()]


def _too_far(table: CheckedTable, hops: pd.DataFrame, far: pd.Series) -> tuple[Issue, ...]:
    return rows_issue(
        table,
        _told(hops, far, hops["straight_m"] / 1000, "km straight"),
        (
            Severity.ERROR,
            "hop-distance",
            "two stops are much farther apart than the line says",
            _CHECK_PLACES,
        ),
    )
