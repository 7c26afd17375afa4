"""Plausibility of the timetable: calls in order of time, no train faster than trains are."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sim.errors import Issue, Severity
from sim.geometry import geodesic_m
from sim.tables.typed_rows import CheckedTable, rows_issue

__all__ = ["call_order", "train_speed"]

MAX_SPEED_KMH = 350.0
IMPOSSIBLE_KMH = 500.0
ACCURATE_KM = 1.0
SHORTEST_LEG_KM = 10.0


def call_order(tables: Mapping[str, CheckedTable]) -> tuple[Issue, ...]:
    """Every train has two calls at least, each after the one before."""
    table = tables["rail/calls"]
    calls = table.frame.sort_values(["trip_id", "seq"])
    before = calls.groupby("trip_id")["departure_min"].shift()
    wrong = calls[
        (calls["departure_min"] < calls["arrival_min"]) | (calls["arrival_min"] <= before)
    ]
    rows = [
        (int(i), f"{trip} {seq}")
        for i, trip, seq in zip(wrong.index, wrong["trip_id"], wrong["seq"], strict=True)
    ]
    trains = tables["rail/trains"]
    counts = trains.frame["trip_id"].map(calls["trip_id"].value_counts()).fillna(0)
    short = [(int(str(i)), trip) for i, trip in trains.frame["trip_id"][counts < 2].items()]
    return (
        *rows_issue(
            table,
            rows,
            (
                Severity.ERROR,
                "call-order",
                "a train leaves before it comes, or comes before it left",
                "put the calls in their order; times run on after midnight: 24:10 is 1450",
            ),
        ),
        *rows_issue(
            trains,
            short,
            (
                Severity.ERROR,
                "call-order",
                "a train with fewer than two calls",
                "complete its calls in rail/calls, or remove the train",
            ),
        ),
    )


def train_speed(tables: Mapping[str, CheckedTable]) -> tuple[Issue, ...]:
    """No leg faster than 350 km/h, where both positions are good to a kilometre.

    The speed is that of the straight line between the stations less the expected errors of their
    positions, so it is a lower bound of the true one.
    """
    table = tables["rail/calls"]
    stations = tables["rail/stations"].frame
    good = stations[stations["coord_accuracy_km"] <= ACCURATE_KM].set_index("stop_id")
    calls = table.frame.sort_values(["trip_id", "seq"])
    legs = calls.assign(
        start=calls.groupby("trip_id")["stop_id"].shift(),
        left_min=calls.groupby("trip_id")["departure_min"].shift(),
    )
    legs = legs[
        legs["start"].isin(good.index)
        & legs["stop_id"].isin(good.index)
        & (legs["arrival_min"] > legs["left_min"])
    ]
    if legs.empty:
        return ()
    length_km = pd.Series(
        {
            (a, b): _least_km(good.loc[a], good.loc[b])
            for a, b in set(zip(legs["start"], legs["stop_id"], strict=True))
        }
    )
    keys = pd.MultiIndex.from_arrays([legs["start"], legs["stop_id"]])
    distance_km = pd.Series(length_km.reindex(keys).to_numpy(), legs.index)
    speed_kmh = distance_km / (legs["arrival_min"] - legs["left_min"]) * 60
    fast = (speed_kmh > MAX_SPEED_KMH) & (distance_km >= SHORTEST_LEG_KM)

    def told(mask: pd.Series) -> list[tuple[int, str]]:
        return [
            (int(i), f"{trip} {a} – {b} {speed:.0f} km/h")
            for i, trip, a, b, speed in zip(
                legs.index[mask],
                legs["trip_id"][mask],
                legs["start"][mask],
                legs["stop_id"][mask],
                speed_kmh[mask],
                strict=True,
            )
        ]

    fix = "check the times of the two calls and the positions of the two stations"
    return (
        *rows_issue(
            table,
            told(fast & (speed_kmh > IMPOSSIBLE_KMH)),
            (Severity.ERROR, "train-speed", "a train is faster than any train", fix),
        ),
        *rows_issue(
            table,
            told(fast & (speed_kmh <= IMPOSSIBLE_KMH)),
            (Severity.WARNING, "train-speed", "a train is faster than 350 km/h", fix),
        ),
    )


def _least_km(start: pd.Series, end: pd.Series) -> float:
    """Distance less the expected errors of both positions."""
    straight_m = geodesic_m((start["lon"], start["lat"]), (end["lon"], end["lat"]))
    return float(straight_m / 1000 - start["coord_accuracy_km"] - end["coord_accuracy_km"])
