"""Circle and trains of alternatives beside each other: differences by hand, order, what is gone."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sim.indicators.compare_gateway_tables import (
    CIRCLE_COLUMNS,
    RAIL_CHANGE_COLUMNS,
    circle_table,
    rail_time_changes,
)
from sim.results.dictionary import dictionary

NO = float("nan")


def parts(**total_min: float) -> pd.DataFrame:
    """Both directions of cities with so many minutes, all of them on the train; and a county."""
    rows = [
        {
            "place_id": city, "kind": kind, "name_zh": city, "name_en": city,
            "direction": direction, "definition": "fast", "family": "fastest",
            "status": "reached" if not math.isnan(total) else "no direct train", "access_min": 0.0,
            "station_min": 0.0, "wait_min": 0.0, "ride_min": total, "change_min": 0.0,
            "egress_min": 0.0, "total_min": total, "limit_min": 60.0, "within": total <= 60,
        }
        for kind, cities in (("city", total_min), ("county", {"330402": 9.0}))
        for city, total in cities.items()
        for direction in ("from_hangzhou", "to_hangzhou")
    ]  # fmt: skip
    return pd.DataFrame(rows)


def trains(*rows: tuple[str, str, float, float, int]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "from_id": start, "to_id": end, "from_station": f"{start}站", "to_station": f"{end}站",
                "from_en": start, "to_en": end, "fastest_min": fastest, "median_min": median,
                "trains_per_day": count, "fastest_train": "G1", "assumed_trains": 0,
            }
            for start, end, fastest, median, count in rows
        ]
    )  # fmt: skip


def test_circle_beside_the_reference() -> None:
    """66 to 52 is 14 less; a city without a train on one side has no difference."""
    table = circle_table({"now": parts(quzhou=66.0, taizhou=NO), "plan": parts(
        quzhou=52.0, taizhou=58.0)}, "now")  # fmt: skip
    assert list(table.columns) == list(CIRCLE_COLUMNS)
    assert set(table["place_id"]) == {"quzhou", "taizhou"}, "counties are left out"
    plan = table[table["alternative"] == "plan"].set_index(["place_id", "direction"])
    assert plan.loc[("quzhou", "to_hangzhou"), ["difference_min", "within"]].tolist() == [-14, True]
    assert np.isnan(plan.loc[("taizhou", "from_hangzhou"), "difference_min"])
    base = table[table["alternative"] == "now"]
    assert base["difference_min"].dropna().tolist() == [0.0, 0.0]


def test_circle_without_the_reference_s_table_has_no_differences() -> None:
    table = circle_table({"plan": parts(quzhou=52.0)}, "now")
    assert table["difference_min"].isna().all()
    assert circle_table({}, "now").columns.tolist() == list(CIRCLE_COLUMNS)


NOW = trains(
    ("E", "A", 60, 70, 10),
    ("E", "B", 40, 50, 10),
    ("E", "C", 30, 30, 5),
    ("E", "D", 20, 25, 4),
    ("E", "F", 15, 15, 3),
    ("E", "G", 100, 100, 1),
)
PLAN = trains(
    ("E", "A", 55, 70, 12),  # 5 faster
    ("E", "B", 52, 60, 10),  # 12 slower
    ("E", "C", 30, 30, 5),  # the same
    ("E", "D", 20.04, 24, 4),  # the same to a tenth, but the median
    ("E", "F", 15, 15, 9),  # more trains
    ("E", "H", 77, 80, 6),  # new
)


def test_trains_that_changed_largest_first() -> None:
    table = rail_time_changes({"now": NOW, "plan": PLAN}, "now")
    assert list(table.columns) == list(RAIL_CHANGE_COLUMNS)
    assert table[["to_id", "change"]].to_numpy().tolist() == [
        ["B", "slower"], ["A", "faster"], ["H", "new"], ["G", "gone"], ["F", "trains"],
        ["D", "trains"],
    ]  # fmt: skip
    rows = table.set_index("to_id")
    assert rows.loc["B", ["fastest_change_min", "median_change_min", "trains_change"]].tolist() == [
        12.0, 10.0, 0,
    ]  # fmt: skip
    assert rows.loc["F", "trains_change"] == 6


def test_sides_without_a_train() -> None:
    rows = rail_time_changes({"now": NOW, "plan": PLAN}, "now").set_index("to_id")
    assert rows.loc["H", ["reference_trains_per_day", "trains_per_day"]].tolist() == [0, 6]
    assert np.isnan(rows.loc["H", "reference_fastest_min"])
    assert rows.loc["G", ["reference_trains_per_day", "trains_per_day"]].tolist() == [1, 0]
    assert rows.loc["G", "to_station"] == "G站", "names are those of the reference"
    assert rows.loc[["G", "H"], ["fastest_change_min", "median_change_min"]].isna().all(axis=None)


def test_without_changes_or_without_the_reference_there_are_no_rows() -> None:
    assert rail_time_changes({"now": NOW, "plan": NOW}, "now").empty
    empty = rail_time_changes({"plan": PLAN}, "now")
    assert list(empty.columns) == list(RAIL_CHANGE_COLUMNS)


def test_a_run_that_does_not_tell_changes_apart_has_none() -> None:
    table = circle_table({"now": parts(jiaxing=23.0).drop(columns="change_min")}, "now")
    assert list(table.columns) == list(CIRCLE_COLUMNS)
    assert table["change_min"].isna().all()
    assert table["ride_min"].tolist() == [23.0, 23.0]


def test_the_dictionary_has_exactly_these_columns() -> None:
    entries = dictionary()
    for name, columns in (("circle", CIRCLE_COLUMNS), ("rail_time_changes", RAIL_CHANGE_COLUMNS)):
        assert {entry.name for entry in entries[name].columns} == set(columns)
        assert entries[name].made_by == "comparison"
